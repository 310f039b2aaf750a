r"""The language of role patterns: a readable line around one country → a row that matches outwards from it.

A pattern is a line of words with one *target* in angle brackets, the country whose role it decides::

    {envoy} ... of <country>            ambassador extraordinary and plenipotentiary of <country>
    <national> .. {minister}            the <Omani> Minister of Culture
    {envoy} .. of <> to <place>         ambassador of Belgium to <Morocco>

``{name}`` is a class of ``office_words.tsv``; ``[a b]`` may be missing; ``( a | b )`` is one of several; ``..`` passes
up to five words of one noun phrase, ``~`` the same but over no article, and ``...`` up to a long clause, none of them
another country or the name of ICESCO; ``<>`` is another country, not the target; ``^`` and ``$`` are the ends of the
sentence; ``\(`` and ``\)`` are printed brackets. The targets are listed in :data:`TARGETS`.

Matching starts at the country and walks outwards: what stands before the target is compiled in reverse, so both sides
are anchored and no search runs over the text. Sentences are matched in small letters. A side is compiled when it is
first tried: a page meets few of the rows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from typing import Final, Literal, NamedTuple

from icesco_analysis.partners.words import WORD, word_classes

# A slot is a control character, which no text that was read holds: plain sentences stay plain, and quick to search.
NAME: Final = "\x10"  # a country by its name
NATIONAL: Final = "\x11"  # a demonym or adjective
CITY: Final = "\x12"  # a capital or another city
INSTITUTION: Final = "\x14"  # an institution whose name carries the country
OWNING_NAME: Final = "\x15"  # a name with a possessive 's
OWNING_CITY: Final = "\x16"  # a city with a possessive 's
NAMES: Final = "\x17"  # three or more names in one list
NATIONALS: Final = "\x18"  # three or more demonyms in one list
HOUSE: Final = "\x19"  # the first letter of ICESCO's name: no gap passes over it
LAST: Final = HOUSE

TARGETS: Final[Mapping[str, str]] = {
    "country": NAME + NAMES,
    "countries": NAMES,
    "national": NATIONAL + OWNING_NAME + NAME + NATIONALS,
    "demonym": NATIONAL + NATIONALS,
    "nationals": NATIONALS,
    "city": CITY + OWNING_CITY,
    "place": CITY + NAME + NAMES,
    "institution": INSTITUTION,
    "any": NAME + NATIONAL + CITY + INSTITUTION + OWNING_NAME + OWNING_CITY + NAMES + NATIONALS,
}

# How far `..` may reach, in words: the adjectives of "Regional Centre for Higher and Technical" and such.
SHORT_GAP_WORDS = 5
# How far `...` may reach, in characters: the longest title met ("Minister Delegate to the Head of Government in charge
# of Digital Transition and Administrative Reform in") with room to spare.
LONG_GAP_CHARS = 130

Confidence = Literal["sure", "doubtful"]
Zone = Literal["headline", "lead", "text", "award", "listing"]
Reach = Literal["before", "after", "anywhere"]
REACHES: Final[tuple[Reach, ...]] = ("before", "after", "anywhere")

_HOUSE_NAMES: Final = ("icesco", "isesco")
_HOUSE_PIECE: Final = "cesco"  # what is left of the house's name behind its mark
_PIECE_RE = re.compile(r"[^\W_]+")
_SLOT = f"[{NAME}-{NATIONALS}]"
_ELEMENT_RE = re.compile(
    rf"""
    (?P<target>  <[a-z]+>   )        # the country whose role is decided
  | (?P<other>   <>         )        # another country
  | (?P<class>   \{{[a-z_]+\}} )     # a class of words
  | (?P<gap>     \.\.\.? | ~ )       # words to pass over
  | \\ (?P<bracketed> [()] )        # a bracket as it is printed
  | (?P<bracket> [\[\](|)]  )        # options and alternatives
  | (?P<edge>    [\^$]      )        # an end of the sentence
  | (?P<sign>    ['’]s\b | [^\w\s] ) # punctuation and the possessive stand close to the word before
  | (?P<word>    {WORD}    )
    """,
    re.VERBOSE,
)


class Element(NamedTuple):
    """A piece of a pattern: a kind of `_ELEMENT_RE` with its text, or a "choice" of phrases, an empty one optional."""

    kind: str
    text: str = ""
    choices: tuple["Phrase", ...] = ()


Phrase = tuple[Element, ...]


class Need(NamedTuple):
    """Words of which one must stand before the target, after it, no other country between, or anywhere around."""

    reach: Reach
    words: frozenset[str]


@dataclass(frozen=True)
class RoleRow:
    """One row of the grammar; of the rows that match one country the first decides.

    `role` is what the target becomes: beside those of the tables "present", an authority that is not said to deal with
    ICESCO, "attending", one among guests, who counts where the event is at home, "host", the place where an
    office-holder of no named country is met, "person", a national, who counts where the article is about persons, and
    "employed", whose employer counts unless somebody speaks or teaches.
    `targets` are the slot characters that the target may be, `leading` and `trailing` what stands around it.
    """

    name: str
    role: str
    where: str
    confidence: Confidence
    group: str
    targets: str
    leading: Phrase
    trailing: Phrase

    @cached_property
    def before(self) -> re.Pattern[str]:
        """What stands before the target, for the reversed sentence."""
        return re.compile(_regex(_reversed(self.leading), reverse=True))

    @cached_property
    def after(self) -> re.Pattern[str]:
        """What stands after the target."""
        return re.compile(_regex(self.trailing, reverse=False))

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What lets most rows be passed over unread: words without which they cannot match."""
        return (*_side_needs(self.leading[::-1], "before"), *_side_needs(self.trailing, "after"))


def read_row(cells: Mapping[str, str]) -> RoleRow:
    """Return one row of a table; a pattern without exactly one target or with an unknown class is a `ValueError`.

    Examples
    --------
    >>> cells = {"name": "minister", "role": "present", "where": "text", "confidence": "sure", "group": ""}
    >>> row = read_row(cells | {"pattern": "minister ... of <country>"})
    >>> row.before.match("minister of culture of "[::-1]) is not None
    True
    """
    tokens = _tokens(cells["pattern"])
    places = [index for index, (kind, _) in enumerate(tokens) if kind == "target"]
    if len(places) != 1 or tokens[places[0]][1][1:-1] not in TARGETS:
        raise ValueError(f"pattern {cells['pattern']!r} needs exactly one target out of {', '.join(TARGETS)}")
    (place,) = places
    return RoleRow(
        name=cells["name"],
        role=cells["role"],
        where=cells["where"],
        confidence=cells["confidence"],  # type: ignore[arg-type]
        group=cells["group"],
        targets=TARGETS[tokens[place][1][1:-1]],
        leading=_parse(iter(tokens[:place]))[0],
        trailing=_parse(iter(tokens[place + 1 :]))[0],
    )


# ---- the pattern language: text → tree ---------------------------------------------------------------------------


def _tokens(pattern: str) -> list[tuple[str, str]]:
    return [(match.lastgroup or "", match[match.lastgroup or 0]) for match in _ELEMENT_RE.finditer(pattern.lower())]


def _parse(tokens: Iterator[tuple[str, str]], closing: str = "") -> tuple[Phrase, ...]:
    """Read alternatives up to the closing bracket."""
    alternatives: list[list[Element]] = [[]]
    for kind, mark in tokens:
        if kind != "bracket":
            alternatives[-1].append(_class_element(mark[1:-1]) if kind == "class" else Element(kind, mark))
        elif mark == closing:
            return tuple(map(tuple, alternatives))
        elif mark == "|":
            alternatives.append([])
        elif mark == "(":
            alternatives[-1].append(Element("choice", choices=_parse(tokens, ")")))
        elif mark == "[":
            alternatives[-1].append(Element("choice", choices=(*_parse(tokens, "]"), ())))
        else:
            raise ValueError(f"stray {mark}")
    if closing:
        raise ValueError(f"missing {closing}")
    return tuple(map(tuple, alternatives))


@cache
def _class_element(name: str) -> Element:
    """Return a class of words as the choice of its phrases."""
    if name not in word_classes():
        raise ValueError(f"unknown class {{{name}}}")
    return Element("choice", name, tuple(_parse(iter(_tokens(phrase)))[0] for phrase in word_classes()[name]))


def _reversed(phrase: Phrase) -> Phrase:
    """Turn a phrase round, letters included: what reads from right to left."""
    return tuple(Element(kind, text[::-1], tuple(map(_reversed, choices))) for kind, text, choices in reversed(phrase))


# ---- the pattern language: tree → regex ----------------------------------------------------------------------------


def _regex(phrase: Phrase, *, reverse: bool) -> str:
    """Write a phrase as a regex in which every element brings the blank that parts it from what precedes."""
    return "".join(
        _repeated_regex(element, reverse=reverse, times=len(list(alike))) for element, alike in groupby(phrase)
    )


def _repeated_regex(element: Element, *, reverse: bool, times: int) -> str:
    """Write an element that stands so often in a row; an option with one count, so that none is tried in vain twice."""
    regex = _element_regex(element, reverse=reverse)
    if times > 1 and element.choices and not all(element.choices):
        return f"{regex.removesuffix('?')}{{0,{times}}}"
    return regex * times


def _element_regex(element: Element, *, reverse: bool) -> str:
    match element.kind:
        case "choice":
            return _choice_regex(element.choices, reverse=reverse)
        case "gap" if element.text == "...":
            return rf"[^{NAME}-{LAST}]{{0,{LONG_GAP_CHARS}}}?(?<![^\W_])"
        case "gap":
            stops = word_classes()["phrase_end"] + (word_classes()["small_word"] if element.text == "~" else ())
            stop = "|".join(word[::-1] if reverse else word for word in stops)
            return rf"(?:(?: +|(?<=,))(?!(?:{stop})(?![^\W_]))[^ {NAME}-{LAST},;:()]+){{0,{SHORT_GAP_WORDS}}}?"
        case "edge":
            return r"\W*\Z"
        case "other":
            return rf"\s*{_SLOT}"
        case "word":
            return _apart(_house_regex(reverse=reverse) if _is_house(element) else re.escape(element.text))
        case _:
            return rf"\s*{re.escape(element.text)}"


def _choice_regex(choices: Sequence[Phrase], *, reverse: bool) -> str:
    """Write alternatives; those that are mere words share one boundary on either side."""
    phrases: list[Phrase] = []
    written: list[str] = []
    for part in _flatten(choices):
        if all(element.kind == "word" and not _is_house(element) for element in part):
            phrases.append(part)
        else:
            written.append(_regex(part, reverse=reverse))
    if phrases:
        written.append(_apart(_trie_regex(phrases)))
    return f"(?:{'|'.join(written)}){'' if all(choices) else '?'}"


def _flatten(choices: Iterable[Phrase]) -> Iterator[Phrase]:
    """Yield the alternatives of a choice, those of a choice that is an alternative by itself among them."""
    for part in choices:
        if len(part) == 1 and part[0].kind == "choice":
            yield from _flatten(part[0].choices)
        elif part:
            yield part


def _apart(regex: str) -> str:
    """Set blanks and quotation marks before something that is no piece of a longer word."""
    return rf"[ \"“”«»]*(?<![^\W_]){regex}(?![^\W_])"


_Tree = dict[str, "_Tree"]


def _trie_regex(phrases: Iterable[Phrase]) -> str:
    """Write phrases as a regex that reads every letter once: common beginnings are shared."""
    tree: _Tree = {}
    for phrase in phrases:
        branch = tree
        for letter in " ".join(element.text for element in phrase):
            branch = branch.setdefault(" +" if letter == " " else re.escape(letter), {})
        branch[""] = {}
    return _write_tree(tree)


def _write_tree(tree: _Tree) -> str:
    """Write what may follow some letters: a group where there is a choice, plain letters where there is none."""
    branches = [letter + _write_tree(branch) for letter, branch in tree.items() if letter]
    if len(branches) == 1 and "" not in tree:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if '' in tree else ''}" if branches else ""


def _is_house(element: Element) -> bool:
    return element.text in _HOUSE_NAMES or element.text[::-1] in _HOUSE_NAMES


def _house_regex(*, reverse: bool) -> str:
    """Write the name of the house behind its mark, and the bracket that may close on it: "Organization (ICESCO)"."""
    return rf"\)?{_HOUSE_PIECE[::-1]}{HOUSE}" if reverse else rf"{HOUSE}{_HOUSE_PIECE}\)?"


# ---- what a row cannot do without ------------------------------------------------------------------------------------


def _side_needs(outwards: Phrase, reach: Reach) -> Iterator[Need]:
    """Yield what one side of a row needs; beyond another country or the house the words may be anywhere."""
    stop = next((place for place, element in enumerate(outwards) if _holds_stop(element)), len(outwards))
    for words in _needs(outwards[:stop]):
        yield Need(reach, words)
    for words in _needs(outwards[stop:]):
        yield Need("anywhere", words)


def _holds_stop(element: Element) -> bool:
    if element.text and element.choices:
        return False  # no class of words names the house or another country
    inner = any(_holds_stop(part) for phrase in element.choices for part in phrase)
    return inner or element.kind == "other" or (element.kind == "word" and _is_house(element))


def _needs(phrase: Phrase) -> Iterator[frozenset[str]]:
    """Yield, for each element that cannot be missing, the words of which the sentence must hold one."""
    for element in phrase:
        if element.choices:
            if words := _class_needs(element.text) if element.text else _choice_needs(element):
                yield words
        elif element.kind == "word":
            yield frozenset((_HOUSE_PIECE if _is_house(element) else max(_PIECE_RE.findall(element.text), key=len),))


@cache
def _class_needs(name: str) -> frozenset[str]:
    return _choice_needs(_class_element(name))


def _choice_needs(element: Element) -> frozenset[str]:
    parts = [_telling_words(part) for part in element.choices]
    return frozenset().union(*parts) if all(parts) else frozenset()


def _telling_words(phrase: Phrase) -> frozenset[str]:
    """Return the words of which a phrase holds one: those of the element whose words are longest."""
    return max(_needs(phrase), key=lambda words: min(map(len, words)), default=frozenset())
