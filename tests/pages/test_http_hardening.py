"""What reaches the site from outside: whatever is sent, the answer is a clear page, and nothing is half written."""

import io
import logging
import re
from urllib.parse import urlencode

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command

from tests.apps.voices.scenes import form, kami_voice, need_of
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.models import Voice
from wakimizu.shared.logs import NoPersonalData

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PUBLIC = ["/", "/promises/", "/ledger/", "/say/", "/follow/", "/voices/", "/answers/", "/map/", "/map/needs.geojson",
          "/map/base.geojson", "/healthy"]  # fmt: skip
STAFF = [
    "/desk/",
    "/desk/note/",
    "/desk/needs/",
    "/desk/overview/",
    "/desk/overdue/",
    "/desk/routing/",
    "/desk/import/voices/",
]


@pytest.fixture
def planner(town):
    return town.browser("planner", "w-kami-machi")


def hardened(response):
    headers = response.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy.items() >= POLICY.items()
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    return True


@pytest.mark.parametrize("address", PUBLIC + STAFF)
def test_every_page_carries_its_headers_and_no_script_of_its_own(planner, address):
    response = planner.get(address)
    assert response.status_code == 200
    assert hardened(response)
    page = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\bon\w+=\"|<style|\bstyle=\"|javascript:", page)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//(?!\w+\.localhost)", page)  # nothing from elsewhere


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/account/login/", 302),
        ("/nowhere/", 404),
        ("/desk/posts/", 403),
        ("/follow/AAAA-BBBB-CCCC/reopen/", 405),
        ("/desk/need/999999/", 404),
    ],
)
def test_so_do_refusals_and_turns(planner, address, status):
    response = planner.get(address)
    assert response.status_code == status
    assert hardened(response)


def test_pages_are_not_kept_by_caches_in_between(planner, town):
    for address in ["/desk/", "/say/", "/follow/", f"/follow/{kami_voice(town).receipt}/"]:
        assert planner.get(address)["Cache-Control"] == "no-store"


class TestForgery:
    def test_a_form_without_its_token_changes_nothing(self, town):
        stranger = town.browser(enforce_csrf_checks=True)
        response = stranger.post("/say/", form())
        assert response.status_code == 403
        assert "<h1>" in response.content.decode() and hardened(response)
        assert not Voice.objects.exists()

    def test_with_its_token_it_is_taken(self, town):
        visitor = town.browser(enforce_csrf_checks=True)
        visitor.get("/say/")
        filled = form(csrfmiddlewaretoken=visitor.cookies["csrftoken"].value)
        assert visitor.post("/say/", filled).status_code == 302

    @pytest.mark.parametrize("address", ["/desk/note/", "/desk/voice/{}/raise/", "/desk/voice/{}/erase/", "/desk/posts/", "/desk/import/voices/", "/follow/{}/reopen/", "/account/login/"])  # fmt: skip
    def test_no_staff_form_goes_without(self, town, address):
        voice = kami_voice(town)
        browser = town.browser("planner", "w-kami-machi", enforce_csrf_checks=True)
        assert browser.post(address.format(voice.pk), {"because": "偽"}).status_code == 403
        assert Entry.objects.count() == 1

    def test_cookies_are_not_for_scripts_or_other_sites(self, town, settings):
        from tests.cast import PASSWORD

        browser = town.browser()
        browser.post("/account/login/", {"login": "planner.w-kami-machi@wakimizu.example", "password": PASSWORD})
        session = browser.cookies["sessionid"]
        assert session["httponly"]
        assert session["samesite"] == "Lax"


def raw(town, body: bytes, length: int, content_type: str, path="/say/", **more):
    """A request as a server hands it over, whatever the test client would refuse to send. Returns status and page."""
    got = {}

    def start(status, headers, exc_info=None):
        got["status"] = int(status.split()[0])

    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "QUERY_STRING": "",
        "HTTP_HOST": f"{town.city.host}.localhost", "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(length), "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0), "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": False, **more,
    }  # fmt: skip
    page = b"".join(WSGIHandler()(environ, start)).decode()
    return got["status"], page


