"""The in-box by IMAP, and a mail server's pipe: each mail once, marked when it is kept, flagged when it is not taken."""

import io
import sys

import pytest
from django.core.management import call_command

from tests.apps.exchange.mail.box import Box
from tests.apps.exchange.mail.letterbox import letter
from tests.cast import NOW
from wakimizu.apps.exchange.mail import fetching, receiving
from wakimizu.apps.exchange.mail.models import Taken
from wakimizu.apps.voices.models import Voice

pytestmark = pytest.mark.usefixtures("sink")


@pytest.fixture
def opened(settings):
    """A function that opens a box with these messages for the city."""
    boxes = []

    def open_box(*messages):
        box = Box(*messages).__enter__()
        boxes.append(box)
        settings.MAIL_IN_HOST, settings.MAIL_IN_PORT, settings.MAIL_IN_TLS = "127.0.0.1", box.port, "none"
        settings.MAIL_IN_USER, settings.MAIL_IN_PASSWORD = "koe", "x"
        return box

    yield open_box
    for box in boxes:
        box.__exit__()


def test_what_is_unread_is_taken_and_marked(town, opened):
    box = opened(letter("一つ目の街灯").as_bytes(), letter("安い薬", X_Spam_Flag="YES").as_bytes())
    assert fetching.fetch(NOW) == 2
    assert Voice.objects.count() == 1
    assert box.flags == {1: r"(\Seen)", 2: r"(\Seen \Flagged)"}
    assert fetching.fetch(NOW) == 0


def test_killed_before_the_mark_a_mail_is_taken_again_and_known(town, opened):
    box = opened(letter("街灯").as_bytes())
    fetching.fetch(NOW)
    box.flags.clear()
    assert fetching.fetch(NOW) == 1
    assert Voice.objects.count() == Taken.objects.count() == 1 and box.flags == {1: r"(\Seen)"}


def test_one_that_is_too_large_is_fetched_only_in_part_and_flagged(town, opened, monkeypatch):
    for module in (fetching, receiving):
        monkeypatch.setattr(module, "MOST_OCTETS", 2000)
    box = opened(letter("あ" * 3000).as_bytes())
    fetching.fetch(NOW)
    assert Taken.objects.get().fate == "too_large" and box.flags == {1: r"(\Seen \Flagged)"}


def test_a_box_that_does_not_answer_holds_up_nothing(town, settings):
    settings.MAIL_IN_HOST, settings.MAIL_IN_PORT, settings.MAIL_IN_TLS = "127.0.0.1", 1, "none"
    assert fetching.fetch(NOW) == 0


def test_without_a_box_nothing_is_asked(town, settings):
    settings.MAIL_IN_HOST = ""
    assert fetching.fetch(NOW) == 0


class Piped:
    def __init__(self, octets):
        self.buffer = io.BytesIO(octets)


def test_a_mail_server_hands_a_message_over(town, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Piped(letter("街灯").as_bytes()))
    said = io.StringIO()
    call_command("mail", "take", stdout=said)
    assert said.getvalue().strip() == "voice" and Voice.objects.count() == 1


def test_on_a_fault_the_mail_server_is_asked_to_come_again(town, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Piped(letter("街灯").as_bytes()))
    with pytest.raises(SystemExit) as ended:
        call_command("mail", "take", "--city", "nowhere", stderr=io.StringIO())
    assert ended.value.code == 75 and not Voice.objects.exists()
