"""An article as the roles are read from it: its parts, the kinds of words in them, the readings of its countries.

On some occasions a country counts that elsewhere would only be mentioned: ``A Kenyan and a Cuban are the winners``
makes two partners, ``a Kenyan and a Cuban are among the speakers`` none. The rows of ``role_patterns.tsv`` whose
`where` names an occasion are read in the sentences that speak of it only.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, NamedTuple

from icesco_analysis.language import SEAT, split_sentences
from icesco_analysis.pages import Article
from icesco_analysis.partners.countries import Mention, find_mentions
from icesco_analysis.partners.grammar import PatternTables, RoleMatch, read_pattern_tables
from icesco_analysis.partners.patterns import CITY, Zone
from icesco_analysis.partners.slots import Slot, SlotSentence, find_slots, slot_sentences
from icesco_analysis.partners.words import FoundPhrase, classes_between, find_classes, find_phrases, word_classes

# A first paragraph shorter than this, in characters, says too little to be the whole lead: the next one belongs to it.
LEAD_MIN_CHARS = 240
# So many paragraphs behind the lead are read for what took place: "The meeting, held on Monday in London, …".
NEXT_PARAGRAPHS = 2
# The grammar is English; of a text too short to tell its language English is tried.
GRAMMAR_LANGUAGES: Final = ("en", "")
# Classes that only patterns name: they say nothing where they stand alone.
_SMALL_CLASSES: Final = frozenset(
    {"small_word", "phrase_end", "ordinal", "day", "month", "number", "year", "wire", "town"}
)

_PLACING_CLASSES: Final = ("seat", "took_place", "future", "elsewhere")


class Occasion(NamedTuple):
    """An occasion by the `where` of its rows, and the classes of words that headline, lead and a sentence on it hold.

    A sentence that holds words of `unless` does not speak of it.
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


class Reading(NamedTuple):
    """What the two tables say of one slot; `is_open` where what stands around it can still change a role."""

    slot: Slot
    sentence: SlotSentence
    zone: Zone
    partner: RoleMatch | None
    venue: RoleMatch | None
    is_open: bool = True

    @property
    def states(self) -> set[str]:
        """The countries of the slot."""
        return {mention.iso3 for mention in self.slot.mentions}

    @property
    def partner_role(self) -> str:
        """What the country becomes as one side of the activity, "" where no row says it."""
        return self.partner.row.role if self.partner is not None else ""

    @property
    def is_venue(self) -> bool:
        """Whether it happened there."""
        return self.venue is not None and self.venue.row.role == "venue"

    @property
    def is_sure(self) -> bool:
        """Whether the row that says so is a sure one."""
        return self.venue is not None and self.venue.row.confidence == "sure"

    @property
    def venue_rank(self) -> int:
        """The order of what names a place: city in the headline, lead, rest, country in the headline, mere host."""
        if self.venue is not None and self.venue.row.group == "hosted":
            return 4
        if self.zone == "headline":
            return 0 if self.slot.kind == CITY else 3
        return 1 if self.zone == "lead" else 2


