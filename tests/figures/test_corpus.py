"""What is drawn and said of the pages read: the days seen, and what a person should look at."""

from dataclasses import replace

import pandas as pd
import pytest

from icesco_analysis import load_corpus
from icesco_analysis.figures import corpus
from icesco_analysis.figures.style import UNSEEN_HATCH
from tests.figures import new_axes


@pytest.fixture(scope="module")
def seeds():
    return load_corpus("seeds")


def _draw(days, numbers, spanned=True):
    return corpus._draw_calendar(pd.DataFrame({"day": days, "n": numbers, "spanned": spanned}), ax=new_axes())


def _said(words):
    return words._repr_markdown_()


def test_every_year_from_the_first_to_the_last_has_a_hatched_strip_of_its_length():
    ax = _draw(pd.to_datetime(["2023-12-31", "2024-01-01", "2026-03-01"]), [1, 2, 0])
    assert [patch.get_width() for patch in ax.patches if patch.get_hatch() == UNSEEN_HATCH] == [365, 366, 365, 365]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["2023", "2024", "2025", "2026"]
    words = [text.get_text() for text in ax.texts]
    rows = [text for text in words if " in " in text or text.endswith("known")]
    assert rows == ["1 in 1 day", "2 in 1 day", "none known", "0 in 1 day"]


def test_a_needle_stands_on_its_day_of_the_year_and_is_as_high_as_its_share_of_the_busiest():
    ax = _draw(pd.date_range("2025-05-15", "2025-05-18"), [4, 0, 2, 0])
    seen, needles = ax.collections[:2]
    assert [path.get_extents().x0 for path in seen.get_paths()] == [134]
    assert [path.get_extents().width for path in seen.get_paths()] == [4]
    boxes = [path.get_extents() for path in needles.get_paths()]
    assert [box.x0 for box in boxes] == [134, 136]
    assert boxes[0].height == pytest.approx(2 * boxes[1].height)


def test_an_activity_that_no_listing_spans_is_a_needle_on_hatched_ground():
    ax = _draw(pd.to_datetime(["2025-05-15", "2025-05-17"]), [1, 3], spanned=[True, False])
    seen, needles = ax.collections[:2]
    assert [path.get_extents().width for path in seen.get_paths()] == [1]
    assert len(needles.get_paths()) == 2


def test_the_calendar_has_a_row_for_every_day_spanned_and_every_activity(seeds):
    figure = corpus.figure_calendar(seeds)
    assert figure.data["n"].sum() == seeds.articles["date_start"].notna().sum()
    assert figure.finding == corpus.describe_seen(seeds)
    assert "listings span **136** of them (7 %), and **44** of 45 dated activities began on these." in _said(
        figure.finding
    )


def test_pages_of_which_no_listing_spans_a_window_say_so(seeds):
    said = _said(corpus.describe_seen(replace(seeds, rows={**seeds.rows, "appearances": seeds.appearances.head(2)})))
    assert said.startswith("Known: **45 dated activities** (8 Sep 2020 – 10 Feb 2026).")


def test_the_calendar_of_a_selection_lies_between_its_own_activities(seeds):
    chosen = seeds.select(country="Oman")
    days = chosen.articles["date_start"].dropna()
    figure = corpus.figure_calendar(chosen)
    assert (figure.data["day"].min(), figure.data["day"].max()) == (days.min(), days.max())


def test_dated_and_open_stories_add_up_and_false_weekdays_are_named(seeds):
    articles = seeds.articles.iloc[:4].assign(
        date_kind=["explicit", "explicit", "relative", "none"],
        date_start=pd.to_datetime(["2025-05-01", "2025-05-02", "2025-05-03", None]),
        date_conflict=[True, False, False, False],
    )
    said = _said(corpus.describe_date_kinds(replace(seeds, rows={**seeds.rows, "articles": articles})))
    assert "**3 of 4 stories**: for 2 it is printed in full and for 1 the page tells" in said
    assert "**1** stays undated" in said
    assert "**1 printed weekday** cannot be true" in said


def test_what_listings_hold_is_said_as_it_is_confirmed(seeds):
    assert _said(corpus.describe_pages(seeds)).endswith("Nobody has confirmed what their listings hold.")
    some = replace(seeds, rows={**seeds.rows, "pages": seeds.pages.assign(listing=["all", "all", *["unknown"] * 3])})
    said = "What they list is confirmed as complete for 2 and confirmed by nobody for 3."
    assert _said(corpus.describe_pages(some)).endswith(said)


def test_what_was_not_understood_is_named(seeds):
    assert _said(corpus.describe_characters(seeds)).endswith("none is left over.")
    pages = seeds.pages.assign(n_chars=100, n_chars_articles=98, n_chars_dateline=0, n_chars_boilerplate=0)
    pages = pages.assign(n_chars_furniture=0, n_chars_unparsed=2)
    said = _said(corpus.describe_characters(replace(seeds, rows={**seeds.rows, "pages": pages})))
    assert ", 98 % in articles; **10 characters were** not understood." in said


def test_problems_are_counted_by_kind_the_most_frequent_first_and_corrections_apart(seeds):
    kinds = ["refused", "false-weekday", "correction-applied", "false-weekday"]
    said = _said(
        corpus.describe_problems(replace(seeds, rows={**seeds.rows, "problems": pd.DataFrame({"kind": kinds})}))
    )
    assert said == (
        "A person should look at **3 things**: false weekday **2**, refused **1**. **1 correction was** applied."
    )


def test_copies_and_other_languages_are_counted(seeds):
    again = pd.concat([seeds.appearances, seeds.appearances.head(1).assign(source="again.txt")], ignore_index=True)
    copied = replace(seeds, rows={**seeds.rows, "appearances": again})
    assert "1 is a copy of a story counted already" in _said(corpus.describe_pages(copied))
    articles = seeds.articles.assign(language=["fr", "", *["en"] * 48])
    said = _said(corpus.describe_languages(replace(seeds, rows={**seeds.rows, "articles": articles})))
    assert "1 in a language that is not known and 1 in French. Topics are those of the stories in English" in said


def test_why_stories_have_no_day_is_said(seeds):
    assert _said(corpus.describe_undated(seeds)) == (
        "**5** of 50 stories have no known day: **4** name none for the activity, **1** names one that the page leaves "
        "open."
    )


def test_of_one_story_or_one_day_it_is_said_in_words(seeds):
    is_dated = seeds.articles["date_start"].notna()
    dated, undated = seeds.articles[is_dated].head(1), seeds.articles[~is_dated].head(1)
    said = _said(corpus.describe_undated(replace(seeds, rows={**seeds.rows, "articles": undated})))
    assert said.startswith("**1** of 1 story has no known day: it names ")
    assert _said(corpus.describe_date_kinds(replace(seeds, rows={**seeds.rows, "articles": dated}))).startswith(
        "The day is known for **the one story**: "
    )
    assert _said(corpus.describe_seen(seeds.select(country=["BEL"]))) == (
        "The only known day is 10 Sep 2020, and a listing spans it."
    )
