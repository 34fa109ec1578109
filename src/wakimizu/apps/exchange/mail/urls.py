"""Addresses of mail."""

from django.urls import path

from wakimizu.apps.exchange.mail import views

urlpatterns = [
    path("desk/mails/", views.outbox, name="mails"),
    path("desk/mails/wish/", views.mail_wish, name="mail_wish"),
    path("desk/mails/<int:number>/", views.mail_shown, name="mail_shown"),
    path("desk/mails/<int:number>/html/", views.mail_html, name="mail_html"),
    path("desk/mails/wording/", views.wordings, name="mail_wordings"),
    path("desk/mails/wording/<slug:kind>/<slug:language>/", views.wording, name="mail_wording"),
    path("desk/mails/wording/<slug:kind>/<slug:language>/preview/", views.preview, name="mail_preview"),
    path("desk/mails/wording/<slug:kind>/<slug:language>/ours/", views.ours, name="mail_ours"),
    path("mail/stop/<int:number>/<slug:signature>/", views.mail_stop, name="mail_stop"),
]
