"""A study from being asked for to its result: proven, infeasible, cancelled; who may ask, and what it keeps."""

import json

import pytest

from tests.apps.network import small
from wakimizu.apps.city.models import City, Office
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.network import operations, queries, tasks
from wakimizu.apps.network.models import Scenario, Study
from wakimizu.apps.network.wording import guard_words, note_words
from wakimizu.apps.network.workflow import ROLES
from wakimizu.apps.services.models import Observation
from wakimizu.shared import jobs
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState
from wakimizu.shared.jobs import JobState
from wakimizu.shared.scoping import in_city

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_the_best_plan_is_proven_and_says_so(place):
    study = small.study(place)
    assert (study.state, study.stage, study.progress) == (JobState.DONE, "done", 1)
    assert "proven" in study.told
    assert study.status == "optimal" and study.objective == study.bound and study.gap == 0
    assert small.changes(study.result) == {
        ("b-kawabata", 0): ("branch", "closed"),
        ("b-umibe", 0): ("branch", "community_centre"),
    }


def test_a_result_is_plain_and_whole(place):
    result = small.study(place).result
    assert json.loads(json.dumps(result)) == result
    assert [(period["year"], period["until"], period["day"]) for period in result["periods"]] == [
        (2027, 2032, "2027-04-01"),
        (2032, 2037, "2032-04-01"),
    ]
    assert {site["code"]: (site["now"], site["roles"]) for site in result["sites"]} == {
        "w-kami": ("ward_office", ["ward_office"] * 2),
        "w-shimo": ("ward_office", ["ward_office"] * 2),
        "b-kawabata": ("branch", ["closed"] * 2),
        "b-umibe": ("branch", ["community_centre"] * 2),
        "k-sakura": ("kiosk", ["kiosk"] * 2),
    }
    assert [group["code"] for group in result["services"]] == ["branch", "ward_office", "kiosk"]
    assert result["roles"] == list(ROLES)
    assert result["sources"]["people"]["kind"] == "district" and result["sources"]["people"]["cells"] == 4
    assert (result["sources"]["visits"]["first"], result["sources"]["visits"]["last"]) == ("2025-11-01", "2026-10-31")
    assert result["sources"]["visits"]["visits"] == 12 * (5 * 40 + 4 * 20 + 2 * 10)


def test_gains_and_losses_are_told_by_district_period_and_age(place):
    result = small.study(place).result
    rows = {row["code"]: row for row in result["districts"]}
    kawabata, sakura = rows["43991-02"], rows["43991-01"]
    assert kawabata["people"][0] == [1100, 100, 100]  # as they stay to 2050
    assert kawabata["lose"][0] == [1100, 100, 100] and kawabata["gain"][0] == [0, 0, 0]
    assert kawabata["before"][0][2] == pytest.approx(
        kawabata["after"][0][2] * kawabata["before"][0][2] / kawabata["after"][0][2]
    )
    assert kawabata["after"][0][2] > kawabata["before"][0][2]
    assert sakura["lose"] == [[0, 0, 0], [0, 0, 0]] and sakura["before"] == sakura["after"]
    assert kawabata["by_service"]["ward_office"]["before"] == kawabata["by_service"]["ward_office"]["after"]
    spread = result["spread"]["after"][0]["aged75"]
    assert spread["median"] <= spread["p90"] <= spread["p95"] <= spread["most"]
    assert 0 < spread["gini"] < 1 and spread["kolm_pollak"] >= spread["mean"]


