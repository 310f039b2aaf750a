"""Sentence → the names of bodies that are no states: those of the gazetteer, and those that their form tells.

The names of bodies are rows of ``organisations.tsv``; head nouns (university, fund, league), and what may stand in a
name or ends it, rows of ``organisation_words.tsv``. Where a name begins and ends is told here.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from icesco_analysis.language import collapse, fold_word, read_phrases, read_vocabulary
from icesco_analysis.partners.evidence import ACTS
from icesco_analysis.partners.naming import LINK, NAMES, WORDS, find_usual, languages_of, meaning_of
from icesco_analysis.partners.scenes import Scene, Sentence
from icesco_analysis.partners.words import Cue, Token, find_cues, first_words, read_tokens, show_word

ACRONYM, KNOWN = "acronym", "known"
"""Kinds of bodies that no head noun tells: by nothing but capitals, and by the gazetteer."""
# Kinds of rows that are no head nouns.
_QUALITY, _ENDING, _SIGN, _PEER, _NONE, _END = "quality", "ending", "sign", "peer", "none", "end"
_NO_HEADS: Final = frozenset({LINK, _QUALITY, _ENDING, _SIGN, _PEER, _END})
# Kinds of head nouns in small letters that a name in capitals may follow or precede: "the company Blue Sea".
_CALLED: Final = frozenset({"company", "foundation", "association", "organization", "agency", "fund", "institute"})
_CALLING: Final = frozenset({"company", "foundation", "organization"})
# Kinds of words in role_words.tsv that stand in no name.
_STOPS: Final = frozenset({"official", "envoy", "minister", "head"})
# Kinds of mentions that say of which country something is.
_OF_COUNTRY: Final = frozenset({"demonym", "adjective"})
# Letters for small words: articles, "and", prepositions that mostly open no part of a name, particles inside a name.
_SMALL: Final[Mapping[str, str]] = {
    **dict.fromkeys(("the", "la", "le", "les", "l"), "t"),
    **dict.fromkeys(("and", "et"), "a"),
    **dict.fromkeys(("with", "to", "en", "au", "aux", "à"), "i"),
    **dict.fromkeys(("bin", "ibn", "al"), "b"),
    ",": ",",
}

_PART: Final = r"""
    [ACPHhnq][ACPHq]*                                       # what it is for, or where
    (?:
        (?<=[AC])(?:(?:,(?![ACPb]*H)C+)+,?)?a[obt]*(?![ACPb]*H)C+     # "Science, Research *and Islamic Studies*"
        | (?<=[hnq])a[obt]*[hnq]+                           # "les sciences *et la culture*"
    )?
