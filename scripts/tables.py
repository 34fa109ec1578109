"""The tables of docs/demography: published projections, computed again by the engine and compared.

    ./wakimizu tables            write docs/demography/*.md anew from ../shared/data
    ./wakimizu tables --check    change nothing; exit 1 when a table is not what would be written

Tests read the same published files and the same runs from here.
"""

import argparse
import csv
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from wakimizu.engines import demography as d
from wakimizu.engines.demography.ages import Array

HERE = Path(__file__).resolve().parent.parent
DATA = HERE.parent / "shared" / "data"
DOCS = HERE / "docs" / "demography"
FIVE = d.AgeGroups.five_year(90)
BROAD = d.AgeGroups((0, 15, 65, 75))
SEX_LETTERS = ("M", "F")


def rows(path: str, delimiter: str = ",") -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


# ── Sweden 1993, Preston, Heuveline & Guillot, box 6.2 and table 6.4 ─────────────────────────────────────────────────


@dataclass(frozen=True)
class Sweden:
    ages: d.AgeGroups
    projected: Array
    """(2, ages)"""
    published: Array
    births: Array
    published_births: Array
    """By age of mother."""


@cache
def sweden() -> Sweden:
    """Five years from 1993, from years lived, migrants (half at the start, half at the end) and age-specific fertility."""
    table = rows("demography/sweden_1993_preston_box6.2_5x5.csv")

    def column(name: str) -> Array:
        return np.array([[float(row[f"{name}_{sex}"]) for row in table] for sex in ("age_m", "age_f")])

    def both_sexes(before: str, after: str = "") -> Array:
        return np.array([[float(row[f"{before}_{sex}{after}"]) for row in table] for sex in ("m", "f")])

    ages = d.AgeGroups(tuple(int(row["age"]) for row in table))
    start, end = both_sexes("pop_count_age", "_begin"), both_sexes("pop_count_age", "_end")
    migrants, lived = both_sexes("mig_net_count_age"), both_sexes("pers_years_age") / 100_000
    fertility = np.array(
        [float(row["fert_rate_age_b" if "fert_rate_age_b" in row else "fert_rate_age_f"]) for row in table]
    )
    mothers = ages.between(15, 50)
    survival = d.survival_from_years_lived(lived, ages)
    assumptions = d.Assumptions(
        ages,
        d.AgeSpecific(fertility[mothers], survival.newborn, boys_per_girl=1.05),
        survival.shares,
        d.NetNumbers(migrants, "half"),
    )
    people = d.project(start[None], assumptions, periods=1).people[:, 0]
    women = (people[0] + migrants / 2)[d.FEMALE], people[1][d.FEMALE]
    births = 5 * fertility * (women[0] + women[1]) / 2
    published_births = np.array([float(row["birth_count_age_b"]) for row in table])
    return Sweden(ages, people[1], end, births, published_births)


# ── Japan, United Nations, World Population Prospects 2019, medium variant ───────────────────────────────────────────

ABRIDGED = d.AgeGroups((0, 1, *range(5, 101, 5)))
TO_100 = d.AgeGroups.five_year(100)
YEARS_AHEAD = tuple(range(2020, 2105, 5))
PERIODS_AHEAD = tuple(f"{year}-{year + 5}" for year in YEARS_AHEAD[:-1])


def wpp(name: str, columns: Sequence[str]) -> Array:
    """(columns, rows) of one file of the United Nations."""
    table = rows(f"demography/wpp2019_japan/{name}.tsv", "\t")
    return np.array([[float(row[column]) for row in table] for column in columns])


def death_rates(periods: Sequence[str]) -> Array:
    """(periods, 2, ages)"""
    return np.stack([wpp("mxM", periods), wpp("mxF", periods)], axis=1)


def un_people(year: int) -> Array:
    """(2, ages), persons."""
    files = ("popM", "popF") if year <= 2020 else ("popMprojMed", "popFprojMed")
    return np.concatenate([wpp(name, [str(year)]) for name in files]) * 1000


@dataclass(frozen=True)
class Japan:
    people: Array
    """(years, 2, ages)"""
    published: Array
    without_migration: Array
    life_expectancy: Array
    """(periods, 2), computed from the death rates."""
    published_life_expectancy: Array


