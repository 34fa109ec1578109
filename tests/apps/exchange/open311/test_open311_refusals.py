"""What cannot be taken: the specification's status, a sentence, in the asked format and language, and no trace of it."""

import json
from datetime import timedelta

import pytest
from django.conf import settings as its_settings
from django.utils import timezone

from tests.apps.exchange.open311.open311_clients import FORM, POTHOLE, V2, kept, key_of, send, texts, urlencode
from tests.apps.voices.pictures import jpeg
from wakimizu.apps.city.models import Post
from wakimizu.apps.exchange import door_limits, keys
from wakimizu.apps.exchange.open311 import rules, views
from wakimizu.apps.voices.models import Voice

XML_BODY = b'<?xml version="1.0"?><request><service_code>road</service_code><description>\xe3\x81'


def refused(answer, status):
    """The one error of a refusal in XML or JSON, its code being its status: the sentence."""
    assert answer.status_code == status, answer.content.decode()
    if answer.headers["Content-Type"] == "application/json; charset=utf-8":
        [error] = json.loads(answer.content)
        code, sentence = error["code"], error["description"]
    else:
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        [code], [sentence] = texts(answer, "error/code"), texts(answer, "error/description")
    assert int(code) == status
    assert sentence.strip()
    return sentence


@pytest.fixture
def client(town):
    return town.browser()


class TestForms:
    @pytest.mark.parametrize("ending", [".xml", ".json"])
    @pytest.mark.parametrize(
        ("status", "changes"),
        [
            (400, {"service_code": ""}),
            (404, {"service_code": "no-such"}),
            (400, {"description": ""}),
            (400, {"description": "穴" * 4001}),
            (400, {"description": "穴が\0あります"}),
            (400, {"lat": "thirty"}),
            (400, {"long": ""}),
            (400, {"lat": "nan"}),
            (400, {"lat": "inf"}),
            (400, {"lat": "35.6", "long": "139.7"}),
            (400, {"address_id": "13101"}),
            (400, {"attribute[district]": "99999-01"}),
            (400, {"address_string": "あ" * 121}),
            (400, {"email": "a" * 300}),
            (404, {"jurisdiction_id": "99999"}),
            (403, {"api_key": ""}),
            (403, {"api_key": "wk_" + "x" * 43}),
        ],
        ids=lambda value: str(value)[:40],
    )
    def test_what_a_field_says_wrong(self, town, client, status, changes, ending):
        secret, _key = key_of(town)
        before = kept()
        body = urlencode({**POTHOLE, "api_key": secret, **changes})
        refused(client.post(f"{V2}/requests{ending}", body, content_type=FORM), status)
        assert kept() == before

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (XML_BODY, "text/xml"),
            (b"<request/>", "application/xml"),
            (b'{"service_code": "road"', "application/json"),
            (urlencode(POTHOLE, encoding="cp932").encode(), FORM),
            (urlencode(POTHOLE, encoding="cp932").encode(), f"{FORM}; charset=Shift_JIS"),
            (b"service_code=road&description=" + "道路の陥没".encode("cp932"), FORM),
            (urlencode(POTHOLE).encode(), f"{FORM}; charset=no-such-charset"),
            (b"&".join(b"a%d=1" % n for n in range(600)), FORM),
            (b"--x\r\nContent-Disposition: form-data; na", "multipart/form-data; boundary=x"),
            (b"service_code=road", "multipart/form-data"),
            (
                b'--x\r\nContent-Disposition: form-data; name="description"\r\n\r\n'
                + "道路の陥没".encode("cp932")
                + b"\r\n--x--\r\n",
                "multipart/form-data; boundary=x",
            ),
            (b"", ""),
        ],
        ids=range(12),
    )
    def test_bodies_that_are_no_form_in_utf8(self, town, client, body, kind):
        secret, _key = key_of(town)
        before = kept()
        answer = client.generic("POST", f"{V2}/requests.json?api_key={secret}", body, content_type=kind)
        refused(answer, 400)
        assert kept() == before

    def test_text_without_end_is_refused_as_too_large(self, town, client):
        secret, _key = key_of(town)
        refused(send(client, secret, {**POTHOLE, "description": "穴" * 1_500_000}), 413)

    def test_a_body_larger_than_any_request_is_not_read(self, town, client):
        answer = client.generic(
            "POST", f"{V2}/requests.json", b"", content_type=FORM, CONTENT_LENGTH=str(its_settings.REQUEST_BYTES + 1)
        )
        assert "MB" in refused(answer, 413)

    @pytest.mark.parametrize("files", [4, "text", "large"])
    def test_photos_that_are_none_too_many_or_too_large(self, town, client, files, settings):
        from django.core.files.uploadedfile import SimpleUploadedFile

        secret, _key = key_of(town)
        if files == "large":
            settings.PHOTO_BYTES = 10
        content = b"<svg/>" if files == "text" else jpeg()
        media = [SimpleUploadedFile(f"{n}.jpg", content) for n in range(files if files == 4 else 1)]
        before = kept()
        refused(client.post(f"{V2}/requests.xml", {**POTHOLE, "api_key": secret, "media": media}), 400)
        assert kept() == before


