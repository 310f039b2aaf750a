"""A topic that is no more than a page, or a season, is called so, and others are not."""

import numpy as np
import pandas as pd
import pytest

from icesco_analysis.figures.topics import describe_origins, describe_structure, describe_topics
from icesco_analysis.topics import clusters, fit_topics
from icesco_analysis.topics.origins import find_origins
from tests.planted import plant

THEME = "water"


@pytest.fixture(autouse=True)
def few_shuffled(monkeypatch):
    """Let few shuffled corpora do: whether there are topics at all is tried elsewhere."""
    monkeypatch.setattr(clusters, "NULL_DRAWS", 3)


def _put(articles, **columns):
    """Return the articles with those of one theme given other values of `columns`."""
    return articles.assign(
        **{name: articles[name].where(articles["theme"] != THEME, value) for name, value in columns.items()}
    )


def _topic_of(topics, articles):
    known = topics.assignments.merge(articles[["article_id", "theme"]], on="article_id")
    return int(known.loc[known["theme"] == THEME, "topic"].mode()[0])


def _days(n_articles):
    return pd.to_datetime([f"{2021 + place % 4}-{1 + place % 12:02}-05" for place in range(n_articles)])


def test_a_planted_page_is_called_a_page():
    articles = _put(plant(n_articles=40, seed=3), source="one.txt")
    topics = fit_topics(articles, seed=1)
    bound = topics.origins[topics.origins["bound"]]
    assert bound[["topic", "kind", "origin"]].to_numpy().tolist() == [[_topic_of(topics, articles), "page", "one.txt"]]
    assert "mostly one page: 8 of 8 stand on one.txt" in str(describe_topics(topics))
    assert (
        str(describe_origins(topics)) == f"Topic {_topic_of(topics, articles)} may be no more than what was news then."
    )
    assert "mostly" not in str(describe_structure(topics)), "said once"
    without = topics.pages.set_index("source")["agreement"]
    assert without["one.txt"] == without.min() < 1


def test_a_planted_season_is_called_a_season():
    articles = plant(n_articles=40, seed=3).assign(date_start=_days(40))
    articles = _put(articles, date_start=pd.Timestamp("2023-08-20"))
    topics = fit_topics(articles, seed=1)
    bound = topics.origins[topics.origins["bound"]]
    assert bound[["topic", "kind", "origin"]].to_numpy().tolist() == [
        [_topic_of(topics, articles), "quarter", "Jul–Sep 2023"]
    ]
    assert "mostly one season: 8 of 8 dated ones fall in Jul–Sep 2023" in str(describe_topics(topics))


def test_themes_spread_over_pages_and_years_are_neither():
    topics = fit_topics(plant(n_articles=40, seed=3).assign(date_start=_days(40)), seed=1)
    assert not topics.origins["bound"].any()
    assert str(describe_origins(topics)).startswith("No topic comes mostly from one page")
    assert topics.origins[topics.origins["kind"] == "page"].groupby("topic")["n"].sum().tolist() == [8] * 5


def test_chance_seldom_makes_a_page_of_a_topic(trials):
    random = np.random.default_rng(1)
    called = 0
    for _ in range(trials(20, 1000)):
        articles = pd.DataFrame({"source": random.choice(list("abcdef"), 24), "date_start": None})
        called += any(bound for *_, bound in find_origins(random.integers(0, 3, 24), articles))
    assert called <= 0.05 * trials(20, 1000)


def test_the_only_page_is_no_finding():
    articles = plant(n_articles=30, seed=4).assign(source="one.txt")
    topics = fit_topics(articles, seed=1)
    assert not topics.origins["bound"].any()
    assert topics.diagnostics["page_stability"] is None
    assert topics.pages["agreement"].isna().all()
    assert "With so few pages nothing tells" in str(describe_structure(topics))
