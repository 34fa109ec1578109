"""Visits and meetings: the list, one with its voices, noting it, and who has not been met for long."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area
from wakimizu.apps.community import exports, forms, queries
from wakimizu.apps.community.models import Visit, VisitPhoto
from wakimizu.apps.community.operations import visits as operations
from wakimizu.apps.community.views import form_page, number_in, or_404, own_ward, page_of, wards_of
from wakimizu.apps.community.workflow import NOT_VISITED, PERMISSIONS, USUAL_DAYS
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow, may

MOST_GAPS = 100  # partners on the page of who was not met


@staff
@require_safe
def visits(request: Request) -> HttpResponse:
    """Visits and meetings, newest first."""
    allow(request.actor, "see_community", table=PERMISSIONS)
    area, form = _area(request)
    where = {"ward" if area.kind == Area.Kind.WARD else "district": area.pk} if area else {}
    context = {
        **page_of(request, queries.visits(request.actor, **where)),
        "form": form,
        "may_note": may_note(request),
        "here": "visits",
    }
    return render(request, "community/visits.html", context)


def _area(request: Request) -> tuple[Area | None, forms.VisitFilter]:
    form = forms.VisitFilter(request.GET, book=request.book, wards=wards_of(request))
    code = form.cleaned_data["area"] if form.is_valid() else ""
    return request.book.area_by_code.get(code), form


def may_note(request: Request) -> bool:
    return request.actor.ward_id is not None and may(request.actor, "note_visit", table=PERMISSIONS)


@staff
@require_safe
def gaps(request: Request) -> HttpResponse:
    """Districts and partners that nobody has met for so many days."""
    allow(request.actor, "see_community", table=PERMISSIONS)
    asked = number_in(request.GET.get("days", ""))
    days = asked if asked in NOT_VISITED else USUAL_DAYS
    ward, today = queries.seen_ward(request.actor), request.actor.today
    districts = queries.district_gaps(request.book, ward, today)
    partners = [gap for gap in queries.partner_gaps(request.book, ward, today) if gap.longer_than(days)]
    context = {
        "days": days,
        "choices": NOT_VISITED,
        "unmet": [gap for gap in districts if gap.longer_than(days)],
        "n_districts": len(districts),
        "partners": partners[:MOST_GAPS],
        "n_partners": len(partners),
        "n_more": max(0, len(partners) - MOST_GAPS),
        "may_note": may_note(request),
        "here": "gaps",
    }
    return render(request, "community/gaps.html", context)


def seen(request: Request, number: int) -> Visit:
    found: Visit = or_404(queries.visit_numbered(number))
    allow(request.actor, "see_community", found, table=PERMISSIONS)
    return found


@staff
@require_safe
def visit(request: Request, number: int) -> HttpResponse:
    """One visit: who, where, what was said, and the voices heard there that one may open.

    Their receipts are for who may hand them out; of voices one may not open there is a number.
    """
    found = seen(request, number)
    heard, unseen = queries.voices_heard(request.actor, found)
    context = {
        "visit": found,
        "heard": heard,
        "unseen": unseen,
        "may_change": may(request.actor, "note_visit", found, table=PERMISSIONS),
        "book": request.book,
        "here": "visits",
    }
    return render(request, "community/visit.html", context)


def visit_form(request: Request, posted: Any, files: Any = None, known: Visit | None = None, **more: Any) -> Any:
    """The form of a visit, with the districts, partners and people of the writer's ward, and those it has already."""
    ward = own_ward(request, _("Visits are noted by the offices of a ward."))
    offered: dict[str, list[Any]] = {
        "districts": request.book.districts_of(ward.pk),
        "partners": queries.partners_to_choose(ward.pk),
        "posts": queries.ward_posts(request.book, ward.pk, request.actor.today),
    }
    if known is not None:
        for name, there in (("districts", known.districts), ("partners", known.partners), ("posts", known.went)):
            offered[name] += [each for each in there.all() if each not in offered[name]]
    return forms.VisitForm(posted, files, known=known, **offered, **more)


@staff
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    allow(request.actor, "note_visit", table=PERMISSIONS)
    sent = request.method == "POST"
    start = {
        "day": request.actor.today, "districts": request.GET.getlist("district"),
        "partners": request.GET.getlist("partner"), "went": [str(request.actor.post_id)],
    }  # fmt: skip
    form = visit_form(request, request.POST if sent else None, request.FILES if sent else None, initial=start)
    if sent and form.is_valid():
        office = or_404(request.book.office(request.actor.office_id))
        given = form.cleaned_data
        try:
            made = operations.note_visit(
                request.actor, office=office, meeting=form.meeting(), sending=given["sending"], pictures=given["photos"]
            )
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The visit is noted. Voices that were heard can be noted below."))
            return redirect("visit", made.pk)
    back = (reverse("visits"), _("Visits and meetings"))
    return form_page(request, form, _("Note a visit or meeting"), _("Note it"), back=back, here="visits")


@staff
@require_http_methods(["GET", "POST"])
def change(request: Request, number: int) -> HttpResponse:
    found = seen(request, number)
    allow(request.actor, "note_visit", found, table=PERMISSIONS)
    sent = request.method == "POST"
    form = visit_form(request, request.POST if sent else None, request.FILES if sent else None, found)
    if sent and form.is_valid():
        try:
            operations.change_visit(
                request.actor, visit=found, meeting=form.meeting(), pictures=form.cleaned_data["photos"]
            )
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The visit is kept."))
            return redirect("visit", found.pk)
    back = (reverse("visit", args=[found.pk]), found.title)
    return form_page(request, form, _("Change or add minutes"), _("Keep"), back=back, here="visits")


@staff
@require_http_methods(["GET", "POST"])
def hear(request: Request, number: int) -> HttpResponse:
    """A voice heard at this meeting; then the next one."""
    found = seen(request, number)
    allow(request.actor, "note_visit", found, table=PERMISSIONS)
    sent = request.method == "POST"
    districts = list(found.districts.all())
    form = forms.HeardForm(
        request.POST if sent else None, request.FILES if sent else None, book=request.book, catalogue=request.catalogue,
        initial={"district": districts[0].code} if len(districts) == 1 else {},
    )  # fmt: skip
    if sent and form.is_valid():
        said = form.said(get_language() or "ja")
        try:
            voice = operations.hear_voice(
                request.actor, visit=found, said=said, book=request.book, catalogue=request.catalogue
            )
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            office = request.book.office(voice.office_id)
            words = _("Noted. Receipt %(receipt)s; it goes to %(office)s.")
            messages.success(request, words % {"receipt": voice.receipt, "office": office})
            return redirect("visit_voice" if "another" in request.POST else "visit", found.pk)
    context = {"form": form, "visit": found, "here": "visits"}
    return render(request, "community/hear.html", context, status=422 if form.errors else 200)


@require_safe
@cache_control(private=True, max_age=3600)
def photo(request: Request, number: int) -> HttpResponse:
    """A visit's photo, for who may see the visit."""
    found = VisitPhoto.objects.select_related("visit").filter(pk=number).first()
    if found is None or not request.posts:
        raise Http404
    allow(request.actor, "see_community", found.visit, table=PERMISSIONS)
    return HttpResponse(bytes(found.jpeg), content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})


@staff
@require_safe
def download(request: Request) -> HttpResponse:
    """The visits one sees, as CSV."""
    allow(request.actor, "see_community", table=PERMISSIONS)
    return exports.answer(exports.visits(request.actor), "visits")
