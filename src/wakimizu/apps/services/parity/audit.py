"""The parity audit: every office against every standard on a day, who is affected, how far the wards are apart, the trend.

An audit is made from the counters and the directory in memory and one reading of the last twelve months. It is kept in
memory for the city's revision and the day: what changes a standard, an offer or a month raises the revision, so the next
reader sees it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import F, FloatField, Q, Sum

from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import Area, City, Office
from wakimizu.apps.services.analysis import Spread, WardValue, spread
from wakimizu.apps.services.counters import Counters, counter_offices, counters
from wakimizu.apps.services.models import Observation, Offering, Service, Standard
from wakimizu.apps.services.parity.rules import (
    NOTHING_OBSERVED,
    Cell,
    Finding,
    Observed,
    compared,
    judge,
    months_judged,
)
from wakimizu.apps.services.workflow import COUNTERS, HEIGHT, Fault, Level
from wakimizu.shared.scoping import in_city

Pair = tuple[int, int]  # office, service
KEPT = 8  # audits in memory: today's, and the days a trend was asked for


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where an office falls short in one thing."""

    office: Office
    service: Service
    finding: Finding

    @property
    def key(self) -> tuple[int, int, str]:
        return (self.office.pk, self.service.pk, self.finding.fault)


@dataclass(frozen=True, slots=True)
class People:
    """How many live in some areas; `whole` is False when a figure is missing, so that it is at least so many."""

    count: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the counters of a ward do for its people."""

    ward: Area
    people: int | None
    demanded: int
    met: int
    deviations: int
    cases: int
    wait: float | None
    lead: float | None
    full: dict[str, float]  # office kind → services handled in full, on average of the ward's offices of that kind

    @property
    def share(self) -> float | None:
        return self.met / self.demanded if self.demanded else None


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of all wards beside each other: "share", "wait", "lead", or "full" with an office kind."""

    name: str
    kind: str
    values: list[WardValue]
    spread: Spread | None

    @property
    def key(self) -> str:
        return f"{self.name}:{self.kind}"


