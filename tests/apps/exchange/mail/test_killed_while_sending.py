"""kill -9 between the mail server's "kept" and our own note: nothing is lost, and what goes out again is the same message."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.db import connections
from django.utils import timezone

from tests.apps.exchange.mail.mail_scenes import asked, listening, voice_by_mail
from tests.apps.exchange.mail.sink import Sink
from tests.cast import build_wakimizu
from wakimizu.apps.exchange.mail import sending
from wakimizu.apps.exchange.mail.models import Mail
from wakimizu.shared.scoping import in_city

CHILD = """
import django, time; django.setup()
from django.conf import settings
from django.utils import timezone
settings.MAIL_FROM, settings.MAIL_HOST, settings.MAIL_PORT, settings.MAIL_TLS = "koe@city.example", "127.0.0.1", {port}, "none"
from wakimizu.apps.exchange.mail import operations, sending
operations.note_sent = lambda actor, mail: time.sleep(600)
sending.send(timezone.now())
"""


def test_killed_while_sending(own_database, settings):
    town = build_wakimizu()
    with Sink() as sink, in_city(town.city.pk):
        settings.MAIL_FROM, settings.MAIL_HOST = "koe@city.example", "127.0.0.1"
        settings.MAIL_PORT, settings.MAIL_TLS = sink.port, "none"
        listening()
        for n in range(3):
            voice_by_mail(town, email=f"{n}@mail.example")
        asked()
        name = Path(connections.settings["default"]["NAME"]).name.removesuffix(".sqlite3")
        environment = {**os.environ, "DATABASE_URL": own_database.url(name)}
        child = subprocess.Popen([sys.executable, "-c", CHILD.format(port=sink.port)], env=environment)
        assert sink.arrived.wait(120)
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert len(sink.kept) == 1
        assert set(Mail.objects.values_list("state", flat=True)) == {"waiting"}
        later = timezone.now() + sending.CLAIMED + timedelta(minutes=1)
        assert sending.send(later) == 3
        numbers = [str(message["Message-ID"]) for message in sink.messages]
        assert len(numbers) == 4 and len(set(numbers)) == 3
