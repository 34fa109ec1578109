"""The staff pages of services: who sees and does what, and that a form's work is done by the operations."""

from datetime import date, time

import pytest

from wakimizu.apps.services.models import Observation, Offering, Service, Standard

pytestmark = pytest.mark.django_db
EVERYONE = [
    ("planner", "w-kami-machi"), ("mayor", "w-kami"), ("clerk", "w-kami-kumin"), ("liaison", "c-sakura"),
    ("hq", "hq-kocho"), ("hq_head", "hq-kocho"), ("policy", "hq-seisaku"), ("auditor", "hq-seisaku"), ("it", "hq-seisaku"),
]  # fmt: skip
PAGES = {  # address → who may open it
    "/desk/services/": {"planner", "mayor", "clerk", "liaison", "hq", "hq_head", "policy", "auditor", "it"},
    "/desk/services/juminhyo/": {"planner", "mayor", "clerk", "liaison", "hq", "hq_head", "policy", "auditor", "it"},
    "/desk/services/new/": {"hq", "hq_head", "policy"},
    "/desk/services/juminhyo/edit/": {"hq", "hq_head", "policy"},
    "/desk/services/juminhyo/standard/": {"hq", "hq_head"},
    "/desk/services/juminhyo/at/b-kawabata/": {"planner", "mayor", "policy"},
    "/desk/services/months/": {"planner", "mayor", "clerk", "policy"},
}


@pytest.mark.parametrize(("role", "office"), EVERYONE)
@pytest.mark.parametrize("page", PAGES)
def test_who_opens_which_page(town, services, page, role, office):
    assert town.browser(role, office).get(page).status_code == (200 if role in PAGES[page] else 403)


def test_nobody_sees_them_without_signing_in(town, services):
    for page in PAGES:
        assert town.browser().get(page).status_code == 302


@pytest.mark.parametrize(
    "page", ["/desk/services/none-such/", "/desk/services/juminhyo/at/none-such/", "/desk/services/x/edit/"]
)
def test_what_is_not_there_has_no_page(town, services, page):
    assert town.browser("policy", "hq-seisaku").get(page).status_code == 404


def test_a_division_sets_a_standard_and_the_page_shows_it(town, services):
    browser = town.browser("hq", "hq-kocho")
    levels = {
        "level_ward_office": "full",
        "level_general_branch": "full",
        "level_branch": "referral",
        "level_community_centre": "none",
        "level_kiosk": "none",
    }
    answer = browser.post(
        "/desk/services/juminhyo/standard/",
        {"valid_from": "2026-04-01", "wait_minutes": "15", "lead_days": "0", "decided": "counter", **levels},
    )
    assert answer.status_code == 302
    row = Standard.objects.get()
    assert (row.levels["branch"], row.wait_minutes, row.lead_days) == ("referral", 15, 0)
    page = browser.get("/en/desk/services/juminhyo/").content.decode()
    assert "15 minutes on a month's average" in page and "at once" in page
    again = browser.post("/en/desk/services/juminhyo/standard/", {"valid_from": "2026-04-01", **levels})
    assert again.status_code == 422 and "another standard holds" in again.content.decode()


def test_a_standards_last_day_counts(town, services):
    browser = town.browser("hq", "hq-kocho")
    levels = {
        f"level_{kind}": "full" for kind in ("ward_office", "general_branch", "branch", "community_centre", "kiosk")
    }
    days = {"valid_from": "2026-11-24", "valid_to": "2026-11-24"}
    assert browser.post("/desk/services/juminhyo/standard/", {**days, **levels}).status_code == 302
    row = Standard.objects.get()
    assert (row.valid_to, row.last_day) == (date(2026, 11, 25), date(2026, 11, 24))
    browser.post("/desk/services/juminhyo/standard/", {"valid_from": "2026-11-25", "valid_to": "9999-12-31", **levels})
    assert Standard.objects.get(valid_from="2026-11-25").valid_to is None
    assert "Tue 24 Nov 2026 – Tue 24 Nov 2026" in browser.get("/en/desk/services/juminhyo/").content.decode()


