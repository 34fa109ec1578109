"""What the tests of mail do again and again with the cast."""

from datetime import datetime
from typing import Any

from tests.apps.voices.scenes import kami_voice
from tests.cast import Town
from wakimizu.apps.exchange.mail import sending
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.voices.operations import PersonalDetails

HANAKO = "hanako@mail.example"


def listening() -> None:
    """The walker has looked once: from now on it hears what is sealed."""
    sending.ask(datetime.now().astimezone())


def voice_by_mail(town: Town, text: str = "公園の街灯が消えています", email: str = HANAKO, **more: Any) -> Any:
    """A voice of someone who agreed to be written to."""
    contact = PersonalDetails(name="山田花子", email=email)
    return kami_voice(town, text, **{"contact": contact, "by_mail": True, **more})


def asked() -> int:
    """What happened is sealed, and the out-box filled from it."""
    now = datetime.now().astimezone()
    while seal_entries(now):
        pass
    return sending.ask(now)


def sent() -> int:
    asked()
    return sending.send(datetime.now().astimezone())
