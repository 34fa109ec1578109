"""The pages of the audit: who sees what, filters, what one may do about a shortfall, the report, the workbook."""

import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.cast import NOW, POSTS
from wakimizu.apps.city.operations import close_office, renew
from wakimizu.apps.services.models import Observation, Remedy, Service
from wakimizu.apps.services.operations import note_observations, promise_remedy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = NOW.date()
PAGES = ["", "remedies/", "wards/", "trend/", "report/", "download/", "{office}/{service}/"]
PLANNER, HQ, OTHER_HQ = ("planner", "w-kami-machi"), ("hq_head", "hq-kocho"), ("hq", "hq-road")


@pytest.fixture
def today(monkeypatch):
    """The day of the cast, for pages that read the clock."""
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def short(town, services, standard, offer):
    """上区 does it all but keeps people waiting; its branch and 下区 do not handle it."""
    standard("juminhyo", ward_office="full", branch="referral", wait_minutes=15)
    offer("juminhyo", "w-kami")
    months = [date(2026, month, 1) for month in range(1, 11)]
    rows = [
        Observation(
            service=services["juminhyo"], office=town.offices["w-kami"], month=month, volume=50, wait_minutes=20.5
        )
        for month in months
    ]
    note_observations(town.system(), city=town.city, observations=rows)
    return services["juminhyo"]


def address(town, service, page="{office}/{service}/", office="w-kami", prefix="/en"):
    return f"{prefix}/desk/audit/" + page.format(office=town.offices[office].pk, service=service.pk)


