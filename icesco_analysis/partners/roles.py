"""Country mentions → roles (partner, venue, mention), with probability, rule and sentence.

Two tables read every country in its sentence: ``role_patterns.tsv`` says whether it is dealt with, ``venue_cues.tsv``
whether it is where it happened. What they say, the words around the country and where it stands are the evidence that
``role_weights.tsv`` adds up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from icesco_analysis.language import find_words, split_sentences
from icesco_analysis.pages import Article
from icesco_analysis.partners.evidence import Gathered, gather_evidence
from icesco_analysis.partners.grammar import RoleMatch
from icesco_analysis.partners.model import (
    OPEN,
    THRESHOLD,
    Chances,
    Confidence,
    confidence_of,
    strongest_evidence,
    weigh_evidence,
    weigh_seat,
)
from icesco_analysis.partners.readings import Reading, Scene, find_scene
from icesco_analysis.partners.verdict import Verdict, reach_verdict

Role = Literal["partner", "venue", "mention"]
PartnerStatus = Literal["named", "multilateral", "none", "unknown"]

# From this many countries on that are merely mentioned an event without a partner reads as multilateral.
MULTILATERAL_MENTIONS = 3

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
        Name of the row of the grammar that says so, "words" where the words of the article do without one,
        "dateline" for a place in the dateline, "mention" where nothing says more.
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
    """

    roles: tuple[CountryRole, ...]
    status: PartnerStatus


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
    >>> [(role.iso3, role.role, role.rule) for role in attribute_roles(article).roles]
    [('BEL', 'partner', 'between'), ('MAR', 'venue', 'venue-headquarters')]
    """
    if article.language not in READ_LANGUAGES:
        return Attribution((), "unknown")
    scene, verdict, gathered = _gather(article)
    chances = weigh_evidence(gathered)
    roles = [*_named(scene, verdict, chances, "partner"), *_named(scene, verdict, chances, "venue")]
    roles += _mere_mentions(scene, chances, settled={role.iso3 for role in roles})
    return Attribution(tuple(roles), _status(scene, roles, chances))


def explain_role(article: Article, iso3: str, role: Literal["partner", "venue"]) -> list[tuple[str, float]]:
    """Return what spoke most for a country of an article as partner or venue, and below zero against it.

    Examples
    --------
    >>> article = Article("page", 1, "", "Dr. AlMalik received the Belgian Ambassador to Morocco.")
    >>> dict(explain_role(article, "BEL", "partner"))["verdict: partner"] > 0.5
    True
    """
    return strongest_evidence(_gather(article)[-1], iso3, role)


def _gather(article: Article) -> tuple[Scene, Verdict, Gathered]:
    scene = find_scene(article)
    verdict = reach_verdict(scene)
    return scene, verdict, gather_evidence(scene, verdict)


def _named(
    scene: Scene, verdict: Verdict, chances: Mapping[str, Chances], role: Literal["partner", "venue"]
) -> Iterator[CountryRole]:
    """Yield the rows of the countries that are probably partner, or venue."""
    for iso3 in scene.countries:
        probability = getattr(chances[iso3], role)
        if probability < THRESHOLD or (role == "partner" and iso3 not in scene.counts):
            continue
        reading = (verdict.partners if role == "partner" else verdict.venues).get(iso3)
        if reading is not None:
            yield _row(scene, iso3, role, reading, reading.partner if role == "partner" else reading.venue, probability)
        elif iso3 in scene.counts:
            yield _row(scene, iso3, role, _first(scene, iso3), None, probability)
        elif iso3 in scene.dateline:
            yield _dateline_row(scene, iso3, role, probability)
        else:
            yield _seat_row(scene, iso3, role, probability)


def _first(scene: Scene, iso3: str) -> Reading:
    return next(reading for reading in scene.readings if iso3 in reading.states)


def _row(
    scene: Scene, iso3: str, role: Role, reading: Reading, match: RoleMatch | None, probability: float
) -> CountryRole:
    """Make the row of one country from the row of a table that says so, or from where it is first named."""
    sentence = reading.sentence
    if match is None:
        start, end = next((mention.start, mention.end) for mention in reading.slot.mentions if mention.iso3 == iso3)
    else:
        start, end = sentence.original(match.start), sentence.original(match.end)
        start += len(scene.text[start:end]) - len(scene.text[start:end].lstrip(' \n,“"'))
    rule = match.row.name if match else "mention" if role == "mention" else "words"
    told = scene.text[sentence.start : sentence.end]
    span = (scene.text[start:end], told, start, end, scene.counts[iso3])
    return CountryRole(iso3, role, rule, *span, confidence_of(probability), probability)


def _dateline_row(scene: Scene, iso3: str, role: Role, probability: float) -> CountryRole:
    """Make the row of a country that only the dateline refers to."""
    line = scene.article.dateline
    words = line.text if line else ""
    rule, count = "dateline" if role == "mention" else "words", scene.dateline[iso3]
    return CountryRole(iso3, role, rule, words, words, None, None, count, confidence_of(probability), probability)


def _seat_row(scene: Scene, iso3: str, role: Role, probability: float) -> CountryRole:
    """Make the row of the country of the seat where words place the activity there that do not name it.

    The evidence is the phrase for the seat, in other languages than English the sentence that speaks most for it.
    """
    spans = list(split_sentences(scene.text[: scene.lead_end])) or [(0, 0)]
    phrase = next(((start, end) for start, end, classes in scene.phrases if "seat" in classes), None)
    start, end = phrase or max(spans, key=lambda span: weigh_seat(find_words(scene.text[slice(*span)])))
    left, right = next((span for span in spans if start < span[1]), spans[-1])
    span = (scene.text[start:end], scene.text[left:right], start, end, 1)
    return CountryRole(iso3, role, "words", *span, confidence_of(probability), probability)


def _mere_mentions(scene: Scene, chances: Mapping[str, Chances], *, settled: set[str]) -> Iterator[CountryRole]:
    """Yield one row for every country without a role, with the rule that denied it one, if any did."""
    for iso3 in scene.countries:
        if iso3 in settled:
            continue
        partner, venue = chances[iso3]
        probability = round((1 - partner) * (1 - venue), 2)
        if iso3 in scene.counts:
            reading = _first(scene, iso3)
            denied = reading.partner is not None and reading.partner_role == "mention"
            yield _row(scene, iso3, "mention", reading, reading.partner if denied else None, probability)
        elif iso3 in scene.dateline:
            yield _dateline_row(scene, iso3, "mention", probability)


def _status(scene: Scene, roles: Sequence[CountryRole], chances: Mapping[str, Chances]) -> PartnerStatus:
    """Say what it means that there is no partner."""
    if any(role.role == "partner" for role in roles):
        return "named"
    if any(chances[iso3].partner >= OPEN for iso3 in scene.counts):
        return "unknown"
    mentioned = sum(role.role == "mention" for role in roles)
    if "multilateral" in scene.said or mentioned >= MULTILATERAL_MENTIONS:
        return "multilateral"
    return "unknown" if scene.deals_with_office else "none"
