"""Proposals and measures by machine: from a draft to a measure that is closed."""

import pytest
from django.core.cache import caches

from tests.apps.exchange.machines import Machine, machine
from tests.apps.proposals.proposal_scenes import decided, drafted, endorsed, lamps
from tests.apps.voices.scenes import need_of
from wakimizu.apps.proposals.queries import years_ahead
from wakimizu.apps.voices.models import Voice


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


@pytest.fixture
def planner(town):
    return machine(town)


@pytest.fixture
def mayor(town):
    return machine(town, "mayor", "w-kami")


@pytest.fixture
def head(town):
    return machine(town, "hq_head", "hq-road")


def this_year():
    from django.utils import timezone

    return years_ahead(timezone.localdate())[0]


def body(*needs, **more):
    facts = {
        "title": "街灯の増設", "problem": "区の予算では足りません。", "measure": "百本を立てます。", "division": "hq-road",
        "needs": [need.pk for need in needs], "costs": [{"year": this_year(), "fund": "general", "amount": 9_000_000}],
        "effects": [{"indicator": "lit", "year": this_year() + 1, "value": 80.0}],
    }  # fmt: skip
    return {**facts, **more}


def test_a_proposal_goes_from_a_draft_to_a_decision_that_answers_its_voices(town, planner, mayor, head):
    lamps(town)
    need = need_of(town)
    made = planner.post("/proposals", body(need))
    assert made.status_code == 200, made.content
    one = f"/proposals/{made.json()['id']}"
    changed = planner.post(f"{one}/change", body(need, title="街灯を百本"))
    assert changed.status_code == 200, changed.content
    sheet = planner.get(one).json()
    assert (sheet["title"], sheet["costs"][0]["amount"], sheet["effects"][0]["value"]) == ("街灯を百本", 9_000_000, 80)
    assert (sheet["missing"], sheet["possible"]) == ([], ["submit", "withdraw"])
    assert head.get(one).status_code == 403
    assert planner.post(f"{one}/submit").json()["state"] == "endorse"
    assert planner.post(f"{one}/endorse").status_code == 403
    assert mayor.post(f"{one}/endorse").json()["state"] == "review"
    question = head.post(f"{one}/ask", {"text": "何本ですか"})
    assert question.status_code == 200
    number = planner.get(one).json()["questions"][0]["id"]
    assert head.post(f"/proposal-questions/{number}/reply", {"text": "百本"}).status_code == 403
    assert planner.post(f"/proposal-questions/{number}/reply", {"text": "百本"}).status_code == 200
    decision = {"verdict": "adopt", "reason": "来年度に立てます。", "until": "2030-03-31", "amount": 9_000_000}
    assert planner.post(f"{one}/decide", decision).status_code == 403
    assert head.post(f"{one}/decide", decision).status_code == 200
    assert head.post(f"{one}/decide", decision).status_code == 409
    assert planner.get(one).json()["decisions"][0]["verdict"] == "adopt"
    assert Voice.objects.filter(links__need=need).exclude(state="answered").count() == 0


def test_what_a_form_does_not_offer_is_not_passed_over(town, planner):
    lamps(town)
    far = planner.post("/proposals", body(costs=[{"year": this_year() + 9, "fund": "general", "amount": 1}]))
    assert far.status_code == 422
    assert far.json()["errors"][0]["field"] == f"cost_{this_year() + 9}_general"
    assert planner.post("/proposals", body(needs=[99_999])).status_code == 422


def test_a_draft_is_its_wards_own_and_what_is_endorsed_is_everybodys(town, planner, head):
    draft, shown = drafted(town), endorsed(town)
    listed = {each["id"] for each in planner.get("/proposals").json()["items"]}
    assert listed == {draft.pk, shown.pk}
    assert [each["id"] for each in head.get("/proposals").json()["items"]] == [shown.pk]
    assert [each["id"] for each in head.get("/proposals/waiting").json()] == [shown.pk]
    resident = Machine(town)
    assert [each["id"] for each in resident.get("/public/proposals").json()["items"]] == [shown.pk]
    assert resident.get(f"/public/proposals/{draft.pk}").status_code == 404
    seen = resident.get(f"/public/proposals/{shown.pk}").json()
    assert "questions" not in seen and seen["division"] == "hq-road"


