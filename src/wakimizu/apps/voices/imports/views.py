"""Screens of a file on its way in: send it, say what its columns mean, look what would happen, take it in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.exports import BOM, csv_line
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.imports import steps
from wakimizu.apps.voices.imports.forms import ColumnsForm, FileForm, ValuesForm
from wakimizu.apps.voices.imports.plans import Plan, unknown_values
from wakimizu.apps.voices.imports.spreadsheet import Spreadsheet
from wakimizu.apps.voices.models import TakingIn, VoiceFile
from wakimizu.apps.voices.workflow import PERMISSIONS
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.jobs import JobState
from wakimizu.shared.permissions import allow

SHOWN = 500  # lines on the page; the file has all


@staff
@require_http_methods(["GET", "POST"])
def voices_import(request: Request) -> HttpResponse:
    """Step 1: a spreadsheet is sent."""
    allow(request.actor, "import_voices", table=PERMISSIONS)
    posted = request.method == "POST"
    form = FileForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            file, known = steps.receive_file(request.actor, content, request.book, request.catalogue)
        except BadInput as refusal:
            form.refuse(BadInput(refusal.sentence, "file"))
        else:
            if known:
                messages.info(request, _("A file of this form was taken in before; it is read as that one was."))
            return redirect("voices_import_columns", number=file.pk)
    earlier = TakingIn.objects.filter(post=request.actor.post_id, dry=False)[:5]
    context = {"form": form, "steps": _steps(0), "earlier": earlier}
    return render(request, "voices/import/file.html", context, status=422 if form.errors else 200)


def _steps(now: int) -> list[dict[str, str]]:
    labels = [_("The file"), _("Its columns"), _("What would happen"), pgettext("step", "Taken in")]
    return [
        {"label": label, "state": "done" if n < now else "current" if n == now else "ahead"}
        for n, label in enumerate(labels)
    ]


def _file(request: Request, number: int) -> tuple[VoiceFile, Spreadsheet, Plan]:
    allow(request.actor, "import_voices", table=PERMISSIONS)
    found = steps.file_of(request.actor, number)
    if found is None:
        raise Http404
    return found


@staff
@require_http_methods(["GET", "POST"])
def voices_import_columns(request: Request, number: int) -> HttpResponse:
    """Step 2: what the columns mean."""
    file, sheet, plan = _file(request, number)
    posted = request.method == "POST"
    form = ColumnsForm(request.POST if posted else None, columns=steps.columns_of(sheet, plan), plan=plan)
    if posted and form.is_valid():
        plan = form.planned()
        operations.plan_file(request.actor, file=file, signature=sheet.signature, plan=plan.kept())
        unknown = unknown_values(sheet, plan, request.book, request.catalogue)
        if any(cell not in plan.values.get(kind, {}) for kind, cells in unknown.items() for cell, _n in cells):
            return redirect("voices_import_values", number=file.pk)
        return _looked_at(request, file)
    context = {"form": form, "file": file, "steps": _steps(1)}
    return render(request, "voices/import/columns.html", context, status=422 if form.errors else 200)


@staff
@require_http_methods(["GET", "POST"])
def voices_import_values(request: Request, number: int) -> HttpResponse:
    """Still step 2: what words mean that name nothing here."""
    file, sheet, plan = _file(request, number)
    posted = request.method == "POST"
    unknown = unknown_values(sheet, plan, request.book, request.catalogue)
    form = ValuesForm(
        request.POST if posted else None, unknown=unknown, plan=plan, book=request.book, catalogue=request.catalogue
    )
    if posted and form.is_valid():
        operations.plan_file(request.actor, file=file, signature=sheet.signature, plan=form.planned().kept())
        return _looked_at(request, file)
    context = {"form": form, "file": file, "steps": _steps(1)}
    return render(request, "voices/import/values.html", context, status=422 if form.errors else 200)


def _looked_at(request: Request, file: VoiceFile) -> HttpResponse:
    taking = operations.ask_taking_in(request.actor, file=file, dry=True)
    steps.begin(taking, file.rows)
    return redirect("voices_import_result", number=taking.pk)


@staff
@require_POST
def voices_import_take(request: Request, number: int) -> HttpResponse:
    """Step 3's button: take the file in as it was looked at."""
    file, _sheet, _plan = _file(request, number)
    taking = operations.ask_taking_in(request.actor, file=file, dry=False)
    steps.begin(taking, file.rows)
    return redirect("voices_import_result", number=taking.pk)


@staff
@require_safe
def voices_import_result(request: Request, number: int) -> HttpResponse:
    """Steps 3 and 4: what would become of each line, or what became of it."""
    taking = _taking(request, number)
    halted = taking.state == JobState.CANCELLED
    found = steps.file_of(request.actor, taking.file_id or 0) if taking.dry or halted else None
    lines = steps.lines_of(taking)
    context = {
        "taking": taking,
        "file": found and found[0],
        "halted": halted,
        "worded": bool(found and found[2].values),
        "first": steps.first_rows(found[1], found[2], request.book, request.catalogue) if found and taking.dry else [],
        "lines": [line for line in lines if line.sentence][:SHOWN],
        "told": sum(bool(line.sentence) for line in lines),
        "steps": _steps(2 if taking.dry else 3),
        "book": request.book,
    }
    return render(request, "voices/import/result.html", context)


@staff
@require_POST
def voices_import_stop(request: Request, number: int) -> HttpResponse:
    taking = _taking(request, number)
    operations.stop_taking_in(request.actor, taking=taking)
    messages.success(request, _("It stops in a moment. What was taken in until then stays."))
    return redirect("voices_import_result", number=taking.pk)


def _taking(request: Request, number: int) -> TakingIn:
    allow(request.actor, "import_voices", table=PERMISSIONS)
    taking = TakingIn.objects.filter(pk=number, post=request.actor.post_id).first()
    if taking is None:
        raise Http404
    return taking


@staff
@require_safe
def voices_import_lines(request: Request, number: int) -> HttpResponse:
    """Every line's fate as CSV."""
    taking = _taking(request, number)
    fates = {
        "added": pgettext("line", "added"),
        "unchanged": pgettext("line", "unchanged"),
        "refused": pgettext("line", "refused"),
    }
    rows = [[str(line.number), fates[line.fate], line.sentence] for line in steps.lines_of(taking)]
    content = BOM + "".join(map(csv_line, [[_("Line"), _("Result"), _("Why")], *rows]))
    headers = {"Content-Disposition": 'attachment; filename="lines.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
