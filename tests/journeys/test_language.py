"""Japanese and English: the switch keeps the page, and neither language shows words of the other."""

import re
from collections.abc import Iterator

import polib
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import PUBLIC, STAFF, walk
from tests.journeys.site import ROOT
from tests.journeys.visitors import DESKTOP, PHONE, Visitors, say

pytestmark = pytest.mark.journey

WORDS = ROOT / "src" / "wakimizu" / "locale" / "ja" / "LC_MESSAGES" / "django.po"
# What a page says itself, as opposed to what people said in it.
FRAME = (
    "label.field-label, legend, button, th[scope=col], dt, nav a, summary, .field-help, .kpi-name, .badge, .actions a, .side-links a,"
    " .keys dd, .problem h1, .problem p, .steps b, .queue-due, .timeline-what, footer p, caption"
)
TEXTS = """() => {
  const said = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const around = walker.currentNode.parentElement;
    if (!around.closest('script, style, template, [lang]:not(html), td[data-label]')) said.push(walker.currentNode.textContent.trim());
  }
  for (const each of document.querySelectorAll('[aria-label], [placeholder], [alt], [title]'))
    for (const name of ['aria-label', 'placeholder', 'alt', 'title']) said.push((each.getAttribute(name) ?? '').trim());
  return said.filter(Boolean);
}"""
FRAMES = "selector => [...document.querySelectorAll(selector)].filter(e => !e.closest('[lang]:not(html)')).map(e => e.innerText.trim())"
ENGLISH_SENTENCE = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
WALKS = [
    ("", PUBLIC, "/answers/"),
    *(
        (email, STAFF[email], "/desk/")
        for email in ("planner.chuo@demo.example", "clerk.chuo@demo.example", "it@demo.example")
    ),
]


@pytest.fixture(scope="module")
def ours() -> polib.POFile:
    words = polib.pofile(str(WORDS))
    if words.percent_translated() < 90:
        pytest.skip(f"only {words.percent_translated()} % of the words are translated")
    return words


def pages(visitors: Visitors, email: str, starts: list[str], language: str, within: str) -> Iterator[Page]:
    page = visitors.staff(email, size=PHONE) if email else visitors.window()
    if not email:
        receipt = say(page, "川べりの草が伸びています。", "43101-10")
        starts = [*starts, "/answers/1/", f"/say/{receipt}/thanks/", f"/follow/{receipt}/"]
    for _address in walk(page, starts, language, within):
        yield page


@pytest.mark.parametrize(("email", "starts", "within"), WALKS, ids=[email or "public" for email, *_ in WALKS])
def test_japanese_pages_are_japanese(
    visitors: Visitors, ours: polib.POFile, email: str, starts: list[str], within: str
) -> None:
    translated = {entry.msgid: entry.msgstr or "".join(entry.msgstr_plural.values()) for entry in ours}
    english = {word for word, japanese in translated.items() if word != japanese and JAPANESE.search(japanese)}
    faults = []
    for page in pages(visitors, email, starts, "ja", within):
        faults += [f"{page.url}: {text}" for text in page.evaluate(TEXTS) if text in english]
        faults += [f"{page.url}: {text}" for text in page.evaluate(FRAMES, FRAME) if ENGLISH_SENTENCE.search(text)]
    assert not faults, "\n".join(sorted(set(faults)))


@pytest.mark.parametrize(("email", "starts", "within"), WALKS, ids=[email or "public" for email, *_ in WALKS])
def test_english_pages_are_english(
    visitors: Visitors, ours: polib.POFile, email: str, starts: list[str], within: str
) -> None:
    japanese = {entry.msgstr for entry in ours if JAPANESE.search(entry.msgstr)}
    faults = []
    for page in pages(visitors, email, starts, "en", within):
        faults += [f"{page.url}: {text}" for text in page.evaluate(TEXTS) if text in japanese]
        faults += [f"{page.url}: {text}" for text in page.evaluate(FRAMES, FRAME) if JAPANESE.search(text)]
    assert not faults, "\n".join(sorted(set(faults)))


@pytest.mark.parametrize("address", ["/", "/say/", "/voices/?q=公園&ward=43101", "/answers/1/", "/map/", "/nothing/"])
def test_the_switch_keeps_the_page(visitors: Visitors, address: str) -> None:
    page = visitors.window(size=DESKTOP)
    page.goto(address)
    japanese = page.url
    page.click("header a[hreflang=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == japanese.replace(f":{visitors.site.port}/", f":{visitors.site.port}/en/")
    page.click("header a[hreflang=ja]")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    assert page.url == japanese


def test_a_form_begun_in_english_is_thanked_in_english(visitors: Visitors) -> None:
    page = visitors.window()
    page.goto("/en/say/")
    page.fill("[name=text]", "The kerb in front of the station is too high for my pushchair.")
    page.locator("main form .actions button").last.click()
    page.wait_for_url("**/en/say/*/thanks/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
