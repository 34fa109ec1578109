"""Addresses of deliberations. None holds an invitation's code or a browser's token."""

from django.urls import URLPattern, path

from wakimizu.apps.community.deliberation import desk, public

urlpatterns: list[URLPattern] = [
    path("desk/deliberations/", desk.deliberations, name="deliberations"),
    path("desk/deliberations/new/", desk.new, name="deliberation_new"),
    path("desk/deliberation/<slug:key>/", desk.deliberation, name="deliberation_desk"),
    path("desk/deliberation/<slug:key>/change/", desk.change, name="deliberation_change"),
    path("desk/deliberation/<slug:key>/invite/", desk.invite, name="deliberation_invite"),
    path("desk/deliberation/<slug:key>/act/<slug:name>/", desk.act, name="deliberation_act"),
    path("desk/deliberation/<slug:key>/accept/<int:number>/", desk.accept, name="statement_accept"),
    path("desk/deliberation/<slug:key>/reject/<int:number>/", desk.reject, name="statement_reject"),
    path("desk/deliberation/<slug:key>/<slug:kind>/download/", desk.download, name="deliberation_file"),
    path("deliberate/", public.questions, name="deliberations_public"),
    path("deliberate/<slug:key>/", public.question, name="deliberation"),
    path("deliberate/<slug:key>/vote/<int:number>/", public.vote, name="deliberation_vote"),
    path("deliberate/<slug:key>/say/", public.say, name="deliberation_say"),
    path("deliberate/<slug:key>/code/", public.enter, name="deliberation_code"),
]
