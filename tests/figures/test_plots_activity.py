"""What is drawn of activity over time: bars as high as the numbers, hatching where nobody looked, labels at data."""

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from icesco_analysis.counts.activity import count_activities, count_pieces
from icesco_analysis.counts.coverage import merge_windows
from icesco_analysis.figures.plots.activity import (
    LONGEST_LAG,
    is_crowded,
    plot_activities,
    plot_lags,
    plot_months,
    plot_pages,
    plot_rates,
    plot_weekdays,
)
from icesco_analysis.figures.style import BLUE, SKY, UNSEEN_HATCH, VERMILLION, new_axes
from icesco_analysis.language.wording import WEEKDAYS


def _pieces(windows, days):
    ends = pd.DataFrame(windows, columns=["start", "end"]).apply(pd.to_datetime)
    return count_pieces(pd.DataFrame({"date_start": pd.to_datetime(days)}), spans=merge_windows(ends))


def _bars(ax):
    return [patch for patch in ax.patches if isinstance(patch, Rectangle) and not patch.get_hatch()]


def _hatched(ax):
    return [patch for patch in ax.patches if patch.get_hatch() == UNSEEN_HATCH]


def _words(ax):
    return [text.get_text() for text in ax.texts]


def _is(patch, colour):
    red, green, blue, _ = patch.get_facecolor()
    return [round(255 * part) for part in (red, green, blue)] == [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


PLOTS = {
    plot_months: pd.DataFrame(columns=["month", "start", "end", "days", "days_in_month", "seen", "n", "n_month"]),
    plot_pages: pd.DataFrame(columns=["page", "label", "days", "n", "n_undated", "offset", "n_on_day"]),
    plot_activities: pd.DataFrame({"activity": ["meeting"], "n": [0], "share": [0.0]}),
    plot_weekdays: pd.DataFrame({"weekday": WEEKDAYS, "n": 0, "expected": 0.0}),
    plot_lags: pd.DataFrame({"lag_days": [], "n": []}),
    plot_rates: pd.DataFrame(columns=["start", "end", "n", "rate", "low", "high"]),
}


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.__name__)
def test_without_numbers_a_chart_says_so_on_the_axes_it_was_given(plot):
    ax = new_axes()
    assert plot(PLOTS[plot], ax=ax) is ax
    assert len(ax.texts) == 1
    assert ax.texts[0].get_text().startswith("No ")
    assert not ax.patches


# --- months -----------------------------------------------------------------------------------------------------------


def test_a_bar_is_as_high_as_its_month_and_as_wide_as_the_days_seen():
    ax = plot_months(
        _pieces([("2025-06-01", "2025-06-30"), ("2025-07-01", "2025-07-10")], ["2025-06-03"] * 4 + ["2025-07-02"])
    )
    heights = [(round(bar.get_x(), 3), round(bar.get_width(), 3), bar.get_height()) for bar in _bars(ax)]
    assert heights == [(0, 1, 4), (1, round(10 / 31, 3), 1)]
    assert [_is(bar, BLUE) for bar in _bars(ax)] == [True, False]
    assert _is(_bars(ax)[1], SKY)


def test_days_not_seen_are_hatched_exactly():
    ax = plot_months(_pieces([("2025-06-11", "2025-06-20")], ["2025-06-12"]))
    assert [(round(patch.get_x() * 30), round(patch.get_width() * 30)) for patch in _hatched(ax)] == [(0, 10), (20, 10)]


def test_two_windows_of_one_month_share_its_height_and_its_number():
    ax = plot_months(
        _pieces([("2025-06-01", "2025-06-03"), ("2025-06-11", "2025-06-20")], ["2025-06-02", "2025-06-12"])
    )
    assert [bar.get_height() for bar in _bars(ax)] == [2, 2]
    assert _words(ax).count("2") == 1


def test_a_run_of_months_not_seen_takes_one_column_that_says_how_many():
    ax = plot_months(_pieces([("2020-09-08", "2020-09-10"), ("2024-12-16", "2024-12-31")], ["2020-09-08"]))
    assert "50 months not seen" in _words(ax)
    assert ax.get_xlim()[1] == pytest.approx(3.02)


def test_a_month_seen_without_activity_shows_a_zero_and_one_not_seen_no_number():
    ax = plot_months(_pieces([("2025-06-01", "2025-06-30"), ("2025-08-05", "2025-08-05")], ["2025-08-05"]))
    assert [text for text in _words(ax) if text.isdigit() and len(text) < 3] == ["0", "1"]


def test_a_month_seen_in_part_says_how_many_days_and_a_whole_one_does_not():
    ax = plot_months(_pieces([("2025-06-01", "2025-07-10")], ["2025-06-01"]))
    assert [text for text in _words(ax) if text.endswith(" d")] == ["10 d"]


