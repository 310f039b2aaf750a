"""The figures of the topics, and the small tables they draw."""

from functools import partial
from typing import Unpack

import pandas as pd

from icesco_analysis.counts import find_windows, list_days, list_periods, merge_windows
from icesco_analysis.figures.basis import Parts, build_figure, cite_pages
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.findings.topics import (
    NO_LABELS,
    alt_counts,
    alt_map,
    alt_stability,
    alt_terms,
    caption_stability,
)
from icesco_analysis.figures.plots.topics import count_abreast, plot_counts, plot_map, plot_stability, plot_terms
from icesco_analysis.language import count_of, percent
from icesco_analysis.topics import SETTLED_SHARE, Topics

MOST_TERMS = {1: 9, 2: 8, 3: 6}
"""Terms shown of each topic by the rows of topics, so that the figure stays below half a page."""

FEWEST_TERMS = 5
"""Terms of each topic where there are more rows of topics."""

_TERM = 0.165
_HEADING = 0.38
_TILE = 0.36


def count_months(topics: Topics, articles: pd.DataFrame, *, pages: pd.DataFrame) -> pd.DataFrame:
    """Return articles by topic and month of the first day of the activity, and the time that no page saw.

    Quarters or years take the place of months where there would be too many, as in ``rankings.list_periods``.

    Parameters
    ----------
    topics
        The topics.
    articles, pages
        The tables of these names.

    Returns
    -------
    pandas.DataFrame
        ``row`` (topic), ``column`` (the period in words, "" for time not seen), ``start, days_seen, n``: every topic
        with every period; `n` is missing for time that was not seen. Undated articles are not in it.
    """
    days = list_days(merge_windows(find_windows(pages))).union(
        pd.DatetimeIndex(articles["date_start"].dropna().unique())
    )
    periods = list_periods(days)
    periods = periods[periods["kind"] != "undated"].reset_index(drop=True)
    spans = pd.IntervalIndex.from_arrays(periods["start"], periods["end"], closed="both")
    places = spans.get_indexer(pd.DatetimeIndex(articles["date_start"]))
    dated = articles.assign(column=places)[places >= 0]
    counts = _count(topics, dated, columns=periods.index)
    named = counts.merge(periods.rename_axis("column").reset_index(), on="column")
    named["n"] = named["n"].astype("Int64").mask(named["kind"] == "unseen")
    return named.assign(column=named["label"])[["row", "column", "start", "days_seen", "n"]]


def count_activities(topics: Topics, articles: pd.DataFrame) -> pd.DataFrame:
    """Return articles by topic and type of activity: ``row, column, n``.

    Parameters
    ----------
    topics
        The topics.
    articles
        Frame with `article_id` and `activity`.
    """
    return _count(topics, articles.assign(column=articles["activity"]))


def count_themes(topics: Topics, labelled: pd.DataFrame) -> pd.DataFrame:
    """Return articles by topic and the theme that a person gave: ``row, column, n``.

    Parameters
    ----------
    topics
        The topics.
    labelled
        `article_id`, `theme`.
    """
    return _count(topics, labelled.assign(column=labelled["theme"].str.replace("_", " ")))


def _count(topics: Topics, columns_of: pd.DataFrame, *, columns: pd.Index | None = None) -> pd.DataFrame:
    """Return how many articles each topic has with each value of ``column``, or with each of `columns`."""
    known = topics.assignments.dropna(subset="topic")
    known = known.merge(columns_of[["article_id", "column"]].dropna(), on="article_id")
    rows = {topic: f"{topic} {label}" for topic, label in topics.labels.items()}
    table = pd.crosstab(known["topic"], known["column"]).reindex(list(rows), fill_value=0).sort_index(axis=1)
    if columns is not None:
        table = table.reindex(columns=columns, fill_value=0)
    if known.empty:
        table = table.iloc[:0]
    across = table.rename(index=rows).T.rename_axis(index="column", columns=None).reset_index()
    counts = across.melt(id_vars="column", var_name="row", value_name="n")[["row", "column", "n"]]
    return counts.astype({"row": "str", "n": "int64"} | ({"column": "str"} if columns is None else {}))


def count_left_out(topics: Topics, counts: pd.DataFrame) -> int:
    """Return how many articles with a topic are not in `counts`."""
    return int(topics.assignments["topic"].notna().sum() - counts["n"].sum())


