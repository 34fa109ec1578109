"""Travel times from cells and districts to counters: by timetable of a valid day, on foot, by car; what is refused."""

import json
from datetime import date, time

import pytest

from tests.apps.population import five_year as five
from tests.engines.access.small_feeds import small
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.population import imports, operations, queries, travel
from wakimizu.apps.population.models import Feed, Reach, ReachRun, nearest
from wakimizu.shared import jobs
from wakimizu.shared.errors import BadInput, NotPermitted
from wakimizu.shared.jobs import JobState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
STOPS = "stop_id,stop_name,stop_lat,stop_lon\nA,桜,33.00,131.00\nB,中,33.05,131.00\nC,川端,33.02,131.00\n"
TIMES = (
    "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    + "".join(f"T{n},9:{n:02d}:00,9:{n:02d}:00,A,1\nT{n},9:{n + 5:02d}:00,9:{n + 5:02d}:00,C,2\n" for n in range(0, 50, 5))
)  # fmt: skip
TRIPS = "route_id,service_id,trip_id,trip_headsign\n" + "".join(f"R,平日,T{n},川端\n" for n in range(0, 50, 5))
DAY, HOLIDAY, TOO_LATE = date(2026, 11, 24), date(2026, 11, 23), date(2027, 4, 1)
WINDOW = {"window_from": time(9), "window_to": time(9, 30)}
FILES = {"stops": STOPS, "stop_times": TIMES, "trips": TRIPS}


@pytest.fixture
def place(town):
    """Two counters with a place, of which one is a branch; a hub; the town's districts, and four cells."""
    for code, lat in (("w-kami", 33.00), ("b-kawabata", 33.02)):
        Office.objects.filter(code=code).update(lat=lat, lon=131.0)
    Area.objects.create(city=town.city, kind="hub", code="hub-1", name="拠点", lat=33.02, lon=131.001)
    renew(town.city.pk)
    return five.with_cells(town)


def feed(place, code="bus", by=None, **files):
    content = small(**(FILES | files))
    return imports.import_feed(by or place.system(), place.city, content, code=code, name=f"バス {code}", source="会社")


def asked(place, by=None, **more):
    facts = {"feeds": list(Feed.objects.all()), "day": DAY, **WINDOW, **more}
    return operations.ask_reach(by or place.system(), city=place.city, **facts)


def done(place, **more):
    run = jobs.run(asked(place, **more))
    assert run.state == JobState.DONE, run.told
    return run


def minutes(run, area, mode, office="b-kawabata"):
    row = Reach.objects.get(run=run, cell__code=area, mode=mode)
    return row.minutes.get(str(Office.objects.get(code=office).pk))


class TestTimetables:
    def test_one_comes_in_with_what_it_says_of_itself(self, place):
        assert feed(place).counts["added"] == 1
        row = Feed.objects.get()
        assert (row.valid_from, row.valid_to) == (date(2026, 4, 1), date(2027, 3, 31))
        facts = {
            "stops": 2,
            "routes": 1,
            "trips": 10,
            "services": 1,
            "first_departure": "09:00",
            "last_departure": "09:50",
        }
        assert row.figures | facts == row.figures
        assert json.loads(Entry.objects.get(operation="keep_feed").facts)["code"] == "bus"

    def test_the_same_again_is_unchanged_a_new_one_replaces_it(self, place):
        feed(place)
        assert feed(place).counts["unchanged"] == 1
        later = TIMES.replace("9:", "10:")
        assert feed(place, stop_times=later).counts["changed"] == 1
        assert Feed.objects.get().figures["first_departure"] == "10:00"

    def test_every_fault_is_named_with_file_and_row_and_nothing_is_kept(self, place):
        report = feed(
            place, stops=STOPS.replace("C,川端,33.02", "X,川端,33.02"), stop_times=TIMES.replace("T5,9:10", "T5,9:01")
        )
        sentences = [line.sentence for line in report.told]
        assert report.counts["refused"] == len(sentences) > 1
        assert any(sentence.startswith("stop_times.txt, row") for sentence in sentences)
        assert not Feed.objects.exists()
        assert imports.import_feed(place.system(), place.city, b"no zip", code="x", name="x").counts["refused"]

    def test_past_midnight_is_legal(self, place):
        feed(place, stop_times=TIMES.replace("9:", "25:"))
        assert Feed.objects.get().figures["last_departure"] == "25:50"

    def test_who_may_not_takes_none_in(self, place):
        with pytest.raises(NotPermitted):
            feed(place, by=place.actor("planner", "w-kami-machi"))


