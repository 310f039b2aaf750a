"""Activity over time, in words."""

import pandas as pd

from icesco_analysis.counts import (
    LEVEL,
    NO_ACTIVITY,
    count_activities,
    count_lags,
    count_months,
    count_weekdays,
    find_windows,
    merge_windows,
)
from icesco_analysis.figures.findings.corpus import NO_DAY, NO_PAGE, cite_pages
from icesco_analysis.language import MONTHS, count_of, list_words, percent, span_words

MAX_RATES = 6
"""Spans whose rates are said one by one; of more, the middle and the ends are said."""

MIN_FOR_WEEKDAYS = 20
"""Activities below which the days of the week are not compared in words: three a day at best."""


def describe_windows(pages: pd.DataFrame) -> str:
    """Return how long the windows of the pages are, and what follows from it."""
    windows = find_windows(pages)
    if windows.empty:
        return NO_DAY
    unknown = int((windows["listing"] == "unknown").sum())
    ordered = windows.sort_values(["days", "start"], ignore_index=True)
    shortest, longest = ordered.iloc[0], ordered.iloc[-1]
    said = (
        "A single page cannot be compared with another."
        if len(windows) == 1
        else f"The shortest window has **{count_of(int(shortest['days']), 'day')}** "
        f"({span_words(shortest['start'], shortest['end'])}), the longest **{longest['days']:,}** "
        f"({span_words(longest['start'], longest['end'])})."
    )
    return (
        f"**{count_of(len(windows), 'window')}** in "
        f"{count_of(len(merge_windows(windows)), 'separate span')} of time. {said} "
        f"{_warn_of_unknown(unknown)}"
    )


def _warn_of_unknown(n: int) -> str:
    """Say what must not be done with windows that nobody vouches for."""
    if not n:
        return "For each of them somebody stated what the page lists."
    return (
        f"For **{n}** of them nobody vouches that the page lists everything published in its window: "
        "counts from different windows must not be compared as if they were rates."
    )


def describe_overlaps(overlaps: pd.DataFrame) -> str:
    """Return what overlapping pages say of each other's completeness."""
    telling = overlaps[overlaps["verdict"].isin(["agree", "first lacks", "second lacks", "both lack"])]
    if telling.empty:
        return "No two windows overlap in a way that would prove or disprove that a page lists everything."
    lacking = int((telling["verdict"] != "agree").sum())
    return (
        f"**{count_of(len(telling), 'pair')}** of windows overlap and can be compared: in **{lacking}** one page lacks "
        "an activity that the other lists well inside its window, so it does not list everything; in "
        f"**{len(telling) - lacking}** they agree, which supports both and proves neither."
    )


def describe_months(articles: pd.DataFrame, *, pages: pd.DataFrame) -> str:
    """Return how activity is spread over the months seen."""
    months = count_months(articles, spans=merge_windows(find_windows(pages)))
    if months.empty:
        return NO_DAY
    seen = months[months["seen"] != "not"]
    whole = int((seen["seen"] == "whole").sum())
    top = seen.sort_values(["n", "month"], ascending=[False, True]).iloc[0]
    level = [_month(month) for month in seen.loc[(seen["n"] == top["n"]) & (seen["month"] != top["month"]), "month"]]
    same = f", as many in {list_words(level)}" if level else ""
    undated = int(articles["date_start"].isna().sum())
    return (
        f"Of **{count_of(len(months), 'month')}** from the first to the last, **{whole}** were seen whole, "
        f"**{len(seen) - whole}** in part and **{len(months) - len(seen)}** not at all. Most activities, "
        f"**{top['n']}**, began in {_month(top['month'])} ({count_of(int(top['days_seen']), 'day')} seen){same}. "
        f"{count_of(undated, 'undated story is', 'undated stories are')} not in the chart."
    )


def describe_activities(articles: pd.DataFrame) -> str:
    """Return which types of activity are most frequent."""
    if articles.empty:
        return NO_PAGE
    counts = count_activities(articles)
    named = counts[(counts["activity"] != NO_ACTIVITY) & (counts["n"] > 0)]
    unsaid = len(articles) - int(named["n"].sum())
    rest = f" For **{unsaid}** the words do not say." if unsaid else ""
    if named.empty:
        return f"Of **{count_of(len(articles), 'story', 'stories')}** none says what type of activity it reports."
    parts = [f"{row['activity']} **{row['n']}**" for row in named.to_dict("records")]
    return f"Of **{count_of(len(articles), 'story', 'stories')}**: {list_words(parts)}.{rest}"


