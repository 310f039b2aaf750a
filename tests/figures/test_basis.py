"""The words of figures are rows, and where there is nothing to draw only a sentence is left."""

import base64

import pandas as pd
import pytest

from icesco_analysis import load_corpus
from icesco_analysis.figures.activity import figure_types, figure_windows
from icesco_analysis.figures.basis import compose_figure, words_of
from icesco_analysis.figures.figure import save_figure, show_figure
from icesco_analysis.figures.partners import figure_ranking
from icesco_analysis.language import bold, read_vocabulary, say


def draw(data, *, ax):
    ax.barh(data.index, data["n"])
    return ax


@pytest.fixture(scope="module")
def corpus():
    return load_corpus("seeds")


def compose(corpus, numbers, **changes):
    parts = {
        "data": pd.DataFrame({"n": numbers}),
        "draw": draw,
        "headline": lambda data: f"There are {len(data)} bars",
        "told": pd.DataFrame({"country": ["Oman", "Mali", "Chad"][: len(numbers)], "stories": numbers}),
        "finding": lambda data: say("There are ", bold(len(data)), " bars."),
        "height": 2.0,
        "fill": {"borders": "Some atlas 1.0", "unread": ""},
    }
    return compose_figure("partners-map", corpus, **parts | changes)


def test_words_come_from_their_rows_with_braces_filled(corpus):
    figure = compose(corpus, [1, 2])
    assert figure.title == "There are 2 bars"
    assert figure.subtitle.startswith(words_of("partners-map")["measure"] + ", in ICESCO news, 8 Sep 2020")
    assert "Borders: Some atlas 1.0;" in figure.caption
    assert figure.caption.endswith("Source: 5 saved pages of ICESCO news, not confirmed as complete.")
    assert figure.finding._repr_markdown_() == "There are **2** bars."
    assert figure.alt == "World map of partner countries, darker for more stories: Oman: 1; Mali: 2."
    assert figure.note.startswith("n = ")
    assert figure.counts["pages"] == 5


def test_no_words_take_the_place_of_others():
    keys = [
        (row["name"], row["part"]) for row in read_vocabulary("figures.tsv", columns=["name", "part", "text", "note"])
    ]
    assert sorted(keys) == sorted(set(keys))


def test_words_that_nobody_fills_are_an_error(corpus):
    with pytest.raises(KeyError, match="borders"):
        compose(corpus, [1], fill={"unread": ""})


def test_nothing_to_draw_leaves_one_sentence_and_no_file(corpus, tmp_path):
    sources = corpus.pages
    assert len(save_figure(compose(corpus, [1]), tmp_path, sources=sources, formats=("png", "svg", "pdf"))) == 5
    nothing = compose(corpus, [], draw=None, headline=None)
    assert str(nothing.finding) == words_of("partners")["empty"]
    assert save_figure(nothing, tmp_path, sources=sources) == []
    assert list(tmp_path.iterdir()) == [], "what an earlier run drew goes"
    assert nothing._repr_mimebundle_()[0] == {"text/plain": repr(nothing), "text/markdown": str(nothing.finding)}


@pytest.fixture
def shown(monkeypatch):
    """What a notebook would show, in order."""
    things = []
    monkeypatch.setattr("IPython.display.display", lambda thing, **_: things.append(thing))
    return things


def test_one_call_shows_finding_picture_and_table_and_saves(corpus, shown, tmp_path):
    figure = compose(corpus, [3, 4, 5])
    show_figure(figure, tmp_path, sources=corpus.pages, columns=["n"], rows=2)
    finding, picture, table = shown
    assert finding is figure.finding
    assert picture == figure._repr_mimebundle_()[0]
    assert table["n"].tolist() == [3, 4]
    written = {path.suffix: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(written) == [".csv", ".json", ".png", ".svg"]
    assert base64.b64decode(picture["image/png"]) == written[".png"], "drawn once"


def test_a_table_can_stand_for_the_numbers_or_be_left_out(corpus, shown, tmp_path):
    figure = compose(corpus, [3])
    show_figure(figure, tmp_path, sources=corpus.pages, table=pd.DataFrame({"other": [9]}))
    assert shown[2]["other"].tolist() == [9]
    shown.clear()
    show_figure(figure, tmp_path, sources=corpus.pages, rows=0)
    assert len(shown) == 2


def test_of_nothing_only_the_finding_is_shown(corpus, shown, tmp_path):
    figure = compose(corpus, [])
    show_figure(figure, tmp_path, sources=corpus.pages)
    assert shown == [figure.finding]
    assert list(tmp_path.iterdir()) == []


def test_a_figure_of_a_selection_says_so_and_never_replaces_that_of_the_whole(seeds_corpus, tmp_path):
    chosen = seeds_corpus.select(activity="meeting", since="2025")
    whole, part = figure_types(seeds_corpus), figure_types(chosen)
    assert part.name == "activity-types-type-meeting-since-2025"
    assert part.note.startswith(f"Selected: {chosen.selection}. n = {len(chosen.articles)} stories")
    assert f"Selected: {chosen.selection}." in part.caption
    names = [
        {path.name for path in save_figure(one, tmp_path, sources=one_of.pages)}
        for one, one_of in ((whole, seeds_corpus), (part, chosen))
    ]
    assert names[0].isdisjoint(names[1])


def test_a_figure_of_no_story_says_so_and_out_of_how_many(seeds_corpus, tmp_path, capsys):
    figure = figure_ranking(seeds_corpus.select(country="Fiji", since="2025"))
    why = "No story is left (0 of 50 stories: with Fiji as partner, since 2025)."
    assert str(figure.finding) == why
    assert save_figure(figure, tmp_path, sources=seeds_corpus.pages) == []
    assert capsys.readouterr().out == f"{figure.name}: nothing to draw, no file written. {why}\n"


def test_the_windows_of_a_selection_are_those_of_its_pages(seeds_corpus):
    chosen = seeds_corpus.select(country="Oman")
    pd.testing.assert_frame_equal(figure_windows(chosen).data, figure_windows(seeds_corpus).data)
