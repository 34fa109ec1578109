"""Addresses of the exchange room."""

from typing import Any

from django.urls import path

from wakimizu.apps.exchange import views
from wakimizu.apps.exchange.api.addresses import api
from wakimizu.apps.exchange.mail import urls as mail
from wakimizu.apps.exchange.open311 import urls as open311
from wakimizu.apps.exchange.opendata import urls as opendata
from wakimizu.apps.exchange.webhooks import urls as webhooks

urlpatterns = [
    path("desk/keys/", views.keys_page, name="keys"),
    path("desk/keys/<int:number>/end/", views.key_end, name="key_end"),
    *opendata.urlpatterns,
    *webhooks.urlpatterns,
    *mail.urlpatterns,
]

without_language: list[Any] = [
    path("api/v1/", api.urls),
    *open311.urlpatterns,
    *opendata.without_language,
]
