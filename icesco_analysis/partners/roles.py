"""Country mentions → roles (partner, venue, mention), with rule and sentence.

Two tables read every country in its sentence: ``role_patterns.tsv`` says whether it is dealt with, ``venue_cues.tsv``
whether it is where it happened. What is decided here is how the readings of one article add up.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from icesco_analysis.language import ACRONYM, SEAT
from icesco_analysis.pages import Article
from icesco_analysis.partners.countries import find_mentions
from icesco_analysis.partners.grammar import RoleMatch
from icesco_analysis.partners.patterns import NAMES, NATIONALS, Confidence
from icesco_analysis.partners.readings import Reading, Scene, Settled, find_scene, paragraph_end
from icesco_analysis.partners.venues import (
    PlacedWords,
    find_guest_room,
    find_here,
    find_seat,
    place_by_partner,
    place_feast,
    settle_venues,
    took_place,
)
from icesco_analysis.partners.words import word_classes

Role = Literal["partner", "venue", "mention"]
PartnerStatus = Literal["named", "multilateral", "none", "unknown"]

# From this many countries on that are merely mentioned an event without a partner reads as multilateral.
MULTILATERAL_MENTIONS = 3

_READ_LANGUAGES = ("en", "")  # the grammar is English; of a text too short to tell its language English is tried
# From this many countries on ministers are a gathering, not guests that are met one by one.
GATHERING_MEMBERS = 5
# Fewer countries than this a headline names rather than counts.
FEWEST_BENEFICIARIES = 2
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTED_NOUNS = "countries | states | nations"
_COUNTED_NOUNS_RE = re.compile(_COUNTED_NOUNS, re.VERBOSE | re.IGNORECASE)  # most headlines hold none: quick to see
_COUNTED_RE = re.compile(
    rf"""
    \b (?: for | to | train(?:s|ed)? ) \s+ (?: [\w’'-]+ \s+ ){{1,6}}? (?: from | in | of ) \s+   # for Teachers from
    (?: (?P<figure> \d\d? ) | (?P<word> {"|".join(_NUMBERS)} ) ) \s+                          # Five
    (?: [\w-]+ \s+ ){{0,2}} (?: {_COUNTED_NOUNS} ) \b                                         # Asian countries
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CountryRole:
    """One role of one country in one article, with its evidence.

    Parameters
    ----------
    iso3, role
        Which country, as what.
    rule
        Name of the row of the grammar that decided it; "statement", "own-training", "own-house", "own-feast",
        "own-seat", "filed-here", "beneficiaries", "local-institution" and "local-office" where the kind of article
        did, "dateline" for a place in the dateline, "mention" where nothing says more.
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


def attribute_roles(article: Article) -> Attribution:
    """Return the roles of the countries that an article refers to, and what an absent partner means.

    Parameters
    ----------
    article
        An article in English; of any other language nothing is read.

    Returns
    -------
    Attribution
        At least one row for every country of :func:`icesco_analysis.partners.find_mentions` and of the dateline; two
        for a partner that is also venue.

    Notes
    -----
    The definitions are those of the annotation guide. Headline and first paragraph are trusted most: further down an
    authority of a country is a partner only where the country is the venue too, or where the text says what it gives.
    What a sentence says of another activity (earlier, later, recalled) gives no role. Known to be wrong: hosts named in
    a headline that only house the event; a venue told by "in the city" of an earlier sentence.

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
    scene = find_scene(article)
    venues = settle_venues(scene)
    partners = _settle_partners(scene, venues={venue.iso3 for venue in venues})
    listed = {partner.reading.sentence.start for partner in partners if partner.rule == "beneficiaries"}
    venues = [venue for venue in venues if venue.reading.is_sure or venue.reading.sentence.start not in listed]
    unnamed = [] if venues else list(_unnamed_venue(scene, article, partners))
    venues = venues or ([] if unnamed else place_by_partner(scene, partners) or place_feast(scene))
    hosts = [
        replace(row, role="partner", rule="local-office") for row in unnamed if not partners and _hosted(scene, row)
    ]
    roles = [*_rows(scene, partners, "partner"), *hosts, *_rows(scene, venues, "venue"), *unnamed]
    roles += _mere_mentions(scene, settled={role.iso3 for role in roles})
    roles += _dateline_mentions(article, settled={role.iso3 for role in roles})
    return Attribution(tuple(roles), _status(scene, roles))


def _unnamed_venue(scene: Scene, article: Article, partners: Sequence[Settled]) -> Iterator[CountryRole]:
    """Yield the country where words without a name of a place put the activity.

    "Here" is in the country of the dateline, at the seat of ICESCO in that of the seat, in a house of the other side in
    the one country that is dealt with. A dateline of another country than the seat's says that it happened there.
    """
    here = find_here(scene)
    if here is not None:
        yield _filed_row(scene, here[0], "filed-here", here[1])
    elif not scene.is_nowhere:
        states, found = list(_dateline_states(article)), find_seat(scene)
        if found is not None and (len(states) == 1 or found.names_seat):
            yield _filed_row(scene, states[0] if len(states) == 1 else SEAT, "own-seat", found)
        elif room := find_guest_room(scene, partners[0].iso3) if len(partners) == 1 else None:
            yield _filed_row(scene, partners[0].iso3, "own-house", room)
        elif article.dateline and len(states) == 1 and states[0] != SEAT and took_place(scene):
            words = article.dateline.text
            mentions = max(scene.counts.get(states[0], 0), 1)
            yield CountryRole(states[0], "venue", "filed-here", words, words, None, None, mentions, "doubtful")


def _filed_row(scene: Scene, iso3: str, rule: str, words: PlacedWords) -> CountryRole:
    """Make the row of a venue that only a dateline names; what it names counts as one mention at least."""
    start, end, sentence, _ = words
    mentions = max(scene.counts.get(iso3, 0), 1)
    return CountryRole(iso3, "venue", rule, scene.text[start:end], sentence, start, end, mentions, "doubtful")


# ---- partners --------------------------------------------------------------------------------------------------------


def _settle_partners(scene: Scene, *, venues: set[str]) -> list[Settled]:
    """Return the partners, each with the reading that shows it best: any rule before the bare headline.

    What only the headline names, where the text names the other side, is what the article is called after.
    """
    partners: dict[str, Settled] = {}
    for reading in sorted(scene.readings, key=_is_bare_headline):
        for mention in reading.slot.mentions:
            if mention.iso3 not in partners and _makes_partner(scene, reading, mention.iso3, venues=venues):
                partners[mention.iso3] = Settled(mention.iso3, reading)
    bare = {iso3 for iso3, partner in partners.items() if _is_bare_headline(partner.reading)}
    if bare != partners.keys():
        for iso3 in bare - {mention.iso3 for mention in scene.mentions if mention.start >= scene.body_start}:
            del partners[iso3]
    if not partners and scene.is_statement:
        return _comforted(scene)
    counted = _beneficiaries(scene)
    if partners.keys() <= {partner.iso3 for partner in counted}:
        return counted or _hosts(scene, venues=venues)
    return list(partners.values())


def _first_of_each(readings: Sequence[Reading], rule: str) -> list[Settled]:
    """Return the countries of some readings, each with the first of them."""
    found: dict[str, Settled] = {}
    for reading in readings:
        for mention in reading.slot.mentions:
            found.setdefault(mention.iso3, Settled(mention.iso3, reading, rule))
    return list(found.values())


def _hosts(scene: Scene, *, venues: set[str]) -> list[Settled]:
    """Return the country whose office-holders were met at home, where the text names no country of theirs.

    An institution that shares the activity with ICESCO, and an authority that it deals with, are at home too.
    """
    local = len(venues) == 1 and "seat" not in scene.says(0, scene.opening_end) and _shares_locally(scene)
    office = len(venues) == 1 and SEAT not in venues and _meets_office(scene, venues=venues)  # guests come to the seat
    hosts: dict[str, Settled] = {}
    for reading in scene.readings:
        at_home = reading.partner_role == "host"
        if at_home or ((local or office) and reading.is_venue):
            rule = "" if at_home else "local-institution" if local else "local-office"
            for mention in reading.slot.mentions:
                if mention.iso3 in venues:
                    hosts.setdefault(mention.iso3, Settled(mention.iso3, reading, rule))
    return list(hosts.values())


def _hosted(scene: Scene, venue: CountryRole) -> bool:
    """Tell whether an institution or authority without a country shares what took place in the dateline's."""
    return venue.iso3 != SEAT and (_shares_locally(scene) or _meets_office(scene, venues={venue.iso3}))


def _meets_office(scene: Scene, *, venues: set[str]) -> bool:
    """Tell whether the lead has ICESCO deal with an authority of no named country, and names none but the venue."""
    if scene.is_nowhere or {"seat", "conference", "multilateral"} & scene.said:
        return False
    if "beside" in scene.says(0, scene.lead_end):
        return False
    if any(reading.zone != "text" and not reading.states <= venues for reading in scene.readings):
        return False
    return _deals_with_office(scene)


def _deals_with_office(scene: Scene) -> bool:
    """Tell whether a sentence of the lead has ICESCO deal with an authority, whatever its country."""
    spans = scene.sentences(scene.body_start, scene.lead_end)
    return any({"home_office", "house_deals", "house_itself"} <= scene.says(start, end) for start, end in spans)


def _beneficiaries(scene: Scene) -> list[Settled]:
    """Return the countries that a headline counts and a sentence lists: "for Teachers from Five Asian Countries"."""
    headline = scene.text[: scene.body_start]
    counted = _COUNTED_RE.search(headline) if _COUNTED_NOUNS_RE.search(headline) else None
    if counted is None:
        return []
    number = int(counted["figure"]) if counted["figure"] else _NUMBERS.index(counted["word"].lower())
    if number < FEWEST_BENEFICIARIES:
        return []
    by_sentence: dict[int, list[Reading]] = {}
    for reading in scene.readings:
        if reading.zone != "headline":
            by_sentence.setdefault(reading.sentence.start, []).append(reading)
    listed = (_first_of_each(readings, "beneficiaries") for readings in by_sentence.values())
    return next((countries for countries in listed if len(countries) == number), [])


@cache
def _local_share_res() -> Sequence[re.Pattern[str]]:
    """Return what finds an institution named beside ICESCO, or that invites it: "ICESCO and the Academy of Arts".

    Who invites is at home where it takes place, be it "the School" of the sentence before.
    """
    share, state, invites = (
        "|".join(r"\s+".join(phrase.title().split()) for phrase in word_classes()[name])
        for name in ("local_house", "state_house", "inviting_house")
    )
    name = r"""
        (?P<name>
            (?: [A-Z] [\w.’'-]* \s+ (?: (?: of | and | for | the ) \s+ ){0,2} ){0,6}
            (?: HOUSES | (?: National | High | Higher | Supreme | State | Royal | Federal ) \s+
                         (?: [\w’'-]+ \s+ ){0,3}? (?: STATE ) ) \b
            (?: \s+ (?: (?: of | for | and ) \s+ )? (?! ACRONYM ) [A-Z] \w+ ){0,3}
        )
    """.replace("STATE", state).replace("ACRONYM", ACRONYM)
    patterns = (
        rf"\b {ACRONYM} \)? ,? \s+ (?: and | (?: together\ | jointly\ )? with | in\ cooperation\ with )"
        rf"\s+ (?: the \s+ )? {name.replace('HOUSES', share)}",
        r"\b (?: sign(?:s|ed)? | concluded | agreed | held | cooperation | partnership | collaboration ) \s"
        rf"[^.;]{{0,80}}? \b with \s+ (?: the \s+ )? {name.replace('HOUSES', share)}",
        rf"{name.replace('HOUSES', share)} (?: \s* \( \w+ \) )? \s+ and \s+"
        rf"(?: (?: the \s+ )? Islamic [^.;:]{{0,80}}? \( )? {ACRONYM} \b",
        r"\b (?: at | (?:up)? on ) \s+ (?: the | an ) \s+ invitation \s+ (?: of | from ) \s+ (?: the \s+ )?"
        rf"{name.replace('HOUSES', f'{share}|{invites}')}",
    )
    return tuple(re.compile(pattern, re.VERBOSE) for pattern in patterns)


def _shares_locally(scene: Scene) -> bool:
    """Tell whether the text names an institution beside ICESCO, or that invites it, and not one of the whole world."""
    *shares, invites = _local_share_res()
    found = [pattern.search(scene.text, scene.body_start, scene.lead_end) for pattern in shares]
    found.append(invites.search(scene.text, scene.body_start, scene.opening_end))
    return any(match is not None and "worldwide" not in scene.says(*match.span("name")) for match in found)


def _is_bare_headline(reading: Reading) -> bool:
    return reading.partner is not None and reading.partner.row.where == "headline"


def _makes_partner(scene: Scene, reading: Reading, iso3: str, *, venues: set[str]) -> bool:
    """Tell whether a reading makes a country a partner, given what the article is about and where it took place."""
    match reading.partner_role:
        case "present" | "attending" if _speaks_at_seat(scene, reading):
            return False
        case "present" if _is_dealt_with(scene, reading):
            return True
        case "present" | "attending":
            return iso3 in venues
        case "employed":  # speakers and trainers stand for nobody; who comes for another end is the other side
            is_guest = reading.zone != "text" and {"conference", "training", "taught"}.isdisjoint(scene.said)
            return is_guest and _is_dealt_with(scene, reading)
        case "person":
            return reading.zone == "headline" or "honour_headline" in scene.headline_says
        case "partner" if reading.partner_group == "link" and iso3 == SEAT:
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


def _speaks_at_seat(scene: Scene, reading: Reading) -> bool:
    """Tell whether an authority is one of the speakers of an event that the house holds at its own seat."""
    at_seat = "seat" in scene.said and bool({"multilateral", "conference"} & scene.said)
    return reading.zone != "headline" and at_seat and "speeches" in reading.sentence.says


def _comforted(scene: Scene) -> list[Settled]:
    """Return the countries that words of comfort or protest are about.

    Those of headline and first paragraph; where these name none, those of the second. Left out are those blamed and
    those that only describe somebody, or say where joy is shared.
    """
    congratulates = "congratulates" in scene.says(0, scene.lead_end)
    about = [
        reading
        for reading in scene.readings
        if reading.partner_group not in ("blaming", "filing") and not (congratulates and reading.is_venue)
    ]
    first = paragraph_end(scene.text, scene.body_start)
    second = paragraph_end(scene.text, first + 2)
    return _first_of_each([reading for reading in about if reading.slot.start < first], "statement") or _first_of_each(
        [reading for reading in about if first <= reading.slot.start < second], "statement"
    )


def _status(scene: Scene, roles: Sequence[CountryRole]) -> PartnerStatus:
    """Say what it means that there is no partner."""
    if any(role.role == "partner" for role in roles):
        return "named"
    placed = {role.iso3 for role in roles if role.role == "venue"}
    if any(_is_open(reading) and not placed.issuperset(reading.states) for reading in scene.readings):
        return "unknown"
    mentioned = sum(role.role == "mention" for role in roles)
    if "multilateral" in scene.said or mentioned >= MULTILATERAL_MENTIONS:
        return "multilateral"
    return "unknown" if _deals_with_office(scene) or _shares_locally(scene) else "none"


def _is_open(reading: Reading) -> bool:
    """Tell whether a country stands in headline or lead and neither table knows as what."""
    return reading.zone != "text" and not reading.is_aside and reading.partner is None and reading.venue is None


# ---- rows ------------------------------------------------------------------------------------------------------------


def _rows(scene: Scene, settled: Sequence[Settled], role: Role) -> Iterator[CountryRole]:
    for country in settled:
        match = country.reading.partner if role == "partner" or country.rule else country.reading.venue
        yield _row(scene, country, role, match)


def _row(scene: Scene, country: Settled, role: Role, match: RoleMatch | None) -> CountryRole:
    """Make the row of one country from the row of a table that decided it."""
    iso3, reading, rule = country
    sentence = reading.sentence
    if match is None:
        start, end = next((mention.start, mention.end) for mention in reading.slot.mentions if mention.iso3 == iso3)
    else:
        start, end = sentence.original(match.start), sentence.original(match.end)
        start += len(scene.text[start:end]) - len(scene.text[start:end].lstrip(' \n,“"'))
    doubtful = bool(rule) or (role != "mention" and match is not None and match.row.confidence == "doubtful")
    return CountryRole(
        iso3,
        role,
        rule or (match.row.name if match else "mention"),
        scene.text[start:end],
        scene.text[sentence.start : sentence.end],
        start,
        end,
        scene.counts[iso3],
        "doubtful" if doubtful else "sure",
    )


def _mere_mentions(scene: Scene, *, settled: set[str]) -> Iterator[CountryRole]:
    """Yield one row for every country without a role, with the rule that denied it one, if any did."""
    for country in _first_of_each(scene.readings, ""):
        if country.iso3 not in settled:
            partner = country.reading.partner
            denied = partner is not None and partner.row.role == "mention"
            yield _row(scene, country, "mention", partner if denied else None)


def _dateline_mentions(article: Article, *, settled: set[str]) -> Iterator[CountryRole]:
    """Yield one row for every country that only the dateline refers to."""
    for iso3, count in _dateline_states(article).items():
        if iso3 not in settled and article.dateline is not None:
            words = article.dateline.text
            yield CountryRole(iso3, "mention", "dateline", words, words, None, None, count, "sure")


def _dateline_states(article: Article) -> Counter[str]:
    """Return how often the dateline refers to each country."""
    line = article.dateline
    return Counter(mention.iso3 for mention in find_mentions(line.place)) if line and line.place else Counter()
