"""Many patterns of phrases at once: where each begins is found first, so that few places are tried."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

Key = TypeVar("Key")

_META = frozenset("[](){}?*+|.\\^$")


@dataclass(frozen=True, slots=True)
class Phrases(Generic[Key]):
    """Patterns of phrases in small letters, ready to be found in a text; made by `compile_phrases`."""

    heads: AhoCorasick
    pattern: re.Pattern[str]
    keys: Mapping[str, Key]

    def find(self, text: str) -> Iterator[tuple[Key, int, int]]:
        """Yield key, start and end of each phrase of `text` (small letters), in order, none overlapping another."""
        end = 0
        for start in sorted({start for _, start, _ in self.heads.find_matches_as_indexes(text, overlapping=True)}):
            if start < end or (start and (text[start - 1].isalnum() or text[start - 1] == "_")):
                continue
            match = self.pattern.match(text, start)
            if match:
                end = match.end()
                yield self.keys[match.lastgroup or ""], start, end


def compile_phrases(patterns: Iterable[tuple[Key, str]]) -> Phrases[Key]:
    """Return the finder of `patterns`: pairs of a key and a regular expression of whole words in small letters.

    Where two match at one place, the first pair wins. Each alternative of an expression begins with a letter, or with a
    group whose alternatives do; one that does not is a `ValueError`.

    Examples
    --------
    >>> phrases = compile_phrases([("to come", "(?:will|shall) be held"), ("held", "held")])
    >>> list(phrases.find("talks held, talks that will be held"))
    [('held', 6, 10), ('to come', 23, 35)]
    """
    pairs = list(patterns)
    heads = {head for _, pattern in pairs for head in find_heads(pattern)}
    groups = "|".join(f"(?P<p{number}>{pattern})" for number, (_, pattern) in enumerate(pairs))
    keys = {f"p{number}": key for number, (key, _) in enumerate(pairs)}
    return Phrases(AhoCorasick(sorted(heads)), re.compile(rf"(?:{groups or '(?!)'})(?!\w)"), keys)


def find_heads(pattern: str) -> list[str]:
    """Return the letters that each alternative of a regular expression begins with.

    Examples
    --------
    >>> find_heads("(?:will|shall) be|organi[sz]ed|visits?")
    ['will', 'shall', 'organi', 'visit']
    """
    return [head for alternative in _split_alternatives(pattern) for head in _heads_of(alternative)]


def _split_alternatives(pattern: str) -> list[str]:
    """Return the alternatives of a pattern that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for index, letter in enumerate(pattern):
        depth += (letter in "([") - (letter in ")]")
        if letter == "|" and depth == 0:
            parts.append(pattern[start:index])
            start = index + 1
    return [*parts, pattern[start:]]


def _heads_of(alternative: str) -> list[str]:
    """Return the letters that one alternative begins with: more than one where it begins with a group."""
    if alternative.startswith("(?:"):
        close = _closing(alternative)
        inner, rest = alternative[3:close], alternative[close + 1 :]
        optional = rest[:1] in ("?", "*")
        return find_heads(inner) + (_heads_of(rest[1:]) if optional else [])
    length = next((index for index, letter in enumerate(alternative) if letter in _META), len(alternative))
    if alternative[length : length + 1] in ("?", "*"):
        length -= 1
    if length < 1:
        raise ValueError(f"nothing to look for at the beginning of {alternative!r}")
    return [alternative[:length]]


def _closing(pattern: str) -> int:
    """Return the place of the bracket that closes the first one."""
    depth = 0
    for index, letter in enumerate(pattern):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return index
    raise ValueError(f"a bracket stays open in {pattern!r}")