def describe_weekdays(articles: pd.DataFrame, *, pages: pd.DataFrame) -> str:
    """Return which weekdays differ from equal days, if there are enough activities to say so."""
    counts = count_weekdays(articles, spans=merge_windows(find_windows(pages)))
    n = int(counts["n"].sum())
    if n < MIN_FOR_WEEKDAYS:
        return (
            f"Only **{count_of(n, 'activity', 'activities')}** fell on one known day of the week: too few to compare "
            f"the days (at least {MIN_FOR_WEEKDAYS})."
        )
    counts["more"] = counts["n"] - counts["expected"]
    ordered = counts.sort_values("more", kind="stable", ignore_index=True)
    least, most = ordered.iloc[0], ordered.iloc[-1]
    return (
        f"Of **{n}** activities on one known day, {most['weekday']} has most above what equal days would give "
        f"(**{most['n']}** against {most['expected']:.1f}), {least['weekday']} most below "
        f"(**{least['n']}** against {least['expected']:.1f}). "
        "This describes the pages saved, not the house."
    )


def describe_lags(articles: pd.DataFrame) -> str:
    """Return how long after its activity a story was published."""
    lags = count_lags(articles)
    if lags.empty:
        return "No page tells both the day of an activity and the day it was published, so the lag is not known."
    n = int(lags["n"].sum())
    ordered = lags.loc[lags.index.repeat(lags["n"]), "lag_days"]
    early = int(lags.loc[lags["lag_days"] < 0, "n"].sum())
    warning = (
        f" **{early}** of them {'was' if early == 1 else 'were'} published before the activity: one day is wrong."
        if early
        else ""
    )
    middle = count_of(int(ordered.median()), "day")
    return (
        f"For **{count_of(n, 'story', 'stories')}** both days are known: half of them were published within "
        f"**{middle}**, the slowest after {count_of(int(ordered.max()), 'day')}.{warning}"
    )


def describe_rates(rates: pd.DataFrame) -> str:
    """Return the rates that are vouched for, or that none is."""
    known = rates.dropna(subset=["rate"])
    if known.empty:
        return (
            "**No rate is given**: for no span is it vouched that the pages list everything published in it. Whoever "
            "saved them can state it in a small file `pages.csv` beside them (column `listing`: `all`)."
        )
    if len(known) > MAX_RATES:
        return _summarise_rates(known)
    parts = [
        f"{span_words(row['start'], row['end'])}: **{row['rate']:.1f}** a week ({row['low']:.1f} to {row['high']:.1f}; "
        f"n = {row['n']}, {row['n_undated']} undated not counted)"
        for row in known.to_dict("records")
    ]
    return (
        f"Activities a week with {percent(LEVEL, 1)} intervals, the rate taken as constant within each span: "
        + "; ".join(parts)
        + "."
    )


def _summarise_rates(known: pd.DataFrame) -> str:
    ordered = known.sort_values(["rate", "start"], ignore_index=True)
    low, high = ordered.iloc[0], ordered.iloc[-1]
    return (
        f"In **{len(known)}** spans that are vouched for, activities a week range from **{low['rate']:.1f}** "
        f"({span_words(low['start'], low['end'])}) to **{high['rate']:.1f}** "
        f"({span_words(high['start'], high['end'])}); half of the spans lie above "
        f"{known['rate'].median():.1f}. The rate is taken as constant within each span."
    )


def _month(day: pd.Timestamp) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


# --- figures ----------------------------------------------------------------------------------------------------------


def caption_months(pages: pd.DataFrame, *, crowded: bool = False) -> str:
    """Return what to print under the months.

    Parameters
    ----------
    pages
        The table of this name.
    crowded
        Whether there are too many months for bars as wide as the days seen.
    """
    wide = "" if crowded else " and as wide as the days seen of it (d)"
    unit = "months" if crowded else "days"
    return (
        f"Activities begun in each month; a bar is as high as its month{wide}, dark where the whole was seen. "
        f"Hatched {unit} were seen by no page. An activity of several days counts "
        "on its first. Pages need not list everything, so bars must not be read as rates. " + cite_pages(pages)
    )


def alt_months(months: pd.DataFrame) -> str:
    """Return the months as an alternative text.

    Parameters
    ----------
    months
        As ``counts.count_months`` returns them.
    """
    if months.empty:
        return "An empty chart, which says that no activity on these pages has a known day."
    seen = months[months["seen"] != "not"]
    top = seen.nlargest(3, "n")
    most = list_words(
        [
            f"{row['n']} in {_month(row['month'])} ({count_of(row['days_seen'], 'day')})"
            for row in top.to_dict("records")
        ]
    )
    return (
        f"Bars for {count_of(len(seen), 'month')} with days seen, {_month(seen['month'].iloc[0])} to "
        f"{_month(seen['month'].iloc[-1])}; most activities {most}. "
        f"{count_of(len(months) - len(seen), 'month is', 'months are')} hatched as not seen."
    )