@dataclass(frozen=True, eq=False)
class Audit:
    """All open counters against all standards of a day."""

    day: date
    book: Directory
    known: Counters
    offices: list[Office]
    services: list[Service]  # rows of the matrix: the city's own, variants stand for theirs
    standards: dict[int, Standard]
    offered: dict[Pair, Offering]
    year: dict[Pair, Observed]
    cells: dict[int, dict[int, Cell]]  # office → service → cell
    deviations: list[Deviation]  # by office, then service, in the order of the matrix

    def cell(self, office: Office, service: Service) -> Cell:
        """KeyError for an office or service that is not in the audit."""
        return self.cells[office.pk][service.pk]

    def compared(self, office: Office, service: Service) -> list[Finding]:
        """All that the standard demands of an office for a service, met or not."""
        return list(compared(office=office, service=service, **self._facts(office, service)))

    def variant(self, office: Office, service: Service) -> Service | None:
        offering = self.offered.get((office.pk, service.pk))
        if offering is None or offering.service_id == service.pk:
            return None
        return self.known.services[offering.service_id]

    def _facts(self, office: Office, service: Service) -> dict[str, Any]:
        pair = (office.pk, service.pk)
        return {
            "standard": self.standards.get(self.known.standard_of(service)),
            "offering": self.offered.get(pair),
            "variant": self.variant(office, service),
            "observed": self.year.get(pair, NOTHING_OBSERVED),
        }

    # ── counts ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def demanded(self) -> int:
        return sum(outcome.demanded for outcome in self._by_ward.values())

    @cached_property
    def met(self) -> int:
        return sum(outcome.met for outcome in self._by_ward.values())

    @property
    def share(self) -> float | None:
        return self.met / self.demanded if self.demanded else None

    @cached_property
    def beyond(self) -> int:
        return sum(cell.is_beyond for row in self.cells.values() for cell in row.values())

    @cached_property
    def without_standard(self) -> list[Service]:
        return [service for service in self.services if self.known.standard_of(service) not in self.standards]

    @cached_property
    def by_office(self) -> dict[int, list[Deviation]]:
        found: dict[int, list[Deviation]] = {}
        for deviation in self.deviations:
            found.setdefault(deviation.office.pk, []).append(deviation)
        return found

    @property
    def fault_counts(self) -> list[tuple[str, int]]:
        """What falls short how often, in words."""
        return [(str(Fault(fault).label), n) for fault, n in self.by_fault.items()]

    @cached_property
    def by_fault(self) -> dict[str, int]:
        counted = Counter(deviation.finding.fault for deviation in self.deviations)
        return {fault: counted[fault] for fault in Fault.values if counted[fault]}

    # ── who is affected ──────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _served(self) -> dict[int, frozenset[int]]:
        """office → the areas it serves; a ward office serves its ward."""
        found: dict[int, set[int]] = {}
        for area, offices in self.book.serving(self.day).items():
            for number in offices:
                found.setdefault(number, set()).add(area)
        for office in self.offices:
            if office.kind == Office.Kind.WARD_OFFICE and office.ward_id:
                found.setdefault(office.pk, set()).add(office.ward_id)
        return {number: frozenset(areas) for number, areas in found.items()}

    def affected(self, deviations: Iterable[Deviation]) -> People:
        """The people of the areas that the offices of some deviations serve, each area once."""
        offices = {deviation.office.pk for deviation in deviations}
        areas = {area for office in offices for area in self._served.get(office, ())}
        people = people_of(areas, self.book)
        everywhere = areas >= {ward.pk for ward in self.book.wards}
        return replace(people, whole=people.whole and (everywhere or all(office in self._served for office in offices)))

    @cached_property
    def everyone_affected(self) -> People:
        return self.affected(self.deviations)

    def served_people(self, office: Office) -> People:
        return self._people[office.pk]

    @cached_property
    def _people(self) -> dict[int, People]:
        nobody = People(0, False)
        return {
            office.pk: people_of(self._served[office.pk], self.book) if office.pk in self._served else nobody
            for office in self.offices
        }

    def cases(self, deviation: Deviation) -> int | None:
        """Cases a year that waited too long or took too many days; other shortfalls are not counted in cases."""
        if deviation.finding.fault not in (Fault.WAIT, Fault.LEAD):
            return None
        return self.year[deviation.office.pk, deviation.service.pk].cases

    # ── wards beside each other ──────────────────────────────────────────────────────────────────────────────────────

    @property
    def outcomes(self) -> list[Outcome]:
        """One for each ward that has an open counter, in the order of the wards."""
        return [self._by_ward[ward.pk] for ward in self.book.wards if ward.pk in self._by_ward]

    @cached_property
    def _by_ward(self) -> dict[int | None, Outcome]:
        of_ward: dict[int | None, list[Office]] = {}
        for office in self.offices:
            of_ward.setdefault(office.ward_id, []).append(office)
        return {ward: self._outcome(ward, offices) for ward, offices in of_ward.items()}

    @cached_property
    def _observed(self) -> dict[int, Observed]:
        """office → its year, all services together."""
        found: dict[int, Observed] = {}
        for (office, _service), seen in self.year.items():
            found[office] = found.get(office, NOTHING_OBSERVED) + seen
        return found

    def _outcome(self, ward: int | None, offices: list[Office]) -> Outcome:
        cells = [cell for office in offices for cell in self.cells[office.pk].values()]
        kinds: dict[str, list[int]] = {}
        for office in offices:
            full = sum(cell.level == Level.FULL for cell in self.cells[office.pk].values())
            kinds.setdefault(office.kind, []).append(full)
        observed = sum((self._observed.get(office.pk, NOTHING_OBSERVED) for office in offices), NOTHING_OBSERVED)
        area = self.book.area(ward)
        return Outcome(
            ward=area or Area(name="–", code=""),
            people=people_in(area) if area else None,
            demanded=sum(cell.is_demanded for cell in cells),
            met=sum(cell.is_met for cell in cells),
            deviations=sum(len(cell.shortfalls) for cell in cells),
            cases=observed.cases,
            wait=observed.wait,
            lead=observed.lead,
            full={kind: sum(counts) / len(counts) for kind, counts in kinds.items()},
        )

    @cached_property
    def measures(self) -> list[Measure]:
        """Every figure with its spread; a figure that no ward has is left out."""
        plain = [self._measure("share"), self._measure("wait"), self._measure("lead")]
        return [each for each in [*plain, *(self._measure("full", kind) for kind in COUNTERS)] if each.values]

    def _measure(self, name: str, kind: str = "") -> Measure:
        found = [(each, each.full.get(kind) if name == "full" else getattr(each, name)) for each in self.outcomes]
        values = [WardValue(each.ward, value, each.people) for each, value in found if value is not None]
        return Measure(name, kind, values, spread(values))


