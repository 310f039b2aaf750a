"""The topics: how far they hold, their words, the articles of each, and when they were seen."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from icesco_analysis.corpus import Corpus
from icesco_analysis.counts import find_windows, list_days, list_periods, merge_windows
from icesco_analysis.figures.basis import compose_figure
from icesco_analysis.figures.figure import Figure
from icesco_analysis.figures.matrix import draw_matrix
from icesco_analysis.figures.rows import figure_height, figure_width
from icesco_analysis.figures.style import (
    BLUE,
    COLOURS,
    MUTED,
    RULE,
    VERMILLION,
    bare,
    letters_of,
    shorten,
    text_width,
    wrap_evenly,
)
from icesco_analysis.language import Prose, bold, count_of, italic, join_sentences, list_items, percent, say
from icesco_analysis.topics import SETTLED_SHARE, Topics

MOST_TERMS = {1: 9, 2: 8, 3: 6}
"""Terms shown of each topic by the rows of topics, so that the figure stays below half a page."""

FEWEST_TERMS = 5
"""Terms of each topic where there are more rows of topics."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p", "h", "*")
"""Shapes of the topics on the map: they tell apart what colours alone do not."""

GLYPHS = ("●", "■", "▲", "◆", "▼", "✚", "✖", "⬟", "⬢", "★")
"""The same shapes as letters."""

PANEL_LETTERS = 17
"""Letters of width that the terms of one topic need with their bars."""

_CASES = ("n_articles", "n_english", "n_other_language", "n_without_words", "n_topics", "n_settled")

_TERM = 0.165
"""Inches that a term takes, and below the same for the name of a topic and a row of tiles."""
_HEADING = 0.38
_TILE = 0.36

_HEADING_ROWS = 2.3
"""Rows above the terms of a topic for its name, which may take two lines."""

_LINE = 1.25
"""Height of a line in letters."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


def _compose(
    name: str, corpus: Corpus, *, topics: Topics, parameters: Mapping[str, object] | None = None, **parts: Any
) -> Figure:
    """Return a figure that writes the numbers of articles and topics to its JSON file."""
    cases = {case: int(topics.diagnostics[case]) for case in _CASES}
    seeded = {"seed": topics.diagnostics["seed"]} | dict(parameters or {})
    return compose_figure(name, corpus, cases=cases, parameters=seeded, **parts)


# --- stability --------------------------------------------------------------------------------------------------------


def figure_stability(corpus: Corpus, *, topics: Topics) -> Figure:
    """Return the stability of each number of topics, beside that of shuffled words."""
    found = topics.diagnostics
    chosen = "" if found["structured"] else ", no number of topics holds"
    grouped = count_of(found["n_english"], "story", "stories")
    return _compose(
        "topics-stability", corpus, topics=topics, data=topics.curve, draw=_draw_stability, alt=_alt_stability,
        finding=describe_structure(topics), fill={"grouped": grouped, "chosen": chosen, "message": found["message"]},
        height=2.9,
    )  # fmt: skip


def describe_structure(topics: Topics) -> Prose:
    """Return whether there are topics that hold, with the numbers it rests on."""
    found = topics.diagnostics
    parts = [say(found["message"])]
    if found["structured"]:
        together, silhouette = bold(f"{found['seed_stability']:.2f}"), bold(f"{found['silhouette']:.2f}")
        alike = "With another seed the same articles lie together to "
        parts.append(say(alike, together, "; the silhouette is ", silhouette, "."))
    if found["n_other_language"]:
        parts.append(say(bold(found["n_other_language"]), " articles are not in English and were left out."))
    if found["n_without_words"]:
        parts.append(say(bold(found["n_without_words"]), " English articles hold no word that could tell a topic."))
    return join_sentences(parts)


def _alt_stability(curve: pd.DataFrame) -> str:
    best = curve.iloc[int(curve["stability"].argmax())]
    first, last = curve["n_topics"].iloc[[0, -1]]
    return (
        f"Line chart from {first} to {last} topics: stability is highest at {best['n_topics']:.0f} topics "
        f"({best['stability']:.2f}), where shuffled words reach {best['null']:.2f} on average."
    )


def _draw_stability(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the stability of each number of topics, that of shuffled terms and the silhouette, each named at its end."""
    size, numbers = letters_of(ax), data["n_topics"]
    low, high = data["null"] - 2 * data["null_deviation"], data["null"] + 2 * data["null_deviation"]
    ax.fill_between(numbers, low, high, color=RULE, alpha=0.45, linewidth=0)
    sns.lineplot(x=numbers, y=data["null"], color=MUTED, marker=".", markeredgecolor=MUTED, ax=ax)
    sns.lineplot(x=numbers, y=data["silhouette"], color=MUTED, linestyle=":", marker="x", markeredgecolor=MUTED, ax=ax)
    ax.errorbar(numbers, data["stability"], yerr=data["error"], color=BLUE, marker="o", capsize=2)
    for number, stability in data.loc[data["chosen"], ["n_topics", "stability"]].itertuples(index=False):
        ring = ax.scatter(number, stability, s=size * 22, facecolor="none", edgecolor=VERMILLION, zorder=4)
        ring.set_linewidth(size * 0.18)
        ax.annotate(
            f"{number} chosen: {stability:.2f}", (number, stability), (-size * 0.7, size), textcoords="offset points",
            va="bottom", fontweight="bold",
        )  # fmt: skip
    ax.set_xticks(numbers.tolist())
    ax.set_xlim(float(numbers.min()) - 0.5, float(numbers.max()) + 0.3)
    ax.set_ylim(min(0.0, float(low.min()), float(data["silhouette"].min())), 1.15)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    ax.set_xlabel("number of topics", loc="left")
    ax.set_ylabel("agreement")
    words = {"stability": "stability", "silhouette": "silhouette", "null": "words shuffled,\n± 2 deviations"}
    _name_ends(ax, float(numbers.max()), [(float(data[line].iloc[-1]), said) for line, said in words.items()])
    return ax


