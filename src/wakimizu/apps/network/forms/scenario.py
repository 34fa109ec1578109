"""A scenario as a form: its terms, field by field and row by row, and back. What the form does not show stays as it was."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.network.forms import rows
from wakimizu.apps.network.forms.fields import ListField, flag, number, one_of, share, some_of, year
from wakimizu.apps.network.forms.rows import DIGITAL, GUARDS, NEW_SITES, Kind, Offered
from wakimizu.apps.network.question.sites import noted_stays
from wakimizu.apps.network.terms import BadTerms
from wakimizu.apps.network.terms.model import ROLE_TERMS, STEPS, VISITS_PER_FTE
from wakimizu.apps.network.wording import role_words
from wakimizu.apps.network.workflow import Role
from wakimizu.apps.population.workflow import Mode
from wakimizu.shared.errors import BadInput
from wakimizu.shared.forms import DATE, NOT_A_DAY, REQUIRED, Refusing
from wakimizu.shared.words import named

HEAD = ("name", "code", "name_en", "note")
DECIDED = (Role.GENERAL_BRANCH, Role.BRANCH, Role.COMMUNITY_CENTRE, Role.KIOSK)
LISTED = (Role.WARD_OFFICE, Role.GENERAL_BRANCH, Role.BRANCH, Role.COMMUNITY_CENTRE)
MODES = [(mode.value, mode.label) for mode in Mode]

FIELDS: dict[str, Any] = {  # where in the terms → its field
    "periods.years": lambda _o: ListField(
        label=_("First year of each period"), of=int, error_messages=REQUIRED,
        help_text=_("Fiscal years, one after the other: 2027, 2032, 2037. Each office keeps what it is for a whole period."),
    ),
    "periods.until": lambda _o: year(_("The last period ends before the year"), required=True),
    "periods.day": lambda _o: forms.CharField(
        label=_("Periods begin on (month-day)"), error_messages=REQUIRED, help_text=_("04-01 is the first of April.")
    ),
    "weights.minute": lambda _o: number(
        _("One minute of one person's way (yen)"), help_text=_("More makes the plan keep counters near.")
    ),
    "weights.equity": lambda _o: number(
        _("One minute, long ways counting more (yen)"),
        help_text=_("Above 0, long ways weigh more than short ones added up (Kolm–Pollak). 0: only the sum counts."),
    ),
    "weights.aversion": lambda _o: number(
        _("How much more long ways count (per minute)"), help_text=_("0.05: a way 14 minutes longer counts twice.")
    ),
    "weights.cost": lambda _o: number(_("One yen of the city's (yen)"), help_text=_("1: as it is. 0: money does not count.")),
    "weights.community": lambda _o: number(
        _("One officer for a year in the community (yen)"),
        help_text=_("What it is worth when an officer of a counter goes to a community centre."),
    ),
    "staff.yen": lambda _o: number(_("One full-time officer, a year (yen)")),
    "demand.months": lambda _o: number(_("Visits are those of the last months (how many)")),
    "demand.smallest": lambda _o: share(
        _("Groups of services smaller than this join another (%)"), help_text=_("Of all visits. Keeps the question small.")
    ),
    "people.table": lambda offered: one_of(_("People are those of"), offered.people, required=False),
    "travel.under75": lambda _o: some_of(_("People under 75 go"), MODES, help_text=_("The fastest counts.")),
    "travel.over75": lambda _o: some_of(_("People of 75 or more go"), MODES, help_text=_("The fastest counts.")),
    "community.need": lambda _o: one_of(
        _("Community work follows"),
        [("aged75", _("people aged 75 or more")), ("aged65", _("people aged 65 or more")), ("people", _("all people"))],
    ),
    "community.centre_staff": lambda _o: number(
        _("Officers in a community centre today"), help_text=_("Where the city's own table of staff does not say.")
    ),
    "guards.noted": lambda _o: flag(
        _("Offices that carry a date until which they must stay keep it"),
        help_text=_("Such as branches of merged towns, for the time of the merger agreement."),
    ),
    "sites.decide": lambda _o: some_of(_("Kinds of offices that may change"), [(role.value, role.label) for role in DECIDED]),
    "sites.centres_may_close": lambda _o: flag(_("A place may lose its community centre")),
    "sites.together": lambda _o: number(
        _("A community centre shares a counter's place within (metres)"), help_text=_("They are then decided as one.")
    ),
    "effort.gap": lambda _o: share(
        _("The search may end when the plan is this near to the best (%)"), help_text=_("0.01: one ten-thousandth.")
    ),
    "effort.seconds": lambda _o: number(_("It ends with the best found after (seconds)"), help_text=_("0: only when it is proven.")),
}  # fmt: skip
PERIODS = ("periods.years", "periods.until", "periods.day")
WEIGHTS = ("weights.minute", "weights.equity", "weights.aversion", "weights.cost", "weights.community")
SITES = ("sites.decide", "sites.centres_may_close", "sites.together")
PEOPLE = ("people.table", "travel.under75", "travel.over75", "demand.months", "demand.smallest")
COMMUNITY = ("community.need", "community.centre_staff")
EFFORT = ("effort.gap", "effort.seconds")
ROLE_CELLS = {
    "staff": lambda: number(_("Officers, whatever comes")),
    "yen": lambda: number(_("Running, a year (yen)")),
    "room": lambda: number(_("Room for officers"), required=False),
    "community": lambda: flag(_("Community work here")),
    "kiosk": lambda: flag(_("Certificate machine")),
}
OFFICE_CHOICES = {
    "": _("As its kind"),
    "decide": _("May change"),
    "keep": _("Stays as it is"),
    "limited": _("May change, as limited in the file"),
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row as the page shows it."""

    kind: Kind
    number: int
    cells: list[BoundField]

    @property
    def drop(self) -> str:
        return f"drop:{self.kind.name}:{self.number}"


