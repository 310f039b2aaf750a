"""Weighted terms → groups of articles, how well they hold under resampling, and how many of them do."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.linalg import eigh
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import normalize

from icesco_analysis.topics.terms import TermCounts, weigh_terms

SUBSAMPLE_SHARE = 0.8
"""Share of the articles in one resample: enough to keep small topics, little enough to miss some articles."""

SUBSAMPLE_MOST = 600
"""Articles in the largest resample: beyond it the estimate gains nothing and the time grows."""

PAIRS = 50
"""Pairs of resamples of the corpus, two fits each.

What asks for so many is the share of an article: it rests on eighty fits, so that its standard error is 0.05 where it
decides, at `SETTLED_SHARE`. The stability of a number of topics then has one of about 0.02."""

NULL_DRAWS = 20
"""Corpora with shuffled terms to compare with.

Their spread enters the limit three times, which is therefore known to half a deviation (0.04 on the seed pages); ten
corpora would know it to three quarters of one."""

NULL_PAIRS = 8
"""Pairs of resamples in each of them: twice as many change the spread between corpora (0.08 on the seed pages) by
0.002, half as many raise it by 0.03, which would widen the null by chance alone."""

NULL_DEVIATIONS = 3.0
"""Standard deviations above the mean of the shuffled corpora that the real one must reach.

About one shuffled corpus in 700 does, were their stability normally distributed."""

MOST_TOPICS = 10
"""The finest division that is tried: more topics than a reader keeps apart."""

ARTICLES_PER_TOPIC = 3
"""At least as many articles for each topic that is tried."""

FIT_STARTS = 20
"""Random starts of the final clustering, the best kept,"""

FIT_POINTS = 10_000
"""... or more where articles are few, up to so many points in all: the 200 starts that fifty articles then have came as
near to the best grouping known, up to ten topics, as sixty of scikit-learn's, which are chosen with more care."""

RESAMPLE_STARTS = 8
"""Random starts of the clustering of one resample."""

BATCH = 16
"""Resamples that are clustered at once: as many as fit the processor's cache."""

SEEDS = 5
"""Full fits with other seeds, ten pairs of them: what differs is only whether a start found the best grouping."""

_DIGITS = 6
_MOST_ROUNDS = 100
_NOTHING = 1e-9


class Resamples(NamedTuple):
    """What resamples said: the adjusted Rand index of each pair over the articles that both hold, and all groups."""

    agreement: np.ndarray
    """Shape (pairs, numbers of topics)."""
    labels: np.ndarray
    """Shape (2 * pairs, numbers of topics, articles), -1 where an article was left out."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of the articles for one number of topics."""

    labels: np.ndarray
    """Group of each article, from 0."""
    points: np.ndarray
    """Articles as directions in the space of topics: rows of length 1, one column a topic."""
    directions: np.ndarray
    """Terms in that space: shape (columns of `points`, terms); ``normalize(weights @ directions.T)`` gives `points`."""
    centres: np.ndarray
    """Means of the points of each group."""


