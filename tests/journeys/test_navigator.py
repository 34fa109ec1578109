"""A resident finds out what to do: on a phone, with and without JavaScript, in both languages; axe finds nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import PREFIX
from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import PHONE, Visitors

pytestmark = pytest.mark.whole

MOVED = {"from": "japan", "card": "yes", "insurance": "kokuho", "children": "small", "care": "none", "handbook": "none", "things": "none"}  # fmt: skip


def press(page: Page) -> None:
    page.locator("main form.form .actions button[type=submit]").click()


def answer_all(page: Page) -> None:
    for question, choice in MOVED.items():
        page.check(f"[name=q-{question}][value={choice}]")
        press(page)


def to_the_result(page: Page, language: str) -> None:
    page.goto(f"{PREFIX[language]}/guide/")
    page.locator("main a.card[href$='/guide/moving_in/']").click()
    answer_all(page)
    expect(page.locator("#steps")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_resident_finds_what_to_do_and_where(visitors: Visitors, javascript: bool) -> None:
    page = visitors.window(size=PHONE, java_script_enabled=javascript)
    to_the_result(page, "ja")
    steps = page.locator("main ol > li.card")
    expect(steps.first).to_contain_text("転入届")
    expect(steps.first).to_contain_text("14")
    page.select_option("select[name=district]", "43101-17")
    page.locator("form.filters button[type=submit]").click()
    expect(steps.first).to_contain_text(re.compile(r"\d\.\d"))  # kilometres
    expect(page.locator("select[name=district]")).to_have_value("43101-17")
    assert page.url.endswith("/guide/moving_in/")  # no answer stands in the address
    expect(page.locator("#along")).to_be_visible()


def test_an_answer_is_changed_and_the_others_are_kept(visitors: Visitors) -> None:
    page = visitors.window(size=PHONE, java_script_enabled=False)
    to_the_result(page, "ja")
    page.locator("main details summary").first.click()
    page.locator("button[name=change][value=insurance]").click()
    expect(page.get_by_role("radio", name="国民健康保険")).to_be_checked()
    page.check("[type=radio][name=q-insurance][value=company]")
    press(page)
    expect(page.locator("#steps")).to_be_visible()
    expect(page.locator("#spared + ul")).to_contain_text("国民健康保険")


def test_continuing_without_a_choice_is_told_at_the_question(visitors: Visitors) -> None:
    page = visitors.window(size=PHONE)
    page.goto("/guide/birth/")
    press(page)
    expect(page.locator(".field-error")).to_be_visible()
    faults = examine(page, "ja")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_its_pages_are_accessible_and_speak_their_language(visitors: Visitors, language: str) -> None:
    page = visitors.window(size=PHONE)
    faults = []
    page.goto(f"{PREFIX[language]}/guide/")
    faults += examine(page, language)
    page.goto(f"{PREFIX[language]}/guide/moving_in/")
    faults += examine(page, language)
    answer_all(page)
    faults += examine(page, language)
    assert not faults, "\n".join(faults)


def test_on_paper_it_is_a_checklist(visitors: Visitors) -> None:
    page = visitors.window()
    to_the_result(page, "ja")
    page.emulate_media(media="print")
    expect(page.locator("#along")).to_be_visible()
    expect(page.locator("main ol > li.card").first).to_be_visible()
    for not_on_paper in ("form.filters", "main details >> nth=0", ".breadcrumbs"):
        expect(page.locator(not_on_paper)).to_be_hidden()
