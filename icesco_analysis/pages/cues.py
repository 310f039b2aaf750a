"""What a text, a class or an address shows: rows of patterns, told by the one that matches."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import groupby
from operator import itemgetter

from icesco_analysis.language import read_vocabulary
from icesco_analysis.pages.datelines import printed_names


@cache
def read_cues(table: str) -> Mapping[str, Callable[[str], re.Match[str] | None]]:
    """Return for each feature of a table what finds it in a text; the rows of a feature stand together."""
    rows = read_vocabulary(table, columns=["feature", "where", "letters", "pattern", "note"])
    found: dict[str, Callable[[str], re.Match[str] | None]] = {}
    for (feature, where, letters), own in groupby(rows, key=itemgetter("feature", "where", "letters")):
        pattern = "|".join(f"(?:{row['pattern']})" for row in own)
        for place, names in printed_names().items():
            pattern = pattern.replace(place, f"(?:{'|'.join(names)})")
        cue = re.compile(rf"(?:{pattern})\Z" if where == "ends" else pattern, re.IGNORECASE if letters == "any" else 0)
        found[feature] = {"begins": cue.match, "holds": cue.search, "ends": cue.search}.get(where, cue.fullmatch)
    return found


def shows(text: str, cue: str) -> bool:
    """Tell whether a text shows a cue of ``data/text_cues.tsv``."""
    return read_cues("text_cues.tsv")[cue](text) is not None


def compile_rules(rows: Iterable[tuple[str, str]], *, flags: int = 0) -> Callable[[str], str]:
    """Return what tells the rule of the first pattern that a text is as a whole, or ""; `rows` are (pattern, rule).

    All are one expression, a group for each: nearly every text is none.
    """
    patterns, rules = zip(*rows, strict=True)
    union = re.compile("|".join(f"(?P<row{number}>{pattern})" for number, pattern in enumerate(patterns)), flags)

    def tell(text: str) -> str:
        match = union.fullmatch(text)
        return rules[int((match.lastgroup or "").removeprefix("row"))] if match else ""

    return tell
