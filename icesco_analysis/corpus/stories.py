"""Which articles of different pages are the same story.

Two prints are one story when most of the shorter body stands in the longer one word for word, and nothing speaks
against it: neither days nor headlines, and no country, name or number that each says and the other does not. All prints
of a story agree with each other so. Candidates come from an index of word runs, never from all pairs.
"""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache, partial
from itertools import accumulate, combinations, islice, pairwise
from typing import Any, NamedTuple
from zlib import crc32

from icesco_analysis.corpus.corrections import RULE
from icesco_analysis.language import percent, read_vocabulary
from icesco_analysis.partners import find_mentions

RUN_WORDS = 4
"""Words in a run. Four survive light editing, yet seldom recur by chance (runs of 3 to 5 were tried on the seeds)."""
RARE_RUN_PRINTS = 6
"""Prints: a run or headline that no more hold is rare, and every pair of its holders is compared. Of the holders of a
more common one only neighbours in the order of their texts are: the work stays linear.
"""
COPY_SHARE = 0.5
"""Share of the shorter body's runs that a copy has in the longer one.

It lies between what was measured on both sides, and the tests measure it again (``tests/corpus/test_stories.py``):
different stories of the seeds share at most 0.27; a seed with every tenth word changed keeps 0.57, with every seventh
0.39: that much counts as rewritten. The labelled copies, edited and cut, keep more than 0.65.
"""
MIN_WORDS = 8
"""Bodies shorter than this, house phrases left out, are copies only where headline and body are equal."""
OWN_RUNS = 20
"""Runs of its own that the shorter body needs where the headlines differ: leads often open with one long formula."""
STOCK_HEADLINES = 4
"""A run that is printed under so many headlines is stock text, no run of its own."""
HEADLINES_READ = 12
"""Headlines under which a mark is looked up at most to tell the runs that are stock text."""
LIKE_SPELLING = 0.8
"""Ratio of difflib from which on two words are one, with a slip or another ending: Ahmed and Ahmad, sign and signs."""

MARK_RUNS = 5
"""Runs in a row of which the least is kept: of two texts that share eight words at least one mark is the same."""
MARKS_SHARED = 0.2
"""Share of the smaller sketch from which on two articles are compared in full: far below what copies share."""
ORDER_CHARS = 200
"""Characters of a text that its place in the order of texts is told by."""
PART_MARKS = 1 << 18
"""Marks of all articles that are brought together at a time."""
PRINTS_KEPT = 512
"""Articles read in full, and pairs compared, that are remembered."""

_WORD_RE = re.compile(r"[^\W_]+(?:[-'’‑][^\W_]+)*")
_JOINERS = dict.fromkeys(map(ord, "-'’‑"))
CUT_CHARS = 64
"""Characters at the end of a text in which it says that it is cut."""
_CUT_RE = re.compile(r"\S{0,40}\s{0,9}(?:…|\.\.\.)\W{0,9}\Z")  # an excerpt may end within a word
_STOP_RE = re.compile(r"(?:\A|\w{4}\W*[.!?:]\W*)\Z")  # before the first word of a sentence; no "Dr." or "M."


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What a text says: its words, also two joined, and each that tells one text from another, as it may be spelled."""

    words: tuple[str, ...]
    known: AbstractSet[str]
    telling: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class _Print:
    """One printed article, as the comparison sees it."""

    source: str
    text: str
    headline: _Said
    is_cut: bool  # the headline
    whole: _Said
    key: str
    runs: AbstractSet[int]


class Outline(NamedTuple):
    """What is kept of each print to find likely copies by.

    Its place in the order of texts, its days, the marks of its sketch, and numbers that are the same for the same
    headline, and for the same headline and body, only; none without a headline.
    """

    place: tuple[str, str, str]
    days: tuple[Any, Any] | None
    marks: "array[int]"
    headline: int | None
    text: int | None


def outline_print(row: Mapping[str, Any]) -> Outline:
    """Return the outline of a printed article, read as an article row."""
    days = _days(row)
    start, *marks = (row.get("sketch") or sketch_text(row["headline"], row["body"])).split("\n")
    headline = " ".join(_fold(row["headline"]))
    same = (hash(headline), hash((row["headline"], row["body"]))) if headline else (None, None)
    return Outline((start, str(days), row["source"]), days, array("I", map(int, marks)), *same)


def find_stories(rows: Sequence[Mapping[str, Any]], outlines: Sequence[Outline]) -> list[tuple[int, ...]]:
    """Return the stories among printed articles, read as article rows, each as the sorted indices of its prints.

    Those articles whose outlines share enough are read again, and compared in full. Known to be wrong: a release
    rewritten sentence by sentence, or with a day, name or number corrected beyond a slip of spelling, counts as a
    second story.
    """
    order = sorted(range(len(outlines)), key=lambda at: outlines[at].place)
    lined_up = [outlines[at] for at in order]
    pairs, stock = _find_candidates(lined_up)

    @lru_cache(maxsize=PRINTS_KEPT)
    def read(place: int) -> _Print:
        return _read(rows[order[place]])

    def find_stock(one: int, other: int) -> AbstractSet[int]:
        """Return the runs of two prints that are printed under many headlines."""
        marks = {*lined_up[one].marks, *lined_up[other].marks} & stock.keys()
        under = {lined_up[place].headline: place for mark in marks for place in stock[mark]}
        counts = Counter(run for place in under.values() for run in read(place).runs)
        return {run for run, count in counts.items() if count >= STOCK_HEADLINES}

    @lru_cache(maxsize=PRINTS_KEPT)
    def likeness(one: int, other: int) -> float:
        if _are_parted(lined_up[one], lined_up[other]):
            return 0.0
        is_same = lined_up[one].text == lined_up[other].text is not None
        return 1.0 if is_same else _likeness(read(one), read(other), find_stock=partial(find_stock, one, other))

    alike = sorted((-found, *pair) for pair in sorted(pairs) if (found := likeness(*pair)))
    stories = {place: [place] for _, *pair in alike for place in pair}
    for _, first, second in alike:
        mine, theirs = stories[first], stories[second]
        if mine is not theirs and all(likeness(*sorted((one, other))) for one in mine for other in theirs):
            mine.extend(theirs)
            stories.update((one, mine) for one in theirs)
    each = (stories.get(place, [place]) for place in range(len(rows)))
    return sorted({tuple(sorted(order[place] for place in story)) for story in each})


def explain_copy(row: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Say why two prints are one story, as `find_stories` found."""
    is_same = all(row[part] == other[part] for part in ("headline", "body"))
    if is_same or (one := _read(row)).key == (two := _read(other)).key:
        return "the same headline and text"
    headlines = "the same headline" if _same_headline(one, two) else "another headline"
    return f"{headlines}, {percent(share_runs(one.runs, two.runs), 1)} of the shorter text"


