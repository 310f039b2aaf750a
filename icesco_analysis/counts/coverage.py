"""Frames → which days a listing spans: windows of pages, how dense they are, what is confirmed, and the rates."""

from math import comb
from typing import cast

import numpy as np
import pandas as pd
from scipy.special import chdtrc, gammaincinv

from icesco_analysis.corpus import Corpus

EDGE_DAYS = 4
"""Days: publication follows the activity by 0 to 4 days, so near its ends a page may lack what a complete one would."""

LEVEL = 0.95
"""Nominal share of every interval: of densities, of rates, of ranks, of scores."""

FEWEST_DATED = 5
"""Dated releases that make a window: fewer have less than four gaps, whose mean may be off by a factor of four."""

LONG_GAP = 7
"""Days: a listing may rest for a week. A longer gap is asked whether it fits the others."""

OUT_OF_PROPORTION = 0.01
"""At a constant rate the longest gap of a page is so long in one of a hundred pages; such a page is no listing."""

DAYS_PER_WEEK = 7

_DAY = pd.Timedelta(days=1)


def find_windows(corpus: Corpus) -> pd.DataFrame:
    """Return the window that the listing of each page spans, and how dense it is.

    Returns
    -------
    DataFrame
        ``source, listing, start, end, days, n_articles, n_dated`` (releases of activities begun in the window),
        ``n_late`` (of earlier ones), ``n_undated, days_per_release`` (mean gap between releases), ``low, high`` (its
        interval at `LEVEL`), ``shape`` (gaps that it is worth), oldest first. Pages with fewer than `FEWEST_DATED`
        releases in the window, or with a gap out of proportion, have no row.

    Notes
    -----
    A page lists its releases from the last published to the first, and nothing is published before it took place. So
    the listing begins where its last release does; an older activity printed further up was published late, and
    widens nothing. Spanned means only that the page lists what it lists between these days, not that it lists all.

    If activities come independently at a constant rate, the sum of the gaps is Gamma distributed. Several releases of
    one day may be one event: so a gap counts only between days, and by how unequal the numbers of releases on them
    are, which gives the exact interval where every day has one. The days are whole: a day is added at the high end,
    one taken off at the low.

    Examples
    --------
    >>> from icesco_analysis import load_corpus
    >>> find_windows(load_corpus("seeds"))["days"].tolist()
    [3, 114, 8, 4, 7]
    """
    corpus = corpus.whole or corpus  # a listing is not shorter for what is selected from it
    if "windows" not in corpus.derived:
        corpus.derived["windows"] = _find_windows(corpus)
    return corpus.derived["windows"].copy()  # every figure says which days listings span


def _find_windows(corpus: Corpus) -> pd.DataFrame:
    days = corpus.articles[["article_id", "date_start"]]
    printed = corpus.appearances.merge(days, on="article_id").sort_values(["source", "position"])
    dated = printed.dropna(subset=["date_start"])
    known_by = dated["date_start"][::-1].groupby(dated["source"][::-1]).cummax()[::-1].groupby(dated["source"])
    ends = known_by.agg(start="min", end="max").rename_axis("source").reset_index()
    is_late = dated["date_start"] < known_by.transform("min")
    held = dated[~is_late]
    numbers = {"n_late": dated[is_late], "n_undated": printed[printed["date_start"].isna()]}
    windows = corpus.pages[["source", "listing", "n_articles"]].merge(ends, on="source")
    windows = windows.merge(_measure(held["date_start"], held["source"]), left_on="source", right_index=True)
    for column, rows in numbers.items():
        windows[column] = windows["source"].map(rows["source"].value_counts()).fillna(0).astype("int64")
    windows["days"] = (windows["end"] - windows["start"]).dt.days + 1
    windows = windows[windows["n_dated"] >= FEWEST_DATED]
    gaps = {source: np.diff(np.unique(own)) / _DAY for source, own in held["date_start"].groupby(held["source"])}
    windows = windows[np.array([_is_in_proportion(gaps[source]) for source in windows["source"]], dtype="bool")]
    windows = windows.sort_values(["start", "end", "source"], ignore_index=True)
    order = ["source", "listing", "start", "end", "days", "n_articles", "n_dated", "n_late", "n_undated"]
    return windows[[*order, "days_per_release", "low", "high", "shape"]]


def _is_in_proportion(gaps: np.ndarray) -> bool:
    """Tell whether the longest gap is one that a constant rate gives (Fisher 1929)."""
    n, longest = len(gaps), gaps.max(initial=0)
    if longest <= LONG_GAP or n < 2:
        return bool(longest <= LONG_GAP)
    share = longest / gaps.sum()
    terms = [(-1) ** (k + 1) * comb(n, k) * (1 - k * share) ** (n - 1) for k in range(1, int(1 / share) + 1)]
    return bool(sum(terms) >= OUT_OF_PROPORTION)


def _measure(days: pd.Series, by: pd.Series) -> pd.DataFrame:
    """Return the density of each group of days: ``n_dated, days_per_release, low, high, shape``."""
    sizes = days.groupby([by, days]).size().rename_axis(["group", "day"]).reset_index(name="size")
    groups = sizes.groupby("group")
    dense = groups["size"].agg(n_dated="sum", batches="size", mean="mean", spread="std")
    between = (groups["day"].max() - groups["day"].min()).dt.days
    unequal = (dense["spread"] / dense["mean"]).fillna(0) ** 2
    gaps = (dense["n_dated"] - 1).astype("float64")
    shape = ((dense["batches"] - 1) / (1 + unequal)).clip(lower=0.5)
    scale = gaps / shape
    return pd.DataFrame(
        {
            "n_dated": dense["n_dated"],
            "days_per_release": between / gaps,
            "low": (between - 1).clip(lower=0) / (gammaincinv(shape, (1 + LEVEL) / 2) * scale),
            "high": (between + 1) / (gammaincinv(shape, (1 - LEVEL) / 2) * scale),
            "shape": shape,
        }
    )


