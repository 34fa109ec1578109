"""Each request knows its city's topics and routing table."""

from collections.abc import Callable

from django.http import HttpResponse

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.voices.catalogue import catalogue


class WithCatalogue:
    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.catalogue = catalogue(request.city)
        return self.get_response(request)
