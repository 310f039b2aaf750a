"""Country mentions → roles (partner, venue, mention), with probability, rule and sentence.

The words around a country, the kinds of words among them (``role_words.tsv``), the list and the place that it stands in
are the evidence that ``role_weights.tsv`` adds up. Where it names no partner, a university that is host makes one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from icesco_analysis.language import SEAT
from icesco_analysis.pages import Article
from icesco_analysis.partners.evidence import LIST, SMALL, Evidence, Gathered, gather_evidence
from icesco_analysis.partners.model import (
    OPEN,
    THRESHOLD,
    Chances,
    Confidence,
    confidence_of,
    read_weights,
    strongest_evidence,
    weigh,
    weigh_evidence,
)
from icesco_analysis.partners.organisations import Organisation, find_organisations
from icesco_analysis.partners.scenes import Mark, Scene, Sentence, find_scene, sentence_around

Role = Literal["partner", "venue", "mention"]
PartnerStatus = Literal["named", "multilateral", "none", "unknown"]

# The kinds of words that name a house or office where something takes place, the surest first.
_HOUSES: Final = ("seat", "hq", "tohouse")
# So many words may stand between a country and the kind of words that shows its role.
SHOWN_WORDS = 6

# From this many countries on that are merely mentioned an event without a partner reads as multilateral.
MULTILATERAL_MENTIONS = 3

# Kinds of words for authorities, and for dealing with somebody: who deals with one may deal with a state.
_OFFICES: Final = frozenset({"minister", "office", "envoy"})
_DEALINGS: Final = frozenset({"receive", "meet", "sign", "deal"})

# Kinds of bodies that are of the country that they stand in.
_AT_HOME: Final = frozenset({"university", "school", "library", "museum"})

_COLUMNS: Final[Mapping[Role, int]] = {"partner": 0, "venue": 1}

READ_LANGUAGES: Final = ("en", "fr", "ar", "")
"""Languages that roles are read in; a text too short to tell its language is read too."""


@dataclass(frozen=True, slots=True)
class CountryRole:
    """One role of one country in one article, with its evidence.

    Parameters
    ----------
    iso3, role
        Which country, as what.
    rule
        The row of ``role_weights.tsv`` that speaks most for it in the sentence, "words" where none does, "dateline" for
        a place in the dateline, "host" for a university or such that was the host, "mention" where nothing says more.
    evidence, sentence
        The words that decided it and the sentence around them.
    start, end
        Span of the evidence in ``Article.text``; None where it stands in the dateline.
    n_mentions
        How often the article refers to the country.
    confidence
        "sure" or "doubtful".
    probability
        How probable it is that the country has this role; of a mention, that it is neither partner nor venue.
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
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Attribution:
    """All roles of one article, and what an absent partner means.

    Parameters
    ----------
    roles
        Partners, venues, then the countries that are neither; within each in the order of the text.
    status
        "named": there is a partner. "multilateral": none, but an event of many countries. "none": an activity of
        ICESCO's own. "unknown": a country may be partner and it cannot be told, or the language is not read.
    organisations
        The counterparts that are no states.
    """

    roles: tuple[CountryRole, ...]
    status: PartnerStatus
    organisations: tuple[Organisation, ...] = ()


def attribute_roles(article: Article) -> Attribution:
    """Return the roles of the countries that an article refers to, and what an absent partner means.

    Parameters
    ----------
    article
        An article in English, French or Arabic; of any other language nothing is read.

    Returns
    -------
    Attribution
        At least one row for every country of :func:`icesco_analysis.partners.find_mentions` and of the dateline; two
        for a partner that is also venue. The country of the seat can be venue without its name.

    Notes
    -----
    The definitions are those of the annotation guide. Known to be wrong: partners of a second half of a long release
    that the headline does not announce; the venue of what is only recalled.

    Examples
    --------
    >>> article = Article(
    ...     "page",
    ...     1,
    ...     "ICESCO and Belgium Review Cooperation",
    ...     "Dr. AlMalik received the Belgian Ambassador to Morocco at ICESCO’s headquarters in Rabat.",
    ... )
    >>> [(role.iso3, role.role, role.evidence) for role in attribute_roles(article).roles]
    [('BEL', 'partner', 'Belgian Ambassador'), ('MAR', 'venue', 'at ICESCO’s headquarters in Rabat')]
    """
    if article.language not in READ_LANGUAGES:
        return Attribution((), "unknown")
    scene = find_scene(article)
    gathered = gather_evidence(scene)
    chances = weigh_evidence(gathered)
    organisations = find_organisations(scene)
    partners, venues = (list(_named(scene, gathered, chances, role)) for role in ("partner", "venue"))
    roles = [*(partners or _hosts(scene, venues, organisations)), *venues]
    roles += _mere_mentions(scene, gathered, chances, settled={role.iso3 for role in roles})
    return Attribution(tuple(roles), _status(scene, roles, chances), organisations)


def _hosts(scene: Scene, venues: Sequence[CountryRole], organisations: Sequence[Organisation]) -> Iterator[CountryRole]:
    """Yield the country of a university or such that deals with ICESCO: the venue's, unless that is the seat."""
    body = max(organisations, key=lambda one: one.probability, default=None)
    away = [row for row in venues if row.iso3 != SEAT or "seat" not in scene.says("headline", "lead", "next")]
    if body and body.kind in _AT_HOME and len(venues) == 1 and away and away[0].iso3 in scene.counts:
        (venue,), probability = away, min(body.probability, away[0].probability)
        span = (body.organisation, body.sentence, body.start, body.end, venue.n_mentions)
        yield CountryRole(venue.iso3, "partner", "host", *span, confidence_of(probability), probability)


