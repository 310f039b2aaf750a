"""What was read and what is known of it, in words."""

import pandas as pd

from icesco_analysis.counts import PARTS, count_characters, count_date_kinds, find_windows, list_days, merge_windows
from icesco_analysis.figures.basis import NO_DAY, NO_PAGE, cite_pages
from icesco_analysis.figures.basis import note_coverage as note_coverage
from icesco_analysis.language import count_of, escape_markdown, list_words, percent, span_words


def describe_pages(pages: pd.DataFrame, *, articles: pd.DataFrame, appearances: pd.DataFrame) -> str:
    """Return what was read, in sentences."""
    if pages.empty:
        return NO_PAGE
    copies = len(appearances) - len(articles)
    again = f"; {count_of(copies, 'is a copy', 'are copies')} of a story counted already" if copies else ""
    kinds = list_words([f"{n} {kind}" for kind, n in pages["kind"].value_counts().sort_index().items()])
    listings = list_words([f"{n} {kind}" for kind, n in pages["listing"].value_counts().sort_index().items()])
    return (
        f"**{count_of(len(pages), 'page')}** ({escape_markdown(kinds)}) print "
        f"**{count_of(len(appearances), 'article')}**, "
        f"**{count_of(len(articles), 'story', 'stories')}** in all{again}. What each page lists: {listings}."
    )


def describe_seen(articles: pd.DataFrame, *, pages: pd.DataFrame) -> str:
    """Return which days were seen, and how little that is of the time between the first and the last."""
    spans = merge_windows(find_windows(pages))
    if spans.empty:
        return NO_DAY
    start, end = spans["start"].min(), spans["end"].max()
    seen, all_days = len(list_days(spans)), (end - start).days + 1
    dated = int(articles["date_start"].notna().sum())
    return (
        f"Between the first dated activity and the last ({span_words(start, end)}) lie "
        f"**{count_of(all_days, 'day')}**; the pages saw **{seen:,}** of them ({percent(seen, all_days)}), "
        f"in {count_of(len(spans), 'window')}. "
        f"On these days **{count_of(dated, 'dated activity', 'dated activities')}** began. "
        "About every other day these pages say nothing, neither that something happened nor that nothing did."
    )


def describe_date_kinds(articles: pd.DataFrame) -> str:
    """Return how the days are known, in sentences."""
    if articles.empty:
        return NO_PAGE
    kinds = count_date_kinds(articles).set_index("date_kind")
    dated, full, n = int(kinds["n_dated"].sum()), int(kinds["n_dated"].iloc[0]), len(articles)
    conflicts = int(kinds["n_conflict"].sum())
    weekdays = count_of(conflicts, "printed weekday")
    false = f" **{weekdays}** cannot be true; the date was kept as printed." if conflicts else ""
    return (
        f"The day is known for **{dated} of {count_of(n, 'story', 'stories')}** ({percent(dated, n)}): for "
        f"{full} it is printed in full, for "
        f"{dated - full} the page settles what the text leaves out. "
        f"**{n - dated}** stay open, and no chart over time holds them.{false}"
    )


def describe_characters(pages: pd.DataFrame) -> str:
    """Return what the characters of the pages went into, in a sentence."""
    if pages.empty:
        return NO_PAGE
    total, unparsed = int(pages["n_chars"].sum()), int(pages["n_chars_unparsed"].sum())
    parts = count_characters(pages).groupby("part")["n_chars"].sum().reindex(PARTS)
    shares = list_words([f"{part} {percent(int(n), total)}" for part, n in parts.items() if n])
    rest = "no character is left over" if not unparsed else f"**{count_of(unparsed, 'character')}** were not understood"
    return f"Of **{count_of(total, 'character')}** of visible text, these shares went into: {shares}; {rest}."


# --- figures ----------------------------------------------------------------------------------------------------------


def caption_calendar(pages: pd.DataFrame) -> str:
    """Return what to print under the calendar."""
    return (
        "Days between the first and the last dated activity of each page, a strip a year. A needle is a day on which "
        "activities began, higher for more; hatched days were seen by no page, and nothing is known of them. "
        + cite_pages(pages)
    )


def alt_calendar(data: pd.DataFrame) -> str:
    """Return the calendar as an alternative text."""
    if data.empty:
        return "An empty chart, which says that no activity on these pages has a known day."
    by_year = data.groupby(data["day"].dt.year)["n"].agg(["size", "sum"])
    years = list_words([f"{n} in {year}" for year, n in by_year["size"].items()])
    begun = count_of(int(data["n"].sum()), "activity", "activities")
    seen = f"{count_of(len(data), 'day')} seen ({years}), on which {begun} began"
    return f"Strips of days, one a year. {seen}; the rest is hatched."


def caption_date_kinds(pages: pd.DataFrame) -> str:
    """Return what to print under the kinds of dates."""
    return (
        "Stories by the best evidence of the day that their text prints. Solid: the page settles the day; hollow: it "
        "stays open. A false weekday does not fall on the date printed beside it. " + cite_pages(pages)
    )


def alt_date_kinds(data: pd.DataFrame) -> str:
    """Return the kinds of dates as an alternative text."""
    if not data["n"].sum():
        return "An empty chart, which says that no story was read and no date can be counted."
    kinds = [f"{row['date_kind']} {row['n']} ({row['n_open']} open)" for row in data.to_dict("records")]
    return f"Bar chart of stories by kind of date: {', '.join(kinds)}."


def caption_characters(pages: pd.DataFrame) -> str:
    """Return what to print under the account of characters."""
    return (
        "Share of the visible characters of each page that went into articles, datelines, text of the site that "
        "belongs to no article, menus and the like; unparsed is what was not understood. " + cite_pages(pages)
    )


def alt_characters(pages: pd.DataFrame) -> str:
    """Return the account of characters as an alternative text."""
    if pages.empty:
        return "An empty chart, which says that no page was read and no character can be accounted for."
    total = int(pages["n_chars"].sum())
    parts = [f"{part} {percent(int(pages[f'n_chars_{part}'].sum()), total)}" for part in PARTS]
    return f"Stacked bars, one a page; over all pages {', '.join(parts)} of {count_of(total, 'character')}."
