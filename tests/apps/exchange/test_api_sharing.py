"""Notices, consultations and meetings by machine, each from its beginning to its end."""

import pytest
from django.core.cache import caches

from tests.apps.exchange.machines import machine
from tests.apps.sharing.sharing_scenes import asked_about, called, sent, service, with_rules
from wakimizu.apps.sharing.models import Notice
from wakimizu.apps.sharing.operations.notices import deliver_notice

NOTICE = {
    "happening": "campaign",
    "title": "窓口の時間が変わります",
    "text": "四月から十七時までです。",
    "effective": "2030-01-29",
}
MEETING = {
    "kind": "mayors",
    "title": "区長会議",
    "day": "2030-01-15",
    "begins": "13:00",
    "ends": "15:00",
    "also": ["w-kami"],
}


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


@pytest.fixture
def head(town):
    return machine(town, "hq_head", "hq-road")


@pytest.fixture
def planner(town):
    return machine(town)


def test_a_notice_is_sent_asked_about_and_corrected(town, head, planner):
    with_rules(town)
    made = head.post("/notices", NOTICE)
    assert made.status_code == 200, made.content
    notice = f"/notices/{made.json()['id']}"
    assert "w-kami-machi" in {each["office"] for each in planner.get(notice).json()["addressees"]}
    assert planner.post(f"{notice}/ask", {"text": "土曜もですか"}).status_code == 200
    question = planner.get(notice).json()["questions"][0]["id"]
    assert planner.post(f"/notice-questions/{question}/reply", {"text": "はい"}).status_code == 403
    assert head.post(f"/notice-questions/{question}/reply", {"text": "はい"}).status_code == 200
    assert head.post(f"{notice}/correct", NOTICE).status_code == 409
    deliver_notice(town.system(), notice=Notice.objects.get())
    newer = head.post(f"{notice}/correct", {**NOTICE, "title": "訂正"}).json()
    assert head.get(notice).json()["state"] == "corrected"
    assert head.get(f"/notices/{newer['id']}").json()["corrects"] == made.json()["id"]
    assert head.post(f"{notice}/withdraw", {"because": "誤り"}).status_code == 409


def test_an_office_says_that_it_knows_and_somebody_that_they_read(town, planner):
    row = sent(with_rules(town))
    seen = planner.get(f"/notices/{row.pk}").json()
    assert (seen["unread"], seen["read"]) == (True, 0)
    assert planner.post(f"/notices/{row.pk}/read").status_code == 200
    assert planner.get(f"/notices/{row.pk}").json()["read"] == 1
    own = next(each["id"] for each in seen["addressees"] if each["office"] == "w-kami-machi")
    assert own in planner.get("/sharing-waiting").json()["acknowledge"]
    assert planner.post(f"/addressees/{own}/acknowledge").status_code == 200
    assert planner.post(f"/addressees/{own}/acknowledge").status_code == 409
    other = next(each["id"] for each in seen["addressees"] if each["office"] == "w-shimo-machi")
    assert planner.post(f"/addressees/{other}/acknowledge").status_code == 403


def test_a_question_to_wards_is_answered_responded_to_and_settled(town, head, planner):
    body = {
        "title": "開庁時間", "about": "office", "text": "一時間早める。", "answer_by": "2030-01-10",
        "also": ["w-kami-machi"],
    }  # fmt: skip
    made = head.post("/consultations", body).json()
    asked = f"/consultations/{made['id']}"
    assert planner.post("/consultations", body).status_code == 403
    assert head.post(f"{asked}/settle", {"outcome": "proposed", "text": "実施"}).status_code == 409
    said = planner.post(f"{asked}/answer", {"office": "w-kami-machi", "stance": "if", "text": "人手が要ります"}).json()
    assert machine(town, "planner", "w-shimo-machi").post(f"{asked}/answer", {
        "office": "w-shimo-machi", "stance": "agree",
    }).status_code == 403  # fmt: skip
    assert head.post(f"/opinions/{said['id']}/respond", {"taken": "up", "text": "応援を出します"}).status_code == 200
    assert head.post(f"{asked}/settle", {"outcome": "proposed", "text": "実施"}).json()["state"] == "settled"
    sheet = planner.get(asked).json()
    assert (sheet["asked"], sheet["opinions"][0]["taken"]) == ([{"office": "w-kami-machi", "answered": True}], "up")


def test_wards_are_asked_about_a_standard(town, head):
    number = service(town).pk
    body = {
        "title": "補修の受付", "text": "十五分に", "answer_by": "2030-01-10", "also": ["w-kami-machi"],
        "valid_from": "2030-04-01", "wait_minutes": 15, "levels": {"ward_office": "full"},
    }  # fmt: skip
    made = head.post(f"/services/{number}/consultation", body)
    assert made.status_code == 200, made.content
    asked = f"/consultations/{made.json()['id']}"
    assert {"name": "Wait at most, minutes", "now": "–", "proposed": "15"} in head.get(asked).json()["changes"]
    assert head.get(asked).json()["terms"]["levels"]["ward_office"] == "full"


