"""What the learned weights know: how probable is probable, what more labels bring, and what misled them most.

Run as ``python -m benchmarks.learning``; it takes some ten minutes of processor time and keeps its three tables in
``benchmarks/RESULTS.md``. Every article is judged by weights that were learned without its page.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from statistics import mean
from typing import Any, NamedTuple

from scipy.special import betaincinv

from benchmarks.results import keep_section
from icesco_analysis.counts import LEVEL
from icesco_analysis.partners import load_countries, model
from tasks import train, train_activities

LANGUAGES = {"train/en": "English", "train/fr": "French", "train/ar": "Arabic"}
ROLES = model.Chances._fields
EDGES = (0.0, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 1.01)
"""Between these the said and the true share of partners and venues are compared."""
SIZES = (0, 50, 100, 200, 400, 800)
"""Labelled articles of a language that are learned from, beside all of the other languages."""
APART = 3
"""Every third page of the language is kept apart for the curve."""
SHOWN = 10


class Judged(NamedTuple):
    """One country of an article in one role: what was said of it, and what is right."""

    case: train.Case
    iso3: str
    role: int
    chance: float
    is_right: bool


def judge(cases: Sequence[train.Case]) -> list[Judged]:
    """Return every country of the articles written to learn from, judged without their page."""
    found = train.cross_validate(cases, LANGUAGES)
    return [
        Judged(case, iso3, role, chances[iso3][role], case.labels[iso3][role])
        for case, chances in found
        for iso3 in chances
        for role in range(len(ROLES))
    ]


def language_of(page: str) -> str:
    """Return the language of the set that a page belongs to; "" for a set of several."""
    return LANGUAGES.get(page.rpartition("/")[0], "")


# --- how probable is probable ----------------------------------------------------------------------------------------


def tell_calibration(judged: Sequence[Judged]) -> Iterator[str]:
    """Yield, for each role, what was said beside what was right, then the expected calibration error by language."""
    yield "| role | probability said | countries | mean said | share right | interval |\n|---|---|---:|---:|---:|---|"
    for role, name in enumerate(ROLES):
        own = [one for one in judged if one.role == role]
        for low, high, held in _bins(own):
            right = sum(one.is_right for one in held)
            least, most = _interval(right, len(held))
            yield (
                f"| {name} | {low:.2f} – {min(high, 1):.2f} | {len(held)} | {mean(one.chance for one in held):.2f} | "
                f"{right / len(held):.2f} | {least:.2f} – {most:.2f} |"
            )
    yield "\n| expected calibration error | " + " | ".join(LANGUAGES.values()) + " | all |\n|---|---:|---:|---:|---:|"
    for role, name in enumerate(ROLES):
        parts = [[one for one in judged if language_of(one.case.page) == language] for language in LANGUAGES.values()]
        errors = [_error([one for one in part if one.role == role]) for part in (*parts, judged)]
        yield f"| {name} | " + " | ".join(f"{error:.3f}" for error in errors) + " |"


def _bins(judged: Sequence[Judged]) -> Iterator[tuple[float, float, list[Judged]]]:
    for low, high in pairwise(EDGES):
        if held := [one for one in judged if low <= one.chance < high]:
            yield low, high, held


def _error(judged: Sequence[Judged]) -> float:
    off = (abs(sum(one.chance - one.is_right for one in held)) for _, _, held in _bins(judged))
    return sum(off) / max(1, len(judged))


def _interval(right: int, n: int) -> tuple[float, float]:
    """Return the interval of a share by Clopper and Pearson (1934)."""
    tail = (1 - LEVEL) / 2
    low = float(betaincinv(right, n - right + 1, tail)) if right else 0.0
    return low, float(betaincinv(right + 1, n - right, 1 - tail)) if right < n else 1.0


# --- what more labels bring ------------------------------------------------------------------------------------------


def tell_curve(cases: Sequence[train.Case], examples: Sequence[train_activities.Example]) -> Iterator[str]:
    """Yield the scores on pages kept apart by how many labelled articles of their language were learned from."""
    yield "| language | labels | partner F1 | venue F1 | type right |\n|---|---:|---:|---:|---:|"
    for name, language in LANGUAGES.items():
        pages = sorted({case.page for case in cases if case.page.startswith(f"{name}/")}, key=_mixed)
        apart = set(pages[::APART])
        most = sum(case.page in pages and case.page not in apart for case in cases)
        rows = []
        for size in (*(size for size in SIZES if size < most), most):
            weights = train.fit(_take(cases, pages, apart, size))
            kinds = train_activities.fit(_take(examples, pages, apart, size))
            judged = [(case, model.weigh_evidence(case.gathered, weights)) for case in cases if case.page in apart]
            right = [train_activities.predict(kinds, one)[0] == one.kind for one in examples if one.page in apart]
            rows.append((size, *(_f1(judged, role) for role in range(len(ROLES))), mean(right)))
            yield f"| {language} | {size} | " + " | ".join(f"{score:.3f}" for score in rows[-1][1:]) + " |"
        (before, *old), (last, *new) = rows[-2:]
        if last - before >= SIZES[1]:  # of fewer the gain is chance
            gains = [(score - earlier) * 100 / (last - before) for earlier, score in zip(old, new, strict=True)]
            told = " | ".join(f"{gain:+.3f}" for gain in gains)
            yield f"| {language} | each hundred of the last {last - before} | {told} |"


def _mixed(page: str) -> bytes:
    return sha256(page.encode()).digest()


def _take(cases: Sequence[Any], pages: Sequence[str], apart: set[str], size: int) -> list[Any]:
    """Return all articles of other sets, and the first `size` of the pages that are not kept apart."""
    place = {page: number for number, page in enumerate(pages)}
    own = [case for case in cases if case.page in place and case.page not in apart]
    return [*(case for case in cases if case.page not in place), *sorted(own, key=lambda one: place[one.page])[:size]]


def _f1(judged: Iterable[tuple[train.Case, Mapping[str, model.Chances]]], role: int) -> float:
    found = Counter(
        (case.labels[iso3][role], own[role] >= model.THRESHOLD)
        for case, chances in judged
        for iso3, own in chances.items()
    )
    return 2 * found[True, True] / (2 * found[True, True] + found[True, False] + found[False, True])


# --- what misled them most -------------------------------------------------------------------------------------------


def tell_misled(judged: Sequence[Judged]) -> Iterator[str]:
    """Yield the readings that were surest and wrong, one an article, with the evidence that spoke most."""
    yield "| page | country | role | said | right | what spoke most |\n|---|---|---|---:|---|---|"
    world, seen = load_countries(), set()
    for one in sorted(judged, key=lambda one: (-abs(one.chance - one.is_right), one.case.page, one.iso3)):
        if one.case.text in seen or len(seen) == SHOWN:
            continue
        seen.add(one.case.text)
        shown = one.case.gathered.own[one.iso3] | one.case.gathered.shared
        spoke = model.strongest_evidence(shown, one.role)
        against = [f"{what} ({weight:+.2f})" for what, weight in spoke if (weight > 0) != one.is_right][:4]
        yield (
            f"| {one.case.page} | {world[one.iso3].name} | {ROLES[one.role]} | {one.chance:.2f} | "
            f"{'yes' if one.is_right else 'no'} | {'; '.join(against).replace('|', '/')} |"
        )


def main() -> int:
    """Measure, print and keep the three tables."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    cases = [*train.read_cases(), *train.read_sets(train.SETS_LEARNED)]
    examples = [*train_activities.read_cases(), *train_activities.read_examples(train.SETS_LEARNED)]
    judged = judge(cases)
    for (title, words), lines in zip(
        _WORDS.items(), (tell_calibration(judged), tell_curve(cases, examples), tell_misled(judged)), strict=True
    ):
        text = f"{words}\n\n" + "\n".join(lines)
        sys.stdout.write(f"# {title}\n\n{text}\n\n")
        keep_section(title, text)
    return 0


_WORDS = {
    "How probable is probable": (
        "Countries of the articles in `tests/labelled/train`, each judged by weights learned without its page: of "
        "those that were given a probability, how many were right. Intervals by Clopper and Pearson, as if countries "
        "of one article were independent. Written by `python -m benchmarks.learning`, as are the next two."
    ),
    "What more labels bring": (
        f"Scores on every {APART}rd page of a language, kept apart, by how many labelled articles of the language the "
        "weights were learned from, beside all other sets. Countries that are not found at all do not count here."
    ),
    "What misled the weights most": (
        "The surest wrong readings of the same articles, one an article, with the evidence that spoke most for what is "
        "wrong. A label may be at fault, too: all are kept as their authors wrote them."
    ),
}


if __name__ == "__main__":
    sys.exit(main())
