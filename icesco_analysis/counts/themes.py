"""Topics beside themes that a person gave: how far they agree, and whether simpler methods agree as far."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from icesco_analysis.topics import Topics, one_thread

PLAIN_SEEDS = 20
"""Runs of a method whose result depends on its seed."""

BOOTSTRAP_SEEDS = 5
"""Of these runs, how many enter the bootstrap, which repeats each many times."""

BOOTSTRAP_DRAWS = 300
"""Bootstrap samples of the articles."""

INTERVAL = (0.025, 0.975)
"""Quantiles of an interval."""

METHODS = ("plain TF-IDF + KMeans", "without house words, names, countries", "this library")


def read_themes(path: str | Path) -> pd.DataFrame:
    """Return the labels file `path` (`headline`, `theme` among its columns), or a frame without rows where none exists.

    Examples
    --------
    >>> len(read_themes("no such file.csv"))
    0
    """
    path = Path(path)
    if not path.is_file():
        return pd.DataFrame({"headline": [], "theme": []}, dtype="str")
    return pd.read_csv(path, dtype="str", encoding="utf-8")[["headline", "theme"]]


def match_themes(articles: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """Return the theme of each article whose headline the labels hold.

    Parameters
    ----------
    articles
        Frame with `article_id` and `headline`.
    themes
        As `read_themes` gives it. Headlines are compared with white space collapsed; one that stands there with two
        different themes says nothing and is left out.

    Returns
    -------
    pandas.DataFrame
        `article_id`, `theme`, by `article_id`.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["b", "a"], "headline": ["Two  words", "Other"]})
    >>> match_themes(articles, pd.DataFrame({"headline": ["Two words"], "theme": ["education"]})).values.tolist()
    [['b', 'education']]
    """
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
        The articles that `topics` was fitted on.
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
    with one_thread():
        return pd.DataFrame(_compare(articles, topics, known, seed=seed), columns=columns)


def _compare(articles: pd.DataFrame, topics: Topics, known: pd.DataFrame, *, seed: int) -> list[list[object]]:
    fitted = topics.assignments.dropna(subset="topic")["article_id"]
    places = fitted.reset_index(drop=True).reset_index().set_index("article_id")["index"].loc[known["article_id"]]
    texts = articles.set_index("article_id").loc[fitted, ["headline", "body"]].fillna("")
    plain = TfidfVectorizer(stop_words="english").fit_transform(texts["headline"] + "\n" + texts["body"])
    n_topics = topics.diagnostics["n_topics"]
    own = known["topic"].to_numpy(dtype=np.int64)
    theme = known["theme"].to_numpy(dtype=str)
    rows: list[list[object]] = []
    for method, weights in zip(METHODS, (plain, topics.model.weights), strict=False):
        runs = _run(weights, n_topics=n_topics, seed=seed)
        labels = [run[places.to_numpy()] for run in runs]
        agreement = float(np.mean([adjusted_mutual_info_score(theme, run) for run in labels]))
        gain = adjusted_mutual_info_score(theme, own) - agreement
        low, high = _interval(theme, own, labels[:BOOTSTRAP_SEEDS], seed=seed)
        rows.append([method, round(_mutual(runs), 4), round(agreement, 4), round(gain, 4), low, high])
    agreement = round(adjusted_mutual_info_score(theme, own), 4)
    rows.append([METHODS[-1], topics.diagnostics["seed_stability"], agreement, 0.0, 0.0, 0.0])
    return rows


def _run(weights: csr_array, *, n_topics: int, seed: int) -> list[np.ndarray]:
    """Return the groups that KMeans finds on `weights` as they are, with ten starts, at each of several seeds."""
    seeds = range(seed, seed + PLAIN_SEEDS)
    return [KMeans(n_topics, n_init=10, random_state=run).fit_predict(weights) for run in seeds]


def _mutual(runs: Sequence[np.ndarray]) -> float:
    pairs = [(first, second) for place, first in enumerate(runs) for second in runs[:place]]
    return float(np.mean([adjusted_rand_score(first, second) for first, second in pairs]))


def _interval(theme: np.ndarray, own: np.ndarray, others: Sequence[np.ndarray], *, seed: int) -> tuple[float, float]:
    """Return the bootstrap interval of how much more `own` agrees with `theme` than `others` do on the mean."""
    random = np.random.default_rng(seed)
    gains = []
    for _ in range(BOOTSTRAP_DRAWS):
        drawn = random.integers(len(theme), size=len(theme))
        theirs = np.mean([adjusted_mutual_info_score(theme[drawn], other[drawn]) for other in others])
        gains.append(adjusted_mutual_info_score(theme[drawn], own[drawn]) - theirs)
    low, high = np.quantile(gains, INTERVAL)
    return round(float(low), 4), round(float(high), 4)
