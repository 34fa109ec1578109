from django.apps import AppConfig


class NetworkRoom(AppConfig):
    name = "wakimizu.apps.network"
    label = "network"
