from django.apps import AppConfig


class ProposalsRoom(AppConfig):
    name = "wakimizu.apps.proposals"
    label = "proposals"
