"""A liaison officer in a meeting hall without a network: writes, closes, opens again, and all arrives once, in order."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.pages import PREFIX
from tests.journeys.site import Site
from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import PHONE, Visitors

pytestmark = pytest.mark.whole

WHO = "liaison.takuma@demo.example"
PASSPHRASE = "湧水の里の合言葉 42"
OFFLINE = "/en/desk/visits/offline/"
VOICES = ("街灯が二つ消えていて暗い", "側溝のふたが割れている")


@pytest.fixture
def hall(visitors: Visitors) -> Iterator[Page]:
    """The page, kept in the browser, unlocked."""
    page = visitors.staff(WHO, size=PHONE)
    page.goto(OFFLINE)
    expect(page.locator("[data-offline][data-kept]")).to_be_visible()
    unlock(page)
    yield page
    page.context.set_offline(False)


def unlock(page: Page, passphrase: str = PASSPHRASE) -> None:
    page.fill("#passphrase", passphrase)
    page.press("#passphrase", "Enter")


def write_meeting(page: Page, title: str, **more: str) -> None:
    page.click("[data-new=visit]")
    form = page.locator("[data-form=visit]")
    form.locator("[name=title]").fill(title)
    form.locator("[name=day]").fill("2026-11-20")
    form.locator("[name=districts]").first.check()
    for name, value in more.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button[type=submit]").click()
    expect(form).to_be_hidden()


def write_voice(page: Page, text: str, meeting: str) -> None:
    page.click("[data-new=voice]")
    form = page.locator("[data-form=voice]")
    form.locator("[name=visit]").select_option(label=meeting)
    form.locator("[name=text]").fill(text)
    form.locator("button[type=submit]").click()
    expect(form).to_be_hidden()


def states(page: Page) -> Any:
    return page.locator("[data-drafts] [data-state]")


def in_browser(page: Page) -> str:
    """All that lies in the browser's database, as text."""
    return str(
        page.evaluate("""async () => {
      const base = await new Promise((good, bad) => { const asked = indexedDB.open("wakimizu-notes"); asked.onsuccess = () => good(asked.result); asked.onerror = bad; });
      const all = (name) => new Promise((good) => { const asked = base.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => good(asked.result); });
      const plain = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder().decode(value) : value;
      return JSON.stringify([await all("lock"), await all("notes")], (_key, value) => plain(value));
    }""")
    )


def test_written_without_a_network_it_arrives_once_and_in_order(hall: Page) -> None:
    sent: list[dict[str, Any]] = []
    hall.context.on(
        "request", lambda asked: sent.append(json.loads(asked.post_data or "{}")) if asked.method == "POST" else None
    )
    hall.context.set_offline(True)
    write_meeting(hall, "網のない集会", minutes="防災訓練の相談をした。")
    for text in VOICES:
        write_voice(hall, text, "網のない集会")
    expect(states(hall)).to_have_text(["Waits for the network"] * 3)
    assert "集会" not in in_browser(hall)
    assert VOICES[0] not in in_browser(hall)
    answer = hall.reload()
    assert answer is not None
    assert answer.from_service_worker
    expect(hall.locator("[data-locked-count]")).to_have_text("3 notes are kept here, locked.")
    unlock(hall, "wrong words altogether")
    expect(hall.locator("[data-lock-error]")).to_be_visible()
    unlock(hall)
    expect(states(hall)).to_have_text(["Waits for the network"] * 3)
    assert not sent
    hall.context.set_offline(False)
    expect(states(hall)).to_have_text(["Arrived"] * 3, timeout=30_000)
    assert [each["kind"] for each in sent] == ["visit", "voice", "voice"]
    assert [each["values"].get("text") for each in sent[1:]] == list(VOICES)
    receipts = hall.locator("[data-drafts] [data-receipt]").all_inner_texts()[1:]
    hall.locator("[data-drafts] [data-open]").first.click()
    expect(hall.locator("h1")).to_have_text("網のない集会")
    page = hall.inner_text("main")
    for text, receipt in zip(VOICES, receipts, strict=True):
        assert page.count(text) == 1
        assert receipt in page


