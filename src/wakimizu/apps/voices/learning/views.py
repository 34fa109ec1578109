"""Screens of what was learned: voices gathered to needs, and the versions with how often each is right."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.learning.gathering import gathered
from wakimizu.apps.voices.learning.models import LanguageModel
from wakimizu.apps.voices.learning.versions import versions
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput

MOST_DIGITS = 18


@staff
@require_http_methods(["GET", "POST"])
def gathering(request: Request) -> HttpResponse:
    """Waiting voices that may be one need: look, leave out, raise it, or put them into a need that is there."""
    problem = ""
    if request.method == "POST":
        try:
            need = _raised(request)
        except BadInput as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("The voices are in a need now."))
            return redirect("need", number=need.pk)
    context = {
        "gathered": gathered(request.actor, request.book, request.catalogue),
        "problem": problem,
        "book": request.book,
    }
    return render(request, "voices/gathering.html", context, status=422 if problem else 200)


def _raised(request: Request) -> Need:
    """The need that was raised of the voices left in, or the one they joined."""
    numbers = [int(each) for each in request.POST.getlist("voices") if each.isdecimal() and len(each) < MOST_DIGITS]
    voices = list(Voice.objects.filter(pk__in=numbers).order_by("received_at"))
    into = request.POST.get("into", "")
    if not voices:
        raise BadInput(_("Leave at least one voice in."))
    if into.isdecimal() and len(into) < MOST_DIGITS:
        need = Need.objects.filter(pk=int(into)).first()
        if need is None:
            raise Http404
        return operations.join_need(request.actor, need=need, voices=voices)
    office = request.book.office_by_code.get(request.POST.get("office", ""))
    topic = request.catalogue.topic_by_code.get(request.POST.get("topic", ""))
    if office is None or topic is None:
        raise Http404
    return operations.raise_need(
        request.actor, voices=voices, title=request.POST.get("title", ""), lead=office, topic=topic
    )


@staff
@require_safe
def language(request: Request) -> HttpResponse:
    """Every version of what was learned, how often it is right, and which is in use."""
    return render(request, "voices/language.html", {"found": versions(request.actor, request.book, request.catalogue)})


@staff
@require_POST
def language_learn(request: Request) -> HttpResponse:
    operations.ask_training(request.actor, city=request.city)
    messages.success(request, _("A new version is being learned. It goes into use by itself if it does no worse."))
    return redirect("language")


@staff
@require_POST
def language_alone(request: Request) -> HttpResponse:
    """From which confidence on a topic's suggestion acts by itself; empty: never."""
    topic = request.catalogue.topic_by_code.get(request.POST.get("topic", ""))
    if topic is None:
        raise Http404
    typed = request.POST.get("percent", "").strip()
    try:
        if typed and not typed.isdecimal():
            raise BadInput(_("Give a confidence from 50 to 100 percent, or leave it empty."))
        operations.let_act_alone(request.actor, topic=topic, at_least=int(typed) / 100 if typed else None)
    except BadInput as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kept. It holds for voices from now on."))
    return redirect("language")


@staff
@require_POST
def language_use(request: Request, number: int) -> HttpResponse:
    operations.put_model_live(request.actor, model=_version(number))
    messages.success(
        request, _("Version %(n)d is in use. Waiting voices are read anew within minutes.") % {"n": number}
    )
    return redirect("language")


@staff
@require_POST
def language_stop(request: Request, number: int) -> HttpResponse:
    operations.stop_using_model(request.actor, model=_version(number))
    messages.success(request, _("Nothing is suggested now, until you put a version to use again."))
    return redirect("language")


def _version(number: int) -> LanguageModel:
    """A version by its number in this city."""
    found = LanguageModel.objects.defer("parameters").filter(version=number).first()
    if found is None:
        raise Http404
    return found
