"""The map of the world: writes ``icesco_analysis/data/world.json`` from the npm package world-atlas.

Run it by hand when the borders should be renewed, with the package's file beside you
(``npm pack world-atlas@2.0.2`` and unpack it)::

    python benchmarks/make_world_map.py package/countries-50m.json

It keeps what a map as wide as a page can show: arcs simplified after Douglas and Peucker (1973), islands of a pixel
left out unless they are all there is of a country, names replaced by ISO 3166-1 alpha-3 codes. All is laid flat here
and stored as whole numbers, so that whoever draws it computes no sine, whose last digit differs between processors.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from icesco_analysis.partners.countries import Country, load_countries

OUT = Path("icesco_analysis/data/world.json")
TOLERANCE_DEG = 0.07
"""Degrees a simplified line may lie beside the true one: a third of a pixel where a map is 2,000 pixels wide."""
SMALLEST_DEG2 = 0.03
"""Square degrees of the smallest ring kept: about a pixel."""
FEWEST_POINTS = 4
"""Points of a closed line that has an inside."""
UNITS = 2000
"""Steps of the grid of the flat map to the radius of the earth: some 3 km, two to a pixel on a slide."""
EARTH_RADIUS_KM = 6371.0
CENTRAL_LONGITUDE = 11.0
"""Degrees east of the middle of the map: its edges then run through the Bering Strait, between the continents."""
SOUTH, NORTH = -56.0, 80.0
"""Degrees of latitude between which the map shows the world: without Antarctica and the pole."""

# Coefficients of the projection Equal Earth: Šavrič, Patterson and Jenny (2018), "The Equal Earth map projection".
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = np.sqrt(3) / 2

# What Natural Earth draws apart and ISO 3166-1 has no code for, under the state the United Nations count it to.
UNCODED = {"Kosovo": "XKX", "Somaliland": "SOM", "N. Cyprus": "CYP", "Indian Ocean Ter.": "AUS"}
SOURCE = (
    "Natural Earth 4.1.0, 1:50m, Admin 0 countries (public domain), as TopoJSON in the npm package world-atlas 2.0.2, "
    "simplified and laid flat by benchmarks/make_world_map.py. The borders are Natural Earth's and state no opinion on "
    "any of them."
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


def ring_points(ring: list[int], arcs: list[Points] | Mapping[int, Points]) -> Points:
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


def project(points: Points) -> Points:
    """Return where degrees of longitude and latitude lie on the flat map, in radii of the earth from its middle.

    Equal Earth (Šavrič, Patterson and Jenny 2018): areas are true, so a large country weighs what it should.
    """
    theta = np.arcsin(M * np.sin(np.radians(points[:, 1])))
    slope = 9 * A4 * theta**8 + 7 * A3 * theta**6 + 3 * A2 * theta**2 + A1
    across = np.radians(points[:, 0] - CENTRAL_LONGITUDE) * np.cos(theta) / (M * slope)
    return np.column_stack([across, theta * (A4 * theta**8 + A3 * theta**6 + A2 * theta**2 + A1)])


def between_edges(points: Points) -> Points:
    """Return a line in degrees that does not jump, most of it between the edges of the map."""
    longitudes = np.unwrap(points[:, 0], period=360)
    middle = (longitudes.min() + longitudes.max()) / 2
    return np.column_stack([longitudes - 360 * np.round((middle - CENTRAL_LONGITUDE) / 360), points[:, 1]])


def area_km2(ring: Points) -> float:
    """Return the signed area of a flat ring; holes run the other way round than what is around them."""
    x, y = ring.T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2 * EARTH_RADIUS_KM**2


def flatten(topology: dict[str, Any], countries: Mapping[str, Country]) -> dict[str, Any]:
    """Return what is stored: the frame, and of each country its area, its point, and its outlines; and the borders."""
    arcs = decode(topology)
    codes = {country.numeric: iso3 for iso3, country in countries.items() if country.numeric}
    shapes: dict[str, list[list[int]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        code = code_of(geometry, codes)
        if code != "ATA":  # no map of ours shows Antarctica
            shapes.setdefault(code, []).extend(ring for polygon in keep_polygons(polygons, arcs) for ring in polygon)
    slim = {i: simplify(arcs[i]) for i in {max(i, ~i) for rings in shapes.values() for ring in rings for i in ring}}
    users = Counter(i for rings in shapes.values() for i in {max(i, ~i) for ring in rings for i in ring})
    flat = {code: [project(between_edges(ring_points(ring, slim))) for ring in rings] for code, rings in shapes.items()}
    edge = project(np.array([[CENTRAL_LONGITUDE + 180, 0.0], [CENTRAL_LONGITUDE, SOUTH], [CENTRAL_LONGITUDE, NORTH]]))
    places = project(np.concatenate([between_edges(np.array([[c.longitude, c.latitude]])) for c in countries.values()]))
    return {
        "source": SOURCE,
        "frame": np.round(np.array([-edge[0, 0], edge[1, 1], edge[0, 0], edge[2, 1]]) * UNITS).astype(int).tolist(),
        "places": dict(zip(countries, np.round(places * UNITS).astype(int).tolist(), strict=True)),
        "areas": {code: round(abs(sum(map(area_km2, flat[code])))) for code in sorted(flat)},
        "outlines": {code: drawn for code in sorted(flat) if (drawn := [*filter(_is_area, map(_stored, flat[code]))])},
        "borders": [
            _stored(project(between_edges(slim[i]))) for i, countries in sorted(users.items()) if countries > 1
        ],
    }


def _stored(points: Points) -> list[int]:
    """Return a flat line as steps on the grid, x and y in turn, without points that fall on the one before."""
    steps = np.diff(np.round(points * UNITS).astype(int), axis=0, prepend=[[0, 0]])
    kept = np.any(steps != 0, axis=1)
    kept[0] = True
    return [int(step) for step in steps[kept].ravel()]


def _is_area(steps: list[int]) -> bool:
    """Tell whether a closed line still has an inside on the grid."""
    return len(steps) >= 2 * FEWEST_POINTS


def main(source: Path) -> None:
    """Write the map."""
    flat = flatten(json.loads(source.read_text(encoding="utf-8")), load_countries())
    text = json.dumps(flat, ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[").replace("]],", "]],\n")
    OUT.write_text(text + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(flat['outlines'])} countries, {len(flat['borders'])} borders, {len(text)} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
