"""Fill in once: the server gives the page and takes nothing back. What the browser does is shown in tests/journeys."""

import re
from pathlib import Path

import pytest

import wakimizu

STATIC = Path(wakimizu.__file__).parent / "shared" / "static" / "wakimizu" / "js"


def policy(answer):
    return dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))


def test_nothing_may_leave_the_page(town):
    answer = town.browser().get("/guide/form/")
    assert answer.status_code == 200
    rules = policy(answer)
    assert (rules["default-src"], rules["connect-src"], rules["form-action"]) == ("'none'", "'none'", "'none'")
    assert "http" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("address", ["/guide/form/", "/en/guide/form/"])
def test_the_page_has_no_form_and_no_script_or_style_within(town, address):
    text = town.browser().get(address).content.decode()
    assert not re.search(r"<form|<style|<script(?![^>]* src=)| on\w+=| style=", text)


def test_not_even_staff_have_a_form_on_it(town):
    assert "<form" not in town.browser("clerk", "w-kami-kumin").get("/guide/form/").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/guide/form/", "/desk/scan/"])
def test_nothing_is_taken(town, address, method):
    answer = getattr(town.browser("clerk", "w-kami-kumin"), method)(address, {"name": "山田"})
    assert answer.status_code == 405


def test_the_counter_may_use_its_camera_and_nothing_else(town):
    answer = town.browser("clerk", "w-kami-kumin").get("/desk/scan/")
    assert answer.status_code == 200
    assert policy(answer)["connect-src"] == "'none'"
    assert "camera=(self)" in answer["Permissions-Policy"]
    assert "camera=()" in town.browser().get("/offices/")["Permissions-Policy"]


def test_residents_do_not_see_the_counters_reader(town):
    assert town.browser().get("/desk/scan/").status_code == 302


def test_my_number_is_not_asked(town):
    text = town.browser().get("/en/guide/form/").content.decode()
    assert [name for name in re.findall(r'name="([\w-]+)"', text) if "number" in name.lower()] == []
    assert "Do not write your My Number" in text


def test_without_javascript_there_is_a_blank_sheet(town):
    text = town.browser().get("/en/guide/form/").content.decode()
    assert re.search(r"<div[^>]*data-write-once hidden", text)
    sheet = text.split('class="sheet"')[1]
    assert sheet.count('data-member="name"') == 4


@pytest.mark.parametrize("name", ["writeonce.js", "scan.js", "sheetcode.js"])
def test_the_scripts_know_no_way_out(name):
    code = (STATIC / name).read_text()
    assert not re.search(
        r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML",
        code,
    )
