"""A file of past voices on its way in: sent, its columns understood, looked at, taken in, told line by line."""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from wakimizu.apps.exchange.api.acts import Number, Refused, checked, found
from wakimizu.apps.exchange.api.bodies import Body
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.files import File, Line, bytes_of
from wakimizu.apps.exchange.api.rooms.voices import router
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.analysis import has_my_number
from wakimizu.apps.voices.imports import steps
from wakimizu.apps.voices.imports.forms import ColumnsForm, ValuesForm
from wakimizu.apps.voices.imports.plans import LABELS, DayForm, Plan, Unanswered, unknown_values
from wakimizu.apps.voices.imports.spreadsheet import Spreadsheet
from wakimizu.apps.voices.models import TakingIn, VoiceFile
from wakimizu.apps.voices.workflow import PERMISSIONS, Ending
from wakimizu.shared.permissions import allow

MOST_LINES = 500  # told at once
TAKING = Shape(
    "VoicesTaken",
    TakingIn,
    "file dry state progress asked_at begun_at ended_at",
    counts=(dict[str, int], lambda request, row: row.counts),
    told=(str, lambda request, row: row.told),
)
TAKING_SHEET = TAKING.with_more("VoicesTakenSheet", lines=list[Line], more=int)
Name = Annotated[str, Field(max_length=500)]


class FileColumn(Schema):
    name: str = Field(description="As the file names it.")
    holds: str = Field(description="What of a voice it holds; empty: it is left out.")
    cells: list[str] = Field(description="Some of them.")


class Unknown(Schema):
    """A word of the file that names nothing in this city: its lines are refused until it is said what it means."""

    holds: str
    cell: str
    lines: int


class SentFile(Schema):
    id: int
    rows: int
    columns: list[FileColumn]
    days: DayForm
    ending: str
    unanswered: Unanswered
    unknown: list[Unknown]


class PlannedColumns(Body):
    """`columns`: the file's name → what it holds. What is not named is left out."""

    columns: Annotated[dict[Name, Name], Field(max_length=500)]
    days: DayForm = DayForm.USUAL
    ending: Ending | None = Field(None, description="Of answers whose line does not say. Left out: they are refused.")
    unanswered: Unanswered = Unanswered.WAIT


class Meaning(Body):
    holds: Annotated[str, Field(max_length=20)]
    cell: Name
    means: Annotated[str, Field(max_length=60, description="A code; empty: left open; “-”: its lines are refused.")]


class PlannedValues(Body):
    values: Annotated[list[Meaning], Field(max_length=200)]


def _file(request: ApiCall, number: int) -> tuple[VoiceFile, Spreadsheet, Plan]:
    allow(request.actor, "import_voices", table=PERMISSIONS)
    row: tuple[VoiceFile, Spreadsheet, Plan] = found(steps.file_of(request.actor, number))
    return row


def _sheet(request: ApiCall, file: VoiceFile, sheet: Spreadsheet, plan: Plan) -> dict[str, Any]:
    unknown = unknown_values(sheet, plan, request.book, request.catalogue)
    known = plan.values
    return {
        "id": file.pk,
        "rows": file.rows,
        "columns": [
            {"name": each.name, "holds": each.ours, "cells": each.cells} for each in steps.columns_of(sheet, plan)
        ],
        **{name: getattr(plan, name) for name in ("days", "ending", "unanswered")},
        "unknown": [
            {"holds": kind, "cell": cell, "lines": n}
            for kind, cells in unknown.items()
            for cell, n in cells
            if cell not in known.get(kind, {}) and not has_my_number(cell)
        ],
    }


def _again(request: ApiCall, number: int) -> dict[str, Any]:
    return _sheet(request, *_file(request, number))


@router.post("/voice-files", response=SentFile, operation_id="send_voices_file", summary="Send a file of past voices")
def send_file(request: ApiCall, body: File) -> dict[str, Any]:
    allow(request.actor, "import_voices", table=PERMISSIONS)
    request.keeps = False  # cells are quoted in the answer
    file, _known = steps.receive_file(request.actor, bytes_of(body), request.book, request.catalogue)
    return _again(request, file.pk)


@router.get("/voice-files/{number}", response=SentFile, operation_id="voices_file", summary="How a file is understood")
def sent_file(request: ApiCall, number: Number) -> dict[str, Any]:
    return _again(request, number)


