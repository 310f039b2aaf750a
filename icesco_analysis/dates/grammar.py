"""Text → printed date expressions with spans: the grammar of dates.

Around each word that can belong to a date the text is cut into tokens, and each token becomes one letter: its class, by
a look-up in ``data/date_words.tsv``. The forms of dates are small patterns over these letters, the same ones for every
language: the rows of ``data/date_forms.tsv``.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from icesco_analysis.language import fill_pattern, read_vocabulary

ExpressionKind = Literal["explicit", "yearless", "relative", "month", "open"]

# Characters read before and behind each word that can belong to a date: more than any form needs beyond it ("7, 8, 9
# and 10 of the month of May", "May 19 to Thursday the 22nd, 2025").
REACH_BEFORE, REACH_BEHIND = 56, 60


class DayParts(NamedTuple):
    """One end of a date as printed; None where the text leaves a part open."""

    year: int | None
    month: int
    day: int | None


@dataclass(frozen=True, slots=True)
class DateExpression:
    """One date as a text prints it, without its weekday and without "from"."""

    start: int
    end: int
    text: str
    kind: ExpressionKind  # of a relative one no month is printed, of an open one several days may be meant
    rule: str  # the form of the grammar, e.g. "day month", "range in one month", "weekday"
    first: DayParts | None = None  # both ends of the span of days, equal for one day
    last: DayParts | None = None
    weekday: int | None = None  # printed with the first day, or instead of it, 0 for Monday
    last_weekday: int | None = None
    # Days from the day of writing (-1 for "yesterday"), also where the day is printed beside the word; for a weekday -1
    # or 1 where it is past or to come ("last Monday").
    offset: int | None = None


# What each of several days that do not make one span is read by.
_LISTED = "list of days"
# A year in running text; no amount and no telephone number.
_YEAR_RE = re.compile(r"(?<![\w.,+$€£])(?:[1١۱][9٩۹][4-9٤-٩۴-۹]|[2٢۲][0٠۰]\d)\d(?!\w|[.,]\d)")
# Two figures of a year mean this century up to here; above, either.
LAST_SHORT_YEAR = 69

_FORM_COLUMNS = ["use", "name", "pattern", "note"]
_TOKEN_RE = re.compile(r"\d{1,2}(?=[^\W\d_]{3})|\w+|\s+|.")  # "22May" is two
_NUMBER_RE = re.compile(r"(\d+)(\D*)")
# A date of numbers alone is found by a separator between figures, Arabic and Persian ones too.
_FIGURES = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_NUMBER_ANCHORS = tuple(f"{mark}{figure}" for mark in ("/", ".", "-", "/ ", ". ", "- ") for figure in _FIGURES)
_DASHES = dict.fromkeys("–—−‐‑", "–")
# Class of a number, its figures, the least and the greatest of its class.
_NUMBERS = (
    ("i", 1, 1, 9), ("o", 1, 0, 0), ("d", 2, 1, 31), ("n", 2, 0, 99), ("t", 3, 0, 999), ("h", 4, 1300, 1499),
    ("y", 4, 1900, 1939), ("Y", 4, 1940, 2099), ("o", 4, 0, 9999), ("o", 5, 0, 99999),
)  # fmt: skip
_MARKS = {mark: mark for mark in ",.:;/()'-%+$€£#"} | _DASHES | {"،": ","}


# A phrase of ``data/date_words.tsv``: the tokens behind its first one, its class, its value.
Phrase = tuple[tuple[str, ...], str, int]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of one language by their first token, and what to look for in a text to find its dates."""

    language: str
    words: Mapping[str, Sequence[Phrase]]
    prefixes: Sequence[str]
    anchors: AhoCorasick


@dataclass(frozen=True, slots=True)
class _Tokens:
    """A part of a text: its string of classes, and of each token the value and the place (one more for the end)."""

    text: str
    classes: str
    values: Sequence[int]
    starts: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read up to some token: nothing where an impossible day stands there."""

    expression: DateExpression | None
    stop: int
    is_between: bool


@cache
def _rows() -> Mapping[str, Mapping[str, tuple[frozenset[str], int]]]:
    """Return language → word as printed → its roles and its value."""
    listed: dict[str, dict[str, tuple[frozenset[str], int]]] = {}
    for row in read_vocabulary("date_words.tsv", columns=["language", "role", "word", "value", "note"]):
        words, word = listed.setdefault(row["language"], {}), row["word"].replace("’", "'")
        for form in {word, word[:1].upper() + word[1:], word.title(), word.upper()}:  # as a headline may print it
            roles, value = words.get(form, (frozenset(), 0))
            words[form] = roles | {row["role"]}, int(row["value"] or value)
    return listed


@cache
def _letters() -> Mapping[frozenset[str], str]:
    """Return the class of each set of roles that a word can have."""
    sets = {roles for words in _rows().values() for roles, _ in words.values()}
    return {roles: chr(0x100 + number) for number, roles in enumerate(sorted(sets, key=sorted))}


@cache
def _forms() -> Mapping[str, str]:
    """Return the names of the forms of ``data/date_forms.tsv`` by the letter that stands before their groups' names."""
    rows = read_vocabulary("date_forms.tsv", columns=_FORM_COLUMNS)
    return {chr(97 + index): row["name"] for index, row in enumerate(row for row in rows if row["use"] == "form")}


