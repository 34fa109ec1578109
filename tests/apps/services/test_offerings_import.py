"""What offices offer comes in from a file, under the permissions of whoever sends it."""

from datetime import date, time

import pytest

from wakimizu.apps.services.imports import import_offerings
from wakimizu.apps.services.models import Offering, Service
from wakimizu.shared.errors import BadInput

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HEADER = "制度番号,施設番号,取扱,決定,必要書類,曜日,開始時刻,終了時刻,開始日,終了日,備考\n"
ROW = "juminhyo,w-kami,全部,窓口,,月～金,8:30,17:15,2026-04-01,,予約不要\n"


def take(town, *rows, by=None, header=HEADER):
    return import_offerings(by or town.system(), town.city, town.book, (header + "".join(rows)).encode())


def refusals(report):
    assert report.counts["refused"] == len(report.told) > 0
    return [line.sentence for line in report.told]


def test_a_row_becomes_an_offering(town, services):
    assert take(town, ROW).counts["added"] == 1
    row = Offering.objects.get()
    assert (row.service.code, row.office.code, row.level, row.decided) == ("juminhyo", "w-kami", "full", "counter")
    assert (row.days, row.opens, row.closes, row.note) == ("月~金", time(8, 30), time(17, 15), "予約不要")
    assert row.documents is None


@pytest.mark.parametrize("changed", [("予約不要", "123456789018の方"), ("窓口,,", "窓口,本人確認書類;1234 5678 9018,")])
def test_a_my_number_is_refused_and_the_other_rows_are_taken(town, services, changed):
    report = take(town, ROW.replace(*changed), ROW.replace("w-kami", "w-shimo"))
    assert (report.counts["added"], report.counts["refused"]) == (1, 1)
    assert [(told.number, "My Number" in told.sentence) for told in report.told] == [(2, True)]
    assert [row.office.code for row in Offering.objects.select_related("office")] == ["w-shimo"]


def test_the_same_file_again_changes_nothing(town, services):
    take(town, ROW)
    assert take(town, ROW).counts == {"added": 0, "changed": 0, "unchanged": 1, "refused": 0}


def test_a_changed_row_is_taken_over(town, services):
    take(town, ROW)
    assert (
        take(town, ROW.replace("全部", "取次").replace("2026-04-01,,", "2026-04-01,2026-12-31,")).counts["changed"] == 1
    )
    row = Offering.objects.get()
    assert (row.level, row.valid_to) == ("referral", date(2027, 1, 1))


def test_a_newer_row_ends_the_one_before(town, services):
    later = ROW.replace("2026-04-01", "2026-10-01").replace("全部", "取次")
    take(town, ROW)
    assert take(town, later).counts["added"] == 1
    assert [row.valid_to for row in Offering.objects.order_by("valid_from")] == [date(2026, 10, 1), None]
    assert take(town, later, ROW).counts["unchanged"] == 2


def test_a_newer_row_of_the_same_file_does_too(town, services):
    later = ROW.replace("2026-04-01", "2026-10-01").replace("全部", "取次")
    assert take(town, later, ROW).counts["added"] == 2
    assert [row.valid_to for row in Offering.objects.order_by("valid_from")] == [date(2026, 10, 1), None]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("juminhyo", "nowhere", "no service “nowhere”"),
        ("w-kami", "w-naka", "no office with the code “w-naka”"),
        ("w-kami", "hq-road", "has no counter"),
        ("w-kami", "w-kami-kumin", "has no counter"),
        ("全部", "半分", "全部, 取次"),
        ("全部", "なし", "Leave the row out"),
        ("8:30,17:15", "17:15,8:30", "close before it opens"),
        ("8:30,17:15", ",17:15", "both hours"),
        ("8:30", "朝", "is not a time"),
        ("月～金", "ときどき", "曜日"),
        ("2026-04-01,,", ",,", "開始日"),
        ("2026-04-01,,", "2026-04-01,2026-03-31,", "end before it begins"),
        ("予約不要", "長" * 201, "it may have 200"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(town, services, old, new, words):
    assert words in refusals(take(town, ROW.replace(old, new)))[0]
    assert not Offering.objects.exists()


def test_an_office_that_is_closed_offers_nothing(town, services):
    office = town.offices["b-kawabata"]
    office.valid_to = date(2026, 4, 1)
    office.save()
    town.city.revision += 1
    town.city.save()
    assert "is closed on" in refusals(take(town, ROW.replace("w-kami", "b-kawabata")))[0]


def test_a_service_that_is_not_in_the_catalogue_then_is_not_offered(town, services):
    Service.objects.filter(code="juminhyo").update(valid_from=date(2026, 5, 1))
    assert "not in the catalogue" in refusals(take(town, ROW))[0]


def test_a_wards_variant_is_not_offered_elsewhere(town, services):
    Service.objects.filter(code="kokuho").update(base=services["juminhyo"], change="1", ward=town.areas["43992"])
    assert "Shimo Ward only" in refusals(take(town, ROW.replace("juminhyo", "kokuho")))[0]


def test_duplicates_and_days_that_are_covered_are_refused(town, services):
    take(town, ROW)
    report = take(town, ROW, ROW, ROW.replace("2026-04-01,,", "2026-01-01,2026-06-30,"))
    assert (report.counts["unchanged"], report.counts["refused"]) == (1, 2)
    assert [line.number for line in report.told] == [3, 4]
    assert Offering.objects.count() == 1


def test_a_planner_says_what_the_own_ward_offers(town, services):
    report = take(town, ROW, ROW.replace("w-kami", "w-shimo"), by=town.actor("planner", "w-kami-machi"))
    assert (report.counts["added"], report.counts["refused"]) == (1, 1)
    assert "Your post may not" in report.told[0].sentence
    assert Offering.objects.get().office.code == "w-kami"


def test_a_column_that_is_missing_leaves_what_is_known(town, services):
    take(town, ROW)
    short = import_offerings(
        town.system(), town.city, town.book, "制度番号,施設番号,取扱,開始日\njuminhyo,w-kami,全部,2026-04-01\n".encode()
    )
    assert short.counts["unchanged"] == 1
    assert Offering.objects.get().note == "予約不要"


def test_missing_columns_are_named(town, services):
    with pytest.raises(BadInput, match="取扱"):
        take(town, header="制度番号,施設番号,開始日\n")
