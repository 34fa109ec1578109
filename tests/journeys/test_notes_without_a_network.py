"""A liaison officer in a meeting hall without a network: writes, closes, opens again, and all arrives once, in order."""

import json
from collections.abc import Callable, Iterator
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
    expect(hall.locator("[data-status]")).to_contain_text("The network went away.")
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


def held(page: Page) -> list[Route]:
    """What is posted stays on the way until the test lets it go on."""
    waiting: list[Route] = []
    page.context.route(
        "**/notes/send/", lambda way: waiting.append(way) if way.request.method == "POST" else way.continue_()
    )
    return waiting


def took_out_of(visitors: Visitors, answer: str) -> None:
    """An answer that the test gave itself, and the page bore, is no fault of the page; all else stays one."""
    faults = next(watch.faults for _context, watch in visitors._open)
    assert answer in faults
    faults[:] = [fault for fault in faults if fault != answer]


def until(page: Page, there: Callable[[], Any]) -> None:
    """Wait for something that no page shows."""
    for _ in range(200):
        if there():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come")


def test_what_is_changed_or_removed_while_others_are_sent_is_sent_as_it_stands_then(hall: Page) -> None:
    hall.context.set_offline(True)
    for title in ("先に行く集会", "直す集会", "消す集会"):
        write_meeting(hall, title)
    ways = held(hall)
    hall.context.set_offline(False)
    until(hall, lambda: ways)
    expect(states(hall).first).to_have_text("Sent, not confirmed yet")
    rows = hall.locator("[data-drafts] > li")
    rows.nth(1).locator("[data-change]").click()
    form = hall.locator("[data-form=visit]")
    form.locator("[name=title]").fill("直した集会")
    form.locator("button[type=submit]").click()
    rows.nth(2).locator("[data-drop]").click()
    ways[0].continue_()
    until(hall, lambda: len(ways) == 2)
    ways[1].continue_()
    expect(states(hall)).to_have_text(["Arrived"] * 2)
    assert [json.loads(way.request.post_data or "")["values"]["title"] for way in ways] == [
        "先に行く集会",
        "直した集会",
    ]
    hall.context.unroute_all()
    hall.goto("/en/desk/visits/")
    expect(hall.get_by_role("link", name="直した集会")).to_have_count(1)
    expect(hall.get_by_role("link", name="直す集会")).to_have_count(0)
    expect(hall.get_by_role("link", name="消す集会")).to_have_count(0)


@pytest.mark.parametrize(("status", "state"), [(500, "Sent, not confirmed yet"), (413, "Needs a look")])
def test_a_note_that_the_server_cannot_take_holds_up_no_other(
    hall: Page, visitors: Visitors, status: int, state: str
) -> None:
    title = f"通らない集会{status}"

    def fail(way: Route) -> None:
        values = json.loads(way.request.post_data or "{}").get("values", {})
        if values.get("title") == title:
            way.fulfill(status=status, body="")
        else:
            way.continue_()

    hall.context.route("**/notes/send/", fail)
    hall.context.set_offline(True)
    write_meeting(hall, title)
    write_voice(hall, f"その集会の声{status}", title)
    write_meeting(hall, f"次の集会{status}")
    hall.context.set_offline(False)
    expect(states(hall)).to_have_text([state, "Waits for the network", "Arrived"])
    row = hall.locator("[data-drafts] > li").first
    if status == 413:
        expect(row.locator("[data-why]")).to_contain_text("The server did not take this (error 413).")
    else:
        expect(hall.locator("[data-status]")).to_contain_text("is sent again by itself")
    asked: list[str] = []
    hall.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    row.locator("[data-drop]").click()
    expect(states(hall)).to_have_text(["Waits for the network", "Arrived"])
    assert len(asked) == (status == 500)
    took_out_of(visitors, f"POST {hall.url.split('/desk/')[0]}/notes/send/: {status}")


def test_two_windows_share_one_passphrase_and_lose_no_words(visitors: Visitors) -> None:
    one = visitors.staff(WHO, size=PHONE)
    one.goto(OFFLINE)
    expect(one.locator("[data-offline][data-kept]")).to_be_visible()
    two = one.context.new_page()
    two.goto(OFFLINE)
    for page in (one, two):  # the first passphrase, in both at once
        page.fill("#passphrase", PASSPHRASE)
    for page in (one, two):
        page.evaluate("document.querySelector('[data-lock]').requestSubmit()")
    for page in (one, two):
        expect(page.locator("[data-notes]")).to_be_visible()
    one.context.set_offline(True)
    write_meeting(one, "二つの窓の集会")
    write_meeting(two, "もう一つの窓の集会")
    expect(states(two)).to_have_text(["Waits for the network"] * 2)  # each window opens what the other wrote
    two.locator("[data-drafts] [data-change]").first.click()
    form = two.locator("[data-form=visit]")
    form.locator("[name=title]").fill("書きかけの集会")
    one.context.set_offline(False)
    expect(states(one)).to_have_text(["Arrived"] * 2, timeout=30_000)
    form.locator("button[type=submit]").click()
    expect(form.locator("[data-errors]")).to_contain_text("Your words are still here")
    expect(form.locator("[name=title]")).to_have_value("書きかけの集会")
    form.locator("button[type=submit]").click()
    expect(states(two)).to_have_text(["Arrived"] * 3)
    one.goto("/en/desk/visits/")
    for title in ("二つの窓の集会", "もう一つの窓の集会", "書きかけの集会"):
        expect(one.get_by_role("link", name=title, exact=True)).to_have_count(1)


