"""Screens of the duties 事務分掌: who holds what, what is wrong, two allotments compared, a file taken in, one put in force."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.services import operations
from wakimizu.apps.services.duties import allotments
from wakimizu.apps.services.duties.comparison import Comparison, Move, on_the_spot, total
from wakimizu.apps.services.duties.forms import DUTIES, RESERVED, AllotmentFile, TwoAllotments
from wakimizu.apps.services.duties.ground import Ground, ground_of
from wakimizu.apps.services.duties.pictures import flow_picture
from wakimizu.apps.services.duties.rules import DutyFault, Rule, holders
from wakimizu.apps.services.duties.units import Side, Units
from wakimizu.apps.services.duties.workbook import allotment_workbook
from wakimizu.apps.services.models import Allotment, DutyPart
from wakimizu.apps.services.workflow import PERMISSIONS, Mode, Part
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.workbooks import XLSX


def _ground(request: Request) -> Ground:
    return ground_of(request.book, request.actor.today)


def _named(ground: Ground, code: str) -> Allotment:
    found = ground.named(code)
    if found is None:
        raise Http404
    return found


@staff
@require_safe
def duties(request: Request) -> HttpResponse:
    """An allotment, duty by duty or unit by unit, with what is wrong on top; the one in force unless another is asked for."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    ground = _ground(request)
    asked = request.GET.get("of", "")
    shown = _named(ground, asked) if asked else next(iter(ground.listed), None)
    context: dict[str, Any] = {
        "allotments": ground.listed,
        "shown": shown,
        "may_keep": may(request.actor, "keep_duties", table=PERMISSIONS),
    }
    if shown is not None:
        by = "unit" if request.GET.get("by") == "unit" else "duty"
        context |= {"by": by, **_sheet(shown, ground, by)}
    return render(request, "services/duties.html", context)


def _sheet(shown: Allotment, ground: Ground, by: str) -> dict[str, Any]:
    parts = allotments.parts_of(shown)
    wrong = ground.faults(parts)
    spot = sum(on_the_spot(parts, ground.units).values())
    handled = sum(row.cases or 0 for row in parts if row.part == Part.DELIVER)
    return {
        "parts": parts,
        "fte": total(parts),
        "sides": [
            (side.label, total(row for row in parts if ground.units.side_of(row) == side.value)) for side in Side
        ],
        "spot": spot,
        "spot_share": round(100 * spot / handled) if handled else 0,
        "handled": handled,
        "faults": len(wrong),
        "fault_groups": _by_rule(wrong),
        "part_names": [part.label for part in Part],
        "groups": _units(parts, ground.units) if by == "unit" else _fields(parts, wrong, ground),
    }


def _by_rule(wrong: Sequence[DutyFault]) -> list[tuple[str, list[DutyFault]]]:
    groups = [(str(rule.label), [each for each in wrong if each.rule == rule]) for rule in Rule]
    return [(label, found) for label, found in groups if found]


def _fields(parts: Sequence[DutyPart], wrong: Sequence[DutyFault], ground: Ground) -> list[dict[str, Any]]:
    """Duties by their field: each with its six parts and who holds them."""
    held = holders(parts)
    groups = []
    for name in dict.fromkeys(duty.field for duty in ground.duties):
        of_field = [duty for duty in ground.duties if duty.field == name]
        rows: list[dict[str, Any]] = [
            {
                "duty": duty,
                "cells": [
                    (part.label, [_holding(row, ground.units) for row in held.get(duty.code, {}).get(part.value, ())])
                    for part in Part
                ],
                "fte": total(row for each in held.get(duty.code, {}).values() for row in each),
                "faults": sum(each.duty == duty for each in wrong),
            }
            for duty in of_field
        ]
        groups.append(
            {
                "name": name or _("Other duties"),
                "rows": rows,
                "fte": sum((row["fte"] for row in rows), Decimal(0)),
                "faults": sum(row["faults"] for row in rows),
            }
        )
    return groups


