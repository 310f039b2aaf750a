"""Text → language: English, French and Arabic told apart by script and function words."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import islice

from icesco_analysis.language.vocabulary import read_vocabulary
from icesco_analysis.language.words import find_words

# Fewer letters than this say nothing certain about a language.
MIN_LETTERS = 20
# A text is Arabic when at least this share of its letters is of that script: names in Latin letters occur in it.
ARABIC_SHARE = 0.5
# Function words are about two fifths of running text; a language must show at least this share of all words …
MIN_SHARE = 0.12
# … and lead the other by this factor.
LEAD = 1.5
# The languages told by function words; the data names others so that they pass for none of these.
TOLD = frozenset({"en", "fr"})

_ARABIC_RE = re.compile("[\u0621-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")


@cache
def _function_words() -> Mapping[str, frozenset[str]]:
    rows = read_vocabulary("function_words.tsv", columns=["word", "language", "note"])
    languages = dict.fromkeys(row["language"] for row in rows)
    return {name: frozenset(row["word"] for row in rows if row["language"] == name) for name in languages}


def tell_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`: "en", "fr" or "ar", or "" where it cannot be told.

    Parameters
    ----------
    text
        Running text, best headline and body together.

    Notes
    -----
    The script tells Arabic, function words tell English from French. A text in another language of these scripts is
    "" where it is long enough for its lack of function words to show; Persian and Urdu pass for Arabic only where they
    use Arabic function words.

    Examples
    --------
    >>> tell_language("The meeting was held at the headquarters of the Organization in Rabat.")
    'en'
    >>> tell_language("La réunion a eu lieu au siège de l’Organisation à Rabat, dans le cadre du programme.")
    'fr'
    >>> tell_language("استقبل المدير العام لمنظمة العالم الإسلامي للتربية والعلوم والثقافة السفير")
    'ar'
    >>> tell_language("ICESCO 2025")
    ''
    """
    if len(list(islice(filter(str.isalpha, text), MIN_LETTERS))) < MIN_LETTERS:
        return ""
    words = find_words(text)
    if _ARABIC_RE.search(text) and len(_ARABIC_RE.findall(text)) >= ARABIC_SHARE * sum(map(str.isalpha, text)):
        return "ar" if _is_arabic(words) else ""
    printed = Counter(words)
    counts = {
        name: sum(map(printed.__getitem__, known & printed.keys()))
        for name, known in _function_words().items()
        if name != "ar"
    }
    best = max(counts, key=lambda name: counts[name])
    others = max(count for name, count in counts.items() if name != best)
    enough = best in TOLD and counts[best] >= MIN_SHARE * len(words)
    return best if enough and counts[best] > LEAD * others else ""


def _is_arabic(words: list[str]) -> bool:
    """Tell Arabic from the other languages of its script: the article al- and function words in nearly every line."""
    known = _function_words()["ar"]
    marks = sum(word in known or word.startswith(("ال", "وال", "بال", "لل")) for word in words)
    return marks >= MIN_SHARE * len(words)
