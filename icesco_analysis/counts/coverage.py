"""Frames → what was seen: the windows of the pages, what is vouched for in them, and the rates that this allows."""

from typing import cast

import pandas as pd
from scipy.special import gammaincinv

EDGE_DAYS = 4
"""Days: publication follows the activity by 0 to 4 days, so near its ends a page may lack what a complete one would."""

LEVEL = 0.95
"""Nominal share of every interval: of rates, of partners, of scores."""

DAYS_PER_WEEK = 7

_DAY = pd.Timedelta(days=1)


def find_windows(pages: pd.DataFrame) -> pd.DataFrame:
    """Return the window that each page saw: from its first dated activity to its last.

    Parameters
    ----------
    pages
        The table of pages.

    Returns
    -------
    DataFrame
        ``source, listing, start, end, days, n_articles``, a row per page that dates any activity, oldest first.

    Notes
    -----
    Seen means only that the page lists what it lists between these days. Nothing on it says that it lists everything.

    Examples
    --------
    >>> pages = pd.DataFrame({
    ...     "source": ["a.txt"], "listing": ["unknown"], "n_articles": [10],
    ...     "first_activity": pd.to_datetime(["2025-05-15"]), "last_activity": pd.to_datetime(["2025-05-22"]),
    ... })
    >>> find_windows(pages)["days"].tolist()
    [8]
    """
    windows = pages.dropna(subset=["first_activity", "last_activity"])
    windows = windows.rename(columns={"first_activity": "start", "last_activity": "end"})
    windows = windows.assign(days=(windows["end"] - windows["start"]).dt.days + 1)
    windows = windows.sort_values(["start", "end", "source"], ignore_index=True)
    return windows[["source", "listing", "start", "end", "days", "n_articles"]]


def merge_windows(windows: pd.DataFrame) -> pd.DataFrame:
    """Return the spans that windows cover together; those that overlap or follow without a day between become one.

    Parameters
    ----------
    windows
        With ``start`` and ``end``.

    Returns
    -------
    DataFrame
        ``start, end, days, n_pages``, oldest first.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-05-01", "2025-05-03", "2025-05-09"])
    >>> merge_windows(pd.DataFrame({"start": days, "end": days + pd.Timedelta(days=2)}))["days"].tolist()
    [5, 3]
    """
    ordered = windows.sort_values(["start", "end"], ignore_index=True)
    begins = ordered["start"] > ordered["end"].cummax().shift() + _DAY
    grouped = ordered.groupby(begins.cumsum())
    spans = pd.DataFrame({"start": grouped["start"].min(), "end": grouped["end"].max(), "n_pages": grouped.size()})
    spans.insert(2, "days", (spans["end"] - spans["start"]).dt.days + 1)
    return spans.reset_index(drop=True)


def list_days(spans: pd.DataFrame) -> pd.DatetimeIndex:
    """Return every day that was seen, in order.

    Parameters
    ----------
    spans
        As `merge_windows` returns them.

    Examples
    --------
    >>> spans = pd.DataFrame({"start": pd.to_datetime(["2025-05-30"]), "end": pd.to_datetime(["2025-06-01"])})
    >>> len(list_days(spans))
    3
    """
    days = [pd.date_range(start, end, unit="s") for start, end in zip(spans["start"], spans["end"], strict=True)]
    return cast(pd.DatetimeIndex, days[0].append(days[1:])) if days else pd.DatetimeIndex([], dtype="datetime64[s]")


def cover_months(spans: pd.DataFrame) -> pd.DataFrame:
    """Return how much of each month was seen, from the first to the last: ``month, days_in_month, days_seen, seen``.

    A month is its first day; `seen` is "whole", "partly" or "not".
    """
    days = list_days(spans)
    seen_in = days.to_period("M").value_counts()
    months = pd.period_range(days.min(), days.max(), freq="M") if len(days) else pd.PeriodIndex([], freq="M")
    cover = pd.DataFrame({"month": months.to_timestamp().as_unit("s"), "days_in_month": months.days_in_month})
    cover["days_seen"] = seen_in.reindex(months, fill_value=0).to_numpy()
    cover["seen"] = "partly"
    cover.loc[cover["days_seen"] == 0, "seen"] = "not"
    cover.loc[cover["days_seen"] == cover["days_in_month"], "seen"] = "whole"
    return cover


