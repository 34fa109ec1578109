"""Terms in: a scenario's file (TOML) or its tables, every wrong line with a sentence that says what to do."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import parse_day
from wakimizu.apps.network.terms import model
from wakimizu.apps.network.terms.model import Terms
from wakimizu.apps.network.workflow import ROLES, Rider, Role
from wakimizu.apps.population.workflow import Mode
from wakimizu.shared.errors import BadInput

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_PERIODS = 6
MOST_NEW = 500
YEN = 1e13
HEAD = ("code", "name", "name_en", "note")
CODE = re.compile(r"[-\w]{1,60}")
WHO = (*Rider.values, "all")
NEEDS = ("aged75", "aged65", "people")
PLACES = tuple(role for role in ROLES if role not in (Role.ABSENT,))


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be taken. where: as it stands in the file, tables and name joined by dots; line: 0 if not known."""

    where: str
    sentence: str
    line: int = 0

    def __str__(self) -> str:
        place = _("line %(line)d (%(where)s)") % {"line": self.line, "where": self.where} if self.line else self.where
        return f"{place}: {self.sentence}" if place else self.sentence


class BadTerms(BadInput):
    """Terms that cannot be taken: every fault of them."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)), "terms")
        self.faults = faults

    def in_file(self, text: str) -> "BadTerms":
        """The same, with the lines of the file it came from."""
        return BadTerms(
            [Fault(each.where, each.sentence, each.line or _line_of(each.where, text)) for each in self.faults]
        )


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """What a file holds: a scenario's head, and its tables as written."""

    code: str
    name: str
    name_en: str
    note: str
    tables: dict[str, Any]


