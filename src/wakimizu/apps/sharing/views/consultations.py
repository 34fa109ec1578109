"""Pages of consultations: the list, one with its opinions, proposing, answering, responding, settling."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Office
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.forms import standard_values
from wakimizu.apps.services.models import Service, Standard
from wakimizu.apps.services.workflow import COUNTERS, SIGNS, Level
from wakimizu.apps.services.workflow import PERMISSIONS as SERVICES
from wakimizu.apps.sharing import forms, queries
from wakimizu.apps.sharing.models import Asked, Consultation, Opinion
from wakimizu.apps.sharing.operations import consultations as operations
from wakimizu.apps.sharing.views.acting import acted, own_office, posted
from wakimizu.apps.sharing.workflow import PERMISSIONS, About, ConsultationState, Outcome
from wakimizu.shared.access import staff
from wakimizu.shared.errors import NotPermitted
from wakimizu.shared.paging import number_asked, older_url
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.templatetags.words import day
from wakimizu.shared.words import named

WHICH = [
    ("all", pgettext_lazy("consultations", "All")),
    ("ours", pgettext_lazy("consultations", "That ask our office")),
    ("open", pgettext_lazy("consultations", "Open")),
]


@staff
@require_safe
def consultations(request: Request) -> HttpResponse:
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    page = queries.consultations(request.actor, request.GET.get("which", "all"), number_asked(request))
    context = {
        "rows": page.rows,
        "older_url": older_url(request, page.older),
        "waiting": queries.desk(request.actor),
        "form": forms.WhichForm(request.GET or None, choices=WHICH),
        "may_consult": _may_consult(request),
        "here": "consultations",
    }
    return render(request, "sharing/consultations.html", context)


def _may_consult(request: Request) -> bool:
    return may(request.actor, "consult", Consultation(office=own_office(request)), table=PERMISSIONS)


def seen(request: Request, number: int) -> Consultation:
    allow(request.actor, "see_sharing", table=PERMISSIONS)
    found = queries.consultation_numbered(number)
    if found is None:
        raise Http404
    return found


@staff
@require_safe
def consultation(request: Request, number: int) -> HttpResponse:
    """One consultation, its proposal first, what was said beside it."""
    found, actor = seen(request, number), request.actor
    sheet = queries.consultation_sheet(found)
    is_open = found.state == ConsultationState.OPEN
    context = {
        "consultation": found,
        "sheet": sheet,
        "terms": terms(request, found),
        "may_answer": found.state != ConsultationState.WITHDRAWN and bool(sheet.may_answer(actor)),
        "may_respond": may(actor, "consult", found, table=PERMISSIONS),
        "may_settle": is_open and may(actor, "settle", found, table=PERMISSIONS),
        "is_open": is_open,
        "past": actor.today > found.answer_by,
        "here": "consultations",
    }
    return render(request, "sharing/consultation.html", context)


def terms(request: Request, found: Consultation) -> list[tuple[Any, str, str]]:
    """Of a standard: each fact, as it is now and as it would be; only what differs."""
    if found.about != About.STANDARD or found.service is None:
        return []
    proposed = operations.standard_of(found.service, found.terms)
    now = counters(request.city).standards_on(timezone.localdate(found.opened_at)).get(found.service_id or 0)
    rows = [*_levels(now, proposed), *_facts(now, proposed)]
    return [(label, before, after) for label, before, after in rows if before != after]


def _levels(now: Standard | None, proposed: Standard) -> list[tuple[Any, str, str]]:
    def said(standard: Standard | None, kind: str) -> str:
        level = Level((standard.levels.get(kind) if standard else None) or Level.NONE)
        return f"{SIGNS[level]} {level.label}"

    return [(Office.Kind(kind).label, said(now, kind), said(proposed, kind)) for kind in COUNTERS]


def _facts(now: Standard | None, proposed: Standard) -> list[tuple[Any, str, str]]:
    labels = {
        "valid_from": _("It holds from"), "last_day": _("Its last day"),
        "wait_minutes": _("Wait at most, minutes"), "lead_days": _("Days to the result, at most"),
        "opens": _("Open at the latest from"), "closes": _("Open at least until"),
        "documents": _("Documents that may be asked for"), "because": _("Why"),
    }  # fmt: skip

    def said(standard: Standard | None, name: str) -> str:
        value = forms.last_day(standard) if standard and name == "last_day" else getattr(standard, name, None)
        if isinstance(value, date):
            return day(value)
        if isinstance(value, list):
            return "、".join(value)
        return f"{value:%H:%M}" if hasattr(value, "hour") else (str(value) if value or value == 0 else "–")

    rows = [(label, said(now, name), said(proposed, name)) for name, label in labels.items()]
    decided = [standard.get_decided_display() if standard and standard.decided else "–" for standard in (now, proposed)]
    return [*rows, (_("Decided"), decided[0], decided[1])]


@staff
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Ask about anything but a standard."""
    allow(request.actor, "consult", Consultation(office=own_office(request)), table=PERMISSIONS)
    form = forms.ConsultationForm(posted(request), book=request.book, today=request.actor.today)
    return _opening(request, form, lambda: form.draft(), services=_own_services(request))


