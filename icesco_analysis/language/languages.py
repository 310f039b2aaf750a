"""Text → language: English, French and Arabic told apart by script and function words."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import chain, islice

from icesco_analysis.language.vocabulary import read_vocabulary
from icesco_analysis.language.words import find_words

# Fewer letters than this say nothing certain about a language.
MIN_LETTERS = 20
# So many characters of a text tell its language: more words would only say it again.
REACH = 600
# A text is Arabic when at least this share of its letters is of that script: names in Latin letters occur in it.
ARABIC_SHARE = 0.5
# Function words are about two fifths of running text; a language must show at least this share of all words …
MIN_SHARE = 0.12
# … and lead the other by this factor.
LEAD = 1.5
# The languages told by function words; the data names others so that they pass for none of these.
TOLD = frozenset({"en", "fr"})

# The article al-, alone and with what is written in one word with it.
_ARABIC_ARTICLES = ("ال", "وال", "بال", "لل")
_ARABIC_RE = re.compile("[\u0621-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")


@cache
def _function_words() -> Mapping[str, tuple[str, ...]]:
    """Return the languages that a word is a function word of."""
    languages: dict[str, tuple[str, ...]] = {}
    for row in read_vocabulary("function_words.tsv", columns=["word", "language", "note"]):
        languages[row["word"]] = (*languages.get(row["word"], ()), row["language"])
    return languages


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
    text, known = text[:REACH], _function_words()
    words = find_words(text)
    counts = Counter(chain.from_iterable(filter(None, map(known.get, words))))
    if _ARABIC_RE.search(text) and len(_ARABIC_RE.findall(text)) >= ARABIC_SHARE * sum(map(str.isalpha, text)):
        marks = sum("ar" in known.get(word, ()) or word.startswith(_ARABIC_ARTICLES) for word in words)
        return "ar" if marks >= MIN_SHARE * len(words) else ""
    del counts["ar"]
    (best, count), (_, other) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    return best if best in TOLD and count >= MIN_SHARE * len(words) and count > LEAD * other else ""