def share_runs(one: AbstractSet[int], other: AbstractSet[int]) -> float:
    """Return the share of the runs of the shorter body that stand in the longer one."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter & longer) / len(shorter) if shorter else 0.0


def sketch_text(headline: str, body: str) -> str:
    """Return what likely copies are found by: how a text begins, and marks of headline, whole, and some of its runs.

    Of each few runs in a row the least is a mark, so that texts with many words in common share some.
    """
    head, words = _fold(headline), _fold(body)
    key, runs = f"{' '.join(head)} | {' '.join(words)}", _runs(words)
    least = {min(runs[at : at + MARK_RUNS]) for at in range(max(1, len(runs) - MARK_RUNS + 1))} if runs else set()
    marks = {crc32(key.encode()), crc32(" ".join(head).encode()), *least}
    return "\n".join([key[:ORDER_CHARS], *map(str, sorted(marks))])


def _find_candidates(outlines: Sequence[Outline]) -> tuple[list[tuple[int, int]], dict[int, list[int]]]:
    """Return the pairs of places worth comparing, and marks of stock text with places of theirs.

    A pair shares headline, text or enough runs, stock text aside where the headlines differ, and no days part it.
    """
    parts = [array("Q") for _ in range(1 + sum(len(one.marks) for one in outlines) // PART_MARKS)]
    for place, own in enumerate(outlines):
        for mark in own.marks:
            parts[mark % len(parts)].append(mark << 32 | place)
    met: set[tuple[int, int]] = set()
    stock: dict[int, list[int]] = {}
    while parts:
        holders: dict[int, list[int]] = {}
        for each in parts.pop():
            holders.setdefault(each >> 32, []).append(each & 0xFFFFFFFF)
        for mark, held in holders.items():
            under = {outlines[place].headline: place for place in held} if len(held) >= STOCK_HEADLINES else {}
            if len(under) >= STOCK_HEADLINES:
                stock[mark] = list(islice(under.values(), HEADLINES_READ))
            for one, other in combinations(held, 2) if len(held) <= RARE_RUN_PRINTS else pairwise(held):
                may_be = mark not in stock or outlines[one].headline == outlines[other].headline
                if may_be and not _are_parted(outlines[one], outlines[other]):
                    met.add((one, other))
    return [(one, other) for one, other in met if _is_likely(outlines[one], outlines[other], stock=stock.keys())], stock


def _are_parted(one: Outline, other: Outline) -> bool:
    return bool(one.days and other.days and one.days != other.days)


def _is_likely(one: Outline, other: Outline, *, stock: AbstractSet[int]) -> bool:
    mine, theirs = set(one.marks), set(other.marks)
    if one.headline is None or one.headline != other.headline:
        mine, theirs = mine - stock, theirs - stock
    return len(mine & theirs) >= MARKS_SHARED * min(len(mine), len(theirs))


def _likeness(one: _Print, other: _Print, *, find_stock: Callable[[], AbstractSet[int]]) -> float:
    """Return the share of the shorter body's runs that the longer has, 0 where it is small or something is against."""
    if one.headline.words and _is_cut_from(*sorted((one.key, other.key), key=len)):
        return 1.0
    runs, others = one.runs, other.runs
    if not _same_headline(one, other):
        of_one_page = one.source == other.source and one.headline.words and other.headline.words
        stock = find_stock()
        runs, others = runs - stock, others - stock
        if of_one_page or min(len(runs), len(others)) < OWN_RUNS:
            return 0.0
    share = share_runs(runs, others)
    return 0.0 if share < COPY_SHARE or _contradict(one, other) else share


