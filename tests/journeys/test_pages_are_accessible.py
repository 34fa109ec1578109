"""Every page, in both languages, at both widths: axe finds nothing, nothing sticks out, it speaks its language.

English has the same structure and colours as Japanese, in other words: axe reads the phone's page in English and the
desktop's in Japanese. Contrast takes most of its time and is examined once, on the desktop, where most is shown. What else no
page may do (errors in the console, requests to others) is watched in every journey (visitors.Watch).
"""

import json
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.pages import PREFIX, PUBLIC, STAFF, walk
from tests.journeys.site import Site
from tests.journeys.visitors import DESKTOP, PHONE, Visitors, say, send
from tests.journeys.words import foreign_words

pytestmark = pytest.mark.whole

AXE = Axe()
RUN = """contrast => axe.run(document, {resultTypes: ['violations'], rules: {'color-contrast': {enabled: contrast}}})
    .then(found => found.violations)"""
READ_BY_AXE = {"ja": DESKTOP, "en": PHONE}
in_both_languages = pytest.mark.parametrize("language", ["ja", "en"])


def examine(page: Page, language: str) -> list[str]:
    """What is wrong with the page as it stands."""
    faults = []
    if page.get_attribute("html", "lang") != language:
        faults.append(f"html lang is {page.get_attribute('html', 'lang')}")
    if not page.title().strip():
        faults.append("no title")
    page.evaluate("() => document.querySelectorAll('main details').forEach(each => { each.open = true })")
    page.evaluate(AXE.axe_script)
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        if page.locator("[data-map]").count():
            page.locator("[data-map]").scroll_into_view_if_needed()
            expect(page.locator("[data-map][data-ready]")).to_be_attached()
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"at {width} px it is {page.evaluate('() => document.documentElement.scrollWidth')} px wide")
        if (width, height) != READ_BY_AXE[language]:
            continue
        for violation in page.evaluate(RUN, width == DESKTOP[0]):
            where = [
                f"{node['html'][:200]} — {' '.join(node['failureSummary'].split())[:200]}"
                for node in violation["nodes"][:3]
            ]
            faults.append(
                f"at {width} px: {violation['id']}: {violation['help']}: {json.dumps(where, ensure_ascii=False)}"
            )
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    return [f"{page.url}: {fault}" for fault in faults] + foreign_words(page, language)


@in_both_languages
def test_public_pages(visitors: Visitors, language: str) -> None:
    page = visitors.window()
    faults = []
    receipt = say(page, "横断歩道の白い線が消えています。", "43101-10")
    starts = [*PUBLIC, "/answers/1/", f"/say/{receipt}/thanks/", f"/follow/{receipt}/", f"/follow/{receipt}/path/"]
    for _address in walk(page, starts, language, "/answers/"):
        faults += examine(page, language)
    assert not faults, "\n".join(faults)


@in_both_languages
@pytest.mark.parametrize("email", STAFF)
def test_staff_pages(visitors: Visitors, email: str, language: str) -> None:
    page = visitors.staff(email, size=PHONE)
    faults, seen = [], 0
    for _address in walk(page, STAFF[email], language, "/desk/", email):
        faults += examine(page, language)
        seen += 1
    assert seen > 2
    assert not faults, "\n".join(faults)


def nothing_written(page: Page) -> None:
    """Send a form with all its words taken out."""
    page.evaluate(
        "() => document.querySelectorAll('main form[method=post] :is(input:not([type=hidden],[type=radio],[type=checkbox]),"
        " textarea, select)').forEach(each => { each.value = '' })"
    )
    send(page)


def a_my_number(page: Page) -> None:
    page.fill("[name=text]", "番号は 1234 5678 9018 です。")
    page.locator("main details:has([name=email]) summary").click()
    page.fill("[name=email]", "nowhere")
    send(page)


def no_such_receipt(page: Page) -> None:
    page.fill("[name=receipt]", "2222-2222-2222")
    send(page)