def compare_density(windows: pd.DataFrame) -> float:
    """Return how often windows of one and the same constant rate would differ in density as much as these do.

    Parameters
    ----------
    windows
        As `find_windows` returns them; of fewer than two the answer is 1.

    Notes
    -----
    The likelihood ratio of Gamma distributed sums of gaps with one scale, with the correction of Bartlett (1937).

    Examples
    --------
    >>> windows = pd.DataFrame({"days": [10, 100], "n_dated": [10, 10], "shape": [9.0, 9.0]})
    >>> bool(compare_density(windows) < 0.001), compare_density(windows.head(1))
    (True, 1.0)
    """
    if len(windows) < 2:
        return 1.0
    shape = windows["shape"]
    scale = (windows["days"] - 1).clip(lower=0.5) / (windows["n_dated"] - 1)
    common = (shape * scale).sum() / shape.sum()
    ratio = 2 * (shape * np.log(common / scale)).sum()
    return float(chdtrc(len(windows) - 1, ratio / _bartlett(shape)))


def _bartlett(shape: pd.Series) -> float:
    return 1 + float((1 / shape).sum() - 1 / shape.sum()) / (6 * (len(shape) - 1))


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
    """Return every day that some listing spans, in order.

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
    """Return `windows` with what other pages say of each: ``completeness`` and whether it is ``confirmed`` for.

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
        its window, ``"supported"`` where another one agrees, else ``"untested"``) and ``confirmed``: the analyst
        confirms that it lists everything, and no page disproves it.

    Examples
    --------
    >>> windows = pd.DataFrame({"source": ["a", "b"], "listing": ["all", "all"]})
    >>> overlaps = pd.DataFrame({"first": ["a"], "second": ["b"], "verdict": ["second lacks"]})
    >>> judge_windows(windows, overlaps=overlaps)[["completeness", "confirmed"]].to_dict("list")
    {'completeness': ['untested', 'disproved'], 'confirmed': [True, False]}
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
    judged["confirmed"] = (judged["listing"] == "all") & (judged["completeness"] != "disproved")
    return judged


# --- rates ------------------------------------------------------------------------------------------------------------


def estimate_rates(judged: pd.DataFrame, *, appearances: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return how many activities a week took place in the spans that are confirmed as complete, with intervals.

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
        whose day is not known, so not counted), ``rate, low, high`` (a week; missing where the activities fall on
        fewer than four days).

    Notes
    -----
    A span ends at its own first and last activity, so `n` activities make n − 1 gaps, and (n − 1) / days is too high
    on average: with k gaps by k / (k − 1). The rate is corrected for it; k and the interval are those of
    `find_windows`, with releases of one day as one batch. The true rate is held at least 93 times of 100 by batches of
    two on average, ten activities a span and a rate that is constant within it.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-05-01", "2025-05-05", "2025-05-09", "2025-05-15"])
    >>> judged = pd.DataFrame({"source": ["a"], "start": days[:1], "end": days[3:], "confirmed": [True]})
    >>> articles = pd.DataFrame({"article_id": list("wxyz"), "date_start": days})
    >>> appearances = pd.DataFrame({"source": list("aaaa"), "article_id": list("wxyz")})
    >>> rates = estimate_rates(judged, appearances=appearances, articles=articles)
    >>> rates[["n", "rate", "low", "high"]].round(2).to_numpy().tolist()
    [[4.0, 1.0, 0.29, 3.89]]
    """
    confirmed = judged[judged["confirmed"]]
    spans = merge_windows(confirmed)
    printed = appearances[appearances["source"].isin(confirmed["source"])].drop_duplicates(["source", "article_id"])
    pages = confirmed[["source", "start"]].rename(columns={"start": "page_start"})
    stories = printed.merge(articles[["article_id", "date_start"]], on="article_id").merge(pages, on="source")
    # a story without a day belongs to the span of its page
    days = stories["date_start"].fillna(stories["page_start"])
    place = np.searchsorted(spans["start"].to_numpy(), days.to_numpy(), side="right") - 1
    stories = stories.assign(place=place)[place >= 0].drop_duplicates(["place", "article_id"])
    held = stories[stories["date_start"] <= spans["end"].to_numpy()[stories["place"]]]
    dense = _measure(held["date_start"], held["place"]).reindex(spans.index)
    undated = stories[stories["date_start"].isna()]["place"].value_counts().reindex(spans.index, fill_value=0)
    enough = dense["shape"].where(held.groupby("place")["date_start"].nunique().reindex(spans.index) > 3)
    return spans.assign(
        n=dense["n_dated"].fillna(0).astype("int64"),
        n_undated=undated.astype("int64"),
        rate=DAYS_PER_WEEK / dense["days_per_release"] * (enough - 1) / enough,
        low=DAYS_PER_WEEK / dense["high"].where(enough.notna()),
        high=DAYS_PER_WEEK / dense["low"].where(enough.notna()),
    )
