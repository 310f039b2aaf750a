"""The bodies that an article names → those that are ICESCO's counterpart, with probability and sentence.

A body stands in the place of its name, as a country does, and the evidence on it is gathered in the same way;
``organisation_weights.tsv`` adds it up.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Final

from icesco_analysis.language import collapse, read_weight_table
from icesco_analysis.partners.bodies import ACRONYM, find_names
from icesco_analysis.partners.countries import Mention
from icesco_analysis.partners.evidence import Evidence, count_words, gather_evidence
from icesco_analysis.partners.model import THRESHOLD, Confidence, confidence_of, probability_of
from icesco_analysis.partners.naming import holds_name, identify_name, languages_of
from icesco_analysis.partners.scenes import Scene, sentence_around

TABLE: Final = "organisation_weights.tsv"
COLUMNS: Final = ("kind", "what", "partner")
BASE: Final[Evidence] = ("base", "every body")
"""The row that counts for every body."""


@dataclass
class Body:
    """A body that an article names: its kind, its forms as printed, its acronym, its usual name."""

    kind: str
    forms: list[str] = field(default_factory=list)
    acronym: str = ""
    usual: str = ""


@dataclass(frozen=True)
class BodyScene(Scene):
    """An article in which bodies stand as countries do, each called by its place in a list."""

    bodies: Sequence[Body]
    places: Sequence[Mention]

    @cached_property
    def mentions(self) -> Sequence[Mention]:
        """The places that name a body, and those that refer to a country outside of these."""
        forms = {form: str(key) for key, body in reversed([*enumerate(self.bodies)]) for form in body.forms}
        longest = sorted(forms, key=lambda form: (-len(form), form))
        pattern = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest)
        found = [
            Mention(*match.span(1), match[1], forms[collapse(match[1])], "acronym" if match[1].isupper() else "body")
            for match in re.finditer(rf"\b[وفبلك]{{0,2}}({pattern})\b", self.text)
        ]
        free = [one for one in self.places if all(one.end <= body.start or body.end <= one.start for body in found)]
        return sorted([*found, *free], key=lambda mention: mention.start)


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that is ICESCO's counterpart in an article: a row of ``organisations`` in ``table_schema.tsv``."""

    organisation: str
    acronym: str
    usual: str
    forms: tuple[str, ...]
    kind: str
    sentence: str
    start: int
    end: int
    n_mentions: int
    confidence: Confidence
    probability: float


def find_bodies(scene: Scene) -> list[Body]:
    """Return the bodies that headline, lead and the next paragraphs of an article name.

    A headline in capitals does not show where a name ends: it adds acronyms and known names alone.
    """
    bodies: dict[str, Body] = {}
    identify = partial(identify_name, languages=languages_of(scene.article.language))
    for sentence in scene.sentences:
        for name in find_names(scene, sentence):
            if sentence.zone == "headline" and name.kind != ACRONYM and not name.usual:
                continue
            own = [form for form in name.forms if form == name.forms[0] or holds_name(form)]
            keys = [*map(identify, own), *([identify(name.usual)] if name.usual else [])]
            body = next((bodies[key] for key in keys if key in bodies), None) or Body(name.kind)
            body.kind = name.kind if body.kind == ACRONYM else body.kind
            body.usual = body.usual or name.usual
            body.acronym = body.acronym or name.acronym or (name.forms[0] if name.kind == ACRONYM else "")
            body.forms += [form for form in (*name.forms, *name.bare) if form not in body.forms]
            bodies = dict.fromkeys(map(identify, name.bare), body) | bodies | dict.fromkeys(keys, body)
    return list({id(body): body for body in bodies.values()}.values())


def gather_on_bodies(scene: Scene) -> Sequence[tuple[Body, Sequence[Mention], frozenset[Evidence]]]:
    """Return the bodies of an article with the places that name them and what speaks for or against each as partner."""
    bodies = find_bodies(scene)
    if not bodies:
        return []
    article = scene.article, scene.text, scene.body_start, scene.lead_end, scene.opening_end
    peopled = BodyScene(*article, bodies, scene.mentions)
    gathered = gather_evidence(peopled)
    order = [key for key in peopled.counts if key in map(str, range(len(bodies)))]
    found = []
    for place, key in enumerate(order, start=1):
        body, mentions = bodies[int(key)], [mention for mention in peopled.mentions if mention.iso3 == key]
        said = {
            ("body", body.kind),
            ("body", f"{'' if body.usual else 'not '}of the gazetteer"),
            ("body", f"acronym {'alone' if body.kind == ACRONYM else 'and name' if body.acronym else 'none'}"),
            ("body", f"{count_words(len(body.forms[0].split()))} words"),
            ("bodies", count_words(len(order))),
            ("place among the bodies", count_words(place)),
        }
        found.append((body, mentions, frozenset(gathered.shared | gathered.own[key] | said)))
    return found


def weigh_bodies(evidence: frozenset[Evidence], weights: Mapping[Evidence, tuple[int, ...]]) -> float:
    """Return how probable it is that a body is the counterpart."""
    return probability_of(sum(weights[one][0] for one in (BASE, *evidence) if one in weights))


def find_organisations(scene: Scene) -> tuple[Organisation, ...]:
    """Return the bodies that are probably ICESCO's counterpart in an article, in the order of the text.

    Examples
    --------
    >>> from icesco_analysis.pages import Article
    >>> from icesco_analysis.partners.scenes import find_scene
    >>> text = "ICESCO signed an agreement with the University of Zambia on Monday. UNICEF was told."
    >>> [one.organisation for one in find_organisations(find_scene(Article("page", 1, "", text)))]
    ['University of Zambia']
    """
    weights = read_weight_table(TABLE, columns=COLUMNS)
    found = []
    for body, mentions, evidence in gather_on_bodies(scene):
        probability = weigh_bodies(evidence, weights)
        if probability >= THRESHOLD:
            place = next((one for one in mentions if one.start >= scene.body_start), mentions[0])
            left, right = sentence_around(scene.text, place.start, place.end)
            told = scene.text[left:right], place.start, place.end, len(mentions)
            names = scene.text[place.start : place.end], body.acronym, body.usual, tuple(body.forms)
            found.append(Organisation(*names, body.kind, *told, confidence_of(probability), probability))
    return tuple(found)
