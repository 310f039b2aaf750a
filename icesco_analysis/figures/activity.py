"""The figures of activity over time."""

import pandas as pd

from icesco_analysis.counts import (
    EDGE_DAYS,
    LEVEL,
    count_activities,
    count_lags,
    count_months,
    count_pieces,
    count_weekdays,
    find_windows,
    merge_windows,
)
from icesco_analysis.figures.basis import build_figure
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.findings.activity import (
    alt_activities,
    alt_lags,
    alt_months,
    alt_pages,
    alt_rates,
    alt_weekdays,
    caption_activities,
    caption_lags,
    caption_months,
    caption_pages,
    caption_rates,
    caption_weekdays,
)
from icesco_analysis.figures.plots.activity import (
    is_crowded,
    plot_activities,
    plot_lags,
    plot_months,
    plot_pages,
    plot_rates,
    plot_weekdays,
)
from icesco_analysis.language import count_of, span_words

MAX_ROWS = 20
"""Pages, or spans with a rate, drawn one by one: half a page of paper; of more, the latest."""

KEY_MONTHS = "Dark: month seen whole. Light: seen in part{days}. Hatched: not seen."


def figure_months(articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the activities begun in each month, over the days seen.

    Parameters
    ----------
    articles, pages
        The tables of these names.
    """
    spans = merge_windows(find_windows(pages))
    pieces = count_pieces(articles, spans=spans)
    crowded = is_crowded(pieces)
    return build_figure(
        "activity-months",
        title="Activities in the windows that the saved pages show",
        data=pieces,
        plot=plot_months,
        caption=caption_months(pages, crowded=crowded),
        alt=alt_months(count_months(articles, spans=spans)),
        remark=KEY_MONTHS.format(days="" if crowded else ", d = days seen") if len(pieces) else "",
        articles=articles,
        pages=pages,
        height=3.1,
    )


def figure_pages(articles: pd.DataFrame, *, pages: pd.DataFrame, appearances: pd.DataFrame) -> Figure:
    """Return the window of each page with the activities in it.

    Parameters
    ----------
    articles, pages, appearances
        The tables of these names.
    """
    data = place_activities(articles, pages=pages, appearances=appearances)
    shown = data["page"].nunique()
    return build_figure(
        "activity-pages",
        title="How long a time each page lists",
        data=data,
        plot=plot_pages,
        caption=caption_pages(pages, shown=shown),
        alt=alt_pages(data),
        articles=articles,
        pages=pages,
        parameters={"pages shown at most": MAX_ROWS},
        height=1.3 + 0.21 * max(2, shown),
    )


def place_activities(articles: pd.DataFrame, *, pages: pd.DataFrame, appearances: pd.DataFrame) -> pd.DataFrame:
    """Return, for each page, the days of its window on which activities began.

    Parameters
    ----------
    articles, pages, appearances
        The tables of these names.

    Returns
    -------
    DataFrame
        ``page, label`` (the window in words), ``days`` (its length), ``n`` (dated articles of the page), ``n_undated``,
        ``day, offset`` (days since the first), ``n_on_day``; the `MAX_ROWS` latest windows, oldest first.
    """
    windows = find_windows(pages).tail(MAX_ROWS)
    printed = appearances.merge(articles[["article_id", "date_start"]], on="article_id")
    printed = printed[printed["source"].isin(windows["source"])]
    days = printed.groupby(["source", "date_start"]).size().rename("n_on_day").reset_index()
    undated = printed["date_start"].isna().groupby(printed["source"]).sum()
    placed = windows.merge(days, on="source").rename(columns={"source": "page", "date_start": "day"})
    placed["label"] = [span_words(*ends) for ends in zip(placed["start"], placed["end"], strict=True)]
    placed["offset"] = (placed["day"] - placed["start"]).dt.days
    placed["n"] = placed.groupby("page")["n_on_day"].transform("sum").astype("int64")
    placed["n_undated"] = placed["page"].map(undated).astype("int64")
    columns = ["page", "label", "days", "n", "n_undated", "day", "offset", "n_on_day"]
    return placed.astype({"label": "str"})[columns]


def figure_activities(articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the stories by type of activity.

    Parameters
    ----------
    articles, pages
        The tables of these names.
    """
    data = count_activities(articles)
    return build_figure(
        "activity-types",
        title="What kind of activity the stories report",
        data=data,
        plot=plot_activities,
        caption=caption_activities(pages),
        alt=alt_activities(data),
        articles=articles,
        pages=pages,
        height=2.5,
    )


def figure_weekdays(articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the activities by day of the week, beside what equal days would give.

    Parameters
    ----------
    articles, pages
        The tables of these names.
    """
    data = count_weekdays(articles, spans=merge_windows(find_windows(pages)))
    return build_figure(
        "activity-weekdays",
        title="On which days of the week activities take place",
        data=data,
        plot=plot_weekdays,
        caption=caption_weekdays(pages),
        alt=alt_weekdays(data),
        remark=f"Counted here: {count_of(int(data['n'].sum()), 'activity', 'activities')} on one known day.",
        articles=articles,
        pages=pages,
        cases={"counted": int(data["n"].sum())},
        height=2.8,
    )


def figure_lags(articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return how many days after its activity a story was published.

    Parameters
    ----------
    articles, pages
        The tables of these names.
    """
    data = count_lags(articles)
    return build_figure(
        "activity-lags",
        title="From the activity to its publication",
        data=data,
        plot=plot_lags,
        caption=caption_lags(pages),
        alt=alt_lags(data),
        remark=f"Counted here: {count_of(int(data['n'].sum()), 'story', 'stories')} with both days.",
        articles=articles,
        pages=pages,
        cases={"counted": int(data["n"].sum())},
        height=2.6,
    )


def figure_rates(rates: pd.DataFrame, *, articles: pd.DataFrame, pages: pd.DataFrame) -> Figure:
    """Return the activities a week where they are vouched for.

    Parameters
    ----------
    rates
        As ``coverage.estimate_rates`` returns them.
    articles, pages
        The tables of these names.
    """
    known = rates.dropna(subset=["rate"])
    shown = known.sort_values("start").tail(MAX_ROWS).reset_index(drop=True)
    return build_figure(
        "activity-rates",
        title="Activities a week, where the pages are vouched for",
        data=shown,
        plot=plot_rates,
        caption=caption_rates(pages, shown=len(shown), known=len(known)),
        alt=alt_rates(shown),
        articles=articles,
        pages=pages,
        cases={"spans": len(known)},
        parameters={"level of the interval": LEVEL, "days near an edge": EDGE_DAYS, "spans shown at most": MAX_ROWS},
        height=1.4 + 0.21 * max(1, len(shown)),
    )