def topic_numbers(n_articles: int) -> list[int]:
    """Return the numbers of topics that are tried for `n_articles` different articles."""
    return list(range(2, min(MOST_TOPICS, n_articles // ARTICLES_PER_TOPIC) + 1))


def group(weights: csr_array, *, n_topics: int, seed: int) -> Grouping:
    """Return the articles in `n_topics` groups.

    Notes
    -----
    The truncated singular value decomposition (latent semantic analysis, Deerwester et al. 1990) in as many dimensions
    as topics, rows brought to length 1, then KMeans: the steps of spectral clustering (Ng, Jordan and Weiss 2001) with
    the cosine of the term weights for affinity. Where there are fewer different points than groups, there are fewer
    groups.
    """
    svd = TruncatedSVD(min(n_topics, min(weights.shape) - 1), algorithm="arpack", random_state=seed)
    points = normalize(svd.fit_transform(weights))
    starts = max(FIT_STARTS, FIT_POINTS // len(points))
    found = _cluster(points[None], n_topics=n_topics, random=np.random.default_rng(seed), starts=starts)[0]
    labels = np.unique(found, return_inverse=True)[1]
    centres = np.vstack([points[labels == number].mean(axis=0) for number in range(labels.max() + 1)])
    return Grouping(labels, points, svd.components_, centres)


def resample(weights: csr_array, *, numbers: Sequence[int], pairs: int, seed: int | Sequence[int]) -> Resamples:
    """Return how far groupings of pairs of random subsets of the articles agree, for each number of topics.

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
    kept = np.sort([random.choice(n_articles, size, replace=False) for _ in range(2 * pairs)])
    labels = np.full((2 * pairs, len(numbers), n_articles), -1, dtype=np.int16)
    for batch in (slice(first, first + BATCH) for first in range(0, 2 * pairs, BATCH)):
        coordinates = np.stack([_coordinates(weights[rows], n_dims=max(numbers)) for rows in kept[batch]])
        for place, number in enumerate(numbers):
            found = _cluster(_unit(coordinates[..., :number]), n_topics=number, random=random, starts=RESAMPLE_STARTS)
            np.put_along_axis(labels[batch, place], kept[batch], found, axis=1)
    pairs_of_draws = zip(labels[::2], labels[1::2], strict=True)
    agreement = [[_agree(*rows) for rows in zip(first, second, strict=True)] for first, second in pairs_of_draws]
    return Resamples(np.array(agreement), labels)


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


# The resamples take thousands of small decompositions and clusterings, many at once and with no more around them than
# they need. The tests of this module hold both against scikit-learn's.


def _coordinates(weights: csr_array, *, n_dims: int) -> np.ndarray:
    """Return what `embed` does, up to signs: the scaled leading eigenvectors of the products of the articles."""
    products = (weights @ weights.T).toarray()
    n_dims = min(n_dims, len(products) - 1)
    values, vectors = eigh(products, subset_by_index=[len(products) - n_dims, len(products) - 1])
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0)))[:, ::-1])


def _unit(points: np.ndarray) -> np.ndarray:
    """Return rows of length 1, or 0 where there is nothing."""
    lengths = np.linalg.norm(points, axis=-1, keepdims=True)
    return np.asarray(np.divide(points, lengths, out=np.zeros_like(points), where=lengths > _NOTHING))


def _cluster(points: np.ndarray, *, n_topics: int, random: np.random.Generator, starts: int) -> np.ndarray:
    """Return the groups of KMeans (Lloyd 1982) in each set of points, the best of all starts: shape (sets, points)."""
    sets, size, _ = points.shape
    points = points.repeat(starts, axis=0)
    centres = _spread_centres(points, n_topics, random)
    labels = np.full((len(points), size), -1)
    loss = np.full(len(points), np.inf)
    live = np.arange(len(points))
    for _ in range(_MOST_ROUNDS):
        gaps = (centres[live] ** 2).sum(axis=2)[:, None, :] - 2 * points[live] @ centres[live].swapaxes(1, 2)
        gaps = gaps.round(_DIGITS)  # of two centres equally near the first, whatever the last bits of the machine
        before, labels[live] = labels[live], gaps.argmin(axis=2)
        moved = (before != labels[live]).any(axis=1)
        loss[live[~moved]] = gaps[~moved].min(axis=2).sum(axis=1)
        live = live[moved]
        if not len(live):
            break
        members = (labels[live][:, None, :] == np.arange(n_topics)[:, None]).astype(np.float64)
        sizes = members.sum(axis=2, keepdims=True)
        centres[live] = np.where(sizes > 0, members @ points[live] / np.maximum(sizes, 1), centres[live])
    best = loss.reshape(sets, starts).round(_DIGITS).argmin(axis=1)
    return np.asarray(labels.reshape(sets, starts, size)[np.arange(sets), best])


def _spread_centres(points: np.ndarray, n_centres: int, random: np.random.Generator) -> np.ndarray:
    """Return first centres far apart: points drawn with the square of their distance to the centres before them.

    The seeding of Arthur and Vassilvitskii (2007): shape (sets, centres, coordinates).
    """
    sets, size, _ = points.shape
    chosen = [random.integers(size, size=sets)]
    nearest = np.full((sets, size), np.inf)
    while len(chosen) < n_centres:
        last = points[np.arange(sets), chosen[-1]]
        nearest = np.minimum(nearest, ((points - last[:, None, :]) ** 2).sum(axis=2))
        reach = nearest.cumsum(axis=1)
        aims = random.random((sets, 1)) * reach[:, -1:]
        chosen.append(np.minimum((reach < aims).sum(axis=1), size - 1))
    return np.asarray(points[np.arange(sets)[:, None], np.stack(chosen, axis=1)])


def shuffle_terms(counts: TermCounts, *, seed: int | Sequence[int]) -> TermCounts:
    """Return `counts` with every occurrence of a term dealt to a random article, apart for headlines and bodies.

    Every term keeps its number, every headline and body its length; only which terms stand together is lost.
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
        `null_deviation` over the shuffled corpora, and `null_limit`, the same for all: what the best stability that
        a shuffled corpus has for any number may reach), and the resamples.
    """
    real = resample(weigh_terms(counts), numbers=numbers, pairs=PAIRS, seed=[seed, 0])
    nulls = np.array([_null_stability(counts, numbers=numbers, seed=[seed, draw]) for draw in range(1, NULL_DRAWS + 1)])
    best = nulls.max(axis=1)
    table = pd.DataFrame(
        {
            "n_topics": numbers,
            "stability": real.agreement.mean(axis=0),
            "error": real.agreement.std(axis=0, ddof=1) / np.sqrt(PAIRS),
            "null": nulls.mean(axis=0),
            "null_deviation": nulls.std(axis=0, ddof=1),
            "null_limit": best.mean() + NULL_DEVIATIONS * best.std(ddof=1),
        }
    )
    return table, real


def _null_stability(counts: TermCounts, *, numbers: Sequence[int], seed: Sequence[int]) -> np.ndarray:
    weights = weigh_terms(shuffle_terms(counts, seed=[*seed, 1]))
    return np.asarray(resample(weights, numbers=numbers, pairs=NULL_PAIRS, seed=[*seed, 2]).agreement.mean(axis=0))


def choose_number(curve: pd.DataFrame) -> int:
    """Return the number of topics to take: the largest whose stability is within one standard error of the best.

    Notes
    -----
    The one-standard-error rule (Breiman et al. 1984, section 3.4.3) takes the simplest model that is not clearly worse
    than the best. Here more topics say more, so the finest division that holds as well as the best is taken; towards
    few topics stability is high for no reason (von Luxburg 2010).
    """
    best = int(curve["stability"].argmax())
    close = curve["stability"] >= curve["stability"].iloc[best] - curve["error"].iloc[best]
    return int(curve.loc[close, "n_topics"].max())


def stay_shares(labels: np.ndarray, resampled: np.ndarray) -> np.ndarray:
    """Return for each article the share of the resamples holding it (shape: resamples, articles) that keep its group.

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


def seed_agreement(weights: csr_array, *, n_topics: int, seed: int) -> float:
    """Return the mean adjusted Rand index between the groupings that `SEEDS` seeds give on all articles."""
    runs = [group(weights, n_topics=n_topics, seed=seed + 1 + run).labels for run in range(SEEDS)]
    return float(np.mean([_agree(first, second) for first, second in combinations(runs, 2)]))


def silhouette(grouping: Grouping) -> float:
    """Return the mean silhouette (Rousseeuw 1987) of the articles in the space of their topics, from -1 to 1."""
    groups = len(set(grouping.labels.tolist()))
    return float(silhouette_score(grouping.points, grouping.labels)) if 1 < groups < len(grouping.labels) else 0.0
