"""An article as the grammar of roles sees it: its parts, the kinds of words in them, the readings of its countries.

On some occasions a country counts that elsewhere would only be mentioned: ``A Kenyan and a Cuban are the winners``
makes two partners, ``a Kenyan and a Cuban are among the speakers`` none. The rows of ``role_patterns.tsv`` whose
`where` names an occasion are read in the sentences that speak of it only.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, NamedTuple

from icesco_analysis.language import split_sentences
from icesco_analysis.pages import Article
from icesco_analysis.partners.countries import Mention, find_mentions
from icesco_analysis.partners.grammar import PatternTables, RoleMatch, read_pattern_tables
from icesco_analysis.partners.patterns import CITY, HOUSE, Zone
from icesco_analysis.partners.slots import Slot, SlotSentence, find_slots, slot_sentences
from icesco_analysis.partners.words import FoundPhrase, classes_between, find_phrases

# A first paragraph shorter than this, in characters, says too little to be the whole lead: the next one belongs to it.
LEAD_MIN_CHARS = 240
# How many paragraphs of the body may still tell that the event was on screens, or had a ceremony.
OPENING_PARAGRAPHS = 3


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
# What is asked of headline and first paragraphs.
OPENING_CLASSES: Final = (
    *("statement_headline", "message_headline", "honour_headline", "coming_headline", "statement_lead"),
    *("award_headline", "award_lead", "listing_headline", "online", "in_person", "multilateral", "seat", "conference"),
    *("training", "taught", "took_place", "started", "own_house", "ceremony", "future", "ahead", "elsewhere"),
    *("gathered", "abroad", "home_office", "house_deals", "house_itself", "beside", "congratulates", "worldwide"),
)

_HELD_ON_RE = re.compile(
    r"""
    \b (?: held | took\ place | conducted | convened | organi[sz]ed ) \b
    (?: [,(]? \s+ (?: today | yesterday | on | from | to | and | [A-Z][a-z]+ | \d+(?:st|nd|rd|th)? ) [,)]? )*  # a date
    \s* (?P<how> \w+ (?:\s+ \w+){0,3} )
    """,
    re.VERBOSE,
)
# What somebody did long before; what "had been held" may be the activity itself.
_DONE = r"""
    had \s (?: (?:already|also|once|first|\w+ly) \s )?
    (?: \w+(?:ed|en) | held | met | sent | made | run | led | taught | come ) \b
"""
_YEAR_RE = re.compile(r"\b(?:19|20)\d\d\b")
# A clause about another activity: "whose school in Oslo she had visited, …", "recalled the talks held in Oslo".
_ASIDE_CLAUSE_RE = re.compile(
    rf"""
    \b (?: whose | whom | where | who ) \b [^,;]*? \b {_DONE} [^,;]*
  | \b (?: which | that ) \s had \s been \b [^,;]*? \b (?: in | since ) \s (?:19|20)\d\d \b [^,;]*
  | \b (?: recall(?:s|ed|ing)? | remember(?:s|ed|ing) ) \b .*
    """,
    re.VERBOSE,
)
# What somebody says is no act; only further down, since a first sentence may tell of the act by what is said.
_SAID_RE = re.compile(
    r"\b(?:said|says|not(?:ed|ing)|stress(?:ed|ing)|add(?:ed|ing)|affirmed|explained|told|stated|underlined|pointed\sout)"
    r"\s(?:\w+\s){0,3}?that\b.*"
)
# A sentence about another activity, where it is not the first one of the text.
_ASIDE_SENTENCE_RE = re.compile(
    rf"""
    \W* (?:
        (?: previously | formerly | before\s that | earlier (?! \s (?: today | on | that\s | this\s | in\s ) ) ) \b
      | (?: last | the \s previous ) \s (?: year | month | week | spring | summer | autumn | winter ) \b
      | (?: \w+ \s ){{1,3}} (?: years | months | weeks ) \s (?: ago | earlier | before ) \b
      | (?: s?he | it | they | (?: the \s )? {HOUSE}cesco | the \s director[ -]general ) \s {_DONE}
    )
  | (?= .* \b (?: will | would | (?: is | are ) \s (?: to | planned | due | scheduled ) ) \b )
    .* \b (?: another | similar | later | subsequent | follow | next (?! \s (?: week | month | year | \w+day ) )
        | (?: second | third | fourth ) \s (?: session | edition | course | round | workshop | stage | meeting ) ) \b
    """,
    re.VERBOSE,
)


class Reading(NamedTuple):
    """What the two tables say of one slot; `is_aside` where another activity than the one reported is spoken of."""

    slot: Slot
    sentence: SlotSentence
    zone: Zone
    partner: RoleMatch | None
    venue: RoleMatch | None
    is_aside: bool = False

    @property
    def states(self) -> set[str]:
        """The countries of the slot."""
        return {mention.iso3 for mention in self.slot.mentions}

    @property
    def partner_role(self) -> str:
        """What the country becomes as one side of the activity, "" where no row says it."""
        if self.is_aside:
            return "mention"
        return self.partner.row.role if self.partner is not None else ""

    @property
    def is_venue(self) -> bool:
        """Whether it happened there."""
        return not self.is_aside and self.venue is not None and self.venue.row.role == "venue"

    @property
    def is_sure(self) -> bool:
        """Whether the row that says so is a sure one."""
        return self.venue is not None and self.venue.row.confidence == "sure"

    @property
    def partner_group(self) -> str:
        """The group of the row that says so, "" where none does."""
        return self.partner.row.group if self.partner is not None else ""

    @property
    def venue_group(self) -> str:
        """The group of the row that says what happened there."""
        return self.venue.row.group if self.venue is not None else ""

    @property
    def venue_rank(self) -> int:
        """The order of what names a place: city in the headline, lead, rest, country in the headline, mere host."""
        if self.venue_group == "hosted":
            return 4
        if self.zone == "headline":
            return 0 if self.slot.kind == CITY else 3
        return 1 if self.zone == "lead" else BELOW_LEAD


BELOW_LEAD = 2  # the rank of a place that is named below the lead


class Settled(NamedTuple):
    """A country, the reading that shows its role, and the rule to name where the reading's row is not the reason."""

    iso3: str
    reading: Reading
    rule: str = ""


