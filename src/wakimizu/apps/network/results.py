"""What a study found, as plain tables a row can keep: screens, sheets and workbooks are drawn from them without the engine.

Minutes of a person are those of their visits on average: each group of services weighs as much as their kind of rider comes
for it. Before is always "today's offices in the same period, for the same people". docs/network.md describes every table.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.network import analysis
from wakimizu.apps.network.analysis import Reckoned, Solved
from wakimizu.apps.network.question import Question
from wakimizu.apps.network.workflow import ROLES, Ages, Role

Array = NDArray[np.float64]
VERSION = 1
RIDER_OF = (0, 0, 1)  # of each group of ages
NOTICED = 0.5  # minutes; who is nearer or farther by less neither gains nor loses


def result_of(question: Question, solved: Solved, book: Directory) -> dict[str, Any]:
    """The whole result of a study; without a plan, what stands against each other."""
    told: dict[str, Any] = {
        "version": VERSION,
        "status": solved.status,
        "objective": _number(solved.found.objective),
        "bound": _number(solved.found.bound),
        "gap": solved.found.gap,
        "seconds": round(solved.found.seconds, 2),
        "stopped": solved.stopped,
        "formulation": solved.formulation,
        "periods": question.periods,
        "roles": list(ROLES),
        "services": _services(question),
        "sites": _sites(question, solved, book),
        "guards": _guards(question, solved),
        "conflict": [question.guards[n].said for n in solved.conflict],
        "unreached": _unreached(question, solved),
        "sources": question.sources,
        "notes": [note.plain for note in question.notes],
    }
    if solved.after is not None:
        told |= _with_plan(question, solved.before, solved.after, book)
        told["frontier"] = [_point(question, each) for each in solved.points]
    return told


def _number(value: float | None) -> float | None:
    return None if value is None else round(value)


def _rounded(values: Any, digits: int = 1) -> Any:
    return np.round(np.asarray(values, float), digits).tolist()


def _services(question: Question) -> list[dict[str, Any]]:
    return [
        {
            "code": group.code,
            "kinds": list(group.kinds),
            "services": list(group.services),
            "visits": _rounded(question.given["visits"][:, n].sum(axis=(1, 2)), 0),
        }
        for n, group in enumerate(question.groups)
    ]


def _sites(question: Question, solved: Solved, book: Directory) -> list[dict[str, Any]]:
    before, after = solved.before, solved.after
    found = []
    for k, site in enumerate(question.sites):
        ward, district = book.area(site.ward_id), book.area(site.district_id)
        row: dict[str, Any] = {
            "code": site.code, "name": site.name, "name_en": site.name_en, "lat": site.lat, "lon": site.lon,
            "ward": ward.code if ward else "", "district": district.code if district else "",
            "offices": [_office(office) for office in site.offices],
            "now": site.now, "decided": site.decided, "allowed": list(site.allowed), "has_centre": site.has_centre,
            "before": _at_site(before, k),
        }  # fmt: skip
        if after is not None:
            row |= {"roles": [ROLES[number] for number in after.role[:, k]], "after": _at_site(after, k)}
        found.append(row)
    return found


def _office(office: Any) -> dict[str, Any]:
    """As it stands, so that an adoption knows whether it has changed since."""
    return {
        "pk": office.pk, "code": office.code, "kind": str(office.kind),
        "valid_from": office.valid_from.isoformat() if office.valid_from else None,
        "valid_to": office.valid_to.isoformat() if office.valid_to else None,
    }  # fmt: skip


def _at_site(made: Reckoned, k: int) -> dict[str, Any]:
    return {
        "visits": _rounded(made.visits[:, :, k].sum(axis=1), 0),
        "staff": _rounded(made.staff[:, k]),
        "yen": _rounded(made.running[:, k], 0),
    }


def _guards(question: Question, solved: Solved) -> list[dict[str, Any]]:
    """Every guard with what it allows, whether it holds, and what leaving it out would save and change (None: not asked)."""
    costs = {each.guard: each for each in solved.costs}
    found = []
    for n, asked in enumerate(question.guards):
        told = {**asked.said, "limit": solved.limits[n], "saves": None, "at_least": None, "changes": []}
        if solved.after is not None:
            told["holds"] = n not in solved.after.broken
            told["saves"] = told["at_least"] = 0.0 if solved.all_asked else None
        if n in costs and solved.after is not None:
            cost = costs[n]
            told |= {"saves": _number(cost.saves), "at_least": _number(cost.at_least)}
            told["changes"] = [
                {"site": question.sites[k].code, "roles": [ROLES[number] for number in cost.role[:, k]]}
                for k in np.flatnonzero((cost.role != solved.after.role).any(axis=0))
            ]
        found.append(told)
    return found


def _unreached(question: Question, solved: Solved) -> list[dict[str, Any]]:
    """Cells from which some service is within nobody's reach, with their people in the first period."""
    found: dict[int, dict[str, Any]] = {}
    for rider, n, service in solved.unreached:
        cell = question.people.cells[n]
        row = found.setdefault(
            n, {"cell": cell.code, "name": cell.name, "district": cell.district_id, "riders": [], "services": []}
        )
        for name, value in (("riders", question.given["riders"][rider]), ("services", question.groups[service].code)):
            if value not in row[name]:
                row[name].append(value)
    for n, row in found.items():
        riders = [question.given["riders"].index(rider) for rider in row["riders"]]
        row["people"] = round(float(question.people.people[0, riders, n].sum()))
    return list(found.values())


