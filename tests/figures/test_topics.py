"""What is drawn of topics: names at the data, terms side by side, time that nobody saw hatched."""

import itertools
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from icesco_analysis import load_corpus
from icesco_analysis.figures import topics
from icesco_analysis.figures.style import UNSEEN_HATCH, style
from icesco_analysis.figures.topics import GLYPHS, MARKERS, count_abreast, describe_topics, quote_examples
from icesco_analysis.topics import fit_topics
from tests.figures import new_axes

LABELS = ("schools · teachers · pupils", "heritage · museums · crafts", "water · climate · oceans")


def _words(ax):
    return [text.get_text() for text in ax.texts]


def _map(n_topics, *, articles=12):
    """Articles in as many heaps as there are topics, the first of each unsettled."""
    rng = np.random.default_rng(5)
    rows = [
        (topic, LABELS[(topic - 1) % len(LABELS)], place > 0, *(rng.normal(scale=0.1, size=2) + middle))
        for topic in range(1, n_topics + 1)
        for middle in [np.array([np.cos(2 * np.pi * topic / n_topics), np.sin(2 * np.pi * topic / n_topics)])]
        for place in range(articles)
    ]
    return pd.DataFrame(rows, columns=["topic", "label", "settled", "x", "y"])


def _terms(n_topics, *, terms=9):
    rows = [
        (topic, LABELS[(topic - 1) % len(LABELS)], f"word {topic} {place}", (terms - place) / terms)
        for topic in range(1, n_topics + 1)
        for place in range(terms)
    ]
    return pd.DataFrame(rows, columns=["topic", "label", "term", "weight"])


def _curve(chosen):
    numbers = range(2, 8)
    return pd.DataFrame(
        {
            "n_topics": numbers,
            "stability": 0.7,
            "error": 0.02,
            "null": 0.3,
            "null_deviation": 0.05,
            "silhouette": 0.31,
            "chosen": [number == chosen for number in numbers],
        }
    )


@pytest.mark.parametrize(
    ("draw", "data"),
    [(topics._draw_stability, _curve(3)), (topics._draw_map, _map(2)), (topics._draw_terms, _terms(2))],
    ids=["stability", "map", "terms"],
)
def test_no_chart_of_topics_needs_a_legend(draw, data):
    ax = new_axes()
    assert draw(data, ax=ax) is ax
    assert ax.get_legend() is None


def test_each_line_of_the_stability_is_named_and_the_chosen_number_too():
    words = _words(topics._draw_stability(_curve(3), ax=new_axes()))
    assert {"stability", "silhouette", "3 chosen: 0.70"} <= set(words)
    assert any(text.startswith("words shuffled") for text in words)


def test_where_no_number_of_topics_is_chosen_none_is_named():
    assert not [text for text in _words(topics._draw_stability(_curve(0), ax=new_axes())) if "chosen" in text]


def test_names_of_lines_that_end_together_stand_apart():
    ax = topics._draw_stability(_curve(3), ax=new_axes())
    ax.figure.get_figure(root=True).canvas.draw()
    ends = [text for text in ax.texts if "chosen" not in text.get_text()]
    for one, other in itertools.combinations([text.get_window_extent() for text in ends], 2):
        assert one.y1 <= other.y0 + 2 or other.y1 <= one.y0 + 2


def test_shapes_and_the_letters_for_them_go_together():
    assert len(GLYPHS) == len(MARKERS) == len(set(GLYPHS))


@pytest.mark.parametrize("n_topics", [1, 2, 3, 6, 10])
def test_every_topic_is_named_on_the_map_and_no_name_lies_on_another(n_topics):
    with style():
        ax = topics._draw_map(_map(n_topics), ax=new_axes())
        ax.figure.get_figure(root=True).canvas.draw()
        names = [text for text in ax.texts if text.get_fontweight() == "bold"]
        assert sorted(int(text.get_text().split()[0]) for text in names) == list(range(1, n_topics + 1))
        for one, other in itertools.combinations([text.get_window_extent() for text in names], 2):
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            up = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert min(across, up) < 3


def test_articles_in_one_point_are_drawn_and_named():
    ax = topics._draw_map(
        pd.DataFrame({"x": [0.0, 0.0], "y": 0.0, "topic": 1, "label": "a · b", "settled": True}), ax=new_axes()
    )
    assert "1 a · b" in " ".join(_words(ax)).replace("\n", " ")


@pytest.mark.parametrize(("n_topics", "abreast"), [(1, 1), (2, 2), (3, 3), (4, 2), (7, 3)])
def test_topics_stand_side_by_side_with_bars_on_one_scale(n_topics, abreast):
    with style():
        ax = new_axes()
        ax.figure.get_figure(root=True).set_size_inches(6.3, 4.0)
        topics._draw_terms(_terms(n_topics), ax=ax)
    assert count_abreast(n_topics) == abreast == ax.get_xlim()[1]
    widths = [round(bar.get_width(), 6) for bar in ax.patches]
    shown = len(widths) // n_topics
    assert shown >= 2
    assert widths == widths[:shown] * n_topics
    for bar in ax.patches:
        column = int(bar.get_x())
        assert bar.get_x() + bar.get_width() <= column + 1


def test_a_narrow_figure_shows_fewer_terms_instead_of_letters_on_each_other():
    wide, narrow = new_axes(), new_axes()
    narrow.figure.get_figure(root=True).set_size_inches(3.5, 2.0)
    with style("column"):
        bars = [len(topics._draw_terms(_terms(3), ax=ax).patches) for ax in (wide, narrow)]
    assert bars[1] < bars[0]
    assert bars[1] % 3 == 0


def test_a_table_of_counts_shows_numbers_and_leaves_nought_blank():
    data = pd.DataFrame({"row": ["1 a", "1 a", "2 b", "2 b"], "column": ["x", "y"] * 2, "n": [3, 0, 1, 2]})
    ax = topics._draw_counts(data.assign(days_seen=5), ax=new_axes())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1 a", "2 b"]
    assert sorted(text for text in _words(ax) if text.isdigit()) == ["1", "2", "3"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["x", "y"]


def test_time_that_nobody_saw_is_hatched_and_has_no_number():
    days = pd.to_datetime(["2025-05-01", "2025-06-01", "2025-08-01"])
    data = pd.DataFrame(
        {
            "row": "1 a",
            "column": ["May 2025", "", "Aug 2025"],
            "start": days,
            "days_seen": [8, 0, 2],
            "n": pd.array([4, None, 0], dtype="Int64"),
        }
    )
    ax = topics._draw_counts(data, ax=new_axes())
    hatched = [patch for patch in ax.patches if patch.get_hatch() == UNSEEN_HATCH]
    assert [patch.get_x() + patch.get_width() / 2 for patch in hatched] == [1.0]
    assert {"8 d", "2 d"} <= set(_words(ax))
    assert [text for text in _words(ax) if text.isdigit()] == ["4"]


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


def test_without_topics_no_figure_but_the_stability_is_drawn_and_each_says_why(read):
    corpus, none = read
    assert none.diagnostics["n_topics"] == 0
    for make in (topics.figure_terms, topics.figure_map, topics.figure_months):
        figure = make(corpus, topics=none)
        assert figure.data.empty
        assert re.match(r"There are no topics|Nothing holds|No article", str(figure.finding))
    assert str(topics.figure_stability(corpus, topics=none).finding).startswith(none.diagnostics["message"])
    assert none.diagnostics["message"] in str(describe_topics(none))
    assert topics.list_topics(none).empty
    assert topics.explain_least_settled(none).empty
