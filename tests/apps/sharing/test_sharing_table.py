"""The table of rules comes in whole or not at all, and decides which standards wait for a consultation."""

import pytest

from tests.apps.sharing.sharing_scenes import EVERYBODY, POLICY, TABLE, service, standard, with_rules
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.services.models import AskFirst, Standard
from wakimizu.apps.services.operations import set_standard
from wakimizu.apps.sharing.imports import import_sharing
from wakimizu.apps.sharing.models import SharingRule
from wakimizu.shared.errors import BadInput, NotPermitted

HEADER = "事項,事項名,発信,宛先,区,何営業日前,確認,意見照会,対象手続き\n"


def taken(town, text, by=None):
    return import_sharing(by or town.system(), town.city, town.book, text.encode("cp932"))


def test_the_same_table_again_changes_nothing(town):
    assert taken(town, TABLE).counts["added"] == 6
    assert taken(town, TABLE).counts == {"added": 0, "changed": 0, "unchanged": 6, "refused": 0}
    assert Entry.objects.filter(operation="write_sharing_rules").count() == 1


def test_a_new_table_takes_the_place_of_the_old_one(town):
    with_rules(town)
    taken(town, f"{HEADER}form,様式,本庁,区の課,全区,10,,,\n")
    assert list(SharingRule.objects.values_list("happening", "days_before", "acknowledge_within")) == [
        ("form", 10, None)
    ]
    assert not AskFirst.objects.exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Standard!,基準,本庁,区の課,全区,1,,,", "short code"),
        ("standard,基準,国,区の課,全区,1,,,", "発信"),
        ("standard,基準,本庁,,全区,1,,,", "names nobody"),
        ("standard,基準,本庁,月の課,全区,1,,,", "月の課"),
        ("standard,基準,本庁,区の課,北区,1,,,", "北区"),
        ("standard,基準,本庁,区の課,全区,明日,,,", "business days"),
        ("standard,基準,本庁,区の課,全区,1,-3,,", "business days"),
        ("standard,基準,本庁,区の課,全区,1,,たぶん,", "意見照会"),
        ("standard,基準,本庁,区の課,全区,1,,要,moon", "moon"),
        ("standard,1234-5678-9018の件,本庁,区の課,全区,1,,,", "My Number"),
        (f"standard,{'基' * 81},本庁,区の課,全区,1,,,", "事項名 has at most 80"),
        (f"standard,基準,本庁,区の課,全区,{'9' * 5000},,,", "business days"),
    ],
)
def test_a_line_that_is_wrong_refuses_the_table_and_says_why(town, english, row, words):
    with_rules(town)
    report = taken(town, f"{HEADER}form,様式,本庁,区の課,全区,10,,,\n{row}\n")
    assert report.counts["refused"] == 1
    assert report.told[0].number == 3
    assert words in report.told[0].sentence
    assert SharingRule.objects.count() == 6


def test_only_the_policy_division_keeps_it(town):
    for who in EVERYBODY:
        if who == POLICY:
            assert taken(town, TABLE, town.actor(*who)).counts["added"] == 6
        else:
            with pytest.raises(NotPermitted):
                taken(town, TABLE, town.actor(*who))


class TestStandardsThatWait:
    def test_every_standard_waits_when_the_row_names_no_service(self, town, english):
        with_rules(town)
        with pytest.raises(BadInput, match="asked before the standard"):
            set_standard(town.system(), standard=standard(town))
        assert not Standard.objects.exists()

    def test_only_the_named_services_wait(self, town, english):
        other = service(town)
        named = f"{HEADER}standard,基準,本庁,区の課,全区,20,5,要,repair\n"
        taken(town, named)
        with pytest.raises(BadInput, match="asked before"):
            set_standard(town.system(), standard=standard(town))
        other.code, other.pk = "lamps", None
        other.save()
        set_standard(town.system(), standard=standard(town, service=other))

    def test_without_such_a_row_a_standard_is_set_as_before(self, town):
        taken(town, f"{HEADER}standard,基準,本庁,区の課,全区,20,5,,\n")
        assert set_standard(town.system(), standard=standard(town)).consultation is None

    def test_a_file_of_standards_is_refused_too(self, town, english):
        from wakimizu.apps.services.imports import import_standards

        service(town)
        with_rules(town)
        text = "制度番号,開始日,区役所\nrepair,2027-04-01,全部\n"
        report = import_standards(town.system(), town.city, town.book, text.encode())
        assert report.counts["refused"] == 1
        assert "asked before the standard" in report.told[0].sentence
