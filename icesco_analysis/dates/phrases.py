"""Many patterns of phrases at once: where each begins is found first, so that few are tried, and only at few places."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
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
        found = sorted((start, head) for head, start, _ in self.heads.find_matches_as_indexes(text, overlapping=True))
        for start, heads in groupby(found, key=lambda pair: pair[0]):
            if start < end or (start and (text[start - 1].isalnum() or text[start - 1] == "_")):
                continue
            for key, pattern in (self.pairs[self.places[head]] for _, head in heads):
                if match := _compile(pattern).match(text, start):
                    end = match.end()
                    yield key, start, end
                    break


def compile_phrases(pairs: Iterable[tuple[Key, str]]) -> Phrases[Key]:
    """Return the finder of `pairs`: a key and a regular expression of whole words in small letters.

    Where two match at one place, the first pair wins. An expression begins with a letter, or with a group whose
    alternatives do; one that does not is a `ValueError`. Each is compiled when its beginning is first met.

    Examples
    --------
    >>> phrases = compile_phrases([("to come", "(?:will|shall) be held"), ("held", "held")])
    >>> list(phrases.find("talks held, talks that will be held"))
    [('held', 6, 10), ('to come', 23, 35)]
    """
    pairs = list(pairs)
    heads = [(head, place) for place, (_, pattern) in enumerate(pairs) for head in _find_heads(pattern)]
    return Phrases(AhoCorasick([head for head, _ in heads]), [place for _, place in heads], pairs)


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})(?!\w)")


def _find_heads(pattern: str) -> list[str]:
    """Return the letters that each alternative of a pattern begins with."""
    group = _GROUP_RE.match(pattern)
    heads = [_HEAD_RE.match(alternative) for alternative in (group[1].split("|") if group else [pattern])]
    if not all(heads):
        raise ValueError(f"nothing to look for at the beginning of {pattern!r}")
    return [head[0] for head in heads if head]
