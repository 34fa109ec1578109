from django.apps import AppConfig


class SharingRoom(AppConfig):
    name = "wakimizu.apps.sharing"
    label = "sharing"