def test_only_the_mayor_withdraws_what_is_endorsed(town, planner, mayor):
    one = f"/proposals/{endorsed(town).pk}"
    assert planner.post(f"{one}/withdraw", {"because": "不要"}).status_code == 403
    assert mayor.post(f"{one}/withdraw", {"because": "不要"}).json()["state"] == "withdrawn"


def test_a_measure_is_begun_followed_and_closed(town, head):
    proposal = decided(town, endorsed(town))
    given = {
        "name": "街灯", "office": "hq-road", "begins": "2026-04-01", "ends": "2030-03-31", "proposal": proposal.pk,
    }  # fmt: skip
    made = head.post("/measures", given)
    assert made.status_code == 200, made.content
    one = f"/measures/{made.json()['id']}"
    assert head.post(f"{one}/change", {k: v for k, v in given.items() if k != "proposal"}).status_code == 200
    assert head.post(f"{one}/milestone", {"name": "契約", "due": "2027-03-01"}).status_code == 200
    stone = head.get(one).json()["milestones"][0]["id"]
    assert head.post(f"{one}/begin", {"on": "2026-11-20"}).json()["state"] == "running"
    assert head.post(f"/milestones/{stone}/reach", {"on": "2026-11-21"}).status_code == 200
    assert head.get(one).json()["milestones"][0]["done_on"] == "2026-11-21"
    renamed = {"name": "契約の締結", "due": "2027-03-02", "on": "2026-11-21"}
    assert head.post(f"/milestones/{stone}/change", renamed).status_code == 200
    assert head.post(f"/milestones/{stone}/change", {**renamed, "drop": True}).status_code == 200
    assert head.get(one).json()["milestones"] == []
    effect = head.get(one).json()["effects"][0]["id"]
    assert (
        head.post(f"{one}/close", {"conclusion": "済み", "looks": [{"effect": 9999, "found": "moved"}]}).status_code
        == 422
    )
    closed = head.post(
        f"{one}/close", {"conclusion": "済み", "looks": [{"effect": effect, "found": "unknown", "text": "まだ"}]}
    )
    assert closed.status_code == 200, closed.content
    assert head.get(one).json()["state"] == "closed"
    assert Machine(town).get(f"/public/measures/{made.json()['id']}").json()["conclusion"] == "済み"


def test_an_office_begins_a_measure_of_its_own(town, planner):
    lamps(town)
    given = {
        "name": "清掃", "office": "w-kami-machi", "ward": "43991", "begins": "2026-12-01", "ends": "2030-03-31",
        "effects": [{"indicator": "lit", "year": this_year() + 1, "value": 70}],
    }  # fmt: skip
    made = planner.post("/measures", given)
    assert made.status_code == 200, made.content
    one = f"/measures/{made.json()['id']}"
    assert planner.get(one).json()["effects"][0]["value"] == 70
    assert planner.post(f"{one}/stop", {"because": "中止"}).json()["state"] == "stopped"
    assert machine(town, "planner", "w-shimo-machi").post(f"{one}/stop", {"because": "中止"}).status_code == 403


def test_lists_of_proposals_cost_the_same_however_long(town, planner, django_assert_max_num_queries):
    for _n in range(6):
        endorsed(town)
    for path in ("/proposals", "/measures", "/public/proposals", "/public/measures"):
        with django_assert_max_num_queries(8):
            assert planner.get(path, limit=200).status_code == 200


def test_what_residents_would_read_of_a_decision_is_seen_before(town, planner, head):
    lamps(town)
    proposal = endorsed(town)
    address = f"/proposals/{proposal.pk}/preview"
    seen = head.post(
        address, {"verdict": "part", "reason": "半分を立てます。", "part": "五十本", "until": "2030-03-31"}
    )
    assert seen.status_code == 200, seen.content
    assert "五十本" in seen.json()["text"] and seen.json()["until"] == "2030-03-31"
    proposal.refresh_from_db()
    assert proposal.decided_at is None
    assert head.post(address, {"verdict": "part"}).status_code == 422
    assert planner.post(address, {"verdict": "adopt", "reason": "よし"}).status_code == 403
