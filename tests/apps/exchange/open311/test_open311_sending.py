"""What a client sends becomes a voice as any resident's: once, with its contact locked away, and nothing of it given back."""

from tests.apps.exchange.open311.clients import POTHOLE, kept, key_of, send, texts
from wakimizu.apps.exchange.models import ServiceRequest
from wakimizu.apps.voices.models import Voice


def test_a_form_becomes_a_voice_received_as_from_a_resident(town):
    secret, key = key_of(town)
    answer = send(town.browser(), secret)
    voice, request = Voice.objects.get(), ServiceRequest.objects.get()
    assert answer.status_code == 200, answer.content.decode()
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert texts(answer, "request/service_request_id") == [request.number]
    assert (voice.text, voice.channel, voice.topic.code) == (POTHOLE["description"], "open311", "road")
    assert (voice.district.code, voice.noted_by, request.voice, request.key) == ("43991-01", None, voice, key)
    assert voice.receipt not in answer.content.decode()


def test_the_same_form_twice_is_one_voice(town):
    secret, _key = key_of(town)
    first, again = send(town.browser(), secret), send(town.browser(), secret)
    assert first.content == again.content
    assert kept()[0] == 1