@cache
def japan() -> Japan:
    table = d.life_table(death_rates(PERIODS_AHEAD), ABRIDGED)
    survival = table.survival(TO_100)
    fertility = wpp("percentASFR", PERIODS_AHEAD) / 100 * wpp("tfrprojMed", PERIODS_AHEAD) / 5
    migrants = wpp("migration", PERIODS_AHEAD)[:, :, None] * 1000 / 2 * np.ones((1, 2, 1)) * d.rogers_castro(TO_100)
    ratio = wpp("sexRatio", PERIODS_AHEAD)
    births = d.AgeSpecific(fertility[:, None], survival.newborn[:, None], ratio)

    def run(migration: d.NetNumbers | None) -> Array:
        assumptions = d.Assumptions(TO_100, births, survival.shares[:, None], migration)
        return d.project(un_people(2020)[None], assumptions, periods=len(PERIODS_AHEAD)).people[:, 0]

    known = np.concatenate([wpp("e0Mproj", PERIODS_AHEAD), wpp("e0Fproj", PERIODS_AHEAD)], axis=1)
    return Japan(
        run(d.NetNumbers(migrants[:, None], "half")),
        np.stack([un_people(year) for year in YEARS_AHEAD]),
        run(None),
        table.life_expectancy,
        known,
    )


# ── Kumamoto: census and the Institute's projections ─────────────────────────────────────────────────────────────────

CITY = "population/kumamoto_age_sex_census1980-2015_ipss2018.csv"


@cache
def city(kind: str, year: int) -> Array:
    """(2, ages) of the city, people of unknown age spread."""
    people, unknown = np.zeros((2, len(FIVE))), np.zeros(2)
    for row in rows(CITY):
        if row["kind"] != kind or row["year"] != str(year) or row["age"] == "総数":
            continue
        sex, count = SEX_LETTERS.index(row["sex"]), float(row["population"])
        start = re.match(r"\d+", row["age"])
        if start:
            people[sex, FIVE.starts.index(int(start[0]))] = count
        else:
            unknown[sex] = count
    return d.spread_unknown(people, unknown)


def city_total(kind: str, year: int) -> float:
    """The total as published, both sexes."""
    wanted = [r for r in rows(CITY) if r["kind"] == kind and r["year"] == str(year) and r["age"] == "総数"]
    return sum(float(row["population"]) for row in wanted)


IPSS_2018 = tuple(range(2015, 2050, 5))


@dataclass(frozen=True)
class Implied:
    years: tuple[int, ...]
    people: Array
    """(years, 2, ages)"""
    published: Array
    cohort_change: Array
    """(periods, 1, 2, ages)"""
    children: d.ChildWoman


@cache
def kumamoto_2018() -> Implied:
    """The projection of 2018 from its base of 2015 and the rates that it implies: cohort change, child–woman ratio, boys."""
    published = np.stack([city("ipss2018", year) for year in IPSS_2018])
    steps = [
        d.estimate(before[None], after[None], np.ones((2, len(FIVE))), FIVE) for before, after in pairwise(published)
    ]
    change = np.stack([step.cohort_change for step in steps])
    children = d.ChildWoman(
        np.stack([np.asarray(step.children.ratio) for step in steps]),
        np.stack([np.asarray(step.children.boys) for step in steps]),
    )
    assumptions = d.Assumptions(FIVE, children, cohort_change=change)
    people = d.project(published[:1], assumptions, periods=len(steps)).people[:, 0]
    return Implied(IPSS_2018, people, published, change, children)


# The paper's figures of 2040, from nothing later than 2010. Every number typed here is a published assumption or result
# of that time; none was chosen for the answer.
PAST = ("1985-1990", "1990-1995", "1995-2000", "2000-2005", "2005-2010")
LIFE_2060 = (84.19, 90.93)  # IPSS, 日本の将来推計人口 平成24年1月推計, medium mortality, men and women
LIFE_PREFECTURE = (80.29, 86.98)  # 厚生労働省, 平成22年都道府県別生命表: Kumamoto
LIFE_NATION = (79.59, 86.35)  # the same table: Japan
FERTILITY = {2010: 1.39, 2014: 1.39, 2024: 1.33, 2060: 1.35}  # total fertility of 平成24年1月推計, medium
MIDDLE, LAST = 2007.5, 2060
PAPER_PERIODS = 6


