"""What a client sends becomes a voice as any resident's: once, with its contact locked away, and nothing of it given back."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.exchange.open311.open311_clients import FORM, POTHOLE, V2, kept, key_of, send, texts, urlencode
from tests.apps.voices.pictures import jpeg
from tests.apps.voices.scenes import MY_NUMBER
from tests.cast import build_wakimizu
from wakimizu.apps.exchange.models import ServiceRequest
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import contacts
from wakimizu.apps.voices.models import Contact, Photo, Voice
from wakimizu.shared.scoping import in_city


def numbers(*answers):
    return {texts(answer, "request/service_request_id")[0] for answer in answers}


def test_a_form_becomes_a_voice_received_as_from_a_resident(town):
    secret, key = key_of(town)
    answer = send(town.browser(), secret)
    voice, request = Voice.objects.get(), ServiceRequest.objects.get()
    assert answer.status_code == 200, answer.content.decode()
    assert numbers(answer) == {request.number}
    assert (voice.text, voice.channel, voice.topic.code) == (POTHOLE["description"], "open311", "road")
    assert (voice.district.code, voice.noted_by, request.voice, request.key) == ("43991-01", None, voice, key)
    entry = Entry.objects.get()
    assert (entry.operation, entry.role, entry.post_id) == ("receive_voice", "resident", None)


def test_the_answer_tells_office_and_day_but_never_the_receipt(town):
    secret, _key = key_of(town)
    answer = send(town.browser(), secret, {**POTHOLE, "account_id": "a-7"}, **{"Accept-Language": "en"})
    voice = Voice.objects.get()
    assert texts(answer, "request/account_id") == ["a-7"]
    [notice] = texts(answer, "request/service_notice")
    assert notice.startswith("Road Division answers by ")
    assert voice.receipt not in answer.content.decode()
    assert len(ServiceRequest.objects.get().number) == 15


def test_who_sent_it_is_locked_away(town):
    secret, _key = key_of(town)
    who = {"first_name": "はな", "last_name": "佐藤", "phone": "096-111-2222", "device_id": "D-1", "account_id": "A-1"}
    send(town.browser(), secret, {**POTHOLE, **who})
    voice, contact = Voice.objects.get(), Contact.objects.get()
    assert contacts.unseal(bytes(contact.sealed), voice.receipt) == {
        "name": "佐藤 はな", "email": "sato@example.jp", "phone": "096-111-2222", "address": "", "account": "A-1", "device": "D-1",
    }  # fmt: skip
    everything = " ".join(
        [Entry.objects.get().facts, *map(str, ServiceRequest.objects.values_list().get()), voice.text, voice.submission]
    )
    for detail in ("佐藤", "sato@", "096-", "D-1", "A-1"):
        assert detail not in everything


def test_a_my_number_is_masked_beyond_recovery(town):
    secret, _key = key_of(town)
    send(
        town.browser(),
        secret,
        {**POTHOLE, "description": f"マイナンバーは {MY_NUMBER} です。道路の陥没", "device_id": MY_NUMBER},
    )
    voice, contact = Voice.objects.get(), Contact.objects.get()
    assert MY_NUMBER not in voice.text
    assert "道路の陥没" in voice.text
    assert MY_NUMBER not in contacts.unseal(bytes(contact.sealed), voice.receipt)["device"]


def test_attributes_say_district_consent_and_language(town):
    secret, _key = key_of(town)
    form = {
        "service_code": "other", "description": "Please repair the swing.", "attribute[district]": "43992-01",
        "attribute[may_publish]": "yes", "attribute[language]": "en",
        "attribute[by_mail]": "yes", "email": "sato@example.jp",
    }  # fmt: skip
    send(town.browser(), secret, form)
    voice = Voice.objects.get()
    assert (voice.district.code, voice.may_publish, voice.language) == ("43992-01", True, "en")
    assert Contact.objects.get().by_mail


def test_without_their_word_nothing_is_published_and_nothing_mailed(town):
    secret, _key = key_of(town)
    send(town.browser(), secret)
    assert (Voice.objects.get().may_publish, Contact.objects.get().by_mail) == (False, False)


def test_what_has_no_field_here_stands_below_the_words(town):
    secret, _key = key_of(town)
    more = {
        "attribute[depth]": "20cm",
        "attribute[seen][]": ["朝", "夜"],
        "media_url": "http://169.254.169.254/latest/meta-data",
    }
    send(town.browser(), secret, {**POTHOLE, **more})
    assert Voice.objects.get().text.split("\n") == [
        POTHOLE["description"], "depth: 20cm", "seen: 朝、夜", "写真（外部）：http://169.254.169.254/latest/meta-data",
    ]  # fmt: skip
    assert not Photo.objects.exists()


def test_photos_come_with_the_form_and_lose_what_the_camera_wrote(town):
    secret, _key = key_of(town)
    media = SimpleUploadedFile("hole.jpg", jpeg())
    answer = town.browser().post(f"{V2}/requests.xml", {**POTHOLE, "api_key": secret, "media": media})
    assert answer.status_code == 200
    assert b"Mizuno" not in bytes(Photo.objects.get().jpeg)


class TestOnce:
    def test_the_same_form_again_is_the_same_request(self, town):
        secret, _key = key_of(town)
        first, again = send(town.browser(), secret), send(town.browser(), secret)
        assert first.content == again.content
        assert kept() == [1, 1, 0, 1, 1]

    @pytest.mark.parametrize(
        "changes",
        [
            {"email": "abe@example.jp"},
            {"lat": "33.002"},
            {"description": "歩道の陥没"},
            {"device_id": "2"},
            {"service_code": "waste"},
        ],
    )
    def test_another_person_place_or_matter_is_another_voice(self, town, changes):
        secret, _key = key_of(town)
        send(town.browser(), secret)
        send(town.browser(), secret, {**POTHOLE, **changes})
        assert kept()[0] == 2

    def test_another_key_is_another_client(self, town):
        for _client in range(2):
            send(town.browser(), key_of(town)[0])
        assert kept()[0] == 2

    def test_few_words_without_who_or_where_are_never_taken_for_anothers(self, town):
        secret, _key = key_of(town)
        for _person in range(2):
            send(town.browser(), secret, {"service_code": "waste", "description": "収集が来ません"})
        assert kept()[0] == 2

    @pytest.mark.parametrize(("later", "voices"), [(300, 1), (599, 1), (601, 2), (1500, 2)])
    def test_the_same_words_count_as_one_for_ten_minutes(self, town, monkeypatch, later, voices):
        from datetime import timedelta

        from django.utils import timezone

        secret, _key = key_of(town)
        now = timezone.now()
        send(town.browser(), secret)
        monkeypatch.setattr("wakimizu.apps.city.middleware.timezone.now", lambda: now + timedelta(seconds=later + 1))
        received = Voice.objects.get().received_at
        monkeypatch.setattr("wakimizu.apps.city.middleware.timezone.now", lambda: received + timedelta(seconds=later))
        send(town.browser(), secret)
        assert kept()[0] == voices

    def test_an_idempotency_key_is_one_voice_whatever_the_time(self, town):
        secret, _key = key_of(town)
        form = {"service_code": "waste", "description": "収集が来ません"}
        sent = [send(town.browser(), secret, form, **{"Idempotency-Key": "7f-1"}) for _n in range(3)]
        other = send(town.browser(), secret, form, **{"Idempotency-Key": "7f-2"})
        assert len(numbers(*sent)) == 1
        assert len(numbers(*sent, other)) == 2

    def test_an_idempotency_key_with_another_form_is_refused(self, town):
        secret, _key = key_of(town)
        send(town.browser(), secret, **{"Idempotency-Key": "7f-1"})
        before = kept()
        assert (
            send(town.browser(), secret, {**POTHOLE, "lat": "33.002"}, **{"Idempotency-Key": "7f-1"}).status_code == 400
        )
        assert send(town.browser(), secret, **{"Idempotency-Key": "two words"}).status_code == 400
        assert kept() == before

    def test_the_same_form_at_the_same_moment_is_one_voice(self, own_database):
        town = build_wakimizu()
        with in_city(town.city.pk):
            secret, _key = key_of(town)
        start, answers = threading.Barrier(4), []

        def one():
            start.wait(30)
            answers.append(send(town.browser(), secret, **{"Idempotency-Key": "at-once"}))
            connection.close()

        threads = [threading.Thread(target=one) for _n in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert [each.status_code for each in answers] == [200] * 4
        assert len(numbers(*answers)) == 1
        with in_city(town.city.pk):
            assert kept() == [1, 1, 0, 1, 1]


def test_a_jurisdiction_takes_its_voices_at_any_address_of_the_installation(town, tonari):
    with in_city(tonari.city.pk):
        secret, _key = key_of(tonari, office="w-higashi-machi")
    form = {"service_code": "other", "description": "街灯が消えています", "address_string": "泉"}
    for name in ("tonari", "43998", "tonari.example.jp"):
        answer = send(town.browser(), secret, {**form, "jurisdiction_id": name, "device_id": name})
        assert answer.status_code == 200, answer.content.decode()
    assert not Voice.objects.exists()
    with in_city(tonari.city.pk):
        assert Voice.objects.count() == 3


def test_nobody_signed_in_and_no_form_token_matter(town):
    """A browser that is signed in sends as a resident would, too."""
    secret, _key = key_of(town)
    browser = town.browser("planner", "w-shimo-machi", enforce_csrf_checks=True)
    assert send(browser, secret).status_code == 200
    assert Voice.objects.get().noted_by is None
    assert "Set-Cookie" not in send(browser, secret).headers


def test_a_request_costs_few_statements(town):
    secret, _key = key_of(town)
    browser = town.browser()
    send(browser, secret)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert (
            browser.post(
                f"{V2}/requests.json", urlencode({**POTHOLE, "lat": "33.003", "api_key": secret}), content_type=FORM
            ).status_code
            == 200
        )
    assert len(seen) <= 12, [each["sql"][:90] for each in seen]
