"""Figures as things, and all figures of corpus and activity on every kind of pages."""

import base64
import itertools
import re

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.text import Text

from icesco_analysis import load_corpus
from icesco_analysis.corpus.corpus import make_frame
from icesco_analysis.counts.coverage import compare_pages, estimate_rates, find_windows, judge_windows
from icesco_analysis.figures import activity, corpus
from icesco_analysis.figures.figure import ALT_LENGTH, Figure
from icesco_analysis.figures.findings import activity as activity_findings
from icesco_analysis.figures.findings import corpus as corpus_findings
from icesco_analysis.figures.style import say_nothing_to_draw

TABLES = ("articles", "appearances", "pages")


def _seeds():
    return {name: table.copy() for name, table in load_corpus("seeds").tables.items() if name in TABLES}


def _nothing():
    return {name: make_frame(name, []) for name in TABLES}


def _undated():
    tables = _seeds()
    tables["articles"] = tables["articles"].assign(date_start=pd.NaT, date_end=pd.NaT, date_kind="none")
    tables["articles"][["date_start", "date_end"]] = tables["articles"][["date_start", "date_end"]].astype(
        "datetime64[s]"
    )
    tables["pages"] = tables["pages"].assign(
        first_activity=pd.Series(pd.NaT, index=tables["pages"].index, dtype="datetime64[s]"),
        last_activity=pd.Series(pd.NaT, index=tables["pages"].index, dtype="datetime64[s]"),
    )
    return tables


def _one_article():
    tables = _seeds()
    articles = tables["articles"].iloc[[0]]
    day = articles["date_start"].iloc[0]
    return {
        "articles": articles,
        "appearances": tables["appearances"][tables["appearances"]["article_id"].isin(articles["article_id"])],
        "pages": tables["pages"].iloc[[0]].assign(n_articles=1, first_activity=day, last_activity=day),
    }


def _vouched():
    tables = _seeds()
    tables["pages"]["listing"] = "all"
    lags = pd.to_timedelta([place % 20 - 1 for place in range(len(tables["articles"]))], unit="D")
    tables["articles"]["published"] = tables["articles"]["date_start"] + lags
    return tables


def _many():
    """Two hundred pages over six years, with long and hostile names."""
    tables = _seeds()
    copies = {name: [] for name in TABLES}
    for turn in range(40):
        shift = pd.Timedelta(days=55 * turn)
        for name in TABLES:
            copy = tables[name].copy()
            for column in copy.select_dtypes("datetime").columns:
                copy[column] = copy[column] + shift
            if "article_id" in copy:
                copy["article_id"] = f"{turn:03d}" + copy["article_id"].str[3:]
            copy["source"] = f"a folder/<b>$x$</b> {turn:03d} " + "long " * 20 + copy["source"]
            copies[name].append(copy)
    return {name: pd.concat(parts, ignore_index=True) for name, parts in copies.items()}


PAGES = {
    "the seeds": _seeds,
    "no page": _nothing,
    "no dated article": _undated,
    "one article": _one_article,
    "vouched pages with publication": _vouched,
    "two hundred pages": _many,
}


def _rates(articles, appearances, pages):
    windows = find_windows(pages)
    overlaps = compare_pages(windows, appearances=appearances, articles=articles)
    judged = judge_windows(windows, overlaps=overlaps)
    return overlaps, estimate_rates(judged, appearances=appearances, articles=articles)


def _figures(articles, appearances, pages):
    _, rates = _rates(articles, appearances, pages)
    return [
        corpus.figure_calendar(articles, pages=pages),
        corpus.figure_date_kinds(articles, pages=pages),
        corpus.figure_characters(pages, articles=articles),
        activity.figure_months(articles, pages=pages),
        activity.figure_pages(articles, pages=pages, appearances=appearances),
        activity.figure_activities(articles, pages=pages),
        activity.figure_weekdays(articles, pages=pages),
        activity.figure_lags(articles, pages=pages),
        activity.figure_rates(rates, articles=articles, pages=pages),
    ]


def _sentences(articles, appearances, pages):
    overlaps, rates = _rates(articles, appearances, pages)
    return [
        corpus_findings.describe_pages(pages, articles=articles, appearances=appearances),
        corpus_findings.describe_seen(articles, pages=pages),
        corpus_findings.describe_date_kinds(articles),
        corpus_findings.describe_characters(pages),
        activity_findings.describe_windows(pages),
        activity_findings.describe_overlaps(overlaps),
        activity_findings.describe_months(articles, pages=pages),
        activity_findings.describe_activities(articles),
        activity_findings.describe_weekdays(articles, pages=pages),
        activity_findings.describe_lags(articles),
        activity_findings.describe_rates(rates),
    ]


@pytest.fixture(params=PAGES, ids=lambda name: name.replace(" ", "-"), scope="module")
def tables(request):
    return PAGES[request.param]()


@pytest.fixture(scope="module")
def figures(tables):
    return _figures(**tables)


# --- words ------------------------------------------------------------------------------------------------------------


def test_alternative_texts_are_long_enough_to_help_short_enough_to_hear_and_not_the_title(figures):
    for figure in figures:
        assert 40 <= len(figure.alt) <= ALT_LENGTH, figure.name
        assert figure.title not in figure.alt
        assert figure.alt != figure.caption


