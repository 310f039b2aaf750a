"""Names of bodies as labels and pages print them: which are of one body, also in two scripts."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from icesco_analysis.partners.bodies import NO_HEADS, WORDS, fold_name, is_small
from icesco_analysis.partners.countries import find_mentions
from icesco_analysis.partners.words import find_cues, read_tokens, show_word

# One consonant for all that are written for it; vowels, and what is written for them, for none.
_ARABIC: Final = str.maketrans("بتثجحخدذرزسشصضطظغفقكلمن", "btsjhkddrzsssdtzjfkklmn", "اويىءئؤةهع")
_LATIN: Final = (
    ("kh", "k"), ("gh", "j"), ("sh", "s"), ("tch", "s"), ("ch", "s"), ("th", "s"), ("dh", "d"), ("ph", "f"), ("q", "k"),
    ("c", "k"), ("p", "b"), ("v", "f"), ("g", "j"), ("x", "ks"),
)  # fmt: skip
_SILENT_RE = re.compile(r"[aeiouwyh'’]")
_TWICE_RE = re.compile(r"(.)\1")


class _Traits(NamedTuple):
    kinds: frozenset[str]
    countries: frozenset[str]
    sounds: frozenset[str]


def is_same_body(name: str, forms: Iterable[str]) -> bool:
    """Tell whether a name is that of a body which is printed in some forms.

    Case, accents, articles and the order of words do not matter. A name in Latin letters is that of a body printed in
    Arabic where both are of one kind (a university) and share a country or the consonants of a word.

    Examples
    --------
    >>> is_same_body("Zambia University", ["the University of Zambia", "UNZA"])
    True
    >>> is_same_body("University of Karachi", ["جامعة كراتشي"]), is_same_body("University of Karachi", ["جامعة دمشق"])
    (True, False)
    """
    return any(fold_name(name) == fold_name(form) or _sounds_alike(name, form) for form in forms)


def _sounds_alike(name: str, form: str) -> bool:
    if _is_arabic(name) == _is_arabic(form):
        return False
    one, other = _read_traits(name), _read_traits(form)
    return bool(one.kinds & other.kinds and (one.countries & other.countries or one.sounds & other.sounds))


def _is_arabic(name: str) -> bool:
    return any("\u0620" <= letter <= "\u064a" for letter in name)


@cache
def _read_traits(name: str) -> _Traits:
    language = "ar" if _is_arabic(name) else "en"
    forms = [token.form for token in read_tokens(name, 0, len(name))]
    heads = [cue for cue in find_cues(forms, language, WORDS) if cue.kind not in NO_HEADS]
    named = {place for cue in heads for place in range(cue.first, cue.last + 1)}
    rest = [show_word(form) for place, form in enumerate(forms) if place not in named and not is_small(form)]
    countries = {mention.iso3 for mention in find_mentions(name, language=language)}
    return _Traits(
        frozenset(cue.kind for cue in heads), frozenset(countries), frozenset(filter(None, map(_hear, rest)))
    )


def _hear(word: str) -> str:
    """Return the consonants of a word, "" for fewer than two.

    >>> _hear("karachi") == _hear("كراتشي")
    True
    """
    if word.isascii():
        for letters, sound in _LATIN:
            word = word.replace(letters, sound)
        word = _SILENT_RE.sub("", word)
    else:
        word = word.replace("تش", "ش").translate(_ARABIC)
    heard = _TWICE_RE.sub(r"\1", word.replace("h", ""))
    return heard if len(heard) > 1 else ""
