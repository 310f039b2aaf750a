"""The grammar of dates: what it reads, what it must not, and what holds for any text."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.dates import grammar as dates
from icesco_analysis.dates.grammar import DateExpression, DayParts, find_dates, find_years
from icesco_analysis.language.vocabulary import read_vocabulary
from tests.rows import each_row

CASES = Path(__file__).parents[1] / "cases"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def read_cases(name: str) -> list[dict[str, str]]:
    header, *rows = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("\t"), row.split("\t"), strict=True)) for row in rows]


READ = read_cases("dates_read.tsv")
UNREAD = read_cases("dates_unread.tsv")


def language_of(text: str) -> str:
    if any("\u0600" <= letter <= "\u06ff" for letter in text):
        return "ar"
    return "fr" if any(f"{word} " in text for word in ("le", "du")) and "ide " not in text else "en"


def as_printed(parts: DayParts | None) -> str:
    if parts is None:
        return ""
    year = str(parts.year) if parts.year else "-"
    return "-".join([year, f"{parts.month:02}"] + ([f"{parts.day:02}"] if parts.day else []))


@each_row("case", READ, ids=lambda case: case["text"])
def test_a_printed_date_is_read(case):
    found = find_dates(case["text"], language=language_of(case["text"]))[0]
    weekdays = [str(day) for day in (found.weekday, found.last_weekday) if day is not None]
    assert {
        "evidence": found.text,
        "kind": found.kind,
        "form": found.rule,
        "first": as_printed(found.first),
        "last": as_printed(found.last),
        "weekdays": " ".join(weekdays),
    } == {name: case[name] for name in ("evidence", "kind", "form", "first", "last", "weekdays")}


@each_row("case", UNREAD, ids=lambda case: case["text"])
def test_what_only_looks_like_a_date_is_not_read(case):
    assert [found for found in find_dates(case["text"]) if found.rule == case["form"]] == []


def test_every_form_of_the_grammar_has_a_case_read_and_one_not_read():
    forms = {*dates._forms().values(), "list of days", "span", "month alone", "word", "weekday"}
    assert {case["form"] for case in READ} == forms
    assert {case["form"] for case in UNREAD} == forms


@each_row("blank", ["\n", "\u00a0", "  ", "\u202f", " \n    "], ids=repr)
@each_row("case", [case for case in READ if case["first"].count("-") == 2 and " " in case["evidence"]],
                         ids=lambda case: case["text"])  # fmt: skip
def test_any_blank_and_one_line_break_may_stand_inside_a_date(case, blank):
    language = language_of(case["text"])
    text = case["text"].replace(" ", blank)
    plain, wrapped = find_dates(case["text"], language=language)[0], find_dates(text, language=language)[0]
    assert (wrapped.first, wrapped.last, wrapped.weekday) == (plain.first, plain.last, plain.weekday)


def test_a_blank_line_ends_a_date():
    assert [found.text for found in find_dates("They came on 22\n\nMay 2025 was warm")] == ["May 2025"]


def test_the_evidence_leaves_out_weekday_and_from():
    text = "from Monday, 19 May to Thursday, 22 May 2025"
    assert find_dates(text)[0].text == "19 May to Thursday, 22 May 2025"


def test_a_word_beside_a_printed_day_is_kept_with_it():
    found = find_dates("received, yesterday, Thursday, September 10, the Ambassador")
    assert [(each.text, each.offset, each.weekday) for each in found] == [("September 10", -1, 3)]


@pytest.mark.parametrize(("text", "offset"), [("last Monday", -1), ("next Monday", 1), ("on Monday", None)])
def test_a_weekday_knows_whether_it_is_past_or_to_come(text, offset):
    assert [found.offset for found in find_dates(text)] == [offset]


def test_an_unknown_language_gives_no_dates():
    assert find_dates("22 May 2025", language="xx") == []


# What reads a word of each role, and what must not; {word} stands for it.
ROLES = {
    "month": ("5 {word} 2025", "5x{word}x 2025"),
    "short month": ("5 {word} 2025", "5 {word}x 2025"),
    "weekday": ("{word}", "{word}x"),
    "short weekday": ("{word} 5 May 2025", "{word}x 5 May 2025"),
    "range": ("5 {word} 7 {month} 2025", "5 {word}x 7 {month} 2025"),
    "ordinal": ("{word} {of} {month} 2025", "{word}x {of} {month} 2025"),
    "first": ("{word} {month} 2025", "{word}x {month} 2025"),
    "day suffix": ("5 {word} {month} 2025", "5 {word}x {month} 2025"),
    "of": ("5 {word} {month} 2025", "5 {word}x {month} 2025"),
    "of year": ("5 {month} {word} 2025", "5 {month} {word}x 2025"),
    "era": ("5 {month} 2025 {word}", "5 {month} 2025{word}x"),
    "asks day": ("{word} 5, {month} 2025", "{word}x 5, {month} 2025"),
    "numbered": ("x{word} 5.5.2025", "{word} 5.5.2025"),
    "hijri": ("{ask} 25/5/25 x{word}", "{ask} 25/5/25 {word}"),
    "list": ("5 {word} 6 {month} 2025", "5 {word}x 6 {month} 2025"),
    "relative": ("{word}", "{word}x"),
    "asks month": ("{word} {month}", "{word}x {month}"),
    "no day after": ("Friday x{word}", "Friday {word}"),
    "event noun": ("today's {word}", "today's x{word}"),
    "hijri month": ("5 {word} 1444", "5 x{word} 1444"),
    "hour": ("May 5 to 7 {word}", "May 5 to 7 x{word}"),
}
ASK, OF = {"en": "on", "fr": "le", "ar": "يوم"}, {"en": "of", "fr": "de", "ar": "من"}
SAME_MONTH = {"en": "May", "fr": "mai", "ar": "مايو"}


@each_row(
    "row",
    [
        row
        for row in read_vocabulary("date_words.tsv", columns=["language", "role", "word", "value", "note"])
        if row["role"] in ROLES
    ],
    ids=lambda row: f"{row['language']} {row['role']} {row['word']}",
)
def test_every_word_of_a_role_is_read_and_a_longer_word_is_not(row):
    month = SAME_MONTH[row["language"]]
    words = {"word": row["word"], "month": month, "ask": ASK[row["language"]], "of": OF[row["language"]]}
    read, unread = (form.format(**words) for form in ROLES[row["role"]])
    expected = find_dates(read, language=row["language"])
    assert expected
    if row["role"] in ("month", "short month", "weekday", "short weekday"):
        number = expected[0].first.month if row["role"].endswith("month") else expected[0].weekday
        assert number == int(row["value"])
    unlike = find_dates(unread, language=row["language"])
    assert [(each.text, each.weekday) for each in unlike] != [(each.text, each.weekday) for each in expected]


OTHER_ROLES = {
    ("en", "between"): ("between 5 May and 8 June", "around 5 May and 8 June"),
    ("fr", "between"): ("entre 5 mai et 8 juin", "vers 5 mai et 8 juin"),
    ("ar", "between"): ("بين 5 مايو و 8 يونيو", "في 5 مايو و 8 يونيو"),
}


@pytest.mark.parametrize(("role", "texts"), OTHER_ROLES.items(), ids=lambda value: str(value))
def test_between_makes_a_range_of_two_days(role, texts):
    between, without = (find_dates(text, language=role[0]) for text in texts)
    assert [len(between), len(without)] == [1, 2]


def test_years_are_found_apart_from_dates_plans_and_numbers():
    text = "Listed in 2010, in 1982, since 1990, founded in 1970, for 2025; Agenda 2030, Vision 2040, by 2050, $2015"
    assert find_years(text) == [2010, 1982, 2025]


# ---------------------------------------------------------------------------------------------------------------------
# What holds for any text

PIECES = st.sampled_from(
    ["22", "May", "2025", "to", "and", "–", ",", " ", "\n", "\n\n", "Thursday", "(", ")", "yesterday", "31", "February",
     "12/05/2021", "from", "between", "1,500", "’s", "x", "Sept.", "-", "the", "of", "24/7", "every", "12th"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60))
def test_spans_are_in_order_and_hold_what_they_say(text):
    found = find_dates(text)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(each.text.strip() == each.text and "\n\n" not in each.text for each in found)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_printed_day_exists_and_no_range_runs_backwards(text):
    for each in find_dates(text):
        if each.first and each.first.year and each.first.day:
            assert date(*each.first) <= date(*each.last)


FORMATS = (
    "{weekday}, {day} {month} {year}",
    "{weekday} {day} {month}, {year}",
    "{weekday}, {month} {day}, {year}",
    "{weekday} ({month} {day}, {year})",
    "{day} {month} {year} ({weekday})",
    "{weekday}, the {day}{ordinal} of {month} {year}",
)


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.sampled_from(FORMATS))
def test_every_day_is_read_back_from_every_form(day, form):
    ordinal = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    text = form.format(
        weekday=WEEKDAYS[day.weekday()], day=day.day, month=MONTHS[day.month - 1], year=day.year, ordinal=ordinal
    )
    found = find_dates(f"They met on {text} in Rabat.")
    assert [(date(*each.first), date(*each.last), each.weekday) for each in found] == [(day, day, day.weekday())]


@given(
    st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(1, 40), st.sampled_from([" to ", "-", " – ", " until "])
)
def test_every_range_is_read_back(day, length, joint):
    end = day + timedelta(days=length)
    if day.month == end.month:
        text = f"{day.day}{joint}{end.day} {MONTHS[end.month - 1]} {end.year}"
    else:
        text = f"{day.day} {MONTHS[day.month - 1]} {day.year}{joint}{end.day} {MONTHS[end.month - 1]} {end.year}"
    found = find_dates(f"It ran from {text} in Rabat.")
    assert [(date(*each.first), date(*each.last)) for each in found] == [(day, end)]


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.text("abc de\u00a0,.", max_size=120))
def test_text_around_a_date_does_not_change_it(day, around):
    printed = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    found = find_dates(f"{around} on {printed} in {around}")
    assert [each.text for each in found] == [printed]


def test_an_expression_can_be_compared_and_kept():
    first, second = find_dates("on 5 May 2025"), find_dates("on 5 May 2025")
    assert first == second
    assert isinstance(first[0], DateExpression)
    assert len({*first, *second}) == 1


@each_row(
    ("text", "language", "evidence", "offset"),
    [
        ("la réunion de lundi dernier", "fr", "lundi", -1),
        ("lundi prochain", "fr", "lundi", 1),
        ("last Monday", "en", "Monday", -1),
        ("next Monday", "en", "Monday", 1),
        ("on Monday", "en", "Monday", None),
        ("the day before yesterday", "en", "day before yesterday", -2),
        ("the day before\n\nyesterday", "en", "yesterday", -1),  # a blank line is no blank
    ],
)
def test_a_word_beside_a_weekday_or_a_day_says_which(
    text: str, language: str, evidence: str, offset: int | None
) -> None:
    (found,) = find_dates(text, language=language)
    assert (found.text, found.offset) == (evidence, offset)


@pytest.mark.parametrize("weekday", [", Thursday.", " (Thursday)"])
def test_the_weekday_behind_two_numbers_says_which_is_the_month(weekday: str) -> None:
    (found,) = find_dates(f"on 6/5/2025{weekday}")
    assert (found.first.month, found.first.day) == (6, 5)
    (found,) = find_dates(f"on 6/5/2025{weekday.replace('Thurs', 'Tues')}")
    assert (found.first.month, found.first.day) == (5, 6)


@each_row(
    ("text", "evidence"),
    [
        ("group 5\n\nMay 2025 was warm", "May 2025"),  # a blank line ends a date
        ("on 5\nMay 2025", "5\nMay 2025"),
        ("on 5 \t May\u00a02025", "5 \t May\u00a02025"),
        ("the 45th on 5 May 2025", "5 May 2025"),
        ("the 5th on 6 May 2025", "6 May 2025"),
    ],
)
def test_blanks_and_ordinals_around_a_date_are_told_from_it(text: str, evidence: str) -> None:
    assert [found.text for found in find_dates(text)] == [evidence]
