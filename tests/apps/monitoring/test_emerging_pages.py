"""The pages of emerging needs: asked, watched, cancelled, read, taken along as a file; who sees what; constant statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.monitoring.heard import as_always, heard, suddenly
from tests.apps.monitoring.small import CLERK, PLANNER, POLICY
from wakimizu.apps.monitoring import operations
from wakimizu.apps.monitoring.models import Scan
from wakimizu.shared import jobs
from wakimizu.shared.scoping import in_city

IT, AUDITOR = ("it", "hq-seisaku"), ("auditor", "hq-seisaku")
ASKED = {"weeks": "16", "topic": "", "replications": "99", "seed": "3"}


def words(answer):
    return answer.content.decode()


@pytest.fixture
def searched(town):
    """A scan that found something."""
    as_always(town)
    suddenly(town)
    return jobs.run(operations.ask_scan(town.actor(*POLICY), weeks=16))


def test_before_the_first_search_it_says_what_to_do(town):
    page = words(town.browser(*POLICY).get("/en/desk/emerging/"))
    assert "Nobody has searched yet." in page
    assert "/en/desk/emerging/ask/" in page
    assert "/desk/emerging/ask/" not in words(town.browser(*CLERK).get("/en/desk/emerging/"))


def test_asked_for_it_waits_and_can_be_stopped(town):
    browser = town.browser(*POLICY)
    answer = browser.post("/en/desk/emerging/ask/", ASKED)
    scan = Scan.objects.get()
    assert answer["Location"] == f"/en/desk/emerging/{scan.pk}/"
    assert (scan.weeks, scan.topic, scan.replications, scan.seed) == (16, "", 99, 3)
    page = words(browser.get(f"/en/desk/emerging/{scan.pk}/"))
    assert "data-open" in page
    assert "Stop the search" in page
    assert "Stop the search" not in words(town.browser(*CLERK).get(f"/en/desk/emerging/{scan.pk}/"))
    assert browser.get(f"/desk/emerging/{scan.pk}/cancel/").status_code == 405
    assert town.browser(*CLERK).post(f"/desk/emerging/{scan.pk}/cancel/").status_code == 403
    assert browser.post(f"/en/desk/emerging/{scan.pk}/cancel/").status_code == 302
    assert "Cancelled" in words(browser.get(f"/en/desk/emerging/{scan.pk}/"))
    assert browser.post(f"/en/desk/emerging/{scan.pk}/cancel/").status_code == 409


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"weeks": "5"}, "from 8 to 156"),
        ({"weeks": "many"}, "This is not a number."),
        ({"seed": "0"}, "from 1 to"),
        ({"topic": "nothing"}, "nothing"),
        ({"replications": "7"}, "7"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_is_asked(town, facts, said):
    answer = town.browser(*POLICY).post("/en/desk/emerging/ask/", {**ASKED, **facts})
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert not Scan.objects.exists()


def test_what_was_found_is_told_in_a_sentence_a_table_and_a_map(town, searched):
    page = words(town.browser(*POLICY).get("/en/desk/emerging/"))
    assert "Sakura: 16 voices about “Waste” in the last 2 weeks" in page
    assert "of 1,000 searches." in page
    assert 'class="emerging-area"' in page
    assert "the most unusual cluster" in page
    assert "<dd>1</dd>" in page  # the seed
    assert "/en/desk/district/43991-01/" in page


def test_nothing_found_is_an_answer(town):
    as_always(town, weeks=8)
    jobs.run(operations.ask_scan(town.actor(*POLICY), weeks=8))
    page = words(town.browser(*POLICY).get("/en/desk/emerging/"))
    assert "Nothing stands out: no topic is heard of more than its usual share" in page
    assert "emerging-area" not in page


def test_a_cluster_leads_to_its_voices_as_far_as_one_may_read_them(town, searched):
    address = f"/en/desk/emerging/{searched.pk}/1/"
    policy = words(town.browser(*POLICY).get(address))
    assert policy.count("同じことを何度でも") == 16
    assert "/en/desk/needs/?q=Waste" in policy
    other = words(town.browser("planner", "w-shimo-machi").get(address))
    assert "同じことを何度でも" not in other
    assert other.count("A voice another office answers") == 16
    assert words(town.browser(*PLANNER).get(address)).count("同じことを何度でも") == 16
    assert town.browser(*POLICY).get(f"/desk/emerging/{searched.pk}/99/").status_code == 404


def test_the_table_comes_as_a_file(town, searched):
    answer = town.browser(*POLICY).get(f"/desk/emerging/{searched.pk}/download/")
    first = words(answer).splitlines()[1].split(",")
    assert first[:4] == ["1", "waste", "ごみ", "43991-01"]
    assert first[7] == "16"
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("page", ["", "{n}/", "{n}/1/", "{n}/download/"])
def test_staff_who_see_what_is_heard_and_nobody_else(town, searched, page):
    address = "/desk/emerging/" + page.format(n=searched.pk)
    for who in (POLICY, PLANNER, CLERK, AUDITOR):
        assert town.browser(*who).get(address).status_code == 200
    assert town.browser(*IT).get(address).status_code == 403
    assert town.browser().get(address).status_code == 302


def test_another_citys_scan_is_not_there(town, tonari, searched):
    with in_city(tonari.city.pk):
        theirs = operations.ask_scan(tonari.system())
    for page in ("", "1/", "download/"):
        assert town.browser(*POLICY).get(f"/desk/emerging/{theirs.pk}/{page}").status_code == 404
    assert f"/emerging/{theirs.pk}/" not in words(town.browser(*POLICY).get("/desk/emerging/"))


def test_statements_do_not_grow(town, searched):
    def statements(page):
        browser = town.browser(*PLANNER)
        browser.get(page)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(page).status_code == 200
        return len(counted)

    pages = ["/desk/emerging/", f"/desk/emerging/{searched.pk}/", f"/desk/emerging/{searched.pk}/1/"]
    before = {page: statements(page) for page in pages}
    for who in (POLICY, PLANNER, ("hq", "hq-road"), ("mayor", "w-shimo")):
        operations.ask_scan(town.actor(*who))
    heard(town, "43991-01", "waste", 4, 40)
    searched.found = searched.found * 8
    searched.save()
    assert {page: statements(page) for page in pages} == before
