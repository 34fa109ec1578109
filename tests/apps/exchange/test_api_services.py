"""The catalogue, standards, offers, months, the audit, duties and offices by machine, as the pages have them."""

from datetime import timedelta

import pytest
from django.core.cache import caches

from tests.apps.exchange.machines import Machine, machine
from tests.apps.services.conftest import offer as offer
from tests.apps.services.conftest import services as services
from tests.apps.services.conftest import standard as standard
from tests.apps.services.test_audit_pages import short as short
from tests.apps.services.test_audit_pages import today as today
from tests.apps.services.test_duties_pages import PROPOSAL
from tests.apps.services.test_duties_pages import held as held
from tests.apps.services.test_navigator_pages import folder as folder
from tests.apps.services.test_navigator_pages import guide as guide
from tests.cast import NOW
from wakimizu.apps.services.models import Allotment, Observation, Offering, Remedy, Service, Standard

pytestmark = pytest.mark.usefixtures("today")
TODAY = NOW.date()
SOON = (TODAY + timedelta(days=7)).isoformat()
FILE = "制度番号,施設ID,取扱,開始日\njuminhyo,w-kami,●,2026-04-01\njuminhyo,nowhere,●,2026-04-01\n"
ENTRY = {"code": "inkan", "name": "印鑑登録", "owner": "hq-kocho", "summary": "印鑑を登録します"}


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


def hq(town):
    return machine(town, "hq_head", "hq-kocho")


class TestTheCatalogue:
    def test_the_division_enters_a_service_and_changes_it(self, town, services):
        head = hq(town)
        assert head.post("/services", ENTRY).json()["kind"] == "service"
        assert head.get("/services", q="印鑑").json()["items"][0]["owner"] == "hq-kocho"
        changed = head.post("/services/inkan/change", {**ENTRY, "fee": 300, "documents": "本人確認書類\n印鑑"})
        assert changed.status_code == 200, changed.content
        row = Service.objects.get(code="inkan")
        assert (row.fee, row.documents) == (300, ["本人確認書類", "印鑑"])

    def test_a_number_that_is_taken_is_refused_at_its_field(self, town, services):
        said = hq(town).post("/services", {**ENTRY, "code": "juminhyo"})
        assert said.status_code == 422
        assert [fault["field"] for fault in said.json()["errors"]] == ["code"]

    def test_who_may_not_keep_it_is_refused(self, town, services):
        assert machine(town).post("/services", ENTRY).status_code == 403
        other = machine(town, "hq", "hq-road")
        assert other.post("/services/juminhyo/change", {**ENTRY, "code": "juminhyo"}).status_code == 403
        assert hq(town).post("/services/none/change", ENTRY).status_code == 404

    def test_a_standard_is_set_and_seen_beside_every_offer(self, town, services, offer):
        offer("juminhyo", "w-kami")
        body = {"valid_from": "2026-04-01", "level_ward_office": "full", "level_branch": "referral", "wait_minutes": 15}
        assert hq(town).post("/services/juminhyo/standard", body).status_code == 200
        assert Standard.objects.get().levels["branch"] == "referral"
        sheet = machine(town).get("/services/juminhyo").json()
        assert sheet["levels"]["ward_office"] == "full" and sheet["standard"]["wait_minutes"] == 15
        at = {each["office"]: each for each in sheet["offices"]}
        assert at["w-kami"]["now"]["level"] == "full" and at["w-kami"]["demanded"] == "full"
        wrong = hq(town).post("/services/juminhyo/standard", {**body, "level_branch": "half"})
        assert wrong.status_code == 422

    def test_an_office_offers_a_service_and_withdraws_it(self, town, services):
        planner, where = machine(town), "/services/kokuho"
        body = {"office": "w-kami", "valid_from": TODAY.isoformat(), "level": "full"}
        assert planner.post(f"{where}/offer", body).status_code == 200
        assert Offering.objects.get().office == town.offices["w-kami"]
        ended = planner.post(f"{where}/withdraw", {"office": "w-kami", "on": SOON, "because": "移転"})
        assert ended.status_code == 200
        assert Offering.objects.get().valid_to.isoformat() == SOON
        assert planner.post(f"{where}/offer", {**body, "office": "w-shimo"}).status_code == 403
        assert planner.post(f"{where}/offer", {**body, "office": "nowhere"}).json()["errors"][0]["field"] == "office"

    def test_a_file_comes_in_and_every_line_is_told_of(self, town, services):
        body = {"kind": "offerings", "content": FILE}
        said = machine(town, "policy", "hq-seisaku").post("/service-files", body)
        assert said.status_code == 200, said.content
        assert (said.json()["added"], said.json()["refused"]) == (1, 1)
        assert said.json()["lines"][-1]["number"] == 3
        assert machine(town, "auditor", "hq-seisaku").post("/service-files", body).status_code == 403


