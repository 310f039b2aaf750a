"""What is drawn of topics: names at the data, terms side by side, time that nobody saw hatched."""

import itertools

import numpy as np
import pandas as pd
import pytest

from icesco_analysis.figures.plots.topics import (
    GLYPHS,
    MARKERS,
    count_abreast,
    plot_counts,
    plot_map,
    plot_stability,
    plot_terms,
)
from icesco_analysis.figures.style import UNSEEN_HATCH, new_axes, style

LABELS = ("schools · teachers · pupils", "heritage · museums · crafts", "water · climate · oceans")


def _words(ax):
    return [text.get_text() for text in ax.texts]


def _map(topics, *, articles=12):
    """Articles in as many heaps as there are topics, the first of each unsettled."""
    rng = np.random.default_rng(5)
    rows = [
        (topic, LABELS[(topic - 1) % len(LABELS)], place > 0, *(rng.normal(scale=0.1, size=2) + middle))
        for topic in range(1, topics + 1)
        for middle in [np.array([np.cos(2 * np.pi * topic / topics), np.sin(2 * np.pi * topic / topics)])]
        for place in range(articles)
    ]
    return pd.DataFrame(rows, columns=["topic", "label", "settled", "x", "y"])


def _terms(topics, *, terms=9):
    rows = [
        (topic, LABELS[(topic - 1) % len(LABELS)], f"word {topic} {place}", (terms - place) / terms)
        for topic in range(1, topics + 1)
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


PLOTS = {plot_stability: _curve(3), plot_map: _map(2), plot_terms: _terms(2)}


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.__name__)
def test_without_topics_a_chart_says_why_on_the_axes_it_was_given(plot):
    ax = new_axes()
    assert plot(PLOTS[plot].iloc[:0], ax=ax, nothing="No topics: too few articles.") is ax
    assert _words(ax) == ["No topics: too few articles."]
    assert not ax.patches


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.__name__)
def test_no_chart_of_topics_needs_a_legend(plot):
    assert plot(PLOTS[plot]).get_legend() is None


def test_each_line_of_the_stability_is_named_and_the_chosen_number_too():
    words = _words(plot_stability(_curve(3)))
    assert {"stability", "silhouette", "3 chosen: 0.70"} <= set(words)
    assert any(text.startswith("words shuffled") for text in words)


def test_where_no_number_of_topics_is_chosen_none_is_named():
    assert not [text for text in _words(plot_stability(_curve(0))) if "chosen" in text]


def test_names_of_lines_that_end_together_stand_apart():
    ax = plot_stability(_curve(3))
    ax.figure.get_figure(root=True).canvas.draw()
    ends = [text for text in ax.texts if "chosen" not in text.get_text()]
    for one, other in itertools.combinations([text.get_window_extent() for text in ends], 2):
        assert one.y1 <= other.y0 + 2 or other.y1 <= one.y0 + 2


def test_shapes_and_the_letters_for_them_go_together():
    assert len(GLYPHS) == len(MARKERS) == len(set(GLYPHS))


@pytest.mark.parametrize("topics", [1, 2, 3, 6, 10])
def test_every_topic_is_named_on_the_map_and_no_name_lies_on_another(topics):
    with style():
        ax = plot_map(_map(topics))
        ax.figure.get_figure(root=True).canvas.draw()
        names = [text for text in ax.texts if text.get_fontweight() == "bold"]
        assert sorted(int(text.get_text().split()[0]) for text in names) == list(range(1, topics + 1))
        for one, other in itertools.combinations([text.get_window_extent() for text in names], 2):
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            up = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert min(across, up) < 3


def test_articles_in_one_point_are_drawn_and_named():
    ax = plot_map(pd.DataFrame({"x": [0.0, 0.0], "y": 0.0, "topic": 1, "label": "a · b", "settled": True}))
    assert "1 a · b" in " ".join(_words(ax)).replace("\n", " ")


@pytest.mark.parametrize(("topics", "abreast"), [(1, 1), (2, 2), (3, 3), (4, 2), (7, 3)])
def test_topics_stand_side_by_side_with_bars_on_one_scale(topics, abreast):
    with style():
        ax = new_axes()
        ax.figure.get_figure(root=True).set_size_inches(6.3, 4.0)
        plot_terms(_terms(topics), ax=ax)
    assert count_abreast(topics) == abreast == ax.get_xlim()[1]
    widths = [round(bar.get_width(), 6) for bar in ax.patches]
    shown = len(widths) // topics
    assert shown >= 2
    assert widths == widths[:shown] * topics
    for bar in ax.patches:
        column = int(bar.get_x())
        assert bar.get_x() + bar.get_width() <= column + 1


def test_a_narrow_figure_shows_fewer_terms_instead_of_letters_on_each_other():
    wide, narrow = new_axes(), new_axes()
    narrow.figure.get_figure(root=True).set_size_inches(3.5, 2.0)
    with style("column"):
        bars = [len(plot_terms(_terms(3), ax=ax).patches) for ax in (wide, narrow)]
    assert bars[1] < bars[0]
    assert bars[1] % 3 == 0


def test_a_table_of_counts_shows_numbers_and_leaves_nought_blank():
    data = pd.DataFrame({"row": ["1 a", "1 a", "2 b", "2 b"], "column": ["x", "y"] * 2, "n": [3, 0, 1, 2]})
    ax = plot_counts(data)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1 a", "2 b"]
    assert sorted(text for text in _words(ax) if text.isdigit()) == ["1", "2", "3"]
    assert {"x", "y"} <= set(_words(ax))


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
    ax = plot_counts(data)
    assert [bool(patch.get_hatch() == UNSEEN_HATCH) for patch in ax.patches] == [False, True, False]
    assert {"8 d", "2 d"} <= set(_words(ax))
    assert [text for text in _words(ax) if text.isdigit()] == ["4"]
