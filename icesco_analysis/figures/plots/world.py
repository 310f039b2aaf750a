"""The shapes of countries for a map, decoded from TopoJSON, and the projection that lays them flat."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""Shape (n, 2): longitude and latitude in degrees, or places on the flat map."""

EARTH_RADIUS_KM = 6371.0
CENTRAL_LONGITUDE = 11.0
"""Degrees east of the middle of the map: its edges then run through the Bering Strait, between the continents."""

# Coefficients of the projection Equal Earth: Šavrič, Patterson and Jenny (2018), "The Equal Earth map projection".
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = np.sqrt(3) / 2


@dataclass(frozen=True, slots=True)
class World:
    """All countries that have a shape of their own.

    Parameters
    ----------
    rings
        Closed lines in degrees by ISO alpha-3 code, outer ones and holes; "" is land without a code. Longitudes run on
        over 180 degrees where a country crosses that meridian.
    borders
        Lines between two countries.
    source
        Where the shapes come from.
    """

    rings: Mapping[str, tuple[Points, ...]]
    borders: tuple[Points, ...]
    source: str


@cache
def load_world() -> World:
    """Return the shapes of ``data/world.topojson``.

    Examples
    --------
    >>> world = load_world()
    >>> len(world.rings["MAR"]), world.source.partition(",")[0]
    (1, 'Natural Earth 4.1.0')
    """
    text = files("icesco_analysis").joinpath("data", "world.topojson").read_text(encoding="utf-8")
    topology = json.loads(text)
    arcs = decode_arcs(topology)
    polygons = {shape["id"]: shape["arcs"] for shape in topology["objects"]["countries"]["geometries"]}
    indices = {code: [ring for polygon in shape for ring in polygon] for code, shape in polygons.items()}
    rings = {code: tuple(_join(ring, arcs) for ring in country) for code, country in indices.items()}
    users = Counter(number for country in indices.values() for number in {max(i, ~i) for ring in country for i in ring})
    borders = tuple(_unwrap(arcs[number]) for number, countries in sorted(users.items()) if countries > 1)
    return World(MappingProxyType(rings), borders, topology["source"])


def decode_arcs(topology: Mapping[str, Any]) -> list[Points]:
    """Return the arcs of a quantised TopoJSON topology in degrees.

    Parameters
    ----------
    topology
        Its ``arcs`` hold a first point and then the steps from point to point, in units of its ``transform``.

    Examples
    --------
    >>> decode_arcs({"transform": {"scale": [0.5, 1], "translate": [10, 0]}, "arcs": [[[2, 3], [2, -1]]]})[0].tolist()
    [[11.0, 3.0], [12.0, 2.0]]
    """
    scale = np.array(topology["transform"]["scale"])
    translate = np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc, dtype=float), axis=0) * scale + translate for arc in topology["arcs"]]


def _join(ring: Sequence[int], arcs: Sequence[Points]) -> Points:
    """Return a ring as one closed line; an index below zero is an arc that runs the other way."""
    parts = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in ring]
    joined = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
    return _unwrap(np.concatenate([joined, joined[:1]]) if (joined[0] != joined[-1]).any() else joined)


def _unwrap(points: Points) -> Points:
    """Return points whose longitudes do not jump where they cross the edge of the map of the data."""
    return np.column_stack([np.unwrap(points[:, 0], period=360), points[:, 1]])


def project(points: Points) -> Points:
    """Return where degrees of longitude and latitude lie on the map, in radii of the earth from its middle.

    Parameters
    ----------
    points
        Shape (n, 2): longitude, latitude in degrees.

    Notes
    -----
    Equal Earth (Šavrič, Patterson and Jenny 2018): areas are true, so a large country weighs what it should. The middle
    is `CENTRAL_LONGITUDE`; longitudes beyond its edges run on, for whoever clips them to `outline`.

    Examples
    --------
    >>> project(np.array([[11.0, 0.0], [11.0, 90.0], [191.0, 0.0]])).round(4).tolist()
    [[0.0, 0.0], [0.0, 1.3174], [2.7066, 0.0]]
    """
    longitude = np.radians(points[:, 0] - CENTRAL_LONGITUDE)
    theta = np.arcsin(_M * np.sin(np.radians(points[:, 1])))
    slope = 9 * _A4 * theta**8 + 7 * _A3 * theta**6 + 3 * _A2 * theta**2 + _A1
    across = longitude * np.cos(theta) / (_M * slope)
    up = theta * (_A4 * theta**8 + _A3 * theta**6 + _A2 * theta**2 + _A1)
    return np.column_stack([across, up])


def outline(*, south: float = -90.0, north: float = 90.0) -> Points:
    """Return the edge of the map between two latitudes, as a closed line in degrees.

    Examples
    --------
    >>> outline(south=-60, north=80)[:, 1].min()
    np.float64(-60.0)
    """
    west, east = CENTRAL_LONGITUDE - 180, CENTRAL_LONGITUDE + 180
    up, across = np.linspace(south, north, 91), np.linspace(west, east, 181)
    edges = [
        np.column_stack([np.full_like(up, west), up]),
        np.column_stack([across, np.full_like(across, north)]),
        np.column_stack([np.full_like(up, east), up[::-1]]),
        np.column_stack([across[::-1], np.full_like(across, south)]),
    ]
    return np.concatenate([*edges, edges[0][:1]])


def wrap_longitude(longitude: float) -> float:
    """Return a longitude as it lies between the edges of the map.

    Examples
    --------
    >>> wrap_longitude(-175.0), wrap_longitude(20.0)
    (185.0, 20.0)
    """
    return (longitude - CENTRAL_LONGITUDE + 180) % 360 - 180 + CENTRAL_LONGITUDE


@cache
def measure_areas() -> Mapping[str, float]:
    """Return the area of each country in square kilometres, as its simplified shape has it.

    Examples
    --------
    >>> areas = measure_areas()
    >>> round(areas["EGY"], -5), areas["BHR"] < 1000
    (1000000.0, True)
    """
    return MappingProxyType({code: abs(sum(map(_area, rings))) for code, rings in load_world().rings.items()})


def _area(ring: Points) -> float:
    """Return the signed area of a ring in square kilometres; holes run the other way round than what is around them."""
    flat = project(ring)
    crossed = [x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(flat.tolist())]
    return float(sum(crossed)) / 2 * EARTH_RADIUS_KM**2
