"""The figures of the topics, and the small tables they draw."""

from functools import partial

import pandas as pd

from icesco_analysis.figures.figure import Figure
from icesco_analysis.findings.topics import (
    NO_LABELS,
    alt_counts,
    alt_map,
    alt_stability,
    alt_terms,
    caption_stability,
)
from icesco_analysis.plots.topics import plot_counts, plot_map, plot_stability, plot_terms
from icesco_analysis.topics import SETTLED_SHARE, Topics

TERM_ROWS = 28
"""Rows of terms that fit into one figure; with many topics each shows fewer."""

MOST_MONTHS = 24
"""Columns of months that can be read in one figure."""

_CELL_HEIGHT = 0.42


def count_months(topics: Topics, articles: pd.DataFrame) -> pd.DataFrame:
    """Return articles by topic and month of the first day of the activity; only months with a dated article.

    Where there are more than `MOST_MONTHS` such months, years take their place.

    Parameters
    ----------
    topics
        The topics.
    articles
        Frame with `article_id` and `date_start`.

    Returns
    -------
    pandas.DataFrame
        ``row`` (topic), ``column`` (month as 2025-05, or year), ``n``: every topic with every month.
    """
    days = pd.to_datetime(articles["date_start"])
    months = _count(topics, articles.assign(column=days.dt.strftime("%Y-%m")))
    if months["column"].nunique() <= MOST_MONTHS:
        return months
    return _count(topics, articles.assign(column=days.dt.strftime("%Y")))


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


def _count(topics: Topics, columns: pd.DataFrame) -> pd.DataFrame:
    known = topics.assignments.dropna(subset="topic").merge(columns[["article_id", "column"]].dropna(), on="article_id")
    if known.empty:
        return pd.DataFrame({"row": [], "column": [], "n": []}).astype({"row": "str", "column": "str", "n": "int64"})
    numbers = known.assign(row=known["topic"].astype("str") + " " + known["label"])
    rows = [f"{topic} {label}" for topic, label in topics.labels.items()]
    table = pd.crosstab(numbers["row"], numbers["column"]).reindex(rows, fill_value=0).sort_index(axis=1)
    wide = table.rename_axis(index="row", columns=None).reset_index()
    counts = wide.melt(id_vars="row", var_name="column", value_name="n")
    order = counts.assign(place=counts["row"].map(rows.index)).sort_values(["place", "column"], ignore_index=True)
    return order[["row", "column", "n"]].astype({"row": "str", "column": "str", "n": "int64"})


def count_left_out(topics: Topics, counts: pd.DataFrame) -> int:
    """Return how many articles with a topic are not in `counts`."""
    return int(topics.assignments["topic"].notna().sum() - counts["n"].sum())


def figure_stability(topics: Topics) -> Figure:
    """Return the figure of stability by number of topics."""
    found = topics.diagnostics
    chosen = f"{found['n_topics']} topics chosen" if found["structured"] else "no number of topics holds"
    return Figure(
        name="topics-stability",
        title="How many topics hold, and whether any do",
        data=topics.curve,
        plot=partial(plot_stability, nothing=found["message"]),
        caption=caption_stability(topics),
        alt=alt_stability(topics),
        note=f"n = {found['n_english']} English articles; {chosen}",
        counts=_numbers(topics),
        parameters={"seed": found["seed"]},
        height=3.8,
    )


def figure_map(topics: Topics, articles: pd.DataFrame) -> Figure:
    """Return the map of the articles.

    Parameters
    ----------
    topics
        The topics.
    articles
        Frame with `article_id` and `headline`.
    """
    data = topics.map.merge(topics.assignments, on="article_id").merge(
        articles[["article_id", "headline"]], on="article_id", how="left"
    )
    unsettled = int((~data["settled"]).sum())
    return Figure(
        name="topics-map",
        title="The articles, near to each other where their words are",
        data=data,
        plot=partial(plot_map, nothing=topics.diagnostics["message"]),
        caption="Each mark is an article in the two directions in which the topics differ most; distances are "
        "a sketch. "
        f"Hollow marks lie with their topic in less than {SETTLED_SHARE:.0%} of the resamples.",
        alt=alt_map(data),
        note=f"n = {len(data)} articles with a topic; {unsettled} unsettled (hollow)",
        counts=_numbers(topics),
        parameters={"seed": topics.diagnostics["seed"], "settled_share": SETTLED_SHARE},
        height=4.0,
    )


