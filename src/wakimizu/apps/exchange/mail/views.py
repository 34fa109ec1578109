"""Screens of mail: the out-box, the city's own wordings, and the link that ends mails."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import City
from wakimizu.apps.exchange.mail import addresses, operations, queries
from wakimizu.apps.exchange.mail.composing import PLACES, Composed, Words, compose, made_up, words_of
from wakimizu.apps.exchange.mail.forms import OutboxFilter, WordingForm
from wakimizu.apps.exchange.mail.message import composed
from wakimizu.apps.exchange.mail.models import Wording
from wakimizu.apps.exchange.mail.wording import FATES
from wakimizu.apps.exchange.mail.workflow import LANGUAGES, PERMISSIONS, Kind
from wakimizu.apps.voices.models import Voice
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.middleware import content_security_policy
from wakimizu.shared.paging import number_asked, older_url
from wakimizu.shared.permissions import allow, may

# A mail brings its styles in its lines, so it stands in a frame of its own, where nothing can run.
OF_A_FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


@staff
@require_safe
def outbox(request: Request) -> HttpResponse:
    """What is sent, waits, or came back; found by receipt, never by address."""
    form = OutboxFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    actor = request.actor
    page = queries.outbox(
        actor, receipt=asked.get("receipt", ""), state=asked.get("state", ""), before=number_asked(request)
    )
    context = {
        "form": form,
        "page": page,
        "older_url": older_url(request, page.older),
        "sends": bool(settings.MAIL_HOST),
        "back": queries.counted(actor).get("bounced", 0),
        "not_taken": [(FATES[fate], n) for fate, n in queries.not_taken(actor, request.now)],
        "may_keep": may(actor, "keep_mail", table=PERMISSIONS),
        "may_wish": may(actor, "wish_mail", table=PERMISSIONS),
        "wished": queries.wishes(actor),
    }
    return render(request, "exchange/mail/outbox.html", context)


@staff
@require_POST
def mail_wish(request: Request) -> HttpResponse:
    post = next(post for post in request.posts if post.pk == request.actor.post_id)
    wanted = operations.wish_reminders(request.actor, post=post, wanted=bool(request.POST.get("wanted")))
    messages.success(request, _("Reminders come by e-mail, too.") if wanted else _("No more reminders come by e-mail."))
    return redirect("mails")


@staff
@require_safe
def mail_shown(request: Request, number: int) -> HttpResponse:
    """One mail: its state, and its words in a frame."""
    mail = queries.mail_shown_to(request.actor, number)
    if mail is None:
        raise Http404
    return _with_frame(
        render(request, "exchange/mail/shown.html", {"mail": mail, "breadcrumbs": _crumbs(mail.get_kind_display())})
    )


@staff
@require_safe
@xframe_options_sameorigin
def mail_html(request: Request, number: int) -> HttpResponse:
    mail = queries.mail_shown_to(request.actor, number)
    if mail is None:
        raise Http404
    return _framed(request, composed(mail, request.city))


def _with_frame(response: HttpResponse) -> HttpResponse:
    """This page alone may show a frame, of our own pages."""
    response.headers["Content-Security-Policy"] = f"{content_security_policy()}; frame-src 'self'"
    return response


def _framed(request: Request, words: Composed | None, fault: str = "") -> HttpResponse:
    context = {**words.shown, "plain": words.text} if words else {"fault": fault}
    response = render(request, "exchange/mail/preview.html", context)
    response.headers["Content-Security-Policy"] = OF_A_FRAME
    return response


def _crumbs(*names: str) -> list[dict[str, str]]:
    """Where one is: the out-box, then pages by name; what lies between them are the wordings."""
    ways = [{"url": reverse("mails"), "label": pgettext("page", "E-mail")}]
    if len(names) > 1:
        ways.append({"url": reverse("mail_wordings"), "label": names[0]})
    return [*ways, {"label": names[-1]}]


@staff
@require_safe
def wordings(request: Request) -> HttpResponse:
    rows = queries.wordings(request.actor)
    context = {
        "rows": rows,
        "languages": [each for each in settings.LANGUAGES if each[0] in LANGUAGES],
        "breadcrumbs": _crumbs(_("What the mails say")),
    }
    return render(request, "exchange/mail/wordings.html", context)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: Request, kind: str, language: str) -> HttpResponse:
    """A kind of mail in a language: its words, a preview, what was said earlier."""
    of_kind = _kind(request, kind, language)
    form = (
        WordingForm(request.POST) if request.method == "POST" else WordingForm(initial=_begun(request, kind, language))
    )
    if request.method == "POST" and form.is_valid() and _kept(request, form, kind, language):
        messages.success(request, _("These words hold from the next mail on."))
        return redirect("mail_wording", kind=kind, language=language)
    earlier = queries.earlier(kind, language)
    context = {
        "form": form,
        "kind": of_kind,
        "language": language,
        "places": [(f"{{{place}}}", meaning) for place, meaning in PLACES[of_kind].items()],
        "earlier": earlier,
        "own": bool(earlier and earlier[0].text),
        "breadcrumbs": _crumbs(_("What the mails say"), str(of_kind.label)),
    }
    return _with_frame(render(request, "exchange/mail/wording.html", context, status=422 if form.errors else 200))


def _kind(request: Request, kind: str, language: str) -> Kind:
    allow(request.actor, "keep_mail", table=PERMISSIONS)
    if kind not in Kind.values or language not in LANGUAGES:
        raise Http404
    return Kind(kind)


def _begun(request: Request, kind: str, language: str) -> dict[str, Any]:
    """What the form begins with: the words that hold, or the earlier ones that were asked for."""
    number = number_asked(request, "from")
    found = Wording.objects.filter(pk=number, kind=kind, language=language).exclude(text="").first() if number else None
    words = Words(found.subject, found.text) if found else words_of(kind, language)
    return {"subject": words.subject, "text": words.text}


def _kept(request: Request, form: WordingForm, kind: str, language: str) -> bool:
    try:
        operations.keep_wording(request.actor, city=request.city, kind=kind, language=language, **form.cleaned_data)
    except BadInput as refusal:
        form.refuse(refusal)
        return False
    return True


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@xframe_options_sameorigin
def preview(request: Request, kind: str, language: str) -> HttpResponse:
    """Words that are being written, with a made-up voice. Nothing is kept."""
    _kind(request, kind, language)
    words = words_of(kind, language)
    if request.method == "POST":
        words = Words(request.POST.get("subject", ""), request.POST.get("text", "").replace("\r\n", "\n"))
        try:
            operations.check_wording(kind, words.subject, words.text)
        except BadInput as refusal:
            return _framed(request, None, str(refusal))
    return _framed(request, with_a_made_up_voice(words, kind, language, request.city))


def with_a_made_up_voice(words: Words, kind: str, language: str, city: City) -> Composed:
    """How words would read, before anybody gets them."""
    stop = addresses.link(city, language, "mail_stop", 0, "example") if kind != Kind.REMINDER else ""
    return compose(words, made_up(kind, language, city), city=city, language=language, stop=stop)


@staff
@require_POST
def ours(request: Request, kind: str, language: str) -> HttpResponse:
    _kind(request, kind, language)
    operations.return_to_ours(request.actor, city=request.city, kind=kind, language=language)
    messages.success(request, _("Our words hold again. Yours stay among the earlier ones."))
    return redirect("mail_wording", kind=kind, language=language)


@csrf_exempt  # a mail program posts here at one press (RFC 8058); the signature in the address says that it may
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: Request, number: int, signature: str) -> HttpResponse:
    """No more mail about a voice, for who holds the link of one. Looking at the page stops nothing."""
    known = addresses.signed_by_us(addresses.STOP, number, signature)
    voice = Voice.objects.filter(pk=number).first() if known else None
    if voice is None:
        raise Http404
    if request.method == "POST":
        operations.stop_mail(request.actor, voice=voice)
    return render(request, "exchange/mail/stop.html", {"stopped": request.method == "POST"})
