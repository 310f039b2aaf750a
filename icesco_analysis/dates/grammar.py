"""Text → printed date expressions with spans: the grammar of dates."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from icesco_analysis.language import read_vocabulary

ExpressionKind = Literal["explicit", "yearless", "relative", "month", "open"]

# Characters read before and behind each word that can belong to a date: more than any form needs beyond it ("7, 8, 9
# and 10 of the month of May", "May 19 to Thursday the 22nd, 2025"; "in the coming", "Monday prochain").
REACH_MONTH = (64, 64)
REACH_WORD = (16, 20)


class DayParts(NamedTuple):
    """One end of a date as printed; None where the text leaves a part open."""

    year: int | None
    month: int
    day: int | None


@dataclass(frozen=True, slots=True)
class DateExpression:
    """One date as a text prints it.

    Parameters
    ----------
    start, end
        Character span of the evidence: the date without its weekday and without "from".
    text
        What stands there.
    kind
        "explicit" (day, month and year), "yearless" (day and month), "month" (no day), "relative" (no month), "open"
        (a day whose two figures for the year, or whose order of day and month, leave several).
    rule
        Name of the form of the grammar that read it, e.g. "day month", "range in one month", "weekday".
    first, last
        Both ends of the span of days, equal for one day; None for a relative date.
    weekday, last_weekday
        Printed weekday of the first and of the last day, 0 for Monday; None where none is printed. A relative date that
        is a weekday has it here.
    offset
        For a relative word the days from the day of writing (-1 for "yesterday"); for a relative weekday -1 or 1 where
        the text says that it is past or to come ("last Monday"). A printed day with such a word beside it
        ("yesterday, September 10") has it too. None otherwise.
    """

    start: int
    end: int
    text: str
    kind: ExpressionKind
    rule: str
    first: DayParts | None = None
    last: DayParts | None = None
    weekday: int | None = None
    last_weekday: int | None = None
    offset: int | None = None


# ---------------------------------------------------------------------------------------------------------------------
# The forms. «WORDS» stand for what ``data/date_words.tsv`` lists in one language.

# One blank inside a date: spaces of any width and at most one line break (a blank line ends everything).
_BLANK = r"(?:[^\S\n]+(?:\n[^\S\n]*)?|\n[^\S\n]*)"
_PIECES = {
    "_": _BLANK,
    "g": rf"(?:{_BLANK})?",
    "NUMBER": r"""(?: (?:3[01]|[12]\d|0?[1-9]) (?: «g»(?: «SUFFIX» | «SUFFIXCAPS»(?!\.) ) )?
        (?! \w | [.:/]\d | ,\d{3}(?!\d) | % ) )""",
    # A day in words asks for "of": "the second March on Rabat" is no 2 March
    "DAY": r"(?: «NUMBER» | «ORDINAL» (?= «_»«OF»«_» | «to»«ORDINAL» ) | «FIRST»(?!\w) )",
    "YEAR": r"(?: (?:19[4-9]|20\d)\d (?:«g»«ERA»)? (?! \w | /\d | [-–]\d{4} ) )",
    # ", 2025" · " 2025" · " of 2025" · "-2025" · " (2025)" · " ’25" · "14-May-25"
    "YEARPART": r"""(?: (?: «g»[,،]«g» | «_» (?:«OFYEAR»«_»)? | - ) «YEAR» | «g»\(«YEAR»\)
        | (?: «g»,?«_»['’] | (?<=-\w{3})- ) \d\d (?! [\w’'-] | [.,]\d ) )""",
    # "22 May" · "22nd of May" · "7th day of May" · "22-May" · "22May"
    "dm": r"(?: «_» (?:«OF»«_»)? | - | )",
    # "13, May 2025": a day only behind a word that asks for one, see `_read`
    "comma": r"«g»[,،]«_» (?=«MONTH»«YEARPART»)",
    "full": r"(?:19|20)\d\d (?! [\w/-] | [.]\d )",
    # "May 22" · "May the 22nd"
    "md": r"(?: «_» (?:«ARTICLE»«_»)? )",
    # "to" · "–" · "and", and a weekday or article after it
    "to": r"(?: «g»[,،]?«g» (?: [-–—−‐‑] | (?<=\s)(?:«RANGE»|«LIST»)(?=\s) ) «g» (?:«ARTICLE»«_»)? )",
    "wd2": r"\.?«g»,?«g» (?:«ARTICLE»«_»)?",
    # Days that stand before the last two: "7, 8 and 9"
    "more": r"(?: «g»[,،]«g» «DAY» )*",
    # Months between the first and the last: "March, April and May"
    "months": r"(?: «g»[,،]«g» «MONTH» )*",
    # A month is no whole month behind a day that no form reads: "5/6 May 2025", "32nd May 2025"
    "whole": r"(?<! \d\s ) (?<! \d(?:st|nd|rd|th)\s ) (?<! \d\s(?:st|nd|rd|th)\s )",
}
_BEFORE = r"""
    (?P<weekday> «WEEKDAY» ) \.?                                                  # Tuesday
    (?: «_» «PARTOFDAY» )?                                                             # evening
    (?: (?: «_»(?:«LIST»|«RANGE»)«_» | «g»[-–]«g» ) (?P<weekday_to> «WEEKDAY» ) )?    # and Wednesday
    (?: «g»[,،:]«g» | «_» )? \(? (?: «ARTICLE»«_» )?                              # , ( the
"""
_AFTER = r"""
    «g»\(«g» (?P<weekday_after> «WEEKDAY» ) «g»\)                                 # (Thursday)
  | «g»,«g» (?P<weekday_between> «FULLWEEKDAY» ) (?= «g»[,.;)] | \s*\Z )          # , Thursday,
