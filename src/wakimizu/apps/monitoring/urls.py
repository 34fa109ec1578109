"""Addresses of the monitoring room."""

from django.urls import URLPattern, path

from wakimizu.apps.monitoring import desk, emerging, views
from wakimizu.apps.monitoring.surveys import urls as surveys

urlpatterns: list[URLPattern] = [
    path("desk/indicators/", desk.indicators, name="indicators"),
    path("desk/indicators/new/", desk.indicator_new, name="indicator_new"),
    path("desk/indicators/watch/", desk.watch, name="indicators_watch"),
    path("desk/indicators/import/", desk.files_in, name="indicators_import"),
    path("desk/indicators/<slug:kind>/download/", desk.files_out, name="indicators_download"),
    path("desk/indicator/<slug:code>/", desk.indicator, name="indicator"),
    path("desk/indicator/<slug:code>/change/", desk.indicator_change, name="indicator_change"),
    path("desk/indicator/<slug:code>/observe/", desk.observe, name="indicator_observe"),
    path("desk/indicator/<slug:code>/aim/", desk.aim, name="indicator_aim"),
    path("desk/indicator/<slug:code>/beginning/", desk.beginning, name="indicator_beginning"),
    path("desk/indicator/<slug:code>/withdraw/<int:number>/", desk.withdraw, name="indicator_withdraw"),
    path("desk/emerging/", emerging.emerging, name="emerging"),
    path("desk/emerging/ask/", emerging.ask, name="emerging_ask"),
    path("desk/emerging/<int:number>/", emerging.scan, name="emerging_scan"),
    path("desk/emerging/<int:number>/cancel/", emerging.cancel, name="emerging_cancel"),
    path("desk/emerging/<int:number>/download/", emerging.scan_file, name="emerging_file"),
    path("desk/emerging/<int:number>/<int:place>/", emerging.cluster, name="emerging_cluster"),
    path("desk/plan/", desk.plan, name="plan"),
    path("desk/plan/<slug:code>/", desk.plan_item, name="plan_item"),
    path("plan/", views.plan_public, name="plan_public"),
    path("indicators/", views.indicators_public, name="indicators_public"),
    path("indicators/<slug:code>/", views.indicator_public, name="indicator_public"),
    *surveys.urlpatterns,
]
without_language: list[URLPattern] = [
    path("opendata/indicators/<slug:code>.csv", views.indicator_csv, name="indicator_csv"),
    *surveys.without_language,
]
