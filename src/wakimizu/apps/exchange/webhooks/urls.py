"""Addresses of webhooks."""

from django.urls import path

from wakimizu.apps.exchange.webhooks import views

urlpatterns = [
    path("desk/webhooks/", views.webhooks, name="webhooks"),
    path("desk/webhooks/<int:number>/", views.webhook, name="webhook"),
    path("desk/webhooks/<int:number>/test/", views.webhook_test, name="webhook_test"),
    path("desk/webhooks/<int:number>/restart/", views.webhook_restart, name="webhook_restart"),
    path("desk/webhooks/<int:number>/end/", views.webhook_end, name="webhook_end"),
    path("desk/webhooks/messages/<int:number>/again/", views.message_again, name="message_again"),
]