def test_money_and_people_add_up(place):
    result = small.study(place).result
    for side in ("before", "after"):
        cost = result["cost"][side]
        for t in range(2):
            assert cost["running"][t] + cost["staff"][t] + cost["one_off"][t] == pytest.approx(cost["total"][t], abs=2)
        parts = result["parts"][side]
        assert parts["running"] == pytest.approx(sum(cost["running"]), abs=2)
    assert sum(result["parts"]["after"].values()) == pytest.approx(result["objective"], abs=10)
    assert sum(result["parts"]["after"].values()) < sum(result["parts"]["before"].values())
    for t, rows in enumerate(result["staff"]["allotted"]):
        assert {row["site"] for row in rows} == {"w-kami", "b-umibe"}
        assert sum(row["sent"] for row in rows) == pytest.approx(result["staff"]["set_free"][t], abs=0.1)
    first = queries.headlines(queries.study_numbered(Study.objects.get().pk))[0]
    assert first.staff == pytest.approx(6, abs=0.1) and first.roles["branch"] == (2, 0)
    assert first.lose["aged75"] > 0 and first.mean["all"][1] > first.mean["all"][0]


def test_what_a_guard_costs_is_told_with_what_would_change(place):
    study = small.study(place, {**small.CHEAP, "guards": {"farthest": [{"minutes": 20}]}})
    guard = study.result["guards"][0]
    assert guard["holds"] and guard["saves"] > 0 and guard["saves"] >= guard["at_least"]
    assert {each["site"] for each in guard["changes"]} == {"b-kawabata", "b-umibe"}
    assert guard_words(guard).startswith("Nobody aged 75 or more is farther than 20 minutes from what branches do")


def test_a_guard_that_no_plan_could_break_costs_nothing_and_is_not_asked_about(place, monkeypatch):
    asked = []
    binding = tasks.analysis.roles.binding
    monkeypatch.setattr(
        tasks.analysis.roles,
        "binding",
        lambda given, *more: (asked.append(len(given.guards)), binding(given, *more))[1],
    )
    guards = {"wards": [{"least": 1}], "stay": [{"office": "b-kawabata", "until": "2030-03-31"}]}
    study = small.study(place, {**small.CHEAP, "guards": guards})
    found = {(guard["kind"], guard.get("ward")): guard["saves"] for guard in study.result["guards"]}
    assert found["wards", "43991"] == found["wards", "43992"] == 0 and found["stay", None] > 0
    assert asked == [1]


def test_an_office_that_must_stay_stays_until_its_plan_ends(place):
    Office.objects.filter(code="b-kawabata").update(note="must_stay_until=2030-03-31")
    result = small.study(place).result
    assert small.changes(result)[("b-kawabata", 1)] == ("branch", "closed")
    guard = next(guard for guard in result["guards"] if guard["kind"] == "stay")
    assert (guard["site"], guard["noted"], guard["periods"]) == ("b-kawabata", True, [0])
    assert guard["saves"] > 0 and guard_words(guard) == "Kawabata Branch stays a Branch until March 31, 2030."


def test_guards_that_cannot_be_met_together_are_named(place):
    terms = {**small.CHEAP, "guards": {"stay": [{"office": "b-umibe", "until": "2040-01-01"}], "yen": [{"yen": 1000}]}}
    study = small.study(place, terms)
    assert (study.state, study.status, study.has_plan) == (JobState.DONE, "infeasible", False)
    assert study.told == "No plan meets all guards."
    words = [guard_words(guard) for guard in study.result["conflict"]]
    assert any("costs at most 1,000 yen" in each for each in words)
    assert queries.headlines(study) == [] and "changes" not in study.result


def test_the_frontier_goes_from_cheap_to_near(place, monkeypatch):
    monkeypatch.setattr(tasks, "processes", lambda: 1)
    study = small.study(place, kind="frontier", points=4)
    points = study.result["frontier"]
    assert len(points) >= 2
    assert [point["cost"] for point in points] == sorted(point["cost"] for point in points)
    assert [point["average"] for point in points] == sorted((point["average"] for point in points), reverse=True)
    assert {point["status"] for point in points} == {"optimal"}
    assert len(points[0]["roles"]) == 2 and len(points[0]["roles"][0]) == 5


