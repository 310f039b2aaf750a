"""Frames → with whom: partner countries by story and occasion, whether an order can be told, by period and topic."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import bdtr, bdtrc

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts.coverage import LEVEL, count_once, find_windows, list_days
from icesco_analysis.language import MONTHS, SEAT
from icesco_analysis.partners import READ_LANGUAGES, load_countries

OCCASION_DAYS = 3
"""Days: stories of one partner that begin no further apart are one occasion, such as the stories of one visit."""

_OTHER_GAPS = (1, 7)
"""Days by which occasions are counted too, to show whether the gap matters."""

MOST_PERIODS = 14
"""Periods side by side whose headings can still be read at page width."""

_DIGITS = 4
_MOST_TIED = 4
_DAY = pd.Timedelta(days=1)


def select_read(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles whose roles can be read: those in English, French or Arabic.

    A release and its translation are two stories, and often one occasion. A text too short to tell its language counts
    as none.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "language": ["en", "es"]})
    >>> select_read(articles)["article_id"].tolist()
    ['a']
    """
    return articles[articles["language"].isin(set(READ_LANGUAGES) - {""})]


@count_once
def count_partners(corpus: Corpus) -> pd.DataFrame:
    """Return every partner country with the number of its stories and occasions, most stories first.

    Returns
    -------
    DataFrame
        ``iso3, country, oic, stories, occasions, uncertain`` (stories where it is uncertain that it is a partner),
        ``undated`` (stories whose day is unknown), ``first_day, last_day, pages, likely`` (how many of the stories
        are to be expected right: the sum of their probabilities), ``share`` (of all stories read),
        ``rank_low, rank_high`` (the ranks that it may have, at `LEVEL` for all countries together).

    Notes
    -----
    A story counts once for each partner it has, so shares add up to more than one. Of one country, stories at most
    `OCCASION_DAYS` apart are one occasion, and each undated story is one. A share has no interval: resampled pages
    hold the true one too seldom for countries that are rare and come in clusters.

    Ranks follow Mogstad, Romano, Shaikh and Wilhelm (2024): of every two countries a sign test asks whether the
    stories that only one of them has could fall to both alike, with the correction of Holm (1979) for all pairs. One
    country is above another only where stories and occasions say so.
    """
    rows = _rows_of(corpus, "partner")
    firsts = _first_of_occasions(rows)
    grouped = rows.assign(
        likely=rows["probability"], uncertain=rows["confidence"] == "doubtful", undated=rows["date_start"].isna()
    ).groupby("iso3", sort=True)
    counted = grouped.agg(
        stories=("article_id", "nunique"),
        uncertain=("uncertain", "sum"),
        undated=("undated", "sum"),
        first_day=("date_start", "min"),
        last_day=("date_start", "max"),
        pages=("source", "nunique"),
        likely=("likely", "sum"),
    ).round({"likely": 2})
    counted.insert(1, "occasions", firsts["iso3"].value_counts())
    above = _find_above(rows) & _find_above(firsts)
    counted["share"] = (counted["stories"] / max(1, len(select_read(corpus.articles)))).round(_DIGITS)
    counted["rank_low"], counted["rank_high"] = 1 + above.sum(axis=0), len(counted) - above.sum(axis=1)
    named = _name(counted.reset_index(), ["country", "oic"], names=corpus.names)
    return named.sort_values(["stories", "country"], ascending=[False, True], ignore_index=True, key=_plain)


def _first_of_occasions(rows: pd.DataFrame, *, gap: int = OCCASION_DAYS) -> pd.DataFrame:
    """Return the first row of each occasion of each country; a row without a day is one by itself."""
    ordered = rows.sort_values(["date_start", "article_id"])
    apart = ordered.groupby("iso3")["date_start"].diff()
    return ordered[~(apart <= gap * _DAY)]


