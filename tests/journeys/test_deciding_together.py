"""Deciding together, from the office's question to the need it is attached to: votes and a statement on a phone, the map, the office."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import PREFIX
from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import Visitors, send

pytestmark = pytest.mark.whole

PLANNER = "planner.chuo@demo.example"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_on_a_phone_one_statement_after_another_to_the_map(visitors: Visitors, language: str) -> None:
    phone = visitors.window()
    phone.goto(f"{PREFIX[language]}/deliberate/park/")
    faults = examine(phone, language)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    expect(phone.locator("#shared")).to_have_count(0)  # nobody is swayed before their first vote
    for n in range(8):
        shown = phone.locator("#statement").inner_text()
        phone.click(("#vote-agree", "#vote-disagree", "#vote-pass")[n % 3])
        expect(phone.locator("#statement")).not_to_have_text(shown)
        expect(phone.locator("#progress")).to_have_attribute("value", str(n + 1))
    expect(phone.locator(".opinion-here")).to_be_visible()
    expect(phone.locator("#shared")).to_be_visible()
    faults += examine(phone, language)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert not faults, "\n".join(faults)


def test_without_scripts_and_by_keyboard(visitors: Visitors) -> None:
    plain = visitors.window(java_script_enabled=False)
    plain.goto("/deliberate/park/")
    shown = plain.locator("#statement").inner_text()
    plain.focus("#vote-agree")
    plain.keyboard.press("Enter")
    expect(plain.locator("#statement")).not_to_have_text(shown)


def test_from_the_offices_question_to_the_need(visitors: Visitors) -> None:
    desk = visitors.staff(PLANNER)
    need = ask(desk)
    press(desk, "公開して始める")
    phone = visitors.window()
    phone.goto("/deliberate/tabi/")
    phone.fill("[name=text]", "番号は123456789018です")
    phone.click("button:has-text('意見を加える')")
    expect(phone.locator(".field-error")).to_contain_text("マイナンバー")
    phone.fill("[name=text]", "夜は静かな場所がほしい。")
    phone.click("button:has-text('意見を加える')")
    expect(phone.locator("#messages")).not_to_be_empty()

    desk.goto("/desk/deliberation/tabi/")
    assert not examine(desk, "ja")
    desk.click("section:has(#waiting) button")
    expect(desk.locator("#messages")).not_to_be_empty()
    other = visitors.window()
    other.goto("/deliberate/tabi/")
    for n in range(3):
        other.click("#vote-agree")
        expect(other.locator("#progress")).to_have_attribute("value", str(n + 1))
    press(desk, "締め切る")
    press(desk, "結果をニーズに添える")
    desk.goto(f"/desk/need/{need}/")
    expect(desk.locator("main")).to_contain_text("旅の問い")
    other.goto("/deliberate/tabi/")
    expect(other.locator("main")).to_contain_text("終了しました")
    assert not examine(other, "ja")
    other.goto("/deliberate/")
    assert not examine(other, "ja")
    desk.goto("/desk/deliberations/")
    assert not examine(desk, "ja")


def ask(desk: Page) -> str:
    """A question on the first need that is offered; returns the need's number."""
    desk.goto("/desk/deliberations/new/")
    assert not examine(desk, "ja")
    today = desk.evaluate("() => new Date().toLocaleDateString('sv', {timeZone: 'Asia/Tokyo'})")
    about = desk.locator("[name=about] option[value^=need]").first.get_attribute("value") or ""
    desk.select_option("[name=about]", about)
    desk.fill("[name=name]", "旅の問い")
    desk.fill("[name=key]", "tabi")
    desk.fill("[name=intro]", "いっしょに考えましょう。")
    desk.fill("[name=opens]", today)
    desk.fill("[name=closes]", today)
    desk.fill("[name=seeds]", "明るくする。\n静かにする。")
    send(desk)
    desk.wait_for_url("**/desk/deliberation/tabi/")
    return re.sub(r"\D", "", about)


def press(desk: Page, label: str) -> None:
    desk.goto("/desk/deliberation/tabi/")
    desk.locator(f"main button:has-text('{label}')").first.click()
    desk.wait_for_load_state()
    expect(desk.locator("#messages")).not_to_be_empty()
