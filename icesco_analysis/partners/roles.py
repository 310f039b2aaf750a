"""Country mentions → roles (partner, venue, mention), with rule and sentence.

Two tables read every country in its sentence: ``role_patterns.tsv`` says whether it is dealt with, ``venue_cues.tsv``
whether it is where it happened. What is decided here is how the readings of one article add up.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from icesco_analysis.language import split_sentences
from icesco_analysis.pages import Article
from icesco_analysis.partners.countries import find_mentions
from icesco_analysis.partners.grammar import RoleMatch
from icesco_analysis.partners.patterns import NAMES, NATIONALS, Confidence
from icesco_analysis.partners.readings import (
    Reading,
    Settled,
    Story,
    first_paragraphs_end,
    is_sure,
    is_venue,
    paragraph_end,
    read_story,
    states_of,
)
from icesco_analysis.partners.venues import (
    SEAT,
    filed_here,
    own_feast,
    own_house,
    own_training,
    seat_words,
    settle_venues,
)
from icesco_analysis.partners.words import find_classes

Role = Literal["partner", "venue", "mention"]
PartnerStatus = Literal["named", "multilateral", "none", "unknown"]

# From this many countries on that are merely mentioned an event without a partner reads as multilateral.
MULTILATERAL_MENTIONS = 3

_READ_LANGUAGES = ("en", "")  # the grammar is English; of a text too short to tell its language English is tried
# From this many countries on ministers are a gathering, not guests that are met one by one.
GATHERING_MEMBERS = 5
_MINISTERS_RE = re.compile(r"(?i)\b(?:ministers|heads\s+of\s+delegations?)\b")
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
# Rules that say who did what a statement protests against, or where.
_BLAMING_RULES = (
    *("actor-blamed", "actor-condemned", "deed-condemned", "decision-condemned"),
    *("scene-of-insult", "no-such", "plan-rejected"),
)

# The rule that names both ends of a line: "online between Rabat and Suva".
LINK_RULE = "linked-with"
# Rules that say where words were written or spoken, or what somebody was before, not whom they are about.
_FILING_RULES = ("wire-dateline", "wire-agency", "address-seat", "former-of", "former-national", "former-institution")
_CONGRATULATES_RE = re.compile(r"(?i)\bcongratulat")
# An institution named beside ICESCO: "ICESCO and the Academy of Arts", "the Royal Institute of Weaving and ICESCO".
_LOCAL_NAME = r"""
    (?P<name>
        (?: [A-Z] [\w.’'-]* \s+ (?: (?: of | and | for | the ) \s+ ){0,2} ){0,6}
        (?: University | Academy | Museum | Library | Municipality | Conservatory | Polytechnic | Archives | Ministry
          | Gallery | Orchestra | Opera | Theat(?:re|er) | College | City\s+Council
          | (?: National | High | Higher | Supreme | State | Royal | Federal ) \s+ (?: [\w’'-]+ \s+ ){0,3}?
            (?: Council | Agency | Authority | Commission | Committee | Board | Cent(?:re|er) | Institute )
        ) \b
        (?: \s+ (?: (?: of | for | and ) \s+ )? (?! I[CS]ESCO ) [A-Z] \w+ ){0,3}
    )
"""
_LOCAL_SHARE_RES = (
    re.compile(
        r"\b I[CS]ESCO \)? ,? \s+ (?: and | (?: together\ | jointly\ )? with | in\ cooperation\ with )"
        r"\s+ (?: the \s+ )?" + _LOCAL_NAME,
        re.VERBOSE,
    ),
    re.compile(
        _LOCAL_NAME + r"(?: \s* \( \w+ \) )? \s+ and \s+"
        r"(?: (?: the \s+ )? Islamic [^.;:]{0,80}? \( )? I[CS]ESCO \b",
        re.VERBOSE,
    ),
)
# Who invites is at home where it takes place, be it "the School" of the sentence before.
_LOCAL_HOST_RE = re.compile(
    r"""
    \b (?: at | (?:up)? on ) \s+ (?: the | an ) \s+ invitation \s+ (?: of | from ) \s+ (?: the \s+ )?
    """
    + _LOCAL_NAME.replace("Archives | Ministry", "Archives | Ministry | School | Institute"),
    re.VERBOSE,
)
# Institutions that are at home everywhere or nowhere.
_WORLDWIDE_RE = re.compile(
    r"\b(?:United|World|International|Islamic|Arab|African|European|Asian|Global|Open|Virtual)\b"
)


# An authority that needs no country where only one is spoken of: "met in Lima with the Minister of Culture".
_HOME_OFFICE_RE = re.compile(
    r"""
    \b (?:
        (?: (?: Prime | Deputy | Vice | First | Federal ) [ -] )? Minister (?! s | ial )
      | Ministry | Head\s+of\s+Government | Speaker\s+of | Cabinet\s+Secretary | Secretary\s+of\s+State
      | Mayor | Governor
      | President\s+of\s+the\s+(?: Republic | Parliament | Senate )
      | National\s+(?: Commission | Library | Archives | Museum | Academy | Assembly )
    ) \b
    """,
    re.VERBOSE,
)
_DEALING_RE = re.compile(
    r"""
    \b (?:
        met | meets? | received | receives | welcomed | talks | talked | conferred | agreed? | signed | signs?
      | discuss\w* | cooperat\w+ | partnership | jointly | together
      | (?: held | organi[sz]ed | opened | given | run | staged ) \s+ by
    ) \b
    """,
    re.VERBOSE,
)
_HOUSE_RE = re.compile(r"\b(?:I[CS]ESCO|AlMalik|Al[- ]Malik|Altwaijri|Director[- ]General)\b")
# Beside another event, or at one, those in office are of anywhere.
_ELSEWHERE_RE = re.compile(r"(?i)\b(?:sidelines?|margins?|fringes?|member\s+(?:states?|countries)|UNESCO|ministers)\b")


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
    story = read_story(article)
    venues = settle_venues(story)
    partners = _settle_partners(story, venues={iso3 for iso3, _, _ in venues})
    listed = {reading.sentence.start for _, reading, rule in partners if rule == "beneficiaries"}
    venues = [venue for venue in venues if is_sure(venue[1]) or venue[1].sentence.start not in listed]
    venues = venues or own_training(story, partners) or own_house(story, partners) or own_feast(story)
    roles = [*_rows(story, partners, "partner"), *_rows(story, venues, "venue")]
    if not venues:
        roles += _filed_from_seat(story, article)
    roles += _mere_mentions(story, settled={role.iso3 for role in roles})
    roles += _dateline_mentions(article, settled={role.iso3 for role in roles})
    return Attribution(tuple(roles), _status(story, roles))


def _filed_from_seat(story: Story, article: Article) -> Iterator[CountryRole]:
    """Yield the country of the dateline where headline or lead place it "here", at the seat of ICESCO or in its office.

    A release names the town of its seat in its dateline only: "Rabat: 17/05/2019 … received in his office".
    """
    line = article.dateline
    here = filed_here(story)
    if here is not None:
        iso3, start, end, sentence = here
        yield _filed(story, iso3, "filed-here", start, end, sentence)
        return
    if line is None or not line.place or story.is_nowhere:
        return
    states = Counter(mention.iso3 for mention in find_mentions(line.place))
    found = seat_words(story) if len(states) == 1 else None
    if found is not None:
        (iso3,) = states
        yield _filed(story, iso3, "own-seat", *found)


def _filed(story: Story, iso3: str, rule: str, start: int, end: int, sentence: str) -> CountryRole:
    """Make the row of a venue that only a dateline names; what it names counts as one mention at least."""
    words, mentions = story.text[start:end], max(story.counts.get(iso3, 0), 1)
    return CountryRole(iso3, "venue", rule, words, sentence, start, end, mentions, "doubtful")


# ---- partners --------------------------------------------------------------------------------------------------------


def _settle_partners(story: Story, *, venues: set[str]) -> list[Settled]:
    """Return the partners, each with the reading that shows it best: any rule before the bare headline."""
    partners: dict[str, Settled] = {}
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


def _hosts(story: Story, *, venues: set[str]) -> list[Settled]:
    """Return the country whose office-holders were met at home, where the text names no country of theirs.

    An institution that shares the activity with ICESCO, and an authority that it deals with, are at home too.
    """
    local = len(venues) == 1 and "seat" not in story.headline_says | story.lead_says and _shares_locally(story)
    office = len(venues) == 1 and _meets_office(story, venues=venues)
    hosts: dict[str, Settled] = {}
    for reading in story.readings:
        at_home = reading.partner is not None and reading.partner.row.role == "host"
        if at_home or ((local or office) and is_venue(reading)):
            rule = "" if at_home else "local-institution" if local else "local-office"
            for mention in reading.slot.mentions:
                if mention.iso3 in venues:
                    hosts.setdefault(mention.iso3, (mention.iso3, reading, rule))
    return list(hosts.values())


def _meets_office(story: Story, *, venues: set[str]) -> bool:
    """Tell whether the lead has ICESCO deal with an authority of no named country, and names none but the venue."""
    said = story.headline_says | story.lead_says
    if story.is_nowhere or {"seat", "conference", "multilateral"} & said:
        return False
    if _ELSEWHERE_RE.search(story.text, 0, story.lead_end):
        return False
    if any(reading.zone != "text" and not states_of(reading.slot) <= venues for reading in story.readings):
        return False
    spans = split_sentences(story.text[story.body_start : story.lead_end])
    sentences = (story.text[story.body_start + start : story.body_start + end] for start, end in spans)
    wanted = (_HOME_OFFICE_RE, _DEALING_RE, _HOUSE_RE)
    return any(all(pattern.search(sentence) for pattern in wanted) for sentence in sentences)


def _beneficiaries(story: Story) -> list[Settled]:
    """Return the countries that a headline counts and a sentence lists: "for Teachers from Five Asian Countries"."""
    headline = story.text[: story.body_start]
    counted = _COUNTED_RE.search(headline) if _COUNTED_NOUNS_RE.search(headline) else None
    if counted is None:
        return []
    number = int(counted["figure"]) if counted["figure"] else _NUMBERS.index(counted["word"].lower())
    if number < FEWEST_BENEFICIARIES:
        return []
    by_sentence: dict[int, dict[str, Settled]] = {}
    for reading in story.readings:
        if reading.zone != "headline":
            held = by_sentence.setdefault(reading.sentence.start, {})
            for mention in reading.slot.mentions:
                held.setdefault(mention.iso3, (mention.iso3, reading, "beneficiaries"))
    return next((list(held.values()) for held in by_sentence.values() if len(held) == number), [])


def _shares_locally(story: Story) -> bool:
    """Tell whether the text names an institution beside ICESCO, or that invites it, and not one of the whole world."""
    found = [pattern.search(story.text, story.body_start, story.lead_end) for pattern in _LOCAL_SHARE_RES]
    opening_end = first_paragraphs_end(story.text, story.body_start)
    found.append(_LOCAL_HOST_RE.search(story.text, story.body_start, opening_end))
    return any(match is not None and _WORLDWIDE_RE.search(match["name"]) is None for match in found)


def _is_bare_headline(reading: Reading) -> bool:
    return reading.partner is not None and reading.partner.row.where == "headline"


def _makes_partner(story: Story, reading: Reading, iso3: str, *, venues: set[str]) -> bool:
    """Tell whether a reading makes a country a partner, given what the article is about and where it took place."""
    if reading.partner is None:
        return False
    role = reading.partner.row.role
    if reading.partner.row.name == LINK_RULE and iso3 == SEAT:
        return False  # of two ends of a line that of the house is no other side
    if role in ("present", "attending") and _speaks_at_seat(story, reading):
        return False
    if role == "present" and _is_dealt_with(story, reading):
        return True
    if role in ("present", "attending"):
        return iso3 in venues
    if role == "person":
        return reading.zone == "headline" or "honour_headline" in story.headline_says
    return role == "partner" and not _is_background(story, reading)


def _is_background(story: Story, reading: Reading) -> bool:
    """Tell whether a sentence below the lead speaks of other activities than the one reported."""
    if reading.zone != "text":
        return False
    return bool(find_classes(story.text[reading.sentence.start : reading.sentence.end], ("background",)))


def _is_dealt_with(story: Story, reading: Reading) -> bool:
    """Tell whether an authority is there for ICESCO: up front, but for the lists and speakers of an event.

    Further down it must be said that it is met for itself.
    """
    sentence = story.text[reading.sentence.start : reading.sentence.end]
    said = find_classes(sentence, ("speeches", "individually"))
    if reading.zone == "text":
        return "individually" in said
    if len(states_of(reading.slot)) >= GATHERING_MEMBERS and _MINISTERS_RE.search(sentence):
        return False
    event = story.headline_says | story.lead_says
    listed = "conference" in event and reading.slot.kind in (NAMES, NATIONALS)
    speaks = {"conference", "multilateral"} & event and "speeches" in said
    return not (listed or speaks)


def _speaks_at_seat(story: Story, reading: Reading) -> bool:
    """Tell whether an authority is one of the speakers of an event that the house holds at its own seat."""
    said = story.headline_says | story.lead_says
    if reading.zone == "headline" or "seat" not in said or not {"multilateral", "conference"} & said:
        return False
    return "speeches" in find_classes(story.text[reading.sentence.start : reading.sentence.end], ("speeches",))


def _comforted(story: Story) -> list[Settled]:
    """Return the countries that words of comfort or protest are about.

    Those of headline and first paragraph; where these name none, those of the second.
    """
    first = paragraph_end(story.text, story.body_start)
    found = _spoken_about(story, 0, first)
    return found or _spoken_about(story, first, paragraph_end(story.text, first + 2))


def _spoken_about(story: Story, start: int, end: int) -> list[Settled]:
    """Return the countries of a part of the text, but for those blamed and those that only describe somebody."""
    congratulates = _CONGRATULATES_RE.search(story.text, 0, story.lead_end) is not None
    comforted: dict[str, Settled] = {}
    for reading in story.readings:
        beside = reading.partner is not None and reading.partner.row.name in (*_BLAMING_RULES, *_FILING_RULES)
        beside = beside or (congratulates and is_venue(reading))
        if start <= reading.slot.start < end and not beside:
            for mention in reading.slot.mentions:
                comforted.setdefault(mention.iso3, (mention.iso3, reading, "statement"))
    return list(comforted.values())


def _status(story: Story, roles: Sequence[CountryRole]) -> PartnerStatus:
    """Say what it means that there is no partner."""
    if any(role.role == "partner" for role in roles):
        return "named"
    placed = {role.iso3 for role in roles if role.role == "venue"}
    if any(_is_open(reading) and not placed.issuperset(states_of(reading.slot)) for reading in story.readings):
        return "unknown"
    mentioned = sum(role.role == "mention" for role in roles)
    many = "multilateral" in story.headline_says | story.lead_says
    return "multilateral" if many or mentioned >= MULTILATERAL_MENTIONS else "none"


def _is_open(reading: Reading) -> bool:
    """Tell whether a country stands in headline or lead and neither table knows as what."""
    return reading.zone != "text" and reading.partner is None and reading.venue is None


# ---- rows ------------------------------------------------------------------------------------------------------------


def _rows(story: Story, settled: Sequence[Settled], role: Role) -> Iterator[CountryRole]:
    for iso3, reading, rule in settled:
        match = reading.partner if role == "partner" or rule else reading.venue
        yield _row(story, iso3, role, reading, match, rule=rule)


def _row(
    story: Story, iso3: str, role: Role, reading: Reading, match: RoleMatch | None, *, rule: str = ""
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


def _mere_mentions(story: Story, *, settled: set[str]) -> Iterator[CountryRole]:
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