def test_a_note_passed_off_as_another_is_not_opened_and_the_others_are(hall: Page) -> None:
    hall.context.set_offline(True)
    for title in ("一つめの集会", "二つめの集会", "三つめの集会"):
        write_meeting(hall, title)
    expect(states(hall)).to_have_text(["Waits for the network"] * 3)
    hall.evaluate("""async () => {
      const base = await new Promise((good) => { const asked = indexedDB.open("wakimizu-notes"); asked.onsuccess = () => good(asked.result); });
      const notes = base.transaction("notes", "readwrite").objectStore("notes");
      const rows = await new Promise((good) => { const asked = notes.getAll(); asked.onsuccess = () => good(asked.result); });
      await new Promise((good) => { notes.put({ ...rows[0], seq: rows[1].seq }).onsuccess = good; });
      base.close();
    }""")
    hall.reload()
    unlock(hall)
    expect(states(hall)).to_have_text(["Waits for the network", "Cannot be opened", "Waits for the network"])
    hall.locator("[data-drafts] > li").nth(1).locator("[data-drop]").click()
    hall.context.set_offline(False)
    expect(states(hall)).to_have_text(["Arrived"] * 2, timeout=30_000)


def test_the_page_is_kept_whole_or_as_it_was(hall: Page) -> None:
    keep = """async (addresses) => {
      const worker = (await navigator.serviceWorker.ready).active;
      const told = new Promise((good) => navigator.serviceWorker.addEventListener("message", (event) => good(event.data.kept), { once: true }));
      worker.postMessage({ keep: [location.pathname, ...addresses] });
      const kept = await told, shelves = await caches.keys();
      const shelf = await caches.open(shelves.find((name) => name.endsWith("/en/desk/visits/offline/")));
      return [kept, (await shelf.keys()).map((request) => new URL(request.url).pathname).sort((a, b) => b.length - a.length)];
    }"""
    other, elsewhere = "/en/desk/visits/", "/en/account/login/"  # who is signed in is led on from there
    kept, before = hall.evaluate(keep, [elsewhere])
    assert not kept
    assert OFFLINE in before
    assert len(before) > 5
    expect(hall.locator("[data-status]")).to_contain_text("could not be kept")
    assert hall.evaluate(keep, [other]) == [True, [OFFLINE, other]]  # what is no longer needed is gone
    expect(hall.locator("[data-status]")).to_contain_text("now works without a network")
    assert hall.evaluate(keep, [other, elsewhere]) == [False, [OFFLINE, other]]


def test_what_is_locked_leaves_no_words_on_the_page(hall: Page) -> None:
    hall.context.set_offline(True)
    write_meeting(hall, "施錠の集会")
    hall.click("[data-new=visit]")
    hall.locator("[data-form=visit] [name=title]").fill("書きかけの施錠")
    hall.click("[data-lock-now]")
    expect(hall.locator("[data-locked-count]")).to_have_text("2 notes are kept here, locked.")
    assert "施錠" not in hall.evaluate("""document.body.innerHTML
        + [...document.querySelectorAll("input, textarea")].map((field) => field.value).join()""")
    unlock(hall)
    expect(states(hall)).to_have_text(["Waits for the network", "Not finished"])


def test_a_page_that_nobody_sees_locks_itself(visitors: Visitors) -> None:
    page = visitors.staff(WHO, size=PHONE)
    page.clock.install()
    page.goto(OFFLINE)
    unlock(page)
    expect(page.locator("[data-notes]")).to_be_visible()
    page.evaluate("""Object.defineProperty(document, "hidden", { get: () => true });
        document.dispatchEvent(new Event("visibilitychange"))""")
    page.clock.fast_forward("09:00")
    expect(page.locator("[data-notes]")).to_be_visible()
    page.clock.fast_forward("01:30")
    expect(page.locator("[data-notes]")).to_be_hidden()
    expect(page.locator("[data-lock]")).to_be_visible()


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
