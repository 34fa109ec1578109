from django.apps import AppConfig


class MonitoringRoom(AppConfig):
    name = "wakimizu.apps.monitoring"
    label = "monitoring"
