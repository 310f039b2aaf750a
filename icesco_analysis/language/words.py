"""What every wing spells the same way: the seat of the house, the words and blanks of a text."""

import re
from typing import Final

SEAT: Final = "MAR"
"""ISO 3166-1 code of the country where it has its headquarters."""

_WORD_RE = re.compile(r"\w+")
# One letter for one: what Arabic print takes for the same. Then the marks that it may leave out.
_SAME_LETTERS = str.maketrans("أإآٱىئیؤک", "اااايييوك")
_VOWEL_MARKS_RE = re.compile("[\u0640\u064b-\u0652\u0670]")


def find_words(text: str) -> list[str]:
    """Return the words of `text` in small letters: runs of letters and digits.

    Examples
    --------
    >>> find_words("The DG’s 2nd visit")
    ['the', 'dg', 's', '2nd', 'visit']
    """
    return _WORD_RE.findall(text.casefold().replace("_", " "))


def collapse(text: str) -> str:
    r"""Return `text` in one line, each run of blanks and line breaks as one blank.

    Examples
    --------
    >>> collapse(" A headline\n  in two lines ")
    'A headline in two lines'
    """
    line = text.strip()
    return line if "  " not in line and line.isprintable() else " ".join(line.split())


def fold(text: str) -> str:
    """Return `text` with the letters that Arabic print takes for one another as one, and without marks of vowels.

    Examples
    --------
    >>> fold("عُمان وإيران"), fold("Égypte")
    ('عمان وايران', 'Égypte')
    """
    return text if text.isascii() else _VOWEL_MARKS_RE.sub("", text).translate(_SAME_LETTERS)


def fold_word(word: str) -> str:
    """Return a word as words are compared: as `fold` does, and with one letter for both that end Arabic nouns.

    Examples
    --------
    >>> fold_word("سفارة") == fold_word("سفاره")
    True
    """
    return word if word.isascii() else fold(word).replace("ة", "ه")