@dataclass(frozen=True)
class Paper:
    years: tuple[int, ...]
    people: Array
    """(years, 2, ages) from 2010 to 2040"""
    survival: Array
    """(periods, 2, ages), 2005–2010 first"""
    net_migration: Array
    child_woman: Array
    """(periods + 1,), of the city: observed 2010, then assumed"""
    nation: Array
    """Child–woman ratio of Japan, (periods + 1,)"""


RULES = frozenset({"prefecture", "halving", "nation", "longer lives"})


@cache
def kumamoto_2040(rules: frozenset[str] = RULES) -> Paper:
    """The rules of the Institute's projection of 2013, with inputs of 2010 and before (docs/demography/kumamoto-2040.md).

    Left out of `rules`: "prefecture", the nation's survival; "halving", migration as it was; "nation", the city's own
    child–woman ratio of 2010 for good; "longer lives", death rates of 2005–2010 for good.
    """
    trend = d.mortality_trend(death_rates(PAST), ABRIDGED)
    now = d.life_table(trend.last, ABRIDGED).life_expectancy
    longer = trend.level_for(now + np.subtract(LIFE_PREFECTURE, LIFE_NATION)) * ("prefecture" in rules)
    pace = trend.level_for(LIFE_2060) / (LAST - MIDDLE) * ("longer lives" in rules)
    ahead = np.arange(PAPER_PERIODS + 1)[:, None] * 5 * pace
    nation = _nation_2010(d.life_table(trend.rates(ahead[1:]), ABRIDGED).survival(TO_100))
    survival = d.life_table(trend.rates(ahead + longer), ABRIDGED).survival(FIVE).shares
    first, second = city("census", 2005)[None], city("census", 2010)[None]
    found = d.estimate(first, second, survival[0], FIVE)
    path = nation if "nation" in rules else np.full_like(nation, nation[0])
    ratio = d.relative_ratio(np.asarray(found.children.ratio), float(path[0]), path[1:])
    net = d.damped(found.net_migration, d.halving(PAPER_PERIODS) if "halving" in rules else np.ones(PAPER_PERIODS))
    children = d.ChildWoman(ratio, found.children.boys)
    assumptions = d.Assumptions(FIVE, children, survival[1:, None], d.NetRates(net))
    people = d.project(second, assumptions, periods=PAPER_PERIODS).people[:, 0]
    city_ratio = np.concatenate([np.asarray(found.children.ratio), ratio[:, 0]])
    return Paper(tuple(range(2010, 2045, 5)), people, survival, found.net_migration[0], city_ratio, nation)


def _nation_2010(survival: d.Survival) -> Array:
    """Japan's child–woman ratio from 2010 on: projected without migration, with the published total fertility."""
    middles = np.arange(2010, 2040)[:, None] + 0.5
    total = np.interp(middles, list(FERTILITY), list(FERTILITY.values())).reshape(PAPER_PERIODS, 5).mean(axis=1)
    pattern = wpp("percentASFR", ["2005-2010"])[0] / 100 / 5
    boys = float(wpp("sexRatio", ["2005-2010"])[0, 0])
    births = d.AgeSpecific(total[:, None, None] * pattern, survival.newborn[:, None], boys)
    assumptions = d.Assumptions(TO_100, births, survival.shares[:, None])
    people = d.project(un_people(2010)[None], assumptions, periods=PAPER_PERIODS).people[:, 0]
    women = people[:, d.FEMALE, TO_100.between(15, 50)].sum(axis=1)
    return np.asarray(people[..., 0].sum(axis=1) / women)


def paper_published() -> dict[int, dict[str, float]]:
    """Figures of 2013 by year: what is known of total, male, female, age0_14, age65plus, age75plus."""
    table = rows("population/ipss_h25_kumamoto_published.csv")
    return {int(r["year"]): {k: float(v) for k, v in r.items() if v and k != "year"} for r in table}


# ── Kumamoto's grid cells, 2020 to 2050 ──────────────────────────────────────────────────────────────────────────────

MESH = "population/kumamoto_mesh500_census2020.csv"
CELL_AGES = d.AgeGroups((0, 15, 20, 65, 75, 85))
THREE = d.AgeGroups((0, 15, 65))
POINTS = tuple(range(2020, 2055, 5))


