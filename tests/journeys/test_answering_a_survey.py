"""A survey from the resident's phone to the indicator: a code answers once, the results are published, the indicator has them."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import PREFIX
from tests.journeys.site import Site
from tests.journeys.test_pages_are_accessible import examine
from tests.journeys.visitors import DESKTOP, Visitors, send

pytestmark = pytest.mark.whole

SURVEY = "/desk/survey/madoguchi-mini/"
POLICY = "policy@demo.example"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_code_answers_once_on_a_phone(visitors: Visitors, language: str) -> None:
    prefix, faults = PREFIX[language], []
    code = try_code(visitors, language)
    phone = visitors.window()
    phone.goto(f"{prefix}/survey/#{code}")
    expect(phone.locator("[name=code]")).to_have_value(code)
    assert code not in phone.url
    send(phone)
    faults += examine(phone, language)
    send(phone)  # nothing answered yet
    expect(phone.locator(".field-error").first).to_be_visible()
    faults += examine(phone, language)
    phone.check("[name=living][value='4']")
    phone.check("[name=building][value='5']")
    phone.select_option("[name=age]", "2")
    send(phone)
    phone.wait_for_url("**/thanks/")
    assert code not in phone.content()

    phone.goto(f"{prefix}/survey/")
    phone.fill("[name=code]", code.lower().replace("-", ""))
    send(phone)
    said = {"ja": "このコードではすでに回答されています。", "en": "This code has been answered with already"}[language]
    expect(phone.locator(".field-error")).to_contain_text(said)
    assert not faults, "\n".join(faults)


def try_code(visitors: Visitors, language: str) -> str:
    """A fresh code of the survey that is under way, as policy makes it for a letter."""
    return letters(visitors.staff(POLICY), "machizukuri", 1)[0]


def letters(desk: Page, survey: str, count: int) -> list[str]:
    desk.goto(f"/desk/survey/{survey}/invite/")
    desk.fill("[name=name]", "旅の試し")
    desk.fill("[name=each]", str(count))
    desk.check("[name=form][value=letters]")
    send(desk)
    expect(desk.locator(".survey-qr svg").first).to_be_visible()
    return [each.strip() for each in desk.locator(".receipt-code").all_inner_texts()]


def test_from_a_ready_survey_to_the_indicator(visitors: Visitors, site: Site) -> None:
    desk = visitors.staff(POLICY)
    desk.goto("/desk/surveys/new/")
    desk.check("[name=instrument][value=counters]")
    desk.fill("[name=code]", "madoguchi-mini")
    desk.select_option("[name=owner]", "hq-shimin")
    today = desk.evaluate("() => new Date().toLocaleDateString('sv', {timeZone: 'Asia/Tokyo'})")
    desk.fill("[name=opens]", today)
    desk.fill("[name=closes]", today)
    send(desk)
    desk.wait_for_url(f"**{SURVEY}")
    codes = letters(desk, "madoguchi-mini", 10)
    press(desk, "調査を始める")
    phone = visitors.window()
    for code in codes:
        phone.goto(f"/survey/#{code}")
        send(phone)
        phone.check("[name=used][value='1']")
        phone.check("[name=clarity][value='5']")
        send(phone)
        phone.wait_for_url("**/thanks/")
    press(desk, "調査を締め切る")
    expect(desk.locator("main")).to_contain_text("まだ公表していません")
    press(desk, "結果を公表する")
    assert not examine(desk, "ja")
    desk.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    desk.click("main a:has-text('公開ページを開く')")
    expect(desk.locator("main")).to_contain_text("100.0%")
    desk.goto("/desk/indicator/survey-clarity/")
    expect(desk.locator("main")).to_contain_text("100.0%")
    expect(desk.locator("main")).to_contain_text("回答数10")
    assert codes[0] not in site.output.read_text()
    assert codes[0] not in site.command("ledger", "verify")


def press(desk: Page, label: str) -> None:
    desk.goto(SURVEY)
    desk.click(f"main button:has-text('{label}')")
    desk.wait_for_load_state()
    expect(desk.locator("#messages")).not_to_be_empty()
