"""The demo's people: two censuses, the published totals, our estimate of who lives where, a projection to 2050.

Figures of demo/kumamoto/population_*.csv are published facts; their sources stand in the files' first lines. What is estimated
from them says so. With real tables (--data), cells, censuses and timetables take the place of that estimate.
"""

from datetime import date, datetime
from typing import Any

from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.population import estimates, imports, operations
from wakimizu.apps.population.estimates import Named
from wakimizu.apps.population.models import Assumptions, People, Run, Table
from wakimizu.shared import jobs
from wakimizu.shared.tables import Report
from wakimizu.shared.tables import Table as File

CENSUS_DAY = (10, 1)
UNTIL = 2050
CENSUS = {
    "code": "census",
    "name": "国勢調査（熊本市、男女・5歳階級）",
    "name_en": "Census, Kumamoto City by sex and five-year age",
    "source": "総務省統計局 国勢調査 Statistics Bureau of Japan, Population Census",
}
IPSS_2023 = {
    "code": "ipss-2023",
    "name": "社人研推計（令和5年、熊本市と区）",
    "name_en": "IPSS projection of 2023, Kumamoto City and wards",
    "source": "国立社会保障・人口問題研究所 日本の地域別将来推計人口（令和5年推計） IPSS, Regional Population Projections 2023",
}
COHORT_CHANGE = Named(
    "cohort-2010-2015",
    "コーホート変化率 2010→2015年",
    "Cohort change 2010 to 2015",
    "国勢調査2010年・2015年から推定。世帯主率は全国2015年、独居率は全国2020年 "
    "Estimated from the censuses of 2010 and 2015; headship of Japan 2015, living alone of Japan 2020 (IPSS)",
)
CITY_2020 = Named(
    "city-2020",
    "熊本市の年齢構成 2020年（推定）",
    "Ages of Kumamoto City in 2020 (estimated)",
    "2015年国勢調査をコーホート変化率2010→2015年で5年進めた Census 2015 moved on by cohort change 2010–2015",
)
DISTRICTS_2020 = Named(
    "estimate-2020",
    "校区・区別人口 2020年（推定）",
    "People by district and ward in 2020 (estimated)",
    "区の総数=2020年国勢調査、校区の配分=2020年国勢調査メッシュ、年齢構成=市全体 "
    "Ward totals: census 2020; shares of districts: mesh census 2020; ages: those of the whole city",
)


def make_population(city: City, now: datetime) -> Run:
    """What the demo knows without any further table, ending with a finished projection."""
    from wakimizu.demo.build import read

    actor, book = system_actor(city.pk, now), directory(city)
    _whole(imports.import_census(actor, city, book, read("population_census.csv").encode(), **CENSUS))
    _whole(imports.import_totals(actor, city, book, read("population_ipss2023.csv").encode(), **IPSS_2023))
    made = estimates.estimate_assumptions(
        actor,
        city,
        points=[_city_row("census", 2010), _city_row("census", 2015)],
        called=COHORT_CHANGE,
        headship=headship(),
    )
    ages = _moved_on(actor, city, made, now)
    totals = Table.objects.get(code="ipss-2023")
    base = estimates.estimate_people(
        actor, city, book, reference=ages, totals=totals, day=date(2020, *CENSUS_DAY), called=DISTRICTS_2020
    )
    return project(actor, city, base, made, "標準（社人研の総数に合わせる）", totals)


def _moved_on(actor: Actor, city: City, made: Assumptions, now: datetime) -> People:
    """The city's ages in 2020, one period after the last census by age that is typed here."""
    estimates.move_on(actor, city, row=_city_row("census", 2015), assumptions=made, called=CITY_2020)
    return _city_row(CITY_2020.code, 2020)


def project(
    actor: Actor, city: City, base: Table, made: Assumptions, name: str, control: Table | None, **more: Any
) -> Run:
    """Ask for a projection and do it here and now."""
    run = Run(
        city=city,
        name=name,
        base=base,
        base_day=date(2020, *CENSUS_DAY),
        assumptions=made,
        control=control,
        until=UNTIL,
        **more,
    )
    operations.ask_run(actor, run=run)
    done = jobs.run(run)
    if done.state != jobs.JobState.DONE:
        raise RuntimeError(f"the demo's projection failed: {done.told}")
    return run


def _city_row(code: str, year: int) -> People:
    rows = People.objects.select_related("table", "area")
    return rows.get(table__code=code, area__kind=Area.Kind.CITY, day__year=year)


def _whole(report: Report) -> None:
    if report.counts["refused"]:
        raise RuntimeError("; ".join(line.sentence for line in report.told))


def headship() -> dict[str, list[list[float]]]:
    """Rates of heads of households, and of people who live alone, (2, ages) each, from the readable file."""
    from wakimizu.demo.build import read

    columns = {"sex": ["性別"], "all": ["世帯主率"], "alone": ["独居率"]}
    rates: dict[str, list[list[float]]] = {"all": [[], []], "alone": [[], []]}
    for _line, cells in File(read("population_headship.csv").encode(), columns, list(columns)).rows(Report()):
        for kind, by_sex in rates.items():
            by_sex[imports.SEXES[cells["sex"]]].append(float(cells[kind]))
    return rates