def _find_above(rows: pd.DataFrame) -> np.ndarray:
    """Return which country (row) is told to have more than which other (column), countries by code."""
    pairs = rows[["article_id", "iso3"]].drop_duplicates()
    (story, stories), (code, codes) = pairs["article_id"].factorize(), pairs["iso3"].factorize(sort=True)
    held = csr_array((np.ones(len(pairs), dtype="int64"), (story, code)), shape=(len(stories), len(codes)))
    both = (held.T @ held).toarray()
    only = np.diag(both)[:, None] - both
    one, other = np.triu_indices(len(both), 1)
    p = np.minimum(1, 2 * bdtr(np.minimum(only, only.T), only + only.T, 0.5))[one, other]
    order = p.argsort(kind="stable")
    adjusted = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    told = order[adjusted <= 1 - LEVEL]
    above = np.zeros(both.shape, dtype="bool")
    above[one[told], other[told]] = above[other[told], one[told]] = True
    return np.asarray(above & (only > only.T))


@count_once
def count_organisations(corpus: Corpus) -> pd.DataFrame:
    """Return every counterpart that is no state with the number of its stories, most stories first.

    Returns
    -------
    DataFrame
        ``organisation, stories, uncertain`` (stories where it is uncertain that it is the counterpart), ``likely`` (how
        many of the stories are to be expected right: the sum of their probabilities), ``countries`` (the partners of
        these stories, each with the number of them where they are several, the most frequent first). Bodies that the
        gazetteer knows are one under all their names, in every language; of others the same name in any case is one.

    Examples
    --------
    >>> from icesco_analysis import load_corpus
    >>> sorted(count_organisations(load_corpus("seeds"))["organisation"].head(2))
    ['ARADO', 'UNESCO']
    """
    read = select_read(corpus.articles)
    rows = corpus.organisations[corpus.organisations["article_id"].isin(read["article_id"])]
    named = rows["usual"].fillna(rows["organisation"].str.split().str.join(" "))
    key = named.str.casefold()
    rows = rows.assign(organisation=named.groupby(key).transform("min"), key=key)
    rows = rows.sort_values("probability", ascending=False, kind="stable")
    rows = rows.drop_duplicates(["article_id", "key"])
    beside = rows[["article_id", "key"]].merge(_name(_rows_of(corpus, "partner"), ["country"], names=corpus.names))
    grouped = rows.groupby("key", sort=True)
    counted = grouped.agg(
        organisation=("organisation", "first"),
        stories=("article_id", "nunique"),
        uncertain=("confidence", lambda words: int((words == "doubtful").sum())),
        likely=("probability", lambda ones: round(ones.sum(), _DIGITS)),
    )
    counted["countries"] = beside.groupby("key")["country"].agg(_list_often).reindex(counted.index, fill_value="")
    return counted.sort_values(["stories", "likely"], ascending=False, kind="stable").reset_index(drop=True)


def _list_often(names: "pd.Series[str]") -> str:
    """Return names in a line, each with how often it stands where it does so several times, the most frequent first."""
    often = sorted(Counter(names).items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name} ({n})" if n > 1 else name for name, n in often)


def estimate_unseen(corpus: Corpus) -> "pd.Series[float]":
    """Return how many partners further pages like these are likely to add.

    Returns
    -------
    Series
        ``pairs`` of occasion and partner, ``once`` (countries on one occasion), ``share`` of the partners of a further
        occasion that are to be new, and its standard ``error``; ``countries`` found, ``at_least`` so many in all;
        ``expected``: the share on each page that the others lead to expect, ``found``: the share that was new on it.

    Notes
    -----
    The share is that of Good and Turing (Good 1953), which lies within one error of the true one two times of three,
    and within 1.96 at least 92 times of 100, where pairs are drawn alike. The number in all is the lower bound of Chao
    (1987), from the countries on one page and on two. Both suppose that further pages are chosen as these were.

    Examples
    --------
    >>> from icesco_analysis import load_corpus
    >>> estimate_unseen(load_corpus("seeds"))[["countries", "at_least"]].tolist()
    [23.0, 37.0]
    """
    rows = _first_of_occasions(_rows_of(corpus, "partner"))
    table = pd.crosstab(rows["iso3"], rows["source"]).to_numpy()
    n, totals, on = table.sum(), table.sum(axis=1), (table > 0).sum(axis=1)
    once, twice = (totals == 1).sum(), (totals == 2).sum()
    pages, shares = table.shape[1], table.sum(axis=0) / max(1, n)
    rest = totals[:, None] - table
    expected = (rest == 1).sum(axis=0) / np.maximum(1, rest.sum(axis=0))
    once_page, twice_page = (on == 1).sum(), (on == 2).sum()
    more = (pages - 1) / max(1, pages) * once_page * (once_page - 1) / (2 * (twice_page + 1))
    return pd.Series(
        {
            "pairs": n,
            "once": once,
            "share": once / max(1, n),
            "error": np.sqrt(once * (1 - once / max(1, n)) + 2 * twice) / max(1, n),
            "countries": len(totals),
            "at_least": np.round(len(totals) + more),
            "expected": (shares * expected).sum(),
            "found": totals[on == 1].sum() / max(1, n),
        },
        dtype="float64",
    )


