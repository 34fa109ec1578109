"""A plan is carried out: what would follow, then its reason and days, then what was written; and taken back before its day."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.network import adopting, operations, queries
from wakimizu.apps.network.forms.asking import AdoptForm, WithdrawForm
from wakimizu.apps.network.models import Adoption
from wakimizu.apps.network.views.studies import about, with_plan
from wakimizu.apps.network.workflow import PERMISSIONS, AdoptionState
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may


@staff
@require_http_methods(["GET", "POST"])
def study_adopt(request: Request, number: int) -> HttpResponse:
    """What carrying a plan out would change, with its days to be set; nothing is written before it is confirmed."""
    study = with_plan(request, number)
    allow(request.actor, "adopt_plan", table=PERMISSIONS)
    usual = adopting.usual_days(study)
    used = sorted({change["period"] for change in study.result["changes"]})
    form = AdoptForm(
        request.POST or None, periods=[p["year"] for p in study.result["periods"]], days=usual, used=used
    )  # fmt: skip
    looking = request.POST.get("do") == "look"
    form.fields["because"].required = not looking
    valid = form.is_valid()
    days = form.days() if valid else usual
    if valid and not looking:
        try:
            made = operations.adopt_plan(request.actor, study=study, because=form.cleaned_data["because"], days=days)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The plan is adopted. Each change holds from its day on."))
            return redirect("adoption", made.pk)
    context = {**about(request, study, "adopt"), "form": form, **_preview(request, study, days)}
    return render(request, "network/adopt.html", context, status=422 if form.errors else 200)


def _preview(request: Request, study: Any, days: list[date]) -> dict[str, Any]:
    if any(after <= before for before, after in pairwise(days)):
        return {"seen": None, "closing": [], "bars": False}
    seen = adopting.preview(study, days, request.book, request.actor.today)
    counted = {"needs": seen.needs, "posts": seen.posts, "duties": seen.duties, "remedies": seen.remedies}
    closing = [
        {"office": office, **{name: by_code.get(office.code, 0) for name, by_code in counted.items()}}
        for move in seen.moves
        for office in move.closes
        if any(by_code.get(office.code) for by_code in counted.values())
    ]
    bars = bool(seen.under_way or seen.changed or seen.stays or not seen.moves)
    return {"seen": seen, "closing": closing, "bars": bars}


@staff
@require_http_methods(["GET", "POST"])
def adoption(request: Request, number: int) -> HttpResponse:
    """A plan carried out: its changes as they were written; before the first of them it can be withdrawn."""
    allow(request.actor, "see_network", table=PERMISSIONS)
    found = queries.adoption_numbered(number)
    if found is None:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST":
        allow(request.actor, "adopt_plan", table=PERMISSIONS)
        if form.is_valid():
            operations.withdraw_adoption(request.actor, adoption=found, because=form.cleaned_data["because"])
            messages.success(request, _("The plan is withdrawn: every office stays as it is."))
            return redirect("adoption", number)
    can = may(request.actor, "adopt_plan", table=PERMISSIONS) and found.state == AdoptionState.ADOPTED
    context = {
        "adoption": found,
        "changes": told_of(request, found),
        "form": form,
        "may_withdraw": can and (found.first_day is None or found.first_day > request.actor.today),
        "here": "adopted",
    }
    return render(request, "network/adoption.html", context, status=422 if form.errors else 200)


def told_of(request: Request, found: Adoption) -> list[dict[str, Any]]:
    """The changes of a plan in the order of their days, with the offices they open and close and the areas that move."""
    book = request.book
    rows = []
    for change in found.changes:
        offices = [book.office(each["office"]) for side in ("closes", "opens") for each in change[side]]
        moved = _moved(request, change["areas_to"])
        split = len(change["closes"])
        rows.append({
            **change, "day": date.fromisoformat(change["day"]), "closed": list(filter(None, offices[:split])),
            "opened": list(filter(None, offices[split:])), "areas": moved,
        })  # fmt: skip
    return sorted(rows, key=lambda row: (row["day"], row["site"]))


def _moved(request: Request, pairs: list[list[str]]) -> list[tuple[Area, list[Office]]]:
    """Areas with the offices that serve them from then on."""
    book = request.book
    found: dict[str, list[Office]] = {}
    for area, code in pairs:
        office = book.office_by_code.get(code)
        found.setdefault(area, []).extend([office] if office else [])
    return [(book.area_by_code[area], offices) for area, offices in found.items() if area in book.area_by_code]


@require_safe
def network_public(request: Request) -> HttpResponse:
    """What comes: for everyone. Which office changes on which day, why, and where to go from then on."""
    today = request.actor.today
    adopted = [each for each in queries.adoptions() if each.state == AdoptionState.ADOPTED]
    plans = []
    for each in adopted:
        changes = told_of(request, each)
        ahead, done = ([row for row in changes if (row["day"] > today) == comes] for comes in (True, False))
        plans.append({"adoption": each, "ahead": ahead, "done": done})
    return render(request, "network/public.html", {"plans": plans})
