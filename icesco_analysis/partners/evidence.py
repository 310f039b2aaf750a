"""What speaks for or against a country as partner or venue of an activity: the evidence, in words a reader knows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from icesco_analysis.language import SEAT
from icesco_analysis.partners.lists import find_lists
from icesco_analysis.partners.scenes import BODIES, Mark, Scene, Sentence, Zone
from icesco_analysis.partners.words import Token, show_word

Evidence = tuple[str, str]
"""A kind of evidence and what it is: ``("before", "ambassador")``."""

# So many words on either side of a country are evidence on it …
NEAR_WORDS = 7
# … the kinds of words within so many …
NEAR_CUES = 12
# … and within so many, what stands next to it.
FRAME_WORDS = 15
# Between a preposition and its country may stand so many words: "in Lobatse, Botswana".
PREPOSITION_WORDS = 4

SMALL: Final = frozenset({"of", "to", "in", "from", "with", "and", "for", "by", "form"})
"""Kinds of words that say something only beside a country."""
ACTS: Final = frozenset(
    {"receive", "visit", "meet", "sign", "hold", "attend", "win", "condemn", "condole", "give", "say"}
)
"""Kinds of words for what somebody does."""
LIST: Final = "list"
"""The kind of evidence whose weights are set, not learned: long lists are too rare, and their openings too clear."""
_HOUSE: Final = frozenset({"house", "head"})
# Kinds of words for what has no place, or none yet.
_NOWHERE: Final = ("online", "future", "condemn", "condole")
_LATER: Final = ("online", "inperson", "seat", "future")
# Kinds of evidence that say nothing of the seat.
_OF_ANY: Final = frozenset({"language", "countries"})
_SIGNS: Final = frozenset(",;:()–—/")


class Gathered(NamedTuple):
    """The evidence on an article, on each of its countries, and at each place that names them."""

    shared: frozenset[Evidence]
    own: Mapping[str, set[Evidence]]
    places: Sequence[tuple[Sentence, Mark, set[Evidence]]] = ()


def gather_evidence(scene: Scene) -> Gathered:
    """Return what speaks for or against the countries of an article."""
    shared = frozenset(_said(scene))
    zones = {zone: _states(scene, zone) for zone in ("headline", "lead")}
    own = {iso3: set(_standing(scene, place, iso3, zones)) for place, iso3 in enumerate(scene.countries)}
    for iso3, one in _placed(scene, zones):
        own[iso3].add(one)
    for iso3, name in find_lists(scene.sentences):
        own[iso3].add((LIST, f"of {name}"))
    frames: dict[str, set[str]] = {iso3: set() for iso3 in own}
    places = [
        (sentence, mark, {*_words_around(sentence, mark), *_cues_around(sentence, mark), *_acts_around(sentence, mark)})
        for sentence in scene.sentences
        for mark in sentence.marks
    ]
    for _, mark, found in places:
        framed = {what for kind, what in found if kind == "frame, in the part"}
        for iso3 in mark.states:
            own[iso3] |= found
            frames[iso3] |= framed
    for mention in scene.mentions:
        if mention.start >= scene.opening_end:
            own[mention.iso3].add(("written", "in the text"))
    for iso3, evidence in own.items():
        others = set[str]().union(*(frames[other] for other in own if other != iso3))
        evidence |= {("another", what) for what in others - frames[iso3]}
    own[SEAT] |= {(f"seat, {kind}", what) for kind, what in shared if kind not in _OF_ANY}
    return Gathered(shared, own, places)


def _said(scene: Scene) -> Iterator[Evidence]:
    """Yield what headline, lead and the next paragraphs speak of."""
    yield "language", scene.article.language
    yield "countries", count_words(len(scene.counts))
    for zone in ("headline", "lead"):
        yield from ((f"{zone} says", kind) for kind in scene.says(zone) - SMALL)
        yield from ((f"first act of the {zone}", kind) for kind in _first_act(scene, zone))
    yield from (("next paragraphs say", kind) for kind in _LATER if kind in scene.says("next"))


def _first_act(scene: Scene, zone: Zone) -> list[str]:
    """Return the first act of a part, or that something is to come, if there is any."""
    said = [cue.kind for sentence in scene.sentences if sentence.zone == zone for cue in sentence.cues]
    return [kind for kind in said if kind in ACTS or kind == "future"][:1]


def _standing(scene: Scene, place: int, iso3: str, zones: Mapping[str, set[str]]) -> Iterator[Evidence]:
    """Yield where and how often the country stands, beside how many others."""
    if iso3 in scene.counts:  # the seat that nobody names comes last in the list, not in the text
        yield "place among the countries", count_words(place + 1)
    yield "mentions", count_words(scene.counts.get(iso3, 0))
    if iso3 == SEAT:
        yield "country", "seat"
    if iso3 in scene.dateline:
        yield "country", "in the dateline"
    if len(scene.counts) == 1 and iso3 in scene.counts:
        yield "country", "the only one"
    if all(iso3 in states for states in zones.values()):
        yield "country", "in headline and lead"
    for zone, states in zones.items():
        if iso3 in states:
            yield "country", f"in the {zone}" + (", alone" if len(states) == 1 else "")
        elif states:
            yield "country", f"another in the {zone}"


def _placed(scene: Scene, zones: Mapping[str, set[str]]) -> Iterator[tuple[str, Evidence]]:
    """Yield what words for no place, and for the seat of ICESCO, say of each country."""
    said, (seat_zone, seat_act) = scene.says("headline", "lead"), _seat_zone(scene)
    nowhere: list[str] = [
        kind for kind in _NOWHERE if kind in said or (kind == "online" and kind in scene.says("next"))
    ]
    if "inperson" in said:
        nowhere = [kind for kind in nowhere if kind != "online"]
    if ["future"] in (_first_act(scene, "headline"), _first_act(scene, "lead")):
        nowhere.append("announced")
    for iso3 in scene.countries:
        for kind in nowhere:
            yield iso3, ("country", kind)
            for zone in [zone for zone, states in zones.items() if iso3 in states - {SEAT}]:
                yield iso3, ("country", f"in the {zone}, {kind}")
        if seat_zone:
            yield iso3, ("country", "at the seat" if iso3 == SEAT else "another is the seat")
    if seat_zone:
        yield SEAT, ("country", f"at the seat, in the {seat_zone}")
        yield SEAT, ("country", f"at the seat, in the {seat_zone}, {seat_act}")
        yield from ((iso3, ("country", f"another is the seat, {seat_act}")) for iso3 in scene.countries if iso3 != SEAT)
        yield from ((SEAT, ("country", f"at the seat, {kind}")) for kind in nowhere)


def _states(scene: Scene, zone: str) -> set[str]:
    marks = [mark for sentence in scene.sentences if sentence.zone == zone for mark in sentence.marks]
    return {iso3 for mark in marks for iso3 in mark.states}


def _seat_zone(scene: Scene) -> tuple[str, str]:
    """Return where a sentence first places something at the seat, and the act before these words; "" for nowhere.

    What is to come by the words before, or right behind, is not placed there yet.
    """
    for sentence in scene.sentences:
        kinds = [cue.kind for cue in sentence.cues]
        is_told = sentence.zone != "next" or not sentence.says.isdisjoint(ACTS)
        if "seat" in kinds and is_told and "future" not in kinds[: kinds.index("seat") + 2]:
            acts = [kind for kind in kinds[: kinds.index("seat")] if kind in ACTS]
            return sentence.zone, acts[-1] if acts else "no act"
    return "", ""


def _words_around(sentence: Sentence, mark: Mark) -> Iterator[Evidence]:
    """Yield how a country is written, and the words around it."""
    zone = sentence.zone
    yield "written", mark.kind
    yield "written", f"{mark.kind} in the {zone}"
    before = [token for token in sentence.tokens[: mark.first] if token.form not in _SIGNS][-NEAR_WORDS:]
    after = [token for token in sentence.tokens[mark.last + 1 :] if token.form not in _SIGNS][:NEAR_WORDS]
    left, right = ([_show(token) for token in near] for near in (before, after))
    for side, words, next_to in (("before", left, left[-2:]), ("after", right, right[:2])):
        yield from ((side, word) for word in words)
        yield f"just {side}", " ".join(next_to)
    yield "just before", left[-1] if left else "^"
    yield "just after", right[0] if right else "$"


def _show(token: Token) -> str:
    """Return a word as evidence: countries, and bodies that are none, are each of one kind."""
    if not token.mentions:
        return show_word(token.form)
    return "BODY" if token.mentions[0].kind in BODIES else "COUNTRY"


def _cues_around(sentence: Sentence, mark: Mark) -> Iterator[Evidence]:
    """Yield the kinds of words near a country, and those that frame it: ``minister of _``."""
    zone, telling = sentence.zone, [cue for cue in sentence.cues if cue.kind not in SMALL]
    left = [cue for cue in telling if cue.last < mark.first]
    right = [cue for cue in telling if cue.first > mark.last]
    yield from (("before", f"{{{cue.kind}}}") for cue in left if mark.first - cue.last <= NEAR_CUES)
    yield from (("after", f"{{{cue.kind}}}") for cue in right if cue.first - mark.last <= NEAR_CUES)
    yield from ((f"sentence in the {zone} says", cue.kind) for cue in telling)
    preposition, follows = _preposition(sentence, mark), _follows(sentence, mark)
    last, second = (["^", "^", *(cue.kind for cue in left if mark.first - cue.last <= FRAME_WORDS)])[:-3:-1]
    first, other = ([*(cue.kind for cue in right if cue.first - mark.last <= FRAME_WORDS), "$", "$"])[:2]
    for frame in (
        f"{last} _", f"{last} {preposition} _", f"{second} {last} _", f"{second} {last} {preposition} _",
        f"{preposition} _", f"_ {follows}", f"_ {first}", f"_ {follows} {first}", f"_ {first} {other}",
        f"{last} _ {first}", f"{last} {preposition} _ {follows}", f"_ {first} in the {zone}",
    ):  # fmt: skip
        yield "frame", " ".join(frame.split())
    for frame in (f"{last} _", f"{preposition} _"):
        yield "frame, in the part", f"{frame} in the {zone}".strip()
    for frame in (f"{last} {mark.kind}", f"{preposition} {mark.kind}", f"{mark.kind} {first}"):
        yield "frame, as written", frame.strip()


def _preposition(sentence: Sentence, mark: Mark) -> str:
    """Return the preposition or conjunction that stands before a country, "" where none does."""
    for cue in reversed(sentence.cues):
        if cue.last < mark.first and cue.kind != "form":
            gap = sentence.tokens[cue.last + 1 : mark.first]
            return cue.kind if cue.kind in SMALL and len(gap) <= PREPOSITION_WORDS else ""
    return ""


def _follows(sentence: Sentence, mark: Mark) -> str:
    """Return the preposition, conjunction or sign right after a country, "" where there is none."""
    place = mark.last + 1
    if place < len(sentence.tokens) and sentence.tokens[place].form in _SIGNS:
        return sentence.tokens[place].form
    return next((cue.kind for cue in sentence.cues if cue.first == place and cue.kind in SMALL), "")


def _acts_around(sentence: Sentence, mark: Mark) -> Iterator[Evidence]:
    """Yield which acts stand on which side of a country, and on which side of the act ICESCO stands."""
    zone, acts = sentence.zone, [cue for cue in sentence.cues if cue.kind in ACTS]
    house = [cue for cue in sentence.cues if cue.kind in _HOUSE]
    where = [
        *(["before"] if any(cue.last < mark.first for cue in house) else []),
        *(["after"] if any(cue.first > mark.last for cue in house) else []),
    ]
    yield "ICESCO", f"{' and '.join(where) or 'not in the sentence'}, in the {zone}"
    if not acts:
        return
    act = acts[0]
    country = "after" if act.last < mark.first else "before"
    actor = "none" if not house else "before" if house[0].first < act.first else "after"
    yield "act", f"{act.kind}, country {country}"
    yield "act", f"{act.kind}, country {country}, ICESCO {actor}"
    yield "act", f"{act.kind}, country {country}, in the {zone}"
    yield "act", f"country {country}, ICESCO {actor}"
    yield from (("last act", cue.kind) for cue in [cue for cue in acts if cue.last < mark.first][-1:])
    yield from (("next act", cue.kind) for cue in [cue for cue in acts if cue.first > mark.last][:1])


def count_words(number: int) -> str:
    """Return a number as evidence."""
    return str(number) if number < 4 else "4 to 6" if number < 7 else "7 or more"