def list_choices(corpus: Corpus) -> pd.DataFrame:
    """Return the numbers of partners as they are counted, and under other choices that could be defended.

    Returns
    -------
    DataFrame
        ``choice, pairs`` (of story or occasion and partner), ``countries, members`` (of the OIC among them), ``first``:
        the country with most of them, or those that tie.
    """
    rows, venues = _rows_of(corpus, "partner"), _rows_of(corpus, "partner", "venue")
    choices = {
        "as counted: stories": rows,
        "without the host country": rows[rows["iso3"] != SEAT],
        "without uncertain partners": rows[rows["confidence"] == "sure"],
        "venues as partners too": venues.drop_duplicates(["article_id", "iso3"]),
        "copies of a story counted too": rows.merge(corpus.appearances[["article_id"]], on="article_id"),
    } | {
        f"occasions: stories up to {gap} {'day' if gap == 1 else 'days'} apart": _first_of_occasions(rows, gap=gap)
        for gap in sorted((OCCASION_DAYS, *_OTHER_GAPS))
    }
    return pd.DataFrame(
        [(name, *_sum_up(chosen, names=corpus.names)) for name, chosen in choices.items()],
        columns=["choice", "pairs", "countries", "members", "first"],
    )


def _sum_up(rows: pd.DataFrame, *, names: str) -> tuple[int, int, int, str]:
    world, counts = load_countries(), rows["iso3"].value_counts()
    lead = sorted(world[code].called(names) for code in counts.index[counts == counts.max()])
    named = ", ".join(lead) if len(lead) < _MOST_TIED else f"{len(lead)} countries"
    first = f"{named} ({counts.max()})" if lead else ""
    return len(rows), len(counts), sum(world[code].oic for code in counts.index), first


def _rows_of(corpus: Corpus, *roles: str) -> pd.DataFrame:
    """Return the rows of these roles of the articles read, with their page and day."""
    columns = ["article_id", "iso3", "role", "confidence", "probability"]
    rows = corpus.countries.loc[corpus.countries["role"].isin(roles), columns]
    where = select_read(corpus.articles)[["article_id", "source", "date_start", "activity"]]
    return rows.merge(where, on="article_id", validate="many_to_one")


def _name(frame: pd.DataFrame, columns: Sequence[str], *, names: str) -> pd.DataFrame:
    """Return `frame` with what is known of each country put after its code, its name in the language `names`."""
    types = {"country": "str", "oic": "bool", "region": "str", "subregion": "str"}
    world, named = load_countries(), frame.copy()
    for place, column in enumerate(columns, start=1):
        known = (world[code] for code in frame["iso3"])
        values = [one.called(names) if column == "country" else getattr(one, column) for one in known]
        named.insert(place, column, pd.Series(values, index=frame.index, dtype=types[column]))
    return named


def _plain(column: pd.Series) -> pd.Series:
    """Return what a column is sorted by: names by their letters, so that Égypte stands among those with E."""
    return column.str.normalize("NFKD") if column.dtype == "str" else column


