"""The self-check: all wards of a year, one ward's to write and sign, and what anybody reads once it is signed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area
from wakimizu.apps.community.selfcheck import operations, queries
from wakimizu.apps.community.selfcheck.models import SelfCheck
from wakimizu.apps.community.selfcheck.workflow import PERMISSIONS, CheckState, Duty
from wakimizu.pages.selfcheck import gathering, wording
from wakimizu.pages.selfcheck.forms import SelfCheckForm
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may

SHOWN = 5  # years to choose from


def _ward(request: Request, code: str) -> Area:
    found = request.book.area_by_code.get(code)
    if found is None or found.kind != Area.Kind.WARD:
        raise Http404
    return found


def _year(request: Request, year: int) -> int:
    if not operations.FIRST_YEAR <= year <= fiscal_year(request.actor.today):
        raise Http404
    return year


def _asked_year(request: Request) -> int:
    """The year asked for; else the one that was over last."""
    asked = request.GET.get("year", "")
    last = fiscal_year(request.actor.today) - 1
    return _year(request, int(asked) if asked.isdecimal() and len(asked) == 4 else last)


@staff
@require_safe
def self_checks(request: Request) -> HttpResponse:
    """How far each ward is with the self-check of a year."""
    allow(request.actor, "see_self_check", table=PERMISSIONS)
    year, now = _asked_year(request), fiscal_year(request.actor.today)
    standing = queries.standing(year)
    rows = [(ward, standing.get(ward.pk)) for ward in request.book.wards]
    context = {"rows": rows, "year": year, "years": list(range(now, now - SHOWN, -1))}
    return render(request, "pages/self_checks.html", context)


@staff
@require_http_methods(["GET", "POST"])
def self_check(request: Request, code: str, year: int) -> HttpResponse:
    """One ward's: what the system knows of each duty, and what the ward says of itself."""
    allow(request.actor, "see_self_check", table=PERMISSIONS)
    ward, year = _ward(request, code), _year(request, year)
    check = queries.check_of(ward, year)
    subject = check or SelfCheck(city=request.city, ward=ward, year=year)
    writes = subject.state == CheckState.DRAFT and may(request.actor, "write_self_check", subject, table=PERMISSIONS)
    said = queries.said(check)
    form = SelfCheckForm(request.POST or None, said=said) if writes or request.method == "POST" else None
    if request.method == "POST":
        allow(request.actor, "write_self_check", subject, table=PERMISSIONS)
    if form and form.is_valid():
        try:
            operations.write_self_check(request.actor, ward=ward, year=year, said=form.said())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The draft is kept."))
            return redirect("self_check", code, year)
    context = _told(request, subject, said) | {
        "form": form,
        "duties": _duties(subject, said, _figures(request, subject), form),
        "may_sign": bool(check) and writes and may(request.actor, "sign_self_check", subject, table=PERMISSIONS),
        "is_over": year < fiscal_year(request.actor.today),
        "missing": queries.missing_of(check) if check and writes else [],
    }
    return render(request, "pages/self_check.html", context, status=422 if form and form.errors else 200)


def _figures(request: Request, check: SelfCheck) -> Any:
    """Those of the day it was signed; of a draft, today's."""
    if check.state == CheckState.SIGNED:
        return check.figures
    return gathering.figures(check.ward, check.year, request.book, request.actor.today)


def _told(request: Request, check: SelfCheck, said: Any) -> dict[str, Any]:
    return {"check": check, "ward": check.ward, "year": check.year, "said": said}


def _duties(check: SelfCheck, said: Any, figures: Any, form: SelfCheckForm | None = None) -> list[dict[str, Any]]:
    return [
        {
            "code": duty.value, "name": duty.label, "row": said[duty.value], "number": number,
            "figures": wording.told(figures.get(duty.value, [])), "fields": form.of(duty.value) if form else [],
        }
        for number, duty in enumerate(Duty, start=1)
    ]  # fmt: skip


@staff
@require_POST
def self_check_sign(request: Request, code: str, year: int) -> HttpResponse:
    """The ward mayor signs."""
    ward = _ward(request, code)
    check = queries.check_of(ward, _year(request, year))
    if check is None:
        raise Http404
    figures = gathering.figures(ward, year, request.book, request.actor.today)
    operations.sign_self_check(request.actor, check=check, figures=figures)
    messages.success(request, _("It is signed, and anybody can read it."))
    return redirect("self_check", code, year)


@require_safe
def self_check_public(request: Request, code: str, year: int) -> HttpResponse:
    """A signed one, for anybody."""
    check = queries.signed(_ward(request, code), _year(request, year))
    if check is None:
        raise Http404
    said = queries.said(check)
    context = _told(request, check, said) | {"duties": _duties(check, said, check.figures), "public": True}
    return render(request, "pages/self_check.html", context)
