"""Text → country mentions with spans; the gazetteer is data."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from icesco_analysis.language import fold
from icesco_analysis.partners.gazetteer import (
    NONE,
    Country,
    Gazetteer,
    Rules,
    SharedName,
    Surface,
    load_countries,
    load_gazetteer,
)
from icesco_analysis.phrases import LANGUAGES

__all__ = ["LANGUAGES", "Country", "Mention", "find_mentions", "load_countries"]

NEIGHBOUR_WIDTH = 36
"""Characters beside a name that a rule may look at: a title and two or three given names."""

TOWN = "city"
"""Kind of a word that is no place by itself and is read as one beside certain words: all of these are towns (Malé)."""

_BLANK_LINE_RE = re.compile(r"\n[^\S\n]+(?=\n)")
# The blanks after the first of each run, but for those that indent a paragraph.
_BLANKS_RE = re.compile(r"(?<![ \x1e]) ( +)")
_INVISIBLE_RE = re.compile(r"[\u0300-\u036f\u00ad\u0640\u064b-\u0652\u0670\u200b-\u200f\u2060\ufeff]")
_SENTENCE_END_RE = re.compile(r"[.!?][”’\"')]*\s|\n\s*\n")
_SURNAME_RE = re.compile(r"[ \n\xa0]((?:[A-Z]\.[ ])?[A-Z][^\W\d_]+)")
_ADDRESS_RE = re.compile(r"[./@][^\W_]")
_INVERTED_END = (" of", " of the")
_FURTHER_RE = re.compile(r" (?:the )?[A-Z]")
_SHORT_WORDS = frozenset({"OF", "IN", "TO", "AT", "BY", "ON", "DE", "DU"})
_LONGEST_JOINED = 4
_JOINED_RE = re.compile(rf"\w{{1,{_LONGEST_JOINED}}}\Z")
_TO_THE = "لل"  # the preposition is no part of the name, as "and", "in" and "for" are none
_DATELINE_RE = re.compile(
    r"""
    [ ]? (?: [:(] | -{1,2}[ ] )               # "RABAT: How …", "RABAT (UNA) - …", "RABAT - …"
    | ,?[ ] [A-Z][a-z]{2,8}\.? [ ] \d{1,2}\b   # "RABAT, Feb 23 …"
    | ,?[ ] \d{1,2} [ ] [A-Z][a-z]{2}         # "RABAT, 23 February …"
    """,
    re.VERBOSE,
)

# One character for one, so that spans stay. First line breaks: a blank line ends a name, a single break does not.
_BREAKS = (("\r\n", " \n"), ("\n \n", "\n\n\n"), ("\n\n", "\x1e\x1e"), ("\n", " "), ("\r", " "), ("\t", " "))
# Then apostrophes, dashes, quotes and odd blanks, the usual ones first: most texts are ASCII after some of them.
_TYPOGRAPHY = tuple(zip("İ’“”–—\u00a0‘…«»´ʼʻ‑‐−\u2009\u202f", "I'\"\"-- '.\"\"'''---  ", strict=True))


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in a text that refers to a country.

    A place below the level of a country has the code of its state, a territory with an entry of its own in ISO 3166-1
    (Hong Kong) keeps it; `kind` is that of the gazetteer row, one of `KINDS`, and `name` the name as spelled there.
    """

    start: int
    end: int
    text: str
    iso3: str
    kind: str
    name: str = ""


def find_mentions(text: str, *, language: str = "en") -> list[Mention]:
    r"""Return the places in `text` that refer to a country, in order, none overlapping another.

    Parameters
    ----------
    text
        Running text.
    language
        Its ISO 639-1 code: names, peoples and towns are those of English ("en"), French ("fr") or Arabic ("ar"); a text
        in any other is searched for English ones.

    Returns
    -------
    list of Mention
        Spans are offsets in `text` and cover exactly what stands there, without article or possessive.

    Notes
    -----
    The longest name wins; names are matched in their own capitals or, in a line of capitals, in capitals, those of
    states in any, unless they are words in small letters (turkey); blanks, line breaks and no-break blanks inside a
    name are alike, so are both apostrophes, all dashes, and accents present or absent.
    ``data/namesakes.tsv`` and ``data/contexts.tsv`` say where a name is no state, ``data/shared_names.tsv``
    which of several states it is. Known to be wrong: family names that are towns or peoples, without a title or a known
    given name before them; prizes called after a town by a name of more than two words.

    Examples
    --------
    >>> [(mention.text, mention.iso3) for mention in find_mentions("Ambassador of Guinea-Bissau\nto the UAE’s")]
    [('Guinea-Bissau', 'GNB'), ('UAE', 'ARE')]
    >>> find_mentions("Dr. Jordan Smith spoke of the Gulf of Oman in French.")
    []
    >>> [mention.text for mention in find_mentions("والسفيرة المغربية بالأردن", language="ar")]
    ['المغربية', 'الأردن']
    """
    gazetteer = load_gazetteer(language if language in LANGUAGES else "en")
    prepared, cuts, removed = _prepare(text)
    if gazetteer.language == "ar":
        prepared = fold(prepared)
    found = []
    persons: set[tuple[str, str]] = set()
    for index, start, end in _longest(prepared, gazetteer):
        surface = gazetteer.surfaces[index]
        read = _read_in_context(prepared, start, end, rules=gazetteer.rules_of(index))
        if (read or surface.iso3) != NONE:
            first, last = _original_span(text, start, end, cuts=cuts, removed=removed) if cuts else (start, end)
            if gazetteer.marked:
                surface = gazetteer.marked.get(text[first:last], surface)
            kind = surface.kind if surface.iso3 != NONE else TOWN
            found.append(Mention(first, last, text[first:last], read or surface.iso3, kind, surface.origin))
        elif read and (surname := _surname(prepared, end)):
            persons.add((prepared[start:end], surname))
    if persons:  # "Mr. Chad Emerson" settles what "Chad Emerson" means elsewhere
        found = [mention for mention in found if (mention.text, _surname(text, mention.end)) not in persons]
    return _settle_shared(text, found, gazetteer.shared)


def _surname(text: str, end: int) -> str:
    match = _SURNAME_RE.match(text, end)
    return match[1] if match else ""


def _prepare(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return the text to search, the places where it was shortened, and how much had been cut before each."""
    prepared = _BLANK_LINE_RE.sub(lambda match: "\n" * len(match[0]), text)
    for old, new in _BREAKS:
        prepared = prepared.replace(old, new)
    for old, new in _TYPOGRAPHY:
        if prepared.isascii():
            break
        prepared = prepared.replace(old, new)
    spans = [match.span(1) for match in _BLANKS_RE.finditer(prepared)] if "  " in prepared else []
    if not prepared.isascii():
        spans = sorted([*spans, *(match.span() for match in _INVISIBLE_RE.finditer(prepared))])
    return _shorten(prepared, spans=spans)


def _shorten(prepared: str, *, spans: Sequence[tuple[int, int]]) -> tuple[str, Sequence[int], Sequence[int]]:
    pieces, cuts, removed = [], [], [0]
    position = length = 0
    for start, end in spans:
        pieces.append(prepared[position:start])
        length += start - position
        position = end
        cuts.append(length)
        removed.append(removed[-1] + end - start)
    return ("".join((*pieces, prepared[position:])) if spans else prepared), cuts, removed


def _original_span(text: str, start: int, end: int, *, cuts: Sequence[int], removed: Sequence[int]) -> tuple[int, int]:
    """Return the span in `text` of a span in its shortened form, an accent on the last letter included."""
    first = start + removed[bisect_right(cuts, start)]
    last = end + removed[bisect_right(cuts, end - 1)]
    while last < len(text) and unicodedata.combining(text[last]):
        last += 1
    return first, last


def _longest(prepared: str, gazetteer: Gazetteer) -> list[tuple[int, int, int]]:
    """Return ``(index, start, end)`` of the names in the text: whole words, longest first, none overlapping another."""
    length, prefixes = len(prepared), gazetteer.prefixes
    hits = []
    for index, start, end in gazetteer.automaton.find_matches_as_indexes(prepared, overlapping=True):
        inside_word = (start and prepared[start - 1].isalnum()) or (end < length and prepared[end].isalnum())
        if not inside_word or (prefixes and _is_joined(prepared, start, end, prefixes=prefixes)):
            hits.append((start, -end, index))
    hits.sort()
    chosen = []
    free = 0
    for start, end, index in hits:
        if start < free or not _can_stand(prepared, start, -end, surface=gazetteer.surfaces[index]):
            continue
        shift = bool(prefixes) and gazetteer.surfaces[index].text.startswith(_TO_THE)
        chosen.append((index, start + shift, -end))
        free = -end
    return chosen


def _is_joined(prepared: str, start: int, end: int, *, prefixes: frozenset[str]) -> bool:
    """Tell whether what stands in one word before a name is only a word that is joined to it: "and", "in the"."""
    match = _JOINED_RE.search(prepared, max(0, start - _LONGEST_JOINED), start)
    return match is not None and match[0] in prefixes and not prepared[end : end + 1].isalnum()


def _can_stand(prepared: str, start: int, end: int, *, surface: Surface) -> bool:
    """Tell whether a spelling that is not safe by itself is safe where it stands."""
    if surface.needs_capitals:
        return _is_among_capitals(prepared, start, end)
    if surface.text.islower():  # no piece of an address: www.morocco.example
        return prepared[start - 1 : start] not in (".", "/", "@", "#") and _ADDRESS_RE.match(prepared, end) is None
    # "Guinea, Republic of Mali" are two states
    return not (surface.text.endswith(_INVERTED_END) and _FURTHER_RE.match(prepared, end))


def _is_among_capitals(prepared: str, start: int, end: int) -> bool:
    """Tell whether a name in capitals stands beside another word in capitals, or opens a dateline: ``RABAT: …``."""
    opening = prepared[:start].rstrip(" ")
    if (not opening or opening[-1] == "\x1e") and _DATELINE_RE.match(prepared, end):
        return True
    before = prepared[:start].rsplit(None, 1)[-1:] if start else []
    after = prepared[end : end + NEIGHBOUR_WIDTH].split(None, 1)[:1]
    words = [word.strip(".,;:!?()\"'-") for word in (*map(_short_upper, before), *after)]
    return any(word in _SHORT_WORDS or (len(word) > 2 and word.isupper() and word.isalpha()) for word in words)


def _short_upper(word: str) -> str:
    """Return a word in capitals if it is one that a name follows: "in OMAN"."""
    return word.upper() if word.upper() in _SHORT_WORDS else word


def _read_in_context(prepared: str, start: int, end: int, *, rules: Rules | None) -> str:
    if rules is None:
        return ""
    earliest = max(0, start - NEIGHBOUR_WIDTH)
    opens = rules.before.match(prepared, earliest, start) is not None
    if not opens and rules.after.match(prepared, end) is None:
        return ""
    for rule in rules.rules:
        if rule.before is not None and not (opens and rule.before.match(prepared, earliest, start)):
            continue
        if rule.after is None or rule.after.match(prepared, end):
            return rule.iso3
    return ""


def _settle_shared(text: str, mentions: list[Mention], shared: Mapping[str, SharedName]) -> list[Mention]:
    if not any(mention.name in shared for mention in mentions):
        return mentions
    clear = [mention for mention in mentions if mention.name not in shared]
    return [
        replace(mention, iso3=_settled(text, mention, shared[mention.name], clear=clear))
        if mention.name in shared
        else mention
        for mention in mentions
    ]


def _settled(text: str, mention: Mention, shared: SharedName, *, clear: Sequence[Mention]) -> str:
    if mention.iso3 != shared.default or any(other.iso3 == shared.default for other in clear):
        return mention.iso3
    cued = [other for other in clear if other.iso3 in shared.others and (not shared.cues or other.name in shared.cues)]
    if mention.kind == "name" and not shared.cues and any(_same_sentence(text, mention, other) for other in cued):
        return mention.iso3  # "Guinea, Guinea-Bissau and Mali": side by side they are two states
    states = {other.iso3 for other in cued}
    return states.pop() if len(states) == 1 else mention.iso3


def _same_sentence(text: str, one: Mention, other: Mention) -> bool:
    first, second = sorted((one, other), key=lambda mention: mention.start)
    return _SENTENCE_END_RE.search(text, first.end, second.start) is None
