r"""The language of role patterns: a readable line around one country → a compiled row that matches outwards from it.

A pattern is a line of words with one *target* in angle brackets, the country whose role it decides::

    {envoy} ... of <country>            ambassador extraordinary and plenipotentiary of <country>
    <national> .. {minister}            the <Omani> Minister of Culture
    {envoy} .. of <> to <place>         ambassador of Belgium to <Morocco>

``{name}`` is a class of ``office_words.tsv``; ``[a b]`` may be missing; ``( a | b )`` is one of several; ``..`` passes
up to five words of one noun phrase, ``~`` the same but over no article, and ``...`` up to a long clause, none of them
another country or the name of ICESCO; ``<>`` is another country, not the target; ``^`` and ``$`` are the ends of the
sentence; ``\(`` and ``\)`` are printed brackets. The targets are listed in :data:`TARGETS`.

Matching starts at the country and walks outwards: what stands before the target is compiled in reverse, so both sides
are anchored and no search runs over the text. Sentences are matched in small letters.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from icesco_analysis.partners.words import WORD, longest_piece, word_classes

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
# Words at which `..` stops: prepositions, relatives and verbs after which the noun phrase is over.
_GAP_STOPS = (
    *("pay", "pays", "paid"),
    *("at", "with", "in", "to", "by", "from", "on", "who", "which", "that"),
    *("is", "was", "were", "are", "has", "had", "will"),
    *("held", "organized", "organised", "took", "met", "signed", "opened", "arrived", "began", "started", "received"),
)

Role = Literal["partner", "present", "attending", "host", "person", "venue", "mention"]
Zone = Literal["headline", "lead", "text", "award", "listing"]
Confidence = Literal["sure", "doubtful"]
Where = Literal["headline", "lead", "body", "text", "award", "listing"]
Reach = Literal["before", "after", "anywhere"]
REACHES: Final[tuple[Reach, ...]] = ("before", "after", "anywhere")

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


@dataclass(frozen=True, slots=True)
class Need:
    """Words of which one must stand before the target, after it, no other country between, or anywhere around."""

    reach: Reach
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One row of the grammar.

    Parameters
    ----------
    rank
        Place in the table: of the rows that match one country the first decides.
    name
        Name of the rule, shown with every judgement it makes.
    role
        What the target becomes. "present" is an authority of the country that is there without being said to deal with
        ICESCO; "attending" is one among the guests, who counts where the event is at home; "host" is the place where
        an office-holder of no named country is met, which counts where nobody else does; "person" is one of its
        nationals, who counts where the article is about persons.
    where
        Where in an article the row holds: "headline" only, up to the "lead", in the "body" only, in the whole "text";
        or only in sentences about an occasion: those that name winners ("award") or say what was inscribed ("listing").
    confidence
        "sure", or "doubtful" where the row is right more often than not.
    pattern, example, counterexample, note
        As in the table; the target of the two examples stands between asterisks.
    before, after
        The compiled sides; `before` matches the reversed sentence.
    targets
        The slot characters that the target may be.
    firsts_before, firsts_after
        The words that can stand next to the target on either side, or None where anything can.
    needs
        What lets most rows be passed over unread: words without which they cannot match.
    """

    rank: int
    name: str
    role: Role
    where: Where
    confidence: Confidence
    pattern: str
    example: str
    counterexample: str
    note: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    targets: str
    firsts_before: frozenset[str] | None
    firsts_after: frozenset[str] | None
    needs: tuple[Need, ...]


# ---- the pattern language: text → tree ---------------------------------------------------------------------------

_Tree = dict[str, "_Tree"]

# A tree is a sequence of elements, each ("word", text) | ("sign", text) | ("gap", text) | ("other", "") | ("edge", "")
# | ("choice", sequences). An option is a choice with an empty sequence.
Element = tuple[str, "str | tuple[Sequence_, ...]"]
Sequence_ = tuple[Element, ...]


def _parse(tokens: Iterator[tuple[str, str]], closing: str = "") -> tuple[Sequence_, ...]:
    """Read alternatives up to the closing bracket."""
    alternatives: list[Sequence_] = []
    elements: list[Element] = []
    for kind, mark in tokens:
        if kind == "bracket" and mark == closing:
            return (*alternatives, tuple(elements))
        if kind == "bracket" and mark == "|":
            alternatives.append(tuple(elements))
            elements = []
        elif kind == "bracket" and mark == "(":
            elements.append(("choice", _parse(tokens, ")")))
        elif kind == "bracket" and mark == "[":
            elements.append(("choice", (*_parse(tokens, "]"), ())))
        elif kind == "class":
            elements.append(("choice", tuple(_parse_phrase(phrase) for phrase in _class_phrases(mark[1:-1]))))
        elif kind == "bracket":
            raise ValueError(f"stray {mark}")
        else:
            elements.append((kind, mark))
    if closing:
        raise ValueError(f"missing {closing}")
    return (*alternatives, tuple(elements))