def test_an_offer_of_a_mistyped_year_is_seen_and_taken_out(town, services):
    browser = town.browser("planner", "w-kami-machi")
    browser.post("/desk/services/juminhyo/at/w-kami/", {"valid_from": "2028-01-01", "level": "full"})
    assert "from Sat 1 Jan 2028: In full" in browser.get("/en/desk/services/juminhyo/").content.decode()
    page = "/desk/services/juminhyo/at/w-kami/end/"
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"on": "2028-01-01", "because": "年の誤り"}).status_code == 302
    assert not Offering.objects.exists()


def test_an_offer_is_noted_changed_and_withdrawn(town, services, standard):
    standard("juminhyo", ward_office="full", branch="full")
    browser = town.browser("planner", "w-kami-machi")
    browser.post("/desk/services/juminhyo/at/b-kawabata/", {"valid_from": "2026-11-01", "level": "referral"})
    page = browser.get("/en/desk/services/juminhyo/").content.decode()
    assert "△ Passed on" in page
    answer = browser.post(
        "/en/desk/services/juminhyo/at/b-kawabata/",
        {"valid_from": "2026-11-20", "level": "full", "opens": "17:00", "closes": "09:00"},
    )
    assert answer.status_code == 422 and "close before it opens" in answer.content.decode()
    browser.post(
        "/desk/services/juminhyo/at/b-kawabata/",
        {"valid_from": "2026-11-20", "level": "full", "opens": "09:00", "closes": "17:00"},
    )
    assert Offering.objects.get(level="full").closes == time(17)
    browser.post("/desk/services/juminhyo/at/b-kawabata/end/", {"on": "2026-12-01", "because": "件数が少ない"})
    assert Offering.objects.get(level="full").valid_to == date(2026, 12, 1)
    assert (
        town.browser("planner", "w-shimo-machi").post("/desk/services/juminhyo/at/b-kawabata/", {}).status_code == 403
    )


def test_a_service_is_entered_and_its_number_is_taken_once(town, services):
    browser = town.browser("hq", "hq-kocho")
    facts = {
        "code": "koseki",
        "name": "戸籍証明",
        "owner": "hq-kocho",
        "summary": "戸籍の証明を出します",
        "documents": "本人確認書類\n委任状",
        "fee": "450",
    }
    assert browser.post("/desk/services/new/", facts).status_code == 302
    row = Service.objects.get(code="koseki")
    assert (row.documents, row.fee) == (["本人確認書類", "委任状"], 450)
    again = browser.post("/en/desk/services/new/", facts)
    assert again.status_code == 422 and "service with this number already" in again.content.decode()
    foreign = browser.post("/en/desk/services/new/", {**facts, "code": "other", "owner": "hq-road"})
    assert foreign.status_code == 403 and not Service.objects.filter(code="other").exists()
    variant = {**facts, "code": "koseki-kami", "base": "koseki", "change": "1", "ward": "43991"}
    assert browser.post("/desk/services/new/", variant).status_code == 302
    assert Service.objects.get(code="koseki-kami").base == row