def test_who_cancels_gets_the_best_so_far(place, monkeypatch):
    study = operations.ask_study(place.actor("planner", "w-kami-machi"), scenario=small.scenario(place))
    solve = tasks.analysis.solve

    def cancelled(question, trying, **more):
        found = solve(question, trying, **more)
        operations.cancel_study(place.actor("planner", "w-kami-machi"), study=study)
        monkeypatch.setattr(tasks, "EVERY", 0.0)
        assert trying.stop()
        return found

    monkeypatch.setattr(tasks.analysis, "solve", cancelled)
    Study.objects.filter(pk=study.pk).update(state=JobState.RUNNING)
    study.refresh_from_db()
    done = jobs.run(study)
    assert (done.state, done.has_plan, done.stage) == (JobState.CANCELLED, True, "done")
    assert done.ended_at and done.gap is not None
    assert json.loads(Entry.objects.get(operation="keep_found").facts)["stopped"]


@pytest.mark.parametrize(("stage", "price"), [("guards", None), ("frontier", 0)])
def test_the_price_of_a_guard_that_was_not_asked_is_not_told(place, monkeypatch, stage, price):
    """Cancelled while guards are asked about, or after that."""
    terms = {**small.CHEAP, "guards": {"yen": [{"yen": 1e12}]}}
    asked = operations.ask_study(place.system(), scenario=small.scenario(place, terms=terms), kind="frontier", points=3)
    tell = tasks._Watch.tell

    def cancelled(watch, at, done):
        tell(watch, at, done)
        if at == stage:
            watch.stopped = True

    monkeypatch.setattr(tasks._Watch, "tell", cancelled)
    study = jobs.run(asked)
    assert (study.state, study.has_plan, study.result["stopped"]) == (JobState.CANCELLED, True, True)
    assert [guard["saves"] for guard in study.result["guards"]] == [price]


def test_what_is_found_is_seen_while_the_study_goes_on(place, monkeypatch):
    seen, keep = [], tasks.keep_found

    def kept(*args, **more):
        row = Study.objects.get()
        seen.append((row.state, row.objective, row.gap))
        return keep(*args, **more)

    monkeypatch.setattr(tasks, "keep_found", kept)
    study = small.study(place)
    assert [state for state, _objective, _gap in seen] == [JobState.RUNNING]
    assert seen[0][1] == pytest.approx(study.objective, abs=1) and seen[0][2] == 0


def test_one_that_waits_is_cancelled_at_once_and_one_that_ended_not_at_all(place):
    study = operations.ask_study(place.system(), scenario=small.scenario(place))
    operations.cancel_study(place.system(), study=study)
    study.refresh_from_db()
    assert study.state == JobState.CANCELLED
    with pytest.raises(WrongState):
        operations.cancel_study(place.system(), study=study)


def test_no_search_at_all_in_no_time_says_what_to_do(place):
    study = small.study(place, seconds=1e-9)
    assert study.state == JobState.DONE
    assert study.has_plan or "Give it more" in study.told


def test_a_study_keeps_the_terms_it_was_asked_with(place):
    scenario = small.scenario(place)
    study = small.study(place, scenario=scenario)
    scenario.terms = {"periods": {"years": [2040], "until": 2050}}
    operations.keep_scenario(place.system(), scenario=scenario)
    study.refresh_from_db()
    assert study.terms["periods"]["years"] == [2027, 2032]
    assert "2_027" not in queries.file_asked(study) and "[2027, 2032]" in queries.file_asked(study)


def test_without_observed_visits_the_study_says_what_to_take_in(place):
    scenario = small.scenario(place)
    Observation.objects.all().delete()
    study = small.study(place, scenario=scenario)
    assert study.state == JobState.FAILED and "Take observations in" in study.told
    assert study.result == {}


def test_offices_without_a_place_are_left_out_and_named(place):
    Office.objects.filter(code="b-umibe").update(lat=None)
    from wakimizu.apps.city.operations import renew

    renew(place.city.pk)
    result = small.study(place).result
    assert "b-umibe" not in {site["code"] for site in result["sites"]}
    words = next(note_words(note) for note in result["notes"])
    assert words == "These offices have no place, and were left out: b-umibe."


