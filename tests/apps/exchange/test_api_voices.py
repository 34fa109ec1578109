"""Voices, needs and answers by machine: from a note to an answer that everyone behind it has."""

import pytest
from django.core.cache import caches

from tests.apps.exchange.machines import Machine, machine
from tests.apps.voices.scenes import kami_voice
from wakimizu.apps.exchange.models import Replay
from wakimizu.apps.voices import acts
from wakimizu.apps.voices.models import Need, Voice

NOTE = {"text": "家の前の道路が陥没しています", "channel": "counter", "district": "43991-01"}


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


@pytest.fixture
def planner(town):
    return machine(town)


def test_a_voice_goes_from_a_note_to_a_published_answer(town, planner):
    noted = planner.post("/voices", {**NOTE, "text": "公園の電灯が切れています"}).json()
    raised = planner.post(
        f"/voices/{noted['id']}/raise",
        {
            "title": "桜校区：公園の電灯", "topic": "other", "sphere": "city", "lead": "w-kami-machi", "due": "2030-01-31",
        },
    ).json()  # fmt: skip
    assert (raised["kind"], raised["state"]) == ("need", "assigned")
    need = f"/needs/{raised['id']}"
    assert planner.get(need).json()["possible"] == ["draft", "support", "assign", "extend", "merge", "remark"]
    drafted = planner.post(f"{need}/draft", {"ending": "solved", "text": "電球を替えました。"})
    assert drafted.status_code == 200, drafted.content
    assert planner.post(f"{need}/submit").json()["state"] == "approval"
    assert planner.post(f"{need}/approve").status_code == 403
    mayor = machine(town, "mayor", "w-kami")
    assert mayor.post(f"{need}/approve").json()["state"] == "answered"
    followed = Machine(town).post("/public/follow", {"receipt": noted["receipt"]}).json()
    assert followed["state"] == "answered"
    assert [answer["ending"] for answer in followed["answers"]] == ["solved"]
    again = Machine(town).post("/public/reopen", {"receipt": noted["receipt"], "because": "まだ暗いです"})
    assert again.json()["state"] == "sorted"
    assert planner.get(need).json()["state"] == "assigned"


def test_a_resident_says_something_without_a_key(town):
    said = Machine(town).post("/public/voices", {"text": NOTE["text"], "district": "43991-01"})
    assert said.status_code == 201
    voice = Voice.objects.get(pk=said.json()["id"])
    assert (voice.channel, voice.office.code, voice.noted_by_id) == ("web", "hq-road", None)


def test_the_same_sending_of_a_resident_is_one_voice(town):
    caller = Machine(town)
    one, two = [caller.post("/public/voices", {"text": NOTE["text"]}, name="sending-of-mine") for _n in range(2)]
    assert one.json() == two.json() and Voice.objects.count() == 1


def test_a_list_goes_on_after_its_cursor(town, planner):
    numbers = [kami_voice(town).pk for _voice in range(5)]
    first = planner.get("/voices", limit=2).json()
    second = planner.get("/voices", limit=2, after=first["next"]).json()
    last = planner.get("/voices", limit=2, after=second["next"]).json()
    pages = [[item["id"] for item in page["items"]] for page in (first, second, last)]
    assert pages == [numbers[:2:-1], numbers[2:0:-1], numbers[:1]]
    assert last["next"] is None


def test_a_list_asks_the_database_the_same_number_of_times_however_long(town, planner, django_assert_max_num_queries):
    for _voice in range(20):
        kami_voice(town)
    with django_assert_max_num_queries(6):
        planner.get("/voices", limit=200)


def test_a_post_sees_its_own_ward_only(town, planner):
    voice = kami_voice(town)
    other = machine(town, "planner", "w-shimo-machi")
    assert planner.get(f"/voices/{voice.pk}").status_code == 200
    assert other.get(f"/voices/{voice.pk}").status_code == 403
    assert other.get("/voices").json()["items"] == []
    assert machine(town, "auditor", "hq-seisaku").get("/voices").status_code == 403


def test_the_neighbours_rows_are_not_there(town, tonari, planner):
    from wakimizu.shared.scoping import in_city

    with in_city(tonari.city.pk):
        voice = tonari.say("道が暗い")
    assert planner.get(f"/voices/{voice.pk}").status_code == 404


def test_every_act_of_the_screens_is_an_address(planner):
    paths = planner.get("/openapi.json").json()["paths"]
    for plural, table in (
        ("voices", [*acts.VOICE_ACTS, *acts.TAKING_ACTS]),
        ("needs", acts.NEED_ACTS),
        ("parts", acts.PART_ACTS),
    ):
        for act in table:
            assert "post" in paths[f"/api/v1/{plural}/{{number}}/{act.name}"]


def test_a_form_says_which_field_and_what_to_do(town, planner):
    voice = kami_voice(town)
    body = {"title": "道", "topic": "nothing", "sphere": "city", "lead": "nowhere", "due": "2030-01-31"}
    said = planner.post(f"/voices/{voice.pk}/raise", body)
    assert said.status_code == 422
    assert {fault["field"] for fault in said.json()["errors"]} == {"topic", "lead"}
    assert not Need.objects.exists()


def test_an_act_that_its_state_does_not_allow_is_a_conflict(town, planner):
    voice = kami_voice(town)
    assert planner.post(f"/voices/{voice.pk}/restore").status_code == 409


def test_contact_details_are_read_with_a_reason_that_is_recorded(town, planner):
    noted = planner.post("/voices", {**NOTE, "text": "公園が暗い", "name": "水 湧子", "phone": "0961234567"}).json()
    address = f"/voices/{noted['id']}/contact"
    assert planner.post(address, {}).status_code == 422
    details = planner.post(address, {"because": "場所を聞くため"}, name="who-is-it").json()
    assert (details["name"], details["phone"]) == ("水 湧子", "0961234567")
    assert not Replay.objects.filter(name="who-is-it").exists(), "nothing is kept that an erasure would miss"
    history = planner.get(f"/voices/{noted['id']}").json()["history"]
    assert any("Contact details were read" in each["what"] for each in history)
