"""The figures of partner countries."""

from collections.abc import Sequence
from functools import partial
from typing import Unpack

import pandas as pd

from icesco_analysis.counts import (
    LEVEL,
    MIN_PAGES,
    RESAMPLES,
    choose_groups,
    count_partners,
    count_periods,
    count_regions,
    count_roles,
    count_topics,
    list_members,
    name_basis,
    select_read,
)
from icesco_analysis.figures.basis import Parts, build_figure
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.findings.partners import (
    alt_map,
    alt_members,
    alt_periods,
    alt_ranking,
    alt_regions,
    alt_roles,
    alt_topics,
    caption_map,
    caption_members,
    caption_periods,
    caption_ranking,
    caption_regions,
    caption_roles,
    caption_topics,
    count_unread,
    say_unread,
)
from icesco_analysis.figures.plots.map import plot_map
from icesco_analysis.figures.plots.partners import (
    count_rows,
    plot_members,
    plot_periods,
    plot_ranking,
    plot_regions,
    plot_roles,
    plot_topics,
)
from icesco_analysis.figures.plots.world import load_world, measure_areas
from icesco_analysis.partners import load_countries
from icesco_analysis.topics import Topics

SMALL_KM2 = 40_000.0
"""Square kilometres below which a country is too small to be seen in its shape: some two points across on a page."""

MOST_SHADES = 4
"""Classes of a map: more shades are not told apart."""

_ROW = 0.19
_FRAME = 0.85
_TAIL = 0.65
_LOWEST = 1.7


def figure_ranking(articles: pd.DataFrame, countries: pd.DataFrame, *, pages: pd.DataFrame, seed: int) -> Figure:
    """Return the ranking of partner countries.

    Parameters
    ----------
    articles, countries, pages
        The tables of these names.
    seed
        Seed of the intervals.
    """
    ranking = count_partners(articles, countries, seed=seed)
    stories = len(select_read(articles))
    low, high = (ranking["share_low"] * stories).round(2), (ranking["share_high"] * stories).round(2)
    data = ranking.assign(low=low, high=high)
    lines = f"Lines: {100 * LEVEL:.0f} % intervals over pages." if data["high"].notna().any() else ""
    return _figure(
        "partners-ranking",
        title="The partner countries seen most",
        data=data,
        plot=plot_ranking,
        caption=caption_ranking(data, pages=pages),
        alt=alt_ranking(data),
        remark=lines,
        articles=articles,
        pages=pages,
        parameters={"seed": seed, "resamples": RESAMPLES, "fewest pages for intervals": MIN_PAGES},
        height=_height(data),
    )


