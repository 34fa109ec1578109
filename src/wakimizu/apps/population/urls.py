"""Addresses of the population room."""

from django.urls import URLPattern, path

from wakimizu.apps.population import desk, views

urlpatterns: list[URLPattern] = [
    path("desk/population/", desk.population_runs, name="population_runs"),
    path("desk/population/assumptions/<slug:code>/download/", desk.assumptions_csv, name="assumptions_csv"),
    path("desk/population/ask/", desk.run_ask, name="run_ask"),
    path("desk/population/compare/", desk.runs_compare, name="runs_compare"),
    path("desk/population/import/", desk.population_import, name="population_import"),
    path("desk/population/reach/", desk.reach_ask, name="reach_ask"),
    path("desk/population/reach/<int:number>/cancel/", desk.reach_cancel, name="reach_cancel"),
    path("desk/population/run/<int:number>/cancel/", desk.run_cancel, name="run_cancel"),
    path("population/", views.population, name="population"),
    path("population/<str:code>/", views.population_area, name="population_area"),
]
without_language: list[URLPattern] = [
    path("opendata/population/<slug:code>.csv", views.population_csv, name="population_csv"),
]
