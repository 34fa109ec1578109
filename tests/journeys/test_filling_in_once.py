"""Fill in once: what a resident types reaches the counter as a code, and no server at all."""

from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import PREFIX
from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import DESKTOP, Visitors

pytestmark = pytest.mark.whole

CLERK = "clerk.chuo@demo.example"
WRITTEN = {
    "#own_name": "湧水 𠮷子",  # a kanji beyond the first plane
    "#own_kana": "わきみず よしこ",
    "#own_birth": "1984-02-29",
    "#own_phone": "096-328-2111",
    "#new_post": "860-8601",
    "#new_address": "熊本市中央区手取本町1-1 ﾏﾝｼｮﾝ101",
    "#old_address": "福岡市博多区é-1",
}
MEMBER = {"name": "湧水 太郎", "kana": "わきみず たろう", "birth": "2016-05-05", "relation": "子"}
MY_NUMBER = "1234 5678 9018"


def write(page: Page) -> None:
    for field, words in WRITTEN.items():
        page.fill(field, words)
    page.click("[data-add]")
    for name, words in MEMBER.items():
        page.fill(f".household [name=member-{name}]", words)


def make(page: Page) -> str:
    """Press the button; the code in letters."""
    page.click("[data-make]")
    expect(page.locator("[data-qr] svg")).to_be_visible()
    return str(page.locator("[data-letters]").text_content())


def clerk_reads(visitors: Visitors, typed: str) -> Page:
    page = visitors.staff(CLERK, size=DESKTOP)
    page.goto("/desk/scan/")
    page.fill("[data-typed]", typed)
    page.press("[data-typed]", "Enter")
    return page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_are_accessible(visitors: Visitors, language: str) -> None:
    page = visitors.window()
    page.goto(f"{PREFIX[language]}/guide/form/")
    faults = examine(page, language)
    page.click("[data-make]")  # nothing written
    expect(page.locator("#own_name_error")).to_be_visible()
    faults += examine(page, language)
    write(page)
    code = make(page)
    faults += examine(page, language)
    counter = visitors.staff(CLERK)
    counter.goto(f"{PREFIX[language]}/desk/scan/")
    counter.click("[data-read]")
    faults += examine(counter, language)
    counter.fill("[data-typed]", code)
    counter.click("[data-read]")
    expect(counter.locator("[data-shown]")).to_be_visible()
    faults += examine(counter, language)
    assert not faults, "\n".join(faults)


