"""Frames → counts over time: activities by day, month, weekday and type, kinds of dates, lags, characters."""

import pandas as pd

from icesco_analysis.counts.coverage import cover_months, list_days
from icesco_analysis.language import WEEKDAYS

ACTIVITIES = ("meeting", "agreement", "conference", "training", "launch", "announcement")
NO_ACTIVITY = "not said"
DATE_KINDS = ("explicit", "yearless", "relative", "month", "none")
PARTS = ("articles", "dateline", "boilerplate", "furniture", "unparsed")


def count_days(articles: pd.DataFrame, *, spans: pd.DataFrame) -> pd.DataFrame:
    """Return how many activities began on each day that was seen.

    Parameters
    ----------
    articles
        The table of articles.
    spans
        Days seen, as ``coverage.merge_windows`` returns them.

    Returns
    -------
    DataFrame
        ``day, n``, a row per day seen, also where `n` is 0; days that nobody saw have no row.

    Examples
    --------
    >>> articles = pd.DataFrame({"date_start": pd.to_datetime(["2025-05-15", "2025-05-15", "2025-05-17", None])})
    >>> spans = pd.DataFrame({"start": pd.to_datetime(["2025-05-15"]), "end": pd.to_datetime(["2025-05-17"])})
    >>> count_days(articles, spans=spans)["n"].tolist()
    [2, 0, 1]
    """
    days = list_days(spans)
    begun = articles["date_start"].value_counts()
    return pd.DataFrame({"day": days, "n": begun.reindex(days, fill_value=0).to_numpy(dtype="int64")})


def count_months(articles: pd.DataFrame, *, spans: pd.DataFrame) -> pd.DataFrame:
    """Return how many activities began in each month, and how much of the month was seen.

    Parameters
    ----------
    articles, spans
        As for `count_days`.

    Returns
    -------
    DataFrame
        ``month, days_in_month, days_seen, seen, n``; `n` is missing, not 0, where nothing of the month was seen.

    Examples
    --------
    >>> articles = pd.DataFrame({"date_start": pd.to_datetime(["2025-05-15", "2025-07-02"])})
    >>> days = pd.to_datetime(["2025-05-15", "2025-07-02"])
    >>> count_months(articles, spans=pd.DataFrame({"start": days, "end": days}))["n"].tolist()
    [1, <NA>, 1]
    """
    months = cover_months(spans)
    days = count_days(articles, spans=spans)
    begun = days.groupby(days["day"].dt.to_period("M").dt.start_time.astype("datetime64[s]"))["n"].sum()
    return months.assign(n=begun.reindex(months["month"]).astype("Int64").array)


def count_pieces(articles: pd.DataFrame, *, spans: pd.DataFrame) -> pd.DataFrame:
    """Return every month cut into the pieces that were seen and those that were not, with the activities begun in each.

    Parameters
    ----------
    articles, spans
        As for `count_days`.

    Returns
    -------
    DataFrame
        ``month, start, end, days, days_in_month, seen`` (bool), ``n`` (missing where not seen), ``n_month`` (all pieces
        of the month together, missing where nothing of it was seen), in order of time, from the first month seen to
        the last.

    Examples
    --------
    >>> articles = pd.DataFrame({"date_start": pd.to_datetime(["2025-05-15", "2025-05-16"])})
    >>> spans = pd.DataFrame({"start": pd.to_datetime(["2025-05-15"]), "end": pd.to_datetime(["2025-05-31"])})
    >>> count_pieces(articles, spans=spans)[["days", "n"]].astype(object).to_numpy().tolist()
    [[14, <NA>], [17, 2]]
    """
    months = cover_months(spans)
    counted = count_days(articles, spans=spans).set_index("day")["n"]
    columns = ["month", "start", "end", "days", "days_in_month", "seen", "n", "n_month"]
    if months.empty:
        return pd.DataFrame(columns=columns).astype({"n": "Int64", "n_month": "Int64", "days": "int64", "seen": "bool"})
    last = months["month"].iloc[-1] + pd.offsets.MonthEnd(0)
    days = pd.DataFrame({"day": pd.date_range(months["month"].iloc[0], last, unit="s")})
    days["month"] = days["day"].dt.to_period("M").dt.start_time.astype("datetime64[s]")
    days["seen"] = days["day"].isin(counted.index)
    days["n"] = counted.reindex(days["day"]).astype("Int64").array
    changes = (days["month"] != days["month"].shift()) | (days["seen"] != days["seen"].shift())
    pieces = days.groupby(changes.cumsum()).agg(
        month=("month", "first"), start=("day", "min"), end=("day", "max"), days=("day", "size"), seen=("seen", "first")
    )
    pieces["n"] = days.groupby(changes.cumsum())["n"].sum(min_count=1)
    pieces["n_month"] = pieces.groupby("month")["n"].transform("sum", min_count=1)
    pieces["days_in_month"] = pieces["month"].dt.days_in_month
    return pieces[columns].reset_index(drop=True)


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


