"""Addresses of surveys. None holds an invitation's code."""

from django.urls import URLPattern, path

from wakimizu.apps.monitoring.surveys import desk, public

urlpatterns: list[URLPattern] = [
    path("desk/surveys/", desk.surveys, name="surveys"),
    path("desk/surveys/new/", desk.survey_new, name="survey_new"),
    path("desk/survey/<slug:code>/", desk.survey, name="survey"),
    path("desk/survey/<slug:code>/change/", desk.survey_change, name="survey_change"),
    path("desk/survey/<slug:code>/invite/", desk.survey_invite, name="survey_invite"),
    path("desk/survey/<slug:code>/withdraw/<int:number>/", desk.survey_withdraw, name="survey_withdraw"),
    path("desk/survey/<slug:code>/sheet/", desk.survey_sheet, name="survey_sheet"),
    path("desk/survey/<slug:code>/import/", desk.survey_paper, name="survey_paper"),
    path("desk/survey/<slug:code>/act/<slug:name>/", desk.survey_act, name="survey_act"),
    path("desk/survey/<slug:code>/<slug:kind>/download/", desk.survey_file, name="survey_file"),
    path("survey/", public.enter, name="survey_enter"),
    path("survey/<slug:code>/", public.answer, name="survey_answer"),
    path("survey/<slug:code>/thanks/", public.thanks, name="survey_thanks"),
    path("surveys/", public.surveys_public, name="surveys_public"),
    path("surveys/<slug:code>/", public.survey_public, name="survey_public"),
]
without_language: list[URLPattern] = [
    path("opendata/surveys/<slug:code>.csv", public.survey_csv, name="survey_csv"),
]
