"""What is drawn of the pages read: the days seen, the kinds of dates, the account of characters."""

import pandas as pd
import pytest

from icesco_analysis.figures.corpus import MAX_BARS, select_characters
from icesco_analysis.figures.plots.corpus import PART_COLOURS, plot_calendar, plot_characters, plot_date_kinds
from icesco_analysis.figures.style import UNSEEN_HATCH, new_axes

KINDS = ["explicit", "yearless", "relative", "month", "none"]


def _words(ax):
    return [text.get_text() for text in ax.texts]


def _pages(count, **changes):
    row = {"n_chars": 100, "n_chars_articles": 90, "n_chars_dateline": 0, "n_chars_boilerplate": 10}
    row |= {"n_chars_furniture": 0, "n_chars_unparsed": 0}
    return pd.DataFrame([{"source": f"{place:02d}.txt", **row, **changes} for place in range(count)])


@pytest.mark.parametrize(
    ("plot", "data"),
    [
        (plot_calendar, pd.DataFrame({"day": pd.to_datetime([]), "n": []})),
        (plot_date_kinds, pd.DataFrame({"date_kind": KINDS, "n": 0, "n_dated": 0, "n_open": 0, "n_conflict": 0})),
        (plot_characters, pd.DataFrame(columns=["label", "part", "n_chars", "share"])),
    ],
    ids=["calendar", "kinds", "characters"],
)
def test_without_numbers_a_chart_says_so_on_the_axes_it_was_given(plot, data):
    ax = new_axes()
    assert plot(data, ax=ax) is ax
    assert [text.startswith("No ") for text in _words(ax)] == [True]
    assert not ax.patches


def test_every_year_from_the_first_to_the_last_has_a_hatched_strip_of_its_length():
    days = pd.to_datetime(["2023-12-31", "2024-01-01", "2026-03-01"])
    ax = plot_calendar(pd.DataFrame({"day": days, "n": [1, 2, 0]}))
    assert [patch.get_width() for patch in ax.patches if patch.get_hatch() == UNSEEN_HATCH] == [365, 366, 365, 365]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["2023", "2024", "2025", "2026"]
    rows = [text for text in _words(ax) if " in " in text or text == "not seen"]
    assert rows == ["1 in 1 day", "2 in 1 day", "not seen", "0 in 1 day"]


def test_a_needle_stands_on_its_day_of_the_year_and_is_as_high_as_its_share_of_the_busiest():
    days = pd.date_range("2025-05-15", "2025-05-18")
    ax = plot_calendar(pd.DataFrame({"day": days, "n": [4, 0, 2, 0]}))
    seen, needles = ax.collections[:2]
    assert [path.get_extents().x0 for path in seen.get_paths()] == [134]
    assert [path.get_extents().width for path in seen.get_paths()] == [4]
    boxes = [path.get_extents() for path in needles.get_paths()]
    assert [box.x0 for box in boxes] == [134, 136]
    assert boxes[0].height == pytest.approx(2 * boxes[1].height)


def test_dated_and_open_stories_add_up_and_false_weekdays_are_named():
    ax = plot_date_kinds(
        pd.DataFrame(
            {
                "date_kind": KINDS,
                "n": [5, 0, 3, 0, 2],
                "n_dated": [5, 0, 2, 0, 0],
                "n_open": [0, 0, 1, 0, 2],
                "n_conflict": [1, 0, 0, 0, 0],
            }
        )
    )
    assert [patch.get_width() for patch in ax.patches] == [5, 0, 2, 0, 0, 0, 0, 1, 0, 2]
    assert _words(ax) == ["5 dated, 1 false weekday", "0", "2 dated, 1 open", "0", "2 open"]


def test_the_parts_of_a_page_fill_its_bar_in_one_order():
    ax = plot_characters(select_characters(_pages(2)))
    widths = [round(patch.get_width(), 3) for patch in ax.patches]
    assert widths == [0.9, 0.9, 0.9, 0.1, 0.1, 0.1]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["all pages", "00.txt", "01.txt"]
    assert [text.strip() for text in _words(ax) if text.strip() in PART_COLOURS] == ["articles", "boilerplate"]


def test_what_was_not_understood_is_named_at_its_bar():
    ax = plot_characters(select_characters(_pages(1, n_chars_articles=88, n_chars_unparsed=2)))
    assert "88 % in articles, 2 % unparsed" in _words(ax)


def test_of_many_pages_those_least_understood_are_drawn():
    pages = _pages(40)
    pages.loc[33, ["n_chars_articles", "n_chars_unparsed"]] = [85, 5]
    labels = select_characters(pages)["label"].unique().tolist()
    assert len(labels) == MAX_BARS + 1
    assert "33.txt" in labels
    assert labels[1:] == sorted(labels[1:])
