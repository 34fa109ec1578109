"""Standards come in from a file as they would by hand; what is set is not rewritten."""

from datetime import date, time

import pytest

from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.services.imports import import_standards
from wakimizu.apps.services.models import Service, Standard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HEADER = "制度番号,開始日,終了日,区役所,総合出張所,出張所,まちづくりセンター,コンビニ,待ち時間,処理日数,決定,必要書類,開始時刻,終了時刻,理由\n"
FIRST = "juminhyo,2026-04-01,,全部,全部,取次,なし,全部,15,0,窓口,本人確認書類,8:30,17:15,区で差をなくす\n"
SECOND = FIRST.replace("2026-04-01", "2027-04-01").replace("取次", "全部")


def take(town, *rows, by=None, header=HEADER):
    return import_standards(by or town.system(), town.city, town.book, (header + "".join(rows)).encode())


def refusals(report):
    assert report.counts["refused"] == len(report.told) > 0
    return [line.sentence for line in report.told]


def test_a_row_is_set_as_a_standard(town, services):
    assert take(town, FIRST).counts["added"] == 1
    row = Standard.objects.get()
    assert row.levels == {
        "ward_office": "full",
        "general_branch": "full",
        "branch": "referral",
        "community_centre": "none",
        "kiosk": "full",
    }
    assert (row.wait_minutes, row.lead_days, row.decided) == (15, 0, "counter")
    assert (row.documents, row.opens, row.closes) == (["本人確認書類"], time(8, 30), time(17, 15))
    assert Entry.objects.filter(operation="set_standard").count() == 1


def test_the_same_row_again_is_unchanged_even_after_a_later_version(town, services):
    take(town, SECOND, FIRST)
    assert [row.valid_to for row in Standard.objects.all()] == [date(2027, 4, 1), None]
    assert take(town, SECOND, FIRST).counts == {"added": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert Standard.objects.count() == 2


def test_a_last_day_is_the_last(town, services):
    take(town, FIRST.replace("2026-04-01,,", "2026-04-01,2027-03-31,"), SECOND)
    assert [row.valid_to for row in Standard.objects.all()] == [date(2027, 4, 1), None]


def test_another_standard_on_a_covered_day_is_refused(town, services):
    take(town, FIRST)
    assert "another standard holds" in refusals(take(town, FIRST.replace(",15,", ",10,")))[0]
    assert "another standard holds" in refusals(take(town, FIRST.replace("2026-04-01", "2026-01-01")))[0]
    assert Standard.objects.get().wait_minutes == 15


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("juminhyo", "nowhere", "no service “nowhere”"),
        ("2026-04-01,,", ",,", "開始日"),
        ("2026-04-01,,", "soon,,", "is not a day"),
        ("2026-04-01,,", "2026-04-01,2026-03-01,", "end before it begins"),
        ("取次", "半分", "全部, 取次"),
        (",15,", ",はやく,", "待ち時間"),
        (",15,", ",-1,", "待ち時間"),
        (",15,", ",1.5,", "whole number"),
        (",15,", ",1.00E+12,", "待ち時間"),
        ("窓口", "区長", "決定"),
        ("8:30", "25:00", "is not a time"),
        ("8:30,17:15", "17:15,8:30", "close before it opens"),
        ("8:30,17:15", "8:30,", "both hours"),
        ("区で差をなくす", "長" * 401, "it may have 400"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(town, services, old, new, words):
    assert words in refusals(take(town, FIRST.replace(old, new)))[0]
    assert not Standard.objects.exists()


def test_words_that_people_write(town, services):
    take(town, FIRST.replace(",15,0,", ",15分,即日,").replace("全部,全部,取次,なし", "●,○,△,－"))
    row = Standard.objects.get()
    assert (row.wait_minutes, row.lead_days, row.levels["branch"]) == (15, 0, "referral")


def test_no_documents_is_not_the_catalogues_documents(town, services):
    take(town, FIRST.replace("本人確認書類", "なし"), FIRST.replace("juminhyo", "kokuho").replace("本人確認書類", ""))
    assert [row.documents for row in Standard.objects.order_by("service__code")] == [[], None]


def test_a_variant_has_the_standard_of_its_base(town, services):
    Service.objects.filter(code="kokuho").update(base=services["juminhyo"], change="1")
    assert "variant" in refusals(take(town, FIRST.replace("juminhyo", "kokuho")))[0]


def test_a_division_sets_its_own_standards_only(town, services):
    report = take(town, FIRST, FIRST.replace("juminhyo", "kaigo"), by=town.actor("hq", "hq-kocho"))
    assert (report.counts["added"], report.counts["refused"]) == (1, 1)
    assert Standard.objects.get().service.code == "juminhyo"


def test_a_row_twice_is_taken_once(town, services):
    report = take(town, FIRST, FIRST)
    assert (report.counts["added"], report.counts["refused"]) == (1, 1)
