"""The topics: how far they hold, their words, the articles of each, and the pages that they come from."""

from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from icesco_analysis.corpus import Corpus
from icesco_analysis.figures.basis import compose_figure
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.matrix import draw_matrix
from icesco_analysis.language import (
    MONTHS,
    Prose,
    bold,
    count_of,
    italic,
    join_sentences,
    list_items,
    list_words,
    percent,
    say,
)
from icesco_analysis.topics import SETTLED_SHARE, Topics

MOST_PAGES = 12
"""Pages beside each other in a figure; where there are more, it shows quarters of years, or years."""

_MONTH = {name: place for place, name in enumerate(MONTHS)}

_TILE = 0.36
"""Inches of a row of tiles."""


# --- how far they hold ------------------------------------------------------------------------------------------------


def describe_structure(topics: Topics) -> Prose:
    """Return whether there are topics that hold, with the numbers it rests on, and what is known of finer ones."""
    found = topics.diagnostics
    parts = [say(found["message"])]
    if found["structured"]:
        parts += [_say_pages(topics), _say_finer(topics)]
    if found["n_other_language"]:
        parts.append(say("Left out: ", bold(count_of(found["n_other_language"], "article")), " not in English."))
    if found["n_without_words"] and found["structured"]:
        parts.append(
            say("Left out: ", bold(count_of(found["n_without_words"], "article")), " without a word that tells.")
        )
    return join_sentences(parts)


def describe_trust(topics: Topics) -> Prose:
    """Return the numbers behind the finding that topics hold, for an annex; nothing where none do."""
    found = topics.diagnostics
    if not found["structured"]:
        return Prose()
    return say(
        f"Of {found['null_draws']} corpora of shuffled words none reaches the agreement of the topics (p = "
        f"{found['p_value']:.3f}). Groups found with other seeds agree to {found['seed_stability']:.2f}; the mean "
        f"silhouette in the space of all words is {found['silhouette']:.2f} (1: topics lie apart, 0: they touch)."
    )


def _say_finer(topics: Topics) -> Prose:
    """Say how far more topics, or topics inside these, would hold."""
    finer = topics.curve[topics.curve["n_topics"] > topics.diagnostics["n_topics"]]
    if finer.empty:
        return say("More topics were not tried.")
    number, agreement = _rows(finer.nlargest(1, "stability"), "n_topics", "stability")[0]
    return say(
        "No finer division holds as well, so no subtopics are told: the groups of ", bold(number), " topics agree to ",
        bold(f"{agreement:.2f}"), ".",
    )  # fmt: skip


def _say_pages(topics: Topics) -> Prose:
    """Say how far the topics come back without some of the pages."""
    agreement, parts = (topics.diagnostics[name] for name in ("page_stability", "page_parts"))
    if agreement is None:
        return say("With so few pages nothing tells whether others would give the same topics.")
    if parts < len(topics.pages):
        return say(
            f"Where one of {parts} parts of the pages is left out, the topics agree to ", bold(f"{agreement:.2f}"), "."
        )
    least = italic(topics.pages.nsmallest(1, "agreement")["source"].iloc[0])
    left = say("Where one page is left out at a time, the topics agree to ", bold(f"{agreement:.2f}"))
    return say(left, "; they change most without ", least, ".")


# --- the topics and their words ---------------------------------------------------------------------------------------


def describe_topics(topics: Topics) -> Prose:
    """Return a line for each topic: its name, its size, how far its words go, and whether it is a page or a season."""
    if not topics.diagnostics["n_topics"]:
        return say(topics.diagnostics["message"])
    known = topics.assignments.dropna(subset="topic")
    naming = topics.terms[topics.terms["naming"]]
    lines = []
    for topic, own in known.groupby("topic"):
        words = [f"{word} in {n}" for word, n in _rows(naming[naming["topic"] == topic], "term", "n_articles")]
        without = int((own["held"] == 0).sum())
        held = f"{list_words(words) or 'no word of its own'}{f'; none of these in {without}' * bool(without)}"
        size, stable = bold(count_of(len(own), "article")), bold(int(own["settled"].sum()))
        line = say(bold(topic), f" {own['label'].iloc[0]}: ", size, f" ({held}), ", stable, " stable")
        lines.append(join_sentences([line, _say_origin(topics, topic)], between="; "))
    return list_items([*lines, *map(say, topics.diagnostics.get("names", ()))])


def _rows(frame: pd.DataFrame, *columns: str) -> list[Any]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def _say_origin(topics: Topics, topic: object) -> Prose:
    """Say that a topic is mostly one page, or one quarter of a year; nothing where it is neither."""
    own = topics.origins[(topics.origins["topic"] == topic) & topics.origins["bound"]]
    said = [
        say(bold(n), f" of {of} {'stand on' if kind == 'page' else 'dated ones fall in'} ", italic(origin))
        for kind, origin, n, of in _rows(own, "kind", "origin", "n", "of")
    ]
    what = "one page" if "page" in set(own["kind"]) else "one season"
    return say(f"mostly {what}: ", join_sentences(said, between=", ")) if said else Prose()


def describe_origins(topics: Topics) -> Prose:
    """Return which topics may be no more than news of one time, if any is mostly one page or one season."""
    bound = _find_bound(topics)
    if bound:
        return say(f"{bound} may be no more than what was news then.")
    return say("No topic comes mostly from one page or one quarter of a year, beyond what chance brings.")


def _find_bound(topics: Topics) -> str:
    """Name the topics that are mostly one page or one season; "" for none."""
    bound = sorted(set(topics.origins.loc[topics.origins["bound"], "topic"].astype("str")))
    return f"Topic{'s' * (len(bound) > 1)} {list_words(bound)}" if bound else ""


