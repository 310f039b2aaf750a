"""Topics that hold, topics that do not, and what is said of each."""

from functools import partial

import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from benchmarks import themes
from icesco_analysis.partners import find_mentions
from icesco_analysis.topics import SETTLED_SHARE, fit_topics, fitting
from icesco_analysis.topics.stored import _select_english
from tests.planted import PEOPLE, SMALL, digest, plant, read_planted, shuffle_words
from tests.rows import each_row

BETWEEN, LONG, EMPTY, FOREIGN = "f" * 12, 0, 3, (5, 6, 7)
"""Of the odd corpus: the article between two topics, and the places of the long, the empty and the foreign ones."""


@pytest.fixture
def few_runs(monkeypatch):
    """Let the comparison of methods rest on little: its parts are tried here, not its numbers."""
    for name, few in (("PLAIN_SEEDS", 3), ("BOOTSTRAP_SEEDS", 2), ("BOOTSTRAP_DRAWS", 10), ("CONSENSUS_RUNS", 5)):
        monkeypatch.setattr(themes, name, few)


@pytest.fixture(scope="session")
def small():
    return plant(**SMALL)


@pytest.fixture(scope="session")
def small_topics(small, once):
    return once("small-topics", partial(fit_topics, small, seed=1))


@pytest.fixture(scope="session")
def shuffled(planted, once):
    return once("shuffled-topics", partial(fit_topics, shuffle_words(planted, seed=2), seed=1))


@pytest.fixture(scope="session")
def odd(planted):
    """Return the planted articles with some that are hard to place among them."""
    rows = read_planted()
    one, two = (
        rows.loc[(rows["theme"] == theme) & (rows["kind"] == "sentence"), "text"] for theme in ("water", "robots")
    )
    mixed = {"article_id": BETWEEN, "source": "0.txt", "headline": "News", "language": "en"}
    mixed["body"] = " ".join([*one.head(7), *two.head(7)])
    articles = pd.concat([planted, pd.DataFrame([mixed])], ignore_index=True)
    articles.loc[LONG, "body"] = "\n\n".join([str(articles["body"][LONG])] * 300)
    articles.loc[EMPTY, ["headline", "body"]] = ["News", None]
    articles.loc[list(FOREIGN), "language"] = "fr"
    return articles


@pytest.fixture(scope="session")
def odd_topics(odd, once):
    return once("odd-topics", partial(fit_topics, odd, seed=1))


def _agreement(topics, articles):
    found = topics.assignments.merge(articles.dropna(subset="theme"), on="article_id").dropna(subset="topic")
    return adjusted_rand_score(found["theme"], found["topic"].astype(int))


# --- what was planted ------------------------------------------------------------------------------------------------


def test_planted_themes_and_their_number_are_found(small, small_topics, planted, planted_topics):
    for articles, topics in ((small, small_topics), (planted, planted_topics)):
        assert topics.diagnostics["n_topics"] == 5
        assert _agreement(topics, articles) >= 0.9


def test_planted_themes_are_found_in_other_corpora_and_never_in_shuffled_ones(trials):
    for number in range(trials(1, 20)):
        articles = plant(n_articles=60 - 5 * (number % 8), seed=100 + number)
        topics = fit_topics(articles, seed=number)
        assert topics.diagnostics["n_topics"] == 5
        assert _agreement(topics, articles) >= 0.9
    for number in range(trials(0, 20)):
        articles = shuffle_words(plant(n_articles=20 + 2 * number, seed=200 + number), seed=number)
        assert fit_topics(articles, seed=number).diagnostics["n_topics"] == 0


def test_more_articles_than_are_fitted_join_the_nearest_topic(planted, monkeypatch):
    monkeypatch.setattr(fitting, "FITTED_MOST", 20)
    topics = fit_topics(planted, seed=1)
    known = topics.assignments.merge(planted[["article_id", "theme"]])
    joined = known[known["share"].isna()]
    n_joined = len(planted) - 20
    assert (topics.diagnostics["n_fitted"], len(joined), joined["settled"].any()) == (20, n_joined, False)
    assert adjusted_rand_score(joined["theme"], joined["topic"]) > 0.9
    said = f"They rest on 20 articles drawn at random; the other {n_joined} joined the nearest topic."
    assert topics.diagnostics["message"].endswith(said)


