"""Staff pages of the parity audit: the matrix, one office's service, the work list, the wards, the trend, on paper, in Excel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Office
from wakimizu.apps.services import audit_forms as forms
from wakimizu.apps.services import charts, gif, operations, wording
from wakimizu.apps.services.audit import Audit
from wakimizu.apps.services.audit import audit as audit_of
from wakimizu.apps.services.audit_workbook import audit_workbook
from wakimizu.apps.services.deviations import (
    STAGES,
    Task,
    Trend,
    months_of,
    remedies_of,
    remedy_history,
    standing_remedies,
    trend,
    work_list,
)
from wakimizu.apps.services.models import Remedy, Service
from wakimizu.apps.services.workflow import COUNTERS, PERMISSIONS, RemedyState
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may
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
        return "&".join(f"{name}={_quoted(value)}" for name, value in values.items())


def _quoted(value: str) -> str:
    from urllib.parse import quote

    return quote(value, safe="")


def _look(request: Request) -> Looked:
    """Whoever works for a ward begins with that ward; a city of very many counters begins with its first ward."""
    asked = request.GET.dict()
    day = _day(asked.get("day"), request.actor.today)
    found = audit_of(request.city, day)
    own = request.book.area(request.actor.ward_id)
    wards = request.book.wards
    start = own or (wards[0] if len(found.offices) > MOST_OFFICES and wards else None)
    form = forms.Filter(
        {"ward": start.code if start else "", **asked, "day": day},
        wards=wards, offices=found.offices, services=found.services,
    )  # fmt: skip
    ward = request.book.area_by_code.get(form.value("ward") or "")
    office = request.book.office_by_code.get(form.value("office") or "")
    offices = [
        each for each in found.offices if each == office or (office is None and (not ward or each.ward_id == ward.pk))
    ]
    only, group = bool(form.value("only")), form.value("group")
    services = [each for each in found.services if not group or each.stage == group]
    if only:
        short = {each.service.pk for each in found.deviations if each.office in set(offices)}
        services = [each for each in services if each.pk in short]
    services.sort(key=lambda each: (forms.stage_order(each.stage), each.code))
    return Looked(found, form, ward, office, offices, services, only)


def _day(text: str | None, today: date) -> date:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return today
    return day if 1990 <= day.year <= 2100 else today


@staff
@require_safe
def audit(request: Request) -> HttpResponse:
    """Every office against every standard, as a matrix; one office at a time as a list."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    looked = _look(request)
    rows = A_PAGE if looked.office else max(FEWEST_ROWS, MOST_CELLS // max(len(looked.offices), 1))
    page, services, pages = _paged(request, looked.services, rows)
    deviations = [each for each in looked.found.deviations if each.office in set(looked.offices)]
    context = {
        "looked": looked,
        "form": looked.form,
        "columns": _columns(request, looked.offices),
        "groups": [] if looked.office else _groups(looked, services, request.actor.today),
        "list": _office_rows(looked, looked.office, services, request.actor.today) if looked.office else [],
        "offices": [] if looked.office else _office_cards(looked),
        "page": page,
        "pages": pages,
        "deviations": len(deviations),
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


def _paged(request: Request, rows: Sequence[Any], most: int) -> tuple[dict[str, Any], list[Any], int]:
    """The rows of the page that was asked for, with the addresses of its neighbours."""
    pages = max(-(-len(rows) // most), 1)
    text = request.GET.get("page", "")
    number = min(max(int(text), 1), pages) if text.isdecimal() and len(text) < 6 else 1

    def address(to: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(to)
        return f"?{asked.urlencode()}"

    links = {
        "number": number,
        "pages": pages,
        "previous": address(number - 1) if number > 1 else "",
        "next": address(number + 1) if number < pages else "",
    }
    return links, list(rows[(number - 1) * most : number * most]), pages


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
                "url": f"?office={_quoted(office.code)}&{looked.asked}",
            }
        )
    return cards


# ── one office and service ───────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def audit_cell(request: Request, office: int, service: int) -> HttpResponse:
    """What is demanded of an office for a service, what is found, its months, and what is done about it."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    found = audit_of(request.city, _day(request.GET.get("day"), request.actor.today))
    place, row = request.book.office(office), found.known.services.get(service)
    if place is None or row is None:
        raise Http404
    if place.pk not in found.cells or row.pk not in found.cells[place.pk]:
        return render(request, "services/audit_unjudged.html", {"office": place, "service": row, "found": found})
    remedies = remedies_of(place, row)
    acts = _Acts(request, found, place, row, [each for each in remedies if each.state != RemedyState.DONE])
    if request.method == "POST" and acts.done():
        return redirect(request.get_full_path())
    cell = found.cell(place, row)
    standard = found.standards.get(found.known.standard_of(row))
    months = months_of(found, place, row, found.day)
    context = {
        "found": found,
        "office": place,
        "service": row,
        "cell": cell,
        "sign": wording.sign(cell),
        "reasons": wording.reasons(cell),
        "variant": found.variant(place, row),
        "standard": standard,
        "owner": request.book.office(row.owner_id),
        "compared": [_beside(each) for each in found.compared(place, row)],
        "people": wording.headcount(found.served_people(place)),
        "year": found.year.get((place.pk, row.pk)),
        "months": months,
        "pictures": _pictures(months, standard),
        "acts": acts,
        "standing": acts.standing,
        "history": remedy_history(remedies, request.book),
        "book": request.book,
    }
    return render(request, "services/audit_cell.html", context, status=422 if acts.wrong else 200)


def _beside(finding: Any) -> dict[str, Any]:
    """A comparison as a row of the page."""
    most = finding.fault in ("wait", "lead")
    demanded = wording.said(finding.fault, finding.demanded)
    return {
        "thing": wording.THINGS[finding.fault],
        "demanded": _("at most %(n)s") % {"n": demanded} if most else demanded,
        "found": wording.said(finding.fault, finding.found),
        "short": finding.short,
        "why": wording.why(finding) if finding.short else "",
    }


def _pictures(months: Sequence[Any], standard: Any) -> list[Any]:
    pictures = []
    for name, allowed, title in (
        ("wait", standard.wait_minutes if standard else None, _("Wait in minutes, month by month")),
        ("lead", standard.lead_days if standard else None, _("Days to the result, month by month")),
    ):
        points = [(each.month, getattr(each, name)) for each in months]
        if any(value is not None for _month, value in points):
            pictures.append({"title": title, "allowed": allowed, "svg": charts.months(points, allowed, title)})
    return pictures


class _Acts:
    """What the actor may do about a cell: the forms, and what one of them does."""

    def __init__(
        self, request: Request, found: Audit, office: Office, service: Service, standing: list[Remedy]
    ) -> None:
        self.request, self.office, self.service = request, office, service
        self.wrong = ""
        actor, posted = request.actor, request.POST if request.method == "POST" else None
        act = posted.get("act") if posted else ""
        faults = [each.fault for each in found.cell(office, service).shortfalls]
        self.standing = [
            {
                "remedy": each,
                "late": each.due < actor.today,
                "still": each.fault in faults,
                "owner": request.book.office(each.owner_id),
                "may_finish": may(actor, "promise_remedy", each, table=PERMISSIONS),
            }
            for each in standing
        ]
        owners = [each for each in self._owners() if self._may_promise(each)]
        self.promise = self.accept = None
        if faults and owners and may(actor, "promise_remedy", table=PERMISSIONS):
            self.promise = forms.PromiseForm(
                posted if act == "promise" else None, faults=faults, owners=owners, prefix="promise"
            )
        if faults and may(actor, "set_standard", service, table=PERMISSIONS) and self._may_promise(service.owner):
            self.accept = forms.AcceptForm(posted if act == "accept" else None, faults=faults, prefix="accept")

    def _owners(self) -> list[Office]:
        """Who can mend it: the office, its ward's office and divisions, the division that owns the service."""
        book, today = self.request.book, self.request.actor.today
        kinds = (Office.Kind.WARD_OFFICE, Office.Kind.WARD_DIVISION)
        ward = [
            each for each in book.offices_in_ward(self.office.ward_id) if each.kind in kinds and each.valid_on(today)
        ]
        owner = book.offices[self.service.owner_id]
        return list({each.pk: each for each in (self.office, *ward, owner)}.values())

    def _may_promise(self, owner: Office) -> bool:
        row = Remedy(office=self.office, owner=owner)
        return may(self.request.actor, "promise_remedy", row, table=PERMISSIONS)

    def done(self) -> bool:
        """Do what was sent. False when the form has to be seen to."""
        act = self.wrong = self.request.POST.get("act", "")
        if act == "finish":
            return self._finish()
        form: Any = {"promise": self.promise, "accept": self.accept}.get(act)
        if form is None:
            allow(
                self.request.actor,
                "promise_remedy" if act == "promise" else "set_standard",
                self.service,
                table=PERMISSIONS,
            )
            raise BadInput(_("There is nothing to mend here any more. Go back to the page and look again."))
        if not form.is_valid():
            return False
        about: dict[str, Any] = {"service": self.service, "office": self.office}
        try:
            if act == "promise":
                operations.promise_remedy(self.request.actor, **about, **form.promised())
            else:
                operations.accept_fault(self.request.actor, **about, **form.cleaned_data)
        except BadInput as refusal:
            form.refuse(refusal)
            return False
        messages.success(
            self.request, _("Noted. It is on the work list.") if act == "promise" else _("Noted, with the reason.")
        )
        return True

    def _finish(self) -> bool:
        text = self.request.POST.get("remedy", "")
        remedy = (
            Remedy.objects.filter(
                pk=int(text) if text.isdecimal() and len(text) < 18 else 0, office=self.office, service=self.service
            )
            .select_related("office")
            .first()
        )
        if remedy is None:
            raise Http404
        operations.finish_remedy(self.request.actor, remedy=remedy)
        messages.success(self.request, _("Noted as done. If the audit still finds it, it shows as open again."))
        return True


# ── the work list ────────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def audit_remedies(request: Request) -> HttpResponse:
    """All shortfalls as work: who mends which by when, late ones first."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    today = request.actor.today
    found = audit_of(request.city, today)
    tasks = work_list(found, standing_remedies(), today)
    owners = {each.remedy.owner_id for each in tasks if each.remedy}
    form = forms.TaskFilter(
        request.GET, wards=request.book.wards, stages=STAGES,
        owners=sorted((request.book.offices[number] for number in owners), key=lambda each: each.code),
    )  # fmt: skip
    form.is_valid()
    shown = [each for each in tasks if _asked_for(each, form.cleaned_data, request)]
    page, rows, _pages = _paged(request, shown, A_PAGE)
    counted = {stage: sum(each.stage == stage for each in tasks) for stage in STAGES}
    context = {
        "found": found,
        "form": form,
        "counted": [{"stage": stage, "label": STAGES[stage], "n": n} for stage, n in counted.items()],
        "rows": [_task_row(each, request) for each in rows],
        "total": len(shown),
        "page": page,
        "here": "remedies",
    }
    return render(request, "services/audit_remedies.html", context)


def _asked_for(task: Task, asked: dict[str, Any], request: Request) -> bool:
    ward = request.book.area_by_code.get(asked.get("ward") or "")
    owner = request.book.office_by_code.get(asked.get("owner") or "")
    return (
        (ward is None or task.office.ward_id == ward.pk)
        and (owner is None or (task.remedy is not None and task.remedy.owner_id == owner.pk))
        and asked.get("stage") in ("", None, task.stage)
        and asked.get("fault") in ("", None, task.fault)
    )


def _task_row(task: Task, request: Request) -> dict[str, Any]:
    return {
        "task": task,
        "why": wording.why(task.deviation.finding) if task.deviation else task.fault_label,
        "owner": request.book.office(task.remedy.owner_id) if task.remedy else None,
        "people": wording.headcount(task.people) if task.people.count else "",
    }


# ── the wards beside each other, and the trend ───────────────────────────────────────────────────────────────────────


@staff
@require_safe
def audit_wards(request: Request) -> HttpResponse:
    """What the counters do for the people of each ward, and how far the wards are apart."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    found = audit_of(request.city, _day(request.GET.get("day"), request.actor.today))
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
    before, after = (_day(str(days[name]), start[name]) for name in ("before", "after"))
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
        "rows": [_task_row(each, request) for each in tasks[: 3 * MOST_TOLD]],
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
