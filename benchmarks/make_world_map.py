"""The map of the world: writes ``icesco_analysis/data/world.topojson`` from the npm package world-atlas.

Run it by hand when the borders should be renewed, with the package's file beside you
(``npm pack world-atlas@2.0.2`` and unpack it)::

    python benchmarks/make_world_map.py package/countries-50m.json

It keeps what a map as wide as a page can show: arcs simplified after Douglas and Peucker (1973), islands of a pixel
left out unless they are all there is of a country, names replaced by ISO 3166-1 alpha-3 codes.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from icesco_analysis.partners.countries import load_countries

OUT = Path("icesco_analysis/data/world.topojson")
TOLERANCE_DEG = 0.07
"""Degrees a simplified line may lie beside the true one: a third of a pixel where a map is 2,000 pixels wide."""
SMALLEST_DEG2 = 0.03
"""Square degrees of the smallest ring kept: about a pixel."""
FEWEST_POINTS = 4
"""Points of a closed line that has an inside."""
STEP_DEG = 0.005
"""Degrees of the grid on which the points are stored."""

# What Natural Earth draws apart and ISO 3166-1 has no code for, under the state the United Nations count it to.
UNCODED = {"Kosovo": "XKX", "Somaliland": "SOM", "N. Cyprus": "CYP", "Indian Ocean Ter.": "AUS"}
SOURCE = (
    "Natural Earth 4.1.0, 1:50m, Admin 0 countries (public domain), as TopoJSON in the npm package world-atlas 2.0.2, "
    "simplified by benchmarks/make_world_map.py. The borders are Natural Earth's and state no opinion on any of them."
)

Points = npt.NDArray[np.float64]


def decode(topology: dict[str, Any]) -> list[Points]:
    """Return the arcs as degrees: what is stored is differences on a grid."""
    scale, translate = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]


def simplify(points: Points) -> Points:
    """Return a line with the points whose absence would move it by no more than the tolerance left out.

    An island of which too little would be left stays as it is.
    """
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    parts = [(0, len(points) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        distances = _distances(points[first + 1 : last], start=points[first], end=points[last])
        farthest = int(np.argmax(distances))
        if distances[farthest] > TOLERANCE_DEG:
            middle = first + 1 + farthest
            keep[middle] = True
            parts += [(first, middle), (middle, last)]
    is_island = bool((points[0] == points[-1]).all())
    return points if is_island and keep.sum() < FEWEST_POINTS else points[keep]


def _distances(points: Points, *, start: Points, end: Points) -> Points:
    """Return how far points lie from a piece of line; degrees of longitude shrink towards the poles."""
    shrink = np.array([np.cos(np.radians(np.clip(start[1], -80, 80))), 1.0])
    line, offsets = (end - start) * shrink, (points - start) * shrink
    length = float(np.hypot(*line))
    if length == 0:
        return np.asarray(np.hypot(offsets[:, 0], offsets[:, 1]))
    along = np.clip(offsets @ line / length**2, 0, 1)
    beside = offsets - along[:, None] * line
    return np.asarray(np.hypot(beside[:, 0], beside[:, 1]))


def ring_points(ring: list[int], arcs: list[Points]) -> Points:
    """Return one closed line; a negative index stands for an arc that runs the other way."""
    return np.concatenate([arcs[index] if index >= 0 else arcs[~index][::-1] for index in ring])


def area(points: Points) -> float:
    """Return the area of a ring in square degrees."""
    x, y = np.unwrap(points[:, 0], period=360), points[:, 1]
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2


def keep_polygons(polygons: list[list[list[int]]], arcs: list[Points]) -> list[list[list[int]]]:
    """Return the polygons of a country worth drawing, the largest first: all above a pixel, and always one."""
    sizes = [[area(ring_points(ring, arcs)) for ring in polygon] for polygon in polygons]
    order = sorted(range(len(polygons)), key=lambda place: -sizes[place][0])
    kept = [place for rank, place in enumerate(order) if rank == 0 or sizes[place][0] >= SMALLEST_DEG2]
    return [
        [ring for hole, ring in enumerate(polygons[place]) if hole == 0 or sizes[place][hole] >= SMALLEST_DEG2]
        for place in kept
    ]


def code_of(geometry: dict[str, Any], codes: dict[str, str]) -> str:
    """Return the alpha-3 code of a shape, "" for land without one."""
    name = geometry["properties"]["name"]
    return UNCODED.get(name, "") if geometry.get("id") is None else codes.get(geometry["id"], "")


def main(source: Path) -> None:
    """Write the map."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = decode(topology)
    codes = {country.numeric: iso3 for iso3, country in load_countries().items() if country.numeric}
    shapes: dict[str, list[list[list[int]]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        code = code_of(geometry, codes)
        if code != "ATA":  # no map of ours shows Antarctica
            shapes.setdefault(code, []).extend(keep_polygons(polygons, arcs))
    used = sorted(
        {max(i, ~i) for polygons in shapes.values() for polygon in polygons for ring in polygon for i in ring}
    )
    slim = {
        "type": "Topology",
        "source": SOURCE,
        "transform": {"scale": [STEP_DEG, STEP_DEG], "translate": [-180.0, -90.0]},
        "objects": {
            "countries": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "MultiPolygon", "id": code, "arcs": _renumber(shapes[code], used=used)}
                    for code in sorted(shapes)
                ],
            }
        },
        "arcs": [_stored(simplify(arcs[index])) for index in used],
    }
    text = json.dumps(slim, ensure_ascii=False, separators=(",", ":")).replace("]],[[", "]],\n[[")
    OUT.write_text(text + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(shapes)} countries, {len(used)} arcs, {len(text)} bytes")


def _renumber(polygons: list[list[list[int]]], *, used: list[int]) -> list[list[list[int]]]:
    """Return the arcs of polygons under their new numbers."""
    new = {old: number for number, old in enumerate(used)}
    return [[[new[i] if i >= 0 else ~new[~i] for i in ring] for ring in polygon] for polygon in polygons]


def _stored(points: Points) -> list[list[int]]:
    """Return a line as differences on the grid, without points that fall on the one before."""
    grid = np.round((points - [-180.0, -90.0]) / STEP_DEG).astype(int)
    steps = np.diff(grid, axis=0, prepend=[[0, 0]])
    kept = np.any(steps != 0, axis=1)
    kept[0] = True
    return [[int(x), int(y)] for x, y in steps[kept]]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
