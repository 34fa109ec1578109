"""The screens' words: what the code says in English, and its Japanese in src/wakimizu/locale.

    ./wakimizu words            take up what is new in the code, drop what is gone, compile
    ./wakimizu words --check    change nothing; exit 1 when a word is missing, unsure, gone, or not compiled

Extraction needs GNU gettext (Debian: apt-get install gettext); without it the words that are there are still checked
and compiled. The compiled file is committed, so running Wakimizu needs neither gettext nor this script.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "wakimizu"
PO = PACKAGE / "locale" / "ja" / "LC_MESSAGES" / "django.po"
NOT_OURS = shutil.ignore_patterns("static", "locale", "migrations", "__pycache__")
HEADER = {
    "Project-Id-Version": "Wakimizu",
    "Language": "ja",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# Django's command, which finds what the engines say too: they know no gettext (engines/words.py).
MAKEMESSAGES = """
from django.core.management import execute_from_command_line
from django.core.management.commands.makemessages import Command
Command.xgettext_options = [*Command.xgettext_options, "--keyword=Words", "--keyword=Refused"]
execute_from_command_line()
"""
NO_GETTEXT = "GNU gettext (xgettext) is not installed: what is new in the code was not looked for."
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%%|</?\w+>")

Key = tuple[str | None, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def has_gettext() -> bool:
    return all(shutil.which(tool) for tool in ("xgettext", "msguniq", "msgmerge", "msgattrib"))


def extracted() -> polib.POFile:
    """All words of the code, untranslated. Made in a copy, so that Django's command cannot guess at translations."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "wakimizu"
        shutil.copytree(PACKAGE, copy, ignore=NOT_OURS)
        (copy / "locale").mkdir()
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        command = [sys.executable, "-c", MAKEMESSAGES, "makemessages", "-l", "ja", "--no-location", "--no-wrap"]
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"makemessages failed:\n{done.stderr}")
        return polib.pofile(str(copy / "locale" / "ja" / "LC_MESSAGES" / "django.po"))


def written(path: Path = PO) -> polib.POFile:
    """The words as they stand in the file; none when there is no file yet."""
    return polib.pofile(str(path), wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)


def brought_up_to_date(now: polib.POFile, code: polib.POFile) -> polib.POFile:
    """The code's words in the code's order, with the translations we have of exactly these words."""
    known = {key(entry): entry for entry in now if not entry.obsolete}
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata = HEADER
    for entry in code:
        before = known.get(key(entry))
        if before is not None and before.msgid_plural == entry.msgid_plural:
            entry.msgstr, entry.msgstr_plural = before.msgstr, dict(before.msgstr_plural)
            entry.tcomment = before.tcomment
        elif entry.msgid_plural:
            entry.msgstr_plural = {0: ""}
        fresh.append(entry)
    return fresh


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


def faults(words: polib.POFile) -> list[str]:
    """What is wrong in the file itself: untranslated, unsure, no longer used, or a placeholder lost."""
    found = []
    for entry in words:
        if entry.obsolete:
            found.append(f"no longer used: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"unsure (fuzzy): {entry.msgid!r}")
        elif not all(translations(entry)):
            found.append(f"not translated: {entry.msgid!r}")
        elif any(placeholders(text) != placeholders(entry.msgid_plural or entry.msgid) for text in translations(entry)):
            found.append(f"placeholders differ: {entry.msgid!r}")
    return found


def strays(words: polib.POFile, code: polib.POFile) -> list[str]:
    """Where file and code differ."""
    ours, theirs = {key(entry) for entry in words if not entry.obsolete}, {key(entry) for entry in code}
    new = [f"new in the code: {msgid!r}" for _context, msgid in sorted(theirs - ours, key=str)]
    return new + [f"not in the code: {msgid!r}" for _context, msgid in sorted(ours - theirs, key=str)]


def compiled(words: polib.POFile) -> bytes:
    return words.to_binary()


def is_compiled(path: Path = PO) -> bool:
    """Whether the .mo beside this .po says the same."""
    mo = path.with_suffix(".mo")
    return mo.exists() and mo.read_bytes() == compiled(written(path))


def check() -> list[str]:
    words = written()
    found = faults(words)
    if has_gettext():
        found += strays(words, extracted())
    if not is_compiled():
        found.append("django.mo is out of date: run ./wakimizu words")
    return found


def update() -> list[str]:
    words = written()
    if has_gettext():
        words = brought_up_to_date(words, extracted())
    PO.parent.mkdir(parents=True, exist_ok=True)
    words.save(str(PO))
    PO.with_suffix(".mo").write_bytes(compiled(written()))
    return faults(words)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./wakimizu words", description="Bring the screens' words up to date.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something is to be done")
    only_check = parser.parse_args(arguments).check
    found = check() if only_check else update()
    for fault in found:
        print(fault)
    if not has_gettext():
        print(NO_GETTEXT, file=sys.stderr)
    print(f"{len(written())} words in src/wakimizu/locale/ja, {len(found)} to be seen to.")
    return 1 if only_check and found else 0


if __name__ == "__main__":
    sys.exit(main())
