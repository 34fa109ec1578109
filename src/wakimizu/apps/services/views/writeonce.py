"""Fill in once 書かない窓口: pages that work in the browser alone. The server gives them out and takes nothing back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.services.workflow import PERMISSIONS
from wakimizu.shared.access import staff
from wakimizu.shared.permissions import allow

# What is typed cannot leave: no request by a script, no picture from elsewhere, no form.
NOTHING_LEAVES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'none'; "
    "form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
)


@require_safe
def write_once(request: Request) -> HttpResponse:
    """The resident's sheet; without JavaScript, a blank one for the printer."""
    response = render(request, "services/write_once.html")
    response["Content-Security-Policy"] = NOTHING_LEAVES.format(forms="'none'")
    response["Permissions-Policy"] = "geolocation=(), camera=(), microphone=()"
    response["Referrer-Policy"] = "no-referrer"
    return response


@staff
@require_safe
def scan(request: Request) -> HttpResponse:
    """The counter's reader. Its one form is the frame's button to sign out."""
    allow(request.actor, "see_services", table=PERMISSIONS)
    response = render(request, "services/scan.html")
    response["Content-Security-Policy"] = NOTHING_LEAVES.format(forms="'self'")
    response["Permissions-Policy"] = "geolocation=(), camera=(self), microphone=()"
    return response