class TestKeys:
    @pytest.mark.parametrize("wrong", ["expired", "ended", "scope", "post over", "person gone", "another city's"])
    def test_a_key_that_does_not_count_opens_nothing(self, town, tonari, client, wrong):
        now = timezone.now()
        if wrong == "another city's":
            from wakimizu.shared.scoping import in_city

            with in_city(tonari.city.pk):
                secret, _key = key_of(tonari, office="w-higashi-machi")
        else:
            secret, key = key_of(
                town,
                days=-1 if wrong == "expired" else 30,
                scopes=("voices:read",) if wrong == "scope" else ("open311",),
                ended_at=now if wrong == "ended" else None,
            )
            if wrong == "post over":
                Post.objects.filter(pk=key.post_id).update(valid_to=timezone.localdate())
            if wrong == "person gone":
                type(key.post.user).objects.filter(pk=key.post.user_id).update(is_active=False)
        before = kept()
        refused(send(client, secret, ending=".json"), 403)
        refused(client.get(f"{V2}/requests.xml", {"api_key": secret}), 403)
        assert kept() == before

    def test_no_key_and_a_wrong_one_are_told_apart(self, town, client):
        from django.utils.translation import override

        with override("en"):
            missing = refused(send(client, "", **{"Accept-Language": "en"}), 403)
            unknown = refused(send(client, "wk_nothing", **{"Accept-Language": "en"}), 403)
        assert "not provided" in missing
        assert "not known" in unknown

    def test_too_many_calls_in_a_minute(self, town, client, monkeypatch):
        secret, _key = key_of(town)
        monkeypatch.setattr(keys, "time", type("Stopped", (), {"time": staticmethod(lambda: 1_800_000_000.0)}))
        monkeypatch.setattr(door_limits, "BY_KEY", 2)
        assert [send(client, secret, {**POTHOLE, "device_id": n}).status_code for n in range(3)] == [200, 200, 429]
        answer = send(client, secret)
        refused(answer, 429)
        assert answer.headers["Retry-After"] == "60"
        assert Voice.objects.count() == 2

    def test_calls_without_a_key_are_counted_by_connection(self, town, client, monkeypatch):
        monkeypatch.setattr(keys, "time", type("Stopped", (), {"time": staticmethod(lambda: 1_800_000_000.0)}))
        monkeypatch.setattr("wakimizu.apps.exchange.open311.door.CALLS_WITHOUT_KEY", 3)
        assert [client.get(f"{V2}/services.json").status_code for _n in range(4)] == [200, 200, 200, 429]
        refused(client.get(f"{V2}/services.json"), 429)
        assert client.get(f"{V2}/services.json", REMOTE_ADDR="192.0.2.9").status_code == 200


class TestAddresses:
    @pytest.mark.parametrize(
        "path",
        ["/open311/", "/open311/v2/nothing.json", "/open311/v1/services.xml", f"{V2}/services.yaml", f"{V2}/requests/"],
    )
    def test_unknown_addresses(self, town, client, path):
        assert "discovery" in refused(client.get(path, headers={"Accept-Language": "en"}), 404)

    @pytest.mark.parametrize(
        "path",
        [
            f"{V2}/services/no-such.xml",
            f"{V2}/requests/999999999999999.json",
            f"{V2}/tokens/x.json",
            f"{V2}/requests/1.xml",
        ],
    )
    def test_unknown_rows(self, town, client, path):
        town.say()  # a voice that nobody has published has no number here
        refused(client.get(path), 404)

    @pytest.mark.parametrize(
        ("method", "path"), [("POST", "services.xml"), ("DELETE", "requests.json"), ("PUT", "discovery.json")]
    )
    def test_what_an_address_does_not_take(self, town, client, method, path):
        answer = client.generic(method, f"{V2}/{path}")
        refused(answer, 405)
        assert "GET" in answer.headers["Allow"]

    def test_a_fault_of_ours_is_told_in_the_asked_format(self, town, client, monkeypatch):
        monkeypatch.setattr(views, "service_rows", None)
        sentence = refused(client.get(f"{V2}/services.json", headers={"Accept-Language": "en"}), 500)
        assert sentence.startswith("Something went wrong on our side")

    @pytest.mark.parametrize(
        "query",
        [
            "start_date=yesterday",
            "start_date=2026-13-01",
            "end_date=2026-02-30T00:00:00Z",
            "start_date=2026-01-01&end_date=2026-06-01",
            "start_date=2026-06-01&end_date=2026-01-01",
            "updated_after=0000-00-00",
            "status=done",
            "page=0",
            "page_size=1001",
            "page_size=many",
        ],
    )
    def test_what_a_list_cannot_be_asked_for(self, town, client, query):
        refused(client.get(f"{V2}/requests.xml?{query}"), 400)


class TestLanguage:
    @pytest.mark.parametrize(
        ("query", "header", "says"),
        [
            ("", "", "見つかりません"),
            ("", "en-GB,en;q=0.8", "not known"),
            ("?locale=en", "ja", "not known"),
            ("?locale=ja_JP", "en", "見つかりません"),
        ],
    )
    def test_a_sentence_comes_in_the_clients_language(self, town, client, query, header, says):
        answer = client.get(f"{V2}/services/none.xml{query}", headers={"Accept-Language": header})
        assert says in refused(answer, 404)
        assert answer.headers["Content-Language"] == ("en" if says == "not known" else "ja")


def test_ninety_days_are_a_whole_list(town, client):
    last = timezone.localdate()
    begin = last - timedelta(days=rules.LONGEST_SPAN.days)
    assert client.get(f"{V2}/requests.json?start_date={begin}&end_date={last}").status_code == 200
