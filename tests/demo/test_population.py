"""The demo's people: honest without any table, and on the real ones the same figures as docs/demography shows."""

from datetime import UTC, datetime
from importlib.resources import files

import numpy as np
import pytest

from wakimizu.apps.city import organisation
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.imports import import_cities
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.population.models import Assumptions, People, Reach, ReachRun, Run, Table
from wakimizu.demo.population import make_population
from wakimizu.demo.tables import use_tables
from wakimizu.shared import jobs
from wakimizu.shared.jobs import JobState
from wakimizu.shared.scoping import in_city

NOW = datetime(2026, 11, 24, tzinfo=UTC)
IPSS_2023 = {  # total 2050, 65 and over in 2050
    "43101": (169_200, 56_005), "43102": (165_521, 59_170), "43103": (77_594, 29_002), "43104": (128_236, 43_870),
    "43105": (107_645, 43_468),
}  # fmt: skip


@pytest.fixture
def kumamoto(db):
    """The demo city's areas and offices, without its people and voices."""
    folder = files("wakimizu.demo") / "kumamoto"
    import_cities(NOW, (folder / "region.csv").read_bytes())
    city = City.objects.get(code="43100")
    with in_city(city.pk):
        system = system_actor(city.pk, NOW)
        organisation.import_areas(system, city, (folder / "areas.csv").read_bytes())
        organisation.import_organisation(system, city, (folder / "offices.csv").read_bytes())
        city.refresh_from_db()
        yield city


def wards(run, year):
    rows = People.objects.filter(table=run.result, area__kind="ward", day__year=year).select_related("area")
    return {row.area.code: row for row in rows}


def test_without_tables_it_estimates_districts_and_projects_them_to_2050(kumamoto):
    run = make_population(kumamoto, NOW)
    assert run.state == JobState.DONE
    assert {code: (row.total, row.aged65) for code, row in wards(run, 2050).items()} == IPSS_2023
    assert People.objects.get(table=run.result, area__kind="city", day__year=2020).total == pytest.approx(
        738_865, abs=0.01
    )
    districts = People.objects.filter(table=run.result, area__kind="district")
    assert districts.count() == 92 * 7
    assert set(districts.values_list("day__year", "status")) == {
        (year, "projected" if year > 2020 else "estimated") for year in range(2020, 2055, 5)
    }
    assert not districts.filter(alone75=None).exists() and not districts.filter(households=None).exists()
    assert not Table.objects.filter(source="").exists() and not Assumptions.objects.filter(source="").exists()


def test_typed_facts_name_their_source():
    folder = files("wakimizu.demo") / "kumamoto"
    for name in ("census", "ipss2023", "headship", "households"):
        first, second = (folder / f"population_{name}.csv").read_text().splitlines()[:2]
        assert first.startswith("# ") and second.startswith("# ")


@pytest.mark.whole
def test_on_real_tables_cells_add_up_and_meet_the_published_projection(shared_data, kumamoto):
    from scripts.tables import cells

    make_population(kumamoto, NOW)
    told = []
    use_tables(kumamoto, shared_data, NOW, told.append)
    run = Run.objects.get(draws=1000)
    assert run.state == JobState.DONE, run.told
    assert {code: (row.total, row.aged65) for code, row in wards(run, 2050).items()} == IPSS_2023
    start = People.objects.filter(table=run.result, area__kind="mesh", day__year=2020).select_related("area__parent")
    sums = {}
    for row in start:
        sums[row.area.parent.code] = sums.get(row.area.parent.code, 0) + row.total
    assert start.count() == 1223
    published = {code: row.total for code, row in wards(run, 2020).items()}
    assert published == {"43101": 187_502, "43102": 189_524, "43103": 91_177, "43104": 130_829, "43105": 139_833}
    assert sums == pytest.approx(published, abs=0.5)

    shown = cells()  # what docs/demography/cells.md is written from
    last = {
        row.area.code: row
        for row in People.objects.filter(table=run.result, area__kind="mesh", day__year=2050).select_related("area")
    }
    ours = np.array([[last[code].male, last[code].female] for code in shown.codes])
    assert np.abs(ours - shown.projected.people[-1]).max() < 0.01

    mesh = Table.objects.get(code="mesh-2020").rows
    assert (mesh.filter(status="observed", aged75__isnull=False).count(), mesh.filter(status="estimated").count()) == (
        411,
        801,
    )
    low, high = (run.quantiles["2050"][p] for p in ("0.025", "0.975"))
    assert low[0] < 648_196 < high[0] and low[2] < 143_787 < high[2]
    assert any("wait for the worker" in line for line in told)

    reached = jobs.run(ReachRun.objects.get())
    assert reached.state == JobState.DONE, reached.told
    book = directory(kumamoto)
    places = Area.objects.filter(kind="mesh").count() + len(book.districts)
    assert Reach.objects.filter(run=reached).count() == 4 * places
    by_bus, on_foot = (
        {row.cell_id: row.minutes for row in Reach.objects.filter(run=reached, mode=mode)}
        for mode in ("transit", "walk")
    )
    assert all(
        by_bus[cell][office] <= minutes + 0.2 for cell, walks in on_foot.items() for office, minutes in walks.items()
    )
    shorter = sum(
        by_bus[cell][office] < minutes - 5 for cell, walks in on_foot.items() for office, minutes in walks.items()
    )
    assert shorter > 3_000
