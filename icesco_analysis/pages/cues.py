"""What a text, a class or an address shows: rows of patterns, told by the one that matches."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

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
OF_LINES = frozenset({"known-kicker", "known-section", "address", "attendance", "genre-line", "beside-line"})
_GROUP_RE = re.compile(r"(?<!\\)\((?!\?)")


@cache
def read_cues() -> Mapping[str, Finder]:
    """Return for each cue of ``data/text_cues.tsv`` what finds it in a text; the rows of one stand together."""
    rows = read_vocabulary("text_cues.tsv", columns=["feature", "where", "letters", "pattern", "note"])
    return {feature: compile_cue(list(own)) for feature, own in groupby(rows, key=itemgetter("feature"))}


def shows(text: str, cue: str) -> bool:
    """Tell whether a text shows a cue of ``data/text_cues.tsv``."""
    return bool(read_cues()[cue](text))


def compile_cue(rows: Sequence[Mapping[str, str]], *, folded: bool = False) -> Finder:
    """Return what finds any of some rows that are looked for at one place in one way, also in a text that is `folded`.

    In such a text all letters are small, and patterns that ask for letters of any size are quicker.
    """
    where = rows[0]["where"]
    if where == "closes":
        marks = tuple(rows[0]["pattern"].split())
        return lambda text: text.rstrip(CLOSING).endswith(marks)
    names = {name: f"(?:{'|'.join(named)})" for name, named in printed_names().items()}
    pattern = _GROUP_RE.sub("(?:", "|".join(f"(?:{row['pattern']})" for row in rows))
    pattern = fill_pattern(pattern, lambda name: names[name].casefold() if folded else names[name])
    flags = 0 if folded or rows[0]["letters"] == "exact" else re.IGNORECASE
    if where == "ends":
        end = re.compile(rf"(?:{pattern})\Z", flags)
        return lambda text: end.search(text, len(text) - END_REACH)
    cue = re.compile(pattern, flags)
    if where == "line":
        return lambda text: cue.fullmatch(text.strip(AROUND_LINE))
    return {"begins": cue.match, "holds": cue.search}.get(where, cue.fullmatch)


def needed_words(needs: str) -> list[str]:
    """Return the words, in small letters, of which one has to stand in a text that a row is tried on; or none."""
    return [
        name.casefold() for word in needs.split("|") if word for name in printed_names().get(word.strip("{}"), [word])
    ]


class BlockCues:
    """The cues of ``data/block_cues.tsv``: most rows are tried only where one of the words stands that they need."""

    def __init__(self, *, of_lines: bool) -> None:
        rows = read_vocabulary("block_cues.tsv", columns=["feature", "where", "letters", "needs", "pattern", "note"])
        rows = [row for row in rows if of_lines or row["feature"] not in OF_LINES]
        groups = {key: list(own) for key, own in groupby(rows, key=itemgetter("feature", "needs", "letters"))}
        waiting: dict[str, list[int]] = {}
        for number, (_, needs, _) in enumerate(groups):
            for word in needed_words(needs):
                waiting.setdefault(word, []).append(number)
        self._always = frozenset(number for number, (_, needs, _) in enumerate(groups) if not needs)
        self._cues = [
            (feature, compile_cue(own, folded=letters == "any"), letters == "any")
            for (feature, _, letters), own in groups.items()
        ]
        self._waiting = list(waiting.values())
        self._words = AhoCorasick(list(waiting), matchkind=MatchKind.Standard, implementation=Implementation.DFA)

    def find(self, text: str) -> set[str]:
        """Return the features that a text shows, of those of `OF_LINES` only where it was made for lines."""
        found: set[str] = set()
        folded = text.casefold()
        hits = self._words.find_matches_as_indexes(folded, overlapping=True)
        for number in self._always.union(*[self._waiting[word] for word, _, _ in hits]):
            feature, find, is_folded = self._cues[number]
            if feature not in found and find(folded if is_folded else text):
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
