"""The ground that duties stand on: units, duties, staff and allotments of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.services.duties import allotments
from wakimizu.apps.services.duties.comparison import Comparison, compare
from wakimizu.apps.services.duties.rules import DutyFault, faults
from wakimizu.apps.services.duties.units import Units
from wakimizu.apps.services.models import Allotment, Duty, DutyPart


@dataclass
class Ground:
    """What everybody who looks at duties needs, read once."""

    units: Units
    duties: list[Duty]
    staff: dict[str, Decimal]
    listed: list[Allotment]

    def named(self, code: str) -> Allotment | None:
        return next((each for each in self.listed if each.code == code), None)

    @property
    def in_force(self) -> Allotment | None:
        return next((each for each in self.listed if each.in_force), None)

    def faults(self, parts: Sequence[DutyPart]) -> list[DutyFault]:
        return faults(parts, self.duties, self.units, self.staff)

    def compare(self, before: Sequence[DutyPart], after: Sequence[DutyPart]) -> Comparison:
        return compare(before, after, self.duties, self.units, self.staff)


def ground_of(book: Directory, today: date) -> Ground:
    return Ground(
        Units(book, today), allotments.all_duties(), allotments.staff_on(today, book), allotments.all_allotments()
    )