"""
_NAME_RE = re.compile(
    rf"""
    (?:C+b|(?<=t)C+a(?=C+[Hh]))?[ACP]*                      # "Hamad bin Khalifa", "National", "the Arts and Crafts"
    (?P<head>[HhN])[ACPHq]*                                 # "University", "école normale supérieure"
    (?:
        [ob][obit]* {_PART}                                 # "of the", "pour la" …
        (?:(?:[ob][obit]*|i[bit]*(?=[ACPH])) {_PART})*      # … and behind that "à" too
    )?
    """,
    re.VERBOSE,
)
"""A name in letters, one a word: head nouns H, h in small letters and N for an authority; other words with a capital P
for a place, A for what may be an acronym, and C; small words that join as above and o; French nouns n, adjectives q."""
_LINKS_RE = re.compile("[obi][obit]*")
_CALLED_RE = re.compile("(?P<head>s)(?P<name>P*[AC][ACP]*)|(?<=t)(?P<called>[AC][ACP]{0,3})(?P<behind>s)")
"""Capitals beside a head noun in small letters, s: "the company Blue Sea", "the Blue Sea company"."""
_ARABIC_RE = re.compile(
    r"""
    (?P<head>[abfghyzN]N*)
    (?:
        (?<![bdghwz])[fp] | [dgk] | (?<=[dgk])h | (?<=[dhkw])[wz]
        | (?<=d)l(?=[dfp]) | o{1,2}(?=[dfp])                  # "للعلوم", "لكنائس كينيا", "من أجل السلام"
    ){1,9}
    """,
    re.VERBOSE,
)
"""An Arabic name: head nouns f, with the article g, behind a conjunction y and z, behind a preposition a and b, behind
"for the" h; other words p, with the article d, k where the name of a person follows (King), w behind "and", l behind
"for". What is definite goes on while it is, a proper name until it ends."""
_ARABIC_LINKS_RE = re.compile("l|oo")
_ACRONYM_RE = re.compile(
    r"(?![IVXL]+\Z)(?:[A-ZÀ-ÞİŞĞ]{3,}\d{0,2}|[A-Z]\w{0,2}[A-Z]{2}\w?|[A-Z]{2}[a-z]{1,2}[A-Z]\w*)\Z"
)
_JOINT_RE = re.compile(r"[-‑’'ʼ]\Z")
_GAP_RE = re.compile(r"(?:[.’']?[ \t\xa0]+|[ \t]*\n[ \t]*|\.|[ ]&[ ])\Z")
_DATELINE_RE = re.compile(r"[^()\n]{0,60}\([^()\n]{2,20}\)[ ]?[-–—]+[ ]")
"""The place and the agency that a report begins with: "Oslo, 3 May (ABC) – "."""
_QUOTED_RE = re.compile(r"[«“\"]\s*([^«»“”\"]{2,60}?)\s*[»”\"]")
_DEFINITE_RE = re.compile(r"[وف]?(?:ال|لل)")


class Word(NamedTuple):
    """A word of a sentence, and what it may be in a name."""

    form: str
    text: str
    start: int
    end: int
    kind: str
    letter: str
    """What it is in `_NAME_RE` or `_ARABIC_RE`, x where no name holds it."""
    near: bool
    """Nothing that parts two names stands before it …"""
    joint: bool
    """… nor even a blank."""
    house: bool
    place: int
    """Where the place begins that it names, -1 for none."""

    @property
    def is_name(self) -> bool:
        """Whether it may stand in a name for its capital."""
        return self.letter in "ACPH"

    @property
    def is_head(self) -> bool:
        """Whether it is a head noun."""
        return self.kind != "" and self.kind not in _NO_HEADS


class Span(NamedTuple):
    """Words that may be a name: the kind, the first and last, where the name may end, and a head noun beside it."""

    kind: str
    first: int
    last: int
    ends: Sequence[int] = ()
    head: int = -1


class Name(NamedTuple):
    """A name in a sentence: its kind, its span, its forms, the usual name of its body, the short form in brackets."""

    kind: str
    start: int
    end: int
    forms: Sequence[str]
    bare: Sequence[str]
    """Its form without the country before or, in Arabic, behind it ("Serbian"), as another may be called, too."""
    usual: str
    acronym: str


def find_names(scene: Scene, sentence: Sentence) -> list[Name]:
    """Return the names of bodies in a sentence that are neither ICESCO's own nor a government's."""
    language = scene.article.language or "en"
    (words, cues), taken, found = _read_words(scene, sentence, language), set[int](), []
    dateline = _DATELINE_RE.match(scene.text, sentence.start)
    taken.update(at for at, word in enumerate(words) if dateline and word.end <= dateline.end())
    for span in (*_find_quoted(scene.text[: sentence.end], words), *_list_spans(words, cues, language)):
        inside = range(span.first, span.last + 1)
        if not taken.isdisjoint(inside):
            continue
        taken.update(inside)
        name = _read_name(scene, words, span, language)
        is_state = words[span.first].place == words[span.last].place >= 0
        if span.kind != _NONE and not is_state and (name.usual or not _is_own(words, span, language)):
            found.append(name)
    return found


def _read_name(scene: Scene, words: Sequence[Word], span: Span, language: str) -> Name:
    text, inside = scene.text, words[span.first : span.last + 1]
    start, end = _start(inside[0], language), inside[-1].end
    acronym = _bracketed(text, words, span.last)
    forms = [collapse(text[start : words[last].end]) for last in (span.last, *span.ends)]
    forms = list(dict.fromkeys([*forms, *filter(None, [acronym]), *_longer_forms(text, words, span, language)]))
    usual = find_usual(forms, languages_of(language), says_country=any(word.place >= 0 for word in inside))
    return Name(span.kind, start, end, forms, list(_bare_forms(scene, words, span, language)), usual, acronym)


def _start(word: Word, language: str) -> int:
    """Return where a name begins: what is written together with an Arabic word is no part of it."""
    return word.start + (_prefix(word.text) if language == "ar" else 0)


def _longer_forms(text: str, words: Sequence[Word], span: Span, language: str) -> Iterator[str]:
    """Yield a name with the head noun beside its quotation marks, and an Arabic one with the place behind it."""
    if span.head >= 0:
        name = text[words[span.first].start : words[span.last].end]
        head = text[_start(words[span.head], language) : words[span.head].end]
        yield collapse(f"{head} {name}" if span.head < span.first else f"{name} {head}")
    at = span.last + 1
    at += at + 1 < len(words) and words[at].form == "في"
    behind = words[at : at + 1]
    if language == "ar" and behind and behind[0].place >= 0 and all(one.near for one in words[span.last + 1 : at + 1]):
        last = next((end for end in range(at, len(words)) if words[end].place != words[at].place), len(words)) - 1
        yield collapse(text[_start(words[span.first], language) : words[last].end])


def _bare_forms(scene: Scene, words: Sequence[Word], span: Span, language: str) -> Iterator[str]:
    """Yield a name without its country, its head noun in small letters, or what it is for where it needs none."""
    text, first, last = scene.text, words[span.first], words[span.last]
    outer = last if language == "ar" else first
    has_country = any(one.start == outer.place and one.kind in _OF_COUNTRY for one in scene.mentions)
    if language == "ar":
        if has_country and span.last > span.first + 1:
            yield collapse(text[_start(first, language) : words[span.last - 1].end])
        return
    is_called = first.is_head and first.text.islower() and span.last > span.first and words[span.first + 1].is_name
    for end in (span.last, *span.ends) if has_country or is_called else ():
        if end > span.first + (not is_called):
            yield collapse(text[words[span.first + 1].start : words[end].end])
    for at in range(span.first + 2, span.last):
        if words[at].letter in "obi" and _holds_name(words[span.first : at]):
            yield collapse(text[first.start : words[at - 1].end])
            return


def _holds_name(words: Iterable[Word]) -> bool:
    """Tell whether a word in capitals is a name itself: one of "Darwin Institute", none of "National Institute"."""
    return any(word.letter == "C" and not meaning_of(word.form) for word in words)


def _list_spans(words: Sequence[Word], cues: Iterable[Cue], language: str) -> Iterator[Span]:
    """Yield what may be a name, the surest first: a "National Commission for UNESCO" before UNESCO."""
    spans = list(_find_spans(words, _ARABIC_RE if language == "ar" else _NAME_RE))
    known = list(_find_known(words, cues, spans, language))
    yield from (span for span in known if span.first < span.last)
    yield from (span for span in spans if span.kind == _NONE)
    yield from (*known, *spans)
    yield from (Span(ACRONYM, at, at) for at, word in enumerate(words) if word.letter == "A")


def _find_quoted(text: str, words: Sequence[Word]) -> Iterator[Span]:
    """Yield what stands in quotation marks beside a head noun: ``l’association « Femmes debout »``."""
    for match in _QUOTED_RE.finditer(text, words[0].start if words else len(text)):
        inside = [at for at, word in enumerate(words) if match.start(1) <= word.start and word.end <= match.end(1)]
        for at in (inside[0] - 1, inside[-1] + 1) if inside else ():
            if 0 <= at < len(words) and words[at].is_head and words[at].kind not in (_NONE, "network", "house"):
                yield Span(words[at].kind, inside[0], inside[-1], head=at)


def _find_known(words: Sequence[Word], cues: Iterable[Cue], spans: Sequence[Span], language: str) -> Iterator[Span]:
    """Yield the names of the gazetteer; "UNESCO Regional Office" is UNESCO's, "African Union of …" another body."""
    for cue in cues:
        inside = words[cue.first : cue.last + 1]
        around = [span for span in spans if span.first <= cue.first and cue.last <= span.last]
        whole = next((span for span in around if cue.last in (span.last, *span.ends)), None)
        goes_on = len(inside) > 1 and around and not whole
        if language == "ar" or (not goes_on and _is_printed_as_name(inside)):
            kind = next((word.kind for word in inside if word.is_head and word.kind != _NONE), KNOWN)
            # "Ibn Zohr University *in Agadir*"
            is_whole = whole and whole.first == cue.first and language != "ar"
            last, ends = (whole.last, whole.ends) if whole and is_whole else (cue.last, ())
            yield Span(kind, cue.first, last, ends)


