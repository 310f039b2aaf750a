"""Figures as things, and all figures of corpus and activity on every kind of pages."""

import base64
import itertools
import re
from dataclasses import replace
from functools import cache

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.text import Text

from icesco_analysis import load_corpus
from icesco_analysis.corpus import Corpus
from icesco_analysis.corpus.tables import make_frame
from icesco_analysis.figures import activity, corpus
from icesco_analysis.figures.basis import FEWEST
from icesco_analysis.figures.figure import ALT_LENGTH, Figure
from tests.rows import each_row

load_once = cache(load_corpus)
TABLES = ("articles", "appearances", "countries", "organisations", "pages", "problems")


def _seeds():
    return Corpus({name: table.copy() for name, table in load_once("seeds").tables.items()})


def _nothing():
    return Corpus({name: make_frame(name, []) for name in TABLES})


def _undated():
    seeds = _seeds()
    articles = seeds.articles.assign(date_start=pd.NaT, date_end=pd.NaT, date_kind="none")
    articles[["date_start", "date_end"]] = articles[["date_start", "date_end"]].astype("datetime64[s]")
    never = pd.Series(pd.NaT, index=seeds.pages.index, dtype="datetime64[s]")
    return replace(
        seeds,
        rows={
            **seeds.rows,
            "articles": articles,
            "pages": seeds.pages.assign(first_activity=never, last_activity=never),
        },
    )


def _one_article():
    seeds = _seeds()
    articles = seeds.articles.iloc[[0]]
    day = articles["date_start"].iloc[0]
    return replace(
        seeds,
        rows={
            **seeds.rows,
            "articles": articles,
            "appearances": seeds.appearances[seeds.appearances["article_id"].isin(articles["article_id"])],
            "pages": seeds.pages.iloc[[0]].assign(n_articles=1, first_activity=day, last_activity=day),
        },
    )


def _vouched():
    seeds = _seeds()
    lags = pd.to_timedelta([place % 20 - 1 for place in range(len(seeds.articles))], unit="D")
    published = seeds.articles["date_start"] + lags
    return replace(
        seeds,
        rows={
            **seeds.rows,
            "pages": seeds.pages.assign(listing="all"),
            "articles": seeds.articles.assign(published=published),
        },
    )


def _many():
    """Two hundred pages over six years, with long and hostile names."""
    tables = _seeds().tables
    copies = {name: [] for name in TABLES}
    for turn in range(40):
        shift = pd.Timedelta(days=55 * turn)
        for name in TABLES:
            copy = tables[name].copy()
            for column in copy.select_dtypes("datetime").columns:
                copy[column] = copy[column] + shift
            if "article_id" in copy:
                copy["article_id"] = f"{turn:03d}" + copy["article_id"].str[3:]
            if "source" in copy:
                copy["source"] = f"a folder/<b>$x$</b> {turn:03d} " + "long " * 20 + copy["source"]
            copies[name].append(copy)
    return Corpus({name: pd.concat(parts, ignore_index=True) for name, parts in copies.items()})


PAGES = {
    "the seeds": _seeds,
    "no page": _nothing,
    "no dated article": _undated,
    "one article": _one_article,
    "confirmed pages with publication": _vouched,
    "two hundred pages": _many,
}


def _figures(read):
    return [
        corpus.figure_calendar(read),
        activity.figure_windows(read),
        activity.figure_types(read),
    ]


SENTENCES = (
    corpus.describe_pages, corpus.describe_seen, corpus.describe_date_kinds, corpus.describe_characters,
    corpus.describe_languages, corpus.describe_undated, corpus.describe_problems,
    activity.describe_overlaps, activity.describe_rates,
)  # fmt: skip


@pytest.fixture(params=PAGES, ids=lambda name: name.replace(" ", "-"), scope="module")
def read(request):
    return PAGES[request.param]()


@pytest.fixture(scope="module")
def figures(read):
    return _figures(read)


@pytest.fixture(scope="module")
def drawn(figures):
    return [figure for figure in figures if len(figure.data)]


# --- words ------------------------------------------------------------------------------------------------------------


def test_alternative_texts_are_long_enough_to_help_short_enough_to_hear_and_not_the_title(drawn):
    for figure in drawn:
        assert 40 <= len(figure.alt) <= ALT_LENGTH, figure.name
        assert figure.title not in figure.alt
        assert figure.alt != figure.caption


def test_the_title_is_a_message_and_the_subtitle_says_measure_and_time(drawn):
    for figure in drawn:
        assert 20 <= len(figure.title) <= 120, figure.title
        assert not re.search(r"\b(?:nan|None|1 (?:stories|countries|days))\b", figure.title)
        assert "in ICESCO news" in figure.subtitle


def test_every_figure_says_how_many_stories_which_days_and_how_many_undated(read, figures):
    undated = int(read.articles["date_start"].isna().sum())
    for figure in figures:
        assert f"{len(read.articles):,} stor" in figure.note
        assert f"{undated or 'none'} undated" in figure.note
        assert "span" in figure.note
        assert figure.counts["stories"] == len(read.articles)
        assert "Source:" in figure.caption


