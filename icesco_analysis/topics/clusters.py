"""Weighted terms → groups of articles, how well they hold under resampling, and how many of them do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.linalg import eigh
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from icesco_analysis.topics.terms import TermCounts, weigh_terms

SUBSAMPLE_SHARE = 0.8
"""Share of the articles in one resample: enough to keep small topics, little enough to miss some articles."""

SUBSAMPLE_MOST = 600
"""Articles in the largest resample: beyond it the estimate gains nothing and the time grows."""

PAIRS = 50
"""Pairs of resamples of the corpus; two fits each, so that an article's share rests on eighty of them."""

NULL_DRAWS = 20
"""Corpora with shuffled terms to compare with."""

NULL_PAIRS = 8
"""Pairs of resamples in each of them. Fewer than `PAIRS` widens the null, which errs on the side of caution."""

NULL_DEVIATIONS = 3.0
"""Standard deviations above the mean of the shuffled corpora that the real one must reach.

About one shuffled corpus in 700 does, were their stability normally distributed."""

MOST_TOPICS = 10
"""The finest division that is tried: more topics than a reader keeps apart."""

ARTICLES_PER_TOPIC = 3
"""At least as many articles for each topic that is tried."""

FIT_STARTS = 60
"""Random starts of the final clustering, the best kept: on fifty articles as good as all that there are."""

FIT_STARTS_LARGE = 20
"""The same for more articles than `SUBSAMPLE_MOST`, where each start takes long and few differ."""

RESAMPLE_STARTS = 8
"""Random starts of the clustering of one resample."""

_DIGITS = 6
_MOST_ROUNDS = 100
_NOTHING = 1e-9


class Resamples(NamedTuple):
    """Agreement of pairs of resamples and what each resample said.

    Parameters
    ----------
    agreement
        Adjusted Rand index of each pair over the articles that both hold: shape (pairs, numbers of topics).
    labels
        Group of each article in each resample, -1 where it was left out: shape (2 * pairs, numbers of topics,
        articles).
    """

    agreement: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of the articles for one number of topics.

    Parameters
    ----------
    labels
        Group of each article, from 0.
    points
        Articles as directions in the space of topics: rows of length 1, one column a topic.
    directions
        Terms in that space: shape (columns of `points`, terms); ``normalize(weights @ directions.T)`` gives `points`.
    centres
        Means of the points of each group.
    """

    labels: np.ndarray
    points: np.ndarray
    directions: np.ndarray
    centres: np.ndarray


def topic_numbers(n_articles: int) -> list[int]:
    """Return the numbers of topics that are tried for `n_articles` different articles.

    Examples
    --------
    >>> topic_numbers(14), topic_numbers(50)[-1]
    ([2, 3, 4], 10)
    """
    return list(range(2, min(MOST_TOPICS, n_articles // ARTICLES_PER_TOPIC) + 1))


def embed(weights: csr_array, *, n_dims: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the coordinates of the articles along the strongest directions of their terms, and these directions.

    Notes
    -----
    Latent semantic analysis (Deerwester et al. 1990): the truncated singular value decomposition.

    Examples
    --------
    >>> weights = csr_array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.6, 0.8]])
    >>> coordinates, directions = embed(weights, n_dims=2, seed=0)
    >>> coordinates.shape, directions.shape
    ((3, 2), (2, 3))
    """
    n_dims = min(n_dims, min(weights.shape) - 1)
    svd = TruncatedSVD(n_components=n_dims, algorithm="arpack", random_state=seed)
    coordinates = svd.fit_transform(weights)
    return coordinates, svd.components_


def cluster(points: np.ndarray, *, n_topics: int, seed: int, starts: int) -> np.ndarray:
    """Return the group of each point, from 0: KMeans, the best of several random starts.

    Notes
    -----
    Where there are no more different points than groups, equal points make a group.

    Examples
    --------
    >>> cluster(np.array([[0.0], [0.1], [5.0]]), n_topics=2, seed=0, starts=3).tolist() in ([0, 0, 1], [1, 1, 0])
    True
    """
    different, alike = np.unique(points.round(_DIGITS), axis=0, return_inverse=True)
    if len(different) <= n_topics:
        return np.asarray(alike.reshape(-1))
    model = KMeans(n_clusters=n_topics, n_init=starts, random_state=seed)
    return np.asarray(model.fit_predict(points))


