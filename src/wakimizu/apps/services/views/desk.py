"""Staff pages of the catalogue: services, their standards, what each office offers, what was observed, files in."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Office
from wakimizu.apps.services import files, forms, months, operations
from wakimizu.apps.services.counters import Counters, counter_offices, counters
from wakimizu.apps.services.models import Offering, Service, Standard, level_of
from wakimizu.apps.services.national import gif
from wakimizu.apps.services.queries import coming_row, offering_row
from wakimizu.apps.services.workflow import COUNTERS, PERMISSIONS, SIGNS, Level
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.words import named


def service_named(known: Counters, code: str) -> Service:
    """The service of an address; no page for a code that is not in the catalogue."""
    service = known.service_by_code.get(code)
    if service is None:
        raise Http404
    return service


def signs_of(standard: Standard | None) -> list[dict[str, Any]]:
    """A standard's level for each kind of counter, with its sign and its word."""
    return [
        {
            "kind": Office.Kind(kind).label,
            "sign": SIGNS[level_of(standard, kind)],
            "level": Level(level_of(standard, kind)).label,
        }
        for kind in COUNTERS
    ]


@staff
@require_safe
def services_desk(request: Request) -> HttpResponse:
    """The catalogue as staff see it: each service with its owner and the standard that holds today."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    known, today = counters(request.city), request.actor.today
    query, stage = request.GET.get("q", "").strip(), request.GET.get("stage", "")
    listed = known.listed(today)
    standards = known.standards_on(today)
    rows = [
        {
            "service": service,
            "owner": request.book.office(service.owner_id),
            "signs": signs_of(standards.get(known.standard_of(service))),
            "standard": standards.get(known.standard_of(service)),
        }
        for service in listed
        if (not stage or service.stage == stage)
        and query.lower() in f"{service.name} {service.name_en} {service.code}".lower()
    ]
    context = {
        "rows": rows,
        "kinds": [Office.Kind(kind).label for kind in COUNTERS],
        "stages": [(each, gif.label(each)) for each in sorted({service.stage for service in listed if service.stage})],
        "stage": stage,
        "query": query,
        "may_keep": may(request.actor, "keep_catalogue", table=PERMISSIONS),
        "may_import": bool(files.may_take(request.actor)),
    }
    return render(request, "services/desk.html", context)


@staff
@require_safe
def service_desk(request: Request, code: str) -> HttpResponse:
    """One service: what it is, its standard and all versions, and every office's offer beside it."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    known, today = counters(request.city), request.actor.today
    service = service_named(known, code)
    standard_service = known.services[known.standard_of(service)]
    standard = known.standards_on(today).get(standard_service.pk)
    offered = {row.office_id: row for row in known.offered(service, today)}
    coming = known.coming(service, today)
    rows: list[dict[str, Any]] = [
        {
            "office": office,
            "offering": offered.get(office.pk),
            "coming": coming.get(office.pk),
            "sign": SIGNS[offered[office.pk].level if office.pk in offered else Level.NONE],
            "demanded": SIGNS[level_of(standard, office.kind)],
            "demanded_level": Level(level_of(standard, office.kind)).label,
            "concerned": office.pk in offered or office.pk in coming or level_of(standard, office.kind) != Level.NONE,
            "may": may(request.actor, "offer_service", Offering(office=office), table=PERMISSIONS),
        }
        for office in counter_offices(request.book.offices.values(), today)
    ]
    wards: dict[int | None, list[dict[str, Any]]] = {}
    for row in rows:
        if row["concerned"]:
            wards.setdefault(row["office"].ward_id, []).append(row)
    context = {
        "service": service,
        "stage": gif.label(service.stage) if service.stage else "",
        "base": known.services.get(service.base_id or 0),
        "variants": [each for each in known.services.values() if each.base_id == service.pk],
        "owner": request.book.office(service.owner_id),
        "standard": standard,
        "signs": signs_of(standard),
        "versions": known.versions_of(standard_service),
        "wards": [{"ward": request.book.area(number), "rows": found} for number, found in wards.items()],
        "others": [row for row in rows if not row["concerned"]],
        "may_keep": may(request.actor, "keep_catalogue", service, table=PERMISSIONS),
        "may_set": may(request.actor, "set_standard", standard_service, table=PERMISSIONS),
        "must_ask": operations.must_ask_first(standard_service),
        "standard_service": standard_service,
        "book": request.book,
    }
    return render(request, "services/service.html", context)


@staff
@require_http_methods(["GET", "POST"])
def service_edit(request: Request, code: str = "") -> HttpResponse:
    """Enter a service, or change one."""
    known = counters(request.city)
    service = service_named(known, code) if code else None
    allow(request.actor, "keep_catalogue", service, table=PERMISSIONS)
    initial = forms.service_values(service, request.book) if service else {"owner": _own_division(request)}
    form = forms.ServiceForm(
        request.POST or None, book=request.book, known=known, today=request.actor.today, entry=service, initial=initial
    )
    if form.is_valid():
        changed = form.service(request.city)
        try:
            operations.change_service(request.actor, service=changed)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The catalogue has it."))
            return redirect("service_desk", code=changed.code)
    title = _("Change “%(service)s”") % {"service": named(service)} if service else _("Enter a service")
    return _form_page(request, form, title, _("Keep it"), service)


def _own_division(request: Request) -> str:
    office = request.book.office(request.actor.office_id)
    return office.code if office and office.at_hq else ""


def _form_page(
    request: Request,
    form: Any,
    title: str,
    button: str,
    service: Service | None,
    office: Office | None = None,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "service": service, "office": office, **more}
    return render(request, "services/form.html", context, status=422 if form.errors else 200)


