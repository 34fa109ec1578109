"""The units that hold duties, as allotments write them.

An office is written by its code. "ward:kumin" is that division of each ward, "ward:office" each ward's office itself, with
its ward mayor. HQ's units hold a part for the whole city, a ward's units for their ward, a branch for those who come to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.services.models import DutyPart
from wakimizu.apps.services.workflow import Mode
from wakimizu.shared.tables import plain
from wakimizu.shared.templatetags.words import joint
from wakimizu.shared.words import named

MOST_NAMED = 4
EACH_WARD, WARD_OFFICE = "ward:", "ward:office"
COUNTERS = {
    Office.Kind.GENERAL_BRANCH,
    Office.Kind.BRANCH,
    Office.Kind.COMMUNITY_CENTRE,
    Office.Kind.PUBLIC_HALL,
    Office.Kind.KIOSK,
    Office.Kind.FACILITY,
}


class Side(TextChoices):
    """Where work is done, from far to near."""

    HQ = "hq", pgettext_lazy("side", "Headquarters")
    WARDS = "wards", pgettext_lazy("side", "Ward offices")
    BRANCHES = "branches", pgettext_lazy("side", "Branches")
    OUTSIDE = "outside", pgettext_lazy("side", "Outside")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as an allotment writes it: `offices` are the open ones that it means, none when it is unknown or closed."""

    code: str
    name: str
    side: str
    offices: tuple[Office, ...] = ()
    known: bool = True

    @property
    def wards(self) -> frozenset[int]:
        """Wards that it holds its parts for; for HQ, see `Units.served`."""
        return frozenset(office.led_ward_id for office in self.offices if office.led_ward_id)


class Units:
    """The units of a city on a day, in the reader's language. `units["ward:kumin"]`; an unknown one is told by `known`."""

    def __init__(self, book: Directory, day: date) -> None:
        self.book, self.day = book, day
        self._found: dict[str, Unit] = {}

    def __getitem__(self, code: str) -> Unit:
        if code not in self._found:
            self._found[code] = self._each_ward(code) if code.startswith(EACH_WARD) else self._one(code)
        return self._found[code]

    def _one(self, code: str) -> Unit:
        office = self.book.office_by_code.get(code)
        if office is None:
            return Unit(code, code, Side.HQ, known=False)
        side = Side.HQ if office.at_hq else Side.BRANCHES if office.kind in COUNTERS else Side.WARDS
        return Unit(code, named(office), side, (office,) if office.valid_on(self.day) else ())

    def _each_ward(self, code: str) -> Unit:
        offices = [office for ward in self.book.wards if (office := self._of_ward(code, ward))]
        if not offices:
            return Unit(code, code, Side.WARDS, known=False)
        name = _("Each ward's office (ward mayor)") if code == WARD_OFFICE else self._name_of_each(offices[0])
        return Unit(code, name, Side.WARDS, tuple(office for office in offices if office.valid_on(self.day)))

    def _of_ward(self, code: str, ward: Area) -> Office | None:
        """That division of a ward, as the routing table names it; of several, one that is open."""
        kind = Office.Kind.WARD_OFFICE if code == WARD_OFFICE else Office.Kind.WARD_DIVISION
        ending = "" if code == WARD_OFFICE else f"-{code.removeprefix(EACH_WARD)}"
        there = [o for o in self.book.offices_in_ward(ward.pk) if o.kind == kind and o.code.endswith(ending)]
        return next((office for office in there if office.valid_on(self.day)), there[0] if there else None)

    def _name_of_each(self, office: Office) -> str:
        ward = self.book.area(office.ward_id)
        name, of_ward = named(office), named(ward)
        for beginning in (of_ward, of_ward.removesuffix(" Ward")):
            name = name.removeprefix(beginning).strip()
        return _("Each ward's %(division)s") % {"division": name}

    @cached_property
    def all_wards(self) -> frozenset[int]:
        return frozenset(ward.pk for ward in self.book.wards)

    def served(self, unit: Unit) -> frozenset[int]:
        return self.all_wards if any(office.at_hq for office in unit.offices) else unit.wards

    def names(self, codes: Iterable[str]) -> str:
        """Units one after another; of many, the first ones and how many more."""
        names = list(dict.fromkeys(self[code].name for code in codes))
        if len(names) > MOST_NAMED:
            names[MOST_NAMED - 1 :] = [_("%(n)d more") % {"n": len(names) - MOST_NAMED + 1}]
        return joint().join(names)

    def ward_names(self, wards: Iterable[int]) -> str:
        return joint().join(named(self.book.areas[ward]) for ward in sorted(wards))

    def side_of(self, part: DutyPart) -> str:
        """Where the work of a part is done: what is outsourced is done outside, whoever answers for it."""
        return Side.OUTSIDE if part.mode == Mode.OUTSOURCED else self[part.unit].side

    def place_of(self, code: str) -> tuple[int, str]:
        """Where a unit stands in a list: HQ, wards, branches, then by code."""
        return Side.values.index(self[code].side), code

    def written(self, text: str) -> str | None:
        """The code of a unit that a file names by its code or its name; None when there is none."""
        return text if self[text].known else self._code_by_name.get(plain(text))

    @cached_property
    def _code_by_name(self) -> dict[str, str]:
        """In both languages: a file need not be in the reader's."""
        offices = self.book.offices.values()
        divisions = {office.code.rsplit("-", 1)[-1] for office in offices if office.kind == Office.Kind.WARD_DIVISION}
        found = {plain(name): office.code for office in offices for name in (office.name, office.name_en) if name}
        for language, _label in settings.LANGUAGES:
            with override(language):
                for code in (WARD_OFFICE, *(EACH_WARD + name for name in sorted(divisions))):
                    found[plain(self._each_ward(code).name)] = code
        return found


def together(one: Office, other: Office) -> bool:
    """The same office, or two of the same ward: what one decides, the other has on the spot."""
    return one.pk == other.pk or (one.led_ward_id is not None and one.led_ward_id == other.led_ward_id)
