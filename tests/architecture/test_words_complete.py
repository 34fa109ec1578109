"""Every word a screen can show is there in Japanese, says the same things, and is compiled."""

import re
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.test import Client

from scripts import words

needs_gettext = pytest.mark.skipif(not words.has_gettext(), reason=words.NO_GETTEXT)


def test_all_words_are_translated_with_their_placeholders() -> None:
    assert words.faults(words.written()) == []


def test_the_compiled_words_are_those_of_the_file() -> None:
    assert words.is_compiled(), "run ./wakimizu words"


@needs_gettext
def test_the_file_has_the_words_of_the_code_and_no_others() -> None:
    assert words.strays(words.written(), words.extracted()) == [], "run ./wakimizu words and translate what is new"


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="Send", msgstr="送信する"), ""),
        (polib.POEntry(msgid="Send", msgstr=""), "not translated"),
        (polib.POEntry(msgid="Send", msgstr="送信する", flags=["fuzzy"]), "unsure"),
        (polib.POEntry(msgid="Send", msgstr="送信する", obsolete=True), "no longer used"),
        (polib.POEntry(msgid="by %(day)s", msgstr="%(day)sまで"), ""),
        (polib.POEntry(msgid="by %(day)s", msgstr="期限まで"), "placeholders"),
        (polib.POEntry(msgid="%(n)d days", msgstr="%(n)s日"), "placeholders"),
        (polib.POEntry(msgid="<b>%(who)s</b> answers", msgstr="%(who)sが回答"), "placeholders"),
        (polib.POEntry(msgid="{count} here", msgstr="{count}件"), ""),
        (polib.POEntry(msgid="%(n)s voice", msgid_plural="%(n)s voices", msgstr_plural={0: "声%(n)s件"}), ""),
        (polib.POEntry(msgid="%(n)s voice", msgid_plural="%(n)s voices", msgstr_plural={0: ""}), "not translated"),
    ],
)
def test_a_fault_in_the_file_is_named(entry: polib.POEntry, fault: str) -> None:
    file = polib.POFile()
    file.append(entry)
    found = words.faults(file)
    assert len(found) == bool(fault)
    assert not fault or fault in found[0]


def test_a_reworded_sentence_loses_its_translation_instead_of_keeping_a_guess() -> None:
    before, code = polib.POFile(), polib.POFile()
    before.extend([polib.POEntry(msgid="Send", msgstr="送信する"), polib.POEntry(msgid="Send it", msgstr="送る")])
    code.extend([polib.POEntry(msgid="Send"), polib.POEntry(msgid="Send it now")])
    after = words.brought_up_to_date(before, code)
    assert [(entry.msgid, entry.msgstr, entry.fuzzy) for entry in after] == [
        ("Send", "送信する", False),
        ("Send it now", "", False),
    ]


def test_an_old_compiled_file_is_noticed(tmp_path: Path) -> None:
    file = polib.POFile()
    file.append(polib.POEntry(msgid="Send", msgstr="送る"))
    file.save(str(tmp_path / "django.po"))
    assert not words.is_compiled(tmp_path / "django.po")
    (tmp_path / "django.mo").write_bytes(words.compiled(words.written(tmp_path / "django.po")))
    assert words.is_compiled(tmp_path / "django.po")
    file[0].msgstr = "送信する"
    file.save(str(tmp_path / "django.po"))
    assert not words.is_compiled(tmp_path / "django.po")


class Shown(HTMLParser):
    """What a page says: its text and the attributes that are read out, without code and text in another language."""

    SAID = ("alt", "aria-label", "placeholder", "title")
    SILENT = ("script", "style", "code", "kbd")
    EMPTY = ("br", "hr", "img", "input", "link", "meta")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = tag in self.SILENT or given.get("lang", "ja") != "ja"
        if not silent:
            self.texts += [
                value for name, value in attrs if value and (name in self.SAID or name.startswith("data-says"))
            ]
        if tag not in self.EMPTY:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(silent for _tag, silent in self._open):
            self.texts.append(" ".join(data.split()))


NAMES = r"\b(CSV|Ctrl|Cookie|Enter|GeoJSON|IT|JPEG|MB|OpenStreetMap|PDF|PNG|UTF-8|WebP)\b"
NOT_WORDS = re.compile(
    rf"[0-9A-Z]{{4}}-[0-9A-Z]{{4}}-[0-9A-Z]{{4}}|\S+@\S+|\{{\w+\}}|{NAMES}", re.ASCII
)  # receipts, addresses, names
PUBLIC = ["say", "follow", "voices", "answers", "map", "promises", "ledger", "account/login", "nothing"]


def english_in(page: str) -> list[str]:
    """Texts of a page with Latin words in them that are not names."""
    return [text for text in Shown(page).texts if re.search("[A-Za-z]{2}", NOT_WORDS.sub("", text))]


@pytest.mark.parametrize(
    ("page", "english"),
    [
        ("<p>声を届ける</p>", []),
        ("<p>Say something</p>", ["Say something"]),
        ('<img alt="Photo"><p>JPEGの写真</p>', ["Photo"]),
        ('<a lang="en">English</a><code>f00ba4</code>', []),
        ("<p>受付番号 2B4K-9XQM-77TW</p>", []),
    ],
)
def test_english_on_a_page_is_noticed(page: str, english: list[str]) -> None:
    assert english_in(page) == english


@pytest.mark.parametrize("path", ["/", *(f"/{name}/" for name in PUBLIC)])
def test_a_public_page_in_japanese_has_no_english_left(town, client: Client, path: str) -> None:
    town.say()
    page = client.get(path, headers={"host": "wakimizu.localhost"}).content.decode()
    assert '<html lang="ja">' in page
    assert english_in(page) == []


def test_the_page_behind_a_receipt_has_no_english_left(town, client: Client) -> None:
    voice = town.say()
    page = client.get(f"/follow/{voice.receipt}/", headers={"host": "wakimizu.localhost"}).content.decode()
    assert english_in(page) == []


@pytest.mark.parametrize("path", ["/desk/", "/desk/note/", "/desk/needs/", "/desk/overview/", "/desk/overdue/"])
def test_a_planners_page_in_japanese_has_no_english_left(town, client: Client, path: str) -> None:
    town.say()
    user = town.user("planner", "w-kami-machi")
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(path, headers={"host": "wakimizu.localhost"}).content.decode()
    assert english_in(page.replace(user.name, "")) == []
