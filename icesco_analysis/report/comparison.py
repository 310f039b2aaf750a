"""Two corpora or selections → side by side: counts with what they rest on, and shares where these may be compared."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import LEVEL, find_windows, list_days, merge_windows, select_read
from icesco_analysis.partners import load_countries

FEWEST_STORIES, FEWEST_PAGES = 20, 5
"""Stories and pages on either side from which on a share has an interval: fewer pages hardly tell how they differ."""

_COLUMNS = ["part", "what", "iso3", "first", "second", "change"]
_SHARES = [f"{side}_{part}" for side in ("first", "second") for part in ("share", "low", "high")]


def compare(first: Corpus, second: Corpus) -> pd.DataFrame:
    """Return two corpora or selections side by side.

    Parameters
    ----------
    first, second
        What is compared: two selections of one corpus, two corpora, an earlier and a later one.

    Returns
    -------
    DataFrame
        ``part, what, iso3, first, second, change``: counts of pages, of the days that listings span, of stories, of
        their types, of stories with a partner in each region and with each partner country; ``first_share, first_low,
        first_high`` and the same of the second: for types and regions the share of the stories, with an interval at
        `LEVEL`, where both sides have `FEWEST_STORIES` stories on `FEWEST_PAGES` pages; elsewhere missing.

    Notes
    -----
    Counts are no rates: a listing prints a fixed number of releases, so more stories can mean more saved pages. The
    interval is Wilson's (1927), for as many independent stories as those of the pages are worth: stories of one page
    are alike, and are counted down by the variance between pages (Kish 1965). Countries have none, see
    `count_partners`.

    Examples
    --------
    >>> from icesco_analysis import load_corpus
    >>> corpus = load_corpus("seeds")
    >>> sides = corpus.select(since="2020", until="2020"), corpus.select(since="2026", until="2026")
    >>> compare(*sides).set_index("what").loc[["stories", "meeting"], ["first", "second"]].to_numpy().tolist()
    [[15, 20], [6, 11]]
    """
    sides = {"first": first, "second": second}
    marks = {side: _mark(corpus) for side, corpus in sides.items()}
    counts = pd.DataFrame({side: dict(_count(corpus, marks[side])) for side, corpus in sides.items()})
    counts = counts.fillna(0).astype("int64").rename_axis(["part", "what", "iso3"])
    counts["change"] = counts["second"] - counts["first"]
    if all(_is_enough(corpus) for corpus in sides.values()):
        for side, (stories, held) in marks.items():
            shares = {key: _share(held.get(key, stories["source"] == ""), stories["source"]) for key in counts.index}
            columns = [f"{side}_{part}" for part in ("share", "low", "high")]
            counts[columns] = [shares[key] if key[0] in ("type", "region") else (np.nan,) * 3 for key in counts.index]
    ordered = counts.assign(
        place=[_PARTS.index(part) for part, _, _ in counts.index], n=-counts[["first", "second"]].sum(axis=1)
    )
    ordered["n"] = ordered["n"].where(ordered["place"] > 0, 0)
    return ordered.sort_values(["place", "n"], kind="stable").reset_index().reindex(columns=[*_COLUMNS, *_SHARES])


_PARTS = ("size", "type", "region", "partner")
_Key = tuple[str, str, str]


def _mark(corpus: Corpus) -> tuple[pd.DataFrame, dict[_Key, pd.Series]]:
    """Return the stories, and by type, region and partner which of them have it."""
    stories = select_read(corpus.articles).set_index("article_id")
    partners = corpus.countries[corpus.countries["role"] == "partner"]
    world = load_countries()
    regions = partners["iso3"].map({code: country.region for code, country in world.items()})
    held: dict[_Key, pd.Series] = {}
    for kind in sorted(set(stories["activity"].dropna()) - {""}):
        held["type", kind, ""] = (stories["activity"] == kind).fillna(False).astype("bool")
    for region in sorted(set(regions)):
        ids = partners.loc[regions == region, "article_id"]
        held["region", f"with a partner in {region}", ""] = pd.Series(stories.index.isin(ids), index=stories.index)
    for code in sorted(set(partners["iso3"])):
        ids = partners.loc[partners["iso3"] == code, "article_id"]
        held["partner", world[code].name, code] = pd.Series(stories.index.isin(ids), index=stories.index)
    return stories, held


def _count(corpus: Corpus, marks: tuple[pd.DataFrame, dict[_Key, pd.Series]]) -> Iterator[tuple[_Key, int]]:
    windows, days = find_windows(corpus), corpus.articles["date_start"].dropna()
    spanned = list_days(merge_windows(windows)) if len(windows) else days.iloc[:0]
    is_between = (spanned >= days.min()) & (spanned <= days.max())
    size = {
        "pages with such stories": corpus.articles["source"].nunique(),
        "days that listings span between the first and the last of them": int(is_between.sum()),
        "stories": len(corpus.articles),
        "stories with a known day": int(corpus.articles["date_start"].notna().sum()),
        "stories in English, whose partners are read": len(marks[0]),
    }
    yield from ((("size", what, ""), n) for what, n in size.items())
    yield from ((key, int(rows.sum())) for key, rows in marks[1].items())


def _is_enough(corpus: Corpus) -> bool:
    stories = select_read(corpus.articles)
    return len(stories) >= FEWEST_STORIES and stories["source"].nunique() >= FEWEST_PAGES


def _share(held: pd.Series, pages: pd.Series) -> tuple[float, float, float]:
    """Return a share with its interval, for as many stories as those of the pages are worth."""
    n, share = len(held), float(held.mean())
    by_page = held.groupby(pages).agg(["sum", "size"])
    spread = float(((by_page["sum"] - share * by_page["size"]) ** 2).sum()) * len(by_page) / (len(by_page) - 1) / n**2
    worth = n / max(1.0, spread / (share * (1 - share) / n)) if 0 < share < 1 else n
    interval = binomtest(round(share * worth), max(1, round(worth))).proportion_ci(LEVEL, method="wilson")
    return share, min(interval.low, share), max(interval.high, share)