def _point(question: Question, point: analysis.Point) -> dict[str, Any]:
    visits = float((question.given["visits"].sum(axis=(1, 2, 3)) * np.array(question.given["lengths"])).sum())
    return {
        "ceiling": round(point.ceiling), "cost": round(point.cost), "minutes": round(point.minutes),
        "average": round(point.minutes / visits, 2), "status": point.status, "gap": point.gap, "roles": point.role.tolist(),
    }  # fmt: skip


# ── a plan beside today's offices ────────────────────────────────────────────────────────────────────────────────────


def _with_plan(question: Question, before: Reckoned, after: Reckoned, book: Directory) -> dict[str, Any]:
    return {
        "changes": changes(question, after.role),
        "districts": _districts(question, before, after, book),
        "spread": {"before": _spread(question, before), "after": _spread(question, after)},
        "cost": {"before": _cost(question, before), "after": _cost(question, after)},
        "parts": {"before": _parts(before), "after": _parts(after)},
        "staff": _staff(question, before, after),
    }


def changes(question: Question, role: NDArray[np.intp]) -> list[dict[str, Any]]:
    """Which site turns into what, at the beginning of which period."""
    found = []
    for k, site in enumerate(question.sites):
        held = ROLES.index(site.now)
        for t, now in enumerate(role[:, k]):
            if now != held:
                found.append({"site": site.code, "period": t, "from": ROLES[held], "to": ROLES[now]})
            held = now
    return sorted(found, key=lambda each: (each["period"], ROLES.index(each["from"]), each["site"]))


def _cost(question: Question, made: Reckoned) -> dict[str, Any]:
    """Yen of each period: running and staff over its years, once."""
    years = np.array(question.given["lengths"], float)
    return {
        "running": _rounded(made.running.sum(axis=1) * years, 0),
        "staff": _rounded(made.staff.sum(axis=1) * question.terms.yen_per_fte * years, 0),
        "one_off": _rounded(made.one_off, 0),
        "total": _rounded(made.cost, 0),
    }


def _parts(made: Reckoned) -> dict[str, float]:
    return {name: round(yen) for name, yen in made.parts.items()}


def _of_person(question: Question, made: Reckoned) -> Array:
    """(T, M, N) minutes of a person's visits on average."""
    visits = question.given["visits"].sum(axis=3)  # (T, S, M)
    sums = visits.sum(axis=1, keepdims=True)
    weights = np.divide(visits, sums, out=np.full_like(visits, 1 / visits.shape[1]), where=sums > 0)
    return np.asarray((made.minutes * weights[..., None]).sum(axis=1))


def _by_ages(minutes: Array) -> Array:
    """(T, M, N) as (T, 3, N): each group of ages travels as its rider does."""
    return np.asarray(minutes[:, list(RIDER_OF)])


def _spread(question: Question, made: Reckoned) -> list[dict[str, Any]]:
    """Of each period, for all and for each group of ages."""
    minutes, people = _by_ages(_of_person(question, made)), question.people.ages
    aversion = question.terms.weights.aversion
    found = []
    for t in range(len(minutes)):
        groups: dict[str, tuple[Array, Array]] = {"all": (minutes[t].ravel(), people[t].ravel())}
        groups |= {name: (minutes[t, n], people[t, n]) for n, name in enumerate(Ages.values)}
        found.append({name: _plain(analysis.spread(*each, aversion)) for name, each in groups.items()})
    return found


