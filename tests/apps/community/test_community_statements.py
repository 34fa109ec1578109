"""A page of the room asks the database no more of a ward where much happened."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.community.community_scenes import LIAISON, PLANNER, TODAY, case_of, lent, partner_of, visit_of
from tests.apps.community.test_meeting_people import said
from tests.apps.voices.pictures import jpeg
from tests.apps.voices.scenes import need_of
from tests.apps.voices.test_photos import cleaned
from wakimizu.apps.community.operations.cases import say_help
from wakimizu.apps.community.operations.visits import hear_voice

PAGES = [
    "/desk/visits/", "/desk/visits/?area=43991-01", "/desk/visit/{visit}/", "/desk/visits/gaps/", "/desk/visits/new/", "/desk/visits/offline/",
    "/desk/visits/download/", "/desk/partners/", "/desk/partner/{partner}/", "/desk/partners/download/", "/desk/cases/", "/desk/case/{case}/",
    "/desk/lent/", "/desk/lent/download/", "/desk/need/{need}/", "/desk/help/need/{need}/", "/desk/district/43991-01/", "/desk/",
    "/districts/43991-01/",
]  # fmt: skip


def test_no_page_asks_more_of_a_busy_ward(town):
    liaison, need = town.actor(*LIAISON), need_of(town, title="公園の街灯が消えて夜道が暗い")
    council, case = partner_of(town, public=True), case_of(town)
    met, posts = visit_of(town), [town.posts[LIAISON], town.posts[PLANNER]]
    numbers = {"visit": met.pk, "partner": council.pk, "case": case.pk, "need": need.pk}
    places = [town.areas["43991-01"], town.areas["43991-02"]]
    browser = town.browser(*LIAISON)

    def more(n):
        for number in range(n):
            name = f"会 {number} of {n}"
            partner = partner_of(town, name, areas=places, public=True)
            visit_of(
                town,
                title=name,
                partners=[council, partner],
                districts=places,
                went=posts,
                day=TODAY - timedelta(days=number),
            )
            visit_of(town, title=name, day=TODAY + timedelta(days=number + 500), public=True)
            hear_voice(liaison, visit=met, said=said(f"街灯 {name}"), book=town.book, catalogue=town.catalogue)
            case_of(town, title=f"街灯の当番 {name}", partners=[partner])
            lent(town, council, district=places[0])
            say_help(liaison, need=need, sphere="mutual", who="", partner=partner, text="見回る")
        visit_of(town, partners=[council], pictures=[cleaned(jpeg())])

    def statements():
        found = {}
        for page in PAGES:
            address = page.format(**numbers)
            browser.get(address)
            with CaptureQueriesContext(connection) as counted:
                assert browser.get(address).status_code == 200, address
            found[page] = len(counted)
        return found

    more(3)
    few = statements()
    more(20)
    assert statements() == few
    assert max(few.values()) <= 40, few
