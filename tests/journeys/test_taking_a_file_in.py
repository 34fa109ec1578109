"""A spreadsheet of past voices on its way in, page by page, on a phone: sent, understood, looked at, taken in."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import PREFIX
from tests.journeys.test_pages_are_accessible import PLANNER, examine, in_both_languages
from tests.journeys.visitors import PHONE, Visitors, send
from tests.journeys.words import JAPANESE

pytestmark = pytest.mark.whole

FILE = """受理番号,ご意見の中身,来た日,種別,場所の校区,お答え,お答えの日,対応した課
{n}1,公園の街灯が消えていて夜は歩けません,令和5年4月3日,道路関係,託麻原,ランプを取り替えました,令和5年4月10日,道路の係
{n}2,道路が陥没しています。直してください,R5.5.8,道路関係,龍田,,,
{n}3,ごみの収集が来ない日があります,きのう,清掃,川尻,業者に伝えました,2023/6/2,環境の係
"""
HOLDS = {
    "受理番号": "number", "ご意見の中身": "text", "来た日": "received", "種別": "topic", "場所の校区": "district", "お答え": "answer",
    "お答えの日": "answered", "対応した課": "office",
}  # fmt: skip
CELLS = sorted((cell for line in FILE.splitlines() for cell in line.split(",") if cell), key=len, reverse=True)


def seen(page: Page, language: str) -> list[str]:
    """What is wrong with the page; the file's own words may be in another language than the page."""
    return [fault for fault in examine(page, language) if not JAPANESE.search(fault) or JAPANESE.search(_rest(fault))]


def _rest(fault: str) -> str:
    for cell in CELLS:
        fault = fault.replace(cell, "")
    return fault


def sent(page: Page, language: str) -> None:
    page.goto(f"{PREFIX[language]}/desk/import/voices/")
    content = FILE.format(n="JE"[language == "en"]).encode()
    page.set_input_files("[name=file]", files=[{"name": "past.csv", "mimeType": "text/csv", "buffer": content}])
    send(page)
    page.wait_for_url("**/columns/")


def understood(page: Page) -> None:
    for name, ours in HOLDS.items():
        page.get_by_label(name, exact=True).select_option(ours)
    page.select_option("[name=ending]", "solved")
    send(page)
    page.wait_for_load_state()


@in_both_languages
def test_from_the_file_to_the_voices(visitors: Visitors, language: str) -> None:
    page = visitors.staff(PLANNER, size=PHONE)
    sent(page, language)
    faults = seen(page, language)
    understood(page)
    if "/values/" in page.url:  # the second time these words are known
        faults += seen(page, language)
        page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url("**/result/**")
    faults += seen(page, language)
    page.locator("main form[action$='/take/'] button").click()
    page.wait_for_url("**/result/**")
    expect(page.locator("main .facts")).to_be_visible()
    faults += seen(page, language)
    assert not faults, "\n".join(faults)
