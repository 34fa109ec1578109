"""Addresses of the services room."""

from django.urls import URLPattern, path

from wakimizu.apps.services.views import audit, desk, duties, navigator, offices, remedies, writeonce

urlpatterns: list[URLPattern] = [
    path("desk/audit/", audit.audit, name="audit"),
    path("desk/audit/remedies/", remedies.audit_remedies, name="audit_remedies"),
    path("desk/audit/wards/", audit.audit_wards, name="audit_wards"),
    path("desk/audit/trend/", audit.audit_trend, name="audit_trend"),
    path("desk/audit/report/", audit.audit_report, name="audit_report"),
    path("desk/audit/download/", audit.audit_file, name="audit_file"),
    path("desk/audit/<int:office>/<int:service>/", remedies.audit_cell, name="audit_cell"),
    path("desk/duties/", duties.duties, name="duties"),
    path("desk/duties/compare/", duties.duties_compare, name="duties_compare"),
    path("desk/duties/import/", duties.duties_import, name="duties_import"),
    path("desk/duties/<slug:slug>/download/", duties.duties_workbook, name="duties_workbook"),
    path("desk/duties/<slug:slug>/in-force/", duties.duties_in_force, name="duties_in_force"),
    path("desk/services/", desk.services_desk, name="services_desk"),
    path("desk/services/import/", desk.services_import, name="services_import"),
    path("desk/services/months/", desk.observations, name="observations"),
    path("desk/services/new/", desk.service_edit, name="service_new"),
    path("desk/services/<str:code>/", desk.service_desk, name="service_desk"),
    path("desk/services/<str:code>/at/<str:office>/", desk.offering_set, name="offering_set"),
    path("desk/services/<str:code>/at/<str:office>/end/", desk.offering_end, name="offering_end"),
    path("desk/services/<str:code>/edit/", desk.service_edit, name="service_edit"),
    path("desk/services/<str:code>/standard/", desk.standard_set, name="standard_set"),
    path("desk/scan/", writeonce.scan, name="scan"),
    path("guide/form/", writeonce.write_once, name="write_once"),
    path("guide/", navigator.navigator, name="navigator"),
    path("guide/<slug:code>/", navigator.navigator_event, name="navigator_event"),
    path("offices/", offices.offices_public, name="offices_public"),
    path("offices/points.geojson", offices.offices_points, name="offices_points"),
    path("offices/<str:code>/", offices.office_public, name="office_public"),
    path("services/", offices.services_public, name="services_public"),
    path("services/<str:code>/", offices.service_public, name="service_public"),
]
without_language: list[URLPattern] = [
    path("opendata/offices.csv", offices.offices_csv, name="offices_csv"),
    path("opendata/offices.geojson", offices.offices_geojson, name="offices_geojson"),
    path("opendata/services.csv", offices.services_csv, name="services_csv"),
]
