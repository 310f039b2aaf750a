"""What charts share: names of rows, bars and columns, the words at their ends, and the hatching of what nobody saw."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.transforms import Transform

from icesco_analysis.figures.style import BLUE, INK, SKY, UNSEEN, UNSEEN_HATCH, bare, letters_of, shorten, wrap

SMALL = 0.82
"""Letters of secondary words, as a share of the ordinary ones."""

NAMES_SHARE = 0.36
"""Most of the width of a figure that the names of rows may take."""

BAR = 0.66
"""Thickness of a bar, as a share of the room it has."""

_GAP = 0.4
"""Letters between the end of a bar and its words."""


def figure_width(ax: Axes) -> float:
    """Return the width of the figure in points.

    Examples
    --------
    >>> from icesco_analysis.figures.style import new_axes
    >>> figure_width(new_axes())
    460.8
    """
    return round(float(ax.figure.get_figure(root=True).get_figwidth() * 72), 6)


def figure_height(ax: Axes) -> float:
    """Return the height of the figure in points."""
    return float(ax.figure.get_figure(root=True).get_figheight() * 72)


def name_rows(ax: Axes, names: Iterable[str], *, lines: int = 1) -> None:
    """Write the names left of the rows, from top to bottom, cut or wrapped where they would take the room of the bars.

    Parameters
    ----------
    ax
        Axes whose rows stand at 0, 1, 2, …
    names
        From top to bottom.
    lines
        Most lines for one name; with one line the end of a name is cut.
    """
    bare(ax, keep="y")
    keep_names(ax, names, lines=lines)


def keep_names(ax: Axes, names: Iterable[str], *, lines: int = 1) -> None:
    """Write the names of the rows beside an axis whose scale stays."""
    room, size = figure_width(ax) * NAMES_SHARE, letters_of(ax)
    labels = [
        wrap(name, points=room, letters=size, lines=lines) if lines > 1 else shorten(name, points=room, letters=size)
        for name in names
    ]
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.5, -0.5)


def write_beside(ax: Axes, x: float, y: float, text: str, *, gap: float = _GAP, **look: Any) -> None:
    """Write `text` so many letters to the right of a point."""
    ax.annotate(
        text, (x, y), (letters_of(ax) * gap, 0), textcoords="offset points", annotation_clip=False,
        **{"color": INK, "va": "center"} | look,
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

    Parameters
    ----------
    ax
        Axes to draw on.
    names
        Of the rows.
    solid, hollow
        Lengths of the two parts; none are hollow where the second is empty.
    ends
        What else a row reaches to, such as the end of an interval.
    colours
        Of the solid parts.

    Returns
    -------
    Series
        The end of each row, on the scale of the bars.
    """
    solid = pd.Series(solid, dtype="float").reset_index(drop=True)
    places, size = range(len(solid)), letters_of(ax)
    ax.barh(places, solid, color=colours, height=BAR)
    reach = solid
    if len(hollow):
        open_part = pd.Series(hollow, dtype="float").reset_index(drop=True)
        edges = [size * 0.08 if length else 0 for length in open_part]
        ax.barh(places, open_part, left=solid, height=BAR, facecolor="white", edgecolor=BLUE, linewidth=edges)
        reach = solid + open_part
    if len(ends):
        reach = pd.concat([reach, pd.Series(ends, dtype="float").reset_index(drop=True)], axis=1).max(axis=1)
    name_rows(ax, names)
    ax.set_xlim(0, float(reach.max()))
    return reach


def draw_points(
    ax: Axes,
    names: Iterable[str],
    values: Sequence[float] | pd.Series,
    *,
    low: Sequence[float] | pd.Series = (),
    high: Sequence[float] | pd.Series = (),
) -> None:
    """Draw a point a row from top to bottom on a scale that stays, over the interval it lies in if there is one."""
    size, places = letters_of(ax), range(len(values))
    if len(low):
        ax.hlines(places, low, high, color=SKY, linewidth=size * 0.35, zorder=2)
    sns.scatterplot(x=values, y=places, s=size * 5.5, color=BLUE, linewidth=0, zorder=3, ax=ax)
    ax.set(xlabel="", ylabel="")
    keep_names(ax, names, lines=2)


def hatch(
    ax: Axes, corner: tuple[float, float], width: float, height: float, *, transform: Transform | None = None
) -> None:
    """Hatch what was not seen: a box from its lower left corner, in the data's coordinates or others."""
    box = Rectangle(corner, width, height, facecolor="none", edgecolor=UNSEEN, hatch=UNSEEN_HATCH, linewidth=0)
    box.set(zorder=0.5, **({} if transform is None else {"transform": transform}))
    ax.add_patch(box)