def _class_phrases(name: str) -> tuple[str, ...]:
    if name not in word_classes():
        raise ValueError(f"unknown class {{{name}}}")
    return word_classes()[name]


def _tokens(pattern: str) -> list[tuple[str, str]]:
    return [(match.lastgroup or "", match[match.lastgroup or 0]) for match in _ELEMENT_RE.finditer(pattern.lower())]


def _parse_phrase(phrase: str) -> Sequence_:
    return _parse(iter(_tokens(phrase)))[0]


def _reversed(sequence: Sequence_) -> Sequence_:
    """Turn a tree round, letters included: what reads from right to left."""
    turned: list[Element] = []
    for kind, content in reversed(sequence):
        if kind == "choice":
            turned.append((kind, tuple(_reversed(part) for part in content)))  # type: ignore[arg-type]
        else:
            turned.append((kind, content[::-1] if isinstance(content, str) else content))
    return tuple(turned)


# ---- the pattern language: tree → regex ----------------------------------------------------------------------------


def _regex(sequence: Sequence_, *, reverse: bool) -> str:
    """Write a tree as a regex in which every element brings the blank that parts it from what precedes."""
    return "".join(
        _repeated_regex(element, reverse=reverse, times=len(list(alike))) for element, alike in groupby(sequence)
    )


def _repeated_regex(element: Element, *, reverse: bool, times: int) -> str:
    """Write an element that stands so often in a row; an option with one count, so that none is tried in vain twice."""
    kind, content = element
    regex = _element_regex(kind, content, reverse=reverse)
    if times > 1 and kind == "choice" and not all(content):
        return f"{regex.removesuffix('?')}{{0,{times}}}"
    return regex * times


def _element_regex(kind: str, content: "str | tuple[Sequence_, ...]", *, reverse: bool) -> str:
    if not isinstance(content, str):
        return _choice_regex(content, reverse=reverse)
    if kind == "gap":
        if content == "...":
            return rf"[^{NAME}-{LAST}]{{0,{LONG_GAP_CHARS}}}?(?<![^\W_])"
        stops = _GAP_STOPS if content == ".." else (*_GAP_STOPS, "the", "a", "an", "of")
        stop = "|".join(word[::-1] if reverse else word for word in stops)
        return rf"(?:(?: +|(?<=,))(?!(?:{stop})(?![^\W_]))[^ {NAME}-{LAST},;:()]+){{0,{SHORT_GAP_WORDS}}}?"
    if kind == "edge":
        return r"\W*\Z"
    if kind == "other":
        return rf"\s*{_SLOT}"
    if kind in ("sign", "bracketed"):
        return rf"\s*{re.escape(content)}"
    return _apart(_word_regex(content))


def _choice_regex(alternatives: "tuple[Sequence_, ...]", *, reverse: bool) -> str:
    """Write alternatives; those that are mere words share one boundary on either side."""
    optional = "?" if any(not part for part in alternatives) else ""
    flat = list(_flatten(alternatives))
    phrases = [part for part in flat if all(kind == "word" and not _is_house(str(word)) for kind, word in part)]
    written = [_regex(part, reverse=reverse) for part in flat if part not in phrases]
    if phrases:
        written.append(_apart(_trie_regex(phrases)))
    return f"(?:{'|'.join(written)}){optional}"


def _flatten(alternatives: "tuple[Sequence_, ...]") -> "Iterator[Sequence_]":
    """Yield the alternatives of a choice, those of a choice that is an alternative by itself among them."""
    for part in alternatives:
        if len(part) == 1 and part[0][0] == "choice":
            yield from _flatten(part[0][1])  # type: ignore[arg-type]
        elif part:
            yield part


def _apart(regex: str) -> str:
    """Set blanks and quotation marks before something that is no piece of a longer word."""
    return rf"[ \"“”«»]*(?<![^\W_]){regex}(?![^\W_])"


def _trie_regex(phrases: "Iterable[Sequence_]") -> str:
    """Write phrases as a regex that reads every letter once: common beginnings are shared."""
    tree: _Tree = {}
    for phrase in phrases:
        branch = tree
        for index, (_, word) in enumerate(phrase):
            for letter in [" +"] * (index > 0) + [re.escape(letter) for letter in str(word)]:
                branch = branch.setdefault(letter, {})
        branch[""] = {}
    return _write_tree(tree)


