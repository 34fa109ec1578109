"""Staff pages: all indicators, one with its series, what is off its path, the plan and its progress, values and files in."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.monitoring import charts, exports, forms, imports, operations, plans, queries
from wakimizu.apps.monitoring.models import Indicator, Observation, PlanItem
from wakimizu.apps.monitoring.views import about, headers
from wakimizu.apps.monitoring.workflow import PERMISSIONS, WITH_PROGRESS, Source
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput, NotPermitted
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.tables import Report
from wakimizu.shared.words import named
from wakimizu.shared.workbooks import Sheet


@staff
@require_safe
def indicators(request: Request) -> HttpResponse:
    """Every indicator with its last value and where that stands."""
    allow(request.actor, "see_indicators", table=PERMISSIONS)
    context = {
        "lines": queries.lines(request.book),
        "may_keep": may(request.actor, "keep_indicator", table=PERMISSIONS),
        "may_take_in": may(request.actor, "take_files", table=PERMISSIONS),
        "here": "indicators",
    }
    return render(request, "monitoring/indicators.html", context)


@staff
@require_safe
def watch(request: Request) -> HttpResponse:
    """What is off its path, the farthest first."""
    allow(request.actor, "see_indicators", table=PERMISSIONS)
    found = queries.lines(request.book)
    context = {
        "off": queries.watched(found),
        "slight": [each for line in found for each in line.slight],
        "unaimed": [line.indicator for line in found if line.last and line.aimed is None],
        "here": "watch",
    }
    return render(request, "monitoring/watch.html", context)


@staff
@require_safe
def indicator(request: Request, code: str) -> HttpResponse:
    """One indicator: its series, its path, where every number came from, whether measures worked."""
    allow(request.actor, "see_indicators", table=PERMISSIONS)
    found = called(code)
    actor = request.actor
    probe = Observation(indicator=found)
    context = {
        **about(request, found),
        "may_keep": may(actor, "keep_indicator", found, table=PERMISSIONS),
        "may_aim": may(actor, "keep_plan", table=PERMISSIONS),
        "may_observe": found.source != Source.COMPUTED
        and (
            may(actor, "observe", probe, table=PERMISSIONS)
            or bool(actor.ward_id and may(actor, "observe", table=PERMISSIONS))
        ),
        "here": "",
    }
    return render(request, "monitoring/indicator.html", context)


def called(code: str) -> Indicator:
    found = queries.indicator_called(code)
    if found is None:
        raise Http404
    return found


def _form(request: Request, form: Any, title: str, submit: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, **more}
    return render(request, "monitoring/form.html", context, status=422 if form.errors else 200)


@staff
@require_http_methods(["GET", "POST"])
def indicator_new(request: Request) -> HttpResponse:
    allow(request.actor, "keep_indicator", table=PERMISSIONS)
    return _keep_indicator(request, None)


@staff
@require_http_methods(["GET", "POST"])
def indicator_change(request: Request, code: str) -> HttpResponse:
    found = called(code)
    allow(request.actor, "keep_indicator", found, table=PERMISSIONS)
    return _keep_indicator(request, found)


def _keep_indicator(request: Request, known: Indicator | None) -> HttpResponse:
    form = forms.IndicatorForm(request.POST or None, book=request.book, today=request.actor.today, known=known)
    if form.is_valid():
        try:
            kept = keep(request, form, known)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The indicator is kept."))
            return redirect("indicator", kept.code)
    title = _("Change the indicator") if known else _("A new indicator")
    return _form(request, form, title, _("Keep"), indicator=known)


def keep(request: Request, form: forms.IndicatorForm, known: Indicator | None) -> Indicator:
    """Keep what the form says. BadInput when a new one has another's short name."""
    if known is None and queries.indicator_called(form.cleaned_data["code"]):
        raise BadInput(_("There is an indicator of this short name. Choose another."), "code")
    return operations.keep_indicator(request.actor, indicator=form.indicator())


@staff
@require_http_methods(["GET", "POST"])
def observe(request: Request, code: str) -> HttpResponse:
    """Enter a value."""
    allow(request.actor, "observe", table=PERMISSIONS)
    found = called(code)
    form = forms.ObservationForm(request.POST or None, indicator=found, book=request.book)
    if form.is_valid():
        try:
            kept = operations.observe(request.actor, observation=form.observation())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The value is kept."))
            place = queries.code_of((kept.area_id, kept.office_id), request.book)
            answer = redirect("indicator", found.code)
            answer["Location"] += f"?where={place}" if place else ""
            return answer
    return _form(request, form, _("Enter a value"), _("Keep"), indicator=found)


@staff
@require_POST
def withdraw(request: Request, code: str, number: int) -> HttpResponse:
    """Take a value back."""
    rows = Observation.objects.select_related("indicator__owner", "area", "office")
    found = rows.filter(indicator__code=code, pk=number).first()
    if found is None:
        raise Http404
    operations.withdraw_observation(request.actor, observation=found)
    messages.success(request, _("The value is taken back; the ledger keeps what it was."))
    return redirect("indicator", code)


