"""Many patterns of phrases at once: where each begins is found first, so that few are tried, and only at few places."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

Key = TypeVar("Key")

_GROUP_RE = re.compile(r"\(\?:([^()]*)\)(?![?*])")
# What every match begins with: letters, the last of them only where it is not optional.
_HEAD_RE = re.compile(r"[^\[\](){}?*+|.\\^$]+(?![?*])")


@dataclass(frozen=True, slots=True)
class Phrases(Generic[Key]):
    """Patterns of phrases in small letters, ready to be found in a text; made by `compile_phrases`."""

    heads: AhoCorasick
    places: Sequence[int]
    pairs: Sequence[tuple[Key, str]]

    def find(self, text: str) -> Iterator[tuple[Key, int, int]]:
        """Yield key, start and end of each phrase of `text` (small letters), in order, none overlapping another."""
        end = 0
        heads = self.heads.find_matches_as_indexes(text, overlapping=True)
        for start, head in sorted((start, head) for head, start, _ in heads if not text[start - 1 : start].isalnum()):
            key, pattern = self.pairs[self.places[head]]
            if start >= end and (match := _compile(pattern).match(text, start)):
                end = match.end()
                yield key, start, end


def compile_phrases(pairs: Iterable[tuple[Key, str]]) -> Phrases[Key]:
    """Return the finder of `pairs`: a key and a regular expression of whole words in small letters.

    Where two match at one place, the first pair wins. An expression begins with a letter, or with a group whose
    alternatives do; one that does not is a `ValueError`. Each is compiled when its beginning is first met.
    """
    pairs = list(pairs)
    heads = [(head, place) for place, (_, pattern) in enumerate(pairs) for head in _find_heads(pattern)]
    return Phrases(AhoCorasick([head for head, _ in heads]), [place for _, place in heads], pairs)


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
