"""What was written to residents, which mail came back, and how a city words the next one."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_pages_are_accessible import PLANNER, examine, in_both_languages
from tests.journeys.visitors import PHONE, Visitors

pytestmark = pytest.mark.whole

LABELS = {
    "ja": {"back": "届かず戻った", "read": "読む"},
    "en": {"back": "Came back", "read": "Read"},
}
PREFIX = {"ja": "", "en": "/en"}


@in_both_languages
def test_a_planner_sees_which_mail_came_back_and_reads_one(visitors: Visitors, language: str) -> None:
    page, says = visitors.staff(PLANNER, size=PHONE), LABELS[language]
    page.goto(f"{PREFIX[language]}/desk/mails/?state=bounced")
    rows = page.locator("main tbody tr")
    expect(rows.first).to_contain_text(says["back"])
    assert not examine(page, language)
    receipt = rows.first.locator("th").inner_text()
    rows.first.get_by_text(says["read"], exact=True).click()
    page.wait_for_url("**/desk/mails/*/")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text(receipt)
    page.go_back()
    rows.first.locator("th a").click()  # the voice it is about says so, too
    page.wait_for_url("**/desk/voice/*/")


def test_a_city_words_its_mail_with_a_preview_and_goes_back_to_ours(visitors: Visitors) -> None:
    page = visitors.staff("it@demo.example")
    page.goto("/desk/mails/wording/receipt/ja/")
    before = page.locator("[name=text]").input_value()
    page.fill("[name=text]", "市役所から、いつもありがとうございます。\n" + before)
    page.locator("[data-preview]").click()
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("いつもありがとうございます")
    page.locator("main form.form button[type=submit]:not([data-preview])").click()
    page.wait_for_load_state()
    page.goto("/desk/mails/wording/receipt/ja/")
    assert page.locator("[name=text]").input_value().startswith("市役所から、いつも")
    page.locator("form[action$='/ours/'] button").click()
    page.wait_for_load_state()
    page.goto("/desk/mails/wording/receipt/ja/")
    assert page.locator("[name=text]").input_value() == before