def page_of(browser, where):
    answer = browser.get(where)
    assert answer.status_code == 200, where
    return answer.content.decode()


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("role", "office"), POSTS)
def test_all_staff_may_read(town, short, role, office, page):
    assert town.browser(role, office).get(address(town, short, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_residents_are_asked_to_sign_in(town, short, page):
    answer = town.browser().get(address(town, short, page))
    assert answer.status_code == 302
    assert "/account/login/" in answer.headers["Location"]


class TestMatrix:
    def test_signs_and_their_why(self, town, short):
        page = page_of(town.browser(*HQ), address(town, short, ""))
        cells = dict(re.findall(r'<a class="\w+" href="[^"]+" aria-label="([^"]+)">([^<]+)</a>', page))
        waits = "Kami Ward Office Copy of the resident record: In full. Falls short: Waits too long: 20.5, at most 15"
        assert cells[waits] == "●!"
        assert (
            cells[
                "Kawabata Branch Copy of the resident record: Not handled. Falls short: Not handled here; demanded: Passed on"
            ]
            == "–!"
        )
        assert cells["Sakura Community Centre Copy of the resident record: Not handled. As demanded"] == "–"
        assert (
            cells["Shimo Ward Office Joining the National Health Insurance: Not handled. There is no standard yet"]
            == "–"
        )
        assert "0 %" in words(page)
        assert "0 of 3 pairs" in words(page)

    def test_whoever_works_for_a_ward_begins_with_it(self, town, short):
        page = page_of(town.browser(*PLANNER), address(town, short, ""))
        assert "Kawabata Branch Copy" in page
        assert "Shimo Ward Office Copy" not in page
        assert "Shimo Ward Office Copy" in page_of(town.browser(*PLANNER), address(town, short, "") + "?ward=")

    def test_filters(self, town, short):
        browser, matrix = town.browser(*HQ), address(town, short, "")
        assert "Joining the" not in page_of(browser, matrix + "?only=on")
        assert "Copy of the" not in page_of(browser, matrix + "?group=国民健康保険")
        assert "Kami Ward Office Copy" not in page_of(browser, matrix + "?ward=43992")
        assert "Kami Ward Office Copy" in page_of(
            browser, matrix + "?ward=nowhere&group=nothing&page=99&day=soon&office=x"
        )
        assert "Nothing falls short here" in page_of(browser, matrix + "?only=on&ward=43991&group=国民健康保険")

    def test_a_city_of_very_many_counters_shows_one_ward_at_a_time(self, town, short, monkeypatch):
        monkeypatch.setattr("wakimizu.apps.services.views.audit.MOST_OFFICES", 3)
        browser, matrix = town.browser(*HQ), address(town, short, "")
        for query in ("", "?ward="):
            assert "Shimo Ward Office Copy" not in page_of(browser, matrix + query)
        assert "Kami Ward Office Copy" not in page_of(browser, matrix + "?ward=43992")
        assert ">Shimo Ward Office</h2>" in page_of(browser, matrix + "?office=w-shimo&ward=")
        assert "All wards" not in page_of(browser, matrix)

    def test_one_office_as_a_list(self, town, short):
        page = page_of(town.browser(*HQ), address(town, short, "") + "?office=b-kawabata")
        assert "audit-matrix" not in page
        assert "Not handled here; demanded: Passed on" in words(page)

    def test_a_day_before_the_standard(self, town, short):
        page = page_of(town.browser(*HQ), address(town, short, "") + "?day=2026-03-31")
        assert "Falls short:" not in page
        assert "?day=2026-03-31" in page

    def test_an_empty_catalogue_says_what_to_do(self, town):
        assert "Enter services" in page_of(town.browser(*HQ), "/en/desk/audit/")

    def test_the_number_of_statements_does_not_grow(self, town, short, services, standard, offer):
        def statements(page):
            browser = town.browser(*HQ)
            browser.get(address(town, short, page))
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(address(town, short, page)).status_code == 200
            return len(asked)

        before = [statements(page) for page in PAGES]
        base = services["juminhyo"]
        Service.objects.bulk_create(
            Service(city=town.city, code=f"s{n}", name=f"s{n}", summary="s", owner=base.owner, stage=base.stage)
            for n in range(40)
        )
        for service in Service.objects.filter(code__startswith="s"):
            services[service.code] = service
            standard(service.code, ward_office="full", branch="full", community_centre="full")
            promise_remedy(
                town.actor("mayor", "w-kami"), service=service, office=town.offices["w-kami"], fault="missing",
                owner=town.offices["w-kami"], due=TODAY, text="研修",
            )  # fmt: skip
        renew(town.city.pk)
        assert [statements(page) for page in PAGES] == before


class TestCell:
    def test_demanded_found_and_months(self, town, short):
        page = words(page_of(town.browser(*HQ), address(town, short)))
        assert "Wait, minutes at most 15 20.5 Falls short" in page
        assert "How far In full In full Not short" in page
        assert "2026-10 50 20.5 –" in page
        assert "<polyline" in page_of(town.browser(*HQ), address(town, short))

    def test_a_pair_without_a_standard_or_an_office(self, town, short, services):
        browser = town.browser(*HQ)
        assert "No standard holds" in page_of(browser, address(town, services["kaigo"]))
        assert "demands nothing of this kind" in page_of(browser, address(town, short, office="c-sakura"))
        assert "not judged on this day" in page_of(browser, address(town, short, office="hq-road"))
        close_office(town.system(), office=town.offices["b-kawabata"], on=TODAY)
        assert "not judged on this day" in page_of(browser, address(town, short, office="b-kawabata"))
        assert browser.get("/en/desk/audit/999999/1/").status_code == 404
        assert browser.get("/en/desk/audit/1/999999/").status_code == 404

    @pytest.mark.parametrize(
        ("post", "promises", "accepts"),
        [
            (PLANNER, True, False),
            (("mayor", "w-kami"), True, False),
            (("planner", "w-shimo-machi"), False, False),
            (HQ, True, True),
            (OTHER_HQ, False, False),
            (("clerk", "w-kami-kumin"), False, False),
            (("liaison", "c-sakura"), False, False),
            (("policy", "hq-seisaku"), False, False),
            (("auditor", "hq-seisaku"), False, False),
            (("it", "hq-seisaku"), False, False),
        ],
    )
    def test_who_may_promise_and_accept(self, town, short, post, promises, accepts):
        page = page_of(town.browser(*post), address(town, short))
        assert ('value="promise"' in page, 'value="accept"' in page) == (promises, accepts)
        fields = {
            "promise-fault": "wait",
            "promise-due": "2027-01-15",
            "promise-text": "窓口を増やす",
            "act": "promise",
        }
        fields["promise-owner"] = "hq-kocho" if post == HQ else "w-kami"
        answer = town.browser(*post).post(address(town, short), fields)
        assert (answer.status_code == 302, Remedy.objects.count()) == (promises, int(promises))
        fields = {"accept-fault": "wait", "accept-until": "2027-01-15", "accept-because": "改修中", "act": "accept"}
        answer = town.browser(*post).post(address(town, short), fields)
        assert (answer.status_code == 302) == accepts

    def test_a_promise_is_shown_finished_and_remembered(self, town, short):
        browser = town.browser(*PLANNER)
        fields = {
            "promise-fault": "wait",
            "promise-owner": "w-kami-kumin",
            "promise-due": "2027-01-15",
            "promise-text": "窓口を増やす",
        }
        browser.post(address(town, short), {**fields, "act": "promise"})
        page = words(page_of(browser, address(town, short)))
        assert "窓口を増やす" in page
        assert "Waits too long: Kami Residents Division promised to mend it by Fri 15 Jan 2027." in page
        remedy = Remedy.objects.get()
        answer = browser.post(address(town, short), {"act": "finish", "remedy": remedy.pk})
        assert answer.status_code == 302
        assert "Waits too long: said to be mended." in words(page_of(browser, address(town, short)))
        assert browser.post(address(town, short), {"act": "finish", "remedy": "x"}).status_code == 404

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({}, "Please fill this in."),
            ({"promise-owner": "w-kami", "promise-due": "2026-11-01", "promise-text": "x"}, "This day has passed."),
            (
                {"promise-owner": "hq-road", "promise-due": "2027-11-01", "promise-text": "x"},
                "Choose one of those that are shown.",
            ),
            ({"promise-owner": "w-kami", "promise-due": "soon", "promise-text": "x"}, "This is not a day."),
        ],
    )
    def test_a_form_that_cannot_be_comes_back_with_a_sentence(self, town, short, fields, sentence):
        answer = town.browser(*PLANNER).post(
            address(town, short), {"act": "promise", "promise-fault": "wait", **fields}
        )
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not Remedy.objects.exists()

    def test_another_offices_remedy_is_not_finished_from_here(self, town, short):
        remedy = promise_remedy(
            town.actor("mayor", "w-shimo"), service=short, office=town.offices["w-shimo"], fault="missing",
            owner=town.offices["w-shimo"], due=TODAY, text="研修",
        )  # fmt: skip
        assert (
            town.browser(*PLANNER).post(address(town, short), {"act": "finish", "remedy": remedy.pk}).status_code == 404
        )
        theirs = address(town, short, office="w-shimo")
        assert town.browser(*PLANNER).post(theirs, {"act": "finish", "remedy": remedy.pk}).status_code == 403


