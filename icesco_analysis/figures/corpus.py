"""The figures of what was read."""

import pandas as pd

from icesco_analysis.counts import PARTS, count_characters, count_date_kinds, count_days, find_windows, merge_windows
from icesco_analysis.figures.basis import build_figure
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.findings.corpus import (
    alt_calendar,
    alt_characters,
    alt_date_kinds,
    caption_calendar,
    caption_characters,
    caption_date_kinds,
)
from icesco_analysis.figures.plots.corpus import plot_calendar, plot_characters, plot_date_kinds

MAX_BARS = 12
"""Pages drawn one by one; of more, those with the largest share that was not understood, then the longest."""

ALL_PAGES = "all pages"

KEY_CALENDAR = "A needle is a day with activities. Hatched: not seen."


def figure_calendar(articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the calendar of the days seen, a strip a year.

    Parameters
    ----------
    articles, pages
        The tables of these names.
    """
    days = count_days(articles, spans=merge_windows(find_windows(pages)))
    years = int(days["day"].dt.year.max() - days["day"].dt.year.min() + 1) if len(days) else 1
    return build_figure(
        "corpus-calendar",
        title="The days that the saved pages saw",
        data=days,
        plot=plot_calendar,
        caption=caption_calendar(pages),
        alt=alt_calendar(days),
        remark=KEY_CALENDAR if len(days) else "",
        articles=articles,
        pages=pages,
        height=0.95 + 0.3 * max(2, years),
    )


def figure_date_kinds(articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the kinds of dates, settled and open.

    Parameters
    ----------
    articles, pages
        The tables of these names.
    """
    kinds = count_date_kinds(articles)
    return build_figure(
        "corpus-date-kinds",
        title="How the day of an activity is known",
        data=kinds,
        plot=plot_date_kinds,
        caption=caption_date_kinds(pages),
        alt=alt_date_kinds(kinds),
        articles=articles,
        pages=pages,
        height=2.2,
    )


def figure_characters(pages: pd.DataFrame, *, articles: pd.DataFrame) -> Figure:
    """Return the account of characters: all pages together, then one by one.

    Parameters
    ----------
    pages, articles
        The tables of these names.
    """
    shares = select_characters(pages)
    return build_figure(
        "corpus-characters",
        title="What the characters of each page went into",
        data=shares,
        plot=plot_characters,
        caption=caption_characters(pages),
        alt=alt_characters(pages),
        articles=articles,
        pages=pages,
        parameters={"pages shown at most": MAX_BARS},
        height=1.1 + 0.2 * shares["label"].nunique(),
    )


def select_characters(pages: pd.DataFrame) -> pd.DataFrame:
    """Return the account of all pages together and of up to `MAX_BARS` single ones: ``label, part, n_chars, share``.

    Examples
    --------
    >>> pages = pd.DataFrame({"source": ["a"], "n_chars": [100], "n_chars_articles": [90], "n_chars_dateline": [0],
    ...     "n_chars_boilerplate": [10], "n_chars_furniture": [0], "n_chars_unparsed": [0]})
    >>> select_characters(pages)["label"].unique().tolist()
    ['all pages', 'a']
    """
    if pages.empty:
        return pd.DataFrame(columns=["label", "part", "n_chars", "share"])
    columns = ["n_chars", *(f"n_chars_{part}" for part in PARTS)]
    total = pages[columns].sum().to_frame().T.assign(source=ALL_PAGES)
    unparsed = pages["n_chars_unparsed"] / pages["n_chars"].clip(lower=1)
    ranked = pages.assign(unparsed=unparsed).sort_values(
        ["unparsed", "n_chars", "source"], ascending=[False, False, True]
    )
    single = ranked.head(MAX_BARS).sort_values("source")
    account = pd.concat([count_characters(total), count_characters(single)], ignore_index=True)
    return account.rename(columns={"source": "label"})
