"""Text → words with their places, as the roles are read from them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from icesco_analysis.partners.countries import Mention
from icesco_analysis.phrases import ARABIC_PREFIXES, LANGUAGES, WORD_RE, Cue, find_cues, first_words, word_forms

__all__ = ["LANGUAGES", "Cue", "Token", "find_cues", "first_words", "read_tokens", "show_word", "word_forms"]


class Token(NamedTuple):
    """A word as it is compared, its span in the text, and the mentions that stand in its place."""

    form: str
    start: int
    end: int
    mentions: tuple[Mention, ...] = ()


def read_tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """Yield the words and the signs that part lists between two places of a text."""
    for match in WORD_RE.finditer(text, start, end):
        yield Token(word_forms(match[0])[0], *match.span())


@lru_cache(maxsize=1 << 15)
def show_word(form: str) -> str:
    """Return a word as evidence: figures and ICESCO are each of one kind, Arabic words without article."""
    if form.isascii():
        return "#" if form.isdigit() else "HOUSE" if form in ("icesco", "isesco") else form
    return "HOUSE" if "يسيسكو" in form else ARABIC_PREFIXES[0].sub("", form)