def _write_tree(tree: "_Tree") -> str:
    branches = [letter + _write_tree(branch) for letter, branch in tree.items() if letter]
    if not branches:
        return ""
    return f"(?:{'|'.join(branches)}){'?' if '' in tree else ''}"


_HOUSE_PIECE: Final = "cesco"  # what is left of the house's name behind its mark


def _is_house(word: str) -> bool:
    return word.casefold() in ("icesco", "isesco", "ocseci", "ocsesi")


def _word_regex(word: str) -> str:
    if word.casefold() in ("icesco", "isesco"):
        return rf"{HOUSE}cesco\)?"  # "… Organization (ICESCO) and …"
    if word.casefold() in ("ocseci", "ocsesi"):
        return rf"\)?ocsec{HOUSE}"
    return re.escape(word)


def _firsts(sequence: Sequence_) -> frozenset[str] | None:
    """Return the words or marks that can come first, or None where anything can."""
    found: set[str] = set()
    for kind, content in sequence:
        if kind in ("gap", "edge", "other"):
            return None
        if isinstance(content, str):
            return None if _is_house(content) else frozenset(found | {content.casefold()})
        parts = [_firsts(part) for part in content if part]
        if any(part is None for part in parts):
            return None
        found.update(word for part in parts if part is not None for word in part)
        if all(content):
            return frozenset(found)
    return None


def _side_needs(outwards: Sequence_, *, reach: Reach) -> Iterator[Need]:
    """Yield what one side of a row needs; beyond another country or the house the words may be anywhere."""
    stop = next((place for place, element in enumerate(outwards) if _holds_stop(element)), len(outwards))
    for words in _needs(outwards[:stop]):
        yield Need(reach, words)
    for words in _needs(outwards[stop:]):
        yield Need("anywhere", words)


def _holds_stop(element: Element) -> bool:
    kind, content = element
    if isinstance(content, str):
        return kind == "other" or (kind == "word" and _is_house(content))
    return any(_holds_stop(inner) for part in content for inner in part)


def _needs(sequence: Sequence_) -> Iterator[frozenset[str]]:
    """Yield, for each element that cannot be missing, the words of which the sentence must hold one."""
    for kind, content in sequence:
        if not isinstance(content, str):
            parts = [_telling_words(part) for part in content]
            if all(parts):
                yield frozenset(word for part in parts for word in part)
        elif kind == "word":
            yield frozenset((_HOUSE_PIECE if _is_house(content) else longest_piece(content),))


def _telling_words(sequence: Sequence_) -> frozenset[str]:
    """Return the words of which a phrase holds one: those of the element whose words are longest."""
    return max(_needs(sequence), key=lambda words: min(map(len, words)), default=frozenset())


def compile_row(cells: Mapping[str, str], *, rank: int) -> RoleRow:
    """Compile one row of a pattern table.

    Parameters
    ----------
    cells
        The columns ``name, role, where, confidence, pattern, example, counterexample, note``.
    rank
        Its place in the table.

    Raises
    ------
    ValueError
        If the pattern has not exactly one target or names an unknown class.

    Examples
    --------
    >>> cells = dict.fromkeys(("example", "counterexample", "note"), "")
    >>> cells |= {"name": "minister", "role": "present", "where": "text", "confidence": "sure"}
    >>> row = compile_row(cells | {"pattern": "minister ... of <country>"}, rank=1)
    >>> row.before.match("minister of culture of "[::-1]) is not None
    True
    """
    tokens = _tokens(cells["pattern"])
    places = [index for index, (kind, _) in enumerate(tokens) if kind == "target"]
    if len(places) != 1 or tokens[places[0]][1][1:-1] not in TARGETS:
        raise ValueError(f"pattern {cells['pattern']!r} needs exactly one target out of {', '.join(TARGETS)}")
    leading = _parse(iter(tokens[: places[0]]))[0]
    before = _reversed(leading)
    after = _parse(iter(tokens[places[0] + 1 :]))[0]
    return RoleRow(
        rank=rank,
        name=cells["name"],
        role=cells["role"],  # type: ignore[arg-type]
        where=cells["where"],  # type: ignore[arg-type]
        confidence=cells["confidence"],  # type: ignore[arg-type]
        pattern=cells["pattern"],
        example=cells["example"],
        counterexample=cells["counterexample"],
        note=cells["note"],
        before=re.compile(_regex(before, reverse=True)),
        after=re.compile(_regex(after, reverse=False)),
        targets=TARGETS[tokens[places[0]][1][1:-1]],
        firsts_before=_turned(_firsts(before)),
        firsts_after=_firsts(after),
        needs=(*_side_needs(leading[::-1], reach="before"), *_side_needs(after, reach="after")),
    )


def _turned(words: frozenset[str] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(word[::-1] for word in words)
