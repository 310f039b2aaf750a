"""The topics: how far they hold, their words, the articles of each, and the pages that they come from."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from icesco_analysis.corpus import Corpus
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

MOST_PAGES = 12
"""Pages beside each other in a figure; where there are more, it shows quarters of years, or years."""

_MONTH = {name: place for place, name in enumerate(MONTHS)}

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
    return _compose(
        "topics-stability", corpus, topics=topics, data=topics.curve, draw=_draw_stability, alt=_alt_stability,
        finding=describe_structure(topics),
        fill={
            "grouped": count_of(found["n_english"], "story", "stories"),
            "chosen": "" if found["structured"] else ", no number of topics holds",
            "trust": _say_trust(found) if found["structured"] else "",
        },
        height=2.9,
    )  # fmt: skip


def _say_trust(found: Mapping[str, Any]) -> str:
    return (
        f"Of {found['null_draws']} corpora of shuffled words none reaches the agreement of the topics (p = "
        f"{found['p_value']:.3f}). Groups found with other seeds agree to {found['seed_stability']:.2f}; the mean "
        f"silhouette in the space of all words is {found['silhouette']:.2f} (1: topics lie apart, 0: they touch)."
    )


def describe_structure(topics: Topics) -> Prose:
    """Return whether there are topics that hold, with the numbers it rests on, and what is known of finer ones."""
    found = topics.diagnostics
    parts = [say(found["message"])]
    if found["structured"]:
        bound = sorted(set(topics.origins.loc[topics.origins["bound"], "topic"].astype("str")))
        parts += [say(f"Mostly one page or one season: topic {list_words(bound)}.")] if bound else []
        parts += [_say_pages(topics), _say_finer(topics)]
    if found["n_other_language"]:
        parts.append(say("Left out: ", bold(count_of(found["n_other_language"], "article")), " not in English."))
    if found["n_without_words"]:
        parts.append(
            say("Left out: ", bold(count_of(found["n_without_words"], "article")), " without a word that tells.")
        )
    return join_sentences(parts)


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


def _alt_stability(curve: pd.DataFrame) -> str:
    best = curve.iloc[int(curve["stability"].argmax())]
    first, last = curve["n_topics"].iloc[[0, -1]]
    return (
        f"Line chart from {first} to {last} topics: stability is highest at {best['n_topics']:.0f} topics "
        f"({best['stability']:.2f}), where shuffled words reach {best['null']:.2f} on average."
    )


def _draw_stability(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the stability of each number of topics and that of shuffled terms, each named at its end."""
    size, numbers = letters_of(ax), data["n_topics"]
    ax.fill_between(numbers, data["null"], data["null_most"], color=RULE, alpha=0.45, linewidth=0)
    sns.lineplot(x=numbers, y=data["null"], color=MUTED, marker=".", markeredgecolor=MUTED, ax=ax)
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
    ax.set_ylim(min(0.0, float(data["null"].min())), 1.15)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    ax.set_xlabel("number of topics", loc="left")
    ax.set_ylabel("agreement")
    ends = {"articles\ndrawn anew": data["stability"].iloc[-1], "words shuffled,\nmean to most": data["null"].iloc[-1]}
    floor = 0.1  # half the height of two lines of text, which no name may go below
    for words in sorted(ends, key=ends.__getitem__):
        height = max(floor, float(ends[words]))
        floor = height + 0.27
        ax.annotate(
            words, (numbers.max(), height), (size * 0.9, 0), textcoords="offset points", va="center",
            color=MUTED if "shuffled" in words else BLUE, annotation_clip=False,
        )  # fmt: skip
    return ax


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
    """Return which topics are mostly one page or one season, if any is."""
    origins = ((label, _say_origin(topics, topic)) for topic, label in topics.labels.items())
    bound = [say(italic(label), " is ", said, ".") for label, said in origins if said]
    if bound:
        return join_sentences([*bound, say("Such a topic may be no more than what was news then.")])
    return say("No topic comes mostly from one page or one quarter of a year, beyond what chance brings.")


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
        finding=_say_strongest(topics),
        fill={"settled": count_of(topics.diagnostics["n_settled"], "stable story", "stable stories")},
        height=0.75 + bands * (_HEADING + _TERM * shown),
    )  # fmt: skip


def _say_strongest(topics: Topics) -> Prose:
    """Say how many of the articles of each topic hold its strongest word."""
    sizes = topics.assignments.groupby("topic").size()
    first = _rows(topics.terms.drop_duplicates("topic"), "topic", "term", "n_articles")
    words = [f"{term} (in {n} of {sizes[topic]} articles of topic {topic})" for topic, term, n in first]
    return say(f"The strongest {'word is' if len(words) == 1 else 'words are'} {list_words(words)}.")


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
        f"{int((~data['settled']).sum())} hollow marks are articles that are not stable."
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


# --- topics against pages and types of activity -----------------------------------------------------------------------


def figure_pages(corpus: Corpus, *, topics: Topics) -> Figure:
    """Return the topics by the pages that they come from, or by quarters or years where there are many pages."""
    counts = count_origins(topics)
    by = "page" if len(topics.pages) <= MOST_PAGES else "time"
    return _compose(
        "topics-pages", corpus, topics=topics, data=counts, draw=_draw_counts, alt=_alt_pages,
        finding=describe_origins(topics),
        fill={"drawn": count_of(int(counts["n"].sum()), "story", "stories"), "by": by},
        height=2.25 + _TILE * counts["row"].nunique(),
    )  # fmt: skip


def count_origins(topics: Topics) -> pd.DataFrame:
    """Return articles by topic and page, or quarter, or year, in the order of names or of time: ``row, column, n``."""
    by_page = len(topics.pages) <= MOST_PAGES
    own = topics.origins[topics.origins["kind"] == ("page" if by_page else "quarter")]
    by_year = not by_page and own["origin"].nunique() > MOST_PAGES
    columns = own["origin"].str[-4:] if by_year else own["origin"]
    table = pd.crosstab(own["topic"], columns, own["n"], aggfunc="sum").fillna(0).astype("int64")
    order = sorted(
        map(str, table), key=lambda name: ("", 0, name) if by_page else (name[-4:], _MONTH.get(name[:3], 0), "")
    )
    table = table[order].rename(index={topic: f"{topic} {label}" for topic, label in topics.labels.items()})
    return table.rename_axis("row").melt(ignore_index=False, var_name="column", value_name="n").reset_index()


def _alt_pages(counts: pd.DataFrame) -> str:
    topic, column, n = _rows(counts.nlargest(1, "n"), "row", "column", "n")[0]
    return (
        f"Table of {count_of(counts['row'].nunique(), 'topic')} by {counts['column'].nunique()} pages or times, "
        f"{count_of(int(counts['n'].sum()), 'article')}; the largest number, {n}, is of {topic}, {column}."
    )


def count_activities(corpus: Corpus, *, topics: Topics) -> pd.DataFrame:
    """Return how many articles of each topic report each type of activity: a row a topic, a column a type."""
    known = topics.assignments.dropna(subset="topic").merge(corpus.articles[["article_id", "activity"]])
    rows = known["topic"].astype("str") + " " + known["label"]
    return pd.crosstab(rows, known["activity"]).rename_axis(index=None, columns=None)


def _draw_counts(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw counts by topic as numbers on tiles that darken with them."""
    numbers = data.pivot(index="row", columns="column", values="n")
    numbers = numbers.loc[data["row"].unique(), data["column"].unique()]
    draw_matrix(ax, numbers, heads=numbers.columns.tolist())
    return ax
