"""Groups, their stability under resampling, and the null they are held against."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_samples
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from icesco_analysis.topics import clusters
from icesco_analysis.topics.clusters import (
    agree,
    agree_all,
    choose_number,
    group,
    leave_out,
    regroup,
    resample,
    shuffle_terms,
    silhouettes,
    stay_shares,
    topic_numbers,
)
from icesco_analysis.topics.terms import TermCounts
from tests.rows import each_row


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Let groups be made in one thread, as a fit does: of so few articles threads only wait for each other."""
    with threadpool_limits(limits=1):
        yield


def _blocks(*, groups, size, noise, seed):
    random = np.random.default_rng(seed)
    counts = np.kron(np.eye(groups), np.ones((size, 8))) + noise * random.random((groups * size, groups * 8))
    return csr_array(normalize(counts)), np.repeat(np.arange(groups), size)


def _curve(stability, error):
    return pd.DataFrame({"n_topics": range(2, 2 + len(stability)), "stability": stability, "error": error})


@each_row("number", range(2, 9))
def test_the_steps_lead_where_those_of_scikit_learn_lead(number):
    points = clusters._unit(np.random.default_rng(number).normal(size=(60, number)))
    theirs = KMeans(number, init=points[:number], n_init=1, tol=0).fit(points)
    np.testing.assert_allclose(clusters._settle(points[None], points[None, :number])[0], theirs.cluster_centers_)


def test_clear_groups_are_found():
    weights, groups = _blocks(groups=4, size=7, noise=0.3, seed=1)
    assert adjusted_rand_score(groups, group(weights, n_topics=4, seed=1).labels) == 1.0


def test_resamples_of_clear_groups_agree_and_of_noise_do_not():
    clear, _ = _blocks(groups=3, size=10, noise=0.3, seed=1)
    noise = csr_array(normalize(np.random.default_rng(1).random((30, 24)) ** 4))
    assert agree_all(resample(clear, numbers=[3], draws=8, seed=1)[:, 0]).mean() == 1.0
    assert agree_all(resample(noise, numbers=[3], draws=8, seed=1)[:, 0]).mean() < 0.5


def test_resamples_place_all_articles_by_four_fifths_of_them():
    weights, groups = _blocks(groups=3, size=10, noise=0.3, seed=1)
    labels = resample(weights, numbers=[2, 3], draws=4, seed=1)
    assert labels.shape == (4, 2, 30)
    assert all(adjusted_rand_score(groups, row) == 1.0 for row in labels[:, 1])


def test_resamples_follow_their_seed():
    weights, _ = _blocks(groups=3, size=6, noise=2.0, seed=1)
    one, same, other = (resample(weights, numbers=[3], draws=3, seed=seed) for seed in (5, 5, 6))
    assert (one == same).all()
    assert not (one == other).all()


def test_large_corpora_are_drawn_from_up_to_a_stated_number(monkeypatch):
    weights, _ = _blocks(groups=3, size=10, noise=0.3, seed=1)
    drawn = []
    monkeypatch.setattr(clusters, "SUBSAMPLE_MOST", 12)
    monkeypatch.setattr(clusters, "regroup", lambda _, kept, **__: drawn.append(len(kept)) or np.zeros((1, 30)))
    resample(weights, numbers=[3], draws=2, seed=1)
    leave_out(weights, pd.Series(["a"] * 5 + ["b"] * 25), n_topics=3, least=5)
    assert max(drawn) <= 12


@pytest.mark.parametrize("n_topics", [2, 3, 5])
def test_what_groups_the_resamples_finds_what_is_published(n_topics):
    weights, _ = _blocks(groups=n_topics, size=12, noise=0.5, seed=3)
    again = regroup(weights, np.arange(12 * n_topics), numbers=[n_topics])[0]
    assert adjusted_rand_score(group(weights, n_topics=n_topics, seed=1).labels, again) == 1.0


def test_leaving_out_a_page_leaves_out_its_articles_and_enough_must_be_left():
    weights, groups = _blocks(groups=3, size=10, noise=0.3, seed=1)
    pages = pd.Series(["a", "b", "c"]).repeat([6, 18, 6])
    found = leave_out(weights, pages, n_topics=3, least=15)
    assert list(found) == [("a",), ("c",)]
    assert all(adjusted_rand_score(groups, row) == 1.0 for row in found.values())
    assert leave_out(weights, pd.Series(["a"] * 30), n_topics=3, least=10) == {}


def test_many_pages_are_left_out_in_parts():
    weights, _ = _blocks(groups=3, size=20, noise=0.3, seed=1)
    found = leave_out(weights, pd.Series([f"{place:02}" for place in range(60)]), n_topics=3, least=10)
    assert [len(part) for part in found] == [3] * clusters.MOST_PARTS


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30))
def test_agreement_is_the_adjusted_rand_index(pairs):
    first, second = np.array(pairs).T
    table = agree(np.stack([first, second, first]))
    assert table[0, 1] == table[1, 0] == pytest.approx(adjusted_rand_score(first, second))
    assert table[0, 2] == pytest.approx(1.0)


@given(st.lists(st.integers(0, 3), min_size=4, max_size=30).filter(lambda labels: 1 < len(set(labels)) < len(labels)))
def test_silhouettes_are_those_of_scikit_learn_without_a_table_of_distances(labels):
    random = np.random.default_rng(len(labels))
    weights, names = normalize(random.random((len(labels), 5))), np.unique(labels, return_inverse=True)[1]
    own = silhouettes(csr_array(weights), names)
    np.testing.assert_allclose(own, silhouette_samples(weights, names, metric="cosine"), atol=1e-6)


def test_silhouette_of_a_single_group_is_zero():
    weights, _ = _blocks(groups=2, size=5, noise=0.2, seed=1)
    assert silhouettes(weights, np.zeros(10, dtype=int)).tolist() == [0.0] * 10


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


def test_share_is_that_of_the_resamples_that_keep_the_group_whatever_they_call_it():
    resampled = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1]])
    assert stay_shares(np.array([0, 0, 1, 1]), resampled).round(3).tolist() == [1.0, 0.667, 1.0, 1.0]


def test_equal_articles_make_groups_without_a_warning():
    weights = csr_array(np.repeat(np.eye(2, 5), 3, axis=0))
    grouping = group(weights, n_topics=4, seed=1)
    assert sorted(grouping.labels.tolist()) == [0, 0, 0, 1, 1, 1]
    assert len(grouping.centres) == 2
    assert set(regroup(weights, np.arange(6), numbers=[4])[0]) == {0, 1}
