"""The Python client: made from the document, typed, and good for a whole day's work against a live server."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import HTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.db import connections

from clients.python import wakimizu_client as client
from scripts import client as maker
from tests.apps.exchange.machines import secret_of
from tests.cast import Town, build_wakimizu
from wakimizu.apps.voices.models import Voice
from wakimizu.config.wsgi import application
from wakimizu.shared.scoping import in_city

ROOT = Path(__file__).resolve().parents[3]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        """Nothing: what is asked for stays between the two."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request, address):
        super().process_request_thread(request, address)
        connections.close_all()


@pytest.fixture
def served(own_database) -> Iterator[tuple[Town, str]]:
    town = build_wakimizu()
    server = _Server(("127.0.0.1", 0), _Quiet)
    assert isinstance(server, HTTPServer)
    server.set_app(application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with in_city(town.city.pk):
        yield town, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_it_is_as_the_document_says_now():
    assert maker.formatted(maker.written(maker.document())) == maker.TARGET.read_text(), "run ./wakimizu client"


def test_it_is_typed_throughout():
    mypy = [Path(sys.executable).parent / "mypy", "--strict", "--config-file", "", str(maker.TARGET)]
    done = subprocess.run(mypy, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_it_notes_lists_and_acts(served):
    town, address = served
    city = client.Wakimizu(address, secret_of(town, "planner", "w-kami-machi"), language="en")
    noted = [
        city.note_voice({"text": f"公園の電灯 {n} が暗い", "channel": "phone", "district": "43991-01"})
        for n in range(3)
    ]
    assert [voice["id"] for voice in city.every(city.voices, limit=2)] == [each["id"] for each in reversed(noted)]
    body = {"title": "公園の電灯", "topic": "other", "sphere": "city", "lead": "w-kami-machi", "due": "2030-01-31"}
    raised = city.raise_voice(noted[0]["id"], body)
    assert city.need(raised["id"])["title"] == "公園の電灯"


def test_a_write_that_is_repeated_is_done_once(served):
    town, address = served
    city = client.Wakimizu(address, secret_of(town, "planner", "w-kami-machi"))
    sent = [city.note_voice({"text": "公園が暗い", "channel": "phone"}, name="restarted-1") for _n in range(2)]
    assert sent[0] == sent[1] and Voice.objects.count() == 1


def test_a_refusal_says_what_to_do(served):
    town, address = served
    city = client.Wakimizu(address, secret_of(town, "planner", "w-kami-machi"), language="en")
    with pytest.raises(client.Problem) as refused:
        city.note_voice({"text": "あ", "channel": "phone"})
    assert refused.value.status == 422 and refused.value.errors[0]["field"] == "text"
    with pytest.raises(client.Problem) as unknown:
        client.Wakimizu(address).voices()
    assert unknown.value.status == 401
