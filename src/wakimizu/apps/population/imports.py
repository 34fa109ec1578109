"""Files in: census tables by age, published projections, the national form 地域・年齢別人口, timetables in GTFS-JP.

The rules, beside those of every table (shared.tables):
1. A table is taken whole or not at all: one wrong row would make every total wrong. The report names each wrong row.
2. Ages begin at 0, leave no gap, do not overlap, and end with an open group; all rows of a table have the same.
3. Where a file has totals, ages (with unknown ones) must add up to them, wards to their city.
4. People of unknown age are spread over the known ages of their sex, and the row keeps how many they were.
5. A table keeps its kind and its years: a file of another year or kind is refused under its short name. A file that has these
   years and more replaces it; the same figures again change nothing.
6. An area is known by its code, else by its name if only one has it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import parse_day
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.population import analysis
from wakimizu.apps.population.models import Feed, People, Table
from wakimizu.apps.population.operations import keep_feed, keep_table
from wakimizu.apps.population.rows import people_row, row_of_both, row_of_total
from wakimizu.apps.population.workflow import Kind, Status
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import Report, header_key, municipality_code, plain
from wakimizu.shared.tables import Table as File

CENSUS_DAY = (10, 1)
CENSUS, PROJECTION = ("", "census", "国勢調査"), "projection"
MEN, WOMEN, BOTH = 0, 1, 2
SEXES = {
    **dict.fromkeys(("M", "男", "男性", "male"), MEN),
    **dict.fromkeys(("F", "女", "女性", "female"), WOMEN),
    **dict.fromkeys(("T", "計", "総数", "男女計", "both"), BOTH),
}
TOTAL, UNKNOWN = {"総数", "計", "合計", "total"}, {"年齢不詳", "不詳", "年齢「不詳」", "unknown"}
AGE = re.compile(r"(\d{1,3})(?:[~〜～–-](\d{1,3}))?(以上|\+)?")
YEAR = re.compile(r"((?:18|19|20|21)\d\d)年?")
SPREAD = "年齢不詳は男女別に、わかっている年齢に比例して割り振った。 People of unknown age are spread by sex over the known ages."


@dataclass(frozen=True)
class Called:
    """What a table is called, and what it is."""

    code: str
    name: str
    source: str
    kind: str
    name_en: str = ""


@dataclass(slots=True)
class Counts:
    """One area on one day, as it is being read: people by sex (or both) and first age, and the age after each group."""

    area: Area
    line: int
    by_age: tuple[dict[int, float], ...] = field(default_factory=lambda: ({}, {}, {}))
    after: dict[int, int | None] = field(default_factory=dict)
    totals: dict[int, float] = field(default_factory=dict)
    unknown: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    households: float | None = None
    alone75: float | None = None
    status: str = ""

    @property
    def sexes(self) -> tuple[int, ...]:
        """Men and women; only where they are not told apart, both together."""
        return (MEN, WOMEN) if self.by_age[MEN] or self.by_age[WOMEN] else (BOTH,)


class Areas:
    """The city's areas as files name them."""

    def __init__(self, city: City, book: Directory) -> None:
        self.city, self.book = city, book
        self.by_code: dict[str, Area] = {}
        self.by_name: dict[str, list[Area]] = {}
        for area in Area.objects.exclude(kind=Area.Kind.REGION).defer("outline", "figures").order_by("-kind"):
            self.by_code[area.code] = area
            self.by_name.setdefault(area.name, []).append(area)

    def find(self, code: str, name: str, municipality: str = "") -> Area:
        """By the area's own code; else by its name; else the city or ward whose national code it is. BadInput if none."""
        ours = [self.city.code, *(ward.code for ward in self.book.wards)]
        if municipality and municipality_code(municipality, ours) not in ours:
            raise BadInput(
                _("The code %(code)s is not of %(city)s. Is this another city's file?")
                % {"code": municipality, "city": self.city}
            )
        national = municipality_code(code, ours) if code else ""
        found = self.by_code.get(code) or (self.by_code.get(national) if national in ours else None)
        if found is None and name:
            found = self._named(name)
        if found is None and not code and not name:
            found = self.by_code.get(municipality_code(municipality, ours))
        if found is None:
            raise BadInput(
                _("There is no area “%(text)s” in this city. Take the city's areas in first.")
                % {"text": name or code or municipality}
            )
        return found

    def _named(self, name: str) -> Area | None:
        namesakes = self.by_name.get(name) or self.by_name.get(f"{name}校区") or []
        if len(namesakes) > 1:
            raise BadInput(_("Several areas are called “%(name)s”. Give their codes.") % {"name": name})
        return namesakes[0] if namesakes else None


