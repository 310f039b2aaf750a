"""Text → sentences with their spans: what every piece of evidence is shown in."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from icesco_analysis.language.vocabulary import read_vocabulary

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
def _abbreviations() -> frozenset[str]:
    rows = read_vocabulary("abbreviations.tsv", columns=["abbreviation", "note"])
    return frozenset(row["abbreviation"] for row in rows)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Tell whether a closing mark ends the sentence rather than an abbreviation or an initial."""
    start, end = match.span()
    if text[start] == "\n":
        return True
    if text[end : end + 1].islower():
        return False
    if text[start] != "." or match["close"]:
        return True
    before = text[max(0, start - 12) : start + 1]
    if before[-2:-1] == "." != before[-3:-2]:
        return False  # two dots join the halves of a headline as a dash does
    if before[-2:-1].isupper() and _INITIAL_RE.search(before):
        return False
    return before.split()[-1].lstrip('(“"‘') not in _abbreviations()


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ``(start, end)`` spans of the sentences of `text`, in order, without surrounding blanks.

    Parameters
    ----------
    text
        Running text; paragraphs separated by blank lines.

    Notes
    -----
    A full stop after a title, an initial or another known abbreviation (``data/abbreviations.tsv``) ends nothing; one
    before a small letter neither. A blank missing after the stop is forgiven where a capital and a small letter follow.
    Two dots that join the halves of an Arabic headline end nothing either.
    Known to be wrong: a sentence that ends on an abbreviation ("… at 5 p.m. The …") is joined with the next.

    Examples
    --------
    >>> text = "Dr. A. Lee met him.The talks ended well. Done"
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Dr. A. Lee met him.', 'The talks ended well.', 'Done']
    >>> list(split_sentences("في عيد الأشجار.. سفيرة تزور الإيسيسكو"))
    [(0, 37)]
    """
    start = 0
    for match in chain(_END_RE.finditer(text), [None]):
        if match is None or _ends_sentence(text, match):
            end = len(text) if match is None else match.start() if match["mark"] == "\n" else match.end("close")
            if inner := text[start:end].lstrip():
                yield end - len(inner), end - len(inner) + len(inner.rstrip())
            start = match.end() if match else end
