"""Text → sentences with their spans: what every piece of evidence is shown in."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from icesco_analysis.vocabulary import read_vocabulary

_END_RE = re.compile(
    r"""
    (?P<mark> [.!?…؟۔\n] )          # a closing mark or a line break: one set of characters, quick to search
    (?:
        (?<! \n ) (?P<close> [”’"'»)\]]* )   # quotes and brackets that close with the mark
        (?: \s+ | (?=[A-Z][a-z]) )           # a blank; the site sometimes forgets it before the next capital
      | (?<= \n ) \s*\n                     # a paragraph always ends its sentence
    )
    """,
    re.VERBOSE,
)
_INITIAL_RE = re.compile(r"(?:^|[\s(“\"‘])(?:[A-Z]\.)+$")


@cache
def _abbreviations() -> tuple[str, ...]:
    return tuple(row["abbreviation"] for row in read_vocabulary("abbreviations.tsv", columns=["abbreviation", "note"]))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Tell whether a closing mark ends the sentence rather than an abbreviation or an initial."""
    if match["mark"] == "\n":
        return True
    after = text[match.end() : match.end() + 1]
    if after.islower():
        return False
    if match["mark"] != "." or match["close"]:
        return True
    before = text[max(0, match.start() - 12) : match.start() + 1]
    if _INITIAL_RE.search(before):
        return False
    word = before.split()[-1].lstrip('(“"‘') if before.split() else ""
    return word not in _abbreviations()


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the ``(start, end)`` spans of the sentences of `text`, in order, without surrounding blanks.

    Parameters
    ----------
    text
        Running text; paragraphs separated by blank lines.

    Notes
    -----
    A full stop after a title, an initial or another known abbreviation (``data/abbreviations.tsv``) ends nothing; one
    before a small letter neither. A blank missing after the stop is forgiven where a capital and a small letter follow.
    Known to be wrong: a sentence that ends on an abbreviation ("… at 5 p.m. The …") is joined with the next.

    Examples
    --------
    >>> text = "Dr. A. Lee met him.The talks ended well. Done"
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Dr. A. Lee met him.', 'The talks ended well.', 'Done']
    """
    spans = []
    start = 0
    for match in _END_RE.finditer(text):
        if _ends_sentence(text, match):
            end = match.start() if match["mark"] == "\n" else match.end("close")
            spans.append((start, end))
            start = match.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := _trim(text, *span))[0] < trimmed[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends of a span inwards over blanks."""
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    return start + left, max(start + left, start + len(inner.rstrip()))


def sentence_at(sentences: Sequence[tuple[int, int]], position: int) -> tuple[int, int]:
    """Return the span of `sentences` that holds `position`, or the last one before it.

    Examples
    --------
    >>> sentence_at([(0, 19), (19, 40)], 25)
    (19, 40)
    """
    index = bisect_right(sentences, position, key=lambda span: span[0]) - 1
    return sentences[max(0, index)]
