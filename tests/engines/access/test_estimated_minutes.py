"""Minutes on foot and by car from distance, detour and speed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wakimizu.engines.access import (
    ADULTS,
    AGED_75_AND_OVER,
    CITY_STREETS,
    Driving,
    Walking,
    driving_minutes,
    great_circle_km,
    places,
    walking_minutes,
)

japan = st.tuples(st.floats(24, 46), st.floats(122, 154))
some = st.lists(japan, min_size=1, max_size=6).map(lambda spots: places(*zip(*spots, strict=True)))
ESTIMATES = [walking_minutes, driving_minutes, lambda a, b: walking_minutes(a, b, AGED_75_AND_OVER)]


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((0, 0), (0, 90), 10007.557),  # a quarter of the equator of the mean sphere: π/2 · 6371.0088
        ((32.0, 130.0), (33.0, 130.0), 111.195),  # a degree of latitude
        ((60.0, 0.0), (60.0, 1.0), 55.595),  # a degree of longitude is half as long there
        ((32.803, 130.708), (32.803, 130.708), 0),
        ((0, 0), (0, 180), 20015.115),  # the other side of Earth
        ((32.7897, 130.7417), (32.8034, 130.7079), 3.506),  # 熊本県庁 – 熊本市役所
    ],
)
def test_known_distances(one, other, km):
    assert great_circle_km(places([one[0]], [one[1]]), places([other[0]], [other[1]]))[0, 0] == pytest.approx(
        km, abs=0.01
    )


@pytest.mark.parametrize(
    ("km", "walking", "minutes"),
    [
        (0.8 / 1.3, ADULTS, 10),  # 800 m of way at 80 m a minute
        (1, ADULTS, 16.25),
        (1, AGED_75_AND_OVER, 23.64),
        (1, Walking(kmh=3.0, detour=1.0), 20),
        (5, CITY_STREETS, 20.6),  # 5 min + 6.5 km at 25 km/h
        (0, CITY_STREETS, 5),
        (10, Driving(kmh=60, detour=1, fixed_minutes=0), 10),
    ],
)
def test_known_minutes(km, walking, minutes):
    here, there = places([0], [0]), places([0], [np.degrees(km / 6371.0088)])
    estimate = driving_minutes if isinstance(walking, Driving) else walking_minutes
    assert estimate(here, there, walking)[0, 0] == pytest.approx(minutes, abs=0.005)


@pytest.mark.parametrize("estimate", ESTIMATES)
@given(some, some)
def test_there_takes_as_long_as_back(estimate, origins, destinations):
    np.testing.assert_allclose(estimate(origins, destinations), estimate(destinations, origins).T, rtol=1e-12)


@pytest.mark.parametrize("estimate", ESTIMATES)
@given(some)
def test_a_stop_on_the_way_never_makes_it_shorter(estimate, spots):
    minutes = estimate(spots, spots)
    by_way = minutes[:, :, None] + minutes[None, :, :]
    assert (minutes[:, None, :] <= by_way + 1e-6).all()


@given(some, some)
def test_at_75_nobody_is_faster(origins, destinations):
    assert (walking_minutes(origins, destinations, AGED_75_AND_OVER) >= walking_minutes(origins, destinations)).all()


@given(some, some)
def test_never_shorter_than_the_straight_line(origins, destinations):
    straight = great_circle_km(origins, destinations)
    assert (walking_minutes(origins, destinations) * ADULTS.kmh / 60 >= straight).all()
    assert (driving_minutes(origins, destinations) * CITY_STREETS.kmh / 60 >= straight).all()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: Walking(kmh=0), "speed above zero"),
        (lambda: Walking(kmh=float("nan")), "speed above zero"),
        (lambda: Walking(detour=0.9), "1 or more"),
        (lambda: Driving(kmh=-1), "speed above zero"),
        (lambda: Driving(fixed_minutes=-1), "0 or more"),
        (lambda: places([1, 2], [3]), "2 latitudes but 1 longitudes"),
        (lambda: places([32.8, 130.7], [130.7, 32.8]), "Point 2 of 2 has latitude 130.7.*latitude first"),
        (lambda: places([float("nan")], [0]), "Point 1 of 1"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        wrong()
