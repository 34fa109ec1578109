"""Partners: the list, one with its visits and loans, how to reach it, files in and out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area
from wakimizu.apps.community import exports, forms, imports, queries
from wakimizu.apps.community.models import Partner
from wakimizu.apps.community.operations import partners as operations
from wakimizu.apps.community.views import form_page, or_404, own_ward, page_of, wards_of
from wakimizu.apps.community.views.visits import may_note
from wakimizu.apps.community.workflow import PERMISSIONS
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may


@staff
@require_safe
def partners(request: Request) -> HttpResponse:
    """Who works in the districts, and when they were last met."""
    allow(request.actor, "see_community", table=PERMISSIONS)
    form = forms.PartnerFilter(request.GET, wards=wards_of(request))
    given = form.cleaned_data if form.is_valid() else {}
    ward = request.book.area_by_code.get(given.get("ward", ""))
    rows = queries.partners(
        request.actor, query=given.get("q", ""), kind=given.get("kind", ""), ward=ward.pk if ward else None
    )
    context = {
        **page_of(request, rows),
        "form": form,
        "may_keep": _may_keep(request),
        "may_take_in": may(request.actor, "import_partners", table=PERMISSIONS),
        "here": "partners",
    }
    return render(request, "community/partners.html", context)


def _may_keep(request: Request) -> bool:
    return request.actor.ward_id is not None and may(request.actor, "keep_partner", table=PERMISSIONS)


def seen(request: Request, number: int) -> Partner:
    found: Partner = or_404(queries.partner_numbered(number))
    allow(request.actor, "see_community", found, table=PERMISSIONS)
    return found


@staff
@require_safe
def partner(request: Request, number: int) -> HttpResponse:
    found, actor = seen(request, number), request.actor
    context = {
        "sheet": queries.partner_sheet(actor, found),
        "partner": found,
        "may_keep": may(actor, "keep_partner", found, table=PERMISSIONS),
        "may_read": may(actor, "read_partner_contact", found, table=PERMISSIONS),
        "may_erase": may(actor, "erase_partner_contact", found, table=PERMISSIONS),
        "may_note": may_note(request),
        "here": "partners",
    }
    return render(request, "community/partner.html", context)


@staff
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    allow(request.actor, "keep_partner", table=PERMISSIONS)
    return _keep(request, own_ward(request, _("Partners are kept by the offices of a ward.")), None)


@staff
@require_http_methods(["GET", "POST"])
def change(request: Request, number: int) -> HttpResponse:
    found = seen(request, number)
    allow(request.actor, "keep_partner", found, table=PERMISSIONS)
    return _keep(request, found.ward, found)


def partner_form(request: Request, sent: Any, ward: Area, known: Partner | None) -> forms.PartnerForm:
    """The form of a partner, with the ward's areas and those it has already."""
    areas = [ward, *request.book.districts_of(ward.pk)]
    areas += [each for each in known.places if each not in areas] if known else []
    return forms.PartnerForm(sent, areas=areas, known=known)


def _keep(request: Request, ward: Area, known: Partner | None) -> HttpResponse:
    form = partner_form(request, request.POST or None, ward, known)
    if form.is_valid():
        try:
            kept = operations.keep_partner(request.actor, ward=ward, about=form.about(), partner=known)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The partner is kept."))
            return redirect("partner", kept.pk)
    title = _("Change the partner") if known else _("A new partner")
    back = (reverse("partner", args=[known.pk]), known.name) if known else (reverse("partners"), _("Partners"))
    return form_page(request, form, title, _("Keep"), back=back, here="partners")


@staff
@require_http_methods(["GET", "POST"])
def contact(request: Request, number: int) -> HttpResponse:
    """How to reach it, after a reason is given; the reading is in the ledger."""
    found = seen(request, number)
    allow(request.actor, "read_partner_contact", found, table=PERMISSIONS)
    form, details = forms.BecauseForm(request.POST or None), None
    if form.is_valid():
        try:
            details = operations.read_partner_contact(
                request.actor, partner=found, because=form.cleaned_data["because"]
            )
        except BadInput as refusal:
            form.refuse(refusal)
    context = {"partner": found, "form": form, "details": details, "here": "partners"}
    return render(request, "community/contact.html", context, status=422 if form.errors else 200)


@staff
@require_http_methods(["GET", "POST"])
def erase(request: Request, number: int) -> HttpResponse:
    found = seen(request, number)
    allow(request.actor, "erase_partner_contact", found, table=PERMISSIONS)
    form = forms.BecauseForm(request.POST or None)
    if form.is_valid():
        try:
            operations.erase_partner_contact(request.actor, partner=found, because=form.cleaned_data["because"])
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The contact details are erased."))
            return redirect("partner", found.pk)
    back = (reverse("partner", args=[found.pk]), found.name)
    return form_page(request, form, _("Erase the contact details"), _("Erase"), back=back, here="partners")


@staff
@require_http_methods(["GET", "POST"])
def files_in(request: Request) -> HttpResponse:
    """Partners from a spreadsheet, reported line by line."""
    allow(request.actor, "import_partners", table=PERMISSIONS)
    form, report = forms.FileForm(request.POST or None, request.FILES or None), None
    if form.is_valid():
        try:
            report = imports.import_partners(
                request.actor, request.city, request.book, form.cleaned_data["file"].read()
            )
        except BadInput as refusal:
            form.refuse(BadInput(refusal.sentence, "file"))
    context = {"form": form, "report": report, "columns": exports.PARTNER_COLUMNS, "here": "partners"}
    return render(request, "community/import.html", context, status=422 if form.errors else 200)


@staff
@require_safe
def download(request: Request) -> HttpResponse:
    """The partners one sees, as a file that comes in again. How to reach them is never in it."""
    allow(request.actor, "see_community", table=PERMISSIONS)
    return exports.answer(exports.partners(request.actor), "partners")
