"""An article as the roles are read from it: its parts, its sentences, the words and countries in them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

from icesco_analysis.language import SEAT, split_sentences
from icesco_analysis.pages import Article
from icesco_analysis.partners.countries import Mention, find_mentions
from icesco_analysis.partners.words import Cue, Token, find_cues, read_tokens

Zone = Literal["headline", "lead", "next", "text"]
"""Headline and subtitle, first paragraph, the paragraphs that follow it, all the rest."""

# A first paragraph shorter than this, in characters, says too little to be the whole lead: the next one belongs to it.
LEAD_MIN_CHARS = 240
# So many paragraphs behind the lead are read for what took place: "The meeting, held on Monday in London, …".
NEXT_PARAGRAPHS = 2
# One of no more characters is a line of a list, as of winners, which is read to its end, also behind the last of these.
SHORT_PARAGRAPH = 160
# From this many members on a list reads as a list of participants rather than as the two or so that are dealt with.
LONG_LIST_MEMBERS = 3
# So many words may stand between two countries of one list.
JOINT_WORDS = 8

BODIES: Final = frozenset({"body", "acronym"})
"""Kinds of what is no country: a body by its name, and by nothing but capitals."""
_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("name", "official", "abbreviation"), "name"),
    **dict.fromkeys(("demonym", "adjective"), "demonym"),
    **dict.fromkeys(("capital", "city", "region"), "city"),
    **{kind: kind for kind in ("institution", *BODIES)},
}
_LIST_SIGNS: Final = frozenset(",;/–—")
# Kinds of words that may stand between the countries of a list, and between the names of a place and of its country.
_LIST_KINDS: Final = frozenset({"and", "of", "from", "in", "to", "for", "form"})
_PLACE_KINDS: Final = frozenset({"of", "in", "form", "place"})


class Mark(NamedTuple):
    """A country in a sentence, or several that read as one: kind, mentions, and the first and last of their words."""

    kind: str
    mentions: tuple[Mention, ...]
    first: int
    last: int

    @property
    def states(self) -> set[str]:
        """The countries."""
        return {mention.iso3 for mention in self.mentions}


@dataclass(frozen=True)
class Sentence:
    """A sentence of headline, lead or the next paragraphs."""

    zone: Zone
    start: int
    end: int
    tokens: Sequence[Token]
    cues: Sequence[Cue]
    marks: Sequence[Mark]

    @cached_property
    def says(self) -> frozenset[str]:
        """The kinds of words in it."""
        return frozenset(cue.kind for cue in self.cues)


@dataclass(frozen=True)
class Scene:
    """An article as the roles are read from it: where its parts end, its countries, its sentences."""

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
    def sentences(self) -> Sequence[Sentence]:
        """The sentences up to the paragraphs behind the lead."""
        return tuple(_read_sentences(self))

    def says(self, *zones: Zone) -> frozenset[str]:
        """Return the kinds of words in some parts."""
        return frozenset[str]().union(*(sentence.says for sentence in self.sentences if sentence.zone in zones))


def find_scene(article: Article) -> Scene:
    """Return an article as the roles are read from it; its countries are read when somebody asks for them."""
    text = article.text
    body_start = len(text) - len(article.body)
    lead_end = paragraph_end(text, body_start)
    if lead_end < body_start + LEAD_MIN_CHARS:
        lead_end = paragraph_end(text, lead_end + 2)
    opening_end, counted, announces = lead_end, 0, False
    while opening_end < len(text):
        start, end = opening_end + 2, paragraph_end(text, opening_end + 2)
        is_line = end - start <= SHORT_PARAGRAPH
        if counted == NEXT_PARAGRAPHS and not (is_line and announces):
            break
        announces = announces if is_line else text.endswith(":", start, end)
        opening_end, counted = end, counted + (not is_line)
    return Scene(article, text, body_start, lead_end, opening_end)


def paragraph_end(text: str, start: int) -> int:
    """Return where the paragraph that holds `start` ends."""
    end = text.find("\n\n", start)
    return len(text) if end < 0 else end


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentence around a place in a text."""
    left = text.rfind("\n\n", 0, start)
    left = 0 if left < 0 else left + 2
    for first, last in split_sentences(text[left : paragraph_end(text, end)]):
        if start < left + last:
            return min(start, left + first), max(end, left + last)
    return start, end


