"""Everything by keyboard: the desk's keys, the skip link, the resident's whole form."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitors import DESKTOP, RECEIPT, Visitors, say

pytestmark = pytest.mark.whole

PLANNER = "planner.higashi@demo.example"
MOST_STOPS = 60  # no form here may need more presses of Tab


@pytest.fixture
def planner(visitors: Visitors) -> Page:
    """A planner's desk with three voices or more on it."""
    resident = visitors.window()
    for street in ("桜通り", "銀杏通り", "欅通り"):
        say(resident, f"{street}の落ち葉で側溝がつまっています。", "43102-02")
    page = visitors.staff(PLANNER)
    page.goto("/desk/")
    return page


def focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, and see that it shows."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if focused(page, selector):
            assert page.evaluate(
                "() => { const box = document.activeElement.getBoundingClientRect();"
                " return box.top < innerHeight && box.bottom > 0 }"
            ), f"{selector} has the focus out of sight"
            return
    raise AssertionError(f"{selector} was not reached by Tab")


def here(page: Page) -> int:
    """Which item of the queue the keys stand on."""
    return int(
        page.evaluate(
            "() => [...document.querySelector('[data-queue]').children].findIndex(e => e.hasAttribute('data-here'))"
        )
    )


def test_the_desk_is_walked_with_j_and_k_and_opened_with_enter(planner: Page) -> None:
    page = planner
    titles = page.locator("[data-queue] a.queue-title")
    for key, expected in [("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0)]:
        page.keyboard.press(key)
        assert here(page) == expected, f"after {key}"
        expect(titles.nth(expected)).to_be_focused()
    address = titles.first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def test_a_digit_does_what_the_items_button_does(planner: Page) -> None:
    page = planner
    page.keyboard.press("j")
    page.keyboard.press("j")
    address = page.locator("[data-queue] > li").nth(1).locator("[data-key='1']").get_attribute("href")
    page.keyboard.press("1")
    page.wait_for_url(f"**{address}")


def test_the_question_mark_explains_and_the_keys_can_be_switched_off(planner: Page) -> None:
    page = planner
    page.keyboard.press("?")
    expect(page.locator("dialog[data-keys]")).to_be_visible()
    page.uncheck("[data-keys-on]")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[data-keys]")).to_be_hidden()
    page.keyboard.press("j")
    assert here(page) == -1
    page.reload()
    page.keyboard.press("j")
    assert here(page) == -1, "the choice is kept"


def test_letters_typed_into_a_field_are_letters(planner: Page) -> None:
    page = planner
    page.goto("/desk/needs/")
    page.locator("[name=q]").press_sequentially("j?1")
    expect(page.locator("[name=q]")).to_have_value("j?1")


def test_the_first_tab_leads_past_the_menu(visitors: Visitors) -> None:
    page = visitors.window(size=DESKTOP)
    page.goto("/voices/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip-link")).to_be_focused()
    expect(page.locator("a.skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_a_resident_says_it_by_tab_and_enter_alone(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/")
    tab_to(page, "main a[href='/say/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/say/")
    tab_to(page, "[name=text]")
    page.keyboard.type("夜の公園の音楽が大きくて眠れません。")
    tab_to(page, "[name=district]")
    page.keyboard.type("東区")
    tab_to(page, "main details:has([type=file]) summary")
    page.keyboard.press("Enter")
    tab_to(page, "[name=place]")
    page.keyboard.type("健軍の公園")
    tab_to(page, "main details:has([name=email]) summary")
    page.keyboard.press("Enter")
    tab_to(page, "[name=email]")
    page.keyboard.type("someone@example.jp")
    tab_to(page, "[name=may_publish]")
    page.keyboard.press("Space")
    tab_to(page, "main form .actions button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks/")
    expect(page.locator("#receipt-code")).to_have_text(RECEIPT)


def test_after_an_error_the_keyboard_stands_at_what_to_mend(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/say/")
    tab_to(page, "main form .actions button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=text]")).to_be_focused()