def group(weights: csr_array, *, n_topics: int, seed: int) -> Grouping:
    """Return the articles in `n_topics` groups.

    Notes
    -----
    As many dimensions as topics, rows brought to length 1, then KMeans: the steps of spectral clustering (Ng, Jordan
    and Weiss 2001) with the cosine of the term weights for affinity.

    Examples
    --------
    >>> weights = csr_array([[1.0, 0.0, 0.0], [0.8, 0.6, 0.0], [0.0, 0.0, 1.0], [0.0, 0.1, 0.9]])
    >>> group(weights, n_topics=2, seed=0).labels.tolist() in ([0, 0, 1, 1], [1, 1, 0, 0])
    True
    """
    starts = FIT_STARTS if weights.shape[0] <= SUBSAMPLE_MOST else FIT_STARTS_LARGE
    coordinates, directions = embed(weights, n_dims=n_topics, seed=seed)
    points = normalize(coordinates)
    labels = cluster(points, n_topics=n_topics, seed=seed, starts=starts)
    centres = np.vstack([points[labels == number].mean(axis=0) for number in range(labels.max() + 1)])
    return Grouping(labels, points, directions, centres)


def resample(
    weights: csr_array, *, numbers: Sequence[int], pairs: int, seed: int | Sequence[int], starts: int = RESAMPLE_STARTS
) -> Resamples:
    """Return how far groupings of random subsets of the articles agree, for each number of topics.

    Parameters
    ----------
    weights
        Term weights of the articles.
    numbers
        Numbers of topics to try.
    pairs
        Pairs of subsets to draw, each of `SUBSAMPLE_SHARE` of the articles.
    seed
        Seed of the subsets and of every clustering.
    starts
        Random starts of each clustering.

    Notes
    -----
    Everything but the weights is done anew in each subset, directions included, with another seed each time: what
    agrees depends neither on the seed nor on a few articles. After Ben-Hur, Elisseeff and Guyon (2002).

    Examples
    --------
    >>> blocks = csr_array(np.kron(np.eye(3), np.ones((6, 4))) + np.tri(18, 12) / 50)
    >>> resample(blocks, numbers=[3], pairs=4, seed=1).agreement.mean().round(2).item()
    1.0
    """
    random = np.random.default_rng(seed)
    n_articles = weights.shape[0]
    size = min(SUBSAMPLE_MOST, round(SUBSAMPLE_SHARE * n_articles))
    labels = np.full((2 * pairs, len(numbers), n_articles), -1, dtype=np.int16)
    for draw in labels:
        kept = np.sort(random.choice(n_articles, size, replace=False))
        coordinates = _coordinates(weights[kept], n_dims=max(numbers))
        for row, number in zip(draw, numbers, strict=True):
            row[kept] = _cluster_quickly(_unit(coordinates[:, :number]), n_topics=number, random=random, starts=starts)
    agreement = [[_agree(*rows) for rows in zip(first, second, strict=True)] for first, second in _paired(labels)]
    return Resamples(np.array(agreement), labels)


