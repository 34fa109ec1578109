from django.apps import AppConfig


class ExchangeRoom(AppConfig):
    name = "wakimizu.apps.exchange"
    label = "exchange"

    def ready(self) -> None:
        from wakimizu.apps.exchange.open311 import door
        from wakimizu.shared.views import machines_read

        machines_read(door.PREFIX, door.refusal)
