"""How far groups of the seed articles agree with the themes a person gave, and with themselves over seeds."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, normalized_mutual_info_score

from benchmarks.peers.export import SEEDS, TESTS
from benchmarks.peers.score_dates import OWN
from icesco_analysis.corpus.corpus import load_corpus
from icesco_analysis.counts.themes import match_themes, read_themes
from icesco_analysis.topics.clusters import group, one_thread
from icesco_analysis.topics.topics import Topics, fit_topics

RUNS = 20
"""Seeds, as many as the peers were run with."""
OWN_NUMBER = "own number"
"""In place of a number of topics for methods that choose it themselves."""
DRAWS = 200
"""Bootstrap draws of articles."""
DRAWN_RUNS = 3
"""Of the runs of a method, how many enter the bootstrap, which repeats each many times."""
INTERVAL = (0.025, 0.975)
"""Quantiles of an interval."""


def score_topics(*, stored: Mapping[str, Any], seed: int) -> tuple[pd.DataFrame, int]:
    """Return a row for each method and number of topics, and the number that this project chooses.

    Parameters
    ----------
    stored
        Answers of the peers.
    seed
        Seed of this project's fit and of the bootstrap.

    Returns
    -------
    DataFrame
        ``method, n_topics`` (text), means over the seeds of adjusted and of normalised mutual information with the
        themes ``agreement, normalised``, mean adjusted Rand index of each two seeds ``seed_stability``, mean number of
        ``groups``, and, at the number chosen, how much more this project agrees with a 95 % interval ``ahead,
        ahead_low, ahead_high``.
    """
    articles = load_corpus(SEEDS).articles
    topics = fit_topics(articles, seed=seed)
    themes = match_themes(articles, read_themes(TESTS / "labelled" / "gold" / "themes.csv")).set_index("article_id")[
        "theme"
    ]
    chosen = int(topics.diagnostics["n_topics"])
    own = _run_own(topics, numbers=sorted({chosen, *map(int, stored["answers"]["NMF"])}))
    methods = {OWN: own} | {
        method: {number: _read_runs(answer, keys=list(stored["articles"])) for number, answer in answers.items()}
        for method, answers in stored["answers"].items()
    }
    rows = [
        {"method": method, "n_topics": str(number), "runs": runs.loc[:, themes.index]}
        for method, answers in methods.items()
        for number, runs in answers.items()
    ]
    compared = [row for row in rows if row["n_topics"] in {str(chosen), OWN_NUMBER}]
    for row, gaps in zip(compared[1:], _ahead(themes, [row["runs"] for row in compared], seed=seed), strict=True):
        row |= gaps
    scores = [row | _score(themes, row.pop("runs")) for row in rows]
    columns = ["method", "n_topics", "groups", "agreement", "ahead", "ahead_low", "ahead_high", "normalised"]
    return pd.DataFrame(scores, columns=[*columns, "seed_stability"]), chosen


def _run_own(topics: Topics, *, numbers: Sequence[int]) -> dict[int, pd.DataFrame]:
    """Return this project's groups for each number of topics: a row a seed, a column an article."""
    weights, columns = topics.model.weights, list(topics.model.articles)
    with one_thread():
        runs = {k: [group(weights, n_topics=k, seed=run).labels for run in range(RUNS)] for k in numbers}
    return {number: pd.DataFrame(labels, columns=columns) for number, labels in runs.items()}


def _read_runs(answer: Sequence[str], *, keys: Sequence[str]) -> pd.DataFrame:
    """Return stored groups, a string of letters for each seed, as a row a seed and a column an article."""
    return pd.DataFrame([[ord(letter) for letter in run] for run in answer], columns=keys)


def _score(themes: pd.Series, runs: pd.DataFrame) -> dict[str, float]:
    labels = runs.to_numpy()
    return {
        "agreement": float(np.mean([adjusted_mutual_info_score(themes, run) for run in labels])),
        "normalised": float(np.mean([normalized_mutual_info_score(themes, run) for run in labels])),
        "seed_stability": float(np.mean([adjusted_rand_score(*pair) for pair in combinations(labels, 2)])),
        "groups": float(np.mean([len(set(run)) for run in labels])),
    }


def _ahead(themes: pd.Series, methods: Sequence[pd.DataFrame], *, seed: int) -> list[dict[str, float]]:
    """Return how much more the first method agrees than each other, with paired bootstrap intervals over articles."""
    theme = themes.to_numpy()
    random = np.random.default_rng(seed)
    draws = [random.integers(len(theme), size=len(theme)) for _ in range(DRAWS)]
    drawn = [[_mean_agreement(theme[draw], runs[:, draw]) for draw in draws] for runs in map(_different, methods)]
    own = _score(themes, methods[0])["agreement"]
    gaps = []
    for runs, other in zip(methods[1:], drawn[1:], strict=True):
        low, high = np.quantile(np.subtract(drawn[0], other), INTERVAL)
        gap = own - _score(themes, runs)["agreement"]
        gaps.append({"ahead": gap, "ahead_low": float(low), "ahead_high": float(high)})
    return gaps


def _different(runs: pd.DataFrame) -> np.ndarray:
    """Return the first `DRAWN_RUNS` runs, once each; groups are numbered as they come, so that like runs are equal."""
    return np.unique([pd.factorize(run)[0] for run in runs.to_numpy()[:DRAWN_RUNS]], axis=0)


def _mean_agreement(theme: np.ndarray, runs: np.ndarray) -> float:
    return float(np.mean([adjusted_mutual_info_score(theme, run) for run in runs]))
