"""The shapes of countries and the projection that lays them flat."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icesco_analysis.figures.plots.world import (
    CENTRAL_LONGITUDE,
    EARTH_RADIUS_KM,
    decode_arcs,
    load_world,
    measure_areas,
    outline,
    project,
    wrap_longitude,
)
from icesco_analysis.partners.countries import load_countries

LONGITUDES = st.floats(-180, 180)
LATITUDES = st.floats(-89, 89)


def test_every_member_of_the_oic_has_a_shape():
    members = {code for code, country in load_countries().items() if country.oic}
    assert members <= set(load_world().rings)


def test_every_shape_belongs_to_a_country_that_is_known():
    assert set(load_world().rings) - {""} <= set(load_countries())


def test_every_ring_is_closed_and_lies_on_the_earth():
    for rings in load_world().rings.values():
        for ring in rings:
            assert ring[0] == pytest.approx(ring[-1])
            assert np.abs(ring[:, 1]).max() <= 90
            assert np.abs(np.diff(ring[:, 0])).max() < 180


def test_the_point_of_each_larger_country_lies_near_its_shape():
    world = load_world()
    for code, area in measure_areas().items():
        if code and area > 100_000:
            country = load_countries()[code]
            points = np.concatenate(
                [ring + np.array([turn, 0]) for ring in world.rings[code] for turn in (-360, 0, 360)]
            )
            assert points[:, 0].min() <= country.longitude <= points[:, 0].max(), code
            assert points[:, 1].min() <= country.latitude <= points[:, 1].max(), code


@pytest.mark.parametrize(
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
    """South Africa has a hole, Russia crosses the edge of the map."""
    assert measure_areas()[code] == pytest.approx(km2, rel=0.05)


def test_the_whole_sphere_has_its_area_on_the_map():
    flat = project(outline())
    crossed = flat[:-1, 0] * flat[1:, 1] - flat[1:, 0] * flat[:-1, 1]
    assert abs(crossed.sum()) / 2 == pytest.approx(4 * np.pi, rel=1e-3)
    assert EARTH_RADIUS_KM**2 * 4 * np.pi == pytest.approx(510e6, rel=1e-3)


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


@given(LONGITUDES)
def test_every_longitude_has_one_place_between_the_edges(longitude):
    wrapped = wrap_longitude(longitude)
    assert CENTRAL_LONGITUDE - 180 <= wrapped <= CENTRAL_LONGITUDE + 180
    assert (wrapped - longitude) % 360 == pytest.approx(0, abs=1e-6) or (wrapped - longitude) % 360 == pytest.approx(
        360
    )


def test_arcs_are_differences_on_a_grid():
    topology = {"transform": {"scale": [2, 1], "translate": [-10, 5]}, "arcs": [[[1, 1], [1, 0], [-2, 3]]]}
    assert decode_arcs(topology)[0].tolist() == [[-8, 6], [-6, 6], [-10, 9]]


def test_borders_lie_between_two_countries():
    world = load_world()
    points = {tuple(point) for ring in world.rings["MAR"] for point in ring.round(3).tolist()}
    shared = [line for line in world.borders if {tuple(point) for point in line.round(3).tolist()} <= points]
    assert shared
    assert len(world.borders) > 250
