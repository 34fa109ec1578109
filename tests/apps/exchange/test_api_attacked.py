"""The door of the API pushed at: each push gets its status, a sentence in the language asked for, and leaves nothing."""

import json

import pytest
from django.core.cache import caches
from django.test import Client

from tests.apps.exchange.machines import Machine, machine, secret_of
from tests.apps.exchange.test_api_door import NOTE, problem_of
from tests.apps.ledger.test_sealing import in_threads
from tests.apps.voices.scenes import kami_voice
from tests.cast import build_wakimizu
from wakimizu.apps.exchange.models import Replay
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.models import Voice
from wakimizu.shared.scoping import in_city

ROOM = "/voices"


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


def in_japanese(sentence):
    return any("ぁ" <= letter <= "ん" for letter in sentence)


def raw(caller, content, kind="application/json", **headers):
    sent = {**caller.headers, "idempotency-key": "push-at-it-1", **headers}
    return caller.browser.post(f"/api/v1{ROOM}", content, content_type=kind, headers=sent)


DEEP = "[" * 200_000
BODIES = [  # content, its type, the status
    (DEEP, "application/json", 400),
    ('{"text": ' * 50_000, "application/json", 400),
    ('{"text": "x", "lat": ' + "9" * 5_000 + "}", "application/json", 400),
    ('{"text": "道路の穴", "channel": "counter", "lat": NaN}', "application/json", 422),
    ('{"text": "道路の穴", "channel": "counter", "lat": 1e400}', "application/json", 422),
    (b"\x80abc", "application/json", 400),
    ("text=a&channel=counter", "application/x-www-form-urlencoded", 415),
    (json.dumps(NOTE), "text/plain", 415),
    (json.dumps(NOTE), "", 415),
    (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
    ("", "application/json", 422),
    ("null", "application/json", 422),
]


@pytest.mark.parametrize(("content", "kind", "status"), BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_no_body_is_refused_in_both_languages(town, content, kind, status):
    caller = machine(town)
    entries = Entry.objects.count()
    said = [problem_of(raw(caller, content, kind, **{"accept-language": each}), status) for each in ("ja", "en")]
    assert [in_japanese(each["detail"]) for each in said] == [True, False]
    assert not Voice.objects.exists() and not Replay.objects.exists() and Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("body", "field", "sentence"),
    [
        ({"channel": "counter"}, "text", "missing"),
        ({**NOTE, "text": 5}, "text", "Give text."),
        ({**NOTE, "channel": "pigeon"}, "channel", "Give one of these: 'counter'"),
        ({**NOTE, "lat": "33"}, "lat", "Give a number."),
        ({**NOTE, "lat": 900.0}, "lat", "50.0 or less"),
        ({**NOTE, "may_publish": "yes"}, "may_publish", "Give true or false."),
        ({**NOTE, "pigeon": 1}, "pigeon", "cannot be given here"),
    ],
)
def test_what_is_wrong_with_a_field_is_said_in_the_language_asked_for(town, body, field, sentence):
    secret = secret_of(town, "planner", "w-kami-machi")
    said = [Machine(town, secret, language).post(ROOM, body).json()["errors"] for language in ("ja", "en")]
    assert [each[0]["field"] for each in said] == [field] * 2
    assert sentence in said[1][0]["sentence"]
    assert [in_japanese(each[0]["sentence"]) for each in said] == [True, False]


@pytest.mark.parametrize("cursor", ["zzzzzzzzzzzzzzzz", "0", "1"])
def test_a_cursor_of_ones_own_making_shows_nothing_else(town, tonari, cursor):
    kami_voice(town)
    with in_city(tonari.city.pk):
        tonari.say("泉の道が暗いです")
    caller = machine(town)
    ids = {each["id"] for each in caller.get(ROOM).json()["items"]}
    for path in (ROOM, "/needs", "/offices", "/people-in-cells", "/areas"):
        page = caller.get(path, after=cursor)
        assert page.status_code == 200, page.content
    assert {each["id"] for each in caller.get(ROOM, after=cursor).json()["items"]} <= ids


@pytest.mark.parametrize("cursor", ["-1", "1.5", "A", "", "٣", "a b", "0" * 17, "\0"])
def test_what_is_no_cursor_is_refused_at_its_field(town, cursor):
    said = problem_of(machine(town).get(ROOM, after=cursor), 422)
    assert [each["field"] for each in said["errors"]] == ["after"]


def test_a_key_is_of_one_city_whatever_the_host_says(town, tonari):
    secret = secret_of(town, "planner", "w-kami-machi")
    for host in (f"{tonari.city.host}.localhost", f"{tonari.city.host}.localhost:80"):
        answer = Client(headers={"host": host}).get("/api/v1/me", headers={"authorization": f"Bearer {secret}"})
        problem_of(answer, 401)


def test_a_host_that_is_not_ours_is_a_problem_too(town):
    answer = Client(headers={"host": "evil.example"}).get("/api/v1/public/needs", headers={"accept-language": "en"})
    assert not in_japanese(problem_of(answer, 400)["detail"])


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head"])
def test_a_method_that_an_address_does_not_take_names_those_it_takes(town, method):
    caller = machine(town)
    sent = {**caller.headers, "idempotency-key": "push-at-it-2"}
    answer = getattr(caller.browser, method)(f"/api/v1{ROOM}", headers=sent)
    assert (answer.status_code, answer["allow"]) == (405, "GET, POST")
    if method != "head":
        assert f"does not take {method.upper()}" in problem_of(answer, 405)["detail"]


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*;q=0", "nonsense"])
def test_whatever_is_accepted_json_comes(town, accept):
    caller = machine(town)
    answer = caller.browser.get("/api/v1/me", headers={**caller.headers, "accept": accept})
    assert (answer.status_code, answer["content-type"]) == (200, "application/json; charset=utf-8")


@pytest.mark.parametrize("language", ["xx", "de, *;q=0.1", "en;q=nonsense", "x" * 500, "\xff"])
def test_a_language_that_nobody_speaks_is_no_fault(town, language):
    answer = machine(town, language=language).get("/nothing/here")
    assert problem_of(answer, 404)["detail"]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer \xff\xfe", "Basic YTpi", "Bearer " + "k" * 5000, "wk_x"]
)
def test_a_header_without_a_real_key_opens_nothing(town, header):
    caller = Machine(town)
    caller.headers["authorization"] = header
    problem_of(caller.get("/me"), 401)