# ── one figure a line: the census, projections by age, our own tables come back ──────────────────────────────────────

LONG_COLUMNS = {
    "code": ["地域コード", "code"],
    "name": ["地域名", "name"],
    "kind": ["種別", "kind"],
    "sex": ["性別", "sex"],
    "age": ["年齢", "age"],
    "year": ["年", "調査年", "year"],
    "day": ["調査年月日"],
    "people": ["人口", "population"],
    "status": ["区分", "status"],
    "households": ["世帯数"],
    "alone75": ["75歳以上の独居"],
}
STATUSES = {
    **{status.value: status for status in Status},
    **dict.fromkeys(("観測", "実測"), Status.OBSERVED),
    "推定": Status.ESTIMATED,
    "推計": Status.PROJECTED,
}


def import_census(
    actor: Actor,
    city: City,
    book: Directory,
    content: bytes,
    *,
    code: str,
    name: str,
    source: str,
    name_en: str = "",
    kinds: Sequence[str] = (),
) -> Report:
    """One figure a line: 地域コード, 性別, 年齢, 年 (or 調査年月日), 人口; 総数 and 年齢不詳 are known among the ages.

    Lines for both sexes are needed only where men and women are not told apart; else they must be their sum.
    Of a file that holds several kinds (種別) only lines of `kinds` are read; "projection" stands for all but a census.
    """
    report, areas = Report(), Areas(city, book)
    found: dict[tuple[int, date], Counts] = {}
    seen: set[str] = set()
    file = File(content, LONG_COLUMNS, ["sex", "age", "people"])
    if not file.has & {"year", "day"}:
        raise BadInput(_("No column says the year. Name it 年 or 調査年月日."))
    for line, cells in file.rows(report):
        kind = cells["kind"]
        if kinds and kind not in kinds and not (PROJECTION in kinds and kind not in CENSUS):
            report.counts["unchanged"] += 1
            continue
        seen.add(kind)
        try:
            _take(cells, line, areas, found)
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
        else:
            report.counts["added"] += 1
    kind_words = {kind for kind in seen if kind not in CENSUS} | ({"census"} if seen & set(CENSUS) else set())
    if len(kind_words) > 1:
        raise BadInput(
            _("This file holds several kinds: %(kinds)s. Say which of them to take, or send each by itself.")
            % {"kinds": ", ".join(sorted(kind_words))}
        )
    if not found and not report.counts["refused"]:
        raise BadInput(_("No line of this file is of the kind asked for."))
    projected = PROJECTION in kinds
    base = min((day for _area, day in found), default=None)
    for (_area, day), counts in found.items():
        usual = Status.PROJECTED if projected and day != base else Status.ESTIMATED if projected else Status.OBSERVED
        counts.status = counts.status or usual
    called = Called(code, name, source, Kind.PUBLISHED if projected else Kind.CENSUS, name_en)
    return _keep(actor, city, report, called, found)


def _take(cells: dict[str, str], line: int, areas: Areas, found: dict[tuple[int, date], Counts]) -> None:
    area = areas.find(cells["code"], cells["name"])
    if cells["sex"] not in SEXES:
        raise BadInput(_("“%(text)s” is no sex. Write M or F.") % {"text": cells["sex"]})
    sex, day = SEXES[cells["sex"]], _day_of(cells)
    people = _count(cells["people"])
    counts = found.setdefault((area.pk, day), Counts(area, line))
    if cells["status"]:
        counts.status = STATUSES.get(cells["status"], "")
    if cells["age"] in TOTAL:
        counts.totals[sex] = people
        for told in ("households", "alone75"):
            if cells[told]:
                setattr(counts, told, _count(cells[told]))
        return
    if cells["age"] in UNKNOWN:
        counts.unknown[sex] += people
        return
    first, after = age_group(cells["age"])
    if first in counts.by_age[sex]:
        raise BadInput(_("This age stands twice for one area, sex and year."))
    if counts.after.setdefault(first, after) != after:
        raise BadInput(
            _("The age %(text)s differs from the other sex's. Give both the same groups.") % {"text": cells["age"]}
        )
    counts.by_age[sex][first] = people


