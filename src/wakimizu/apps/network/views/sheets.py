"""A sheet for residents' meetings: what would change for one district or ward, when, how far for whom, and what is gained."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area
from wakimizu.apps.network import maps, queries, telling
from wakimizu.apps.network.models import Adoption, Study
from wakimizu.apps.network.results import NOTICED
from wakimizu.apps.network.templatetags.network import years
from wakimizu.apps.network.views.studies import about, with_plan
from wakimizu.apps.network.workflow import AdoptionState, Ages
from wakimizu.apps.services.counters import counters
from wakimizu.shared.access import staff

ERRANDS = 4
OLD = Ages.values.index(Ages.AGED75)


@staff
@require_safe
def study_sheets(request: Request, number: int) -> HttpResponse:
    """Wards and districts; those that lose most are marked."""
    study = with_plan(request, number)
    loses = {row["code"]: sum(row["lose"][-1]) for row in study.result["districts"]}
    groups = [
        (ward, [(each, loses.get(each.code, 0.0)) for each in request.book.districts_of(ward.pk)])
        for ward in request.book.wards
    ]
    return render(request, "network/sheets.html", {**about(request, study, "sheets"), "groups": groups})


@staff
@require_safe
def study_sheet(request: Request, number: int, code: str) -> HttpResponse:
    """One district or ward on one page of A4, in the words of those who live there."""
    study = with_plan(request, number)
    area = request.book.area_by_code.get(code)
    if area is None or area.kind not in (Area.Kind.DISTRICT, Area.Kind.WARD):
        raise Http404
    result = study.result
    rows = [row for row in result["districts"] if code in (row["code"], row["ward"])]
    near = _near(request, area, result)
    changes = telling.changes_of(result, near)
    context = {
        **about(request, study, "sheet"),
        "area": area,
        "ward": request.book.ward_of(area) if area.kind == Area.Kind.DISTRICT else None,
        "changes": [{"change": change, **_errands(request, result, change)} for change in changes],
        "ways": [_ways(rows, t, period) for t, period in enumerate(result["periods"])] if rows else [],
        "services": _services(rows, result),
        "centres": _centres(near, result),
        "adoption": _carried_out(study),
        "verdict": telling.verdict(study),
        "how": telling.ways_of_going(study),
        "ground": maps.ground(request.book),
        **_map(request, study, changes),
    }
    return render(request, "network/sheet.html", context)


def _near(request: Request, area: Area, result: dict[str, Any]) -> set[str]:
    """Sites in an area, and those whose offices serve it."""
    book = request.book
    inside = {area.code, *(each.code for each in (book.districts_of(area.pk) if area.kind == Area.Kind.WARD else []))}
    areas = {each.pk for each in book.areas.values() if each.code in inside}
    serving = book.serving(request.actor.today)
    offices = {number for each in areas for number in serving.get(each, ())}
    return {
        site["code"]
        for site in result["sites"]
        if site["district"] in inside
        or (area.kind == Area.Kind.WARD and site["ward"] == area.code)
        or offices & {office["pk"] for office in site["offices"]}
    }


def _errands(request: Request, result: dict[str, Any], change: telling.Change) -> dict[str, Any]:
    """Services that a place no longer does in full, or does from then on: the first by name, and how many more."""
    known = counters(request.city).service_by_code
    told: dict[str, Any] = {}
    for name, having, lacking in (("lost", change.before, change.after), ("won", change.after, change.before)):
        groups = [group for group in result["services"] if having in group["kinds"] and lacking not in group["kinds"]]
        codes = list(dict.fromkeys(code for group in groups for code in group["services"] if code in known))
        told |= {name: [known[code] for code in codes[:ERRANDS]], f"{name}_more": max(len(codes) - ERRANDS, 0)}
    return told


def _ways(rows: list[dict[str, Any]], t: int, period: dict[str, Any]) -> dict[str, Any]:
    """Minutes by group of ages, before and after, weighted by people; who is farther and who nearer."""
    ages = []
    for n, (_code, label) in enumerate(Ages.choices):
        people = sum(row["people"][t][n] for row in rows)
        before, after = (_mean(rows, side, t, n) for side in ("before", "after"))
        ages.append({
            "label": label, "people": people, "before": before, "after": after, "apart": after - before,
            "lose": sum(row["lose"][t][n] for row in rows), "gain": sum(row["gain"][t][n] for row in rows),
            "same": abs(after - before) < NOTICED,
        })  # fmt: skip
    return {"period": period, "ages": ages}


def _mean(rows: list[dict[str, Any]], side: str, t: int, n: int) -> float:
    people = sum(row["people"][t][n] for row in rows)
    if not people:
        return sum(row[side][t][n] for row in rows) / len(rows)
    return float(sum(row[side][t][n] * row["people"][t][n] for row in rows) / people)


def _services(rows: list[dict[str, Any]], result: dict[str, Any]) -> list[dict[str, Any]]:
    """Each group of services in the last period, for people aged 75 or more."""
    found = []
    for group in result["services"]:
        sides = {}
        for side in ("before", "after"):
            minutes = [{side: row["by_service"][group["code"]][side], "people": row["people"]} for row in rows]
            sides[side] = _mean(minutes, side, len(result["periods"]) - 1, OLD) if rows else 0.0
        found.append({"code": group["code"], **sides, "apart": sides["after"] - sides["before"]})
    return found


def _centres(near: set[str], result: dict[str, Any]) -> list[dict[str, Any]]:
    """Community centres of the area in the last period, and the officers who come to them."""
    sites = {site["code"]: site for site in result["sites"]}
    return [{**row, "place": sites[row["site"]]} for row in result["staff"]["allotted"][-1] if row["site"] in near]


def _carried_out(study: Study) -> Adoption | None:
    return next(
        (each for each in queries.adoptions() if each.study_id == study.pk and each.state == AdoptionState.ADOPTED),
        None,
    )


def _map(request: Request, study: Study, changes: list[telling.Change]) -> dict[str, Any]:
    result = study.result
    last = len(result["periods"]) - 1
    apart = {row["code"]: round(row["after"][last][OLD] - row["before"][last][OLD], 1) for row in result["districts"]}
    title = _("The plan in %(years)s; how ways change: %(who)s") % {
        "years": years(result["periods"][last]),
        "who": Ages.AGED75.label,
    }
    numbers = {change.site["code"]: change.number for change in changes}
    roles = [site["roles"][last] for site in result["sites"]]
    shown = maps.Picture(title, apart, maps.CHANGE, roles, numbers, {})
    return {
        "map_title": title,
        "map": maps.drawing(request.book, result["sites"], shown),
        "legend": maps.legend(apart, maps.CHANGE),
        "key": maps.key_of(sorted(set(roles))),
    }  # fmt: skip
