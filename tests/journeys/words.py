"""Whether a page speaks its language: every word of ours in it is held against the words' own table."""

import re
from functools import cache

import polib
from playwright.sync_api import Page

from tests.journeys.site import ROOT

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
FRAMES = """selector => [...document.querySelectorAll(selector)].filter(e => !e.closest('[lang]:not(html)')).map(e => {
  if (!e.querySelector('[lang]')) return e.innerText.trim();
  const rest = e.cloneNode(true);  // words that say which language they are in are no fault
  rest.querySelectorAll('[lang]').forEach(each => each.remove());
  return rest.textContent.trim();
})"""
ENGLISH_SENTENCE = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


@cache
def ours() -> polib.POFile:
    return polib.pofile(str(WORDS))


def foreign_words(page: Page, language: str) -> list[str]:
    """What a page says in the other of the two languages; what people wrote in it does not count."""
    if language == "ja":
        translated = {entry.msgid: entry.msgstr or "".join(entry.msgstr_plural.values()) for entry in ours()}
        others = {word for word, japanese in translated.items() if word != japanese and JAPANESE.search(japanese)}
        foreign = ENGLISH_SENTENCE
    else:
        others = {entry.msgstr for entry in ours() if JAPANESE.search(entry.msgstr)}
        foreign = JAPANESE
    said = [text for text in page.evaluate(TEXTS) if text in others]
    said += [text for text in page.evaluate(FRAMES, FRAME) if foreign.search(text)]
    return [f"{page.url}: {text}" for text in said]


def foreign_lines(page: Page, language: str) -> list[str]:
    """The same for a page on which nobody has written anything: every line of its main part counts."""
    foreign = {"ja": ENGLISH_SENTENCE, "en": JAPANESE}[language]
    lines = page.locator("main").inner_text().splitlines()
    return [f"{page.url}: {line}" for line in lines if foreign.search(line)] + foreign_words(page, language)