def _day_of(cells: dict[str, str]) -> date:
    if cells["day"]:
        return _day(cells["day"])
    if not (found := YEAR.fullmatch(cells["year"])):
        raise BadInput(_("“%(text)s” is no year.") % {"text": cells["year"]})
    return date(int(found[1]), *CENSUS_DAY)


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise BadInput(_("This is not a day. Write it as 2026-12-01.")) from None


def age_group(text: str) -> tuple[int, int | None]:
    """First age of a group and the age after it; None for an open one. 0～4歳, 0-4, 90歳以上, 90+, 5."""
    fits = AGE.fullmatch(text.replace("歳", "").replace(" ", ""))
    if not fits:
        raise BadInput(_("“%(text)s” is no age group. Write it as 0-4 or 90+.") % {"text": text})
    first, last = int(fits[1]), int(fits[2]) if fits[2] else int(fits[1])
    if last < first:
        raise BadInput(_("“%(text)s” is no age group. Write it as 0-4 or 90+.") % {"text": text})
    return first, None if fits[3] else last + 1


def _count(text: str) -> float:
    try:
        people = float(text.replace(",", ""))
    except ValueError:
        raise BadInput(_("“%(text)s” is not a number of people.") % {"text": text}) from None
    if not 0 <= people < 1e10:
        raise BadInput(_("There cannot be %(text)s people. Correct the figure.") % {"text": text})
    return people


# ── one area a line: the national form 地域・年齢別人口 ──────────────────────────────────────────────────────────────

REGISTER_COLUMNS = {
    "municipality": ["全国地方公共団体コード", "都道府県コード又は市区町村コード"],
    "code": ["地域コード"],
    "day": ["調査年月日"],
    "name": ["地域名"],
    "total": ["総人口"],
    "male": ["男性"],
    "female": ["女性"],
    "households": ["世帯数"],
}
FIRST_AGES = tuple(range(0, 90, 5))
NINETY = 90
WITHHELD = {"x", "X", "*", "＊", "***", "秘匿"}


def _register_ages() -> dict[str, list[str]]:
    """Our name (m0, f0, m5, …) → the national form's; 90 and over as some cities have it beside."""
    names = {}
    for first in (*FIRST_AGES, NINETY):
        words = [f"{first}{dash}{first + 4}歳" for dash in "-~〜"] if first < NINETY else []
        words += [f"{first}歳以上"] if first >= FIRST_AGES[-1] else []
        for letter, sex in (("m", "男性"), ("f", "女性")):
            names[f"{letter}{first}"] = [f"{each}の{sex}" for each in words]
    return names


def import_register(
    actor: Actor, city: City, book: Directory, content: bytes, *, code: str, name: str, source: str, name_en: str = ""
) -> Report:
    """地域・年齢別人口, old or new columns: one area a line, its people by sex and five-year age.

    A line whose ages are withheld (X, *) is taken with its total alone; an empty age or a dash is nobody.
    """
    report, areas = Report(), Areas(city, book)
    names = _register_ages()
    needed = [each for each in names if not each.endswith(str(NINETY))]
    file = File(content, {**REGISTER_COLUMNS, **names}, ["day", *needed])
    firsts = (*FIRST_AGES, NINETY) if {"m90", "f90"} <= file.has else FIRST_AGES
    found: dict[tuple[int, date], Counts] = {}
    for line, cells in file.rows(report):
        try:
            area, day = areas.find(cells["code"], cells["name"], cells["municipality"]), _day(cells["day"])
            if (area.pk, day) in found:
                raise BadInput(_("This area stands in the file twice for one day."))
            counts, remark = _register_row(cells, line, area, firsts)
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
            continue
        found[area.pk, day] = counts
        report.tell(line, "added", remark)
    return _keep(actor, city, report, Called(code, name, source, Kind.REGISTER, name_en), found)


def _register_row(cells: dict[str, str], line: int, area: Area, firsts: Sequence[int]) -> tuple[Counts, str]:
    counts = Counts(area, line, status=Status.OBSERVED)
    told = cells["households"]
    counts.households = _count(told) if told and told not in WITHHELD else None
    if any(cells[f"{letter}{first}"] in WITHHELD for letter in "mf" for first in firsts):
        counts.totals[BOTH] = _count(cells["total"])
        return counts, _("Its ages are withheld; the total alone is taken.")
    for sex, letter in ((MEN, "m"), (WOMEN, "f")):
        for first, after in zip(firsts, [*firsts[1:], None], strict=True):
            counts.by_age[sex][first] = _nobody_or(cells[f"{letter}{first}"])
            counts.after[first] = after
    for sex, column in enumerate(("male", "female", "total")):
        if cells[column]:
            counts.totals[sex] = _count(cells[column])
    return counts, ""


