"""``topics.csv`` beside the pages: the names that an analyst gives to topics."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from icesco_analysis.corpus import read_notes
from icesco_analysis.language import clean_text, collapse
from icesco_analysis.topics.found import SEPARATOR, Topics, make_frame

FILE_NAME = "topics.csv"
COLUMNS = ["words", "label"]
"""What names a topic where nobody did, so that the row still fits when more pages change its number; its new name."""


def rename_topics(topics: Topics, paths: Iterable[str | Path] | str | Path) -> Topics:
    """Return `topics` under the names that a ``topics.csv`` in one of the folders `paths`, or beside a file, gives.

    A row belongs to the topic among whose strongest terms at least half of its words are, and most of them. What cannot
    be used is said in the diagnostic ``names``, and the topic keeps its words for a name.
    """
    given = [paths] if isinstance(paths, str | Path) else paths
    folders = dict.fromkeys(path if path.is_dir() else path.parent for path in map(Path, given))
    labels: dict[int, str] = {}
    problems: list[str] = []
    for notes in (read_notes(folder / FILE_NAME) for folder in folders):
        if notes.fault or (notes.columns and not set(COLUMNS) <= set(notes.columns)):
            problems.append(notes.fault or f"{FILE_NAME} lacks the columns {' and '.join(COLUMNS)}, and is not used.")
            continue
        for number, row in enumerate(notes.rows, start=2):
            topic, problem = _find_topic(topics, row["words"])
            label = collapse(clean_text(row["label"]))
            if topic and topic in labels:
                problem = "speaks of a topic that an earlier row has named"
            elif not label or label in labels.values():
                problem = "gives no name of its own"
            if problem:
                problems.append(f"{FILE_NAME}, line {number}: {problem}, and is not used.")
            elif topic:
                labels[topic] = label
    own = topics.assignments
    named = own.assign(label=own["topic"].map({**topics.labels, **labels}))
    diagnostics = {**topics.diagnostics, "names": problems}
    return replace(topics, assignments=make_frame("assignments", named), diagnostics=diagnostics)


def _find_topic(topics: Topics, words: str) -> tuple[int, str]:
    """Return the topic that `words` mean, 0 for none or several, and why."""
    asked = {collapse(word).casefold() for word in words.replace(",", SEPARATOR.strip()).split(SEPARATOR.strip())}
    held = {
        int(str(topic)): len(asked & {term.casefold() for term in terms})
        for topic, terms in topics.terms.groupby("topic")["term"]
    }
    best = max(held.values(), default=0)
    found = [topic for topic, count in held.items() if count == best]
    if not best or 2 * best < len(asked):
        return 0, f"no topic is marked by “{words}” now"
    return (found[0], "") if len(found) == 1 else (0, f"“{words}” marks more than one topic")
