"""The classes of words that speak of roles: ``office_words.tsv``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from icesco_analysis.vocabulary import read_vocabulary

WORD: Final = r"[^\W_]+(?:['\-][^\W_]+)*"
"""A word as a regex: letters and digits, with apostrophes and hyphens inside."""

_PIECE_RE = re.compile(r"[^\W_]+")
_BLANKED = {code: " " for code in range(128) if not chr(code).isalnum()}  # the same for plain letters, and faster


@cache
def word_classes() -> Mapping[str, tuple[str, ...]]:
    """Return the classes of ``office_words.tsv``: name → its phrases, longest first.

    Examples
    --------
    >>> "chargé d'affaires" in word_classes()["envoy"]
    True
    """
    classes: dict[str, list[str]] = {}
    for row in read_vocabulary("office_words.tsv", columns=["class", "words", "note"]):
        phrases = classes.setdefault(row["class"], [])
        phrases.extend(phrase.strip() for phrase in row["words"].lower().split("|"))
    return {name: tuple(sorted(phrases, key=len, reverse=True)) for name, phrases in classes.items()}


def longest_piece(phrase: str) -> str:
    """Return the longest run of letters of a phrase: what a text must hold to hold the phrase.

    Examples
    --------
    >>> longest_piece("chargé d'affaires")
    'affaires'
    """
    return max((match.group() for match in _PIECE_RE.finditer(phrase)), key=len)


def sentence_words(masked: str) -> frozenset[str]:
    """Return the runs of letters of a sentence in small letters.

    Examples
    --------
    >>> sorted(sentence_words("in cooperation with the chargé d'affaires"))
    ['affaires', 'chargé', 'cooperation', 'd', 'in', 'the', 'with']
    """
    if masked.isascii():
        return frozenset(masked.translate(_BLANKED).split())
    return frozenset(_PIECE_RE.findall(masked))


@dataclass(frozen=True, slots=True)
class _Finder:
    """An automaton for the phrases of some classes, and the classes of each phrase."""

    automaton: AhoCorasick
    classes: tuple[frozenset[str], ...]


@cache
def _finder(names: tuple[str, ...]) -> _Finder:
    classes: dict[str, set[str]] = {}
    for name in names:
        for phrase in word_classes()[name]:
            classes.setdefault(phrase, set()).add(name)
    automaton = AhoCorasick(list(classes), matchkind=MatchKind.Standard, implementation=Implementation.DFA)
    return _Finder(automaton, tuple(map(frozenset, classes.values())))


def find_classes(text: str, names: tuple[str, ...]) -> frozenset[str]:
    """Return those of the classes `names` of which `text` holds a phrase that is no piece of longer words.

    Examples
    --------
    >>> find_classes("The session was held via videoconference.", ("online", "in_person"))
    frozenset({'online'})
    """
    finder = _finder(names)
    lowered = text.lower().replace("’", "'")
    length = len(lowered)
    found: set[str] = set()
    for index, start, end in finder.automaton.find_matches_as_indexes(lowered, overlapping=True):
        if (start and lowered[start - 1].isalnum()) or (end < length and lowered[end].isalnum()):
            continue
        found |= finder.classes[index]
    return frozenset(found)
