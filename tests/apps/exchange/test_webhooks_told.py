"""Webhooks: told once sealed, signed, again until taken, and never anything that is not public."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.apps.exchange.receiver import receiving
from tests.apps.voices.scenes import answered, kami_voice, need_of
from tests.cast import NOW
from wakimizu.apps.exchange.webhooks import operations, signing, tasks
from wakimizu.apps.exchange.webhooks.events import EVENTS
from wakimizu.apps.exchange.webhooks.models import Message, Subscription, Try
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.voices.operations import publish_voice
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

SECRET = signing.new_secret()
IT = ("it", "hq-seisaku")


@pytest.fixture
def anywhere(settings):
    settings.WEBHOOKS_ANYWHERE = True


def subscribed(town, url, events=tuple(EVENTS), **more):
    facts = {"name": "道路課の掲示板", "root": "https://city.example.jp", "secret": SECRET, **more}
    made = operations.subscribe(town.actor(*IT), post=town.posts[IT], url=url, events=list(events), **facts)
    tasks.note_new(NOW)  # the reader comes for the first time
    return made


def pass_on(seconds=60):
    seal_entries(NOW + timedelta(seconds=seconds))
    return tasks.tell(NOW + timedelta(seconds=seconds))


def test_an_answered_need_is_told_signed_and_without_words(town, anywhere):
    with receiving() as receiver:
        subscribed(town, receiver.url, ["need.answered"])
        need = need_of(town)
        answer = answered(town, need, until=None)
        assert pass_on() == 1
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert told["type"] == "need.answered"
    assert told["data"]["object"] == {
        "type": "need",
        "id": need.pk,
        "url": f"https://city.example.jp/answers/{need.pk}/",
    }
    assert told["data"]["ending"] == "solved" and told["data"]["office"] == "w-kami-machi"
    assert answer.text not in body.decode() and need.title not in body.decode()
    assert headers["webhook-id"] == f"msg_{told['data']['entry']}"
    signed = signing.signature(SECRET, headers["webhook-id"], int(headers["webhook-timestamp"]), body)
    assert headers["webhook-signature"] == signed
    message = Message.objects.get()
    assert (message.state, [each.status for each in message.tries.all()]) == ("delivered", [204])


def test_the_check_in_the_documentation_takes_ours_and_nothing_else(town, anywhere):
    text = (Path(__file__).resolve().parents[3] / "docs" / "webhooks.md").read_text()
    known: dict = {}
    exec(text.split("```python\n")[1].split("```")[0], known)  # noqa: S102  our own words
    with receiving() as receiver:
        operations.send_test(town.actor(*IT), subscription=subscribed(town, receiver.url))
        tasks.tell(NOW)
    ((headers, body),) = receiver.got
    assert known["is_ours"](SECRET, headers, body)
    assert not known["is_ours"](SECRET, headers, body + b" ")
    assert not known["is_ours"](signing.new_secret(), headers, body)
    assert not known["is_ours"](SECRET, {**headers, "webhook-timestamp": "1700000000"}, body)


def test_nothing_is_told_before_it_is_sealed(town, anywhere):
    with receiving() as receiver:
        subscribed(town, receiver.url)
        need_of(town)
        assert tasks.tell(NOW) == 0
        assert pass_on() == 1
    assert [json.loads(body)["type"] for _headers, body in receiver.got] == ["need.raised"]


def test_what_is_not_public_is_told_to_nobody(town, anywhere):
    with receiving() as receiver:
        subscribed(town, receiver.url)
        kami_voice(town)
        need = need_of(town)
        type(need).objects.filter(pk=need.pk).update(public=False)
        assert pass_on() == 0
    assert receiver.got == []


def test_a_published_voice_is_told_by_codes_only(town, anywhere):
    with receiving() as receiver:
        subscribed(town, receiver.url, ["voice.published"])
        voice = kami_voice(town, may_publish=True)
        publish_voice(town.actor("planner", "w-kami-machi"), voice=voice, text="街灯が暗い")
        pass_on()
    told = json.loads(receiver.got[0][1])
    assert told["data"]["district"] == "43991-01" and told["data"]["office"] == "w-kami-machi"
    assert "街灯" not in receiver.got[0][1].decode() and voice.receipt not in receiver.got[0][1].decode()


def test_only_events_that_were_chosen_and_came_after(town, anywhere):
    with receiving() as receiver:
        need_of(town)
        subscribed(town, receiver.url, ["need.answered"])
        need_of(town)
        assert pass_on() == 0


def test_an_entry_is_one_message_however_often_it_is_read(town, anywhere):
    from wakimizu.apps.exchange.models import Reached

    with receiving() as receiver:
        subscribed(town, receiver.url)
        need_of(town)
        pass_on()
        Reached.objects.update(seal=0)  # as after a crash before the place was kept
        assert tasks.tell(NOW + timedelta(seconds=90)) == 0
    assert len(receiver.got) == 1


def test_a_message_that_fails_is_tried_again_and_is_the_same(town, anywhere):
    with receiving(status=503) as receiver:
        subscribed(town, receiver.url)
        need_of(town)
        assert pass_on() == 0
        message = Message.objects.get()
        assert message.next_at == NOW + timedelta(seconds=65)
        assert tasks.tell(NOW + timedelta(seconds=64)) == 0 and len(receiver.got) == 1
        receiver.status = 200
        assert tasks.tell(NOW + timedelta(seconds=66)) == 1
    (first, then) = receiver.got
    assert first[1] == then[1] and first[0]["webhook-id"] == then[0]["webhook-id"]
    assert Subscription.objects.get().failing_since is None


def test_it_is_given_up_after_all_waits_and_can_be_sent_again(town, anywhere):
    with receiving(status=500) as receiver:
        subscribed(town, receiver.url)
        need_of(town)
        pass_on()
        at = NOW + timedelta(seconds=60)
        for wait in tasks.WAITS:
            at += wait
            tasks.tell(at)
        message = Message.objects.get()
        assert (message.state, message.next_at, message.tries.count()) == ("given_up", None, 8)
        receiver.status = 200
        operations.send_again(town.actor(*IT, at=at), message=message)
        assert tasks.tell(at) == 1


def test_days_of_failures_stop_it_and_stand_on_the_desk_of_it(town, anywhere):
    with receiving(status=500) as receiver:
        subscription = subscribed(town, receiver.url)
        need_of(town)
        pass_on()
        message = Message.objects.get()
        late = NOW + timedelta(days=3, minutes=2)
        operations.send_again(town.actor(*IT, at=late), message=message)
        tasks.tell(late)
        subscription.refresh_from_db()
        assert subscription.stopped_at == late
        assert f"/desk/webhooks/{subscription.pk}/" in town.browser(*IT).get("/desk/posts/").content.decode()
        with pytest.raises(WrongState):
            operations.send_again(town.actor(*IT), message=message)
        receiver.status = 200
        operations.restart_subscription(town.actor(*IT), subscription=subscription)
        assert tasks.tell(late + timedelta(seconds=6)) == 1


def test_a_process_that_dies_while_it_sends_leaves_the_message_to_the_next(town, anywhere, monkeypatch):
    with receiving() as receiver:
        subscribed(town, receiver.url)
        need_of(town)
        seal_entries(NOW)
        tasks.note_new(NOW)
        tasks._claimed(NOW)  # and then it is killed
        assert tasks.tell(NOW + timedelta(seconds=60)) == 0
        assert tasks.tell(NOW + tasks.LEASE) == 1


def test_a_slow_or_broken_address_holds_up_no_other(town, anywhere):
    with receiving() as receiver:
        subscribed(town, "http://127.0.0.1:9/nobody")
        subscribed(town, receiver.url)
        need_of(town)
        assert pass_on() == 1
    assert Try.objects.filter(fault="connection").count() == 1


def test_a_redirect_is_not_followed(town, anywhere):
    with receiving() as elsewhere, receiving(status=302, location=elsewhere.url) as receiver:
        subscribed(town, receiver.url)
        need_of(town)
        assert pass_on() == 0
    assert len(receiver.got) == 1 and elsewhere.got == []


def test_a_test_says_nothing_but_that_it_is_one(town, anywhere):
    with receiving() as receiver:
        message = operations.send_test(town.actor(*IT), subscription=subscribed(town, receiver.url))
        assert tasks.tell(NOW) == 1
    assert json.loads(receiver.got[0][1])["type"] == "test"
    assert receiver.got[0][0]["webhook-id"] == f"test_{message.pk}"


def test_what_has_ended_is_told_no_more(town, anywhere):
    with receiving() as receiver:
        subscription = subscribed(town, receiver.url)
        need_of(town)
        seal_entries(NOW)
        tasks.note_new(NOW)
        operations.end_subscription(town.actor(*IT), subscription=subscription)
        assert tasks.tell(NOW + timedelta(seconds=9)) == 0
        with pytest.raises(WrongState):
            operations.end_subscription(town.actor(*IT), subscription=subscription)


def test_another_city_is_told_of_its_own_only(town, tonari, anywhere):
    from wakimizu.shared.scoping import in_city

    with receiving() as receiver:
        subscribed(town, receiver.url)
        with in_city(tonari.city.pk):
            voice = tonari.say("街灯が暗い", district=tonari.areas["43981-01"])
            need_of(tonari, voice, by=tonari.actor("planner", "w-higashi-machi"), lead="w-higashi-machi")
        assert pass_on() == 0


@pytest.mark.parametrize("who", [("planner", "w-kami-machi"), ("auditor", "hq-seisaku"), ("mayor", "w-kami")])
def test_only_it_adds_one(town, anywhere, who):
    with pytest.raises(NotPermitted):
        operations.subscribe(
            town.actor(*who), post=town.posts[who], name="x", url="https://example.com/", events=["need.raised"], root="", secret=SECRET,
        )  # fmt: skip


def test_a_secret_is_kept_sealed_and_shown_once(town, anywhere):
    browser = town.browser(*IT)
    with receiving() as receiver:
        form = {"name": "掲示板", "url": receiver.url, "events": ["need.raised"]}
        shown = browser.post("/desk/webhooks/", form).content.decode()
    (row,) = Subscription.objects.all()
    secret = shown.split('class="key">')[1].split("<")[0]
    assert secret.startswith("whsec_") and tasks._secret(row) == secret
    assert secret.encode() not in bytes(row.sealed) and secret not in browser.get("/desk/webhooks/").content.decode()


def test_the_log_shows_each_try(town, anywhere, english):
    with receiving(status=503) as receiver:
        subscription = subscribed(town, receiver.url)
        need_of(town)
        pass_on()
    page = town.browser(*IT).get(f"/en/desk/webhooks/{subscription.pk}/").content.decode()
    assert "503" in page and "Send again" in page and "next try" in page
    read_only = town.browser("auditor", "hq-seisaku").get(f"/en/desk/webhooks/{subscription.pk}/").content.decode()
    assert "503" in read_only and "Send again" not in read_only


@pytest.mark.parametrize("facts", [{"events": []}, {"events": ["need.raised", "everything"]}, {"name": " "}])
def test_what_is_missing_is_said(town, anywhere, facts):
    with pytest.raises(BadInput):
        subscribed(town, "http://127.0.0.1:9/", **facts)
