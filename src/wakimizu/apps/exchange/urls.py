"""Addresses of the exchange room."""

from typing import Any

from django.urls import path

from wakimizu.apps.exchange import views
from wakimizu.apps.exchange.mail import urls as mail

urlpatterns = [
    path("desk/keys/", views.keys_page, name="keys"),
    path("desk/keys/<int:number>/end/", views.key_end, name="key_end"),
    *mail.urlpatterns,
]

without_language: list[Any] = []
