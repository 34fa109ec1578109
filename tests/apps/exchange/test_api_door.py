"""Who comes in by the API, how often, and that a write sent twice is done once."""

import json
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from tests.apps.exchange.machines import Machine, key_of, machine, secret_of
from wakimizu.apps.exchange import door_limits as limits
from wakimizu.apps.exchange.models import Key, Replay
from wakimizu.apps.exchange.operations import end_key
from wakimizu.apps.exchange.tasks import forget_replays
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.models import Voice

NOTE = {"text": "家の前の道路が陥没しています", "channel": "counter"}
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


def problem_of(response, status):
    assert (response.status_code, response["content-type"]) == (status, PROBLEM), response.content
    said = json.loads(response.content)
    assert said["status"] == status and said["title"] and said["detail"]
    return said


def test_a_key_acts_in_the_post_of_who_made_it(town):
    me = machine(town).get("/me").json()
    assert (me["post"]["role"], me["post"]["office"], me["ward"]) == ("planner", "w-kami-machi", "43991")


def test_without_a_key_only_what_residents_do_is_open(town):
    stranger = Machine(town)
    said = problem_of(stranger.get("/voices"), 401)
    assert "Bearer" in said["detail"]
    assert stranger.get("/voices")["www-authenticate"].startswith("Bearer")
    assert stranger.get("/public/needs").status_code == 200


def test_an_unknown_key_is_refused_everywhere(town):
    problem_of(Machine(town, "wk_nobody").get("/public/needs"), 401)


