"""What was seen, what is vouched for, and the rates that this allows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma

from icesco_analysis.counts.coverage import (
    EDGE_DAYS,
    compare_pages,
    cover_months,
    estimate_rates,
    find_windows,
    judge_windows,
    list_days,
    merge_windows,
)

START = pd.Timestamp("2025-01-01")


def _corpus(pages, *, listing="unknown"):
    """Return windows, appearances and articles of pages given as {source: {story: day}}, days counted from START."""
    rows = [(source, story, day) for source, stories in pages.items() for story, day in stories.items()]
    appearances = pd.DataFrame([row[:2] for row in rows], columns=["source", "article_id"], dtype="str")
    days = {story: day for _, story, day in rows}
    articles = pd.DataFrame({"article_id": list(days), "date_start": [_day(day) for day in days.values()]})
    articles["article_id"] = articles["article_id"].astype("str")
    articles["date_start"] = articles["date_start"].astype("datetime64[s]")
    known = {source: [day for day in stories.values() if day is not None] for source, stories in pages.items()}
    table = pd.DataFrame(
        {
            "source": pd.Series(list(pages), dtype="str"),
            "listing": [listing] * len(pages),
            "n_articles": [len(stories) for stories in pages.values()],
            "first_activity": pd.to_datetime([_day(min(days, default=None)) for days in known.values()]),
            "last_activity": pd.to_datetime([_day(max(days, default=None)) for days in known.values()]),
        }
    )
    return find_windows(table), appearances, articles


def _day(number):
    return pd.NaT if number is None else START + pd.Timedelta(days=number)


def _overlaps(pages):
    windows, appearances, articles = _corpus(pages)
    return compare_pages(windows, appearances=appearances, articles=articles)


def _rates(pages, *, listing="all"):
    windows, appearances, articles = _corpus(pages, listing=listing)
    overlaps = compare_pages(windows, appearances=appearances, articles=articles)
    judged = judge_windows(windows, overlaps=overlaps)
    return estimate_rates(judged, appearances=appearances, articles=articles)


spans_of_days = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=12).map(
    lambda pairs: pd.DataFrame(
        {
            "start": pd.to_datetime([START + pd.Timedelta(days=first) for first, _ in pairs]),
            "end": pd.to_datetime([START + pd.Timedelta(days=first + length) for first, length in pairs]),
        }
    )
)


# --- windows ----------------------------------------------------------------------------------------------------------


def test_a_page_without_a_dated_activity_has_no_window():
    windows, _, _ = _corpus({"a": {"x": None}, "b": {"y": 3, "z": 5}})
    assert windows["source"].tolist() == ["b"]
    assert windows["days"].tolist() == [3]


@given(spans_of_days)
def test_merged_windows_cover_the_same_days_and_leave_a_day_between_them(windows):
    merged = merge_windows(windows)
    days = {
        day for start, end in zip(windows["start"], windows["end"], strict=True) for day in pd.date_range(start, end)
    }
    assert set(list_days(merged)) == days
    assert merged["days"].sum() == len(days)
    assert merged["n_pages"].sum() == len(windows)
    gaps = (merged["start"].iloc[1:].to_numpy() - merged["end"].iloc[:-1].to_numpy()) / np.timedelta64(1, "D")
    assert (gaps > 1).all()


@given(spans_of_days)
def test_months_count_every_day_seen_once(windows):
    spans = merge_windows(windows)
    months = cover_months(spans)
    assert months["days_seen"].sum() == spans["days"].sum()
    assert (months["days_seen"] <= months["days_in_month"]).all()
    assert ((months["seen"] == "not") == (months["days_seen"] == 0)).all()
    assert ((months["seen"] == "whole") == (months["days_seen"] == months["days_in_month"])).all()


def test_months_between_windows_are_listed_as_not_seen():
    windows = pd.DataFrame(
        {"start": pd.to_datetime(["2024-02-01", "2024-04-30"]), "end": pd.to_datetime(["2024-02-29", "2024-05-01"])}
    )
    assert cover_months(merge_windows(windows))["seen"].tolist() == ["whole", "not", "partly", "partly"]


# --- overlaps ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ({"a": 0, "m": 15, "z": 30}, {"b": 0, "m": 15, "y": 30, "n": 16}, "first lacks"),
        ({"a": 0, "m": 15, "z": 30}, {"b": 0, "y": 30}, "second lacks"),
        ({"a": 0, "m": 15, "z": 30}, {"b": 0, "n": 16, "y": 30}, "both lack"),
        ({"a": 0, "m": 15, "z": 30}, {"m": 15, "z": 30, "y": 45}, "agree"),
        ({"a": 0, "z": 30}, {"a": 0, "z": 30}, "copy"),
        ({"a": 0, "z": 30}, {"b": 29, "y": 60}, "open"),
    ],
)
def test_a_page_that_lacks_what_another_lists_inside_its_window_is_disproved(first, second, verdict):
    assert _overlaps({"one": first, "two": second})["verdict"].tolist() == [verdict]


def test_pages_that_do_not_overlap_are_not_compared():
    assert _overlaps({"one": {"a": 0, "b": 3}, "two": {"c": 4, "d": 8}}).empty


@pytest.mark.parametrize(("inside", "verdict"), [(EDGE_DAYS, "agree"), (EDGE_DAYS + 1, "second lacks")])
def test_near_the_edge_of_a_window_nothing_is_disproved(inside, verdict):
    overlaps = _overlaps({"one": {"a": -30, "b": 0, "m": inside}, "two": {"b": 0, "y": 60}})
    assert overlaps["verdict"].tolist() == [verdict]
    assert overlaps["edge"].iloc[0] == (verdict == "agree")


def test_an_undated_story_proves_nothing():
    overlaps = _overlaps({"one": {"a": 0, "m": None, "z": 30}, "two": {"a": 0, "z": 30}})
    assert overlaps[["first_lacks", "second_lacks"]].to_numpy().tolist() == [[0, 0]]


def test_every_page_is_compared_with_every_other_it_overlaps():
    overlaps = _overlaps({"one": {"a": 0, "b": 50}, "two": {"c": 5, "d": 10}, "three": {"e": 20, "f": 40}})
    assert overlaps[["first", "second"]].to_numpy().tolist() == [["one", "two"], ["one", "three"]]


# --- rates ------------------------------------------------------------------------------------------------------------


def test_no_rate_is_given_for_what_nobody_vouches_for():
    for listing in ("unknown", "filtered"):
        assert _rates({"a": {"x": 0, "y": 7, "z": 14}}, listing=listing).empty


def test_a_page_that_another_disproves_is_not_vouched_for():
    rates = _rates({"one": {"a": 0, "m": 15, "z": 30}, "two": {"a": 0, "z": 30, "y": 31}})
    assert rates["n"].tolist() == [3]
    assert rates["end"].tolist() == [_day(30)]


def test_the_interval_is_that_of_the_gamma_distribution_with_a_shape_of_the_gaps():
    rates = _rates({"a": {str(day): day for day in (0, 1, 1.0, 5, 9, 10, 14)}}).iloc[0]
    assert (rates["n"], rates["days"]) == (7, 15)
    assert rates["rate"] == pytest.approx(6 / 2)
    assert rates["low"] == pytest.approx(gamma.ppf(0.025, 6) / 2)
    assert rates["high"] == pytest.approx(gamma.ppf(0.975, 6) / 2)


@pytest.mark.parametrize("days", [(0,), (0, 0.0)])
def test_one_activity_or_one_day_gives_no_rate(days):
    rates = _rates({"a": {f"{place}": day for place, day in enumerate(days)}})
    assert rates[["rate", "low", "high"]].isna().all(axis=None)


def test_overlapping_pages_count_a_story_once_and_undated_ones_apart():
    rates = _rates({"one": {"a": 0, "m": 10, "u": None}, "two": {"m": 10, "z": 14, "u": None, "v": None}})
    assert rates[["n", "n_undated", "n_pages"]].to_numpy().tolist() == [[3, 2, 2]]


def test_the_interval_holds_the_true_rate_as_often_as_it_says():
    """Two hundred simulated pages of ten releases each, at a constant rate of one in ten days."""
    random = np.random.default_rng(20251)
    pages = {}
    for page in range(200):
        days = [0, *np.cumsum(random.exponential(10.0, size=9)).round().astype(int).tolist()]
        pages[f"{page:03d}"] = {f"{page}-{place}": page * 400 + day for place, day in enumerate(days)}
    rates = _rates(pages)
    assert len(rates) == 200
    held = ((rates["low"] <= 0.7) & (rates["high"] >= 0.7)).mean()
    assert 0.91 <= held <= 0.99


def test_no_page_gives_empty_frames_with_their_columns():
    windows, appearances, articles = _corpus({})
    overlaps = compare_pages(windows, appearances=appearances, articles=articles)
    rates = estimate_rates(judge_windows(windows, overlaps=overlaps), appearances=appearances, articles=articles)
    assert list(rates.columns) == ["start", "end", "days", "n_pages", "n", "n_undated", "rate", "low", "high"]
    assert rates.empty
    assert cover_months(merge_windows(windows)).empty
