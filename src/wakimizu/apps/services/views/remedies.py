"""Staff pages of what is done about shortfalls: one office's service with its remedies, and the work list."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Office
from wakimizu.apps.services import operations
from wakimizu.apps.services.models import Remedy, Service
from wakimizu.apps.services.parity import charts, forms, wording
from wakimizu.apps.services.parity.audit import Audit
from wakimizu.apps.services.parity.audit import audit as audit_of
from wakimizu.apps.services.parity.deviations import (
    STAGES,
    asked_for,
    months_of,
    remedies_of,
    remedy_history,
    standing_remedies,
    work_list,
)
from wakimizu.apps.services.parity.mending import Mending, nothing_to_mend
from wakimizu.apps.services.views.auditing import day_asked, paged, task_row
from wakimizu.apps.services.workflow import PERMISSIONS, RemedyState
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may

A_PAGE = 30


# ── one office and service ───────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def audit_cell(request: Request, office: int, service: int) -> HttpResponse:
    """What is demanded of an office for a service, what is found, its months, and what is done about it."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    found = audit_of(request.city, day_asked(request.GET.get("day"), request.actor.today))
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
    return {
        "thing": wording.THINGS[finding.fault],
        "demanded": wording.asked(finding),
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
                "may_finish": may(actor, "promise_remedy", each, table=PERMISSIONS)
                and (each.state != RemedyState.ACCEPTED or may(actor, "set_standard", service, table=PERMISSIONS)),
            }
            for each in standing
        ]
        mending = Mending(actor, request.book, found, office, service)
        self.promise = mending.promise_form(posted if act == "promise" else None, prefix="promise")
        self.accept = mending.accept_form(posted if act == "accept" else None, prefix="accept")

    def done(self) -> bool:
        """Do what was sent. False when the form has to be seen to."""
        act = self.wrong = self.request.POST.get("act", "")
        if act == "finish":
            return self._finish()
        form: Any = {"promise": self.promise, "accept": self.accept}.get(act)
        if form is None:
            raise nothing_to_mend(self.request.actor, act, self.service)
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
    asked = {name: form.cleaned_data.get(name, "") for name in ("ward", "owner", "stage", "fault")}
    shown = asked_for(tasks, request.book, **asked)
    page, rows, _pages = paged(request, shown, A_PAGE)
    counted = Counter[str](each.stage for each in tasks)
    context = {
        "found": found,
        "form": form,
        "counted": [{"stage": stage, "label": STAGES[stage], "n": counted[stage]} for stage in STAGES],
        "rows": [task_row(each, request) for each in rows],
        "total": len(shown),
        "page": page,
        "here": "remedies",
    }
    return render(request, "services/audit_remedies.html", context)