def _find_spans(words: Sequence[Word], pattern: re.Pattern[str]) -> Iterator[Span]:
    """Yield the names around head nouns, and authorities."""
    parts = [*(at for at, word in enumerate(words) if not word.near), len(words)]
    for start, end in pairwise(parts):
        if end - start == 1 and words[start].letter != "N":
            continue
        own = words[start:end]
        letters = "".join([word.letter for word in own])
        for match in pattern.finditer(letters):
            first, head, last = match.start(), match.start("head"), match.end() - 1
            last -= own[last].form == "s" and own[last].joint
            is_named = any(word.is_name for word in own[head : last + 1]) and "H" not in letters[head : last + 1]
            if letters[head] == "N":
                yield Span(_NONE, start + head, start + last)
            elif first < last and (letters[head] != "h" or is_named or pattern is _ARABIC_RE):
                ends = _arabic_ends(letters, head, last) if pattern is _ARABIC_RE else _ends(own, letters, match, last)
                yield Span(own[head].kind, start + first, start + last, [start + at for at in ends])
        for span in _called(own, letters) if pattern is not _ARABIC_RE else ():
            yield span._replace(first=start + span.first, last=start + span.last)


def _ends(own: Sequence[Word], letters: str, match: re.Match[str], last: int) -> Iterator[int]:
    """Yield where a name may end: before a place, before another head noun."""
    first, head = match.start(), match.start("head")
    for link in _LINKS_RE.finditer(letters, head + 1, last):
        at, behind = link.start(), own[link.end()]
        if own[at].form in ("in", "en") or (at > first + 1 and (behind.place >= 0 or behind.is_head)):
            yield at - 1


