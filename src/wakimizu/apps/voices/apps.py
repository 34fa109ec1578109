from django.apps import AppConfig


class VoicesRoom(AppConfig):
    name = "wakimizu.apps.voices"
    label = "voices"

    def ready(self) -> None:
        from wakimizu.apps.ledger.registry import receipts_proved_by, rows_begin_with
        from wakimizu.apps.voices import checks  # noqa: F401
        from wakimizu.apps.voices.imports.steps import work
        from wakimizu.apps.voices.learning.models import LanguageModel
        from wakimizu.apps.voices.learning.training import do_training
        from wakimizu.apps.voices.models import TakingIn
        from wakimizu.apps.voices.queries import proof_of
        from wakimizu.shared.jobs import does

        rows_begin_with(
            "receive_voice",
            "voices.Voice",
            digest=lambda voice: None if voice.erased_at else voice.digest(voice.text),
            columns=("salt", "text", "erased_at"),
        )
        receipts_proved_by(proof_of)
        does(TakingIn, work)
        does(LanguageModel, do_training)
