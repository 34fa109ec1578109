"""Travel times by public transport: the same as a search that tries everything, and the properties any such table has."""

from dataclasses import replace
from math import asin, ceil, cos, inf, radians, sin, sqrt

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.engines.access.small_feeds import TUESDAY, City, Trip, at, small
from wakimizu.engines.access import (
    Journeys,
    Window,
    places,
    read_feed,
    summary,
    timetable,
    transit_minutes,
    transit_summary,
)

DAY = 1440
spots = st.tuples(st.integers(0, 1), st.sampled_from([0, 1, 12, 13, 30]))  # near one another, or far


@st.composite
def trips(draw, stops, services):
    """A trip of a few halts: loops, halts of no length, legs of no length, early or past midnight, once or repeated."""
    calls = draw(st.lists(st.integers(0, stops - 1), min_size=2, max_size=draw(st.sampled_from([2, 3, 6]))))
    clock = draw(st.integers(5, 40)) + DAY * draw(st.sampled_from([0, 0, 0, 0, 1]))
    begins = clock
    halts = []
    for call in calls:
        arrives = clock
        clock += draw(st.sampled_from([0, 0, 1, 3]))
        halts.append((call, arrives, clock, draw(st.integers(0, 9)) > 0, draw(st.integers(0, 9)) > 0))
        clock += draw(st.sampled_from([0, 0, 1, 2, 5, 9]))
    repeats = None
    if draw(st.integers(0, 3)) == 0:
        repeats = (begins + draw(st.integers(-5, 5)) % 7, begins + draw(st.integers(8, 30)), draw(st.integers(1, 9)))
    return Trip(draw(st.integers(0, services - 1)), tuple(halts), repeats)


@st.composite
def cities(draw):
    stops = draw(st.lists(spots, min_size=3, max_size=5, unique=draw(st.booleans())))
    services = draw(st.lists(st.tuples(st.booleans(), st.just(True), st.booleans()), min_size=1, max_size=2))
    services += draw(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=1))
    runs = draw(st.lists(trips(len(stops), len(services)), min_size=draw(st.sampled_from([1, 6])), max_size=9))
    pairs = st.tuples(st.integers(0, len(stops) - 1), st.integers(0, len(stops) - 1))
    ruled = draw(st.dictionaries(pairs, st.sampled_from([None, 0, 1, 4]), max_size=2))
    return City(tuple(stops), tuple(services), tuple(runs), ruled)


travellers = st.builds(
    Journeys,
    access_minutes=st.sampled_from([0.0, 0.0, 3.0, 8.0]),
    change_walk_minutes=st.sampled_from([0.0, 3.5, 8.0]),
    change_minutes=st.sampled_from([0.0, 0.0, 1.0, 2.5]),
    longest_minutes=st.sampled_from([12.0, 60.0, 180.0]),
)
windows = st.sampled_from([Window(0, 30), Window(0, 30), Window(0, 60, 3), Window(DAY - 30, DAY, 2)])


@st.composite
def questions(draw):
    """A city, origins and destinations: at stops, beside them or anywhere."""
    city = draw(cities())
    points = st.lists(st.sampled_from(city.stops) | st.sampled_from(city.stops) | spots, min_size=1, max_size=3)
    return city, draw(points), draw(points)


