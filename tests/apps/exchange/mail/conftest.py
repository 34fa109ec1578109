from collections.abc import Iterator

import pytest

from tests.apps.exchange.mail.sink import Sink


@pytest.fixture
def sink(settings, town) -> Iterator[Sink]:
    """The city's mail server; the walker over the seals listens already."""
    from tests.apps.exchange.mail.mail_scenes import listening

    with Sink() as server:
        settings.MAIL_FROM, settings.MAIL_HOST = "koe@city.example", "127.0.0.1"
        settings.MAIL_PORT, settings.MAIL_TLS, settings.ADDRESS = server.port, "none", "https://koe.city.example"
        listening()
        yield server
