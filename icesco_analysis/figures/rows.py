"""What charts share: rows with their names, bars, words at their ends, and the hatching of what nobody saw."""

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.transforms import Transform, blended_transform_factory

from icesco_analysis.figures.style import (
    BLUE,
    INK,
    MUTED,
    SKY,
    UNSEEN,
    UNSEEN_HATCH,
    bare,
    letters_of,
    shorten,
    wrap,
    wrap_evenly,
)
from icesco_analysis.language import count_of

SMALL = 0.82
"""Letters of secondary words, as a share of the ordinary ones."""

NAMES_SHARE = 0.36
"""Most of the width of a figure that the names of rows may take."""

BAR = 0.66
"""Thickness of a bar, as a share of the room it has."""

MOST_ROWS = 20
"""Rows that fit on half a page; the others are named below."""

TAIL_LINES = 4
"""Lines for those without a row."""

ROW_PITCH = 1.4
"""Height of a row in letters."""

_GAP = 0.4
"""Letters between the end of a bar and its words."""


def figure_width(ax: Axes) -> float:
    """Return the width of the figure in points."""
    return round(float(ax.figure.get_figure(root=True).get_figwidth() * 72), 6)


def edge_of(ax: Axes) -> float:
    """Return where title and note of the figure begin, as a share of its width."""
    return 0.45 * letters_of(ax) / figure_width(ax)


def figure_height(ax: Axes) -> float:
    """Return the height of the figure in points."""
    return float(ax.figure.get_figure(root=True).get_figheight() * 72)


def name_rows(ax: Axes, names: Iterable[str], *, fit: Callable[..., str] = shorten) -> None:
    """Write names left of the rows at 0, 1, 2, … from top to bottom, cut or wrapped to leave the room of the bars."""
    room, size = figure_width(ax) * NAMES_SHARE, letters_of(ax)
    labels = [fit(name, points=room, letters=size) for name in names]
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.5, -0.5)


def explain_above(ax: Axes, **look: Any) -> None:
    """Write the key above the rows, from where title and note begin, so that it has the width of the figure."""
    across = blended_transform_factory(ax.figure.get_figure(root=True).transFigure, ax.transAxes)
    ax.legend(
        loc="lower left", bbox_to_anchor=(edge_of(ax), 1), bbox_transform=across, ncols=3, borderpad=0,
        borderaxespad=0.4, handlelength=1, handletextpad=0.5, **look,
    )  # fmt: skip


def write_beside(ax: Axes, x: float, y: float, text: str, *, gap: float = _GAP, **look: Any) -> None:
    """Write `text` so many letters to the right of a point."""
    ax.annotate(
        text, (x, y), (letters_of(ax) * gap, 0), textcoords="offset points", annotation_clip=False,
        **{"color": INK, "va": "center_baseline"} | look,
    )  # fmt: skip


def write_above(ax: Axes, x: float, y: float, text: str, *, gap: float = 0.35, **look: Any) -> None:
    """Write `text` so many letters above a point."""
    ax.annotate(text, (x, y), (0, letters_of(ax) * gap), textcoords="offset points", ha="center", va="bottom", **look)


def draw_bars(
    ax: Axes,
    names: Iterable[str],
    solid: Sequence[float] | pd.Series,
    *,
    hollow: Sequence[float] | pd.Series = (),
    ends: Sequence[float] | pd.Series = (),
    colours: str | Sequence[str] = BLUE,
) -> pd.Series:
    """Draw a bar a row from top to bottom, with a hollow part at its end, and return where the words go.

    That is the end of the bar, or of what else the row reaches to, such as an interval that ends in `ends`.
    """
    solid = pd.Series(solid, dtype="float").reset_index(drop=True)
    reach = solid
    if len(hollow):
        reach = solid + pd.Series(hollow, dtype="float").reset_index(drop=True)
        lay_bars(ax, reach, facecolor="white", edgecolor=BLUE, linewidth=letters_of(ax) * 0.08)
    lay_bars(ax, solid, colours)
    if len(ends):
        reach = pd.concat([reach, pd.Series(ends, dtype="float").reset_index(drop=True)], axis=1).max(axis=1)
    bare(ax, keep="y")
    name_rows(ax, names)
    ax.set_xlim(0, float(reach.max()))
    return reach


