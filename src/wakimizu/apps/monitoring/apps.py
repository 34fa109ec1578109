from django.apps import AppConfig


class MonitoringRoom(AppConfig):
    name = "wakimizu.apps.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        from wakimizu.apps.monitoring import checks, scans  # noqa: F401
        from wakimizu.apps.monitoring.models import Scan
        from wakimizu.shared.jobs import does

        does(Scan, scans.do_scan)
