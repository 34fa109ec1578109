"""A page's number of queries does not grow with the city."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db
PAGES = {
    "my desk": ("/desk/", "planner", "w-kami-machi"),
    "need page": ("/desk/need/{need}/", "planner", "w-kami-machi"),
    "needs": ("/desk/needs/", "planner", "w-kami-machi"),
    "overview": ("/desk/overview/", "mayor", "w-kami"),
    "overdue": ("/desk/overdue/", "mayor", "w-kami"),
    "public voices": ("/voices/", "", ""),
    "public search": ("/voices/?q=公園", "", ""),
    "public needs": ("/answers/", "", ""),
    "portal": ("/", "", ""),
    "map": ("/map/", "", ""),
}


def grow(town, count):
    """Voices waiting, and a need with as many voices."""
    from wakimizu.apps.voices import operations

    planner, district = town.actor("planner", "w-kami-machi"), town.areas["43991-01"]
    said = [
        town.say(f"公園のベンチ{n}番がこわれています", district=district, may_publish=True) for n in range(2 * count)
    ]
    for voice in said:
        operations.publish_voice(planner, voice=voice, text=voice.text)
    return operations.raise_need(planner, voices=said[:count], title="公園のベンチ", lead=town.offices["w-kami-machi"])


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_stays(town, page):
    address, *who = PAGES[page]
    counts = []
    for size in (2, 18):
        need = grow(town, size)
        browser = town.browser(*who)
        browser.get(address.format(need=need.pk))  # what is remembered is remembered
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(address.format(need=need.pk)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
