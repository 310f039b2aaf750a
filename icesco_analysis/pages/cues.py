"""What a text, a class or an address shows: rows of patterns, told by the one that matches."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from icesco_analysis.language import fill_pattern, read_vocabulary
from icesco_analysis.pages.datelines import printed_names

Finder = Callable[[str], Any]
# What a text ends with is looked for in its last characters.
END_REACH = 24
# Quotes and brackets that may close behind the mark that a sentence ends with.
CLOSING = "”’\"'»)]"
# Marks that may stand around a line that is known as a whole.
AROUND_LINE = " :.*"
# Features of a block that only a line can have.
OF_LINES = frozenset({"known-kicker", "known-section", "address", "attendance", "genre-line"})
_GROUP_RE = re.compile(r"(?<!\\)\((?!\?)")


class Cue(NamedTuple):
    """What finds any of some rows that are looked for at one place in one way; of a `small` one in small letters."""

    find: Finder
    small: bool


@cache
def read_cues() -> Mapping[str, Cue]:
    """Return the cues of ``data/text_cues.tsv`` by name; the rows of one stand together."""
    rows = read_vocabulary("text_cues.tsv", columns=["feature", "where", "letters", "pattern", "note"])
    return {feature: compile_cue(list(own)) for feature, own in groupby(rows, key=itemgetter("feature"))}


def find_cue(text: str, cue: str) -> Any:
    """Return the match by which a text shows a cue of ``data/text_cues.tsv``."""
    find, small = read_cues()[cue]
    return find(text.casefold() if small else text)


def shows(text: str, cue: str) -> bool:
    """Tell whether a text shows a cue of ``data/text_cues.tsv``."""
    return bool(find_cue(text, cue))


def compile_cue(rows: Sequence[Mapping[str, str]]) -> Cue:
    """Return the cue of some rows."""
    where, small = rows[0]["where"], rows[0]["letters"] == "any"
    if where == "closes":
        marks = frozenset(rows[0]["pattern"])
        return Cue(lambda text: text.rstrip(CLOSING)[-1:] in marks, small)
    pattern = "|".join(f"(?:{row['pattern']})" for row in rows)
    names = {name: f"(?:{'|'.join(named)})" for name, named in printed_names().items()}
    pattern = fill_pattern(pattern, lambda name: names[name].casefold() if small else names[name])
    if where == "ends":
        end = re.compile(rf"(?:{pattern})\Z")
        return Cue(lambda text: end.search(text, len(text) - END_REACH), small)
    cue = re.compile(pattern)
    if where == "line":
        return Cue(lambda text: cue.fullmatch(text.strip(AROUND_LINE)), small)
    return Cue({"begins": cue.match, "holds": cue.search}.get(where, cue.fullmatch), small)


def needed_words(needs: str) -> list[str]:
    """Return the words, in small letters, of which one has to stand in a text that a row is tried on; or none."""
    return [
        name.casefold() for word in needs.split("|") if word for name in printed_names().get(word.strip("{}"), [word])
    ]


class BlockCues:
    """The cues of ``data/block_cues.tsv``: most rows are tried only where one of the words stands that they need."""

    def __init__(self) -> None:
        rows = read_vocabulary("block_cues.tsv", columns=["feature", "where", "letters", "needs", "pattern", "note"])
        groups = groupby(rows, key=itemgetter("feature", "needs"))
        cues = [(feature, needed_words(needs), compile_cue(list(own))) for (feature, needs), own in groups]
        waiting: dict[str, list[int]] = {}
        for number, (_, words, _) in enumerate(cues):
            for word in words:
                waiting.setdefault(word, []).append(number)
        self._always = [number for number, (_, words, _) in enumerate(cues) if not words]
        self._of_texts = [number for number, (feature, _, _) in enumerate(cues) if feature not in OF_LINES]
        self._cues = [(feature, *cue) for feature, _, cue in cues]
        self._waiting = list(waiting.values())
        self._words = AhoCorasick(list(waiting), matchkind=MatchKind.Standard, implementation=Implementation.DFA)

    def find(self, text: str, *, is_line: bool) -> set[str]:
        """Return the features that a text shows; what only lines can show is asked of lines."""
        found: set[str] = set()
        folded = text.casefold()
        asked = set(self._always)
        for word in {word for word, _, _ in self._words.find_matches_as_indexes(folded, overlapping=True)}:
            asked.update(self._waiting[word])
        for number in asked if is_line else asked.intersection(self._of_texts):
            feature, find, small = self._cues[number]
            if feature not in found and find(folded if small else text):
                found.add(feature)
        return found


def compile_rules(rows: Iterable[tuple[str, str]]) -> Callable[[str], str]:
    """Return what tells the rule of the first pattern that a text is as a whole, or ""; `rows` are (pattern, rule).

    Nearly every text is none, so that all are asked at once first, without groups, which would take most of the time.
    """
    plain = [(_GROUP_RE.sub("(?:", pattern), rule) for pattern, rule in rows]
    any_row = re.compile("|".join(f"(?:{pattern})" for pattern, _ in plain))
    compiled = cache(re.compile)  # few rows are ever met

    def tell(text: str) -> str:
        return next(rule for row, rule in plain if compiled(row).fullmatch(text)) if any_row.fullmatch(text) else ""

    return tell
