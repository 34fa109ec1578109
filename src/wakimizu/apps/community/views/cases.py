"""Cases, what was lent or granted, and who helps with a need."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area
from wakimizu.apps.community import exports, forms, queries
from wakimizu.apps.community.models import Case, Help
from wakimizu.apps.community.operations import cases as operations
from wakimizu.apps.community.operations import partners as partner_operations
from wakimizu.apps.community.views import form_page, or_404, own_ward, page_of
from wakimizu.apps.community.workflow import PERMISSIONS
from wakimizu.apps.voices.models import Need
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may


@staff
@require_safe
def cases(request: Request) -> HttpResponse:
    """What was tried, here and elsewhere, and whether it worked."""
    allow(request.actor, "see_cases", table=PERMISSIONS)
    form = forms.CaseFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    rows = queries.cases(given.get("q", ""), given.get("outcome", ""), given.get("district_kind", ""))
    may_keep = may(request.actor, "keep_case", table=PERMISSIONS)
    context = {**page_of(request, rows), "form": form, "may_keep": may_keep, "here": "cases"}
    return render(request, "community/cases.html", context)


@staff
@require_safe
def case(request: Request, number: int) -> HttpResponse:
    allow(request.actor, "see_cases", table=PERMISSIONS)
    found = or_404(queries.case_numbered(number))
    may_change = may(request.actor, "keep_case", found, table=PERMISSIONS)
    return render(request, "community/case.html", {"case": found, "may_change": may_change, "here": "cases"})


@staff
@require_http_methods(["GET", "POST"])
def case_new(request: Request) -> HttpResponse:
    allow(request.actor, "keep_case", table=PERMISSIONS)
    return _keep_case(request, None)


@staff
@require_http_methods(["GET", "POST"])
def case_change(request: Request, number: int) -> HttpResponse:
    found = or_404(queries.case_numbered(number))
    allow(request.actor, "keep_case", found, table=PERMISSIONS)
    return _keep_case(request, found)


def case_form(request: Request, sent: Any, known: Case | None) -> forms.CaseForm:
    """The form of a case, with the writer's partners and those it has already."""
    partners = queries.partners_to_choose(request.actor.ward_id)
    partners += [each for each in known.partners.all() if each not in partners] if known else []
    return forms.CaseForm(sent, partners=partners, known=known)


def keep_case(request: Request, form: forms.CaseForm, known: Case | None) -> Case:
    """Keep the form's story. BadInput names the form's field."""
    ward = request.book.area(request.actor.ward_id)
    try:
        return operations.keep_case(request.actor, story=form.story(), ward=ward, case=known)
    except BadInput as refusal:
        raise BadInput(refusal.sentence, "percent65" if refusal.field == "share65" else refusal.field) from None


def _keep_case(request: Request, known: Case | None) -> HttpResponse:
    form = case_form(request, request.POST or None, known)
    if form.is_valid():
        try:
            kept = keep_case(request, form, known)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The case is kept. Needs like it will show it."))
            return redirect("case", kept.pk)
    title = _("Change the case") if known else _("Write a case down")
    back = (reverse("case", args=[known.pk]), known.title) if known else (reverse("cases"), pgettext("case", "Cases"))
    return form_page(request, form, title, _("Keep"), back=back, here="cases")


# ── lent and granted ─────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def grants(request: Request) -> HttpResponse:
    """What was lent or granted to whom; what should be back stands first."""
    allow(request.actor, "see_community", table=PERMISSIONS)
    which = request.GET.get("which", "")
    page, today = page_of(request, queries.grants(request.actor, which)), request.actor.today
    context = {
        **page,
        "late": [row for row in page["rows"] if row.is_late(today)],
        "rows": [row for row in page["rows"] if not row.is_late(today)],
        "which": which,
        "may_lend": request.actor.ward_id is not None and may(request.actor, "lend", table=PERMISSIONS),
        "here": "grants",
    }
    return render(request, "community/grants.html", context)


def lend_form(request: Request, sent: Any, ward: Area, **more: Any) -> forms.LendForm:
    own = [each for each in queries.partners_to_choose(ward.pk) if each.ward_id == ward.pk]
    return forms.LendForm(
        sent, partners=own, districts=request.book.districts_of(ward.pk), today=request.actor.today, **more
    )


@staff
@require_http_methods(["GET", "POST"])
def grant_new(request: Request) -> HttpResponse:
    allow(request.actor, "lend", table=PERMISSIONS)
    ward = own_ward(request, _("Loans and grants are noted by the offices of a ward."))
    form = lend_form(request, request.POST or None, ward, initial={"partner": request.GET.get("partner", "")})
    if form.is_valid():
        partner = form.partners[form.cleaned_data["partner"]]
        try:
            partner_operations.lend(request.actor, partner=partner, lending=form.lending())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is noted. It stands on the list until it is back."))
            return redirect("grants")
    back = (reverse("grants"), _("Lent and granted"))
    return form_page(request, form, _("Lend or grant something"), _("Note it"), back=back, here="grants")


@staff
@require_http_methods(["GET", "POST"])
def grant_back(request: Request, number: int) -> HttpResponse:
    """It is back, or its report came in."""
    found = or_404(queries.grant_numbered(number))
    allow(request.actor, "lend", found, table=PERMISSIONS)
    form = forms.BackForm(request.POST or None, initial={"on": request.actor.today})
    if form.is_valid():
        try:
            partner_operations.take_back(request.actor, grant=found, on=form.cleaned_data["on"])
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is settled."))
            return redirect("grants")
    words = f"{found.partner}: {found.what}"
    return form_page(
        request, form, _("Back, or reported"), _("Note it"), back=(reverse("grants"), _("Lent and granted")),
        words=words, here="grants",
    )  # fmt: skip


@staff
@require_safe
def grants_download(request: Request) -> HttpResponse:
    allow(request.actor, "see_community", table=PERMISSIONS)
    return exports.answer(exports.grants(request.actor), "lent")


# ── who helps with a need ────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_http_methods(["GET", "POST"])
def help_new(request: Request, number: int) -> HttpResponse:
    """Say what residents, partners or the city do about a need."""
    need = or_404(Need.objects.prefetch_related("parts").filter(pk=number).first())
    allow(request.actor, "say_help", need, table=PERMISSIONS)
    partners = queries.partners_to_choose(request.actor.ward_id or need.ward_id)
    sphere = request.GET.get("sphere", "")
    form = forms.HelpForm(request.POST or None, partners=partners, initial={"sphere": sphere})
    if form.is_valid():
        try:
            operations.say_help(request.actor, need=need, **form.said())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It stands on the need's page."))
            return redirect("need", need.pk)
    back = (reverse("need", args=[need.pk]), need.title)
    return form_page(request, form, _("Who does what about it"), _("Keep"), back=back, here="")


@staff
@require_POST
def help_end(request: Request, number: int) -> HttpResponse:
    found = or_404(Help.objects.select_related("need").filter(pk=number).first())
    operations.end_help(request.actor, help=found, on=request.actor.today)
    messages.success(request, _("It has ended. The ledger keeps what it was."))
    return redirect("need", found.need_id)