@dataclass(frozen=True)
class Scene:
    """An article as the grammar sees it: where its parts end, the phrases of its opening, its countries."""

    text: str
    headline_end: int
    body_start: int
    lead_end: int
    opening_end: int

    @cached_property
    def mentions(self) -> Sequence[Mention]:
        """The places that refer to a country."""
        return find_mentions(self.text)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How often each country is referred to."""
        return Counter(mention.iso3 for mention in self.mentions)

    @cached_property
    def readings(self) -> Sequence[Reading]:
        """What the tables say of the countries, in the order of the text."""
        return tuple(_read_slots(self, find_slots(self.text, self.mentions)))

    @cached_property
    def phrases(self) -> Sequence[FoundPhrase]:
        """The phrases of headline and first paragraphs."""
        return find_phrases(self.text[: self.opening_end], OPENING_CLASSES)

    def says(self, start: int, end: int) -> frozenset[str]:
        """Return the classes of words of a stretch of the opening."""
        return classes_between(self.phrases, start=start, end=end)

    def sentences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the spans of the sentences of a stretch."""
        return ((start + left, start + right) for left, right in split_sentences(self.text[start:end]))

    @cached_property
    def first_end(self) -> int:
        """Where the first sentence of the body ends, which tells of the activity itself."""
        return next((end - 1 for _, end in self.sentences(self.body_start, self.lead_end)), self.body_start)

    @cached_property
    def first_year(self) -> int:
        """The last year that the first sentence prints, 0 where it prints none or tells of what is to come."""
        told = (
            ""
            if "future" in self.says(self.body_start, self.first_end)
            else self.text[self.body_start : self.first_end]
        )
        return max(map(int, _YEAR_RE.findall(told)), default=0)

    @cached_property
    def headline_says(self) -> frozenset[str]:
        """The classes of words of headline and subtitle; what a subtitle announces is not what is reported."""
        said = self.says(0, self.body_start)
        return said if "coming_headline" in self.says(0, self.headline_end) else said - {"coming_headline"}

    @cached_property
    def lead_says(self) -> frozenset[str]:
        """The classes of words of the lead, and how the first paragraphs say that the event was held."""
        said = self.says(self.body_start, self.lead_end)
        if "online" in said:
            found = [self.says(*span) for span in self.sentences(self.body_start, self.lead_end)]
            if not any("online" in classes and "elsewhere" not in classes for classes in found):
                said -= {"online"}  # of another event than the one reported
        return said | self._held_on()

    def _held_on(self) -> frozenset[str]:
        """Return "online", "in_person" or both where one of the first paragraphs says that the event was held so.

        Only what stands right behind the verb and its date counts: "in his speech via video" is another matter.
        """
        both = {"online", "in_person"}
        if both.isdisjoint(self.says(self.body_start, self.opening_end)):
            return frozenset()
        held = _HELD_ON_RE.finditer(self.text, self.body_start, self.opening_end)
        return frozenset[str]().union(*(self.says(*match.span("how")) & both for match in held))

    @cached_property
    def said(self) -> frozenset[str]:
        """The classes of words of headline and lead."""
        return self.headline_says | self.lead_says

    @property
    def is_online(self) -> bool:
        """Whether headline, lead or what follows it put the event on screens only."""
        return "online" in self.said and "in_person" not in self.said

    @property
    def is_statement(self) -> bool:
        """Whether it reports words of comfort or protest, which are spoken nowhere in particular."""
        return "statement_headline" in self.headline_says or "statement_lead" in self.lead_says

    @property
    def is_coming(self) -> bool:
        """Whether the headline says that it is still to happen."""
        return "coming_headline" in self.headline_says

    @property
    def is_nowhere(self) -> bool:
        """Whether what it reports has no place: on screens, in words, to readers."""
        is_message = "message_headline" in self.headline_says and not {"seat", "house_deals"} <= self.lead_says
        return self.is_online or self.is_statement or self.is_coming or is_message

    @property
    def occasions(self) -> list[Occasion]:
        """The occasions that headline or lead report."""
        return [
            occasion
            for occasion in OCCASIONS
            if occasion.headline in self.headline_says or occasion.lead in self.lead_says
        ]


