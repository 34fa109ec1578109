"""When it goes wrong: too large, too often, a fault of ours. A page in the reader's language that says what to do next."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import WORKER
from tests.journeys.pages import PREFIX
from tests.journeys.site import Site
from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import DESKTOP, PHONE, Visitors, send, sign_in

pytestmark = pytest.mark.whole

MEGABYTE = 1024 * 1024
Act = Callable[[Page, str, Path], None]


@pytest.fixture(scope="module")
def troubled_site(city: Path, ground: Path) -> Iterator[Site]:
    """One voice an hour is taken, and the table of the ledger's seals is gone."""
    running = Site(city, ground / f"troubled-{WORKER}", WAKIMIZU_VOICES_PER_HOUR="1")
    with closing(sqlite3.connect(next(running.folder.glob("*.sqlite3")))) as database:
        database.execute("ALTER TABLE ledger_seal RENAME TO ledger_seal_gone")
    yield running
    running.stop()


@pytest.fixture
def visitors(browser: Browser, troubled_site: Site) -> Iterator[Visitors]:
    people = Visitors(browser, troubled_site, {})
    yield people
    faults = people.faults()
    people.close()
    assert not faults, "\n".join(faults)


def photos_too_large(page: Page, prefix: str, folder: Path) -> None:
    """From a browser that does not run the script which would have said so before sending."""
    page.route("**/photo.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    photo = folder / "photo.jpg"
    photo.write_bytes(b"\xff\xd8" + bytes(42 * MEGABYTE))
    page.goto(f"{prefix}/say/")
    page.fill("[name=text]", "街灯が消えています。")
    page.locator("main details:has([type=file]) summary").click()
    page.set_input_files("[type=file]", photo)
    send(page)


def voices_too_many(page: Page, prefix: str, _folder: Path) -> None:
    for _voice in range(2):
        page.goto(f"{prefix}/say/")
        page.fill("[name=text]", "街灯が消えています。")
        with page.expect_navigation():
            send(page)


def passwords_too_many(page: Page, prefix: str, _folder: Path) -> None:
    """Someone who signed in and then tries to prove the password again and again; it locks that person's sign-in."""
    sign_in(page, "planner.kita@demo.example" if prefix else "planner.nishi@demo.example")
    page.wait_for_url("**/desk/**")
    page.goto(f"{prefix}/account/reauthenticate/")
    for _attempt in range(11):
        page.fill("[name=password]", "not the password")
        with page.expect_navigation():
            send(page)
        if page.locator(".problem").count():
            return


def a_fault_of_ours(page: Page, prefix: str, _folder: Path) -> None:
    page.goto(f"{prefix}/ledger/")


# what is done, the answer, what the page tells the reader to do, where its button leads
TOLD: list[tuple[Act, int, dict[str, str], str]] = [
    (photos_too_large, 413, {"ja": "数を減らすか、小さくしてください", "en": "Send fewer or smaller files"}, "/"),
    (voices_too_many, 429, {"ja": "1時間", "en": "wait an hour"}, "/"),
    (passwords_too_many, 429, {"ja": "1分", "en": "wait a minute"}, "/desk/"),
    (a_fault_of_ours, 500, {"ja": "数分後", "en": "try again in a few minutes"}, "/"),
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("act", "status", "told", "back"), TOLD, ids=lambda value: getattr(value, "__name__", None))
def test_the_page_says_what_to_do_and_leads_back(
    visitors: Visitors, tmp_path: Path, act: Act, status: int, told: dict[str, str], back: str, language: str
) -> None:
    page = visitors.window(size=DESKTOP)
    statuses: list[int] = []
    page.on(
        "response", lambda answer: statuses.append(answer.status) if answer.request.is_navigation_request() else None
    )
    act(page, PREFIX[language], tmp_path)
    assert statuses[-1] == status
    expect(page.locator("main .lead")).to_contain_text(told[language])
    expect(page.locator("h1")).not_to_be_empty()
    faults = examine(page, language)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    expect(page.locator("main .actions a").first).to_be_in_viewport()
    page.locator("main .actions a").first.click()
    page.wait_for_url(f"{visitors.site.url}{PREFIX[language]}{back}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert not faults, "\n".join(faults)
