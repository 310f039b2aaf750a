"""Weighted terms → groups of articles, how well they hold under resampling, and how many of them do."""

from collections.abc import Iterable, Sequence
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
"""Resamples of the corpus.

What asks for so many is the share of an article: with forty its standard error is 0.07 where it decides, at
`SETTLED_SHARE`. The stability of a number of topics then has one of about 0.02."""

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

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of the articles for one number of topics."""

    labels: np.ndarray
    """Group of each article, from 0."""
    points: np.ndarray
    """Articles as directions in the space of topics: rows of length 1, one column a topic."""
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
    points = _unit(svd.fit_transform(weights))
    model = _start_often(points, n_topics=n_topics, seed=seed)
    return Grouping(model.labels_, points, model.cluster_centers_)


def _start_often(points: np.ndarray, *, n_topics: int, seed: int) -> KMeans:
    return KMeans(min(n_topics, _count_different(points)), n_init=STARTS, random_state=seed).fit(points)


def regroup(weights: csr_array, kept: np.ndarray, *, numbers: Sequence[int]) -> np.ndarray:
    """Return the groups of all articles by the directions and centres that some of them alone have.

    Parameters
    ----------
    weights
        Rows of length 1, an article each.
    kept
        Places of the articles that are grouped anew; the others join the nearest centre.
    numbers
        Numbers of groups.

    Returns
    -------
    numpy.ndarray
        Shape (numbers, articles).

    Notes
    -----
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
    labels = np.empty((len(numbers), len(every)), dtype=np.int8)
    for place, number in enumerate(numbers):
        points = _unit(coordinates[:, :number])
        order = dgeqp3(coordinates[:, :number].round(_DIGITS).T)[1] - 1
        centres = _settle(points, points[order[: min(number, _count_different(points))]])
        labels[place] = _join(_unit(every[:, :number]), centres)
    return labels


def _settle(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the centres that Lloyd's steps (1982) end with, once no point changes its group."""
    labels = _join(points, centres)
    for _ in range(MOST_STEPS):
        members = labels == np.arange(len(centres))[:, None]
        sizes = members.sum(axis=1, keepdims=True)
        centres = np.where(sizes > 0, members @ points / np.maximum(sizes, 1), centres)
        before, labels = labels, _join(points, centres)
        if (labels == before).all():
            break
    return centres


def _join(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the place of the centre that is nearest to each point."""
    return np.asarray((points @ centres.T - (centres**2).sum(axis=1) / 2).round(_DIGITS).argmax(axis=1))


def _unit(points: np.ndarray) -> np.ndarray:
    lengths = np.sqrt((points**2).sum(axis=1, keepdims=True))
    return np.asarray((points / np.where(lengths > _NOTHING, lengths, 1.0)).round(_DIGITS))


def _count_different(points: np.ndarray) -> int:
    return len({point.tobytes() for point in points + 0.0})  # no minus zero


def resample(weights: csr_array, *, numbers: Sequence[int], draws: int, seed: int | Sequence[int]) -> np.ndarray:
    """Return the groups of all articles by `draws` random subsets of them: shape (draws, numbers, articles).

    Examples
    --------
    >>> blocks = csr_array(np.kron(np.eye(3), np.ones((6, 4))) + np.tri(18, 12) / 50)
    >>> agree_all(resample(blocks, numbers=[3], draws=4, seed=1)[:, 0]).mean().round(2).item()
    1.0
    """
    random = np.random.default_rng(seed)
    n_articles = weights.shape[0]
    size = min(SUBSAMPLE_MOST, round(SUBSAMPLE_SHARE * n_articles))
    drawn = (np.sort(random.choice(n_articles, size, replace=False)) for _ in range(draws))
    return np.stack([regroup(weights, kept, numbers=numbers) for kept in drawn])


def agree(labels: np.ndarray) -> np.ndarray:
    """Return the adjusted Rand index (Hubert and Arabie 1985) of each two of several groupings, all at once.

    `labels` has the shape (groupings, articles), the result (groupings, groupings).
    """
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
    """Return the stability of each number of topics beside that of shuffled terms.

    Returns
    -------
    tuple
        A frame with one row a number of topics (`n_topics`, `stability` and its standard error `error`; `null` and
        `null_most`, mean and maximum over the shuffled corpora); the best stability that each shuffled corpus has for
        any number; and the resamples that the real one rests on.

    Notes
    -----
    The standard error is that of a mean over pairs, of which each resample is in many (Hoeffding 1948).
    """
    resampled = resample(weigh_terms(counts), numbers=numbers, draws=RESAMPLES, seed=[seed, 0])
    real = np.stack([agree_all(resampled[:, place]) for place in range(len(numbers))])
    nulls = np.array([_null_stability(counts, numbers=numbers, seed=[seed, draw]) for draw in range(1, NULL_DRAWS + 1)])
    table = pd.DataFrame(
        {
            "n_topics": numbers,
            "stability": real.mean(axis=1),
            "error": 2 * real.std(axis=1, ddof=1) / np.sqrt(RESAMPLES),
            "null": nulls.mean(axis=0),
            "null_most": nulls.max(axis=0),
        }
    )
    return table, nulls.max(axis=1), resampled


def _null_stability(counts: TermCounts, *, numbers: Sequence[int], seed: Sequence[int]) -> list[float]:
    weights = weigh_terms(shuffle_terms(counts, seed=[*seed, 1]))
    resampled = resample(weights, numbers=numbers, draws=NULL_RESAMPLES, seed=[*seed, 2])
    return [float(agree_all(resampled[:, place]).mean()) for place in range(len(numbers))]


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


def stay_shares(labels: np.ndarray, resampled: Iterable[np.ndarray]) -> np.ndarray:
    """Return for each article the share of the groupings `resampled` that keep its group.

    Notes
    -----
    The groups of a resample are matched one to one with those of `labels` so that most articles agree (Kuhn 1955).

    Examples
    --------
    >>> stay_shares(np.array([0, 0, 1, 1]), np.array([[1, 1, 0, 0], [0, 0, 0, 1]])).tolist()
    [1.0, 1.0, 0.5, 1.0]
    """
    return np.asarray(np.mean([_rename(row, labels) == labels for row in resampled], axis=0))


def _rename(labels: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return `labels` under the names of the groups of `reference` that they overlap most; -1 for those left over."""
    shared = np.zeros((labels.max() + 1, reference.max() + 1), dtype=int)
    np.add.at(shared, (labels, reference), 1)
    own, other = linear_sum_assignment(shared, maximize=True)
    names = np.full(len(shared), -1)
    names[own] = other
    return np.asarray(names[labels])


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
    """Return the silhouette (Rousseeuw 1987) of each article in the space of all terms, from -1 to 1.

    The distance is 1 minus the cosine, whose mean over a group follows from the group's sum: no pair is looked at.
    """
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
