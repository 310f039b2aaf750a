"""Lines that print a date and no sentence: datelines and publication lines."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages.blocks import collapse

# A place before a dateline's date is a name, not a sentence: characters at most.
MAX_PLACE = 90
# So is who entered the release.
MAX_NAME = 40
# So are the terms of a release behind its date.
MAX_TERMS = 90

_PERMALINK_RE = re.compile(r"/(?P<year>(?:19|20)\d{2})/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?:/|\Z)")
# No release is older than the organisation; programs write 0001, 1899 or 1970 where they know no day.
FOUNDED = 1979
_ISO_RE = re.compile(r"\s*(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A printed line that says where and when a release was filed: ``Rabat: 17/05/2019``.

    Parameters
    ----------
    text
        The line as printed, blanks collapsed.
    place
        What stands before the date, or "" where it names none.
    day
        The date in it, read dd/mm; None where it prints no readable date.
    """

    text: str
    place: str
    day: date | None


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date that a line consists of; `doubt` says why it had to be read against the day order of the site."""

    day: date | None
    place: str
    doubt: str = ""


@cache
def _months() -> dict[str, int]:
    rows = read_vocabulary("printed_months.tsv", columns=["name", "month", "note"])
    return {row["name"].casefold(): int(row["month"]) for row in rows}


def month_names(*languages: str) -> list[str]:
    """Return the names of the months in some languages, English ones in full."""
    rows = read_vocabulary("printed_months.tsv", columns=["name", "month", "note"])
    full = languages == ("English",)
    return [row["name"] for row in rows if (row["note"] in languages if full else row["note"].startswith(languages))]


def weekday_names() -> list[str]:
    """Return the English and French names of the weekdays in full."""
    rows = read_vocabulary("date_line_words.tsv", columns=["word", "part", "note"])
    return [row["word"] for row in rows if row["part"] == "weekday" and row["word"].isascii() and len(row["word"]) > 3]


@cache
def _date_line_re() -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    words = read_vocabulary("date_line_words.tsv", columns=["word", "part", "note"])
    before, weekday, after = (
        "|".join(sorted((re.escape(row["word"]) for row in words if row["part"] == part), key=len, reverse=True))
        for part in ("before", "weekday", "after")
    )
    # Who entered the release: before the date with a mark behind the name, or after the date. A small "by" begins a
    # deadline or a half sentence, so only "Posted by" and a large "By" may stand first.
    name = rf"\s+ [^.]{{2,{MAX_NAME}}}?"
    poster = rf"""
        (?-i: (?:Posted|Published|Written) \s+ by | By | Par ) {name} \s* (?: \b on \b | \b le \b | [|/·•,–—-] ) \s*
        """
    entered = rf"(?-i: [Bb]y | [Pp]ar ) {name}"
    clock = r"\d{1,2} [:hH] \d{2} (?: :\d{2} )? \s* (?: [ap]\.?m\.? | GMT | UTC )?"
    counts = rf"[\s|/·•,–—-]* (?: \d{{1,5}} | {after} ) (?: \s* (?: {after} ) )*"
    terms = rf"(?: This \s+ entry \s+ was \s+ )? posted \s+ in \s+ [^.|]{{2,{MAX_NAME}}}? \s+ (?=on\b)"
    mark = r"""
        \s* (?: [|•·/] | \b and \s+ (?=tagged) | \. \s+ (?=Bookmark)
          | (?=(?: Posted | Filed | Tagged ) \s+ (?:in|under|with)\b) )
        """
    return re.compile(
        rf"""
        (?: {terms} )?                                                    # "Posted in News on"
        (?: (?P<said> {before} ) \s* (?:on\b|the\b|le\b)? \s* :? \s* )?   # "Published on"
        (?: {poster} )?  (?: {clock} \s* [|/·•,–—-] \s* )?                # "By admin |", "10:56 am /"
        (?P<place> .{{2,{MAX_PLACE}}}? (?: \s*[:،,–—|-]\s* | \s+ (?=\() ) )??  # "Rabat:", "Abu Dhabi, UAE –"
        (?: [(\[] \s* )? (?: (?:on|the|le) \s+ )? (?: (?: {weekday} ) \.? \s*[,،]?\s* (?:le\s+)? )?   # "Friday,"
        (?: (?P<day> \d{{1,2}} ) \s* (?:st|nd|rd|th|er)? [\s-]* (?:of\s+)?
            (?P<month> {months} ) \.? [\s,،-]* (?P<year> \d{{4}} )
          | (?P<month2> {months} ) \.? \s+ (?P<day2> \d{{1,2}} ) (?:st|nd|rd|th)? \s*[,،]?\s* (?P<year2> \d{{4}} )
          | (?P<first> \d{{1,2}} ) \s*(?P<mark>[/.-])\s* (?P<second> \d{{1,2}} ) \s*(?P=mark)\s* (?P<year3> \d{{4}} )
          | (?P<year4> \d{{4}} ) [/-] (?P<month4> \d{{1,2}} ) [/-] (?P<day4> \d{{1,2}} )
        ) (?: [\sT,،at-]* {clock} )?
        (?: \s* [)\]] )?  (?: {counts} )*                                 # "0", "No Comments"
        (?: \s* [|/·•,–—-]? \s* {entered} (?: {counts} )* )?              # "by admin 3 Comments"
        (?: {mark} \s* [^.|•·]{{2,{MAX_TERMS}}} )*                        # "| News | 0 Comments", "Posted in News"
        \s* [.:|-]? \s*
        """,
        re.VERBOSE | re.IGNORECASE,
    )


def read_date_line(text: str) -> PrintedDate | None:
    """Return the date that a line consists of, or None where the line is anything else.

    Notes
    -----
    Numbers are read dd/mm/yyyy, the order of the site; where that is no day of the calendar and mm/dd is, the latter is
    taken and `doubt` says so. A line that gives a place is a dateline; without one it is a publication line.

    Examples
    --------
    >>> read_date_line("Rabat: 17/05/2019")
    PrintedDate(day=datetime.date(2019, 5, 17), place='Rabat', doubt='')
    >>> read_date_line("May 20, 2019 0").day
    datetime.date(2019, 5, 20)
    >>> read_date_line("The meeting was held on 17/05/2019.") is None
    True
    """
    line = collapse(text.translate(_ARABIC_DIGITS)).strip("\u200e\u200f\u202a\u202b\u202c*_ ")
    if len(line) > MAX_PLACE + 60 or not any(map(str.isdigit, line)):
        return None
    match = _date_line_re().fullmatch(line)
    if match is None or not _is_place(match["place"]):
        return None
    place = (match["place"] or "").strip(" :،,–—|-(")
    day, doubt = _read_day(match)
    return PrintedDate(day=day, place=place, doubt=doubt)


def _is_place(text: str | None) -> bool:
    """Tell a place from the beginning of a sentence: few words, the first and most of them capitalised."""
    if not text:
        return True
    words = re.findall(r"[^\W\d_]+", text)
    if not words or len(words) > 12:
        return False
    if any("\u0600" <= word[0] <= "\u06ff" for word in words):
        return len(words) <= 6
    large = sum(1 for word in words if word[0].isupper() or len(word) <= 3)
    return words[0][0].isupper() and large >= 0.7 * len(words)


def _read_day(match: re.Match[str]) -> tuple[date | None, str]:
    if match["first"]:
        return _read_numbers(int(match["first"]), int(match["second"]), int(match["year3"]))
    if match["year4"]:
        return _make_day(int(match["year4"]), int(match["month4"]), int(match["day4"]))
    suffix = "" if match["day"] else "2"
    month = _months()[match["month" + suffix].casefold()]
    return _make_day(int(match["year" + suffix]), month, int(match["day" + suffix]))


def _make_day(year: int, month: int, day: int) -> tuple[date | None, str]:
    try:
        return date(year, month, day), ""
    except ValueError:
        return None, "it is no day of the calendar"


def _read_numbers(first: int, second: int, year: int) -> tuple[date | None, str]:
    """Read dd/mm/yyyy; where that is impossible, mm/dd/yyyy with a doubt."""
    day, doubt = _make_day(year, second, first)
    if day is not None:
        return day, doubt
    turned, _ = _make_day(year, first, second)
    if turned is None:
        return None, doubt
    return turned, "it is impossible as day/month and was read as month/day"


def read_iso_day(text: str) -> date | None:
    """Return the day of an ISO time stamp as it is written, without moving it to another time zone."""
    match = _ISO_RE.match(text)
    return _match_day(match) if match else None


def read_permalink_day(url: str) -> date | None:
    """Return the day in an address of the form ``/YYYY/MM/DD/slug/``, or None."""
    match = _PERMALINK_RE.search(url)
    return _match_day(match) if match else None


def _match_day(match: re.Match[str]) -> date | None:
    if int(match["year"]) < FOUNDED:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
