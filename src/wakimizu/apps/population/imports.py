"""Files in: census tables by age, the national form 地域・年齢別人口 (old and new columns), timetables in GTFS-JP.

A table is taken whole or not at all: one wrong row would make every total wrong. The report names each wrong row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import parse_day
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.population import analysis
from wakimizu.apps.population.models import Feed, People, Table
from wakimizu.apps.population.operations import keep_feed, keep_table
from wakimizu.apps.population.workflow import Kind, Status
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import Report, municipality_code
from wakimizu.shared.tables import Table as File

CENSUS_COLUMNS = {
    "code": ["地域コード", "code"],
    "name": ["地域名", "name"],
    "kind": ["種別", "kind"],
    "sex": ["性別", "sex"],
    "age": ["年齢", "age"],
    "year": ["年", "調査年", "year"],
    "people": ["人口", "population"],
}
SEXES = {"M": 0, "男": 0, "男性": 0, "F": 1, "女": 1, "女性": 1}
TOTAL, UNKNOWN = {"総数", "計", "total"}, {"年齢不詳", "不詳", "unknown"}
AGE = re.compile(r"^(\d{1,3})(?:[~〜～-](\d{1,3}))?(?:歳)?(以上|\+)?(?:歳以上)?$")

REGISTER_COLUMNS = {
    "code": ["全国地方公共団体コード", "都道府県コード又は市区町村コード"],
    "area_code": ["地域コード"],
    "day": ["調査年月日"],
    "name": ["地域名"],
    "total": ["総人口"],
    "male": ["男性"],
    "female": ["女性"],
    "households": ["世帯数"],
}
FIRST_AGES = [*range(0, 90, 5)]


def _register_ages() -> dict[str, list[str]]:
    """Our name (m0, f0, m5, …) → the national form's."""
    names = {}
    for first in FIRST_AGES:
        words = f"{first}-{first + 4}歳" if first < 85 else "85歳以上"
        names[f"m{first}"], names[f"f{first}"] = [f"{words}の男性"], [f"{words}の女性"]
    return names


@dataclass(slots=True)
class Counts:
    """One area on one day, as it is being read."""

    area: Area
    line: int
    by_age: tuple[dict[int, float], dict[int, float]] = field(default_factory=lambda: ({}, {}))
    totals: dict[int, float] = field(default_factory=dict)
    unknown: list[float] = field(default_factory=lambda: [0.0, 0.0])
    households: float | None = None


def import_census(
    actor: Actor,
    city: City,
    book: Directory,
    content: bytes,
    *,
    code: str,
    name: str,
    source: str,
    kinds: tuple[str, ...] = (),
) -> Report:
    """A census table, one figure a line: 地域コード, 性別, 年齢, 年, 人口. Unknown ages are spread; totals must agree.

    With `kinds` only lines of these kinds are read (a file may hold a census and a projection).
    """
    report = Report()
    found: dict[tuple[int, int], Counts] = {}
    for line, cells in File(content, CENSUS_COLUMNS, ["sex", "age", "year", "people"]).rows(report):
        if kinds and cells["kind"] not in kinds:
            report.counts["unchanged"] += 1
            continue
        try:
            _take(cells, line, city, book, found)
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
        else:
            report.counts["added"] += 1
    projected = bool(kinds) and "census" not in kinds
    kind, status = (Kind.PUBLISHED, Status.PROJECTED) if projected else (Kind.CENSUS, Status.OBSERVED)
    rows = {(area, date(year, 10, 1)): counts for (area, year), counts in found.items()}
    return _keep(actor, city, report, code, name, source, kind, status, rows)


def _take(cells: dict[str, str], line: int, city: City, book: Directory, found: dict[tuple[int, int], Counts]) -> None:
    area = _area(cells["code"] or city.code, cells["name"], city, book)
    if cells["sex"] not in SEXES:
        raise BadInput(_("“%(text)s” is no sex. Write M or F.") % {"text": cells["sex"]})
    if not re.fullmatch(r"(18|19|20|21)\d\d", cells["year"]):
        raise BadInput(_("“%(text)s” is no year.") % {"text": cells["year"]})
    sex, people = SEXES[cells["sex"]], _count(cells["people"])
    counts = found.setdefault((area.pk, int(cells["year"])), Counts(area, line))
    if cells["age"] in TOTAL:
        counts.totals[sex] = people
    elif cells["age"] in UNKNOWN:
        counts.unknown[sex] += people
    else:
        first = _age(cells["age"])
        if first in counts.by_age[sex]:
            raise BadInput(_("This age stands twice for one area, sex and year."))
        counts.by_age[sex][first] = people


def _age(text: str) -> int:
    fits = AGE.match(text.replace("歳", "").replace(" ", ""))
    if not fits:
        raise BadInput(_("“%(text)s” is no age group. Write it as 0-4 or 90+.") % {"text": text})
    return int(fits[1])


def _count(text: str) -> float:
    try:
        people = float(text.replace(",", ""))
    except ValueError:
        raise BadInput(_("“%(text)s” is not a number of people.") % {"text": text}) from None
    if not 0 <= people < 1e10:
        raise BadInput(_("There cannot be %(text)s people.") % {"text": text})
    return people


def _area(code: str, name: str, city: City, book: Directory) -> Area:
    """The area a row means: by the city's own code, a ward's national code, or its name."""
    national = municipality_code(code, [city.code, *(ward.code for ward in book.wards)]) if code else ""
    area = book.area_by_code.get(code) or book.area_by_code.get(national)
    area = area or next(
        (each for each in [*book.districts, *book.wards] if name and each.name in (name, name + "校区")), None
    )
    if area is None:
        raise BadInput(
            _("There is no area “%(text)s” in this city. Take the city's areas in first.") % {"text": name or code}
        )
    return area


