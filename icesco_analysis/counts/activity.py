"""Frames → counts over time: activities by day, weekday and type, kinds of dates, characters."""

import numpy as np
import pandas as pd
from scipy.special import bdtr

from icesco_analysis.counts.coverage import list_days
from icesco_analysis.language import WEEKDAYS

ACTIVITIES = ("meeting", "agreement", "conference", "training", "launch", "announcement")
NO_ACTIVITY = "not said"
DATE_KINDS = ("explicit", "yearless", "relative", "month", "none")
WEEKEND = ("Friday", "Saturday", "Sunday")
"""Days of rest in the member states of the OIC: Friday, Saturday or Sunday, two of them or one."""
_AS_RARE = 1 + 1e-7
"""What is as rare as what was found but for the last bits."""


def count_days(articles: pd.DataFrame, *, spans: pd.DataFrame) -> pd.DataFrame:
    """Return how many activities began on each day that a listing spans, and on the others on which any began.

    Parameters
    ----------
    articles
        The table of articles.
    spans
        Days spanned by listings, as `find_spans` returns them.

    Returns
    -------
    DataFrame
        ``day, n, spanned``: a row per day spanned, also where `n` is 0, and per other day on which activities began.

    Examples
    --------
    >>> articles = pd.DataFrame({"date_start": pd.to_datetime(["2025-05-15", "2025-05-15", "2025-06-17", None])})
    >>> spans = pd.DataFrame({"start": pd.to_datetime(["2025-05-15"]), "end": pd.to_datetime(["2025-05-16"])})
    >>> count_days(articles, spans=spans)[["n", "spanned"]].to_numpy().tolist()
    [[2, True], [0, True], [1, False]]
    """
    spanned, begun = list_days(spans), articles["date_start"].value_counts().sort_index()
    days = spanned.union(pd.DatetimeIndex(begun.index, dtype="datetime64[s]"))
    counted = begun.reindex(days, fill_value=0).to_numpy(dtype="int64")
    return pd.DataFrame({"day": days, "n": counted, "spanned": days.isin(spanned)})


def count_activities(articles: pd.DataFrame) -> pd.DataFrame:
    """Return how many stories report each type of activity, dated or not.

    Returns
    -------
    DataFrame
        ``activity, n, n_dated, share``, most frequent first, the stories whose words do not say last.

    Examples
    --------
    >>> articles = pd.DataFrame({"activity": ["meeting", None], "date_start": pd.to_datetime(["2025-05-15", None])})
    >>> count_activities(articles)[["activity", "n"]].iloc[[0, -1]].to_numpy().tolist()
    [['meeting', 1], ['not said', 1]]
    """
    kinds = articles["activity"].astype("object").where(articles["activity"].notna(), NO_ACTIVITY).rename("activity")
    counts = articles[["date_start"]].groupby(kinds).agg(n=("date_start", "size"), n_dated=("date_start", "count"))
    counts = counts.reindex([*ACTIVITIES, NO_ACTIVITY], fill_value=0).astype("int64").reset_index()
    counts = counts.astype({"activity": "str"}).assign(share=counts["n"] / max(1, len(articles)))
    is_last = counts["activity"] == NO_ACTIVITY
    ordered = counts.assign(last=is_last).sort_values(["last", "n", "activity"], ascending=[True, False, True])
    return ordered.drop(columns="last").reset_index(drop=True)


def count_weekdays(articles: pd.DataFrame, *, spans: pd.DataFrame) -> pd.DataFrame:
    """Return how many activities took place on each day of the week, beside what equal days would give.

    Parameters
    ----------
    articles, spans
        As for `count_days`.

    Returns
    -------
    DataFrame
        ``weekday, n, days, expected, chance``, Monday first. Only activities of one day count, where no printed
        weekday says another, and only in the spans. `expected` shares the number in each span out by how often each
        weekday occurs in it; `chance` is how often one of the seven would lie so far off it if all days were alike
        (exact binomial test, times seven).

    Examples
    --------
    >>> day = pd.to_datetime(["2025-05-15", "2025-05-16"])
    >>> articles = pd.DataFrame({"date_start": day, "date_end": day, "date_conflict": [False, False]})
    >>> spans = pd.DataFrame({"start": day[:1], "end": day[1:]})
    >>> count_weekdays(articles, spans=spans).query("n > 0")["weekday"].tolist()
    ['Thursday', 'Friday']
    """
    is_known = (articles["date_start"] == articles["date_end"]) & ~articles["date_conflict"].astype("bool")
    held = articles.loc[is_known & articles["date_start"].isin(list_days(spans)), "date_start"]
    counts = pd.DataFrame({"weekday": WEEKDAYS, "n": _count_each_weekday(held)})
    counts["days"] = _count_each_weekday(pd.Series(list_days(spans)))
    counts["expected"] = 0.0
    for start, end in zip(spans["start"], spans["end"], strict=True):
        inside = _count_each_weekday(pd.Series(pd.date_range(start, end)))
        counts["expected"] += inside / inside.sum() * held.between(start, end).sum()
    parts = zip(counts["n"], counts["expected"], strict=True)
    return counts.assign(chance=[min(1.0, len(counts) * _chance(n, expected, of=len(held))) for n, expected in parts])


def weigh_weekend(counts: pd.DataFrame) -> "pd.Series[float]":
    """Return how many activities fell on `WEEKEND`, how many were expected, and the chance of a number so far off.

    Parameters
    ----------
    counts
        As `count_weekdays` returns them.
    """
    n, expected = counts.loc[counts["weekday"].isin(WEEKEND), ["n", "expected"]].sum()
    return pd.Series({"n": n, "expected": expected, "chance": _chance(n, expected, of=int(counts["n"].sum()))})


def _chance(n: float, expected: float, *, of: int) -> float:
    """Return the exact two-sided chance of `n` or what is less likely, of so many that fall there independently."""
    if not of:
        return 1.0
    chances = np.diff(bdtr(np.arange(of + 1), of, min(1.0, expected / of)), prepend=0.0)
    return min(1.0, float(chances[chances <= chances[int(n)] * _AS_RARE].sum()))


def _count_each_weekday(days: pd.Series) -> pd.Series:
    weekdays: pd.Series = days.dt.day_of_week.value_counts().reindex(range(7), fill_value=0).astype("int64")
    return weekdays.rename_axis(None)


def count_date_kinds(articles: pd.DataFrame) -> pd.DataFrame:
    """Return how many stories carry each kind of date, and for how many of them it settles the day.

    Returns
    -------
    DataFrame
        ``date_kind, n, n_dated, n_open, n_conflict`` (printed weekday false), surest kind first.

    Examples
    --------
    >>> articles = pd.DataFrame({
    ...     "date_kind": ["explicit", "relative"], "date_conflict": [True, False],
    ...     "date_start": pd.to_datetime(["2025-05-20", None]),
    ... })
    >>> count_date_kinds(articles).query("n > 0")["n_open"].tolist()
    [0, 1]
    """
    facts = articles[["date_kind", "date_start", "date_conflict"]].astype({"date_kind": "object"})
    kinds = facts.groupby("date_kind").agg(
        n=("date_kind", "size"), n_dated=("date_start", "count"), n_conflict=("date_conflict", "sum")
    )
    kinds = kinds.reindex(DATE_KINDS, fill_value=0).astype("int64").reset_index().astype({"date_kind": "str"})
    kinds.insert(3, "n_open", kinds["n"] - kinds["n_dated"])
    return kinds
