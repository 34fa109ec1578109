from django.apps import AppConfig


class ServicesRoom(AppConfig):
    name = "wakimizu.apps.services"
    label = "services"