def _holding(row: DutyPart, units: Units) -> dict[str, Any]:
    return {
        "unit": units[row.unit].name,
        "mode": "" if row.mode == Mode.DIRECT else Mode(row.mode).label,
        "fte": row.fte,
        "cases": row.cases,
        "note": row.note,
        "part": Part(row.part).label,
    }


def _units(parts: Sequence[DutyPart], units: Units) -> list[dict[str, Any]]:
    """Units with their duties, numbered, as cities publish them."""
    ordered = sorted(parts, key=lambda row: units.place_of(row.unit))
    groups = []
    for code, of_unit in groupby(ordered, key=lambda row: row.unit):
        rows = list(of_unit)
        groups.append(
            {
                "name": units[code].name,
                "side": Side(units[code].side).label,
                "fte": total(rows),
                "rows": [
                    {"duty": rows_of[0].duty, "parts": [_holding(row, units) for row in rows_of], "fte": total(rows_of)}
                    for _code, each in groupby(rows, key=lambda row: row.duty.code)
                    if (rows_of := list(each))
                ],
            }
        )
    return groups


# ── two compared ─────────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_safe
def duties_compare(request: Request) -> HttpResponse:
    """What changes from one allotment to another; without being asked, from the one in force to the first proposal."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    ground = _ground(request)
    context: dict[str, Any] = {"enough": len(ground.listed) > 1}
    if context["enough"]:
        start = {"before": ground.listed[0].code, "after": ground.listed[1].code}
        form = TwoAllotments({**start, **request.GET.dict()}, allotments=ground.listed)
        context["form"] = form
        if not form.is_valid():
            raise Http404
        before, after = _named(ground, form.cleaned_data["before"]), _named(ground, form.cleaned_data["after"])
        found = ground.compare(allotments.parts_of(before), allotments.parts_of(after))
        context |= {"before": before, "after": after, **_changes(found, ground.units)}
    return render(request, "services/duties_compare.html", context)


def _changes(found: Comparison, units: Units) -> dict[str, Any]:
    fields = dict.fromkeys(move.duty.field for move in found.moves)
    sides: list[tuple[str | None, str]] = [(side.value, str(side.label)) for side in Side]
    goals = [*sides, (None, _("Given up"))] if found.fte_change < 0 else sides
    origins = [*sides, (None, pgettext("allotment", "New"))] if found.fte_change > 0 else sides
    return {
        "found": found,
        "summary": found.summary(),
        "picture": flow_picture(found) if found.moves else None,
        "flow_heads": [head for _goal, head in goals],
        "flow_rows": [
            (label, [(head, found.between(side, goal)) for goal, head in goals], found.net(side) if side else None)
            for side, label in origins
        ],
        "move_groups": [
            (name or _("Other duties"), [_move(move, units) for move in found.moves if move.duty.field == name])
            for name in fields
        ],
        "unit_changes": [each for each in found.units if each.out or each.into],
        "mended_groups": _by_rule(found.mended),
        "arisen_groups": _by_rule(found.arisen),
    }


def _move(move: Move, units: Units) -> dict[str, Any]:
    return {
        "move": move,
        "before": allotments_words(move.before, units),
        "after": allotments_words(move.after, units),
    }


def allotments_words(rows: Sequence[DutyPart], units: Units) -> str:
    """Who holds a part, in a line; of many units the first ones."""
    modes = {row.mode for row in rows}
    mode = "" if modes <= {Mode.DIRECT} or len(modes) > 1 else f" [{Mode(modes.pop()).label}]"
    return f"{units.names(row.unit for row in rows)}{mode}" if rows else _("nobody")


@staff
@require_safe
def duties_workbook(request: Request, slug: str) -> HttpResponse:
    """The 事務分掌表; with ?against=CODE also what moves from that allotment to this one."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    ground = _ground(request)
    shown, against = _named(ground, slug), request.GET.get("against", "")
    parts = allotments.parts_of(shown)
    found = ground.compare(allotments.parts_of(_named(ground, against)), parts) if against else None
    content = allotment_workbook(shown, parts, ground.duties, ground.units, ground.faults(parts), found)
    name = f"duties-{slug}-{request.actor.today:%Y%m%d}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


