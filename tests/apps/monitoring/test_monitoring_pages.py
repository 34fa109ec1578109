"""The pages of the room: who sees them, what they say, forms with their faults, and statements that do not grow."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.monitoring.small import CLERK, HEARING, PLANNER, POLICY, april, indicator, item, value
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.monitoring import operations, periods
from wakimizu.apps.monitoring.models import Indicator, Observation, Progress
from wakimizu.shared.scoping import in_city

STAFF_PAGES = [
    "/en/desk/indicators/",
    "/en/desk/indicators/watch/",
    "/en/desk/indicator/members/",
    "/en/desk/plan/",
    "/en/desk/plan/act/",
    "/en/desk/indicators/values/download/",
    "/en/desk/indicators/plan/download/",
    "/en/desk/indicators/indicators/download/",
]


@pytest.fixture
def kept(town, members, action):
    operations.aim(
        town.actor(*POLICY), item=action, indicator=members, baseline_year=2023, baseline=70, targets={2027: 90}
    )
    value(members, april(2024), 74, numerator=74, denominator=100)
    value(members, april(2025), 72, numerator=72, denominator=100, low=70, high=74)
    value(members, april(2025), 85, town.areas["43991"])
    return town


def words(answer):
    return answer.content.decode()


@pytest.mark.parametrize("page", STAFF_PAGES)
def test_staff_see_them_and_nobody_else(kept, page):
    assert kept.browser(*CLERK).get(page).status_code == 200
    assert kept.browser("auditor", "hq-seisaku").get(page).status_code == 200
    assert kept.browser().get(page).status_code == 302


@pytest.mark.parametrize(
    ("page", "may", "may_not"),
    [
        ("/desk/indicators/new/", POLICY, CLERK),
        ("/desk/indicators/import/", POLICY, PLANNER),
        ("/desk/indicator/members/change/", HEARING, ("hq", "hq-road")),
        ("/desk/indicator/members/observe/", PLANNER, CLERK),
        ("/desk/indicator/members/aim/", POLICY, HEARING),
        ("/desk/indicator/members/beginning/", HEARING, PLANNER),
    ],
)
def test_forms_are_for_those_who_may(kept, page, may, may_not):
    assert kept.browser(*may).get(page).status_code == 200
    assert kept.browser(*may_not).get(page).status_code == 403


def test_another_citys_indicator_is_not_there(kept, tonari):
    with in_city(tonari.city.pk):
        indicator(tonari, "theirs", owner=tonari.offices["w-higashi"], public=True)
    browser = kept.browser(*POLICY)
    assert browser.get("/desk/indicator/theirs/").status_code == 404
    assert browser.get("/indicators/theirs/").status_code == 404
    assert "theirs" not in words(browser.get("/desk/indicators/"))


def test_the_page_of_an_indicator_says_where_every_number_came_from(kept):
    page = words(kept.browser(*POLICY).get("/en/desk/indicator/members/"))
    for said in (
        "72.0%",
        "Off its path",
        "asks for 80.0%",
        "90.0%",
        "統計書",
        "Member households",
        "Entered by its office",
        "Public Hearing Division",
    ):
        assert said in page, said
    assert "<svg" in page
    ward = words(kept.browser(*POLICY).get("/en/desk/indicator/members/?where=43991"))
    assert "85.0%" in ward
    assert "On its path" in ward
    assert kept.browser(*POLICY).get("/desk/indicator/members/?where=nowhere").status_code == 404


def test_the_watch_list_names_what_is_off_and_what_has_no_target(kept):
    other = indicator(kept, "other", name_en="Other")
    value(other, april(2025), 1)
    page = words(kept.browser(*POLICY).get("/en/desk/indicators/watch/"))
    assert "FY2025: 72.0%, where the path asks for 80.0%." in page
    assert "Without a target" in page
    assert "Other" in page


class TestPublic:
    def test_only_published_indicators_are_shown(self, kept):
        browser = kept.browser()
        assert browser.get("/indicators/members/").status_code == 404
        assert browser.get("/opendata/indicators/members.csv").status_code == 404
        Indicator.objects.update(public=True)
        page = words(browser.get("/en/indicators/members/"))
        assert "72.0%" in page
        assert "Take back" not in page
        assert "desk" not in page
        assert "Members" in words(browser.get("/en/indicators/"))
        file = b"".join(browser.get("/opendata/indicators/members.csv").streaming_content).decode()
        assert "members,加入率,2025,2025-04-01,,湧水市,72,100,72,percent,70,74,," in file

    def test_a_city_without_any_says_so(self, town):
        assert "has not published" in words(town.browser().get("/en/indicators/"))


class TestEntering:
    def send(self, town, who=HEARING, **more):
        facts = {"period": "2023", "place": "", "numerator": "3", "denominator": "4", "value": "", "said_by": "統計書"}
        return town.browser(*who).post("/en/desk/indicator/members/observe/", {**facts, **more})

    def test_a_value_is_kept(self, town, members):
        answer = self.send(town, period="２０２３年度", place="43991")
        assert answer["Location"] == "/en/desk/indicator/members/?where=43991"
        kept = Observation.objects.get()
        assert (kept.value, kept.begins, kept.area.code, kept.said_by) == (75.0, april(2023), "43991", "統計書")
        assert kept.noted_by.office.code == "hq-kocho"

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"denominator": "0"}, "There is nothing to divide by: the denominator (全世帯) is 0."),
            ({"period": "soon"}, "is no period of this indicator"),
            ({"period": "2030"}, "has not begun yet"),
            ({"numerator": "many"}, "This is not a number."),
            ({"numerator": "5"}, "between 0 and 100"),
            ({"said_by": ""}, "Please fill this in."),
            ({"place": "nowhere"}, "nowhere"),
        ],
    )
    def test_a_fault_stands_at_its_field_and_nothing_is_kept(self, town, members, facts, said):
        answer = self.send(town, **facts)
        assert answer.status_code == 422
        assert said in words(answer)
        assert not Observation.objects.exists()

    def test_a_ward_enters_no_other_wards(self, town, members):
        assert self.send(town, who=PLANNER, place="43992").status_code == 403
        assert not Observation.objects.exists()

    def test_a_value_is_taken_back_by_a_button(self, kept):
        number = Observation.objects.first().pk
        address = f"/en/desk/indicator/members/withdraw/{number}/"
        assert kept.browser(*HEARING).get(address).status_code == 405
        assert kept.browser(*CLERK).post(address).status_code == 403
        assert kept.browser(*HEARING).post(address).status_code == 302
        assert not Observation.objects.filter(pk=number).exists()


class TestForms:
    NEW = {
        "code": "solved", "name": "解決", "source": "computed", "computation": "solved", "numerator": "解決", "denominator": "回答",
        "unit": "percent", "direction": "up", "cadence": "month", "owner": "hq-kocho",
    }  # fmt: skip

    def test_a_new_indicator(self, town):
        answer = town.browser(*POLICY).post("/en/desk/indicators/new/", self.NEW)
        assert answer["Location"] == "/en/desk/indicator/solved/"
        again = town.browser(*POLICY).post("/en/desk/indicators/new/", self.NEW)
        assert "There is an indicator of this short name" in words(again)

    def test_what_contradicts_itself_is_said_at_its_field(self, town):
        answer = town.browser(*POLICY).post("/en/desk/indicators/new/", {**self.NEW, "unit": "days"})
        assert answer.status_code == 422
        assert "This computation gives Per cent." in words(answer)
        assert not Indicator.objects.exists()

    def test_changed_it_keeps_its_short_name(self, town, members):
        facts = {**self.NEW, "code": "another", "source": "entered", "computation": "", "cadence": "year"}
        assert town.browser(*HEARING).post("/desk/indicator/members/change/", facts).status_code == 302
        members.refresh_from_db()
        assert (members.code, members.name) == ("members", "解決")

    def test_targets_a_line_each(self, kept):
        facts = {"item": "act", "baseline_year": 2024, "baseline": 70, "targets": "2026 80\n2028年度：９０"}
        assert kept.browser(*POLICY).post("/desk/indicator/members/aim/", facts).status_code == 302
        answer = kept.browser(*POLICY).post("/en/desk/indicator/members/aim/", {**facts, "targets": "soon"})
        assert "is no target" in words(answer)

    def test_a_measure_began(self, kept):
        facts = {"name": "手伝い", "day": "2026-01-15", "area": "43991"}
        assert kept.browser(*HEARING).post("/desk/indicator/members/beginning/", facts).status_code == 302
        page = words(kept.browser(*HEARING).get("/en/desk/indicator/members/"))
        assert "Cannot tell: fewer than eight periods were seen before it began." in page

    def test_progress_is_noted_by_its_owner(self, kept):
        facts = {"state": "under_way", "percent": 40, "text": "調べ終えた。"}
        assert kept.browser(*HEARING).post("/desk/plan/act/", facts).status_code == 302
        assert "調べ終えた。" in words(kept.browser(*CLERK).get("/desk/plan/act/"))
        answer = kept.browser(*HEARING).post("/en/desk/plan/act/", {**facts, "percent": 100})
        assert (answer.status_code, "only done does" in words(answer)) == (422, True)
        assert kept.browser(*CLERK).post("/desk/plan/act/", facts).status_code == 403
        assert Progress.objects.count() == 1

    def test_a_file_comes_in_on_the_page(self, town, members):
        from django.core.files.uploadedfile import SimpleUploadedFile

        good = SimpleUploadedFile("v.csv", "指標コード,期間,値\nmembers,2024,70\n".encode())
        bad = SimpleUploadedFile("v.csv", "指標コード,期間,値\nmembers,2023,70\nmembers,2022,170\n".encode())
        browser = town.browser(*POLICY)
        assert "1 added" in words(browser.post("/en/desk/indicators/import/", {"kind": "values", "file": good}))
        page = words(browser.post("/en/desk/indicators/import/", {"kind": "values", "file": bad}))
        assert "Nothing was taken in." in page
        assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    "page", ["/desk/indicators/", "/desk/indicators/watch/", "/desk/indicator/members/", "/desk/plan/", "/indicators/"]
)
def test_statements_do_not_grow(kept, page):
    def statements():
        browser = kept.browser(*POLICY)
        browser.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200
        return len(asked)

    Indicator.objects.update(public=True)
    before = statements()
    wards = Area.objects.bulk_create(
        Area(city=kept.city, kind="ward", code=f"4399{n}", name=f"{n}区") for n in range(3, 9)
    )
    offices = Office.objects.bulk_create(
        Office(city=kept.city, code=f"o{n}", kind="branch", name=f"{n}出張所") for n in range(6)
    )
    top = item(kept, "top", "plan")
    for n in range(4):
        more = indicator(kept, f"more{n}", owner=offices[n], public=True, cadence="month")
        part = item(kept, f"part{n}", owner=offices[n], ward=wards[n], parent=top)
        operations.aim(
            kept.actor(*POLICY),
            item=part,
            indicator=more,
            baseline_year=2023,
            baseline=70,
            targets={2027: 90, 2029: 95},
        )
        for begins in periods.ended(date(2026, 11, 24), "month", 6):
            value(more, begins, 50)
            value(more, begins, 50, wards[n])
    members = Indicator.objects.select_related("owner").get(code="members")
    for ward, office in zip(wards, offices, strict=True):
        value(members, april(2025), 60, ward)
        value(members, april(2025), 60, office=office)
    operations.name_beginning(
        kept.actor(*POLICY), indicator=members, day=date(2025, 6, 1), name="手伝い", area=wards[0]
    )
    renew(kept.city.pk)
    assert statements() <= before
