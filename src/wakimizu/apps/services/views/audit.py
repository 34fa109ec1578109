"""Staff pages of the parity audit: the matrix, the wards beside each other, the trend, on paper, in Excel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Office
from wakimizu.apps.services.models import Service
from wakimizu.apps.services.national import gif
from wakimizu.apps.services.parity import charts, forms, wording
from wakimizu.apps.services.parity.audit import Audit
from wakimizu.apps.services.parity.audit import audit as audit_of
from wakimizu.apps.services.parity.deviations import (
    Trend,
    standing_remedies,
    trend,
    work_list,
)
from wakimizu.apps.services.parity.workbook import audit_workbook
from wakimizu.apps.services.views.auditing import day_asked, paged, task_row
from wakimizu.apps.services.workflow import COUNTERS, PERMISSIONS
from wakimizu.shared.access import staff
from wakimizu.shared.permissions import allow
from wakimizu.shared.words import named
from wakimizu.shared.workbooks import XLSX

MOST_CELLS, FEWEST_ROWS, MOST_OFFICES, A_PAGE, MOST_TOLD = 1200, 10, 80, 30, 100


@dataclass(frozen=True, eq=False)
class Looked:
    """The part of an audit that a reader asked for."""

    found: Audit
    form: forms.Filter
    ward: Any
    office: Office | None
    offices: list[Office]
    services: list[Service]
    only: bool

    @property
    def asked(self) -> str:
        """The query of links that stay in this part."""
        values = {
            "ward": self.ward.code if self.ward else "",
            "group": self.form.value("group") or "",
            "only": "on" if self.only else "",
            "day": self.found.day.isoformat(),
        }
        return "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())


def _look(request: Request) -> Looked:
    """Whoever works for a ward begins with that ward; a city of very many counters begins with its first ward."""
    asked = request.GET.dict()
    day = day_asked(asked.get("day"), request.actor.today)
    found = audit_of(request.city, day)
    own, wards = request.book.area(request.actor.ward_id), request.book.wards
    too_many = len(found.offices) > MOST_OFFICES and bool(wards)
    by_code = {ward.code: ward for ward in wards}
    asked_for = request.book.office_by_code.get(asked.get("office", ""))
    start = own or (wards[0] if too_many else None)
    if not asked.get("ward") and (too_many or "ward" not in asked):
        start = request.book.area(asked_for.ward_id) if asked_for else start
        asked["ward"] = start.code if start else ""
    ward = by_code.get(asked.get("ward", ""))
    near = [each for each in found.offices if ward is None or each.ward_id == ward.pk]
    form = forms.Filter(
        {**asked, "day": day}, wards=wards, all_wards=not too_many, offices=near, services=found.services
    )
    office = request.book.office_by_code.get(form.value("office") or "")
    offices = [each for each in near if office is None or each.pk == office.pk]
    only, group = bool(form.value("only")), form.value("group")
    services = [each for each in found.services if not group or each.stage == group]
    if only:
        short = {each.service.pk for office in offices for each in found.by_office.get(office.pk, ())}
        services = [each for each in services if each.pk in short]
    services.sort(key=lambda each: (forms.stage_order(each.stage), each.code))
    return Looked(found, form, ward, office, offices, services, only)


@staff
@require_safe
def audit(request: Request) -> HttpResponse:
    """Every office against every standard, as a matrix; one office at a time as a list."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    looked = _look(request)
    rows = A_PAGE if looked.office else max(FEWEST_ROWS, MOST_CELLS // max(len(looked.offices), 1))
    page, services, pages = paged(request, looked.services, rows)
    deviations = sum(len(looked.found.by_office.get(office.pk, ())) for office in looked.offices)
    context = {
        "looked": looked,
        "form": looked.form,
        "columns": _columns(request, looked.offices),
        "groups": [] if looked.office else _groups(looked, services, request.actor.today),
        "list": _office_rows(looked, looked.office, services, request.actor.today) if looked.office else [],
        "offices": [] if looked.office else _office_cards(looked),
        "page": page,
        "pages": pages,
        "deviations": deviations,
        **_headline(looked.found),
        "here": "audit",
    }
    return render(request, "services/audit.html", context)


def _headline(found: Audit) -> dict[str, Any]:
    return {
        "found": found,
        "share": wording.percent(found.share) if found.share is not None else "",
        "shortfalls": wording.number(len(found.deviations), 0),
        "affected": wording.headcount(found.everyone_affected),
        "unweighted": not all(each.people for each in found.outcomes),
    }


def _columns(request: Request, offices: Sequence[Office]) -> list[dict[str, Any]]:
    """The offices by ward, for the matrix's head."""
    found: list[dict[str, Any]] = []
    for office in offices:
        if not found or found[-1]["number"] != office.ward_id:
            found.append({"number": office.ward_id, "ward": request.book.area(office.ward_id), "offices": []})
        found[-1]["offices"].append(office)
    return found


def _groups(looked: Looked, services: Sequence[Service], today: date) -> list[dict[str, Any]]:
    """The matrix's rows by group. Words and addresses are made here: a page has a thousand cells."""
    base, query = reverse("audit"), "" if looked.found.day == today else f"?day={looked.found.day}"
    names = [(office.pk, named(office)) for office in looked.offices]
    said: dict[Any, tuple[str, str, str]] = {}
    groups: list[dict[str, Any]] = []
    for service in services:
        if not groups or groups[-1]["stage"] != service.stage:
            groups.append({"stage": service.stage, "label": gif.label(service.stage), "rows": []})
        name, cells = named(service), []
        for number, office in names:
            cell = looked.found.cells[number][service.pk]
            if cell not in said:
                said[cell] = (wording.sign(cell), wording.reasons(cell), _tone(cell))
            sign, reasons, tone = said[cell]
            cells.append((f"{base}{number}/{service.pk}/{query}", sign, tone, f"{office} {name}: {reasons}"))
        groups[-1]["rows"].append({"service": service, "judged": _has_standard(looked.found, service), "cells": cells})
    return groups


def _has_standard(found: Audit, service: Service) -> bool:
    return found.known.standard_of(service) in found.standards


def _tone(cell: Any) -> str:
    if cell.shortfalls:
        return "short"
    return "beyond" if cell.is_beyond else "met" if cell.is_demanded else "free"


def _office_rows(looked: Looked, office: Office, services: Sequence[Service], today: date) -> list[dict[str, Any]]:
    """One office's services as a list."""
    query = "" if looked.found.day == today else f"?day={looked.found.day}"
    rows = []
    for service in services:
        cell = looked.found.cell(office, service)
        address = reverse("audit_cell", args=[office.pk, service.pk]) + query
        rows.append(
            {
                "service": service,
                "cell": cell,
                "sign": wording.sign(cell),
                "reasons": wording.reasons(cell),
                "url": address,
            }
        )
    return rows


def _office_cards(looked: Looked) -> list[dict[str, Any]]:
    """For phones, where a matrix does not fit: each office with how much it falls short."""
    cards = []
    for office in looked.offices:
        cells = looked.found.cells[office.pk].values()
        demanded = sum(cell.is_demanded for cell in cells)
        cards.append(
            {
                "office": office,
                "demanded": demanded,
                "short": demanded - sum(cell.is_met for cell in cells),
                "url": f"?office={quote(office.code, safe='')}&{looked.asked}",
            }
        )
    return cards


# ── the wards beside each other, and the trend ───────────────────────────────────────────────────────────────────────


@staff
@require_safe
def audit_wards(request: Request) -> HttpResponse:
    """What the counters do for the people of each ward, and how far the wards are apart."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    found = audit_of(request.city, day_asked(request.GET.get("day"), request.actor.today))
    return render(request, "services/audit_wards.html", {**_headline(found), **_wards(found), "here": "audit"})


def _wards(found: Audit) -> dict[str, Any]:
    kinds = [kind for kind in COUNTERS if any(kind in each.full for each in found.outcomes)]
    return {
        "kinds": [Office.Kind(kind).label for kind in kinds],
        "outcomes": [
            {
                "outcome": each,
                "cases": wording.number(each.cases, 0),
                "people": wording.number(each.people, 0) if each.people is not None else "–",
                "share": wording.percent(each.share) if each.share is not None else "–",
                "wait": wording.number(each.wait) if each.wait is not None else "–",
                "lead": wording.number(each.lead) if each.lead is not None else "–",
                "full": [
                    (Office.Kind(kind).label, wording.number(each.full[kind]) if kind in each.full else "–")
                    for kind in kinds
                ],
            }
            for each in found.outcomes
        ],
        "measures": [_measure(each) for each in found.measures],
        "sources": sorted(
            {each.ward.figures.get("people_source", "") for each in found.outcomes if each.people} - {""}
        ),
    }


def _measure(measure: Any) -> dict[str, Any]:
    label, spread = wording.measure_label(measure), measure.spread
    rows = [(named(each.ward), each.value, wording.measured(measure, each.value)) for each in measure.values]
    shown: dict[str, Any] = {"label": label, "name": measure.name, "spread": spread}
    if spread:
        shown |= {
            "mean": wording.measured(measure, spread.mean),
            "apart": wording.apart(measure, spread.distance),
            "lowest": wording.measured(measure, spread.lowest.value),
            "highest": wording.measured(measure, spread.highest.value),
            "gini": wording.number(spread.gini, 3),
            "theil": wording.number(spread.theil, 4),
        }
    shown["picture"] = charts.bars(rows, spread.mean if spread else None, label, full=float(measure.name == "share"))
    return shown


@staff
@require_safe
def audit_trend(request: Request) -> HttpResponse:
    """Two days beside each other: what was mended, what is new."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    today = request.actor.today
    start = {"before": forms.first_of_year_before(today), "after": today}
    form = forms.TwoDays({**start, **{name: value for name, value in request.GET.items() if value}})
    days = form.cleaned_data if form.is_valid() else start
    before, after = (day_asked(str(days[name]), start[name]) for name in ("before", "after"))
    changed = trend(audit_of(request.city, before), audit_of(request.city, after))
    context = {"form": form, **_changes(changed), **_headline(changed.after), "here": "audit"}
    return render(request, "services/audit_trend.html", context, status=422 if form.errors else 200)


def _changes(changed: Trend) -> dict[str, Any]:
    def told(changes: Sequence[Any]) -> list[dict[str, Any]]:
        return [
            {"deviation": each.deviation, "why": wording.why(each.deviation.finding), "reason": each.reason}
            for each in changes[:MOST_TOLD]
        ]

    def cells(measure: Any) -> tuple[str, str, str]:
        if measure is None or measure.spread is None:
            return ("–", "–", "–")
        spread = measure.spread
        return (
            wording.measured(measure, spread.mean),
            wording.apart(measure, spread.distance),
            wording.number(spread.gini, 3),
        )

    def share(found: Audit) -> str:
        return wording.percent(found.share) if found.share is not None else "–"

    return {
        "trend": changed,
        "then_share": share(changed.before),
        "now_share": share(changed.after),
        "mended": told(changed.mended),
        "new": told(changed.new),
        "most": MOST_TOLD,
        "then_and_now": [
            (wording.measure_label(now), list(zip(cells(then), cells(now), strict=True)))
            for then, now in changed.measures()
        ],
    }


# ── on paper, and as a workbook ──────────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def audit_report(request: Request) -> HttpResponse:
    """The audit as a report to print: figures, the wards, the shortfalls of each office, what changed in a year."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    looked = _look(request)
    found, today = looked.found, request.actor.today
    offices = {each.pk for each in looked.offices}
    tasks = [
        each for each in work_list(found, standing_remedies(), today) if each.deviation and each.office.pk in offices
    ]
    changed = trend(audit_of(request.city, forms.first_of_year_before(found.day)), found)
    context = {
        "looked": looked,
        "ward": looked.ward,
        "rows": [task_row(each, request) for each in tasks[: 3 * MOST_TOLD]],
        "left_out": max(len(tasks) - 3 * MOST_TOLD, 0),
        "total": len(tasks),
        **_headline(found),
        **_wards(found),
        **_changes(changed),
    }
    return render(request, "services/audit_report.html", context)


@staff
@require_safe
def audit_file(request: Request) -> HttpResponse:
    """The part of the audit that was asked for, as an Excel workbook."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    looked = _look(request)
    found, today = looked.found, request.actor.today
    offices = {each.pk for each in looked.offices}
    tasks = [each for each in work_list(found, standing_remedies(), today) if each.office.pk in offices]
    changed = trend(audit_of(request.city, forms.first_of_year_before(found.day)), found)
    content = audit_workbook(changed, looked.offices, looked.services, tasks)
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="audit-{request.city.code}-{found.day}.xlsx"'},
    )
