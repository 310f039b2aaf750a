"""The classes of words that speak of roles: ``office_words.tsv``."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from icesco_analysis.language import read_vocabulary

WORD: Final = r"[^\W_]+(?:['\-][^\W_]+)*"
"""A word as a regex: letters and digits, with apostrophes and hyphens inside."""

FoundPhrase = tuple[int, int, frozenset[str]]
"""Start, end and classes of a phrase of a text."""


@cache
def word_classes() -> Mapping[str, tuple[str, ...]]:
    """Return the classes of ``office_words.tsv``: name → its phrases, longest first.

    Examples
    --------
    >>> "chargé d'affaires" in word_classes()["envoy"]
    True
    """
    classes: dict[str, list[str]] = {}
    for row in read_vocabulary("office_words.tsv", columns=["class", "phrase", "note"]):
        classes.setdefault(row["class"], []).append(row["phrase"].lower())
    return {name: tuple(sorted(phrases, key=len, reverse=True)) for name, phrases in classes.items()}


@cache
def _finder(names: tuple[str, ...]) -> tuple[AhoCorasick, tuple[frozenset[str], ...]]:
    """Return an automaton for the phrases of some classes, and the classes of each phrase."""
    classes: dict[str, set[str]] = {}
    for name in names:
        for phrase in word_classes()[name]:
            classes.setdefault(phrase, set()).add(name)
    automaton = AhoCorasick(list(classes), matchkind=MatchKind.Standard, implementation=Implementation.DFA)
    return automaton, tuple(map(frozenset, classes.values()))


def find_phrases(text: str, names: tuple[str, ...]) -> list[FoundPhrase]:
    """Return the phrases of some classes in a text that are no pieces of longer words: start, end, classes of each.

    Examples
    --------
    >>> find_phrases("The session was held online.", ("online", "in_person"))
    [(21, 27, frozenset({'online'}))]
    """
    automaton, classes = _finder(names)
    lowered = lower(text.replace("’", "'"))
    length = len(lowered)
    return [
        (start, end, classes[index])
        for index, start, end in automaton.find_matches_as_indexes(lowered, overlapping=True)
        if not (start and lowered[start - 1].isalnum()) and not (end < length and lowered[end].isalnum())
    ]


def classes_between(phrases: Iterable[FoundPhrase], *, start: int, end: int) -> frozenset[str]:
    """Return the classes of those of some phrases, as `find_phrases` returns them, that lie in a span."""
    return frozenset[str]().union(*[classes for left, right, classes in phrases if start <= left and right <= end])


def find_classes(text: str, names: tuple[str, ...]) -> frozenset[str]:
    """Return those of the classes `names` of which `text` holds a phrase that is no piece of longer words.

    Examples
    --------
    >>> find_classes("The session was held via videoconference.", ("online", "in_person"))
    frozenset({'online'})
    """
    return classes_between(find_phrases(text, names), start=0, end=len(text))


def lower(text: str) -> str:
    """Return `text` in small letters, one character for one.

    Examples
    --------
    >>> lower("İZMİR, Türkiye")
    'İzmİr, türkiye'
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
