"""Frames → which days a listing spans: windows of pages, how dense they are, what is confirmed, and the rates."""

from collections.abc import Callable, Mapping
from functools import wraps
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

_VERDICTS: Mapping[tuple[bool, ...], str] = {
    (True, True): "both lack", (True, False): "first lacks", (False, True): "second lacks",
}  # fmt: skip
"""What is said of two pages by whether the first lacks an activity of the second, and the second one of the first."""


def count_once(count: Callable[[Corpus], pd.DataFrame]) -> Callable[[Corpus], pd.DataFrame]:
    """Let figures, tables and sentences that ask for the same count of a corpus each get a copy of one."""
    name = count.__name__

    @wraps(count)
    def counted(corpus: Corpus) -> pd.DataFrame:
        if name not in corpus.derived:
            corpus.derived[name] = count(corpus)
        return corpus.derived[name].copy()

    return counted


@count_once
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
    ratio, freedom = 2 * (shape * np.log(common / scale)).sum(), len(windows) - 1
    bartlett = 1 + ((1 / shape).sum() - 1 / shape.sum()) / (6 * freedom)
    return float(chdtrc(freedom, ratio / bartlett))


@count_once
def find_spans(corpus: Corpus) -> pd.DataFrame:
    """Return the spans of days that the windows of all pages cover together: ``start, end, days``, oldest first."""
    return merge_windows(find_windows(corpus))


def merge_windows(windows: pd.DataFrame) -> pd.DataFrame:
    """Return the spans that windows cover together; those that overlap or follow without a day between become one.

    >>> days = pd.to_datetime(["2025-05-01", "2025-05-03", "2025-05-09"])
    >>> merge_windows(pd.DataFrame({"start": days, "end": days + pd.Timedelta(days=2)}))["days"].tolist()
    [5, 3]
    """
    ordered = windows.sort_values(["start", "end"], ignore_index=True)
    begins = ordered["start"] > ordered["end"].cummax().shift() + _DAY
    spans = ordered.groupby(begins.cumsum()).agg(start=("start", "min"), end=("end", "max")).reset_index(drop=True)
    return spans.assign(days=(spans["end"] - spans["start"]).dt.days + 1)


def list_days(windows: pd.DataFrame) -> pd.DatetimeIndex:
    """Return every day that some window, or span, holds, in order and once.

    Examples
    --------
    >>> windows = pd.DataFrame({"start": pd.to_datetime(["2025-05-30"]), "end": pd.to_datetime(["2025-06-01"])})
    >>> len(list_days(windows))
    3
    """
    spans = merge_windows(windows)
    days = [pd.date_range(start, end, unit="s") for start, end in zip(spans["start"], spans["end"], strict=True)]
    return cast(pd.DatetimeIndex, days[0].append(days[1:])) if days else pd.DatetimeIndex([], dtype="datetime64[s]")


def compare_pages(corpus: Corpus) -> pd.DataFrame:
    """Return, for every two pages whose windows overlap, which of the activities in the overlap only one of them lists.

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
    >>> from icesco_analysis import load_corpus
    >>> compare_pages(load_corpus("seeds")).empty
    True
    """
    windows, corpus = find_windows(corpus), corpus.whole or corpus
    day = corpus.articles.set_index("article_id")["date_start"].dropna().to_dict()
    listed = {source: set(stories) for source, stories in corpus.appearances.groupby("source")["article_id"]}
    pages = [(listed.get(page[0], set()), *page) for page in windows[["source", "start", "end"]].to_numpy().tolist()]
    rows = []
    for place, one in enumerate(pages):
        for other in pages[place + 1 :]:
            start, end = other[2], min(one[3], other[3])
            if start > one[3]:
                break  # windows are in order of their start: none after this one overlaps
            days = {story: day[story] for story in one[0] | other[0] if story in day and start <= day[story] <= end}
            shared = len(days.keys() & one[0] & other[0])
            lacking = [
                sum(first + EDGE_DAYS * _DAY < days[story] < last - EDGE_DAYS * _DAY for story in days.keys() - own)
                for own, _, first, last in (one, other)
            ]
            told = _VERDICTS.get(tuple(map(bool, lacking)), "agree" if shared else "open")
            verdict = "copy" if one[0] == other[0] else told
            rows.append((one[1], other[1], start, end, shared, *lacking, len(days) - shared - sum(lacking), verdict))
    columns = ["first", "second", "start", "end", "shared", "first_lacks", "second_lacks", "edge", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def estimate_rates(corpus: Corpus) -> pd.DataFrame:
    """Return how many activities a week took place in the spans that are confirmed as complete, with intervals.

    Confirmed are pages of which the analyst says that they list everything, and that lack nothing which another page
    lists inside their window (`compare_pages`).

    Returns
    -------
    DataFrame
        ``start, end, days, n`` (dated activities begun in the span), ``n_undated`` (stories of its pages whose day is
        not known, so not counted), ``rate, low, high`` (a week; missing where the activities fall on fewer than four
        days).

    Notes
    -----
    A span ends at its own first and last activity, so `n` activities make n − 1 gaps, and (n − 1) / days is too high
    on average: with k gaps by k / (k − 1). The rate is corrected for it; k and the interval are those of
    `find_windows`, with releases of one day as one batch. The true rate is held at least 93 times of 100 by batches of
    two on average, ten activities a span and a rate that is constant within it.

    Examples
    --------
    >>> from icesco_analysis import load_corpus
    >>> estimate_rates(load_corpus("seeds")).empty
    True
    """
    windows, overlaps, corpus = find_windows(corpus), compare_pages(corpus), corpus.whole or corpus
    lacking = pd.concat([overlaps.loc[overlaps[f"{page}_lacks"] > 0, page] for page in ("first", "second")])
    confirmed = windows[(windows["listing"] == "all") & ~windows["source"].isin(lacking)]
    spans = merge_windows(confirmed)
    printed = corpus.appearances.merge(corpus.articles[["article_id", "date_start"]], on="article_id")
    stories = printed.merge(confirmed[["source", "start"]].rename(columns={"start": "page_start"}), on="source")
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
