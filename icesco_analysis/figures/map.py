"""The map of the world: shapes laid flat once by ``benchmarks/make_world_map.py``, shades, dots and names on them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from icesco_analysis.figures.rows import figure_width, without_cut_tie
from icesco_analysis.figures.style import INK, SHADES, bare, letters_of, text_width
from icesco_analysis.language import count_of
from icesco_analysis.partners import load_countries

LAND = "#EFEFEF"
BORDER = "#FFFFFF"

SMALL_KM2 = 40_000
"""Square kilometres below which a country is too small to be seen in its shape: some two points across on a page."""

MOST_NAMES = 14
"""Countries named on the map, where there is room."""

Line = npt.NDArray[np.int64]
"""Shape (n, 2): places on the flat map, in whole steps of its grid."""

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
"""Where a name may stand beside its point, best first: steps across and up."""


@dataclass(frozen=True, slots=True)
class World:
    """The flat map, in the projection Equal Earth; countries by ISO alpha-3 code, "" is land without one."""

    source: str
    frame: Sequence[int]  # west, south, east and north edge
    places: Mapping[str, Sequence[int]]  # where to mark a country
    areas: Mapping[str, int]  # square kilometres of the simplified shape, if it has one
    outlines: Mapping[str, tuple[Line, ...]]  # closed lines, outer ones and holes
    borders: tuple[Line, ...]  # between two countries


@cache
def load_world() -> World:
    """Return the map of ``data/world.json``."""
    stored = json.loads(files("icesco_analysis").joinpath("data", "world.json").read_text(encoding="utf-8"))
    outlines = {code: tuple(map(_line, lines)) for code, lines in stored["outlines"].items()}
    return World(**stored | {"outlines": outlines, "borders": tuple(map(_line, stored["borders"]))})


def _line(steps: Sequence[int]) -> Line:
    """Return the places of a line that is stored as steps across and up in turn."""
    return np.cumsum(np.array(steps).reshape(-1, 2), axis=0)


def place_on_map(ranking: pd.DataFrame) -> pd.DataFrame:
    """Return the countries of a ranking with what a map needs.

    That is ``iso3, country, stories, longitude, latitude`` (degrees), ``small`` (below `SMALL_KM2`, or without a
    shape), ``shade`` (class of the number of stories, from 0) and ``label`` (the numbers in that class).
    """
    countries, areas = load_countries(), load_world().areas
    shades, labels = _shade(ranking["stories"].tolist())
    codes = ranking["iso3"].tolist()
    return ranking[["iso3", "country", "stories"]].assign(
        longitude=[countries[code].longitude for code in codes],
        latitude=[countries[code].latitude for code in codes],
        small=pd.Series([areas.get(code, 0) < SMALL_KM2 for code in codes], dtype="bool", index=ranking.index),
        shade=pd.Series(shades, dtype="int64", index=ranking.index),
        label=pd.Series(labels, dtype="str", index=ranking.index),
    )


def _shade(numbers: Sequence[int]) -> tuple[list[int], list[str]]:
    """Return the class of each number, of which each reaches as many times as far as the one before, and its words."""
    most = max(numbers, default=1)
    floors = sorted({max(1, round(most ** (step / len(SHADES)))) for step in range(len(SHADES))})
    tops = [*(floor - 1 for floor in floors[1:]), most]
    ranges = zip(floors, tops, strict=True)
    words = [f"{low}–{top} stories" if low < top else count_of(low, "story", "stories") for low, top in ranges]
    shades = [sum(number >= floor for floor in floors) - 1 for number in numbers]
    return shades, [words[shade] for shade in shades]


def draw_map(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the countries that `place_on_map` returns, most stories first, in their shade; small states as dots."""
    world, size = load_world(), letters_of(ax)
    west, south, east, north = world.frame
    bare(ax).set(aspect="equal", xlim=(west, east), ylim=(south, north))
    colours = {code: SHADES[shade] for code, shade in zip(data["iso3"], data["shade"], strict=True)}
    for code, lines in world.outlines.items():
        path = Path.make_compound_path(*(Path(line, closed=True) for line in lines))
        # not add_patch, which would compute the reach of every curve, while the frame is known
        ax.add_artist(PathPatch(path, color=colours.get(code, LAND), linewidth=size * 0.02))
    ax.add_collection(LineCollection(world.borders, colors=BORDER, linewidths=size * 0.035), autolim=False)
    small = data[data["small"]]
    ax.scatter(
        *_places(small), s=(size * 0.55) ** 2, color=small["iso3"].map(colours).tolist(), edgecolor="white",
        linewidth=size * 0.05, zorder=3,
    )  # fmt: skip
    _name_countries(ax, without_cut_tie(data, by="stories", most=MOST_NAMES), size=size)
    _draw_key(ax, data, size=size)
    return ax


def _places(data: pd.DataFrame) -> tuple[list[int], list[int]]:
    """Return where to mark countries: places across, places up."""
    places = [load_world().places[code] for code in data["iso3"]]
    return [x for x, _ in places], [y for _, y in places]


def _name_countries(ax: Axes, named: pd.DataFrame, *, size: float) -> None:
    """Name countries beside their points, each only where no other name stands."""
    letters = size * 0.86
    step = 2 * load_world().frame[2] / (figure_width(ax) * 0.97)  # a point of print, in steps of the grid
    taken: list[Bbox] = []
    for name, x, y in zip(named["country"], *_places(named), strict=True):
        width, height, gap = text_width(name, letters=letters) * step, letters * 1.1 * step, size * 0.45 * step
        for across, up in _SIDES:
            left, middle = x + across * gap - width * (1 - across) / 2, y + up * (gap + height / 2)
            box = Bbox.from_bounds(left, middle - height / 2, width, height)
            if not any(box.overlaps(other) for other in taken):
                taken.append(box)
                text = ax.text(left, middle, name, fontsize=letters, va="center", zorder=4)
                text.set_path_effects([withStroke(linewidth=size * 0.22, foreground="white")])
                break


def _draw_key(ax: Axes, data: pd.DataFrame, *, size: float) -> None:
    """Write what the shades mean, in the empty south-west of the map."""
    classes, (west, south, *_) = data.drop_duplicates("shade").sort_values("shade"), load_world().frame
    colours = [LAND, *(SHADES[shade] for shade in classes["shade"])]
    for number, (colour, words) in enumerate(zip(colours, ["not named as partner", *classes["label"]], strict=True)):
        for across, text, ink in ((0.4, "■", colour), (1.7, words, INK)):
            ax.annotate(
                text, (west, south), (size * across, size * (0.9 + 1.35 * number)),
                textcoords="offset points", color=ink, va="center",
            )  # fmt: skip