def test_shuffled_words_have_no_structure(shuffled, planted):
    assert shuffled.diagnostics["structured"] is False
    assert shuffled.diagnostics["n_topics"] == 0
    assert shuffled.terms.empty
    assert len(shuffled.assignments) == len(planted)
    assert not shuffled.assignments["settled"].any()
    assert shuffled.assignments["topic"].isna().all()
    assert "No topics hold" in shuffled.diagnostics["message"]
    assert not shuffled.curve["chosen"].any()


def test_structure_is_claimed_only_where_no_shuffled_corpus_reaches_it(planted_topics, shuffled):
    for one in (planted_topics, shuffled):
        found = one.diagnostics
        assert found["structured"] == (found["stability"] > found["null_stability"])
        assert found["structured"] == (found["p_value"] == round(1 / (1 + found["null_draws"]), 4))


# --- the seed pages --------------------------------------------------------------------------------------------------


def test_topics_of_the_seed_pages_hold(seeds_topics):
    found = seeds_topics.diagnostics
    assert found["structured"]
    assert found["stability"] >= 0.80
    assert found["seed_stability"] >= 0.80


@pytest.mark.usefixtures("few_runs")
def test_no_simpler_method_is_clearly_nearer_to_the_themes_and_plain_kmeans_is_the_least_stable(
    seeds_corpus, seeds_topics
):
    labelled = themes.match_themes(seeds_corpus.articles, themes.THEMES)
    methods = themes.compare_methods(seeds_corpus.articles, seeds_topics, labelled, seed=1).set_index("method")
    assert len(labelled) == 50
    assert (methods["gain_high"] >= 0).all()
    assert methods["seed_stability"].idxmin() == "plain TF-IDF + KMeans"
    assert methods["seed_stability"].max() == methods.loc[themes.LIBRARY, "seed_stability"]
    assert themes.compare_methods(seeds_corpus.articles, seeds_topics, labelled.head(0), seed=1).empty


def test_terms_of_the_seed_pages_are_subjects(seeds_corpus, seeds_topics):
    """Nothing in a top ten is a country, or is printed only with a capital inside the sentences of the pages."""
    text = " ".join(seeds_corpus.articles["body"])
    for term in seeds_topics.terms["term"]:
        assert find_mentions(term.title()) == []
        words = [word for word in term.split() if word not in {"arabic", "covid"}]
        assert all(f" {word}" in text for word in words), term


# --- what is said of them --------------------------------------------------------------------------------------------


def test_no_country_name_honorific_or_formula_marks_a_topic(planted_topics):
    words = {word for term in planted_topics.terms["term"] for word in term.split()}
    names = {part.strip(".").lower() for person in PEOPLE for part in person.split()}
    house = {
        "icesco",
        "organization",
        "organisation",
        "islamic",
        "director",
        "cooperation",
        "stressed",
        "meeting",
        "headquarters",
    }
    countries = {"peru", "norway", "senegal", "jordan", "malaysia", "fiji", "kenya", "uzbekistan", "morocco", "rabat"}
    assert not words & (names | house | countries)


def test_names_of_topics_are_distinct_and_printed_forms(planted_topics, planted):
    labels = list(planted_topics.labels.values())
    terms = [term for label in labels for term in label.split(" · ")]
    printed = " ".join(planted["body"]).lower() + " ".join(planted["headline"]).lower()
    assert len(terms) == len(set(terms))
    assert all(word in printed for term in terms for word in term.split())


def test_topics_come_by_size(planted_topics):
    sizes = planted_topics.assignments["topic"].value_counts().sort_index().tolist()
    assert sizes == sorted(sizes, reverse=True)


def test_settled_means_staying_in_three_of_four_resamples(planted_topics):
    shares = planted_topics.assignments["share"]
    assert shares.between(0, 1).all()
    assert (planted_topics.assignments["settled"] == (shares >= SETTLED_SHARE)).all()