def read(text: str, today: date) -> ScenarioFile:
    """A scenario's file. BadTerms with every wrong line; the terms of what is returned are sure to be taken."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"at line (\d+)", str(fault))
        line = int(found[1]) if found else len(text.splitlines())
        sentence = _("This cannot be read as TOML: %(fault)s. Text stands in quotation marks, numbers do not.")
        raise BadTerms([Fault("", sentence % {"fault": str(fault).split(" (at")[0]}, line)]) from None
    head = {name: tables.pop(name, "") for name in HEAD}
    wrong = [
        Fault(name, _("Write this as text, in quotation marks."))
        for name, value in head.items()
        if type(value) is not str
    ]
    if not wrong and head["code"] and not CODE.fullmatch(head["code"]):
        wrong.append(Fault("code", _("A short name has letters, digits, - and _ only, at most 60.")))
    try:
        terms_of(tables, today)
    except BadTerms as bad:
        wrong += bad.faults
    if wrong:
        raise BadTerms(wrong).in_file(text)
    return ScenarioFile(head["code"], head["name"], head["name_en"], head["note"], tables)


def _line_of(where: str, text: str) -> int:
    """The line on which a value stands, else where its table begins; 0 when neither stands in the file.

    where: tables and name joined by dots, the nth of several tables as table#n.
    """
    found = re.fullmatch(r"(?:(?P<table>.+?)(?:#(?P<nth>\d+))?\.)?(?P<key>[^.#]*)(?:#(?P<own>\d+))?", where)
    table, key = (found["table"] or "", found["key"]) if found else ("", where)
    whole = f"{table}.{key}".strip(".")
    nth, own = int((found and found["nth"]) or 1), int((found and found["own"]) or 1)
    header, counts, begun = "", {"": 1}, 0
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.strip()
        if plain.startswith("["):
            header = plain.split("#")[0].strip().strip("[]").strip()
            counts[header] = counts.get(header, 0) + 1
            is_whole = header == whole and counts[header] == own
            is_table = header == table and counts[header] == nth
            if is_whole or (is_table and not begun):
                begun = number
        elif header == table and counts[header] == nth and re.match(rf"\"?{re.escape(key)}\"?\s*=", plain):
            return number
    return begun


class _Reader:
    """One table of the file: takes values out by name, notes faults, and in the end names what nobody asked for."""

    def __init__(self, table: Any, where: str, faults: list[Fault]) -> None:
        self.where, self.faults = where, faults
        self.known: list[str] = []
        self.table: dict[str, Any] = table if isinstance(table, dict) else {}
        if not isinstance(table, dict):
            self.fault("", _("Write this as a table of its own, [%(name)s].") % {"name": where})

    def fault(self, key: str, sentence: str) -> None:
        self.faults.append(Fault(".".join(filter(None, [self.where, key])), sentence))

    def value(self, key: str) -> Any:
        self.known.append(key)
        return self.table.get(key)

    def inner(self, key: str) -> "_Reader":
        value = self.value(key)
        return _Reader({} if value is None else value, ".".join(filter(None, [self.where, key])), self.faults)

    def rows(self, key: str) -> Iterator["_Reader"]:
        value = self.value(key)
        if value is not None and not isinstance(value, list):
            self.fault(key, _("Write each of these as [[%(name)s]].") % {"name": f"{self.where}.{key}".strip(".")})
            return
        for n, row in enumerate(value or [], start=1):
            yield _Reader(row, f"{'.'.join(filter(None, [self.where, key]))}#{n}", self.faults)

    def number(self, key: str, default: Any, least: float = 0.0, most: float = YEN) -> Any:
        value = self.value(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            self.fault(key, _("“%(value)s” is not a number. Write it without quotation marks.") % {"value": value})
        elif not least <= value <= most:
            sentence = _("%(value)s cannot be. Give a number from %(least)s to %(most)s.")
            self.fault(key, sentence % {"value": f"{value:,}", "least": f"{least:,g}", "most": f"{most:,g}"})
        else:
            return float(value)
        return default

    def share(self, key: str, default: Any) -> Any:
        value = self.table.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and not 0 <= value <= 1:
            self.known.append(key)
            self.fault(key, _("%(value)s is no share: write 0 to 1, 0.3 for 30%%.") % {"value": value})
            return default
        return self.number(key, default, 0, 1)

    def whole(self, key: str, default: Any, least: int, most: int) -> Any:
        found = self.number(key, default, least, most)
        if found is not None and found != int(found):
            self.fault(key, _("Write a whole number."))
            return default
        return found if found is None else int(found)

    def year(self, key: str, default: Any = None) -> Any:
        return self.whole(key, default, FIRST_YEAR, LAST_YEAR)

    def flag(self, key: str, default: bool) -> bool:
        value = self.value(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, _("Write true or false."))
            return default
        return default if value is None else value

    def text(self, key: str, default: str = "", most: int = 160) -> str:
        value = self.value(key)
        if value is not None and (not isinstance(value, str) or len(value) > most):
            self.fault(key, _("Write this as text in quotation marks, at most %(most)d letters.") % {"most": most})
            return default
        return default if value is None else value.strip()

    def one_of(self, key: str, default: str, choices: Collection[str]) -> str:
        value = self.text(key, default)
        if value not in choices:
            self.fault(key, _no_choice(value, choices))
            return default
        return value

    def words(self, key: str, default: tuple[str, ...], choices: Collection[str] | None = None) -> tuple[str, ...]:
        value = self.value(key)
        if value is None:
            return default
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.fault(key, _('Write a list of texts: ["one", "two"].'))
            return default
        for each in value:
            if choices is not None and each not in choices:
                self.fault(key, _no_choice(each, choices))
        return tuple(dict.fromkeys(value))

    def day(self, key: str) -> date | None:
        value = self.value(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return parse_day(value)
        except (ValueError, TypeError):
            self.fault(key, _("This is not a day. Write it as 2032-03-31."))
            return None

    def done(self) -> None:
        """Name what stands in the table and nobody asked for: a slip of the pen must not be passed over."""
        for key in self.table:
            if key not in self.known:
                sentence = _("“%(key)s” is not known here. Known are: %(known)s.")
                self.fault(key, sentence % {"key": key, "known": ", ".join(dict.fromkeys(self.known))})


def _no_choice(value: str, choices: Collection[str]) -> str:
    return _("“%(value)s” is none of these: %(choices)s.") % {"value": value, "choices": ", ".join(choices)}


def terms_of(tables: Mapping[str, Any], today: date) -> Terms:
    """The terms that tables say; what they leave out is the default. BadTerms with every fault."""
    faults: list[Fault] = []
    top = _Reader(dict(tables), "", faults)
    years, until, day = _periods(top.inner("periods"), today)
    terms = Terms(
        years=years,
        until=until,
        day=day,
        people=_people(top.inner("people")),
        travel=_travel(top.inner("travel")),
        roles=_roles(top.inner("roles")),
        steps=_steps(top),
        **_staff(top.inner("staff")),
        demand=_demand(top.inner("demand")),
        digital=_digital(top),
        **_community(top.inner("community")),
        weights=_weights(top.inner("weights")),
        **_guards(top.inner("guards")),
        sites=_sites(top.inner("sites")),
        effort=_effort(top.inner("effort")),
    )
    top.done()
    _together(terms, top)
    if faults:
        raise BadTerms(faults)
    return terms


def _periods(table: _Reader, today: date) -> tuple[tuple[int, ...], int, tuple[int, int]]:
    years, until = model.years_from(today)
    given = table.value("years")
    if given is not None:
        if not isinstance(given, list) or not given or any(type(year) is not int for year in given):
            table.fault("years", _("Write the first year of each period: [2027, 2032, 2037]."))
        elif given != sorted(set(given)) or not FIRST_YEAR <= given[0] <= given[-1] < LAST_YEAR:
            table.fault("years", _("Write years that follow each other, between 2000 and 2100."))
        elif len(given) > MOST_PERIODS:
            table.fault("years", _("Decide over at most %(most)d periods.") % {"most": MOST_PERIODS})
        else:
            years = tuple(given)
            until = years[-1] + (years[-1] - years[-2] if len(years) > 1 else 5)
    last = table.year("until", until)
    if last <= years[-1]:
        table.fault(
            "until", _("The last period would end before it begins. Give a year after %(year)d.") % {"year": years[-1]}
        )
        last = years[-1] + 5
    return years, last, _day_of_year(table)


def _day_of_year(table: _Reader) -> tuple[int, int]:
    text = table.text("day", "04-01")
    found = re.fullmatch(r"(\d{2})-(\d{2})", text)
    try:
        day = date(2001, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        table.fault("day", _("Write the day of the year on which periods begin as month-day: 04-01."))
        day = date(2001, *model.FIRST_OF_APRIL)
    table.done()
    return day.month, day.day


def _people(table: _Reader) -> str:
    code = table.text("table")
    table.done()
    return code


def _travel(table: _Reader) -> dict[str, tuple[str, ...]]:
    usual = {"under75": ("car",), "over75": ("walk75", "transit")}
    found = {}
    for rider in Rider.values:
        ways = table.words(rider, usual[rider], Mode.values)
        if not ways:
            table.fault(rider, _("Name at least one way of going: %(ways)s.") % {"ways": ", ".join(Mode.values)})
        found[rider] = ways or usual[rider]
    table.done()
    return found


def _roles(table: _Reader) -> dict[str, model.RoleTerms]:
    found = {}
    for role, usual in model.ROLE_TERMS.items():
        row = table.inner(role)
        found[str(role)] = model.RoleTerms(
            staff=row.number("staff", usual.staff, 0, 10_000),
            yen=row.number("yen", usual.yen),
            room=row.number("room", usual.room, 0, 10_000),
            community=row.flag("community", usual.community),
            kiosk=row.flag("kiosk", usual.kiosk),
        )
        row.done()
    table.done()
    return found


def _steps(top: _Reader) -> dict[tuple[str, str], float]:
    """With any [[steps]] in the file, only those can be taken."""
    if "steps" not in top.table:
        top.known.append("steps")
        return {(str(a), str(b)): yen for (a, b), yen in model.STEPS.items()}
    found: dict[tuple[str, str], float] = {}
    for row in top.rows("steps"):
        step = (row.one_of("from", Role.BRANCH, ROLES), row.one_of("to", Role.CLOSED, ROLES))
        yen = row.number("yen", 0.0)
        row.done()
        if step[0] == step[1]:
            row.fault("to", _("Staying as it is needs no step. Leave this row out."))
        elif step[1] == Role.ABSENT or step[0] == Role.CLOSED:
            row.fault(
                "to", _("An office that is closed is not opened again, and none turns into one that was never there.")
            )
        elif step in found:
            row.fault("to", _("This step stands here twice."))
        found[step] = yen
    return found


def _staff(table: _Reader) -> dict[str, Any]:
    yen = table.number("yen", 7_500_000.0)
    visits = table.inner("visits")
    rates = dict(model.VISITS_PER_FTE)
    for kind in (*model.VISITS_PER_FTE, Role.KIOSK):
        given = visits.number(kind, rates.get(kind), 1, 1e9)
        if given is not None:
            rates[kind] = given
    visits.done()
    table.done()
    return {"yen_per_fte": yen, "visits_per_fte": {str(kind): rate for kind, rate in rates.items()}}


def _demand(table: _Reader) -> model.Demand:
    usual = model.Demand()
    source = table.one_of("source", usual.source, ("observed", "rates"))
    found = model.Demand(
        source=source,
        months=table.whole("months", usual.months, 1, 120),
        smallest=table.share("smallest", usual.smallest),
        ages=_by_age(table, dict(usual.ages)),
        rates=_rates(table),
    )
    if source == "rates" and not any(found.rates.values()):
        table.fault(
            "rates", _("With rates, say how often a person comes a year for at least one service: [demand.rates].")
        )
    table.done()
    return found


def _by_age(table: _Reader, usual: dict[int, float]) -> dict[int, float]:
    given = table.value("ages")
    if given is None:
        return usual
    row = _Reader(given, f"{table.where}.ages".strip("."), table.faults)
    found: dict[int, float] = {}
    for key in row.table:
        if not re.fullmatch(r"\d{1,3}", key):
            row.fault(key, _("Write the first age of the group: 75 for 75 and more."))
        found[int(key) if key.isdigit() else 0] = row.number(key, 0.0, 0, 1000)
    if found and (min(found) != 0 or not any(found.values())):
        row.fault("", _("Begin with age 0, and let some age come at all."))
    return found or usual


def _rates(table: _Reader) -> dict[str, float]:
    given = table.value("rates")
    row = _Reader({} if given is None else given, f"{table.where}.rates".strip("."), table.faults)
    return {key: row.number(key, 0.0, 0, 1000) for key in row.table}


def _digital(top: _Reader) -> tuple[model.Digital, ...]:
    found: list[model.Digital] = []
    shares = ("online_under75", "online_over75", "kiosk_under75", "kiosk_over75")
    for row in top.rows("digital"):
        year = row.year("year", 0)
        if not year:
            row.fault("year", _("Say of which year these shares are."))
        if found and year <= found[-1].year:
            row.fault("year", _("Write the years one after the other."))
        found.append(model.Digital(year, *(row.share(name, 0.0) for name in shares)))
        row.done()
    return tuple(found) if "digital" in top.table else model.DIGITAL


def _community(table: _Reader) -> dict[str, Any]:
    found = {"need": table.one_of("need", "aged75", NEEDS), "centre_staff": table.number("centre_staff", 3.0, 0, 1000)}
    table.done()
    return found


def _weights(table: _Reader) -> model.Weights:
    usual = model.Weights()
    found = model.Weights(
        minute=table.number("minute", usual.minute, 0, 1e6),
        equity=table.number("equity", usual.equity, 0, 1e6),
        aversion=table.number("aversion", usual.aversion, 0, 1),
        cost=table.number("cost", usual.cost, 0, 1e6),
        community=table.number("community", usual.community, 0, 1e9),
    )
    table.done()
    if not (found.minute or found.equity or found.cost or found.community):
        table.fault("", _("Every weight is 0, so that every plan is as good as any other. Give one of them a value."))
    return found


def _between(row: _Reader) -> dict[str, Any]:
    first, last = row.year("from"), row.year("until")
    if first and last and last <= first:
        row.fault("until", _("It would end before it begins."))
    return {"first": first, "last": last}


def _needed(row: _Reader, key: str, found: Any) -> bool:
    if found is None and key not in row.table:
        row.fault(key, _("Give this number."))
    return found is not None


def _farthest(row: _Reader) -> model.AnyGuard | None:
    minutes = row.number("minutes", None, 0, 180)
    who, service = row.one_of("who", "over75", WHO), row.text("service", "branch")
    or_today, between = row.flag("or_today", True), _between(row)
    if not _needed(row, "minutes", minutes):
        return None
    return model.FarthestGuard(minutes, who, service, or_today, **between)


def _reach(row: _Reader) -> model.AnyGuard | None:
    minutes, share = row.number("minutes", None, 0, 180), row.share("share", None)
    who, service, between = row.one_of("who", "over75", WHO), row.text("service", "branch"), _between(row)
    given = [_needed(row, "minutes", minutes), _needed(row, "share", share)]
    return model.ReachGuard(minutes, share, who, service, **between) if all(given) else None


def _wards(row: _Reader) -> model.AnyGuard | None:
    roles = row.words("roles", (Role.WARD_OFFICE.value, Role.GENERAL_BRANCH.value, Role.BRANCH.value), PLACES)
    least = row.whole("least", 1, 1, 1000)
    return model.WardsGuard(roles, least, row.words("wards", ()), **_between(row))


def _stay(row: _Reader) -> model.AnyGuard | None:
    office, until = row.text("office"), row.day("until")
    if not office:
        row.fault("office", _("Name the office by its code."))
    return model.StayGuard(office, until) if office and until else None


def _yen(row: _Reader) -> model.AnyGuard | None:
    yen, part = row.number("yen", None), row.number("of_today", None, 0, 10)
    more = _between(row)
    if (yen is None) == (part is None):
        row.fault(
            "yen", _("Give either yen of a period, or of_today: 0.9 for nine tenths of what today's offices cost.")
        )
        return None
    return model.YenGuard(yen, part, **more)


def _most_staff(row: _Reader) -> model.AnyGuard | None:
    most, part = row.number("most", None, 0, 1e6), row.number("of_today", None, 0, 10)
    more = _between(row)
    if (most is None) == (part is None):
        row.fault("most", _("Give either most, or of_today: 0.9 for nine tenths of today's need."))
        return None
    return model.StaffGuard(most, part, **more)


def _rooms(row: _Reader) -> model.AnyGuard | None:
    return model.RoomsGuard(**_between(row))


KINDS: dict[str, Callable[[_Reader], model.AnyGuard | None]] = {
    "farthest": _farthest,
    "reach": _reach,
    "wards": _wards,
    "stay": _stay,
    "yen": _yen,
    "staff": _most_staff,
    "rooms": _rooms,
}


def _guards(table: _Reader) -> dict[str, Any]:
    """With any guard in the file, only those stand; `noted` alone adds to the default."""
    found: list[model.AnyGuard] = []
    noted = table.flag("noted", True)
    for kind, take in KINDS.items():
        for row in table.rows(kind):
            guard = take(row)
            row.done()
            if guard is not None:
                found.append(guard)
    table.done()
    written = any(kind in table.table for kind in KINDS)
    return {"guards": tuple(found) if written else model.GUARDS, "guards_noted": noted}


def _sites(table: _Reader) -> model.Sites:
    usual = model.Sites()
    given = table.value("roles")
    roles = _Reader({} if given is None else given, "sites.roles", table.faults)
    found = model.Sites(
        decide=table.words("decide", usual.decide),
        keep=table.words("keep", ()),
        roles={code: roles.words(code, (), PLACES) for code in roles.table},
        new=tuple(_new_sites(table)),
        together=table.number("together", usual.together, 0, 2000),
        centres_may_close=table.flag("centres_may_close", usual.centres_may_close),
    )
    table.done()
    return found


def _new_sites(table: _Reader) -> Iterator[model.NewSite]:
    seen: set[str] = set()
    for row in table.rows("new"):
        code, name = row.text("code", "", 40), row.text("name", "", 120)
        lat, lon = row.number("lat", None, 20, 46), row.number("lon", None, 122, 154)
        roles = row.words(
            "roles", (Role.KIOSK.value,), (Role.GENERAL_BRANCH, Role.BRANCH, Role.COMMUNITY_CENTRE, Role.KIOSK)
        )
        name_en = row.text("name_en")
        row.done()
        if not CODE.fullmatch(code) or code in seen:
            row.fault("code", _("Give every new place a code of its own: letters, digits, - and _."))
        if not name:
            row.fault("name", _("Name the place, so that people can find it in the result."))
        placed = [_needed(row, "lat", lat), _needed(row, "lon", lon)]
        seen.add(code)
        if len(seen) > MOST_NEW:
            row.fault("", _("Propose at most %(most)d new places.") % {"most": MOST_NEW})
            return
        if all(placed) and code and name:
            yield model.NewSite(code, name, lat, lon, roles, name_en)


def _effort(table: _Reader) -> model.Effort:
    usual = model.Effort()
    seconds = table.number("seconds", usual.seconds, 0, 86_400)
    found = model.Effort(gap=table.share("gap", usual.gap), seconds=seconds or None)
    table.done()
    return found


def _together(terms: Terms, top: _Reader) -> None:
    """What fits line by line, and not together."""
    for guard in terms.guards:
        first, last = getattr(guard, "first", None), getattr(guard, "last", None)
        if (first and first >= terms.until) or (last and last <= terms.years[0]):
            sentence = _("It would hold in no period: these go from %(first)d to %(last)d.")
            top.fault(f"guards.{guard.kind}", sentence % {"first": terms.years[0], "last": terms.until})