def import_register(
    actor: Actor, city: City, book: Directory, content: bytes, *, code: str, name: str, source: str
) -> Report:
    """地域・年齢別人口, old or new columns: one area a line, its people by sex and five-year age."""
    report = Report()
    ages = _register_ages()
    found: dict[tuple[int, date], Counts] = {}
    for line, cells in File(content, {**REGISTER_COLUMNS, **ages}, ["day", *ages]).rows(report):
        try:
            area = _area(cells["area_code"] or cells["code"], cells["name"], city, book)
            day = _day(cells["day"])
            if (area.pk, day) in found:
                raise BadInput(_("This area stands in the file twice for one day."))
            counts = Counts(area, line)
            for sex, letter in enumerate("mf"):
                counts.by_age[sex].update({first: _count(cells[f"{letter}{first}"] or "0") for first in FIRST_AGES})
                told = cells[("male", "female")[sex]]
                if told:
                    counts.totals[sex] = _count(told)
            counts.households = _count(cells["households"]) if cells["households"] else None
        except BadInput as refusal:
            report.tell(line, "refused", str(refusal))
            continue
        found[area.pk, day] = counts
        report.counts["added"] += 1
    return _keep(actor, city, report, code, name, source, Kind.REGISTER, Status.OBSERVED, found)


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise BadInput(_("This is not a day. Write it as 2026-12-01.")) from None


def _keep(
    actor: Actor,
    city: City,
    report: Report,
    code: str,
    name: str,
    source: str,
    kind: str,
    status: str,
    found: dict[tuple[int, date], Counts],
) -> Report:
    ages = sorted({first for counts in found.values() for sex in counts.by_age for first in sex})
    rows = []
    for (_area_id, day), counts in found.items():
        try:
            rows.append(_row(counts, day, status, ages))
        except BadInput as refusal:
            report.tell(counts.line, "refused", str(refusal))
    if report.counts["refused"] or not rows:
        report.counts["added"] = report.counts["changed"] = 0
        return report
    known = Table.objects.filter(code=code).first()
    if known is not None and known.file_digest == report.file_digest:
        report.counts["unchanged"] += report.counts["added"]
        report.counts["added"] = 0
        return report
    table = known or Table(city=city, code=code)
    table.name, table.source, table.kind, table.ages = name, source, kind, ages
    table.note = (
        "unknown ages spread by sex in proportion to the known" if any(any(row.unknown) for row in rows) else ""
    )
    keep_table(actor, table=table, rows=rows, file_digest=report.file_digest)
    return report


def _row(counts: Counts, day: date, status: str, ages: list[int]) -> People:
    missing = [first for sex in counts.by_age for first in ages if first not in sex]
    if missing:
        raise BadInput(
            _("%(area)s in %(year)d: the ages from %(age)d are missing.")
            % {"area": counts.area, "year": day.year, "age": missing[0]}
        )
    known = [[sex[first] for first in ages] for sex in counts.by_age]
    for sex, told in counts.totals.items():
        added = sum(known[sex]) + counts.unknown[sex]
        if abs(added - told) > 0.5 + 1e-3 * told:
            raise BadInput(
                _("%(area)s in %(year)d: the ages add up to %(added)s, the total says %(told)s.")
                % {"area": counts.area, "year": day.year, "added": f"{added:.0f}", "told": f"{told:.0f}"}
            )
    male, female = analysis.spread_unknown(known, counts.unknown)
    return people_row(
        counts.area, day, status, ages, male, female, unknown=counts.unknown, households=counts.households
    )


def people_row(
    area: Area, day: date, status: str, ages: list[int], male: list[float], female: list[float], **more: object
) -> People:
    """A row with its sums: all, 65 and more, 75 and more."""
    return People(
        area=area,
        day=day,
        status=status,
        male=[round(value, 3) for value in male],
        female=[round(value, 3) for value in female],
        total=round(sum(male) + sum(female), 3),
        aged65=_from(65, ages, male, female),
        aged75=_from(75, ages, male, female),
        **more,
    )


def _from(age: int, ages: list[int], male: list[float], female: list[float]) -> float | None:
    """People of an age and more; None where the groups do not nest."""
    if age not in ages:
        return None
    at = ages.index(age)
    return round(sum(male[at:]) + sum(female[at:]), 3)


def import_feed(actor: Actor, city: City, content: bytes, *, code: str, name: str, source: str = "") -> Report:
    """A timetable (zip). Refused with every fault named, or taken whole; the same file again changes nothing."""
    report = Report(file_digest=sha256(content).hexdigest())
    known = Feed.objects.filter(code=code).first()
    if known is not None and known.digest == report.file_digest:
        report.tell(1, "unchanged")
        return report
    faults, facts = analysis.feed_facts(content)
    for fault in faults:
        report.tell(1, "refused", fault)
    if faults:
        return report
    feed = known or Feed(city=city, code=code)
    feed.name, feed.source, feed.content, feed.digest = name, source, content, report.file_digest
    feed.valid_from, feed.valid_to, feed.figures = facts.valid_from, facts.valid_to, facts.figures
    keep_feed(actor, feed=feed)
    report.tell(1, "changed" if known else "added")
    return report


def age_words(ages: list[int]) -> Iterator[str]:
    """0–4, 5–9, …, 90+."""
    for first, after in zip(ages, [*ages[1:], None], strict=True):
        yield f"{first}–{after - 1}" if after is not None else f"{first}+"