def _read_sentences(scene: Scene) -> Iterator[Sentence]:
    zones: tuple[tuple[Zone, int, int], ...] = (
        ("headline", 0, scene.body_start),
        ("lead", scene.body_start, scene.lead_end),
        ("next", scene.lead_end, scene.opening_end),
    )
    done, at, language = 0, 0, scene.article.language
    for zone, left, right in zones:
        for first, last in split_sentences(scene.text[left:right]):
            start, end = max(at, left + first), left + last
            tokens: list[Token] = []
            at = start
            while done < len(scene.mentions) and scene.mentions[done].start < end:
                mention = scene.mentions[done]
                tokens += read_tokens(scene.text, at, mention.start)
                tokens.append(Token("", mention.start, mention.end, (mention,)))
                at, end, done = mention.end, max(end, mention.end), done + 1
            tokens += read_tokens(scene.text, at, end)
            at = end
            cues = _place_cues(tokens, find_cues([token.form for token in tokens], language))
            yield Sentence(zone, start, end, tokens, cues, _find_marks(tokens, cues))


def _place_cues(tokens: Sequence[Token], cues: Sequence[Cue]) -> list[Cue]:
    """Return the cues; “its headquarters in Paris” is not the seat of ICESCO, but the house of somebody else."""
    stands = {cue.first for cue in cues if cue.kind == "in"}
    elsewhere = {place - 2 for place, token in enumerate(tokens) if token.mentions and token.mentions[0].iso3 != SEAT}
    return [
        cue._replace(kind="hq") if cue.kind == "seat" and cue.last in elsewhere and cue.last + 1 in stands else cue
        for cue in cues
    ]


def _find_marks(tokens: Sequence[Token], cues: Sequence[Cue]) -> list[Mark]:
    """Return the countries of a sentence, lists and appositions as one."""
    kinds = {place: cue.kind for cue in cues for place in range(cue.first, cue.last + 1)}
    marks: list[list[int]] = []
    for place, token in enumerate(tokens):
        if token.mentions:
            if marks and _joins(tokens, kinds, marks[-1][-1], place):
                marks[-1].append(place)
            else:
                marks.append([place])
    found = [_mark([tokens[place].mentions[0] for place in places], places[0], places[-1]) for places in marks]
    return [mark._replace(kind="city") if _is_capital(mark, kinds) else mark for mark in found]


def _is_capital(mark: Mark, kinds: Mapping[int, str]) -> bool:
    """Tell whether a demonym stands beside the word for a capital: “the Azerbaijani capital” is a town."""
    return mark.kind == "demonym" and "capital" in (kinds.get(mark.first - 1), kinds.get(mark.last + 1))


def _joins(tokens: Sequence[Token], kinds: Mapping[int, str], last: int, place: int) -> bool:
    (one,), (other,) = tokens[last].mentions, tokens[place].mentions
    between = [tokens[at].form if kinds.get(at) is None else kinds[at] for at in range(last + 1, place)]
    if not 0 < len(between) <= JOINT_WORDS:
        return False
    if one.iso3 == other.iso3:
        is_place = _KINDS[other.kind] == "city" != _KINDS[one.kind]  # "the Ministry of Chad, in Moundou"
        return all(kind in _PLACE_KINDS or kind in ",()" for kind in between) and not (is_place and "in" in between)
    is_list = any(kind == "and" or kind in _LIST_SIGNS for kind in between)
    is_short = all(kind in _LIST_KINDS or kind in _LIST_SIGNS for kind in between)
    return is_list and is_short and _KINDS[one.kind] == _KINDS[other.kind]


def _mark(mentions: Sequence[Mention], first: int, last: int) -> Mark:
    """Make one mark of the mentions of a group: a city and its country are a city, many names a list."""
    kinds = [_KINDS[mention.kind] for mention in mentions]
    kind = "city" if "city" in kinds else kinds[0]
    if len({mention.iso3 for mention in mentions}) >= LONG_LIST_MEMBERS:
        kind += ", in a list"
    return Mark(kind, tuple(mentions), first, last)