# ── taken in, put in force ───────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_http_methods(["GET", "POST"])
def duties_import(request: Request) -> HttpResponse:
    """A file in the place of an allotment: first what would change, then, when confirmed, the change."""
    allow(request.actor, "keep_duties", table=PERMISSIONS)
    ground = _ground(request)
    if "rows" in request.POST:
        return _confirmed(request, ground)
    posted = request.method == "POST"
    form = AllotmentFile(
        request.POST if posted else None,
        request.FILES if posted else None,
        allotments=ground.listed,
        initial={"goal": request.GET.get("of", "")},
    )
    context: dict[str, Any] = {
        "form": form,
        "columns": allotments.PART_COLUMNS,
        "duty_columns": allotments.DUTY_COLUMNS,
    }
    if posted and form.is_valid():
        content, code = form.cleaned_data["file"].read(), form.goal_code
        try:
            if code == DUTIES:
                context["report"] = allotments.import_duties(request.actor, request.city, content)
            else:
                said = {name: form.cleaned_data[name] for name in ("name", "name_en", "note")}
                return _preview(request, ground, allotments.read_allotment(ground.units, content, code, **said))
        except BadInput as refusal:
            form.add_error("file", str(refusal))
    return render(request, "services/duties_import.html", context, status=422 if form.errors else 200)


def _preview(request: Request, ground: Ground, draft: allotments.Draft, problem: str = "") -> HttpResponse:
    """What the file would change: against what is stored under its code or, for a new one, against what is in force."""
    against = draft.stored or allotments.parts_of(ground.in_force)
    context: dict[str, Any] = {
        "draft": draft,
        "problem": problem,
        "against": None if draft.stored else ground.in_force,
        "rows": allotments.as_csv(draft.parts),
        "state": allotments.state_of(draft.stored),
        "removed": allotments.removed_sentence(draft) if draft.removed else "",
    }
    if not draft.refused and against:
        context |= _changes(ground.compare(against, draft.parts), ground.units)
    return render(request, "services/duties_preview.html", context, status=422 if draft.refused or problem else 200)


def _confirmed(request: Request, ground: Ground) -> HttpResponse:
    post = request.POST
    said = {name: post.get(name, "") for name in ("name", "name_en", "note")}
    draft = allotments.read_allotment(ground.units, post["rows"].encode(), _code(post.get("code", "")), **said)
    if allotments.state_of(draft.stored) != post.get("state"):
        return _preview(
            request, ground, draft, _("Somebody else has changed it since. Look again at what would change.")
        )
    allotments.take(request.actor, draft)
    messages.success(request, _("The allotment is taken in."))
    return redirect(f"{reverse('duties')}?of={draft.allotment.code}")


def _code(text: str) -> str:
    """A short name as the form lets it through; it stands in addresses."""
    if text in RESERVED or not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", text):
        raise BadInput(_("Use letters, digits and hyphens only."))
    return text


@staff
@require_http_methods(["GET", "POST"])
def duties_in_force(request: Request, slug: str) -> HttpResponse:
    """Put an allotment in force, after a look at what that changes."""
    allow(request.actor, "keep_duties", table=PERMISSIONS)
    ground = _ground(request)
    shown = _named(ground, slug)
    if request.method == "POST":
        operations.put_in_force(request.actor, allotment=shown)
        messages.success(request, _("It is in force from today."))
        return redirect(f"{reverse('duties')}?of={slug}")
    context: dict[str, Any] = {"shown": shown, "in_force": ground.in_force}
    if ground.in_force is not None and not shown.in_force:
        found = ground.compare(allotments.parts_of(ground.in_force), allotments.parts_of(shown))
        context |= _changes(found, ground.units)
    return render(request, "services/duties_in_force.html", context)
