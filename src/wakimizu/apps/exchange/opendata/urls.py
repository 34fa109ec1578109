"""Addresses of open data. The pages have a language, the files have none."""

from django.urls import path

from wakimizu.apps.exchange.opendata import views

urlpatterns = [
    path("opendata/", views.opendata, name="opendata"),
    path("opendata/<slug:name>/", views.dataset, name="dataset"),
]

without_language = [
    path("opendata/<slug:name>.<slug:kind>", views.dataset_file, name="dataset_file"),
]
