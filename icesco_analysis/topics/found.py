"""The topics that were found: frames and numbers, read without any of what it takes to fit them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

SETTLED_SHARE = 0.75
"""Share of the resamples in which an article must stay with its topic to count as settled: three of four."""

_CURVES = ("stability", "error", "null", "null_deviation", "silhouette")
COLUMNS = {
    "assignments": {"article_id": "str", "topic": "Int64", "label": "str", "share": "float64", "settled": "bool"},
    "terms": {"topic": "int64", "term": "str", "weight": "float64", "n_articles": "int64"},
    "curve": {"n_topics": "int64", **dict.fromkeys(_CURVES, "float64"), "chosen": "bool"},
    "examples": {
        "topic": "int64",
        "rank": "int64",
        **dict.fromkeys(("article_id", "headline", "sentence", "terms"), "str"),
    },
    "similarity": {"topic": "int64", "other": "int64", "similarity": "float64"},
    "map": {"article_id": "str", "x": "float64", "y": "float64"},
    "explanations": {"article_id": "str", "term": "str", "contribution": "float64", "topic": "int64", "other": "int64"},
}
"""Columns and their types of each frame of `Topics`."""


@dataclass(frozen=True, slots=True, eq=False)
class Topics:
    """The topics of a corpus with their trust.

    Parameters
    ----------
    assignments
        One row an English article, by `article_id`: `topic` (from 1, by size; NA where it has none), `label`, `share`
        of the resamples in which the article stays with its topic, and whether it is `settled`.
    terms
        The strongest terms of each topic: `topic`, `term`, `weight` (class-based TF-IDF), `n_articles` of the topic
        that hold it.
    diagnostics
        Numbers by name: `n_topics` (0 where nothing holds), `structured`, `stability` (mean adjusted Rand index of
        pairs of resamples at the number of topics chosen), `stability_error`, `null_stability` (what shuffled terms may
        reach; `stability` must be above it), `null_mean`, `seed_stability` (the same index between full fits with
        different seeds), `silhouette`, `seed`, numbers of articles, and `message`, all of it in a sentence.
    curve
        `stability`, its standard `error`, `null`, `null_deviation` and `silhouette` of each `n_topics` tried, and which
        one was `chosen`.
    examples
        Representative releases of each topic with the sentences that carry its terms.
    similarity
        Cosine of the mean term weights of each two topics.
    map
        Two coordinates of each article with a topic, for drawing.
    explanations
        The terms of each article with a topic, as `explain` returns them for one.
    """

    assignments: pd.DataFrame
    terms: pd.DataFrame
    diagnostics: Mapping[str, Any]
    curve: pd.DataFrame
    examples: pd.DataFrame
    similarity: pd.DataFrame
    map: pd.DataFrame
    explanations: pd.DataFrame

    @property
    def labels(self) -> dict[int, str]:
        """Name of each topic."""
        named = self.assignments.dropna(subset="topic").drop_duplicates("topic").sort_values("topic")
        return {int(topic): str(label) for topic, label in zip(named["topic"], named["label"], strict=True)}

    def explain(self, article_id: str) -> pd.DataFrame:
        """Return the terms that put an article where it is, the most telling first.

        Parameters
        ----------
        article_id
            Identifier of a fitted article.

        Returns
        -------
        pandas.DataFrame
            `term`, `contribution` (above 0: towards its topic; below: towards the next best), `topic`, `other`. The
            contributions add up to how much nearer the article's direction points to the middle of its topic. No rows
            for an article without a topic.

        Raises
        ------
        KeyError
            If the article was not among those fitted.
        """
        if article_id not in set(self.assignments["article_id"]):
            raise KeyError(f"no article {article_id!r} among the {len(self.assignments)} fitted")
        own = self.explanations[self.explanations["article_id"] == article_id]
        return own.drop(columns="article_id").reset_index(drop=True)


def make_frame(name: str, content: Any) -> pd.DataFrame:
    """Return rows, columns or a frame as the frame `name` of `Topics`, with its types also where there is nothing."""
    return pd.DataFrame(content, columns=list(COLUMNS[name])).astype(COLUMNS[name])
