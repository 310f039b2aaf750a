"""What is drawn and said of the scores: releases kept apart first, pages that rules were made with last."""

import re

import pandas as pd
import pytest

from icesco_analysis import load_corpus
from icesco_analysis.counts import judge, read_labels
from icesco_analysis.figures import accuracy
from tests.figures import new_axes


@pytest.fixture(scope="module")
def seeds():
    return load_corpus("seeds")


def test_the_scores_shown_are_those_of_releases_kept_apart_whatever_the_pages(seeds) -> None:
    figure = accuracy.figure_scores(seeds)
    assert figure.data["label"].tolist() == list(accuracy.name_scores().values())
    assert (figure.data["low"] <= figure.data["value"]).all()
    assert (figure.data["value"] >= figure.data["simpler"]).all()
    assert re.search(r"Scored: \d+ releases on \d+ pages kept apart, not the pages above; 95 % intervals.", figure.note)
    assert not figure.data[["value", "low", "high"]].eq(1).all(axis=1).any()


def test_releases_kept_apart_are_told_with_intervals_confidence_and_the_blind_pages() -> None:
    said = accuracy.describe_scores()._repr_markdown_()
    number = r"\*\*[\d.]+(?: %)?\*\* \([\d.]+ to [\d.]+(?: %)?\)"
    assert re.match(rf"On \*\*\d+ releases\*\* \(\d+ pages\) that no rule was made with, .* right for {number}", said)
    assert re.search(rf"read as certain {number} are right, of the uncertain ones {number}\.", said)
    assert re.search(r"On \d+ releases on 2 pages of the site, labelled without a look at the code", said)


def test_parts_of_the_releases_kept_apart_begin_with_all() -> None:
    parts = accuracy.list_parts()
    assert parts["label"].iloc[0] == "all"
    assert {"language: en", "format: HTML", "region: Africa", "hard case: namesake"} <= set(parts["label"])


def test_labelled_pages_are_said_last_and_pages_without_labels_to_have_none(seeds) -> None:
    labels = read_labels("tests/labelled/gold", pages=seeds.pages)
    said = accuracy.describe_labelled(judge(seeds.tables, labels), labels=labels)._repr_markdown_()
    assert said.startswith(
        "On 30 labelled articles on 3 pages among these pages days are right for **100 %** (88 to 100 %)"
    )
    assert said.endswith("this says more about the rules than about other pages.")
    assert str(accuracy.describe_labelled(judge(seeds.tables, []), labels=[])).startswith(
        "None of these pages is labelled"
    )


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
