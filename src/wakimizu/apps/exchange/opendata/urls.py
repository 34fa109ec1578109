"""Addresses of open data. The pages have a language, the files have none."""

from django.urls import path

from wakimizu.apps.exchange.opendata import desk, views

urlpatterns = [
    path("opendata/", views.opendata, name="opendata"),
    path("opendata/<slug:name>/", views.dataset, name="dataset"),
    path("desk/export/voices/", desk.voices_export, name="voices_export"),
]

without_language = [
    path("opendata/catalog.jsonld", views.dcat_catalogue, name="dcat"),
    path("opendata/events.ics", views.events_calendar, name="events_calendar"),
    path("feeds/answers.atom", views.answers_feed, name="answers_feed"),
    path("opendata/<slug:name>.<slug:kind>", views.dataset_file, name="dataset_file"),
]
