from django.apps import AppConfig


class CommunityRoom(AppConfig):
    name = "wakimizu.apps.community"
    label = "community"

    def ready(self) -> None:
        from wakimizu.apps.ledger.registry import rows_begin_with

        rows_begin_with("note_visit", "community.Visit")
