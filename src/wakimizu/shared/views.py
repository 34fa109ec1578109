"""How every refusal looks: a clear page that says what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wakimizu.shared.errors import Refusal

TITLES = {
    400: lambda: _("This could not be taken"),
    403: lambda: _("This is not for your post"),
    404: lambda: _("There is no such page"),
    405: lambda: _("There is nothing to see here"),
    409: lambda: _("This is not possible now"),
    413: lambda: _("This is too large"),
    429: lambda: _("Too many at once"),
}


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return error_page(request, refusal.status, str(refusal))


Say = Callable[[HttpRequest, int, str], HttpResponse]
_machines: dict[str, Say] = {}


def machines_read(prefix: str, say: Say) -> None:
    """Under these addresses machines read: every refusal there, whoever raises it, is told by `say` instead of a page."""
    _machines[prefix] = say


def machine_told(request: HttpRequest, status: int, sentence: str) -> HttpResponse | None:
    """The refusal as the machine wants it; None where people read."""
    say = next((say for prefix, say in _machines.items() if request.path_info.startswith(prefix)), None)
    return say(request, status, sentence) if say else None


def error_page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    told = machine_told(request, status, sentence)
    if told is not None:
        return told
    context = {"status": status, "title": TITLES.get(status, TITLES[400])(), "sentence": sentence}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400, _("The form arrived incomplete. Go back and send it again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(
        request, 403, _("Sign in with a post that may see this, or ask the office that leads the matter.")
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(
        request,
        403,
        _("The form was open too long, or cookies are switched off. Go back, reload the page and send it again."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404, _("Check the address. Your receipt code opens your voice from the first page."))
