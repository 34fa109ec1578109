from django.apps import AppConfig


class ExchangeRoom(AppConfig):
    name = "wakimizu.apps.exchange"
    label = "exchange"
