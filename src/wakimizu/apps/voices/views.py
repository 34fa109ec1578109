"""Screens of the voices room: the resident's, the public's and the staff's."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import caches
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.voices import acts, forms, maps, operations, queries
from wakimizu.apps.voices.acts import Act
from wakimizu.apps.voices.learning.desk import looked_at, suggestions, topic_taken
from wakimizu.apps.voices.models import Letter, Need, Part, Photo, Voice
from wakimizu.apps.voices.wording import targets, timeline
from wakimizu.apps.voices.workflow import PERMISSIONS, AnswerState, NeedState, VoiceState
from wakimizu.shared.access import connection_of, staff
from wakimizu.shared.errors import BadInput, TooMany
from wakimizu.shared.forms import offer
from wakimizu.shared.paging import Beginning, beginning
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.words import named

MOST_TO_SPLIT = 200  # voices to choose from

# ── residents ────────────────────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def voice_new(request: Request) -> HttpResponse:
    """The resident's form. A form that is sent twice gives the same receipt."""
    posted = request.method == "POST"
    form = forms.VoiceForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        book=request.book,
        catalogue=request.catalogue,
    )
    if posted:
        _not_a_flood(request)
        voice = _received(request, form)
        if voice:
            return redirect("voice_thanks", receipt=voice.receipt)
    context = {"form": form, "page": "form", **_pick_map(request)}
    return render(request, "voices/new.html", context, status=422 if posted else 200)


def _received(request: Request, form: forms.VoiceForm) -> Voice | None:
    if not form.is_valid():
        return None
    try:
        return operations.receive_voice(
            request.actor, said=form.said(get_language() or "ja"), book=request.book, catalogue=request.catalogue
        )
    except BadInput as refusal:
        form.refuse(refusal)
        return None


def _not_a_flood(request: Request) -> None:
    """At most so many voices an hour from one address; nothing is stored but a count in memory."""
    if not settings.VOICES_PER_HOUR:
        return
    key = f"voices:{connection_of(request)}"
    counts = caches["memory"]
    counts.add(key, 0, timeout=3600)
    if counts.incr(key) > settings.VOICES_PER_HOUR:
        raise TooMany(_("Very many voices came from your connection. Please wait an hour, or call your ward office."))


def _pick_map(request: Request) -> dict[str, Any]:
    return {"map": maps.drawing(request.book), "bounds": maps.bounds(request.book)}


@require_safe
def voice_thanks(request: Request, receipt: str) -> HttpResponse:
    voice = _voice_of(receipt)
    office = request.book.office(voice.office_id)
    return render(request, "voices/thanks.html", {"voice": voice, "office": office})


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Request) -> HttpResponse:
    """Asks for a receipt code and opens its page."""
    form = forms.ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        voice = queries.voice_for(form.cleaned_data["receipt"])
        if voice:
            return redirect("voice_track", receipt=voice.receipt)
        form.add_error(
            "receipt",
            _("There is no voice with this code. Compare it with your note: 0, 1, I, L, O and U do not occur."),
        )
    return render(request, "voices/track.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def voice_track(request: Request, receipt: str) -> HttpResponse:
    """What became of a voice, for who holds its receipt."""
    seen = queries.tracking(_voice_of(receipt))
    return render(
        request,
        "voices/tracking.html",
        {"seen": seen, "steps": _steps(request, seen), "form": forms.ReopenForm(), "book": request.book},
    )


def _steps(request: Request, seen: queries.Tracking) -> list[dict[str, str]]:
    voice = seen.voice
    at = {
        VoiceState.RECEIVED: 1,
        VoiceState.SORTED: 2,
        VoiceState.REOPENED: 1,
        VoiceState.ANSWERED: 3,
        VoiceState.SET_ASIDE: 1,
    }[VoiceState(voice.state)]
    labels = [
        pgettext("step", "Received"),
        pgettext("step", "With an office"),
        pgettext("step", "Being worked on"),
        pgettext("step", "Answered"),
    ]
    states = [
        "done" if n < at or voice.state == VoiceState.ANSWERED else "current" if n == at else "ahead" for n in range(4)
    ]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def _voice_of(receipt: str) -> Voice:
    voice = queries.voice_for(receipt)
    if voice is None:
        raise Http404
    return voice


@require_POST
def voice_reopen(request: Request, receipt: str) -> HttpResponse:
    voice = _voice_of(receipt)
    form = forms.ReopenForm(request.POST)
    if form.is_valid():
        try:
            operations.reopen_voice(
                request.actor,
                voice=voice,
                because=form.cleaned_data["because"],
                book=request.book,
                catalogue=request.catalogue,
            )
        except BadInput as refusal:
            form.add_error("because", str(refusal))
        else:
            messages.success(request, _("Your voice is open again. The office has a new day to answer."))
            return redirect("voice_track", receipt=voice.receipt)
    seen = queries.tracking(voice)
    context = {"seen": seen, "steps": _steps(request, seen), "form": form, "book": request.book}
    return render(request, "voices/tracking.html", context, status=422)


@require_safe
def voice_proof(request: Request, receipt: str) -> HttpResponse:
    """The proof as a file: checked offline by `wakimizu ledger check`, or by anyone with SHA-256 (docs/ledger.md)."""
    document = queries.proof_of(_voice_of(receipt).receipt)
    if document is None:
        raise BadInput(_("The seal over your voice is made within a few minutes. Please come back then."))
    return HttpResponse(
        document,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="wakimizu-proof-{receipt}.json"'},
    )


@require_safe
@cache_control(private=True, max_age=3600)
def photo(request: Request, number: int, receipt: str = "") -> HttpResponse:
    """A voice's photo, for who holds the receipt and for staff who may see the voice."""
    found = Photo.objects.select_related("voice").filter(pk=number).first()
    if found is None or (receipt and queries.voice_for(receipt) != found.voice):
        raise Http404
    if not receipt:
        allow(request.actor, "see_voice", found.voice, table=PERMISSIONS)
    return HttpResponse(bytes(found.jpeg), content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})


