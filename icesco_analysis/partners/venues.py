"""Where it took place: the readings of one article → its venues, and the seat of the house where no place is named."""

import re
from collections.abc import Sequence

from icesco_analysis.language import split_sentences
from icesco_analysis.partners.readings import (
    Reading,
    Settled,
    Story,
    first_paragraphs_end,
    is_sure,
    is_venue,
    states_of,
    venue_rank,
)
from icesco_analysis.partners.words import find_classes

# Where ICESCO has its headquarters.
SEAT = "MAR"
# How much of a sentence behind the words for the seat still belongs to them, in characters: "… headquarters next week".
SEAT_CLAUSE_CHARS = 30

_ENVOY_RE = re.compile(r"(?i)\b(?:ambassador|embassy|chargé|consul|attaché)")  # who speaks for a state away from home
# Rules that say that authorities of a country carry the activity together with ICESCO.
CONVENING_RULES = ("share", "share-second", "share-house", "share-institution-in", "ran-with", "ran-with-national")
SHARE_RULES = (*CONVENING_RULES, "between")

# Rules for the seat of the house: a gathering there is more than words.
SEAT_RULES = ("venue-seat", "venue-headquarters", "venue-office")
# Rules for the house of a state abroad: who brings comfort there is there.
CALL_RULES = ("venue-to-embassy", "venue-embassy-gave")
_GATHERED_RE = re.compile(r"(?i)\b(?:gathering|ceremony|meeting|reception|event|workshop|evening)\b")
# A ceremony, and what puts it off.
_CEREMONY_CLASSES = ("ceremony", "future", "ahead")
# Rules that say that it has not happened yet.
COMING_RULES = ("not-future", "not-other-visit", "not-yet-after")
_OWN_SEAT_RE = re.compile(
    r"""
    \b (?:
        (?: at | in | inside | (?:visit|tour) (?:s|ed|ing|\s+to)? ) \s+ (?: the \s+ | its \s+ )?
        (?:
            (?: I[CS]ESCO (?:['’]s?)? | Organi[sz]ation['’]s ) \s+ (?: permanent \s+ )?
            (?: headquarters | premises | seat | general\s+directorate )            # at ISESCO’s headquarters
          | (?: headquarters | premises | seat | general\s+directorate ) \s+ of \s+ (?: the \s+ )?
            (?: I[CS]ESCO | Organi[sz]ation\b (?! \s+ (?:of|for)\b ) | Islamic\s+ (?:World\s+)? Educational )
        )
      | (?: visit (?:s|ed|ing)? | received\s+at | welcomed\s+at ) \s+ I[CS]ESCO \b    # visits ISESCO, but no part of it
        (?! ['’] | \s+ (?:Chair|Office|Center|Centre|Museum|Pavilion|Stand)\b )
    )
    (?! ,? \s+ (?:in|Office|Branch)\b )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Where the town of a dateline is: "Lima (ANDINA) - … met here on Monday".
_HERE_RE = re.compile(
    r"""
    \b (?: met | meets | received | welcomed | held | opened | began | ended | signed | visited | said | took\s+place
        | arrived | talks | meeting )
    (?: \s+ [\w’'-]+ ){0,4}? \s+ here \b (?! \s+ (?: to | and\s+there ) )
    | \b here \s+ (?: today | yesterday | this\s+\w+ | on \s+ (?: Mon|Tues|Wednes|Thurs|Fri|Satur|Sun )day
        | (?: Mon|Tues|Wednes|Thurs|Fri|Satur|Sun )day ) \b
    """,
    re.VERBOSE,
)
# What parts a dateline from the text: "Lima (ANDINA) -".
_DATELINE_END_RE = re.compile(r"[^\n.]{0,60}?(?:\s[–—-]|--|:|\)\s*[–—-])")
# A room without an owner's name is that of whoever is spoken of: of the house only where it is named before any other.
_OWN_ROOM_RE = re.compile(
    r"""
    \b I[CS]ESCO \b
    (?: (?! \b(?:received|welcomed|hosted|invited)\s+by\b | \bguest\b ) [^;] )*?
    \b (?P<room> (?:in|at) \s+ (?: (?:his|her) \s+ office | its \s+ headquarters ) ) \b
    (?! \s+ (?:in|of)\b )
    """,
    re.VERBOSE,
)


def settle_venues(story: Story) -> list[Settled]:
    """Return the countries where it took place: those of the sentence that says so best."""
    if story.is_nowhere:
        return _gathered_at_seat(story)
    coming = set().union(*(states_of(reading.slot) for reading in story.readings if _is_coming(reading)))
    found = [reading for reading in story.readings if is_venue(reading)]
    found = [
        reading for reading in found if reading.zone != "headline" or not coming.issuperset(states_of(reading.slot))
    ]
    if not found:
        return []
    if any(reading.zone == "lead" and is_sure(reading) for reading in found):
        found = [reading for reading in found if reading.zone != "headline" or is_sure(reading)]
    best = min(venue_rank(reading) for reading in found)
    found = [reading for reading in found if venue_rank(reading) == best]
    told = next((reading for reading in found if is_sure(reading)), found[0])
    venues: dict[str, Settled] = {}
    for reading in found:
        if reading.sentence is told.sentence and is_sure(reading) == is_sure(told):
            for mention in reading.slot.mentions:
                venues.setdefault(mention.iso3, (mention.iso3, reading, ""))
    return list(venues.values())


def _gathered_at_seat(story: Story) -> list[Settled]:
    """Return the country where the lead has people come together at the seat, or call at an embassy, to comfort."""
    if story.is_online or story.is_coming or not story.is_statement:
        return []
    for reading in story.readings:
        if reading.zone != "lead" or reading.venue is None:
            continue
        at_seat = reading.venue.row.name in SEAT_RULES
        gathered = at_seat and _GATHERED_RE.search(story.text, reading.sentence.start, reading.slot.start)
        if gathered or reading.venue.row.name in CALL_RULES:
            return [(reading.slot.mentions[0].iso3, reading, "")]
    return []


def _is_coming(reading: Reading) -> bool:
    """Tell whether the lead says of a place that something is still to happen there: the headline means the same."""
    return reading.zone == "lead" and reading.venue is not None and reading.venue.row.name in COMING_RULES


def own_training(story: Story, partners: Sequence[Settled]) -> list[Settled]:
    """Return the one country whose authorities carry a training or a conference, where no place is named.

    Learners stay at home, and so does who shares in holding a conference.
    """
    said = story.headline_says | story.lead_says
    if story.is_online or "seat" in said or "started" not in story.lead_says or len(partners) != 1:
        return []
    iso3, reading, _ = partners[0]
    rule = reading.partner.row.name if reading.partner is not None else ""
    shared = rule in SHARE_RULES and "training" in story.lead_says
    convened = rule in CONVENING_RULES and "conference" in story.lead_says
    return [(iso3, reading, "own-training")] if shared or convened else []


def own_feast(story: Story) -> list[Settled]:
    """Return the one country whose town is celebrated as a capital of something, where a ceremony names no place."""
    if story.is_nowhere or "seat" in story.headline_says | story.lead_says:
        return []
    found: dict[str, Settled] = {}
    for reading in story.readings:
        if reading.zone != "text" and reading.venue is not None and reading.venue.row.role == "host":
            for iso3 in sorted(states_of(reading.slot)):
                found.setdefault(iso3, (iso3, reading, "own-feast"))
    return list(found.values()) if len(found) == 1 and _tells_ceremony(story) else []


def _tells_ceremony(story: Story) -> bool:
    """Tell whether a sentence of the first paragraphs is about a ceremony that has been held."""
    said = story.text[story.body_start : first_paragraphs_end(story.text, story.body_start)]
    sentences = (find_classes(said[start:end], _CEREMONY_CLASSES) for start, end in split_sentences(said))
    return frozenset({"ceremony"}) in sentences


def own_house(story: Story, partners: Sequence[Settled]) -> list[Settled]:
    """Return the one country dealt with where it took place in its capital or a house of its state, told by no name."""
    said = story.headline_says | story.lead_says
    if story.is_nowhere or "own_house" not in said or "seat" in said or len(partners) != 1:
        return []
    if _ENVOY_RE.search(story.text, 0, story.lead_end):
        return []
    iso3, reading, _ = partners[0]
    return [(iso3, reading, "own-house")]


def filed_here(story: Story) -> tuple[str, int, int, str] | None:
    """Return the country of the town that a lead is dated from, where it says "here": with the words and sentence.

    At the seat of ICESCO is the same as here in a lead that is dated from the country of the seat.
    """
    first = next((reading for reading in story.readings if reading.zone == "lead"), None)
    if first is None or first.slot.start > story.body_start + 2 or len(states_of(first.slot)) != 1:
        return None
    if story.is_nowhere or _DATELINE_END_RE.match(story.text, first.slot.end) is None:
        return None
    (iso3,) = states_of(first.slot)
    found = seat_words(story) if iso3 == SEAT else None
    match = _HERE_RE.search(story.text, first.slot.end, story.lead_end)
    if match is None or found is not None:
        return (iso3, *found) if found is not None else None
    spans = split_sentences(story.text[: story.lead_end])
    left, right = next(span for span in spans if span[0] <= match.start() < span[1])
    return iso3, match.start(), match.end(), story.text[left:right]


def seat_words(story: Story) -> tuple[int, int, str] | None:
    """Return the words of headline or lead that place the activity at ICESCO's seat, and their sentence."""
    for left, right in split_sentences(story.text[: story.lead_end]):
        sentence = story.text[left:right]
        match = _OWN_SEAT_RE.search(sentence)
        group: int | str = 0
        if match is None:
            match, group = _OWN_ROOM_RE.search(sentence), "room"
            if match and any(left <= mention.slot.start < left + match.end() for mention in story.readings):
                continue
        if match and not find_classes(sentence[: match.end() + SEAT_CLAUSE_CHARS], ("future", "elsewhere")):
            return left + match.start(group), left + match.end(group), sentence
    return None
