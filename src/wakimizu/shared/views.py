"""How every refusal looks: a clear page that says what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from wakimizu.shared.errors import Refusal
from wakimizu.shared.problems import in_its_manner, language_of

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


def error_page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    for_machines = in_its_manner(request, status, sentence)
    if for_machines is not None:
        return for_machines
    context = {"status": status, "title": TITLES.get(status, TITLES[400])(), "sentence": sentence}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    with override(language_of(request)):  # it may not have come as far as where the language is chosen
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
