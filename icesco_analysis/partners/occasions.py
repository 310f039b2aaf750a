"""Occasions on which a country counts that elsewhere would only be mentioned: prizes that are won, lists that grow.

``A Kenyan and a Cuban are the winners`` makes two partners, ``a Kenyan and a Cuban are among the speakers`` none. The
rows of ``role_patterns.tsv`` whose `where` names an occasion are read in the sentences that speak of it only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from icesco_analysis.partners.grammar import RoleMatch
from icesco_analysis.partners.patterns import Zone
from icesco_analysis.partners.words import find_classes


@dataclass(frozen=True, slots=True)
class Occasion:
    """One occasion.

    Parameters
    ----------
    zone
        The `where` of its rows.
    headline, lead
        Classes of words one of which headline or first paragraph holds.
    sentence
        Class of words of which a sentence that speaks of it holds one.
    unless
        Class of words of which such a sentence holds none: "" for no such class.
    """

    zone: Zone
    headline: str
    lead: str
    sentence: str
    unless: str = ""


OCCASIONS: Final = (
    Occasion("award", headline="award_headline", lead="award_lead", sentence="award_said"),
    Occasion(
        "listing", headline="listing_headline", lead="listing_headline", sentence="listing_said", unless="some_of_many"
    ),
)
HEADLINE_CLASSES: Final = tuple(dict.fromkeys(occasion.headline for occasion in OCCASIONS))
LEAD_CLASSES: Final = tuple(dict.fromkeys(occasion.lead for occasion in OCCASIONS))
_SENTENCE_CLASSES: Final = tuple(
    name for occasion in OCCASIONS for name in (occasion.sentence, occasion.unless) if name
)

# Rows that take a country for one among others: on an occasion its own rows know better.
_YIELDING_RULES: Final = frozenset(
    (
        *("one-national", "participants-from", "guest-from", "affiliation", "examples", "headline-city"),
        *("headline-in-city", "headline-conference-in", "share-address", "border", "address-born"),
    )
)
# Rows for a place by its preposition alone: of what is put on a list they say where it stands.
_STANDING_RULES: Final = frozenset(("venue-in", "venue-grounds", "venue-headline-country", "venue-visit-national"))


def find_occasions(headline_says: frozenset[str], lead_says: frozenset[str]) -> tuple[Occasion, ...]:
    """Return the occasions that an article reports, given the classes of words that headline and lead hold.

    Examples
    --------
    >>> [occasion.zone for occasion in find_occasions(frozenset({"award_headline"}), frozenset())]
    ['award']
    """
    return tuple(occasion for occasion in OCCASIONS if occasion.headline in headline_says or occasion.lead in lead_says)


def spoken_of(occasions: Iterable[Occasion], sentence: str) -> list[Occasion]:
    """Return those of `occasions` that a sentence speaks of.

    Examples
    --------
    >>> [occasion.zone for occasion in spoken_of(OCCASIONS, "The first prize went to a Kenyan.")]
    ['award']
    """
    said = find_classes(sentence, _SENTENCE_CLASSES) if occasions else frozenset[str]()
    return [occasion for occasion in occasions if occasion.sentence in said and occasion.unless not in said]


def yields(partner: RoleMatch | None, venue: RoleMatch | None, *, occasion: Occasion) -> bool:
    """Tell whether what the tables say of a country gives way to the rows of an occasion."""
    placed = venue is not None and venue.row.role == "venue"
    if placed and not (occasion.zone == "listing" and stands_there(venue)):
        return False
    return partner is None or partner.row.name in _YIELDING_RULES


def stands_there(venue: RoleMatch | None) -> bool:
    """Tell whether a venue is told by a preposition alone, so that it can be where a thing stands."""
    return venue is not None and venue.row.name in _STANDING_RULES