class TestHalfSent:
    """The line broke in the middle of the form: nothing of it is taken, and the resident is told."""

    TOKEN = "a" * 32

    def urlencoded(self):
        return urlencode(form(csrfmiddlewaretoken=self.TOKEN)).encode(), "application/x-www-form-urlencoded"

    def multipart(self):
        parts = {
            "csrfmiddlewaretoken": self.TOKEN,
            "submission": "0" * 32,
            "text": "街灯が消えています。困っています。",
        }
        body = "".join(f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in parts.items())
        return (body + "--x--\r\n").encode(), "multipart/form-data; boundary=x"

    @pytest.fixture(autouse=True)
    def outside_a_test_client(self, town):
        """The handler closes database connections after each request, and with them the test's transaction."""
        from django.core import signals
        from django.db import close_old_connections

        for signal in (signals.request_started, signals.request_finished):
            signal.disconnect(close_old_connections)
        yield
        for signal in (signals.request_started, signals.request_finished):
            signal.connect(close_old_connections)

    @pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
    def test_whole_it_is_taken(self, town, kind):
        body, content_type = getattr(self, kind)()
        status, _page = raw(town, body, len(body), content_type, HTTP_COOKIE=f"csrftoken={self.TOKEN}")
        assert status == 302
        assert Voice.objects.count() == 1

    @pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
    @pytest.mark.parametrize("missing", [1, 20, 60, 150, None])
    def test_cut_short_it_is_refused(self, town, kind, missing):
        body, content_type = getattr(self, kind)()
        sent = body[:-missing] if missing else b""
        for path in ("/say/", "/en/say/"):
            status, page = raw(town, sent, len(body), content_type, path, HTTP_COOKIE=f"csrftoken={self.TOKEN}")
            assert status == 400
            assert ("incomplete" in page) == path.startswith("/en")
        assert not Voice.objects.exists()
        assert not Entry.objects.exists()


@pytest.mark.parametrize("language", ["", "/en"])
def test_what_is_too_large_is_told_in_the_readers_language(town, language):
    """Whoever was served before by the same thread."""
    browser = town.browser()
    browser.get("/en/" if not language else "/")
    response = browser.generic("POST", f"{language}/say/", content_type="text/plain", CONTENT_LENGTH=str(10**9))
    assert response.status_code == 413
    assert ("too large" in response.content.decode()) == (language == "/en")
    assert hardened(response)


def test_only_the_import_may_be_larger(town, planner):
    length = str(50 * 1024 * 1024)
    assert planner.generic("POST", "/desk/note/", content_type="text/plain", CONTENT_LENGTH=length).status_code == 413
    length = str(65 * 1024 * 1024)
    assert (
        planner.generic("POST", "/desk/import/voices/", content_type="text/plain", CONTENT_LENGTH=length).status_code
        == 413
    )


URLENCODED = "application/x-www-form-urlencoded"
HOSTILE_BODIES = {
    "invalid utf-8": (b"text=%ff%fe%c3%28&submission=" + b"0" * 32, URLENCODED),
    "lone surrogates": (b"text=%ed%a0%80%ed%b0%80&submission=" + b"0" * 32, URLENCODED),
    "nul bytes": (b"text=abc%00def&place=%00&submission=" + b"0" * 32, URLENCODED),
    "600 fields": ("&".join(f"f{n}=1" for n in range(600)).encode(), URLENCODED),
    "one field of two megabytes": (b"text=" + b"a" * 2_000_000, URLENCODED),
    "not a form": (b"{}", "application/json"),
    "multipart without a boundary": (b"x", "multipart/form-data"),
    "multipart of nonsense": (b"--x\r\n\r\n\xff\xfe\r\n--x--", "multipart/form-data; boundary=x"),
    "six files": (
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\nx\r\n' for _ in range(6)
        )
        + b"--x--",
        "multipart/form-data; boundary=x",
    ),
    "a file named as a path": (
        b'--x\r\nContent-Disposition: form-data; name="photos"; filename="../../etc/passwd"\r\n\r\nx\r\n--x--',
        "multipart/form-data; boundary=x",
    ),
    "an unknown character set": (b"text=abc", URLENCODED + "; charset=klingon"),
    "utf-7": (b"text=+ADw-script+AD4-", URLENCODED + "; charset=utf-7"),
}


@pytest.mark.parametrize(("body", "content_type"), HOSTILE_BODIES.values(), ids=HOSTILE_BODIES)
@pytest.mark.parametrize("address", ["/say/", "/desk/note/", "/follow/"])
def test_hostile_bodies_are_refused_as_pages(town, planner, address, body, content_type):
    response = planner.generic("POST", address, body, content_type=content_type)
    empty = 200 if address == "/follow/" else 422  # nothing that could be read is a form that is still empty
    assert response.status_code in (302, 400, 413, 422, empty)
    assert hardened(response)
    if response.status_code == 302:  # what could be read was taken as words
        assert "\0" not in Voice.objects.get().text
    else:
        assert "<h1>" in response.content.decode()
        assert not Voice.objects.exists()


