"""Whom answers stand for: people aged 18 and more by age, sex and ward, from the newest count before a survey's last day.

The rules:
1. The wards' own count is used, the register's before the census' of the same day (population.queries.Speaking.newest).
2. Where its groups of ages do not begin at 18, the group that holds 18 is shared out evenly over its years: of 15 to 19, two fifths.
3. Where a count has no ages or sexes, only the margins that it has are used.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.monitoring.surveys.workflow import AGES, Sex
from wakimizu.apps.population import queries
from wakimizu.shared.words import named

SEXES: dict[str, int] = {Sex.MALE: 0, Sex.FEMALE: 1}
OPEN_GROUP = 200  # years of age nobody reaches


@dataclass(frozen=True, slots=True)
class Adults:
    """Empty lists: not known. by_ward is in the order of the directory's wards."""

    by_age: list[float]
    by_sex: list[float]
    by_ward: list[float]
    source: str

    @property
    def total(self) -> float:
        return sum(self.by_ward)


NOBODY = Adults([], [], [], "")


def adults(book: Directory, day: date) -> Adults:
    """Four statements, however many wards there are."""
    layer = queries.speaking().newest(Area.Kind.WARD, day)
    if layer is None:
        return NOBODY
    rows = {row.area_id: row for row in layer.table.rows.filter(layer.where)}
    if not book.wards or not all(ward.pk in rows for ward in book.wards):
        return NOBODY
    source = f"{named(layer.table)}, {layer.day}"
    found = [rows[ward.pk] for ward in book.wards]
    if not all(row.male and row.female for row in found):
        return Adults([], [], [row.total for row in found], source)
    ages = layer.table.ages
    by_ward = [[_grouped(row.male, ages), _grouped(row.female, ages)] for row in found]
    by_age = [sum(ward[sex][group] for ward in by_ward for sex in (0, 1)) for group in range(len(AGES))]
    by_sex = [sum(sum(ward[sex]) for ward in by_ward) for sex in (0, 1)]
    return Adults(by_age, by_sex, [sum(map(sum, ward)) for ward in by_ward], source)


def _grouped(counts: list[Any], ages: list[int]) -> list[float]:
    """A table's groups of ages as ours; a group that lies in two of ours is shared out by its years."""
    ends = [*ages[1:], OPEN_GROUP]
    found = [0.0] * len(AGES)
    for people, first, end in zip(counts, ages, ends, strict=True):
        if end == OPEN_GROUP:
            found[max((n for n, age in enumerate(AGES) if age <= first), default=0)] += people
            continue
        for n, (low, high) in enumerate(zip(AGES, (*AGES[1:], OPEN_GROUP), strict=True)):
            years = min(end, high) - max(first, low)
            if years > 0:
                found[n] += people * years / (end - first)
    return found