@staff
@require_http_methods(["GET", "POST"])
def standard_set(request: Request, code: str) -> HttpResponse:
    """A new version of a service's standard. Offices that fall short already show in the audit at once."""
    known = counters(request.city)
    service = service_named(known, code)
    allow(request.actor, "set_standard", service, table=PERMISSIONS)
    versions = known.versions_of(service)
    form = forms.StandardForm(request.POST or None, initial=forms.standard_values(versions[-1] if versions else None))
    if form.is_valid():
        try:
            operations.set_standard(request.actor, standard=form.standard(service))
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The standard is set. Offices that fall short of it are in the audit."))
            return redirect("service_desk", code=service.code)
    title = _("Standard of “%(service)s”") % {"service": named(service)}
    return _form_page(request, form, title, _("Set the standard"), service)


@staff
@require_http_methods(["GET", "POST"])
def offering_set(request: Request, code: str, office: str) -> HttpResponse:
    """What an office offers of a service from a day on."""
    service, place = _service_and_office(request, code, office)
    now = offering_row(service, place, request.actor.today)
    start = {
        "valid_from": request.actor.today,
        "level": now.level if now else Level.FULL,
        "decided": now.decided if now else "",
        "documents": now.documents if now else None,
        "opens": now.opens if now else None,
        "closes": now.closes if now else None,
        "note": now.note if now else "",
    }
    form = forms.OfferingForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            operations.offer_service(request.actor, offering=form.offering(service, place))
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Noted. Residents see it from that day."))
            return redirect("service_desk", code=service.code)
    title = _("“%(service)s” at %(office)s") % {"service": named(service), "office": named(place)}
    return _form_page(request, form, title, _("Note it"), service, place, offered=now)


@staff
@require_http_methods(["GET", "POST"])
def offering_end(request: Request, code: str, office: str) -> HttpResponse:
    """The office no longer handles the service."""
    service, place = _service_and_office(request, code, office)
    today = request.actor.today
    now = offering_row(service, place, today) or coming_row(service, place, today)
    if now is None:
        raise Http404
    begins = now.valid_from or today
    form = forms.WithdrawForm(request.POST or None, initial={"on": max(begins, today + timedelta(days=1))})
    if form.is_valid():
        try:
            operations.withdraw_offering(request.actor, offering=now, **form.cleaned_data)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Noted. From that day residents are sent elsewhere."))
            return redirect("service_desk", code=service.code)
    title = _("%(office)s no longer handles “%(service)s”") % {"service": named(service), "office": named(place)}
    return _form_page(request, form, title, _("Withdraw it"), service, place)


def _service_and_office(request: Request, code: str, office: str) -> tuple[Service, Office]:
    place = request.book.office_by_code.get(office)
    if place is None:
        raise Http404
    allow(request.actor, "offer_service", Offering(office=place), table=PERMISSIONS)
    return service_named(counters(request.city), code), place


# ── what was observed ────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_http_methods(["GET", "POST"])
def observations(request: Request) -> HttpResponse:
    """A month of an office, entered service by service."""
    allow(request.actor, "note_observations", table=PERMISSIONS)
    today = request.actor.today
    offices = months.offices_noted_by(request.actor, request.book)
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    asked = {"office": offices[0].code if offices else "", "month": f"{last:%Y-%m}", **request.GET.dict()}
    chosen = forms.MonthForm(asked, offices=offices)
    context: dict[str, Any] = {"chosen": chosen, "offices": offices}
    if chosen.is_valid():
        office, month = request.book.office_by_code[chosen.cleaned_data["office"]], chosen.cleaned_data["month"]
        rows = _month_rows(request, office, month)
        valid = [row["form"].is_valid() for row in rows]  # of every row, so that each says what is wrong with it
        if request.method == "POST" and all(valid):
            try:
                entered = [(row["service"], row["form"].cleaned_data) for row in rows]
                months.note(request.actor, request.city, office, month, entered)
            except BadInput as refusal:
                context["problem"] = str(refusal)
            else:
                messages.success(request, _("The month is noted."))
                return redirect(request.get_full_path())
        context |= {"office": office, "month": month, "rows": rows, "wrong": any(row["form"].errors for row in rows)}
    return render(
        request,
        "services/observations.html",
        context,
        status=422 if context.get("wrong") or context.get("problem") else 200,
    )


def _month_rows(request: Request, office: Office, month: date) -> list[dict[str, Any]]:
    rows = []
    for service, was in months.rows_of(counters(request.city), office, month):
        start = {"volume": was.volume, "wait_minutes": was.wait_minutes, "lead_days": was.lead_days} if was else {}
        form = forms.ObservedForm(
            request.POST if request.method == "POST" else None, prefix=service.code, initial=start
        )
        for name, field in form.fields.items():
            field.widget.attrs["aria-label"] = f"{named(service)} {field.label}"
            field.widget.attrs["class"] = name
        rows.append({"service": service, "form": form, "noted": was})
    return rows


# ── files in ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_http_methods(["GET", "POST"])
def services_import(request: Request) -> HttpResponse:
    """A file in, reported line by line. Rows of offices or services that are not one's own are refused, each by itself."""
    kinds = files.kinds_for(request.actor)
    report, problem, kind = None, "", request.POST.get("kind", "")
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if kind not in dict(kinds):
                raise BadInput(_("Choose what the file holds."))
            if file is None:
                raise BadInput(_("Choose a CSV or Excel file first."))
            report = files.take_in(request.actor, request.city, request.book, kind=kind, content=file.read())
        except BadInput as refusal:
            problem = str(refusal)
    context = {"kinds": kinds, "kind": kind, "report": report, "problem": problem}
    return render(request, "services/import.html", context, status=422 if problem else 200)