def test_examples_carry_the_words_of_their_topic(planted_topics, planted):
    assert (planted_topics.examples.groupby("topic")["article_id"].nunique() == 3).all()
    bodies = planted.set_index("article_id")["body"]
    for row in planted_topics.examples.itertuples():
        assert row.sentence in bodies[row.article_id]
        assert row.terms
        known = set(planted_topics.terms.loc[planted_topics.terms["topic"] == row.topic, "term"])
        assert known & set(row.terms.split(", "))


# --- the same everywhere ---------------------------------------------------------------------------------------------


def test_order_and_index_of_the_articles_do_not_matter(planted):
    turned = planted.iloc[::-1].set_index(pd.Index(range(100, 100 + len(planted))))
    pd.testing.assert_frame_equal(_select_english(turned), _select_english(planted))


def test_hash_seed_threads_and_time_zone_do_not_matter(small_topics, elsewhere):
    assert elsewhere.said.splitlines()[0] == digest(small_topics)


# --- little or odd material ------------------------------------------------------------------------------------------


def _odd(kind):
    planted = plant(n_articles=12, seed=3)
    if kind == "nine articles":
        return planted.head(9)
    if kind == "all alike":
        return planted.assign(body=planted["body"][0], headline="Same")
    if kind == "empty bodies":
        return planted.assign(body=None, headline="News")
    if kind == "no English":
        return planted.assign(language="fr")
    return planted.head(0)


@each_row(
    ("kind", "message"),
    [
        ("nine articles", "9 English articles, and at least 10"),
        ("all alike", "0 of 12 English articles differ"),
        ("empty bodies", "0 of 12 English articles differ"),
        ("no English", "0 English articles, and at least 10"),
        ("none at all", "0 English articles"),
    ],
)
def test_too_little_is_said_in_words(kind, message):
    topics = fit_topics(_odd(kind), seed=1)
    assert message in topics.diagnostics["message"]
    assert topics.diagnostics["n_topics"] == 0
    assert topics.diagnostics["structured"] is False
    assert topics.terms.empty


def test_one_very_long_article_does_not_make_the_topics(odd, odd_topics):
    assert _agreement(odd_topics, odd) >= 0.9


def test_an_article_between_two_topics_is_unsettled(odd_topics):
    shares = odd_topics.assignments.set_index("article_id")["share"]
    assert shares[BETWEEN] < shares.drop(BETWEEN).min()


def test_an_empty_body_among_others_is_counted_and_has_no_topic(odd, odd_topics):
    own = odd_topics.assignments.set_index("article_id").loc[odd["article_id"][EMPTY]]
    assert odd_topics.diagnostics["n_without_words"] == 1
    assert pd.isna(own["topic"])
    assert not own["settled"]


def test_other_languages_are_counted_and_left_out(odd, odd_topics):
    assert odd_topics.diagnostics["n_other_language"] == len(FOREIGN)
    assert len(odd_topics.assignments) == len(odd) - len(FOREIGN)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.drop(columns="body"), "lack the columns body"),
        (lambda frame: pd.concat([frame, frame.head(1)]), "comes twice"),
    ],
)
def test_a_frame_that_is_no_table_of_articles_is_refused(planted, change, message):
    with pytest.raises(ValueError, match=message):
        fit_topics(change(planted), seed=1)


# --- themes ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("few_runs")
def test_agreement_with_the_planted_themes_is_full(small, small_topics):
    methods = themes.compare_methods(small, small_topics, small[["article_id", "theme"]], seed=1)
    assert methods.iloc[-1]["agreement"] == 1.0
    assert (methods["gain"] >= 0).all()


def test_a_headline_with_two_themes_says_nothing(tmp_path):
    articles = pd.DataFrame({"article_id": ["a", "b"], "headline": ["One", "Two  words"]})
    (tmp_path / "themes.csv").write_text("headline,theme\nOne,x\nOne,y\nTwo words,x\n", encoding="utf-8")
    assert themes.match_themes(articles, tmp_path / "themes.csv")["article_id"].tolist() == ["b"]
