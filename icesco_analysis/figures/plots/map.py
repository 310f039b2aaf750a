"""Partner frames → Axes: the map of the world."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from icesco_analysis.figures.plots.partners import without_cut_tie
from icesco_analysis.figures.plots.world import CENTRAL_LONGITUDE, Points, load_world, outline, project, wrap_longitude
from icesco_analysis.figures.rows import figure_width
from icesco_analysis.figures.style import INK, bare, letters_of, new_axes, say_nothing_to_draw, text_width

SHADES = ("#A6CDE8", "#5BA3D4", "#1F6FB3", "#08306B")
"""From few to many, each darker than the one before in grey too."""

LAND = "#EFEFEF"
BORDER = "#FFFFFF"
MAP_SOUTH, MAP_NORTH = -56.0, 80.0
"""Degrees of latitude between which the map shows the world: without Antarctica and the pole."""

MOST_NAMES = 14
"""Countries named on the map, where there is room."""

Box = tuple[float, float, float, float]
"""Left, bottom, width, height."""

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
"""Where a name may stand beside its point, best first: steps across and up."""


def plot_map(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the partner countries on a map of the world, small states as dots.

    Parameters
    ----------
    data
        ``iso3, country, stories, longitude, latitude, small, shade``, most stories first; `shade` is the class of the
        number from 0, `label` the words for that class.
    ax
        Axes to draw on; new ones where None.
    """
    ax = new_axes(ax)
    if data.empty:
        return say_nothing_to_draw(ax, "No story on these pages names a partner country.")
    bare(ax)
    ax.set_aspect("equal")
    edge = project(outline(south=MAP_SOUTH, north=MAP_NORTH))
    frame = ax.add_patch(PathPatch(Path(edge), facecolor="white", edgecolor="none"))
    shades = dict(zip(data["iso3"], data["shade"], strict=True))
    size = letters_of(ax)
    for code, rings in load_world().rings.items():
        colour = SHADES[shades[code]] if code in shades else LAND
        patch = PathPatch(_outline_path(rings), facecolor=colour, edgecolor=colour, linewidth=size * 0.02)
        ax.add_patch(patch).set_clip_path(frame)
    lines = [project(copy) for line in load_world().borders for copy in _copies(line)]
    borders = LineCollection(lines, colors=BORDER, linewidths=size * 0.035)
    ax.add_collection(borders, autolim=False).set_clip_path(frame)
    _draw_small_states(ax, data[data["small"]], size=size)
    _name_countries(ax, data, size=size)
    _draw_key(ax, data, corner=(float(edge[:, 0].min()), float(edge[:, 1].min())), size=size)
    ax.set_xlim(edge[:, 0].min(), edge[:, 0].max())
    ax.set_ylim(edge[:, 1].min(), edge[:, 1].max())
    return ax


def _outline_path(rings: Sequence[Points]) -> Path:
    """Return the rings as one path, with copies at both edges of the map, which cuts them."""
    paths = [Path(project(copy), closed=True) for ring in rings for copy in _copies(ring)]
    return Path.make_compound_path(*paths)


def _copies(points: Points) -> list[Points]:
    """Return a line in degrees as often as the map shows a part of it: turned around the earth to each side."""
    west, east = CENTRAL_LONGITUDE - 180, CENTRAL_LONGITUDE + 180
    turned = [points + np.array([turn, 0]) for turn in (-360, 0, 360)]
    return [copy for copy in turned if copy[:, 0].max() > west and copy[:, 0].min() < east]


def _draw_small_states(ax: Axes, small: pd.DataFrame, *, size: float) -> None:
    """Draw a dot, ringed in white, where a country is too small for its shape to show."""
    if small.empty:
        return
    places = _places(small)
    colours = [SHADES[shade] for shade in small["shade"]]
    ax.scatter(
        places[:, 0],
        places[:, 1],
        s=(size * 0.55) ** 2,
        color=colours,
        edgecolor="white",
        linewidth=size * 0.05,
        zorder=3,
    )


def _places(data: pd.DataFrame) -> Points:
    """Return the points of countries on the map."""
    return project(np.array([(wrap_longitude(x), y) for x, y in zip(data["longitude"], data["latitude"], strict=True)]))


def _name_countries(ax: Axes, data: pd.DataFrame, *, size: float) -> None:
    """Name the first countries beside their points, each only where no other name stands."""
    letters = size * 0.86
    radii_per_point = 2 * project(np.array([[CENTRAL_LONGITUDE + 180, 0.0]]))[0, 0] / (figure_width(ax) * 0.97)
    taken: list[Box] = []
    named = without_cut_tie(data, by="stories", most=MOST_NAMES)
    for name, (x, y) in zip(named["country"], _places(named), strict=True):
        width, height = text_width(name, letters=letters) * radii_per_point, letters * 1.1 * radii_per_point
        gap = size * 0.45 * radii_per_point
        for across, up in _SIDES:
            left = x + across * gap - width * (1 - across) / 2
            box = (left, y + up * (gap + height / 2) - height / 2, width, height)
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                text = ax.text(left, box[1] + height / 2, name, fontsize=letters, va="center", zorder=4)
                text.set_path_effects([withStroke(linewidth=size * 0.22, foreground="white")])
                break


def _overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes (left, bottom, width, height) share any place."""
    apart = (
        one[0] + one[2] <= other[0]
        or other[0] + other[2] <= one[0]
        or one[1] + one[3] <= other[1]
        or other[1] + other[3] <= one[1]
    )
    return not apart


def _draw_key(ax: Axes, data: pd.DataFrame, *, corner: tuple[float, float], size: float) -> None:
    """Write what the shades mean, in the empty south-west of the map."""
    classes = data.drop_duplicates("shade").sort_values("shade", ascending=False)
    rows = [(SHADES[shade], label) for shade, label in zip(classes["shade"], classes["label"], strict=True)]
    for number, (colour, words) in enumerate([*rows, (LAND, "not seen as partner")]):
        up = size * (0.9 + 1.35 * (len(rows) - number))
        ax.annotate(
            "■", corner, xytext=(size * 0.4, up), textcoords="offset points", color=colour, va="center",
        )  # fmt: skip
        ax.annotate(words, corner, xytext=(size * 1.7, up), textcoords="offset points", va="center", color=INK)