def _nobody_or(text: str) -> float:
    return 0.0 if text in ("", "-", "―", "－") else _count(text)


# ── years as columns: a published projection's totals ────────────────────────────────────────────────────────────────

TOTALS_COLUMNS = {"code": ["地域コード", "団体コード"], "name": ["地域名", "市区町村名", "地域"]}
GROUP = re.compile(r"(?:age)?(\d{1,3})(?:[_~〜～-](\d{1,3})歳?|歳以上|plus|\+)[_ ]?((?:18|19|20|21)\d\d)年?")


def import_totals(
    actor: Actor, city: City, book: Directory, content: bytes, *, code: str, name: str, source: str, name_en: str = ""
) -> Report:
    """A published projection, one area a line, years as columns (2025), and broad ages of some years (age0_14_2050).

    The first year is the census it rests on.
    """
    report, areas = Report(), Areas(city, book)
    file = File(content, TOTALS_COLUMNS, keep_rest=True)
    years, groups = _year_columns(file.header)
    ages = sorted({first for each in groups.values() for first, _title in each}) or [0]
    rows: list[tuple[int, People]] = []
    for line, cells in file.rows(report):
        try:
            area = areas.find(cells["code"], cells["name"])
            if any(row.area == area for _line, row in rows):
                raise BadInput(_("This area stands in the file twice."))
            rows += [(line, row) for row in _totals_of(area, cells, years, groups, ages)]
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
        else:
            report.counts["added"] += 1
    for line, sentence in _cities_that_differ(rows, book):
        report.tell(line, "refused", sentence)
    called = Called(code, name, source, Kind.PUBLISHED, name_en)
    return _keep_rows(actor, city, report, called, ages, [row for _line, row in rows])


Groups = dict[int, list[tuple[int, str]]]


def _year_columns(header: Sequence[str]) -> tuple[dict[int, str], Groups]:
    """The column of each year's total, and those of its broad ages, as (first age, column)."""
    years: dict[int, str] = {}
    groups: dict[int, list[tuple[int, int | None, str]]] = {}
    for title in map(plain, header):
        bare = title.replace(" ", "")
        if found := YEAR.fullmatch(bare):
            years[int(found[1])] = title
        elif found := GROUP.fullmatch(bare):
            after = int(found[2]) + 1 if found[2] else None
            groups.setdefault(int(found[3]), []).append((int(found[1]), after, title))
    if not years:
        raise BadInput(_("No column is a year. Name the columns of people by their years: 2025, 2030."))
    for each in groups.values():
        each.sort(key=lambda group: group[0])
        check_nesting([first for first, _after, _title in each], {first: after for first, after, _title in each})
    if len({tuple(first for first, _after, _title in each) for each in groups.values()}) > 1:
        raise BadInput(_("The broad ages of different years differ. Give them in separate files."))
    return years, {year: [(first, title) for first, _after, title in each] for year, each in groups.items()}


def _totals_of(
    area: Area, cells: dict[str, str], years: dict[int, str], groups: Groups, ages: Sequence[int]
) -> Iterator[People]:
    base = min(years)
    for year, title in sorted(years.items()):
        if not plain(cells.get(title)):
            continue
        total, day = _count(plain(cells[title])), date(year, *CENSUS_DAY)
        status = Status.OBSERVED if year == base else Status.PROJECTED
        if year not in groups:
            yield row_of_total(area, day, status, total)
            continue
        both = [_count(plain(cells.get(column))) for _first, column in groups[year]]
        if abs(sum(both) - total) > len(both):
            raise BadInput(_adds_up_to(area, sum(both), total, year))
        yield row_of_both(area, day, status, ages, both)


