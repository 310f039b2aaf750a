"""One article by itself: which of its dates is the activity's, and what settles it."""

from datetime import date

import pytest

from icesco_analysis.dates.grammar import find_dates
from icesco_analysis.dates.readings import find_false_weekday, printed_days, read_article, written_on
from icesco_analysis.pages.articles import Article, Dateline
from tests.rows import each_row

DATELINE = Dateline("Rabat: 17/05/2019", "Rabat", date(2019, 5, 17))


def read(body: str, **fields):
    return read_article(Article("page", 1, "A headline", body, **fields))


@each_row(
    ("body", "days"),
    [
        ("They met today in Rabat.", date(2019, 5, 17)),
        ("They met yesterday in Rabat.", date(2019, 5, 16)),
        ("They met on Friday in Rabat.", date(2019, 5, 17)),
        ("They met last Friday in Rabat.", date(2019, 5, 10)),
        ("They met on Monday in Rabat.", date(2019, 5, 13)),
    ],
)
def test_a_dateline_settles_a_relative_date(body, days):
    choices = read(body, dateline=DATELINE)[0].choices
    assert [(choice.start, choice.end) for choice in choices] == [(days, days)]


def test_without_a_dateline_a_relative_date_stays_open():
    case = read("They met yesterday in Rabat.", published=date(2019, 5, 17))[0]
    assert (case.dated.kind, case.dated.evidence, case.choices) == ("relative", "yesterday", ())


def test_a_date_of_the_lead_is_sure_and_one_further_down_less():
    assert read("They met on 5 May 2025.")[0].is_sure
    assert not read("They met.\n\nThe meeting took place.\n\nIt was held on 5 May 2025 in Fez.")[0].is_sure


def test_publication_and_dateline_are_dates_that_the_page_names():
    named = read("They met in July 2020.", dateline=DATELINE, published=date(2019, 5, 20))[1]
    assert named == [date(2020, 7, 15), date(2019, 5, 20), date(2019, 5, 17)]


def test_an_article_is_written_on_the_day_of_its_dateline_before_that_of_publication():
    assert written_on(Article("page", 1, "A", "B", dateline=DATELINE, published=date(2019, 5, 20))) == DATELINE.day
    assert written_on(Article("page", 1, "A", "B")) is None


@pytest.mark.parametrize(("text", "year"), [("29 February", 2023), ("yesterday", 2024), ("July 2020", 2024)])
def test_what_prints_no_day_or_one_that_the_year_does_not_have_has_no_days(text, year):
    assert printed_days(find_dates(text)[0], year=year) is None


@each_row(
    ("text", "false"),
    [
        ("Tuesday, 20 May 2025", None),
        ("20 May 2025", None),
        ("Monday, 20 May 2025", (date(2025, 5, 20), 0)),
        ("from Monday 19 to Friday 22 May 2025", (date(2025, 5, 22), 4)),
        ("from Sunday 19 to Thursday 22 May 2025", (date(2025, 5, 19), 6)),
    ],
)
def test_the_day_whose_weekday_is_false_is_found(text, false):
    expression = find_dates(text)[0]
    days = printed_days(expression)
    assert days is not None
    assert find_false_weekday(expression, days) == false