def test_the_work_list_by_owner_state_and_shortfall(town, short):
    late = town.actor("mayor", "w-kami", NOW - timedelta(days=30))
    promise_remedy(
        late, service=short, office=town.offices["w-kami"], fault="wait", owner=town.offices["w-kami-kumin"],
        due=TODAY - timedelta(days=3), text="窓口を増やす",
    )  # fmt: skip
    browser, where = town.browser(*HQ), address(town, short, "remedies/")
    page = words(page_of(browser, where))
    assert page.index("3 days late") < page.index("Not handled here; demanded")
    assert "500 cases a year" in page

    def listed(query):
        return [
            name
            for name in ("Kami Ward Office:", "Kawabata Branch:", "Shimo Ward Office:")
            if name in words(page_of(browser, where + query))
        ]

    assert listed("") == ["Kami Ward Office:", "Kawabata Branch:", "Shimo Ward Office:"]
    assert listed("?owner=w-kami-kumin") == ["Kami Ward Office:"]
    assert listed("?stage=open") == ["Kawabata Branch:", "Shimo Ward Office:"]
    assert listed("?fault=wait") == ["Kami Ward Office:"]
    assert listed("?ward=43992") == ["Shimo Ward Office:"]
    assert "Nothing is on this list." in page_of(browser, where + "?stage=accepted")


def test_wards_trend_and_report_say_their_figures(town, short):
    browser = town.browser(*HQ)
    wards = words(page_of(browser, address(town, short, "wards/")))
    assert "each ward counts the same" in wards
    assert "20.5" in wards
    trend = words(page_of(browser, address(town, short, "trend/") + "?before=2026-03-01&after=2026-11-24"))
    assert "– → 0 %" in trend
    assert "The standard or the catalogue changed." in trend
    assert browser.get(address(town, short, "trend/") + "?before=2026-11-24&after=2026-03-01").status_code == 422
    report = words(page_of(browser, address(town, short, "report/")))
    assert "Wakimizu City" in report
    assert "Tue 24 Nov 2026" in report
    assert "Waits too long: 20.5, at most 15" in report


def test_the_workbook_has_the_numbers(town, short):
    answer = town.browser(*HQ).get(address(town, short, "download/"))
    assert "audit-43999-2026-11-24.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Matrix", "Shortfalls", "Wards", "Between wards", "Trend"]
    matrix = list(book["Matrix"].iter_rows(values_only=True))
    assert matrix[2][3:] == ("Kami Ward Office", "Kawabata Branch", "Sakura Community Centre", "Shimo Ward Office")
    assert next(row for row in matrix if row[0] == "juminhyo")[3:] == ("●!", "–!", "–", "–!")
    shortfalls = list(book["Shortfalls"].iter_rows(values_only=True))
    waits = next(row for row in shortfalls if row[3] == "Waits too long")
    assert (waits[1], waits[4], waits[5], waits[7]) == ("Kami Ward Office", "at most 15", "20.5", 500)
    wards = list(book["Wards"].iter_rows(values_only=True))
    assert wards[-2][:8] == ("Kami Ward", None, 2, 0, 0, 2, 500, 20.5)
    narrow = load_workbook(io.BytesIO(town.browser(*HQ).get(address(town, short, "download/") + "?ward=43992").content))
    assert narrow["Matrix"].max_column == 4


def test_every_page_speaks_japanese(town, short):
    for page in PAGES:
        answer = town.browser(*HQ).get(address(town, short, page, prefix=""))
        assert answer.status_code == 200
