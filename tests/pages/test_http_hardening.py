"""Wrong, huge, hostile or half-sent requests get the right status and a page, and leave no trace in the data or the log."""

import io
import logging

import pytest
from django.test import override_settings

pytestmark = pytest.mark.django_db

HUGE = "99999999999999999999999"
PAGES = [
    "/",
    "/say/",
    "/voices/",
    "/answers/",
    "/map/",
    "/ledger/",
    "/account/login/",
    "/nothing/",
    "/follow/AAAA-AAAA-AAAA/",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_carries_its_headers(town, address):
    headers = town.browser().get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "address",
    [
        f"/desk/need/{HUGE}/",
        f"/desk/voice/{HUGE}/",
        f"/answers/{HUGE}/",
        f"/photo/{HUGE}/",
        "/follow/%00/",
        "/desk/overview/nowhere/",
    ],
)
def test_absurd_addresses_find_nothing(town, address):
    assert town.browser("planner", "w-kami-machi").get(address).status_code == 404


@pytest.mark.parametrize(
    "query", ["before=-1", f"before={HUGE}", "before=x", "ward=%00", "q=%00", "q=" + "道" * 5000, 'q=")) OR 1', "q=*"]
)
def test_absurd_questions_get_a_page(town, query):
    for address in ("/voices/", "/answers/", "/ledger/"):
        assert town.browser().get(f"{address}?{query}").status_code == 200


def form(town, **more):
    return {"text": "公園の水道が出ません", "district": "43991-01", "submission": "ab" * 16, **more}


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"text": "あ" * 4001},
        {"text": "nul \0 byte"},
        {"district": "no-such"},
        {"lat": "abc", "lon": "130"},
        {"lat": "35.0", "lon": "135.0"},
        {"lat": "nan", "lon": "nan"},
        {"email": "not an address"},
        {"submission": "<script>"},
        {"place": "x" * 121},
    ],
    ids=str,
)
def test_a_form_that_is_wrong_comes_back_with_a_sentence_and_leaves_nothing(town, change):
    from wakimizu.apps.voices.models import Voice

    answer = town.browser().post("/say/", form(town, **change))
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.content.decode()
    assert not Voice.objects.exists()


def test_a_hundred_megabytes_are_refused_before_they_are_read(town):
    class Unread(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            raise AssertionError("the body was read")

    answer = town.browser().generic(
        "POST", "/say/", b"", CONTENT_LENGTH=str(100 * 1024 * 1024), **{"wsgi.input": Unread()}
    )
    assert answer.status_code == 413


def test_half_a_form_leaves_nothing(town):
    from wakimizu.apps.voices.models import Voice

    body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhalf'
    answer = town.browser().generic("POST", "/say/", body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (400, 422)
    assert not Voice.objects.exists()


def test_too_many_fields_are_a_page_not_a_fault(town):
    answer = town.browser().post("/say/", {f"field{n}": "x" for n in range(600)})
    assert answer.status_code == 400


def test_a_flood_from_one_address_is_told_to_wait(town):
    with override_settings(VOICES_PER_HOUR=2):
        answers = [
            town.browser().post("/say/", form(town, submission=f"{n:032x}"), REMOTE_ADDR="192.0.2.7") for n in range(4)
        ]
    assert [answer.status_code for answer in answers] == [302, 302, 429, 429]


def test_a_form_needs_its_token(town):
    browser = town.browser(enforce_csrf_checks=True)
    assert browser.post("/say/", form(town)).status_code == 403


def test_a_stranger_s_host_name_is_refused(town):
    assert town.browser().get("/", headers={"host": "evil.example"}).status_code == 400


def test_the_wrong_method_is_refused(town):
    assert town.browser().post("/voices/").status_code == 405


def test_the_log_holds_no_receipt_address_or_query(town, caplog):
    from wakimizu.shared.logs import NoPersonalData

    caplog.handler.addFilter(NoPersonalData())
    with caplog.at_level(logging.INFO):
        town.browser().get("/follow/ABCD-EFGH-JKMN/?name=山田")
        logging.getLogger("wakimizu").info("mail to taro@example.jp, 090-1234-5678, %s", "1234 5678 9018")
    assert caplog.text
    for word in ("ABCD-EFGH", "山田", "taro@", "090-1234", "5678"):
        assert word not in caplog.text