def no_cookies(page: Page) -> None:
    page.context.clear_cookies()
    page.fill("[name=text]", "街灯が切れています。")
    send(page)


def wrong_password(page: Page) -> None:
    page.fill("[name=login]", "nobody@demo.example")
    page.fill("[name=password]", "not the password")
    send(page)


def an_empty_file(page: Page) -> None:
    page.set_input_files("[name=file]", files=[{"name": "a.csv", "mimeType": "text/csv", "buffer": b""}])
    send(page)


def nothing(page: Page) -> None:
    """The address alone is refused."""


PLANNER = "planner.chuo@demo.example"
REFUSALS: list[tuple[str, str, Callable[[Page], None], int]] = [
    # who, where, what they do there, the answer
    ("", "/nothing/", nothing, 404),
    ("", "/follow/2222-2222-2222/", nothing, 404),
    ("", "/say/", nothing_written, 422),
    ("", "/say/", a_my_number, 422),
    ("", "/say/", no_cookies, 403),
    ("", "/follow/", no_such_receipt, 422),
    ("", "/account/login/", wrong_password, 200),
    ("clerk.chuo@demo.example", "/desk/posts/", nothing, 403),
    ("clerk.chuo@demo.example", "/desk/note/", nothing_written, 422),
    ("it@demo.example", "/desk/posts/", nothing_written, 422),
    (PLANNER, "/desk/import/voices/", an_empty_file, 422),
    (PLANNER, "raise", nothing_written, 422),
    (PLANNER, "pass", nothing_written, 422),
    (PLANNER, "draft", nothing_written, 422),
    (PLANNER, "support", nothing_written, 422),
    (PLANNER, "merge", nothing_written, 422),
]


@in_both_languages
@pytest.mark.parametrize(
    ("email", "where", "act", "status"), REFUSALS, ids=lambda value: getattr(value, "__name__", str(value))
)
def test_refusals(
    visitors: Visitors, email: str, where: str, act: Callable[[Page], None], status: int, language: str
) -> None:
    page = visitors.staff(email, size=PHONE) if email else visitors.window()
    if where in ("raise", "pass"):
        say(page, "この角の植え込みが高くて見通しが悪いです。", "43101-19")
    statuses: list[int] = []
    page.on(
        "response", lambda answer: statuses.append(answer.status) if answer.request.is_navigation_request() else None
    )
    page.goto(PREFIX[language] + act_page(page, where))
    act(page)
    page.wait_for_load_state()
    assert statuses[-1] == status
    faults = examine(page, language)
    assert not faults, "\n".join(faults)


def act_page(page: Page, where: str) -> str:
    """The address, or the first one on the desk or among the open needs where this act can be done."""
    if where.startswith("/"):
        return where
    if where in ("raise", "pass"):
        page.goto("/desk/")
        return str(page.locator(f"main a[href$='/{where}/']").first.get_attribute("href"))
    page.goto("/desk/needs/?state=assigned")
    return f"{page.locator('main a.queue-title').first.get_attribute('href')}{where}/"


@in_both_languages
def test_an_answer_that_is_not_possible_now(visitors: Visitors, site: Site, language: str) -> None:
    """The demo's need at the ward border waits for two offices: sending it for approval is refused with their names."""
    page = visitors.staff(PLANNER, size=PHONE)
    page.goto("/desk/")
    need = page.locator("main a.queue-title", has_text="区の境の橋").first.get_attribute("href")
    page.goto(f"{PREFIX[language]}{need}draft/")
    page.check("[name=ending][value=solved]")
    page.fill("[name=text]", "段差をなくしました。")
    send(page)
    page.goto(f"{PREFIX[language]}{need}submit/")
    send(page)
    expect(page.locator(".problem")).to_be_visible()
    faults = examine(page, language)
    assert not faults, "\n".join(faults)
