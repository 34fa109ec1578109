"""The trams and city buses of Kumamoto as their operators publish them (2026)."""

from datetime import date

import numpy as np
import pytest

from wakimizu.engines.access import (
    AGED_75_AND_OVER,
    Journeys,
    Window,
    merged,
    places,
    read_feed,
    services_on,
    timetable,
    transit_summary,
    unruled_holidays,
    validity,
    walking_minutes,
)

SEA_DAY, DAY_AFTER = date(2026, 7, 20), date(2026, 7, 21)
CITY_HALL, KENGUN, STATION = (32.8034, 130.7079), (32.7785, 130.7610), (32.7899, 130.6885)


@pytest.fixture(scope="module")
def city(shared_data):
    folder = shared_data / "transit"
    if not folder.is_dir():
        pytest.skip(f"no timetables at {folder}")
    names = {"tram": "kumamotoshiden", "bus": "toshibus"}
    return {name: read_feed((folder / f"{file}.gtfs.zip").read_bytes()) for name, file in names.items()}


def test_what_the_feeds_hold(city):
    counted = {
        name: (len(feed.stops.ids), len(feed.routes), len(feed.trips.ids), len(feed.stop_times.stops))
        for name, feed in city.items()
    }
    assert counted == {"tram": (69, 2, 1139, 28779), "bus": (819, 184, 2674, 68016)}
    assert {name: feed.infos[""].publisher for name, feed in city.items()} == {
        "tram": "熊本市交通局",
        "bus": "熊本都市バス",
    }
    assert validity(city["tram"]) == (date(2025, 6, 1), date(2027, 3, 31))
    assert validity(city["bus"]) == (date(2026, 5, 7), date(2026, 8, 18))
    assert city["tram"].translations["水前寺公園", "en"] == "Suizenji Park"
    assert all(feed.notes == () for feed in city.values())


@pytest.mark.parametrize(("day", "trams", "buses"), [(21, 380, 1073), (25, 380, 863), (26, 379, 738)])
def test_trips_of_a_day(city, day, trams, buses):
    for name, trips in (("tram", trams), ("bus", buses)):
        on = services_on(city[name], date(2026, 7, day))
        running = [place for place, service in enumerate(city[name].services) if service.id in on]
        assert np.isin(city[name].trips.services, running).sum() == trips


def test_buses_pass_several_stops_within_a_minute(city):
    for name, rides, instant in (("tram", 27640, 0), ("bus", 65342, 9082)):
        times = city[name].stop_times
        along = times.trips[1:] == times.trips[:-1]
        assert along.sum() == rides
        assert (times.departs[:-1] == times.arrives[1:])[along].sum() == instant


def test_the_trams_know_their_holidays_and_the_buses_do_not(city):
    assert services_on(city["tram"], SEA_DAY) == {"日祝"}
    assert services_on(city["tram"], DAY_AFTER) == {"平日"}
    weekday, sunday = (
        {"11_1_20260507", "12_2_20260507", "13_3_20260507"},
        {"11_7_20260507", "12_8_20260507", "13_9_20260507"},
    )
    assert services_on(city["bus"], SEA_DAY) == weekday
    assert services_on(city["bus"], SEA_DAY, [SEA_DAY]) == sunday
    assert services_on(city["bus"], SEA_DAY, [SEA_DAY], holidays_as=None) == weekday
    (sentence,) = map(str, unruled_holidays(merged(city), [SEA_DAY, date(2026, 8, 11)]))
    assert sentence.startswith("The feed “bus” says nothing in calendar_dates.txt about 2026-07-20, 2026-08-11")


def test_a_morning_in_the_city(city):
    table = timetable(merged(city), DAY_AFTER)
    origins, destinations = places(*zip(KENGUN, STATION, strict=True)), places(*zip(CITY_HALL, strict=True))
    adults = transit_summary(table, origins, destinations, Window(540, 660))
    aged = transit_summary(table, origins, destinations, Window(540, 660), Journeys(walking=AGED_75_AND_OVER))
    assert (adults.reached == 1).all()
    assert 25 < adults.median[0, 0] < 45  # the tram from 健軍町 to 熊本城・市役所前 takes 29 minutes or so
    assert 15 < adults.median[1, 0] < 30
    assert (adults.mean <= walking_minutes(origins, destinations)).all()
    assert (aged.mean > adults.mean).all()
    assert (adults.shortest <= adults.median).all()
    assert (adults.median <= adults.p85).all()


def test_a_holiday_has_its_own_times(city):
    both = merged(city)
    origins, destinations = places(*zip(KENGUN, STATION, strict=True)), places(*zip(CITY_HALL, strict=True))
    found = [
        transit_summary(timetable(both, day, [SEA_DAY]), origins, destinations, Window(360, 480)).mean
        for day in (SEA_DAY, DAY_AFTER)
    ]
    assert (found[0] != found[1]).all()
    assert np.isfinite(found).all()
