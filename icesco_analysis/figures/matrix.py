"""Counts by row and column → Axes: numbers on shaded tiles, hatched where nobody looked."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Rectangle

from icesco_analysis.figures.rows import NAMES_SHARE, figure_width, hatch
from icesco_analysis.figures.style import INK, MUTED, bare, letters_of, shorten, text_width, wrap_evenly

FEWEST_COLUMNS = 7
"""Columns that a matrix has room for at least, so that a single one is no banner."""

UNSEEN_WIDTH = 0.36
"""Width of what nobody saved between two periods that someone did: enough to be seen, whatever time it was."""

ZERO = "#F4F4F4"

_TINTS = LinearSegmentedColormap.from_list("counts", ["#DCE9F5", "#9DC3E2", "#3F87BF", "#08457E"])
_DARK = 0.44
"""Share of the tints from which on white letters are easier to read than dark ones."""


def draw_matrix(ax: Axes, numbers: pd.DataFrame, *, heads: Sequence[str], days: Sequence[int] = ()) -> None:
    """Draw the tiles with the names of rows on the left, above them the heads of columns and their days seen.

    A column that is missing throughout was not seen and becomes a hatched strip between its neighbours.
    """
    size = letters_of(ax)
    unseen = numbers.isna().all().to_numpy()
    tiles = numbers.loc[:, ~unseen].astype("int64")
    shade = Normalize(0.5, max(1, tiles.to_numpy().max()))
    tints = _TINTS.with_extremes(under=ZERO)
    ax.pcolormesh(tiles, cmap=tints, norm=shade, linewidth=size * 0.2, edgecolor="white")
    bare(ax)
    strips = np.cumsum(~unseen)[unseen]
    places = np.arange(tiles.shape[1])
    lean = np.isin(places, strips).astype(int) - np.isin(places + 1, strips)  # a strip covers a part of its neighbours
    middles = (places + 0.5 + lean * UNSEEN_WIDTH / 4).tolist()
    for (row, column), number in np.ndenumerate(tiles):
        ink = INK if shade(number) < _DARK else "white"
        ax.text(middles[column], row + 0.5, str(number or ""), ha="center", va="center", fontsize=size, color=ink)
    for place in strips:
        strip = (place - UNSEEN_WIDTH / 2, 0.0), UNSEEN_WIDTH, float(len(tiles))
        ax.add_patch(Rectangle(*strip, facecolor="white", linewidth=0, zorder=2))
        hatch(ax, *strip).set_zorder(2.1)
    names = [wrap_evenly(str(name), points=figure_width(ax) * NAMES_SHARE, letters=size) for name in tiles.index]
    across = max(tiles.shape[1], FEWEST_COLUMNS)
    widest = max(text_width(line, letters=size) for name in names for line in name.split("\n"))
    ax.set(xlim=(0, across), ylim=(len(tiles), 0))
    ax.set_yticks(np.arange(len(names)) + 0.5, names, va="center")
    slot = (figure_width(ax) - widest - 3 * size) / across
    shown = [
        (head, seen) for head, seen, hidden in zip(heads, days or [0] * len(heads), unseen, strict=True) if not hidden
    ]
    _head_columns(ax, shown, middles=middles, slot=slot)


def _head_columns(ax: Axes, heads: Sequence[tuple[str, int]], *, middles: Sequence[float], slot: float) -> None:
    """Write above the columns what each is, with its days: upright where every word has room, else turned."""
    size, has_days = letters_of(ax), any(seen for _, seen in heads)
    upright = all(text_width(word, letters=size) <= slot - 0.3 * size for head, _ in heads for word in head.split())
    turned: dict[str, Any] = {"rotation": 0}
    if upright:
        labels = [head.replace(" ", "\n") for head, _ in heads]
    else:
        labels = [shorten(head, points=figure_width(ax) * 0.2, letters=size) for head, _ in heads]
        turned = {"rotation": 90} if has_days else {"rotation": 50, "ha": "left", "rotation_mode": "anchor"}
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0, pad=1.5 * size if has_days else 0.35 * size)
    ax.set_xticks(middles, labels, linespacing=1.1, **turned)
    for middle, (_, seen) in zip(middles, heads, strict=True):
        if seen:
            ax.annotate(
                f"{seen} d", (middle, 0), (0, 0.4 * size), ha="center", va="bottom", color=MUTED,
                textcoords="offset points", annotation_clip=False, fontsize=size * 0.86,
            )  # fmt: skip
