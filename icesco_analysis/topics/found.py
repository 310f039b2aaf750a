"""The topics that were found: frames and numbers, read without any of what it takes to fit them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

SETTLED_SHARE = 0.75
"""Share of the resamples in which an article must stay with its topic to count as settled: three of four."""

SEPARATOR = " · "
"""Between the terms that name a topic."""

_CURVES = ("stability", "error", "null", "null_most")
_EXAMPLES = ("article_id", "headline", "sentence", "terms")
COLUMNS = {
    "assignments": {
        "article_id": "str", "topic": "Int64", "label": "str", "share": "float64", "settled": "bool", "held": "Int64",
    },
    "terms": {"topic": "int64", "term": "str", "weight": "float64", "n_articles": "int64", "naming": "bool"},
    "curve": {"n_topics": "int64", **dict.fromkeys(_CURVES, "float64"), "chosen": "bool"},
    "examples": {"topic": "int64", "rank": "int64", **dict.fromkeys(_EXAMPLES, "str")},
    "origins": {"topic": "int64", "kind": "str", "origin": "str", "n": "int64", "of": "int64", "bound": "bool"},
    "pages": {"source": "str", "n": "int64", "agreement": "float64"},
}  # fmt: skip
"""Columns and their types of each frame of `Topics`."""


@dataclass(frozen=True, slots=True, eq=False)
class Topics:
    """The topics of a corpus with their trust.

    Parameters
    ----------
    assignments
        One row an English article, by `article_id`: `topic` (from 1, by size; NA where it has none), `label`, `share`
        of the resamples in which the article lies with its topic, whether it is `settled`, and how many of the words
        that name its topic it holds (`held`).
    terms
        The strongest terms of each topic: `topic`, `term`, `weight` (class-based TF-IDF), `n_articles` of the topic
        that hold it, and whether it is one of those `naming` the topic.
    diagnostics
        Numbers by name: `n_topics` (0 where nothing holds), `structured`, `stability` (mean adjusted Rand index of
        pairs of resamples at the number of topics chosen), `stability_error`, `null_stability` (the most that any of
        `null_draws` corpora of shuffled terms reaches; `stability` must be above it), `p_value` (how many reach it, of
        all and the real one), `page_stability` (the same index of pairs of the `page_parts` groupings that miss a page
        each; None where too little is left), `seed_stability` (the same between full fits with different seeds),
        `silhouette` (mean over the articles, in the space of all terms), `seed`, numbers of articles, and `message`,
        all of it in a sentence.
    curve
        `stability`, its standard `error`, and `null` and `null_most`, mean and maximum of shuffled terms, of each
        `n_topics` tried, and which one was `chosen`.
    examples
        Representative releases of each topic with the sentences that carry its terms.
    origins
        How many articles of each `topic`, `n` `of` those with one, come from which `origin`: a `kind` ``"page"`` or
        ``"quarter"`` of the year of the activity; and whether the topic is `bound` to it: most of it comes from there,
        and more than chance would bring.
    pages
        How far the topics are found again without each page, `n` articles with a topic: `agreement` (adjusted Rand
        index), NA where too little is left.
    """

    assignments: pd.DataFrame
    terms: pd.DataFrame
    diagnostics: Mapping[str, Any]
    curve: pd.DataFrame
    examples: pd.DataFrame
    origins: pd.DataFrame
    pages: pd.DataFrame

    @property
    def labels(self) -> dict[int, str]:
        """Name of each topic."""
        named = self.assignments.dropna(subset="topic").drop_duplicates("topic").sort_values("topic")
        return {int(topic): str(label) for topic, label in zip(named["topic"], named["label"], strict=True)}


def make_frame(name: str, content: Any) -> pd.DataFrame:
    """Return rows, columns or a frame as the frame `name` of `Topics`, with its types also where there is nothing."""
    return pd.DataFrame(content, columns=list(COLUMNS[name])).astype(COLUMNS[name])
