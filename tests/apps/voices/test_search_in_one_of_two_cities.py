"""Two cities in one database: a page of what was found is as long as it can be, whoever else's rows the words are in too."""

from itertools import count

import pytest
from django.utils import timezone

from tests.apps.exchange.machines import machine
from tests.apps.exchange.open311.open311_clients import V2
from tests.apps.voices.scenes import kami_voice, need_of, shimo_voice
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.models import Voice
from wakimizu.apps.voices.queries import PAGE, needs_in_reach, public_needs, public_voices
from wakimizu.shared.scoping import in_city

KAMI, SHIMO, HIGASHI = ("planner", "w-kami-machi"), ("planner", "w-shimo-machi"), ("planner", "w-higashi-machi")
numbers = count(1)


def published(town, who, make):
    text = f"{next(numbers)}番目の街灯"
    return operations.publish_voice(town.actor(*who), voice=make(town, text, may_publish=True), text=text)


def higashi_voice(town, text, **more):
    return town.say(text, district=town.areas["43981-01"], **more)


def raised(town, who, make):
    office, title = who[1], f"{next(numbers)}番目の街灯"
    return need_of(town, make(town, title), title=title, by=town.actor(*who), lead=office)


def spread(town, tonari, make):
    """Rows of the upper ward, PAGE + 2, below as many newer ones of the lower ward and of the neighbour; newest first."""
    ours = [make(town, KAMI, kami_voice) for _ in range(PAGE + 2)]
    for _ in range(PAGE + 2):
        make(town, SHIMO, shimo_voice)
        with in_city(tonari.city.pk):
            make(tonari, HIGASHI, higashi_voice)
    return [row.pk for row in reversed(ours)]


def read(page_before):
    """How many rows each page has, and all rows on them."""
    lengths, shown, before = [], [], None
    while True:
        page = page_before(before)
        lengths.append(len(page.rows))
        shown += [row.pk for row in page.rows]
        if (before := page.older) is None:
            return lengths, shown


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (published, lambda before=None, ward=None: public_voices("街灯", before, ward)),
        (raised, lambda before=None, ward=None: public_needs(query="街灯", before=before, ward=ward)),
    ],
    ids=["voices", "needs"],
)
def test_every_page_but_the_last_is_full(town, tonari, make, found):
    upper = spread(town, tonari, make)
    lengths, whole_city = read(found)
    assert (lengths, whole_city[-PAGE - 2 :]) == ([PAGE, PAGE, 4], upper)
    assert read(lambda before: found(before, town.areas["43991"].pk)) == ([PAGE, 2], upper)
    with in_city(tonari.city.pk):
        lengths, theirs = read(found)
    assert lengths == [PAGE, 2] and not set(theirs) & set(whole_city)


def test_staff_and_machines_find_all_needs_of_their_reach(town, tonari):
    upper = spread(town, tonari, raised)
    actor = town.actor(*KAMI)
    assert read(lambda before: needs_in_reach(actor, query="街灯", before=before)) == ([PAGE, 2], upper)
    road = town.topics["road"].pk
    assert needs_in_reach(actor, query="街灯", topic=road).rows == []
    client, shown, after = machine(town), [], {}
    while True:
        page = client.get("/needs", q="街灯", limit=PAGE, **after).json()
        shown += [row["id"] for row in page["items"]]
        if not page["next"]:
            break
        assert len(page["items"]) == PAGE
        after = {"after": page["next"]}
    assert shown == upper


def test_clients_of_open311_turn_full_pages(town, tonari):
    upper = spread(town, tonari, published)
    Voice.objects.update(received_at=timezone.now())
    asked = f"{V2}/requests.json?q=街灯&page_size=15&page="
    pages = [town.browser().get(f"{asked}{n}").json() for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [15, 15, 14, 0]
    shown = [int(row["service_request_id"]) for page in pages for row in page]
    assert shown[-len(upper) :] == upper and len(set(shown)) == 2 * len(upper)
