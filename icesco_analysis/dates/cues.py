"""Date expressions of one article → how much the words around each say that it is the day of the activity."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from icesco_analysis.dates.grammar import DateExpression
from icesco_analysis.dates.phrases import compile_phrases
from icesco_analysis.language import fill_pattern, fold, read_vocabulary, split_sentences

# Where a date stands, each a row of ``data/date_signs.tsv``: headline and subtitle, first paragraph, second …
PLACES = ("headline", "lead", "second paragraph", "third paragraph", "later")
# What the names of cues end on that do not speak against today: what opens today is no plan, what was is not of today,
# a statement on a misfortune of today is of the same day, and so is what a clause tells of today.
UNSAID_OF_TODAY = ("timetable", "lasting", "misfortune", "clause", "earlier", "since", "yearly day")
# What the names of the cues for a day to come end on.
PLANNED = ("to come", "scheduled", "timetable")
# The year in which the organisation began: what lies before is nothing that it did.
FOUNDED = 1982
# Days: a longer span is a career, a plan or a life; and what a fair, a camp or a congress lasts at most.
LONG_SPAN, SHORT_SPAN = 375, 14
# Names of cues that count only for certain dates, or beside certain verbs.
ONWARDS, LASTING, ANNOUNCED = "onwards from", "lasting", "announced behind"
# All weights are in one unit, that of the cues in ``data/date_cues.tsv``: a plain verb (“was held on”) counts 1.5, a
# word that sends the date elsewhere (“until”) -3 to -5. A date below this is not the activity's.
ACCEPTED = 1.0

# Characters of a sentence looked at before a date and behind it: the longest reach of a cue.
REACH_BEFORE, REACH_AFTER = 400, 200
# Characters of the body that, with the headline, say whether the article as a whole is a call for entries.
REACH_LEAD = 200
# A cue speaks about the next date, not about one behind that: only in a list, where so few words lie between them and
# no "on" begins anew.
LIST_WORDS = 4
# A date opens its sentence where at most so many characters stand before it ("On Wednesday, ").
OPENING = 16

# What is told in passing: between two commas ("The award, launched on 3 May 2024, was handed over"), where behind the
# second one a participle may be the verb of the sentence; and of a noun ("the accord that expired on 3 May").
_APPOSED_RE = re.compile(
    r"""
    (?: [,،][ ] (?: which | who | qui | dont | الذي | التي | ال\w+ | من | بين )
    | \A (?: The | An? | This | Its | L[ea][ ] | L’ | Une? | Cette | À ) [^,]* ,[ ]
      (?: \w+ed | held | set | begun | from | between | \w+ée?s? | tenue?s? | parue?s? | du | entre ) )
    \b [^,،;]* (?: [,،][ ]* | [ ] ) \Z
    """,
    re.VERBOSE,
)
_APPOSED_END_RE = re.compile(r"[^,،;.]{0,60}[,،]")
_OF_NOUN_RE = re.compile(r"\w (?:which|who|that|qui|que|الذي|التي)(?: \w+){1,5} \Z")
# What must be closed before a date: a remark of so many characters, or what somebody said or a thing is called.
_BRACKETS = (("(", ")", 40), ("“", "”", 0), ("«", "»", 0))

# Where the cues of a role are looked for, if not in what the role itself names.
_LOOKED_FOR = {"verb": "before", "frame": "before", "after": "behind"}


class Cue(NamedTuple):
    """One row of ``data/date_cues.tsv``."""

    name: str
    role: str
    weight: float
    reach: int


class DateReading(NamedTuple):
    """One date expression of an article, weighed; from a score of `ACCEPTED` on it may date the activity."""

    expression: DateExpression
    score: float
    cues: tuple[str, ...]
    sentence: tuple[int, int]


@cache
def _weights() -> Mapping[str, float]:
    rows = read_vocabulary("date_signs.tsv", columns=["sign", "weight", "note"])
    return {row["sign"]: float(row["weight"]) for row in rows}


@cache
def _cues() -> Mapping[str, Callable[[str], Iterator[tuple[Cue, int, int]]]]:
    """Return the cues of ``data/date_cues.tsv``, with their words, by the place they are looked for in."""
    columns = ["cue", "role", "weight", "reach", "read", "unread", "note"]
    rows = {row["cue"]: row for row in read_vocabulary("date_cues.tsv", columns=columns)}
    cues = {name: Cue(name, row["role"], float(row["weight"]), int(row["reach"])) for name, row in rows.items()}
    patterns: dict[str, list[tuple[Cue, str]]] = {}
    for row in read_vocabulary("date_cue_words.tsv", columns=["cue", "words", "note"]):
        cue = cues[row["cue"]]
        patterns.setdefault(_LOOKED_FOR.get(cue.role, cue.role), []).extend(
            (cue, each) for each in _patterns(cue.name, row["words"])
        )
    return {place: compile_phrases(pairs) for place, pairs in patterns.items()}


@cache
def _pieces() -> Mapping[str, str]:
    patterns: dict[str, list[str]] = {}
    for row in read_vocabulary("date_pieces.tsv", columns=["piece", "pattern", "note"]):
        patterns.setdefault(row["piece"], []).append(row["pattern"])
    return {piece: f"(?:{'|'.join(own)})" for piece, own in patterns.items()}


def _patterns(name: str, words: str) -> Iterator[str]:
    """Yield the expressions of words of a cue; Arabic ones with "and" before and whom it was done to behind."""
    words = fill_pattern(words, _pieces().__getitem__)
    if not name.startswith("ar "):
        yield fold(words)
    else:
        yield from (f"{prefix}{fold(words)}(?:ها|هما|هم|ه)?" for prefix in ("", "و", "ف"))


def find_cues(text: str, expression: DateExpression, *, sentence: tuple[int, int], floor: int = 0) -> list[Cue]:
    """Return the cues of a sentence of `text` that speak about a date in it.

    Cues before `floor`, the end of the date before, speak about that one, but for a list of dates. Of the verbs before
    a date the nearest decides: "the forum that was held in May will meet again on 3 June" is about what is to come.
    Frames ("it is worth noting that") count wherever they stand before it. Where the date is the day of writing or a
    span of days, what holds from its day on has begun; and what opens today is no plan. What a clause says to last a
    few days is dated by them, if a verb before the clause says who takes part.
    """
    cues, start, days = _cues(), expression.start, _length(expression)
    between = text[floor:start].split()
    is_listed = len(between) <= LIST_WORDS and "on" not in between
    clause = max(sentence[0], *(text.rfind(mark, sentence[0], start) + 1 for mark in ";؛"))
    opens = start - clause <= OPENING
    begin = max(sentence[0], start - REACH_BEFORE, 0 if is_listed else floor, clause if opens else 0)
    before = _lower(text[begin:start])
    after = _lower(text[expression.end : sentence[1]][:REACH_AFTER].partition(";")[0])
    within_reach = [cue for cue, _, stop in cues["before"](before) if len(before) - stop <= cue.reach]
    has_begun = days or expression.kind == "relative"
    verbs = [cue for cue in within_reach if cue.role == "verb" and not (has_begun and cue.name == ONWARDS)]
    if len(verbs) > 1 and verbs[-1].name == LASTING and 0 < days <= SHORT_SPAN:
        verbs.pop()
    if opens and not verbs and not after.startswith("’"):  # "On 5 May 2025 the forum was held"
        following = (cue for cue, begin, _ in cues["before"](after) if begin <= cue.reach and cue.role == "verb")
        verbs = [cue for cue in following if cue.weight > 0 or cue.name.endswith(PLANNED)][:1]
    nearest = [cue for cue in verbs[-1:] if not (expression.offset == 0 and cue.name.endswith(UNSAID_OF_TODAY))]
    behind = [cue for cue, begin, _ in cues["behind"](after) if begin <= cue.reach]
    frames = [cue for cue in within_reach if cue.role == "frame"]
    return nearest + frames + [cue for cue in behind if _counts_behind(cue, verbs=nearest)]


def _counts_behind(cue: Cue, *, verbs: Sequence[Cue]) -> bool:
    """Tell whether what stands behind a date speaks of it beside the verb: what was done is not announced."""
    return cue.name != ANNOUNCED or any(0 < verb.weight < ACCEPTED for verb in verbs)  # in the present


def _lower(words: str) -> str:
    """Return `words` folded, in small letters; the World Health Organization is nobody "who" does anything."""
    return fold(words.replace("WHO", "W.O").lower())


def tells_of_one_day(sentence: str) -> bool:
    """Tell whether `sentence` speaks of one day of an activity: its opening, its close, a speech."""
    return any(_cues()["within"](sentence.lower()))


def weigh_dates(text: str, *, expressions: Sequence[DateExpression], body_start: int) -> list[DateReading]:
    """Return the readings of the dates of `text`, best first; of equal ones the first in the text.

    The text is headline, subtitle and body of an article, paragraphs separated by blank lines.
    """
    lead = text[: body_start + REACH_LEAD].lower()
    calls = [cue for cue, _, _ in _cues()["article"](lead)][:1]
    breaks = (match.end() for match in re.compile("\n\n").finditer(text, body_start))
    places = [body_start, *islice(breaks, len(PLACES) - 2)]
    sentences = list(_sentences_around(text, [expression.start for expression in expressions]))
    speech = {span: _cues()["reported"](_lower(text[slice(*span)])) for span in set(sentences)}
    reported = {span: next(((cue, stop) for cue, _, stop in found), None) for span, found in speech.items()}
    readings: list[DateReading] = []
    nearby: list[Cue] = []
    for expression, before, sentence in zip(expressions, [None, *expressions], sentences, strict=False):
        place = bisect_right(places, expression.start)
        if before is None or not before.rule == expression.rule == "list of days":  # of a list all days are the same
            nearby = find_cues(text, expression, sentence=sentence, floor=before.end if before else 0)
        cues = nearby + calls
        is_late = place > PLACES.index("lead")
        if is_late and (verb := reported[sentence]) and expression.start - sentence[0] - verb[1] > verb[0].reach:
            cues.append(verb[0])  # what stands behind the first verb of speech of a sentence depends on it
        words = text[max(sentence[0], expression.start - REACH_BEFORE) : expression.start]
        rest = text[expression.end : min(sentence[1], expression.end + REACH_AFTER)]
        signs = (PLACES[place], *_find_signs(expression, cues=cues, before=words, behind=rest, is_late=is_late))
        score = sum(map(_weights().__getitem__, signs)) + sum(cue.weight for cue in cues)
        readings.append(DateReading(expression, score, tuple(cue.name for cue in cues), sentence))
    return sorted(readings, key=lambda reading: -reading.score)


def is_today(expression: DateExpression) -> bool:
    """Tell whether a date is the word “today”."""
    return expression.rule == "word" and expression.offset == 0


def _find_signs(
    expression: DateExpression, *, cues: Sequence[Cue], before: str, behind: str, is_late: bool
) -> Iterator[str]:
    """Yield what a date, its cues and the words around it in its sentence say of it."""
    yield expression.kind
    if expression.weekday is not None and expression.first is not None:
        yield "weekday further down" if is_late else "weekday"
    is_apposed = _APPOSED_END_RE.match(behind) and _APPOSED_RE.search(before)
    signs = {
        "before the founding": expression.last is not None and (expression.last.year or FOUNDED) < FOUNDED,
        "long span": _length(expression) > LONG_SPAN,
        "month alone": expression.rule == "month alone",
        "nowadays": is_late and is_today(expression) and all(cue.role != "verb" for cue in cues),
        "day to come": expression.offset == 1,
        "in brackets": _is_remark(before),
        "in an apposition": is_apposed or _OF_NOUN_RE.search(before),
        "opens sentence": len(before) <= OPENING,
    }
    yield from (sign for sign, holds in signs.items() if holds)


def _length(expression: DateExpression) -> int:
    """Return how many days a span takes, a month counting as thirty; 0 for one day, and where no day is printed."""
    first, last = expression.first, expression.last
    if first is None or last is None:
        return 0
    years = last.year - first.year if first.year and last.year else last.month < first.month
    return 360 * years + 30 * (last.month - first.month) + (last.day or 0) - (first.day or 0)


def _is_remark(before: str) -> bool:
    """Tell whether a long remark in brackets, or what is quoted, is still open behind `before`."""
    places = ((before.rfind(opening), before.rfind(closing), least) for opening, closing, least in _BRACKETS)
    return any(opened > closed and len(before) - opened > least for opened, closed, least in places)


def _sentences_around(text: str, positions: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield for each of `positions`, which rise, the span of its sentence; only paragraphs that hold one are split."""
    start, end = 0, -1
    sentences: list[tuple[int, int]] = []
    for position in positions:
        if position > end:
            found = text.rfind("\n\n", max(0, end), position)
            start = found + 2 if found >= 0 else 0
            found = text.find("\n\n", position)
            end = found if found >= 0 else len(text)
            sentences = list(split_sentences(text[start:end]))
        place = bisect_right(sentences, position - start, key=itemgetter(0)) - 1
        left, right = sentences[max(0, place)]
        yield start + left, start + right
