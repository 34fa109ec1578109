"""Partners: entered, shared between wards, reached only with a reason, taken in from a table; what was lent to them."""

from copy import copy
from dataclasses import replace
from datetime import date

import pytest
from django.db.models.signals import pre_save

from tests.apps.community.community_scenes import LIAISON, PLANNER, TODAY, lent, partner_of, visit_of
from tests.apps.voices.scenes import MY_NUMBER, operations_on
from wakimizu.apps.community import imports, queries
from wakimizu.apps.community.models import Grant, Partner, PartnerArea, PartnerContact, PartnerNote
from wakimizu.apps.community.operations.partners import erase_partner_contact, read_partner_contact, take_back
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.operations import PersonalDetails
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

CHAIR = PersonalDetails(name="水野 花子", phone="096-000-0000")
SHIMO = ("planner", "w-shimo-machi")


def test_a_partner_works_in_districts_and_is_found_by_words(town):
    made = partner_of(town, self_help="家具の固定を教える")
    assert [each.name for each in made.places] == ["桜校区"]
    found = queries.partners(town.actor(*LIAISON), query="見守り")
    assert list(found) == [made]
    assert not queries.partners(town.actor(*LIAISON), query="釣り")
    assert not queries.partners(town.actor(*LIAISON), kind="npo")


def many(town, n):
    ward = town.areas["43991"]
    made = Partner.objects.bulk_create(
        Partner(city_id=town.city.pk, ward=ward, name=f"会 {number:03d}", kind="npo") for number in range(n)
    )
    here = town.areas["43991-01"]
    PartnerArea.objects.bulk_create(PartnerArea(city_id=town.city.pk, area=here, partner=each) for each in made)


def test_a_long_list_goes_on_and_the_file_has_all(town):
    many(town, queries.PAGE + 10)
    ended = partner_of(town, "ああ昔の会", ended_on=date(2025, 4, 1))
    later = partner_of(town, "いま終わった会", ended_on=date(2026, 4, 1))
    browser = town.browser(*LIAISON)
    first = browser.get("/desk/partners/?kind=npo")
    assert len(first.context["rows"]) == queries.PAGE
    assert 'href="?kind=npo&amp;skip=50"' in first.content.decode()
    second = browser.get("/desk/partners/?skip=50")
    assert second.context["rows"][-2:] == [later, ended]  # also on a database that would put an empty day first
    assert len(second.context["rows"]) == 12
    assert not second.context["older_url"]
    assert browser.get("/desk/partners/download/").content.decode().count("\r\n") == queries.PAGE + 13


def test_of_partners_unmet_for_long_it_says_how_many_more_there_are(town):
    many(town, 103)
    page = town.browser(*LIAISON).get("/en/desk/visits/gaps/").content.decode()
    assert "3 more partners were not met for as long" in page


def test_the_same_name_twice_in_a_ward_is_refused(town):
    partner_of(town)
    with pytest.raises(BadInput) as refusal:
        partner_of(town)
    assert refusal.value.field == "name"


def test_nor_do_two_who_enter_it_at_once(town):
    """The second sees no such name when it looks, and finds it when it writes."""
    rival = Partner(city_id=town.city.pk, ward=town.areas["43991"], name="桜校区自治協議会", kind="council")

    def meanwhile(**_signal):
        pre_save.disconnect(meanwhile, Partner)
        Partner.objects.bulk_create([rival])

    pre_save.connect(meanwhile, Partner)
    page = {"name": rival.name, "kind": "council", "areas": ["43991-01"]}
    answer = town.browser(*LIAISON).post("/en/desk/partners/new/", page)
    assert answer.status_code == 422
    assert "The ward has a partner of this name already." in answer.content.decode()
    assert not Partner.objects.exists()  # the rival of this test was part of what is undone


def test_a_ward_sees_a_partner_of_another_ward_that_works_in_it(town):
    both = partner_of(town, "ＮＰＯ水の会", kind="npo", areas=[town.areas["43991-01"], town.areas["43992-01"]])
    partner_of(town)
    assert list(queries.partners(town.actor(*SHIMO))) == [both]
    assert town.browser(*SHIMO).get(f"/desk/partner/{both.pk}/").status_code == 200
    with pytest.raises(NotPermitted):
        partner_of(town, "横取り", by=town.actor(*SHIMO))


