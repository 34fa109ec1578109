"""A round of the budget by machine: ceilings, requests, assessment, enactment, spending."""

import pytest
from django.core.cache import caches
from django.utils import timezone

from tests.apps.exchange.machines import Machine, machine
from tests.apps.proposals.rounds import IN_YEAR, account, enacted, in_assessment, requested, with_ceilings
from wakimizu.apps.proposals.models import Account, BudgetLine

ROUND = {"name": "令和12年度", "year": 2030, "kind": "initial", "opens": "2026-01-01", "closes": "2030-01-10"}
LINE = {"title": "街路灯", "requested": 3_000_000, "account": "08-02-03-14", "fund": "general", "division": "hq-road"}


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


@pytest.fixture
def finance(town):
    return machine(town, "policy", "hq-seisaku")


@pytest.fixture
def planner(town):
    return machine(town)


def test_a_round_goes_from_its_ceilings_to_what_is_enacted(town, finance, planner):
    account(town)
    made = finance.post("/budget-rounds", ROUND)
    assert made.status_code == 200, made.content
    one = f"/budget-rounds/{made.json()['id']}"
    ceilings = {"ceilings": [{"ward": "43991", "amount": 9_000_000, "least": 1}, {"ward": "43992", "amount": 1}]}
    assert planner.post(f"{one}/ceilings", ceilings).status_code == 403
    assert finance.post(f"{one}/ceilings", ceilings).status_code == 200
    assert finance.post(f"{one}/ceilings", {"ceilings": [{"ward": "99999", "amount": 1}]}).status_code == 422
    asked = planner.post(f"{one}/lines", LINE)
    assert asked.status_code == 200, asked.content
    line = f"/budget-lines/{asked.json()['id']}"
    assert planner.post(f"{line}/change", {**LINE, "requested": 2_000_000}).status_code == 200
    assert planner.get(one).json()["ceilings"][0] == {"ward": "43991", "ceiling": 9_000_000, "asked": 2_000_000}
    assert finance.post(f"{one}/close").json()["state"] == "assess"
    assert planner.post(f"{line}/change", LINE).status_code == 409
    number = asked.json()["id"]
    unknown = finance.post(f"{one}/assess", {"lines": [{"line": 99_999, "amount": 1}]})
    assert unknown.status_code == 422
    granted = {"lines": [{"line": number, "amount": 1_500_000, "because": "単価"}]}
    assert finance.post(f"{one}/assess", granted).status_code == 200
    enacted = finance.post(f"{one}/enact", {"day": "2026-11-20", "amounts": [{"line": number, "amount": 1_400_000}]})
    assert enacted.status_code == 200, enacted.content
    early = planner.post(f"{line}/spend", {"day": "2030-05-01", "amount": 400_000, "row": "A-1"})
    assert early.status_code == 422 and early.json()["errors"][0]["field"] == "day"
    seen = planner.get(line).json()
    assert (seen["requested"], seen["assessed"], seen["enacted"]) == (2_000_000, 1_500_000, 1_400_000)
    assert Machine(town).get(f"/public/budget-rounds/{made.json()['id']}").json()["sums"][0]["enacted"] == 1_400_000


def test_money_is_spent_and_a_slip_taken_back(town, monkeypatch):
    _row, (line,) = enacted(town, 3_000_000)
    monkeypatch.setattr(timezone, "now", lambda: IN_YEAR)
    planner, one = machine(town), f"/budget-lines/{line.pk}"
    spent = planner.post(f"{one}/spend", {"day": "2027-09-30", "amount": 400_000, "row": "A-1"})
    assert spent.status_code == 200, spent.content
    seen = planner.get(one).json()
    assert (seen["spent"], [each["row"] for each in seen["spendings"]]) == (400_000, ["A-1"])
    again = planner.post(f"{one}/spend", {"day": "2027-09-30", "amount": 2_700_000, "row": "A-2"})
    assert again.status_code == 422 and again.json()["errors"][0]["field"] == "amount"
    assert planner.post(f"/spendings/{seen['spendings'][0]['id']}/take-back").status_code == 200
    assert planner.get(one).json()["spent"] == 0


def test_a_request_is_taken_back(town, planner):
    line = requested(town, with_ceilings(town))
    assert machine(town, "planner", "w-shimo-machi").post(f"/budget-lines/{line.pk}/drop").status_code == 403
    assert planner.post(f"/budget-lines/{line.pk}/drop").status_code == 200
    assert not BudgetLine.objects.exists()


def test_the_choice_is_helped_with_reasons(town, finance):
    row, lines = in_assessment(town, 3_000_000, 4_000_000)
    chosen = finance.get(f"/budget-rounds/{row.pk}/portfolio", ceiling=5_000_000)
    assert chosen.status_code == 200, chosen.content
    assert chosen.json()["verdict"]
    assert finance.get(f"/budget-rounds/{row.pk}/portfolio", keep="77777").status_code == 422
    assert {each["title"] for each in finance.get(f"/budget-rounds/{row.pk}/lines").json()["items"]} == {
        each.title for each in lines
    }


def test_a_file_can_be_only_looked_at(town, finance, planner):
    table = "コード,款,項,目,節\n08-02-03-14,土木費,道路橋りょう費,道路維持費,工事請負費\n"
    body = {"kind": "accounts", "content": table, "look": True}
    assert planner.post("/budget-files", body).status_code == 403
    looked = finance.post("/budget-files", body)
    assert (looked.status_code, looked.json()["added"]) == (200, 1), looked.content
    assert not Account.objects.exists()
    taken = finance.post("/budget-files", {**body, "look": False})
    assert (taken.status_code, taken.json()["added"]) == (200, 1), taken.content
    assert Account.objects.get().node == "工事請負費"
    assert finance.post("/budget-files", {**body, "kind": "nothing"}).status_code == 404


def test_enacted_rounds_alone_are_public(town):
    row = with_ceilings(town)
    assert Machine(town).get("/public/budget-rounds").json() == []
    assert Machine(town).get(f"/public/budget-rounds/{row.pk}").status_code == 404


def test_lists_of_the_budget_cost_the_same_however_long(town, finance, django_assert_max_num_queries):
    row, _lines = in_assessment(town, *[1_000_000] * 6)
    for path in ("budget-rounds", f"budget-rounds/{row.pk}/lines", f"budget-rounds/{row.pk}"):
        finance.get(f"/{path}")  # a key's first call of a day is noted
        with django_assert_max_num_queries(10):
            assert finance.get(f"/{path}").status_code == 200
