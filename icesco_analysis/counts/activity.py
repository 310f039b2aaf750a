"""Frames → counts over time: activities by day and type, kinds of dates, characters."""

import pandas as pd

from icesco_analysis.counts.coverage import list_days

ACTIVITIES = ("meeting", "agreement", "conference", "training", "launch", "announcement")
NO_ACTIVITY = "not said"
DATE_KINDS = ("explicit", "yearless", "relative", "month", "none")


def count_days(articles: pd.DataFrame, *, spans: pd.DataFrame) -> pd.DataFrame:
    """Return how many activities began on each day that a listing spans, and on the others on which any began.

    Parameters
    ----------
    articles
        The table of articles.
    spans
        Days spanned by listings, as ``coverage.merge_windows`` returns them.

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
    kinds = articles["activity"].astype("object").where(articles["activity"].notna(), NO_ACTIVITY)
    counted = articles["date_start"].notna().groupby(kinds.to_numpy()).agg(["size", "sum"])
    counted = counted.reindex([*ACTIVITIES, NO_ACTIVITY], fill_value=0)
    counts = pd.DataFrame(
        {
            "activity": pd.Series(counted.index, dtype="str"),
            "n": counted["size"].to_numpy(dtype="int64"),
            "n_dated": counted["sum"].to_numpy(dtype="int64"),
        }
    )
    counts["share"] = counts["n"] / max(1, len(articles))
    last = counts["activity"] == NO_ACTIVITY
    return counts.assign(last=last).sort_values(
        ["last", "n", "activity"], ascending=[True, False, True], ignore_index=True
    )[["activity", "n", "n_dated", "share"]]


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
    facts = pd.DataFrame(
        {"dated": articles["date_start"].notna(), "conflict": articles["date_conflict"].astype("bool")}
    )
    counted = facts.groupby(articles["date_kind"].astype("object")).agg(
        n=("dated", "size"), n_dated=("dated", "sum"), n_conflict=("conflict", "sum")
    )
    counted = counted.reindex(DATE_KINDS, fill_value=0).astype("int64")
    counted["n_open"] = counted["n"] - counted["n_dated"]
    kinds = counted.rename_axis("date_kind").reset_index().astype({"date_kind": "str"})
    return kinds[["date_kind", "n", "n_dated", "n_open", "n_conflict"]]