def _arabic_ends(letters: str, head: int, last: int) -> Iterator[int]:
    yield from (link.start() - 1 for link in _ARABIC_LINKS_RE.finditer(letters, head + 2, last))


def _called(own: Sequence[Word], letters: str) -> Iterator[Span]:
    """Yield capitals that a head noun in small letters tells to be a body."""
    for match in _CALLED_RE.finditer(letters):
        group, head = ("name", "head") if match["name"] else ("called", "behind")
        first, kind, inside = match.start(group), own[match.start(head)].kind, own[slice(*match.span(group))]
        is_name = own[first].kind != _SIGN and not all(word.place >= 0 or meaning_of(word.form) for word in inside)
        if is_name and kind in (_CALLED if match["name"] else _CALLING):
            yield Span(kind, first, match.end(group) - 1)


def _read_words(scene: Scene, sentence: Sentence, language: str) -> tuple[list[Word], list[Cue]]:
    """Return the words of a sentence and the names of the gazetteer in it, none where nothing in it can be a body.

    What a word may be in a name is told of those around a head noun, a name or an acronym alone.
    """
    tokens = _whole_tokens(scene.text, sentence)
    forms = [token.form for token in tokens]
    kinds, known = _kinds_at(find_cues(forms, language, WORDS)), find_cues(forms, language, NAMES)
    heads = _find_heads(scene.text, tokens, kinds, known)
    if not heads:
        return [], []
    roles = {sentence.tokens[at].start: kind for at, kind in _kinds_at(sentence.cues).items()}
    places = _places_at(scene, tokens)
    near = _words_before(scene.text, tokens, heads, kinds, places) if language != "ar" else set[int]()
    near.update([at - back for at in (heads | near) for back in range(4)])
    words: list[Word] = []
    for at, token in enumerate(tokens):
        kind, role, place = kinds.get(at, ""), roles.get(token.start, ""), places.get(at, -1)
        if role == "house" and kind == "organization" and _is_other(tokens[at + 1 : at + 2], kinds.get(at + 1, "")):
            role = ""
        if at in near or (words and words[-1].letter != "x"):
            words.append(_read_word(scene.text, words, token, kind, role, place, language))
        else:
            form, start, end, _ = token
            words.append(Word(form, scene.text[start:end], start, end, kind, "x", False, False, role == "house", place))
    return words, known


