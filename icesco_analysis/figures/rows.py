"""What charts share: rows with their names, bars, words at their ends, and the hatching of what nobody saw."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.transforms import blended_transform_factory

from icesco_analysis.figures.style import INK, LIGHT, MAIN, MUTED, UNSEEN, UNSEEN_HATCH, bare, letters_of, shorten, wrap
from icesco_analysis.language import count_of

SMALL = 0.82
"""Letters of secondary words, as a share of the ordinary ones."""

NAMES_SHARE = 0.36
"""Most of the width of a figure that the names of rows may take."""

BAR = 0.66
"""Thickness of a bar, as a share of the room it has."""

MOST_ROWS = 25
"""Rows that fit on half a page; of the others is said how many there are."""

_GAP = 0.4
"""Letters between the end of a bar and its words."""


def figure_width(ax: Axes) -> float:
    """Return the width of the figure in points."""
    return round(float(ax.figure.get_figure(root=True).get_figwidth() * 72), 6)


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
    edge = 0.45 * letters_of(ax) / figure_width(ax)  # where title and note begin
    across = blended_transform_factory(ax.figure.get_figure(root=True).transFigure, ax.transAxes)
    ax.legend(
        loc="lower left", bbox_to_anchor=(edge, 1), bbox_transform=across, ncols=3, borderpad=0,
        borderaxespad=0.4, handlelength=1, handletextpad=0.5, **look,
    )  # fmt: skip


def write_beside(ax: Axes, x: float, y: float, text: str, *, gap: float = _GAP, **look: Any) -> None:
    """Write `text` so many letters to the right of a point."""
    ax.annotate(
        text, (x, y), (letters_of(ax) * gap, 0), textcoords="offset points", annotation_clip=False,
        **{"color": INK, "va": "center_baseline"} | look,
    )  # fmt: skip


def draw_bars(
    ax: Axes, names: Iterable[str], solid: pd.Series, *, hollow: pd.Series | None = None, colours: Sequence[str] = MAIN
) -> pd.Series:
    """Draw a bar a row from top to bottom, with a hollow part at its end, and return where the words go."""
    reach = solid if hollow is None else solid + hollow
    if hollow is not None:
        lay_bars(ax, reach, facecolor="white", edgecolor=MAIN, linewidth=letters_of(ax) * 0.08)
    lay_bars(ax, solid, colours)
    bare(ax, keep="y")
    name_rows(ax, names)
    ax.set_xlim(0, float(reach.max()))
    return reach


def lay_bars(ax: Axes, lengths: pd.Series, colours: Sequence[str] = MAIN, **look: Any) -> None:
    """Lay a bar of each length on its row, over those that lie there."""
    ax.barh(range(len(lengths)), lengths, height=BAR, **{"color": colours, "linewidth": 0, **look})


def draw_points(
    ax: Axes, names: Iterable[str], values: pd.Series, *, low: pd.Series, high: pd.Series, label: str = ""
) -> None:
    """Draw a point a row from top to bottom on a scale that stays, over the interval it lies in."""
    size, places = letters_of(ax), range(len(values))
    ax.hlines(places, low, high, color=LIGHT, linewidth=size * 0.35, zorder=2)
    ax.scatter(values, places, s=size * 5.5, color=MAIN, linewidth=0, zorder=3, clip_on=False, label=label)
    name_rows(ax, names, fit=wrap)


def hatch(
    ax: Axes, corner: tuple[float, float], width: float, height: float, *, over: str = "none", zorder: float = 0.5
) -> None:
    """Hatch what was not seen: a box from its lower left corner, in the data's coordinates."""
    look: dict[str, Any] = {"facecolor": over, "edgecolor": UNSEEN, "hatch": UNSEEN_HATCH, "linewidth": 0}
    ax.add_patch(Rectangle(corner, width, height, zorder=zorder, **look))


def without_cut_tie(data: pd.DataFrame, *, most: int = MOST_ROWS, by: str = "stories") -> pd.DataFrame:
    """Return the first rows, at most so many, without those that tie with one left out, unless all of them do.

    >>> len(without_cut_tie(pd.DataFrame({"stories": [3, 2, *[1] * 30]})))
    2
    """
    if len(data) <= most:
        return data
    whole = data[data[by] > data[by].iloc[most]]
    return whole if len(whole) else data.head(most)


def name_tail(ax: Axes, rest: pd.DataFrame) -> None:
    """Say below the rows how many countries have none, and in how many stories they are."""
    if rest.empty:
        return
    low, high = rest["stories"].min(), rest["stories"].max()
    stories = count_of(high, "story", "stories") if low == high else f"{low} to {high} stories"
    more = count_of(len(rest), "more country", "more countries")
    ax.set_xlabel(f"and {more} with {stories}{' each' * (len(rest) > 1)}", loc="left", color=MUTED)
