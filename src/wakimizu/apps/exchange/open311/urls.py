"""Addresses of Open311. They have no language; the ending says the format, and may be left out."""

from django.urls import URLPattern, re_path

from wakimizu.apps.exchange.open311 import views

ENDING = r"(?:\.(?:xml|json))?$"

urlpatterns: list[URLPattern] = [
    re_path(rf"^open311/(?:v2/)?discovery{ENDING}", views.discovery, name="open311_discovery"),
    re_path(rf"^open311/v2/services{ENDING}", views.services, name="open311_services"),
    re_path(rf"^open311/v2/services/(?P<code>[^/]+?){ENDING}", views.service, name="open311_service"),
    re_path(rf"^open311/v2/requests/(?P<number>[^/]+?){ENDING}", views.one_request, name="open311_request"),
    re_path(rf"^open311/v2/tokens/(?P<number>[^/]+?){ENDING}", views.token, name="open311_token"),
    re_path(rf"^open311/v2/requests{ENDING}", views.requests, name="open311_requests"),
]