def people_in(area: Area) -> int | None:
    return area.figures.get("people") if area.figures else None


def people_of(areas: Collection[int], book: Directory) -> People:
    """The people of some areas; one that lies within another of them is not counted twice."""
    count, whole = 0, bool(areas)
    for number in areas:
        area = book.area(number)
        if area is None or _lies_within(area, areas, book):
            continue
        people = people_in(area)
        count, whole = count + (people or 0), whole and people is not None
    return People(count, whole)


def _lies_within(area: Area, areas: Collection[int], book: Directory) -> bool:
    above = book.area(area.parent_id)
    while above is not None:
        if above.pk in areas:
            return True
        above = book.area(above.parent_id)
    return False


# ── making one ───────────────────────────────────────────────────────────────────────────────────────────────────────


def audit(city: City, day: date) -> Audit:
    """The city's audit of a day. `city` must be freshly read."""
    return _audit(counters(city), directory(city), day)


@lru_cache(maxsize=KEPT)
def _audit(known: Counters, book: Directory, day: date) -> Audit:
    """Known by the counters and the directory themselves: there is one of each for a city's revision."""
    offices = counter_offices(book.offices.values(), day)
    listed = {service.pk: service for service in known.listed(day)}
    services = [service for service in listed.values() if service.base_id not in listed]
    rows = {
        number: each.base_id if each.base_id and each.base_id in listed else number for number, each in listed.items()
    }
    standards, offered = known.standards_on(day), _offered(known, rows, day)
    with in_city(known.city_id):
        year = _observed(months_judged(day), rows)
    cells: dict[int, dict[int, Cell]] = {}
    deviations: list[Deviation] = []
    for office in offices:
        row = cells[office.pk] = {}
        for service in services:
            pair = (office.pk, service.pk)
            offering = offered.get(pair)
            variant = listed[offering.service_id] if offering and offering.service_id != service.pk else None
            row[service.pk] = cell = judge(
                office=office,
                service=service,
                standard=standards.get(known.standard_of(service)),
                offering=offering,
                variant=variant,
                observed=year.get(pair, NOTHING_OBSERVED),
            )
            deviations += [Deviation(office, service, finding) for finding in cell.shortfalls]
    return Audit(day, book, known, offices, services, standards, offered, year, cells, deviations)


def _offered(known: Counters, rows: dict[int, int], day: date) -> dict[Pair, Offering]:
    """What each office offers in each row: of a service and its variants what goes farthest, the city's own before them."""
    found: dict[Pair, Offering] = {}
    for offering in known.offerings:
        row = rows.get(offering.service_id)
        if row is None or not offering.valid_on(day):
            continue
        pair = (offering.office_id, row)
        if pair not in found or _farther(offering, row) > _farther(found[pair], row):
            found[pair] = offering
    return found


def _farther(offering: Offering, row: int) -> tuple[int, bool]:
    return HEIGHT[offering.level], offering.service_id == row


def _observed(months: Sequence[date], rows: dict[int, int]) -> dict[Pair, Observed]:
    """What was observed in some months, at each office for each row, variants added to theirs."""
    waited = F("volume") * F("wait_minutes")
    led = F("volume") * F("lead_days")
    sums = (
        Observation.objects.filter(month__in=months)
        .order_by()
        .values_list("office_id", "service_id")
        .annotate(
            cases=Sum("volume"),
            minutes=Sum(waited, output_field=FloatField()),
            waiting=Sum("volume", filter=Q(wait_minutes__isnull=False), default=0),
            days=Sum(led, output_field=FloatField()),
            leading=Sum("volume", filter=Q(lead_days__isnull=False), default=0),
        )
    )
    found: dict[Pair, Observed] = {}
    for office, service, cases, minutes, waiting, days, leading in sums.iterator(chunk_size=5_000):
        row = rows.get(service)
        if row is None:
            continue
        pair = (office, row)
        seen = Observed(cases, minutes or 0.0, waiting, days or 0.0, leading)
        found[pair] = found[pair] + seen if pair in found else seen
    return found
