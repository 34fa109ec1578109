"""Observed months come in from a file; a month that is known is written over, and nothing is doubled."""

from datetime import date

import pytest

from wakimizu.apps.services.imports import import_observations
from wakimizu.apps.services.models import Observation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HEADER = "制度番号,施設番号,年月,件数,平均待ち時間（分）,平均処理日数\n"
ROW = "juminhyo,w-kami,2026-04,1200,12.5,0\n"


def take(town, *rows, by=None, header=HEADER):
    return import_observations(by or town.system(), town.city, town.book, (header + "".join(rows)).encode())


def refusals(report):
    assert report.counts["refused"] == len(report.told) > 0
    return [line.sentence for line in report.told]


def test_a_row_becomes_a_month(town, services):
    assert take(town, ROW).counts["added"] == 1
    row = Observation.objects.get()
    assert (row.month, row.volume, row.wait_minutes, row.lead_days) == (date(2026, 4, 1), 1200, 12.5, 0.0)


@pytest.mark.parametrize("month", ["2026-04", "2026/4", "2026年4月", "令和8年4月", "R8.4", "202604", "2026-04-01"])
def test_months_as_cities_write_them(town, services, month):
    take(town, ROW.replace("2026-04", month))
    assert Observation.objects.get().month == date(2026, 4, 1)


def test_the_same_file_again_changes_nothing(town, services):
    take(town, ROW)
    assert take(town, ROW).counts == {"added": 0, "changed": 0, "unchanged": 1, "refused": 0}


def test_a_known_month_is_written_over(town, services):
    take(town, ROW)
    assert take(town, ROW.replace("1200,12.5,0", '"1,300",,')).counts["changed"] == 1
    row = Observation.objects.get()
    assert (row.volume, row.wait_minutes, row.lead_days) == (1300, None, None)


def test_a_column_that_is_missing_leaves_what_is_known(town, services):
    take(town, ROW)
    report = take(town, "juminhyo,w-kami,2026-04,1300\n", header="制度番号,施設番号,年月,件数\n")
    assert report.counts["changed"] == 1
    row = Observation.objects.get()
    assert (row.volume, row.wait_minutes) == (1300, 12.5)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("juminhyo", "nowhere", "no service “nowhere”"),
        ("w-kami", "w-naka", "no office"),
        ("w-kami", "hq-road", "has no counter"),
        ("2026-04", "2026-12", "has not begun"),
        ("2026-04", "2026-13", "is not a month"),
        ("2026-04", "2026-04-15", "is not a month"),
        ("2026-04", "", "is not a month"),
        ("1200", "-1", "件数"),
        ("1200", "たくさん", "件数"),
        ("1200", "", "whole number"),
        ("1200", "1.5", "whole number"),
        ("1200", "1.00E+12", "件数"),
        ("12.5", "-0.1", "平均待ち時間"),
        ("12.5", "nan", "平均待ち時間"),
        ("12.5,0", "12.5,長い", "平均処理日数"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(town, services, old, new, words):
    assert words in refusals(take(town, ROW.replace(old, new)))[0]
    assert not Observation.objects.exists()


def test_the_month_that_runs_is_taken(town, services):
    assert take(town, ROW.replace("2026-04", "2026-11")).counts["added"] == 1


def test_a_month_in_which_the_office_was_closed_is_refused(town, services):
    office = town.offices["b-kawabata"]
    office.valid_from = date(2026, 5, 10)
    office.save()
    town.city.revision += 1
    town.city.save()
    report = take(
        town, *(ROW.replace("w-kami", "b-kawabata").replace("2026-04", month) for month in ("2026-04", "2026-05"))
    )
    assert (report.counts["added"], report.counts["refused"]) == (1, 1)
    assert "was not open in 2026-04" in report.told[0].sentence


def test_a_month_twice_is_taken_once(town, services):
    report = take(town, ROW, ROW.replace("1200", "1300"))
    assert (report.counts["added"], report.counts["refused"]) == (1, 1)
    assert Observation.objects.get().volume == 1200


def test_a_clerk_notes_the_own_wards_offices_only(town, services):
    report = take(town, ROW, ROW.replace("w-kami", "w-shimo"), by=town.actor("clerk", "w-kami-kumin"))
    assert (report.counts["added"], report.counts["refused"]) == (1, 1)
