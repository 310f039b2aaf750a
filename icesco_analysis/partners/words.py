"""Text → words with their places, and the kinds of words that speak of roles: ``role_words.tsv``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from icesco_analysis.language import fold_word, read_phrases
from icesco_analysis.partners.countries import LANGUAGES, Mention

# Letters and digits, parted by hyphens and apostrophes; Arabic marks of vowels part nothing. Then what parts a list.
_WORD_RE = re.compile(r"[^\W_]+(?:[\u064b-\u0652\u0670]+[^\W_]*)*|[,;:()–—/]")
# Conjunction, preposition and article are written together with an Arabic word of some letters: first all of them that
# stand before an article, then the conjunction alone, then all there are.
_ARABIC_PREFIXES: Final = (
    re.compile(r"^[وف]?(?:[بك]?ال|لل)(?=[\u0620-\u064a]{3})"),
    re.compile(r"^[وف](?=[\u0620-\u064a]{4})"),
    re.compile(r"^[وف]?[بلك]?(?:ال|لل)?(?=[\u0620-\u064a]{3})"),
)


_fold = lru_cache(maxsize=1 << 15)(lambda word: fold_word(word.lower()))
_Phrases = tuple[Mapping[tuple[str, ...], str], Sequence[int]]


class Token(NamedTuple):
    """A word as it is compared, its span in the text, and the mentions that stand in its place."""

    form: str
    start: int
    end: int
    mentions: tuple[Mention, ...] = ()


class Cue(NamedTuple):
    """A kind of words, and the first and last of the words that are of it."""

    kind: str
    first: int
    last: int


def read_tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """Yield the words and the signs that part lists between two places of a text.

    Examples
    --------
    >>> [token.form for token in read_tokens("L’ambassadeur, M. Roy", 0, 21)]
    ['l', 'ambassadeur', ',', 'm', 'roy']
    """
    for match in _WORD_RE.finditer(text, start, end):
        yield Token(_fold(match[0]), *match.span())


def find_cues(forms: Sequence[str], language: str, table: str = "role_words.tsv") -> list[Cue]:
    """Return the kinds of words among some words of a language; of phrases that overlap the first, and the longest.

    Examples
    --------
    >>> find_cues(["the", "chargé", "d", "affaires", "of"], "en")
    [Cue(kind='form', first=0, last=0), Cue(kind='envoy', first=1, last=3), Cue(kind='of', first=4, last=4)]
    """
    language = language if language in LANGUAGES else "en"
    bare, phrases = zip(*[_begin(form, language, table) for form in forms], strict=True) if forms else ((), ())
    cues, end = [], -1
    for place, begun in enumerate(phrases):
        if begun and place > end:
            last, kind = place, ""
            for rests, lengths in begun:
                for length in lengths:
                    named = rests.get(bare[place + 1 : place + 1 + length])
                    if named and place + length < len(forms) and place + length >= last + bool(kind):
                        last, kind = place + length, named
                        break
            if kind:
                cues.append(Cue(kind, place, last))
                end = last
    return cues


@lru_cache(maxsize=1 << 15)
def _begin(word: str, language: str, table: str) -> tuple[str, Sequence[_Phrases]]:
    """Return a word without what is written together with it, and the phrases that it may begin."""
    forms, phrases = _forms(word), _phrases(language, table)
    return forms[-1], [phrases[form] for form in forms if form in phrases]


@lru_cache(maxsize=1 << 15)
def _forms(word: str) -> tuple[str, ...]:
    """Return a word as it is printed and, in Arabic, without what is written together with it."""
    if word.isascii() or not "\u0620" <= word[0] <= "\u064a":
        return (word,)
    return tuple(dict.fromkeys((word, *(prefix.sub("", word) for prefix in _ARABIC_PREFIXES))))


@lru_cache(maxsize=1 << 15)
def show_word(form: str) -> str:
    """Return a word as evidence: figures and ICESCO are each of one kind, Arabic words without article.

    Examples
    --------
    >>> show_word("2024"), show_word("isesco"), show_word("والوزير")
    ('#', 'HOUSE', 'وزير')
    """
    if form.isascii():
        return "#" if form.isdigit() else "HOUSE" if form in ("icesco", "isesco") else form
    return "HOUSE" if "يسيسكو" in form else _ARABIC_PREFIXES[0].sub("", form)


def first_words(language: str, table: str) -> frozenset[str]:
    """Return the words that phrases of a table begin with."""
    return frozenset(_phrases(language, table))


@cache
def _phrases(language: str, table: str) -> Mapping[str, _Phrases]:
    """Return by first words the kinds of phrases by the rest of each, and how long the rests are, the longest first."""
    kinds: dict[str, dict[tuple[str, ...], str]] = {}
    for form, kind in read_phrases(table, language=language):
        first, *rest = (token.form for token in read_tokens(form, 0, len(form)))
        kinds.setdefault(first, {}).setdefault(tuple(_forms(word)[-1] for word in rest), kind)
    return {first: (rests, sorted(set(map(len, rests)), reverse=True)) for first, rests in kinds.items()}
