"""The figures of accuracy."""

from collections.abc import Iterable, Mapping

import pandas as pd

from icesco_analysis.counts import Labels, find_slices, judge, read_dictionary, score, score_with_intervals
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.findings.accuracy import LABELS, alt_scores, alt_slices, caption_scores
from icesco_analysis.figures.plots.accuracy import plot_scores, plot_slices
from icesco_analysis.language import count_of


def compare_readers(tables: Mapping[str, pd.DataFrame], labels: Iterable[Labels], *, seed: int) -> pd.DataFrame:
    """Return the scores of this library with intervals, and of a simpler reader.

    Parameters
    ----------
    tables
        Frames ``articles``, ``appearances`` and ``countries``.
    labels
        The labels of the pages.
    seed
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        ``label, field, metric, value, low, high, n, simpler``, a row per score shown; none without labels. The simpler
        reader takes the most frequent country as partner, and answers nothing to other questions.
    """
    labels = list(labels)
    columns = ["label", "field", "metric", "value", "low", "high", "n", "simpler"]
    if not labels:
        return pd.DataFrame(columns=columns)
    scores = score_with_intervals(judge(tables, labels), seed=seed)
    scores["simpler"] = score(judge(read_dictionary(tables), labels))["value"]
    keys = zip(scores["field"], scores["metric"], strict=True)
    scores["label"] = [LABELS.get(key) for key in keys]
    return scores.dropna(subset=["label"])[columns].reset_index(drop=True)


def score_slices(tables: Mapping[str, pd.DataFrame], labels: Iterable[Labels]) -> pd.DataFrame:
    """Return the partner F1 of each hard slice: ``label, n, value, simpler``, largest slice first."""
    labels = list(labels)
    members = find_slices(tables, labels)
    judgements = [judge(read, labels) for read in (tables, read_dictionary(tables))]
    rows = []
    for name, own in members.groupby("slice"):
        ours, dictionary = (_partner_f1(one.merge(own[["page", "headline"]])) for one in judgements)
        rows.append((name, len(own), ours, dictionary))
    slices = pd.DataFrame(rows, columns=["label", "n", "value", "simpler"])
    return slices.sort_values(["n", "label"], ascending=[False, True]).reset_index(drop=True)


def _partner_f1(judgements: pd.DataFrame) -> float:
    scores = score(judgements).set_index(["field", "metric"])["value"]
    return float(scores["partner", "F1"])


def figure_scores(readers: pd.DataFrame, *, pages: int, coverage: str = "") -> Figure:
    """Return the figure of all scores.

    Parameters
    ----------
    readers
        As `compare_readers` returns them.
    pages
        Number of labelled pages.
    coverage
        What ``findings.corpus.note_coverage`` says of all articles, labelled or not.
    """
    n = int(readers["n"].max()) if len(readers) else 0
    scored = f"{count_of(n, 'labelled article')} on {count_of(pages, 'page')}"
    return Figure(
        name="accuracy-scores",
        title="How often each field is right",
        data=readers,
        plot=plot_scores,
        caption=caption_scores(readers, pages=pages),
        alt=alt_scores(readers),
        note=f"{coverage} Scored: {scored}; 95 % bootstrap intervals over articles.".strip(),
        counts={"articles": n, "pages": pages},
        height=3.4,
    )


def figure_slices(slices: pd.DataFrame, *, coverage: str = "") -> Figure:
    """Return the figure of the hard slices.

    Parameters
    ----------
    slices
        As `score_slices` returns them.
    coverage
        What ``findings.corpus.note_coverage`` says of all articles, labelled or not.
    """
    return Figure(
        name="accuracy-slices",
        title="Partner countries on the hard cases",
        data=slices,
        plot=plot_slices,
        caption="Micro F1 of the partner countries in groups of articles that are known to be hard; an article may be "
        "in several groups. The diamond takes the most frequent country.",
        alt=alt_slices(slices),
        note=f"{coverage} In brackets: labelled articles in the group; few articles say little.".strip(),
        counts={str(label): int(n) for label, n in zip(slices["label"], slices["n"], strict=True)},
        height=1.35 + 0.22 * max(2, len(slices)),
    )