def test_a_key_that_was_ended_or_is_over_opens_nothing(town):
    secret = secret_of(town, "planner", "w-kami-machi")
    caller = Machine(town, secret)
    assert caller.get("/me").status_code == 200
    end_key(town.actor("planner", "w-kami-machi"), key=key_of(secret))
    problem_of(caller.get("/me"), 401)
    late = secret_of(town, "planner", "w-kami-machi")
    Key.objects.filter(pk=key_of(late).pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "ended" in problem_of(Machine(town, late).get("/me"), 401)["detail"]


def test_a_key_ends_with_the_post_it_acts_in(town):
    caller = machine(town)
    post = town.posts["planner", "w-kami-machi"]
    post.valid_to = timezone.localdate()
    post.save()
    problem_of(caller.get("/me"), 401)


def test_a_key_opens_only_its_own_city(town, tonari):
    secret = secret_of(town, "planner", "w-kami-machi")
    problem_of(Machine(tonari, secret).get("/me"), 401)


def test_scopes_leave_out_what_the_post_might_do(town):
    reader = machine(town, scopes=["voices:read"])
    assert reader.get("/voices").status_code == 200
    assert "voices:write" in problem_of(reader.post("/voices", NOTE), 403)["detail"]
    problem_of(reader.get("/me"), 403)
    assert not Voice.objects.exists()


def test_a_browser_that_is_signed_in_cannot_be_made_to_act(town):
    browser = town.browser("planner", "w-kami-machi")
    response = browser.post("/api/v1/voices", json.dumps(NOTE), content_type="application/json")
    problem_of(response, 401)


def test_a_write_without_an_idempotency_key_is_refused(town):
    caller = machine(town)
    for name in ("", "short", "x" * 81, "キーキーキーキー"):
        assert "Idempotency-Key" in problem_of(caller.post("/voices", NOTE, name=name), 400)["detail"]
    assert not Voice.objects.exists()


def test_the_same_write_again_is_answered_alike_and_done_once(town):
    caller = machine(town)
    first = caller.post("/voices", NOTE, name="once-only-1")
    entries = Entry.objects.count()
    again = caller.post("/voices", NOTE, name="once-only-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json() and again["idempotency-replayed"] == "true"
    assert (Voice.objects.count(), Entry.objects.count()) == (1, entries)


def test_an_idempotency_key_for_something_else_is_refused(town):
    caller = machine(town)
    caller.post("/voices", NOTE, name="once-only-2")
    problem_of(caller.post("/voices", {**NOTE, "text": "別のことです"}, name="once-only-2"), 422)
    assert Voice.objects.count() == 1


def test_what_was_refused_may_be_sent_again_under_its_name(town):
    caller = machine(town)
    problem_of(caller.post("/voices", {**NOTE, "text": "あ"}, name="once-only-3"), 422)
    assert not Replay.objects.exists()
    assert caller.post("/voices", NOTE, name="once-only-3").status_code == 201


def test_two_keys_may_use_the_same_name(town):
    one, other = machine(town), machine(town)
    for caller in (one, other):
        assert caller.post("/voices", NOTE, name="once-only-4").status_code == 201
    assert Voice.objects.count() == 2


def test_a_kept_answer_lies_sealed(town):
    caller = machine(town)
    receipt = caller.post("/voices", NOTE, name="once-only-5").json()["receipt"]
    assert receipt.encode() not in bytes(Replay.objects.get().answer)


def test_a_name_is_free_again_after_a_day(town):
    caller = machine(town)
    caller.post("/voices", NOTE, name="once-only-6")
    Replay.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    assert caller.post("/voices", {**NOTE, "text": "公園の電灯が切れています"}, name="once-only-6").status_code == 201


def test_the_timer_forgets_what_was_kept_for_a_day(town):
    machine(town).post("/voices", NOTE, name="once-only-7")
    assert forget_replays(timezone.now()) == 0
    assert forget_replays(timezone.now() + timedelta(days=1, minutes=1)) == 1


def test_calls_beyond_the_limit_wait_for_the_next_minute(town, monkeypatch):
    monkeypatch.setattr(limits, "BY_KEY", 2)
    caller = machine(town)
    assert [caller.get("/me").status_code for _call in range(2)] == [200, 200]
    refused = caller.get("/me")
    problem_of(refused, 429)
    assert refused["retry-after"] == "60"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("{", 400),
        ("[1]", 422),
        ('"text"', 422),
        (json.dumps({**NOTE, "unknown": 1}), 422),
        (json.dumps({**NOTE, "text": 5}), 422),
        ('{"text": "\\ud800\\ud800\\ud800", "channel": "counter"}', 422),
        (json.dumps({**NOTE, "text": "あ\0い"}), 422),
        (json.dumps({**NOTE, "text": "道" * 5000}), 422),
        (json.dumps({**NOTE, "lat": "33"}), 422),
        (json.dumps({**NOTE, "channel": "pigeon"}), 422),
        (json.dumps({**NOTE, "text": "私のマイナンバーは 123456789018 です"}), 422),
        ("text=道路".encode("cp932"), 400),
        (b"\xff\xfe\x00", 400),
    ],
)
def test_a_body_that_cannot_be_taken_leaves_no_trace(town, content, status):
    entries = Entry.objects.count()
    caller = machine(town)
    entries += 1  # the key's own
    problem_of(caller.post("/voices", content), status)
    assert not Voice.objects.exists() and not Replay.objects.exists()
    assert Entry.objects.count() == entries


def test_a_body_that_is_too_large_is_refused_unread(town):
    problem_of(machine(town).post("/voices", json.dumps({**NOTE, "text": "a" * (5 * 1024 * 1024)})), 413)


def test_unknown_addresses_and_methods_are_problems_too(town):
    problem_of(machine(town).get("/nothing/here"), 404)
    refused = machine(town).browser.put("/api/v1/public/needs", headers={"accept-language": "en"})
    problem_of(refused, 405)
    assert "GET" in refused["allow"]


def test_sentences_come_in_the_language_asked_for(town):
    ja = problem_of(machine(town, language="ja").get("/nothing/here"), 404)["detail"]
    en = problem_of(machine(town).get("/nothing/here"), 404)["detail"]
    assert ja != en and en.isascii()
