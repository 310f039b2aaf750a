"""What is drawn and said of topics: names at the data, terms side by side, topics by page."""

import itertools
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from icesco_analysis import load_corpus
from icesco_analysis.figures import topics
from icesco_analysis.figures.style import style
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
            "null_most": 0.5,
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
    assert words == ["3 chosen: 0.70", "words shuffled,\nmean to most", "articles\ndrawn anew"]


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
        (2, ["b.txt", "a.txt"], ["a.txt", "b.txt"]),
        (40, ["Apr–Jun 2021", "Jan–Mar 2021", "Oct–Dec 2020"], ["Oct–Dec 2020", "Jan–Mar 2021", "Apr–Jun 2021"]),
        (40, [f"{quarter} {year}" for year in range(2015, 2022) for quarter in ("Jan–Mar", "Apr–Jun")],
         [str(year) for year in range(2015, 2022)]),
    ],
    ids=["pages", "quarters", "years"],
)  # fmt: skip
def test_topics_stand_by_page_or_where_there_are_many_by_time(n_pages, origins, columns):
    kind = "page" if n_pages == 2 else "quarter"
    found = SimpleNamespace(
        origins=_origins(origins, kind), pages=pd.DataFrame(index=range(n_pages)), labels={1: "a", 2: "b"}
    )
    counts = topics.count_origins(found)
    assert counts["column"].unique().tolist() == columns
    assert counts["row"].unique().tolist() == ["1 a", "2 b"]
    assert counts["n"].sum() == 4 * len(origins)
    assert [label.get_text() for label in topics._draw_counts(counts, ax=new_axes()).get_yticklabels()] == [
        "1 a",
        "2 b",
    ]


def test_the_finding_on_the_seeds_says_which_topic_is_a_page_and_that_there_are_no_subtopics(seeds_topics):
    said = str(topics.describe_structure(seeds_topics))
    assert "Mostly one page or one season: topic 3." in said
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


def test_without_topics_no_figure_but_the_stability_is_drawn_and_each_says_why(read):
    corpus, none = read
    assert none.diagnostics["n_topics"] == 0
    for make in (topics.figure_terms, topics.figure_map, topics.figure_pages):
        figure = make(corpus, topics=none)
        assert figure.data.empty
        assert re.match(r"There are no topics|No topics hold", str(figure.finding))
    assert str(topics.figure_stability(corpus, topics=none).finding).startswith(none.diagnostics["message"])
    assert none.diagnostics["message"] in str(describe_topics(none))
    assert topics.explain_least_settled(none).empty
