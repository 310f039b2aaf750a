"""Words of a text → the kinds of words among them, by the phrases of a vocabulary."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from icesco_analysis.language import fold_word, read_phrases

LANGUAGES: Final = ("en", "fr", "ar")
# Letters and digits, parted by hyphens and apostrophes; Arabic marks of vowels part nothing. Then what parts a list.
WORD_RE: Final = re.compile(r"[^\W_]+(?:[\u064b-\u0652\u0670]+[^\W_]*)*|[,;:()–—/]")
# Conjunction, preposition and article are written together with an Arabic word of some letters: first all of them that
# stand before an article, then the conjunction alone, then all there are.
ARABIC_PREFIXES: Final = (
    re.compile(r"^[وف]?(?:[بك]?ال|لل)(?=[\u0620-\u064a]{3})"),
    re.compile(r"^[وف](?=[\u0620-\u064a]{4})"),
    re.compile(r"^[وف]?[بلك]?(?:ال|لل)?(?=[\u0620-\u064a]{3})"),
)
# What a word may end on though its row does not: gender and number in French, a pronoun in Arabic.
_ENDING_RE: Final = {"fr": re.compile(r"(?<=\w\w)(?:es?|s)$"), "ar": re.compile(r"(?<=\w{3})(?:ه|ها|هم|هما)$")}
MOST_WORDS: Final = 1 << 16
"""So many words are remembered as they are read."""
_Phrases = tuple[Mapping[tuple[str, ...], str], Sequence[int]]


class Cue(NamedTuple):
    """A kind of words, and the first and last of the words that are of it."""

    kind: str
    first: int
    last: int


def find_cues(
    words: Sequence[str], language: str, table: str = "role_words.tsv", *, endings: bool = False
) -> list[Cue]:
    """Return the kinds of words among some words of a language; of phrases that overlap the first, and the longest.

    With `endings` a French or Arabic word is also looked for without its ending.

    Examples
    --------
    >>> find_cues(["the", "chargé", "d", "affaires", "of"], "en")
    [Cue(kind='form', first=0, last=0), Cue(kind='envoy', first=1, last=3), Cue(kind='of', first=4, last=4)]
    """
    readings = _readings(language if language in LANGUAGES else "en", table, endings)
    read = [readings[word] for word in words]
    bare = tuple([shortest for shortest, _ in read])
    cues, end = [], -1
    for place, (_, phrases) in enumerate(read):
        if phrases and place > end:
            last, kind = place, ""
            for rests, lengths in phrases:
                for length in lengths:
                    named = rests.get(bare[place + 1 : place + 1 + length])
                    if named and place + length < len(bare) and place + length >= last + bool(kind):
                        last, kind = place + length, named
                        break
            if kind:
                cues.append(Cue(kind, place, last))
                end = last
    return cues


class _Readings(dict[str, tuple[str, Sequence[_Phrases]]]):
    """Words as they were first met, each in its shortest form with the phrases that it may begin."""

    def __init__(self, language: str, table: str, endings: bool) -> None:
        super().__init__()
        self._language, self._endings, self._phrases = language, endings, _phrases(language, table, endings)

    def __missing__(self, word: str) -> tuple[str, Sequence[_Phrases]]:
        if len(self) >= MOST_WORDS:
            self.clear()
        forms = _forms(word, self._language, self._endings)
        read = self[word] = forms[-1], [self._phrases[form] for form in forms if form in self._phrases]
        return read


_readings = cache(_Readings)


def _forms(word: str, language: str, endings: bool) -> tuple[str, ...]:
    """Return the forms of a word, the last of them without what it ends on."""
    forms = word_forms(word)
    if endings and language in _ENDING_RE:
        forms = tuple(dict.fromkeys((*forms, _ENDING_RE[language].sub("", forms[-1]))))
    return forms


@lru_cache(maxsize=1 << 15)
def word_forms(word: str) -> tuple[str, ...]:
    """Return a word as it is compared and, in Arabic, without what is written together with it, the shortest last."""
    word = fold_word(word.lower())
    if word.isascii() or not "\u0620" <= word[0] <= "\u064a":
        return (word,)
    return tuple(dict.fromkeys((word, *(prefix.sub("", word) for prefix in ARABIC_PREFIXES))))


def first_words(language: str, table: str) -> frozenset[str]:
    """Return the words that phrases of a table begin with."""
    return frozenset(_phrases(language, table, False))


@cache
def _phrases(language: str, table: str, endings: bool) -> Mapping[str, _Phrases]:
    """Return by first words the kinds of phrases by the rest of each, and how long the rests are, the longest first.

    Of two rows for one phrase the upper counts.
    """
    kinds: dict[str, dict[tuple[str, ...], str]] = {}
    for form, kind in read_phrases(table, language=language):
        first, *rest = WORD_RE.findall(form)
        behind = tuple(_forms(word, language, endings)[-1] for word in rest)
        kinds.setdefault(word_forms(first)[0], {}).setdefault(behind, kind)
    return {first: (rests, sorted(set(map(len, rests)), reverse=True)) for first, rests in kinds.items()}
