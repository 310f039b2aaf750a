"""Which articles of different pages are the same story.

Two prints are one story when most of the shorter body stands in the longer one word for word, and neither their dates
nor their headlines speak against it. Candidates come from an index of rare word runs, never from all pairs.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

RUN_WORDS = 4
"""Words in a run. Four survive light editing, yet seldom recur by chance (runs of 3 to 5 were tried on the seeds)."""
RARE_RUN_PRINTS = 6
"""Prints: a run that no more hold is rare, and every pair of its holders is compared. Of the holders of a more common
run only neighbours in the order of their texts are: the work stays linear, and a story on many pages is still chained.
"""
COPY_SHARE = 0.5
"""Share of the shorter body's runs that a copy has in the longer one.

It lies between what was measured on both sides, and the tests measure it again (``tests/test_stories.py``): different
stories of the seeds share at most 0.30 (the ambassadors of two countries received in the same stock text), of the
labelled development pages less than 0.40 (an excerpt that is hardly more than a lead); their labelled copies, edited
and cut, keep more than 0.70. A seed with every tenth word changed keeps 0.60, with every seventh 0.43: that much
counts as rewritten.
"""
LEAD_WORDS = 40
"""The lead, in words: who, where, when. Stock text seldom begins a release."""
LEAD_SHARE = 0.4
"""Share of the lead's single words that a copy keeps, so that two meetings told in the same stock text stay two."""
MIN_WORDS = 8
"""Bodies shorter than this say too little to be called copies unless headline and body are equal."""


@dataclass(frozen=True, slots=True, eq=False)
class _Print:
    """One printed article, as the comparison sees it."""

    index: int
    runs: frozenset[int]
    lead: frozenset[str]
    days: tuple[Any, Any] | None
    key: str


def find_stories(rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, ...]]:
    """Return the stories among printed articles, each as the sorted indices of its prints.

    Parameters
    ----------
    rows
        Article rows with ``headline``, ``body``, ``date_start``, ``date_end`` and ``date_kind``, as they were read.

    Notes
    -----
    The rule: at least `COPY_SHARE` of the runs of `RUN_WORDS` words of the shorter body stand in the longer one, at
    least `LEAD_SHARE` of the words of its lead too, and no two printed days contradict each other. Known to be wrong: a
    release rewritten sentence by sentence counts as a second story; a corrected date keeps two prints apart.

    Examples
    --------
    >>> body = "The Organization held a workshop in Rabat for forty teachers of physics from nine Member States."
    >>> row = {"headline": "A", "body": body, "date_start": None, "date_end": None, "date_kind": "none"}
    >>> find_stories([row, dict(row, headline="B", body="Nothing of the kind."), row])
    [(0, 2), (1,)]
    """
    prints = sorted(
        (_read(row, index=index) for index, row in enumerate(rows)), key=lambda one: (one.key, str(one.days))
    )
    likeness = {pair: _likeness(*pair) for pair in _candidates(prints)}
    copies = [pair for pair, share in likeness.items() if share >= COPY_SHARE]
    stories = {one.index: [one] for one in prints}
    for first, second in sorted(copies, key=lambda pair: -likeness[pair]):
        mine, theirs = stories[first.index], stories[second.index]
        if mine is not theirs and len({one.days for one in (*mine, *theirs) if one.days}) <= 1:
            mine.extend(theirs)
            stories.update((one.index, mine) for one in theirs)
    return sorted({tuple(sorted(one.index for one in story)) for story in stories.values()})


def share_runs(one: str, other: str) -> float:
    """Return the share of the runs of the shorter body that stand in the longer one; 0 below `MIN_WORDS` words.

    Examples
    --------
    >>> share_runs("Forty teachers of physics met in Rabat on Monday.", "Forty teachers of physics met in Rabat today.")
    0.8
    """
    return _share(*(_runs(_words(body)) for body in (one, other)))


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter & longer) / len(shorter) if shorter else 0.0


def _runs(words: Sequence[str]) -> frozenset[int]:
    if len(words) < MIN_WORDS:
        return frozenset()
    return frozenset(_hash(" ".join(words[at : at + RUN_WORDS])) for at in range(len(words) - RUN_WORDS + 1))


def _read(row: Mapping[str, Any], *, index: int) -> _Print:
    words = _words(row["body"])
    dated = row["date_start"] is not None and row["date_kind"] in {"explicit", "yearless"}
    return _Print(
        index=index,
        runs=_runs(words),
        lead=frozenset(words[:LEAD_WORDS]),
        days=(row["date_start"], row["date_end"]) if dated else None,
        key=" ".join([*_words(row["headline"]), "|", *words]),
    )


def _words(text: str) -> list[str]:
    """Return the words of a text, casefolded, hyphens taken out, so that Al-Malik and AlMalik are one word."""
    kept = (char if char.isalnum() or char.isspace() else "" if char in "-'’‑" else " " for char in text.casefold())
    return "".join(kept).split()


def _hash(run: str) -> int:
    """Return the same number for a run in every process, unlike the built-in hash."""
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big")


def _candidates(prints: Sequence[_Print]) -> list[tuple[_Print, _Print]]:
    """Return the pairs worth comparing: they share their whole text or a run of words."""
    holders: dict[int | str, list[int]] = defaultdict(list)
    for place, one in enumerate(prints):
        holders[one.key].append(place)
        for run in one.runs:
            holders[run].append(place)
    pairs = set[tuple[int, int]]()
    for places in holders.values():
        pairs.update(combinations(places, 2) if len(places) <= RARE_RUN_PRINTS else pairwise(places))
    return [(prints[first], prints[second]) for first, second in sorted(pairs)]


def _likeness(one: _Print, other: _Print) -> float:
    """Return the share of the shorter body's runs that the longer has, 0 where something speaks against a copy."""
    if one.key == other.key:
        return 1.0
    shorter, longer = sorted((one, other), key=lambda each: len(each.runs))
    if not shorter.runs or len(shorter.lead & longer.lead) < LEAD_SHARE * len(shorter.lead):
        return 0.0
    return _share(shorter.runs, longer.runs)
