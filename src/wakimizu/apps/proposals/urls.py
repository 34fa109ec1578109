"""Addresses of the proposals room."""

from django.urls import URLPattern, path

from wakimizu.apps.proposals import measuring, public, views

urlpatterns = [
    path("desk/proposals/", views.proposals, name="proposals"),
    path("desk/proposals/new/", views.new, name="proposal_new"),
    path("desk/proposals/download/", views.workbook, name="proposals_workbook"),
    path("desk/proposal/<int:number>/", views.proposal, name="proposal_desk"),
    path("desk/proposal/<int:number>/change/", views.change, name="proposal_change"),
    path("desk/proposal/<int:number>/<slug:name>/", views.act, name="proposal_act"),
    path("desk/question/<int:number>/", views.reply, name="question_reply"),
    path("desk/measures/", measuring.measures, name="measures"),
    path("desk/measures/new/", measuring.new, name="measure_new"),
    path("desk/measure/<int:number>/", measuring.measure, name="measure_desk"),
    path("desk/measure/<int:number>/change/", measuring.change, name="measure_change"),
    path("desk/measure/<int:number>/close/", measuring.close, name="measure_close"),
    path("desk/measure/<int:number>/<slug:name>/", measuring.act, name="measure_act"),
    path("desk/milestone/<int:number>/", measuring.milestone, name="milestone_reach"),
    path("desk/milestone/<int:number>/change/", measuring.milestone_change, name="milestone_change"),
    path("proposals/", public.proposals, name="proposals_public"),
    path("proposals/<int:number>/", public.proposal, name="proposal"),
    path("measures/<int:number>/", public.measure, name="measure"),
]

without_language: list[URLPattern] = []  # open data: exchange/opendata
