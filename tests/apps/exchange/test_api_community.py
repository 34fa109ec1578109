"""Visits, partners, cases, loans, help, the self-check and questions to residents by machine."""

import pytest
from django.core.cache import caches

from tests.apps.exchange.machines import Machine, machine
from tests.apps.voices.scenes import need_of
from wakimizu.apps.community.deliberation.models import Statement
from wakimizu.apps.community.models import Partner, Visit

VISIT = {"title": "定例会", "kind": "meeting", "day": "2026-11-20", "districts": ["43991-01"], "residents": 12}
PARTNER = {"name": "桜校区自治協議会", "kind": "council", "areas": ["43991-01"]}
CASE = {
    "title": "買い物バス", "where": "湧水市桜校区", "district_kind": "hills", "problem": "店がない", "tried": "週二回のバス",
    "began": 2024, "outcome": "worked", "source": "校区だより", "percent65": 41.5,
}  # fmt: skip
QUESTION = {
    "name": "公園をどう使うか", "key": "park", "intro": "意見を出し合います。", "office": "w-kami-machi", "opens": "2026-11-01",
    "closes": "2030-01-31", "adding": "read", "seeds": "\n".join(f"意見その{n}に賛成です" for n in range(8)),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


@pytest.fixture
def liaison(town):
    return machine(town, "liaison", "c-sakura")


@pytest.fixture
def planner(town):
    return machine(town)


def partner_of(liaison, name=PARTNER["name"]):
    from wakimizu.apps.community.workflow import PartnerKind

    made = liaison.post(
        "/partners", {**PARTNER, "name": name, "kind": PartnerKind.values[0], "contact_name": "水 湧子"}
    )
    assert made.status_code == 200, made.content
    return made.json()["id"]


def test_a_visit_is_noted_changed_and_a_voice_heard_there(town, liaison):
    partner = partner_of(liaison)
    made = liaison.post("/visits", {**VISIT, "partners": [partner]}, name="visit-of-mine")
    assert made.status_code == 200, made.content
    again = liaison.post("/visits", {**VISIT, "partners": [partner]}, name="visit-of-mine")
    assert again.json() == made.json() and Visit.objects.count() == 1
    one = f"/visits/{made.json()['id']}"
    assert liaison.post(f"{one}/change", {**VISIT, "minutes": "話し合った"}).status_code == 200
    heard = liaison.post(f"{one}/voices", {"text": "街灯が暗い", "district": "43991-01"})
    assert heard.status_code == 200, heard.content
    sheet = liaison.get(one).json()
    assert (sheet["minutes"], sheet["districts"], len(sheet["voices"])) == ("話し合った", ["43991-01"], 1)
    other = machine(town, "planner", "w-shimo-machi")
    assert other.get(one).status_code == 403
    assert other.get("/visits").json()["items"] == []
    assert other.post(f"{one}/change", VISIT).status_code == 403


def test_a_partner_is_kept_reached_with_a_reason_and_forgotten(town, liaison, planner):
    number = partner_of(liaison)
    one = f"/partners/{number}"
    assert planner.get(one).json()["has_contact"] is True
    assert "水 湧子" not in planner.get(one).content.decode()
    assert planner.post(f"{one}/contact", {}).status_code == 422
    assert planner.post(f"{one}/contact", {"because": "日程の相談"}).json()["name"] == "水 湧子"
    assert liaison.post(f"{one}/erase", {"because": "本人の申出"}).status_code == 403
    assert planner.post(f"{one}/erase", {"because": "本人の申出"}).status_code == 200
    assert planner.post(f"{one}/contact", {"because": "日程の相談"}).status_code == 409


def test_partners_come_in_from_a_table(town, liaison, planner):
    refused = planner.post("/partner-files", {"content": "nothing\n1\n"})
    assert refused.status_code == 422
    assert liaison.post("/partner-files", {"content": "x\n"}).status_code == 403
    assert not Partner.objects.exists()


def test_a_case_is_told_and_changed(town, planner):
    made = planner.post("/cases", CASE)
    assert made.status_code == 200, made.content
    one = f"/cases/{made.json()['id']}"
    assert planner.get(one).json()["share65"] == pytest.approx(0.415)
    assert planner.post(f"{one}/change", {**CASE, "outcome": "partly"}).status_code == 200
    assert planner.get("/cases", outcome="partly").json()["items"][0]["title"] == "買い物バス"


def test_what_is_lent_comes_back(town, liaison):
    lent = {
        "partner": partner_of(liaison),
        "kind": "loan",
        "what": "テント",
        "since": "2026-11-01",
        "until": "2030-01-01",
    }
    made = liaison.post("/grants", lent)
    assert made.status_code == 200, made.content
    assert liaison.get("/grants").json()["items"][0]["returned"] is None
    back = liaison.post(f"/grants/{made.json()['id']}/back", {"on": "2026-11-20"})
    assert back.status_code == 200, back.content
    assert machine(town, "clerk", "w-kami-kumin").post("/grants", lent).status_code == 403


def test_who_helps_with_a_need_stands_beside_it(town, planner):
    need = need_of(town)
    said = planner.post(f"/needs/{need.pk}/help", {"sphere": "self", "who": "住民", "text": "清掃する"})
    assert said.status_code == 200, said.content
    assert [each["who"] for each in planner.get(f"/needs/{need.pk}/help").json()] == ["住民"]
    assert planner.post(f"/helps/{said.json()['id']}/end").status_code == 200
    nobody = planner.post(f"/needs/{need.pk}/help", {"sphere": "self", "text": "清掃する"})
    assert nobody.json()["errors"][0]["field"] == "who"


def test_a_ward_writes_its_own_self_check(town, planner):
    written = planner.post("/self-checks/43991/2025", {"duties": [{"duty": "inform", "mark": "well", "words": "毎月"}]})
    assert written.status_code == 200, written.content
    seen = planner.get("/self-checks/43991/2025").json()
    assert (seen["ward"], seen["state"]) == ("43991", "draft")
    assert any(each["words"] == "毎月" for each in seen["duties"])
    other = machine(town, "planner", "w-shimo-machi")
    assert other.post("/self-checks/43991/2025", {"duties": [{"duty": "inform"}]}).status_code == 403
    assert Machine(town).get("/public/self-checks/43991/2025").status_code == 404
    assert planner.post("/self-checks/43991/2199", {"duties": [{"duty": "inform"}]}).status_code == 404


def test_a_question_to_residents_is_asked_opened_and_closed(town, planner):
    from wakimizu.apps.community.deliberation.workflow import Adding

    body = {**QUESTION, "adding": Adding.values[0]}
    made = planner.post("/deliberations", body)
    assert made.status_code == 200, made.content
    one = "/deliberations/park"
    assert Machine(town).get("/public/deliberations/park").status_code == 404
    assert planner.post(f"{one}/change", {**body, "name": "公園の使い方"}).status_code == 200
    assert machine(town, "planner", "w-shimo-machi").post(f"{one}/open").status_code == 403
    opened = planner.post(f"{one}/open")
    assert opened.json()["state"] == "open", opened.content
    number = Statement.objects.first().pk
    assert planner.post(f"/statements/{number}/reject", {"because": "重複"}).status_code == 200
    assert planner.post(f"/statements/{number}/accept").status_code == 200
    assert len(Machine(town).get("/public/deliberations/park").json()["statements"]) == 8
    assert planner.post(f"{one}/attach").status_code == 409
    assert planner.post(f"{one}/close").json()["state"] == "closed"
    assert planner.post(f"{one}/withdraw").status_code == 409


def test_lists_of_community_cost_the_same_however_long(town, liaison, django_assert_max_num_queries):
    for n in range(8):
        liaison.post("/visits", {**VISIT, "title": f"会 {n}"})
        partner_of(liaison, f"自治会 {n}")
    for path in ("visits", "partners", "cases", "grants", "not-met"):
        with django_assert_max_num_queries(9):
            assert liaison.get(f"/{path}").status_code == 200, path
