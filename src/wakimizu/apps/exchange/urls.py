"""Addresses of the exchange room."""

from typing import Any

from django.urls import path

from wakimizu.apps.exchange import views
from wakimizu.apps.exchange.api.addresses import api
from wakimizu.apps.exchange.open311 import urls as open311

urlpatterns = [
    path("desk/keys/", views.keys_page, name="keys"),
    path("desk/keys/<int:number>/end/", views.key_end, name="key_end"),
]

without_language: list[Any] = [
    path("api/v1/", api.urls),
    *open311.urlpatterns,
]
