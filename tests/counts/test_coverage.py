"""What listings span, how dense they are, what is confirmed, and the rates that this allows."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma

from icesco_analysis.counts.coverage import (
    EDGE_DAYS,
    FEWEST_DATED,
    compare_density,
    compare_pages,
    estimate_rates,
    find_windows,
    list_days,
    merge_windows,
)
from tests.rows import each_row

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
    appearances["position"] = appearances.groupby("source").cumcount(ascending=False) + 1
    ends = table.rename(columns={"first_activity": "start", "last_activity": "end"}).dropna(subset=["start"])
    windows = ends.sort_values(["start", "end", "source"], ignore_index=True)[["source", "listing", "start", "end"]]
    return windows, appearances, articles


def _windows(pages):
    """Return the windows of pages that print their stories from the last to the first of those given."""
    _, appearances, articles = _corpus(pages)
    numbers = {"source": list(pages), "listing": "unknown", "n_articles": [len(own) for own in pages.values()]}
    frames = {"pages": pd.DataFrame(numbers), "appearances": appearances, "articles": articles}
    return find_windows(SimpleNamespace(whole=None, derived={}, **frames))


def _page(*days):
    return {f"{place}-{day}": day for place, day in enumerate(days)}


def _day(number):
    return pd.NaT if number is None else START + pd.Timedelta(days=float(number))


def _given(pages, *, listing):
    """Return the pages as a corpus whose windows are known."""
    windows, appearances, articles = _corpus(pages, listing=listing)
    return SimpleNamespace(whole=None, derived={"find_windows": windows}, appearances=appearances, articles=articles)


def _overlaps(pages):
    return compare_pages(_given(pages, listing="unknown"))


def _rates(pages, *, listing="all"):
    return estimate_rates(_given(pages, listing=listing))


spans_of_days = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=12).map(
    lambda pairs: pd.DataFrame(
        {
            "start": pd.to_datetime([START + pd.Timedelta(days=first) for first, _ in pairs]),
            "end": pd.to_datetime([START + pd.Timedelta(days=first + length) for first, length in pairs]),
        }
    )
)


# --- windows ----------------------------------------------------------------------------------------------------------


def test_fewer_than_a_handful_of_dated_releases_are_no_window():
    assert _windows({"a": _page(None, None), "b": _page(*range(FEWEST_DATED - 1))}).empty
    assert _windows({"a": _page(None, *range(FEWEST_DATED))})[["days", "n_undated"]].to_numpy().tolist() == [[5, 1]]


def test_an_old_activity_printed_above_newer_ones_widens_nothing():
    window = _windows({"a": _page(20, 21, 3, 22, 23, 24)}).iloc[0]
    assert (window["start"], window["end"]) == (_day(20), _day(24))
    assert window[["n_dated", "n_late"]].tolist() == [5, 1]


def test_a_page_in_no_order_of_publication_is_no_listing():
    assert _windows({"a": _page(*range(9, 0, -1))}).empty


@pytest.mark.parametrize(
    ("days", "is_window"),
    [((0, 0, 0, 0, 7), True), ((0, 0, 0, 0, 400), False), ((0, 1, 2, 3, 400), False), ((0, 9, 20, 41, 60, 64), True)],
)
def test_a_gap_out_of_proportion_is_no_window(days, is_window):
    assert len(_windows({"a": _page(*days)})) == is_window


def test_where_every_day_has_one_release_the_interval_is_that_of_the_gamma_distribution():
    window = _windows({"a": _page(0, 3, 5, 6, 11, 15)}).iloc[0]
    assert window["shape"] == 5
    assert window["days_per_release"] == 15 / 5
    assert window["low"] == pytest.approx(14 / gamma.ppf(0.975, 5))
    assert window["high"] == pytest.approx(16 / gamma.ppf(0.025, 5))


def test_several_releases_of_one_day_widen_the_interval():
    single, batches = (
        _windows({"a": _page(*range(8)), "b": _page(0, 0, 0, 0, 0, 6, 7, 7)}).sort_values("source").itertuples()
    )
    assert single.days_per_release == batches.days_per_release
    assert batches.high > 2 * single.high


def _planted(random, *, rate, n, batch=1, pages=400):
    """Return pages of `n` releases at a constant rate a day, in batches of so many on average."""
    planted = {}
    for page in range(pages):
        sizes = random.geometric(1 / batch, size=n)
        days = np.repeat(np.floor(np.cumsum(random.exponential(batch / rate, size=n)) + random.random()), sizes)[:n]
        planted[f"{page:03d}"] = {f"{page}-{place}": page * 2000 + int(day) for place, day in enumerate(days)}
    return planted


@pytest.mark.parametrize(
    ("rate", "n", "batch"), [(0.1, 10, 1), (0.5, 5, 1), (2, 10, 1), (0.1, 10, 2), (1, 10, 2), (2, 20, 3)]
)
def test_the_interval_holds_the_true_density_and_the_rate_is_not_too_high(rate, n, batch):
    random = np.random.default_rng(20251)
    rates = _rates(_planted(random, rate=rate, n=n, batch=batch)).dropna(subset=["rate"])
    assert ((rates["low"] <= 7 * rate) & (rates["high"] >= 7 * rate)).mean() >= 0.93
    if rate < 1:
        assert rates["rate"].mean() <= 7 * rate * 1.1


def test_windows_of_one_rate_are_rarely_called_different_and_those_of_sixteen_are():
    random = np.random.default_rng(7)
    found = _windows(_planted(random, rate=0.3, n=10, pages=200))
    alarms = [compare_density(found.iloc[place : place + 5]) <= 0.05 for place in range(0, len(found) - 5, 5)]
    assert np.mean(alarms) <= 0.1
    slow, fast = _page(0, 10, 30, 40, 60, 72, 90), _page(0, 0, 1, 2, 2, 4, 5)
    assert compare_density(_windows({"a": slow, "b": fast})) < 0.01


@given(spans_of_days)
def test_merged_windows_cover_the_same_days_and_leave_a_day_between_them(windows):
    merged = merge_windows(windows)
    days = {
        day for start, end in zip(windows["start"], windows["end"], strict=True) for day in pd.date_range(start, end)
    }
    assert set(list_days(merged)) == days
    assert merged["days"].sum() == len(days)
    gaps = (merged["start"].iloc[1:].to_numpy() - merged["end"].iloc[:-1].to_numpy()) / np.timedelta64(1, "D")
    assert (gaps > 1).all()


# --- overlaps ---------------------------------------------------------------------------------------------------------


@each_row(
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


def test_no_rate_is_given_for_what_nobody_confirms():
    for listing in ("unknown", "filtered"):
        assert _rates({"a": {"x": 0, "y": 7, "z": 14}}, listing=listing).empty


def test_a_page_that_another_disproves_is_not_confirmed():
    rates = _rates({"one": {"a": 0, "m": 15, "z": 30}, "two": {"a": 0, "z": 30, "y": 31}})
    assert rates["n"].tolist() == [3]
    assert rates["end"].tolist() == [_day(30)]


def test_the_rate_is_corrected_for_the_gap_that_a_span_lacks():
    rates = _rates({"a": _page(0, 1, 2, 5, 9, 10, 14)}).iloc[0]
    assert (rates["n"], rates["days"]) == (7, 15)
    assert rates["rate"] == pytest.approx(5 / 2)
    assert rates["low"] == pytest.approx(gamma.ppf(0.025, 6) / (15 / 7))
    assert rates["high"] == pytest.approx(gamma.ppf(0.975, 6) / (13 / 7))


@pytest.mark.parametrize("days", [(0,), (0, 0, 0), (0, 1, 2)])
def test_activities_on_few_days_give_no_rate(days):
    assert _rates({"a": _page(*days)})[["rate", "low", "high"]].isna().all(axis=None)


def test_overlapping_pages_count_a_story_once_and_undated_ones_apart():
    rates = _rates({"one": {"a": 0, "m": 10, "u": None}, "two": {"m": 10, "z": 14, "u": None, "v": None}})
    assert rates[["n", "n_undated"]].to_numpy().tolist() == [[3, 2]]


def test_no_page_gives_empty_frames_with_their_columns():
    windows, appearances, articles = _corpus({})
    rates = _rates({})
    assert list(rates.columns) == ["start", "end", "days", "n", "n_undated", "rate", "low", "high"]
    assert rates.empty
    assert find_windows(
        SimpleNamespace(
            whole=None, derived={}, pages=windows.assign(n_articles=0), appearances=appearances, articles=articles
        )
    ).empty
