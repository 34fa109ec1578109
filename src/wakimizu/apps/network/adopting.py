"""What adopting a plan would do: which office closes and which opens on which day, and what else hangs from them.

The rules:
1. A site's role says which offices stand there: its counter; a community centre, where the role is one or has one and one
   stood there; a kiosk. What stands and shall not closes on the day; what shall and does not opens that day at the same place.
2. A new office has the place, hours, telephone and parent of the one before it, and offers from its first day what the
   standards of that day ask of its kind. What was offered at a closed office ends.
3. Areas of a closed counter go to the counter that opens at its place, else to the nearest of the same ward that stands after
   that day, else to the nearest of all; those of a closed community centre to centres likewise. A community centre that opens
   where a counter closes serves its areas as well.
4. Posts end with their office. Needs that a closing office leads, routing rows that name it, duties it holds and promises it has
   made are named: a person decides.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Coverage, Office, Post
from wakimizu.apps.network.models import Adoption, Study
from wakimizu.apps.network.question.sites import STAY, metres
from wakimizu.apps.network.terms import RoleTerms, terms_of
from wakimizu.apps.network.workflow import STAFFED, AdoptionState, Role
from wakimizu.apps.population.workflow import COUNTERS
from wakimizu.apps.services.counters import Counters
from wakimizu.apps.services.models import DutyPart, Offering, Remedy
from wakimizu.apps.services.workflow import Level, RemedyState
from wakimizu.apps.voices.models import Need, RoutingRule
from wakimizu.apps.voices.workflow import NeedState

CENTRE, KIOSK = Office.Kind.COMMUNITY_CENTRE.value, Office.Kind.KIOSK.value
WORDS = {  # kind → what stands in names for it, the longest first
    Role.GENERAL_BRANCH: ("総合出張所", "General Branch Office", "General Branch"),
    Role.BRANCH: ("出張所", "Branch Office", "Branch"),
    Role.COMMUNITY_CENTRE: ("まちづくりセンター", "Community Centre", "Community Centre"),
    Role.KIOSK: ("証明書交付機", "Certificate Machine", "Kiosk"),
}
LONGEST_CODE = 40


@dataclass
class Move:
    """What happens at a site at the beginning of a period. `opens` are new rows, not saved yet."""

    site: str
    name: str
    name_en: str
    period: int
    day: date
    before: str
    after: str
    stood: Office | None = None  # what stood there before, if anything did
    closes: list[Office] = field(default_factory=list)
    opens: list[Office] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """What else follows, for whoever is about to adopt: nothing of it is written yet."""

    moves: list[Move]
    needs: dict[str, int]  # code of a closing office → open needs it leads
    posts: dict[str, int]  # code of a closing office → posts that end with it
    routing: list[tuple[str, str]]  # code of a closing office, name of a routing row that sends voices there
    duties: dict[str, int]  # code of a closing office → parts of duties it holds in the allotment in force
    remedies: dict[str, int]  # code of a closing office → promises to mend a shortfall, not kept yet
    unreached: list[Office]  # new offices without travel times until those are asked for anew
    stays: list[tuple[Office, date]]  # offices that must stay beyond their day: the plan cannot be adopted
    changed: list[str]  # codes of offices that are no longer what the study knew
    under_way: Adoption | None  # another adopted plan with changes to come


def usual_days(study: Study) -> list[date]:
    """The first day of each period, as the scenario has it."""
    return [date.fromisoformat(period["day"]) for period in study.result.get("periods", [])]


def preview(study: Study, days: Sequence[date], book: Directory, today: date) -> Preview:
    moves = list(moves_of(study, days, book))
    closing = {office.pk: office.code for move in moves for office in move.closes if office.pk}
    return Preview(
        moves=moves,
        needs=_counted(Need.objects.filter(lead__in=closing).exclude(state__in=(NeedState.ANSWERED, NeedState.MERGED)), "lead_id", closing),
        posts=_counted(Post.objects.filter(office__in=closing, valid_to=None), "office_id", closing),
        routing=_routing(set(closing.values())),
        duties=_duties(set(closing.values())),
        remedies=_counted(Remedy.objects.filter(office__in=closing, state=RemedyState.PROMISED), "office_id", closing),
        unreached=[office for move in moves if move.before == Role.ABSENT for office in move.opens],
        stays=_stays(moves),
        changed=changed_since(study, book, today),
        under_way=_under_way(today),
    )  # fmt: skip


def _counted(rows: Any, column: str, codes: Mapping[int, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number in rows.order_by().values_list(column, flat=True):
        found[codes[number]] = found.get(codes[number], 0) + 1
    return found


def _routing(codes: set[str]) -> list[tuple[str, str]]:
    found = (
        (code, rule.name)
        for rule in RoutingRule.objects.order_by("order")
        for code in (rule.office, rule.office_without_ward)
        if code in codes
    )
    return list(dict.fromkeys(found))


def _duties(codes: set[str]) -> dict[str, int]:
    units = (
        DutyPart.objects.filter(allotment__in_force=True, unit__in=codes)
        .order_by("unit")
        .values_list("unit", flat=True)
    )
    return dict(Counter(units))


def _stays(moves: Sequence[Move]) -> list[tuple[Office, date]]:
    """Offices that say of themselves that they must stay, and would not: their day is later."""
    found = []
    for move in moves:
        for office in move.closes:
            said = STAY.search(office.note)
            if said and date.fromisoformat(said[1]) >= move.day:
                found.append((office, date.fromisoformat(said[1])))
    return found


def _under_way(today: date) -> Adoption | None:
    adopted = Adoption.objects.filter(state=AdoptionState.ADOPTED).select_related("study__scenario")
    return next((each for each in adopted if any(date.fromisoformat(row["day"]) > today for row in each.changes)), None)


def changed_since(study: Study, book: Directory, today: date) -> list[str]:
    """Codes of offices that differ from what the study knew of them: moved, closed, of another kind, new."""
    known = {office["pk"]: (office, site) for site in study.result.get("sites", []) for office in site["offices"]}
    ignored = {
        code
        for note in study.result.get("notes", [])
        if note["kind"] in ("unplaced", "outside")
        for code in note["offices"]
    }
    found = [was["code"] for pk, (was, site) in known.items() if _differs(was, site, book.office(pk))]
    asked_on = date.fromisoformat(study.result["sources"]["asked_on"]) if study.result else today
    for office in book.offices.values():
        is_new = office.kind in COUNTERS and office.pk not in known and office.code not in ignored
        if is_new and (office.valid_on(today) or _opens_after(office, asked_on)):
            found.append(office.code)
    return sorted(found)


def _opens_after(office: Office, day: date) -> bool:
    return office.valid_from is not None and office.valid_from > day and office.valid_to is None


def _differs(was: Mapping[str, Any], site: Mapping[str, Any], office: Office | None) -> bool:
    if office is None:
        return True
    dates = [each.isoformat() if each else None for each in (office.valid_from, office.valid_to)]
    if (str(office.kind), *dates) != (was["kind"], was["valid_from"], was["valid_to"]):
        return True
    return was["code"] == site["code"] and (office.lat, office.lon) != (site["lat"], site["lon"])


# ── moves ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def moves_of(study: Study, days: Sequence[date], book: Directory) -> Iterator[Move]:
    """The moves of a plan, day by day. Offices of later moves may be those that earlier ones open."""
    result, roles = study.result, terms_of(study.terms, days[0]).roles
    codes = set(book.office_by_code)
    standing: dict[str, dict[str, Office]] = {}
    sites = {site["code"]: site for site in result["sites"]}
    for change in result["changes"]:
        site = sites[change["site"]]
        now = standing.setdefault(site["code"], {str(o.kind): o for o in _offices(site, book)})
        move = Move(
            site["code"],
            site["name"],
            site["name_en"],
            change["period"],
            days[change["period"]],
            change["from"],
            change["to"],
        )
        wanted = _wanted(change["to"], roles, site["has_centre"])
        move.stood = next(iter(now.values()), None)
        for kind in [kind for kind in now if kind not in wanted]:
            move.closes.append(now.pop(kind))
        for kind in wanted:
            if kind not in now:
                now[kind] = _new_office(kind, site, move, book, codes)
                move.opens.append(now[kind])
        yield move


def _offices(site: Mapping[str, Any], book: Directory) -> list[Office]:
    found = [book.office(each["pk"]) for each in site["offices"]]
    return [office for office in found if office]


def _wanted(role: str, roles: Mapping[str, RoleTerms], had_centre: bool) -> list[str]:
    """Kinds of offices that stand at a site of a role."""
    if role in (Role.CLOSED, Role.ABSENT):
        return []
    found = [role]
    if role != CENTRE and had_centre and roles[role].community:
        found.append(CENTRE)
    if role != KIOSK and roles[role].kiosk:
        found.append(KIOSK)
    return found


def _new_office(kind: str, site: Mapping[str, Any], move: Move, book: Directory, codes: set[str]) -> Office:
    before, like = move.stood, _like(kind, site, book)
    named = before if before and before.kind in WORDS else None
    ward = book.area_by_code.get(site["ward"])
    hours = like if before is None or move.after == KIOSK else before
    office = Office(
        city_id=book.city_id, kind=kind, code=_code(kind, site["code"], move.day, codes), ward=ward,
        name=renamed(named.name if named else site["name"], named.kind if named else "", kind),
        name_en=renamed(named.name_en if named else site["name_en"], named.kind if named else "", kind),
        parent=_parent(kind, before, like, ward, book),
        address=before.address if before else "", phone=before.phone if before else "",
        lat=site["lat"], lon=site["lon"], valid_from=move.day,
        days=hours.days if hours else "", opens=hours.opens if hours else None, closes=hours.closes if hours else None,
    )  # fmt: skip
    codes.add(office.code)
    return office


def _like(kind: str, site: Mapping[str, Any], book: Directory) -> Office | None:
    """Another office of the kind, of the same ward rather than another."""
    ward = book.area_by_code.get(site["ward"])
    found = [office for office in book.offices.values() if office.kind == kind and office.valid_to is None]
    return min(found, key=lambda office: (office.ward_id != (ward.pk if ward else None), office.code), default=None)


def _parent(kind: str, before: Office | None, like: Office | None, ward: Area | None, book: Directory) -> Office | None:
    """That of the office before; for another sort of office, what its like of the same ward has; else the ward office."""
    if before is not None and kind in STAFFED and before.kind in STAFFED:
        return book.office(before.parent_id)
    if like is not None and ward is not None and like.ward_id == ward.pk and like.parent_id:
        return book.office(like.parent_id)
    offices = book.offices_in_ward(ward.pk) if ward else []
    return next((office for office in offices if office.kind == Role.WARD_OFFICE), None)


def _code(kind: str, site: str, day: date, taken: set[str]) -> str:
    """The site's code with the year, and a letter where that is taken; a machine's says that it is one."""
    machine = "-kiosk" if kind == KIOSK and not site.startswith("k") else ""
    for tail in ("", *(f"-{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")):
        ending = f"{machine}-{day.year}{tail}"
        code = f"{site[: LONGEST_CODE - len(ending)]}{ending}"
        if code not in taken:
            return code
    raise ValueError(f"no code is left for {site} in {day.year}")


def renamed(name: str, before: str, after: str) -> str:
    """A name with the words for what the office is exchanged: 託麻総合出張所 → 託麻出張所."""
    if not name or after not in WORDS:
        return name
    english = bool(re.search("[A-Za-z]", name))
    new = WORDS[Role(after)][1 if english else 0]
    for word in WORDS[Role(before)] if before in WORDS else ():
        if name.endswith(word):
            return f"{name[: -len(word)]}{new}"
    if new in name:
        return name
    return f"{name} {new}" if english else f"{name}{new}"


# ── what hangs from them ─────────────────────────────────────────────────────────────────────────────────────────────


def handed_over(moves: Sequence[Move], day: date, standing: Sequence[Office]) -> tuple[list[Coverage], list[Coverage]]:
    """Coverages that end on a day, and those that begin; `standing`: the counters after that day's moves."""
    today = [move for move in moves if move.day == day]
    closed = {office.pk: (office, move) for move in today for office in move.closes}
    rows = [row for row in Coverage.objects.filter(office__in=closed).select_related("area") if row.valid_on(day)]
    begun: dict[tuple[int, int], Coverage] = {}
    areas = Coverage.objects.filter(area__in=[row.area_id for row in rows]).exclude(office__in=closed)
    serving = {(row.office_id, row.area_id) for row in areas if row.valid_on(day)}
    for row in rows:
        office, move = closed[row.office_id]
        for after in _after(office, move, row.area, standing):
            if (after.pk, row.area_id) not in serving:
                begun.setdefault((after.pk, row.area_id), Coverage(office=after, area=row.area))
    return rows, list(begun.values())


