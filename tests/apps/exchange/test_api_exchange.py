"""Webhooks and mail by machine: told, tried, stopped; what the mails say."""

import pytest
from django.core.cache import caches

from tests.apps.exchange.machines import machine
from tests.apps.voices.scenes import kami_voice
from wakimizu.apps.exchange.mail.models import Mail, Wording
from wakimizu.apps.exchange.webhooks.models import Message, Subscription

TOLD = {"name": "道路課の掲示板", "url": "http://127.0.0.1:9/kami", "events": ["need.answered"]}


@pytest.fixture(autouse=True)
def _no_calls_yet(settings):
    settings.WEBHOOKS_ANYWHERE = True
    caches["memory"].clear()


@pytest.fixture
def it(town):
    return machine(town, "it", "hq-seisaku")


def test_a_webhook_is_told_tried_and_ended(it):
    assert "need.answered" in {each["name"] for each in it.get("/webhook-events").json()}
    made = it.post("/webhooks", TOLD)
    assert made.status_code == 201, made.content
    webhook = f"/webhooks/{made.json()['id']}"
    assert made.json()["secret"].startswith("whsec_")
    assert "secret" not in it.get(webhook).json() and it.get(webhook).json()["events"] == ["need.answered"]
    test = it.post(f"{webhook}/test").json()
    assert [each["id"] for each in it.get(f"{webhook}/messages").json()["items"]] == [test["id"]]
    Message.objects.update(next_at=None, state="given_up")
    assert it.post(f"/webhook-messages/{test['id']}/again").json()["state"] == "waiting"
    assert it.post(f"{webhook}/restart").status_code == 409
    assert it.post(f"{webhook}/end").status_code == 200
    assert it.post(f"{webhook}/test").status_code == 409
    assert [each["ended_at"] is None for each in it.get("/webhooks").json()["items"]] == [False]


def test_an_address_that_nobody_can_reach_is_refused(it, settings):
    settings.WEBHOOKS_ANYWHERE = False
    said = it.post("/webhooks", {**TOLD, "url": "http://127.0.0.1/"})
    assert said.status_code == 422 and said.json()["errors"][0]["field"] == "url"
    assert it.post("/webhooks", {**TOLD, "events": ["nothing"]}).status_code == 422
    assert not Subscription.objects.exists()


def test_the_auditor_reads_of_webhooks_and_planners_do_not(town, it):
    number = it.post("/webhooks", TOLD).json()["id"]
    auditor, planner = machine(town, "auditor", "hq-seisaku"), machine(town)
    assert auditor.get("/webhooks").status_code == 200
    for caller in (auditor, planner):
        assert caller.post("/webhooks", TOLD).status_code == 403
        assert caller.post(f"/webhooks/{number}/end").status_code == 403
    assert planner.get("/webhooks").status_code == 403
    assert machine(town, "it", "hq-seisaku", scopes=["city:read"]).get("/webhooks").status_code == 403


def test_the_citys_words_are_looked_at_kept_and_taken_back(town, it):
    words = "/mail-wordings/receipt/ja"
    ours = it.get(words).json()
    assert not ours["own"] and "receipt" in ours["needed"]
    own = {"subject": "お声を受け付けました", "text": "受付番号 {receipt}\n{link}"}
    seen = it.post(f"{words}/preview", own).json()
    assert "K7QP" in seen["text"] and not Wording.objects.exists()
    assert it.post(words, own).status_code == 200
    assert it.get(words).json()["own"] and it.get(words).json()["text"] == own["text"]
    stands = {(each["kind"], each["language"]): each["own"] for each in it.get("/mail-wordings").json()}
    assert stands["receipt", "ja"] and not stands["receipt", "en"]
    assert it.post(f"{words}/ours").status_code == 200
    assert it.get(words).json()["text"] == ours["text"] and len(it.get(words).json()["earlier"]) == 2


@pytest.mark.parametrize("act", ["", "/preview"])
def test_a_wording_without_what_it_is_for_is_refused(it, act):
    said = it.post(f"/mail-wordings/receipt/ja{act}", {"subject": "受付", "text": "ありがとうございます {nobody}"})
    assert said.status_code == 422 and said.json()["errors"][0]["field"] == "text"
    assert it.post(f"/mail-wordings/receipt/fr{act}", {"subject": "a", "text": "b"}).status_code == 422
    assert not Wording.objects.exists()


def test_who_does_not_keep_mail_does_not_word_it(town):
    planner = machine(town)
    assert planner.get("/mail-wordings").status_code == 403
    assert planner.get("/mail-wordings/receipt/ja").status_code == 403
    assert planner.post("/mail-wordings/receipt/ja/ours").status_code == 403


def test_the_out_box_shows_words_to_who_may_see_the_voice(town, it):
    voice = kami_voice(town)
    mail = Mail.objects.create(
        city=town.city, entry=1, kind="receipt", language="ja", voice=voice, asked_at=voice.received_at,
        next_try=voice.received_at,
    )  # fmt: skip
    planner, other = machine(town), machine(town, "planner", "w-shimo-machi")
    (row,) = planner.get("/mails", receipt=voice.receipt).json()["items"]
    assert row["opens"] and row["receipt"] == voice.receipt
    assert voice.receipt in planner.get(f"/mails/{mail.pk}").json()["text"]
    assert other.get("/mails").json()["items"] == []
    assert other.get(f"/mails/{mail.pk}").status_code == 404
    (seen,) = it.get("/mails", state="waiting").json()["items"]
    assert not seen["opens"] and voice.receipt not in seen["receipt"]
    assert it.get(f"/mails/{mail.pk}").status_code == 404


def test_a_post_wishes_its_reminders_by_mail(town):
    planner = machine(town)
    assert planner.get("/mail-wish").json() == {"wanted": False}
    assert planner.post("/mail-wish", {"wanted": True}).json() == {"wanted": True}
    assert planner.get("/mail-wish").json() == {"wanted": True}
    assert planner.post("/mail-wish", {"wanted": False}).json() == {"wanted": False}
    assert machine(town, "clerk", "w-kami-kumin").post("/mail-wish", {"wanted": True}).status_code == 403
