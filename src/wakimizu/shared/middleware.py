"""The outermost guard: nothing too large is read, every page carries its security headers, a refusal is a page."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _

from wakimizu.shared.errors import Refusal, TooLarge
from wakimizu.shared.views import error_page, refuse


def content_security_policy() -> str:
    tiles = urlsplit(settings.MAP_TILES)
    images = f" {tiles.scheme}://{tiles.netloc}" if tiles.netloc else ""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:{images}; "
        f"connect-src 'self'{images}; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


class Guard:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = content_security_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._too_large(request) or self.get_response(request)
        if response.status_code == 405 and hasattr(request, "city"):
            allowed = response.headers["Allow"]
            response = error_page(request, 405, _("This address only takes a form. Go back to the page it came from."))
            response.headers["Allow"] = allowed
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _too_large(self, request: HttpRequest) -> HttpResponse | None:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        limit = settings.IMPORT_BYTES if "/import/" in request.path else settings.REQUEST_BYTES
        if length <= limit:
            return None
        megabytes = limit // 1024 // 1024
        return refuse(
            request,
            TooLarge(_("At most %(n)d MB can be sent at once. Send fewer or smaller files.") % {"n": megabytes}),
        )

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return refuse(request, exception)
        if isinstance(exception, UnreadablePostError):
            return error_page(request, 400, _("The form arrived incomplete. Go back and send it again."))
        return None
