"""Indicators, plans, searches and surveys by machine."""

import pytest
from django.core.cache import caches

from tests.apps.exchange.machines import Machine, machine
from tests.apps.monitoring.small import april, indicator, item, value
from wakimizu.apps.monitoring.models import Observation
from wakimizu.apps.monitoring.surveys.models import Invitation

NEW = {
    "code": "lit", "name": "街灯の割合", "source": "entered", "numerator": "街灯", "denominator": "柱", "unit": "percent",
    "direction": "up", "cadence": "year", "owner": "hq-road", "public": True,
}  # fmt: skip
SURVEY = {
    "instrument": "counters",
    "code": "mado",
    "owner": "hq-seisaku",
    "opens": "2026-11-01",
    "closes": "2030-01-31",
}


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


@pytest.fixture
def policy(town):
    return machine(town, "policy", "hq-seisaku")


def test_an_indicator_is_entered_changed_observed_and_aimed(town, policy):
    made = policy.post("/indicators", NEW)
    assert made.status_code == 200, made.content
    assert policy.post("/indicators", NEW).json()["errors"][0]["field"] == "code"
    one = "/indicators/lit"
    change = {name: given for name, given in NEW.items() if name != "code"}
    assert policy.post(f"{one}/change", {**change, "name": "街灯"}).status_code == 200
    seen = policy.post(f"{one}/observe", {"period": "2025", "numerator": 40, "denominator": 80, "said_by": "台帳"})
    assert seen.status_code == 200, seen.content
    item(town, "a-1")
    aim = {"item": "a-1", "baseline_year": 2025, "baseline": 50.0, "targets": [{"year": 2029, "value": 90.0}]}
    assert policy.post(f"{one}/aim", aim).status_code == 200
    assert policy.post(f"{one}/beginning", {"name": "増設", "day": "2026-04-01", "area": "43991"}).status_code == 200
    sheet = policy.get(one).json()
    assert (sheet["name"], [each["value"] for each in sheet["series"]]) == ("街灯", [50.0])
    assert sheet["aims"] == [{"item": "a-1", "baseline_year": 2025, "baseline": 50.0, "targets": {"2029": 90.0}}]
    assert policy.get("/indicators").json()[0]["last"]["value"] == 50.0
    number = sheet["series"][0]["id"]
    assert policy.post(f"/observations/{number}/withdraw").status_code == 200
    assert not Observation.objects.exists()


def test_who_may_only_look_cannot_enter(town):
    indicator(town)
    auditor = machine(town, "auditor", "hq-seisaku")
    assert auditor.get("/indicators").status_code == 200
    for path, body in [
        ("/indicators", NEW),
        ("/indicators/members/observe", {"period": "2025", "value": 1, "said_by": "x"}),
        ("/indicator-files", {"kind": "values", "content": "a,b\n"}),
        ("/surveys", SURVEY),
    ]:
        assert auditor.post(path, body).status_code == 403, path


def test_residents_read_what_is_published_and_no_more(town):
    row = indicator(town)
    value(row, april(2025), 40.0)
    resident = Machine(town)
    assert resident.get("/public/indicators").json() == []
    assert resident.get("/public/indicators/members").status_code == 404
    type(row).objects.update(public=True)
    assert resident.get("/public/indicators/members").json()["series"][0]["value"] == 40.0
    assert resident.get("/public/indicators/members", where="nowhere").status_code == 404


def test_progress_is_noted_on_a_part_of_the_plan(town, policy):
    item(town, "a-1", owner=town.offices["hq-seisaku"])
    noted = policy.post("/plan/a-1/progress", {"state": "under_way", "percent": 40, "text": "進めています"})
    assert noted.status_code == 200, noted.content
    assert policy.get("/plan/a-1").json()["notes"][0]["percent"] == 40
    assert policy.get("/plan").json()["items"][0]["percent"] == 40


def test_a_file_of_values_is_taken_in_with_a_report(town, policy):
    indicator(town)
    sent = policy.post(
        "/indicator-files",
        {"kind": "values", "content": "指標,期間,場所,値,出典\nmembers,2025,,41.5,統計書\nnothing,2025,,1,統計書\n"},
    )
    assert sent.status_code == 200, sent.content
    assert sent.json()["refused"] == 1 and sent.json()["lines"][0]["number"] == 3


def test_a_search_is_asked_for_and_stopped(town, policy):
    asked = policy.post("/scans", {"weeks": 20, "replications": "99", "seed": 1})
    assert asked.status_code == 200, asked.content
    one = f"/scans/{asked.json()['id']}"
    assert policy.get(one).json()["clusters"] == []
    assert policy.post(f"{one}/cancel").status_code == 200
    assert policy.get(f"{one}/clusters/1").status_code == 404


def test_a_survey_is_made_invited_to_opened_and_closed(town, policy):
    made = policy.post("/surveys", SURVEY)
    assert made.status_code == 200, made.content
    one = "/surveys/mado"
    assert policy.get(one).json()["questions"]
    words = {
        "name": "窓口調査",
        "intro": "お答えください",
        "opens": "2026-11-01",
        "closes": "2030-01-31",
        "kept_back": 10,
    }
    assert policy.post(f"{one}/change", words).status_code == 200
    invited = policy.post(f"{one}/invite", {"name": "無作為抽出", "where": "wards", "each": 3})
    assert invited.status_code == 200, invited.content
    assert [(each["area"], len(each["codes"])) for each in invited.json()] == [("43991", 3), ("43992", 3)]
    assert Invitation.objects.count() == 6
    batch = policy.get(one).json()["batches"][0]["id"]
    assert policy.post(f"/survey-batches/{batch}/withdraw").status_code == 200
    assert policy.post(f"{one}/open").json()["state"] == "open"
    refused = policy.post(f"{one}/paper", {"content": "番号\n1\n"})
    assert refused.status_code == 422 and "No column" in refused.json()["detail"]
    for content, fates in (
        ("通し番号,used,courtesy,overall\n1,1,5,4\n2,9,5,4\n", (0, 1)),  # all of it or nothing
        ("通し番号,used,courtesy,overall\n1,1,5,4\n", (1, 0)),
    ):
        paper = policy.post(f"{one}/paper", {"content": content})
        assert paper.status_code == 200, paper.content
        assert (paper.json()["added"], paper.json()["refused"]) == fates
    assert Machine(town).get("/public/surveys/mado").status_code == 404
    assert policy.post(f"{one}/publish").status_code == 409


def test_lists_of_monitoring_cost_the_same_however_long(town, policy, django_assert_max_num_queries):
    for n in range(8):
        value(indicator(town, f"i{n}"), april(2025), 1.0)
        item(town, f"p{n}")
    for path in ("indicators", "indicators-off", "plan", "surveys", "scans"):
        policy.get(f"/{path}")  # a key's first call of a day is noted
        with django_assert_max_num_queries(10):
            assert policy.get(f"/{path}").status_code == 200
