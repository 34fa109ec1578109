"""People as rows: made with their sums, read back as numbers by sex and age, areas put together to larger ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.population import analysis
from wakimizu.apps.population.analysis import Array
from wakimizu.apps.population.models import People
from wakimizu.shared.errors import BadInput

NARROWEST_FIRST = (Area.Kind.MESH, Area.Kind.BLOCK, Area.Kind.DISTRICT, Area.Kind.WARD, Area.Kind.CITY)


def people_row(
    area: Area, day: date, status: str, ages: Sequence[int], male: Iterable[float], female: Iterable[float], **more: Any
) -> People:
    """A row with its sums: all, 65 and more, 75 and more."""
    sexes = np.array([list(male), list(female)], dtype=float)
    counts = np.round(sexes, 3).tolist()
    row = People(area=area, day=day, status=status, male=counts[0], female=counts[1], **more)
    return _summed(row, ages, sexes.sum(axis=0))


def row_of_both(area: Area, day: date, status: str, ages: Sequence[int], both: Sequence[float], **more: Any) -> People:
    """A row of a source that does not tell men from women."""
    row = People(area=area, day=day, status=status, male=[], female=[], both=list(both), **more)
    return _summed(row, ages, np.array(both, dtype=float))


def row_of_total(area: Area, day: date, status: str, total: float, **more: Any) -> People:
    """A row of which only the total is known."""
    return People(area=area, day=day, status=status, male=[], female=[], total=total, **more)


def _summed(row: People, ages: Sequence[int], people: Array) -> People:
    row.total = round(float(people.sum()), 3)
    row.aged65, row.aged75 = (_from(age, ages, people) for age in (65, 75))
    return row


def _from(age: int, ages: Sequence[int], people: Array) -> float | None:
    """People of an age and more; None where no group begins there."""
    return round(float(people[list(ages).index(age) :].sum()), 3) if age in ages else None


def by_sex(row: People) -> Array:
    """(2, ages); empty where the sexes are not known."""
    return np.array([row.male, row.female], dtype=float)


def by_age(row: People) -> Array:
    """Both sexes, (ages,); empty where no ages are known."""
    return np.array(row.both, dtype=float) if row.both else by_sex(row).sum(axis=0)


@dataclass(frozen=True)
class Above:
    """Larger areas: each is the sum of units, by numbers that say which unit lies in which."""

    areas: list[Area]
    number: list[int]

    def sums(self, values: Array) -> Array:
        """Of an array with units in its first axis."""
        return analysis.sum_by(values, self.number, len(self.areas))


@dataclass(frozen=True, eq=False)
class Units:
    """The areas that are computed with, all of one kind, and what they add up to."""

    areas: list[Area]
    book: Directory

    @cached_property
    def wards(self) -> Above:
        """The wards they lie in; a unit without a ward, as the city itself, stands for itself."""
        own = [self.book.ward_of(area) or self.book.ward_of(self._district(area)) or area for area in self.areas]
        return _above(own)

    @cached_property
    def districts(self) -> Above | None:
        """Of cells and blocks: by outline or nearest centre, within their ward."""
        if not self.areas or self.areas[0].kind not in (Area.Kind.MESH, Area.Kind.BLOCK) or not self.book.districts:
            return None
        found = [
            self._district(area, self.wards.areas[ward])
            for area, ward in zip(self.areas, self.wards.number, strict=True)
        ]
        return _above([each for each in found if each]) if all(found) else None

    @cached_property
    def city(self) -> Above | None:
        """The city, where it is one of the areas and not the only unit."""
        whole = next((area for area in self.book.areas.values() if area.kind == Area.Kind.CITY), None)
        if whole is None or self.areas[0].kind == Area.Kind.CITY:
            return None
        return Above([whole], [0] * len(self.areas))

    @cached_property
    def levels(self) -> list[Above]:
        """The units themselves and all above them."""
        levels = [Above(self.areas, list(range(len(self.areas))))]
        if self.districts:
            levels.append(self.districts)
        if self.areas[0].kind not in (Area.Kind.WARD, Area.Kind.CITY):
            levels.append(self.wards)
        return [*levels, self.city] if self.city else levels

    def _district(self, area: Area, ward: Area | None = None) -> Area | None:
        if area.kind == Area.Kind.BLOCK and area.parent_id in {district.pk for district in self.book.districts}:
            return self.book.area(area.parent_id)
        if area.lat is None or area.lon is None or area.kind not in (Area.Kind.MESH, Area.Kind.BLOCK):
            return None
        place = self.book.locate(area.lat, area.lon)
        if place and place.district and (ward is None or place.district.parent_id == ward.pk):
            return place.district
        among = self.book.districts_of(ward.pk) if ward else self.book.districts
        return min(
            (each for each in among if each.lat is not None and each.lon is not None),
            key=lambda each: (each.lat - area.lat) ** 2 + (0.84 * (each.lon - area.lon)) ** 2,  # type: ignore[operator]
            default=None,
        )


def _above(of_unit: Sequence[Area]) -> Above:
    areas = sorted({area.pk: area for area in of_unit}.values(), key=lambda area: area.code)
    place = {area.pk: number for number, area in enumerate(areas)}
    return Above(areas, [place[area.pk] for area in of_unit])


def narrowest(rows: Sequence[People]) -> list[People]:
    """The rows of the smallest kind of area among them. BadInput when there is none."""
    for kind in NARROWEST_FIRST:
        found = [row for row in rows if row.area.kind == kind]
        if found:
            return found
    from django.utils.translation import gettext as _

    raise BadInput(_("There are no people of that day in this table. Choose another day or table."))
