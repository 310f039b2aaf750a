"""Topics beside themes that a person gave: how far they agree, and whether simpler methods agree as far.

Run as ``python -m benchmarks.themes [STORE]``; STORE is a folder with topics that were fitted before.
"""

import sys
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from sklearn.preprocessing import normalize
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
CONSENSUS_RUNS = 20
"""Runs of KMeans whose articles, grouped together more or less often, make one consensus."""
LIBRARY = "this library"


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
    for method, fit in METHODS.items():
        weights = reading.weights if method.startswith(CLEANED) else plain
        runs = [fit(weights, topics.diagnostics["n_topics"], run) for run in range(seed, seed + PLAIN_SEEDS)]
        labels = [run[places] for run in runs]
        agreement = float(np.mean([adjusted_mutual_info_score(theme, run) for run in labels]))
        low, high = _interval(theme, own, labels[:BOOTSTRAP_SEEDS], seed=seed)
        stability = np.mean([adjusted_rand_score(*pair) for pair in combinations(runs, 2)])
        rows.append([method, *np.round([stability, agreement, agreed - agreement, low, high], 4)])
    rows.append([LIBRARY, topics.diagnostics["seed_stability"], round(agreed, 4), 0.0, 0.0, 0.0])
    return rows


def _by_kmeans(weights: csr_array, n_topics: int, seed: int) -> np.ndarray:
    return np.asarray(KMeans(n_topics, n_init=10, random_state=seed).fit_predict(weights))


def _by_lsa(weights: csr_array, n_topics: int, seed: int) -> np.ndarray:
    return _by_kmeans(normalize(TruncatedSVD(n_topics, random_state=seed).fit_transform(weights)), n_topics, seed)


def _by_nmf(weights: csr_array, n_topics: int, seed: int) -> np.ndarray:
    model = NMF(n_topics, init="nndsvdar", max_iter=1000, random_state=seed)
    return np.asarray(model.fit_transform(weights).argmax(axis=1))


def _by_consensus(weights: csr_array, n_topics: int, seed: int) -> np.ndarray:
    """Return average-linkage groups of how often runs of KMeans part two articles (Fred and Jain 2005)."""
    starts = range(seed * CONSENSUS_RUNS, (seed + 1) * CONSENSUS_RUNS)
    runs = np.stack([KMeans(n_topics, n_init=1, random_state=start).fit_predict(weights) for start in starts])
    apart = (runs[:, :, None] != runs[:, None, :]).mean(axis=0)
    model = AgglomerativeClustering(n_topics, metric="precomputed", linkage="average")
    return np.asarray(model.fit_predict(apart))


CLEANED = "cleaned TF-IDF"
METHODS: dict[str, Callable[[csr_array, int, int], np.ndarray]] = {
    "plain TF-IDF + KMeans": _by_kmeans,
    "plain TF-IDF + LSA + KMeans": _by_lsa,
    "plain TF-IDF + NMF": _by_nmf,
    "plain TF-IDF + consensus of KMeans": _by_consensus,
    f"{CLEANED} + KMeans": _by_kmeans,
    f"{CLEANED} + NMF": _by_nmf,
    f"{CLEANED} + consensus of KMeans": _by_consensus,
}
"""Each takes weights, a number of topics and a seed, and returns the group of each article.

Plain are all words but scikit-learn's stop words, cleaned those that this library leaves."""


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
