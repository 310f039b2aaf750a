"""Sentences → the states of lists whose members share one part: those met one by one, those who sign, the winners.

Whether a long list names counterparts or guests is told by what opens it, not by what stands beside each member. The
words of a sentence are letters by their kinds in ``role_words.tsv``, and these are read by the patterns below.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from icesco_analysis.partners.scenes import Sentence

# With one member a list would say nothing that the words beside it do not.
LEAST_MEMBERS = 2

_LETTERS: Final[Mapping[str, str]] = {
    "meet": "M", "receive": "R", "visit": "V", "attend": "T", "sign": "S", "win": "W", "give": "G", "born": "B",
    "future": "f", "past": "z", "with": "w", "deal": "w", "by": "b", "bywhom": "b", "to": "t", "in": "i", "of": "o",
    "from": "r", "include": "r", "and": "a", "many": "m", "institution": "u", "entrant": "j", "form": "",
    **dict.fromkeys(("minister", "envoy", "official", "office", "delegation"), "m"),
    **dict.fromkeys(("people", "person", "expert"), "p"),
    **dict.fromkeys(("house", "head"), "H"),
}  # fmt: skip
"""Kinds of words as letters, k for all others; x is a word of no kind, N a state, D a demonym, C a town."""
_MARKS: Final[Mapping[str, str]] = {"name": "N", "demonym": "D", "city": "C"}
_LISTS: Final = {
    # "talks, on the margins, *with the ministers* of finance of A and B, and with the Minister of Culture of C"
    "those met": (r"M(?:[^TVRWSfm]{0,14}?w[xop]{0,4}|x{0,2})m", r"[xompatkuw,;:]{0,9}?(?:o[NC]|:N|(?<=[awm])D(?=m))"),
    # "the officials whom he *met*, among them *the ministers of the countries*: A; B; and those of C and D"
    "those met, told behind": (r"M[^TVRWSf]{0,12}[x,]m[xou]{0,6}m?x?", r"[,;:]?a?(?:[ix]{0,2}o?mo|o)?[NC]"),
    # "agreements *signed with* prominent *universities* from A, B and C"
    "signatories": (
        r"S(?:[^MTAVRfz]{0,12}?[wb][xpo]{0,3}|x{1,3}o?)[mu][auxpo]{0,4}", r"[,;]?a?u?[roi]?[NC]",
    ),
    # "*the laureates come* from A, B and C", "*winners* from A and B"
    "winners": (r"[WG]x{0,2}B|W[xop]{0,3}(?=r)", r"[,;]?a?[ri]?[NC]"),
    # "*the prize went to* X of A, the second to Y (B)", "*honoured three pioneers:* the A-ian geologist X, …"
    "those given a prize": (
        r"Wx{1,3}[WG]t|Wk?W(?!t)|Wx{1,3}b|W[^fzMTVRW:]{0,25}:",
        r"[^fzMTVRNDC]{0,24}?(?:[ro][NC]+|\(N\)|,N|D(?=p)|(?<=[pG])D|uiN)",
    ),
}  # fmt: skip
"""What opens a list, and what each of its members is with the words before it."""
_PATTERNS: Final = {name: tuple(map(re.compile, patterns)) for name, patterns in _LISTS.items()}
# What is to come, what was, what many attend and who enters or judges opens no list of counterparts.
_ELSEWHERE_RE: Final = re.compile("[fzTj]")


def find_lists(sentences: Sequence[Sentence]) -> Iterator[tuple[str, str]]:
    """Yield the states of each list of counterparts in some sentences, each with what the list is of."""
    spelled = [_spell(sentence) for sentence in sentences]
    for name, (opening, member) in _PATTERNS.items():
        found = {iso3 for letters, states in spelled for iso3 in _read_list(letters, states, opening, member)}
        if len(found) >= LEAST_MEMBERS:
            yield from ((iso3, name) for iso3 in sorted(found))


def _read_list(
    letters: str, states: Sequence[set[str]], opening: re.Pattern[str], member: re.Pattern[str]
) -> Iterator[str]:
    at = 0
    while (opened := opening.search(letters, at)) and not _ELSEWHERE_RE.search(letters, 0, opened.end()):
        at = opened.end()
        while found := member.match(letters, at):
            yield from set[str]().union(*states[at : (at := found.end())])


def _spell(sentence: Sentence) -> tuple[str, Sequence[set[str]]]:
    """Return a sentence in letters, and the states that each of them stands for."""
    spans = {cue.first: (_LETTERS.get(cue.kind, "k"), cue.last, set[str]()) for cue in sentence.cues}
    spans |= {mark.first: (_MARKS.get(mark.kind.split(",")[0], "x"), mark.last, mark.states) for mark in sentence.marks}
    read, place = [], 0
    while place < len(sentence.tokens):
        form = sentence.tokens[place].form
        letter, last, own = spans.get(place, (form if form in ",;:()" else "x", place, set()))
        read += [(letter, own)] if letter else []
        place = last + 1
    return "".join(letter for letter, _ in read), [own for _, own in read]