def test_every_figure_says_how_many_stories_which_days_and_how_many_undated(tables, figures):
    articles = tables["articles"]
    undated = int(articles["date_start"].isna().sum())
    for figure in figures:
        assert f"{len(articles):,} stor" in figure.note
        assert f"{undated} undated" in figure.note
        assert "seen" in figure.note
        assert figure.counts["stories"] == len(articles)
        assert "Source:" in figure.caption


def test_words_hold_no_number_that_is_none_and_no_slip_of_a_computer(tables, figures):
    words = [word for figure in figures for word in (figure.caption, figure.alt, figure.note)]
    for sentence in [*_sentences(**tables), *words]:
        assert not re.search(r"\b(?:nan|NaT|None|NA|inf|Timestamp|np\.\w+)\b|  |\d\.\d{4,}", sentence), sentence
        assert not re.search(r"\b1 (?:stories|pages|days|windows|months|articles|activities)\b", sentence), sentence
        assert sentence[0].isupper() or sentence[0] in "*n", sentence
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


@pytest.mark.parametrize("size", ["word", "column", "slide"])
def test_no_text_is_cut_by_the_edge_of_the_picture(figures, size):
    for figure in figures:
        canvas = figure.draw(size=size, dpi=100)
        width, height = canvas.get_size_inches() * 100
        for text, box in _boxes(canvas):
            assert box.x0 >= -1, (figure.name, text)
            assert box.x1 <= width + 1, (figure.name, text)
            assert box.y0 >= -1, (figure.name, text)
            assert box.y1 <= height + 1, (figure.name, text)


@pytest.mark.parametrize("size", ["word", "column"])
@pytest.mark.parametrize("make", [_seeds, _vouched], ids=["seeds", "vouched"])
def test_no_text_lies_on_another(make, size):
    for figure in _figures(**make()):
        canvas = figure.draw(size=size, dpi=100)
        for (text, box), (other, other_box) in itertools.combinations(_boxes(canvas), 2):
            both = mpl.transforms.Bbox.intersection(box, other_box)
            area = 0 if both is None else both.width * both.height
            assert area <= 0.15 * min(box.width * box.height, other_box.width * other_box.height), (
                figure.name, text, other,
            )  # fmt: skip


# --- the thing itself -------------------------------------------------------------------------------------------------


def _figure(**changes):
    values = {
        "name": "probe",
        "title": "A title",
        "data": pd.DataFrame({"n": [1]}),
        "plot": lambda data, *, ax: say_nothing_to_draw(ax, "Nothing."),  # noqa: ARG005
        "caption": "A caption.",
        "alt": "An empty picture that says there is nothing to show.",
    }
    return Figure(**values | changes)


@pytest.mark.parametrize("name", ["../up", "a/b", "A", "a b", "", "-a", "a--b", "a.svg", "con\n"])
def test_a_name_that_could_be_a_path_is_refused(name):
    with pytest.raises(ValueError, match="figure name"):
        _figure(name=name)


def test_a_notebook_shows_a_picture_with_its_alternative_text():
    shown, metadata = _figure()._repr_mimebundle_()
    assert base64.b64decode(shown["image/png"]).startswith(b"\x89PNG")
    assert shown["text/plain"] == repr(_figure()) == "<figure probe: A title (1 rows)>"
    assert metadata["image/png"]["alt"] == _figure().alt


def test_showing_a_figure_twice_gives_the_same_bytes():
    assert _figure()._repr_mimebundle_() == _figure()._repr_mimebundle_()


def test_a_long_alternative_text_is_cut_after_a_word():
    alt = _figure(alt="word " * 100).alt
    assert len(alt) <= ALT_LENGTH
    assert alt.endswith("word…")


def test_a_figure_with_nothing_to_draw_takes_little_room():
    assert _figure(height=4.0).inches()[1] == pytest.approx(4.0)
    assert _figure(height=4.0, data=pd.DataFrame({"n": []})).inches()[1] < 1.5


def test_of_many_spans_with_a_rate_the_latest_are_drawn_and_the_caption_says_so():
    days = pd.date_range("2021-01-01", periods=30, freq="30D")
    rates = pd.DataFrame({"start": days, "end": days, "n": 3, "n_undated": 0, "rate": 1.0, "low": 0.5, "high": 2.0})
    tables = _seeds()
    figure = activity.figure_rates(rates, articles=tables["articles"], pages=tables["pages"])
    assert len(figure.data) == activity.MAX_ROWS
    assert figure.data["start"].max() == days.max()
    assert f"The {activity.MAX_ROWS} latest of 30 spans are shown." in figure.caption


def test_drawing_changes_no_setting_and_not_the_data():
    before = dict(mpl.rcParams)
    data = pd.DataFrame({"text": ["a\nb\u202e"]})
    _figure(data=data).draw()
    assert dict(mpl.rcParams) == before
    assert data["text"].tolist() == ["a\nb\u202e"]


def test_the_numbers_of_a_page_are_placed_on_its_days():
    tables = _seeds()
    placed = activity.place_activities(tables["articles"], pages=tables["pages"], appearances=tables["appearances"])
    totals = placed.groupby("page").agg(n=("n", "first"), n_undated=("n_undated", "first"), drawn=("n_on_day", "sum"))
    assert (totals["n"] == totals["drawn"]).all()
    listed = tables["pages"].set_index("source")["n_articles"].astype("int64")
    assert (totals["n"] + totals["n_undated"]).to_dict() == listed.to_dict()
    assert (placed["offset"] < placed["days"]).all()
