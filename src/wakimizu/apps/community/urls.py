"""Addresses of the community room."""

from django.urls import path

from wakimizu.apps.community.views import cases, offline, partners, public, visits

urlpatterns = [
    path("desk/visits/", visits.visits, name="visits"),
    path("desk/visits/new/", visits.new, name="visit_new"),
    path("desk/visits/gaps/", visits.gaps, name="visit_gaps"),
    path("desk/visits/download/", visits.download, name="visits_download"),
    path("desk/visits/offline/", offline.page, name="visits_offline"),
    path("desk/visits/offline/worker.js", offline.worker, name="visits_worker"),
    path("desk/visit/<int:number>/", visits.visit, name="visit"),
    path("desk/visit/<int:number>/change/", visits.change, name="visit_change"),
    path("desk/visit/<int:number>/voice/", visits.hear, name="visit_voice"),
    path("desk/partners/", partners.partners, name="partners"),
    path("desk/partners/new/", partners.new, name="partner_new"),
    path("desk/partners/import/", partners.files_in, name="partners_import"),
    path("desk/partners/download/", partners.download, name="partners_download"),
    path("desk/partner/<int:number>/", partners.partner, name="partner"),
    path("desk/partner/<int:number>/change/", partners.change, name="partner_change"),
    path("desk/partner/<int:number>/contact/", partners.contact, name="partner_contact"),
    path("desk/partner/<int:number>/erase/", partners.erase, name="partner_erase"),
    path("desk/cases/", cases.cases, name="cases"),
    path("desk/cases/new/", cases.case_new, name="case_new"),
    path("desk/case/<int:number>/", cases.case, name="case"),
    path("desk/case/<int:number>/change/", cases.case_change, name="case_change"),
    path("desk/lent/", cases.grants, name="grants"),
    path("desk/lent/new/", cases.grant_new, name="grant_new"),
    path("desk/lent/download/", cases.grants_download, name="grants_download"),
    path("desk/lent/<int:number>/back/", cases.grant_back, name="grant_back"),
    path("desk/help/need/<int:number>/", cases.help_new, name="help_new"),
    path("desk/help/<int:number>/end/", cases.help_end, name="help_end"),
    path("notes/send/", offline.send, name="visits_send"),
    path("districts/", public.districts, name="districts_public"),
    path("districts/<str:code>/", public.district, name="district_public"),
]

without_language = [path("visit-photo/<int:number>/", visits.photo, name="visit_photo")]
