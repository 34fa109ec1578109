"""What a telephone that was offline sends: once, however often; kept there when it cannot be taken."""

import json
import re
import secrets

import pytest

from tests.apps.community.community_scenes import LIAISON, PLANNER, typed, visit_of
from tests.apps.voices.scenes import MY_NUMBER
from wakimizu.apps.city.models import User
from wakimizu.apps.community.models import Visit, VisitVoice
from wakimizu.apps.voices.models import Voice


def note(kind="visit", values=None, **more):
    values = {name: value for name, value in typed().items() if name != "sending"} if values is None else values
    return {"kind": kind, "key": secrets.token_hex(16), "values": values, **more}


def heard(**more):
    return note("voice", {"text": "街灯が暗い", "district": "43991-01"}, **more)


def send(browser, draft, language="/en"):
    return browser.post(f"{language}/notes/send/", json.dumps(draft), content_type="application/json").json()


def test_a_meeting_then_a_voice_heard_there(town):
    browser, meeting = town.browser(*LIAISON), note()
    answer = send(browser, meeting)
    assert answer == {"fate": "kept", "url": f"/en/desk/visit/{Visit.objects.get().pk}/"}
    answer = send(browser, heard(visit=meeting["key"]))
    voice = Voice.objects.get()
    assert answer == {"fate": "kept", "receipt": voice.receipt, "url": f"/en/desk/voice/{voice.pk}/"}
    assert VisitVoice.objects.get().visit == Visit.objects.get()
    assert voice.channel == "meeting"


@pytest.mark.parametrize("make", [note, heard])
def test_sent_twice_is_kept_once_with_the_same_answer(town, make):
    browser, draft = town.browser(*LIAISON), make()
    assert send(browser, draft) == send(browser, draft)
    assert Visit.objects.count() + Voice.objects.count() == 1


def test_a_voice_of_a_meeting_sent_twice_is_heard_once(town):
    browser, meeting = town.browser(*LIAISON), note()
    send(browser, meeting)
    voice = heard(visit=meeting["key"])
    assert send(browser, voice) == send(browser, voice)
    assert VisitVoice.objects.count() == 1


def test_who_is_signed_out_is_told_and_nothing_is_kept(town):
    assert send(town.browser(), note()) == {"fate": "signed_out"}
    assert town.browser().get("/notes/send/").json() == {"fate": "signed_out"}
    assert not Visit.objects.exists()


def test_who_is_signed_in_gets_the_forms_token(town):
    answer = town.browser(*LIAISON).get("/notes/send/").json()
    assert answer["fate"] == "ready"
    assert answer["token"]
    assert town.browser("hq", "hq-road").get("/notes/send/").json()["fate"] == "not_allowed"


def test_without_the_token_nothing_is_taken(town):
    strict = town.browser(*LIAISON, enforce_csrf_checks=True)
    answer = strict.post("/notes/send/", json.dumps(note()), content_type="application/json")
    assert answer.status_code == 403
    token = strict.get("/notes/send/").json()["token"]
    answer = strict.post(
        "/notes/send/", json.dumps(note()), content_type="application/json", headers={"x-csrftoken": token}
    )
    assert answer.json()["fate"] == "kept"


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        (dict(typed(), begins="20:00", ends="19:00"), "ends", "It cannot end before it begins."),
        (dict(typed(), minutes=MY_NUMBER), "minutes", "My Number"),
        (dict(typed(), title=""), "title", "Please fill this in."),
        (dict(typed(), day=["2026-11-20"]), "day", "Please fill this in."),
        (dict(typed(), districts="43991-01"), "districts", "Please fill this in."),
        ({}, "title", "Please fill this in."),
    ],
)
def test_a_note_that_cannot_be_taken_says_why(town, values, field, sentence):
    answer = send(town.browser(*LIAISON), note(values=values))
    assert answer["fate"] == "refused"
    assert any(sentence in line for line in answer["errors"][field])
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "draft", [[], "x", {}, {"kind": "visit", "values": []}, {"kind": "visit", "key": 7, "values": {}}]
)
def test_what_is_no_note_is_refused_and_breaks_nothing(town, draft):
    assert send(town.browser(*LIAISON), draft)["fate"] == "refused"


def test_a_mended_note_keeps_its_key(town):
    browser, draft = town.browser(*LIAISON), note(values=dict(typed(), ends="19:00", begins="20:00"))
    assert send(browser, draft)["fate"] == "refused"
    draft["values"]["ends"] = "21:00"
    assert send(browser, draft)["fate"] == "kept"


def test_a_voice_whose_meeting_is_not_there_waits(town):
    answer = send(town.browser(*LIAISON), heard(visit=secrets.token_hex(16)))
    assert answer["fate"] == "refused"
    assert not Voice.objects.exists()


def test_another_wards_meeting_takes_no_voice(town):
    meeting = note()
    send(town.browser(*LIAISON), meeting)
    answer = send(town.browser("planner", "w-shimo-machi"), heard(visit=meeting["key"]))
    assert answer["fate"] == "refused"
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    ("make", "more", "field"),
    [
        (note, {"minutes": "街灯\ud800の話"}, "minutes"),  # half of a character
        (note, {"districts": ["43991-01", "\udfff"]}, "districts"),
        (heard, {"text": "街灯\ud83dが暗い"}, "text"),
    ],
)
def test_words_that_no_database_takes_are_refused_at_their_field(town, make, more, field):
    draft = make()
    draft["values"] |= more
    answer = send(town.browser(*LIAISON), draft)
    assert answer["fate"] == "refused"
    assert "Please type it again." in answer["errors"][field][0]
    assert not Visit.objects.exists()
    assert not Voice.objects.exists()


@pytest.mark.parametrize("meeting", ["\ud800", "\0", "x" * 32, 7, ["a"]])
def test_a_meetings_key_that_is_none_is_no_fault_of_ours(town, meeting):
    answer = send(town.browser(*LIAISON), heard(visit=meeting))
    assert answer == {"fate": "refused", "errors": {"": ["Its meeting has not arrived yet. Send that first."]}}


def test_who_sends_it_went(town):
    draft = note()
    draft["values"]["went"] = [str(town.posts[PLANNER].pk)]  # of a page that was kept before
    send(town.browser(*LIAISON), draft)
    assert list(Visit.objects.get().went.all()) == [town.posts[LIAISON]]


def test_who_lacks_a_second_factor_is_led_to_it(town, settings):
    """The page takes being led elsewhere for being signed out, and keeps the note."""
    settings.MFA_REQUIRED_FOR_STAFF = True
    browser = town.browser(*LIAISON)
    assert browser.get("/notes/send/").status_code == 302
    assert browser.post("/notes/send/", json.dumps(note()), content_type="application/json").status_code == 302
    assert not Visit.objects.exists()


@pytest.mark.parametrize("address", ["/desk/visits/offline/", "/desk/visit/{}/voice/"])
def test_no_browser_fills_in_its_owner_for_who_spoke(town, address):
    page = town.browser(*LIAISON).get(address.format(visit_of(town).pk)).content.decode()
    for name in ("name", "email", "phone"):
        field = re.search(rf'<input[^>]* name="{name}"[^>]*>', page)
        assert field and 'autocomplete="off"' in field[0]


def test_the_page_that_is_kept_names_nobody(town):
    page = town.browser(*LIAISON).get("/desk/visits/offline/").content.decode()
    assert "上区" in page  # the names of districts are on it
    for user in User.objects.all():
        assert user.name not in page
        assert user.email not in page
    assert 'data-worker="/desk/visits/offline/worker.js"' in page
    worker = town.browser(*LIAISON).get("/desk/visits/offline/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
