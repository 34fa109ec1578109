"""The outermost guard: nothing too large is read, every page carries its security headers, a refusal is a page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import override

from wakimizu.shared.errors import Refusal, TooLarge
from wakimizu.shared.problems import MEDIA_TYPE, language_of
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
        self.headers = {
            "Content-Security-Policy": content_security_policy(),
            "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
            # What Django's own middleware sets too, for the pages that do not come from as far within.
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        body = request._stream = WholeBody(request._stream, length)  # type: ignore[assignment]
        response = self._too_large(request, length) or self.get_response(request)
        if body.broken:
            response = _incomplete(request)
        elif response.status_code == 405 and hasattr(request, "city") and response["Content-Type"] != MEDIA_TYPE:
            allowed = response.headers.get("Allow", "")
            response = error_page(request, 405, _("This address only takes a form. Go back to the page it came from."))
            response.headers["Allow"] = allowed
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _too_large(self, request: HttpRequest, length: int) -> HttpResponse | None:
        limit = settings.IMPORT_BYTES if "/import/" in request.path else settings.REQUEST_BYTES
        if length <= limit:
            return None
        megabytes = limit // 1024 // 1024
        with override(language_of(request)):
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


class WholeBody:
    """A request's body that is a fault when it ends before its announced length, and never a shorter form."""

    def __init__(self, stream: Any, length: int) -> None:
        self.stream, self.left, self.broken = stream, length, False

    def read(self, size: int | None = None) -> bytes:
        wanted = self.left if size is None or size < 0 else min(size, self.left)
        parts: list[bytes] = []
        while wanted > 0:
            parts.append(self._counted(self.stream.read(wanted)))
            wanted -= len(parts[-1])
        return b"".join(parts)

    def readline(self, size: int | None = None) -> bytes:
        return self._counted(self.stream.readline(-1 if size is None else size))

    def seekable(self) -> bool:  # Django 6 asks
        return False

    def close(self) -> None:
        self.stream.close()

    def _counted(self, part: bytes) -> bytes:
        self.left -= len(part)
        if self.left > 0 and not part:
            self.broken = True
            raise OSError("the body ended early")
        return part
