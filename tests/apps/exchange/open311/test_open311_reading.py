"""What others see: published voices as the portal shows them, of all others how far they are, and honest endings."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.apps.exchange.open311.open311_clients import POTHOLE, V2, key_of, send, texts
from tests.apps.voices.scenes import answered, kami_voice, need_of
from wakimizu.apps.exchange.models import ServiceRequest
from wakimizu.apps.exchange.open311 import queries
from wakimizu.apps.exchange.open311.formats import xml
from wakimizu.apps.voices.models import Answer, Need, Voice
from wakimizu.apps.voices.operations import (
    answer_by_decision,
    erase_voice,
    hide_voice,
    publish_voice,
    reopen_voice,
    set_voice_aside,
)

NOTHING = b'<?xml version="1.0" encoding="utf-8"?>\n<service_requests/>'


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def client(town):
    return town.browser()


def rows(client, query="", **headers):
    answer = client.get(f"{V2}/requests.json?{query}", headers=headers)
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def row_of(client, voice, **headers):
    """The row of a voice, by the number it has here."""
    sent = ServiceRequest.objects.filter(voice=voice).first()
    answer = client.get(f"{V2}/requests/{sent.number if sent else voice.pk}.json", headers=headers)
    assert answer.status_code == 200, answer.content.decode()
    [row] = json.loads(answer.content)
    return row


def planner(town, at):
    return town.actor("planner", "w-kami-machi", at)


def published(town, at, text="公園の街灯が消えています", **more):
    voice = kami_voice(town, "水野です。" + text, may_publish=True, at=at, **more)
    return publish_voice(planner(town, at), voice=voice, text=text)


def found(client, query):
    return {int(row["service_request_id"]) for row in rows(client, query)}


# ── who sees what ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_opens_how_far_a_matter_is_and_nothing_else(town, client):
    secret, _key = key_of(town)
    send(client, secret, {**POTHOLE, "address_string": "桜1丁目2-3", "attribute[may_publish]": "yes"})
    voice = Voice.objects.get()
    row = row_of(client, voice)
    assert (row["status"], row["service_code"], row["agency_responsible"]) == ("open", "road", "道路課")
    for hidden in ("description", "address", "address_id", "lat", "long", "media_url", "zipcode"):
        assert row[hidden] is None
    text = json.dumps(row, ensure_ascii=False)
    assert not any(each in text for each in (voice.text, voice.receipt, "sato@", "1丁目", "33.001"))


def test_a_list_holds_published_voices_only(town, client, now):
    shown = published(town, now)
    kami_voice(town, at=now)
    assert found(client, "") == {shown.pk}
    [row] = rows(client, **{"Accept-Language": "en"})
    assert row["description"] == "公園の街灯が消えています"
    assert (row["address"], row["address_id"]) == ("Kami Ward Sakura", "43991-01")
    hide_voice(planner(town, now), voice=shown)
    assert client.get(f"{V2}/requests.xml").content == NOTHING


def test_a_key_also_lists_what_came_by_it(town, client):
    secret, _key = key_of(town)
    another, _other = key_of(town)
    send(client, secret)
    number = ServiceRequest.objects.get().number
    assert [row["service_request_id"] for row in rows(client, f"api_key={secret}")] == [number]
    assert rows(client, f"api_key={another}") == rows(client) == []
    assert rows(client, f"api_key={secret}")[0]["description"] is None


def test_the_place_shown_is_that_of_the_public_need(town, client, now):
    voice = published(town, now, lat=33.0012, lon=131.0013)
    assert row_of(client, voice)["lat"] is None
    need = need_of(town, voice, by=planner(town, now), due=(now + timedelta(9)).date())
    row = row_of(client, voice)
    assert (row["lat"], row["long"]) == (need.lat, need.lon) == (33.0012, 131.0013)
    Need.objects.filter(pk=need.pk).update(public=False)
    assert row_of(client, voice)["lat"] is None


def test_another_citys_requests_are_not_found_here(town, tonari, client, now):
    shown = published(town, now)
    assert tonari.browser().get(f"{V2}/requests/{shown.pk}.xml").status_code == 404
    assert rows(tonari.browser()) == []
    assert rows(client, "jurisdiction_id=tonari") == []
    assert len(rows(tonari.browser(), "jurisdiction_id=43999")) == 1


def test_an_erased_voice_says_nothing_of_what_it_was(town, client, now):
    voice = published(town, now)
    mayor = town.actor("mayor", "w-kami", now)
    erase_voice(mayor, voice=voice, because="本人の申し出")
    assert client.get(f"{V2}/requests/{voice.pk}.json").status_code == 404


# ── endings ──────────────────────────────────────────────────────────────────────────────────────────────────────────

UNTIL = date(2099, 3, 31)
ENDINGS = [
    ("solved", {}, "closed", "Solved. 街灯を取り替えました。"),
    ("will_be", {"until": UNTIL}, "open", "Will be done; next word by Tue 31 Mar 2099. 街灯を取り替えました。"),
    ("being_studied", {"until": UNTIL}, "open", "Being studied; next word by Tue 31 Mar 2099. 街灯を取り替えました。"),
    ("cannot_because", {}, "closed", "Cannot be done, because: 街灯を取り替えました。"),
    ("not_ours", {"owner": "県土木部"}, "closed", "Not ours; it is up to: 県土木部. 街灯を取り替えました。"),
]


@pytest.mark.parametrize(("ending", "more", "status", "notes"), ENDINGS)
def test_an_answer_is_told_as_it_ended(town, client, now, ending, more, status, notes):
    voice = published(town, now)
    need = need_of(town, voice, by=planner(town, now), due=(now + timedelta(9)).date())
    answered(town, need, at=now, ending=ending, **more)
    row = row_of(client, voice, **{"Accept-Language": "en"})
    assert (row["status"], row["status_notes"]) == (status, notes)
    assert row["agency_responsible"] == "Kami Town Division"
    assert row["expected_datetime"] == ("2099-03-31T23:59:59+09:00" if status == "open" else None)
    assert found(client, f"status={status}") == {voice.pk}
    assert found(client, "status=open,closed") == {voice.pk}
    assert found(client, f"status={'open' if status == 'closed' else 'closed'}") == set()
    assert rows(client, "extensions=true")[0]["extended_attributes"]["ending"] == ending


def test_the_words_of_an_answer_stay_where_its_need_is_not_public(town, client, now):
    secret, _key = key_of(town)
    send(client, secret)
    voice = Voice.objects.get()
    Voice.objects.filter(pk=voice.pk).update(office=town.offices["w-kami-machi"])
    voice.refresh_from_db()
    need = need_of(town, voice, by=planner(town, now), due=(now + timedelta(9)).date())
    answered(town, need, at=now)
    Need.objects.filter(pk=need.pk).update(public=False)
    assert row_of(client, voice, **{"Accept-Language": "en"})["status_notes"] == "Solved."


def test_on_its_way_a_voice_says_who_owes_the_answer_by_when(town, client, now):
    voice = published(town, now)
    en = {"Accept-Language": "en"}
    assert row_of(client, voice, **en)["status_notes"].startswith("Received. Kami Town Division answers by ")
    need = need_of(town, voice, by=planner(town, now), due=date(2099, 12, 24))
    assert (
        row_of(client, voice, **en)["status_notes"] == "Kami Town Division works on it and answers by Thu 24 Dec 2099."
    )
    assert row_of(client, voice)["expected_datetime"] == "2099-12-24T23:59:59+09:00"
    answered(town, need, at=now)
    reopen_voice(
        town.resident(now), voice=Voice.objects.get(), because="まだ暗い", book=town.book, catalogue=town.catalogue
    )
    row = row_of(client, voice, **en)
    assert row["status"] == "open"
    assert row["status_notes"].startswith("Kami Town Division works on it")
    assert "まだ暗い" not in json.dumps(row, ensure_ascii=False)


def test_a_voice_set_aside_is_closed_and_its_reason_is_the_residents(town, client, now):
    voice = published(town, now)
    set_voice_aside(planner(town, now), voice=voice, because="同じ方から三度目")
    row = row_of(client, voice, **{"Accept-Language": "en"})
    assert row["status"] == "closed"
    assert row["status_notes"] == "Set aside by Kami Town Division. Whoever holds the receipt can read why."


def test_a_later_decision_is_what_counts(town, client, now):
    voice = published(town, now)
    need = need_of(town, voice, by=planner(town, now), due=(now + timedelta(9)).date())
    answered(town, need, at=now, ending="being_studied", until=UNTIL)
    later = now + timedelta(days=1)
    head = town.actor("hq_head", "hq-road", later)
    answer_by_decision(
        head, need=need, office=town.offices["hq-road"], ending="cannot_because", text="予算がありません。"
    )
    row = row_of(client, voice)
    assert (row["status"], row["agency_responsible"]) == ("closed", "道路課")
    assert row["updated_datetime"] == timezone.localtime(later).isoformat(timespec="seconds")
    assert Answer.objects.count() == 2


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class TestFilters:
    def test_numbers_overrule_all_else(self, town, client, now):
        old, new = published(town, now - timedelta(days=400)), published(town, now)
        assert found(client, f"service_request_id={old.pk},{new.pk}&service_code=waste") == {old.pk, new.pk}
        assert found(client, f"service_request_id={old.pk}&service_request_id=77,x,") == {old.pk}

    def test_services(self, town, client, now):
        lamp, waste = published(town, now), published(town, now, "ごみの収集が来ません")
        assert found(client, "service_code=waste") == {waste.pk}
        assert found(client, "service_code=waste,other") == {lamp.pk, waste.pk}

    def test_days(self, town, client, now):
        ages = (0, 30, 89, 91, 120)
        by_age = {age: published(town, now - timedelta(days=age)).pk for age in ages}
        today = timezone.localdate(now)

        def day(age):
            return today - timedelta(days=age)

        assert found(client, "") == {by_age[0], by_age[30], by_age[89]}
        assert found(client, f"start_date={day(31)}&end_date={day(29)}") == {by_age[30]}
        assert found(client, f"start_date={day(30)}&end_date={day(30)}") == {by_age[30]}
        assert found(client, f"start_date={day(130)}") == {by_age[91], by_age[120], by_age[89]}
        assert found(client, f"end_date={day(90)}") == {by_age[91], by_age[120]}
        moment = (
            (now - timedelta(days=30)).astimezone(timezone.get_fixed_timezone(-300)).isoformat().replace("+", "%2B")
        )
        assert by_age[30] in found(client, f"start_date={moment}&end_date={today}")

    def test_a_time_zone_counts(self, town, client, now):
        voice = published(town, now)
        minute = timedelta(minutes=1)
        utc = now.astimezone(timezone.get_fixed_timezone(0))
        assert found(client, f"end_date={(utc - minute).strftime('%Y-%m-%dT%H:%M:%SZ')}") == set()
        assert found(client, f"end_date={(utc + minute).strftime('%Y-%m-%dT%H:%M:%SZ')}") == {voice.pk}
        local = timezone.localtime(now + minute).isoformat(timespec="seconds")
        assert found(client, f"end_date={local}") == {voice.pk}  # its plus comes as a blank

    def test_what_changed_since(self, town, client, now):
        old = now - timedelta(days=200)
        voice, other = published(town, old), published(town, old)
        since = (now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ").replace("+", "%2B")
        since = timezone.localtime(now - timedelta(hours=1)).isoformat(timespec="seconds").replace("+", "%2B")
        assert found(client, f"updated_after={since}") == set()
        need = need_of(town, voice, by=planner(town, old), due=(now + timedelta(9)).date())
        answered(town, need, at=now)
        assert found(client, f"updated_after={since}") == {voice.pk}
        hide_voice(planner(town, now), voice=other)
        publish_voice(planner(town, now), voice=other, text="公開し直しました")
        assert found(client, f"updated_after={since}") == {voice.pk, other.pk}
        assert found(client, f"updated_before={since}") == {voice.pk, other.pk}  # they changed before, too

    def test_words(self, town, client, now):
        lamp, _waste = published(town, now), published(town, now, "ごみの収集が来ません")
        assert found(client, "q=街灯") == {lamp.pk}
        assert found(client, "q=水野") == set()

    def test_pages_newest_first(self, town, client, now):
        pks = [published(town, now).pk for _n in range(5)][::-1]
        pages = [
            [int(row["service_request_id"]) for row in rows(client, f"page={n}&page_size=2")] for n in (1, 2, 3, 4)
        ]
        assert pages == [pks[:2], pks[2:4], pks[4:], []]

    def test_a_list_costs_the_same_however_long_it_is(self, town, client, now):
        def statements():
            with CaptureQueriesContext(connection) as seen:
                rows(client)
            return len(seen)

        published(town, now)
        rows(client)
        before = statements()
        for _n in range(8):
            need_of(town, published(town, now), by=planner(town, now), due=(now + timedelta(9)).date())
        assert statements() - before <= 1  # of the first answer to a need

    def test_closed_says_the_same_in_sql_and_in_words(self, town, client, now):
        for ending, more, _status, _notes in ENDINGS:
            need = need_of(town, published(town, now), by=planner(town, now), due=(now + timedelta(9)).date())
            answered(town, need, at=now, ending=ending, **more)
        closed = set(Voice.objects.filter(queries._closed()).values_list("pk", flat=True))
        assert {each.voice.pk for each in queries.seen(Voice.objects.all()) if each.closed} == closed
        assert len(closed) == 3


# ── formats ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_characters_xml_does_not_know_are_left_out_and_signs_escaped(town, client, now):
    voice = published(town, now, "道路\x0b\x1b & <歩道>\ufffe 𠮟\r\n二行目")
    answer = client.get(f"{V2}/requests/{voice.pk}.xml")
    [text] = texts(answer, "request/description")
    assert text == "道路 & <歩道> 𠮟\r\n二行目"
    assert rows(client)[0]["description"] == voice.public_text


def test_without_an_ending_the_client_says_what_it_reads(town, client):
    assert client.get(f"{V2}/services").headers["Content-Type"] == "text/xml; charset=utf-8"
    assert (
        client.get(f"{V2}/services", headers={"Accept": "application/json"})
        .headers["Content-Type"]
        .startswith("application/json")
    )
    assert (
        client.get(f"{V2}/services.xml", headers={"Accept": "application/json"})
        .headers["Content-Type"]
        .startswith("text/xml")
    )


def test_names_and_lists_nest_in_xml():
    document = xml("services", [{"a": True, "values": [{"key": 1.5, "name": None}], "b": []}])
    assert document.endswith(
        "<services><service><a>true</a><values><value><key>1.5</key><name/></value></values><b/></service></services>"
    )
