"""Scenarios, studies and adopted plans by machine."""

import pytest
from django.core.cache import caches

from tests.apps.exchange.machines import Machine, machine
from tests.apps.network import small
from tests.apps.network.conftest import place as place
from wakimizu.apps.network import operations
from wakimizu.apps.network.models import Adoption, Scenario, Study

TEXT = 'code = "near"\nname = "近く"\n[guards]\nfarthest = []\n'


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


@pytest.fixture
def policy(place):
    return machine(place, "policy", "hq-seisaku")


def test_a_scenario_comes_in_goes_out_and_is_changed(place, policy):
    assert policy.post("/scenarios", {"text": TEXT}).status_code == 200
    sheet = policy.get("/scenarios/near").json()
    assert sheet["terms"]["guards"]["farthest"] == []
    changed = policy.post("/scenarios", {"text": sheet["text"].replace("近く", "もっと近く")})
    assert changed.status_code == 200, changed.content
    assert Scenario.objects.get().name == "もっと近く"
    assert machine(place).post("/scenarios", {"text": TEXT}).status_code == 403
    assert policy.get("/scenarios/nothing").status_code == 404


@pytest.mark.parametrize(
    "text", ["= 1", 'code = "a b"\nname = "x"', "code = 5", "[periods]\nyears = [1]\n", 'code = "a"\nname = "a\\u0000"']
)
def test_a_file_that_is_wrong_is_told_line_by_line(policy, text):
    said = policy.post("/scenarios", {"text": text})
    assert said.status_code == 422 and said.json()["errors"]
    assert not Scenario.objects.exists()


def test_a_planner_asks_for_a_study_watches_and_stops_it(place):
    small.scenario(place)
    planner = machine(place)
    asked = planner.post("/scenarios/plan/ask", {"kind": "frontier", "points": 5, "gap": 1})
    assert asked.status_code == 200, asked.content
    study = Study.objects.get()
    assert (study.kind, study.points, study.gap_asked, study.seconds_asked) == ("frontier", 5, 0.01, None)
    assert planner.get("/studies", scenario="plan").json()["items"][0]["id"] == study.pk
    assert planner.get(f"/studies/{study.pk}").json()["has_plan"] is False
    assert machine(place, "clerk", "w-kami-kumin").post(f"/studies/{study.pk}/cancel").status_code == 403
    assert planner.post(f"/studies/{study.pk}/cancel").json()["state"] == "cancelled"
    assert planner.post(f"/studies/{study.pk}/cancel").status_code == 409
    assert planner.post("/scenarios/plan/ask", {"points": 1}).status_code == 422


def test_a_plan_is_looked_at_adopted_and_withdrawn(place, policy):
    study = small.study(place)
    told = policy.get(f"/studies/{study.pk}").json()
    assert told["has_plan"] and told["periods"][0]["year"] == 2027
    seen = policy.get(f"/studies/{study.pk}/preview").json()
    assert "b-kawabata" in {code for move in seen["moves"] for code in move["closes"]}
    assert not Adoption.objects.exists()
    adopt = f"/studies/{study.pk}/adopt"
    assert machine(place).post(adopt, {"because": "x"}).status_code == 403
    assert policy.post(adopt, {"because": "x", "days": ["2027-04-01"]}).json()["errors"][0]["field"] == "days"
    assert policy.post(adopt, {"because": "x", "days": ["2032-04-01", "2027-04-01"]}).status_code == 422
    adopted = policy.post(adopt, {"because": "高齢化に備える"})
    assert adopted.status_code == 200, adopted.content
    row = Adoption.objects.get()
    assert policy.get(f"/adoptions/{row.pk}").json()["because"] == "高齢化に備える"
    assert policy.get("/adoptions").json()["items"][0]["state"] == "adopted"
    (plan,) = Machine(place).get("/public/network").json()
    assert plan["because"] == "高齢化に備える" and "b-kawabata" in {
        code for c in plan["changes"] for code in c["closes"]
    }
    assert policy.post(f"/adoptions/{row.pk}/withdraw", {"because": "議会で否決"}).json()["state"] == "withdrawn"
    assert policy.post(f"/adoptions/{row.pk}/withdraw", {"because": "議会で否決"}).status_code == 409


def test_a_study_without_a_plan_cannot_be_adopted(place, policy):
    study = operations.ask_study(place.actor("policy", "hq-seisaku"), scenario=small.scenario(place))
    assert policy.post(f"/studies/{study.pk}/adopt", {"because": "x"}).status_code == 404


def test_lists_ask_the_same_number_of_times_however_long(place, policy, django_assert_max_num_queries):
    row = small.scenario(place)
    for _n in range(10):
        operations.ask_study(place.actor("policy", "hq-seisaku"), scenario=row)
    policy.get("/scenarios")  # the directory is in memory now
    for address in ("scenarios", "studies", "adoptions"):
        with django_assert_max_num_queries(6):
            assert policy.get(f"/{address}").status_code == 200


def test_two_studies_stand_side_by_side(place):
    one = small.study(place)
    dear = small.scenario(place, code="dear", terms={**small.CHEAP, "weights": {"minute": 3000}})
    two = small.study(place, scenario=dear)
    planner = machine(place)
    seen = planner.get(f"/studies/{one.pk}/beside/{two.pk}")
    assert seen.status_code == 200, seen.content
    assert [period["year"] for period in seen.json()["periods"]] == [2032, 2032]
    assert seen.json()["asked"] and {"site", "now", "one", "two"} == set(seen.json()["sites"][0])
    assert planner.get(f"/studies/{one.pk}/beside/999").status_code == 404