def _paired(labels: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    return list(zip(labels[::2], labels[1::2], strict=True))


def _agree(first: np.ndarray, second: np.ndarray) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985) of two rows of labels where neither is -1.

    As scikit-learn's, which spends a hundred times as long on checking what it is given.
    """
    both = (first >= 0) & (second >= 0)
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first[both], second[both]), 1)
    together = _pairs_in(table)
    one, two = _pairs_in(table.sum(axis=1)), _pairs_in(table.sum(axis=0))
    expected = one * two / _pairs_in(table.sum())
    most = (one + two) / 2
    return float((together - expected) / (most - expected)) if most > expected else 1.0


def _pairs_in(counts: np.ndarray) -> float:
    return float((counts * (counts - 1) / 2).sum())


# The resamples take thousands of small decompositions and clusterings: the two steps of `group` again, with no more
# around them than they need. The tests of this module hold them against scikit-learn's.


def _coordinates(weights: csr_array, *, n_dims: int) -> np.ndarray:
    """Return what `embed` does, up to signs: the scaled leading eigenvectors of the products of the articles."""
    products = (weights @ weights.T).toarray()
    n_dims = min(n_dims, len(products) - 1)
    values, vectors = eigh(products, subset_by_index=[len(products) - n_dims, len(products) - 1])
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0)))[:, ::-1])


def _unit(points: np.ndarray) -> np.ndarray:
    """Return rows of length 1, or 0 where there is nothing."""
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    return np.asarray(np.divide(points, lengths, out=np.zeros_like(points), where=lengths > _NOTHING))


def _cluster_quickly(points: np.ndarray, *, n_topics: int, random: np.random.Generator, starts: int) -> np.ndarray:
    """Return the groups of KMeans (Lloyd 1982), all starts at once, the best of them kept."""
    centres = np.stack([_spread_centres(points, n_topics, random) for _ in range(starts)])
    names = np.arange(n_topics)
    labels = np.full((starts, len(points)), -1)
    for _ in range(_MOST_ROUNDS):
        distances = (centres**2).sum(axis=2)[:, None, :] - 2 * points @ centres.transpose(0, 2, 1)
        before, labels = labels, distances.argmin(axis=2)
        if (before == labels).all():
            break
        members = (labels[:, None, :] == names[None, :, None]).astype(np.float64)
        sizes = members.sum(axis=2, keepdims=True)
        centres = np.where(sizes > 0, members @ points / np.maximum(sizes, 1), centres)
    best = distances.min(axis=2).sum(axis=1).round(_DIGITS).argmin()
    return np.asarray(labels[best])


def _spread_centres(points: np.ndarray, n_centres: int, random: np.random.Generator) -> np.ndarray:
    """Return first centres far apart: points drawn with the square of their distance to the centres before them.

    The seeding of Arthur and Vassilvitskii (2007).
    """
    chosen = [int(random.integers(len(points)))]
    distance = np.full(len(points), np.inf)
    while len(chosen) < n_centres:
        distance = np.minimum(distance, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(int(np.searchsorted(distance.cumsum(), random.random() * distance.sum())))
    return np.asarray(points[np.minimum(chosen, len(points) - 1)])


def shuffle_terms(counts: TermCounts, *, seed: int | Sequence[int]) -> TermCounts:
    """Return `counts` with every occurrence of a term dealt to a random article, apart for headlines and bodies.

    Notes
    -----
    Every term keeps its number, every headline and body its length; only which terms stand together is lost.

    Examples
    --------
    >>> counts = TermCounts(("a", "b"), csr_array([[1, 0], [0, 1]]), csr_array([[3, 0], [0, 2]]))
    >>> shuffled = shuffle_terms(counts, seed=1)
    >>> shuffled.bodies.sum(axis=0).tolist(), shuffled.bodies.sum(axis=1).tolist()
    ([3, 2], [3, 2])
    """
    random = np.random.default_rng(seed)
    return counts._replace(headlines=_deal(counts.headlines, random), bodies=_deal(counts.bodies, random))


def _deal(counts: csr_array, random: np.random.Generator) -> csr_array:
    cells = counts.tocoo()
    rows, columns = (np.repeat(places, cells.data) for places in cells.coords)
    dealt = csr_array((np.ones(len(rows), dtype=np.int64), (rows, random.permutation(columns))), shape=counts.shape)
    dealt.sum_duplicates()
    return dealt


def measure(counts: TermCounts, *, numbers: Sequence[int], seed: int) -> tuple[pd.DataFrame, Resamples]:
    """Return the stability of each number of topics beside that of shuffled terms, and the resamples it rests on.

    Returns
    -------
    tuple
        A frame with one row a number of topics (`n_topics`, `stability` and its standard error `error`, `null` and
        `null_deviation` over the shuffled corpora, `null_best`, the mean over these of the best stability that each has
        for any number), and the resamples.

    Examples
    --------
    >>> blocks = np.kron(np.eye(3, dtype=int), np.ones((8, 9), dtype=int)) + np.eye(24, 27, dtype=int)
    >>> counts = TermCounts(tuple(map(str, range(27))), csr_array((24, 27), dtype=int), csr_array(blocks))
    >>> table, _ = measure(counts, numbers=[2, 3, 4], seed=1)
    >>> table.loc[table.stability.idxmax(), "n_topics"].item()
    3
    """
    weights, _ = weigh_terms(counts)
    real = resample(weights, numbers=numbers, pairs=PAIRS, seed=[seed, 0])
    nulls = np.array([_null_stability(counts, numbers=numbers, seed=[seed, draw]) for draw in range(1, NULL_DRAWS + 1)])
    best = nulls.max(axis=1)
    table = pd.DataFrame(
        {
            "n_topics": numbers,
            "stability": real.agreement.mean(axis=0),
            "error": real.agreement.std(axis=0, ddof=1) / np.sqrt(PAIRS),
            "null": nulls.mean(axis=0),
            "null_deviation": nulls.std(axis=0, ddof=1),
            "null_best": best.mean(),
            "null_limit": best.mean() + NULL_DEVIATIONS * best.std(ddof=1),
        }
    )
    return table, real


def _null_stability(counts: TermCounts, *, numbers: Sequence[int], seed: Sequence[int]) -> np.ndarray:
    weights, _ = weigh_terms(shuffle_terms(counts, seed=[*seed, 1]))
    return np.asarray(resample(weights, numbers=numbers, pairs=NULL_PAIRS, seed=[*seed, 2]).agreement.mean(axis=0))


def choose_number(curve: pd.DataFrame) -> int:
    """Return the number of topics to take: the largest whose stability is within one standard error of the best.

    Parameters
    ----------
    curve
        Frame with `n_topics`, `stability` and `error`.

    Notes
    -----
    The one-standard-error rule (Breiman et al. 1984, section 3.4.3) takes the simplest model that is not clearly worse
    than the best. Here more topics say more, so the finest division that holds as well as the best is taken; towards
    few topics stability is high for no reason (von Luxburg 2010).

    Examples
    --------
    >>> choose_number(pd.DataFrame({"n_topics": [2, 3, 4], "stability": [0.9, 0.89, 0.6], "error": [0.02, 0.02, 0.02]}))
    3
    """
    best = int(curve["stability"].argmax())
    close = curve["stability"] >= curve["stability"].iloc[best] - curve["error"].iloc[best]
    return int(curve.loc[close, "n_topics"].max())


def stay_shares(labels: np.ndarray, resampled: np.ndarray) -> np.ndarray:
    """Return for each article the share of the resamples holding it in which it lies with its own group.

    Parameters
    ----------
    labels
        Group of each article.
    resampled
        Groups in the resamples, -1 where left out: shape (resamples, articles).

    Notes
    -----
    The groups of a resample are matched one to one with those of `labels` so that most articles agree (Kuhn 1955).

    Examples
    --------
    >>> stay_shares(np.array([0, 0, 1, 1]), np.array([[1, 1, 0, 0], [0, 0, 1, -1], [0, 0, 0, 1]])).round(2).tolist()
    [1.0, 1.0, 0.67, 1.0]
    """
    stays = np.zeros(len(labels))
    held = np.zeros(len(labels))
    for row in resampled:
        kept = row >= 0
        held += kept
        stays[kept] += _rename(row[kept], labels[kept]) == labels[kept]
    return np.asarray(np.divide(stays, held, out=np.zeros(len(labels)), where=held > 0))


def _rename(labels: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return `labels` under the names of the groups of `reference` that they overlap most; -1 for those left over."""
    shared = np.zeros((labels.max() + 1, reference.max() + 1), dtype=int)
    np.add.at(shared, (labels, reference), 1)
    own, other = linear_sum_assignment(shared, maximize=True)
    names = np.full(len(shared), -1)
    names[own] = other
    return np.asarray(names[labels])


