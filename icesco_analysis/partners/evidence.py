"""What speaks for or against a country as partner or venue of an activity: the evidence, in words a reader knows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from icesco_analysis.language import SEAT, fold
from icesco_analysis.partners.patterns import (
    CITY,
    HOUSE,
    INSTITUTION,
    LAST,
    NAME,
    NAMES,
    NATIONAL,
    NATIONALS,
    OWNING_CITY,
    OWNING_NAME,
)
from icesco_analysis.partners.readings import GRAMMAR_LANGUAGES, Reading, Scene
from icesco_analysis.partners.slots import SlotSentence
from icesco_analysis.partners.verdict import Verdict
from icesco_analysis.partners.words import lower

Evidence = tuple[str, str]
"""A kind of evidence and what it is: ``("before", "ambassador")``."""

# So many words on either side of a country are evidence on it …
NEAR_WORDS = 7
# … and the classes of words within so many characters.
NEAR_CHARS = 60

_KINDS: Final[Mapping[str, str]] = {
    NAME: "name",
    NATIONAL: "demonym",
    CITY: "city",
    INSTITUTION: "institution",
    OWNING_NAME: "name's",
    OWNING_CITY: "city's",
    NAMES: "names in a list",
    NATIONALS: "demonyms in a list",
}
# Kinds of evidence that come from the grammar, and that a witness may lack: other languages have none.
GRAMMAR_KINDS: Final = frozenset({"verdict", "row"})
# Kinds that say nothing of the seat.
_OF_ANY: Final = frozenset({"language", "countries"})
_TOKEN_RE = re.compile(rf"[{NAME}-{NATIONALS}]|{HOUSE}cesco|[^\W_]+(?:['’][^\W_]+)?")
# Conjunction, preposition and article are written together with an Arabic word of three letters or more.
_ARABIC_PREFIX_RE = re.compile("^[وف]?(?:[بك]?ال|لل)(?=[\u0620-\u064a]{3})")


class Gathered(NamedTuple):
    """The evidence on an article, and on each of its countries."""

    shared: frozenset[Evidence]
    own: Mapping[str, set[Evidence]]


def gather_evidence(scene: Scene, verdict: Verdict) -> Gathered:
    """Return what speaks for or against the countries of an article.

    Examples
    --------
    >>> from icesco_analysis.pages import Article
    >>> from icesco_analysis.partners.readings import find_scene
    >>> scene = find_scene(Article("page", 1, "", "ICESCO met the Minister of Culture of Oman."))
    >>> ("before", "minister") in gather_evidence(scene, Verdict({}, {})).own["OMN"]
    True
    """
    shared = frozenset(_said(scene))
    zones = {zone: _states(scene, zone) for zone in ("headline", "lead")}
    own = {iso3: set(_standing(scene, place, iso3, zones)) for place, iso3 in enumerate(scene.countries)}
    for reading, words, place in _placed(scene):
        kind = _KINDS[reading.slot.kind]
        found = {("written", kind), ("written", f"{kind} in the {reading.zone}"), *_rows(reading)}
        if words:
            found.update(_around(scene, reading, words, place))
        for iso3 in reading.states:
            own[iso3] |= found
    is_short = scene.lead_end == len(scene.text)  # the grammar overlooks least where there is no more than a lead
    for iso3, evidence in own.items():
        said = set(_grammar(verdict, iso3))
        evidence |= said | ({(kind, f"{what}, short release") for kind, what in said} if is_short else set())
        if scene.seat_zone:
            where = f"at the seat, in the {scene.seat_zone}" if iso3 == SEAT else "another is the seat"
            evidence.add(("country", where))
            if not verdict.venues and iso3 == SEAT:
                evidence.add(("country", "at the seat, and no place named"))
    own[SEAT] |= {(f"seat, {kind}", what) for kind, what in shared if kind not in _OF_ANY}
    return Gathered(shared, own)


def _placed(scene: Scene) -> Iterator[tuple[Reading, list[str], int]]:
    """Yield the readings with the words of their sentences, where these can change a role, and their places in them."""
    sentence: SlotSentence | None = None
    words: list[str] = []
    marks: Iterator[int] = iter(())
    for reading in scene.readings:
        if not reading.is_open:
            yield reading, [], 0
            continue
        if reading.sentence is not sentence:
            sentence = reading.sentence
            tokens = _TOKEN_RE.findall(sentence.masked)
            words = list(map(_shown, tokens))
            marks = (place for place, token in enumerate(tokens) if token <= NATIONALS)
        yield reading, words, next(marks)


def _states(scene: Scene, zone: str) -> set[str]:
    return {iso3 for reading in scene.readings if reading.zone == zone for iso3 in reading.states}


def _said(scene: Scene) -> Iterator[Evidence]:
    """Yield the words of the headline, and what headline and lead speak of."""
    yield "language", scene.article.language
    yield "countries", _count(len(scene.counts))
    yield from (("headline", word) for word in _words(_mask(scene, 0, scene.body_start)))
    if scene.article.language not in GRAMMAR_LANGUAGES:  # what an English lead speaks of its classes of words say
        yield from (("lead", word) for word in _words(_mask(scene, scene.body_start, scene.lead_end)))
    yield from (("headline says", name) for name in scene.headline_says)
    yield from (("lead says", name) for name in scene.lead_says)
    if scene.is_nowhere:
        yield "article", "nowhere"


def _standing(scene: Scene, place: int, iso3: str, zones: Mapping[str, set[str]]) -> Iterator[Evidence]:
    """Yield where and how often the country stands, beside how many others."""
    if iso3 in scene.counts:  # the seat that nobody names comes last in the list, not in the text
        yield "place among the countries", _count(place + 1)
    yield "mentions", _count(scene.counts.get(iso3, 0))
    if iso3 == SEAT:
        yield "country", "seat"
    if iso3 in scene.dateline:
        yield "country", "in the dateline"
    if all(iso3 in states for states in zones.values()):
        yield "country", "in headline and lead"
    for zone, states in zones.items():
        if iso3 in states:
            yield "country", f"in the {zone}" + (", alone" if len(states) == 1 else "")
        elif states:
            yield "country", f"another in the {zone}"
    if len(scene.counts) == 1 and iso3 in scene.counts:
        yield "country", "the only one"


def _around(scene: Scene, reading: Reading, words: Sequence[str], place: int) -> Iterator[Evidence]:
    """Yield what stands around a country, at `place` among the words of its sentence."""
    before, after = words[max(0, place - NEAR_WORDS) : place], words[place + 1 : place + 1 + NEAR_WORDS]
    for side, near, next_to in (("before", before, before[-2:]), ("after", after, after[:2])):
        yield from ((side, word) for word in near)
        yield f"just {side}", " ".join(next_to)
    yield "just before", before[-1] if before else "^"
    yield "just after", after[0] if after else "$"
    slot, sentence = reading.slot, reading.sentence
    for start, end, names in scene.phrases if reading.zone != "text" else ():
        if sentence.start <= start and end <= sentence.end:
            if slot.start - NEAR_CHARS <= end <= slot.start:
                yield from (("before", f"{{{name}}}") for name in names)
            elif slot.end <= start <= slot.end + NEAR_CHARS:
                yield from (("after", f"{{{name}}}") for name in names)
            yield from ((f"sentence in the {reading.zone} says", name) for name in names)


def _grammar(verdict: Verdict, iso3: str) -> Iterator[Evidence]:
    """Yield what the grammar makes of a country, and of the others."""
    for role, settled in (("partner", verdict.partners), ("venue", verdict.venues)):
        if iso3 in settled:
            reading = settled[iso3]
            match = reading.partner if role == "partner" else reading.venue
            yield "verdict", role
            yield "verdict", f"{role} in the {reading.zone}, {match.row.confidence if match else ''}"
        else:
            yield "verdict", f"another {role}" if settled else f"no {role}"


def _rows(reading: Reading) -> Iterator[Evidence]:
    """Yield what the rows of the grammar say of a country."""
    for kind, match in (("row", reading.partner), ("row of place", reading.venue)):
        said = f"{match.row.role} {match.row.group}".strip() if match else "none"
        yield kind, said
        yield kind, f"{said} in the {reading.zone}" + (f", {match.row.confidence}" if match else "")


def _mask(scene: Scene, start: int, end: int) -> str:
    """Return a stretch of the text in small letters with one mark for each country."""
    pieces, at = [], start
    for mention in scene.mentions:
        if start <= mention.start and mention.end <= end:
            pieces += [scene.text[at : mention.start], NAME]
            at = mention.end
    return (
        lower("".join((*pieces, scene.text[at:end])))
        .replace("icesco", f"{HOUSE}cesco")
        .replace("isesco", f"{HOUSE}cesco")
    )


def _words(masked: str) -> list[str]:
    """Return the words of a masked text; figures, other countries and ICESCO are each of one kind."""
    return [_shown(token) for token in _TOKEN_RE.findall(masked)]


def _shown(token: str) -> str:
    if token[0] <= LAST:
        return "HOUSE" if token[0] == HOUSE else "COUNTRY"
    if token.isascii():
        return "#" if token.isdigit() else token
    return _ARABIC_PREFIX_RE.sub("", fold(token))


def _count(number: int) -> str:
    return str(number) if number < 4 else "4 to 6" if number < 7 else "7 or more"