@staff
@require_http_methods(["GET", "POST"])
def aim(request: Request, code: str) -> HttpResponse:
    """Judge a part of the plan by this indicator."""
    allow(request.actor, "keep_plan", table=PERMISSIONS)
    found = called(code)
    form = forms.AimForm(request.POST or None, items=list(PlanItem.objects.all()))
    if form.is_valid():
        try:
            operations.aim(request.actor, indicator=found, **form.asked())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The targets are kept."))
            return redirect("indicator", found.code)
    return _form(request, form, _("Targets by year"), _("Keep"), indicator=found)


@staff
@require_http_methods(["GET", "POST"])
def beginning(request: Request, code: str) -> HttpResponse:
    """Say that a measure began."""
    found = called(code)
    allow(request.actor, "keep_indicator", found, table=PERMISSIONS)
    form = forms.BeginningForm(request.POST or None, book=request.book)
    if form.is_valid():
        try:
            operations.name_beginning(request.actor, indicator=found, **form.asked())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("From now on this page says whether it worked."))
            return redirect("indicator", found.code)
    return _form(request, form, _("A measure began"), _("Keep"), indicator=found)


# ── plans ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def plan(request: Request) -> HttpResponse:
    """The tree of plans with its progress."""
    allow(request.actor, "see_indicators", table=PERMISSIONS)
    context = {
        "roots": plans.tree(),
        "may_take_in": may(request.actor, "take_files", table=PERMISSIONS),
        "here": "plan",
    }
    return render(request, "monitoring/plan.html", context)


@staff
@require_http_methods(["GET", "POST"])
def plan_item(request: Request, code: str) -> HttpResponse:
    """One part of a plan: what it aims at, and what was noted about its progress."""
    allow(request.actor, "see_indicators", table=PERMISSIONS)
    part = plans.part_called(code, request.book)
    if part is None:
        raise Http404
    item = part.item
    may_note = item.kind in WITH_PROGRESS and may(request.actor, "note_progress", item, table=PERMISSIONS)
    start = {"state": item.state, "percent": item.percent}
    form = forms.ProgressForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            operations.note_progress(request.actor, item=item, **form.cleaned_data)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The progress is noted."))
            return redirect("plan_item", item.code)
    context = {
        "part": part,
        "item": item,
        "aims": [(sheet, charts.series(sheet, named(sheet.indicator))) for sheet in part.sheets],
        "form": form if may_note else None,
        "has_progress": item.kind in WITH_PROGRESS,
        "here": "",
    }
    return render(request, "monitoring/plan_item.html", context, status=422 if form.errors else 200)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────

KINDS: dict[str, tuple[Any, Callable[..., Any]]] = {
    "values": (gettext_lazy("Values of indicators"), imports.import_values),
    "indicators": (gettext_lazy("Indicators"), imports.import_indicators),
    "plan": (gettext_lazy("Plans and their parts"), imports.import_plan),
    "aims": (gettext_lazy("Targets by year"), imports.import_aims),
}


def file_form(request: Request, sent: Any, files: Any) -> forms.FileForm:
    """The form of a file in, for who may take files in."""
    if not may(request.actor, "take_files", table=PERMISSIONS):
        raise NotPermitted(_("Your post takes no files in here. Ask the policy division or IT."))
    return forms.FileForm(sent, files, kinds=[(kind, label) for kind, (label, _take) in KINDS.items()])


def take_in(request: Request, kind: str, file: Any) -> Report:
    more = {"name": file.name} if kind == "values" else {}
    found: Report = KINDS[kind][1](request.actor, request.city, request.book, file.read(), **more)
    return found


@staff
@require_http_methods(["GET", "POST"])
def files_in(request: Request) -> HttpResponse:
    """A file in: taken whole, or refused with every line that is wrong."""
    form, report = file_form(request, request.POST or None, request.FILES or None), None
    if form.is_valid():
        try:
            report = take_in(request, form.cleaned_data["kind"], form.cleaned_data["file"])
        except BadInput as refusal:
            form.refuse(refusal)
    context = {"form": form, "report": report, "here": "import"}
    return render(request, "monitoring/import.html", context, status=422 if form.errors else 200)


@staff
@require_safe
def files_out(request: Request, kind: str) -> HttpResponse:
    """All values, all indicators, or the plan, as files that come in again."""
    allow(request.actor, "see_indicators", table=PERMISSIONS)
    makers: dict[str, Callable[[], Sheet]] = {
        "values": lambda: exports.values(queries.indicators(), request.book),
        "indicators": exports.indicators,
        "plan": exports.plan,
    }
    if kind not in makers:
        raise Http404
    lines = exports.csv_lines(makers[kind]())
    return HttpResponse(
        "".join(lines), content_type="text/csv; charset=utf-8", headers=headers(f"{kind}-{request.city.code}")
    )
