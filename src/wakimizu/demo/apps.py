from django.apps import AppConfig


class Demo(AppConfig):
    name = "wakimizu.demo"
    label = "demo"