@router.post(
    "/voice-files/{number}/columns", response=SentFile, operation_id="plan_columns", summary="Say what its columns hold"
)
def plan_columns(request: ApiCall, number: Number, body: PlannedColumns) -> dict[str, Any]:
    request.keeps = False
    file, sheet, plan = _file(request, number)
    columns = steps.columns_of(sheet, plan)
    place = {column.name: f"column{at}" for at, column in enumerate(columns)}
    _refuse([(name, _("There is none such.")) for name in body.columns if name not in place])
    _refuse([(name, _("There is none such.")) for name, holds in body.columns.items() if holds not in LABELS])
    typed = {"days": body.days, "ending": body.ending or "", "unanswered": body.unanswered}
    typed |= {place[name]: holds for name, holds in body.columns.items()}
    planned = checked(ColumnsForm(typed, columns=columns, plan=plan)).planned()
    operations.plan_file(request.actor, file=file, signature=sheet.signature, plan=planned.kept())
    return _again(request, number)


def _refuse(faults: list[tuple[str, str]]) -> None:
    if faults:
        raise Refused([{"field": f"columns.{name}", "sentence": sentence} for name, sentence in faults])


@router.post(
    "/voice-files/{number}/values", response=SentFile, operation_id="plan_values", summary="Say what unknown words mean"
)
def plan_values(request: ApiCall, number: Number, body: PlannedValues) -> dict[str, Any]:
    request.keeps = False
    file, sheet, plan = _file(request, number)
    unknown = unknown_values(sheet, plan, request.book, request.catalogue)
    form = ValuesForm(None, unknown=unknown, plan=plan, book=request.book, catalogue=request.catalogue)
    fields = {asked: name for name, asked in form.cells.items()}
    typed = {name: plan.values.get(kind, {}).get(cell, "") for name, (kind, cell) in form.cells.items()}
    for n, each in enumerate(body.values):
        if (each.holds, each.cell) not in fields:
            raise Refused([{"field": f"values.{n}", "sentence": _("There is none such.")}])
        typed[fields[each.holds, each.cell]] = each.means
    form = ValuesForm(typed, unknown=unknown, plan=plan, book=request.book, catalogue=request.catalogue)
    operations.plan_file(request.actor, file=file, signature=sheet.signature, plan=checked(form).planned().kept())
    return _again(request, number)


def _taken(request: ApiCall, number: int, *, dry: bool) -> dict[str, Any]:
    request.keeps = False
    file, _sheet, _plan = _file(request, number)
    taking = operations.ask_taking_in(request.actor, file=file, dry=dry)
    steps.begin(taking, file.rows)
    taking.refresh_from_db()
    return _told(request, taking)


def _told(request: ApiCall, taking: TakingIn) -> dict[str, Any]:
    lines = [line for line in steps.lines_of(taking) if line.sentence]
    shown = [{"number": line.number, "fate": line.fate, "sentence": line.sentence} for line in lines[:MOST_LINES]]
    return {**TAKING(request, taking), "lines": shown, "more": max(len(lines) - MOST_LINES, 0)}


@router.post(
    "/voice-files/{number}/look",
    response=TAKING_SHEET,
    operation_id="look_at_voices_file",
    summary="Look what would happen",
)
def look(request: ApiCall, number: Number) -> dict[str, Any]:
    return _taken(request, number, dry=True)


@router.post("/voice-files/{number}/take", response=TAKING_SHEET, operation_id="take_voices_file", summary="Take it in")
def take(request: ApiCall, number: Number) -> dict[str, Any]:
    return _taken(request, number, dry=False)


@router.get(
    "/voices-taken/{number}", response=TAKING_SHEET, operation_id="voices_taken", summary="What became of each line"
)
def taken(request: ApiCall, number: Number) -> dict[str, Any]:
    allow(request.actor, "import_voices", table=PERMISSIONS)
    return _told(request, found(TakingIn.objects.filter(pk=number, post=request.actor.post_id).first()))


@router.post(
    "/voices-taken/{number}/stop", response=TAKING_SHEET, operation_id="stop_taking_voices", summary="Stop taking it in"
)
def stop(request: ApiCall, number: Number) -> dict[str, Any]:
    request.keeps = False
    allow(request.actor, "import_voices", table=PERMISSIONS)
    taking = found(TakingIn.objects.filter(pk=number, post=request.actor.post_id).first())
    operations.stop_taking_in(request.actor, taking=taking)
    taking.refresh_from_db()
    return _told(request, taking)
