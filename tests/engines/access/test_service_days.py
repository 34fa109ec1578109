"""Which services run on which day, holidays as GTFS-JP feeds say them or leave them out."""

from datetime import date

import pytest

from tests.engines.access.small_feeds import MONDAY, TUESDAY, small
from wakimizu.engines.access import merged, out_of_date, read_feed, services_on, timetable, unruled_holidays, validity

CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "平日,1,1,1,1,1,0,0,20260401,20270331\n"
    "土曜,0,0,0,0,0,1,0,20260401,20270331\n"
    "日祝,0,0,0,0,0,0,1,20260401,20270331\n"
)
TRIPS = "route_id,service_id,trip_id\nR,平日,T\n"
RULED = "service_id,date,exception_type\n平日,20260720,2\n日祝,20260720,1\n"
BON = "service_id,date,exception_type\nお盆,20260813,1\nお盆,20260814,1\n平日,20260813,2\n平日,20260814,2\n"
SILENT = read_feed(small(calendar=CALENDAR, trips=TRIPS))
SPEAKING = read_feed(small(calendar=CALENDAR, trips=TRIPS, calendar_dates=RULED))
WITH_BON = read_feed(small(calendar=CALENDAR, trips=TRIPS, calendar_dates=BON))
HOLIDAYS = [date(2026, 7, 20), date(2026, 8, 11)]  # 海の日, 山の日


@pytest.mark.parametrize(
    ("feed", "day", "holidays", "holidays_as", "services"),
    [
        (SILENT, TUESDAY, (), 6, {"平日"}),
        (SILENT, date(2026, 7, 25), (), 6, {"土曜"}),
        (SILENT, date(2026, 7, 26), (), 6, {"日祝"}),
        (SILENT, MONDAY, (), 6, {"平日"}),  # nobody said that it is a holiday
        (SILENT, MONDAY, HOLIDAYS, 6, {"日祝"}),
        (SILENT, MONDAY, HOLIDAYS, 5, {"土曜"}),
        (SILENT, MONDAY, HOLIDAYS, None, {"平日"}),  # to the letter
        (SILENT, TUESDAY, HOLIDAYS, 6, {"平日"}),
        (SPEAKING, MONDAY, (), 6, {"日祝"}),
        (SPEAKING, MONDAY, HOLIDAYS, 5, {"日祝"}),  # the feed's own word goes first
        (SPEAKING, date(2026, 8, 11), HOLIDAYS, 6, {"日祝"}),  # and is asked day by day
        (SPEAKING, date(2026, 8, 11), HOLIDAYS, None, {"平日"}),
        (WITH_BON, date(2026, 8, 13), (), 6, {"お盆"}),
        (WITH_BON, date(2026, 8, 12), (), 6, {"平日"}),
        (SILENT, date(2026, 3, 31), (), 6, set()),
        (SILENT, date(2026, 4, 1), (), 6, {"平日"}),
        (SILENT, date(2027, 3, 31), (), 6, {"平日"}),
        (SILENT, date(2027, 4, 1), (), 6, set()),
    ],
)
def test_services_of_a_day(feed, day, holidays, holidays_as, services):
    assert services_on(feed, day, holidays, holidays_as) == services


def test_of_merged_feeds_each_decides_for_itself():
    both = merged({"speaks": SPEAKING, "silent": SILENT})
    assert services_on(both, MONDAY, HOLIDAYS, 5) == {"speaks:日祝", "silent:土曜"}
    assert services_on(both, MONDAY, HOLIDAYS, None) == {"speaks:日祝", "silent:平日"}


def test_the_timetable_of_a_holiday():
    assert len(timetable(SILENT, TUESDAY, HOLIDAYS).connections) == 2 * 2  # Tuesday's, and Wednesday's after it
    assert len(timetable(SILENT, MONDAY, HOLIDAYS).connections) == 2  # Tuesday's only
    assert len(timetable(SILENT, MONDAY).connections) == 2 * 2


def test_what_a_feed_leaves_open_is_named():
    (sentence,) = map(str, unruled_holidays(SILENT, HOLIDAYS))
    assert "2026-07-20, 2026-08-11" in sentence
    assert "ask the operator" in sentence
    (other,) = map(str, unruled_holidays(SPEAKING, HOLIDAYS))
    assert "2026-08-11" in other
    assert "2026-07-20" not in other
    assert unruled_holidays(SPEAKING, HOLIDAYS[:1]) == ()
    assert unruled_holidays(SILENT, [date(2026, 7, 26)]) == ()  # a Sunday anyway
    assert unruled_holidays(SILENT, [date(2020, 7, 23)]) == ()  # long before
    assert [
        str(each).split(" says")[0] for each in unruled_holidays(merged({"a": SILENT, "b": SPEAKING}), HOLIDAYS[:1])
    ] == ["The feed “a”"]
    assert timetable(SILENT, MONDAY, HOLIDAYS).notes == unruled_holidays(SILENT, HOLIDAYS[:1])


def test_a_day_the_feed_does_not_speak_of_is_named():
    info = "feed_publisher_name,feed_start_date,feed_end_date\n交通局,20260501,20260630\n"
    feed = read_feed(small(feed_info=info))
    assert validity(feed) == (date(2026, 5, 1), date(2026, 6, 30))
    assert validity(SILENT) == (date(2026, 4, 1), date(2027, 3, 31))
    assert out_of_date(feed, date(2026, 6, 30)) == ()
    assert "from 2026-05-01 to 2026-06-30, not on 2026-07-21" in str(timetable(feed, TUESDAY).notes[0])
    both = merged({"a": feed, "b": SILENT})
    assert [str(each).split(" is")[0] for each in out_of_date(both, TUESDAY)] == ["The feed “a”"]


def test_days_named_one_by_one_need_no_calendar():
    feed = read_feed(small(calendar=None, calendar_dates="service_id,date,exception_type\n平日,20260721,1\n"))
    assert services_on(feed, TUESDAY) == {"平日"}
    assert services_on(feed, MONDAY) == set()
    assert validity(feed) == (TUESDAY, TUESDAY)


def test_a_weekday_that_is_none_is_refused():
    with pytest.raises(ValueError, match="7 is no weekday: give 0 for Monday"):
        services_on(SILENT, MONDAY, HOLIDAYS, 7)
