"""Weighted terms → groups of articles, how well they hold under resampling, and how many of them do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.linalg import eigh
from scipy.linalg.lapack import dgeqp3
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD

from icesco_analysis.topics.terms import TermCounts, weigh_terms

SUBSAMPLE_SHARE = 0.8
"""Share of the articles in one resample: enough to keep small topics, little enough to miss some articles."""

SUBSAMPLE_MOST = 600
"""Articles in the largest resample, the only ones whose products are all taken: more gain nothing."""

RESAMPLES = 40
"""Resamples of the corpus: the share of an article then has a standard error of 0.07 where it decides, at
`SETTLED_SHARE`, and the stability of a number of topics one of about 0.02."""

NULL_DRAWS = 29
"""Corpora with shuffled terms that the real one must all exceed: one in thirty would do so by chance."""

NULL_RESAMPLES = 4
"""Resamples of each of them. Fewer than of the real corpus, which only widens what it has to exceed."""

MOST_TOPICS = 10
"""The finest division that is tried: more topics than a reader keeps apart."""

ARTICLES_PER_TOPIC = 3
"""At least as many articles for each topic that is tried."""

STARTS = 50
"""Random starts of the grouping that is published, the best kept."""

SEEDS = 5
"""Groupings with other seeds, ten pairs of them: what differs is only whether a start found the best grouping."""

MOST_PARTS = 20
"""Pages left out one at a time, or parts of the pages where there are more of them."""

MOST_STEPS = 300
"""Steps after which a grouping that still changes is taken as it is; three are usual."""

_DIGITS = 9
"""Rounding of what is grouped, so that the last bit of a processor moves no article."""

_NOTHING, _FAR = 1e-12, 9.0
"""A length that is none, and a coordinate of a centre that is nearest to no point of length one."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group of each article, from 0; articles as directions, rows of length 1; the mean of each group's points."""

    labels: np.ndarray
    points: np.ndarray
    centres: np.ndarray
    axes: np.ndarray
    """The directions, in the space of all terms."""

    def join(self, weights: csr_array) -> np.ndarray:
        """Return the groups that other articles are nearest to."""
        return _join(_unit(weights @ self.axes.T), self.centres)