def test_how_to_reach_it_is_encrypted_and_each_reading_is_in_the_ledger(town):
    made = partner_of(town, contact=CHAIR)
    assert "水野".encode() not in bytes(PartnerContact.objects.get().sealed)
    details = read_partner_contact(town.actor(*PLANNER), partner=made, because="会議の案内を送る")
    assert details["name"] == "水野 花子"
    assert operations_on(made) == ["keep_partner", "read_partner_contact"]
    assert PartnerNote.objects.get().text == "会議の案内を送る"
    assert not Entry.objects.filter(facts__contains="水野").exists()


@pytest.mark.parametrize("who", [SHIMO, ("clerk", "w-kami-kumin"), ("hq", "hq-road"), ("auditor", "hq-seisaku")])
def test_nobody_else_reads_it(town, who):
    made = partner_of(town, contact=CHAIR)
    with pytest.raises(NotPermitted):
        read_partner_contact(town.actor(*who), partner=made, because="見たい")
    assert operations_on(made) == ["keep_partner"]


def test_a_sealed_contact_moved_to_another_partner_opens_nothing(town):
    one, other = partner_of(town, contact=CHAIR), partner_of(town, "別の会")
    PartnerContact.objects.filter(partner=one).update(partner=other)
    with pytest.raises(ValueError, match="no key opens"):
        read_partner_contact(town.actor(*PLANNER), partner=other, because="案内")


def test_erased_means_gone_and_the_reasons_too(town):
    made = partner_of(town, contact=CHAIR)
    read_partner_contact(town.actor(*PLANNER), partner=made, because="水野さんに電話")
    erase_partner_contact(town.actor(*PLANNER), partner=made, because="本人の申出")
    assert not PartnerContact.objects.exists()
    assert not PartnerNote.objects.filter(text__contains="水野").exists()
    with pytest.raises(WrongState):
        read_partner_contact(town.actor(*PLANNER), partner=made, because="もう一度")


def test_changing_a_partner_without_contact_keeps_the_contact(town):
    made = partner_of(town, contact=CHAIR)
    page = {"name": "桜校区自治協議会", "kind": "council", "areas": ["43991-01"], "public": "on"}
    assert town.browser(*LIAISON).post(f"/desk/partner/{made.pk}/change/", page).status_code == 302
    assert PartnerContact.objects.filter(partner=made).exists()
    made.refresh_from_db()
    assert made.public


def test_a_my_number_in_a_contact_is_refused_at_its_field(town):
    page = {"name": "会", "kind": "npo", "areas": ["43991-01"], "contact_address": MY_NUMBER}
    answer = town.browser(*LIAISON).post("/en/desk/partners/new/", page)
    assert answer.status_code == 422
    assert 'href="#id_contact_address"' in answer.content.decode()
    assert not Partner.objects.exists()


def test_the_page_asks_for_the_reason_first(town):
    made, browser = partner_of(town, contact=CHAIR), town.browser(*LIAISON)
    address = f"/desk/partner/{made.pk}/contact/"
    assert "096-000-0000" not in browser.get(address).content.decode()
    assert "096-000-0000" in browser.post(address, {"because": "案内のため"}).content.decode()
    assert browser.post(address, {"because": " "}).status_code == 422


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────

TABLE = """名称,種別,活動地区コード,共助,公開,代表者,電話番号
桜校区社協,社会福祉協議会,43991-01,ふれあいサロン,1,水野 花子,096-000-0000
川端一町内自治会,町内自治会,川端校区,,,,
海の会,NPO,43992-02,,,,
だれも知らない会,同好会,43991-01,,,,
どこでもない会,NPO,99999,,,,
,NPO,43991-01,,,,
"""


def take_in(town, text=TABLE, who=PLANNER):
    return imports.import_partners(town.actor(*who), town.city, town.book, text.encode("cp932"))


def test_a_table_is_taken_line_by_line(town):
    report = take_in(town)
    assert report.counts == {"added": 2, "changed": 0, "unchanged": 0, "refused": 4}
    assert [line.number for line in report.told] == [4, 5, 6, 7]  # another ward's, no such kind, no such place, no name
    assert {each.name for each in Partner.objects.all()} == {"桜校区社協", "川端一町内自治会"}
    assert PartnerContact.objects.count() == 1


def test_the_same_table_again_changes_nothing(town):
    plain = "名称,種別,活動地区コード,共助\n桜の会,NPO,43991-01,花の手入れ\n"
    assert take_in(town, plain).counts["added"] == 1
    assert take_in(town, plain).counts == {"added": 0, "changed": 0, "unchanged": 1, "refused": 0}
    assert take_in(town, plain.replace("花", "木")).counts["changed"] == 1
    assert Partner.objects.get().mutual_help == "木の手入れ"


