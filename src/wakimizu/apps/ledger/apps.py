from django.apps import AppConfig


class Ledger(AppConfig):
    name = "wakimizu.apps.ledger"
    label = "ledger"