def test_a_ripe_standard_takes_effect_as_changed(town, head):
    row = asked_about(town)
    type(row).objects.filter(pk=row.pk).update(answer_by="2026-11-25")
    asked = f"/consultations/{row.pk}"
    changed = {"valid_from": "2030-05-01", "wait_minutes": 20, "levels": {"ward_office": "full"}}
    assert head.post(f"{asked}/settle", {"outcome": "changed", "text": "二十分に"}).status_code == 422
    settled = head.post(f"{asked}/settle", {"outcome": "changed", "text": "二十分に", "standard": changed})
    assert settled.status_code == 200, settled.content
    row.refresh_from_db()
    assert (row.outcome, row.standard.wait_minutes) == ("changed", 20)


def test_a_meeting_is_called_filled_moved_and_called_off(town, planner):
    policy = machine(town, "policy", "hq-seisaku")
    assert planner.post("/meetings", MEETING).status_code == 403
    made = policy.post("/meetings", MEETING)
    assert made.status_code == 200, made.content
    place = f"/meetings/{made.json()['id']}"
    first, second = (policy.post(f"{place}/add", {"title": title}).json()["id"] for title in ("除雪", "防災"))
    assert policy.post(f"/agenda-items/{second}/up").status_code == 200
    items = policy.get(place).json()["items"]
    assert [each["id"] for each in items if each["title"]] == [second, first]
    assert policy.post(f"/agenda-items/{first}/leave-out", {"because": "次回"}).status_code == 200
    assert policy.post(f"/agenda-items/{second}/minutes", {"text": "了承"}).status_code == 409
    assert policy.post(f"{place}/fill").status_code == 200
    assert policy.post(f"{place}/change", {**MEETING, "place": "庁議室"}).status_code == 200
    assert policy.post(f"{place}/off").json()["state"] == "off"
    assert policy.post(f"{place}/off").status_code == 409


def test_minutes_become_a_task_that_its_office_finishes(town, planner):
    policy = machine(town, "policy", "hq-seisaku")
    meeting = called(town)
    item = policy.post(f"/meetings/{meeting.pk}/add", {"title": "除雪"}).json()["id"]
    type(meeting).objects.filter(pk=meeting.pk).update(begins="2026-11-20T00:00Z", ends="2026-11-20T01:00Z")
    minutes = f"/agenda-items/{item}/minutes"
    assert policy.post(minutes, {"text": "分担する"}).status_code == 200
    assert policy.post(minutes, {"text": "分担しない"}).status_code == 409
    read = policy.get(f"/meetings/{meeting.pk}").json()["items"][-1]["read"]
    assert policy.post(minutes, {"text": "分担を決めた", "read": read}).status_code == 200
    task = policy.post(
        f"/agenda-items/{item}/task", {"text": "表を作る", "office": "w-kami-machi", "due": "2030-02-01"}
    ).json()["id"]
    assert planner.get("/tasks").json()["items"][0]["id"] == task
    assert policy.post(f"/tasks/{task}/finish", {"result": "済み"}).status_code == 403
    assert planner.post(f"/tasks/{task}/finish", {"result": "済み"}).status_code == 200
    assert planner.get(f"/tasks/{task}").json()["state"] == "done"
    assert policy.post(f"/meetings/{meeting.pk}/close").status_code == 200


def test_the_calendars_secret_address_is_for_the_office_that_keeps_it(town, planner):
    assert planner.get("/calendar").json()["address"] == ""
    assert planner.post("/calendar/renew").status_code == 200
    address = planner.get("/calendar").json()["address"]
    assert address.endswith(".ics") and town.browser().get(address[address.index("/calendar/") :]).status_code == 200
    auditor = machine(town, "auditor", "hq-seisaku")
    assert auditor.post("/calendar/renew").status_code == 403


def test_rules_and_how_they_are_kept_are_read(town, head):
    with_rules(town)
    sent(town)
    assert head.get("/sharing-rules").json()["items"][0]["happening"] == "standard"
    month = head.get("/sharing-kept", month="2026-11").json()
    assert next(each for each in month["items"] if each["who"] == "hq-road")["notices"] == 1
    assert head.get("/sharing-kept", month="gestern").status_code == 422


def test_lists_of_sharing_cost_the_same_however_long(town, planner, django_assert_max_num_queries):
    with_rules(town)
    for _n in range(8):
        sent(town)
        asked_about(town, about="other")
        called(town)
    for path in ("notices", "consultations", "meetings", "tasks"):
        with django_assert_max_num_queries(8):
            assert planner.get(f"/{path}", limit=200).status_code == 200


def test_who_would_be_told_is_seen_and_nothing_is_sent(town, head, planner):
    with_rules(town)
    seen = head.post("/notice-preview", NOTICE)
    assert seen.status_code == 200, seen.content
    assert "w-kami-machi" in {each["office"] for each in seen.json()["told"]} and seen.json()["days_late"] == 0
    assert not Notice.objects.exists()
    assert head.post("/notice-preview", {**NOTICE, "effective": "2020-01-01"}).status_code == 422
    made = head.post("/notices", NOTICE).json()
    correct = f"/notices/{made['id']}/preview"
    assert head.post(correct, NOTICE).status_code == 409
    deliver_notice(town.system(), notice=Notice.objects.get())
    assert {each["office"] for each in head.post(correct, NOTICE).json()["told"]} >= {"w-kami-machi"}
    assert planner.post(correct, NOTICE).status_code == 403
    assert Notice.objects.count() == 1