# --- what overlapping pages say of each other -------------------------------------------------------------------------


def compare_pages(windows: pd.DataFrame, *, appearances: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return, for every two pages whose windows overlap, which of the activities in the overlap only one of them lists.

    Parameters
    ----------
    windows
        As `find_windows` returns them.
    appearances, articles
        The tables of these names.

    Returns
    -------
    DataFrame
        ``first, second, start, end, shared, first_lacks, second_lacks, edge, verdict``. An activity counts as lacking
        where it lies more than `EDGE_DAYS` inside both ends of the page that does not list it, else under ``edge``.
        The verdict is ``"agree"``, ``"first lacks"``, ``"second lacks"``, ``"both lack"``, ``"copy"`` (the same
        stories on both pages, which says nothing) or ``"open"`` (nothing to compare).

    Notes
    -----
    A page that lacks an activity inside its window does not list everything. Agreement proves less: two pages of one
    category agree too.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-05-01", "2025-05-10", "2025-05-20"])
    >>> articles = pd.DataFrame({"article_id": ["x", "y", "z"], "date_start": days})
    >>> appearances = pd.DataFrame({"source": list("aaabb"), "article_id": list("xyzxz")})
    >>> windows = pd.DataFrame({"source": ["a", "b"], "start": days[:1].repeat(2), "end": days[2:].repeat(2)})
    >>> compare_pages(windows, appearances=appearances, articles=articles)["verdict"].tolist()
    ['second lacks']
    """
    dated = appearances.merge(articles[["article_id", "date_start"]], on="article_id").dropna(subset=["date_start"])
    stories = {
        str(source): dict(zip(rows["article_id"], rows["date_start"], strict=True))
        for source, rows in dated.groupby("source")
    }
    listed = {str(source): frozenset(rows["article_id"]) for source, rows in appearances.groupby("source")}
    rows = list(windows[["source", "start", "end"]].itertuples(index=False, name=None))
    found = []
    for place, (first, start, end) in enumerate(rows):
        for second, other_start, other_end in rows[place + 1 :]:
            if other_start > end:
                break  # windows are in order of their start: none after this one overlaps
            pair = _compare(stories.get(first, {}), stories.get(second, {}), (start, end), (other_start, other_end))
            verdict = "copy" if listed.get(first) == listed.get(second) else _verdict(*pair[:3])
            found.append((first, second, other_start, min(end, other_end), *pair, verdict))
    columns = ["first", "second", "start", "end", "shared", "first_lacks", "second_lacks", "edge", "verdict"]
    return pd.DataFrame(found, columns=columns)


Window = tuple[pd.Timestamp, pd.Timestamp]


def _compare(
    first: dict[str, pd.Timestamp], second: dict[str, pd.Timestamp], window: Window, other: Window
) -> tuple[int, int, int, int]:
    """Count stories in the overlap: on both pages, lacking on the first, lacking on the second, and near an edge."""
    start, end = max(window[0], other[0]), min(window[1], other[1])
    days = {story: day for story, day in (first | second).items() if start <= day <= end}
    shared = days.keys() & first.keys() & second.keys()
    first_lacks = {story for story in days.keys() - first.keys() if _is_well_inside(days[story], window)}
    second_lacks = {story for story in days.keys() - second.keys() if _is_well_inside(days[story], other)}
    edge = len(days) - len(shared) - len(first_lacks) - len(second_lacks)
    return len(shared), len(first_lacks), len(second_lacks), edge


def _is_well_inside(day: pd.Timestamp, window: Window) -> bool:
    return window[0] + EDGE_DAYS * _DAY < day < window[1] - EDGE_DAYS * _DAY


def _verdict(shared: int, first_lacks: int, second_lacks: int) -> str:
    if first_lacks and second_lacks:
        return "both lack"
    if first_lacks or second_lacks:
        return "first lacks" if first_lacks else "second lacks"
    return "agree" if shared else "open"


def judge_windows(windows: pd.DataFrame, *, overlaps: pd.DataFrame) -> pd.DataFrame:
    """Return `windows` with what other pages say of each: ``completeness`` and whether it is ``vouched`` for.

    Parameters
    ----------
    windows
        As `find_windows` returns them.
    overlaps
        As `compare_pages` returns them.

    Returns
    -------
    DataFrame
        The columns of `windows`, ``completeness`` (``"disproved"`` where the page lacks what another one lists inside
        its window, ``"supported"`` where another one agrees, else ``"untested"``) and ``vouched``: the analyst says
        that it lists everything, and no page disproves it.

    Examples
    --------
    >>> windows = pd.DataFrame({"source": ["a", "b"], "listing": ["all", "all"]})
    >>> overlaps = pd.DataFrame({"first": ["a"], "second": ["b"], "verdict": ["second lacks"]})
    >>> judge_windows(windows, overlaps=overlaps)[["completeness", "vouched"]].to_dict("list")
    {'completeness': ['untested', 'disproved'], 'vouched': [True, False]}
    """
    both = overlaps["verdict"] == "both lack"
    lacking = {
        *overlaps.loc[both | (overlaps["verdict"] == "first lacks"), "first"],
        *overlaps.loc[both | (overlaps["verdict"] == "second lacks"), "second"],
    }
    agreeing = overlaps[overlaps["verdict"] == "agree"]
    judged = windows.assign(completeness="untested")
    judged.loc[judged["source"].isin({*agreeing["first"], *agreeing["second"]}), "completeness"] = "supported"
    judged.loc[judged["source"].isin(lacking), "completeness"] = "disproved"
    judged["vouched"] = (judged["listing"] == "all") & (judged["completeness"] != "disproved")
    return judged


# --- rates ------------------------------------------------------------------------------------------------------------


def estimate_rates(judged: pd.DataFrame, *, appearances: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return how many activities a week took place in the spans that are vouched for, with intervals.

    Parameters
    ----------
    judged
        Windows as `judge_windows` returns them.
    appearances, articles
        The tables of these names.

    Returns
    -------
    DataFrame
        ``start, end, days, n_pages, n`` (dated activities begun in the span), ``n_undated`` (stories of its pages
        whose day is not known, so not counted), ``rate, low, high`` (a week; missing where the span holds fewer than
        two activities, or all on one day).

    Notes
    -----
    A span ends at its own first and last activity, so `n` activities make n − 1 gaps. If the rate is constant within
    the span and activities come independently, the sum of the gaps is Gamma distributed with shape n − 1, which gives
    the exact interval at `LEVEL`. Neither is quite true: activities come in clusters, so real intervals are wider.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-05-01", "2025-05-05", "2025-05-15"])
    >>> judged = pd.DataFrame({"source": ["a"], "start": days[:1], "end": days[2:], "vouched": [True]})
    >>> articles = pd.DataFrame({"article_id": list("xyz"), "date_start": days})
    >>> appearances = pd.DataFrame({"source": list("aaa"), "article_id": list("xyz")})
    >>> rates = estimate_rates(judged, appearances=appearances, articles=articles)
    >>> rates[["n", "rate", "low", "high"]].round(2).to_numpy().tolist()
    [[3.0, 1.0, 0.12, 2.79]]
    """
    vouched = judged[judged["vouched"]]
    spans = merge_windows(vouched)
    printed = appearances[appearances["source"].isin(vouched["source"])]
    stories = printed.drop_duplicates("article_id").merge(articles[["article_id", "date_start"]], on="article_id")
    undated = printed.merge(articles.loc[articles["date_start"].isna(), ["article_id"]], on="article_id")
    undated = undated.merge(vouched[["source", "start"]].rename(columns={"start": "day"}), on="source")
    rates = spans.assign(
        n=pd.array([int(stories["date_start"].between(*span).sum()) for span in _ends(spans)], dtype="int64"),
        n_undated=pd.array(
            [undated.loc[undated["day"].between(*span), "article_id"].nunique() for span in _ends(spans)], dtype="int64"
        ),
    )
    gaps = (rates["n"] - 1).where((rates["n"] > 1) & (rates["days"] > 1)).astype("float64")
    weeks = (rates["days"] - 1) / DAYS_PER_WEEK
    return rates.assign(
        rate=gaps / weeks,
        low=gammaincinv(gaps, (1 - LEVEL) / 2) / weeks,
        high=gammaincinv(gaps, (1 + LEVEL) / 2) / weeks,
    )


def _ends(spans: pd.DataFrame) -> list[Window]:
    return list(zip(spans["start"], spans["end"], strict=True))
