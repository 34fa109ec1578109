"""Staff pages of the population room: what is taken in, what is computed, results beside each other, files in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.population import exports, files, forms, operations, queries, sets
from wakimizu.apps.population.models import Assumptions, ReachRun, Run
from wakimizu.apps.population.queries import Figure
from wakimizu.apps.population.workflow import PERMISSIONS
from wakimizu.shared.access import staff
from wakimizu.shared.charts import Path, paths
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may

AGES = {
    "total": gettext_lazy("People"),
    "aged65": gettext_lazy("Aged 65 or more"),
    "aged75": gettext_lazy("Aged 75 or more"),
}


@staff
@require_safe
def population_runs(request: Request) -> HttpResponse:
    """Tables, assumptions, runs and travel times; what is under way shows how far it is."""
    allow(request.actor, "see_population", table=PERMISSIONS)
    runs, reach = queries.runs(), queries.reach_runs()
    jobs: list[Run | ReachRun] = [*runs, *reach]
    context = {
        "tables": queries.tables_taken_in(),
        "sets": queries.assumption_sets(),
        "runs": runs,
        "reach_runs": reach,
        "feeds": queries.feeds(),
        "under_way": any(job.is_open for job in jobs),
        "may_ask": may(request.actor, "ask_run", table=PERMISSIONS),
        "may_take_in": bool(files.may_take(request.actor)),
        "comparable": sum(run.result_id is not None for run in runs) > 0,
        "here": "runs",
    }
    return render(request, "population/runs.html", context)


@staff
@require_http_methods(["GET", "POST"])
def run_ask(request: Request) -> HttpResponse:
    """Ask for a projection."""
    allow(request.actor, "ask_run", table=PERMISSIONS)
    bases, sets = queries.beginnings(), queries.assumption_sets()
    form = forms.RunForm(request.POST or None, bases=bases, sets=sets, controls=queries.controls())
    if form.is_valid():
        try:
            operations.ask_run(request.actor, run=form.run(request.city))
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The projection waits for its turn. This page shows how far it is."))
            return redirect("population_runs")
    context = {"form": form, "lacks": not bases or not sets, "here": "ask"}
    return render(request, "population/run_ask.html", context, status=422 if form.errors else 200)


@staff
@require_http_methods(["GET", "POST"])
def reach_ask(request: Request) -> HttpResponse:
    """Ask for travel times from every cell to every counter."""
    allow(request.actor, "ask_run", table=PERMISSIONS)
    start = {"day": forms.usual_day(request.actor.today), "window_from": "09:00", "window_to": "11:00"}
    form = forms.ReachForm(request.POST or None, initial=start, feeds=queries.feeds())
    if form.is_valid():
        try:
            operations.ask_reach(request.actor, city=request.city, **form.asked())
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The travel times wait for their turn. This page shows how far they are."))
            return redirect("population_runs")
    return render(
        request, "population/reach_ask.html", {"form": form, "here": "reach"}, status=422 if form.errors else 200
    )


@staff
@require_POST
def run_cancel(request: Request, number: int) -> HttpResponse:
    return _cancel(request, Run.objects.filter(pk=number).first())


@staff
@require_POST
def reach_cancel(request: Request, number: int) -> HttpResponse:
    return _cancel(request, ReachRun.objects.filter(pk=number).first())


def _cancel(request: Request, job: Run | ReachRun | None) -> HttpResponse:
    allow(request.actor, "ask_run", table=PERMISSIONS)
    if job is None:
        raise Http404
    operations.cancel_job(request.actor, job=job)
    messages.success(request, _("It stops in a moment. What it had found so far is not kept."))
    return redirect("population_runs")


# ── two results beside each other ────────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def runs_compare(request: Request) -> HttpResponse:
    """Two projections year by year, with their difference and how uncertain each is."""
    allow(request.actor, "see_population", table=PERMISSIONS)
    done = [run for run in queries.runs() if run.result_id is not None]
    by_number = {str(run.pk): run for run in done}
    first = by_number.get(request.GET.get("a", "")) or (done[0] if done else None)
    second = by_number.get(request.GET.get("b", "")) or next((run for run in done if run != first), None)
    sides = [(run, queries.city_by_year(run.result)) for run in (first, second) if run and run.result]
    context = {
        "done": done,
        "first": first,
        "second": second,
        "band_first": band_words(first),
        "band_second": band_words(second),
        "measures": [_compared(name, label, sides) for name, label in AGES.items()] if sides else [],
        "here": "compare",
    }
    return render(request, "population/compare.html", context)


def _compared(measure: str, label: Any, sides: list[tuple[Run, dict[int, Figure]]]) -> dict[str, Any]:
    rows = queries.compared(measure, sides)
    lines = [
        Path("AB"[n], queries.values_of(measure, years), queries.band_of(run, measure))
        for n, (run, years) in enumerate(sides)
    ]
    return {
        "label": label,
        "name": measure,
        "rows": [
            {
                "year": row.year,
                "numbers": list(zip(row.numbers, row.bands, strict=True)),
                "apart": row.apart,
                "part": row.part,
            }
            for row in rows
        ],
        "picture": paths(lines, str(label)),
        "has_band": any(line.band for line in lines),
    }


def band_words(run: Run | None) -> str:
    """Which quantiles the band shows: 2.5%–97.5%."""
    quantiles: dict[str, Any] = next(iter(run.quantiles.values()), {}) if run else {}
    ordered = sorted(float(each) for each in quantiles)
    return f"{ordered[0]:.1%}–{ordered[-1]:.1%}" if len(ordered) > 1 else ""


# ── files in ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def assumptions_csv(request: Request, code: str) -> HttpResponse:
    """A set as a file: changed in a spreadsheet, it comes in again under another name."""
    allow(request.actor, "see_population", table=PERMISSIONS)
    made = Assumptions.objects.filter(code=code).first()
    if made is None:
        raise Http404
    return HttpResponse(
        "".join(exports.csv_lines(sets.figures_of(made))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="assumptions-{made.code}.csv"'},
    )


@staff
@require_http_methods(["GET", "POST"])
def population_import(request: Request) -> HttpResponse:
    """A file in: taken whole, or refused with every line that is wrong."""
    kinds = files.kinds_for(request.actor)
    form, report = forms.FileForm(request.POST or None, request.FILES or None, kinds=kinds), None
    if form.is_valid():
        try:
            report = files.take_in(request.actor, request.city, request.book, **form.sent())
        except BadInput as refusal:
            form.refuse(refusal)
    context = {"form": form, "report": report, "here": "import"}
    return render(request, "population/import.html", context, status=422 if form.errors else 200)
