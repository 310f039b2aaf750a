"""Evidence → how probable a country is partner or venue: a sum of weights, each a row of a table that can be read.

The weights are learned from labelled articles by ``make train``.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from math import exp, inf
from typing import Final, Literal, NamedTuple

from icesco_analysis.language import read_weight_table
from icesco_analysis.partners.evidence import Evidence, Gathered

Weights = Mapping[Evidence, tuple[int, int]]
"""What each kind of evidence adds for partner and venue, in hundredths."""
Confidence = Literal["sure", "doubtful"]

TABLE: Final = "role_weights.tsv"
COLUMNS: Final = ("kind", "what", "partner", "venue")
BASE: Final[Evidence] = ("base", "every country")
"""The row that counts for every country."""
SECOND: Final = "second look"
"""The kind of the rows that count for a venue once the sums of all countries of an article are known …"""
FIRST_SUM: Final[Evidence] = (SECOND, "of the first sum")
"""… and the one that says how much of a sum counts."""
# The sums, in hundredths, below which a country has about 5, 15, 30, 50, 70, 85 and 95 percent.
BANDS: Final = (
    (-294, "below 5 %"), (-173, "below 15 %"), (-85, "below 30 %"), (0, "below 50 %"),
    (85, "below 70 %"), (173, "below 85 %"), (294, "below 95 %"), (inf, "above"),
)  # fmt: skip
_LOWEST = -10_000

# What a country that is wrongly named costs, beside one that is missed: a wrong one is seen and can be struck out with
# its sentence, a missed one is seen by nobody, so neither weighs more.
COST_OF_FALSE, COST_OF_MISSED = 1, 1
THRESHOLD: Final = COST_OF_FALSE / (COST_OF_FALSE + COST_OF_MISSED)
"""From this probability on a country is named: there a false and a missed one cost the same."""
SURE: Final = 0.9
"""From this probability on it is called sure, below doubtful."""
# A country that is not named, but at least so probable, leaves open whether there is a partner.
OPEN: Final = 0.2
# No probability is nought or one.
_LEAST, _MOST = 0.01, 0.99


class Chances(NamedTuple):
    """How probable it is that a country is partner, and that it is venue."""

    partner: float
    venue: float


@cache
def read_weights() -> Weights:
    """Return the weights of each kind of evidence for partner and venue, in hundredths."""
    table = read_weight_table(TABLE, columns=COLUMNS)
    return {sign: (partner, venue) for sign, (partner, venue) in table.items()}


def weigh_evidence(gathered: Gathered, weights: Weights | None = None) -> dict[str, Chances]:
    """Return the chances of each country of an article.

    The evidence is added up; then what speaks for a venue is seen beside the others, since one place excludes another.
    """
    weights = read_weights() if weights is None else weights
    sums = add_up(gathered, weights)
    return {iso3: Chances(probability_of(sums[iso3][0]), _look_again(weights, sums, iso3)) for iso3 in sums}


def add_up(gathered: Gathered, weights: Weights) -> dict[str, tuple[int, int]]:
    """Return what the evidence on each country adds up to for partner and venue, in hundredths."""
    shared = weigh((BASE, *gathered.shared), weights)
    sums = {iso3: weigh(own, weights) for iso3, own in gathered.own.items()}
    return {iso3: (shared[0] + partner, shared[1] + venue) for iso3, (partner, venue) in sums.items()}


def weigh(evidence: Iterable[Evidence], weights: Weights) -> tuple[int, int]:
    """Add up whole hundredths for partner and venue, so that their order changes nothing."""
    partner, venue = zip((0, 0), *filter(None, map(weights.get, evidence)), strict=True)
    return sum(partner), sum(venue)


def compare(sums: Mapping[str, tuple[int, int]], iso3: str) -> Evidence:
    """Return how a country stands as venue beside the best of the others."""
    best = max((venue for other, (_, venue) in sums.items() if other != iso3), default=_LOWEST)
    place = "first" if sums[iso3][1] >= best else "behind"
    return SECOND, f"{place}, another {next(words for most, words in BANDS if best < most)}"


def _look_again(weights: Weights, sums: Mapping[str, tuple[int, int]], iso3: str) -> float:
    """Return how probable it is that a country is venue, seen beside the others."""
    (_, factor), (_, added) = weights[FIRST_SUM], weights.get(compare(sums, iso3), (0, 0))
    return probability_of(factor * sums[iso3][1] / 100 + added)


def probability_of(hundredths: float) -> float:
    """Return the probability that a sum of weights stands for."""
    return min(max(round(1 / (1 + exp(-hundredths / 100)), 2), _LEAST), _MOST)


def confidence_of(probability: float) -> Confidence:
    """Return the word for a range of probabilities."""
    return "sure" if probability >= SURE else "doubtful"


def strongest_evidence(evidence: Iterable[Evidence], role: int) -> list[tuple[str, float]]:
    """Return what of some evidence speaks most for a role and, below zero, against it, in words."""
    found = {one: read_weights()[one][role] / 100 for one in evidence if one in read_weights()}
    ranked = sorted(found.items(), key=lambda item: (-abs(item[1]), item[0]))
    return [(f"{kind}: {what}", weight) for (kind, what), weight in ranked if weight]