def test_an_answer_that_is_lost_doubles_nothing(hall: Page, visitors: Visitors) -> None:
    arrived: list[str] = []

    def cut(route: Route) -> None:
        """The server keeps it; its answer does not come back."""
        if route.request.method == "POST" and not arrived:
            arrived.append(route.fetch().text())
            route.abort("connectionreset")
        else:
            route.continue_()

    hall.context.route("**/notes/send/", cut)
    write_meeting(hall, "答えの消えた集会")
    expect(states(hall)).to_have_text(["Sent, not confirmed yet"])
    expect(hall.locator("[data-drafts] [data-change]")).to_be_hidden()
    assert '"kept"' in arrived[0]
    hall.click("[data-send-now]")
    expect(states(hall)).to_have_text(["Arrived"])
    hall.goto("/en/desk/visits/")
    expect(hall.get_by_role("link", name="答えの消えた集会")).to_have_count(1)


def test_who_is_signed_out_signs_in_and_it_is_sent(hall: Page, visitors: Visitors) -> None:
    cookies = hall.context.cookies()
    hall.context.clear_cookies()
    write_meeting(hall, "外に出された集会")
    expect(hall.locator("[data-status]")).to_contain_text("You are signed out.")
    expect(hall.locator("[data-sign-in-link]")).to_be_visible()
    expect(states(hall)).to_have_text(["Waits for the network"])
    hall.context.add_cookies(cookies)  # type: ignore[arg-type]  # signed in again, in another window
    hall.reload()
    unlock(hall)
    expect(states(hall)).to_have_text(["Arrived"])


def test_what_is_refused_stays_with_the_sentence_until_it_is_mended(hall: Page) -> None:
    write_meeting(hall, "逆さの集会", begins="20:00", ends="19:00")
    expect(states(hall)).to_have_text(["Needs a look"])
    expect(hall.locator("[data-drafts] [data-why]")).to_contain_text("It cannot end before it begins.")
    write_voice(hall, "待つ声があります", "逆さの集会")
    expect(states(hall)).to_have_text(["Needs a look", "Waits for the network"])  # its meeting comes first
    hall.locator("[data-drafts] [data-change]").first.click()
    form = hall.locator("[data-form=visit]")
    expect(form.locator("[name=title]")).to_have_value("逆さの集会")
    form.locator("[name=ends]").fill("21:00")
    form.locator("button[type=submit]").click()
    expect(states(hall)).to_have_text(["Arrived", "Arrived"])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_is_accessible_in_every_state(visitors: Visitors, language: str) -> None:
    page = visitors.staff(WHO, size=PHONE)
    page.goto(f"{PREFIX[language]}/desk/visits/offline/")
    expect(page.locator("[data-offline][data-kept]")).to_be_visible()
    faults = examine(page, language)
    unlock(page, "short")
    faults += examine(page, language)
    unlock(page)
    expect(page.locator("[data-notes]")).to_be_visible()
    page.context.set_offline(True)
    write_meeting(page, "見た目の集会")
    faults += examine(page, language)
    page.click("[data-new=visit]")
    faults += examine(page, language)
    page.click("[data-new=voice]")
    faults += examine(page, language)
    page.context.set_offline(False)
    assert not faults, "\n".join(faults)


def test_with_the_server_really_gone_the_page_opens_and_sends_when_it_is_back(
    browser: Browser, city: Path, ground: Path
) -> None:
    site = Site(city, ground / "site-without-a-network")
    people = Visitors(browser, site, {})
    try:
        page = people.staff(WHO, size=PHONE)
        page.goto(OFFLINE)
        expect(page.locator("[data-offline][data-kept]")).to_be_visible()
        site.stop()
        page.reload()
        unlock(page)
        write_meeting(page, "止まった日の集会")
        expect(states(page)).to_have_text(["Waits for the network"])
        site.start()
        page.click("[data-send-now]")
        expect(states(page)).to_have_text(["Arrived"])
    finally:
        people.close()
        site.stop()