@cache
def _grammar() -> Mapping[str, re.Pattern[str]]:
    """Compile ``data/date_forms.tsv`` over the classes of ``data/date_words.tsv``: what is asked for as a whole."""
    rows = {row["name"]: row for row in read_vocabulary("date_forms.tsv", columns=_FORM_COLUMNS)}
    pieces = {name: row["pattern"] for name, row in rows.items() if row["use"] == "piece"}
    pieces["FORMS"] = "|".join(
        re.sub(r"\(\?P([<=])", rf"(?P\1{letter}_", f"(?P<>{rows[name]['pattern']})").replace("_>", ">", 1)
        for letter, name in _forms().items()
    )

    def piece(name: str) -> str:
        wanted = set(name.split("|"))
        letters = "".join(letter for roles, letter in _letters().items() if wanted & roles)
        return pieces.get(name) or f"[{letters}]"

    wholes = {name: row["pattern"] for name, row in rows.items() if row["use"] == "whole"}
    return {name: re.compile(fill_pattern(pattern, piece)) for name, pattern in wholes.items()}


@cache
def _lexicon(language: str) -> _Lexicon:
    """Return the words of `language`, which ``data/date_words.tsv`` must know."""
    words: dict[str, list[Phrase]] = {}
    anchors = set()
    for word, (roles, value) in _rows()[language].items():
        first, *rest = _TOKEN_RE.findall(word)
        words.setdefault(first, []).append((tuple(rest), _letters()[roles], value))
        if roles & {"month", "short month", "hijri month", "weekday", "relative"}:
            last = word.split()[-1]  # a line may break between the words of a name
            anchors |= {last, last.replace("'", "’")}
    for phrases in words.values():
        phrases.sort(key=lambda phrase: -len(phrase[0]))
    prefixes = [word for word, (roles, _) in _rows()[language].items() if "prefix" in roles]
    automaton = AhoCorasick([*_NUMBER_ANCHORS, *sorted(anchors)], matchkind=MatchKind.LeftmostLongest)
    return _Lexicon(language, words, prefixes, automaton)


# --- reading ----------------------------------------------------------------------------------------------------------


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
    28 May to 1 June | yearless | span
    yesterday | relative | word
    """
    if language not in _rows():
        return []
    lexicon = _lexicon(language)
    found: list[DateExpression] = []
    for start, end in _windows(text, lexicon=lexicon):
        found += _read_tokens(_tokenize(text, start, end, lexicon=lexicon))
    return found


def find_years(text: str) -> list[int]:
    """Return the years that `text` names, with or without a day; those of agendas, plans and foundations left out."""
    opened, closed = _no_years()
    return [
        int(match[0])
        for match in _YEAR_RE.finditer(text)
        if not (text.endswith(opened, 0, match.start()) or text.startswith(closed, match.end()))
    ]


@cache
def _no_years() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what stands before and behind the year of a plan or a foundation: "Agenda 2030", "the 2030 Agenda"."""
    listed = [(word, roles) for words in _rows().values() for word, (roles, _) in words.items()]
    before = tuple(f"{word} " for word, roles in listed if "no year behind" in roles)
    return before, tuple(f" {word}" for word, roles in listed if "no year before" in roles)


def _windows(text: str, *, lexicon: _Lexicon) -> Iterator[tuple[int, int]]:
    """Yield the parts of `text` around every month, weekday, relative word and number in the form of a date."""
    start = end = 0
    for anchor, left, right in lexicon.anchors.find_matches_as_indexes(text):
        before, behind = text[left - 1 : left], text[right : right + 1]
        if anchor < len(_NUMBER_ANCHORS):
            is_word = before.isdigit() or before == " "
        else:
            is_word = not behind.isalpha() and (not before.isalpha() or before in lexicon.prefixes)
        if is_word and left - REACH_BEFORE > end:
            yield start, end
            start = left - REACH_BEFORE
        end = max(end, right + REACH_BEHIND) if is_word else end
    yield start, min(end, len(text))


