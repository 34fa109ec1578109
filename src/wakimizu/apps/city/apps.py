from django.apps import AppConfig


class CityRoom(AppConfig):
    name = "wakimizu.apps.city"
    label = "city"

    def ready(self) -> None:
        from wakimizu.apps.city import checks  # noqa: F401
