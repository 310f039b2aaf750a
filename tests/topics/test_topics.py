"""Topics that hold, topics that do not, and what is said of each."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from icesco_analysis.corpus.corpus import load_corpus
from icesco_analysis.counts.themes import compare_methods, match_themes, read_themes
from icesco_analysis.figures import topics as figures
from icesco_analysis.figures.findings import topics as findings
from icesco_analysis.partners.countries import find_mentions
from icesco_analysis.topics.topics import SETTLED_SHARE, fit_topics, load_topics
from tests.planted import PEOPLE, plant, read_planted, shuffle_words

ROOT = Path(__file__).parents[2]
FRAMES = ("assignments", "terms", "curve", "examples", "similarity", "map")
PAGES = pd.DataFrame({"source": ["a.txt"], "sha256": ["0" * 64]})


def _dated(articles):
    return articles.assign(
        date_start=pd.to_datetime(["2025-05-0" + str(1 + place % 9) for place in range(len(articles))]),
        activity=["meeting" if place % 2 else None for place in range(len(articles))],
    )


@pytest.fixture(scope="module")
def articles():
    return _dated(plant(n_articles=30, seed=4))


@pytest.fixture(scope="module")
def topics(articles):
    return fit_topics(articles, seed=1)


@pytest.fixture(scope="module")
def shuffled(articles):
    return fit_topics(shuffle_words(articles, seed=2), seed=1)


@pytest.fixture(scope="module", params=["no articles", "no structure"])
def nothing(request, articles, shuffled):
    return fit_topics(articles.head(0), seed=1) if request.param == "no articles" else shuffled


def _digest(topics):
    text = "".join(getattr(topics, name).to_csv() for name in FRAMES) + json.dumps(
        dict(topics.diagnostics), sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()


# --- what was planted ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_articles", [20, 60])
def test_planted_themes_and_their_number_are_found(n_articles):
    planted = plant(n_articles=n_articles, seed=7)
    topics = fit_topics(planted, seed=1)
    found = topics.assignments.merge(planted, on="article_id")
    assert topics.diagnostics["n_topics"] == 5
    assert adjusted_rand_score(found["theme"], found["topic"].astype(int)) >= 0.9


def test_shuffled_words_have_no_structure(shuffled, articles):
    assert shuffled.diagnostics["structured"] is False
    assert shuffled.diagnostics["n_topics"] == 0
    assert shuffled.terms.empty
    assert len(shuffled.assignments) == len(articles)
    assert not shuffled.assignments["settled"].any()
    assert shuffled.assignments["topic"].isna().all()
    assert "No stable structure" in shuffled.diagnostics["message"]
    assert not shuffled.curve["chosen"].any()


def test_structure_is_claimed_only_above_the_null(topics, shuffled):
    for one in (topics, shuffled):
        found = one.diagnostics
        assert found["structured"] == (found["stability"] > found["null_stability"])


def test_a_number_of_topics_can_be_asked_for(articles):
    topics = fit_topics(articles, seed=1, n_topics=4)
    assert topics.curve["n_topics"].tolist() == [4]
    assert topics.diagnostics["n_topics"] in (0, 4)


# --- the seed pages --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed_pages():
    articles = load_corpus(ROOT / "seeds").articles
    return articles, fit_topics(articles, seed=20251)


def test_topics_of_the_seed_pages_hold(seed_pages):
    found = seed_pages[1].diagnostics
    assert found["structured"]
    assert found["stability"] >= 0.80
    assert found["seed_stability"] >= 0.80


def test_topics_of_the_seed_pages_are_no_nearer_to_chance_than_the_plain_method(seed_pages):
    articles, topics = seed_pages
    labelled = match_themes(articles, read_themes(ROOT / "tests" / "labelled" / "gold" / "themes.csv"))
    methods = compare_methods(articles, topics, labelled, seed=1).set_index("method")
    assert len(labelled) == 50
    assert methods["agreement"].idxmax() == "this library"


def test_terms_of_the_seed_pages_are_subjects(seed_pages):
    """Nothing in a top ten is a country, or is printed only with a capital inside the sentences of the pages."""
    articles, topics = seed_pages
    text = " ".join(articles["body"])
    for term in topics.terms["term"]:
        assert find_mentions(term.title()) == []
        words = [word for word in term.split() if word not in {"arabic", "covid"}]
        assert all(f" {word}" in text for word in words), term


# --- what is said of them --------------------------------------------------------------------------------------------


def test_no_country_name_honorific_or_formula_marks_a_topic(topics):
    words = {word for term in topics.terms["term"] for word in term.split()}
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


def test_names_of_topics_are_distinct_and_printed_forms(topics, articles):
    labels = list(topics.labels.values())
    terms = [term for label in labels for term in label.split(" · ")]
    printed = " ".join(articles["body"]).lower() + " ".join(articles["headline"]).lower()
    assert len(terms) == len(set(terms))
    assert all(word in printed for term in terms for word in term.split())


def test_topics_come_by_size(topics):
    sizes = topics.assignments["topic"].value_counts().sort_index().tolist()
    assert sizes == sorted(sizes, reverse=True)


def test_settled_means_staying_in_three_of_four_resamples(topics):
    shares = topics.assignments["share"]
    assert shares.between(0, 1).all()
    assert (topics.assignments["settled"] == (shares >= SETTLED_SHARE)).all()


def test_an_article_between_two_topics_is_unsettled(articles):
    rows = read_planted()
    one, two = (
        rows.loc[(rows["theme"] == theme) & (rows["kind"] == "sentence"), "text"] for theme in ("water", "robots")
    )
    mixed = {"article_id": "f" * 12, "headline": "News", "subtitle": None, "language": "en"}
    mixed["body"] = " ".join([*one.head(7), *two.head(7)])
    topics = fit_topics(pd.concat([articles, pd.DataFrame([mixed])]), seed=1)
    shares = topics.assignments.set_index("article_id")["share"]
    assert shares["f" * 12] < shares.drop("f" * 12).min()


def test_examples_carry_the_words_of_their_topic(topics, articles):
    assert (topics.examples.groupby("topic")["article_id"].nunique() == 3).all()
    bodies = articles.set_index("article_id")["body"]
    for row in topics.examples.itertuples():
        assert row.sentence in bodies[row.article_id]
        assert row.terms
        known = set(topics.terms.loc[topics.terms["topic"] == row.topic, "term"])
        assert known & set(row.terms.split(", "))


def test_explanation_adds_up_towards_the_own_topic(topics):
    for article, topic in topics.assignments[["article_id", "topic"]].head(5).itertuples(index=False):
        why = topics.explain(article)
        assert set(why["topic"]) == {topic}
        assert why["contribution"].sum() > 0
        assert why["contribution"].abs().is_monotonic_decreasing


def test_an_unknown_article_cannot_be_explained(topics):
    with pytest.raises(KeyError, match="no article 'x'"):
        topics.explain("x")


# --- new articles, files ---------------------------------------------------------------------------------------------


def test_fitted_articles_are_assigned_where_they_are(topics, articles):
    assert topics.assign(articles)["topic"].tolist() == topics.assignments["topic"].tolist()


def test_new_articles_of_the_same_themes_join_them(topics, articles):
    new = plant(n_articles=15, seed=99)
    theme_of = topics.assignments.merge(articles, on="article_id").groupby("topic")["theme"].first()
    joined = topics.assign(new).merge(new, on="article_id")
    assert (joined["topic"].map(theme_of) == joined["theme"]).all()


def test_an_article_about_nothing_known_is_not_settled(topics):
    new = pd.DataFrame(
        {"article_id": ["n"], "headline": ["Chess"], "subtitle": [None], "body": ["Kings castle early."]}
    )
    assert topics.assign(new.assign(language="en")).iloc[0][["topic", "settled"]].tolist() == [pd.NA, False]


def test_topics_come_back_from_their_files(topics, articles, tmp_path):
    paths = topics.save(tmp_path)
    again = load_topics(tmp_path)
    assert {path.suffix for path in paths} == {".json", ".parquet"}
    assert _digest(again) == _digest(topics)
    assert again.assign(articles).equals(topics.assign(articles))
    article = topics.assignments["article_id"][0]
    assert again.explain(article).equals(topics.explain(article))


def test_no_topics_come_back_from_their_files_too(nothing, articles, tmp_path):
    nothing.save(tmp_path)
    again = load_topics(tmp_path)
    assert _digest(again) == _digest(nothing)
    assert not again.assign(articles)["settled"].any()


# --- the same everywhere ---------------------------------------------------------------------------------------------


def test_order_and_index_of_the_articles_do_not_matter(topics, articles):
    turned = articles.iloc[::-1].set_index(pd.Index(range(100, 100 + len(articles))))
    assert _digest(fit_topics(turned, seed=1)) == _digest(topics)


def test_hash_seed_threads_and_time_zone_do_not_matter():
    program = (
        "import hashlib; from tests.planted import plant; from icesco_analysis.topics.topics import fit_topics\n"
        "topics = fit_topics(plant(n_articles=20, seed=5), seed=1)\n"
        "frames = (topics.assignments, topics.terms, topics.curve, topics.examples, topics.map)\n"
        "text = ''.join(frame.to_csv() for frame in frames)\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    runs = set()
    for seed, threads, zone in (("0", "1", "UTC"), ("1", "2", "Asia/Tokyo"), ("77", "4", "America/Lima")):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
        settings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, **dict.fromkeys(names, threads)}
        done = subprocess.run(
            [sys.executable, "-c", program], env=settings, cwd=ROOT, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        runs.add(done.stdout)
    assert len(runs) == 1


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


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("nine articles", "9 English articles, and at least 10"),
        ("all alike", "0 of 12 English articles differ"),
        ("empty bodies", "0 of 12 English articles differ"),
        ("no English", "none of the 12 articles is in English"),
        ("none at all", "no articles"),
    ],
)
def test_too_little_is_said_in_words(kind, message):
    topics = fit_topics(_odd(kind), seed=1)
    assert message in topics.diagnostics["message"]
    assert topics.diagnostics["n_topics"] == 0
    assert topics.diagnostics["structured"] is False
    assert topics.terms.empty


def test_one_very_long_article_does_not_make_the_topics(articles):
    long = articles.copy()
    long.loc[0, "body"] = "\n\n".join([str(long["body"][0])] * 300)
    topics = fit_topics(long, seed=1)
    found = topics.assignments.merge(long, on="article_id")
    assert adjusted_rand_score(found["theme"], found["topic"].astype(int)) >= 0.9


def test_an_empty_body_among_others_is_counted_and_has_no_topic(articles):
    empty = articles.copy()
    empty.loc[3, ["headline", "body"]] = ["News", None]
    topics = fit_topics(empty, seed=1)
    own = topics.assignments.set_index("article_id").loc[empty["article_id"][3]]
    assert topics.diagnostics["n_without_words"] == 1
    assert pd.isna(own["topic"])
    assert not own["settled"]


def test_other_languages_are_counted_and_left_out(articles):
    mixed = articles.copy()
    mixed.loc[:4, "language"] = "fr"
    topics = fit_topics(mixed, seed=1)
    assert topics.diagnostics["n_other_language"] == 5
    assert len(topics.assignments) == len(articles) - 5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.drop(columns="body"), "lack the columns body"),
        (lambda frame: pd.concat([frame, frame.head(1)]), "comes twice"),
    ],
)
def test_a_frame_that_is_no_table_of_articles_is_refused(articles, change, message):
    with pytest.raises(ValueError, match=message):
        fit_topics(change(articles), seed=1)


@pytest.mark.parametrize("n_topics", [1, 0, -3, 30])
def test_a_senseless_number_of_topics_is_refused(articles, n_topics):
    with pytest.raises(ValueError, match="n_topics"):
        fit_topics(articles, seed=1, n_topics=n_topics)


# --- themes, findings, figures ---------------------------------------------------------------------------------------


def test_agreement_with_the_planted_themes_is_full(topics, articles):
    methods = compare_methods(articles, topics, articles[["article_id", "theme"]], seed=1)
    own = methods.iloc[-1]
    assert own["agreement"] == 1.0
    assert (methods["gain"] >= 0).all()


def test_without_labels_agreement_is_one_sentence(topics, articles, tmp_path):
    labelled = match_themes(articles, read_themes(tmp_path / "none.csv"))
    methods = compare_methods(articles, topics, labelled, seed=1)
    counts = figures.count_themes(topics, labelled)
    assert findings.describe_agreement(methods, counts) == findings.NO_LABELS


def test_a_headline_with_two_themes_says_nothing():
    articles = pd.DataFrame({"article_id": ["a", "b"], "headline": ["One", "Two"]})
    themes = pd.DataFrame({"headline": ["One", "One", "Two"], "theme": ["x", "y", "x"]})
    assert match_themes(articles, themes)["article_id"].tolist() == ["b"]


def _pages(articles):
    """Return one page that lists all articles."""
    days = articles["date_start"]
    ends = {"first_activity": [days.min()], "last_activity": [days.max()], "n_articles": [len(articles)]}
    return pd.DataFrame({"source": ["page.txt"], "listing": ["unknown"], **ends})


def _all_figures(topics, articles):
    labelled, pages = articles[["article_id", "theme"]], _pages(articles)
    months, types = figures.count_months(topics, articles, pages=pages), figures.count_activities(topics, articles)
    return [
        figures.figure_stability(topics, articles, pages=pages),
        figures.figure_map(topics, articles, pages=pages),
        figures.figure_terms(topics, articles, pages=pages),
        figures.figure_months(topics, months, articles, pages=pages),
        figures.figure_activities(topics, types, articles, pages=pages),
        figures.figure_themes(topics, figures.count_themes(topics, labelled), articles, pages=pages),
    ]


def test_every_figure_is_drawn_and_described(topics, articles):
    for figure in _all_figures(topics, articles):
        assert 40 <= len(figure.alt) <= 250
        assert figure.title not in figure.alt
        assert len(figure.data) > 0
        assert figure.render(["png"], dpi=40)["png"]


def test_where_there_is_nothing_every_figure_and_finding_says_so(nothing, articles):
    for figure in _all_figures(nothing, articles):
        assert len(figure.alt) >= 40
        assert figure.render(["png"], dpi=40)["png"]
    assert findings.describe_structure(nothing)
    assert findings.describe_topics(nothing) == "There are no topics to list."
    assert findings.list_topics(nothing).empty
    assert findings.list_unsettled(nothing, articles).empty
    assert findings.explain_least_settled(nothing).empty
    assert "every" in findings.describe_unsettled(nothing)
    assert findings.describe_similarity(nothing)
    assert "No article" in findings.describe_counts(
        figures.count_months(nothing, articles, pages=_pages(articles)), what="month", left_out=0
    )


def test_counts_hold_every_topic_with_every_column(topics, articles):
    counts = figures.count_activities(topics, articles)
    assert len(counts) == counts["row"].nunique() * counts["column"].nunique()
    assert counts["n"].sum() == articles["activity"].notna().sum()
    assert figures.count_left_out(topics, counts) == articles["activity"].isna().sum()


def test_longer_periods_take_the_place_of_too_many_months(topics, articles):
    days = pd.date_range("2015-01-01", periods=len(articles), freq="MS")
    dated = articles.assign(date_start=days)
    months = figures.count_months(topics, dated, pages=_pages(dated))
    assert months["column"].str.fullmatch(r"Q\d \d{4}").all()
    assert months["n"].sum() == len(articles)


def test_unsettled_articles_are_hollow_on_the_map(topics, articles):
    figure = figures.figure_map(topics, articles, pages=_pages(articles))
    data = figure.data.assign(settled=[place > 0 for place in range(len(figure.data))])
    faces = [tuple(mark.get_facecolor()[0]) for mark in figure.plot(data, ax=None).collections]
    assert faces.count((1.0, 1.0, 1.0, 1.0)) == 1


def test_the_stability_figure_marks_the_number_chosen(topics, articles):
    ax = figures.figure_stability(topics, articles, pages=_pages(articles)).plot(topics.curve, ax=None)
    assert [round(x) for mark in ax.collections if mark.get_label() == "chosen" for x, _ in mark.get_offsets()] == [5]
