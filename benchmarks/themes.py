"""Topics beside themes that a person gave: how far they agree, and whether simpler methods agree as far.

Run as ``python -m benchmarks.themes [STORE]``; STORE is a folder with topics that were fitted before.
"""

import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from threadpoolctl import threadpool_limits

from icesco_analysis import Topics, fit_topics, load_corpus
from icesco_analysis.topics.fitting import read_articles

ROOT = Path(__file__).parents[1]
THEMES = ROOT / "tests" / "labelled" / "gold" / "themes.csv"
SEED = 20251
"""That of the notebooks."""
PLAIN_SEEDS = 20
"""Runs of a method whose result depends on its seed."""
BOOTSTRAP_SEEDS = 5
"""Of these runs, how many enter the bootstrap, which repeats each many times."""
BOOTSTRAP_DRAWS = 300
"""Bootstrap samples of the articles."""
INTERVAL = (0.025, 0.975)
"""Quantiles of an interval."""
METHODS = ("plain TF-IDF + KMeans", "without house words, names, countries", "this library")


def main() -> None:
    """Print the comparison for the seed pages."""
    articles = load_corpus(ROOT / "seeds").articles
    topics = fit_topics(articles, seed=SEED, store=sys.argv[1] if sys.argv[1:] else None)
    print(compare_methods(articles, topics, match_themes(articles, THEMES), seed=SEED).to_string(index=False))


def match_themes(articles: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return ``article_id, theme`` of each article whose headline the labels file `path` holds, by `article_id`.

    Headlines are compared with white space collapsed; one with two different themes says nothing and is left out.
    """
    themes = pd.read_csv(path, dtype="str", encoding="utf-8")[["headline", "theme"]]
    known = themes.assign(headline=_collapse(themes["headline"])).drop_duplicates()
    known = known[~known["headline"].duplicated(keep=False)]
    printed = articles[["article_id"]].assign(headline=_collapse(articles["headline"]))
    matched = printed.merge(known, on="headline").sort_values("article_id", ignore_index=True)
    return matched[["article_id", "theme"]]


def _collapse(texts: pd.Series) -> pd.Series:
    return texts.fillna("").astype("str").str.split().str.join(" ")


def compare_methods(articles: pd.DataFrame, topics: Topics, labelled: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Return how stable, and how near to the labelled themes, this library and simpler methods are.

    Parameters
    ----------
    articles
        The articles that `topics` was fitted on, all in English.
    topics
        The topics; the other methods take as many.
    labelled
        `article_id`, `theme`.
    seed
        Seed of the bootstrap and first seed of the simpler methods.

    Returns
    -------
    pandas.DataFrame
        A row a method: `method`, `seed_stability` (mean adjusted Rand index between runs with different seeds),
        `agreement` (adjusted mutual information with the themes, mean over the runs), and `gain`, `gain_low`,
        `gain_high`: how much more this library agrees, with a 95 % interval of the paired bootstrap over articles.
        No rows where there are no topics or no labels.

    Notes
    -----
    Adjusted mutual information: Vinh, Epps and Bailey (2010). Bootstrap samples hold articles twice, which lifts the
    agreement of every method alike; only the differences are read.
    """
    columns = ["method", "seed_stability", "agreement", "gain", "gain_low", "gain_high"]
    known = topics.assignments.merge(labelled, on="article_id").dropna(subset="topic")
    if known.empty:
        return pd.DataFrame(columns=columns)
    with threadpool_limits(limits=1):
        return pd.DataFrame(_compare(articles, topics, known, seed=seed), columns=columns)


def _compare(articles: pd.DataFrame, topics: Topics, known: pd.DataFrame, *, seed: int) -> list[list[object]]:
    reading = read_articles(articles.sort_values("article_id").fillna({"headline": "", "subtitle": "", "body": ""}))
    plain = TfidfVectorizer(stop_words="english").fit_transform(
        reading.articles["headline"] + "\n" + reading.articles["body"]
    )
    places = pd.Index(reading.articles["article_id"]).get_indexer(pd.Index(known["article_id"]))
    own, theme = known["topic"].to_numpy(dtype=np.int64), known["theme"].to_numpy(dtype=str)
    agreed = adjusted_mutual_info_score(theme, own)
    rows: list[list[object]] = []
    for method, weights in zip(METHODS, (plain, reading.weights), strict=False):
        runs = _run(weights, n_topics=topics.diagnostics["n_topics"], seed=seed)
        labels = [run[places] for run in runs]
        agreement = float(np.mean([adjusted_mutual_info_score(theme, run) for run in labels]))
        low, high = _interval(theme, own, labels[:BOOTSTRAP_SEEDS], seed=seed)
        stability = np.mean([adjusted_rand_score(*pair) for pair in combinations(runs, 2)])
        rows.append([method, *np.round([stability, agreement, agreed - agreement, low, high], 4)])
    rows.append([METHODS[-1], topics.diagnostics["seed_stability"], round(agreed, 4), 0.0, 0.0, 0.0])
    return rows


def _run(weights: csr_array, *, n_topics: int, seed: int) -> list[np.ndarray]:
    """Return the groups that KMeans finds on `weights` as they are, with ten starts, at each of several seeds."""
    seeds = range(seed, seed + PLAIN_SEEDS)
    return [KMeans(n_topics, n_init=10, random_state=run).fit_predict(weights) for run in seeds]


def _interval(theme: np.ndarray, own: np.ndarray, others: Sequence[np.ndarray], *, seed: int) -> tuple[float, float]:
    """Return the bootstrap interval of how much more `own` agrees with `theme` than `others` do on the mean."""
    random = np.random.default_rng(seed)
    gains = []
    for _ in range(BOOTSTRAP_DRAWS):
        drawn = random.integers(len(theme), size=len(theme))
        theirs = np.mean([adjusted_mutual_info_score(theme[drawn], other[drawn]) for other in others])
        gains.append(adjusted_mutual_info_score(theme[drawn], own[drawn]) - theirs)
    low, high = np.quantile(gains, INTERVAL)
    return float(low), float(high)


if __name__ == "__main__":
    main()
