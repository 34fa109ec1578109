"""Addresses of the budget."""

from django.urls import URLPattern, path

from wakimizu.apps.proposals.budget import choosing, desk, files, lines, public

urlpatterns: list[URLPattern] = [
    path("desk/budget/", desk.rounds, name="budget"),
    path("desk/budget/new/", desk.round_new, name="budget_new"),
    path("desk/budget/import/", files.files_in, name="budget_import"),
    path("desk/budget/<int:number>/", desk.one_round, name="budget_round"),
    path("desk/budget/<int:number>/lines/", lines.lines, name="budget_lines"),
    path("desk/budget/<int:number>/decides/", desk.who_decides, name="budget_decides"),
    path("desk/budget/<int:number>/portfolio/", choosing.portfolio, name="budget_portfolio"),
    path("desk/budget/<int:number>/request/", lines.line_new, name="budget_request"),
    path("desk/budget/<int:number>/ceilings/", desk.ceilings, name="budget_ceilings"),
    path("desk/budget/<int:number>/assess/", choosing.assess, name="budget_assess"),
    path("desk/budget/<int:number>/step/<slug:step>/", desk.step, name="budget_step"),
    path("desk/budget/<int:number>/<slug:kind>/download/", files.files_out, name="budget_download"),
    path("desk/budget/line/<int:number>/", lines.line, name="budget_line"),
    path("desk/budget/line/<int:number>/change/", lines.line_change, name="budget_line_change"),
    path("desk/budget/line/<int:number>/drop/", lines.line_drop, name="budget_line_drop"),
    path("desk/budget/line/<int:number>/spend/", lines.spend, name="budget_spend"),
    path("desk/budget/spending/<int:number>/back/", lines.take_back, name="budget_take_back"),
    path("budget/", public.budget, name="budget_public"),
    path("budget/<int:number>/", public.budget, name="budget_public_round"),
]
without_language: list[URLPattern] = [
    path("opendata/budget/<int:number>.csv", public.budget_csv, name="budget_csv"),
]