class TestWhoMay:
    @pytest.mark.parametrize(
        "post", [("planner", "w-kami-machi"), ("mayor", "w-kami"), ("hq", "hq-road"), ("policy", "hq-seisaku")]
    )
    def test_planners_and_headquarters_ask(self, place, post):
        assert operations.ask_study(place.actor(*post), scenario=small.scenario(place)).pk

    @pytest.mark.parametrize("post", [("clerk", "w-kami-kumin"), ("liaison", "c-sakura"), ("auditor", "hq-seisaku")])
    def test_others_do_not_ask_nor_cancel(self, place, post):
        scenario = small.scenario(place)
        with pytest.raises(NotPermitted):
            operations.ask_study(place.actor(*post), scenario=scenario)
        study = operations.ask_study(place.system(), scenario=scenario)
        with pytest.raises(NotPermitted):
            operations.cancel_study(place.actor(*post), study=study)

    @pytest.mark.parametrize("post", [("planner", "w-kami-machi"), ("it", "hq-seisaku"), ("hq_head", "hq-road")])
    def test_scenarios_are_kept_by_policy_and_finance(self, place, post):
        with pytest.raises(NotPermitted):
            small.scenario(place, by=place.actor(*post))

    def test_only_the_system_writes_a_result(self, place):
        study = operations.ask_study(place.system(), scenario=small.scenario(place))
        with pytest.raises(NotPermitted):
            operations.keep_found(
                place.actor("policy", "hq-seisaku"),
                study=study,
                result={"status": "optimal"},
                stopped=False,
                sentence="",
            )

    def test_another_citys_scenario_is_refused(self, place, tonari):
        with pytest.raises(NotPermitted, match="another municipality"):
            operations.ask_study(tonari.system(), scenario=small.scenario(place))

    def test_cities_do_not_see_each_others_scenarios(self, place, tonari):
        small.study(place)
        with in_city(tonari.city.pk):
            assert not Scenario.objects.exists() and not Study.objects.exists() and queries.scenarios() == []
        assert City.objects.count() == 2


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"kind": "guess"}, "kind"),
        ({"kind": "frontier", "points": 1}, "points"),
        ({"kind": "frontier", "points": 1000}, "points"),
        ({"gap": -0.1}, "gap"),
        ({"gap": 1}, "gap"),
        ({"seconds": -1}, "seconds"),
    ],
)
def test_what_cannot_be_asked_is_refused(place, asked, field):
    with pytest.raises(BadInput) as refusal:
        operations.ask_study(place.system(), scenario=small.scenario(place), **asked)
    assert refusal.value.field == field
    assert not Study.objects.exists()


def test_plans_to_compare_are_those_that_were_found(place):
    found = small.study(place)
    small.study(
        place, scenario=small.scenario(place, code="none", terms={**small.CHEAP, "guards": {"yen": [{"yen": 1}]}})
    )
    assert queries.with_plans() == [found] and len(queries.studies()) == 2


def test_reading_scenarios_takes_two_statements(place, django_assert_num_queries):
    for code in ("a", "b", "c"):
        small.study(place, scenario=small.scenario(place, code=code))
    with django_assert_num_queries(2):
        assert [(each.code, study.state) for each, study in queries.scenarios()] == [(c, "done") for c in "abc"]


def test_a_cluster_finds_the_same_frontier(place, settings, monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(tasks, "processes", lambda: 1)
    here = small.study(place, kind="frontier", points=4)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        settings.DASK = cluster.scheduler_address
        there = small.study(place, scenario=here.scenario, kind="frontier", points=4)
    assert there.result["frontier"] == here.result["frontier"]


@pytest.mark.whole
def test_a_cluster_that_does_not_answer_fails_the_study_and_says_so(place, settings):
    pytest.importorskip("distributed")
    settings.DASK = "tcp://127.0.0.1:9"
    study = small.study(place, kind="frontier", points=3)
    assert study.state == JobState.FAILED and "tcp://127.0.0.1:9" in study.told
    assert small.study(place, scenario=study.scenario).state == JobState.DONE  # the plan alone needs no cluster
