"""Whether an office offers a service as its standard demands.

The rules of parity:
1. Judged is every counter that is open on the day. A closed office is not judged, and an office without a counter never.
2. The standard that holds on the day counts. A ward's variant is judged by the standard of the city's service it comes
   from, and stands for that service at the offices that offer it.
3. Level: "in full" is more than "passed on", and that is more than "not handled". Less than the standard demands of this
   kind of office falls short; more is noted as beyond the standard. What is beyond is not measured any further.
4. Hours: an office that opens later or closes earlier than the standard demands falls short. The hours of the offer
   count, without them those of the office.
5. Decided: where the standard demands a decision at the counter of an office that handles the service in full, a
   decision at headquarters falls short.
6. Documents: each document that an office asks for beyond those of the standard is one too many. A standard or an offer
   that names none means those of the catalogue.
7. Wait and days to the result: the average of the last twelve whole months, weighted by cases and rounded to a tenth,
   must not exceed the standard's.
8. What nobody has said or counted (hours, place of decision, waits) is not held against an office.
9. A service without a standard is noted; no office can fall short of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any

from wakimizu.apps.city.models import Office
from wakimizu.apps.services.models import Offering, Service, Standard, level_of
from wakimizu.apps.services.workflow import HEIGHT, Decided, Fault, Level

MONTHS_JUDGED = 12

Hours = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Observed:
    """Some months of an office's service, as sums: cases, minutes waited by how many, days taken by how many."""

    cases: int = 0
    minutes: float = 0.0
    waiting: int = 0
    days: float = 0.0
    leading: int = 0

    @property
    def wait(self) -> float | None:
        return self.minutes / self.waiting if self.waiting else None

    @property
    def lead(self) -> float | None:
        return self.days / self.leading if self.leading else None

    def __add__(self, other: "Observed") -> "Observed":
        return Observed(
            self.cases + other.cases,
            self.minutes + other.minutes,
            self.waiting + other.waiting,
            self.days + other.days,
            self.leading + other.leading,
        )


NOTHING_OBSERVED = Observed()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the standard demands, what was found, and whether that falls short."""

    fault: str
    demanded: Any  # a Level, Hours, a Decided, documents, minutes, days: as the fault has it
    found: Any
    short: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """An office and a service: how far the service is handled, how far it must be, and where it falls short."""

    level: str
    demanded: str
    has_standard: bool
    shortfalls: tuple[Finding, ...] = ()

    @property
    def is_demanded(self) -> bool:
        return self.demanded != Level.NONE

    @property
    def is_met(self) -> bool:
        return self.is_demanded and not self.shortfalls

    @property
    def is_beyond(self) -> bool:
        return self.has_standard and HEIGHT[self.level] > HEIGHT[self.demanded]


def months_judged(day: date) -> list[date]:
    """The first days of the last twelve whole months before a day, oldest first."""
    return months_before(day, MONTHS_JUDGED)


def months_before(day: date, count: int) -> list[date]:
    last = day.year * 12 + day.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - count, last)]


def judge(
    *,
    office: Office,
    service: Service,
    standard: Standard | None,
    offering: Offering | None,
    variant: Service | None = None,
    observed: Observed = NOTHING_OBSERVED,
) -> Cell:
    """The cell of an open counter. `offering` may be of a variant, which is then named; `service` is the city's own."""
    level = offering.level if offering else Level.NONE
    demanded = level_of(standard, office.kind)
    if demanded == Level.NONE:
        return _untroubled(level, demanded, standard is not None)
    findings = compared(
        office=office, service=service, standard=standard, offering=offering, variant=variant, observed=observed
    )
    short = tuple(finding for finding in findings if finding.short)
    return Cell(level, demanded, True, short) if short else _untroubled(level, demanded, True)


@lru_cache(maxsize=32)
def _untroubled(level: str, demanded: str, has_standard: bool) -> Cell:
    """Cells without a shortfall are alike in thousands, so they are one."""
    return Cell(level, demanded, has_standard)


def compared(
    *,
    office: Office,
    service: Service,
    standard: Standard | None,
    offering: Offering | None,
    variant: Service | None = None,
    observed: Observed = NOTHING_OBSERVED,
) -> Iterator[Finding]:
    """Everything the standard demands of this office beside what is found, in the order of the rules."""
    demanded = level_of(standard, office.kind)
    if standard is None or demanded == Level.NONE:
        return
    level = offering.level if offering else Level.NONE
    missing = Fault.MISSING if level == Level.NONE else Fault.BELOW
    yield Finding(missing, demanded, level, HEIGHT[level] < HEIGHT[demanded])
    if offering is None:
        return
    if standard.opens and standard.closes:
        hours = hours_of(office, offering)
        short = hours is not None and (hours[0] > standard.opens or hours[1] < standard.closes)
        yield Finding(Fault.HOURS, (standard.opens, standard.closes), hours, short)
    if standard.decided and demanded == level == Level.FULL:
        short = standard.decided == Decided.COUNTER and offering.decided == Decided.HQ
        yield Finding(Fault.DECIDED, standard.decided, offering.decided, short)
    if standard.documents is not None or offering.documents is not None or variant is not None:
        allowed = service.documents if standard.documents is None else standard.documents
        asked = (variant or service).documents if offering.documents is None else offering.documents
        yield Finding(Fault.DOCUMENTS, tuple(allowed), tuple(asked), bool(too_many(allowed, asked)))
    if standard.wait_minutes is not None:
        yield _at_most(Fault.WAIT, standard.wait_minutes, observed.wait)
    if standard.lead_days is not None:
        yield _at_most(Fault.LEAD, standard.lead_days, observed.lead)


def _at_most(fault: str, most: int, average: float | None) -> Finding:
    mean = None if average is None else round(average, 1)
    return Finding(fault, most, mean, mean is not None and mean > most)


def hours_of(office: Office, offering: Offering) -> Hours | None:
    opens, closes = (offering.opens, offering.closes) if offering.opens else (office.opens, office.closes)
    return (opens, closes) if opens and closes else None


def too_many(allowed: Iterable[str], asked: Iterable[str]) -> list[str]:
    """The documents that are asked for and not allowed; blanks around a name make no difference."""
    known = {name.strip() for name in allowed}
    return [name for name in asked if name.strip() not in known]