def test_what_a_table_has_no_column_for_stays(town):
    made = partner_of(town, self_help="備蓄", public=True, ended_on=date(2026, 10, 1), contact=CHAIR)
    short = "名称,種別,活動地区コード,電話番号\n桜校区自治協議会,自治協議会,43991-01,\n"
    assert take_in(town, short).counts == {"added": 0, "changed": 0, "unchanged": 1, "refused": 0}
    assert take_in(town, short.replace("43991-01,", "43991-02,096-111-1111")).counts["changed"] == 1
    made = Partner.objects.get()
    assert (made.self_help, made.mutual_help, made.public, made.ended_on) == (
        "備蓄", "見守りと防災訓練", True, date(2026, 10, 1),
    )  # fmt: skip
    details = read_partner_contact(town.actor(*PLANNER), partner=made, because="案内")
    assert (details["name"], details["phone"]) == ("水野 花子", "096-111-1111")


def test_a_column_that_is_there_and_empty_says_so(town):
    partner_of(town, ended_on=date(2026, 10, 1))
    take_in(town, "名称,種別,活動地区コード,共助,終了日\n桜校区自治協議会,自治協議会,43991-01,,\n")
    assert (Partner.objects.get().mutual_help, Partner.objects.get().ended_on) == ("", None)


@pytest.mark.parametrize("text", ["2026-03-31", "2026/3/31", "令和8年3月31日", "R8.3.31"])
def test_days_are_read_as_wards_write_them(town, text):
    take_in(town, f"名称,種別,活動地区コード,終了日\n桜の会,NPO,43991-01,{text}\n")
    assert Partner.objects.get().ended_on == date(2026, 3, 31)


def test_a_name_that_two_districts_share_is_refused(town):
    other = copy(town.areas["43992-01"])
    other.name = town.areas["43991-01"].name
    book = replace(town.book, areas={**town.book.areas, other.pk: other})
    table = "名称,種別,活動地区コード\n桜の会,NPO,桜校区\n桜会,NPO,43991-01\n"
    report = imports.import_partners(town.actor(*PLANNER), town.city, book, table.encode())
    assert [(line.number, line.fate) for line in report.told] == [(2, "refused")]
    assert "コードで書いてください。" in report.told[0].sentence
    assert [each.name for each in Partner.objects.all()] == ["桜会"]


def test_what_goes_out_comes_in_again_and_holds_no_contact(town):
    partner_of(town, contact=CHAIR)
    sent = town.browser(*PLANNER).get("/desk/partners/download/").content
    assert "096-000-0000" not in sent.decode()
    report = imports.import_partners(town.actor(*PLANNER), town.city, town.book, sent)
    assert report.counts == {"added": 0, "changed": 0, "unchanged": 1, "refused": 0}


def test_a_table_through_the_page(town):
    from tests.apps.voices.test_photos import file

    answer = town.browser(*PLANNER).post(
        "/en/desk/partners/import/", {"file": file(TABLE.encode(), "p.csv", "text/csv")}
    )
    assert "2 added" in answer.content.decode()
    answer = town.browser(*PLANNER).post(
        "/en/desk/partners/import/", {"file": file(b"\x89PNG\0\0", "p.csv", "text/csv")}
    )
    assert answer.status_code == 422


# ── lent and granted ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_late_stands_first_and_comes_off_the_list(town):
    council = partner_of(town)
    loan = lent(town, council)
    money = lent(
        town, council, kind="money", what="防災訓練の補助金", amount=50_000, until=None, district=town.areas["43991-01"]
    )
    page = town.browser(*LIAISON).get("/en/desk/lent/?which=late").content.decode()
    assert "テント二張" in page
    assert "防災訓練の補助金" not in page
    take_back(town.actor(*LIAISON), grant=loan, on=TODAY)
    assert not queries.grants(town.actor(*LIAISON), "late")
    assert list(queries.grants(town.actor(*LIAISON), "open")) == [money]
    assert operations_on(loan) == ["lend", "take_back"]


def test_what_is_open_stands_first_however_old_and_the_list_goes_on(town):
    council = partner_of(town)
    for number in range(queries.PAGE + 2):
        take_back(town.actor(*LIAISON), grant=lent(town, council, what=f"机 {number}"), on=TODAY)
    old = lent(town, council, what="古いテント", since=date(2020, 4, 1), until=date(2020, 5, 1))
    browser = town.browser(*LIAISON)
    first = browser.get("/desk/lent/")
    assert first.context["late"] == [old]
    assert len(first.context["rows"]) == queries.PAGE - 1
    assert len(browser.get(f"/desk/lent/{first.context['older_url']}").context["rows"]) == 3
    assert browser.get("/desk/lent/download/").content.decode().count("\r\n") == queries.PAGE + 4


