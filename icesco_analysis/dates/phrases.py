"""Many patterns of phrases at once: where each begins is found first, so that few are tried, and only at few places."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TypeVar

from ahocorasick_rs import AhoCorasick

Key = TypeVar("Key")

_GROUP_RE = re.compile(r"\(\?:([^()]*)\)(?![?*])")
# What every match begins with: letters, the last of them only where it is not optional.
_HEAD_RE = re.compile(r"[^\[\](){}?*+|.\\^$]+(?![?*])")


def compile_phrases(pairs: Iterable[tuple[Key, str]]) -> Callable[[str], Iterator[tuple[Key, int, int]]]:
    """Return what finds `pairs`, a key and a regular expression of whole words in small letters, in such a text.

    It yields key, start and end of each phrase in order, none overlapping another; where two match at one place, the
    first pair wins. An expression begins with a letter, or with a group whose alternatives do; one that does not is a
    `ValueError`. Each is compiled when its beginning is first met.
    """
    known = list(pairs)
    heads = [(head, place) for place, (_, pattern) in enumerate(known) for head in _find_heads(pattern)]
    automaton = AhoCorasick([head for head, _ in heads])

    def find(text: str) -> Iterator[tuple[Key, int, int]]:
        end = 0
        found = automaton.find_matches_as_indexes(text, overlapping=True)
        for start, head in sorted((start, head) for head, start, _ in found if not text[start - 1 : start].isalnum()):
            key, pattern = known[heads[head][1]]
            if start >= end and (match := _compile(pattern).match(text, start)):
                end = match.end()
                yield key, start, end

    return find


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


def _find_heads(pattern: str) -> list[str]:
    """Return the letters that each alternative of a pattern begins with."""
    group = _GROUP_RE.match(pattern)
    wholes = [choice + pattern[group.end() :] for choice in group[1].split("|")] if group else [pattern]
    heads = [match[0] for match in map(_HEAD_RE.match, wholes) if match]
    if len(heads) < len(wholes):
        raise ValueError(f"nothing to look for at the beginning of {pattern!r}")
    return heads