@require_safe
@cache_control(private=True, max_age=3600)
def letter(request: Request, number: int, receipt: str = "") -> HttpResponse:
    """A voice's letter to be saved, never shown in the page, for who holds the receipt and for staff who may see the voice."""
    found = Letter.objects.select_related("voice").filter(pk=number).first()
    if found is None or (receipt and queries.voice_for(receipt) != found.voice):
        raise Http404
    if not receipt:
        allow(request.actor, "see_voice", found.voice, table=PERMISSIONS)
    headers = {
        "Content-Disposition": f'attachment; filename="letter-{found.pk}.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(bytes(found.pdf), content_type="application/pdf", headers=headers)


# ── the public ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _filters(request: Request) -> tuple[forms.AreaChoice, str, Any, int | None]:
    form = forms.AreaChoice(request.GET, wards=request.book.wards)
    cleaned = form.cleaned_data if form.is_valid() else {}
    before = request.GET.get("before", "")
    ward = request.book.area_by_code.get(cleaned.get("ward", ""))
    return form, cleaned.get("q", ""), ward, int(before) if before.isdecimal() and len(before) < 18 else None


def _older(request: Request, page: queries.Page) -> str:
    if page.older is None:
        return ""
    asked = request.GET.copy()
    asked["before"] = str(page.older)
    return f"?{asked.urlencode()}"


@require_safe
def voices_public(request: Request) -> HttpResponse:
    """Every published voice and its state, newest first, found by any of its words."""
    form, query, ward, before = _filters(request)
    page = queries.public_voices(query, before=before, ward=ward.pk if ward else None)
    context = {"form": form, "page": page, "older_url": _older(request, page), "query": query}
    return render(
        request, "voices/public_voices.html", {**context, "book": request.book, "catalogue": request.catalogue}
    )


@require_safe
def needs_public(request: Request) -> HttpResponse:
    form, query, ward, before = _filters(request)
    page = queries.public_needs(query=query, ward=ward.pk if ward else None, before=before)
    context = {"form": form, "page": page, "older_url": _older(request, page), "query": query}
    return render(
        request, "voices/public_needs.html", {**context, "book": request.book, "catalogue": request.catalogue}
    )


@require_safe
def need_public(request: Request, number: int) -> HttpResponse:
    found = queries.public_need(number)
    if found is None:
        raise Http404
    need, answers, parts, voices = found
    if need.state == NeedState.MERGED:
        return redirect("need_public", number=need.merged_into_id)
    context = {"need": need, "answers": answers, "parts": parts, "voices": voices}
    return render(request, "voices/public_need.html", {**context, "book": request.book, "catalogue": request.catalogue})


@require_safe
def needs_map(request: Request) -> HttpResponse:
    """Open needs on a map drawn without any outside server; the list beside it says the same in words."""
    form, _query, ward, _before = _filters(request)
    needs = queries.need_points(ward=ward.pk if ward else None)
    hubs = maps.hubs_of(request.book, request.actor.today)
    context = {
        "form": form,
        "needs": Beginning(needs[:50], needs.total),
        "total": needs.total,
        "hubs": hubs,
        "map": maps.drawing(request.book, needs, hubs),
        "bounds": maps.bounds(request.book),
        "points_url": reverse("need_points") + (f"?ward={ward.code}" if ward else ""),
        "book": request.book,
        "catalogue": request.catalogue,
    }
    return render(request, "voices/map.html", context)


@require_safe
def need_points(request: Request) -> JsonResponse:
    ward = request.book.area_by_code.get(request.GET.get("ward", ""))
    needs = queries.need_points(ward=ward.pk if ward else None)
    return JsonResponse(maps.points(needs, request.book, request.actor.today), content_type="application/geo+json")


@require_safe
@cache_control(public=True, max_age=3600)
def base_map(request: Request) -> JsonResponse:
    return JsonResponse(maps.base(request.book, request.actor.today), content_type="application/geo+json")


# ── staff ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@staff
@require_http_methods(["GET", "POST"])
def voice_note(request: Request) -> HttpResponse:
    """A voice heard at the counter, on the telephone, at a meeting: noted in under a minute."""
    allow(request.actor, "receive_voice", table=PERMISSIONS)
    posted = request.method == "POST"
    form = forms.NotedVoiceForm(
        topic_taken(request.POST) if posted else None,
        request.FILES if posted else None,
        book=request.book,
        catalogue=request.catalogue,
    )
    if posted and "look" in request.POST:
        return _looked_at(request, form)
    if posted and (voice := _received(request, form)):
        office = request.book.office(voice.office_id)
        messages.success(
            request,
            _("Noted. Receipt %(receipt)s; it goes to %(office)s.") % {"receipt": voice.receipt, "office": office},
        )
        return redirect("voice_note")
    context = {"form": form, **_pick_map(request)}
    return render(request, "voices/note.html", context, status=422 if posted else 200)


def _looked_at(request: Request, form: forms.NotedVoiceForm) -> HttpResponse:
    """The form as it was typed, with what is suggested of its words. Nothing is noted yet."""
    seen = looked_at(request.actor, form, request.book, request.catalogue)
    context = {"form": form, "looked": True, "seen": seen, "files": bool(request.FILES), **_pick_map(request)}
    return render(request, "voices/note.html", context)


@staff
@require_safe
def voice(request: Request, number: int) -> HttpResponse:
    found = _row(Voice, number)
    sheet = queries.voice_sheet(request.actor, found)
    placed = found.lat is not None and found.lon is not None
    context = {
        "sheet": sheet,
        "located": request.book.locate(found.lat, found.lon) if placed else None,
        "suggested": suggestions(found, sheet.heard.reading, request.book, request.catalogue),
        "acts": acts.possible(acts.VOICE_ACTS, found, sheet.may),
        "history": timeline(sheet.happened, request.book),
        "book": request.book,
        "catalogue": request.catalogue,
    }
    return render(request, "voices/voice.html", context)


def _row(model: Any, number: int) -> Any:
    row = model.objects.filter(pk=number).first()
    if row is None:
        raise Http404
    return row


@staff
@require_http_methods(["GET", "POST"])
def voice_act(request: Request, number: int, name: str) -> HttpResponse:
    found = _row(Voice, number)
    allow(request.actor, "see_voice", found, table=PERMISSIONS)
    return _act(request, _named([*acts.VOICE_ACTS, *acts.TAKING_ACTS], name), found, {"voice": found})


@staff
@require_http_methods(["GET", "POST"])
def need_act(request: Request, number: int, name: str) -> HttpResponse:
    found = _row(Need, number)
    allow(request.actor, "see_need", found, table=PERMISSIONS)
    act = _named(acts.NEED_ACTS, name)
    answer = found.answers.exclude(state=AnswerState.PUBLISHED).first() if act.shows_answer else None
    return _act(request, act, found, {"need": found, "answer": answer})


@staff
@require_http_methods(["GET", "POST"])
def part_act(request: Request, number: int, name: str) -> HttpResponse:
    found = _row(Part, number)
    allow(request.actor, "give_part", found, table=PERMISSIONS)
    return _act(request, _named(acts.PART_ACTS, name), found, {"part": found, "need": found.need})


def _named(table: list[Act], name: str) -> Act:
    act = next((act for act in table if act.name == name), None)
    if act is None:
        raise Http404
    return act


def _act(request: Request, act: Act, about: Any, context: dict[str, Any]) -> HttpResponse:
    """One act's page: its form, prefilled; when it is done, the page of what it changed."""
    allow(request.actor, act.permission, about, table=PERMISSIONS)
    posted = request.method == "POST"
    form = act.form(
        request.POST if posted else None,
        book=request.book,
        catalogue=request.catalogue,
        today=request.actor.today,
        initial={**act.start(request, about), **request.GET.dict()},
    )
    if act.name == "split":
        links = beginning(about.links.filter(until=None).select_related("voice").order_by("voice_id"), MOST_TO_SPLIT)
        if links.total > len(links):
            shown = {"n": len(links), "all": links.total}
            form.fields["voices"].help_text = _("The oldest %(n)s of %(all)s voices can be chosen here.") % shown
        offer(form, "voices", [(link.voice_id, acts.title_from(link.voice.text, 80)) for link in links])
    if posted and form.is_valid():
        try:
            changed = act.run(request, about, form.cleaned_data)
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, str(act.done))
            return redirect(_page_of(changed))
    context = {"act": act, "form": form, "about_url": _page_of(about), "book": request.book, **context}
    return render(request, "voices/act.html", context, status=422 if posted else 200)


