from django.apps import AppConfig


class Shared(AppConfig):
    name = "wakimizu.shared"
    label = "shared"