def lay_bars(ax: Axes, lengths: pd.Series, colours: str | Sequence[str] = BLUE, **look: Any) -> None:
    """Lay a bar of each length on its row, over those that lie there."""
    ax.barh(range(len(lengths)), lengths, height=BAR, **{"color": colours, "linewidth": 0, **look})


def draw_points(
    ax: Axes,
    names: Iterable[str],
    values: Sequence[float] | pd.Series,
    *,
    low: Sequence[float] | pd.Series = (),
    high: Sequence[float] | pd.Series = (),
    label: str | None = None,
) -> None:
    """Draw a point a row from top to bottom on a scale that stays, over the interval it lies in if there is one."""
    size, places = letters_of(ax), range(len(values))
    if len(low):
        ax.hlines(places, low, high, color=SKY, linewidth=size * 0.35, zorder=2)
    ax.scatter(values, places, s=size * 5.5, color=BLUE, linewidth=0, zorder=3, clip_on=False, label=label)
    name_rows(ax, names, fit=wrap_evenly)


def hatch(
    ax: Axes, corner: tuple[float, float], width: float, height: float, *, transform: Transform | None = None
) -> Rectangle:
    """Hatch what was not seen, and return it: a box from its lower left corner, in the data's coordinates or others."""
    box = Rectangle(corner, width, height, facecolor="none", edgecolor=UNSEEN, hatch=UNSEEN_HATCH, linewidth=0)
    box.set(zorder=0.5, **({} if transform is None else {"transform": transform}))
    ax.add_patch(box)
    return box


# --- many rows --------------------------------------------------------------------------------------------------------


def first_rows(ax: Axes, data: pd.DataFrame, *, by: str = "stories") -> pd.DataFrame:
    """Return the rows to draw: all where they fit, else the first of them."""
    if len(data) <= min(MOST_ROWS, _rows_that_fit(ax, lines=0)):
        return data
    return without_cut_tie(data, by=by, most=min(MOST_ROWS, _rows_that_fit(ax, lines=TAIL_LINES)))


def _rows_that_fit(ax: Axes, *, lines: float) -> int:
    """Return how many rows of ordinary letters stand under each other beside `lines` other lines."""
    return max(1, int((figure_height(ax) / letters_of(ax) - 7 - lines * 1.4) / ROW_PITCH))


def without_cut_tie(data: pd.DataFrame, *, most: int = MOST_ROWS, by: str = "stories") -> pd.DataFrame:
    """Return the first rows, at most so many, without those that tie with one left out, unless all of them do.

    >>> len(without_cut_tie(pd.DataFrame({"stories": [3, 2, *[1] * 30]})))
    2
    """
    if len(data) <= most:
        return data
    whole = data[data[by] > data[by].iloc[most]]
    return whole if len(whole) else data.head(most)


def name_tail(ax: Axes, rest: pd.DataFrame, *, by: str = "stories") -> None:
    """Name the countries without a row below the rows, as far as there is room, and say how many more there are."""
    names = list(zip(rest["country"], rest[by], strict=True))
    size, points = letters_of(ax), figure_width(ax) * 0.94
    most = TAIL_LINES + 1

    def wrapped(kept: int) -> list[str]:
        return wrap(_tail_words(names, kept=kept), points=points, letters=size, lines=most).split("\n")

    kept = bisect(range(1, len(names) + 1), TAIL_LINES, key=lambda kept: len(wrapped(kept)))
    if not kept:
        return
    lines = wrapped(kept)
    ax.set_xlabel("\n".join(" " for _ in lines), linespacing=1.25, labelpad=0.5 * size)  # the layout keeps this room
    ax.annotate(
        "\n".join(lines), (edge_of(ax), 0), (0, -0.8 * size), xycoords=("figure fraction", "axes fraction"),
        textcoords="offset points", va="top", color=MUTED, linespacing=1.25, annotation_clip=False,
    ).set_in_layout(False)  # fmt: skip


def _tail_words(names: Sequence[tuple[str, int]], *, kept: int) -> str:
    """Return the first names, those with one number together, and how many more there are."""
    groups = Counter(number for _, number in names)
    parts = [
        f"{count_of(number, 'story', 'stories')} each ({groups[number]}): {', '.join(name for name, _ in group)}"
        for number, group in groupby(names[:kept], key=lambda name: name[1])
    ]
    return "; ".join(parts) + (f" and {len(names) - kept} more" if kept < len(names) else "")