class TestMonths:
    PAGE = "/en/desk/services/months/?office=w-kami&month=2026-10"

    def test_a_month_is_entered_and_written_over(self, town, offer):
        offer("juminhyo", "w-kami")
        browser = town.browser("clerk", "w-kami-kumin")
        assert "Copy of the resident record" in browser.get(self.PAGE).content.decode()
        for volume in ("12", "13"):
            facts = {"juminhyo-volume": volume, "juminhyo-wait_minutes": "8.5", "juminhyo-lead_days": ""}
            assert browser.post(self.PAGE, facts).status_code == 302
        row = Observation.objects.get()
        assert (row.volume, row.wait_minutes, row.month) == (13, 8.5, date(2026, 10, 1))

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ({"juminhyo-volume": "-1"}, "greater than or equal to 0"),
            ({"juminhyo-wait_minutes": "5"}, "number of cases too"),
            ({"juminhyo-volume": "many"}, "Enter a whole number"),
            ({}, "Nothing is filled in yet"),
        ],
    )
    def test_what_cannot_be_is_named(self, town, offer, facts, sentence):
        offer("juminhyo", "w-kami")
        answer = town.browser("clerk", "w-kami-kumin").post(self.PAGE, facts)
        assert answer.status_code == 422 and sentence in answer.content.decode()
        assert not Observation.objects.exists()

    @pytest.mark.parametrize("month", ["9999-12", "0000-01", "٢٠٢٦-٠٤", "2026-13", "x" * 30])
    def test_what_is_no_month_is_said(self, town, offer, month):
        offer("juminhyo", "w-kami")
        assert town.browser("clerk", "w-kami-kumin").get(f"/desk/services/months/?month={month}").status_code == 200

    def test_a_full_width_month_is_read(self, town, offer):
        offer("juminhyo", "w-kami")
        page = town.browser("clerk", "w-kami-kumin").get("/desk/services/months/?office=w-kami&month=２０２６-１０")
        assert "juminhyo-volume" in page.content.decode()

    def test_a_noted_row_is_not_emptied_in_silence(self, town, offer):
        offer("juminhyo", "w-kami")
        browser = town.browser("clerk", "w-kami-kumin")
        browser.post(self.PAGE, {"juminhyo-volume": "12"})
        answer = browser.post(self.PAGE, {"juminhyo-volume": ""})
        assert answer.status_code == 422 and "Write 0" in answer.content.decode()
        assert Observation.objects.get().volume == 12

    def test_another_wards_office_is_not_offered(self, town, offer):
        offer("juminhyo", "w-shimo")
        page = town.browser("clerk", "w-kami-kumin").get("/desk/services/months/?office=w-shimo&month=2026-10")
        assert "juminhyo-volume" not in page.content.decode()


def test_a_file_comes_in_line_by_line(town, services):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = "制度番号,施設番号,取扱,開始日\njuminhyo,w-kami,全部,2026-04-01\njuminhyo,w-shimo,全部,2026-04-01\n"
    text = text.replace("開始日\n", "開始日,終了日\n").replace(
        "w-kami,全部,2026-04-01", "w-kami,全部,2026-04-01,9999-12-31"
    )
    browser = town.browser("planner", "w-kami-machi")
    answer = browser.post(
        "/en/desk/services/import/", {"kind": "offerings", "file": SimpleUploadedFile("o.csv", text.encode("cp932"))}
    )
    page = answer.content.decode()
    assert "1 added, 0 changed, 0 unchanged, 1 refused" in page
    assert [(row.office.code, row.valid_to) for row in Offering.objects.all()] == [("w-kami", None)]
    nothing = browser.post("/en/desk/services/import/", {"kind": "offerings"})
    assert nothing.status_code == 422
    forbidden = browser.post(
        "/en/desk/services/import/", {"kind": "standards", "file": SimpleUploadedFile("o.csv", b"x")}
    )
    assert forbidden.status_code == 422


def test_pages_ask_the_same_number_of_questions_however_many_services(
    town, services, offer, django_assert_max_num_queries
):
    offer("juminhyo", "w-kami")
    browser = town.browser("planner", "w-kami-machi")
    browser.get("/desk/services/")
    with django_assert_max_num_queries(8):
        browser.get("/desk/services/")
    with django_assert_max_num_queries(8):
        browser.get("/desk/services/juminhyo/")


def test_life_events_are_named_in_the_readers_language(town, services):
    browser = town.browser("planner", "w-kami-machi")
    for page in ("/desk/services/", "/desk/services/kokuho/"):
        assert "National Health Insurance" in browser.get(f"/en{page}").content.decode()
        assert "国民健康保険" in browser.get(page).content.decode()
    overline = browser.get("/en/desk/services/kokuho/").content.decode().split('class="overline">')[1].split("<")[0]
    assert "国民健康保険" not in overline and "kokuho" in overline
