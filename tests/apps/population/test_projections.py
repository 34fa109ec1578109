"""A run from being asked for to its rows: controlled totals, what every figure is, households, draws, refusals."""

import json

import pytest

from tests.apps.population import five_year as five
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.population import operations
from wakimizu.apps.population.models import Assumptions, People, Run, Table
from wakimizu.shared import jobs
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState
from wakimizu.shared.jobs import JobState
from wakimizu.shared.scoping import in_city

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def place(town):
    five.peopled(town)
    return town


def a_run(place, **more):
    facts = {"name": "中位", "base": Table.objects.get(code="base"), "base_day": five.DAY, "until": 2030}
    facts |= {"assumptions": Assumptions.objects.get(), "control": Table.objects.get(code="ipss")}
    return Run(city=place.city, **{**facts, **more})


def done(place, **more):
    run = operations.ask_run(place.actor("planner", "w-kami-machi"), run=a_run(place, **more))
    finished = jobs.run(run)
    assert finished.state == JobState.DONE, finished.told
    return finished


def rows_of(run, kind, year):
    rows = People.objects.filter(table=run.result, area__kind=kind, day__year=year)
    return {row.area.code: row for row in rows.select_related("area")}


def test_wards_are_controlled_to_what_was_published_exactly(place):
    run = done(place)
    assert {code: row.total for code, row in rows_of(run, "ward", 2025).items()} == {"43991": 950, "43992": 480}
    last = rows_of(run, "ward", 2030)
    assert {code: (row.total, row.aged65) for code, row in last.items()} == {"43991": (900, 300), "43992": (450, 160)}
    assert sum(last["43991"].male[:3] + last["43991"].female[:3]) == pytest.approx(100, abs=0.02)
    assert rows_of(run, "city", 2030)[five.CODE].total == 1350
    assert run.figures["control"]["2025"].keys() == {str(place.areas[ward].pk) for ward in ("43991", "43992")}


def test_every_level_is_the_sum_of_the_cells(place):
    run = done(place)
    for year in (2020, 2025, 2030):
        cells = rows_of(run, "mesh", year)
        assert len(cells) == 4
        for kind in ("district", "ward", "city"):
            assert sum(row.aged75 for row in rows_of(run, kind, year).values()) == pytest.approx(
                sum(row.aged75 for row in cells.values()), abs=0.05
            )


def test_every_figure_says_what_it_is_and_the_start_is_the_base(place):
    run = done(place)
    assert set(run.result.rows.filter(day__year=2020).values_list("status", flat=True)) == {"estimated"}
    assert set(run.result.rows.exclude(day__year=2020).values_list("status", flat=True)) == {"projected"}
    base = {row.area_id: (row.male, row.total) for row in Table.objects.get(code="base").rows.all()}
    assert {row.area_id: (row.male, row.total) for row in run.result.rows.filter(day__year=2020)} == base
    assert (run.result.kind, run.result.code) == ("run", f"run-{run.pk}")


def test_uncontrolled_it_goes_its_own_way(place):
    run = done(place, control=None)
    before, after = (rows_of(run, "city", year)[five.CODE] for year in (2020, 2025))
    assert after.male[1] == pytest.approx(before.male[0] * 100 / 90, abs=0.01)
    assert run.figures["control"] == {}


def test_a_control_with_the_city_alone_controls_the_city(place):
    five.totals(place, [five.WHOLE], called={**five.TOTALS, "code": "whole"})
    run = done(place, control=Table.objects.get(code="whole"))
    assert rows_of(run, "city", 2025)[five.CODE].total == 1430
    assert rows_of(run, "ward", 2025)["43991"].total != 950


def test_households_begin_as_counted_and_old_people_live_alone_at_their_rate(place):
    run = done(place)
    base, start = Table.objects.get(code="base").rows, rows_of(run, "mesh", 2020)
    for row in base.filter(area__kind="mesh").select_related("area"):
        assert start[row.area.code].households == row.households
    last = rows_of(run, "mesh", 2030)["493140001"]
    assert last.alone75 == pytest.approx(0.1 * sum(last.male[15:]) + 0.3 * sum(last.female[15:]), abs=0.01)
    assert 0 < last.households < last.total


def test_draws_are_spread_around_the_controlled_path_and_come_again(place):
    run = done(place, draws=200, seed=7)
    assert list(run.quantiles) == ["2020", "2025", "2030"]
    assert run.quantiles["2020"]["0.025"] == run.quantiles["2020"]["0.975"]
    low, middle, high = (run.quantiles["2030"][p][0] for p in ("0.025", "0.5", "0.975"))
    assert low < middle < high and middle == pytest.approx(1350, rel=0.02)
    everyone, aged65, aged75 = run.quantiles["2030"]["0.5"]
    assert everyone > aged65 > aged75 > 0
    assert set(run.figures["quantiles"]) == {str(place.areas[ward].pk) for ward in ("43991", "43992")}
    assert done(place, draws=200, seed=7).quantiles == run.quantiles
    assert done(place, draws=200, seed=8).quantiles != run.quantiles