def test_a_year_is_named_again_after_a_gap():
    ax = plot_months(_pieces([("2025-01-05", "2025-02-05"), ("2025-09-01", "2025-09-02")], ["2025-01-05"]))
    assert _words(ax).count("2025") == 2


def test_in_a_crowd_of_months_only_years_are_named():
    ax = plot_months(_pieces([("2022-11-05", "2025-02-05")], ["2022-11-05"]))
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2022", "2023", "2024", "2025"]
    assert [text for text in _words(ax) if text.isdigit()] == []


def test_in_a_crowd_a_month_seen_in_part_has_a_bar_as_wide_as_the_others_and_only_whole_months_are_hatched():
    pieces = _pieces([("2022-01-05", "2022-01-06"), ("2022-03-01", "2023-12-31")], ["2022-01-05"] * 3)
    assert is_crowded(pieces)
    ax = plot_months(pieces)
    first = _bars(ax)[0]
    assert (round(first.get_width(), 2), first.get_height(), _is(first, SKY)) == (0.84, 3, True)
    assert [(patch.get_x(), patch.get_width()) for patch in _hatched(ax)] == [(1, 1)]


# --- the others -------------------------------------------------------------------------------------------------------


def test_a_page_is_a_strip_as_long_as_its_window_with_a_needle_a_day():
    data = pd.DataFrame(
        {
            "page": ["a", "a", "b"],
            "label": ["1–8 May 2025", "1–8 May 2025", "9 May 2025"],
            "days": [8, 8, 1],
            "n": [3, 3, 1],
            "n_undated": [2, 2, 0],
            "offset": [0, 7, 0],
            "n_on_day": [1, 2, 1],
        }
    )
    ax = plot_pages(data)
    assert [round(bar.get_width()) for bar in _bars(ax)] == [8, 1, 1, 1, 1]
    assert _words(ax) == ["8 days: 3 dated, 2 undated", "1 day: 1 dated"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1–8 May 2025", "9 May 2025"]


def test_types_are_bars_in_order_with_number_and_share():
    articles = pd.DataFrame({"activity": ["meeting"] * 3 + [None], "date_start": pd.NaT})
    ax = plot_activities(count_activities(articles))
    assert [bar.get_width() for bar in _bars(ax)] == [3, 0, 0, 0, 0, 0, 1]
    assert [text for text in _words(ax) if text] == ["3", "75 %", "0", "0", "0", "0", "0", "1", "25 %"]
    assert [label.get_text() for label in ax.get_yticklabels()][::6] == ["meeting", "not said"]


def test_weekdays_are_bars_with_a_line_where_equal_days_would_end():
    ax = plot_weekdays(pd.DataFrame({"weekday": WEEKDAYS, "n": range(7), "expected": [3.0] * 7}))
    assert [bar.get_height() for bar in _bars(ax)] == list(range(7))
    assert {segment[0][1] for segment in ax.collections[0].get_segments()} == {3.0}
    assert [label.get_text() for label in ax.get_xticklabels()][:2] == ["Mon", "Tue"]


def test_a_number_that_would_lie_on_the_line_stands_above_it():
    ax = plot_weekdays(pd.DataFrame({"weekday": WEEKDAYS, "n": [9, *[5] * 6], "expected": [5.5] * 7}))
    heights = {text.get_text(): text.xy[1] for text in ax.texts}
    assert heights["5"] == 5.5
    assert heights["9"] == 9


def test_lags_that_cannot_be_are_red_and_long_ones_share_a_column():
    ax = plot_lags(pd.DataFrame({"lag_days": [-9, -1, 0, LONGEST_LAG + 1, 400], "n": [1, 2, 3, 4, 5]}))
    bars = _bars(ax)
    assert (bars[0].get_height(), bars[1].get_height(), bars[-1].get_height()) == (3, 3, 9)
    assert [_is(bar, VERMILLION) for bar in bars[:2]] == [True, False]
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert (labels[0], labels[-1]) == ("before", "15+")


def test_rates_are_dots_with_intervals_and_their_numbers():
    day = pd.Timestamp("2025-05-01")
    row = {"start": day, "end": day + pd.Timedelta(days=14), "n": 3, "rate": 1.0, "low": 0.12, "high": 2.79}
    ax = plot_rates(pd.DataFrame([row, {**row, "rate": None, "low": None, "high": None}]))
    assert _words(ax) == ["1.0 (0.1–2.8)"]
    assert ax.collections[0].get_segments()[0][:, 0].tolist() == [0.12, 2.79]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1–15 May 2025  (n = 3)"]
