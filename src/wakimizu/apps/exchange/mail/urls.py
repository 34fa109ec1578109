"""Addresses of mail."""

from django.urls import path

from wakimizu.apps.exchange.mail import views

urlpatterns = [
    path("mail/stop/<int:number>/<slug:signature>/", views.mail_stop, name="mail_stop"),
]