def select_weekday_known(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles whose activity fell on one day, with no printed weekday that says another."""
    return articles[(articles["date_start"] == articles["date_end"]) & ~articles["date_conflict"].astype("bool")]


def count_weekdays(articles: pd.DataFrame, *, spans: pd.DataFrame) -> pd.DataFrame:
    """Return how many activities took place on each day of the week, beside what equal days would give.

    Parameters
    ----------
    articles, spans
        As for `count_days`.

    Returns
    -------
    DataFrame
        ``weekday, n, days_seen, expected``, Monday first. Only activities of one day count (`select_weekday_known`).
        `expected` shares the number in each span out by how often each weekday occurs in it.

    Examples
    --------
    >>> day = pd.to_datetime(["2025-05-15", "2025-05-16"])
    >>> articles = pd.DataFrame({"date_start": day, "date_end": day, "date_conflict": [False, False]})
    >>> spans = pd.DataFrame({"start": day[:1], "end": day[1:]})
    >>> count_weekdays(articles, spans=spans).query("n > 0")["weekday"].tolist()
    ['Thursday', 'Friday']
    """
    held = select_weekday_known(articles)["date_start"]
    counts = pd.DataFrame({"weekday": WEEKDAYS, "n": _count_each_weekday(held)})
    counts["days_seen"] = _count_each_weekday(pd.Series(list_days(spans)))
    counts["expected"] = 0.0
    for start, end in zip(spans["start"], spans["end"], strict=True):
        inside = _count_each_weekday(pd.Series(pd.date_range(start, end)))
        counts["expected"] += inside / inside.sum() * held.between(start, end).sum()
    return counts


def _count_each_weekday(days: pd.Series) -> pd.Series:
    """Count days by weekday, Monday first, also those without any."""
    weekdays: pd.Series = days.dt.day_of_week.value_counts().reindex(range(7), fill_value=0).astype("int64")
    return weekdays.rename_axis(None)


def count_lags(articles: pd.DataFrame) -> pd.DataFrame:
    """Return how many days after its activity a story was published, where a page tells both.

    Returns
    -------
    DataFrame
        ``lag_days, n``, shortest first; only activities of one day count. A negative lag is a contradiction to look at.

    Examples
    --------
    >>> day = pd.to_datetime(["2025-05-15", "2025-05-16"])
    >>> articles = pd.DataFrame({"date_start": day, "date_end": day, "published": pd.to_datetime(["2025-05-16", None])})
    >>> count_lags(articles).to_dict("list")
    {'lag_days': [1], 'n': [1]}
    """
    one_day = articles[(articles["date_start"] == articles["date_end"]) & articles["published"].notna()]
    lags = (one_day["published"] - one_day["date_start"]).dt.days.value_counts().sort_index()
    return pd.DataFrame({"lag_days": lags.index.to_numpy("int64"), "n": lags.to_numpy("int64")})


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


def count_characters(pages: pd.DataFrame) -> pd.DataFrame:
    """Return what the characters of each page went into.

    Returns
    -------
    DataFrame
        ``source, part, n_chars, share``: a row per page and part, in the order of `PARTS`; `share` of the page.

    Examples
    --------
    >>> pages = pd.DataFrame({"source": ["a"], "n_chars": [100], "n_chars_articles": [90], "n_chars_dateline": [0],
    ...     "n_chars_boilerplate": [10], "n_chars_furniture": [0], "n_chars_unparsed": [0]})
    >>> count_characters(pages)["share"].tolist()
    [0.9, 0.0, 0.1, 0.0, 0.0]
    """
    rows = [
        (page["source"], part, page[f"n_chars_{part}"], page[f"n_chars_{part}"] / max(1, page["n_chars"]))
        for page in pages.to_dict("records")
        for part in PARTS
    ]
    types = {"source": "str", "part": "str", "n_chars": "int64", "share": "float64"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)