def field_name(path: str) -> str:
    """guards.farthest#1.minutes → guards-farthest-1-minutes"""
    return path.replace(".", "-").replace("#", "-")


class ScenarioForm(Refusing):
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages=REQUIRED,
        help_text=_("So that others know what it asks: “Branches stay within an hour”."),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Short name"),
        max_length=60,
        error_messages=REQUIRED,
        help_text=_("Letters, digits, - and _: near-2027."),
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why it is asked, and where its figures come from."),
    )  # fmt: skip

    def __init__(
        self,
        posted: QueryDict | None = None,
        *,
        tables: Mapping[str, Any],
        head: Mapping[str, str],
        book: Directory,
        offered: Offered,
        today: date,
    ) -> None:
        self.before, self.book = deepcopy(dict(tables)), book
        self.act = posted.get("do", "") if posted is not None else ""
        data, counts = rows.renumbered(posted, self.act) if posted is not None else (None, {})
        super().__init__(data, initial=dict(head))
        for path, make in FIELDS.items():
            self._add(field_name(path), make(offered), _at(tables, path))
        self._add_roles(tables)
        self.offices = list(self._add_offices(tables, today))
        self.counts = {name: counts.get(name, 0) for name in rows.KINDS} if data is not None else {}
        for kind in rows.KINDS.values():
            self._add_rows(kind, rows.rows_at(tables, kind.path), offered)

    def _add(self, name: str, field: forms.Field, initial: Any) -> None:
        self.fields[name] = field
        field.initial = initial
        if isinstance(field, forms.ChoiceField) and isinstance(initial, str):
            known = {str(key) for key, _label in _flat(field.choices)}
            if initial not in known:
                field.choices = [*_listed(field.choices), (initial, initial)]

    def _add_roles(self, tables: Mapping[str, Any]) -> None:
        for role in ROLE_TERMS:
            for key, make in ROLE_CELLS.items():
                self._add(f"roles-{role}-{key}", make(), tables["roles"][role].get(key))
        steps = {(row["from"], row["to"]): row["yen"] for row in tables["steps"]}
        self.steps = list(dict.fromkeys([(str(a), str(b)) for a, b in STEPS] + list(steps)))
        for before, after in self.steps:
            label = f"{role_words(before)} → {role_words(after)}"
            self._add(f"steps-{before}-{after}", number(label, required=False), steps.get((before, after)))
        for kind in VISITS_PER_FTE:
            label = gettext("Visits one officer serves a year: %(kind)s") % {"kind": role_words(kind)}
            self._add(f"staff-visits-{kind}", number(label), tables["staff"]["visits"].get(kind))
        self.ages = sorted(map(int, tables["demand"]["ages"]))
        for age in self.ages:
            label = gettext("How often people come, from age %(age)d") % {"age": age}
            self._add(f"demand-ages-{age}", number(label), tables["demand"]["ages"][str(age)])

    def _add_offices(self, tables: Mapping[str, Any], today: date) -> Iterator[Office]:
        sites = tables["sites"]
        stays = {row["office"]: row["until"] for row in tables["guards"].get("stay", [])}
        named_ones = {*sites["decide"], *sites["keep"], *sites["roles"], *stays}
        shown = [
            o for o in self.book.offices.values() if o.valid_on(today) and (o.kind in LISTED or o.code in named_ones)
        ]
        order = [*LISTED, Role.KIOSK]
        self.noted = {each.office: each.until for each in noted_stays(shown)}
        for office in sorted(shown, key=lambda o: (order.index(Role(o.kind)) if o.kind in order else 9, o.code)):
            code = office.code
            chosen = (
                "limited"
                if code in sites["roles"]
                else "keep"
                if code in sites["keep"]
                else "decide"
                if code in sites["decide"]
                else ""
            )
            choices = [
                (key, label) for key, label in OFFICE_CHOICES.items() if key != "limited" or code in sites["roles"]
            ]
            self._add(f"office-{code}", one_of(named(office), choices, required=False), chosen)
            until = forms.DateField(label=_("Must stay until"), required=False, widget=DATE, error_messages=NOT_A_DAY)
            self._add(f"stay-{code}", until, stays.get(code))
            yield office

    def _add_rows(self, kind: Kind, given: list[dict[str, Any]], offered: Offered) -> None:
        count = self.counts[kind.name] if self.is_bound else len(given)
        for n in range(1, count + 1):
            row = given[n - 1] if n <= len(given) else {}
            for key, make in kind.cells.items():
                self._add(f"{kind.name}-{n}-{key}", make(offered), row.get(key))
        self.counts[kind.name] = count

    # ── as the page shows it ─────────────────────────────────────────────────────────────────────────────────────────

    def _bound(self, paths: Iterable[str]) -> list[BoundField]:
        return [self[field_name(path)] for path in paths]

    def rows_of(self, kind: Kind) -> list[FormRow]:
        numbers = range(1, self.counts[kind.name] + 1)
        return [FormRow(kind, n, [self[f"{kind.name}-{n}-{key}"] for key in kind.cells]) for n in numbers]

    @property
    def head(self) -> list[BoundField]:
        return self._bound(HEAD)

    @property
    def periods(self) -> list[BoundField]:
        return self._bound(PERIODS)

    @property
    def weights(self) -> list[BoundField]:
        return self._bound(WEIGHTS)

    @property
    def sites(self) -> list[BoundField]:
        return self._bound(SITES)

    @property
    def people(self) -> list[BoundField]:
        return [*self._bound(PEOPLE), *(self[f"demand-ages-{age}"] for age in self.ages)]

    @property
    def community(self) -> list[BoundField]:
        return self._bound(COMMUNITY)

    @property
    def effort(self) -> list[BoundField]:
        return self._bound(EFFORT)

    @property
    def staff(self) -> list[BoundField]:
        return [self["staff-yen"], *(self[f"staff-visits-{kind}"] for kind in VISITS_PER_FTE)]

    @property
    def noted_guards(self) -> BoundField:
        return self["guards-noted"]

    @property
    def roles(self) -> list[tuple[str, list[BoundField]]]:
        return [(role_words(role), [self[f"roles-{role}-{key}"] for key in ROLE_CELLS]) for role in ROLE_TERMS]

    @property
    def step_fields(self) -> list[BoundField]:
        return [self[f"steps-{before}-{after}"] for before, after in self.steps]

    @property
    def guard_rows(self) -> list[FormRow]:
        return [row for kind in GUARDS for row in self.rows_of(kind)]

    @property
    def guard_kinds(self) -> tuple[Kind, ...]:
        return GUARDS

    @property
    def digital_rows(self) -> list[FormRow]:
        return self.rows_of(DIGITAL)

    @property
    def new_rows(self) -> list[FormRow]:
        return self.rows_of(NEW_SITES)

    @property
    def office_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "office": office, "choice": self[f"office-{office.code}"], "stay": self[f"stay-{office.code}"],
                "noted": self.noted.get(office.code),
            }
            for office in self.offices
        ]  # fmt: skip

    def lay_open(self) -> None:
        """Shown as it was filled in, without judging it yet: only a row was added or taken away."""
        self._errors = forms.utils.ErrorDict()

    # ── as terms ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def tables(self) -> dict[str, Any]:
        """The terms that were filled in, over those the form began with."""
        found, values = deepcopy(self.before), self.cleaned_data
        for path in FIELDS:
            _put(found, path, values[field_name(path)])
        for role in ROLE_TERMS:
            found["roles"][role] = _given({key: values[f"roles-{role}-{key}"] for key in ROLE_CELLS})
        found["steps"] = [
            {"from": before, "to": after, "yen": yen}
            for before, after in self.steps
            if (yen := values[f"steps-{before}-{after}"]) is not None
        ]
        found["staff"]["visits"] |= {kind: values[f"staff-visits-{kind}"] for kind in VISITS_PER_FTE}
        found["demand"]["ages"] = {str(age): values[f"demand-ages-{age}"] for age in self.ages}
        self._put_sites(found)
        for kind in rows.KINDS.values():
            _put(found, kind.path, [_given(self._row(kind, n)) for n in range(1, self.counts[kind.name] + 1)])
        _name_new(found["sites"]["new"], set(self.book.office_by_code))
        return found

    def _row(self, kind: Kind, n: int) -> dict[str, Any]:
        return {key: self.cleaned_data[f"{kind.name}-{n}-{key}"] for key in kind.cells}

    def _put_sites(self, found: dict[str, Any]) -> None:
        chosen = {office.code: self.cleaned_data[f"office-{office.code}"] for office in self.offices}
        sites = found["sites"]
        sites["decide"] = [*sites["decide"], *(code for code, choice in chosen.items() if choice == "decide")]
        sites["keep"] = [code for code, choice in chosen.items() if choice == "keep"]
        sites["roles"] = {
            code: list_ for code, list_ in sites["roles"].items() if chosen.get(code, "limited") == "limited"
        }
        days = {office.code: self.cleaned_data[f"stay-{office.code}"] for office in self.offices}
        found["guards"]["stay"] = [{"office": code, "until": day.isoformat()} for code, day in days.items() if day]

    def refuse(self, refusal: BadInput) -> None:
        """Every fault at its field; those of no field of the form stand above it."""
        if not isinstance(refusal, BadTerms):
            super().refuse(refusal)
            return
        for fault in refusal.faults:
            field = self._field_of(fault.where)
            said = fault.sentence if field or not fault.where else f"{fault.where}: {fault.sentence}"
            self.add_error(field, said)

    def _field_of(self, where: str) -> str | None:
        """The field of a fault; one of a whole row stands at its first field, one of when a guard holds at its year."""
        name = field_name(where)
        if name in self.fields:
            return name
        kind, _dash, number_ = name.rpartition("-")
        if kind in rows.KINDS and number_.isdigit():
            found = f"{name}-{next(iter(rows.KINDS[kind].cells))}"
            return found if found in self.fields else None
        dated = [f"{name}-{n}-from" for n in range(1, self.counts.get(name, 0) + 1)]
        return next((each for each in dated if self.cleaned_data.get(each)), None)


def _listed(choices: Any) -> list[Any]:
    return list(choices)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def _at(tables: Mapping[str, Any], path: str) -> Any:
    table, _dot, key = path.rpartition(".")
    found = tables[table].get(key)
    return [each for each in found if each in DECIDED] if path == "sites.decide" else found


def _put(tables: dict[str, Any], path: str, value: Any) -> None:
    *above, key = path.split(".")
    table = tables
    for part in above:
        table = table.setdefault(part, {})
    table[key] = value


def _given(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None and value != ""}


def _name_new(new: list[dict[str, Any]], taken: set[str]) -> None:
    """Places without a short name get one."""
    taken |= {row["code"] for row in new if row.get("code")}
    numbers = iter(range(1, len(new) + len(taken) + 2))
    for row in new:
        if not row.get("code"):
            row["code"] = next(code for n in numbers if (code := f"new-{n}") not in taken)