def _name_ends(ax: Axes, x: float, ends: Sequence[tuple[float, str]]) -> None:
    """Name lines at their last points, pushed apart where they end near each other."""
    size = letters_of(ax)
    low, high = ax.get_ylim()
    line = _LINE * size / max(size, figure_height(ax) - 10.5 * size) * (high - low)
    floor = low
    for value, words in sorted(ends):
        height = line * (1 + words.count("\n"))
        middle = max(value, floor + height / 2)
        floor = middle + height / 2
        ax.annotate(
            words, (x, middle), (size * 0.9, 0), textcoords="offset points", va="center",
            color=BLUE if words == "stability" else MUTED, annotation_clip=False,
        )  # fmt: skip


# --- the topics and their words ---------------------------------------------------------------------------------------


def list_topics(topics: Topics) -> pd.DataFrame:
    """Return the topics with their size: ``topic, label, n, n_settled, share`` (median over the articles)."""
    known = topics.assignments.dropna(subset="topic")
    sizes = known.groupby(["topic", "label"], sort=True).agg(
        n=("article_id", "size"), n_settled=("settled", "sum"), share=("share", "median")
    )
    return sizes.reset_index()


def describe_topics(topics: Topics) -> Prose:
    """Return a line for each topic: its name, its size, how many of its articles are settled."""
    rows = list_topics(topics)[["topic", "label", "n", "n_settled"]].itertuples(index=False, name=None)
    lines = [
        say(bold(topic), f" {label}: ", bold(n), " articles, ", bold(settled), " settled")
        for topic, label, n, settled in rows
    ]
    return list_items(lines) or say("There are no topics to list: ", topics.diagnostics["message"])


def describe_similarity(topics: Topics) -> Prose:
    """Return which two topics are most alike."""
    if topics.similarity.empty:
        return say("There are no two topics to compare.")
    nearest = topics.similarity.sort_values(["similarity", "topic", "other"], ascending=[False, True, True]).iloc[0]
    one, two = (italic(topics.labels[int(nearest[name])]) for name in ("topic", "other"))
    alike = bold(f"{nearest['similarity']:.2f}")
    return say("Most alike are ", one, " and ", two, ": the cosine of their terms is ", alike, ".")


def quote_examples(topics: Topics) -> Prose:
    """Return the releases that stand for each topic as a list, each with the sentences that carry its words."""
    lines = []
    for (topic, headline), own in topics.examples.groupby(["topic", "headline"], sort=False):
        quotes = " ".join(f"“{sentence}”" for sentence in own["sentence"])
        terms = ", ".join(dict.fromkeys(term for each in own["terms"] for term in each.split(", ")))
        name = bold(f"{topic} {topics.labels[int(str(topic))]}")
        lines.append(say(name, f": {headline}. {quotes} ", italic(f"({terms})")))
    return list_items(lines) or say("There are no topics, and so no releases that stand for one.")


