"""Lines that print a date and no sentence: datelines and publication lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache

from icesco_analysis.language import collapse, fill_pattern, read_vocabulary

# A line is asked what it is by the reader, by its neighbours and by the split: so many short ones are remembered.
LINES_KEPT = 4096
# A line that prints a date: characters at most.
MAX_LINE = 150
# The same with the blanks between columns of a table.
MAX_BLANKS = 10 * MAX_LINE

_PERMALINK_RE = re.compile(r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?:/|\Z)")
# No release is older than the organisation; programs write 0001, 1899, 1970 or 9999 where they know no day.
FOUNDED, LAST_YEAR = 1979, 2099
_ISO_RE = re.compile(r"\A\s*(\d{4})([-/]?)(\d{2})\2(\d{2})(?!\d)")
# A year before 100, which mail takes for one of this century.
_YEAR_ZERO_RE = re.compile(r"[A-Za-z]{3} (?:-\d|00\d\d)")
_DIGIT_RE = re.compile(r"\d")
_LETTERS_RE = re.compile(r"[^\W\d_]{3,}")
# The groups of `_date_line_re` in the order year, month, day, for each way to print them.
_PARTS = ("year", "month", "day", "year2", "month2", "day2", "year3", "second", "first", "year4", "month4", "day4")
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A printed line that says when, and mostly where, a release was filed: ``Rabat: 17/05/2019``.

    `doubt` says why the day had to be read against the order of the site (dd/mm), or could not be read and is None.
    """

    text: str
    place: str
    day: date | None
    doubt: str = ""


def _named(what: str) -> list[dict[str, str]]:
    """Return the rows of ``data/date_words.tsv`` that name months or weekdays, short names too."""
    rows = read_vocabulary("date_words.tsv", columns=["language", "role", "word", "value", "note"])
    return [row for row in rows if row["role"] in (what, f"short {what}")]


@cache
def _months() -> dict[str, int]:
    return {row["word"].casefold(): int(row["value"]) for row in _named("month")}


@cache
def printed_names() -> Mapping[str, list[str]]:
    """Return the names that patterns of ``data/`` refer to, in full but for "any month": months and weekdays."""
    months, days = ([row for row in _named(what) if row["language"] != "ar"] for what in ("month", "weekday"))
    return {
        "month": [row["word"] for row in months if row["language"] == "en" and row["role"] == "month"],
        "any month": [row["word"] for row in months],
        "weekday": [row["word"] for row in days if row["role"] == "weekday"],
    }


@cache
def _date_line_re() -> re.Pattern[str]:
    """Compile the line of ``data/date_lines.tsv``, of whose parts each has its rows as alternatives."""
    parts = {"month": list(_months()), "weekday": [row["word"] for row in _named("weekday")]}
    parts = {name: sorted(map(re.escape, words), key=len, reverse=True) for name, words in parts.items()}
    for row in read_vocabulary("date_lines.tsv", columns=["part", "pattern", "note"]):
        parts.setdefault(row["part"], []).append(row["pattern"])
    pieces = {name: f"(?:{'|'.join(patterns)})" for name, patterns in parts.items()}
    return re.compile(fill_pattern("{line}", pieces.__getitem__), re.IGNORECASE)


def read_date_line(text: str) -> Dateline | None:
    """Return the date that a line consists of, or None where the line is anything else.

    A line that gives a place is a dateline; without one it is a publication line.
    """
    line = collapse(text) if len(text) <= MAX_BLANKS and _DIGIT_RE.search(text) else ""
    return _read_line(line) if 0 < len(line) <= MAX_LINE else None


@lru_cache(maxsize=LINES_KEPT)
def _read_line(text: str) -> Dateline | None:
    line = text.translate(_ARABIC_DIGITS).strip("\u200e\u200f\u202a\u202b\u202c*_ ")
    match = _date_line_re().fullmatch(line)
    if match is None or not _is_place(match["place"]):
        return None
    place = (match["place"] or "").strip(" :،,–—|-(")
    year, month, day = (_read_number(part) for part in match.group(*_PARTS) if part)
    found = _make_day(year, month, day)
    doubt = "" if found else f"it is no day of the calendar from {FOUNDED} to {LAST_YEAR}"
    if not found and match["mark"] and (found := _make_day(year, day, month)):
        doubt = "it is impossible as day/month and was read as month/day"
    return Dateline(text, place, found, doubt)


def _read_number(text: str) -> int:
    return int(text) if text.isdigit() else _months()[text.casefold()]


def _is_place(text: str | None) -> bool:
    """Tell a place from the beginning of a sentence: few words, the first and most of the long ones capitalised."""
    if not text:
        return True
    words = re.findall(r"[^\W\d_]+", text)
    if not words or len(words) > 12:
        return False
    if any("\u0600" <= word[0] <= "\u06ff" for word in words):
        return len(words) <= 6
    long = [word for word in words if len(word) > 3]
    return bool(words[0][0].isupper()) and sum(word[0].isupper() for word in long) >= 0.7 * len(long)


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FOUNDED <= year <= LAST_YEAR else None
    except ValueError:
        return None


def read_stamp(text: str) -> date | None:
    """Return the day of a time stamp as it is written, without moving it to another time zone.

    It is one for machines ("2025-05-06T09:00:00Z"), one of mails, or has the month in letters; which of two numbers of
    a stamp is the month, nobody can tell.
    """
    match = _ISO_RE.match(text)
    if match:
        return _make_day(int(match[1]), int(match[3]), int(match[4]))
    if not _LETTERS_RE.search(text) or _YEAR_ZERO_RE.search(text):
        return None
    printed = read_date_line(text)
    if printed:
        return None if printed.place else printed.day
    try:
        stamp = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return _make_day(stamp.year, stamp.month, stamp.day)


def read_permalink_day(url: str) -> date | None:
    """Return the day in an address of the form ``/YYYY/MM/DD/slug/``, or None."""
    match = _PERMALINK_RE.search(url)
    return _make_day(*map(int, match.groups())) if match else None