def test_nothing_that_is_typed_leaves_the_page(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/guide/form/")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(f"{unquote(request.url)} {request.post_data or ''}"))
    write(page)
    code = make(page)
    page.click("[data-result] [data-clear]")
    write(page)
    make(page)
    page.goto("/offices/")
    assert not [each for each in asked[:-1] if "/guide/" in each and "static" not in each]
    for secret in [code, *WRITTEN.values(), *MEMBER.values()]:
        assert not [each for each in asked if secret in each]


def test_the_browser_itself_forbids_it(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/guide/form/")
    tried: Any = page.evaluate("() => fetch('/healthy').then(() => 'went out', () => 'stopped')")
    assert tried == "stopped"
    visitors._open[-1][1].faults.clear()  # the console's word about it


def test_nothing_is_kept(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/guide/form/")
    write(page)
    make(page)
    assert page.evaluate("() => [localStorage.length, sessionStorage.length, document.cookie.includes('湧水')]") == [
        0,
        0,
        False,
    ]
    page.goto("/offices/")
    page.go_back()
    expect(page.locator("#own_name")).to_have_value("")
    expect(page.locator("[data-result]")).to_be_hidden()


def test_the_counter_reads_what_was_written(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/guide/form/")
    write(page)
    code = make(page)
    assert code.isascii() and code.isalnum() and code.upper() == code and code.startswith("WK1")
    counter = clerk_reads(visitors, code.lower())  # a scanner with Caps Lock
    cell = counter.locator
    expect(cell("[data-cell=name]")).to_have_text(WRITTEN["#own_name"])
    expect(cell("[data-cell=kana]")).to_have_text(WRITTEN["#own_kana"])
    expect(cell("[data-cell=birth]")).to_have_text("昭和59年2月29日（1984-02-29）")
    expect(cell("[data-cell=newAddress]")).to_have_text(WRITTEN["#new_address"])
    expect(cell("[data-cell=oldAddress]")).to_have_text(WRITTEN["#old_address"])
    expect(cell("[data-cell=oldPost]")).to_have_text("")
    expect(cell("[data-member=name]").first).to_have_text(MEMBER["name"])
    expect(cell("[data-member=relation]").first).to_have_text(MEMBER["relation"])
    counter.click("[data-shown] [data-clear]")
    expect(counter.locator("[data-shown]")).to_be_hidden()
    expect(counter.locator("[data-typed]")).to_have_value("")


def test_the_picture_holds_the_same_code(visitors: Visitors) -> None:
    """The modules of the picture are those that the library draws for the letters, read back from the page."""
    page = visitors.window()
    page.goto("/guide/form/")
    write(page)
    code = make(page)
    same = page.evaluate(
        """async code => {
          const script = document.querySelector('script[type=module]').src;
          const { default: qrcode } = await import(new URL('../vendor/qrcode-generator/qrcode.mjs', script));
          const made = qrcode(0, 'M'); made.addData(code, 'Alphanumeric'); made.make();
          const size = made.getModuleCount(), svg = document.querySelector('[data-qr] svg');
          if (svg.getAttribute('viewBox') !== `0 0 ${size + 8} ${size + 8}`) return 'size';
          const path = svg.querySelector('path');
          for (let row = 0; row < size; row += 1) for (let at = 0; at < size; at += 1)
            if (path.isPointInFill(new DOMPoint(at + 4.5, row + 4.5)) !== made.isDark(row, at)) return `${row} ${at}`;
          return 'same';
        }""",
        code,
    )
    assert same == "same"


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda code: "", "Nothing was typed"),
        (lambda code: code[:-1], "torn or incomplete"),
        (lambda code: code[:20] + ("A" if code[20] != "A" else "B") + code[21:], "torn or incomplete"),
        (lambda code: code[:9] + "1" + code[10:], "torn or incomplete"),
        (lambda code: "WK", "not a code of our sheet"),
        (lambda code: "WK1", "torn or incomplete"),
        (lambda code: "WK2" + code[3:], "another version"),
        (lambda code: "https://example.com/", "not a code of our sheet"),
        (lambda code: "うk1あ", "Japanese input is on"),
    ],
)
def test_a_bad_code_gets_a_sentence(visitors: Visitors, harm: Any, sentence: str) -> None:
    page = visitors.window()
    page.goto("/guide/form/")
    page.fill("#own_name", "湧水 花子")
    code = make(page)
    counter = visitors.staff(CLERK)
    counter.goto("/en/desk/scan/")
    counter.fill("[data-typed]", harm(code))
    counter.press("[data-typed]", "Enter")
    expect(counter.locator("[data-problem]")).to_contain_text(sentence)
    expect(counter.locator("[data-shown]")).to_be_hidden()


@pytest.mark.parametrize(
    "typed",
    [MY_NUMBER, "123456789018", "１２３４－５６７８－９０１８", "番号は123456789018です", "一二三四五六七八九〇一八"],
)
def test_a_my_number_is_refused(visitors: Visitors, typed: str) -> None:
    page = visitors.window()
    page.goto("/en/guide/form/")
    page.fill("#own_name", "湧水 花子")
    page.fill("#old_address", typed)
    expect(page.locator("#old_address_error")).to_contain_text("My Number")
    page.click("[data-make]")
    expect(page.locator("[data-result]")).to_be_hidden()
    expect(page.locator("#old_address")).to_be_focused()
    page.fill("#old_address", "熊本市123456789017")  # not its check digit
    make(page)


def test_people_are_added_taken_out_and_limited(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/guide/form/")
    for n in range(8):
        page.click("[data-add]")
        page.fill(f".household li:nth-child({n + 1}) [name=member-name]", f"{n}" * 80)
    expect(page.locator("[data-add]")).to_be_disabled()
    page.locator("[data-take-out]").first.click()
    expect(page.locator(".household > li")).to_have_count(7)
    expect(page.locator(".household [data-number]").first).to_have_text("1")


def test_too_much_for_a_code_goes_on_paper(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/en/guide/form/")
    page.fill("#own_name", "湧" * 80)
    for n in range(8):
        page.click("[data-add]")
        for name in ("name", "kana"):
            page.fill(f".household li:nth-child({n + 1}) [name=member-{name}]", "水" * 80)
    page.click("[data-make]")
    expect(page.locator("[data-status]")).to_contain_text("print the sheet")
    expect(page.locator("[data-qr] svg")).to_have_count(0)
    expect(page.locator("[data-sheet] [data-member=name]").nth(7)).to_have_text("水" * 80)


def test_paper_shows_the_sheet_and_not_the_form(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/guide/form/")
    write(page)
    make(page)
    page.emulate_media(media="print")
    expect(page.locator("[data-write-once]")).to_be_hidden()
    expect(page.locator("[data-sheet]")).to_be_visible()
    expect(page.locator("[data-qr] svg")).to_be_visible()


def test_without_javascript_a_blank_sheet(visitors: Visitors) -> None:
    page = visitors.window(java_script_enabled=False)
    page.goto("/guide/form/")
    expect(page.locator("[data-write-once]")).to_be_hidden()
    expect(page.locator("[data-sheet]")).to_be_visible()
    expect(page.locator("[data-blank]")).to_be_visible()