@count_once
def count_roles(corpus: Corpus) -> pd.DataFrame:
    """Return for every country in how many stories it is partner, only the venue, or only mentioned.

    Returns
    -------
    DataFrame
        ``iso3, country, stories, partner`` (of these ``partner_venue`` where it is the venue too), ``venue``
        (venue but not partner), ``mention`` (neither), most stories first. The three parts add up to ``stories``.
    """
    rows = _rows_of(corpus, "partner", "venue", "mention")
    held = pd.crosstab([rows["iso3"], rows["article_id"]], rows["role"]).reindex(
        columns=["partner", "venue", "mention"], fill_value=0
    )
    is_partner, is_venue = held["partner"] > 0, held["venue"] > 0
    roles = {"partner": is_partner, "partner_venue": is_partner & is_venue, "venue": is_venue & ~is_partner}
    parts = pd.DataFrame({"stories": True, **roles, "mention": ~is_venue & ~is_partner}, index=held.index)
    counted = parts.groupby("iso3", sort=True).sum().astype(int).reset_index()
    named = _name(counted, ["country"], names=corpus.names)
    order = ["stories", "partner", "venue", "country"]
    return named.sort_values(order, ascending=[False, False, False, True], ignore_index=True, key=_plain)


def count_topics(corpus: Corpus, assignments: pd.DataFrame) -> pd.DataFrame:
    """Return in how many stories of each topic a country is partner.

    Parameters
    ----------
    corpus
        What was read.
    assignments
        ``article_id, topic, label``; stories without a topic are left out.

    Returns
    -------
    DataFrame
        ``iso3, country, topic, label, stories, of`` (all stories of the topic), ``chance``, a row per country and topic
        that occur together; topics in their order, in each most stories first. `chance` is how often one of all pairs
        of country and topic would stand out so much if the stories of a country fell to topics by their size alone.
    """
    placed = assignments.dropna(subset=["topic"])[["article_id", "topic", "label"]]
    placed = placed[placed["article_id"].isin(select_read(corpus.articles)["article_id"])]
    rows = _rows_of(corpus, "partner").merge(placed, on="article_id")
    counted = rows.groupby(["iso3", "topic", "label"], sort=True).agg(stories=("article_id", "nunique")).reset_index()
    sizes = placed.groupby("topic").size()
    named = _name(counted, ["country"], names=corpus.names).assign(of=counted["topic"].map(sizes).astype(int))
    of_country = named.groupby("iso3")["stories"].transform("sum")
    pairs = named["iso3"].nunique() * len(sizes)
    named["chance"] = (pairs * bdtrc(named["stories"] - 1, of_country, named["of"] / len(placed))).clip(upper=1)
    order = ["topic", "stories", "country"]
    return named.sort_values(order, ascending=[True, False, True], ignore_index=True, key=_plain)


def count_periods(corpus: Corpus) -> pd.DataFrame:
    """Return in how many stories of each period a country is partner.

    Returns
    -------
    DataFrame
        ``iso3, country, start, end`` (of the period; NaT for stories without a day), ``label, kind, days,
        stories``: every partner country with every period, the country with most stories first. `kind` is "known" for a
        month (a quarter or a year where there are more than `MOST_PERIODS`) in which an activity is known or a listing
        spans a day, "unknown" for all between two of them (`stories` is missing there, not 0), and "undated".

    Notes
    -----
    The page that spans a day may still leave out what happened. A story counts in the period in which its activity
    began.
    """
    rows = _rows_of(corpus, "partner")
    days = list_days(find_windows(corpus)).union(pd.DatetimeIndex(rows["date_start"].dropna().unique()))
    periods = list_periods(days)
    place = np.searchsorted(periods["start"].iloc[:-1].to_numpy(), rows["date_start"].to_numpy(), side="right") - 1
    place = np.where(rows["date_start"].notna(), place, len(periods) - 1)
    counted = pd.crosstab(rows["iso3"], place).reindex(columns=range(len(periods)), fill_value=0)
    ranks = _name(counted.sum(axis=1).rename("total").reset_index(), ["country"], names=corpus.names)
    ranks = ranks.sort_values(["total", "country"], ascending=[False, True], key=_plain)
    grid = ranks[["iso3", "country"]].merge(periods, how="cross")
    stories = pd.Series(counted.loc[ranks["iso3"]].to_numpy().ravel(), dtype="Int64")
    grid["stories"] = stories.mask(grid["kind"] == "unknown")
    return grid if rows["date_start"].isna().any() else grid[grid["kind"] != "undated"].reset_index(drop=True)


