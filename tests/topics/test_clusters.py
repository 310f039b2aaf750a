"""Groups, their stability under resampling, and the null they are held against."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

from icesco_analysis.topics import clusters
from icesco_analysis.topics.clusters import (
    choose_number,
    group,
    resample,
    shuffle_terms,
    silhouette,
    stay_shares,
    topic_numbers,
)
from icesco_analysis.topics.terms import TermCounts


def _blocks(*, groups, size, noise, seed):
    random = np.random.default_rng(seed)
    counts = np.kron(np.eye(groups), np.ones((size, 8))) + noise * random.random((groups * size, groups * 8))
    return csr_array(normalize(counts)), np.repeat(np.arange(groups), size)


def _curve(stability, error):
    return pd.DataFrame({"n_topics": range(2, 2 + len(stability)), "stability": stability, "error": error})


def test_clear_groups_are_found():
    weights, groups = _blocks(groups=4, size=7, noise=0.3, seed=1)
    assert adjusted_rand_score(groups, group(weights, n_topics=4, seed=1).labels) == 1.0


def test_resamples_of_clear_groups_agree_and_of_noise_do_not():
    clear, _ = _blocks(groups=3, size=10, noise=0.3, seed=1)
    noise = csr_array(normalize(np.random.default_rng(1).random((30, 24)) ** 4))
    assert resample(clear, numbers=[3], pairs=8, seed=1).agreement.mean() == 1.0
    assert resample(noise, numbers=[3], pairs=8, seed=1).agreement.mean() < 0.5


def test_resamples_leave_a_fifth_out():
    weights, _ = _blocks(groups=3, size=10, noise=0.3, seed=1)
    labels = resample(weights, numbers=[2, 3], pairs=2, seed=1).labels
    assert labels.shape == (4, 2, 30)
    assert ((labels >= 0).sum(axis=2) == 24).all()


def test_resamples_follow_their_seed():
    weights, _ = _blocks(groups=3, size=6, noise=2.0, seed=1)
    one, same, other = (resample(weights, numbers=[3], pairs=3, seed=seed).labels for seed in (5, 5, 6))
    assert (one == same).all()
    assert not (one == other).all()


@pytest.mark.parametrize("n_topics", [2, 3, 5])
def test_the_steps_done_here_do_what_scikit_learn_does(n_topics):
    weights, _ = _blocks(groups=5, size=12, noise=0.4, seed=3)
    svd = TruncatedSVD(n_topics, algorithm="arpack", random_state=0)
    own = clusters._coordinates(weights, n_dims=n_topics)
    np.testing.assert_allclose(np.abs(own), np.abs(svd.fit_transform(weights)), atol=1e-8)
    points = np.stack([clusters._unit(own), clusters._unit(own)[:, ::-1] ** 2])
    found = clusters._cluster(points, n_topics=n_topics, random=np.random.default_rng(1), starts=60)
    for each, labels in zip(points, found, strict=True):
        model = KMeans(n_topics, n_init=60, random_state=1).fit(each)
        centres = np.array([each[labels == number].mean(axis=0) for number in range(n_topics)])
        assert ((each - centres[labels]) ** 2).sum() == pytest.approx(model.inertia_, rel=1e-6)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30))
def test_agreement_is_the_adjusted_rand_index(pairs):
    first, second = np.array(pairs).T
    assert clusters._agree(first, second) == pytest.approx(adjusted_rand_score(first, second))


@given(st.lists(st.integers(0, 3), min_size=2, max_size=30), st.permutations([0, 1, 2, 3]))
def test_agreement_does_not_mind_names_and_skips_what_is_left_out(labels, names):
    first = np.array(labels)
    renamed = np.array(names)[first]
    assert clusters._agree(first, renamed) == pytest.approx(1.0)
    assert clusters._agree(np.append(first, -1), np.append(renamed, 2)) == pytest.approx(1.0)


def test_shuffling_keeps_every_term_and_every_length():
    random = np.random.default_rng(1)
    counts = TermCounts(
        tuple("abcdefgh"), csr_array(random.integers(0, 2, (9, 8))), csr_array(random.integers(0, 4, (9, 8)))
    )
    shuffled = shuffle_terms(counts, seed=2)
    for before, after in ((counts.headlines, shuffled.headlines), (counts.bodies, shuffled.bodies)):
        assert (before.sum(axis=0) == after.sum(axis=0)).all()
        assert (before.sum(axis=1) == after.sum(axis=1)).all()
    assert (counts.bodies != shuffled.bodies).nnz > 0


def test_the_finest_division_as_good_as_the_best_is_chosen():
    assert choose_number(_curve([0.95, 0.96, 0.95, 0.7], [0.02] * 4)) == 4


def test_a_division_clearly_less_stable_is_not_chosen():
    assert choose_number(_curve([0.8, 0.9, 0.85], [0.01] * 3)) == 3


def test_few_articles_allow_few_topics():
    assert topic_numbers(10) == [2, 3]
    assert topic_numbers(2000)[-1] == clusters.MOST_TOPICS


def test_share_counts_only_resamples_that_hold_the_article():
    resampled = np.array([[0, 0, 1, -1], [1, 1, 0, 0], [0, 1, 1, -1]])
    assert stay_shares(np.array([0, 0, 1, 1]), resampled).round(3).tolist() == [1.0, 0.667, 1.0, 1.0]


def test_share_of_an_article_never_drawn_is_nought():
    assert stay_shares(np.array([0, 1]), np.array([[0, -1], [0, -1]])).tolist() == [1.0, 0.0]


def test_equal_articles_make_groups_without_a_warning():
    weights = csr_array(np.repeat(np.eye(2, 5), 3, axis=0))
    grouping = group(weights, n_topics=4, seed=1)
    assert sorted(grouping.labels.tolist()) == [0, 0, 0, 1, 1, 1]
    assert len(grouping.centres) == 2


def test_silhouette_of_a_single_group_is_nought():
    weights, _ = _blocks(groups=2, size=5, noise=0.2, seed=1)
    grouping = group(weights, n_topics=2, seed=1)
    assert (
        silhouette(clusters.Grouping(np.zeros(10, dtype=int), grouping.points, grouping.directions, grouping.centres))
        == 0.0
    )
    assert silhouette(grouping) > 0.8