def test_a_fault_of_ours_is_told_in_the_language_asked_for_and_hides_what_it_was(town, monkeypatch):
    from wakimizu.apps.exchange.api.rooms import voices

    def breaks(*_given, **_more):
        raise RuntimeError("secret words")

    monkeypatch.setattr(voices, "listed", breaks)
    said = [problem_of(machine(town, language=each).get(ROOM), 500) for each in ("ja", "en")]
    assert "secret" not in str(said) and [in_japanese(each["detail"]) for each in said] == [True, False]


def test_a_write_that_is_sent_four_times_at_once_is_done_once(own_database):
    made = build_wakimizu()
    with in_city(made.city.pk):
        callers = [Machine(made, secret_of(made, "planner", "w-kami-machi"))] * 4
    answers = []
    in_threads(*(lambda c=caller: answers.append(c.post(ROOM, NOTE, name="all-at-once")) for caller in callers))
    assert [each.status_code for each in answers] == [201] * 4
    assert len({each.content for each in answers}) == 1
    assert sorted(each.get("idempotency-replayed", "") for each in answers) == ["", "true", "true", "true"]
    with in_city(made.city.pk):
        assert Voice.objects.count() == 1


def test_two_writes_at_once_under_one_name_are_not_mixed_up(own_database):
    made = build_wakimizu()
    with in_city(made.city.pk):
        caller = Machine(made, secret_of(made, "planner", "w-kami-machi"))
    answers = []
    bodies = [NOTE, {**NOTE, "text": "公園の電灯が切れています"}]
    in_threads(*(lambda b=body: answers.append(caller.post(ROOM, b, name="all-at-once")) for body in bodies))
    assert sorted(each.status_code for each in answers) == [201, 422]
    with in_city(made.city.pk):
        assert Voice.objects.count() == 1
