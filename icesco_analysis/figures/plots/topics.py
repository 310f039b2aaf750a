"""Topics → Axes: stability, a map of the articles, terms, and topics against months, activities or themes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from icesco_analysis.figures.matrix import draw_matrix
from icesco_analysis.figures.rows import figure_height, figure_width
from icesco_analysis.figures.style import (
    BLUE,
    COLOURS,
    INK,
    MUTED,
    RULE,
    VERMILLION,
    bare,
    letters_of,
    new_axes,
    say_nothing_to_draw,
    shorten,
    text_width,
    wrap,
)

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p", "h", "*")
"""Shapes of the topics on the map: they tell apart what colours alone do not."""

GLYPHS = ("●", "■", "▲", "◆", "▼", "✚", "✖", "⬟", "⬢", "★")
"""The same shapes as letters."""

PANEL_LETTERS = 17
"""Letters of width that the terms of one topic need with their bars."""

NOTHING = "There are no topics to draw."

_HEADING = 2.3
"""Rows above the terms of a topic for its name, which may take two lines."""

_LINE = 1.25
"""Height of a line in letters."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


# --- stability -------------------------------------------------------------------------------------------------------


def plot_stability(data: pd.DataFrame, *, ax: Axes | None = None, nothing: str = NOTHING) -> Axes:
    """Draw the stability of each number of topics, that of shuffled terms, and the silhouette, each named at its end.

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
    size, numbers = letters_of(ax), data["n_topics"]
    low, high = data["null"] - 2 * data["null_deviation"], data["null"] + 2 * data["null_deviation"]
    ax.fill_between(numbers, low, high, color=RULE, alpha=0.45, linewidth=0)
    ax.plot(numbers, data["null"], color=MUTED, marker=".")
    ax.plot(numbers, data["silhouette"], color=MUTED, linestyle=":", marker="x")
    ax.errorbar(numbers, data["stability"], yerr=data["error"], color=BLUE, marker="o", capsize=2)
    chosen = data[data["chosen"]]
    ax.scatter(
        chosen["n_topics"], chosen["stability"], s=size * 22, facecolor="none", edgecolor=VERMILLION, zorder=4,
        linewidth=size * 0.18, label="chosen",
    )  # fmt: skip
    for number, stability in zip(chosen["n_topics"], chosen["stability"], strict=True):
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
    lines = {"stability": BLUE, "silhouette": MUTED, "null": MUTED}
    words = {"stability": "stability", "silhouette": "silhouette", "null": "words shuffled,\n± 2 deviations"}
    ends = [(float(data[line].iloc[-1]), words[line], colour) for line, colour in lines.items()]
    _name_ends(ax, float(numbers.max()), ends)
    return ax


def _name_ends(ax: Axes, x: float, ends: Sequence[tuple[float, str, str]]) -> None:
    """Name lines at their last points, pushed apart where they end near each other."""
    size = letters_of(ax)
    low, high = ax.get_ylim()
    line = _LINE * size / max(size, figure_height(ax) - 10.5 * size) * (high - low)
    floor = low
    for value, words, colour in sorted(ends):
        height = line * (1 + words.count("\n"))
        middle = max(value, floor + height / 2)
        floor = middle + height / 2
        ax.annotate(
            words, (x, middle), (size * 0.9, 0), textcoords="offset points", va="center", color=colour,
            annotation_clip=False,
        )  # fmt: skip


# --- the map ---------------------------------------------------------------------------------------------------------


def plot_map(data: pd.DataFrame, *, ax: Axes | None = None, nothing: str = NOTHING) -> Axes:
    """Draw each article as a mark of its topic, hollow where it is unsettled, each topic named beside its marks.

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
        colour = COLOURS[(topic - 1) % len(COLOURS)]
        for settled, own in articles.groupby("settled"):
            ax.scatter(
                own["x"], own["y"], marker=MARKERS[(topic - 1) % len(MARKERS)], s=size * 4, edgecolor=colour,
                facecolor=colour if settled else "white", alpha=0.85 if settled else 1.0, linewidth=size * 0.12,
            )  # fmt: skip
    bare(ax)
    _name_topics(ax, data)
    return ax


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
    taken: list[Box] = []
    for topic, own in data.groupby("topic"):
        words = wrap(f"{topic} {own['label'].iloc[0]}", points=wide * 0.5, letters=size, bold=True, lines=2)
        lines = words.split("\n")
        width = (max(text_width(line, letters=size, bold=True) for line in lines) + 1.6 * size) * point[0]
        height = _LINE * size * len(lines) * point[1]
        box = min(
            _places_for(own, width=width, height=height, frame=frame, gap=(size * point[0], 0.8 * size * point[1])),
            key=lambda place: _crowd(place, data, taken=taken),
        )
        taken.append(box)
        middle = (box[1] + box[3]) / 2
        glyph = GLYPHS[(int(str(topic)) - 1) % len(GLYPHS)]
        ax.text(box[0], middle, glyph, color=COLOURS[(int(str(topic)) - 1) % len(COLOURS)], va="center", zorder=4)
        text = ax.text(box[0] + 1.3 * size * point[0], middle, words, va="center", fontweight="bold", zorder=4)
        text.set_path_effects([withStroke(linewidth=size * 0.3, foreground="white")])


