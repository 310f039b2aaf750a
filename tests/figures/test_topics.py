"""What is said of topics: how far they hold, their words, where they come from."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from icesco_analysis import load_corpus
from icesco_analysis.figures import topics
from icesco_analysis.figures.topics import describe_topics, quote_examples
from icesco_analysis.topics import fit_topics


def test_the_finding_on_the_seeds_says_which_topic_is_a_page_and_that_there_are_no_subtopics(seeds_topics):
    said = str(topics.describe_structure(seeds_topics))
    assert str(topics.describe_origins(seeds_topics)) == "Topic 3 may be no more than what was news then."
    assert "p = 0.033" in str(topics.describe_trust(seeds_topics))
    assert "no subtopics are told" in said
    assert re.search(r"3 topics hold: .* 0\.\d\d at most; \d+ of 50 articles are stable", said)


def test_a_bar_is_a_topic_with_its_stable_articles_filled(seeds_corpus, seeds_topics):
    figure = topics.figure_sizes(seeds_corpus, topics=seeds_topics)
    known = seeds_topics.assignments.dropna(subset="topic")
    assert figure.data["n"].tolist() == known.groupby("topic").size().tolist()
    axes = figure.draw().figure.axes[0]
    hollow, filled = ([bar.get_width() for bar in part] for part in axes.containers)
    assert (hollow, filled) == (figure.data["n"].tolist(), known.groupby("topic")["settled"].sum().tolist())
    assert [tick.get_text().split()[0] for tick in axes.get_yticklabels()] == ["1", "2", "3"]


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
def none():
    return fit_topics(load_corpus("seeds").articles.head(12), seed=3)


def test_without_topics_each_sentence_says_why(none):
    assert none.diagnostics["n_topics"] == 0
    assert str(topics.describe_structure(none)).startswith(none.diagnostics["message"])
    assert none.diagnostics["message"] in str(describe_topics(none))
    assert not topics.describe_trust(none)