@staff
@require_http_methods(["GET", "POST"])
def standard(request: Request, code: str) -> HttpResponse:
    """Ask about a new version of a service's standard."""
    known = counters(request.city)
    service = next((each for each in known.services.values() if each.code == code), None)
    if service is None or service.base_id:
        raise Http404
    allow(request.actor, "consult", Consultation(office=own_office(request)), table=PERMISSIONS)
    allow(request.actor, "set_standard", service, table=SERVICES)
    versions = known.versions_of(service)
    start = {
        **standard_values(versions[-1] if versions else None),
        "title": _("Standard of “%(service)s”") % {"service": named(service)},
    }
    start["groups"] = [Office.Kind.WARD_OFFICE, Office.Kind.WARD_DIVISION]
    form = forms.StandardConsultationForm(posted(request), initial=start, book=request.book, today=request.actor.today)
    return _opening(request, form, lambda: form.draft(service), service=service)


def _own_services(request: Request) -> list[Service]:
    """Services whose standard this post's division sets."""
    rows = counters(request.city).services.values()
    return [row for row in rows if not row.base_id and may(request.actor, "set_standard", row, table=SERVICES)]


def _opening(request: Request, form: Any, draft: Any, **more: Any) -> HttpResponse:
    office = own_office(request)
    return acted(
        request, form, lambda: operations.open_consultation(request.actor, office=office, draft=draft()),
        _("Those you ask have it on their desks now."), lambda made: redirect("consultation", made.pk),
        template="sharing/consultation_form.html", here="consultations", **more,
    )  # fmt: skip


def asked_here(request: Request, found: Consultation) -> list[Asked]:
    """The asked offices in whose name this post may answer, its own first. NotPermitted when there is none."""
    offices = queries.consultation_sheet(found).may_answer(request.actor)
    if not offices:
        raise NotPermitted(_("Your office was not asked here. Tell those who were what you think."))
    return offices


@staff
@require_http_methods(["GET", "POST"])
def answer(request: Request, number: int) -> HttpResponse:
    """An office answers."""
    found = seen(request, number)
    offices = asked_here(request, found)
    by_office = {str(row.office_id): row for row in offices}
    form = forms.OpinionForm(posted(request), offices=[row.office for row in offices])

    def give() -> Opinion:
        given = form.cleaned_data
        return operations.give_opinion(
            request.actor, asked=by_office[given["office"]], stance=given["stance"], text=given["text"]
        )

    words = (
        _("The day has passed: your answer is kept, and marked as late.")
        if request.actor.today > found.answer_by
        else ""
    )
    return acted(
        request, form, give, _("Your answer is kept. HQ responds to it before this is settled."),
        lambda _row: redirect("consultation", number),
        consultation=found, title=_("Answer"), words=words, here="consultations",
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def respond(request: Request, number: int) -> HttpResponse:
    """HQ responds to an opinion."""
    opinion = Opinion.objects.select_related("consultation__office", "office").filter(pk=number).first()
    if opinion is None:
        raise Http404
    allow(request.actor, "consult", opinion.consultation, table=PERMISSIONS)
    form = forms.ResponseForm(posted(request))
    return acted(
        request, form, lambda: operations.respond_to_opinion(request.actor, opinion=opinion, **form.cleaned_data),
        _("The response is kept; the office reads it."), lambda _row: redirect("consultation", opinion.consultation_id),
        consultation=opinion.consultation, opinion=opinion, title=_("Respond to an opinion"), here="consultations",
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def settle(request: Request, number: int) -> HttpResponse:
    """What becomes of it; a standard takes effect in the same step."""
    found = seen(request, number)
    allow(request.actor, "settle", found, table=PERMISSIONS)
    if request.method != "POST":  # the operation itself looks at what is sent
        operations.check_ripe(request.actor, found)
    is_standard = found.about == About.STANDARD
    form: Any = (
        forms.SettleStandardForm(posted(request), consultation=found)
        if is_standard
        else forms.SettleForm(posted(request))
    )

    def run() -> Consultation:
        given = form.cleaned_data
        changed = form.standard(found.service) if is_standard and given["outcome"] == Outcome.CHANGED else None
        return operations.settle_consultation(
            request.actor, consultation=found, outcome=given["outcome"], text=given["text"], standard=changed
        )

    return acted(
        request, form, run, _("It is settled; all who were asked read the outcome."), lambda _row: redirect("consultation", number),
        template="sharing/settle.html", consultation=found, silent=queries.consultation_sheet(found).silent, here="consultations",
    )  # fmt: skip


@staff
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, number: int) -> HttpResponse:
    found = seen(request, number)
    allow(request.actor, "settle", found, table=PERMISSIONS)
    form = forms.BecauseForm(posted(request))
    return acted(
        request, form, lambda: operations.withdraw_consultation(request.actor, consultation=found, **form.cleaned_data),
        _("The consultation is withdrawn; nothing changes."), lambda _row: redirect("consultation", number),
        consultation=found, title=_("Withdraw this consultation"), here="consultations",
    )  # fmt: skip
