"""Sentence → the names of bodies that are no states, by their form: a head noun with the words that belong to it.

Head nouns, and what may stand in a name or ends it, are rows of ``organisation_words.tsv``; names that their form does
not tell, and names that are of one body, rows of ``organisations.tsv``. Where a name begins and ends is told here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from typing import Final, NamedTuple

from icesco_analysis.language import fold_word, read_phrases, read_vocabulary
from icesco_analysis.partners.scenes import Scene, Sentence
from icesco_analysis.partners.spellings import unaccented
from icesco_analysis.partners.words import Cue, find_cues, first_words, read_tokens, show_word

WORDS, NAMES = "organisation_words.tsv", "organisations.tsv"
ACRONYM, KNOWN = "acronym", "known"
"""Kinds of bodies that no head noun tells: by nothing but capitals, and by the gazetteer."""
# Kinds of rows that are no head nouns.
_LINK, _QUALITY, _ENDING, _SIGN, _NONE, _END = "link", "quality", "ending", "sign", "none", "end"
NO_HEADS: Final = frozenset({_LINK, _QUALITY, _ENDING, _SIGN, _END})
# Kinds of words in role_words.tsv that stand in no name; in Arabic, which has no capitals, all but a few end it.
_STOPS: Final = frozenset({"official", "envoy", "minister", "head", "house"})
_ARABIC_INSIDE: Final = frozenset(
    {
        "institution",
        "for",
        "and",
        "form",
        "event",
        "people",
        "office",
        "to",
        "many",
        "place",
        "person",
        "expert",
        "list",
    }
)
_ARTICLES: Final = frozenset({"the", "la", "le", "les", "l"})
_AND: Final = frozenset({"and", "et"})
_LOOSE: Final = frozenset({"in", "with", "to", "en", "au", "aux", "à"})  # behind a name they are mostly no part of it
_PARTICLES: Final = frozenset({"bin", "ibn", "al", "de", "of"})

_ACRONYM_RE = re.compile(
    r"(?![IVXL]+\Z)(?:[A-ZÀ-ÞİŞĞ]{3,}\d{0,2}|[A-Z]\w{0,2}[A-Z]{2}\w?|[A-Z]{2}[a-z]{1,2}[A-Z]\w*)\Z"
)
_JOINT_RE = re.compile(r"[-‑’'ʼ]\Z")
_GAP_RE = re.compile(r"(?:[.’']?[ \t\xa0]+|[ \t]*\n[ \t]*|\.|[ ]&[ ])\Z")
_DEFINITE_RE = re.compile(r"[وف]?(?:ال|لل)")
_LONGEST_ARABIC = 7
"""Words behind an Arabic head noun that may belong to it."""


class Word(NamedTuple):
    """A word of a sentence, and what it may be in a name."""

    form: str
    text: str
    start: int
    end: int
    kind: str
    near: bool
    """Nothing that parts two names stands before it …"""
    joint: bool
    """… nor even a blank."""
    is_name: bool
    """It may stand in a name for its capital."""
    stops: bool
    house: bool
    place: int
    """Where the place begins that it names, -1 for none."""

    @property
    def links(self) -> bool:
        """Whether it is a small word that joins two words of a name."""
        return self.kind == _LINK and not self.is_name

    @property
    def is_acronym(self) -> bool:
        """Whether its capitals may be a body."""
        return self.is_name and self.place < 0 and self.kind != _SIGN and _ACRONYM_RE.match(self.text) is not None


class Name(NamedTuple):
    """A name in a sentence: its kind, its span, where it may end before a place, and the short form in brackets."""

    kind: str
    start: int
    end: int
    short: int
    acronym: str = ""


def find_names(scene: Scene, sentence: Sentence) -> list[Name]:
    """Return the names of bodies in a sentence that are neither ICESCO's own nor a government's."""
    language = scene.article.language or "en"
    words, taken, found = _read_words(scene, sentence, language), set[int](), []
    for kind, first, last, short in _list_spans(words, language):
        inside = range(first, last + 1)
        if not taken.isdisjoint(inside):
            continue
        taken.update(inside)
        is_state = words[first].place == words[last].place >= 0
        is_own = any(words[place].house for place in inside) or (language == "en" and _is_owned(words, first))
        if kind != _NONE and not is_state and not is_own:
            start = words[first].start + (_prefix(words[first].text) if language == "ar" else 0)
            acronym = _bracketed(scene.text, words, last)
            found.append(Name(kind, start, words[last].end, words[short].end, acronym))
    return found


def _list_spans(words: Sequence[Word], language: str) -> Iterator[tuple[str, int, int, int]]:
    """Yield what may be a name, the surest first: kind, first and last word, the last before a place."""
    forms = [word.form for word in words]
    cues = [cue for cue in find_cues(forms, language, WORDS) if cue.kind not in NO_HEADS]
    spans = [(cue.kind, *span) for cue in cues if (span := _extend(words, cue, language))]
    for known in find_cues(forms, language, NAMES):
        goes_on = any(first <= known.first and known.last < last for _, first, last, _ in spans)
        is_short = known.first == known.last  # "UNESCO Regional Office" is UNESCO's, "African Union of …" another body
        if (is_short or not goes_on) and (language == "ar" or _is_printed_as_name(words[known.first : known.last + 1])):
            yield KNOWN, known.first, known.last, known.last
    yield from spans
    for place, word in enumerate(words):
        if word.is_acronym and language != "ar":
            last = place + sum(1 for _ in takewhile(lambda one: one.joint and one.is_name, words[place + 1 :]))
            yield ACRONYM, place, last, last


def _read_words(scene: Scene, sentence: Sentence, language: str) -> list[Word]:
    text, tokens = scene.text, list(read_tokens(scene.text, sentence.start, sentence.end))
    forms = [token.form for token in tokens]
    own = {place: cue.kind for cue in find_cues(forms, language, WORDS) for place in range(cue.first, cue.last + 1)}
    told = {place: cue.kind for cue in find_cues(forms, language) for place in range(cue.first, cue.last + 1)}
    places = [one for one in scene.mentions if one.kind != "institution" and sentence.start <= one.start < sentence.end]
    words: list[Word] = []
    for at, (form, start, end, _) in enumerate(tokens):
        before = words[-1] if words else None
        gap = text[before.end : start] if before else "^"
        joint = _JOINT_RE.match(gap) is not None
        if before and joint and before.form in ("d", "l"):
            words[-1] = before = before._replace(kind=_LINK, is_name=False)
        near = (joint or _GAP_RE.match(gap) is not None) and not (before and _ends_owner(words))
        kind, role = own.get(at, ""), told.get(at, "")
        house = role == "house" or show_word(form) == "HOUSE"
        stops = house or kind in (_END, _NONE) or (kind != _QUALITY and role in _STOPS)
        stops |= language == "ar" and bool(role) and role not in _ARABIC_INSIDE and kind in ("", _LINK)
        continues = near and before is not None and before.is_name
        capital = text[start].isupper() or (continues and (joint or text[start].isdigit()))
        capital |= text[end : end + 1] == "-" and text[end + 1 : end + 2].isupper() and not text[start].isdigit()
        place = next((one.start for one in places if one.start < end and start < one.end), -1)
        words.append(
            Word(form, text[start:end], start, end, kind, near, joint, capital and not stops, stops, house, place)
        )
    return words


def _ends_owner(words: Sequence[Word]) -> bool:
    """Tell whether the last word is the ’s of a place, a body or ICESCO: a new name begins behind it."""
    if len(words) < 2 or words[-1].form != "s" or not words[-1].joint:
        return False
    owner = words[-2]
    return owner.place >= 0 or owner.house or owner.is_acronym or bool(owner.kind and owner.kind not in NO_HEADS)


def _is_owned(words: Sequence[Word], first: int) -> bool:
    """Tell whether ICESCO stands before a name as its owner: ``ICESCO’s Center``, ``its Library``."""
    before = words[max(0, first - 2) : first]
    said = before[-1] if before else words[first]
    return said.form in ("its", "our") or said.house or (said.form == "s" and before[0].house)


def _is_printed_as_name(words: Sequence[Word]) -> bool:
    """Tell whether words of the gazetteer stand there in capitals; one that is a word too (WHO) in capitals alone."""
    printed = words[0].text
    return sum(map(str.isupper, printed)) > 1 or (printed[0].isupper() and (len(words) > 1 or len(printed) > 5))


def _bracketed(text: str, words: Sequence[Word], last: int) -> str:
    """Return the short form that stands in brackets behind a name, "" for none."""
    inside = words[last + 1 : last + 5]
    if len(inside) < 3 or inside[0].form != "(":
        return ""
    printed = text[inside[0].end :].partition(")")[0].strip(" “”\"'")
    is_short = len(printed) > 1 and printed[0].isalpha() and " " not in printed and any(map(str.isupper, printed))
    return printed if is_short and not inside[1].house and (printed.isupper() or inside[1].place < 0) else ""


def _extend(words: Sequence[Word], cue: Cue, language: str) -> tuple[int, int, int] | None:
    """Return the first and the last word of the name around a head noun, and the last before a place, if it is one."""
    if language == "ar":
        last = _extend_arabic(words, cue)
        return (cue.first, last, last) if last > cue.last else None
    first, is_small = cue.first, not (words[cue.first].text[0].isupper())
    if is_small and language != "fr" and cue.kind != _NONE:
        return None
    while not is_small and first and words[first].near and words[first - 1].is_name:
        first -= 1
        while first > 1 and words[first - 1].form in _PARTICLES and _is_noble(words, first):
            first -= 2
    while first < cue.first and _is_outside(words[first]) and not words[first + 1].joint:
        first += 1
    last, short = _extend_right(words, first, cue.last, language)
    last -= words[last].form == "s" and words[last].joint
    inside = words[cue.last + 1 : last + 1]
    is_bare = first == cue.first and last == cue.last
    has_name = any(word.is_name for word in inside) and not any(
        word.is_name and word.kind not in (*NO_HEADS, "") for word in inside
    )
    if is_bare or (is_small and not has_name) or (cue.kind != "university" and _is_part(inside)):
        return (first, last, last) if cue.kind == _NONE else None
    return first, last, min(short, last)


def _is_outside(word: Word) -> bool:
    """Tell whether a word has its capital only because it opens the sentence."""
    return word.text.lower() in _small_words() - _PARTICLES


def _is_noble(words: Sequence[Word], first: int) -> bool:
    """Tell whether a small word before a name belongs to it: ``Hamad bin Khalifa``, ``Prince of Songkla``."""
    before = words[first - 2]
    return (
        words[first - 1].near
        and words[first].near
        and before.is_name
        and (words[first - 1].form != "of" or before.kind == _QUALITY)
    )


def _is_part(inside: Sequence[Word]) -> bool:
    """Tell whether what follows a head noun is the university that it is a part of: ``Faculty … of the University``."""
    links = [place for place, word in enumerate(inside) if word.links]
    return bool(links) and any(
        word.kind == "university" and word.is_name and not word.text.endswith("s") for word in inside[links[0] :]
    )


def _extend_right(words: Sequence[Word], first: int, head: int, language: str) -> tuple[int, int]:
    """Return the last word of a name, and the last before a place that may be left out."""
    last, short, is_deep = head, 0, False
    while last + 1 < len(words) and words[last + 1].near:
        at, join = last + 1, words[last + 1].form
        if words[at].is_name or _is_quality(words[at], language):
            last = at
            continue
        while at < len(words) and words[at].links and words[at].near:
            at += 1
        if at == last + 1 or join in _ARTICLES or not _may_go_on(words, last, at, language, is_deep=is_deep):
            break
        if join in ("in", "en") or (
            join not in _AND and words[at].place >= 0 and (is_deep or first < head or last > head)
        ):
            short = short or last
        is_deep, last = True, at
        while last + 1 < len(words) and words[last].place >= 0 and words[last + 1].place == words[last].place:
            last += 1
    if is_deep and language == "en":
        last = _extend_list(words, last)
    return last, short or last


def _may_go_on(words: Sequence[Word], last: int, at: int, language: str, *, is_deep: bool) -> bool:
    """Tell whether a name goes on behind small words: ``University *of* Zambia``, ``for Training *in* Heritage``."""
    join = words[last + 1].form
    if at == len(words) or not words[at].near or not _may_follow(words, at, language):
        return False
    if join in _AND:
        return is_deep and _may_join(words, last, at)
    return join not in _LOOSE or (words[at].is_name and (is_deep or join == "in"))


def _may_follow(words: Sequence[Word], at: int, language: str) -> bool:
    """Tell whether a word may follow a small word in a name: one with a capital, in French a noun too."""
    word = words[at]
    is_noun = word.text.isalpha() and len(word.text) > 2 and not word.stops and not word.form.endswith(("er", "ir"))
    return word.is_name or (language == "fr" and is_noun and word.form not in _small_words())


def _may_join(words: Sequence[Word], last: int, at: int) -> bool:
    """Tell whether "and" joins two parts of one name and not two names."""
    same = words[last].is_name == words[at].is_name
    return (
        same and words[last].place < 0 and not words[at].kind and not words[at].is_acronym and not _has_head(words, at)
    )


def _has_head(words: Sequence[Word], at: int) -> bool:
    """Tell whether a head noun follows among the words in capitals."""
    while at + 1 < len(words) and words[at + 1].near and words[at + 1].is_name:
        at += 1
        if words[at].kind and words[at].kind not in NO_HEADS:
            return True
    return False


def _extend_list(words: Sequence[Word], last: int) -> int:
    """Return where a list that is part of a name ends: ``Academy for Astronomy, Space Sciences and Technology``."""
    at = last
    while at + 2 < len(words) and words[at].place < 0 and words[at + 1].form in (",", "and") and words[at + 2].is_name:
        ends = words[at + 1].form == "and"
        if words[at + 2].kind or words[at + 2].is_acronym or _has_head(words, at + 2):
            break
        at += 2
        while at + 1 < len(words) and words[at + 1].near and words[at + 1].is_name:
            at += 1
        if ends:
            return at
    return last


def _is_quality(word: Word, language: str) -> bool:
    """Tell whether a French word may stand behind a noun of a name: an adjective, the second half of a word."""
    if language != "fr" or word.stops or word.links:
        return False
    return (
        word.joint
        or word.kind == _QUALITY
        or word.place >= 0
        or (len(word.form) > 4 and word.form.endswith(_endings()))
    )


def _extend_arabic(words: Sequence[Word], cue: Cue) -> int:
    """Return the last word of an Arabic name: what is definite goes on while it is, a proper name until it ends."""
    last = cue.last
    while last + 1 < len(words) and last - cue.last < _LONGEST_ARABIC:
        word, before = words[last + 1], words[last]
        if not word.near or word.stops or not word.text[0].isalpha():
            break
        is_definite, was_definite = (
            _DEFINITE_RE.match(one.text[_prefix(one.text) :]) is not None for one in (word, before)
        )
        if word.text.startswith(("و", "ف")) and not (is_definite and last > cue.last and was_definite):
            break
        if word.text.startswith("ب") and (word.text.startswith("بال") or word.place >= 0):
            break
        if was_definite and not is_definite and before.kind != _QUALITY and not word.text.startswith("لدول"):
            break
        last += 1
    return last


@cache
def _prefix(text: str) -> int:
    """Return how many letters before an Arabic word are a conjunction or preposition written together with it."""
    known = first_words("ar", WORDS) | first_words("ar", NAMES)
    return next((cut for cut in range(3) if fold_word(text[cut:]) in known), 0)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(form for form, kind in read_phrases(WORDS, language="fr") if kind == _ENDING)


@cache
def _small_words() -> frozenset[str]:
    rows = read_vocabulary("function_words.tsv", columns=["word", "language", "note"])
    return frozenset(row["word"] for row in (*rows, *read_vocabulary("stop_words.tsv", columns=["word", "note"])))


def is_small(form: str) -> bool:
    """Tell whether a word only joins the words of a name."""
    return form in _links() or not form.isalnum()


@cache
def _links() -> frozenset[str]:
    phrases = (phrase for language in ("en", "fr") for phrase in read_phrases(WORDS, language=language))
    return frozenset(form.rstrip("'") for form, kind in phrases if kind == _LINK) | {"d", "l"}


def fold_name(name: str) -> str:
    """Return a name as names are compared: small letters, no accents, no small words, its words in any order.

    Examples
    --------
    >>> fold_name("the University of Zambia") == fold_name("Zambia University")
    True
    """
    words = [show_word(token.form) for token in read_tokens(unaccented(name), 0, len(unaccented(name)))]
    return " ".join(sorted(word for word in words if not is_small(word))) or name.casefold()


@cache
def known_names(language: str) -> Mapping[str, str]:
    """Return by folded name the usual short name of the bodies in the gazetteer."""
    known: dict[str, str] = {}
    for one in ("en", language):
        for form, name in read_phrases(NAMES, language=one):
            known |= {fold_name(form): name, fold_name(name): name}
    return known
