"""Two names → whether they are of one body: by the gazetteer, or because they say the same, in whichever language.

What words of names mean is told in ``name_words.tsv``; a word that no row has is compared by its sound where one of the
names is in Arabic letters.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from icesco_analysis.language import fold_word, read_phrases, read_vocabulary
from icesco_analysis.partners.countries import LANGUAGES, Mention, find_mentions
from icesco_analysis.partners.spellings import unaccented
from icesco_analysis.partners.words import read_tokens, show_word, word_forms

WORDS, NAMES, MEANINGS = "organisation_words.tsv", "organisations.tsv", "name_words.tsv"
LINK: Final = "link"
"""The kind of small words inside a name."""
_MOST_NAMES: Final = 1 << 14
# Kinds of mentions that name a country as such, not by a place in it.
_OF_COUNTRY: Final = frozenset({"name", "official", "abbreviation", "demonym", "adjective"})
# What is heard alike, in Latin and in Arabic letters, the longest first; vowels and what is breathed are left out.
_SOUNDS: Final = (
    (re.compile(r"t?sch|t?ch|sh|تش|c(?=[eiy])|[zسصشزظ]"), "s"),
    (re.compile(r"ph|[vف]"), "f"),
    (re.compile(r"[gk]h|qu|[gjqcكقغخج]"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"[td]h|[dتطثدذض]"), "t"),
    (re.compile(r"[pب]"), "b"),
)
_OTHER_SOUNDS: Final = str.maketrans("ملنر", "mlnr")
_UNHEARD_RE: Final = re.compile(r"[^sfktbmlnr0-9]+|(?<=(.))\1")


class Sense(NamedTuple):
    """What a name says: what its words mean, countries among them, and the words that are names themselves."""

    meanings: frozenset[str]
    rest: tuple[str, ...]

    @property
    def sound(self) -> str:
        """The consonants of what is left, in classes of what is heard alike."""
        heard = "".join(self.rest)
        for pattern, sound in _SOUNDS:
            heard = pattern.sub(sound, heard)
        return _UNHEARD_RE.sub("", heard.translate(_OTHER_SOUNDS))


@cache
def links() -> frozenset[str]:
    """Return the small words inside names."""
    phrases = (phrase for language in LANGUAGES for phrase in read_phrases(WORDS, language=language))
    small = (fold_word(word.rstrip("'")) for form, kind in phrases if kind == LINK for word in form.split())
    return frozenset(small) | {"d", "l"}


@lru_cache(maxsize=_MOST_NAMES)
def fold_name(name: str) -> str:
    """Return a name as names are compared: small letters, no accents, no small words, its words in any order.

    Examples
    --------
    >>> fold_name("the University of Zambia") == fold_name("Zambia University")
    True
    """
    return " ".join(sorted(_words(name))) or name.casefold()


def _words(name: str) -> list[str]:
    plain = unaccented(name)
    words = [show_word(token.form) for token in read_tokens(plain, 0, len(plain))]
    return [word for word in words if word.isalnum() and word not in links()]


@cache
def usual_names(languages: Sequence[str] = LANGUAGES) -> Mapping[str, str]:
    """Return the usual names of the bodies of the gazetteer by all their names in some languages."""
    rows = {row for language in languages for row in read_phrases(NAMES, language=language)}
    return {fold_name(name): usual for name, usual in rows | {(usual, usual) for _, usual in rows}}


@cache
def _usual_by_sense() -> Mapping[frozenset[str], str]:
    """Return the usual names of the bodies of the gazetteer whose names say all: "National Library of Mali"."""
    usual = sorted({usual for _, usual in read_phrases(NAMES, language="en")})
    telling = [name for name in usual if sum(meaning_of(word) != "" for word in _words(name)) > 1]
    states = find_mentions("\n\n".join(telling))  # all at once, which is much faster than one by one
    found, start = dict[frozenset[str], str](), 0
    for name in telling:
        end = start + len(name)
        own = [
            (one.start - start, one.end - start, one.iso3)
            for one in states
            if start <= one.start < end and _is_state(one)
        ]
        sense, start = _tell_sense(name, own), end + 2
        if not sense.rest and len(sense.meanings) > 2:
            found[sense.meanings] = name
    return found


def find_usual(forms: Iterable[str], languages: Sequence[str], *, says_country: bool) -> str:
    """Return the usual name of the body of the gazetteer that has one of some forms in some languages, "" for none.

    Of a form that `says_country` in another language than English what it says is looked up too; in English its words
    are those of the usual name, and the countries of all names would be read for nothing.
    """
    known, forms = usual_names(languages), list(forms)
    usual = next((known[one] for one in map(fold_name, forms) if one in known), "")
    if usual or not says_country or languages == ("en",):
        return usual
    senses = (read_sense(form) for form in forms)
    return next((_usual_by_sense().get(sense.meanings, "") for sense in senses if not sense.rest), "")


def languages_of(language: str) -> Sequence[str]:
    """Return the languages in which a text of a language names bodies: its own, and English."""
    return (language, "en") if language in ("fr", "ar") else ("en",)


@lru_cache(maxsize=_MOST_NAMES)
def identify_name(name: str, languages: Sequence[str] = LANGUAGES) -> str:
    """Return what is the same for all names of a body, as far as the gazetteer knows them in some languages."""
    folded = fold_name(name)
    return fold_name(usual_names(languages).get(folded, folded))


@lru_cache(maxsize=_MOST_NAMES)
def read_sense(name: str) -> Sense:
    """Return what a name says.

    Examples
    --------
    >>> sorted(read_sense("Bibliothèque nationale du Mali").meanings)
    ['MLI', 'library', 'nation']
    >>> read_sense("جامعة نزوى").sound, read_sense("University of Nizwa").sound
    ('ns', 'ns')
    """
    told = ("ar",) if _is_arabic(name) else ("en", "fr")
    states = (one for language in told for one in find_mentions(name, language=language) if _is_state(one))
    return _tell_sense(name, [(one.start, one.end, one.iso3) for one in states])


def _is_state(mention: Mention) -> bool:
    return mention.kind in _OF_COUNTRY


def _tell_sense(name: str, states: Sequence[tuple[int, int, str]]) -> Sense:
    """Return what a name says that has the names of some countries in some places."""
    meanings, rest = {iso3 for _, _, iso3 in states}, list[str]()
    for start, end, _ in states:
        name = name[:start] + " " * (end - start) + name[end:]
    for word in _words(name):
        meaning = meaning_of(word)
        meanings |= {meaning} - {""}
        rest += [] if meaning else [word]
    if "red" in meanings:
        meanings.discard("association")  # "Red Cross Society"
    return Sense(frozenset(meanings), tuple(rest))


@lru_cache(maxsize=_MOST_NAMES)
def meaning_of(word: str) -> str:
    """Return what a word of a name means, "" for a name."""
    forms = (form.removesuffix(end) for form in word_forms(word) for end in ("", "s", "ه"))
    return next((_meanings()[form] for form in forms if form in _meanings()), "")


@cache
def _meanings() -> Mapping[str, str]:
    """Return by each word of names the first word of its row."""
    rows = read_vocabulary(MEANINGS, columns=LANGUAGES)
    return {fold_word(word): row["en"].split()[0] for row in rows for cell in row.values() for word in cell.split()}


def holds_name(name: str) -> bool:
    """Tell whether a name holds a word that is a name itself, as "National Museum" does not."""
    return not all(map(meaning_of, _words(name)))


def _is_arabic(name: str) -> bool:
    return any("\u0620" <= letter <= "\u064a" for letter in name)


def is_same_body(name: str, forms: Iterable[str]) -> bool:
    """Tell whether a name is that of a body which is printed in some forms.

    Case, accents, articles and the order of words do not matter, nor does the language: the gazetteer tells which names
    are of one body, and other names are translated word by word.

    Examples
    --------
    >>> is_same_body("Zambia University", ["the University of Zambia", "UNZA"])
    True
    >>> is_same_body("WHO", ["Organisation mondiale de la santé"]), is_same_body("WHO", ["منظمة الصحة العالمية"])
    (True, True)
    >>> is_same_body("Chadian Centre for Water", ["المركز التشادي للمياه"])
    True
    """
    forms = list(forms)
    return identify_name(name) in map(identify_name, forms) or any(says_the_same(name, form) for form in forms)


def says_the_same(name: str, other: str) -> bool:
    """Tell whether two names say the same in two languages."""
    one, two = read_sense(name), read_sense(other)
    if one.meanings != two.meanings:
        return False
    if _is_arabic(name) == _is_arabic(other):
        return sorted(one.rest) == sorted(two.rest) and len(one.meanings) + len(one.rest) > 1
    return one.sound == two.sound and len(one.meanings) + len(one.sound) > 1