def test_what_a_ward_lent_is_shown_on_a_partners_page_to_that_ward_only(town):
    both = partner_of(town, "ＮＰＯ水の会", kind="npo", areas=[town.areas["43991-01"], town.areas["43992-01"]])
    for number in range(25):
        lent(town, both, what=f"机 {number}")
    page = f"/desk/partner/{both.pk}/"
    assert len(town.browser(*PLANNER).get(page).context["sheet"].grants) == 20
    assert len(town.browser("hq", "hq-road").get(page).context["sheet"].grants) == 20
    answer = town.browser(*SHIMO).get(page)
    assert answer.context["sheet"].grants == []
    assert "机" not in answer.content.decode()


def test_it_cannot_come_back_before_it_was_given(town):
    loan = lent(town, partner_of(town))
    answer = town.browser(*LIAISON).post(f"/en/desk/lent/{loan.pk}/back/", {"on": "2026-09-30"})
    assert answer.status_code == 422
    assert "It cannot come back before it was given." in answer.content.decode()
    assert Grant.objects.get().returned is None


@pytest.mark.parametrize("on", [date(2026, 9, 30), date(2026, 11, 25)])
def test_nor_in_the_future(town, on):
    with pytest.raises(BadInput) as refusal:
        take_back(town.actor(*LIAISON), grant=lent(town, partner_of(town)), on=on)
    assert refusal.value.field == "on"


def test_nor_twice(town):
    loan = take_back(town.actor(*LIAISON), grant=lent(town, partner_of(town)), on=TODAY)
    with pytest.raises(WrongState):
        take_back(town.actor(*LIAISON), grant=loan, on=TODAY)


def test_of_two_who_note_it_at_once_the_second_is_told(town):
    loan = lent(town, partner_of(town))
    looked_at_before = Grant.objects.get(pk=loan.pk)
    take_back(town.actor(*LIAISON), grant=loan, on=TODAY)
    with pytest.raises(WrongState, match="ほかの人が変更しました"):
        take_back(town.actor(*PLANNER), grant=looked_at_before, on=date(2026, 11, 1))
    assert Grant.objects.get().returned == TODAY
    assert operations_on(loan) == ["lend", "take_back"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"until": None}, "until"),
        ({"until": date(2026, 9, 1)}, "until"),
        ({"kind": "money", "amount": None}, "amount"),
        ({"kind": "money", "amount": 0}, "amount"),
        ({"what": MY_NUMBER}, "what"),
    ],
)
def test_a_loan_that_cannot_be_is_refused_at_its_field(town, more, field):
    with pytest.raises(BadInput) as refusal:
        lent(town, partner_of(town), **more)
    assert refusal.value.field == field
    assert not Grant.objects.exists()


def test_another_ward_lends_nothing_here(town):
    with pytest.raises(NotPermitted):
        lent(town, partner_of(town), by=town.actor(*SHIMO))


def test_the_districts_sheet_adds_up_this_years_grants(town):
    council, here = partner_of(town), town.areas["43991-01"]
    for since, amount in ((date(2026, 4, 1), 30_000), (date(2026, 10, 1), 20_000), (date(2026, 3, 31), 99_000)):
        lent(town, council, kind="money", what="補助金", amount=amount, since=since, until=None, district=here)
    lent(town, council, district=here)
    found = queries.of_district(here, TODAY, date(2026, 4, 1))
    assert (found.granted, found.lent) == (50_000, 1)


# ── the public ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_public_sees_who_agreed_and_events_to_come(town):
    partner_of(town, public=True, contact=CHAIR, self_help="家具の固定")
    partner_of(town, "名を出さない会")
    visit_of(town, title="桜まつり", kind="event", day=date(2099, 4, 1), public=True, minutes="内輪の話")
    visit_of(town, title="内輪の会議", day=date(2099, 4, 1))
    visit_of(town, title="去年のまつり", public=True, day=date(2020, 11, 1))
    page = town.browser().get("/districts/43991-01/").content.decode()
    assert "桜校区自治協議会" in page and "桜まつり" in page
    for hidden in (
        "名を出さない会",
        "内輪の会議",
        "去年のまつり",
        "内輪の話",
        "水野",
        "096-000-0000",
        "見守りと防災訓練",
        "家具の固定",
    ):
        assert hidden not in page
    assert town.browser().get("/districts/").status_code == 200
    assert town.browser().get("/districts/43991/").status_code == 404
