"""Two corpora or selections → side by side: counts with what they rest on, and shares where these may be compared."""

import pandas as pd
from scipy.special import ndtri

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import LEVEL, find_windows, list_days, select_read
from icesco_analysis.partners import load_countries

FEWEST_STORIES, FEWEST_PAGES = 20, 5
"""Stories and pages on either side from which on a share has an interval: fewer pages hardly tell how they differ."""

_KEY = ["part", "what", "iso3"]
_PARTS = ("size", "type", "region", "partner")
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
    >>> sides = corpus.select(since="2020-09", until="2020-09"), corpus.select(since="2026-02")
    >>> compare(*sides).set_index("what").loc[["stories", "meeting"], ["first", "second"]].to_numpy().tolist()
    [[7, 10], [7, 4]]
    """
    sides = {"first": first, "second": second}
    facts = {side: _list_facts(corpus) for side, corpus in sides.items()}
    sizes = {side: select_read(corpus.articles)["source"].value_counts() for side, corpus in sides.items()}
    counted = {side: pd.concat([_size(sides[side]), facts[side].groupby(_KEY).size()]) for side in sides}
    counts = pd.DataFrame(counted).fillna(0).astype("int64").rename_axis(_KEY).reset_index()
    counts["change"] = counts["second"] - counts["first"]
    if all(pages.sum() >= FEWEST_STORIES and len(pages) >= FEWEST_PAGES for pages in sizes.values()):
        shared = counts["part"].isin(["type", "region"])
        for side, pages in sizes.items():
            named = {what: own.value_counts() for what, own in facts[side].groupby("what")["source"]}
            shares = [_share(named.get(what, pages.iloc[:0]), pages) for what in counts.loc[shared, "what"]]
            counts.loc[shared, [f"{side}_{part}" for part in ("share", "low", "high")]] = shares
    many = (counts["first"] + counts["second"]).where(counts["part"] != "size", 0)
    places = counts["part"].map({part: place for place, part in enumerate(_PARTS)})
    ordered = counts.assign(place=places, many=-many).sort_values(["place", "many"], kind="stable", ignore_index=True)
    return ordered.reindex(columns=[*_KEY, "first", "second", "change", *_SHARES])


def _list_facts(corpus: Corpus) -> pd.DataFrame:
    """Return a row for each type, region and partner of each story whose partners are read."""
    stories = select_read(corpus.articles)[["article_id", "source", "activity"]]
    partners = corpus.countries[corpus.countries["role"] == "partner"][["article_id", "iso3", "country"]]
    partners = partners.merge(stories, on="article_id")
    regions = partners["iso3"].map({code: f"with a partner in {one.region}" for code, one in load_countries().items()})
    types = stories[stories["activity"].fillna("") != ""]
    facts = [
        types.assign(part="type", what=types["activity"], iso3=""),
        partners.assign(part="region", what=regions, iso3=""),
        partners.assign(part="partner", what=partners["country"]),
    ]
    return pd.concat(facts)[["article_id", "source", *_KEY]].drop_duplicates()


def _size(corpus: Corpus) -> "pd.Series[int]":
    windows, days = find_windows(corpus), corpus.articles["date_start"].dropna()
    spanned = list_days(windows).to_series() if len(windows) else days.iloc[:0]
    size = {
        "pages with such stories": corpus.articles["source"].nunique(),
        "days of listings between the first and the last of them": spanned.between(days.min(), days.max()).sum(),
        "stories": len(corpus.articles),
        "stories with a known day": len(days),
        "stories whose partners are read": len(select_read(corpus.articles)),
    }
    return pd.Series({("size", what, ""): int(n) for what, n in size.items()})


def _share(held: "pd.Series[int]", pages: "pd.Series[int]") -> tuple[float, float, float]:
    """Return a share with its interval, for as many stories as those of the pages are worth."""
    n, share = int(pages.sum()), float(held.sum() / pages.sum())
    deviations = held.reindex(pages.index, fill_value=0) - share * pages
    spread = float((deviations**2).sum()) * len(pages) / (len(pages) - 1)
    worth = n / max(1.0, spread / n / (share * (1 - share))) if 0 < share < 1 else n
    right, of, z = round(share * worth), max(1, round(worth)), float(ndtri((1 + LEVEL) / 2))
    middle, reach = right + z**2 / 2, z * (right * (of - right) / of + z**2 / 4) ** 0.5
    low, high = ((middle + end) / (of + z**2) for end in (-reach, reach))
    return share, max(0.0, min(low, share)), min(1.0, max(high, share))