class TestMonths:
    def test_a_month_is_noted_row_by_row(self, town, services, offer):
        offer("juminhyo", "w-kami")
        planner = machine(town)
        rows = planner.get("/observed-months", office="w-kami", month="2026-10").json()
        assert rows == [{"service": "juminhyo", "noted": None}]
        body = {"office": "w-kami", "month": "2026-10", "rows": [{"service": "juminhyo", "volume": 40}]}
        said = planner.post("/observed-months", body)
        assert said.status_code == 200, said.content
        assert Observation.objects.get().volume == 40
        emptied = planner.post("/observed-months", {**body, "rows": [{"service": "juminhyo"}]})
        assert emptied.status_code == 422
        unknown = planner.post("/observed-months", {**body, "rows": [{"service": "kaigo", "volume": 1}]})
        assert unknown.json()["errors"][0]["field"] == "rows.0.service"
        assert planner.post("/observed-months", {**body, "office": "w-shimo"}).status_code == 422


class TestTheAudit:
    def test_what_falls_short_is_found_as_on_the_page(self, town, short):
        planner = machine(town)
        told = planner.get("/audit", only=True).json()
        assert {(cell["office"], fault["fault"]) for cell in told["items"] for fault in cell["shortfalls"]} >= {
            ("w-kami", "wait"),
            ("w-shimo", "missing"),
        }
        assert planner.get("/audit", office="w-kami", only=True).json()["items"][0]["service"] == "juminhyo"
        assert planner.get("/audit", ward="nowhere").status_code == 422
        assert machine(town, "auditor", "hq-seisaku").get("/audit/wards").json()["measures"]
        assert planner.get("/audit/trend", before="2025-11-01").json()["new"]

    def test_a_remedy_is_promised_seen_and_finished(self, town, short):
        planner, cell = machine(town), "/audit/w-kami/juminhyo"
        body = {"fault": "wait", "owner": "w-kami", "due": SOON, "text": "窓口を増やす"}
        promised = planner.post(f"{cell}/promise", body)
        assert promised.status_code == 200, promised.content
        remedy = Remedy.objects.get()
        sheet = planner.get(cell).json()
        assert sheet["remedies"][0]["text"] == "窓口を増やす" and len(sheet["months"]) == 24
        listed = planner.get("/remedies", stage="promised").json()["items"]
        assert [each["remedy"]["id"] for each in listed] == [remedy.pk]
        assert machine(town, "planner", "w-shimo-machi").post(f"/remedies/{remedy.pk}/finish").status_code == 403
        assert planner.post(f"/remedies/{remedy.pk}/finish").json()["state"] == "done"
        assert planner.post(f"/remedies/{remedy.pk}/finish").status_code == 409

    def test_the_division_accepts_for_a_time_and_a_ward_does_not(self, town, short):
        body = {"fault": "wait", "until": SOON, "because": "工事中"}
        assert machine(town).post("/audit/w-kami/juminhyo/accept", body).status_code == 403
        assert hq(town).post("/audit/w-kami/juminhyo/accept", body).json()["state"] == "accepted"

    def test_where_nothing_falls_short_there_is_nothing_to_mend(self, town, services, standard, offer):
        standard("juminhyo", ward_office="full")
        offer("juminhyo", "w-kami")
        body = {"fault": "wait", "owner": "w-kami", "due": SOON, "text": "x"}
        assert hq(town).post("/audit/w-kami/juminhyo/promise", body).status_code == 422
        assert machine(town).get("/audit/w-kami/nothing").status_code == 404


