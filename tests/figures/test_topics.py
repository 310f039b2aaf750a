"""What is drawn and said of topics: names at the data, terms side by side, topics by page."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from icesco_analysis import load_corpus
from icesco_analysis.figures import topics
from icesco_analysis.figures.topics import describe_topics, quote_examples
from icesco_analysis.topics import fit_topics
from tests.figures import new_axes


def _words(ax):
    return [text.get_text() for text in ax.texts]


def test_a_table_of_counts_shows_numbers_and_leaves_zero_blank():
    data = pd.DataFrame({"row": ["1 a", "1 a", "2 b", "2 b"], "column": ["x", "y"] * 2, "n": [3, 0, 1, 2]})
    ax = topics._draw_counts(data, ax=new_axes())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1 a", "2 b"]
    assert sorted(text for text in _words(ax) if text.isdigit()) == ["1", "2", "3"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["x", "y"]


def _origins(origins, kind):
    rows = [(topic, kind, origin, 2, 2 * len(origins), False) for topic in (1, 2) for origin in origins]
    return pd.DataFrame(rows, columns=["topic", "kind", "origin", "n", "of", "bound"])


@pytest.mark.parametrize(
    ("n_pages", "origins", "columns"),
    [
        (3, ["b.txt", "a.txt", "c.txt", "d.txt"], ["Apr 2021 – May 2021", "May 2021 (1)", "May 2021 (2)", "d.txt"]),
        (40, ["Apr–Jun 2021", "Jan–Mar 2021", "Oct–Dec 2020"], ["Oct–Dec 2020", "Jan–Mar 2021", "Apr–Jun 2021"]),
        (40, [f"{quarter} {year}" for year in range(2015, 2022) for quarter in ("Jan–Mar", "Apr–Jun")],
         [str(year) for year in range(2015, 2022)]),
    ],
    ids=["pages", "quarters", "years"],
)  # fmt: skip
def test_topics_stand_by_page_or_where_there_are_many_by_time(n_pages, origins, columns):
    kind = "page" if n_pages == 3 else "quarter"
    found = SimpleNamespace(
        origins=_origins(origins, kind), pages=pd.DataFrame(index=range(n_pages)), labels={1: "a", 2: "b"}
    )
    days = pd.to_datetime(["2021-05-02", "2021-04-30", "2021-05-02", None])
    ends = pd.to_datetime(["2021-05-09", "2021-05-03", "2021-05-09", None])
    sources = ["a.txt", "b.txt", "c.txt", "d.txt"]
    pages = pd.DataFrame({"source": sources, "first_activity": days, "last_activity": ends})
    counts = topics.count_origins(found, pages=pages)
    assert counts["column"].unique().tolist() == columns
    assert counts["row"].unique().tolist() == ["1 a", "2 b"]
    assert counts["n"].sum() == 4 * len(origins)
    assert [label.get_text() for label in topics._draw_counts(counts, ax=new_axes()).get_yticklabels()] == [
        "1 a",
        "2 b",
    ]


def test_the_finding_on_the_seeds_says_which_topic_is_a_page_and_that_there_are_no_subtopics(
    seeds_corpus, seeds_topics
):
    said = str(topics.describe_structure(seeds_topics))
    pages = topics.figure_pages(seeds_corpus, topics=seeds_topics)
    assert pages.title == "Topic 3 is mostly one page or one season"
    assert not pages.data["column"].str.contains("txt").any()
    assert "p = 0.033" in str(topics.describe_trust(seeds_topics))
    assert "no subtopics are told" in said
    assert re.search(r"3 topics hold: .* 0\.\d\d at most; \d+ of 50 articles are stable", said)


def test_each_word_of_a_name_is_given_with_the_articles_that_hold_it(seeds_topics):
    said = str(describe_topics(seeds_topics))
    for _, own in seeds_topics.terms[seeds_topics.terms["naming"]].groupby("topic"):
        assert all(f"{term} in {n}" in said for term, n in zip(own["term"], own["n_articles"], strict=True))


# --- words ------------------------------------------------------------------------------------------------------------


def _topics(headline="Schools open", sentence="The schools open on Monday."):
    rows = [(1, headline, sentence, "schools, pupils"), (1, headline, "Pupils read.", "pupils")]
    examples = pd.DataFrame(rows, columns=["topic", "headline", "sentence", "terms"])
    return SimpleNamespace(examples=examples, labels={1: "schools · pupils"})


def test_a_release_is_quoted_once_with_its_sentences_and_their_words():
    said = quote_examples(_topics())._repr_markdown_()
    assert said.count("- ") == 1
    assert "“The schools open on Monday.” “Pupils read.” *(schools, pupils)*" in said


def test_a_hostile_release_is_only_text():
    said = quote_examples(_topics(headline="<b>*bold*</b>", sentence="[x](javascript:alert)"))._repr_markdown_()
    assert "<b>" not in said
    assert "[x](" not in said


def test_without_topics_there_are_no_examples():
    found = _topics()
    found.examples = found.examples.iloc[:0]
    assert str(quote_examples(found)).startswith("There are no topics")


@pytest.fixture(scope="module")
def read():
    corpus = load_corpus("seeds")
    return replace(corpus, articles=corpus.articles.head(12)), fit_topics(corpus.articles.head(12), seed=3)


def test_without_topics_nothing_is_drawn_and_each_says_why(read):
    corpus, none = read
    assert none.diagnostics["n_topics"] == 0
    figure = topics.figure_pages(corpus, topics=none)
    assert figure.data.empty
    assert str(figure.finding).startswith("There are no topics")
    assert str(topics.describe_structure(none)).startswith(none.diagnostics["message"])
    assert none.diagnostics["message"] in str(describe_topics(none))
    assert not topics.describe_trust(none)