def test_where_there_is_nothing_to_draw_one_sentence_says_why(read, figures):
    empty = {figure.name: figure for figure in figures if figure.data.empty}
    for figure in empty.values():
        assert re.match(r"No ", str(figure.finding)) or "too few" in str(figure.finding), figure.name
    assert ("corpus-calendar" in empty) == (not read.articles["date_start"].notna().any())
    assert ("activity-types" in empty) == (len(read.articles) < FEWEST)


def test_words_hold_no_number_that_is_none_and_no_slip_of_a_computer(read, figures):
    words = [word for figure in figures for word in (figure.caption, figure.alt, figure.note, str(figure.finding))]
    for sentence in [*(str(describe(read)) for describe in SENTENCES), *filter(None, words)]:
        assert not re.search(r"\b(?:nan|NaT|None|NA|inf|Timestamp|np\.\w+)\b|  |\d\.\d{4,}|[{}]", sentence), sentence
        assert not re.search(r"\b1 (?:stories|pages|days|windows|months|articles|activities)\b", sentence), sentence
        assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] == "n", sentence
        assert sentence.endswith((".", "…")), sentence


# --- drawings ---------------------------------------------------------------------------------------------------------


def _boxes(canvas):
    """Return text and box of every text that is drawn."""
    canvas.draw_without_rendering()
    renderer = canvas.canvas.get_renderer()
    texts = [text for text in canvas.findobj(Text) if text.get_visible() and text.get_text().strip()]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    inside = canvas.axes[0].get_window_extent(renderer)
    ticks = {tick.get_text() for axis in (canvas.axes[0].xaxis, canvas.axes[0].yaxis) for tick in axis.get_ticklabels()}
    return [
        (text, box)
        for text, box in boxes
        if text not in ticks or (inside.x0 - 400 <= box.x0 and box.y1 <= inside.y1 + 20)
    ]


@pytest.fixture(scope="module")
def laid_out(drawn):
    """Return name, size and boxes of every figure, each drawn once."""
    canvases = [(figure.name, figure.draw(dpi=100)) for figure in drawn]
    return [(name, canvas.get_size_inches() * 100, _boxes(canvas)) for name, canvas in canvases]


def test_no_text_is_cut_by_the_edge_of_the_picture(laid_out):
    for name, (width, height), boxes in laid_out:
        for text, box in boxes:
            assert box.x0 >= -1, (name, text)
            assert box.x1 <= width + 1, (name, text)
            assert box.y0 >= -1, (name, text)
            assert box.y1 <= height + 1, (name, text)


@pytest.mark.parametrize("read", ["the seeds", "confirmed pages with publication"], indirect=True)
def test_no_text_lies_on_another(laid_out):
    for name, _, boxes in laid_out:
        for (text, box), (other, other_box) in itertools.combinations(boxes, 2):
            both = mpl.transforms.Bbox.intersection(box, other_box)
            area = 0 if both is None else both.width * both.height
            assert area <= 0.15 * min(box.width * box.height, other_box.width * other_box.height), (name, text, other)


# --- the thing itself -------------------------------------------------------------------------------------------------


def _figure(**changes):
    values = {
        "name": "probe",
        "title": "A title",
        "data": pd.DataFrame({"n": [1]}),
        "plot": lambda data, *, ax: ax.set(xlabel=f"{len(data)} rows") and ax,
        "caption": "A caption.",
        "alt": "An empty picture that says there is nothing to show.",
    }
    return Figure(**values | changes)


@each_row("name", ["../up", "a/b", "A", "a b", "", "-a", "a--b", "a.svg", "con\n"])
def test_a_name_that_could_be_a_path_is_refused(name):
    with pytest.raises(ValueError, match="figure name"):
        _figure(name=name)


def test_a_notebook_shows_a_picture_with_its_alternative_text():
    shown, metadata = _figure()._repr_mimebundle_()
    assert base64.b64decode(shown["image/png"]).startswith(b"\x89PNG")
    assert shown["text/plain"] == repr(_figure()) == f"<figure probe: A title (1 row)>\n{_figure().alt}"
    assert metadata["image/png"]["alt"] == _figure().alt


def test_showing_a_figure_twice_gives_the_same_bytes():
    assert _figure()._repr_mimebundle_() == _figure()._repr_mimebundle_()


def test_a_long_alternative_text_is_cut_after_a_word():
    alt = _figure(alt="word " * 100).alt
    assert len(alt) <= ALT_LENGTH
    assert alt.endswith("word…")


def test_drawing_changes_no_setting_and_not_the_data():
    before = dict(mpl.rcParams)
    data = pd.DataFrame({"text": ["a\nb\u202e"]})
    _figure(data=data).draw()
    assert dict(mpl.rcParams) == before
    assert data["text"].tolist() == ["a\nb\u202e"]
