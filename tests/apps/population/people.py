"""The people of the cast's town, by hand: a count of 2020, a projection to 2040 and 2050, four cells, two runs.

Ages 0, 15, 65, 75 and more; men and women are equally many. 2020: each district has what PEOPLE says.
"""

from datetime import UTC, date, datetime

from wakimizu.apps.city.models import Area
from wakimizu.apps.city.operations import renew
from wakimizu.apps.population.models import Assumptions, People, Run, Table
from wakimizu.apps.population.rows import people_row
from wakimizu.shared.jobs import JobState

AGES = [0, 15, 65, 75]
DAY = date(2020, 10, 1)
PEOPLE = {  # district → people of both sexes in 2020, 2040, 2050, by age
    "43991-01": ([100, 600, 200, 100], [80, 400, 200, 220], [60, 300, 160, 280]),
    "43991-02": ([200, 900, 100, 100], [200, 900, 100, 100], [200, 900, 100, 100]),
    "43992-01": ([50, 150, 100, 200], [20, 80, 60, 140], [10, 60, 40, 90]),
    "43992-02": ([20, 60, 10, 10], [10, 30, 10, 10], [10, 20, 5, 5]),
}
YEARS = (2020, 2040, 2050)
CELLS = {  # code → district it lies in; 桜校区's centre is 33.00, 131.00
    "493140001": "43991-01",
    "493140002": "43991-01",
    "493140201": "43991-02",
    "483177991": "43992-01",
}


def halves(both):
    return [n / 2 for n in both]


def table(town, code, kind, **more):
    facts = {"name": f"表 {code}", "name_en": f"Table {code}", "source": f"出典 {code}", "ages": AGES, "made_on": DAY}
    return Table.objects.create(city=town.city, code=code, kind=kind, **{**facts, **more})


def row(town, of, area, year, both, status, **more):
    made = people_row(area, date(year, 10, 1), status, AGES, halves(both), halves(both), **more)
    made.city, made.table = town.city, of
    return made


def count_of_2020(town):
    """Wards and districts as the census counted them."""
    made = table(town, "census", "census")
    wards = {}
    rows = []
    for code, (now, _then, _later) in PEOPLE.items():
        rows.append(row(town, made, town.areas[code], 2020, now, "observed"))
        ward = wards.setdefault(code[:5], [0, 0, 0, 0])
        wards[code[:5]] = [a + b for a, b in zip(ward, now, strict=True)]
    rows += [row(town, made, town.areas[code], 2020, both, "observed") for code, both in wards.items()]
    People.objects.bulk_create(rows)
    return made


def assumptions(town, code="still"):
    return Assumptions.objects.create(
        city=town.city,
        code=code,
        name=f"仮定 {code}",
        name_en=f"Set {code}",
        source="推定",
        ages=AGES,
        values={},
        made_on=DAY,
    )


def published(town):
    made = table(town, "ipss", "published")
    rows = []
    for year, column in ((2040, 1), (2050, 2)):
        for ward in ("43991", "43992"):
            both = [
                sum(column_of)
                for column_of in zip(*(each[column] for code, each in PEOPLE.items() if code[:5] == ward), strict=True)
            ]
            rows.append(row(town, made, town.areas[ward], year, both, "projected"))
    People.objects.bulk_create(rows)
    return made


def a_run(town, base, control=None, name="中位", grows=1.0, cells=()):
    """A finished run with wards, districts and cells, the count it begins from among its rows."""
    run = Run.objects.create(
        city=town.city, name=name, base=base, base_day=DAY, assumptions=Assumptions.objects.first() or assumptions(town),
        control=control, until=2050, draws=100 if control else 0, asked_at=datetime(2026, 11, 1, tzinfo=UTC), state=JobState.DONE,
        progress=1, quantiles={"2040": {"0.1": [2000, 700, 400], "0.9": [3000, 1000, 600]}} if control else {},
    )  # fmt: skip
    made = table(town, f"run-{run.pk}", "run")
    rows = []
    for n, year in enumerate(YEARS):
        status = "projected" if n else "observed"
        wards = {}
        for code, columns in PEOPLE.items():
            both = [value * (grows if n else 1) for value in columns[n]]
            more = {"alone75": both[3] / 4}
            rows.append(row(town, made, town.areas[code], year, both, status, **more))
            wards[code[:5]] = [a + b for a, b in zip(wards.get(code[:5], [0] * 4), both, strict=True)]
        rows += [row(town, made, town.areas[code], year, both, status) for code, both in wards.items()]
        for cell in cells:
            of_district = [each for each in cells if CELLS[each.code] == CELLS[cell.code]]
            both = [value * (grows if n else 1) / len(of_district) for value in PEOPLE[CELLS[cell.code]][n]]
            rows.append(row(town, made, cell, year, both, "projected" if n else "estimated"))
    People.objects.bulk_create(rows)
    run.result = made
    run.save()
    return run


def cells(town):
    from wakimizu.apps.city.mesh import square

    made = [
        Area(city=town.city, kind="mesh", code=code, name=code, parent=town.areas[district[:5]], lat=square(code).centre[0], lon=square(code).centre[1])
        for code, district in CELLS.items()
    ]  # fmt: skip
    Area.objects.bulk_create(made)
    renew(town.city.pk)
    return list(Area.objects.filter(kind="mesh"))


def whole_town(town):
    """All of it: a count, what the institute published, cells, our own projection that adds up to it."""
    base, control = count_of_2020(town), published(town)
    return a_run(town, base, control, cells=cells(town))
