"""What the rows of the grammar add up to in one article: its verdict, one witness among others."""

from typing import NamedTuple

from icesco_analysis.language import SEAT
from icesco_analysis.partners.patterns import NAMES, NATIONALS
from icesco_analysis.partners.readings import Reading, Scene

# From this many countries on ministers are a gathering, not guests that are met one by one.
GATHERING_MEMBERS = 5


class Verdict(NamedTuple):
    """The partners and venues by the grammar, each with the reading that shows it."""

    partners: dict[str, Reading]
    venues: dict[str, Reading]


def reach_verdict(scene: Scene) -> Verdict:
    """Return what the rows of the grammar make of the countries of an article."""
    venues = _placed(scene)
    partners: dict[str, Reading] = {}
    for reading in scene.readings:
        for mention in reading.slot.mentions:
            if mention.iso3 not in partners and _makes_partner(scene, reading, mention.iso3, venues=venues):
                partners[mention.iso3] = reading
    return Verdict(partners, venues)


def _placed(scene: Scene) -> dict[str, Reading]:
    """Return the countries where it took place: those of the sentence that says so best."""
    if scene.is_nowhere:
        return {}
    found = [reading for reading in scene.readings if reading.is_venue]
    best = min(found, key=_doubt_of_place, default=None)
    return {
        mention.iso3: reading
        for reading in reversed(found)
        if best and reading.sentence is best.sentence and reading.is_sure == best.is_sure
        for mention in reading.slot.mentions
    }


def _doubt_of_place(reading: Reading) -> tuple[bool, int, bool]:
    """Sort what names a place: the sure before a doubtful headline, and each by where it stands."""
    return (reading.zone == "headline" and not reading.is_sure, reading.venue_rank, not reading.is_sure)


def _makes_partner(scene: Scene, reading: Reading, iso3: str, *, venues: dict[str, Reading]) -> bool:
    """Tell whether a reading makes a country a partner, given what the article is about and where it took place."""
    match reading.partner_role:
        case "present":
            return iso3 in venues or _is_dealt_with(scene, reading)
        case "attending":
            return iso3 in venues
        case "employed":  # speakers and trainers stand for nobody; who comes for another end is the other side
            return {"conference", "training", "taught"}.isdisjoint(scene.said) and _is_dealt_with(scene, reading)
        case "person":
            return reading.zone == "headline" or "honour_headline" in scene.headline_says
        case "partner" if reading.partner and reading.partner.row.group == "link" and iso3 == SEAT:
            return False  # of two ends of a line that of the house is no other side
        case role:
            return role == "partner"


def _is_dealt_with(scene: Scene, reading: Reading) -> bool:
    """Tell whether an authority is there for ICESCO: up front, but for the lists and speakers of an event.

    Further down it must be said that it is met for itself.
    """
    if reading.zone == "text":
        return "individually" in reading.sentence.says
    if len(reading.states) >= GATHERING_MEMBERS and "members" in reading.sentence.says:
        return False
    listed = "conference" in scene.said and reading.slot.kind in (NAMES, NATIONALS)
    return not (listed or "speeches" in reading.sentence.says)
