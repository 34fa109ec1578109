from django.apps import AppConfig


class ExchangeRoom(AppConfig):
    name = "wakimizu.apps.exchange"
    label = "exchange"

    def ready(self) -> None:
        from wakimizu.apps.exchange.open311 import door
        from wakimizu.shared.problems import speaks

        speaks(door.PREFIX, door.refusal)