def figure_terms(topics: Topics) -> Figure:
    """Return the figure of the strongest terms of each topic."""
    shown = max(2, TERM_ROWS // max(1, topics.diagnostics["n_topics"]))
    data = topics.terms.groupby("topic").head(shown).reset_index(drop=True)
    data.insert(1, "label", data["topic"].map(topics.labels).astype("str"))
    return Figure(
        name="topics-terms",
        title="The words that mark each topic",
        data=data,
        plot=partial(plot_terms, nothing=topics.diagnostics["message"]),
        caption="Class-based TF-IDF of the words left when names, countries, dates and the house's formulas are out: "
        "how much more often a topic uses a word than the others do.",
        alt=alt_terms(data),
        note=f"settled articles only, n = {topics.diagnostics['n_settled']}; a term stands in two of them or more",
        counts=_numbers(topics),
        parameters={"seed": topics.diagnostics["seed"]},
        height=max(2.0, 0.19 * len(data) + 0.3 * topics.diagnostics["n_topics"] + 0.8),
    )


def figure_months(topics: Topics, counts: pd.DataFrame) -> Figure:
    """Return the figure of topics over the months seen.

    Parameters
    ----------
    topics
        The topics.
    counts
        As `count_months` returns it.
    """
    undated = count_left_out(topics, counts)
    return _figure_counts(
        topics,
        counts,
        name="topics-months",
        title="Topics in the months that were seen",
        what="month",
        caption="Articles by topic and month of the activity. Only months with a dated article stand here, "
        "and months that are not neighbours in the calendar may be neighbours in the figure: a month that is missing "
        "was not saved, or nothing in it is dated.",
        note=f"n = {counts['n'].sum()} dated articles with a topic; {undated} without a date are not drawn",
    )


def figure_activities(topics: Topics, counts: pd.DataFrame) -> Figure:
    """Return the figure of topics by type of activity.

    Parameters
    ----------
    topics
        The topics.
    counts
        As `count_activities` returns it.
    """
    unknown = count_left_out(topics, counts)
    return _figure_counts(
        topics,
        counts,
        name="topics-activities",
        title="What kind of activity each topic comes with",
        what="type of activity",
        caption="Articles by topic and by the type of activity read from headline and lead.",
        note=f"n = {counts['n'].sum()} articles with topic and type; {unknown} without a type are not drawn",
    )


def figure_themes(topics: Topics, counts: pd.DataFrame) -> Figure:
    """Return the figure of topics by labelled theme.

    Parameters
    ----------
    topics
        The topics.
    counts
        As `count_themes` returns it.
    """
    return _figure_counts(
        topics,
        counts,
        name="topics-themes",
        title="Topics beside the themes a reader gave",
        what="theme",
        caption="Articles by topic and by the theme that a person gave them, following a written guide.",
        note=f"n = {counts['n'].sum()} labelled articles with a topic",
        nothing=NO_LABELS if topics.diagnostics["n_topics"] else topics.diagnostics["message"],
    )


def _figure_counts(
    topics: Topics,
    counts: pd.DataFrame,
    *,
    name: str,
    title: str,
    what: str,
    caption: str,
    note: str,
    nothing: str = "",
) -> Figure:
    reason = nothing or (
        f"No article with a topic has a known {what}."
        if topics.diagnostics["n_topics"]
        else topics.diagnostics["message"]
    )
    return Figure(
        name=name,
        title=title,
        data=counts,
        plot=partial(plot_counts, nothing=reason),
        caption=caption,
        alt=alt_counts(counts, what=what),
        note=note,
        counts=_numbers(topics),
        parameters={"seed": topics.diagnostics["seed"]},
        height=max(2.2, 1.6 + _CELL_HEIGHT * counts["row"].nunique()),
    )


def _numbers(topics: Topics) -> dict[str, int]:
    names = ("n_articles", "n_english", "n_other_language", "n_without_words", "n_topics", "n_settled")
    return {name: int(topics.diagnostics[name]) for name in names}