class TestMinutes:
    def test_by_bus_when_it_is_faster_else_on_foot(self, place):
        feed(place)
        run = done(place)
        on_foot, by_bus = minutes(run, "43991-01", "walk"), minutes(run, "43991-01", "transit")
        assert on_foot == pytest.approx(36.1, abs=0.2)  # 2.22 km, detour 1.3, 4.8 km/h
        assert 5 <= by_bus <= 10  # five minutes' ride, a departure every five
        assert minutes(run, "43991-02", "transit") == pytest.approx(0, abs=0.1)

    def test_older_people_walk_slower_and_cars_are_faster(self, place):
        run = done(place, feeds=[])
        walk, walk75, car = (minutes(run, "43991-01", mode) for mode in ("walk", "walk75", "car"))
        assert walk75 == pytest.approx(walk * 4.8 / 3.3, abs=0.1) and car < walk
        assert not Reach.objects.filter(mode="transit").exists()
        assert (run.figures["walk75_kmh"], run.figures["detour"]) == (3.3, 1.3)

    def test_cells_and_districts_are_origins_hubs_destinations_too(self, place):
        run = done(place, feeds=[])
        assert (run.figures["origins"], run.figures["cells"], run.figures["offices"], run.figures["hubs"]) == (
            8,
            4,
            2,
            1,
        )
        row = Reach.objects.get(run=run, cell__code="43991-02", mode="walk")
        hub = Area.objects.get(kind="hub")
        assert row.hubs[str(hub.pk)] == pytest.approx(1.5, abs=0.1)
        office, soonest = nearest(row.minutes, place.book.offices)
        assert (office.code, soonest) == ("b-kawabata", 0.0)

    def test_an_office_that_will_open_has_its_minutes_when_it_does(self, place):
        facts = {"city": place.city, "kind": "branch", "lat": 33.01, "lon": 131.0}
        later, never = date(2027, 4, 1), date(2027, 4, 1)
        Office.objects.create(code="later", name="後", valid_from=later, **facts)
        Office.objects.create(code="never", name="無", valid_from=later, valid_to=never, **facts)
        Office.objects.create(code="before", name="前", valid_to=DAY, **facts)
        renew(place.city.pk)
        run = done(place, feeds=[])
        assert run.figures["offices"] == 3 and minutes(run, "43991-01", "car", "later") is not None
        assert minutes(run, "43991-01", "car", "never") is None and minutes(run, "43991-01", "car", "before") is None

    def test_a_holiday_runs_as_sunday(self, place):
        feed(place)
        run = done(place, day=HOLIDAY)
        assert minutes(run, "43991-01", "transit") == pytest.approx(minutes(run, "43991-01", "walk"), abs=0.2)
        assert "2026-11-23" in " ".join(queries.figures_said(run.figures)["notes"])

    def test_more_than_three_hours_is_left_out(self, place):
        run = done(place, feeds=[])
        assert Reach.objects.get(run=run, cell__code="483177991", mode="walk").minutes == {}

    def test_the_last_one_holds(self, place):
        first, second = done(place, feeds=[]), done(place, feeds=[])
        assert list(ReachRun.objects.filter(holds=True)) == [second]
        assert Reach.objects.filter(run=first).exists()
        assert Entry.objects.filter(operation="keep_reach").count() == 2

    def test_without_counters_the_run_says_so(self, place):
        Office.objects.update(lat=None, lon=None)
        renew(place.city.pk)
        run = jobs.run(asked(place, feeds=[]))
        assert run.state == JobState.FAILED and "no counters" in run.told


class TestAsking:
    def test_a_day_on_which_a_timetable_is_not_valid_is_refused(self, place):
        feed(place)
        with pytest.raises(BadInput, match="valid from 2026-04-01 to 2027-03-31") as refusal:
            asked(place, day=TOO_LATE)
        assert refusal.value.field == "day"
        assert not ReachRun.objects.exists()

    def test_a_window_must_end_after_it_begins(self, place):
        with pytest.raises(BadInput) as refusal:
            asked(place, window_to=time(8))
        assert refusal.value.field == "window_to"

    def test_who_may_not_does_not_ask(self, place):
        with pytest.raises(NotPermitted):
            asked(place, by=place.actor("clerk", "w-kami-kumin"))

    @pytest.mark.parametrize(
        ("valid", "today", "usual"),
        [
            ([], date(2026, 11, 21), date(2026, 11, 24)),  # Saturday, then Sunday and a holiday
            ([(date(2026, 5, 7), date(2026, 8, 18))], date(2026, 11, 24), date(2026, 8, 18)),
            ([(date(2027, 1, 1), date(2027, 3, 31))], date(2026, 11, 24), date(2027, 1, 4)),
            ([(date(2026, 5, 7), date(2026, 8, 16))], date(2026, 11, 24), date(2026, 8, 14)),
        ],
    )
    def test_the_usual_day_is_a_business_day_of_all_timetables(self, valid, today, usual):
        feeds = [Feed(valid_from=first, valid_to=last) for first, last in valid]
        assert travel.usual_day(feeds, today) == usual
        if not feeds:
            assert travel.usual_day(feeds, today, {usual}) == date(2026, 11, 25)