def caption_pages(pages: pd.DataFrame, *, shown: int) -> str:
    """Return what to print under the windows of the pages."""
    windows = len(find_windows(pages))
    some = f" The {shown} latest of {windows} windows are shown." if shown < windows else ""
    return (
        "A strip is one saved page, from its first dated activity to its last; a needle is a day on which activities "
        "began, higher for more. Pages of equal length that span very different times list different things, or a "
        f"house that was busier; without a word on what they list nobody can tell.{some} " + cite_pages(pages)
    )


def alt_pages(data: pd.DataFrame) -> str:
    """Return the windows of the pages as an alternative text."""
    if data.empty:
        return "An empty chart, which says that no activity on these pages has a known day."
    rows = data.drop_duplicates("page")
    parts = [f"{row['label']} {count_of(row['days'], 'day')}" for row in rows.to_dict("records")]
    return f"Strips of days, one a page: {', '.join(parts)}."


def caption_activities(pages: pd.DataFrame) -> str:
    """Return what to print under the types of activity."""
    return (
        "Stories by the type of activity that headline and lead tell of, dated or not; a story has one type at most. "
        + cite_pages(pages)
    )


def alt_activities(data: pd.DataFrame) -> str:
    """Return the types of activity as an alternative text."""
    if not data["n"].sum():
        return "An empty chart, which says that no story was read and no activity can be counted."
    kinds = [f"{activity} {n}" for activity, n in zip(data["activity"], data["n"], strict=True)]
    return f"Bar chart of stories: {', '.join(kinds)}."


def caption_weekdays(pages: pd.DataFrame) -> str:
    """Return what to print under the days of the week."""
    return (
        "Activities of one day by their day of the week, those with a false printed weekday left out. The line is what "
        "equal days would give: the activities of each window shared out by how often each weekday occurs in it. "
        + cite_pages(pages)
    )


def alt_weekdays(data: pd.DataFrame) -> str:
    """Return the days of the week as an alternative text."""
    if not data["n"].sum():
        return "An empty chart, which says that no activity falls on one known day of the week."
    days = [f"{row['weekday']} {row['n']} (equal days {row['expected']:.1f})" for row in data.to_dict("records")]
    return f"Bar chart of activities: {', '.join(days)}."


def caption_lags(pages: pd.DataFrame) -> str:
    """Return what to print under the lags."""
    return (
        "Days from a one-day activity to the publication of its story, where a page tells both. Publication is a "
        "ceiling for the day of the activity, never its date; a story published before its activity is a "
        "contradiction. " + cite_pages(pages)
    )


def alt_lags(data: pd.DataFrame) -> str:
    """Return the lags as an alternative text."""
    if data.empty:
        return "An empty chart, which says that no page tells both the day of an activity and of its publication."
    top = data.nlargest(4, "n").sort_values("lag_days")
    parts = [f"{n} {_lag_words(lag)}" for lag, n in zip(top["lag_days"], top["n"], strict=True)]
    stories = count_of(int(data["n"].sum()), "story", "stories")
    return f"Bar chart of {stories} by the day they were published: mostly {', '.join(parts)}."


def _lag_words(lag: int) -> str:
    return f"{count_of(abs(lag), 'day')} {'after' if lag >= 0 else 'before'} the activity"


def caption_rates(pages: pd.DataFrame, *, shown: int, known: int) -> str:
    """Return what to print under the rates.

    Parameters
    ----------
    pages
        The table of this name.
    shown, known
        Spans drawn, and spans with a rate.
    """
    some = f"The {shown} latest of {known} spans are shown. " if shown < known else ""
    return (
        f"Dated activities a week in the spans vouched for as complete, with {percent(LEVEL, 1)} intervals: n "
        "activities bound n − 1 gaps, whose sum is Gamma distributed if the rate is constant within the span. "
        "Activities come in clusters, so the true uncertainty is larger. " + some + cite_pages(pages)
    )


def alt_rates(rates: pd.DataFrame) -> str:
    """Return the rates as an alternative text."""
    known = rates.dropna(subset=["rate"])
    if known.empty:
        return "An empty chart, which says that no page is vouched for as complete, so no rate is given."
    parts = [
        f"{span_words(row['start'], row['end'])} {row['rate']:.1f} ({row['low']:.1f} to {row['high']:.1f})"
        for row in known.to_dict("records")
    ]
    return f"Dots with intervals, activities a week: {'; '.join(parts)}."
