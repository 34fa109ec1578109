"""Addresses of the network room."""

from django.urls import URLPattern, path

from wakimizu.apps.network.views import adoption, comparing, scenarios, sheets, studies

urlpatterns: list[URLPattern] = [
    path("desk/network/", scenarios.network, name="network"),
    path("desk/network/adopted/<int:number>/", adoption.adoption, name="adoption"),
    path("desk/network/compare/", comparing.studies_compare, name="studies_compare"),
    path("desk/network/new/", scenarios.scenario_new, name="scenario_new"),
    path("desk/network/file/", scenarios.scenario_take_in, name="scenario_take_in"),
    path("desk/network/scenario/<str:code>/", scenarios.scenario, name="scenario"),
    path("desk/network/scenario/<str:code>/edit/", scenarios.scenario_edit, name="scenario_edit"),
    path("desk/network/scenario/<str:code>/download/", scenarios.scenario_file, name="scenario_file"),
    path("desk/network/study/<int:number>/", studies.study, name="study"),
    path("desk/network/study/<int:number>/adopt/", adoption.study_adopt, name="study_adopt"),
    path("desk/network/study/<int:number>/cancel/", studies.study_cancel, name="study_cancel"),
    path("desk/network/study/<int:number>/districts/", studies.study_districts, name="study_districts"),
    path("desk/network/study/<int:number>/download/", studies.study_workbook, name="study_workbook"),
    path("desk/network/study/<int:number>/terms/download/", studies.study_file, name="study_file"),
    path("desk/network/study/<int:number>/<slug:table>/download/", studies.study_csv, name="study_csv"),
    path("desk/network/study/<int:number>/frontier/", studies.study_frontier, name="study_frontier"),
    path("desk/network/study/<int:number>/money/", studies.study_money, name="study_money"),
    path("desk/network/study/<int:number>/sheets/", sheets.study_sheets, name="study_sheets"),
    path("desk/network/study/<int:number>/sheets/<str:code>/", sheets.study_sheet, name="study_sheet"),
    path("network/", adoption.network_public, name="network_public"),
]