def _after(office: Office, move: Move, area: Area, standing: Sequence[Office]) -> Iterator[Office]:
    """Who serves an area from then on."""
    centre = office.kind == CENTRE
    fits = [each for each in standing if (each.kind == CENTRE if centre else each.kind in STAFFED)]
    here = [each for each in move.opens if each in fits]
    near = here or [each for each in fits if each.ward_id == office.ward_id] or fits
    if near:
        yield min(near, key=lambda each: (_far(area, office, each), each.code))
    if not centre:
        yield from (each for each in move.opens if each.kind == CENTRE)


def _far(area: Area, before: Office, after: Office) -> float:
    """From the area's centre; of an area without one, from the office that closes."""
    start: Any = area if area.lat is not None and area.lon is not None else before
    return metres(start, after)


def turned_over(moves: Sequence[Move], day: date, known: Counters) -> tuple[list[Offering], list[Offering]]:
    """Offers that end on a day, and those that begin by the standards of that day."""
    today = [move for move in moves if move.day == day]
    closed = [office.pk for move in today for office in move.closes]
    rows = Offering.objects.filter(office__in=closed).select_related("office", "service")
    ended = [row for row in rows if row.valid_on(day) and (row.valid_from is None or row.valid_from < day)]
    standards = known.standards_on(day)
    begun = [
        Offering(service=service, office=office, level=level, decided=standards[service.pk].decided)
        for move in today
        for office in move.opens
        for service in known.listed(day)
        if service.pk in standards and service.base_id is None
        for level in [standards[service.pk].levels.get(office.kind, Level.NONE)]
        if level != Level.NONE
    ]
    return ended, begun