def _named(
    scene: Scene, gathered: Gathered, chances: Mapping[str, Chances], role: Literal["partner", "venue"]
) -> Iterator[CountryRole]:
    """Yield the rows of the countries that are probably partner, or venue."""
    for iso3 in scene.countries:
        probability = chances[iso3][_COLUMNS[role]]
        if probability < THRESHOLD or (role == "partner" and iso3 not in scene.counts):
            continue
        if iso3 in scene.counts:
            yield _row(scene, gathered, iso3, role, probability)
        elif iso3 in scene.dateline:
            yield _dateline_row(scene, iso3, role, probability)
        else:
            yield _seat_row(scene, gathered, role, probability)


def _row(scene: Scene, gathered: Gathered, iso3: str, role: Role, probability: float) -> CountryRole:
    """Make the row of one country from the place that speaks most for its role, or from where it is first named."""
    places = [place for place in gathered.places if iso3 in place[1].states]
    if role == "mention" or not places:
        start, end = next((mention.start, mention.end) for mention in scene.mentions if mention.iso3 == iso3)
        left, right = sentence_around(scene.text, start, end)
        rule = "mention" if role == "mention" else "words"
    else:
        column = _COLUMNS[role]
        sentence, mark, evidence = max(places, key=lambda place: weigh(place[2], read_weights())[column])
        start, end = _shown(sentence, mark, iso3)
        left, right = sentence.start, sentence.end
        rule = _rule(evidence | {one for one in gathered.own[iso3] if one[0] == LIST}, column)
    span = (scene.text[start:end], scene.text[left:right], start, end, scene.counts[iso3])
    return CountryRole(iso3, role, rule, *span, confidence_of(probability), probability)


def _rule(evidence: set[Evidence], column: int) -> str:
    """Return the row that speaks most for a role."""
    return next((words for words, weight in strongest_evidence(evidence, column) if weight > 0), "words")


def _shown(sentence: Sentence, mark: Mark, iso3: str) -> tuple[int, int]:
    """Return the span of a country with the words that show its role: those next to a demonym, or those before it."""
    (start, end), *_ = ((mention.start, mention.end) for mention in mark.mentions if mention.iso3 == iso3)
    telling = [cue for cue in sentence.cues if cue.kind not in SMALL]
    following = [cue for cue in telling if cue.first == mark.last + 1 and mark.kind.startswith("demonym")]
    leading = [cue for cue in telling if 0 <= mark.first - cue.last <= SHOWN_WORDS]
    if following:
        return start, sentence.tokens[following[0].last].end
    return (sentence.tokens[leading[-1].first].start if leading else start), end


def _dateline_row(scene: Scene, iso3: str, role: Role, probability: float) -> CountryRole:
    """Make the row of a country that only the dateline refers to."""
    line = scene.article.dateline
    words = line.text if line else ""
    rule, count = "dateline" if role == "mention" else "words", scene.dateline[iso3]
    return CountryRole(iso3, role, rule, words, words, None, None, count, confidence_of(probability), probability)


def _seat_row(scene: Scene, gathered: Gathered, role: Role, probability: float) -> CountryRole:
    """Make the row of the country of the seat where words place the activity there that do not name it.

    The evidence is the phrase for the house, or the first sentence.
    """
    found = [
        (cue, sentence) for kind in _HOUSES for sentence in scene.sentences for cue in sentence.cues if cue.kind == kind
    ]
    if found:
        cue, sentence = found[0]
        start, end = sentence.tokens[cue.first].start, sentence.tokens[cue.last].end
        left, right = sentence.start, sentence.end
    else:
        start, end = left, right = sentence_around(scene.text, scene.body_start, scene.body_start)
    span = (scene.text[start:end], scene.text[left:right], start, end, 1)
    rule = _rule(gathered.own[SEAT], _COLUMNS[role])
    return CountryRole(SEAT, role, rule, *span, confidence_of(probability), probability)


def _mere_mentions(
    scene: Scene, gathered: Gathered, chances: Mapping[str, Chances], *, settled: set[str]
) -> Iterator[CountryRole]:
    """Yield one row for every country without a role, with the rule that denied it one, if any did."""
    for iso3 in scene.countries:
        if iso3 in settled:
            continue
        partner, venue = chances[iso3]
        probability = round((1 - partner) * (1 - venue), 2)
        if iso3 in scene.counts:
            yield _row(scene, gathered, iso3, "mention", probability)
        elif iso3 in scene.dateline:
            yield _dateline_row(scene, iso3, "mention", probability)


def _status(scene: Scene, roles: Sequence[CountryRole], chances: Mapping[str, Chances]) -> PartnerStatus:
    """Say what it means that there is no partner."""
    if any(role.role == "partner" for role in roles):
        return "named"
    if any(chances[iso3].partner >= OPEN for iso3 in scene.counts):
        return "unknown"
    mentioned = sum(role.role == "mention" for role in roles)
    said = scene.says("headline", "lead")
    if "many" in said or mentioned >= MULTILATERAL_MENTIONS:
        return "multilateral"
    return "unknown" if said & _OFFICES and said & _DEALINGS else "none"