@cache
def _tables() -> PatternTables:
    return read_pattern_tables("role_patterns.tsv", "venue_cues.tsv")


def find_scene(article: Article) -> Scene:
    """Return an article as the grammar sees it; its countries are read when somebody asks for them."""
    text = article.text
    body_start = len(text) - len(article.body)
    ends = [paragraph_end(text, body_start)]
    while len(ends) < OPENING_PARAGRAPHS:
        ends.append(paragraph_end(text, ends[-1] + 2))
    lead_end = ends[0] if ends[0] >= body_start + LEAD_MIN_CHARS else ends[1]
    return Scene(text, len(article.headline), body_start, lead_end, ends[-1] + 2)


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
    """Yield what the tables say of the slots, in order; below the lead of those only that can still change a role."""
    settled: set[str] = set()
    placed = scene.is_nowhere
    occasions = scene.occasions
    for start, end, held in _paragraphs(scene.text, slots):
        zone: Zone = "headline" if start < scene.body_start else "lead" if start < scene.lead_end else "text"
        if zone == "text" and placed:
            held = [slot for slot in held if not settled.issuperset(mention.iso3 for mention in slot.mentions)]
        for sentence in slot_sentences(scene.text, held, start=start, end=end) if held else ():
            asides = [] if zone == "headline" else list(_find_asides(scene, sentence, zone))
            for reading in _read_sentence(sentence, zone, occasions=occasions, asides=asides):
                yield reading
                if zone != "text":
                    if reading.partner_role in ("partner", "present"):
                        settled |= reading.states
                    placed = placed or (reading.is_venue and reading.venue_rank < BELOW_LEAD)


def _find_asides(scene: Scene, sentence: SlotSentence, zone: Zone) -> Iterator[tuple[int, int]]:
    """Yield the spans of a masked sentence that speak of another activity than the one reported."""
    masked = sentence.masked
    yield from (match.span() for match in _ASIDE_CLAUSE_RE.finditer(masked))
    if not sentence.says.isdisjoint({"background", "other_activity"} if zone == "text" else {"other_activity"}):
        yield 0, len(masked)
    elif sentence.start > scene.first_end:
        years = {int(year) for year in _YEAR_RE.findall(masked)}
        yield from (match.span() for match in _SAID_RE.finditer(masked))
        if (years and max(years) < scene.first_year) or (_ASIDE_SENTENCE_RE.match(masked) and not scene.is_coming):
            yield 0, len(masked)


def _read_sentence(
    sentence: SlotSentence, zone: Zone, *, occasions: Sequence[Occasion], asides: Sequence[tuple[int, int]]
) -> Iterator[Reading]:
    masked, positions = sentence.masked, sentence.positions
    matches = _tables().match(masked, positions, zone=zone)
    for occasion in occasions:
        if occasion.sentence in sentence.says and occasion.unless not in sentence.says:
            for index, (match, _) in enumerate(_tables().match(masked, positions, zone=occasion.zone)):
                if match is not None and _give_way(*matches[index], occasion=occasion):
                    matches[index] = (match, None)
    for slot, position, (partner, venue) in zip(sentence.slots, positions, matches, strict=True):
        yield Reading(slot, sentence, zone, partner, venue, any(start <= position < end for start, end in asides))


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
