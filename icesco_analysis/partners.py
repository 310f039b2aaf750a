"""Country mentions → roles (partner, venue, mention), with rule and sentence.

Two tables read every country in its sentence: ``role_patterns.tsv`` says whether it is dealt with, ``venue_cues.tsv``
whether it is where it happened. What is decided here is how the readings of one article add up.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from icesco_analysis.articles import Article
from icesco_analysis.countries import find_mentions
from icesco_analysis.role_grammar import PatternTable, RoleMatch, read_pattern_table
from icesco_analysis.role_occasions import HEADLINE_CLASSES, LEAD_CLASSES, Occasion, find_occasions, spoken_of, yields
from icesco_analysis.role_patterns import CITY, HOUSE, NAMES, NATIONALS, Confidence, Zone
from icesco_analysis.role_slots import Slot, SlotSentence, find_slots, slot_sentences
from icesco_analysis.role_words import find_classes, sentence_words
from icesco_analysis.sentences import split_sentences

Role = Literal["partner", "venue", "mention"]
PartnerStatus = Literal["named", "multilateral", "none", "unknown"]

# A first paragraph shorter than this, in characters, says too little to be the whole lead: the next one belongs to it.
LEAD_MIN_CHARS = 240
# From this many countries on that are merely mentioned an event without a partner reads as multilateral.
MULTILATERAL_MENTIONS = 3

# How much of a sentence behind the words for the seat still belongs to them, in characters: "… headquarters next week".
SEAT_CLAUSE_CHARS = 30

_READ_LANGUAGES = ("en", "")  # the grammar is English; of a text too short to tell its language English is tried
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
# How many paragraphs of the body may still tell that the event was on screens.
ONLINE_PARAGRAPHS = 3
_HELD_ON_RE = re.compile(
    r"""
    \b (?: held | took\ place | conducted | convened | organi[sz]ed ) \b
    (?: [,(]? \s+ (?: today | yesterday | on | from | to | and | [A-Z][a-z]+ | \d+(?:st|nd|rd|th)? ) [,)]? )*  # a date
    \s* (?P<how> \w+ (?:\s+ \w+){0,3} )
    """,
    re.VERBOSE,
)
_ENVOY_RE = re.compile(r"(?i)\b(?:ambassador|embassy|chargé|consul|attaché)")  # who speaks for a state away from home
# Rules that say that authorities of a country carry the activity together with ICESCO.
_SHARE_RULES = ("share", "share-second", "share-house", "share-institution-in", "between")

# Fewer countries than this a headline names rather than counts.
FEWEST_BENEFICIARIES = 2
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTED_RE = re.compile(
    rf"""
    \b (?: for | to | train(?:s|ed)? ) \s+ (?: [\w’'-]+ \s+ ){{1,6}}? (?: from | in | of ) \s+   # for Teachers from
    (?: (?P<figure> \d\d? ) | (?P<word> {"|".join(_NUMBERS)} ) ) \s+                          # Five
    (?: [\w-]+ \s+ ){{0,2}} (?: countries | states | nations ) \b                             # Asian countries
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Rules that say who did what a statement protests against, or where.
_BLAMING_RULES = ("actor-blamed", "actor-condemned", "scene-of-insult")
# Rules that say where words were written or spoken, not whom they are about.
_FILING_RULES = ("wire-dateline", "wire-agency", "address-seat")
# Rules for the seat of the house: a gathering there is more than words.
_SEAT_RULES = ("venue-seat", "venue-headquarters", "venue-office")
_GATHERED_RE = re.compile(r"(?i)\b(?:gathering|ceremony|meeting|reception|event|workshop|evening)\b")


_LOCAL_SHARE_RE = re.compile(
    r"""
    \b I[CS]ESCO \)? ,? \s+ (?: and | with | together\ with | jointly\ with | in\ cooperation\ with ) \s+ (?: the \s+ )?
    (?P<name>
        (?: [A-Z] [\w.’'-]* \s+ (?: (?: of | and | for | the ) \s+ ){0,2} ){0,6}
        (?: University | Academy | Museum | Library | Municipality | Conservatory | Polytechnic | Archives ) \b
        (?: \s+ (?: (?: of | for | and ) \s+ )? [A-Z] \w+ ){0,3}
    )
    """,
    re.VERBOSE,
)
# Institutions that are at home everywhere or nowhere.
_WORLDWIDE_RE = re.compile(
    r"\b(?:United|World|International|Islamic|Arab|African|European|Asian|Global|Open|Virtual)\b"
)
# Rules that say that it has not happened yet.
_COMING_RULES = ("not-future", "not-other-visit", "not-yet-after")


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


@dataclass(frozen=True, slots=True)
class CountryRole:
    """One role of one country in one article, with its evidence.

    Parameters
    ----------
    iso3, role
        Which country, as what.
    rule
        Name of the row of the grammar that decided it; "statement", "own-training", "own-house", "own-seat",
        "beneficiaries" and "local-institution" where the kind of article did, "dateline" for a place
        in the dateline, "mention" where nothing says more.
    evidence, sentence
        The words that decided it and the sentence around them.
    start, end
        Span of the evidence in ``Article.text``; None where it stands in the dateline.
    n_mentions
        How often the article refers to the country.
    confidence
        "sure" or "doubtful".
    """

    iso3: str
    role: Role
    rule: str
    evidence: str
    sentence: str
    start: int | None
    end: int | None
    n_mentions: int
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Attribution:
    """All roles of one article, and what an absent partner means.

    Parameters
    ----------
    roles
        Partners, venues, then the countries that are neither; within each in the order of the text.
    status
        "named": there is a partner. "multilateral": none, but an event of many countries. "none": an activity of
        ICESCO's own. "unknown": the text names a country up front and the grammar cannot tell as what, or is not
        English.
    """

    roles: tuple[CountryRole, ...]
    status: PartnerStatus


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the two tables say of one slot."""

    slot: Slot
    sentence: SlotSentence
    zone: Zone
    partner: RoleMatch | None
    venue: RoleMatch | None


@dataclass(frozen=True, slots=True)
class _Story:
    """An article as the grammar sees it: its zones, the kinds of words in them, the readings of its countries."""

    text: str
    body_start: int
    lead_end: int
    headline_says: frozenset[str]
    lead_says: frozenset[str]
    counts: Mapping[str, int]
    readings: tuple[_Reading, ...]

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
_Settled = tuple[str, _Reading, str]


@cache
def _role_table() -> PatternTable:
    return read_pattern_table("role_patterns.tsv")


@cache
def _venue_table() -> PatternTable:
    return read_pattern_table("venue_cues.tsv")


def attribute_roles(article: Article) -> Attribution:
    """Return the roles of the countries that an article refers to, and what an absent partner means.

    Parameters
    ----------
    article
        An article in English; of any other language nothing is read.

    Returns
    -------
    Attribution
        At least one row for every country of :func:`icesco_analysis.countries.find_mentions` and of the dateline; two
        for a partner that is also venue.

    Notes
    -----
    The definitions are those of the annotation guide. Headline and first paragraph are trusted most: further down an
    authority of a country is a partner only where the country is the venue too, or where the text says what it gives.
    Known to be wrong: hosts named in a headline that only house the event; guests whose country is told by their town
    alone; a venue told by "in the city" of an earlier sentence.

    Examples
    --------
    >>> article = Article(
    ...     "page",
    ...     1,
    ...     "ICESCO and Belgium Review Cooperation",
    ...     "Dr. AlMalik received the Belgian Ambassador to Morocco at ICESCO’s headquarters in Rabat.",
    ... )
    >>> [(role.iso3, role.role, role.rule) for role in attribute_roles(article).roles]
    [('BEL', 'partner', 'between'), ('MAR', 'venue', 'venue-headquarters')]
    """
    if article.language not in _READ_LANGUAGES:
        return Attribution((), "unknown")
    story = _read_story(article)
    venues = _settle_venues(story)
    partners = _settle_partners(story, venues={iso3 for iso3, _, _ in venues})
    listed = {reading.sentence.start for _, reading, rule in partners if rule == "beneficiaries"}
    venues = [venue for venue in venues if _is_sure(venue[1]) or venue[1].sentence.start not in listed]
    venues = venues or _own_training(story, partners) or _own_house(story, partners)
    roles = [*_rows(story, partners, "partner"), *_rows(story, venues, "venue")]
    if not venues:
        roles += _filed_from_seat(story, article)
    roles += _mere_mentions(story, settled={role.iso3 for role in roles})
    roles += _dateline_mentions(article, settled={role.iso3 for role in roles})
    return Attribution(tuple(roles), _status(story, roles))


# ---- reading ---------------------------------------------------------------------------------------------------------


def _read_story(article: Article) -> _Story:
    """Ask both tables about the countries of an article."""
    text = article.text
    body_start = len(text) - len(article.body)
    lead_end = _paragraph_end(text, body_start)
    if lead_end < body_start + LEAD_MIN_CHARS:
        lead_end = _paragraph_end(text, lead_end + 2)
    headline_says = find_classes(text[:body_start], _HEADLINE_CLASSES)
    if "coming_headline" in headline_says and not find_classes(article.headline, ("coming_headline",)):
        headline_says -= {"coming_headline"}  # what a subtitle announces is to follow, not what is reported
    lead_says = _read_lead(text[body_start:lead_end]) | _held_on(text, body_start)
    mentions = find_mentions(text)
    counts = Counter(mention.iso3 for mention in mentions)
    story = _Story(text, body_start, lead_end, headline_says, lead_says, counts, ())
    return replace(story, readings=tuple(_read_slots(story, find_slots(text, mentions))))


def _read_lead(lead: str) -> frozenset[str]:
    """Return the classes of words that the lead holds; "online" only where it is said of the event reported."""
    said = find_classes(lead, _LEAD_CLASSES)
    if "online" in said:
        sentences = (find_classes(lead[start:end], ("online", "elsewhere")) for start, end in split_sentences(lead))
        if all("online" not in found or "elsewhere" in found for found in sentences):
            return said - {"online"}
    return said


def _held_on(text: str, body_start: int) -> frozenset[str]:
    """Return "online", "in_person" or both where one of the first paragraphs says that the event was held so.

    Only what stands right behind the verb and its date counts: "in his speech via video" is another matter.
    """
    end = body_start
    for _ in range(ONLINE_PARAGRAPHS):
        end = _paragraph_end(text, end) + 2
    if not find_classes(text[body_start:end], ("online", "in_person")):
        return frozenset()
    found = (
        find_classes(match["how"], ("online", "in_person")) for match in _HELD_ON_RE.finditer(text, body_start, end)
    )
    return frozenset[str]().union(*found)


def _paragraph_end(text: str, start: int) -> int:
    end = text.find("\n\n", start)
    return len(text) if end < 0 else end


def _read_slots(story: _Story, slots: Sequence[Slot]) -> Iterator[_Reading]:
    """Yield what the tables say of the slots, in order; below the lead of those only that can still change a role."""
    settled: set[str] = set()
    placed = story.is_nowhere
    occasions = find_occasions(story.headline_says, story.lead_says)
    for start, end, held in _paragraphs(story.text, slots):
        zone: Zone = "headline" if start < story.body_start else "lead" if start < story.lead_end else "text"
        if zone == "text" and placed:
            held = [slot for slot in held if not settled.issuperset(_states(slot))]
        for sentence in slot_sentences(story.text, held, start=start, end=end) if held else ():
            for reading in _read_sentence(sentence, zone, occasions=occasions):
                yield reading
                if zone != "text":
                    if reading.partner is not None and reading.partner.row.role in ("partner", "present"):
                        settled |= _states(reading.slot)
                    placed = placed or (_is_venue(reading) and _venue_rank(reading) < _BELOW_LEAD)


def _states(slot: Slot) -> set[str]:
    return {mention.iso3 for mention in slot.mentions}


def _read_sentence(sentence: SlotSentence, zone: Zone, *, occasions: Sequence[Occasion]) -> Iterator[_Reading]:
    masked, turned, positions = sentence.masked, sentence.turned, sentence.positions
    words = sentence_words(masked)
    partners = _role_table().match(masked, turned, positions, zone=zone, words=words)
    venues = _venue_table().match(masked, turned, positions, zone=zone, words=words)
    for occasion in spoken_of(occasions, masked.replace(HOUSE, "i")):
        counted = _role_table().match(masked, turned, positions, zone=occasion.zone, words=words)
        for index, match in enumerate(counted):
            if match is not None and yields(partners[index], venues[index], occasion=occasion):
                partners[index], venues[index] = match, None
    for slot, partner, venue in zip(sentence.slots, partners, venues, strict=True):
        yield _Reading(slot, sentence, zone, partner, venue)


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
            end = _paragraph_end(text, slot.end)
        held.append(slot)
    if held:
        yield start, end, held


# ---- venues ----------------------------------------------------------------------------------------------------------


def _settle_venues(story: _Story) -> list[_Settled]:
    """Return the countries where it took place: those of the sentence that says so best."""
    if story.is_nowhere:
        return _gathered_at_seat(story)
    coming = set().union(*(_states(reading.slot) for reading in story.readings if _is_coming(reading)))
    found = [reading for reading in story.readings if _is_venue(reading)]
    found = [reading for reading in found if reading.zone != "headline" or not coming.issuperset(_states(reading.slot))]
    if not found:
        return []
    best = min(_venue_rank(reading) for reading in found)
    found = [reading for reading in found if _venue_rank(reading) == best]
    told = next((reading for reading in found if _is_sure(reading)), found[0])
    venues: dict[str, _Settled] = {}
    for reading in found:
        if reading.sentence is told.sentence and _is_sure(reading) == _is_sure(told):
            for mention in reading.slot.mentions:
                venues.setdefault(mention.iso3, (mention.iso3, reading, ""))
    return list(venues.values())


def _gathered_at_seat(story: _Story) -> list[_Settled]:
    """Return the country of the seat where the lead says that those comforted came together there."""
    if story.is_online or story.is_coming or not story.is_statement:
        return []
    for reading in story.readings:
        at_seat = reading.zone == "lead" and reading.venue is not None and reading.venue.row.name in _SEAT_RULES
        if at_seat and _GATHERED_RE.search(story.text, reading.sentence.start, reading.slot.start):
            return [(reading.slot.mentions[0].iso3, reading, "")]
    return []


def _is_coming(reading: _Reading) -> bool:
    """Tell whether the lead says of a place that something is still to happen there: the headline means the same."""
    return reading.zone == "lead" and reading.venue is not None and reading.venue.row.name in _COMING_RULES


def _is_venue(reading: _Reading) -> bool:
    return reading.venue is not None and reading.venue.row.role == "venue"


def _is_sure(reading: _Reading) -> bool:
    return reading.venue is not None and reading.venue.row.confidence == "sure"


_BELOW_LEAD = 2  # the rank of a place that is named below the lead


def _venue_rank(reading: _Reading) -> int:
    """Order what names a place: a city in the headline, the lead, the rest, a country in the headline, a mere host."""
    if reading.venue is not None and reading.venue.row.name == "venue-hosted-by":
        return 4
    if reading.zone == "headline":
        return 0 if reading.slot.kind == CITY else 3
    return 1 if reading.zone == "lead" else _BELOW_LEAD


def _own_training(story: _Story, partners: Sequence[_Settled]) -> list[_Settled]:
    """Return the one country whose authorities ICESCO trains with, where no place is named: learners stay at home."""
    held_there = {"training", "started"} <= story.lead_says and "seat" not in story.headline_says | story.lead_says
    if story.is_online or not held_there or len(partners) != 1:
        return []
    iso3, reading, _ = partners[0]
    shared = reading.partner is not None and reading.partner.row.name in _SHARE_RULES
    return [(iso3, reading, "own-training")] if shared else []


def _own_house(story: _Story, partners: Sequence[_Settled]) -> list[_Settled]:
    """Return the one country dealt with where it took place in its capital or a house of its state, told by no name."""
    said = story.headline_says | story.lead_says
    if story.is_nowhere or "own_house" not in said or "seat" in said or len(partners) != 1:
        return []
    if _ENVOY_RE.search(story.text, 0, story.lead_end):
        return []
    iso3, reading, _ = partners[0]
    return [(iso3, reading, "own-house")]


def _filed_from_seat(story: _Story, article: Article) -> Iterator[CountryRole]:
    """Yield the country of the dateline where headline or lead place it at the seat of ICESCO or in its office.

    A release names the town of its seat in its dateline only: "Rabat: 17/05/2019 … received in his office".
    """
    line = article.dateline
    if line is None or not line.place or story.is_nowhere:
        return
    states = Counter(mention.iso3 for mention in find_mentions(line.place))
    found = _seat_words(story) if len(states) == 1 else None
    if found is not None:
        (iso3,) = states
        start, end, sentence = found
        yield CountryRole(
            iso3,
            "venue",
            "own-seat",
            story.text[start:end],
            sentence,
            start,
            end,
            story.counts.get(iso3, 0) or states[iso3],
            "doubtful",
        )


def _seat_words(story: _Story) -> tuple[int, int, str] | None:
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


# ---- partners --------------------------------------------------------------------------------------------------------


def _settle_partners(story: _Story, *, venues: set[str]) -> list[_Settled]:
    """Return the partners, each with the reading that shows it best: any rule before the bare headline."""
    partners: dict[str, _Settled] = {}
    for reading in sorted(story.readings, key=_is_bare_headline):
        for mention in reading.slot.mentions:
            if mention.iso3 not in partners and _makes_partner(story, reading, mention.iso3, venues=venues):
                partners[mention.iso3] = (mention.iso3, reading, "")
    if not partners and story.is_statement:
        return _comforted(story)
    counted = _beneficiaries(story)
    if partners.keys() <= {iso3 for iso3, _, _ in counted}:
        return counted or _hosts(story, venues=venues)
    return list(partners.values())


def _hosts(story: _Story, *, venues: set[str]) -> list[_Settled]:
    """Return the country whose office-holders were met at home, where the text names no country of theirs.

    An institution that shares the activity with ICESCO is taken to be at home too.
    """
    local = len(venues) == 1 and "seat" not in story.headline_says | story.lead_says and _shares_locally(story)
    hosts: dict[str, _Settled] = {}
    for reading in story.readings:
        at_home = reading.partner is not None and reading.partner.row.role == "host"
        if at_home or (local and _is_venue(reading)):
            for mention in reading.slot.mentions:
                if mention.iso3 in venues:
                    hosts.setdefault(mention.iso3, (mention.iso3, reading, "" if at_home else "local-institution"))
    return list(hosts.values())


def _beneficiaries(story: _Story) -> list[_Settled]:
    """Return the countries that a headline counts and a sentence lists: "for Teachers from Five Asian Countries"."""
    counted = _COUNTED_RE.search(story.text, 0, story.body_start)
    if counted is None:
        return []
    number = int(counted["figure"]) if counted["figure"] else _NUMBERS.index(counted["word"].lower())
    if number < FEWEST_BENEFICIARIES:
        return []
    by_sentence: dict[int, dict[str, _Settled]] = {}
    for reading in story.readings:
        if reading.zone != "headline":
            held = by_sentence.setdefault(reading.sentence.start, {})
            for mention in reading.slot.mentions:
                held.setdefault(mention.iso3, (mention.iso3, reading, "beneficiaries"))
    return next((list(held.values()) for held in by_sentence.values() if len(held) == number), [])


def _shares_locally(story: _Story) -> bool:
    """Tell whether the lead names an institution beside ICESCO that is not one of the whole world."""
    match = _LOCAL_SHARE_RE.search(story.text, story.body_start, story.lead_end)
    return match is not None and _WORLDWIDE_RE.search(match["name"]) is None


def _is_bare_headline(reading: _Reading) -> bool:
    return reading.partner is not None and reading.partner.row.where == "headline"


def _makes_partner(story: _Story, reading: _Reading, iso3: str, *, venues: set[str]) -> bool:
    """Tell whether a reading makes a country a partner, given what the article is about and where it took place."""
    if reading.partner is None:
        return False
    role = reading.partner.row.role
    if role in ("present", "attending") and _speaks_at_seat(story, reading):
        return False
    if role == "present" and _is_dealt_with(story, reading):
        return True
    if role in ("present", "attending"):
        return iso3 in venues
    if role == "person":
        return reading.zone == "headline" or "honour_headline" in story.headline_says
    return role == "partner"


def _is_dealt_with(story: _Story, reading: _Reading) -> bool:
    """Tell whether an authority is there for ICESCO: up front, but for the lists and speakers of an event.

    Further down it must be said that it is met for itself.
    """
    sentence = story.text[reading.sentence.start : reading.sentence.end]
    said = find_classes(sentence, ("speeches", "individually"))
    if reading.zone == "text":
        return "individually" in said
    if "conference" not in story.headline_says | story.lead_says:
        return True
    return reading.slot.kind not in (NAMES, NATIONALS) and "speeches" not in said


def _speaks_at_seat(story: _Story, reading: _Reading) -> bool:
    """Tell whether an authority is one of the speakers of an event that the house holds at its own seat."""
    said = story.headline_says | story.lead_says
    if reading.zone == "headline" or not {"seat", "multilateral"} <= said:
        return False
    return "speeches" in find_classes(story.text[reading.sentence.start : reading.sentence.end], ("speeches",))


def _comforted(story: _Story) -> list[_Settled]:
    """Return the countries that words of comfort or protest are about: those of headline and first two paragraphs."""
    end = _paragraph_end(story.text, _paragraph_end(story.text, story.body_start) + 2)
    comforted: dict[str, _Settled] = {}
    for reading in story.readings:
        beside = reading.partner is not None and reading.partner.row.name in (*_BLAMING_RULES, *_FILING_RULES)
        if reading.slot.start < end and not beside:
            for mention in reading.slot.mentions:
                comforted.setdefault(mention.iso3, (mention.iso3, reading, "statement"))
    return list(comforted.values())


def _status(story: _Story, roles: Sequence[CountryRole]) -> PartnerStatus:
    """Say what it means that there is no partner."""
    if any(role.role == "partner" for role in roles):
        return "named"
    placed = {role.iso3 for role in roles if role.role == "venue"}
    if any(_is_open(reading) and not placed.issuperset(_states(reading.slot)) for reading in story.readings):
        return "unknown"
    mentioned = sum(role.role == "mention" for role in roles)
    many = "multilateral" in story.headline_says | story.lead_says
    return "multilateral" if many or mentioned >= MULTILATERAL_MENTIONS else "none"


def _is_open(reading: _Reading) -> bool:
    """Tell whether a country stands in headline or lead and neither table knows as what."""
    return reading.zone != "text" and reading.partner is None and reading.venue is None


# ---- rows ------------------------------------------------------------------------------------------------------------


def _rows(story: _Story, settled: Sequence[_Settled], role: Role) -> Iterator[CountryRole]:
    for iso3, reading, rule in settled:
        match = reading.partner if role == "partner" or rule else reading.venue
        yield _row(story, iso3, role, reading, match, rule=rule)


def _row(
    story: _Story, iso3: str, role: Role, reading: _Reading, match: RoleMatch | None, *, rule: str = ""
) -> CountryRole:
    """Make the row of one country from the reading that decided it."""
    sentence = reading.sentence
    if match is None:
        start, end = next((mention.start, mention.end) for mention in reading.slot.mentions if mention.iso3 == iso3)
    else:
        start, end = sentence.original(match.start), sentence.original(match.end)
        start += len(story.text[start:end]) - len(story.text[start:end].lstrip(' \n,“"'))
    doubtful = bool(rule) or (role != "mention" and match is not None and match.row.confidence == "doubtful")
    return CountryRole(
        iso3,
        role,
        rule or (match.row.name if match else "mention"),
        story.text[start:end],
        story.text[sentence.start : sentence.end],
        start,
        end,
        story.counts[iso3],
        "doubtful" if doubtful else "sure",
    )


def _mere_mentions(story: _Story, *, settled: set[str]) -> Iterator[CountryRole]:
    """Yield one row for every country without a role, with the rule that denied it one, if any did."""
    seen = set(settled)
    for reading in story.readings:
        for mention in reading.slot.mentions:
            if mention.iso3 not in seen:
                seen.add(mention.iso3)
                denied = reading.partner is not None and reading.partner.row.role == "mention"
                yield _row(story, mention.iso3, "mention", reading, reading.partner if denied else None)


def _dateline_mentions(article: Article, *, settled: set[str]) -> Iterator[CountryRole]:
    """Yield one row for every country that only the dateline refers to."""
    line = article.dateline
    if line is None or not line.place:
        return
    counts = Counter(mention.iso3 for mention in find_mentions(line.place))
    for iso3, count in counts.items():
        if iso3 not in settled:
            yield CountryRole(iso3, "mention", "dateline", line.text, line.text, None, None, count, "sure")
