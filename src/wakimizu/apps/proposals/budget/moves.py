"""Who decides: what the divisions compile for the wards in one lump 一括計上, and what moves when wards request for themselves.

The rules:
1. Today every yen of a ward is compiled by the HQ division named on its line. That is the "before" of the comparison.
2. What moves is what the ward itself requests in this round; what stays is still compiled in one lump.
3. Money for the whole city, of no ward, is not compared.
4. Amounts are what a line stands at: enacted, else assessed, else requested. Per resident: by the ward's people now.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.population import queries as population
from wakimizu.apps.proposals.budget.queries import amounts_by
from wakimizu.apps.proposals.models import Round
from wakimizu.apps.proposals.workflow import Way


@dataclass(frozen=True, slots=True)
class Part:
    """Yen that stay in the lump, and yen that move to the ward."""

    lump: int = 0
    moved: int = 0
    people: float | None = None

    @property
    def all(self) -> int:
        return self.lump + self.moved

    @property
    def share(self) -> float:
        return self.moved / self.all if self.all else 0.0

    @property
    def each(self) -> float | None:
        """Yen per resident."""
        return self.all / self.people if self.people else None

    def __add__(self, other: "Part") -> "Part":
        people = self.people + other.people if self.people is not None and other.people is not None else None
        return Part(self.lump + other.lump, self.moved + other.moved, people)


@dataclass(frozen=True, slots=True)
class Division:
    """A division with its part of each ward, in the order of the wards."""

    office: Any
    parts: list[Part]
    all: Part


@dataclass(frozen=True, slots=True)
class Moves:
    """The round divided by who decides."""

    wards: list[tuple[Area, Part]]
    divisions: list[Division]
    all: Part

    @property
    def deciding(self) -> int:
        """How many divisions compile for wards today."""
        return len(self.divisions)

    @property
    def still(self) -> int:
        """How many still compile something in one lump."""
        return sum(1 for each in self.divisions if each.all.lump)


def moves(budget: Round, book: Directory, today: date) -> Moves:
    """Four statements, however many lines."""
    found: dict[tuple[int, int], Part] = {}
    for ward, division, way, yen in amounts_by(budget, "ward_id", "division_id", "way"):
        if ward is not None:
            part = Part(moved=yen) if way == Way.WARD else Part(lump=yen)
            found[division, ward] = found.get((division, ward), Part()) + part
    people = people_of(book, today)
    wards = [(ward, _of(found, people, ward=ward.pk)) for ward in book.wards]
    divisions = [
        Division(book.office(number), [found.get((number, ward.pk), Part()) for ward in book.wards], _of(found, {}, division=number))
        for number in {division for division, _ward in found}
    ]  # fmt: skip
    divisions.sort(key=lambda each: (-each.all.all, each.office.code))
    return Moves(wards, divisions, sum((part for _ward, part in wards), Part(people=0.0)))


def _of(found: dict[tuple[int, int], Part], people: dict[int, float], *, ward: int = 0, division: int = 0) -> Part:
    parts = [part for (d, w), part in found.items() if w == ward or d == division]
    return Part(sum(part.lump for part in parts), sum(part.moved for part in parts), people.get(ward))


def people_of(book: Directory, today: date) -> dict[int, float]:
    """Ward → its people now; nothing where no table tells."""
    rows = population.rows_of(book.wards, population.speaking(), None, today, {})
    return {row.area.pk: row.now.total for row in rows if row.now}