def topic_numbers(n_articles: int) -> list[int]:
    """Return the numbers of topics that are tried for `n_articles` different articles."""
    return list(range(2, min(MOST_TOPICS, n_articles // ARTICLES_PER_TOPIC) + 1))


def group(weights: csr_array, *, n_topics: int, seed: int) -> Grouping:
    """Return the articles in `n_topics` groups, or in fewer where there are fewer different points.

    The truncated singular value decomposition (latent semantic analysis, Deerwester et al. 1990) in as many dimensions
    as topics, rows brought to length 1, then KMeans: the steps of spectral clustering (Ng, Jordan and Weiss 2001).
    """
    svd = TruncatedSVD(min(n_topics, min(weights.shape) - 1), algorithm="arpack", random_state=seed)
    points = _unit(svd.fit_transform(weights))
    model = _start_often(points, n_topics=n_topics, seed=seed)
    return Grouping(model.labels_, points, model.cluster_centers_, svd.components_)


def _start_often(points: np.ndarray, *, n_topics: int, seed: int) -> KMeans:
    return KMeans(min(n_topics, _count_different(points)), n_init=STARTS, random_state=seed).fit(points)


def regroup(weights: csr_array, kept: np.ndarray, *, numbers: Sequence[int]) -> np.ndarray:
    """Return the groups of all articles by the centres that those `kept` alone have: a row for each of the `numbers`.

    The directions are those of `group`, by the eigenvectors of the products of the articles, which is quicker for few;
    KMeans starts from the articles that a pivoted QR decomposition picks as the most different ones (Damle, Minden and
    Ying 2019), which spares it random starts. Its steps are taken here: of so few points, scikit-learn's estimator
    spends four fifths of its time on what it was given.
    """
    own = weights[kept]
    products = (own @ own.T).toarray()
    n_dims = min(max(numbers), len(products) - 1)
    values, vectors = eigh(products, subset_by_index=[len(products) - n_dims, len(products) - 1])
    lengths = np.sqrt(np.maximum(values, _NOTHING))[::-1]
    vectors = vectors[:, ::-1]
    coordinates, every = vectors * lengths, weights @ (own.T @ (vectors / lengths))
    used = np.arange(n_dims) < np.reshape(numbers, (-1, 1, 1))  # the directions of each number, the others zero
    points, centres = _unit(coordinates * used), np.full((len(numbers), max(numbers), n_dims), _FAR)
    for number, own_points, own_centres in zip(numbers, points, centres, strict=True):
        order = dgeqp3(coordinates[:, :number].round(_DIGITS).T)[1] - 1
        first = own_points[order[: min(number, _count_different(own_points))]]
        own_centres[: len(first)] = first
    return _join(_unit(every * used), _settle(points, centres)).astype(np.int8)


def _settle(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the centres that Lloyd's steps (1982) end with, once no point changes its group, for each number."""
    settled, labels, moving = centres.copy(), _join(points, centres), np.arange(len(points))
    for _ in range(MOST_STEPS):
        members = labels[:, None] == np.arange(centres.shape[1])[:, None]
        sizes = members.sum(axis=2, keepdims=True)
        settled[moving] = centres = np.where(sizes > 0, members @ points / np.maximum(sizes, 1), centres)
        before, labels = labels, _join(points, centres)
        moves = (labels != before).any(axis=1)
        if not moves.any():
            break
        points, centres, labels, moving = points[moves], centres[moves], labels[moves], moving[moves]
    return settled


def _join(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the place of the centre that is nearest to each point."""
    nearness = points @ centres.swapaxes(-1, -2) - (centres**2).sum(axis=-1)[..., None, :] / 2
    return np.asarray(nearness.round(_DIGITS).argmax(axis=-1))


def _unit(points: np.ndarray) -> np.ndarray:
    lengths = np.sqrt((points**2).sum(axis=-1, keepdims=True))
    return np.asarray((points / np.where(lengths > _NOTHING, lengths, 1.0)).round(_DIGITS))


def _count_different(points: np.ndarray) -> int:
    return len({point.tobytes() for point in points + 0.0})  # no minus zero


def resample(weights: csr_array, *, numbers: Sequence[int], draws: int, seed: int | Sequence[int]) -> np.ndarray:
    """Return the groups of all articles by `draws` random subsets of them: shape (draws, numbers, articles)."""
    random = np.random.default_rng(seed)
    n_articles = weights.shape[0]
    size = min(SUBSAMPLE_MOST, round(SUBSAMPLE_SHARE * n_articles))
    drawn = (np.sort(random.choice(n_articles, size, replace=False)) for _ in range(draws))
    return np.stack([regroup(weights, kept, numbers=numbers) for kept in drawn])


def agree(labels: np.ndarray) -> np.ndarray:
    """Return the adjusted Rand index (Hubert and Arabie 1985) of each two groupings, the rows of `labels`, at once."""
    n_articles = labels.shape[1]
    members = (labels[:, None, :] == np.arange(labels.max() + 1)[:, None]).astype(np.float64)
    shared = np.tensordot(members, members, axes=(2, 2))  # articles in a group of one and a group of the other
    pairs = (shared**2).sum(axis=(1, 3)) - n_articles  # ordered pairs of articles that both put together
    expected = np.outer(pairs.diagonal(), pairs.diagonal()) / (n_articles * (n_articles - 1))
    most = (pairs.diagonal()[:, None] + pairs.diagonal()) / 2
    trivial = most <= expected
    return np.asarray(np.where(trivial, 1.0, (pairs - expected) / np.where(trivial, 1.0, most - expected)))


def agree_all(labels: np.ndarray) -> np.ndarray:
    """Return how far each of several groupings agrees with the others on the mean (Ben-Hur et al. 2002)."""
    return np.asarray((agree(labels).sum(axis=1) - 1) / (len(labels) - 1))


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


def measure(counts: TermCounts, *, numbers: Sequence[int], seed: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return the `Topics.curve` of these numbers, the best stability of each shuffled corpus, the real resamples.

    The standard error is that of a mean over pairs, of which each resample is in many (Hoeffding 1948).
    """
    resampled = resample(weigh_terms(counts), numbers=numbers, draws=RESAMPLES, seed=[seed, 0])
    real = np.stack([agree_all(resampled[:, place]) for place in range(len(numbers))])
    nulls = np.array([_null_stability(counts, numbers=numbers, seed=[seed, draw]) for draw in range(1, NULL_DRAWS + 1)])
    error = 2 * real.std(axis=1, ddof=1) / np.sqrt(RESAMPLES)
    curve = {"n_topics": numbers, "stability": real.mean(axis=1), "error": error}
    table = pd.DataFrame({**curve, "null": nulls.mean(axis=0), "null_most": nulls.max(axis=0)})
    return table, nulls.max(axis=1), resampled


def _null_stability(counts: TermCounts, *, numbers: Sequence[int], seed: Sequence[int]) -> list[float]:
    weights = weigh_terms(shuffle_terms(counts, seed=[*seed, 1]))
    resampled = resample(weights, numbers=numbers, draws=NULL_RESAMPLES, seed=[*seed, 2])
    return [float(agree_all(resampled[:, place]).mean()) for place in range(len(numbers))]


def choose_number(curve: pd.DataFrame) -> int:
    """Return the number of topics to take: the largest whose stability is within one standard error of the best.

    After the one-standard-error rule (Breiman et al. 1984, section 3.4.3). Here more topics say more; towards few of
    them stability is high for no reason (von Luxburg 2010).
    """
    best = int(curve["stability"].argmax())
    close = curve["stability"] >= curve["stability"].iloc[best] - curve["error"].iloc[best]
    return int(curve.loc[close, "n_topics"].max())


def stay_shares(labels: np.ndarray, resampled: np.ndarray) -> np.ndarray:
    """Return for each article the share of the groupings `resampled` that keep its group.

    The groups of a resample are matched one to one with those of `labels` so that most articles agree (Kuhn 1955).
    """
    kept = np.zeros(len(labels))
    for row in resampled:
        shared = np.zeros((row.max() + 1, labels.max() + 1), dtype=int)
        np.add.at(shared, (row, labels), 1)
        own, other = linear_sum_assignment(shared, maximize=True)
        names = np.full(len(shared), -1)
        names[own] = other
        kept += names[row] == labels
    return kept / len(resampled)


def leave_out(weights: csr_array, pages: pd.Series, *, n_topics: int, least: int) -> dict[tuple[str, ...], np.ndarray]:
    """Return the groups of all articles without each page in turn, or each part of the pages where they are many.

    A page is not left out where fewer than `least` articles, or only one page, would be left.
    """
    names = sorted(pages.unique())
    parts = [tuple(names[start::MOST_PARTS]) for start in range(min(MOST_PARTS, len(names)))]
    kept = {part: np.flatnonzero(~pages.isin(part)) for part in parts}
    enough = {part: own[:: -(-len(own) // SUBSAMPLE_MOST)] for part, own in kept.items() if len(own) >= least}
    return {part: regroup(weights, own, numbers=[n_topics])[0] for part, own in enough.items()}


def seed_agreement(points: np.ndarray, *, n_topics: int, seed: int) -> float:
    """Return the mean adjusted Rand index between the groupings of the same points that `SEEDS` seeds give."""
    runs = (_start_often(points, n_topics=n_topics, seed=seed + 1 + run).labels_ for run in range(SEEDS))
    return float(agree_all(np.stack(list(runs))).mean())


def silhouettes(weights: csr_array, labels: np.ndarray) -> np.ndarray:
    """Return the silhouette (Rousseeuw 1987) of each article by cosine, whose means follow from sums of groups."""
    members = np.eye(labels.max() + 1)[labels]
    sizes = members.sum(axis=0)
    if len(sizes) < 2:
        return np.zeros(len(labels))
    likeness = weights @ (weights.T @ members)
    rows = np.arange(len(labels))
    own = (likeness[rows, labels] - 1) / np.maximum(sizes[labels] - 1, 1)
    others = likeness / sizes
    others[rows, labels] = -np.inf
    inside, outside = 1 - own, 1 - others.max(axis=1)
    gained = (outside - inside) / np.maximum(np.maximum(inside, outside), _NOTHING)
    return np.where(sizes[labels] > 1, gained, 0.0)
