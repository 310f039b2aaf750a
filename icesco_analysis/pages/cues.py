"""What a text, a class or an address shows: rows of patterns, told by the one that matches."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, groupby
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from icesco_analysis.language import fill_pattern, read_vocabulary
from icesco_analysis.pages.datelines import printed_names

Finder = Callable[[str], object]
# What a text ends with is looked for in its last characters.
END_REACH = 60
# Quotes and brackets that may close behind the mark that a sentence ends with.
CLOSING = "”’\"'»)]"
# Marks that may stand around a line that is known as a whole.
AROUND_LINE = " :.*"
_GROUP_RE = re.compile(r"(?<!\\)\((?!\?)")


@cache
def read_cues(table: str) -> Mapping[str, Finder]:
    """Return for each feature of a table what finds it in a text; the rows of a feature stand together."""
    rows = read_vocabulary(table, columns=["feature", "where", "letters", "pattern", "note"])
    return {feature: compile_cue(list(own)) for feature, own in groupby(rows, key=itemgetter("feature"))}


def shows(text: str, cue: str) -> bool:
    """Tell whether a text shows a cue of ``data/text_cues.tsv``."""
    return bool(read_cues("text_cues.tsv")[cue](text))


def compile_cue(rows: Sequence[Mapping[str, str]]) -> Finder:
    """Return what finds any of some rows that are looked for at one place in one way."""
    if rows[0]["where"] == "closes":
        marks = frozenset(rows[0]["pattern"])
        return lambda text: text.rstrip(CLOSING)[-1:] in marks
    pattern = "|".join(f"(?:{row['pattern']})" for row in rows)
    pattern = fill_pattern(pattern, lambda name: f"(?:{'|'.join(printed_names()[name])})")
    where, flags = rows[0]["where"], re.IGNORECASE if rows[0]["letters"] == "any" else 0
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

    def __init__(self) -> None:
        rows = read_vocabulary("block_cues.tsv", columns=["feature", "where", "letters", "needs", "pattern", "note"])
        groups = groupby(rows, key=itemgetter("feature", "needs"))
        self._cues = [(feature, needed_words(needs), compile_cue(list(own))) for (feature, needs), own in groups]
        waiting: dict[str, list[int]] = {}
        for number, (_, words, _) in enumerate(self._cues):
            for word in words:
                waiting.setdefault(word, []).append(number)
        self._always = [number for number, (_, words, _) in enumerate(self._cues) if not words]
        self._waiting = list(waiting.values())
        self._words = AhoCorasick(list(waiting), matchkind=MatchKind.Standard, implementation=Implementation.DFA)

    def find(self, text: str, *, left_out: Container[str] = ()) -> set[str]:
        """Return the features that a text shows, but for those left out."""
        found: set[str] = set()
        hits = {word for word, _, _ in self._words.find_matches_as_indexes(text.casefold(), overlapping=True)}
        for number in {*self._always, *chain.from_iterable(map(self._waiting.__getitem__, hits))}:
            feature, _, cue = self._cues[number]
            if feature not in found and feature not in left_out and cue(text):
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