def quote_examples(topics: Topics) -> Prose:
    """Return the releases that stand for each topic as a list, each with the sentences that carry its words."""
    lines = []
    for (topic, headline), own in topics.examples.groupby(["topic", "headline"], sort=False):
        quotes = " ".join(f"“{sentence}”" for sentence in own["sentence"])
        terms = ", ".join(dict.fromkeys(term for each in own["terms"] for term in each.split(", ")))
        name = bold(f"{topic} {topics.labels[int(str(topic))]}")
        lines.append(say(name, f": {headline}. {quotes} ", italic(f"({terms})")))
    return list_items(lines) or say("There are no topics, and so no releases that stand for one.")


def describe_unsettled(topics: Topics) -> Prose:
    """Return how many articles are not stable and what that means."""
    if not topics.diagnostics["n_topics"]:
        return say("No topics hold, so no article belongs to one.")
    known = topics.assignments.dropna(subset="topic")
    unsettled = int((~known["settled"]).sum())
    if not unsettled:
        return say(f"All {len(known)} articles stay in their topics where articles are drawn anew.")
    return say(
        bold(unsettled), f" of {len(known)} articles {'joins' if unsettled == 1 else 'join'} another topic in more "
        f"than {percent(1 - SETTLED_SHARE, 1)} of the draws, and should not be quoted as belonging to one.",
    )  # fmt: skip


def list_unsettled(corpus: Corpus, *, topics: Topics) -> pd.DataFrame:
    """Return the articles that change their topic between resamples, the least settled first."""
    known = topics.assignments.loc[~topics.assignments["settled"]].dropna(subset="topic")
    shown = known.merge(corpus.articles[["article_id", "headline"]], on="article_id")
    return shown.sort_values(["share", "article_id"], ignore_index=True)[["headline", "topic", "label", "share"]]


# --- topics against pages ---------------------------------------------------------------------------------------------


def figure_pages(corpus: Corpus, *, topics: Topics) -> Figure:
    """Return the topics by the pages that they come from, or by quarters or years where there are many pages."""
    counts = count_origins(topics, pages=corpus.pages)
    by = "page" if len(topics.pages) <= MOST_PAGES else "time"
    return compose_figure(
        "topics-pages", corpus, data=counts, draw=_draw_counts, headline=partial(_head_pages, topics=topics),
        alt=_alt_pages, finding=describe_origins(topics),
        fill={"drawn": count_of(int(counts["n"].sum()), "story", "stories"), "by": by},
        height=2.45 + _TILE * counts["row"].nunique(),
    )  # fmt: skip


def count_origins(topics: Topics, *, pages: pd.DataFrame) -> pd.DataFrame:
    """Return articles by topic and page, or quarter, or year, in the order of time: ``row, column, n``."""
    by_page = len(topics.pages) <= MOST_PAGES
    own = topics.origins[topics.origins["kind"] == ("page" if by_page else "quarter")]
    by_year = not by_page and own["origin"].nunique() > MOST_PAGES
    columns = own["origin"].str[-4:] if by_year else own["origin"]
    table = pd.crosstab(own["topic"], columns, own["n"], aggfunc="sum").fillna(0).astype("int64")
    if by_page:
        named = name_pages(pages)
        table = table[[source for source in named if source in table]].rename(columns=named)
    else:
        table = table[sorted(table, key=lambda name: _time_of(str(name)))]
    table = table.rename(index={topic: f"{topic} {label}" for topic, label in topics.labels.items()})
    return table.rename_axis("row").melt(ignore_index=False, var_name="column", value_name="n").reset_index()


def _time_of(name: str) -> tuple[str, int]:
    return name[-4:], _MONTH.get(name[:3], 0)


def _months(start: pd.Timestamp, end: pd.Timestamp) -> str:
    ends = [f"{MONTHS[day.month - 1]} {day.year}" for day in (start, end)]
    return " – ".join(dict.fromkeys(ends))


def name_pages(pages: pd.DataFrame) -> dict[str, str]:
    """Return by source, in order of time, the months of the activities on a page, or its name where it dates none.

    Pages of the same months have a number behind them.
    """
    ordered = pages.sort_values(["first_activity", "last_activity", "source"])
    columns = ordered[["source", "first_activity", "last_activity"]].itertuples(index=False, name=None)
    days = [str(source) if pd.isna(start) else _months(start, end) for source, start, end in columns]
    numbers = pd.Series(days).groupby(days).cumcount() + 1
    twice = {name for name in days if days.count(name) > 1}
    names = [f"{name} ({number})" if name in twice else name for name, number in zip(days, numbers, strict=True)]
    return dict(zip(ordered["source"], names, strict=True))


def _head_pages(_: pd.DataFrame, *, topics: Topics) -> str:
    bound = _find_bound(topics)
    are = "are" if bound.startswith("Topics") else "is"
    return f"{bound} {are} mostly one page or one season" if bound else "No topic is mostly one page or one season"


def _alt_pages(counts: pd.DataFrame) -> str:
    topic, column, n = _rows(counts.nlargest(1, "n"), "row", "column", "n")[0]
    return (
        f"Table of {count_of(counts['row'].nunique(), 'topic')} by {counts['column'].nunique()} pages or times, "
        f"{count_of(int(counts['n'].sum()), 'article')}; the largest number, {n}, is of {topic}, {column}."
    )


def _draw_counts(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw counts by topic as numbers on tiles that darken with them."""
    numbers = data.pivot(index="row", columns="column", values="n")
    numbers = numbers.loc[data["row"].unique(), data["column"].unique()]
    draw_matrix(ax, numbers, heads=numbers.columns.tolist())
    return ax
