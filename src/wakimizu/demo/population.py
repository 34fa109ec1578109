"""The demo's people: two censuses, the published totals, our estimate of who lives where, a projection to 2050.

Figures of demo/kumamoto/population_*.csv are published facts; their sources stand in the files' first lines. What is estimated
from them says so. With real tables (--data), cells, censuses and timetables take the place of that estimate.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from time import monotonic
from typing import Any

from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.population import estimates, imports, operations, travel
from wakimizu.apps.population.estimates import Named
from wakimizu.apps.population.models import Assumptions, Feed, People, Run, Table
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
        actor,
        city,
        book,
        reference=ages,
        totals=totals,
        day=date(2020, *CENSUS_DAY),
        called=DISTRICTS_2020,
        homes=homes(),
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


def homes() -> dict[str, float]:
    """Households of each ward in 2020, by its code."""
    from wakimizu.demo.build import read

    columns = {"code": ["地域コード"], "homes": ["世帯数"]}
    lines = File(read("population_households.csv").encode(), columns, list(columns)).rows(Report())
    return {cells["code"]: float(cells["homes"]) for _line, cells in lines}


# ── on real tables (--data DIR) ──────────────────────────────────────────────────────────────────────────────────────

Say = Callable[[str], object]
CENSUS_FILE = "population/kumamoto_age_sex_census1980-2015_ipss2018.csv"
TOTALS_FILE = "population/ipss_r5_kumamoto_city_and_wards.csv"
FEEDS = {
    "toshibus": ("transit/toshibus.gtfs.zip", "熊本都市バス"),
    "shiden": ("transit/kumamotoshiden.gtfs.zip", "熊本市電"),
}
IPSS_2018 = {
    "code": "ipss-2018",
    "name": "社人研推計（平成30年、熊本市、男女・5歳階級）",
    "name_en": "IPSS projection of 2018, Kumamoto City by sex and five-year age",
    "source": "国立社会保障・人口問題研究所 日本の地域別将来推計人口（平成30年推計） IPSS, Regional Population Projections 2018",
}
IMPLIED_2018 = Named(
    "ipss-2018-implied",
    "社人研平成30年推計から逆算した率",
    "Rates implied by the IPSS projection of 2018",
    "社人研平成30年推計2020–2045年の市の率、その後は最後の率。ばらつきは国勢調査1980–2015年から "
    "Implied by the projection of 2018 for the city, 2020–2045, the last for good; spread of draws from the censuses 1980–2015",
)
MESH_2020 = Named(
    "mesh-2020",
    "国勢調査メッシュ 2020年（500m）",
    "Mesh census 2020, 500 m",
    "総務省統計局 2020年国勢調査 地域メッシュ統計 T001101 Statistics Bureau of Japan, mesh census 2020",
)
CELLS_2020 = Named(
    "cells-2020",
    "メッシュ・校区・区別人口 2020年（推定）",
    "People by cell, district and ward in 2020 (estimated)",
    "2020年国勢調査メッシュ、区の総数=2020年国勢調査、年齢構成=社人研平成30年推計の2020年 "
    "Mesh census 2020; ward totals: census 2020; ages within broad groups: IPSS 2018 for 2020",
)
MORNING = (time(9), time(11))


def use_population_tables(city: City, folder: Path, now: datetime, say: Say) -> None:
    """Censuses, projections and timetables of the folder; cells estimated and projected to 2050; travel times asked for."""
    actor, book = system_actor(city.pk, now), directory(city)
    here = {path: folder / path for path in (CENSUS_FILE, TOTALS_FILE, *(path for path, _name in FEEDS.values()))}
    for path in [path for path, file in here.items() if not file.exists()]:
        say(f"  {path}: not there")
        del here[path]
    if TOTALS_FILE in here:
        _told(
            say, TOTALS_FILE, imports.import_published(actor, city, book, here[TOTALS_FILE].read_bytes(), **IPSS_2023)
        )
    if CENSUS_FILE in here:
        content = here[CENSUS_FILE].read_bytes()
        _told(say, CENSUS_FILE, imports.import_census(actor, city, book, content, kinds=imports.CENSUS, **CENSUS))
        _told(say, CENSUS_FILE, imports.import_published(actor, city, book, content, **IPSS_2018))
        if estimates.has_cells():
            _cells_to_2050(actor, city, book, say)
    feeds = []
    for code, (path, name) in FEEDS.items():
        if path in here:
            report = imports.import_feed(
                actor, city, here[path].read_bytes(), code=code, name=name, source=here[path].name
            )
            _told(say, path, report)
            feeds += list(Feed.objects.filter(code=code))
    if feeds:
        day = travel.usual_day(feeds, now.date(), book.closures)
        operations.ask_reach(actor, city=city, feeds=feeds, day=day, window_from=MORNING[0], window_to=MORNING[1])
        say(f"  Travel times to the counters on {day} wait for the worker, which begins with the site.")


def _told(say: Say, path: str, report: Report) -> None:
    say(f"  {path}: {report.summary()}")
    for line in report.told[:8]:
        say(f"    line {line.number}: {line.sentence}")


def _cells_to_2050(actor: Actor, city: City, book: Directory, say: Say) -> None:
    begun = monotonic()
    points = [_city_row("ipss-2018", year) for year in range(2020, 2050, 5)]
    past = [_city_row("census", year) for year in range(1980, 2020, 5)]
    made = estimates.estimate_assumptions(
        actor, city, points=points, called=IMPLIED_2018, headship=headship(), past=past
    )
    totals = Table.objects.get(code=IPSS_2023["code"])
    estimates.keep_mesh(actor, city, book, MESH_2020)
    base = estimates.estimate_people(
        actor, city, book, reference=points[0], totals=totals, day=date(2020, *CENSUS_DAY), called=CELLS_2020
    )
    run = project(actor, city, base, made, "標準（メッシュ、社人研の総数に合わせる）", totals, draws=1000)
    say(f"  {run.told} ({monotonic() - begun:.1f} s)")