def seconds_on_foot(one, other, journeys):
    """The haversine formula again, in the standard library's words."""
    (lat, lon), (to_lat, to_lon) = [tuple(map(radians, at(*each))) for each in (one, other)]
    half = sin((lat - to_lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((lon - to_lon) / 2) ** 2
    km = 2 * 6371.0088 * asin(sqrt(half))
    return ceil(round(km * journeys.walking.detour / journeys.walking.kmh * 3600, 6))


def vehicles(city):
    """Halts in seconds from Tuesday's midnight, of everything that runs on Monday, Tuesday and Wednesday."""
    for trip in city.trips:
        firsts = [trip.halts[0][2]]
        if trip.repeats:
            begins, ends, headway = trip.repeats
            firsts = list(range(begins, ends, headway))
        for offset, runs in zip((-1, 0, 1), city.services[trip.service], strict=True):
            for first in firsts if runs else []:
                late = (first - trip.halts[0][2] + offset * DAY) * 60
                yield [(stop, a * 60 + late, d * 60 + late, on, off) for stop, a, d, on, off in trip.halts]


def tried_out(city, origin, destination, departs, journeys):
    """Earliest arrival in seconds by trying every ride again and again until nothing gets earlier; None for none."""
    everything = list(vehicles(city))
    best = departs + seconds_on_foot(origin, destination, journeys)
    ready = [inf] * len(city.stops)
    for stop, spot in enumerate(city.stops):
        walk = seconds_on_foot(origin, spot, journeys)
        if walk <= journeys.access_minutes * 60:
            ready[stop] = departs + walk
    before = None
    while before != ready:
        before = list(ready)
        for halts in everything:
            for place, (stop, _arrives, leaves, boards, _alights) in enumerate(halts):
                if boards and ready[stop] <= leaves:
                    for there, arrives, _leaves, _boards, alights in halts[place + 1 :]:
                        if alights:
                            best = min(best, arrives + reached(city, there, destination, journeys))
                            for other in range(len(city.stops)):
                                ready[other] = min(ready[other], arrives + changed(city, there, other, journeys))
    return best - departs if best - departs <= journeys.longest_minutes * 60 else None


def reached(city, stop, destination, journeys):
    walk = seconds_on_foot(city.stops[stop], destination, journeys)
    return walk if walk <= journeys.access_minutes * 60 else inf


def changed(city, stop, other, journeys):
    if (stop, other) in city.ruled:
        least = city.ruled[stop, other]
        return inf if least is None else least * 60
    walk = seconds_on_foot(city.stops[stop], city.stops[other], journeys)
    return walk + journeys.change_minutes * 60 if walk <= journeys.change_walk_minutes * 60 else inf


def on_the_map(spots):
    return places(*zip(*(at(*each) for each in spots), strict=True))


def computed(city, origins, destinations, window, journeys):
    table = timetable(read_feed(city.zip()), TUESDAY)
    return transit_minutes(table, on_the_map(origins), on_the_map(destinations), window, journeys)


AT_THE_STOP = Journeys(access_minutes=0)
HURRIED = Journeys(access_minutes=0, change_minutes=0)
# Two vehicles without any time between their stops at one moment, to be changed between in either order.
THERE_AND_BACK = City(
    ((0, 0), (0, 4), (4, 4)),
    ((True, True, True),),
    (
        Trip(0, ((0, 10, 10, True, True), (1, 10, 10, True, True))),
        Trip(0, ((1, 10, 10, True, True), (0, 10, 10, True, True), (2, 11, 11, True, True))),
        Trip(0, ((1, 10, 10, True, True), (2, 10, 10, True, True), (1, 10, 10, True, True))),
    ),
)

# Who waits at the second stop may not use the walk of who got off there at the same moment.
NOT_BACK_IN_TIME = City(
    ((1, 0), (0, 0), (0, 1), (0, 12), (0, 30)),
    ((True, True, True),),
    (
        Trip(0, ((0, 10, 10, True, True), (1, 10, 10, True, True), (2, 10, 10, True, True))),
        Trip(0, ((3, 12, 12, True, True), (4, 13, 13, True, True))),
    ),
    {(1, 3): 1},
)
# Three stops within one minute: staying seated over all of them.
WITHIN_A_MINUTE = City(
    ((0, 0), (0, 12), (0, 30)),
    ((True, True, True),),
    (Trip(0, ((0, 10, 10, True, True), (1, 10, 10, True, True), (2, 12, 12, True, True))),),
)


@settings(max_examples=300)
@given(questions(), windows, travellers)
@example((THERE_AND_BACK, [(0, 0), (0, 4)], [(4, 4), (0, 0)]), Window(0, 30), HURRIED)
@example((NOT_BACK_IN_TIME, [(0, 0)], [(0, 30)]), Window(0, 30), HURRIED)
@example((WITHIN_A_MINUTE, [(0, 0)], [(0, 30)]), Window(0, 30), AT_THE_STOP)
@pytest.mark.whole
def test_the_same_as_trying_everything(question, window, journeys):
    city, origins, destinations = question
    found = computed(city, origins, destinations, window, journeys)
    assert found.shape == (len(origins), len(destinations), len(window.departures))
    for i, origin in enumerate(origins):
        for j, destination in enumerate(destinations):
            for k, departs in enumerate(window.departures.tolist()):
                expected = tried_out(city, origin, destination, departs, journeys)
                assert found[i, j, k] == pytest.approx(np.nan if expected is None else expected / 60, nan_ok=True)


@settings(max_examples=60)
@given(questions(), windows, travellers)
def test_who_leaves_later_never_arrives_earlier(question, window, journeys):
    city, origins, destinations = question
    arrivals = computed(city, origins, destinations, window, journeys) + window.departures / 60
    held = np.nan_to_num(arrivals, nan=0)  # no journey within the longest time: nothing to compare with
    assert (np.maximum.accumulate(held, axis=2) <= np.nan_to_num(arrivals, nan=np.inf) + 1e-4).all()


@settings(max_examples=60)
@given(questions(), windows, travellers)
def test_never_slower_than_on_foot(question, window, journeys):
    city, origins, destinations = question
    found = computed(city, origins, destinations, window, journeys)
    for i, origin in enumerate(origins):
        for j, destination in enumerate(destinations):
            walk = seconds_on_foot(origin, destination, journeys) / 60
            if walk <= journeys.longest_minutes:
                assert (found[i, j] <= walk + 1e-4).all()


@settings(max_examples=60)
@given(questions(), windows, travellers, st.data())
def test_another_trip_never_makes_anything_slower(question, window, journeys, data):
    city, origins, destinations = question
    extra = data.draw(trips(len(city.stops), len(city.services)))
    before = computed(city, origins, destinations, window, journeys)
    after = computed(replace(city, trips=(*city.trips, extra)), origins, destinations, window, journeys)
    assert (np.nan_to_num(after, nan=np.inf) <= np.nan_to_num(before, nan=np.inf)).all()


ONE_LINE = City(((0, 0), (0, 4)), ((True, True, True),), (Trip(0, ((0, 20, 20, True, True), (1, 22, 22, True, True))),))
FAR = [(0, 0)], [(0, 4)]


def test_one_waits_for_the_tram_and_walks_once_it_is_gone():
    found = computed(ONE_LINE, *FAR, Window(10, 30), AT_THE_STOP)[0, 0]
    walk = seconds_on_foot((0, 0), (0, 4), AT_THE_STOP) / 60
    assert walk == pytest.approx(12.17, abs=0.01)  # 749 m in a straight line
    assert found == pytest.approx([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, *[walk] * 9])


def test_a_trip_past_midnight_is_there_in_the_night_that_follows():
    night = Trip(0, ((0, DAY + 10, DAY + 10, True, True), (1, DAY + 12, DAY + 12, True, True)))
    for flags, minutes in [((True, False, False), 12), ((False, True, True), 12.17)]:
        city = City(ONE_LINE.stops, (flags,), (night,))
        assert computed(city, *FAR, Window(0, 1), AT_THE_STOP)[0, 0, 0] == pytest.approx(minutes, abs=0.01)


def test_before_midnight_the_next_days_first_tram_counts():
    early = Trip(0, ((0, 2, 2, True, True), (1, 4, 4, True, True)))
    city = City(ONE_LINE.stops, ((False, False, True),), (early,))
    assert computed(city, *FAR, Window(DAY - 3, DAY), AT_THE_STOP)[0, 0] == pytest.approx([7, 6, 5])


@pytest.mark.parametrize(("minutes", "caught"), [(0, True), (1, True), (2, True), (2.5, False)])
def test_a_change_takes_its_time(minutes, caught):
    first = Trip(0, ((0, 0, 0, True, True), (1, 4, 4, True, True)))
    second = Trip(0, ((1, 6, 6, True, True), (2, 8, 8, True, True)))
    city = City(((0, 0), (0, 20), (0, 40)), ((True, True, True),), (first, second))
    found = computed(
        city, [(0, 0)], [(0, 40)], Window(0, 1), Journeys(access_minutes=0, change_minutes=minutes, longest_minutes=60)
    )
    assert found[0, 0, 0] == 8 if caught else np.isnan(found[0, 0, 0])


@pytest.mark.parametrize(("ruled", "minutes"), [({}, 9), ({(1, 1): 1}, 8), ({(1, 1): 5}, 12), ({(1, 1): None}, np.nan)])
def test_what_the_feed_says_of_a_change_goes_first(ruled, minutes):
    first = Trip(0, ((0, 0, 0, True, True), (1, 4, 4, True, True)))
    later = [Trip(0, ((1, 5 + n, 5 + n, True, True), (2, 8 + n, 8 + n, True, True))) for n in range(6)]
    city = City(((0, 0), (0, 20), (0, 40)), ((True, True, True),), (first, *later), ruled)
    found = computed(city, [(0, 0)], [(0, 40)], Window(0, 1), Journeys(access_minutes=0, longest_minutes=60))
    assert found[0, 0, 0] == pytest.approx(minutes, nan_ok=True)


def test_where_nothing_runs_one_walks():
    for idle in (
        small(stop_times="trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"),
        small(
            trips="route_id,service_id,trip_id\nR,平日,T\nR,平日,U\n",
            calendar_dates="service_id,date,exception_type\n平日,20260721,2\n平日,20260722,2\n",
        ),
    ):
        table = timetable(read_feed(idle), TUESDAY)
        found = transit_minutes(
            table, on_the_map([(0, 0)]), on_the_map([(0, 4), (0, 40)]), Window(0, 2), Journeys(longest_minutes=60)
        )
        assert found[0] == pytest.approx(np.array([[12.17, 12.17], [np.nan, np.nan]]), abs=0.01, nan_ok=True)
        assert transit_minutes(table, on_the_map([(0, 0)]), on_the_map([(0, 4)])[:0]).shape == (1, 0, 120)


def test_summary_of_a_window():
    minutes = np.array([[[10, 20, 30, np.nan], [np.nan] * 4, [5, 5, 5, 5]]], dtype=np.float32)
    found = summary(minutes)
    assert found.mean[0] == pytest.approx([20, np.nan, 5], nan_ok=True)
    assert found.median[0] == pytest.approx([20, np.nan, 5], nan_ok=True)
    assert found.p85[0] == pytest.approx([np.nan, np.nan, 5], nan_ok=True)  # the fourth departure has no journey
    assert found.shortest[0] == pytest.approx([10, np.nan, 5], nan_ok=True)
    assert found.reached[0] == pytest.approx([0.75, 0, 1])


def test_a_summary_is_that_of_every_departure():
    table = timetable(read_feed(THERE_AND_BACK.zip()), TUESDAY)
    origins, destinations = on_the_map([(0, n % 5) for n in range(300)]), on_the_map([(4, 4), (2, 2)])
    every = summary(transit_minutes(table, origins, destinations, Window(0, 20)))
    found = transit_summary(table, origins, destinations, Window(0, 20))
    for name in ("mean", "median", "p85", "shortest", "reached"):
        np.testing.assert_array_equal(getattr(found, name), getattr(every, name))
    nobody = transit_summary(table, origins[:0], destinations, Window(0, 20))
    assert nobody.mean.shape == (0, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Journeys(access_minutes=-1),
        lambda: Journeys(change_minutes=float("nan")),
        lambda: Journeys(longest_minutes=0),
        lambda: Journeys(longest_minutes=1441),
        lambda: Window(600, 600),
        lambda: Window(-1, 600),
        lambda: Window(0, 1441),
        lambda: Window(0, 60, 0),
    ],
)
def test_assumptions_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="give|begin"):
        wrong()