def _find_heads(text: str, tokens: Sequence[Token], kinds: Mapping[int, str], known: Iterable[Cue]) -> set[int]:
    """Return the words that tell a body: head nouns, names of the gazetteer, acronyms but ICESCO."""
    heads = {at for at, kind in kinds.items() if kind not in _NO_HEADS}
    heads.update(at for cue in known for at in range(cue.first, cue.last + 1))
    capitals = [(at, token) for at, token in enumerate(tokens) if text[token.start].isupper()]
    heads.update(
        at
        for at, (form, start, end, _) in capitals
        if _ACRONYM_RE.match(text[start:end]) and show_word(form) != "HOUSE"
    )
    return heads


def _is_other(behind: Sequence[Token], kind: str) -> bool:
    """Tell whether the Organization is not ICESCO, by the adjective behind it: ``l’Organisation arabe …``."""
    return kind == _QUALITY or any(token.form.startswith("ال") and token.form.endswith("ه") for token in behind)


def _whole_tokens(text: str, sentence: Sentence) -> list[Token]:
    """Return the words of a sentence, those that name a country among them."""
    tokens: list[Token] = []
    for token in sentence.tokens:
        if token.mentions:
            is_torn = tokens and tokens[-1].end == token.start and text[token.start - 1].isalpha()  # "and" in Arabic
            tokens += read_tokens(text, tokens.pop().start if is_torn else token.start, token.end)
        else:
            tokens.append(token)
    return tokens


def _places_at(scene: Scene, tokens: Sequence[Token]) -> dict[int, int]:
    """Return by the place of each word of a country's name where that name begins."""
    starts, ends = [token.start for token in tokens], [token.end for token in tokens]
    found: dict[int, int] = {}
    for one in scene.mentions:
        if one.kind != "institution":
            for at in range(bisect_right(ends, one.start), bisect_left(starts, one.end)):
                found.setdefault(at, one.start)
    return found


def _words_before(
    text: str, tokens: Sequence[Token], heads: Iterable[int], kinds: Mapping[int, str], places: Mapping[int, int]
) -> set[int]:
    """Return the words that may stand in a name before a head noun, by their capital or as its small words."""
    found = set[int]()
    for head in heads:
        for at in range(head - 1, -1, -1):
            start, end = tokens[at].start, tokens[at].end
            is_joint = text[end : end + 1] == "-" or _JOINT_RE.match(text, start - 1, start) is not None
            if at in found or not (not text[start].islower() or is_joint or at in kinds or at in places):
                break
            found.add(at)
    return found


def _kinds_at(cues: Iterable[Cue]) -> dict[int, str]:
    """Return by its place the kind of each word that belongs to a phrase."""
    return {place: cue.kind for cue in cues for place in range(cue.first, cue.last + 1)}


def _read_word(text: str, words: Sequence[Word], token: Token, kind: str, role: str, place: int, language: str) -> Word:
    """Return a word with what it may be in a name, told by what stands in front of it."""
    form, start, end, _ = token
    before, printed = words[-1] if words else None, text[start:end]
    gap = text[before.end : start] if before else "^"
    joint = _JOINT_RE.match(gap) is not None
    near = joint or (form == "," and not gap) or _GAP_RE.match(gap) is not None
    near = near and not _ends_owner(words)
    house = role == "house" or show_word(form) == "HOUSE"
    follows = before.letter if before and near else " "
    if kind == _NONE and not (follows in "dgk" and printed.startswith("لل")):  # "the High School *for Government*"
        letter = "N"
    elif house or kind == _END or (role in _STOPS and kind != _QUALITY and (kind != _PEER or follows in " x")):
        letter = "x"
    elif language == "ar":
        letter = _arabic_letter(printed, kind, role, place >= 0)
    else:
        is_name = _has_capital(printed, text[end : end + 2], follows, joint=joint)
        is_name |= before is not None and place == before.place >= 0
        letter = _name_letter(printed, kind, place) if is_name else _small_letter(form, kind, joint, place, language)
    return Word(form, printed, start, end, kind, letter, near, joint, house, place)