NUMBERS = [
    "0",
    "99999999999999999999",
    "9223372036854775807",
    "9223372036854775808",
    "1" * 5000,
    "-1",
    "1.5",
    "１",
    "x",
]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:20])
def test_absurd_numbers_in_addresses_are_not_there(planner, number):
    for address in ["/desk/need/{}/", "/desk/voice/{}/", "/desk/need/{}/draft/", "/desk/part/{}/give/", "/answers/{}/",
                    "/photo/{}/", "/photo/AAAA-BBBB-CCCC/{}/", "/desk/voice/{}/contact/", "/desk/overview/{}/"]:  # fmt: skip
        assert planner.get(address.format(number)).status_code == 404, address
    assert planner.post(f"/desk/posts/{number}/relieve/").status_code in (403, 404)


@pytest.mark.parametrize(
    "asked",
    [
        {"before": "99999999999999999999"}, {"before": "-1"}, {"before": "x"}, {"before": "٣"}, {"before": "²"}, {"before": "0"},
        {"q": "\0"}, {"q": "あ" * 5000}, {"q": '"' * 99}, {"q": "%" * 50}, {"q": "a" * 100, "before": "1" * 17},
        {"ward": "99999"}, {"ward": "'"}, {"ward": "\0"}, {"state": "\0"}, {"need": "\0"}, {"q": "\ud800".encode("utf-8", "surrogatepass")},
    ],
    ids=repr,
)  # fmt: skip
def test_absurd_questions_get_a_page(planner, asked):
    for address in ("/voices/", "/answers/", "/map/", "/map/needs.geojson", "/desk/needs/", "/say/", "/follow/"):
        assert planner.get(address, asked).status_code == 200, address


@pytest.mark.parametrize("path", ["/follow/%00/", "/follow/%ff%fe/", "/follow/..%2f..%2fetc/", "/%0d%0aSet-Cookie:x/", "/desk/need/1/%00/", "/say/" + "a" * 3000 + "/thanks/", "/en/en/", "/follow/" + "%F0%9F%92%A7" * 12 + "/"])  # fmt: skip
def test_absurd_addresses_are_not_there(planner, path):
    response = planner.get(path)
    assert response.status_code == 404
    assert "Set-Cookie:x" not in str(response.headers)


@pytest.mark.parametrize(
    ("field", "value"),
    [("post", "9" * 30), ("post", "x"), ("post", ""), ("post", "\0"), ("next", "https://evil.example/"), ("next", "//evil.example"), ("next", "javascript:alert(1)"), ("next", "\\\\evil.example")],
)  # fmt: skip
def test_choosing_a_post_leads_nowhere_else(planner, field, value):
    assert planner.post("/desk/post/", {field: value})["Location"] == "/desk/"


@pytest.mark.parametrize("wrong", ["/\\evil.example", "https://evil.example/", "//evil.example"])
def test_signing_in_leads_nowhere_else(town, wrong):
    from tests.cast import PASSWORD

    login = {"login": "planner.w-kami-machi@wakimizu.example", "password": PASSWORD, "next": wrong}
    assert town.browser().post("/account/login/", login)["Location"] == "/desk/"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "wakimizu.localhost.evil.example",
        "wakimizu.localhost:80@evil.example",
        "evil.example:80",
        "",
        "a b",
        "[::1",
        "localhost\\@evil",
    ],
)
def test_a_foreign_host_gets_nothing(town, settings, host):
    settings.ALLOWED_HOSTS = [".localhost"]
    response = town.browser().get("/", headers={"host": host})
    assert response.status_code == 400
    assert hardened(response)
    assert "evil" not in response.content.decode()


def test_forwarded_hosts_are_not_believed(town):
    response = town.browser().get("/desk/", headers={"x-forwarded-host": "evil.example"})
    assert "evil" not in response["Location"] + response.content.decode()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("address", ["/", "/say/", "/follow/", "/voices/", "/desk/", "/desk/note/", "/desk/posts/"])
def test_other_methods_are_refused(town, method, address):
    response = town.browser("it", "hq-seisaku").generic(method, address)
    assert response.status_code == 405
    assert response["Allow"]
    assert "<h1>" in response.content.decode() and hardened(response)


@pytest.mark.parametrize("address", ["/", "/say/", "/voices/", "/answers/", "/map/", "/follow/", "/healthy"])
def test_whoever_only_asks_for_the_head_gets_it(town, address):
    response = town.browser().head(address)
    assert response.status_code == 200
    assert response.content == b""


