"""Counts over time: nothing seen is missing and not zero, nothing is counted twice."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.counts.activity import (
    ACTIVITIES,
    DATE_KINDS,
    count_activities,
    count_date_kinds,
    count_days,
    count_weekdays,
    weigh_weekend,
)
from icesco_analysis.counts.coverage import merge_windows
from icesco_analysis.language.wording import WEEKDAYS, count_of, list_words, percent, span_words
from tests.rows import each_row

START = pd.Timestamp("2024-11-01")


def _articles(rows):
    """Return articles from (first day, last day) or first day, counted from START; None for undated ones."""
    ends = [row if isinstance(row, tuple) else (row, row) for row in rows]
    columns = {
        name: pd.to_datetime([pd.NaT if end[place] is None else START + pd.Timedelta(days=end[place]) for end in ends])
        for place, name in enumerate(("date_start", "date_end"))
    }
    return pd.DataFrame({**columns, "date_conflict": [False] * len(ends)}).astype(
        {"date_start": "datetime64[s]", "date_end": "datetime64[s]"}
    )


def _spans(*pairs):
    ends = [[START + pd.Timedelta(days=day) for day in pair] for pair in pairs]
    return merge_windows(pd.DataFrame(ends, columns=["start", "end"]).astype("datetime64[s]"))


days_begun = st.lists(st.one_of(st.none(), st.integers(0, 200)), max_size=40)
pairs_of_days = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 50)), max_size=6)


@given(days_begun, pairs_of_days)
def test_days_count_every_activity_and_every_day_spanned_once(days, pairs):
    spans = _spans(*((first, first + length) for first, length in pairs))
    counted = count_days(_articles(days), spans=spans)
    assert counted["n"].sum() == sum(day is not None for day in days)
    assert counted["spanned"].sum() == spans["days"].sum()
    assert counted["day"].is_monotonic_increasing
    assert counted["day"].is_unique


def test_an_activity_of_several_days_counts_on_its_first_day_once():
    days = count_days(_articles([(0, 5)]), spans=_spans((0, 5)))
    assert days["n"].tolist() == [1, 0, 0, 0, 0, 0]


def test_a_month_known_only_as_such_counts_on_no_weekday():
    assert count_weekdays(_articles([(0, 29)]), spans=_spans((0, 29)))["n"].sum() == 0


# --- weekdays ---------------------------------------------------------------------------------------------------------


@given(days_begun, pairs_of_days.filter(bool))
def test_what_equal_days_would_give_adds_up_to_what_was_counted_in_the_spans(days, pairs):
    spans = _spans(*((first, first + length) for first, length in pairs))
    inside = [day for day in days if day is not None and any(0 <= day - first <= length for first, length in pairs)]
    counts = count_weekdays(_articles(days), spans=spans)
    assert counts["weekday"].tolist() == list(WEEKDAYS)
    assert counts["n"].sum() == len(inside)
    assert counts["expected"].sum() == pytest.approx(len(inside))
    assert counts["days"].sum() == spans["days"].sum()


def test_a_weekday_that_no_window_holds_is_not_expected():
    """Friday 1 to Sunday 3 November 2024."""
    counts = count_weekdays(_articles([0, 0, 2]), spans=_spans((0, 2)))
    assert counts["expected"].round(2).tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert counts["n"].tolist() == [0, 0, 0, 0, 2, 0, 1]


def test_the_largest_of_seven_is_judged_as_the_largest_and_the_weekend_as_one(trials):
    random = np.random.default_rng(3)
    alarms = [
        (count_weekdays(_articles(random.integers(0, 70, 40).tolist()), spans=_spans((0, 69)))["chance"] <= 0.05).any()
        for _ in range(trials(15, 400))
    ]
    assert np.mean(alarms) <= 0.07
    busy = count_weekdays(_articles([day for day in range(70) if day % 7 not in (0, 1, 2)]), spans=_spans((0, 69)))
    assert weigh_weekend(busy)["n"] == 0
    assert weigh_weekend(busy)["chance"] < 0.001


def test_a_false_printed_weekday_keeps_an_activity_out_of_the_weekdays():
    articles = _articles([0, 1]).assign(date_conflict=[True, False])
    counted = count_weekdays(articles, spans=_spans((0, 1)))
    assert counted.loc[counted["n"] > 0, "weekday"].tolist() == [f"{START + pd.Timedelta(days=1):%A}"]


# --- types, kinds, lags, characters -----------------------------------------------------------------------------------


def test_every_type_has_a_row_also_where_no_story_is_of_it():
    articles = pd.DataFrame({"activity": ["launch", "launch", "meeting"], "date_start": pd.to_datetime([None] * 3)})
    counts = count_activities(articles)
    assert set(counts["activity"]) == {*ACTIVITIES, "not said"}
    assert counts["activity"].iloc[[0, 1, -1]].tolist() == ["launch", "meeting", "not said"]
    assert counts["n"].sum() == 3
    assert counts["n_dated"].sum() == 0


def test_stories_that_do_not_say_their_type_come_last_however_many():
    articles = pd.DataFrame({"activity": pd.Series([None, None, "meeting"], dtype="str"), "date_start": pd.NaT})
    counts = count_activities(articles)
    assert counts["n"].iloc[-1] == 2
    assert counts["share"].iloc[0] == pytest.approx(1 / 3)


def test_kinds_of_dates_split_into_dated_and_open():
    articles = pd.DataFrame(
        {
            "date_kind": ["explicit", "relative", "relative", "none"],
            "date_start": pd.to_datetime(["2025-05-20", "2025-05-20", None, None]),
            "date_conflict": [True, False, False, False],
        }
    )
    kinds = count_date_kinds(articles).set_index("date_kind")
    assert tuple(kinds.index) == DATE_KINDS
    assert kinds.loc["relative"].tolist() == [2, 1, 1, 0]
    assert kinds.loc["explicit", "n_conflict"] == 1
    assert (kinds["n"] == kinds["n_dated"] + kinds["n_open"]).all()


# --- words ------------------------------------------------------------------------------------------------------------


@each_row(
    ("start", "end", "words"),
    [
        ("2025-05-22", "2025-05-22", "22 May 2025"),
        ("2025-05-01", "2025-05-31", "1–31 May 2025"),
        ("2025-05-31", "2025-06-01", "31 May – 1 Jun 2025"),
        ("2024-12-31", "2025-01-01", "31 Dec 2024 – 1 Jan 2025"),
        ("2024-05-01", "2025-05-02", "1 May 2024 – 2 May 2025"),
    ],
)
def test_a_span_is_said_as_briefly_as_it_can_be(start, end, words):
    assert span_words(pd.Timestamp(start), pd.Timestamp(end)) == words


@pytest.mark.parametrize(("n", "words"), [(0, "0 stories"), (1, "1 story"), (2, "2 stories"), (1000, "1,000 stories")])
def test_a_number_agrees_with_its_noun(n, words):
    assert count_of(n, "story", "stories") == words


@given(st.integers(0, 500), st.integers(1, 500))
def test_something_is_never_called_nothing_nor_a_part_the_whole(part, more):
    if part:
        assert percent(part, part + more) not in {"0 %", "100 %"}
    assert percent(part + more, part + more) == "100 %"


@pytest.mark.parametrize(
    ("items", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")]
)
def test_items_are_listed_as_a_sentence_does(items, words):
    assert list_words(items) == words