def seed_agreement(weights: csr_array, *, n_topics: int, seed: int, seeds: int = 20) -> float:
    """Return the mean adjusted Rand index between the groupings that `seeds` seeds give on all articles.

    Examples
    --------
    >>> blocks = csr_array(np.kron(np.eye(3), np.ones((6, 4))) + np.tri(18, 12) / 50)
    >>> round(seed_agreement(blocks, n_topics=3, seed=1, seeds=3), 2)
    1.0
    """
    runs = [group(weights, n_topics=n_topics, seed=seed + 1 + run).labels for run in range(seeds)]
    pairs = [(first, second) for place, first in enumerate(runs) for second in runs[:place]]
    return float(np.mean([adjusted_rand_score(first, second) for first, second in pairs]))


def silhouette(grouping: Grouping) -> float:
    """Return the mean silhouette (Rousseeuw 1987) of the articles in the space of their topics, from -1 to 1.

    Examples
    --------
    >>> points = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    >>> silhouette(Grouping(np.array([0, 0, 1, 1]), points, np.eye(2), np.eye(2)))
    1.0
    """
    groups = len(set(grouping.labels.tolist()))
    return float(silhouette_score(grouping.points, grouping.labels)) if 1 < groups < len(grouping.labels) else 0.0


def one_thread() -> threadpool_limits:
    """Return a context in which linear algebra runs on one thread: sums in one order on every machine.

    Examples
    --------
    >>> with one_thread():
    ...     int(np.ones(3).sum())
    3
    """
    return threadpool_limits(limits=1)