def _is_cut_from(excerpt: str, key: str) -> bool:
    """Say whether headline and text are equal, or an excerpt of some words is the beginning of the other."""
    return excerpt == key or (key.startswith(f"{excerpt} ") and excerpt.partition("|")[2].count(" ") >= MIN_WORDS)


def _same_headline(one: _Print, other: _Print) -> bool:
    """Say whether two headlines are the same but for a cut, slips of spelling and little words."""
    mine, theirs = one.headline, other.headline
    for cut, whole, is_cut in ((mine.words, theirs.words, one.is_cut), (theirs.words, mine.words, other.is_cut)):
        if is_cut and len(cut) >= RUN_WORDS and whole[: len(cut)] == cut:
            return True
    return bool(mine.words and theirs.words) and not _adds(mine, theirs) and not _adds(theirs, mine)


def _contradict(one: _Print, other: _Print) -> bool:
    """Say whether each print says a name, a number, a word of its headline or a country that the other does not."""
    if _adds(one.whole, other.whole) and _adds(other.whole, one.whole):
        return True
    here, there = _countries(one.text), _countries(other.text)
    return bool(here - there and there - here)


@lru_cache(maxsize=1024)
def _countries(text: str) -> AbstractSet[str]:
    return frozenset(mention.iso3 for mention in find_mentions(text))


def _adds(one: _Said, other: _Said) -> bool:
    """Say whether a telling word of one text is not in the other, nor one spelled like it; numbers are equal or not."""
    return any(
        not forms[0].isalpha() or not get_close_matches(forms[0], set(other.words), n=1, cutoff=LIKE_SPELLING)
        for forms in one.telling
        if other.known.isdisjoint(forms)
    )


def _read(row: Mapping[str, Any]) -> _Print:
    headline, body = (list(_words(_whole(row[part]))) for part in ("headline", "body"))
    headline = [(word, len(word) > 3 or not word.isalpha()) for word, _ in headline]
    whole = _said([*headline, *body])
    words = whole.words[len(headline) :]
    return _Print(
        source=row["source"],
        text=f"{row['headline']}\n\n{row['body']}",
        headline=_said(headline),
        is_cut=_whole(row["headline"]) != row["headline"],
        whole=whole,
        key=" ".join([*whole.words[: len(headline)], "|", *words]),
        runs=frozenset(_runs(words)),
    )


def _days(row: Mapping[str, Any]) -> tuple[Any, Any] | None:
    """Return the days that a print itself says; other prints do not have those that an analyst corrected."""
    is_read = row["date_kind"] in {"explicit", "yearless"} and row.get("date_rule") != RULE
    return (row["date_start"], row["date_end"]) if is_read and row["date_start"] is not None else None


def _whole(text: str) -> str:
    """Return a text without the word that it breaks off in."""
    cut = _CUT_RE.search(text, len(text) - CUT_CHARS)
    return text[: cut.start()] if cut else text


_plain = lru_cache(maxsize=1 << 15)(lambda word: word.translate(_JOINERS).casefold())


def _fold(text: str) -> list[str]:
    """Return the words of a text that `_words` yields."""
    return list(map(_plain, _WORD_RE.findall(_whole(text))))


def _said(marked: Sequence[tuple[str, bool]]) -> _Said:
    words = tuple(word for word, _ in marked)
    joined = [before + word for before, word in pairwise(words)]
    forms = zip(words, ["", *joined], [*joined, ""], strict=True) if words else ()
    telling = [tuple(filter(None, each)) for each, (_, tells) in zip(forms, marked, strict=True) if tells]
    return _Said(words, {*words, *joined}, telling)


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words of a text in small letters, Al-Malik and AlMalik as one, and whether each is a number or name.

    A script without capitals tells no names: each longer word of it counts as one.
    """
    for match in _WORD_RE.finditer(text):
        word, start = match[0].translate(_JOINERS), match.start()
        is_long = len(word) > 3 and not word[0].islower()
        is_name = is_long and not _STOP_RE.search(text, max(0, start - 12), start)
        yield word.casefold(), is_name or not word.isalpha()


def _runs(words: Sequence[str]) -> tuple[int, ...]:
    """Return the runs of a body without the names and phrases of the house."""
    own = _house_re().sub("", " ".join(words)).encode().split()
    if len(own) < MIN_WORDS:
        return ()
    text, starts = b" ".join(own), [0, *accumulate(len(word) + 1 for word in own)]
    return tuple(crc32(text[start : end - 1]) for start, end in zip(starts, starts[RUN_WORDS:], strict=False))


@cache
def _house_re() -> re.Pattern[str]:
    rows = read_vocabulary("boilerplate_phrases.tsv", columns=["phrase", "note"])
    phrases = sorted((" ".join(word for word, _ in _words(row["phrase"])) for row in rows), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")
