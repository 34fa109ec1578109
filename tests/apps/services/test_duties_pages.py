"""The duties' screens: who may open and send them, what they show, a file looked at before it is taken in."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.apps.services.test_duties_files import DUTIES, TODAY
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.services.duties import allotments
from wakimizu.apps.services.models import Allotment, Duty, DutyPart

POLICY = ("policy", "hq-seisaku")
PROPOSAL = (
    TODAY.replace("現行", "見直し案")
    .replace("Today", "Proposal")
    .replace("D1,決定,hq-road,直営,1", "D1,決定,ward:machi,直営,1")
)


@pytest.fixture
def held(town) -> None:
    """Two duties, today's allotment in force, a proposal beside it."""
    from wakimizu.apps.services.operations import put_in_force

    allotments.import_duties(town.system(), town.city, DUTIES.encode())
    allotments.import_allotment(town.system(), town.book, TODAY.encode(), "today")
    allotments.import_allotment(town.system(), town.book, PROPOSAL.encode(), "proposal")
    put_in_force(town.system(), allotment=Allotment.objects.get(code="today"))


WHO = {
    "resident": (), "liaison": ("liaison", "c-sakura"), "clerk": ("clerk", "w-kami-kumin"), "planner": ("planner", "w-kami-machi"),
    "mayor": ("mayor", "w-kami"), "hq": ("hq", "hq-road"), "head": ("hq_head", "hq-road"), "policy": POLICY,
    "auditor": ("auditor", "hq-seisaku"), "it": ("it", "hq-seisaku"),
}  # fmt: skip
TABLE = """
                                   resident liaison clerk planner mayor  hq head policy auditor  it
/desk/duties/                           302     200   200     200   200 200  200    200     200 200
/desk/duties/?of=proposal&by=unit       302     200   200     200   200 200  200    200     200 200
/desk/duties/?of=nothing                302     404   404     404   404 404  404    404     404 404
/desk/duties/compare/                   302     200   200     200   200 200  200    200     200 200
/desk/duties/compare/?after=nothing     302     404   404     404   404 404  404    404     404 404
/desk/duties/today/download/            302     200   200     200   200 200  200    200     200 200
/desk/duties/nothing/download/          302     404   404     404   404 404  404    404     404 404
/desk/duties/import/                    302     403   403     403   403 403  403    200     403 403
/desk/duties/proposal/in-force/         302     403   403     403   403 403  403    200     403 403
/desk/duties/nothing/in-force/          302     403   403     403   403 403  403    404     403 403
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]


@pytest.mark.parametrize(("column", "who"), list(enumerate(WHO.items(), 1)), ids=WHO)
def test_every_page_opens_for_whom_the_table_says(town, held, column, who):
    browser = town.browser(*who[1])
    assert {row[0]: browser.get(row[0]).status_code for row in ROWS} == {row[0]: int(row[column]) for row in ROWS}


@pytest.mark.parametrize("who", [name for name in WHO if name != "policy"])
def test_nobody_else_changes_anything(town, held, who):
    browser = town.browser(*WHO[who])
    sent = {"code": "today", "rows": "duty,part,unit\n", "state": "", "name": "x", "goal": "today"}
    expected = 302 if who == "resident" else 403
    entries = Entry.objects.count()
    assert browser.post("/desk/duties/import/", sent).status_code == expected
    assert browser.post("/desk/duties/proposal/in-force/").status_code == expected
    assert Entry.objects.count() == entries
    assert Allotment.objects.get(in_force=True).code == "today"


def test_before_anything_is_there_it_says_what_to_do(town):
    page = town.browser(*POLICY).get("/en/desk/duties/").content.decode()
    assert "Duties are not shared out yet." in page and "/desk/duties/import/" in page
    page = town.browser("clerk", "w-kami-kumin").get("/en/desk/duties/").content.decode()
    assert "The policy division takes them in" in page and "/desk/duties/import/" not in page
    assert "no two allotments yet" in town.browser(*POLICY).get("/en/desk/duties/compare/").content.decode()


def test_the_page_says_who_holds_what_and_what_is_wrong(town, held):
    page = town.browser("clerk", "w-kami-kumin").get("/desk/duties/").content.decode()
    assert "道路の小修繕" in page and "各区のまちづくり推進課" in page and "現行（現行）" in page
    assert (
        "各区のまちづくり推進課は「市民の声の受付」を毎日実施していますが、決定する権限がありません。年間900件を広聴課に上げています。"
        in page
    )
    assert "置き換える" not in page


def test_units_have_their_duties_numbered(town, held):
    page = town.browser(*POLICY).get("/desk/duties/?by=unit").content.decode()
    assert re.search(r'<ol class="duty-list"><li><b>', page)


def test_the_comparison_has_a_picture_and_says_it_in_a_table_too(town, held):
    page = town.browser("planner", "w-kami-machi").get("/en/desk/duties/compare/").content.decode()
    assert "1 part of 1 duty changes." in page
    assert 'role="img"' in page and "Headquarters → Ward offices 1</title>" in page
    assert '<th scope="row">Headquarters</th>' in page
    assert " style=" not in page
    assert "300 fewer cases a year are decided where they are handled." in page


def test_the_workbook_is_an_excel_file(town, held):
    answer = town.browser("planner", "w-kami-machi").get("/desk/duties/proposal/download/?against=today")
    assert re.search(r'filename="duties-proposal-\d{8}\.xlsx"', answer["Content-Disposition"])
    assert len(load_workbook(io.BytesIO(answer.content)).sheetnames) == 5


@pytest.mark.parametrize("address", ["/desk/duties/", "/desk/duties/?by=unit", "/desk/duties/compare/"])
def test_statements_do_not_grow_with_the_city(town, held, address, django_assert_max_num_queries):
    browser = town.browser("planner", "w-kami-machi")
    browser.get(address)
    more = "code,name\n" + "".join(f"E{n},事務{n}\n" for n in range(40))
    allotments.import_duties(town.system(), town.city, more.encode())
    rows = "".join(f"E{n},実施,hq-road,,1,10,\n" for n in range(40))
    allotments.import_allotment(town.system(), town.book, (TODAY + rows).encode(), "today")
    with django_assert_max_num_queries(10):
        assert browser.get(address).status_code == 200


# ── a file ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def send(browser, text: str, goal: str = "today", **more):
    file = SimpleUploadedFile("duties.csv", text.encode())
    return browser.post("/en/desk/duties/import/", {"goal": goal, "file": file, **more})


def hidden(page: str) -> dict[str, str]:
    from html import unescape

    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def test_nothing_is_written_before_it_is_confirmed(town, held):
    browser, entries = town.browser(*POLICY), Entry.objects.count()
    answer = send(browser, PROPOSAL.replace("見直し案", "現行"))
    page = answer.content.decode()
    assert answer.status_code == 200 and "1 part of 1 duty changes." in page
    assert Entry.objects.count() == entries
    answer = browser.post("/en/desk/duties/import/", hidden(page))
    assert (answer.status_code, answer["Location"]) == (302, "/en/desk/duties/?of=today")
    assert DutyPart.objects.get(allotment__code="today", duty__code="D1", part="decide").unit == "ward:machi"
    assert Allotment.objects.get(code="today").in_force
    assert Entry.objects.filter(operation="share_duties_out").count() == 3


def test_the_same_file_has_nothing_to_take_in(town, held):
    page = send(town.browser(*POLICY), TODAY).content.decode()
    assert "there is nothing to take in" in page and 'name="rows"' not in page


def test_refused_lines_are_shown_and_it_cannot_be_confirmed(town, held):
    answer = send(town.browser(*POLICY), TODAY + "D1,企画,hq-moon,,1,,\n")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is no unit “hq-moon”" in page and 'name="rows"' not in page


def test_a_new_allotment_gets_a_short_name_and_stands_beside_the_one_in_force(town, held):
    browser = town.browser(*POLICY)
    page = send(browser, PROPOSAL, goal="+", code="plan-b", name="第二案").content.decode()
    assert "beside “Today”, which is in force" in page
    browser.post("/desk/duties/import/", hidden(page))
    made = Allotment.objects.get(code="plan-b")
    assert (made.name, made.in_force, made.parts.count()) == ("第二案", False, 7)


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"goal": ""}, "Choose what the file holds."),
        ({"goal": "+"}, "Give the new allotment a short name."),
        ({"goal": "+", "code": "today"}, "There is an allotment with this short name."),
        ({"goal": "+", "code": "no blanks"}, "Use letters, digits and hyphens only."),
        ({"goal": "+", "code": "duties"}, "Use another short name"),
        ({"goal": "+", "code": "import"}, "Use another short name"),
    ],
)
def test_a_form_that_is_not_filled_in_says_so(town, held, filled, sentence):
    answer = send(town.browser(*POLICY), TODAY, **filled)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("content", ["", "what,is,this\n1,2,3\n"])
def test_a_file_that_is_no_allotment_says_so_at_the_field(town, held, content):
    answer = send(town.browser(*POLICY), content)
    assert answer.status_code == 422
    assert "The first line must name" in answer.content.decode()


def test_who_confirms_after_another_changed_it_looks_again(town, held):
    browser = town.browser(*POLICY)
    fields = hidden(send(browser, PROPOSAL).content.decode())
    allotments.import_allotment(
        town.system(), town.book, TODAY.replace("hq-road,直営,4", "hq-road,直営,5").encode(), "today"
    )
    answer = browser.post("/en/desk/duties/import/", fields)
    assert answer.status_code == 422
    assert "Somebody else has changed it since." in answer.content.decode()
    assert DutyPart.objects.get(allotment__code="today", duty__code="D1", part="decide").unit == "hq-road"


@pytest.mark.parametrize("code", ["", "../today", "a" * 41, "名前"])
def test_a_confirmation_made_by_hand_is_judged_again(town, held, code):
    browser, entries = town.browser(*POLICY), Entry.objects.count()
    fields = {"code": code, "rows": TODAY, "state": allotments.state_of([])}
    assert browser.post("/desk/duties/import/", fields).status_code == 400
    bad = {
        "code": "today",
        "rows": "duty,part,unit\nD9,plan,hq-road\n",
        "state": allotments.state_of(allotments.parts_of(Allotment.objects.get(code="today"))),
    }
    assert browser.post("/desk/duties/import/", bad).status_code == 400
    assert Entry.objects.count() == entries


def test_the_duties_themselves_are_taken_in_there_too(town, held):
    answer = send(town.browser(*POLICY), "code,name\nD3,新しい事務\n,なし\n", goal="duties")
    assert answer.status_code == 200
    assert "1 added" in answer.content.decode() and "Give the duty" in answer.content.decode()
    assert Duty.objects.filter(code="D3").exists()


def test_an_allotment_is_put_in_force_after_a_look(town, held):
    browser = town.browser(*POLICY)
    page = browser.get("/en/desk/duties/proposal/in-force/").content.decode()
    assert "it takes the place of “Today”" in page and "1 part of 1 duty changes." in page
    assert browser.post("/en/desk/duties/proposal/in-force/").status_code == 302
    assert Allotment.objects.get(in_force=True).code == "proposal"
    assert "It is in force already." in browser.get("/en/desk/duties/proposal/in-force/").content.decode()


def test_the_neighbour_sees_none_of_it(town, tonari, held):
    browser = tonari.browser("planner", "w-higashi-machi")
    assert browser.get("/desk/duties/today/download/").status_code == 404
    assert "道路の小修繕" not in browser.get("/desk/duties/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/desk/duties/",
        "/desk/duties/?by=unit",
        "/desk/duties/compare/",
        "/desk/duties/import/",
        "/desk/duties/proposal/in-force/",
    ],
)
def test_a_page_in_japanese_has_no_english_left(town, held, address):
    from tests.architecture.test_words_complete import english_in

    page = town.browser(*POLICY).get(address).content.decode()
    page = "<main" + page.split("<main", 1)[1].split("</main>")[0]
    for not_words in (town.user(*POLICY).name, "Excel", ".xlsx", "proposal-2027", "D1", "D2", "FTE"):
        page = page.replace(not_words, "")
    columns = page.index("読み取れる列名") if "読み取れる列名" in page else len(page)
    assert english_in(page[:columns]) == []