class TestDuties:
    def test_an_allotment_is_read_compared_and_put_in_force(self, town, held):
        policy = machine(town, "policy", "hq-seisaku")
        assert [each["code"] for each in policy.get("/allotments").json()["items"]] == ["today", "proposal"]
        sheet = policy.get("/allotments/today").json()
        assert {"duty", "part", "unit", "fte"} <= set(sheet["parts"][0])
        changes = policy.get("/allotments/compare", before="today", to="proposal").json()
        assert [(move["duty"], move["part"]) for move in changes["moves"]] == [("D1", "decide")]
        assert policy.post("/allotments/proposal/put-in-force").status_code == 200
        assert Allotment.objects.get(in_force=True).code == "proposal"
        assert machine(town).post("/allotments/today/put-in-force").status_code == 403

    def test_a_file_is_looked_at_first_and_then_taken(self, town, held):
        policy = machine(town, "policy", "hq-seisaku")
        body = {"goal": "+", "code": "third", "name": "第三案", "content": PROPOSAL}
        looked = policy.post("/duty-files", {**body, "only_look": True}).json()
        assert "taken" in looked, looked
        assert (looked["taken"], len(looked["changes"]["moves"])) == (False, 1)
        assert not Allotment.objects.filter(code="third").exists()
        assert policy.post("/duty-files", body).json()["taken"]
        assert Allotment.objects.get(code="third").name == "第三案"
        wrong = policy.post("/duty-files", {**body, "code": "compare"})
        assert wrong.json()["errors"][0]["field"] == "code"


class TestOffices:
    def test_an_office_says_when_it_is_open_and_what_it_handles(self, town, services, offer):
        offer("juminhyo", "w-kami")
        clerk = machine(town, "clerk", "w-kami-kumin")
        listed = {each["office"]: each for each in clerk.get("/openings", limit=200).json()["items"]}
        assert "w-kami" in listed and "hq-kocho" not in listed
        sheet = clerk.get("/openings/w-kami").json()
        assert [row["service"] for row in sheet["services"]] == ["juminhyo"]
        assert clerk.get("/openings/nowhere").status_code == 404


def test_lists_ask_the_same_number_of_times_however_long(town, short, held, django_assert_max_num_queries):
    planner = machine(town)
    for address in ("services", "audit", "remedies", "openings", "duties"):
        planner.get(f"/{address}")  # what lies in memory is there now
        with django_assert_max_num_queries(10):
            assert planner.get(f"/{address}").status_code == 200


class TestTheNavigator:
    def test_questions_come_one_after_another_and_then_what_to_do(self, town, guide, offer):
        offer("kokuho", "w-kami")
        anybody = Machine(town)
        asked = anybody.post("/public/guides/moving").json()
        assert asked["next"]["key"] == "job" and asked["steps"] == []
        assert anybody.post("/public/guides/moving", {"answers": {"job": "no"}}).json()["next"]["key"] == "old"
        done = anybody.post("/public/guides/moving", {"answers": {"job": "no", "old": "no"}}).json()
        assert done["next"] is None
        steps = {step["service"]: step for step in done["steps"]}
        assert steps["kokuho"]["office"] == "w-kami" and steps["kokuho"]["deadline"] == 14

    def test_a_day_that_has_passed_and_another_event_are_told(self, town, guide):
        said = Machine(town).post("/public/guides/moving", {"answers": {"job": "yes"}, "day": "2020-01-01"})
        assert said.status_code == 422 and said.json()["errors"][0]["field"] == "day"
        assert Machine(town).post("/public/guides/nothing").status_code == 404
