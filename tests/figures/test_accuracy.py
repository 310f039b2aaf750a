"""What is drawn and said of the scores: the weakest field, and how little a spotless record on few articles proves."""

import pandas as pd
import pytest

from icesco_analysis import load_corpus
from icesco_analysis.counts import find_labels
from icesco_analysis.figures import accuracy
from tests.figures import new_axes


@pytest.fixture(scope="module")
def seeds():
    return load_corpus("seeds")


def scores(*, n: int, activity: float, wrong: float = 0.0) -> pd.DataFrame:
    rows = [
        ("date", "share right", 1.0),
        ("date", "share wrong given", wrong),
        ("activity", "share right", activity),
        ("partner", "F1", 1.0),
        ("mentioned", "F1", 1.0),
    ]
    return pd.DataFrame(rows, columns=["field", "metric", "value"]).assign(n=n)


def said(**of: float) -> str:
    return accuracy.describe_scores(scores(**of))._repr_markdown_()


def test_the_weakest_field_is_named_with_its_score() -> None:
    assert "The weakest field is *activity type right*, at **0.75**." in said(n=40, activity=0.75)


@pytest.mark.parametrize(("n", "share"), [(30, "10 %"), (300, "1 %"), (2, "100 %")])
def test_where_nothing_is_wrong_it_is_said_how_much_still_may_be(n: int, share: str) -> None:
    assert f"none of {n} articles is wrong, up to {share} of such articles may be" in said(n=n, activity=1.0)
    assert "weakest" not in said(n=n, activity=1.0)


def test_the_articles_with_a_wrong_day_are_counted() -> None:
    assert "**3** of them carry a wrong day" in said(n=60, activity=0.9, wrong=0.05)


def test_pages_without_labels_are_said_to_have_none(seeds) -> None:
    figure = accuracy.figure_scores(seeds, labels=[], seed=1)
    assert figure.data.empty
    assert str(figure.finding).startswith("These pages are not labelled")


def test_the_scores_shown_have_words_intervals_and_a_simpler_reader(seeds) -> None:
    labels = find_labels("tests/labelled/gold", pages=seeds.pages)
    figure = accuracy.figure_scores(seeds, labels=labels, seed=1)
    assert figure.data["label"].tolist() == list(accuracy.LABELS.values())
    assert (figure.data["low"] <= figure.data["value"]).all()
    assert (figure.data["value"] >= figure.data["simpler"]).all()
    assert f"Scored: 30 labelled articles on {len(labels)} pages" in figure.note
    assert accuracy.score_slices(seeds, labels=labels)["n"].is_monotonic_decreasing


def test_a_score_is_a_point_on_its_interval_and_a_figure_the_simpler_reader_a_hollow_mark() -> None:
    data = pd.DataFrame({"label": ["a", "b"], "value": [0.9, 0.5], "low": [0.8, 0.4], "high": [1.0, 0.6]})
    ax = accuracy._draw_scores(data.assign(simpler=[0.1, 0.2]), ax=new_axes())
    intervals, points, simpler, _ = ax.collections
    assert [segment[:, 0].tolist() for segment in intervals.get_segments()] == [[0.8, 1.0], [0.4, 0.6]]
    assert points.get_offsets().tolist() == [[0.9, 0.0], [0.5, 1.0]]
    assert simpler.get_offsets().tolist() == [[0.1, 0.0], [0.2, 1.0]]
    assert simpler.get_facecolor().tolist() == []
    assert simpler.get_sizes() > points.get_sizes(), "both are seen where they tie"
    words = [text.get_text() for text in ax.texts]
    assert words == ["0.90", "0.50"]
    assert [text.get_text() for text in ax.get_legend().texts] == ["this library", "a simpler reader"]