class TestFlood:
    def test_more_than_so_many_an_hour_are_asked_to_wait(self, town, settings):
        settings.VOICES_PER_HOUR = 3
        browser = town.browser()
        assert [browser.post("/en/say/", form()).status_code for _ in range(4)] == [302, 302, 302, 429]
        response = browser.post("/en/say/", form())
        assert "wait an hour" in response.content.decode() and hardened(response)
        assert Voice.objects.count() == 3

    def test_each_address_by_itself_and_staff_not_at_all(self, town, settings):
        settings.VOICES_PER_HOUR = 1
        browser = town.browser()
        assert browser.post("/say/", form(), REMOTE_ADDR="192.0.2.1").status_code == 302
        assert browser.post("/say/", form(), REMOTE_ADDR="192.0.2.2").status_code == 302
        clerk = town.browser("clerk", "w-kami-kumin")
        assert [clerk.post("/desk/note/", form(channel="phone")).status_code for _ in range(3)] == [302] * 3

    @pytest.mark.parametrize(("proxies", "second"), [(0, 429), (1, 302)])
    def test_a_forwarded_address_counts_only_behind_our_own_proxy(self, town, settings, proxies, second):
        settings.VOICES_PER_HOUR, settings.TRUSTED_PROXIES = 1, proxies
        browser = town.browser()
        assert browser.post("/say/", form(), headers={"x-forwarded-for": "192.0.2.1"}).status_code == 302
        assert browser.post("/say/", form(), headers={"x-forwarded-for": "192.0.2.2"}).status_code == second

    def test_what_a_visitor_forged_before_our_proxy_does_not_count(self, town, settings):
        settings.VOICES_PER_HOUR, settings.TRUSTED_PROXIES = 1, 1
        browser = town.browser()
        statuses = [
            browser.post("/say/", form(), headers={"x-forwarded-for": f"10.0.0.{n}, 192.0.2.1"}).status_code
            for n in range(2)
        ]
        assert statuses == [302, 429]


class TestLogs:
    def test_no_receipt_no_address_no_question_no_number(self, town, caplog):
        """Through the filter every handler of ours has, whatever is asked and refused."""
        caplog.set_level(logging.DEBUG)
        caplog.handler.addFilter(NoPersonalData())
        voice = kami_voice(town)
        browser = town.browser("clerk", "w-kami-kumin")
        for address in (f"/follow/{voice.receipt}/", f"/follow/{voice.receipt.lower()}/reopen/", f"/follow/{voice.receipt}/proof/",
                        f"/follow/{voice.receipt.replace('-', '')}/reopen/", "/nowhere/?q=hanako@example.jp", "/nowhere/hanako@example.jp/", "/nowhere/123456789018/"):  # fmt: skip
            browser.get(address)
        browser.post("/account/login/", {"login": "hanako@example.jp", "password": "secret words"})
        browser.post(f"/follow/{voice.receipt}/reopen/", {"because": "まだです"})
        for word in (voice.receipt, voice.receipt.lower(), voice.receipt.replace("-", ""), "hanako", "secret", "q=", "123456789018"):  # fmt: skip
            assert word not in caplog.text

    def test_every_handler_has_the_filter(self, settings):
        assert all("no_personal_data" in handler["filters"] for handler in settings.LOGGING["handlers"].values())

    def test_a_fault_of_ours_is_a_page_without_its_inside(self, town, monkeypatch, caplog):
        monkeypatch.setattr("wakimizu.pages.views.queries.recent_answers", lambda: 1 / 0)
        response = town.browser().get("/")
        assert response.status_code == 500
        page = response.content.decode()
        assert "<h1>" in page
        assert "ZeroDivision" not in page and "Traceback" not in page
        assert hardened(response)


def test_the_deployment_check_finds_nothing_when_it_is_set_up_as_documented(town, settings, monkeypatch):
    settings.ALLOWED_HOSTS = [".voices.example.jp"]
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD = (
        31_536_000,
        True,
        True,
    )
    settings.SECRET_KEY = "k3v#9wq7_zx!p2m8rt5y(u1i0o@a6s4d)fghjLQWERTYUIOPxyz"
    with monkeypatch.context() as here:  # the journeys set it, and the database is asked again when this test ends
        here.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
        call_command("check", deploy=True, fail_level="WARNING", stdout=io.StringIO())


def test_a_matter_with_hostile_words_is_only_words_on_every_page(town, planner):
    words = '<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}{% now "Y" %}\'"`${7*7}'
    from wakimizu.apps.voices.operations import publish_voice

    voice = kami_voice(town, words, place=words[:100], may_publish=True)
    publish_voice(town.actor("planner", "w-kami-machi"), voice=voice, text=words)
    need = need_of(town, voice, title=words[:120])
    for address in (f"/desk/voice/{voice.pk}/", f"/desk/need/{need.pk}/", f"/answers/{need.pk}/", "/voices/", "/answers/",
                    "/map/", "/desk/", "/desk/needs/", f"/follow/{voice.receipt}/", f"/desk/need/{need.pk}/draft/"):  # fmt: skip
        page = planner.get(address).content.decode()
        assert ("<script>alert" not in page and "<img src=x" not in page and "{{ 7" in page) or "7*7" not in page, (
            address
        )
