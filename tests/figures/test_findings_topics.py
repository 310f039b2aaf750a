"""What is said of topics: the releases that stand for each, and nothing that a page could make markup of."""

from types import SimpleNamespace

import pandas as pd

from icesco_analysis.figures.findings.topics import quote_examples


def _topics(headline="Schools open", sentence="The schools open on Monday."):
    rows = [(1, headline, sentence, "schools, pupils"), (1, headline, "Pupils read.", "pupils")]
    examples = pd.DataFrame(rows, columns=["topic", "headline", "sentence", "terms"])
    return SimpleNamespace(examples=examples, labels={1: "schools · pupils"})


def test_a_release_is_quoted_once_with_its_sentences_and_their_words():
    said = quote_examples(_topics())
    assert said.count("- ") == 1
    assert "“The schools open on Monday.” “Pupils read.” *(schools, pupils)*" in said


def test_a_hostile_release_is_only_text():
    said = quote_examples(_topics(headline="<b>*bold*</b>", sentence="[x](javascript:alert)"))
    assert "<b>" not in said
    assert "[x](" not in said


def test_without_topics_there_are_no_examples():
    topics = _topics()
    topics.examples = topics.examples.iloc[:0]
    assert quote_examples(topics).startswith("There are no topics")
