from django.apps import AppConfig


class Pages(AppConfig):
    name = "wakimizu.pages"
    label = "pages"