@dataclass(frozen=True)
class Cells:
    codes: tuple[str, ...]
    ward: np.ndarray
    wards: tuple[str, ...]
    broad: d.BroadAges
    ward_totals: Array
    """(points, wards), published"""
    start: d.SmallAreas
    projected: d.SmallAreas


@cache
def cells() -> Cells:
    table = rows(MESH)
    codes = tuple(row["mesh500"] for row in table)
    place = {code: number for number, code in enumerate(codes)}
    published = [row for row in rows("population/ipss_r5_kumamoto_city_and_wards.csv") if row["code"] != "43100"]
    wards = {row["code"]: number for number, row in enumerate(published)}
    totals, broad = _cell_counts(table)
    merged = np.array([place.get(row["HTKSAKI"], -1) if row["HTKSYORI"] == "2" else -1 for row in table])
    known = d.share_suppressed(totals, broad, merged, CELL_AGES, {"area": codes})
    ward = np.array([wards[row["ward_by_centroid"]] for row in table])
    ward_totals = np.array([[float(row[str(year)]) for row in published] for year in POINTS])
    start = d.estimate_ages(known, FIVE, city("ipss2018", 2020), ward, ward_totals[0])
    groups = np.array([[float(row[f"age{group}_2050"]) for group in ("0_14", "15_64", "65plus")] for row in published])
    controls: list[d.Control | None] = [d.Control(sums[:, None], d.AgeGroups((0,))) for sums in ward_totals[1:-1]]
    projected = d.project_to_totals(start, cell_assumptions(), ward, [*controls, d.Control(groups, THREE)])
    return Cells(codes, ward, tuple(row["name"] for row in published), known, ward_totals, start, projected)


def cell_assumptions() -> d.Assumptions:
    """Cohort change and child–woman ratios that the city's projection of 2018 implies from 2020 on; the last stays to 2050."""
    implied = kumamoto_2018()
    later = [1, 2, 3, 4, 5, 5]
    children = d.ChildWoman(np.asarray(implied.children.ratio)[later], np.asarray(implied.children.boys)[later])
    return d.Assumptions(FIVE, children, cohort_change=implied.cohort_change[later])


def _cell_counts(table: Iterable[dict[str, str]]) -> tuple[Array, Array]:
    """Men and women (cells, 2), and broad ages (cells, 2, groups) from sums that overlap: 15+, 20+, 65+, 75+, 85+."""

    def number(row: dict[str, str], column: int) -> float:
        text = row[f"T0011010{column:02d}"]
        return np.nan if text == "*" else float(text)

    totals, broad = [], []
    for row in table:
        by_sex = []
        for sex in (0, 1):
            young, *above = (number(row, column + sex) for column in (5, 8, 17, 20, 23, 26))
            by_sex.append([young, *(a - b for a, b in zip(above, [*above[1:], 0.0], strict=True))])
        totals.append([number(row, 2), number(row, 3)])
        broad.append(by_sex)
    return np.array(totals), np.array(broad)


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

NOTE = "<!-- Written by `./wakimizu tables` from the published files; not to be edited. -->\n"