def _has_capital(printed: str, behind: str, follows: str, *, joint: bool) -> bool:
    """Tell whether a word has its capital as part of a name: not as the first of a sentence ("The", "Three")."""
    if follows in "ACPH" and (joint or printed[0].isdigit()):
        return True  # "Sana’a", "Agenda 2030"
    is_name = printed[0].isupper() or (behind[:1] == "-" and behind[1:].isupper() and printed.isalpha())
    return is_name and (follows in "ACPHob" or behind[:1] == "-" or printed.lower() not in _small_words())


def _ends_owner(words: Sequence[Word]) -> bool:
    """Tell whether the last word is the ’s of a place, a body or ICESCO: a new name begins behind it."""
    if len(words) < 2 or words[-1].form != "s" or not words[-1].joint:
        return False
    owner = words[-2]
    return 0 <= owner.place != words[-1].place or owner.house or owner.letter == "A" or owner.is_head


def _is_own(words: Sequence[Word], span: Span, language: str) -> bool:
    """Tell whether a name holds ICESCO's, or ICESCO stands before it as owner: ``ICESCO’s Center``, ``its Library``."""
    first = span.first
    if any(word.house for word in words[first : span.last + 1]):
        return True
    before = words[max(0, first - 2) : first]
    said = before[-1] if before else words[first]
    return language == "en" and (said.form in ("its", "our") or said.house or (said.form == "s" and before[0].house))


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
    return printed if is_short and (printed.isupper() or inside[1].place < 0) else ""


def _name_letter(printed: str, kind: str, place: int) -> str:
    """Return what a word with a capital is in a name."""
    if kind and kind not in _NO_HEADS:
        return "H"
    if place >= 0:
        return "P"
    return "A" if kind != _SIGN and _ACRONYM_RE.match(printed) else "C"


def _small_letter(form: str, kind: str, joint: bool, place: int, language: str) -> str:
    """Return what a word in small letters is in a name."""
    if kind == LINK or form == ",":
        return _SMALL.get(form, "o")
    if kind and kind not in _NO_HEADS:
        return "h" if language == "fr" else "s"
    if language != "fr":
        return "x"
    if not form.isalpha() or form.endswith(("er", "ir")) or form in _small_words():
        return "x"
    if joint or place >= 0 or kind == _QUALITY or (len(form) > 4 and form.endswith(_endings())):
        return "q"
    return "n"


def _arabic_letter(printed: str, kind: str, role: str, is_place: bool) -> str:
    """Return what an Arabic word is in a name."""
    before = printed[: _prefix(printed)]
    is_definite = _DEFINITE_RE.match(printed[len(before) :]) is not None
    if kind == LINK:
        return "o"
    if kind == _NONE:
        return "d"
    if kind and kind not in _NO_HEADS:
        if before == "لل":
            return "h"
        return ("ab" if before[:1] in ("ب", "ل", "ك") else "yz" if before else "fg")[is_definite]
    if not printed[0].isalpha() or printed.startswith("بال") or (printed.startswith("ب") and is_place):
        return "x"
    if role in ACTS and not is_definite:  # "للبحث" is no act
        return "x"
    if printed.startswith(("و", "ف")):
        return "w" if is_definite else "x"
    if printed.startswith("ل") and not (is_definite or is_place or printed in _small_words()):
        return "l"
    return "k" if is_definite and kind == _QUALITY else "d" if is_definite else "p"


@cache
def _prefix(text: str) -> int:
    """Return how many letters before an Arabic word are a conjunction or preposition written together with it."""
    folded = [fold_word(text[cut:]) for cut in range(3)]
    known = [first_words("ar", table) for table in (WORDS, NAMES)]
    return next(
        (cut for cut, word in enumerate(folded) if any({word, word.removeprefix("ال")} & one for one in known)), 0
    )


@cache
def _endings() -> tuple[str, ...]:
    return tuple(form for form, kind in read_phrases(WORDS, language="fr") if kind == _ENDING)


@cache
def _small_words() -> frozenset[str]:
    """Return the words that open a sentence with a capital, and no name."""
    rows = read_vocabulary("function_words.tsv", columns=["word", "language", "note"])
    rows = [*rows, *read_vocabulary("stop_words.tsv", columns=["word", "note"])]
    return frozenset(row["word"] for row in rows) - {"bin", "ibn", "al", "de"}
