"""The cast's town as tables of people bring it: a city area, censuses by five-year age, published totals, mesh cells.

Each five-year group to 90+ has BASE men and BASE + 10 women in 2015; in 2010 it had a tenth less.
"""

from datetime import date

from wakimizu.apps.city.imports import import_mesh
from wakimizu.apps.city.models import Area
from wakimizu.apps.city.operations import renew
from wakimizu.apps.population import estimates, imports
from wakimizu.apps.population.estimates import Named
from wakimizu.apps.population.models import People, Table

AGES = list(range(0, 95, 5))
CODE = "43999"
BASE = 100
DAY = date(2020, 10, 1)
CENSUS = {"code": "census", "name": "国勢調査", "source": "統計局"}
TOTALS = {"code": "ipss", "name": "公表推計", "source": "社人研"}
LABELS = [f"{first}～{first + 4}歳" for first in AGES[:-1]] + ["90歳以上"]
LONG = "地域コード,地域名,種別,性別,年齢,年,人口\n"


def with_city(town):
    """The town's areas with the city itself among them."""
    if not Area.objects.filter(kind="city").exists():
        Area.objects.create(city=town.city, kind="city", code=CODE, name="湧水市", name_en="Wakimizu City")
        renew(town.city.pk)
    return town


def census_lines(years=(2010, 2015), kind="census", code=CODE, labels=LABELS, unknown=(0, 0), people=None):
    """One figure a line, total and unknown ages too."""
    lines = []
    for year in years:
        for sex, letter in enumerate("MF"):
            each = people or round((BASE + 10 * sex) * (0.9 if year == 2010 else 1.0))
            counts = [("総数", each * len(labels) + unknown[sex]), *((label, each) for label in labels)]
            counts += [("年齢不詳", unknown[sex])] if unknown[sex] else []
            lines += [f"{code},湧水市,{kind},{letter},{label},{year},{count}" for label, count in counts]
    return lines


def census(town, lines=None, by=None, called=CENSUS, encoding="utf-8", **more):
    content = (LONG + "\n".join(lines or census_lines())).encode(encoding)
    return imports.import_census(by or town.system(), town.city, town.book, content, **called, **more)


TOTALS_HEADER = "code,name,area_km2,2020,2025,2030,age0_14_2030,age15_64_2030,age65plus_2030\n"
WARDS = ["43991,上区,10,1000,950,900,100,500,300", "43992,下区,10,500,480,450,40,250,160"]
WHOLE = "43999,湧水市,20,1500,1430,1350,140,750,460"


def totals(town, lines=None, by=None, called=TOTALS, header=TOTALS_HEADER):
    content = (header + "\n".join(lines or [WHOLE, *WARDS])).encode()
    return imports.import_totals(by or town.system(), town.city, town.book, content, **called)


# code, ward, suppressed into, then men and women of: all, 0–14, 15+, 20+, 65+, 75+, 85+; households
CELLS = [
    ("493140001", "43991", "", [(400, 420), (60, 50), (340, 370), (320, 350), (100, 140), (50, 80), (10, 30)], 380),
    ("493140002", "43991", "", [(90, 110), (20, 10), (70, 100), (65, 95), (20, 40), (10, 20), (2, 8)], 95),
    ("493140003", "43991", "493140002", [(3, 4)], 4),
    ("483177991", "43992", "", [(240, 260), (20, 20), (220, 240), (210, 235), (90, 110), (50, 70), (10, 30)], 230),
]
COLUMNS = (1, 4, 7, 16, 19, 22, 25)  # of both sexes; men and women follow


def cells_csv(cells=CELLS):
    header = ["mesh500", "ward_by_centroid", "HTKSYORI", "HTKSAKI", *(f"T001101{n:03d}" for n in range(1, 35))]
    lines = [",".join(header)]
    for code, ward, into, groups, homes in cells:
        figures = dict.fromkeys(range(1, 35), "*")
        for first, (men, women) in zip(COLUMNS, groups, strict=False):
            figures |= {first: men + women, first + 1: men, first + 2: women}
        figures[34] = homes
        processed = "2" if into else "1" if any(into_ == code for _c, _w, into_, _g, _h in cells) else "0"
        lines.append(",".join([code, ward, processed, into, *map(str, figures.values())]))
    return "\n".join(lines).encode()


def with_cells(town, cells=CELLS):
    report = import_mesh(town.system(), town.city, town.book, cells_csv(cells))
    assert report.counts["refused"] == 0, report.told
    return town


def city_row(year, code="census"):
    return People.objects.select_related("table", "area").get(table__code=code, area__kind="city", day__year=year)


def estimated(town, totals_of="ipss", called=None):
    """The base of 2020: cells if there are any, else districts."""
    table = Table.objects.get(code=totals_of) if totals_of else None
    return estimates.estimate_people(
        town.system(), town.city, town.book, reference=city_row(2015), totals=table, day=DAY,
        called=called or Named("base", "推定", "Estimate", "国勢調査"),
    )  # fmt: skip


HEADSHIP = {
    "all": [[0.0] * 4 + [0.5] * 15, [0.0] * 4 + [0.2] * 15],
    "alone": [[0.0] * 15 + [0.1] * 4, [0.0] * 15 + [0.3] * 4],
}


def a_set(town, code="change", **more):
    facts = {"points": [city_row(2010), city_row(2015)], "headship": HEADSHIP, **more}
    called = Named(code, "変化率", "Change", "国勢調査")
    return estimates.estimate_assumptions(town.system(), town.city, called=called, **facts)


def peopled(town):
    """Everything a projection needs: censuses, totals, cells, base, set."""
    with_cells(with_city(town))
    census(town)
    totals(town)
    return estimated(town), a_set(town)
