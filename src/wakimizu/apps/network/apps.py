from django.apps import AppConfig


class NetworkRoom(AppConfig):
    name = "wakimizu.apps.network"
    label = "network"

    def ready(self) -> None:
        from wakimizu.apps.network import checks, tasks  # noqa: F401
        from wakimizu.apps.network.models import Study
        from wakimizu.shared.jobs import does

        does(Study, tasks.study_offices)