def figure_stability(topics: Topics, articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the figure of stability by number of topics.

    Parameters
    ----------
    topics
        The topics.
    articles, pages
        The tables of these names.
    """
    found = topics.diagnostics
    chosen = "" if found["structured"] else ", no number of topics holds"
    return _figure(
        "topics-stability",
        topics,
        articles,
        pages=pages,
        title="How many topics hold, and whether any do",
        data=topics.curve,
        plot=partial(plot_stability, nothing=found["message"]),
        caption=caption_stability(topics),
        alt=alt_stability(topics),
        remark=f"Grouped: {count_of(found['n_english'], 'story', 'stories')} in English{chosen}.",
        height=2.9,
    )


def figure_map(topics: Topics, articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the map of the articles.

    Parameters
    ----------
    topics
        The topics.
    articles, pages
        The tables of these names.
    """
    data = topics.map.merge(topics.assignments, on="article_id").merge(
        articles[["article_id", "headline"]], on="article_id", how="left"
    )
    unsettled = int((~data["settled"]).sum())
    return _figure(
        "topics-map",
        topics,
        articles,
        pages=pages,
        title="The articles, near to each other where their words are",
        data=data,
        plot=partial(plot_map, nothing=topics.diagnostics["message"]),
        caption="Each mark is an article in the two directions in which the topics differ most; distances are "
        f"a sketch. Hollow marks lie with their topic in less than {percent(SETTLED_SHARE, 1)} of the resamples.",
        alt=alt_map(data),
        remark=f"Drawn: {count_of(len(data), 'story', 'stories')}, {unsettled} unsettled (hollow).",
        parameters={"settled_share": SETTLED_SHARE},
        height=3.5,
    )


def figure_terms(topics: Topics, articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the figure of the strongest terms of each topic.

    Parameters
    ----------
    topics
        The topics.
    articles, pages
        The tables of these names.
    """
    n_topics = max(1, topics.diagnostics["n_topics"])
    bands = -(-n_topics // count_abreast(n_topics))
    shown = MOST_TERMS.get(bands, FEWEST_TERMS)
    data = topics.terms.groupby("topic").head(shown).reset_index(drop=True)
    data.insert(1, "label", data["topic"].map(topics.labels).astype("str"))
    settled = count_of(topics.diagnostics["n_settled"], "settled story", "settled stories")
    return _figure(
        "topics-terms",
        topics,
        articles,
        pages=pages,
        title="The words that mark each topic",
        data=data,
        plot=partial(plot_terms, nothing=topics.diagnostics["message"]),
        caption="Class-based TF-IDF of the words left when names, countries, dates and the house's formulas are out: "
        "how much more often a topic uses a word than the others do.",
        alt=alt_terms(data),
        remark=f"From {settled}; each word stands in two of them or more.",
        height=0.75 + bands * (_HEADING + _TERM * shown),
    )


def figure_months(topics: Topics, counts: pd.DataFrame, articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the figure of topics over the time seen.

    Parameters
    ----------
    topics
        The topics.
    counts
        As `count_months` returns it.
    articles, pages
        The tables of these names.
    """
    hatched = " Hatched: not seen." if counts["n"].isna().any() else ""
    return _figure_counts(
        "topics-months",
        topics,
        counts,
        articles,
        pages=pages,
        title="Topics in the time that was seen",
        what="month",
        caption="Articles by topic and time of the activity, undated ones left out; d is the number of days seen. What "
        "lies between was seen by no page: nothing is known of it. ",
        remark=f"Drawn: {count_of(int(counts['n'].sum()), 'dated story', 'dated stories')} with a topic. "
        f"d: days seen.{hatched}",
    )


def figure_activities(topics: Topics, counts: pd.DataFrame, articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the figure of topics by type of activity.

    Parameters
    ----------
    topics
        The topics.
    counts
        As `count_activities` returns it.
    articles, pages
        The tables of these names.
    """
    unknown = count_left_out(topics, counts)
    return _figure_counts(
        "topics-activities",
        topics,
        counts,
        articles,
        pages=pages,
        title="What kind of activity each topic comes with",
        what="type of activity",
        caption="Articles by topic and by the type of activity read from headline and lead. ",
        remark=f"Drawn: {count_of(int(counts['n'].sum()), 'story', 'stories')} with topic and type"
        + (f", {unknown} without a type left out." if unknown else "."),
    )


def figure_themes(topics: Topics, counts: pd.DataFrame, articles: pd.DataFrame, *, pages: pd.DataFrame) -> Figure:
    """Return the figure of topics by labelled theme.

    Parameters
    ----------
    topics
        The topics.
    counts
        As `count_themes` returns it.
    articles, pages
        The tables of these names.
    """
    return _figure_counts(
        "topics-themes",
        topics,
        counts,
        articles,
        pages=pages,
        title="Topics beside the themes a reader gave",
        what="theme",
        caption="Articles by topic and by the theme that a person gave them, following a written guide. ",
        remark=f"Drawn: {count_of(int(counts['n'].sum()), 'labelled story', 'labelled stories')} with a topic.",
        nothing=NO_LABELS,
    )


def _figure_counts(
    name: str,
    topics: Topics,
    counts: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    pages: pd.DataFrame,
    title: str,
    what: str,
    caption: str,
    remark: str,
    nothing: str = "",
) -> Figure:
    reason = nothing or f"No article with a topic has a known {what}."
    if not topics.diagnostics["n_topics"]:
        reason = topics.diagnostics["message"]
    return _figure(
        name,
        topics,
        articles,
        pages=pages,
        title=title,
        data=counts,
        plot=partial(plot_counts, nothing=reason),
        caption=caption,
        alt=alt_counts(counts, what=what),
        remark=remark,
        height=1.75 + _TILE * counts["row"].nunique(),
    )


def _figure(
    name: str,
    topics: Topics,
    articles: pd.DataFrame,
    *,
    pages: pd.DataFrame,
    remark: str,
    **parts: Unpack[Parts],
) -> Figure:
    """Return a figure of the topics, with their numbers and their seed in its JSON file."""
    names = ("n_articles", "n_english", "n_other_language", "n_without_words", "n_topics", "n_settled")
    parts["caption"] = f"{parts['caption'].strip()} {cite_pages(pages)}"
    parts["parameters"] = {"seed": topics.diagnostics["seed"], **parts.get("parameters", {})}
    cases = {each: int(topics.diagnostics[each]) for each in names}
    return build_figure(name, articles=articles, pages=pages, remark=remark, cases=cases, **parts)