def _cities_that_differ(rows: list[tuple[int, People]], book: Directory) -> Iterator[tuple[int, str]]:
    """The city's line, for each year in which all wards are there and do not add up to it."""
    wards = {ward.pk for ward in book.wards}
    of_day: dict[date, dict[int, float]] = {}
    for _line, row in rows:
        of_day.setdefault(row.day, {})[row.area_id] = row.total
    for line, row in rows:
        found = of_day[row.day]
        if row.area.kind != Area.Kind.CITY or not wards or not wards <= found.keys():
            continue
        added = sum(found[ward] for ward in wards)
        if abs(added - row.total) > len(wards):
            sentence = _("In %(year)d the wards add up to %(added)s, the city has %(told)s. Correct the wrong one.")
            yield line, sentence % {"year": row.day.year, "added": f"{added:,.0f}", "told": f"{row.total:,.0f}"}


def import_published(
    actor: Actor, city: City, book: Directory, content: bytes, *, code: str, name: str, source: str, name_en: str = ""
) -> Report:
    """A published projection in either form: totals with years as columns, or by sex and age, one figure a line."""
    called = {"code": code, "name": name, "source": source, "name_en": name_en}
    header = {header_key(title) for title in File(content, {}).header}
    if any(YEAR.fullmatch(title) for title in header):
        return import_totals(actor, city, book, content, **called)
    told = header & {header_key(title) for title in ("kind", *LONG_COLUMNS["kind"])}
    kinds = (PROJECTION,) if told else (PROJECTION, "")
    return import_census(actor, city, book, content, kinds=kinds, **called)


# ── judged whole, kept whole ─────────────────────────────────────────────────────────────────────────────────────────


def _keep(actor: Actor, city: City, report: Report, called: Called, found: dict[tuple[int, date], Counts]) -> Report:
    rows = []
    ages: list[int] = []
    whole = not report.counts["refused"]  # a line that is missing for a fault of its own is not told twice
    for (_area_id, day), counts in found.items() if whole else ():
        try:
            if not any(counts.by_age) and BOTH in counts.totals:
                rows.append(row_of_total(counts.area, day, counts.status, counts.totals[BOTH], **_homes(counts)))
                continue
            own = _ages_of(counts, day)
            ages = ages or own
            if own != ages:
                sentence = _(
                    "%(area)s in %(year)d has ages to %(one)d+, others to %(other)d+. Send it in a file of its own."
                )
                told = {"area": counts.area, "year": day.year, "one": own[-1], "other": ages[-1]}
                raise BadInput(sentence % told)
            rows.append(_row(counts, day, ages))
        except BadInput as refusal:
            report.tell(counts.line, "refused", str(refusal))
    return _keep_rows(actor, city, report, called, ages or [0], rows)


def _ages_of(counts: Counts, day: date) -> list[int]:
    """The first ages of a row's groups. BadInput when one is missing for a sex, or groups leave gaps or overlap."""
    ages = sorted({first for sex in counts.sexes for first in counts.by_age[sex]})
    told = {"area": counts.area, "year": day.year}
    missing = [first for sex in counts.sexes for first in ages if first not in counts.by_age[sex]]
    if missing or not ages:
        age = missing[0] if missing else 0
        raise BadInput(
            _("%(area)s in %(year)d: the ages from %(age)d are missing. Add the line.") % {**told, "age": age}
        )
    try:
        check_nesting(ages, counts.after)
    except BadInput as refusal:
        raise BadInput(_("%(area)s in %(year)d: %(fault)s") % {**told, "fault": refusal}) from None
    return ages


def check_nesting(ages: Sequence[int], after: dict[int, int | None]) -> None:
    """BadInput unless groups follow each other from 0 on, the last one open."""
    if ages[0] != 0:
        raise BadInput(_("The ages begin at %(age)d. Begin at 0.") % {"age": ages[0]})
    for first, following in zip(ages, [*ages[1:], None], strict=True):
        if after[first] == following:
            continue
        if following is None:
            raise BadInput(
                _("The oldest group ends at %(age)s. Give an open one, as 90+.") % {"age": (after[first] or 0) - 1}
            )
        if after[first] is None or (after[first] or 0) > following:
            raise BadInput(
                _("The ages from %(one)d and from %(other)d overlap. Give groups that do not.")
                % {"one": first, "other": following}
            )
        raise BadInput(_("The ages from %(age)d are missing. Add them.") % {"age": after[first]})


