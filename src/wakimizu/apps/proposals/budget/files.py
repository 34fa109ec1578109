"""Files of the budget: in, first only looked at if one likes; out, as tables and as finance's workbook."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.proposals.budget import exports, forms, imports, queries
from wakimizu.apps.proposals.budget.desk import round_of
from wakimizu.apps.proposals.budget.finance_form import finance_workbook
from wakimizu.apps.proposals.workflow import PERMISSIONS
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput, Refusal
from wakimizu.shared.permissions import allow
from wakimizu.shared.tables import Report
from wakimizu.shared.workbooks import XLSX, Sheet

WORDS = {
    "lines": gettext_lazy("Requests"),
    "assessments": gettext_lazy("Assessments"),
    "spendings": gettext_lazy("Spendings"),
    "ceilings": gettext_lazy("Ceilings of the wards"),
    "accounts": gettext_lazy("Accounts (kan, ko, moku, setsu)"),
}


class _OnlyLooking(Exception):
    """Undoes what a file would have written."""


@staff
@require_http_methods(["GET", "POST"])
def files_in(request: Request) -> HttpResponse:
    """A file in: taken whole, or refused with every line that is wrong; `look` says what would happen."""
    allow(request.actor, "keep_rounds", table=PERMISSIONS)
    rounds = queries.rounds()
    form = forms.FileForm(request.POST or None, request.FILES or None, kinds=list(WORDS.items()), rounds=rounds)
    report, look = None, "look" in request.POST
    if form.is_valid():
        chosen = next((each for each in rounds if str(each.pk) == form.cleaned_data["round"]), None)
        content = form.cleaned_data["file"].read()
        try:
            report = read(request, form.cleaned_data["kind"], content, chosen, look)
        except BadInput as refusal:
            form.refuse(refusal)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "report": report,
        "look": look,
        "rounds": rounds,
        "newest": rounds[0] if rounds else None,
        "here": "import",
    }
    return render(request, "proposals/budget_import.html", context, status=422 if form.errors else 200)


def read(request: Request, kind: str, content: bytes, chosen: Any, look: bool) -> Report | None:
    report = None
    try:
        with transaction.atomic():
            report = imports.KINDS[kind](request.actor, request.city, request.book, content, chosen=chosen)
            if look:
                raise _OnlyLooking
    except _OnlyLooking:
        pass
    return report


@staff
@require_safe
def files_out(request: Request, number: int, kind: str) -> HttpResponse:
    """A round as finance's workbook, or its tables as CSV that come in again."""
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    budget = round_of(number)
    name = f"budget-{budget.year}-{budget.pk}-{request.city.code}"
    if kind == "workbook":
        return HttpResponse(
            finance_workbook(budget, request.book), content_type=XLSX, headers=named_file(f"{name}.xlsx")
        )
    if kind not in (*exports.KINDS, "accounts"):
        raise Http404
    sheet = exports.accounts() if kind == "accounts" else exports.KINDS[kind](budget)
    return table_file(sheet, f"{kind}-{name}.csv")


def table_file(sheet: Sheet, name: str) -> HttpResponse:
    lines = "".join(exports.csv_lines(sheet))
    return HttpResponse(lines, content_type="text/csv; charset=utf-8", headers=named_file(name))


def named_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