def _page_of(row: Any) -> str:
    if isinstance(row, Part):
        row = row.need
    return reverse("need" if isinstance(row, Need) else "voice", args=[row.pk])


@staff
@require_http_methods(["GET", "POST"])
def voice_contact(request: Request, number: int) -> HttpResponse:
    """Contact details, after a reason is given; the reading is in the ledger. Never cached, never in an address."""
    found = _row(Voice, number)
    allow(request.actor, "read_contact", found, table=PERMISSIONS)
    form = forms.BecauseForm(
        request.POST or None, book=request.book, catalogue=request.catalogue, today=request.actor.today
    )
    details = None
    if request.method == "POST" and form.is_valid():
        try:
            details = operations.read_contact(request.actor, voice=found, because=form.cleaned_data["because"])
        except BadInput as refusal:
            form.refuse(refusal)
    context = {"voice": found, "form": form, "details": details}
    return render(request, "voices/contact.html", context, status=422 if form.errors else 200)


@staff
@require_safe
def needs(request: Request) -> HttpResponse:
    allow(request.actor, "see_need", table=PERMISSIONS)
    form, query, _ward, before = _filters(request)
    state = request.GET.get("state", "")
    page = queries.needs_in_reach(
        request.actor, state=state if state in NeedState.values else "", query=query, before=before
    )
    context = {
        "form": form,
        "page": page,
        "older_url": _older(request, page),
        "state": state,
        "states": NeedState.choices,
        "query": query,
        "may_import": may(request.actor, "import_voices", table=PERMISSIONS),
        "book": request.book,
        "catalogue": request.catalogue,
    }
    return render(request, "voices/needs.html", context)