def markdown(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    cells_ = [" | ".join(line) for line in lines]
    return "\n".join(
        [f"| {' | '.join(header)} |", f"|{'---|' + '---:|' * (len(header) - 1)}", *(f"| {c} |" for c in cells_)]
    )


def whole(value: float) -> str:
    return f"{value:,.0f}"


def percent(ours: float, theirs: float, digits: int = 2) -> str:
    share = round(100 * (ours / theirs - 1), digits) + 0.0  # no minus before zero
    return f"{share:+.{digits}f} %" if share else f"{share:.{digits}f} %"


def sweden_page() -> str:
    s = sweden()
    lines = [
        [label, *(whole(value) for sex in (1, 0) for value in (s.projected[sex, n], s.published[sex, n])),
         whole(s.births[n]), whole(s.published_births[n])]
        for n, label in enumerate(s.ages.labels)
    ]  # fmt: skip
    off = max(np.abs(s.projected - s.published).max(), np.abs(s.births - s.published_births).max())
    header = ["age", "women, here", "women, book", "men, here", "men, book", "births, here", "births, book"]
    return f"""{NOTE}
# Sweden, 1993 to 1998

Preston, Heuveline & Guillot, *Demography*, 2001, box 6.2 with migration (section 6.3), as in the file of `ccmppWPP`: years lived,
migrants half at the start and half at the end, age-specific fertility, 1.05 boys per girl. As there, men have the women's
table. Largest difference in any of the {3 * len(s.ages)} cells: **{off:.2f}**; the book prints whole people.

{markdown(header, lines)}
"""


def japan_page() -> str:
    j = japan()
    expected = float(np.abs(j.life_expectancy - j.published_life_expectancy).max())
    first, last = j.people[1] / j.published[1] - 1, j.people[-1] / j.published[-1] - 1
    settled = TO_100.between(45, 90)
    movers = TO_100.between(15, 40)
    lines = [
        [str(year), whole(ours / 1000), whole(theirs / 1000), percent(ours, theirs), percent(none, theirs)]
        for year, ours, theirs, none in zip(
            YEARS_AHEAD, j.people.sum((1, 2)), j.published.sum((1, 2)), j.without_migration.sum((1, 2)), strict=True
        )
    ]
    by_age = [
        [label, *(percent(j.people[t].sum(0)[n], j.published[t].sum(0)[n]) for t in (1, 4, 8, 16))]
        for n, label in enumerate(TO_100.labels)
    ]
    return f"""{NOTE}
# Japan, 2020 to 2100: World Population Prospects 2019, medium variant

From the United Nations' own inputs (death rates, age pattern and level of fertility, sex ratio at birth, net migration, the
people of 2020). In 2100 the engine has **{whole(j.people[-1].sum() / 1000)} thousand**, the United Nations
**{whole(j.published[-1].sum() / 1000)} thousand: {percent(j.people[-1].sum(), j.published[-1].sum())}**. Life
expectancies computed from the death rates differ from the published ones by at most {expected:.3f} years.

| year | here, thousands | UN, thousands | difference | difference without any migration |
{chr(10).join(markdown(["", "", "", "", ""], lines).splitlines()[1:])}

## Why they differ

- **The ages of migrants are not published**, only their net number. Here they follow Rogers and Castro's standard schedule, half
  men and half women. In 2025 the ages 15–39, in which people move, differ by up to
  {100 * np.abs(first[:, movers]).max():.2f} %, the ages 45–89 by at most {100 * np.abs(first[:, settled]).max():.2f} %.
- **Children of those migrants**: the ages 0–4 differ by {100 * first[:, 0].mean():+.2f} % in 2025, when births come from women
  who were there already, and by {100 * last[:, 0].mean():+.2f} % in 2100.
- **The oldest**: the published table ends at 100+, so survivors into it are taken from a stationary population, where more of those
  over 95 are over 100 than in a growing one.
  The 100+ of 2025 differ by {100 * first[0, -1]:+.1f} % (men) and {100 * first[1, -1]:+.1f} % (women):
  {whole(abs((j.people[1] - j.published[1])[:, -1].sum()))} people.
- Rates are published for five-year ages, rounded; the United Nations' own run has more digits.

## By age, both sexes

{markdown(["age", "2025", "2040", "2060", "2100"], by_age)}
"""


def kumamoto_2018_page() -> str:
    k = kumamoto_2018()
    off = int(np.abs(np.rint(k.people) - k.published).max())
    assert off == 0 and k.people.size == 2 * len(FIVE) * len(k.years)
    assert np.abs(k.people - k.published).max() < 1e-6
    change, ratio, boys = k.cohort_change[:, 0], np.asarray(k.children.ratio), np.asarray(k.children.boys)
    periods = [f"{year}–{year + 5}" for year in k.years[:-1]]
    lines = [
        [f"{FIVE.labels[n]}", *(f"{change[t, sex, n]:.4f}" for t in range(len(periods)))]
        for sex in (0, 1) for n in range(len(FIVE))
    ]  # fmt: skip
    for n, line in enumerate(lines):
        line[0] = f"{('men', 'women')[n // len(FIVE)]} {line[0]}"
    births = [
        ["children 0–4 per woman 15–49", *(f"{ratio[t, 0]:.5f}" for t in range(len(periods)))],
        ["boys among them", *(f"{boys[t, 0]:.5f}" for t in range(len(periods)))],
    ]
    totals = [
        [str(year), whole(ours.sum()), whole(theirs.sum()), whole(city_total("ipss2018", year))]
        for year, ours, theirs in zip(k.years, k.people, k.published, strict=True)
    ]
    return f"""{NOTE}
# Kumamoto, 2015 to 2045: the projection of 2018

The Institute publishes the people (日本の地域別将来推計人口 平成30年推計) but not every rate behind them. The rates below are those
that its table implies: the ratio of each cohort to itself five years before, the children per woman, the share of boys.
Projected with them from 2015, **all {k.people.size:,} cells are the published ones to the person**
(before rounding they differ by less than a millionth of a person).

{markdown(["year", "here", "sum of the published ages", "published total"], totals)}

## Implied rates

{markdown(["", *periods], births)}

Cohort change by age at the start; the last two groups go into the open-ended one together and share their ratio.

{markdown(["", *periods], lines)}
"""


def kumamoto_2040_page() -> str:
    p, published = kumamoto_2040(), paper_published()
    ours = {
        year: {
            "total": people.sum(), "male": people[0].sum(), "female": people[1].sum(), "age0_14": people[:, :3].sum(),
            "age65plus": people[:, 13:].sum(), "age75plus": people[:, 15:].sum(),
        }
        for year, people in zip(p.years, p.people, strict=True)
    }  # fmt: skip
    words = {
        "total": "total",
        "male": "men",
        "female": "women",
        "age0_14": "0–14",
        "age65plus": "65+",
        "age75plus": "75+",
    }
    lines = [
        [f"{year} {words[name]}", whole(ours[year][name]), whole(value), percent(ours[year][name], value)]
        for year in p.years[1:] for name, value in published[year].items()
    ]  # fmt: skip
    last = published[2040]
    answer = [
        [words[name], whole(ours[2040][name]), whole(last[name]), percent(ours[2040][name], last[name])]
        for name in ("total", "age65plus", "age75plus")
    ]
    without = {
        "all of them": "", "nation's survival instead of 3": "prefecture", "migration of 2005–2010 for good instead of 4": "halving",
        "ratio of 2010 for good instead of 5": "nation", "death rates of 2005–2010 for good instead of 2": "longer lives",
    }  # fmt: skip
    tried = []
    for words_, rule in without.items():
        people = kumamoto_2040(RULES - {rule}).people[-1]
        sums = (people.sum(), people[:, 13:].sum(), people[:, 15:].sum())
        goals = (last["total"], last["age65plus"], last["age75plus"])
        tried.append([words_, *(percent(a, b) for a, b in zip(sums, goals, strict=True))])
    ratios = [
        [str(year), f"{nation:.4f}", f"{own:.4f}"]
        for year, nation, own in zip(p.years, p.nation, p.child_woman, strict=True)
    ]
    return f"""{NOTE}
# Kumamoto, 2040: the figures of the paper, from nothing later than 2010

The city's policy paper stands on the Institute's projection of 2013 (平成25年3月推計). This is that projection made again with its
published rules and inputs of 2010 and before.

{markdown(["2040", "here", "published", "difference"], answer)}

## What is assumed

1. **Start**: census of 2010 by sex and five-year age, people of unknown age spread.
2. **Survival of the nation** falls along the common trend of the death rates of 1985–2010 (Lee & Carter; United Nations' estimates
   for those years), at the pace that leads from 2005–2010 to life expectancies of {LIFE_2060[0]} and {LIFE_2060[1]} years in 2060
   (日本の将来推計人口 平成24年1月推計, medium).
3. **Survival here** differs from it as the prefecture's did in 2010, for good: {LIFE_PREFECTURE[0]} against {LIFE_NATION[0]} years
   for men, {LIFE_PREFECTURE[1]} against {LIFE_NATION[1]} for women (平成22年都道府県別生命表). The Institute holds the relation of nation,
   prefecture and municipality as well, by age.
4. **Net migration**: what survival does not explain between the censuses of 2005 and 2010; it shrinks at a constant rate to one half
   by 2015–2020 (0.71, 0.5) and stays there (the Institute's rule of 2013).
5. **Children**: the city's child–woman ratio keeps its relation of 2010 to the nation's, and its share of boys. The nation's is
   projected from the people of 2010 with total fertility of {", ".join(f"{v} ({k})" for k, v in FERTILITY.items())}
   (平成24年1月推計, medium), the age pattern of 2005–2010, and no migration.

Assumptions 2, 3 and 5 were published in 2012 and 2013, for the census year 2010. The files of the United Nations were printed in
2019, but only their columns up to 2010 are read. What differs from the Institute's own work: survival by a shift of the level
instead of ratios by age, no adjustment to the sum of all municipalities, and the nation without migration.

## What each assumption does

No number was adjusted to the answer, but the answer was known: these are the same runs with one rule left out.

{markdown(["2040", "total", "65+", "75+"], tried)}

## Children per woman

{markdown(["year", "children per woman 15–49, Japan", "Kumamoto"], ratios)}

## Every published figure

{markdown(["", "here", "published", "difference"], lines)}
"""


def cells_page() -> str:
    c = cells()
    assert c.start.fitted is not None and c.start.fitted.worst < 1e-6
    by_ward = d.sum_by(d.add_up(c.projected.people.sum(axis=2), FIVE, BROAD), c.ward, axis=1)
    standing = np.bincount(c.broad.standing, minlength=3)
    suppressed = int(sum(row["HTKSYORI"] == "2" for row in rows(MESH)))
    lines = [
        [f"{name} {year}", *(whole(value) for value in by_ward[t, w]), whole(by_ward[t, w].sum()), whole(c.ward_totals[t, w])]
        for w, name in enumerate(c.wards) for t, year in enumerate(POINTS) if year in (2020, 2030, 2040, 2050)
    ]  # fmt: skip
    moved = [
        [str(year), *(f"{c.projected.control[t, w]:.3f}" for w in range(len(c.wards)))]
        for t, year in enumerate(POINTS)
        if t
    ]
    labels = [f"{label}" for label in BROAD.labels]
    return f"""{NOTE}
# Kumamoto's {len(c.codes):,} grid cells, 2020 to 2050

Half-kilometre cells of the census of 2020 ({suppressed} of them suppressed), to five-year ages by sex, projected by five years and
controlled to the ward totals of the Institute's projection of 2023, in 2050 to its three age groups as well.

1. Suppressed cells take their ages back from the neighbour in whose row they were printed, by men and women. For
   {int((~c.broad.known).sum())} of them that neighbour lies outside the table: they get their ward's pattern.
2. Cells are scaled to their ward's published total of 2020 (cells at the edge of the city count whole in the table).
3. Broad ages (0–14, 15–19, 20–64, 65–74, 75–84, 85+) are shared out by the city's five-year pattern of 2020 in the projection of
   2018, as no later one by age is in the files, and fitted so that the cells' broad ages and the wards' five-year ages both hold:
   no sum is off by more than a millionth of a person.
4. Cohort change and child–woman ratios are those which the city's projection of 2018 implies for 2020–2045 (the last also for
   2045–2050), for every cell; each period is scaled to the published ward totals before the next.

**Standing.** Broad ages of 2020: {standing[0]} cells as observed, {standing[1]} estimated (suppressed, merged, or with people of
unknown age spread). Five-year ages of 2020: estimated. From 2025 on: projected.

{markdown(["", *labels, "sum", "published"], lines)}

Wards' ages are published for 2050 alone, so control by age begins there: between 2045 and 2050 the ages change by more than the
projection itself would have it (fewer children than the rates of 2018 give). Before 2050 only the wards' totals are controlled.

How far each ward's own projection was from the published total (scaled by):

{markdown(["year", *c.wards], moved)}
"""


PAGES: dict[str, Callable[[], str]] = {
    "sweden.md": sweden_page,
    "japan.md": japan_page,
    "kumamoto-2018.md": kumamoto_2018_page,
    "kumamoto-2040.md": kumamoto_2040_page,
    "cells.md": cells_page,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="./wakimizu tables", description="Write the tables of docs/demography anew.")
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 when a table is out of date")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The published tables are not there ({DATA}); nothing was written.")
    DOCS.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, page in PAGES.items():
        path, text = DOCS / name, page()
        if options.check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not options.check:
            path.write_text(text, encoding="utf-8")
            print(f"docs/demography/{name}")
    if stale:
        sys.exit(f"Out of date: {', '.join(stale)}. Run ./wakimizu tables.")


if __name__ == "__main__":
    main()
