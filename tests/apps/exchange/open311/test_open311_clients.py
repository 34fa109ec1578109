"""Other clients work unchanged against a live server: a Perl client that reads XML only, and the Python client `three`.

`three` was written for Python 2, whose `itertools` had an `ifilter`; that name is lent to it, its code is its own. It speaks JSON
here: its XML reader needs what Python 3.9 took away.
"""

import itertools
import shutil
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.utils import timezone

from tests.apps.exchange.open311.open311_clients import key_of
from tests.apps.voices.pictures import jpeg
from tests.apps.voices.scenes import answered, need_of
from tests.cast import build_tonari, build_wakimizu
from wakimizu.apps.exchange.models import ServiceRequest
from wakimizu.apps.voices.models import Photo, Voice
from wakimizu.apps.voices.operations import publish_voice
from wakimizu.shared.scoping import in_city

PERL = shutil.which("perl")
CLIENT = Path(__file__).with_name("georeport.pl")


class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass


class Live:
    """A city of the cast behind a real port."""

    def __init__(self, town, port):
        self.town, self.url = town, f"http://127.0.0.1:{port}/open311/v2"
        self.secret, self.key = key_of(town)

    def perl(self, *words, jurisdiction="wakimizu"):
        command = [PERL, CLIENT, self.url, jurisdiction, *words]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)

    def read(self, *words, **more):
        """What the Perl client read: (path, text) pairs."""
        done = self.perl(*words, **more)
        assert done.returncode == 0, done.stderr
        return [tuple(line.split("=", 1)) for line in done.stdout.splitlines()]

    def three(self):
        return three_of_python_2().Three(self.url, api_key=self.secret, jurisdiction="43999")


def three_of_python_2():
    itertools.ifilter = filter
    try:
        import three
    finally:
        del itertools.ifilter
    return three


@pytest.fixture
def live(own_database):
    town = build_wakimizu()
    build_tonari()
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.daemon_threads = True
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        with in_city(town.city.pk):
            yield Live(town, server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def published_and_answered(town, voice, **more):
    """The office raises a need of a voice, publishes it and answers."""
    now = timezone.now()
    planner = town.actor("planner", "w-kami-machi", now)
    Voice.objects.filter(pk=voice.pk).update(may_publish=True, office=town.offices["w-kami-machi"])
    voice.refresh_from_db()
    need = need_of(town, voice, by=planner, due=(now + timedelta(days=9)).date())
    publish_voice(planner, voice=voice, text="公園前の <道路> & 歩道")
    answered(town, need, at=now, **more)


@pytest.mark.skipif(PERL is None, reason="no perl here: apt-get install perl")
class TestPerl:
    def test_it_reads_the_services_and_what_each_asks(self, live):
        read = live.read("services")
        assert [text for path, text in read if path == "services.service.service_code"] == ["road", "waste", "other"]
        assert ("services.service.metadata", "true") in read
        asked = live.read("service", "road")
        assert ("service_definition.service_code", "road") in asked
        assert ("service_definition.attributes.attribute.values.value.key", "43991-01") in asked

    def test_it_sends_with_its_key_and_follows_without_it(self, live):
        said = [
            "service_code=road",
            "description=桜公園の前の道路が陥没しています & <危険>",
            "lat=33.001",
            "long=131.001",
        ]
        done = live.perl("send", live.secret, *said, "email=sato@example.jp", "attribute[may_publish]=yes")
        assert done.returncode == 0, done.stderr
        number = done.stdout.strip()
        voice = ServiceRequest.objects.get(number=number).voice
        assert voice.text == "桜公園の前の道路が陥没しています & <危険>"
        row = dict(live.read("request", number))
        assert row["service_requests.request.status"] == "open"
        assert row["service_requests.request.description"] == ""
        assert ("service_requests", "") in live.read("requests")

        published_and_answered(live.town, voice, ending="cannot_because", text="県道です。\n県に伝えました。")
        row = dict(live.read("requests", f"service_request_id={number}"))
        assert row["service_requests.request.status"] == "closed"
        assert row["service_requests.request.description"] == "公園前の <道路> & 歩道"
        assert "県道です。\\n県に伝えました。" in row["service_requests.request.status_notes"]
        assert row["service_requests.request.agency_responsible"] == "上区まちづくり推進課"
        assert ("service_requests.request.service_request_id", number) in live.read("requests", "status=closed")
        assert live.read("requests", "status=open") == [("service_requests", "")]

    def test_it_hears_why_nothing_was_taken(self, live):
        done = live.perl("send", "wk_unknown", "service_code=road", "description=道路")
        assert done.returncode != 0
        assert done.stderr.startswith("403: ")
        assert live.perl("services", jurisdiction="nowhere").stderr.startswith("404: ")
        assert not Voice.objects.exists()

    def test_one_installation_answers_for_several_jurisdictions(self, live):
        read = live.read("services", jurisdiction="tonari")
        assert [text for path, text in read if path == "services.service.service_code"] == ["other"]


class TestThree:
    def test_it_discovers_services_and_their_questions(self, live):
        client = live.three()
        assert client.discovery()["endpoints"][0]["url"] == live.url
        assert [each["service_code"] for each in client.services()] == ["road", "waste", "other"]
        assert client.services("waste")["service_code"] == "waste"

    def test_it_sends_a_photo_and_reads_its_request_and_its_token(self, live, tmp_path):
        (tmp_path / "hole.jpg").write_bytes(jpeg())
        with (tmp_path / "hole.jpg").open("rb") as photo:
            [sent] = live.three().post(
                "road",
                address="桜公園の前",
                name="佐藤 はな",
                phone="096-000-0000",
                description="道路の陥没",
                media=photo,
            )
        number = sent["service_request_id"]
        voice = ServiceRequest.objects.get(number=number).voice
        assert (voice.text, voice.place) == ("道路の陥没", "桜公園の前")
        assert Photo.objects.filter(voice=voice).count() == 1
        client = live.three()
        assert client.token(number) == [{"service_request_id": number, "token": number}]
        [row] = client.request(number)
        assert (row["service_request_id"], row["status"], row["description"]) == (number, "open", None)

    def test_it_filters(self, live):
        client = live.three()
        [sent] = client.post("road", description="道路の陥没", address_string="桜")
        voice = ServiceRequest.objects.get(number=sent["service_request_id"]).voice
        assert client.requests() == []
        published_and_answered(live.town, voice)
        today = timezone.localdate()
        days = f"{today - timedelta(days=3):%m-%d-%Y}", f"{today + timedelta(days=2):%m-%d-%Y}"
        assert [row["status"] for row in client.requests("road", between=days)] == ["closed"]
        assert client.requests("waste", between=days) == []
        assert client.requests(start="01-01-2020", end="02-01-2020", count=10) == []
        assert client.requests("nothing")[0]["code"] == 404