def _tokenize(text: str, start: int, end: int, *, lexicon: _Lexicon) -> _Tokens:
    """Return the tokens of a part of a text; what is left of a word at its beginning belongs to none."""
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start += 1
    words = _TOKEN_RE.findall(text[start:end].replace("’", "'"))
    letters, values, starts = [], [], []
    resume = 0
    for index, word in enumerate(words):
        if index == resume:
            resume += 1
            letter, value, prefix, phrases = _look_up(word, lexicon.language)
            if prefix:
                letters.append(lexicon.words[prefix][-1][1])
                values.append(0)
                starts.append(start)
                start, word = start + len(prefix), word.removeprefix(prefix)
            for rest, named, its_value in phrases:
                if _stands(rest, words[resume : resume + len(rest)]):
                    letter, value, resume = named, its_value, resume + len(rest)
                    break
            letters.append(letter)
            values.append(value)
            starts.append(start)
        start += len(word)
    return _Tokens(text, "".join(letters), values, [*starts, start])


@lru_cache(maxsize=1 << 14)
def _look_up(word: str, language: str) -> tuple[str, int, str, Sequence[Phrase]]:
    """Return class and value of a word by itself, its prefix as in "و6", and the phrases that the rest may begin."""
    lexicon = _lexicon(language)
    prefix = _prefix_of(word, lexicon=lexicon) if lexicon.prefixes else ""
    rest = word.removeprefix(prefix)
    phrases = lexicon.words.get(rest, ())
    alone = next(((letter, value) for words, letter, value in phrases if not words), None)
    letter, value = alone or _classify(word if phrases else rest)
    return letter, value, prefix, [phrase for phrase in phrases if phrase[0]]


def _prefix_of(word: str, *, lexicon: _Lexicon) -> str:
    """Return what is joined to the beginning of a number or a known word."""
    if word in lexicon.words:
        return ""
    prefixes = (prefix for prefix in lexicon.prefixes if word.startswith(prefix))
    rests = ((prefix, word.removeprefix(prefix)) for prefix in prefixes)
    return next((prefix for prefix, rest in rests if rest.isdecimal() or rest in lexicon.words), "")