def figure_roles(articles: pd.DataFrame, countries: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return partner, venue and mention side by side for each country.

    Parameters
    ----------
    articles, countries, pages
        The tables of these names.
    """
    roles = count_roles(articles, countries)
    return _figure(
        "partners-roles",
        title="Partner, only the venue, or only mentioned",
        data=roles,
        plot=plot_roles,
        caption=caption_roles(pages),
        alt=alt_roles(roles),
        articles=articles,
        pages=pages,
        height=_height(roles, head=0.2),
    )


def figure_periods(articles: pd.DataFrame, countries: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return partner countries by the periods that were seen.

    Parameters
    ----------
    articles, countries, pages
        The tables of these names.
    """
    periods = count_periods(articles, countries, pages=pages)
    totals = periods.groupby("country", sort=False)["stories"].sum().reset_index()
    hatched = " Hatched: not seen." if (periods["kind"] == "unseen").any() else ""
    words = "" if periods.empty else f"d: days seen.{hatched}"
    return _figure(
        "partners-periods",
        title="Partner countries in the periods that were seen",
        data=periods,
        plot=plot_periods,
        caption=caption_periods(pages),
        alt=alt_periods(periods),
        remark=words,
        articles=articles,
        pages=pages,
        height=_height(totals, head=0.5),
    )


def figure_topics(articles: pd.DataFrame, countries: pd.DataFrame, *, pages: pd.DataFrame, topics: Topics) -> Figure:
    """Return partner countries by topic, or by type of activity where no topics hold.

    Parameters
    ----------
    articles, countries, pages
        The tables of these names.
    topics
        The topics of the articles.
    """
    basis = name_basis(topics)
    groups = count_topics(articles, countries, choose_groups(topics, articles=articles))
    return _figure(
        "partners-topics",
        title=f"Partner countries by {basis}",
        data=groups,
        plot=partial(plot_topics, nothing=f"No story with a {basis} names a partner country."),
        caption=caption_topics(basis=basis, pages=pages),
        alt=alt_topics(groups, basis=basis),
        articles=articles,
        pages=pages,
        parameters={"basis": basis, "seed": topics.diagnostics["seed"]},
        height=2.4 + 0.27 * groups["topic"].nunique() if len(groups) else _LOWEST,
    )


def figure_regions(articles: pd.DataFrame, countries: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return partner countries by part of the world and membership of the OIC.

    Parameters
    ----------
    articles, countries, pages
        The tables of these names.
    """
    regions = count_regions(articles, countries)
    return _figure(
        "partners-regions",
        title="Where the partners are, and which OIC members are among them",
        data=regions,
        plot=plot_regions,
        caption=caption_regions(pages),
        alt=alt_regions(regions),
        articles=articles,
        pages=pages,
        height=_FRAME + 0.35 + _ROW * len(regions),
    )


def figure_map(articles: pd.DataFrame, countries: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the partner countries on a map of the world.

    Parameters
    ----------
    articles, countries, pages
        The tables of these names.
    """
    data = place_on_map(count_partners(articles, countries, seed=0))
    return _figure(
        "partners-map",
        title="The partner countries on the map",
        data=data,
        plot=plot_map,
        caption=caption_map(load_world().source, pages=pages),
        alt=alt_map(data),
        articles=articles,
        pages=pages,
        height=3.46,
    )


def figure_members(articles: pd.DataFrame, countries: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the members of the OIC, those that were not seen in bold.

    Parameters
    ----------
    articles, countries, pages
        The tables of these names.
    """
    members = list_members(articles, countries)
    return _figure(
        "partners-members",
        title="OIC members seen and not seen",
        data=members,
        plot=plot_members,
        caption=caption_members(pages),
        alt=alt_members(members),
        remark="● partner, with stories; ◐ only venue or mention; ○ not at all.",
        articles=articles,
        pages=pages,
        height=4.3,
    )


def _figure(
    name: str, *, articles: pd.DataFrame, pages: pd.DataFrame, remark: str = "", **parts: Unpack[Parts]
) -> Figure:
    """Return a figure of the articles whose roles were read, which says how many were not."""
    return build_figure(
        name,
        articles=select_read(articles),
        pages=pages,
        remark=f"{say_unread(articles)} {remark}".strip(),
        cases={"not in English": count_unread(articles)},
        **parts,
    )


def _height(data: pd.DataFrame, *, head: float = 0.0) -> float:
    """Return the height of a figure with a row for each of the first countries."""
    rows = count_rows(data, by="stories")
    return max(_LOWEST, _FRAME + head + _ROW * rows + (_TAIL if rows < len(data) else 0.0))


def place_on_map(ranking: pd.DataFrame) -> pd.DataFrame:
    """Return the countries of a ranking with what a map needs.

    Parameters
    ----------
    ranking
        As `count_partners` returns it.

    Returns
    -------
    DataFrame
        ``iso3, country, stories, longitude, latitude`` (degrees), ``small`` (below `SMALL_KM2`, or without a shape),
        ``shade`` (class of the number of stories, from 0) and ``label`` (the numbers in that class).
    """
    world, areas = load_countries(), measure_areas()
    shades, labels = _shade(ranking["stories"].tolist())
    codes = ranking["iso3"].tolist()
    return ranking[["iso3", "country", "stories"]].assign(
        longitude=[world[code].longitude for code in codes],
        latitude=[world[code].latitude for code in codes],
        small=pd.Series([areas.get(code, 0.0) < SMALL_KM2 for code in codes], dtype="bool", index=ranking.index),
        shade=pd.Series(shades, dtype="int64", index=ranking.index),
        label=pd.Series(labels, dtype="str", index=ranking.index),
    )


def _shade(numbers: Sequence[int]) -> tuple[list[int], list[str]]:
    """Return the class of each number, of at most `MOST_SHADES` that each reach as many times as far, and its words."""
    most = max(numbers, default=1)
    floors = sorted({max(1, round(most ** (step / MOST_SHADES))) for step in range(MOST_SHADES)})
    tops = [*(floor - 1 for floor in floors[1:]), most]
    words = [_range(floor, top) for floor, top in zip(floors, tops, strict=True)]
    shades = [sum(number >= floor for floor in floors) - 1 for number in numbers]
    return shades, [words[shade] for shade in shades]


def _range(low: int, high: int) -> str:
    return f"{low}–{high} stories" if low < high else f"{low} {'story' if low == 1 else 'stories'}"
