from django.apps import AppConfig


class MonitoringRoom(AppConfig):
    name = "wakimizu.apps.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        from wakimizu.apps.monitoring import checks  # noqa: F401