def test_a_cluster_gives_the_same_numbers(place, settings):
    distributed = pytest.importorskip("distributed")
    here = done(place, draws=50, control=None)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        settings.DASK = cluster.scheduler_address
        there = done(place, draws=50, control=None)
    assert there.quantiles == here.quantiles
    figures = [sorted(run.result.rows.values_list("area", "day", "male", "female")) for run in (here, there)]
    assert figures[0] == figures[1]


@pytest.mark.whole
def test_a_cluster_that_does_not_answer_fails_the_run_and_says_so(place, settings):
    settings.DASK = "tcp://127.0.0.1:9"
    run = jobs.run(operations.ask_run(place.system(), run=a_run(place)))
    assert run.state == JobState.FAILED and "tcp://127.0.0.1:9" in run.told
    assert run.result is None


def test_the_ledger_knows_who_asked_and_what_came_of_it(place):
    run = done(place)
    asked = Entry.objects.get(operation="ask_run")
    assert (asked.role, json.loads(asked.facts)["until"]) == ("planner", 2030)
    kept = Entry.objects.filter(operation="keep_table").order_by("-pk").first()
    assert (kept.role, json.loads(kept.facts)["run"]) == ("system", run.pk)


@pytest.mark.parametrize(
    ("change", "field", "because"),
    [
        ({"until": 2020}, "until", "after 2020"),
        ({"until": 2033}, "until", "Choose 2035"),
        ({"until": 2300}, "until", "at most 2100"),
        ({"draws": 1}, "draws", "twice or more"),
        ({"draws": 1_000_000}, "draws", "at most 10000"),
    ],
)
def test_a_run_that_cannot_be_computed_is_not_asked_for(place, change, field, because):
    with pytest.raises(BadInput, match=because) as refusal:
        operations.ask_run(place.system(), run=a_run(place, **change))
    assert refusal.value.field == field
    assert not Run.objects.exists()


def test_a_base_without_ages_by_sex_is_refused(place):
    with pytest.raises(BadInput, match="does not have people by sex") as refusal:
        operations.ask_run(place.system(), run=a_run(place, base=Table.objects.get(code="ipss")))
    assert refusal.value.field == "base"


def test_a_base_with_other_ages_than_the_set_is_refused(place):
    labels = [*five.LABELS[:-2], "85歳以上"]
    five.census(place, five.census_lines((2020,), labels=labels), called={**five.CENSUS, "code": "short"})
    with pytest.raises(BadInput, match=r"85\+.*90\+") as refusal:
        operations.ask_run(place.system(), run=a_run(place, base=Table.objects.get(code="short")))
    assert refusal.value.field == "assumptions"


def test_a_control_of_other_years_fails_with_its_name(place):
    lines = ["43991,上区,10,1000,950,900,100,500,300"]
    header = five.TOTALS_HEADER.replace("2020", "1990").replace("2025", "1995").replace("2030", "2000")
    five.totals(place, lines, header=header, called={**five.TOTALS, "code": "old"})
    run = jobs.run(operations.ask_run(place.system(), run=a_run(place, control=Table.objects.get(code="old"))))
    assert run.state == JobState.FAILED and "2025 and 2030" in run.told
    assert not Table.objects.filter(kind="run").exists()


@pytest.mark.parametrize(
    ("role", "office"), [("clerk", "w-kami-kumin"), ("liaison", "c-sakura"), ("auditor", "hq-seisaku")]
)
def test_who_may_not_ask_neither_asks_nor_cancels(place, role, office):
    with pytest.raises(NotPermitted):
        operations.ask_run(place.actor(role, office), run=a_run(place))
    run = operations.ask_run(place.system(), run=a_run(place))
    with pytest.raises(NotPermitted):
        operations.cancel_job(place.actor(role, office), job=run)


def test_a_run_of_another_citys_table_is_refused(place, tonari):
    with pytest.raises(NotPermitted, match="another municipality"):
        operations.ask_run(tonari.system(), run=a_run(place))


def test_one_that_has_ended_is_not_cancelled(place):
    run = done(place)
    with pytest.raises(WrongState):
        operations.cancel_job(place.system(), job=run)


def test_cities_do_not_see_each_others_runs(place, tonari):
    done(place)
    with in_city(tonari.city.pk):
        assert not Run.objects.exists() and not Table.objects.exists() and not People.objects.exists()