def list_periods(days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return the months, quarters or years that hold days, what lies between them, and "no day" at the end.

    >>> days = pd.DatetimeIndex(["2025-02-10", "2025-02-11", "2025-05-01"])
    >>> list_periods(days)[["label", "kind", "days"]].to_numpy().tolist()
    [['Feb 2025', 'known', 2], ['', 'unknown', 0], ['May 2025', 'known', 1], ['no day', 'undated', 0]]
    """
    frequency = next((one for one in ("M", "Q") if days.to_period(one).nunique() <= MOST_PERIODS), "Y")
    seen = days.to_period(frequency)
    rows: list[tuple[Any, Any, str, str, int]] = []
    for period in seen.unique().sort_values():
        held = (seen == period).sum()
        start, end = period.start_time.normalize(), period.end_time.normalize()
        if rows and rows[-1][1] + _DAY < start:
            rows.append((rows[-1][1] + _DAY, start - _DAY, "", "unknown", 0))
        words = {"M": f"{MONTHS[period.month - 1]} {period.year}", "Q": f"Q{period.quarter} {period.year}"}
        rows.append((start, end, words.get(frequency, str(period.year)), "known", int(held)))
    rows.append((pd.NaT, pd.NaT, "no day", "undated", 0))
    listed = pd.DataFrame(rows, columns=["start", "end", "label", "kind", "days"])
    return listed.astype({"start": "datetime64[s]", "end": "datetime64[s]", "label": "str", "kind": "str"})


def list_members(corpus: Corpus) -> pd.DataFrame:
    """Return the members of the Organisation of Islamic Cooperation with how each is named.

    Returns
    -------
    DataFrame
        ``iso3, country, region, subregion, stories`` (in which it is partner), ``named`` as "partner", "venue
        or mention" or "not at all"; by region and name.
    """
    codes = [code for code, country in load_countries().items() if country.oic]
    members = _name(pd.DataFrame({"iso3": codes}), ["country", "region", "subregion"], names=corpus.names)
    roles = count_roles(corpus).set_index("iso3")
    partner = members["iso3"].map(roles["partner"]).fillna(0).astype(int)
    named = members["iso3"].isin(roles.index)
    how = np.select([partner > 0, named], ["partner", "venue or mention"], default="not at all")
    listed = members.assign(stories=partner, named=pd.Series(how, dtype="str"))
    return listed.sort_values(["region", "country"], ignore_index=True, key=_plain)


def count_regions(corpus: Corpus) -> pd.DataFrame:
    """Return the partners by part of the world and membership.

    Returns
    -------
    DataFrame
        ``region, subregion`` (of the UN geoscheme), ``members`` of the Organisation of Islamic Cooperation in it,
        ``members_named`` as partner, ``others_named``, ``stories`` with a partner from it; every part of the world that
        has members or partners, most stories first.
    """
    rows = _name(_rows_of(corpus, "partner")[["iso3", "article_id"]], ["oic", "subregion"], names=corpus.names)
    seen, members = rows.drop_duplicates("iso3"), list_members(corpus)
    columns = {
        "members": members.groupby("subregion").size(),
        "members_named": seen[seen["oic"]].groupby("subregion").size(),
        "others_named": seen[~seen["oic"]].groupby("subregion").size(),
        "stories": rows.groupby("subregion")["article_id"].nunique(),
    }
    counted = pd.DataFrame(columns).fillna(0).astype(int).rename_axis("subregion").reset_index()
    regions = {country.subregion: country.region for country in load_countries().values()}
    counted.insert(0, "region", counted["subregion"].map(regions).astype("str"))
    order = ["stories", "members", "subregion"]
    return counted.sort_values(order, ascending=[False, False, True], ignore_index=True)
