"""What is drawn and said of activity over time: how dense windows are, types, weekdays, rates."""

from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from icesco_analysis import load_corpus
from icesco_analysis.counts import count_activities
from icesco_analysis.figures import activity
from icesco_analysis.language import WEEKDAYS
from tests.figures import new_axes


@pytest.fixture(scope="module")
def seeds():
    return load_corpus("seeds")


def _bars(ax):
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def _words(ax):
    return [text.get_text() for text in ax.texts]


def _rows(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


# --- windows ----------------------------------------------------------------------------------------------------------


def _windows(*rows):
    return pd.DataFrame(rows, columns=["window", "days", "n_dated", "days_per_release", "low", "high"])


def test_a_window_is_a_point_on_its_interval_with_its_numbers_beside():
    data = _windows(("1–8 May 2025", 8, 4, 2.0, 1.0, 6.0), ("9 May 2025", 1, 5, 0.0, 0.0, 3.0))
    ax = activity._draw_windows(data, ax=new_axes())
    intervals, dots = ax.collections
    least = ax.get_xlim()[0]
    assert [segment[:, 0].tolist() for segment in intervals.get_segments()] == [[1.0, 6.0], [least, 3.0]]
    assert dots.get_offsets().tolist() == [[2.0, 0.0], [least, 1.0]], "zero has no place on a scale of ratios"
    assert _words(ax) == ["2.0  (4 in 8 days)", "0.0  (5 in 1 day)"]
    assert _rows(ax) == ["1–8 May 2025", "9 May 2025"]


def test_equal_ratios_of_density_are_equal_distances_on_a_scale_that_holds_all_intervals():
    data = _windows(("a", 1, 4, 0.25, 0.2, 0.3), ("b", 300, 1, 300.0, 100.0, 900.0))
    ax = activity._draw_windows(data, ax=new_axes())
    assert ax.get_xscale() == "log"
    assert ax.get_xlim()[0] < 0.2
    assert ax.get_xlim()[1] > 900
    assert [label.get_text() for label in ax.get_xticklabels()][::4] == ["0.1", "2", "50", "1000"]


def test_two_pages_of_one_window_have_a_row_each():
    ax = activity._draw_windows(_windows(*[("1–8 May 2025", 8, 4, 2.0, 1.0, 6.0)] * 2), ax=new_axes())
    assert [place for _, place in ax.collections[1].get_offsets()] == [0, 1]


def test_the_articles_of_a_page_are_dated_in_its_window_late_or_undated(seeds):
    windows = activity.figure_windows(seeds).data.set_index("source")
    listed = seeds.pages.set_index("source")["n_articles"].astype("int64")
    assert windows[["n_dated", "n_late", "n_undated"]].sum(axis=1).to_dict() == listed.to_dict()


def test_the_densest_and_the_thinnest_window_are_said_and_that_nobody_confirms(seeds):
    said = activity.figure_windows(seeds).finding._repr_markdown_()
    assert (
        "The densest lists a dated release every **0.3 days** (7 releases in 3 days, 8–10 Sep 2020; 95 % interval"
        in said
    )
    assert "the thinnest one every **12.6 days** (10 releases in 114 days, 16 Dec 2024 – 8 Apr 2025;" in said
    assert "windows would differ so much in less than 1 of 1,000 cases" in said
    assert "It is not confirmed of any of them that the page lists everything" in said
    vouched = replace(seeds, rows={**seeds.rows, "pages": seeds.pages.assign(listing="all")})
    assert str(activity.describe_windows(vouched)).endswith("What each page lists is confirmed.")


def test_a_single_window_is_compared_with_none(seeds):
    one = replace(
        seeds, rows={**seeds.rows, "pages": seeds.pages[seeds.pages["source"] == seeds.pages["source"].iloc[0]]}
    )
    assert "there is no other to compare it with. It is not confirmed of it that" in str(activity.describe_windows(one))


def test_pages_that_span_no_window_are_counted(seeds):
    few = replace(
        seeds, rows={**seeds.rows, "appearances": seeds.appearances[~seeds.appearances["source"].str.startswith("000")]}
    )
    assert "**1 page gives** no window" in activity.describe_windows(few)._repr_markdown_()
    none = replace(seeds, rows={**seeds.rows, "appearances": seeds.appearances.head(2)})
    assert str(activity.describe_windows(none)).startswith("No page lists enough dated releases")


# --- types ------------------------------------------------------------------------------------------------------------


def test_types_are_bars_in_order_with_number_and_share():
    articles = pd.DataFrame({"activity": ["meeting"] * 3 + [None], "date_start": pd.NaT})
    ax = activity._draw_types(count_activities(articles), ax=new_axes())
    assert [bar.get_width() for bar in _bars(ax)] == [3, 0, 0, 0, 0, 0, 1]
    assert [text for text in _words(ax) if text] == ["3", "75 %", "0", "0", "0", "0", "0", "1", "25 %"]
    assert _rows(ax)[::6] == ["meeting", "not said"]


def test_few_stories_have_no_chart_and_the_sentence_says_so(seeds):
    types = activity.figure_types(replace(seeds, rows={**seeds.rows, "articles": seeds.articles.head(19)}))
    assert types.data.empty
    assert str(types.finding).endswith("19 stories are too few to compare (at least 20).")


# --- weekdays ---------------------------------------------------------------------------------------------------------


def test_the_weekend_is_tested_as_one_and_single_days_as_the_largest_of_seven(seeds):
    assert activity.describe_weekdays(seeds)._repr_markdown_() == (
        "Of **39 activities** on one known day, **4** fell on a Friday, Saturday or Sunday, where 12.0 would if all "
        "days were alike. So few come by chance in about 1 of 210 cases. No single day of the week stands out."
    )


def test_a_day_of_the_week_that_holds_nearly_all_stands_out(seeds, monkeypatch):
    counts = pd.DataFrame({"weekday": WEEKDAYS, "n": [0, 0, 0, 30, 0, 0, 0], "expected": 30 / 7, "chance": 1.0})
    counts.loc[3, "chance"] = 0.001
    monkeypatch.setattr(activity.counts, "count_weekdays", lambda *_, **__: counts)
    said = str(activity.describe_weekdays(seeds))
    assert said.endswith("less than 1 of 1,000 cases. Among the seven days stand out: Thursday (30 against 4.3).")


def test_few_activities_or_none_are_not_compared_by_weekday(seeds):
    few = str(activity.describe_weekdays(replace(seeds, rows={**seeds.rows, "articles": seeds.articles.head(20)})))
    assert few.endswith("activities on one known day are too few to compare (at least 20).")
    none = str(activity.describe_weekdays(replace(seeds, rows={**seeds.rows, "articles": seeds.articles.head(0)})))
    assert none == "No activity on these pages falls on one known day of a window."


# --- rates ------------------------------------------------------------------------------------------------------------


def test_of_many_spans_with_a_rate_the_ends_and_the_middle_are_said(seeds, monkeypatch):
    start = pd.date_range("2021-01-01", periods=30, freq="30D")
    rates = {"start": start, "end": start + pd.Timedelta(days=14), "n": 3, "n_undated": 0, "low": 0.12, "high": 2.79}
    monkeypatch.setattr(activity.counts, "estimate_rates", lambda *_, **__: pd.DataFrame(rates).assign(rate=1.0))
    assert "In **30** spans that are confirmed as complete" in activity.describe_rates(seeds)._repr_markdown_()


def test_without_a_page_that_is_confirmed_no_rate_is_said(seeds):
    assert str(activity.describe_rates(seeds)).startswith("No rate is given")


def test_headlines_say_what_differs_by_more_than_chance(seeds):
    assert activity.figure_windows(seeds).title == "Listings print a dated release every 0.3 to 12.6 days"
    assert activity.figure_types(seeds).title == "Most frequent type of activity: meeting, 23 of 50 stories"
