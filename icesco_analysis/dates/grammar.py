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

ExpressionKind = Literal["explicit", "yearless", "relative", "month"]

# Characters read before and behind each word that can belong to a date: more than any form needs beyond it ("7, 8, 9
# and 10 of the month of May", "May 19 to Thursday the 22nd, 2025"; "in the coming", "Monday prochain").
REACH_MONTH = (50, 50)
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
        "explicit" (day, month and year), "yearless" (day and month), "month" (no day), "relative" (no month).
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
    "DAY": r"(?: (?:3[01]|[12]\d|0?[1-9]) (?:«ORDINAL»)? (?! \w | [.:/]\d | ,\d{3}(?!\d) | % ) )",
    "YEAR": r"(?: (?:19[4-9]|20\d)\d (?! \w | /\d | [-–]\d{4} ) )",
    # ", 2025" · " 2025" · " of 2025" · "-2025" · " (2025)"
    "YEARPART": r"(?: (?: «g»[,،]«g» | «_» (?:«OF»«_»)? | - ) «YEAR» | «g»\(«YEAR»\) )",
    # "22 May" · "22nd of May" · "22-May" · "22May"
    "dm": r"(?: «_» (?:«OF»«_»)? | - | )",
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
    "whole": r"(?<! \d\s ) (?<! \d(?:st|nd|rd|th)\s )",
}
_BEFORE = r"""
    (?P<weekday> «WEEKDAY» ) \.?                                                  # Tuesday
    (?: «_» «PART» )?                                                             # evening
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
        (?P<b_d2>«DAY») «dm» (?P<b_m2>«MONTH») (?P<b_y2>«YEARPART»)?
    """,
    "month and range": r"""
        (?P<c_m1>«MONTH») «md» (?P<c_d1>«DAY») «more» (?P<c_s>«to») (?: (?P<c_w2>«WEEKDAY») «wd2» )?
        (?P<c_d2>«DAY») (?! «_» (?:«MONTH»|[ap]\.?m\b) ) (?P<c_y2>«YEARPART»)?
    """,
    "range of numbers": r"""
        (?P<e_d1>\d\d?) (?: (?P<e_p>[/.-]) (?P<e_m1>\d\d?) (?P=e_p) (?P<e_y1>\d{4}) )? (?P<e_s>«to»)
        (?P<e_d2>\d\d?) (?P<e_q>[/.-]) (?P<e_m2>\d\d?) (?P=e_q) (?P<e_y2>\d{4}) (?![\w/-])
    """,
    "day month": r"(?P<f_d1>«DAY») «dm» (?P<f_m1>«MONTH») (?P<f_y1>«YEARPART»)?",
    "month day": r"(?P<h_m1>«MONTH») «md» (?P<h_d1>«DAY») (?P<h_y1>«YEARPART»)?",
    "numbers": r"(?P<i_d1>\d\d?) (?P<i_p>[/.-]) (?P<i_m1>\d\d?) (?P=i_p) (?P<i_y1>\d{4}) (?![\w/-])",
    "year first": r"(?P<j_y1>\d{4}) (?P<j_p>[/-]) (?P<j_m1>\d\d) (?P=j_p) (?P<j_d1>\d\d) (?![\w/-])",
    "range of months": r"""
        «whole» (?P<k_m1>«MONTH») (?P<k_y1>«YEARPART»)? «months» (?P<k_s>«to») (?P<k_m2>«MONTH») (?P<k_y2>«YEARPART»)
    """,
    "month year": r"«whole» (?P<l_m1>«MONTH») (?P<l_y1>«YEARPART»)",
}
# Letter of the groups of each form → its name.
_FORM_OF = {pattern[pattern.index("(?P<") + 4]: name for name, pattern in _FORMS.items()}
# What a date may not hang on: a word, a sum of money, a number ("COVID-19 May" is no 19 May, "1,500" no 500).
_START = r"(?<![\w+#$€£]) (?: (?<!\w[-–/]) | (?<=\bmid-) ) (?<!\d[.:,])"
_DATE = rf"""
    {_START} (?:
    (?= [\d«INITIALS»] ) (?: {_BEFORE} )?
    (?P<date> {" | ".join(f"(?P<{pattern[pattern.index('(?P<') + 4]}> {pattern} )" for pattern in _FORMS.values())} )
    (?: {_AFTER} )?
  | «ASKS» (?: «_» | - ) (?P<month> «MONTH» )                                       # in July, mid-May
    (?! «_»?\d | «months»«to»«MONTH» )
  | (?P<word> «RELATIVE» ) (?P<own> ['’]s (?P<noun> «_»«NOUN»\b )? )? (?!\w)       # yesterday, today's meeting
  | (?P<never> «NODAY»«_» )? (?: (?P<near> «NEAR» ) «_» )? (?P<bare> «FULLWEEKDAY» )
    (?! \w | ['’]?s\b«_»?$ ) (?! «_»«NODAYAFTER»\b )
    (?: «_» (?P<nearafter> «NEARAFTER» ) )? )                                     # last Monday, lundi dernier
"""
_ORDINALS = {"en": "st|nd|rd|th", "fr": "er", "ar": "(?!)"}
# What a date of numbers alone is found by: its second separator and its century (17/05/2019), or the first behind the
# year (2019-05-17).
_NUMBER_ANCHORS = ("/19", "/20", ".19", ".20", "-19", "-20", "/0", "/1", "-0", "-1")
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
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    words: Mapping[str, int]
    nearness: Mapping[str, int]
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
        if row["language"] == language:
            roles.setdefault(row["role"], {})[row["word"]] = int(row["value"] or 0)

    def role(name: str) -> dict[str, int]:
        return _cased(roles.get(name, {}))

    months, short_months = role("month"), role("short month")
    weekdays, short_weekdays = role("weekday"), role("short weekday")
    pieces = _PIECES | {
        "MONTH": rf"(?:{_either(months)}(?!\w)|{_either(short_months)}(?:\.|(?!\w)))",
        "WEEKDAY": rf"(?:{_either(weekdays | short_weekdays)}(?!\w))",
        "FULLWEEKDAY": _either(weekdays),
        "INITIALS": "".join(sorted({word[0] for word in months | short_months | weekdays | short_weekdays})),
        "PART": _either(role("part of day")),
        "LIST": _either(role("list")),
        "RANGE": _either(role("range")),
        "ARTICLE": _either(role("article")),
        "OF": _either(role("of")),
        "ASKS": _either(role("asks month")),
        "RELATIVE": _either(role("relative")),
        "NOUN": _either(role("event noun")),
        "NODAY": _either(role("no day")),
        "NEAR": _either(role("before weekday")),
        "NEARAFTER": _either(role("after weekday")),
        "NODAYAFTER": _either(role("no day after")),
        "ORDINAL": _ORDINALS.get(language, "(?!)"),
    }
    month_anchors = [*_NUMBER_ANCHORS, *_flat(months | short_months)]
    anchors = month_anchors + _flat(weekdays | role("relative"))
    between = r"«BETWEEN»«_»(?:«WEEKDAY»,?«_»)?(?:«ARTICLE»«_»)?\Z"
    joint = r"[\s,،(]* «PART»? [\s,،(]* «WEEKDAY»? [\s,،(]* «ARTICLE»? [\s,،(]*"
    return _Grammar(
        anchors=AhoCorasick(anchors, matchkind=MatchKind.LeftmostLongest),
        n_month_anchors=len(month_anchors),
        date=re.compile(_fill(_DATE, pieces), re.VERBOSE),
        between=re.compile(_fill(between, pieces | {"BETWEEN": _either(role("between"))}), re.VERBOSE),
        joint=re.compile(_fill(joint, pieces), re.VERBOSE),
        months=months | short_months,
        weekdays=weekdays | short_weekdays,
        words=role("relative"),
        nearness=role("before weekday") | role("after weekday"),
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
    found = []
    for start, end in _windows(text, grammar=grammar):
        for match in grammar.date.finditer(text, start, end):
            found.extend(_read(match, grammar=grammar))
    return _join_words(found, text=text, grammar=grammar)


def find_years(text: str) -> list[int]:
    """Return the years that `text` names, with or without a day; those of agendas, plans and foundations left out.

    Examples
    --------
    >>> find_years("In 1982, Agenda 2030 and the 2030 Agenda were unknown. Resolution 1325, 2022-2025, since 1998.")
    [1982, 2022, 2025]
    """
    return [int(match[0]) for match in _YEAR_RE.finditer(text)]


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


def _join_words(found: Sequence[DateExpression], *, text: str, grammar: _Grammar) -> list[DateExpression]:
    """Make one expression of a relative word and the day printed right behind it: "yesterday, September 10"."""
    joined: list[DateExpression] = []
    for expression in found:
        word = joined[-1] if joined and joined[-1].rule == "word" else None
        if word and expression.rule != "word" and grammar.joint.fullmatch(text, word.end, expression.start):
            joined[-1] = replace(expression, offset=word.offset)
        else:
            joined.append(expression)
    return joined


def _read(match: re.Match[str], *, grammar: _Grammar) -> list[DateExpression]:
    """Return what one match of the grammar says: mostly one expression, none for an impossible day."""
    if match["date"] is None:
        return [relative] if (relative := _read_without_day(match, grammar=grammar)) else []
    form = next(letter for letter in _FORM_OF if match[letter] is not None)
    first, last = _ends(match, form=form, grammar=grammar)
    if last is None:
        return [_expression(match, form=form, days=(first, first), grammar=grammar)] if _exists(first) else []
    if not (_exists(first) and _exists(last)):
        return []
    over_new_year = first.year is None and last.month < first.month
    if not over_new_year and (last.year or 0, *last[1:]) < (first.year or 0, *first[1:]):
        return []
    if form == "a" and _is_list(match, first=first, last=last, grammar=grammar):
        return _split_list(match, first=first, last=last)
    return [_expression(match, form=form, days=(first, last), grammar=grammar)]


def _group(match: re.Match[str], name: str) -> str | None:
    """Return a group by name; None where the grammar has no group of that name or it took no part."""
    return match[name] if name in match.re.groupindex else None


def _ends(match: re.Match[str], *, form: str, grammar: _Grammar) -> tuple[DayParts, DayParts | None]:
    """Return the first and last day of a match, each filled up with what the other prints for both."""
    printed = []
    for end in "12":
        month = _group(match, f"{form}_m{end}") or _group(match, f"{form}_m{end}x")
        day = _group(match, f"{form}_d{end}") or _group(match, f"{form}_d{end}x")
        year = _group(match, f"{form}_y{end}")
        number = int(month) if month and month.isdigit() else grammar.months[month.rstrip(".")] if month else None
        printed.append((_number(year, width=4), number, _number(day)))
    (year1, month1, day1), (year2, month2, day2) = printed
    if form in "ei" and (month2 or month1 or 0) > 12:  # printed month first: impossible the other way round
        (month1, day1), (month2, day2) = (day1, month1), (day2, month2)
    if f"{form}_s" not in match.re.groupindex:
        return DayParts(year1, month1 or 0, day1), None
    month1, month2 = month1 or month2 or 0, month2 or month1 or 0
    turns = (month2, day2 or 0) < (month1, day1 or 0)  # 28 December to 2 January
    if year1 is None and year2 is not None:
        year1 = year2 - turns
    elif year2 is None and year1 is not None:
        year2 = year1 + turns
    return DayParts(year1, month1, day1), DayParts(year2, month2, day2)


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


def _is_list(match: re.Match[str], *, first: DayParts, last: DayParts, grammar: _Grammar) -> bool:
    """Tell "on 5 May and 8 June", two days, from "between 5 May and 8 June" and "on 31 May and 1 June"."""
    if grammar.lists.isdisjoint(match["a_s"].replace(",", " ").split()):
        return False
    if grammar.between.search(match.string, max(0, match.start() - REACH_MONTH[0]), match.start("date")):
        return False
    year = first.year or 2023
    next_day = date(year, first.month, min(first.day or 1, monthrange(year, first.month)[1])) + timedelta(days=1)
    return (last.month, last.day) != (next_day.month, next_day.day)


def _split_list(match: re.Match[str], *, first: DayParts, last: DayParts) -> list[DateExpression]:
    """Return both days of "on 5 May and 8 June 2025"; the year behind the second is the first's too."""
    kind: ExpressionKind = "explicit" if first.year else "yearless"
    spans = [(match.start("date"), match.start("a_s")), (match.end("a_s"), match.end("date"))]
    return [
        DateExpression(start, end, match.string[start:end], kind, "list of days", parts, parts)
        for (start, end), parts in zip(spans, (first, last), strict=True)
    ]


def _expression(
    match: re.Match[str], *, form: str, days: tuple[DayParts, DayParts], grammar: _Grammar
) -> DateExpression:
    """Return the expression of a match that prints a month."""
    first, last = days
    start, end = match.span("date")
    if match["date"].endswith("."):  # the full stop of "5 Sept." may be the sentence's
        end -= 1
    kind: ExpressionKind = "month" if first.day is None else "explicit" if first.year else "yearless"
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