def _row(counts: Counts, day: date, ages: Sequence[int]) -> People:
    known = [[counts.by_age[sex][first] for first in ages] for sex in counts.sexes]
    unknown = [counts.unknown[sex] for sex in counts.sexes]
    sums = {sex: sum(counts.by_age[sex].values()) + counts.unknown[sex] for sex in counts.sexes}
    sums.setdefault(BOTH, sum(sums.values()))
    for sex, told in counts.totals.items():
        if sex in sums and abs(sums[sex] - told) > _rounding(told):
            raise BadInput(_adds_up_to(counts.area, sums[sex], told, day.year))
    people = analysis.spread_unknown(known, unknown)
    more = _homes(counts)
    if any(unknown):
        more["unknown"] = unknown
    if counts.sexes == (BOTH,):
        return row_of_both(counts.area, day, counts.status, ages, people[0], **more)
    return people_row(counts.area, day, counts.status, ages, *people, **more)


def _homes(counts: Counts) -> dict[str, Any]:
    return {"households": counts.households, "alone75": counts.alone75}


def _rounding(people: float) -> float:
    """By how much sums of published figures may differ: half a person, or in projections a thousandth of a per cent."""
    return 1.5 + 1e-5 * people


def _adds_up_to(area: Area, added: float, told: float, year: int | None = None) -> str:
    sentence = (
        _("%(area)s in %(year)d: the ages add up to %(added)s, the total says %(told)s. Correct the wrong one.")
        if year
        else _("%(area)s: the ages add up to %(added)s, the total says %(told)s. Correct the wrong one.")
    )
    return sentence % {"area": area, "year": year, "added": f"{added:,.0f}", "told": f"{told:,.0f}"}


def _keep_rows(
    actor: Actor, city: City, report: Report, called: Called, ages: Sequence[int], rows: list[People]
) -> Report:
    if report.counts["refused"] or not rows:
        report.counts["added"] = report.counts["changed"] = 0
        return report
    known = Table.objects.filter(code=called.code).first()
    if known is not None:
        _replaceable(known, called, rows)
        if list(known.ages) == list(ages) and _figures(known.rows.all()) == _figures(rows):
            report.counts["unchanged"] += report.counts["added"]
            report.counts["added"] = 0
            return report
        report.counts["changed"], report.counts["added"] = report.counts["added"], 0
    table = known or Table(city=city, code=called.code)
    table.name, table.source, table.kind, table.ages = called.name, called.source, called.kind, list(ages)
    table.name_en = called.name_en or table.name_en
    table.note = SPREAD if any(row.unknown for row in rows) else ""
    keep_table(actor, table=table, rows=rows, file_digest=report.file_digest)
    return report


def _replaceable(known: Table, called: Called, rows: Sequence[People]) -> None:
    """BadInput when what is kept under this short name is another kind of table, or of other years."""
    if known.kind != called.kind:
        raise BadInput(
            _("The short name “%(code)s” belongs to a table of another kind (%(kind)s). Choose another.")
            % {"code": known.code, "kind": known.get_kind_display()}
        )
    lost = {day.year for day in known.rows.values_list("day", flat=True)} - {row.day.year for row in rows}
    if lost:
        raise BadInput(
            _("“%(code)s” has figures of %(years)s, which this file has not. Choose another short name for the file.")
            % {"code": known.code, "years": ", ".join(map(str, sorted(lost)))}
        )


def _figures(rows: Iterable[People]) -> dict[tuple[int, date], tuple[object, ...]]:
    """What a table says. How many were of unknown age is left out: our own files have them spread already."""
    return {
        (row.area_id, row.day): (
            row.status, row.male, row.female, [float(each) for each in row.both], row.total, row.households, row.alone75
        )
        for row in rows
    }  # fmt: skip


# ── timetables ───────────────────────────────────────────────────────────────────────────────────────────────────────


def import_feed(actor: Actor, city: City, content: bytes, *, code: str, name: str, source: str = "") -> Report:
    """A timetable (zip). Refused with every fault named, or taken whole; the same file again changes nothing."""
    report = Report(file_digest=sha256(content).hexdigest())
    known = Feed.objects.filter(code=code).first()
    if known is not None and known.digest == report.file_digest:
        report.tell(1, "unchanged")
        return report
    faults, facts = analysis.feed_facts(content)
    for fault in faults:
        report.tell(1, "refused", fault.said(_))
    if facts is None:
        return report
    feed = known or Feed(city=city, code=code)
    feed.name, feed.source, feed.content, feed.digest = name, source, content, report.file_digest
    feed.valid_from, feed.valid_to, feed.figures = facts.valid_from, facts.valid_to, facts.figures
    keep_feed(actor, feed=feed)
    report.tell(1, "changed" if known else "added")
    return report
