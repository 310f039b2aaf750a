"""Evidence → how probable a country is partner or venue: a sum of weights, each a row of a table that can be read.

The weights are learned from labelled articles by ``make train``.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from math import exp
from typing import Final, Literal, NamedTuple

from icesco_analysis.language import read_weight_table
from icesco_analysis.partners.evidence import Evidence, Gathered

Confidence = Literal["sure", "doubtful"]

TABLE: Final = "role_weights.tsv"
COLUMNS: Final = ("kind", "what", "partner", "venue")
BASE: Final[Evidence] = ("base", "every country")
"""The row that counts for every country."""

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
def read_weights() -> Mapping[Evidence, tuple[int, int]]:
    """Return the weights of each kind of evidence for partner and venue, in hundredths.

    Examples
    --------
    >>> partner, venue = read_weights()["country", "seat"]
    >>> partner < 0 < venue
    True
    """
    table = read_weight_table(TABLE, columns=COLUMNS)
    return {sign: (partner, venue) for sign, (partner, venue) in table.items()}


def weigh_evidence(gathered: Gathered) -> dict[str, Chances]:
    """Return the chances of each country of an article.

    Examples
    --------
    >>> chances = weigh_evidence(Gathered(frozenset(), {"OMN": {("verdict", "partner")}, "TCD": set()}))
    >>> chances["OMN"].partner > chances["TCD"].partner
    True
    """
    shared = _sum((BASE, *gathered.shared))
    return {
        iso3: Chances(*(_probability(sum(parts)) for parts in zip(shared, _sum(own), strict=True)))
        for iso3, own in gathered.own.items()
    }


def weigh_seat(words: Iterable[str]) -> int:
    """Return how much some words speak for the seat as the venue, in hundredths."""
    return _sum(("seat, lead", word) for word in words)[1]


def _sum(evidence: Iterable[Evidence]) -> tuple[int, int]:
    """Add up whole hundredths, so that their order changes nothing."""
    found = list(filter(None, map(read_weights().get, evidence)))
    return sum(partner for partner, _ in found), sum(venue for _, venue in found)


def _probability(hundredths: int) -> float:
    return min(max(round(1 / (1 + exp(-hundredths / 100)), 2), _LEAST), _MOST)


def confidence_of(probability: float) -> Confidence:
    """Return the word for a range of probabilities.

    Examples
    --------
    >>> confidence_of(0.97), confidence_of(0.6)
    ('sure', 'doubtful')
    """
    return "sure" if probability >= SURE else "doubtful"


def strongest_evidence(gathered: Gathered, iso3: str, role: Literal["partner", "venue"]) -> list[tuple[str, float]]:
    """Return what spoke most for a country as partner or venue and, below zero, against it, in words."""
    column = ("partner", "venue").index(role)
    weights = read_weights()
    found = {one: weights[one][column] / 100 for one in gathered.shared | gathered.own[iso3] if one in weights}
    ranked = sorted(found.items(), key=lambda item: (-abs(item[1]), item[0]))
    return [(f"{kind}: {what}", weight) for (kind, what), weight in ranked if weight]
