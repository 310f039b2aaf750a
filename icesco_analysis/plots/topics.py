"""Topics → Axes: stability, a map of the articles, terms, and topics against months, activities or themes."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from icesco_analysis.plots.style import (
    BLUE,
    COLOURS,
    INK,
    MUTED,
    PALE,
    RULE,
    VERMILLION,
    bare,
    letters_of,
    new_axes,
    say_nothing_to_draw,
)

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p", "h", "*")
"""Shapes of the topics on the map: they tell apart what colours alone do not."""

_DARK = 0.55
_UPRIGHT_COLUMNS = 5

NOTHING = "There are no topics to draw."


def plot_stability(data: pd.DataFrame, *, ax: Axes | None = None, nothing: str = NOTHING) -> Axes:
    """Draw the stability of each number of topics, that of shuffled terms, and the silhouette.

    Parameters
    ----------
    data
        ``n_topics, stability, error, null, null_deviation, silhouette, chosen``.
    ax
        Axes to draw on; new ones where None.
    nothing
        What to say where `data` has no rows.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, nothing)
    numbers = data["n_topics"]
    low, high = data["null"] - 2 * data["null_deviation"], data["null"] + 2 * data["null_deviation"]
    ax.fill_between(numbers, low, high, color=RULE, alpha=0.45, linewidth=0)
    ax.plot(numbers, data["null"], color=MUTED, marker=".", label="words shuffled (band: 2 standard deviations)")
    ax.plot(numbers, data["silhouette"], color=MUTED, linestyle=":", marker="x", label="silhouette")
    ax.errorbar(numbers, data["stability"], yerr=data["error"], color=BLUE, marker="o", capsize=2, label="stability")
    chosen = data[data["chosen"]]
    size = letters_of(ax)
    ax.scatter(
        chosen["n_topics"], chosen["stability"], s=size * 22, facecolor="none", edgecolor=VERMILLION, zorder=4,
        linewidth=size * 0.18, label="chosen",
    )  # fmt: skip
    ax.set_xticks(numbers.tolist())
    ax.set_ylim(min(0.0, float(low.min()), float(data["silhouette"].min())), 1.05)
    ax.set_xlabel("number of topics")
    ax.set_ylabel("agreement")
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.18), ncols=2)
    return ax


def plot_map(data: pd.DataFrame, *, ax: Axes | None = None, nothing: str = NOTHING) -> Axes:
    """Draw each article as a mark of its topic, hollow where it is unsettled.

    Parameters
    ----------
    data
        ``x, y, topic, label, settled``, one row an article.
    ax
        Axes to draw on; new ones where None.
    nothing
        What to say where `data` has no rows.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, nothing)
    size = letters_of(ax)
    for topic in sorted(data["topic"].unique().tolist()):
        articles = data[data["topic"] == topic]
        place = topic - 1
        colour = COLOURS[place % len(COLOURS)]
        label = f"{topic} {articles['label'].iloc[0]}"
        for settled, own in articles.groupby("settled"):
            ax.scatter(
                own["x"], own["y"], marker=MARKERS[place % len(MARKERS)], s=size * 4, edgecolor=colour,
                facecolor=colour if settled else "white", alpha=0.85 if settled else 1.0, linewidth=size * 0.12,
                label=label if settled else f"{label}: unsettled",
            )  # fmt: skip
    bare(ax)
    ax.legend(loc="upper left", bbox_to_anchor=(0, 0), ncols=1 if data["topic"].nunique() < 5 else 2)
    return ax


def plot_terms(data: pd.DataFrame, *, ax: Axes | None = None, nothing: str = NOTHING) -> Axes:
    """Draw the strongest terms of each topic as bars, topic under topic.

    Parameters
    ----------
    data
        ``topic, label, term, weight``, from top to bottom.
    ax
        Axes to draw on; new ones where None.
    nothing
        What to say where `data` has no rows.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, nothing)
    topics = data["topic"].to_numpy()
    steps = (topics != pd.Series(topics).shift(fill_value=topics[0]).to_numpy()).cumsum()
    places = [row + 1.4 * step for row, step in enumerate(steps)]
    colours = [COLOURS[(int(topic) - 1) % len(COLOURS)] for topic in topics]
    ax.barh(places, data["weight"], color=colours, height=0.7)
    bare(ax, keep="y")
    ax.set_yticks(places, data["term"])
    for topic, label in data.drop_duplicates("topic")[["topic", "label"]].itertuples(index=False):
        first = places[int((topics == topic).argmax())]
        ax.annotate(f"{topic}  {label}", (0, first - 0.95), va="center", fontweight="bold", annotation_clip=False)
    ax.set_ylim(places[-1] + 0.6, -1.6)
    return ax


def plot_counts(data: pd.DataFrame, *, ax: Axes | None = None, nothing: str = NOTHING) -> Axes:
    """Draw a table of counts whose cells darken with their number.

    Parameters
    ----------
    data
        ``row, column, n``: every row with every column, from top to bottom and left to right.
    ax
        Axes to draw on; new ones where None.
    nothing
        What to say where `data` has no rows.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, nothing)
    rows, columns = data["row"].drop_duplicates().tolist(), data["column"].drop_duplicates().tolist()
    most = max(1, int(data["n"].max()))
    for row, column, count in data[["row", "column", "n"]].itertuples(index=False):
        x, y = columns.index(column), rows.index(row)
        ax.add_patch(_cell(x, y, share=count / most))
        colour = "white" if count / most > _DARK else INK
        ax.text(x, y, str(count) if count else "·", ha="center", va="center", color=colour)
    bare(ax)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    slanted = len(columns) > _UPRIGHT_COLUMNS
    ax.set_xticks(range(len(columns)), columns, rotation=45 if slanted else 0, ha="right" if slanted else "center")
    ax.set_yticks(range(len(rows)), rows)
    return ax


def _cell(x: int, y: int, *, share: float) -> Rectangle:
    colour = to_rgb(PALE) if not share else tuple(1 - share * (1 - part) for part in to_rgb(BLUE))
    return Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=colour, linewidth=0)
