"""The outermost guard: nothing too large is read, every page carries its security headers, a refusal is a page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import get_language_from_path, override
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

    def _too_large(self, request: HttpRequest, length: int) -> HttpResponse | None:
        limit = settings.IMPORT_BYTES if "/import/" in request.path else settings.REQUEST_BYTES
        if length <= limit:
            return None
        megabytes = limit // 1024 // 1024
        with override(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
            sentence = _("At most %(n)d MB can be sent at once. Send fewer or smaller files.")
            return refuse(request, TooLarge(sentence % {"n": megabytes}))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return refuse(request, exception)
        if isinstance(exception, UnreadablePostError):
            return _incomplete(request)
        return None


def _incomplete(request: HttpRequest) -> HttpResponse:
    return error_page(request, 400, _("The form arrived incomplete. Go back and send it again."))


def _with_a_page(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    page = error_page(request, 405, _("Check the address. Your receipt code opens your voice from the first page."))
    page.headers["Allow"] = refusal.headers.get("Allow", "")
    return page


def announced_length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdigit() else 0


class WholeBody:
    """A request's body that is a fault when it ends before its announced length, and never a shorter form."""

    def __init__(self, stream: Any, length: int) -> None:
        self.stream, self.left, self.broken = stream, length, False

    def read(self, size: int | None = None) -> bytes:
        return self._counted(self.stream.read(-1 if size is None else size), whole=size is None or size < 0)

    def readline(self, size: int | None = None) -> bytes:
        return self._counted(self.stream.readline(-1 if size is None else size), whole=False)

    def _counted(self, part: bytes, *, whole: bool) -> bytes:
        self.left -= len(part)
        if self.left > 0 and (whole or not part):
            self.broken = True
            raise OSError("the body ended early")
        return part
