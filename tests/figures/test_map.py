"""The flat map: every country has its shape and place where the projection puts them, and true areas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.make_world_map import CENTRAL_LONGITUDE, UNITS, between_edges, project
from icesco_analysis.figures.map import load_world
from icesco_analysis.partners import load_countries
from tests.rows import each_row

LONGITUDES = st.floats(-180, 180)
LATITUDES = st.floats(-89, 89)


def test_every_member_of_the_oic_has_a_shape():
    members = {code for code, country in load_countries().items() if country.oic}
    assert members <= set(load_world().areas)


def test_every_shape_belongs_to_a_country_that_is_known():
    assert set(load_world().outlines) - {""} <= set(load_countries())


def test_every_outline_is_closed_and_lies_on_the_map():
    west, south, east, _ = load_world().frame
    for lines in load_world().outlines.values():
        for line in lines:
            assert line[0].tolist() == line[-1].tolist()
            assert west - 20 <= line[:, 0].min() <= line[:, 0].max() <= east + 20, "no line runs around the earth"
            assert line[:, 1].min() > south - 200


def test_all_is_whole_numbers():
    world = load_world()
    lines = [*world.borders, *(line for lines in world.outlines.values() for line in lines)]
    assert {line.dtype.kind for line in lines} == {"i"}


def test_the_place_of_each_country_is_where_the_projection_puts_its_point():
    world = load_world()
    assert list(world.places) == list(load_countries())
    for code, country in load_countries().items():
        point = project(between_edges(np.array([[country.longitude, country.latitude]])))[0] * UNITS
        assert world.places[code] == pytest.approx(tuple(point), abs=0.6), code


def test_the_place_of_each_larger_country_lies_near_its_shape():
    world = load_world()
    for code, area in world.areas.items():
        if code and area > 100_000:
            points = np.concatenate(world.outlines[code])
            (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
            across, up = world.places[code]
            assert left <= across <= right, code
            assert bottom <= up <= top, code


@each_row(
    ("code", "km2"),
    [
        ("EGY", 1_002_000),
        ("RUS", 17_100_000),
        ("BRA", 8_516_000),
        ("KWT", 17_800),
        ("AUS", 7_692_000),
        ("ZAF", 1_221_000),
    ],
)
def test_areas_are_those_of_an_atlas(code, km2):
    """South Africa has a hole, Russia crosses the edge of the map of the source."""
    assert load_world().areas[code] == pytest.approx(km2, rel=0.05)


@given(LONGITUDES, LATITUDES)
def test_the_map_is_the_same_on_both_sides_of_its_middle_and_of_the_equator(longitude, latitude):
    east, west, south = project(
        np.array(
            [
                [CENTRAL_LONGITUDE + longitude, latitude],
                [CENTRAL_LONGITUDE - longitude, latitude],
                [CENTRAL_LONGITUDE + longitude, -latitude],
            ]
        )
    )
    assert east == pytest.approx([-west[0], west[1]], abs=1e-9)
    assert east == pytest.approx([south[0], -south[1]], abs=1e-9)


def test_known_places_of_the_projection():
    """As published by Šavrič, Patterson and Jenny (2018)."""
    flat = project(np.array([[11.0, 0.0], [11.0, 90.0], [191.0, 0.0]]))
    assert flat.round(4).tolist() == [[0.0, 0.0], [0.0, 1.3174], [2.7066, 0.0]]


@given(LONGITUDES)
def test_every_longitude_has_one_place_between_the_edges(longitude):
    wrapped = between_edges(np.array([[longitude, 0.0]]))[0, 0]
    assert CENTRAL_LONGITUDE - 180 <= wrapped <= CENTRAL_LONGITUDE + 180
    assert abs((wrapped - longitude + 180) % 360 - 180) == pytest.approx(0, abs=1e-6)


def test_borders_lie_between_two_countries():
    world = load_world()
    points = {tuple(point) for line in world.outlines["MAR"] for point in line.tolist()}
    shared = [line for line in world.borders if {tuple(point) for point in line.tolist()} <= points]
    assert shared
    assert len(world.borders) > 250