def count_abreast(n_topics: int) -> int:
    """Return how many topics stand beside each other in a figure for a page: three, or two where that fills rows."""
    return {1: 1, 2: 2, 4: 2}.get(n_topics, 3)


def figure_terms(corpus: Corpus, *, topics: Topics) -> Figure:
    """Return the strongest terms of each topic."""
    n_topics = max(1, topics.diagnostics["n_topics"])
    bands = -(-n_topics // count_abreast(n_topics))
    shown = MOST_TERMS.get(bands, FEWEST_TERMS)
    data = topics.terms.groupby("topic").head(shown).reset_index(drop=True)
    data.insert(1, "label", data["topic"].map(topics.labels).astype("str"))
    return _compose(
        "topics-terms", corpus, topics=topics, data=data, draw=_draw_terms, alt=_alt_terms,
        finding=describe_similarity(topics),
        fill={"settled": count_of(topics.diagnostics["n_settled"], "settled story", "settled stories")},
        height=0.75 + bands * (_HEADING + _TERM * shown),
    )  # fmt: skip


def _alt_terms(data: pd.DataFrame) -> str:
    heads = data.drop_duplicates("topic")
    parts = [f"{topic} {term}" for topic, term in zip(heads["topic"], heads["term"], strict=True)]
    return "Bars of the strongest terms of each topic; the first of each are: " + ", ".join(parts) + "."


def _draw_terms(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the strongest terms of each topic as bars on one scale, topic beside topic."""
    size, topics = letters_of(ax), data["topic"].unique().tolist()
    abreast = min(count_abreast(len(topics)), max(1, int(figure_width(ax) / size / PANEL_LETTERS)))
    panel = figure_width(ax) * 0.97 / abreast
    terms = [shorten(term, points=panel * 0.6, letters=size) for term in data["term"]]
    start = (max(text_width(term, letters=size) for term in terms) + 0.6 * size) / panel
    scale = (1 - start - size / panel) / float(data["weight"].max())
    bands = -(-len(topics) // abreast)
    lines = (figure_height(ax) / size - 5.5) / 1.3 / bands - _HEADING_ROWS
    shown = min(int(data.groupby("topic").size().max()), max(2, int(lines)))
    band = shown + _HEADING_ROWS
    for place, topic in enumerate(topics):
        own = ((data["topic"] == topic) & (data.groupby("topic").cumcount() < shown)).to_numpy()
        left, top = place % abreast, place // abreast * band + _HEADING_ROWS
        rows = [top + row for row in range(own.sum())]
        ax.barh(rows, data.loc[own, "weight"] * scale, left=left + start, color=BLUE, height=0.66)
        for row, term in zip(rows, np.array(terms)[own], strict=True):
            ax.text(left + start - 0.35 * size / panel, row, term, ha="right", va="center_baseline")
        heading = f"{topic}  {data.loc[own, 'label'].iloc[0]}"
        words = wrap_evenly(heading, points=panel - size, letters=size, bold=True)
        ax.text(left, top - 0.75, words, va="bottom", fontweight="bold", linespacing=1.15)
    bare(ax)
    ax.set_xlim(0, abreast)
    ax.set_ylim(bands * band - 0.4, 0.0)
    return ax


# --- the articles -----------------------------------------------------------------------------------------------------


def figure_map(corpus: Corpus, *, topics: Topics) -> Figure:
    """Return the map of the articles."""
    headlines = corpus.articles[["article_id", "headline"]]
    data = topics.map.merge(topics.assignments, on="article_id").merge(headlines, on="article_id", how="left")
    drawn, unsettled = count_of(len(data), "story", "stories"), int((~data["settled"]).sum())
    return _compose(
        "topics-map", corpus, topics=topics, data=data, draw=_draw_map, alt=_alt_map,
        finding=describe_unsettled(topics),
        fill={"share": percent(SETTLED_SHARE, 1), "drawn": drawn, "unsettled": unsettled},
        parameters={"settled_share": SETTLED_SHARE}, height=3.5,
    )  # fmt: skip


def describe_unsettled(topics: Topics) -> Prose:
    """Return how many articles are unsettled and what that means."""
    if not topics.diagnostics["n_topics"]:
        return say("Nothing holds, so ", bold("every"), " article counts as unsettled.")
    known = topics.assignments.dropna(subset="topic")
    unsettled = int((~known["settled"]).sum())
    return say(
        bold(unsettled), f" of {len(known)} articles {'changes' if unsettled == 1 else 'change'} topic in more than "
        f"{percent(1 - SETTLED_SHARE, 1)} of the resamples and should not be quoted as belonging to one.",
    )  # fmt: skip


def list_unsettled(corpus: Corpus, *, topics: Topics) -> pd.DataFrame:
    """Return the articles that change their topic between resamples, the least settled first."""
    known = topics.assignments.loc[~topics.assignments["settled"]].dropna(subset="topic")
    shown = known.merge(corpus.articles[["article_id", "headline"]], on="article_id")
    return shown.sort_values(["share", "article_id"], ignore_index=True)[["headline", "topic", "label", "share"]]


def explain_least_settled(topics: Topics, *, terms: int = 8) -> pd.DataFrame:
    """Return the terms that pull the least settled article to its topic or away; no rows without topics."""
    known = topics.assignments.dropna(subset="topic").sort_values(["share", "article_id"])
    explained = [topics.explain(article) for article in known["article_id"].head(1)]
    empty = pd.DataFrame(columns=["term", "contribution", "topic", "other"])
    return pd.concat(explained, ignore_index=True).head(terms) if explained else empty


def _alt_map(data: pd.DataFrame) -> str:
    sizes = data.groupby("topic").size().tolist()
    return (
        f"Scatter of {len(data)} articles in {len(sizes)} groups of {', '.join(map(str, sizes))}; "
        f"{int((~data['settled']).sum())} hollow marks are unsettled articles."
    )


def _draw_map(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw each article as a mark of its topic, hollow where it is unsettled, each topic named beside its marks."""
    size = letters_of(ax)
    for (topic, settled), own in data.groupby(["topic", "settled"]):
        colour = _of(COLOURS, topic)
        sns.scatterplot(
            own, x="x", y="y", marker=_of(MARKERS, topic), s=size * 4, facecolor=colour if settled else "white",
            edgecolor=colour, linewidth=size * 0.12, alpha=0.85 if settled else 1.0, ax=ax,
        )  # fmt: skip
    bare(ax)
    ax.set(xlabel="", ylabel="")
    _name_topics(ax, data)
    return ax


def _of(choices: Sequence[str], topic: object) -> str:
    return choices[(int(str(topic)) - 1) % len(choices)]


def _name_topics(ax: Axes, data: pd.DataFrame) -> None:
    """Write the name of each topic beside its marks, where fewest other marks and no other name stand."""
    size = letters_of(ax)
    wide, high = figure_width(ax) - 2 * size, max(10 * size, figure_height(ax) - 6 * size)
    spans = [max(float(data[axis].max() - data[axis].min()), 1e-6) for axis in ("x", "y")]
    margins = 3 * size / wide * spans[0], 4.5 * size / high * spans[1]
    frame = (
        float(data["x"].min()) - margins[0], float(data["y"].min()) - margins[1],
        float(data["x"].max()) + margins[0], float(data["y"].max()) + margins[1],
    )  # fmt: skip
    ax.set_xlim(frame[0], frame[2])
    ax.set_ylim(frame[1], frame[3])
    point = (frame[2] - frame[0]) / wide, (frame[3] - frame[1]) / high
    gap = size * point[0], 0.8 * size * point[1]
    taken: list[Box] = []
    for topic, own in data.groupby("topic"):
        words = wrap_evenly(f"{topic} {own['label'].iloc[0]}", points=wide * 0.5, letters=size, bold=True)
        lines = words.split("\n")
        width = (max(text_width(line, letters=size, bold=True) for line in lines) + 1.6 * size) * point[0]
        places = _places_for(own, width=width, height=_LINE * size * len(lines) * point[1], frame=frame, gap=gap)
        box = min(places, key=lambda place: _crowd(place, data, taken=taken))
        taken.append(box)
        middle = (box[1] + box[3]) / 2
        ax.text(box[0], middle, _of(GLYPHS, topic), color=_of(COLOURS, topic), va="center", zorder=4)
        text = ax.text(box[0] + 1.3 * size * point[0], middle, words, va="center", fontweight="bold", zorder=4)
        text.set_path_effects([withStroke(linewidth=size * 0.3, foreground="white")])


def _places_for(own: pd.DataFrame, *, width: float, height: float, frame: Box, gap: tuple[float, float]) -> list[Box]:
    """Return boxes for a name above, below, right and left of the marks of a topic, best first, all in the frame."""
    left, right, low, high = (float(own[axis].agg(end)) for axis in ("x", "y") for end in ("min", "max"))
    x, y = float(own["x"].median()), float(own["y"].median())
    above, below = high + gap[1], low - gap[1] - height
    corners = [
        (x - width / 2, above), (x - width / 2, below), (right + gap[0], y - height / 2),
        (left - gap[0] - width, y - height / 2), (left, above), (right - width, above), (left, below),
        (right - width, below), (x - width / 2, y - height / 2),
    ]  # fmt: skip
    inside = [(min(max(a, frame[0]), frame[2] - width), min(max(b, frame[1]), frame[3] - height)) for a, b in corners]
    return [(a, b, a + width, b + height) for a, b in inside]


def _crowd(box: Box, data: pd.DataFrame, *, taken: Sequence[Box]) -> int:
    """Return how many marks a box covers; a name that it covers weighs more than all marks."""
    under = data["x"].between(box[0], box[2]) & data["y"].between(box[1], box[3])
    names = sum(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken)
    return int(under.sum()) + names * len(data)


# --- topics against time and type of activity -------------------------------------------------------------------------


def figure_months(corpus: Corpus, *, topics: Topics) -> Figure:
    """Return the topics over the time seen: months, or quarters or years where there would be too many months."""
    counts = count_months(corpus, topics=topics)
    n = int(counts["n"].sum())
    left_out = int(topics.assignments["topic"].notna().sum()) - n
    hatched = " Hatched: not seen." if counts["n"].isna().any() else ""
    return _compose(
        "topics-months", corpus, topics=topics, data=counts if n else counts.iloc[:0], draw=_draw_counts,
        alt=_alt_months, finding=partial(_say_months, left_out=left_out),
        fill={"drawn": count_of(n, "dated story", "dated stories"), "hatched": hatched},
        height=1.75 + _TILE * counts["row"].nunique(),
    )  # fmt: skip


def count_months(corpus: Corpus, *, topics: Topics) -> pd.DataFrame:
    """Return dated articles by topic and period of the first day of the activity, and the time that no page saw.

    Every ``row`` (topic) has every ``column`` (the period in words, "" for time not seen) with ``start, days_seen, n``;
    `n` is missing for time that was not seen.
    """
    articles = corpus.articles
    days = list_days(merge_windows(find_windows(corpus)))
    periods = list_periods(days.union(pd.DatetimeIndex(articles["date_start"].dropna().unique())))
    periods = periods[periods["kind"] != "undated"].reset_index(drop=True)
    spans = pd.IntervalIndex.from_arrays(periods["start"], periods["end"], closed="both")
    places = spans.get_indexer(pd.DatetimeIndex(articles["date_start"]))
    counts = _count(topics, articles.assign(column=places)[places >= 0], columns=periods.index)
    named = counts.merge(periods.rename_axis("column").reset_index(), on="column")
    named["n"] = named["n"].astype("Int64").mask(named["kind"] == "unseen")
    return named.assign(column=named["label"])[["row", "column", "start", "days_seen", "n"]]


def count_activities(corpus: Corpus, *, topics: Topics) -> pd.DataFrame:
    """Return articles by topic and type of activity: ``row, column, n``."""
    return _count(topics, corpus.articles.assign(column=corpus.articles["activity"]))


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


def _say_months(counts: pd.DataFrame, *, left_out: int) -> Prose:
    """Say which cell is largest, and how many articles with a topic are left out."""
    top = counts.sort_values("n", ascending=False, kind="stable").iloc[0]
    without = say(bold(left_out), f" without a known day {'is' if left_out == 1 else 'are'} left out.")
    return say(
        "Of ", bold(count_of(int(counts["n"].sum()), "article")), ", the largest group, ", bold(top["n"]), ", is of ",
        italic(top["row"]), f" in {top['column']}. ", without if left_out else "No article is left out.",
    )  # fmt: skip


def _alt_months(counts: pd.DataFrame) -> str:
    top = counts.sort_values("n", ascending=False, kind="stable").iloc[0]
    return (
        f"Table of {counts['row'].nunique()} topics by {counts['start'].nunique()} periods, {counts['n'].sum()} "
        f"articles; the largest cell is {top['row']}, {top['column']}, with {top['n']}."
    )


def _draw_counts(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw counts by topic as numbers on tiles that darken with them; a time that nobody saw is hatched."""
    rows = data["row"].unique()
    columns = data[data["row"] == rows[0]]
    numbers = pd.DataFrame(data["n"].to_numpy(dtype="object").reshape(len(rows), -1), index=rows)
    draw_matrix(ax, numbers, heads=columns["column"].tolist(), days=columns["days_seen"].tolist())
    return ax