"""
# Form, and how it is printed. Where two begin at one place the upper one is tried first.
_FORMS = {
    "range over months": r"""
        (?: (?P<a_d1>«DAY»)«dm»(?P<a_m1>«MONTH») | (?P<a_m1x>«MONTH»)«md»(?P<a_d1x>«DAY») ) (?P<a_y1>«YEARPART»)?
        (?P<a_s>«to») (?: (?P<a_w2>«WEEKDAY») «wd2» )?
        (?: (?P<a_d2>«DAY»)«dm»(?P<a_m2>«MONTH») | (?P<a_m2x>«MONTH»)«md»(?P<a_d2x>«DAY») ) (?P<a_y2>«YEARPART»)?
    """,
    "range in one month": r"""
        (?P<b_d1>«DAY») «more» (?P<b_s>«to») (?: (?P<b_w2>«WEEKDAY») «wd2» )?
        (?P<b_d2>«DAY») (?: «dm» | (?P<b_c>«comma») ) (?P<b_m2>«MONTH») (?P<b_y2>«YEARPART»)?
    """,
    "month and range": r"""
        (?P<c_m1>«MONTH») «md» (?P<c_d1>«NUMBER») «more» (?P<c_s>«to») (?: (?P<c_w2>«WEEKDAY») «wd2» )?
        (?P<c_d2>«NUMBER») (?! «_» (?:«MONTH»|[ap]\.?m\b) ) (?P<c_y2>«YEARPART»)?
    """,
    "range of numbers": r"""
        (?P<e_d1>\d\d?) (?: (?P<e_p>[/.-]) (?P<e_m1>\d\d?) (?P=e_p) (?P<e_y1>(?:19|20)\d\d) )? (?P<e_s>«to»)
        (?P<e_d2>\d\d?) (?P<e_q>[/.-]) (?P<e_m2>\d\d?) (?P=e_q) (?P<e_y2>«full»)
    """,
    "day month": r"(?P<f_d1>«DAY») (?: «dm» | (?P<f_c>«comma») ) (?P<f_m1>«MONTH») (?P<f_y1>«YEARPART»)?",
    "month day": r"""
        (?P<h_m1>«MONTH») «md» (?P<h_d1> «NUMBER» | «ORDINAL»(?=«YEARPART») ) (?P<h_y1>«YEARPART»)?
    """,
    "numbers": r"(?P<i_d1>\d\d?) (?P<i_p>[/.-]) (?P<i_m1>\d\d?) (?P=i_p) (?P<i_y1>«full»)",
    "year first": r"(?P<j_y1>(?:19|20)\d\d) (?P<j_p>[/-]) (?P<j_m1>\d\d) (?P=j_p) (?P<j_d1>\d\d) (?![\w/-])",
    "short year": r"""
        (?P<n_d1>\d\d?) (?P<n_p>[/.-]) (?P<n_m1>\d\d?) (?P=n_p) (?P<n_y1>\d\d) (?! [\w/%-] | [.,:]\d | «g»«HIJRI» )
    """,
    "range of months": r"""
        «whole» (?P<k_m1>«MONTH») (?P<k_y1>«YEARPART»)? «months» (?P<k_s>«to») (?P<k_m2>«MONTH») (?P<k_y2>«YEARPART»)
    """,
    "month year": r"«whole» (?P<l_m1>«MONTH») (?P<l_y1>«YEARPART»)",
}
# Letter of the groups of each form → its name.
_FORM_OF = {pattern[pattern.index("(?P<") + 4]: name for name, pattern in _FORMS.items()}
_OF_NUMBERS = "eijn"
# What a date may not hang on: a word, a sum of money, a number ("COVID-19 May" is no 19 May, "1,500" no 500).
_START = r"(?<![\w+#$€£]) (?: (?<!\w[-–/]) | (?<=\bmid-) ) (?<!\d[.:,])"
_DATE = rf"""
    {_START} (?:
    (?= [\d«INITIALS»] | (?:«ORDINAL»|«FIRST»)«_» ) (?: {_BEFORE} )?
    (?P<date> {" | ".join(f"(?P<{pattern[pattern.index('(?P<') + 4]}> {pattern} )" for pattern in _FORMS.values())} )
    (?: {_AFTER} )?
  | «ASKSMONTH» (?: «_» | - ) (?P<month> «MONTH» )                                       # in July, mid-May
    (?! «_»?\d | «months»«to»«MONTH» )
  | (?P<word> «RELATIVE» ) (?P<own> ['’]s (?P<noun> «_»«EVENTNOUN»\b )? )? (?!\w)       # yesterday, today's meeting
  | (?P<never> «NODAY»«_» )? (?: (?P<near> «BEFOREWEEKDAY» ) «_» )? (?P<bare> «FULLWEEKDAY» )
    (?! \w | ['’]?s\b«_»?$ ) (?! «_»«NODAYAFTER»\b )
    (?: «_» (?P<nearafter> «AFTERWEEKDAY» ) )? )                                     # last Monday, lundi dernier
"""
# What makes one span of two printed days of any form: "21 Oct 2024 to 30/10/2024", "5 May and ending 9 May"
_SPAN = r"""
    (?: «g»\(«g»«WEEKDAY»«g»\) | «g»,«g»«FULLWEEKDAY» )? «g»[,،]?
    (?: «_»[-–—]«_» | «_»«RANGE»«_» | (?P<list> «_»«LIST»«_» ) | «g»(?:«LIST»«g»)?«RANGEEND»«_» )
    (?:«ARTICLE»«_»)? (?: «WEEKDAY»[,،]?«_» )? (?:«ARTICLE»«_»)? \(?
"""
# What numbers that look like a day hang on: "item 5.5.2019", "sections 5.5.2019 and 6.5.2019"
_NUMBERED = r"(?<!\w)«NUMBERED» [\s.:#(]* (?: \d[\d.]* (?: «g»[,،/]«g» | «_»(?:«LIST»|«RANGE»)«_» ) )* \Z"
# What a date of numbers alone is found by: a separator between figures.
_NUMBER_ANCHORS = tuple(f"{separator}{figure}" for separator in "/.-" for figure in range(10))
# Arabic and Persian figures count as the others.
_FIGURES = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
# Two figures of a year mean this century up to here; above, either.
LAST_SHORT_YEAR = 69
# A year in running text; no amount, no telephone number, no "Agenda 2030", "Vision 2040", "by 2030", "until 2030".
_YEAR_RE = re.compile(
    r"""(?:19[4-9]|20\d)\d
    (?<! [\w.,+$€£]\d{4} ) (?<! Agenda[ ]\d{4} ) (?<! Vision[ ]\d{4} ) (?<! Horizon[ ]\d{4} )
    (?<! Strategy[ ]\d{4} ) (?<! by[ ]\d{4} ) (?<! until[ ]\d{4} ) (?<! till[ ]\d{4} ) (?<! towards[ ]\d{4} )
    (?<! Resolution[ ]\d{4} )
    (?<! since[ ]\d{4} ) (?<! founded[ ]in[ ]\d{4} ) (?<! established[ ]in[ ]\d{4} ) (?<! created[ ]in[ ]\d{4} )
    (?<! born[ ]in[ ]\d{4} ) (?<! built[ ]in[ ]\d{4} )
    (?! \w | [.,]\d | [ ](?:Agenda|Vision|Strategy|Sustainable) )""",
    re.VERBOSE,
)
_MARK_RE = re.compile(r"«(\w+)»")


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The compiled forms of one language and what its words mean."""

    anchors: AhoCorasick
    n_month_anchors: int
    date: re.Pattern[str]
    between: re.Pattern[str]
    joint: re.Pattern[str]
    span: re.Pattern[str]
    asks_day: re.Pattern[str]
    numbered: re.Pattern[str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    words: Mapping[str, int]
    nearness: Mapping[str, int]
    ordinals: Mapping[str, int]
    lists: frozenset[str]


def _either(words: Iterable[str]) -> str:
    """Return an alternation of `words`, longest first; blanks and apostrophes in them match all their printed forms."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    spaced = [_BLANK.join(re.escape(part) for part in word.split()) for word in longest_first]
    return "(?:" + ("|".join(spaced).replace("’", "['’]") or "(?!)") + ")"


def _flat(words: Iterable[str]) -> list[str]:
    """Return what to look for: of several words the last, since a line may break between them; both apostrophes."""
    last = {word.split()[-1] for word in words}
    return sorted(last | {word.replace("’", "'") for word in last})


def _cased(words: Mapping[str, int]) -> dict[str, int]:
    """Return `words` as listed, with a capital, and in capitals: the ways a headline may print them."""
    return {form: value for word, value in words.items() for form in (word, word[:1].upper() + word[1:], word.upper())}


def _fill(pattern: str, pieces: Mapping[str, str]) -> str:
    """Replace every ``«NAME»`` in `pattern`, and in what was filled in."""
    while _MARK_RE.search(pattern):
        pattern = _MARK_RE.sub(lambda mark: pieces[mark[1]], pattern)
    return pattern


@cache
def _grammar(language: str) -> _Grammar:
    """Build the forms of one language from ``data/date_words.tsv``."""
    roles: dict[str, dict[str, int]] = {}
    for row in read_vocabulary("date_words.tsv", columns=["language", "role", "word", "value", "note"]):
        words = roles.setdefault(row["role"], {})
        if row["language"] == language:
            words[row["word"]] = int(row["value"] or 0)

    def role(*names: str) -> dict[str, int]:
        return {word: value for name in names for word, value in _cased(roles[name]).items()}

    names = role("month", "short month", "weekday", "short weekday")
    month = rf"(?:{_either(role('month'))}(?!\w)|{_either(role('short month'))}(?:\.|(?!\w)))"
    twin = rf"(?: «g»/«g»{month} | «g»\(«g»{month}«g»\) )?" if roles.get("twin") else ""
    pieces = _PIECES | {name.replace(" ", "").upper(): _either(role(name)) for name in roles}
    pieces |= {
        "MONTH": f"(?:{month}{twin})",
        "WEEKDAY": rf"(?:{_either(role('weekday', 'short weekday'))}(?!\w))",
        "FULLWEEKDAY": _either(role("weekday")),
        "INITIALS": "".join(sorted({word[0] for word in names})),
        "SUFFIX": _either(roles["day suffix"]),
        "SUFFIXCAPS": _either(word.upper() for word in roles["day suffix"]),
    }

    def form(pattern: str) -> re.Pattern[str]:
        return re.compile(_fill(pattern, pieces), re.VERBOSE)

    month_anchors = [*_NUMBER_ANCHORS, *_flat(role("month", "short month"))]
    anchors = month_anchors + _flat(role("weekday", "relative"))
    return _Grammar(
        anchors=AhoCorasick(anchors, matchkind=MatchKind.LeftmostLongest),
        n_month_anchors=len(month_anchors),
        date=form(_DATE),
        between=form(r"«BETWEEN»«_»(?:«WEEKDAY»,?«_»)?(?:«ARTICLE»«_»)?\Z"),
        joint=form(r"[\s,،(]* «PARTOFDAY»? [\s,،(]* «WEEKDAY»? [\s,،(]* «ARTICLE»? [\s,،(]*"),
        span=form(_SPAN),
        asks_day=form(r"(?: (?<!\w)«ASKSDAY»«_» | \( | :«g» )\Z"),
        numbered=form(_NUMBERED),
        months=role("month", "short month"),
        weekdays=role("weekday", "short weekday"),
        words=role("relative"),
        nearness=role("before weekday", "after weekday"),
        ordinals=role("ordinal", "first"),
        lists=frozenset(role("list")),
    )


# ---------------------------------------------------------------------------------------------------------------------
# Reading


def find_dates(text: str, *, language: str = "en") -> list[DateExpression]:
    """Return the date expressions of `text`, in order, none overlapping another.

    Parameters
    ----------
    text
        Running text; line breaks inside a date are read over, blank lines are not.
    language
        ISO 639-1 code of a language that ``data/date_words.tsv`` knows ("en", "fr", "ar"); others give no dates.

    Notes
    -----
    Numbers are read day first, as this site prints them; where the second number cannot be a month, month first.
    A day that its month does not have (31 June) is not read. A single month name is read only with a year, or after a
    word that asks for a month ("in July"): "may", "march on" and "May Allah" are no dates.

    Examples
    --------
    >>> for found in find_dates("held on Thursday, 22 May 2025, before the talks from 28 May to 1 June; met yesterday"):
    ...     print(found.text, "|", found.kind, "|", found.rule)
    22 May 2025 | explicit | day month
    28 May to 1 June | yearless | range over months
    yesterday | relative | word
    """
    grammar = _grammar(language)
    plain = text.translate(_FIGURES) if language == "ar" else text  # dear in a long text
    found = []
    for start, end in _windows(plain, grammar=grammar):
        for match in grammar.date.finditer(plain, start, end):
            found.extend(_read(match, grammar=grammar))
    joined = _join(found, text=plain, grammar=grammar)
    return joined if plain == text else [replace(each, text=text[each.start : each.end]) for each in joined]


def find_years(text: str) -> list[int]:
    """Return the years that `text` names, with or without a day; those of agendas, plans and foundations left out.

    Examples
    --------
    >>> find_years("In 1982, Agenda 2030 and the 2030 Agenda were unknown. Resolution 1325, 2022-2025, since 1998.")
    [1982, 2022, 2025]
    """
    return [int(match[0]) for match in _YEAR_RE.finditer(text.translate(_FIGURES))]


def _windows(text: str, *, grammar: _Grammar) -> Iterator[tuple[int, int]]:
    """Yield the parts of `text` around what can belong to a date: the grammar is too dear to try everywhere."""
    start = end = -1
    for left, right in _anchors(text, grammar=grammar):
        if left > end:
            if end >= 0:
                yield start, end
            start = max(0, left)
        end = max(end, right)
    if end >= 0:
        yield start, min(end, len(text))


def _anchors(text: str, *, grammar: _Grammar) -> Iterator[tuple[int, int]]:
    """Yield the reach of every month name, weekday, relative word and number in the form of a date, in order."""
    for pattern, start, end in grammar.anchors.find_matches_as_indexes(text):
        before = text[start - 1 : start]
        if pattern < len(_NUMBER_ANCHORS):
            if before.isdigit():
                yield start - REACH_MONTH[0], end + REACH_MONTH[1]
        elif not (before.isalpha() or text[end : end + 1].isalpha()):
            left, right = REACH_MONTH if pattern < grammar.n_month_anchors else REACH_WORD
            yield start - left, end + right


def _join(found: Sequence[DateExpression], *, text: str, grammar: _Grammar) -> list[DateExpression]:
    """Make one of a word and the day behind it ("yesterday, September 10"), and of both ends of a span."""
    joined: list[DateExpression] = []
    for expression in found:
        before = joined[-1] if joined else None
        if before and (one := _one(before, expression, text=text, grammar=grammar)):
            joined[-1] = one
        else:
            joined.append(expression)
    return joined


def _one(before: DateExpression, behind: DateExpression, *, text: str, grammar: _Grammar) -> DateExpression | None:
    """Return what two expressions say together; None where nothing joins them."""
    if before.rule == "word" != behind.rule:
        joins = grammar.joint.fullmatch(text, before.end, behind.start)
        return replace(behind, offset=before.offset) if joins else None
    joint = grammar.span.fullmatch(text, before.end, behind.start)
    if not joint or (joint["list"] and not _opens_between(text, before.start, grammar=grammar)):
        return None
    return _span(before, behind, text=text)


def _span(before: DateExpression, behind: DateExpression, *, text: str) -> DateExpression | None:
    """Return the span from one printed day to another; None where one is no single day, or they run backwards."""
    days = {"explicit", "yearless"}
    if {before.kind, behind.kind} - days or before.first != before.last or behind.first != behind.last:
        return None
    if before.first is None or behind.first is None:
        return None
    first, last = _fill_years(before.first, behind.first)
    if _runs_backwards(first, last):
        return None
    kind: ExpressionKind = "explicit" if first.year else "yearless"
    words = text[before.start : behind.end]
    return replace(
        before, end=behind.end, text=words, kind=kind, rule="span", first=first, last=last, last_weekday=behind.weekday
    )


def _read(match: re.Match[str], *, grammar: _Grammar) -> list[DateExpression]:
    """Return what one match of the grammar says: mostly one expression, none for an impossible day."""
    if match["date"] is None:
        return [relative] if (relative := _read_without_day(match, grammar=grammar)) else []
    form = next(letter for letter in _FORM_OF if match[letter] is not None)
    text, start = match.string, match.start("date")
    before = max(0, start - REACH_MONTH[0])
    if form in _OF_NUMBERS and grammar.numbered.search(text, before, start):
        return []
    asks_day = match["weekday"] or grammar.asks_day.search(text, before, start)
    if form == "n":
        return _read_short_year(match, grammar=grammar) if asks_day else []
    first, last = _ends(match, form=form, grammar=grammar)
    if not asks_day and _group(match, f"{form}_c"):  # chapter 13, May 2025
        month = last._replace(day=None)
        return [_expression(match, form="l", days=(month, month), grammar=grammar, start=match.end(f"{form}_c"))]
    return _read_days(match, form=form, first=_of_century(first), last=_of_century(last), grammar=grammar)


def _read_days(
    match: re.Match[str], *, form: str, first: DayParts, last: DayParts, grammar: _Grammar
) -> list[DateExpression]:
    """Return the expression of one day, both of a list of days, or that of a span."""
    if not (_exists(first) and _exists(last)):
        return []
    if first.year is not None and first.year < 100:
        return [_expression(match, form=form, days=None, grammar=grammar)]
    if form in "ae" and _is_list(match, form=form, first=first, last=last, grammar=grammar):
        return _split_list(match, form=form, first=first, last=last)
    return [] if _runs_backwards(first, last) else [_expression(match, form=form, days=(first, last), grammar=grammar)]


def _of_century(parts: DayParts) -> DayParts:
    """Return `parts` with their year of two figures in full; as printed where it may be of either century."""
    is_sure = parts.year is not None and parts.year <= LAST_SHORT_YEAR
    return parts._replace(year=2000 + (parts.year or 0)) if is_sure else parts


def _read_short_year(match: re.Match[str], *, grammar: _Grammar) -> list[DateExpression]:
    """Return the day of "14/05/25"; an open one where it may be several, as 05/06/25 without its weekday."""
    one, two, year = (int(match[name]) for name in ("n_d1", "n_m1", "n_y1"))
    readings = (_of_century(DayParts(year, month, day)) for month, day in {(two, one), (one, two)})
    existing = [parts for parts in readings if _exists(parts)]
    if len(existing) > 1 and match["weekday"]:
        weekday = grammar.weekdays[match["weekday"]]
        true = [each for each in existing if date(each.year or 1, each.month, each.day or 1).weekday() == weekday]
        existing = true or existing
    is_sure = len(existing) == 1 and year <= LAST_SHORT_YEAR
    days = (existing[0], existing[0]) if is_sure else None
    return [_expression(match, form="n", days=days, grammar=grammar)] if existing else []


def _group(match: re.Match[str], name: str) -> str | None:
    """Return a group by name; None where the grammar has no group of that name or it took no part."""
    return match[name] if name in match.re.groupindex else None


def _ends(match: re.Match[str], *, form: str, grammar: _Grammar) -> tuple[DayParts, DayParts]:
    """Return the first and last day of a match, each filled up with what the other prints for both."""
    printed = []
    for end in "12":
        month = _group(match, f"{form}_m{end}") or _group(match, f"{form}_m{end}x")
        day = _group(match, f"{form}_d{end}") or _group(match, f"{form}_d{end}x")
        year = _number(_group(match, f"{form}_y{end}"), width=4)
        day_number = grammar.ordinals.get(" ".join((day or "").split()), _number(day))
        printed.append(DayParts(year, _month(month, grammar=grammar) if month else 0, day_number))
    first, last = printed
    if form in "ei" and (last.month or first.month) > 12:  # printed month first: impossible the other way round
        first, last = (
            DayParts(parts.year, parts.day or 0, parts.month or None) if parts.day else parts for parts in printed
        )
    if f"{form}_s" not in match.re.groupindex:
        return first, first
    return _fill_years(first._replace(month=first.month or last.month), last._replace(month=last.month or first.month))


def _fill_years(first: DayParts, last: DayParts) -> tuple[DayParts, DayParts]:
    """Return both ends of a span, a year that only one prints given to the other: 28 December to 2 January 2025."""
    turns = (last.month, last.day or 0) < (first.month, first.day or 0)
    if first.year is None and last.year is not None:
        first = first._replace(year=last.year - turns)
    elif last.year is None and first.year is not None:
        last = last._replace(year=first.year + turns)
    return first, last


def _runs_backwards(first: DayParts, last: DayParts) -> bool:
    """Tell whether a span ends before it begins; without a year it may run over the new year."""
    over_new_year = first.year is None and last.month < first.month
    return not over_new_year and (last.year or 0, *last[1:]) < (first.year or 0, *first[1:])


def _month(printed: str, *, grammar: _Grammar) -> int:
    """Return the number of a month in figures or as one or two names of it; 0 where the names are of two."""
    if printed.isdigit():
        return int(printed)
    names = (" ".join(name.split()).rstrip(".") for name in re.split(r"[/()]", printed) if name.strip())
    numbers = {grammar.months[name] for name in names}
    return numbers.pop() if len(numbers) == 1 else 0


def _number(printed: str | None, *, width: int = 2) -> int | None:
    """Return the number in "22nd" or ", 2025"; None for nothing."""
    digits = re.search(rf"\d{{1,{width}}}", printed or "")
    return int(digits[0]) if digits else None


def _exists(parts: DayParts) -> bool:
    """Tell whether the month, and the day in it, exist; the 29th of February of an open year does."""
    try:
        date(parts.year or 2024, parts.month, parts.day if parts.day is not None else 1)
    except ValueError:
        return False
    return True


def _is_list(match: re.Match[str], *, form: str, first: DayParts, last: DayParts, grammar: _Grammar) -> bool:
    """Tell "on 5 May and 8 June", two days, from "between 5 May and 8 June" and "on 31 May and 1 June"."""
    if grammar.lists.isdisjoint(match[f"{form}_s"].replace(",", " ").split()) or not match[f"{form}_m1"]:
        return False
    if _opens_between(match.string, match.start("date"), grammar=grammar):
        return False
    year = first.year or 2023
    next_day = date(year, first.month, min(first.day or 1, monthrange(year, first.month)[1])) + timedelta(days=1)
    return (last.month, last.day) != (next_day.month, next_day.day)


def _opens_between(text: str, start: int, *, grammar: _Grammar) -> bool:
    """Tell whether "between" stands before a day, with or without its weekday."""
    return grammar.between.search(text, max(0, start - REACH_MONTH[0]), start) is not None


def _split_list(match: re.Match[str], *, form: str, first: DayParts, last: DayParts) -> list[DateExpression]:
    """Return both days of "on 5 May and 8 June 2025"; the year behind the second is the first's too."""
    kind: ExpressionKind = "explicit" if first.year else "yearless"
    joint = f"{form}_s"
    spans = [(match.start("date"), match.start(joint)), (match.end(joint), match.end("date"))]
    return [
        DateExpression(start, end, match.string[start:end], kind, "list of days", parts, parts)
        for (start, end), parts in zip(spans, (first, last), strict=True)
    ]


def _expression(
    match: re.Match[str],
    *,
    form: str,
    days: tuple[DayParts, DayParts] | None,
    grammar: _Grammar,
    start: int | None = None,
) -> DateExpression:
    """Return the expression of a match that prints a month; without `days` an open one."""
    first, last = days or (None, None)
    start, end = start or match.start("date"), match.end("date")
    if match["date"].endswith("."):  # the full stop of "5 Sept." may be the sentence's
        end -= 1
    kind: ExpressionKind = "open"
    if first:
        kind = "month" if first.day is None else "explicit" if first.year else "yearless"
    weekday = match["weekday"] or match["weekday_after"] or match["weekday_between"]
    weekday_to = match["weekday_to"] or _group(match, f"{form}_w2")
    return DateExpression(
        start, end, match.string[start:end], kind, _FORM_OF[form], first, last,
        weekday=grammar.weekdays[weekday] if weekday else None,
        last_weekday=grammar.weekdays[weekday_to] if weekday_to else None,
    )  # fmt: skip


def _read_without_day(match: re.Match[str], *, grammar: _Grammar) -> DateExpression | None:
    """Return the expression of a match that is a month alone, a relative word or a weekday."""
    text = match.string
    if match["month"] is not None:
        start, end = match.span("month")
        parts = DayParts(None, grammar.months[match["month"].rstrip(".")], None)
        return DateExpression(start, end, text[start:end], "month", "month alone", parts, parts)
    if match["word"] is not None:
        if match["own"] and not match["noun"] and grammar.words[" ".join(match["word"].split())] == 0:
            return None  # today's challenges
        start, end = match.span("word")
        offset = grammar.words[" ".join(match["word"].split()).replace("'", "’")]
        return DateExpression(start, end, text[start:end], "relative", "word", offset=offset)
    if match["never"] is not None:
        return None
    start, end = match.span("bare")
    near = match["near"] or match["nearafter"]
    return DateExpression(
        start, end, text[start:end], "relative", "weekday",
        weekday=grammar.weekdays[match["bare"]], offset=grammar.nearness[near] if near else None,
    )  # fmt: skip
