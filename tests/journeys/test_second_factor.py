"""Staff of a real installation: a second factor is set up before anything is seen, and asked for ever after."""

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import WORKER
from tests.journeys.pages import PREFIX
from tests.journeys.site import Site
from tests.journeys.test_pages_are_accessible import examine, in_both_languages
from tests.journeys.visitors import DESKTOP, PASSWORD, PHONE, Visitors, send, sign_in
from tests.journeys.words import foreign_lines

pytestmark = pytest.mark.whole

PLANNER = {"ja": "planner.kita@demo.example", "en": "planner.nishi@demo.example"}
STEP = 30  # seconds


def code(secret: str, at: float) -> str:
    """RFC 6238 with SHA-1 and six digits: what an authenticator app shows."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, int(at // STEP).to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


@pytest.mark.parametrize(("at", "shown"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_the_tests_own_codes_are_those_of_the_standard(at: int, shown: str) -> None:
    assert code(base64.b32encode(b"12345678901234567890").decode(), at) == shown


@pytest.fixture(scope="module")
def strict_site(city: Path, ground: Path) -> Iterator[Site]:
    running = Site(city, ground / f"strict-{WORKER}", WAKIMIZU_MFA_REQUIRED="1")
    yield running
    running.stop()


@pytest.fixture
def strict_visitors(browser: Browser, strict_site: Site) -> Iterator[Visitors]:
    people = Visitors(browser, strict_site, {})
    yield people
    faults = people.faults()
    people.close()
    assert not faults, "\n".join(faults)


def enter(page: Page, secret: str, leads_to: str) -> None:
    """Give the code of this moment; if its thirty seconds ended meanwhile, the next one."""
    for _code in range(2):
        page.fill("[name=code]", code(secret, time.time()))
        with page.expect_navigation():
            send(page)
        if leads_to in page.url:
            return
    raise AssertionError(f"the code was not taken: {page.url}")


def look(page: Page, language: str) -> list[str]:
    """What is wrong with a page of the sign-in: its looks, its words, or that it left the reader's language."""
    assert page.url.startswith(page.evaluate("() => location.origin") + PREFIX[language] + "/account/"), page.url
    return examine(page, language) + foreign_lines(page, language)


@in_both_languages
def test_a_planner_sets_it_up_and_signs_in_with_it(strict_visitors: Visitors, language: str) -> None:
    prefix, planner = PREFIX[language], PLANNER[language]
    page = strict_visitors.window()
    sign_in(page, planner, prefix=prefix)
    page.wait_for_url("**/account/reauthenticate/**")  # whoever sets up a factor proves the password once more
    page.goto(f"{prefix}/desk/needs/")
    page.wait_for_url("**/account/reauthenticate/**")  # nothing else is open yet
    faults = look(page, language)
    page.fill("[name=password]", "not the password")
    send(page)
    expect(page.locator(".has-error [name=password]")).to_be_visible()
    faults += look(page, language)
    page.fill("[name=password]", PASSWORD)
    send(page)
    page.wait_for_url("**/2fa/totp/activate/**")
    faults += look(page, language)
    page.fill("[name=code]", "000000")
    send(page)
    expect(page.locator(".has-error [name=code]")).to_be_visible()
    faults += look(page, language)
    secret = page.input_value("#authenticator_secret")
    enter(page, secret, f"{prefix}/account/2fa/recovery-codes/")
    faults += look(page, language)
    recovery = page.input_value("#recovery_codes").split()
    assert len(recovery) == 10
    expect(page.locator(f"main .actions a[href='{prefix}/desk/']")).to_be_visible()  # and from here on to work
    for address in ("", "recovery-codes/generate/", "totp/deactivate/", "reauthenticate/"):
        page.goto(f"{prefix}/account/2fa/{address}")
        faults += look(page, language)
    page.goto(f"{prefix}/desk/")
    expect(page.locator("main .kpis")).to_be_visible()

    again = strict_visitors.window(size=PHONE)
    sign_in(again, planner, prefix=prefix)
    again.wait_for_url("**/2fa/authenticate/**")
    faults += look(again, language)
    again.fill("[name=code]", "000000")
    send(again)
    expect(again.locator(".has-error [name=code]")).to_be_visible()
    faults += look(again, language)
    enter(again, secret, f"{prefix}/desk/")

    lost = strict_visitors.window(size=PHONE)
    sign_in(lost, planner, prefix=prefix)
    lost.wait_for_url("**/2fa/authenticate/**")
    lost.fill("[name=code]", recovery[0])
    send(lost)
    lost.wait_for_url(f"{strict_visitors.site.url}{prefix}/desk/")
    assert not faults, "\n".join(faults)


def test_a_password_alone_opens_no_page_of_the_staff(strict_visitors: Visitors) -> None:
    page = strict_visitors.window()
    sign_in(page, "clerk.takuma@demo.example")
    page.wait_for_url("**/account/reauthenticate/**")
    for address in ("/desk/", "/desk/note/", "/desk/needs/", "/en/desk/"):
        page.goto(address)
        assert "/account/reauthenticate/" in page.url, address


@in_both_languages
def test_signing_in_and_out_keeps_the_language(visitors: Visitors, language: str) -> None:
    page = visitors.window(size=DESKTOP)
    sign_in(page, PLANNER[language], prefix=PREFIX[language])
    page.wait_for_url(f"{visitors.site.url}{PREFIX[language]}/desk/")
    page.click("header form button")
    page.wait_for_url(f"{visitors.site.url}{PREFIX[language]}/")
