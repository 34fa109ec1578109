from django.apps import AppConfig


class ServicesRoom(AppConfig):
    name = "wakimizu.apps.services"
    label = "services"

    def ready(self) -> None:
        from wakimizu.apps.services import checks  # noqa: F401