def _places_for(own: pd.DataFrame, *, width: float, height: float, frame: Box, gap: tuple[float, float]) -> list[Box]:
    """Return boxes for a name above, below, right and left of the marks of a topic, best first, all in the frame."""
    left, right, low, high = (float(own[axis].agg(end)) for axis in ("x", "y") for end in ("min", "max"))
    x, y = float(own["x"].median()), float(own["y"].median())
    corners = [
        (x - width / 2, high + gap[1]), (x - width / 2, low - gap[1] - height),
        (right + gap[0], y - height / 2), (left - gap[0] - width, y - height / 2),
        (left, high + gap[1]), (right - width, high + gap[1]), (left, low - gap[1] - height),
        (right - width, low - gap[1] - height), (x - width / 2, y - height / 2),
    ]  # fmt: skip
    inside = [(min(max(a, frame[0]), frame[2] - width), min(max(b, frame[1]), frame[3] - height)) for a, b in corners]
    return [(a, b, a + width, b + height) for a, b in inside]


def _crowd(box: Box, data: pd.DataFrame, *, taken: Sequence[Box]) -> int:
    """Return how many marks a box covers; a name that it covers weighs more than all marks."""
    under = data["x"].between(box[0], box[2]) & data["y"].between(box[1], box[3])
    names = sum(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken)
    return int(under.sum()) + names * len(data)


# --- terms -----------------------------------------------------------------------------------------------------------


def count_abreast(n_topics: int) -> int:
    """Return how many topics stand beside each other in a figure for a page: three, or two where that fills the rows.

    Examples
    --------
    >>> [count_abreast(n) for n in (1, 2, 3, 4, 5, 9)]
    [1, 2, 3, 2, 3, 3]
    """
    return {1: 1, 2: 2, 4: 2}.get(n_topics, 3)


def plot_terms(data: pd.DataFrame, *, ax: Axes | None = None, nothing: str = NOTHING) -> Axes:
    """Draw the strongest terms of each topic as bars on one scale, topic beside topic.

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
    size, topics = letters_of(ax), data["topic"].unique().tolist()
    abreast = min(count_abreast(len(topics)), max(1, int(figure_width(ax) / size / PANEL_LETTERS)))
    panel = figure_width(ax) * 0.97 / abreast
    terms = [shorten(term, points=panel * 0.6, letters=size) for term in data["term"]]
    start = (max(text_width(term, letters=size) for term in terms) + 0.6 * size) / panel
    scale = (1 - start - size / panel) / float(data["weight"].max())
    bands = -(-len(topics) // abreast)
    shown = min(int(data.groupby("topic").size().max()), _rows_that_fit(ax, bands=bands))
    band = shown + _HEADING
    for place, topic in enumerate(topics):
        own = ((data["topic"] == topic) & (data.groupby("topic").cumcount() < shown)).to_numpy()
        left, top = place % abreast, place // abreast * band
        rows = [top + _HEADING + row for row in range(own.sum())]
        ax.barh(rows, data.loc[own, "weight"] * scale, left=left + start, color=BLUE, height=0.66)
        for row, term in zip(rows, np.array(terms)[own], strict=True):
            ax.text(left + start - 0.35 * size / panel, row, term, ha="right", va="center")
        heading = f"{topic}  {data.loc[own, 'label'].iloc[0]}"
        words = wrap(heading, points=panel - size, letters=size, bold=True, lines=2)
        ax.text(left, top + _HEADING - 0.75, words, va="bottom", fontweight="bold", color=INK, linespacing=1.15)
    bare(ax)
    ax.set_xlim(0, abreast)
    ax.set_ylim(bands * band - 0.4, 0.0)
    return ax


def _rows_that_fit(ax: Axes, *, bands: int) -> int:
    """Return how many terms stand under each other in each of so many rows of topics, at least two."""
    lines = (figure_height(ax) / letters_of(ax) - 5.5) / 1.3
    return max(2, int(lines / bands - _HEADING))


# --- counts ----------------------------------------------------------------------------------------------------------


def plot_counts(data: pd.DataFrame, *, ax: Axes | None = None, nothing: str = NOTHING) -> Axes:
    """Draw counts by topic as numbers on tiles that darken with them; a time that nobody saw is hatched.

    Parameters
    ----------
    data
        ``row, column, n``: every row with every column, from top to bottom and left to right; for times also
        ``start`` and ``days_seen``, and `n` missing where nothing was seen.
    ax
        Axes to draw on; new ones where None.
    nothing
        What to say where `data` has no rows.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, nothing)
    rows = data["row"].unique()
    columns = data[data["row"] == rows[0]]
    numbers = pd.DataFrame(data["n"].to_numpy(dtype="object").reshape(len(rows), -1), index=rows)
    days = columns["days_seen"].tolist() if "days_seen" in data else []
    draw_matrix(ax, numbers, heads=columns["column"].tolist(), days=days)
    return ax