def _stands(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether `words` are those of a phrase; any blank is a blank."""
    return len(words) == len(phrase) and all(
        word == listed or (listed == " " and word.isspace() and word.count("\n") < 2)
        for word, listed in zip(words, phrase, strict=True)
    )


def _classify(word: str) -> tuple[str, int]:
    """Return the class of a token that no vocabulary lists, and its value; "22nd" and "2025م" are one token."""
    number = _NUMBER_RE.fullmatch(word)
    if number is None:
        if word.isspace():
            return "\n" if word.count("\n") > 1 else "_", 0
        return "x" if word[0].isalnum() or word[0] == "_" else _MARKS.get(word, "·"), 0
    digits, tail = number[1][:5], number[2]
    value = int(digits)
    letter = next(letter for letter, width, first, last in _NUMBERS if len(digits) == width and first <= value <= last)
    if tail in _hung("day suffix"):
        letter = {"i": "j", "d": "j"}.get(letter, "o")
    elif tail and not (letter in "Yy" and tail in _hung("era")) and not (letter == "h" and tail in _hung("hijri")):
        letter = "x"
    return letter, value


@cache
def _hung(role: str) -> frozenset[str]:
    """Return the words of a role in all languages, for what hangs on a number."""
    return frozenset(word for words in _rows().values() for word, (roles, _) in words.items() if role in roles)


def _read_tokens(tokens: _Tokens) -> list[DateExpression]:
    """Return what a part of a text prints, in order, what belongs together as one."""
    grammar, classes = _grammar(), tokens.classes
    found: list[_Found] = []
    place = 0
    while match := grammar["date"].search(classes, place):
        before = found[-1] if found else None
        joint = grammar["joint"].fullmatch(classes, before.stop, match.start()) if before else None
        if not (joint or match["code"] or grammar["start"].match(classes, match.start())):
            place = match.start() + 1
            continue
        place = match.end()
        each = _Found(_read(match, tokens=tokens), place, match["between"] is not None)
        apposed = before and grammar["apposition"].fullmatch(classes, before.stop, match.start())
        if before and apposed and (one := _appose(before, each)):
            found[-1] = one
        elif before and joint:
            found[-1:] = _unite(before, each, joint=joint, text=tokens.text)
            if joint["list"]:
                _settle_list(found, text=tokens.text)
        else:
            found.append(each)
    return [each.expression for each in found if each.expression]


def _appose(before: _Found, behind: _Found) -> _Found | None:
    """Return one of a word, or a day of the other calendar, and the day behind it: "yesterday, September 10"."""
    word, day = before.expression, behind.expression
    if word is None or day is None or word.rule not in ("word", "other calendar") or word.rule == day.rule:
        return None
    weekday = word.weekday if day.weekday is None and day.first == day.last else day.weekday
    return replace(behind, expression=replace(day, offset=word.offset, weekday=weekday))


def _settle_list(found: list[_Found], *, text: str) -> None:
    """Give the days of a list the year of its last, and make one span of those in one month: "6, 13 and 20 May 24"."""
    first = last = _only_day(found[-1].expression)
    start, is_course = len(found) - 1, True
    while start and first and last and (day := found[start - 1].expression) and day.first and day.rule == _LISTED:
        behind, (first, _) = first, _fill_years(day.first, first)
        if not _exists(first):
            found[start - 1] = replace(found[start - 1], expression=None)
            return
        is_course = is_course and first[:2] == last[:2] and first < behind
        if not is_course and first == day.first and start < len(found) - 1:
            return  # the last two share their year already
        start -= 1
        found[start] = replace(found[start], expression=_place(day, rule=_LISTED, first=first, last=first))
    days = [each.expression for each in found[start:] if each.expression]
    if is_course and first and last and first != last:
        span = replace(
            days[0], end=days[-1].end, text=text[days[0].start : days[-1].end], last_weekday=days[-1].weekday
        )
        found[start:] = [replace(found[-1], expression=_place(span, rule="span", first=first, last=last))]


def _unite(before: _Found, behind: _Found, *, joint: re.Match[str], text: str) -> Sequence[_Found]:
    """Return two days as the span that they bound, or as the list that they are.

    A span that runs backwards is none, and one end of a span without the other, which may be no day, neither.
    """
    one, two = before.expression, behind.expression
    first, last = (_only_day(each) for each in (one, two))
    is_list = joint["comma"] is not None or (joint["list"] is not None and not before.is_between)
    if one is None or two is None or first is None or last is None:
        is_broken = not is_list and (one is None or first) and (two is None or last)
        return [replace(behind, expression=None)] if is_broken else (before, behind)
    first, last = (first, last) if joint["comma"] else _fill_years(first, last)
    if not (_exists(first) and _exists(last)):  # the 29th of February, of the other's year
        both = ((before, first), (behind, last)) if is_list else ()
        return [each for each, day in both if _exists(day)] or [replace(behind, expression=None)]
    if is_list and (joint["comma"] or not _follows(first, last)):
        days = (before, one, first), (behind, two, last)
        return [
            replace(each, expression=_place(expression, rule=_LISTED, first=day, last=day))
            for each, expression, day in days
        ]
    if _runs_backwards(first, last):
        return [replace(behind, expression=None)]
    span = replace(one, end=two.end, text=text[one.start : two.end], last_weekday=two.weekday)
    return [replace(behind, expression=_place(span, rule="span", first=first, last=last))]


def _place(expression: DateExpression, *, rule: str, first: DayParts, last: DayParts) -> DateExpression:
    return replace(expression, kind="explicit" if first.year else "yearless", rule=rule, first=first, last=last)


def _only_day(expression: DateExpression | None) -> DayParts | None:
    """Return the day that an expression prints, None where it prints none or several."""
    is_day = expression and expression.kind in ("explicit", "yearless") and expression.first == expression.last
    return expression.first if expression and is_day else None


def _follows(first: DayParts, last: DayParts) -> bool:
    next_day = date(first.year or 2024, first.month, first.day or 1) + timedelta(days=1)
    years = {next_day.year, last.year} if first.year else set()
    return (last.month, last.day) == (next_day.month, next_day.day) and len(years) < 2


def _read(match: re.Match[str], *, tokens: _Tokens) -> DateExpression | None:
    """Return what one match of the grammar says; None for an impossible day and for what is none."""
    if match["date"] is None:
        return _read_without_day(match, tokens=tokens)
    form = next(letter for letter in _forms() if match[letter])
    first, last = _ends(match, form=form, tokens=tokens)
    if _forms()[form] == "other calendar":
        return _expression(match, form=form, days=None, tokens=tokens)
    first, last = _of_century(first), _of_century(last)
    if _forms()[form] in ("numbers", "short year") and _is_month_first(match, first, tokens=tokens):
        first = last = first._replace(month=first.day or 0, day=first.month)
    if not (_exists(first) and _exists(last)):
        return None
    if first.year is not None and first.year < 100:
        return _expression(match, form=form, days=None, tokens=tokens)
    return None if _runs_backwards(first, last) else _expression(match, form=form, days=(first, last), tokens=tokens)


def _of_century(parts: DayParts) -> DayParts:
    """Return `parts` with their year of two figures in full; as printed where it may be of either century."""
    is_sure = parts.year is not None and parts.year <= LAST_SHORT_YEAR
    return parts._replace(year=2000 + (parts.year or 0)) if is_sure else parts


def _is_month_first(match: re.Match[str], printed: DayParts, *, tokens: _Tokens) -> bool:
    """Tell whether only the other order of two numbers makes a day, or only that has the weekday printed beside it."""
    other = printed._replace(month=printed.day or 0, day=printed.month)
    if not _exists(printed) or not _exists(other) or (printed.year or 0) < 100:
        return not _exists(printed)
    weekday = _weekday(match, "weekday", "weekday_after", "weekday_between", tokens=tokens)
    one, two = (date(each.year or 1, each.month, each.day or 1).weekday() for each in (printed, other))
    return weekday == two != one


def _value(match: re.Match[str], name: str, *, tokens: _Tokens) -> int | None:
    """Return the number that a group of a match names; 0 for two names of different months, None without the group."""
    start, end = match.span(name) if name in match.re.groupindex else (-1, -1)
    if start < 0:
        return None
    values = tokens.values[start:end]
    return max(values) if len(set(values) - {0}) < 2 else 0


def _weekday(match: re.Match[str], *names: str, tokens: _Tokens) -> int | None:
    """Return the weekday in the first of several groups that took part."""
    return next((day for name in names if (day := _value(match, name, tokens=tokens)) is not None), None)


def _ends(match: re.Match[str], *, form: str, tokens: _Tokens) -> tuple[DayParts, DayParts]:
    """Return the first and last day of a match, each filled up with what the other prints for both."""
    printed = []
    for end in "12":
        year, month, day = (_value(match, f"{form}_{part}{end}", tokens=tokens) for part in "ymd")
        printed.append(DayParts(year, month or 0, day))
    first, last = printed
    if f"{form}_y2" not in match.re.groupindex:
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


def _exists(parts: DayParts) -> bool:
    """Tell whether the month, and the day in it, exist; the 29th of February of an open year does."""
    year = 2024 if parts.year is None else parts.year or 2000
    return 1 <= parts.month <= 12 and (parts.day is None or 1 <= parts.day <= monthrange(year, parts.month)[1])


def _expression(
    match: re.Match[str], *, form: str, days: tuple[DayParts, DayParts] | None, tokens: _Tokens
) -> DateExpression:
    """Return the expression of a match that prints a month; without `days` an open one."""
    first, last = days or (None, None)
    start, stop = match.span("date")
    stop -= tokens.classes[stop - 1] == "."  # the full stop of "5 Sept." may be the sentence's
    kind: ExpressionKind = "open"
    if first:
        kind = "month" if first.day is None else "explicit" if first.year else "yearless"
    weekday = _weekday(match, "weekday", "weekday_after", "weekday_between", tokens=tokens)
    last_weekday = _weekday(match, "weekday_to", f"{form}_w2", tokens=tokens)
    printed = {"first": first, "last": last, "weekday": weekday, "last_weekday": last_weekday}
    return _cut(tokens, start, stop, kind, _forms()[form], **printed)


def _cut(tokens: _Tokens, start: int, stop: int, kind: ExpressionKind, rule: str, **parts: Any) -> DateExpression:
    left, right = tokens.starts[start], tokens.starts[stop]
    return DateExpression(left, right, tokens.text[left:right], kind, rule, **parts)


def _read_without_day(match: re.Match[str], *, tokens: _Tokens) -> DateExpression | None:
    """Return the expression of a match that is a month alone, a relative word or a weekday."""
    if match["month"]:
        start, stop = match.span("month")
        stop -= tokens.classes[stop - 1] == "."
        month = DayParts(None, tokens.values[start], None)
        return _cut(tokens, start, stop, "month", "month alone", first=month, last=month)
    if match["word"]:
        offset = _value(match, "word", tokens=tokens)
        if match["own"] and not match["noun"] and offset == 0:
            return None  # today's challenges
        return _cut(tokens, *match.span("word"), "relative", "word", offset=offset)
    if match["code"] or match["never"]:
        return None
    near = "near" if match["near"] else "nearafter"
    weekday, offset = _value(match, "bare", tokens=tokens), _value(match, near, tokens=tokens)
    return _cut(tokens, *match.span("bare"), "relative", "weekday", weekday=weekday, offset=offset)