def _plain(spread: analysis.Spread | None) -> dict[str, Any] | None:
    if spread is None:
        return None
    told: dict[str, Any] = {
        name: round(getattr(spread, name), 4 if name == "gini" else 2)
        for name in ("mean", "median", "p90", "p95", "most", "gini", "kolm_pollak")
    }
    return told | {"within": {str(limit): round(share, 4) for limit, share in spread.within.items()}}


def _districts(question: Question, before: Reckoned, after: Reckoned, book: Directory) -> list[dict[str, Any]]:
    """Per district, period and group of ages: people, minutes before and after, how many gain and lose."""
    people = question.people.ages
    groups: dict[int, list[int]] = {}
    for n, cell in enumerate(question.people.cells):
        groups.setdefault(cell.district_id or 0, []).append(n)
    then, now = (_by_ages(_of_person(question, made)) for made in (before, after))
    nearer, farther = (people * each for each in (now < then - NOTICED, now > then + NOTICED))
    services = {
        group.code: (_by_ages(before.minutes[:, n]), _by_ages(after.minutes[:, n]))
        for n, group in enumerate(question.groups)
    }
    found = []
    for number, cells in groups.items():
        mean = _mean(people[:, :, cells], cells)
        area, ward = book.area(number), book.ward_of(book.area(number))
        found.append({
            "code": area.code if area else "", "name": area.name if area else "", "name_en": area.name_en if area else "",
            "ward": ward.code if ward else "",
            "people": _rounded(people[:, :, cells].sum(axis=2), 0),
            "before": mean(then), "after": mean(now),
            "gain": _rounded(nearer[:, :, cells].sum(axis=2), 0), "lose": _rounded(farther[:, :, cells].sum(axis=2), 0),
            "by_service": {code: {"before": mean(a), "after": mean(b)} for code, (a, b) in services.items()},
        })  # fmt: skip
    return sorted(found, key=lambda each: (each["ward"], each["code"]))


def _mean(people: Array, cells: Sequence[int]) -> Callable[[Array], Any]:
    """Weighted by people; where nobody is, each cell counts the same."""
    sums = people.sum(axis=2)
    weights = np.where(sums[:, :, None] > 0, people, 1.0)
    total = weights.sum(axis=2)
    return lambda values: _rounded((values[:, :, cells] * weights).sum(axis=2) / total)


def _staff(question: Question, before: Reckoned, after: Reckoned) -> dict[str, Any]:
    """Who is needed at counters, who is set free, and which centre they go to."""
    periods = range(len(after.role))
    return {
        "needed": {"before": _rounded(before.staff.sum(axis=1)), "after": _rounded(after.staff.sum(axis=1))},
        "today": _rounded(before.staff[0].sum()),
        "set_free": _rounded(after.set_free),
        "at_centres": _rounded(question.centre_staff.sum()),
        "allotted": [_allotted(question, after, t) for t in periods],
    }


def _allotted(question: Question, after: Reckoned, t: int) -> list[dict[str, Any]]:
    """The centres of a period: the need nearest to each, who is there, and who is sent."""
    centres = [k for k in range(len(question.sites)) if _is_centre(question, k, ROLES[after.role[t, k]])]
    if not centres:
        return []
    minutes = question.given["minutes"][:, :, centres]
    far = np.where(
        np.isnan(minutes[1]), analysis.FARTHEST + np.nan_to_num(minutes[0], nan=analysis.FARTHEST), minutes[1]
    )
    needs = np.bincount(far.argmin(axis=1), weights=question.need[t], minlength=len(centres))
    present = question.centre_staff[centres]
    sent = analysis.allot(max(float(after.set_free[t]), 0.0), needs.tolist(), present.tolist())
    return [
        {"site": question.sites[k].code, "need": round(need), "present": round(there, 1), "sent": round(more, 1)}
        for k, need, there, more in zip(centres, needs.tolist(), present.tolist(), sent, strict=True)
    ]


def _is_centre(question: Question, k: int, role: str) -> bool:
    """A centre is where a role is one, or has one and one stands there today."""
    site, terms = question.sites[k], question.terms.roles
    return role == Role.COMMUNITY_CENTRE or (site.has_centre and role in terms and terms[role].community)