@staff
@require_safe
def need(
    request: Request, number: int, *, beside: Callable[[Need], list[dict[str, Any]]] = lambda _need: []
) -> HttpResponse:
    """The need page: voices, parts, answers and the whole history; `beside`: what the rooms above say of it."""
    found = Need.objects.filter(pk=number).prefetch_related("parts").first()
    if found is None:
        raise Http404
    sheet = queries.need_sheet(request.actor, found)
    context = {
        "sheet": sheet,
        "acts": acts.possible(acts.NEED_ACTS, found, sheet.may),
        "part_acts": acts.PART_ACTS,
        "awaited": [named(request.book.offices[office]) for office in sheet.awaited],
        "beside": beside(found),
        "history": timeline(sheet.happened, request.book),
        "sees_voices": may(request.actor, "see_voice", table=PERMISSIONS),
        "may_propose": may(request.actor, "propose", found, table=PERMISSIONS) and request.actor.ward_id is not None,
        "book": request.book,
        "catalogue": request.catalogue,
    }
    return render(request, "voices/need.html", context)


@staff
@require_safe
def routing(request: Request) -> HttpResponse:
    """The routing table as it stands, with its example rows and whether each leads where it says."""
    allow(request.actor, "see_routing", table=PERMISSIONS)
    context = {
        "rules": targets(request.catalogue.table, request.book),
        "examples": queries.routing_examples(),
        "failing": queries.failing_examples(request.book, request.catalogue),
        "may_see_language": may(request.actor, "see_language", table=PERMISSIONS),
        "book": request.book,
        "catalogue": request.catalogue,
    }
    return render(request, "voices/routing.html", context)
