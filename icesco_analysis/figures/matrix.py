"""Counts by row and column → Axes: numbers on shaded tiles, hatched where nobody looked."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from icesco_analysis.figures.rows import NAMES_SHARE, figure_width, hatch, name_rows
from icesco_analysis.figures.style import INK, MUTED, letters_of, shorten, text_width, wrap

FEWEST_COLUMNS = 7
"""Columns that a matrix has room for at least, so that a single one is no banner."""

UNSEEN_WIDTH = 0.42
"""Width of what nobody saved beside the period that someone did: enough to be seen, whatever time it was."""

ZERO = "#F4F4F4"

_TINTS = LinearSegmentedColormap.from_list("counts", ["#DCE9F5", "#9DC3E2", "#3F87BF", "#08457E"])

_DARK = 0.55
"""Share of the largest number from which the tile is so dark that its number is white."""

_HALF = 0.45
"""Half the height of a tile."""


def draw_matrix(ax: Axes, numbers: pd.DataFrame, *, heads: Sequence[str], days: Sequence[int] = ()) -> None:
    """Draw the tiles with the names of rows on the left and the heads of columns above.

    Parameters
    ----------
    ax
        Axes to draw on.
    numbers
        A row a row of tiles, named by the index; missing where nothing was seen, which makes a narrow column hatched.
    heads
        What to write above the columns, "" for nothing.
    days
        Days seen of each column, written below its head where there are any.
    """
    narrow = numbers.isna().all().to_numpy()
    edges = np.cumsum([0.0, *np.where(narrow, UNSEEN_WIDTH, 1.0)])
    most = max(1, *(int(number) for number in numbers.to_numpy(dtype="object").ravel() if not pd.isna(number)))
    for row, own in enumerate(numbers.to_numpy(dtype="object")):
        for left, right, number in zip(edges[:-1], edges[1:], own, strict=True):
            _draw_tile(ax, (left, right), row, number=None if pd.isna(number) else int(number), most=most)
    names = [str(name) for name in numbers.index]
    name_rows(ax, names, lines=2)
    across = max(float(edges[-1]), FEWEST_COLUMNS)
    ax.set_xlim(0, across)
    slot = (figure_width(ax) - _names_width(ax, names)) / across
    _head_columns(ax, (edges[:-1] + edges[1:]) / 2, heads, days=days, slot=slot)


def columns_that_fit(ax: Axes) -> int:
    """Return how many columns stand beside each other whose heads can be told apart."""
    return int(figure_width(ax) * 0.6 / letters_of(ax) / 2.5)


def _draw_tile(ax: Axes, span: tuple[float, float], row: int, *, number: int | None, most: int) -> None:
    """Draw one tile: shaded with its number, pale for zero, hatched where nothing was seen."""
    corner, width = (span[0] + 0.03, row - _HALF), span[1] - span[0] - 0.06
    if number is None:
        hatch(ax, corner, width, 2 * _HALF)
        return
    shade = number / most
    ax.add_patch(Rectangle(corner, width, 2 * _HALF, facecolor=_TINTS(shade) if number else ZERO, linewidth=0))
    if number:
        middle = (span[0] + span[1]) / 2
        ax.text(middle, row, str(number), ha="center", va="center", color="white" if shade > _DARK else INK)


def _names_width(ax: Axes, names: Sequence[str]) -> float:
    """Return about how many points the names of the rows take with what is left blank beside them."""
    size = letters_of(ax)
    room = figure_width(ax) * NAMES_SHARE
    lines = [line for name in names for line in wrap(name, points=room, letters=size, lines=2).split("\n")]
    return max(text_width(line, letters=size) for line in lines) + 3 * size


def _head_columns(
    ax: Axes, middles: "np.ndarray[tuple[int], np.dtype[np.float64]]", heads: Sequence[str], *, days: Sequence[int],
    slot: float,
) -> None:  # fmt: skip
    """Write above the columns what each is: upright where every word has room, else turned."""
    size = letters_of(ax)
    words = [word for head in heads for word in head.split()]
    upright = all(text_width(word, letters=size) <= slot - 0.3 * size for word in words)
    turned = {"rotation": 90} if any(days) else {"rotation": 50, "ha": "left", "rotation_mode": "anchor"}
    for x, head, seen in zip(middles, heads, days or [0] * len(heads), strict=True):
        text = head.replace(" ", "\n") if upright else shorten(head, points=figure_width(ax) * 0.2, letters=size)
        up = 1.6 * size if any(days) else 0.35 * size
        ax.annotate(
            text, (x, -0.5), (0 if upright or any(days) else -size * 0.2, up), textcoords="offset points",
            va="bottom", linespacing=1.1, annotation_clip=False, **({"ha": "center"} | ({} if upright else turned)),
        )  # fmt: skip
        if seen:
            ax.annotate(
                f"{seen} d", (x, -0.5), (0, 0.4 * size), ha="center", va="bottom", color=MUTED,
                textcoords="offset points", annotation_clip=False, fontsize=size * 0.86,
            )  # fmt: skip
