"""An article as the grammar of roles sees it: its zones, the kinds of words in them, the readings of its countries."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from icesco_analysis.language import split_sentences
from icesco_analysis.pages import Article
from icesco_analysis.partners.countries import find_mentions
from icesco_analysis.partners.grammar import PatternTables, RoleMatch, read_pattern_tables
from icesco_analysis.partners.occasions import (
    HEADLINE_CLASSES,
    LEAD_CLASSES,
    Occasion,
    find_occasions,
    spoken_of,
    yields,
)
from icesco_analysis.partners.patterns import CITY, HOUSE, Zone
from icesco_analysis.partners.slots import Slot, SlotSentence, find_slots, slot_sentences
from icesco_analysis.partners.words import classes_between, find_classes, find_phrases

# A first paragraph shorter than this, in characters, says too little to be the whole lead: the next one belongs to it.
LEAD_MIN_CHARS = 240
_HEADLINE_CLASSES = (
    *("statement_headline", "message_headline", "honour_headline", "online", "in_person"),
    *("multilateral", "seat", "conference", "coming_headline"),
    *HEADLINE_CLASSES,
)
_LEAD_CLASSES = (
    *("statement_lead", "online", "in_person", "training", "started", "multilateral", "seat", "conference"),
    "own_house",
    *LEAD_CLASSES,
)
_OPENING_CLASSES = tuple(dict.fromkeys((*_HEADLINE_CLASSES, *_LEAD_CLASSES)))
_ONLINE_OR_NOT = ("online", "in_person")
# How many paragraphs of the body may still tell that the event was on screens, or had a ceremony.
ONLINE_PARAGRAPHS = 3
_HELD_ON_RE = re.compile(
    r"""
    \b (?: held | took\ place | conducted | convened | organi[sz]ed ) \b
    (?: [,(]? \s+ (?: today | yesterday | on | from | to | and | [A-Z][a-z]+ | \d+(?:st|nd|rd|th)? ) [,)]? )*  # a date
    \s* (?P<how> \w+ (?:\s+ \w+){0,3} )
    """,
    re.VERBOSE,
)
# Who takes part from afar: "By video link he spoke on …".
_SPOKE_RE = re.compile(
    r"""
    (?: ^ | [.\n] \s* ) (?: By | Via | Through | Over | On ) \s+ (?: a \s+ )?
    (?P<how> video [ -]? (?: link | call | conferenc\w+ ) | Zoom | teleconferenc\w+ )
    ,? \s+ (?: s?he | Dr | Mr | Ms | Mrs | Prof | the\ Director | ICESCO ) \b
    """,
    re.VERBOSE,
)


class Reading(NamedTuple):
    """What the two tables say of one slot."""

    slot: Slot
    sentence: SlotSentence
    zone: Zone
    partner: RoleMatch | None
    venue: RoleMatch | None


@dataclass(frozen=True, slots=True)
class Story:
    """An article as the grammar sees it: its zones, the kinds of words in them, the readings of its countries."""

    text: str
    body_start: int
    lead_end: int
    headline_says: frozenset[str]
    lead_says: frozenset[str]
    counts: Mapping[str, int]
    readings: tuple[Reading, ...]

    @property
    def is_online(self) -> bool:
        """Whether headline, lead or what follows it put the event on screens only."""
        said = self.headline_says | self.lead_says
        return "online" in said and "in_person" not in said

    @property
    def is_statement(self) -> bool:
        """Whether it reports words of comfort or protest, which are spoken nowhere in particular."""
        return "statement_headline" in self.headline_says or "statement_lead" in self.lead_says

    @property
    def is_nowhere(self) -> bool:
        """Whether what it reports has no place: on screens, in words, to readers."""
        return self.is_online or self.is_statement or self.is_coming or "message_headline" in self.headline_says

    @property
    def is_coming(self) -> bool:
        """Whether the headline says that it is still to happen."""
        return "coming_headline" in self.headline_says


# A country with the reading that shows its role, and the rule to name where the row of the reading is not the reason.
Settled = tuple[str, Reading, str]


@cache
def _tables() -> PatternTables:
    return read_pattern_tables("role_patterns.tsv", "venue_cues.tsv")


def read_story(article: Article) -> Story:
    """Ask both tables about the countries of an article."""
    text = article.text
    body_start = len(text) - len(article.body)
    lead_end = paragraph_end(text, body_start)
    if lead_end < body_start + LEAD_MIN_CHARS:
        lead_end = paragraph_end(text, lead_end + 2)
    opening_end = first_paragraphs_end(text, body_start)
    phrases = find_phrases(text[:opening_end], _OPENING_CLASSES)
    headline_says = classes_between(phrases, start=0, end=body_start).intersection(_HEADLINE_CLASSES)
    if "coming_headline" in headline_says and not find_classes(article.headline, ("coming_headline",)):
        headline_says -= {"coming_headline"}  # what a subtitle announces is to follow, not what is reported
    lead_says = classes_between(phrases, start=body_start, end=lead_end).intersection(_LEAD_CLASSES)
    if "online" in lead_says and not _is_event_online(text[body_start:lead_end]):
        lead_says -= {"online"}
    if not classes_between(phrases, start=body_start, end=opening_end).isdisjoint(_ONLINE_OR_NOT):
        lead_says |= _held_on(text, body_start, opening_end)
    mentions = find_mentions(text)
    counts = Counter(mention.iso3 for mention in mentions)
    story = Story(text, body_start, lead_end, headline_says, lead_says, counts, ())
    return replace(story, readings=tuple(_read_slots(story, find_slots(text, mentions))))


def _is_event_online(lead: str) -> bool:
    """Tell whether a lead that says "online" says it of the event reported."""
    sentences = (find_classes(lead[start:end], ("online", "elsewhere")) for start, end in split_sentences(lead))
    return any("online" in found and "elsewhere" not in found for found in sentences)


def _held_on(text: str, start: int, end: int) -> frozenset[str]:
    """Return "online", "in_person" or both where one of the first paragraphs says that the event was held so.

    Only what stands right behind the verb and its date counts: "in his speech via video" is another matter.
    """
    if _SPOKE_RE.search(text, start, end):
        return frozenset({"online"})
    found = (find_classes(match["how"], _ONLINE_OR_NOT) for match in _HELD_ON_RE.finditer(text, start, end))
    return frozenset[str]().union(*found)


def first_paragraphs_end(text: str, body_start: int) -> int:
    """Return where the paragraphs end that may still tell how and with what ceremony it was held."""
    end = body_start
    for _ in range(ONLINE_PARAGRAPHS):
        end = paragraph_end(text, end) + 2
    return end


def paragraph_end(text: str, start: int) -> int:
    r"""Return where the paragraph that holds `start` ends.

    Examples
    --------
    >>> paragraph_end("One.\n\nTwo.", 0)
    4
    """
    end = text.find("\n\n", start)
    return len(text) if end < 0 else end


def _read_slots(story: Story, slots: Sequence[Slot]) -> Iterator[Reading]:
    """Yield what the tables say of the slots, in order; below the lead of those only that can still change a role."""
    settled: set[str] = set()
    placed = story.is_nowhere
    occasions = find_occasions(story.headline_says, story.lead_says)
    for start, end, held in _paragraphs(story.text, slots):
        zone: Zone = "headline" if start < story.body_start else "lead" if start < story.lead_end else "text"
        if zone == "text" and placed:
            held = [slot for slot in held if not settled.issuperset(states_of(slot))]
        for sentence in slot_sentences(story.text, held, start=start, end=end) if held else ():
            for reading in _read_sentence(sentence, zone, occasions=occasions):
                yield reading
                if zone != "text":
                    if reading.partner is not None and reading.partner.row.role in ("partner", "present"):
                        settled |= states_of(reading.slot)
                    placed = placed or (is_venue(reading) and venue_rank(reading) < _BELOW_LEAD)


def states_of(slot: Slot) -> set[str]:
    """Return the countries of a slot."""
    return {mention.iso3 for mention in slot.mentions}


def _read_sentence(sentence: SlotSentence, zone: Zone, *, occasions: Sequence[Occasion]) -> Iterator[Reading]:
    masked, positions = sentence.masked, sentence.positions
    readings = _tables().match(masked, positions, zone=zone)
    for occasion in spoken_of(occasions, masked.replace(HOUSE, "i")) if occasions else ():
        for index, (match, _) in enumerate(_tables().match(masked, positions, zone=occasion.zone)):
            if match is not None and yields(*readings[index], occasion=occasion):
                readings[index] = (match, None)
    for slot, (partner, venue) in zip(sentence.slots, readings, strict=True):
        yield Reading(slot, sentence, zone, partner, venue)


def _paragraphs(text: str, slots: Sequence[Slot]) -> Iterator[tuple[int, int, list[Slot]]]:
    """Yield the paragraphs that hold slots: start, end, slots."""
    start = end = 0
    held: list[Slot] = []
    for slot in slots:
        if held and slot.start >= end:
            yield start, end, held
            held = []
        if not held:
            start = text.rfind("\n\n", end, slot.start)
            start = end if start < 0 else start + 2
            end = paragraph_end(text, slot.end)
        held.append(slot)
    if held:
        yield start, end, held


def is_venue(reading: Reading) -> bool:
    """Tell whether a reading says that it happened there."""
    return reading.venue is not None and reading.venue.row.role == "venue"


def is_sure(reading: Reading) -> bool:
    """Tell whether the row that says so is a sure one."""
    return reading.venue is not None and reading.venue.row.confidence == "sure"


_BELOW_LEAD = 2  # the rank of a place that is named below the lead


def venue_rank(reading: Reading) -> int:
    """Order what names a place: a city in the headline, the lead, the rest, a country in the headline, a mere host."""
    if reading.venue is not None and reading.venue.row.name == "venue-hosted-by":
        return 4
    if reading.zone == "headline":
        return 0 if reading.slot.kind == CITY else 3
    return 1 if reading.zone == "lead" else _BELOW_LEAD
