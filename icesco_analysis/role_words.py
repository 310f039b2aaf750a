"""The classes of words that speak of roles: ``office_words.tsv``."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from icesco_analysis.vocabulary import read_vocabulary

WORD: Final = r"[^\W_]+(?:['\-][^\W_]+)*"
"""A word as a regex: letters and digits, with apostrophes and hyphens inside."""

_PIECE_RE = re.compile(r"[^\W_]+")


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
    return frozenset(_PIECE_RE.findall(masked))


@cache
def _phrases_by_piece(names: tuple[str, ...]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the phrases of some classes by their longest piece, each with its class."""
    phrases: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        for phrase in word_classes()[name]:
            phrases.setdefault(longest_piece(phrase), []).append((name, phrase))
    return {piece: tuple(found) for piece, found in phrases.items()}


def find_classes(text: str, names: tuple[str, ...]) -> frozenset[str]:
    """Return those of the classes `names` of which `text` holds a phrase.

    Examples
    --------
    >>> find_classes("The session was held via videoconference.", ("online", "in_person"))
    frozenset({'online'})
    """
    lowered = text.lower().replace("’", "'")
    by_piece = _phrases_by_piece(names)
    return frozenset(
        name
        for piece in by_piece.keys() & set(_PIECE_RE.findall(lowered))
        for name, phrase in by_piece[piece]
        if phrase == piece or _holds(lowered, phrase)
    )


def _holds(text: str, phrase: str) -> bool:
    """Tell whether a text holds a phrase that is no piece of longer words."""
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            return True
        start = text.find(phrase, start + 1)
    return False