@dataclass(frozen=True)
class Scene:
    """An article as the roles are read from it: where its parts end, the phrases in them, its countries."""

    article: Article
    text: str
    body_start: int
    lead_end: int
    opening_end: int

    @cached_property
    def mentions(self) -> Sequence[Mention]:
        """The places that refer to a country."""
        return find_mentions(self.text, language=self.article.language)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How often each country is referred to, in the order of the text."""
        return Counter(mention.iso3 for mention in self.mentions)

    @cached_property
    def dateline(self) -> Mapping[str, int]:
        """How often the dateline refers to each country."""
        line = self.article.dateline
        return (
            Counter(mention.iso3 for mention in find_mentions(line.place, language=self.article.language))
            if line and line.place
            else Counter()
        )

    @cached_property
    def countries(self) -> Sequence[str]:
        """The countries of text and dateline, and that of the seat, where much takes place without its name."""
        return tuple(dict.fromkeys((*self.counts, *self.dateline, SEAT)))

    @cached_property
    def readings(self) -> Sequence[Reading]:
        """What the tables say of the countries, in the order of the text."""
        return tuple(_read_slots(self, find_slots(self.text, self.mentions)))

    @cached_property
    def phrases(self) -> Sequence[FoundPhrase]:
        """The phrases of headline and lead."""
        if self.article.language not in GRAMMAR_LANGUAGES:
            return ()
        return find_phrases(self.text[: self.lead_end], _telling_classes())

    @cached_property
    def headline_says(self) -> frozenset[str]:
        """The classes of words of headline and subtitle; what a subtitle announces is not what is reported."""
        said = classes_between(self.phrases, start=0, end=self.body_start)
        printed = classes_between(self.phrases, start=0, end=len(self.article.headline))
        return said if "coming_headline" in printed else said - {"coming_headline"}

    @cached_property
    def lead_says(self) -> frozenset[str]:
        """The classes of words of the lead."""
        return classes_between(self.phrases, start=self.body_start, end=self.lead_end)

    @cached_property
    def said(self) -> frozenset[str]:
        """The classes of words of headline and lead."""
        return self.headline_says | self.lead_says

    @cached_property
    def seat_zone(self) -> str:
        """Where a sentence first places it at the seat: "headline", "lead", "text", or "" for nowhere.

        Behind the lead the sentence has to say that something takes place. What is to come, or took place elsewhere,
        is not placed by it.
        """
        for start, end in split_sentences(self.text[: self.opening_end]) if not self.is_nowhere else ():
            says = find_classes(self.text[start:end], _PLACING_CLASSES)
            zone = "headline" if start < self.body_start else "lead" if start < self.lead_end else "text"
            is_now = zone != "text" or "took_place" in says
            if is_now and "seat" in says and says.isdisjoint({"future", "elsewhere"}):
                return zone
        return ""

    @property
    def is_nowhere(self) -> bool:
        """Whether what it reports has no place: on screens, in words of comfort or protest, to readers, to come."""
        is_online = "online" in self.said and "in_person" not in self.said
        is_message = "message_headline" in self.headline_says and not {"seat", "house_deals"} <= self.lead_says
        is_statement = "statement_headline" in self.headline_says or "statement_lead" in self.lead_says
        return is_online or is_message or is_statement or "coming_headline" in self.headline_says

    @property
    def deals_with_office(self) -> bool:
        """Whether ICESCO deals with an authority, whatever its country."""
        return {"home_office", "house_deals", "house_itself"} <= self.lead_says

    @property
    def occasions(self) -> list[Occasion]:
        """The occasions that headline or lead report."""
        return [
            occasion
            for occasion in OCCASIONS
            if occasion.headline in self.headline_says or occasion.lead in self.lead_says
        ]


@cache
def _telling_classes() -> tuple[str, ...]:
    return tuple(sorted(word_classes().keys() - _SMALL_CLASSES))


@cache
def _tables() -> PatternTables:
    return read_pattern_tables("role_patterns.tsv", "venue_cues.tsv")


def find_scene(article: Article) -> Scene:
    """Return an article as the roles are read from it; its countries are read when somebody asks for them."""
    text = article.text
    body_start = len(text) - len(article.body)
    lead_end = paragraph_end(text, body_start)
    if lead_end < body_start + LEAD_MIN_CHARS:
        lead_end = paragraph_end(text, lead_end + 2)
    opening_end = lead_end
    for _ in range(NEXT_PARAGRAPHS):
        opening_end = paragraph_end(text, opening_end + 2)
    return Scene(article, text, body_start, lead_end, opening_end)


def paragraph_end(text: str, start: int) -> int:
    r"""Return where the paragraph that holds `start` ends.

    Examples
    --------
    >>> paragraph_end("One.\n\nTwo.", 0)
    4
    """
    end = text.find("\n\n", start)
    return len(text) if end < 0 else end


def _read_slots(scene: Scene, slots: Sequence[Slot]) -> Iterator[Reading]:
    """Yield what the tables say of the slots, in order; behind the lead only of those that can still change a role."""
    occasions, settled = scene.occasions, set[str]()
    placed = scene.is_nowhere
    in_grammar = scene.article.language in GRAMMAR_LANGUAGES
    for start, end, held in _paragraphs(scene.text, slots):
        zone: Zone = "headline" if start < scene.body_start else "lead" if start < scene.lead_end else "text"
        for sentence in slot_sentences(scene.text, held, start=start, end=end):
            states = {mention.iso3 for slot in sentence.slots for mention in slot.mentions}
            is_open = zone != "text" or (start <= scene.opening_end and not (placed and states <= settled))
            if not (is_open and in_grammar):
                yield from (Reading(slot, sentence, zone, None, None, is_open) for slot in sentence.slots)
                continue
            for reading in _read_sentence(sentence, zone, occasions=occasions):
                yield reading
                if reading.partner_role in ("partner", "present"):
                    settled |= reading.states
                placed = placed or (reading.is_venue and zone == "lead")


def _read_sentence(sentence: SlotSentence, zone: Zone, *, occasions: Sequence[Occasion]) -> Iterator[Reading]:
    masked, positions = sentence.masked, sentence.positions
    matches = _tables().match(masked, positions, zone=zone)
    for occasion in occasions:
        if occasion.sentence in sentence.says and occasion.unless not in sentence.says:
            for index, (match, _) in enumerate(_tables().match(masked, positions, zone=occasion.zone)):
                if match is not None and _give_way(*matches[index], occasion=occasion):
                    matches[index] = (match, None)
    for slot, (partner, venue) in zip(sentence.slots, matches, strict=True):
        yield Reading(slot, sentence, zone, partner, venue)


def _give_way(partner: RoleMatch | None, venue: RoleMatch | None, *, occasion: Occasion) -> bool:
    """Tell whether what the tables say of a country gives way to the rows of an occasion.

    Rows that take it for one among others do, and of what is put on a list those that tell a place by a preposition.
    """
    placed = venue is not None and venue.row.role == "venue"
    if placed and not (occasion.zone == "listing" and venue is not None and venue.row.group == "standing"):
        return False
    return partner is None or partner.row.group == "yielding"


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
