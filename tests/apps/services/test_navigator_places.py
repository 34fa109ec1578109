"""Where a procedure can be done: in full only, open ones first, then the nearer; and which office does all of it."""

from datetime import date, datetime, time

import pytest

from wakimizu.apps.city.models import Area, Closure, Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.navigator.places import DETOUR, Places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def moment(month, day, hour, minute=0):
    """A moment of 2026, in local time."""
    return datetime.combine(date(2026, month, day), time(hour, minute))


TUESDAY = moment(11, 24, 9, 30)  # Monday was a holiday
PLACES = {  # office → latitude; the districts lie at 33.00, 33.02, 32.95, 32.93
    "w-kami": 33.01,
    "w-shimo": 32.94,
    "b-kawabata": 33.02,
    "c-sakura": 33.00,
}


@pytest.fixture
def opened(town):
    """Every counter is open from Monday to Friday, 8:30 to 17:15, and stands somewhere."""
    for code, lat in PLACES.items():
        Office.objects.filter(code=code).update(
            days="mon-fri", opens=time(8, 30), closes=time(17, 15), lat=lat, lon=131.0
        )
    renew(town.city.pk)
    return town


@pytest.fixture
def look(town):
    """look(at, start=…) → Places as of a moment."""

    def at_moment(at=TUESDAY, start=""):
        renew(town.city.pk)
        book = town.book
        return Places(counters(town.city), book, at, book.area_by_code.get(start))

    return at_moment


def codes(places):
    return [place.office.code for place in places]


class TestWhich:
    def test_who_passes_it_on_is_no_place(self, opened, services, offer, look):
        offer("juminhyo", "w-kami")
        offer("juminhyo", "b-kawabata", "referral")
        assert codes(look().of(services["juminhyo"])) == ["w-kami"]

    def test_an_offer_of_another_time_and_a_closed_office_are_none(self, opened, services, offer, look):
        offer("juminhyo", "w-kami", until=TUESDAY.date())
        offer("juminhyo", "w-shimo", since=TUESDAY.date().replace(day=25))
        offer("juminhyo", "c-sakura")
        Office.objects.filter(code="c-sakura").update(valid_to=TUESDAY.date())
        assert codes(look().of(services["juminhyo"])) == []

    def test_the_nearer_stands_first_and_its_way_is_longer_than_the_line(self, opened, services, offer, look):
        for code in PLACES:
            offer("juminhyo", code)
        found = look(start="43991-02").of(services["juminhyo"])
        assert codes(found) == ["b-kawabata", "w-kami", "c-sakura", "w-shimo"]
        assert found[1].km == pytest.approx(0.01 * 111.32 * DETOUR)
        assert codes(look(start="43992-02").of(services["juminhyo"]))[0] == "w-shimo"

    def test_without_a_start_the_larger_stands_first(self, opened, services, offer, look):
        for code in PLACES:
            offer("juminhyo", code)
        found = look().of(services["juminhyo"])
        assert codes(found) == ["w-kami", "w-shimo", "b-kawabata", "c-sakura"]
        assert {place.km for place in found} == {None}

    def test_an_office_whose_place_is_not_known_stands_last(self, opened, services, offer, look):
        offer("juminhyo", "w-kami")
        offer("juminhyo", "w-shimo")
        Office.objects.filter(code="w-kami").update(lat=None, lon=None)
        assert codes(look(start="43991-01").of(services["juminhyo"])) == ["w-shimo", "w-kami"]

    def test_open_before_near(self, opened, services, offer, look):
        offer("juminhyo", "c-sakura", opens=time(13), closes=time(15))
        offer("juminhyo", "w-shimo")
        found = look(start="43991-01").of(services["juminhyo"])
        assert [(place.office.code, place.open) for place in found] == [("w-shimo", True), ("c-sakura", False)]

    def test_a_wards_variant_counts_where_it_is_offered(self, opened, services, offer, look, town):
        from wakimizu.apps.services.models import Service

        base = services["juminhyo"]
        variant = Service.objects.create(
            city=town.city, code="juminhyo-kami", base=base, owner=base.owner, name=base.name, summary=base.name
        )
        services["juminhyo-kami"] = variant
        offer("juminhyo", "w-kami", opens=time(13), closes=time(15))
        offer("juminhyo-kami", "w-kami")
        assert [(place.office.code, place.open) for place in look().of(base)] == [("w-kami", True)]


CLOSED = [  # moment, closed on purpose
    (moment(11, 23, 10), "a national holiday"),
    (moment(11, 22, 10), "a Sunday"),
    (moment(12, 30, 10), "the turn of the year"),
    (moment(11, 25, 10), "the city's closing day"),
    (moment(11, 24, 8, 29), "before it opens"),
    (moment(11, 24, 17, 15), "after it closed"),
]


class TestOpen:
    @pytest.mark.parametrize(("at", "why"), CLOSED, ids=[why for _at, why in CLOSED])
    def test_a_closed_office_is_never_shown_as_open(self, opened, services, offer, look, town, at, why):
        Closure.objects.create(city=town.city, day=date(2026, 11, 25), name="防災訓練")
        offer("juminhyo", "w-kami")
        [place] = look(at).of(services["juminhyo"])
        assert place.open is False
        opens = place.next
        assert opens and not look(datetime.combine(opens.day, time(8, 29))).of(services["juminhyo"])[0].open
        assert look(datetime.combine(opens.day, opens.opens)).of(services["juminhyo"])[0].open

    def test_the_services_own_hours_come_first(self, opened, services, offer, look):
        offer("juminhyo", "w-kami", days="tue", opens=time(9), closes=time(12))
        states = {
            at: look(at).of(services["juminhyo"])[0].open for at in (TUESDAY, moment(11, 24, 13), moment(11, 26, 10))
        }
        assert list(states.values()) == [True, False, False]

    @pytest.mark.parametrize("more", [{"days": ""}, {"days": "第2火"}, {"opens": None}])
    def test_hours_that_are_not_known_are_not_open(self, opened, services, offer, look, more):
        offer("juminhyo", "w-kami")
        Office.objects.filter(code="w-kami").update(**more)
        [place] = look().of(services["juminhyo"])
        assert place.open is None and place.next is None

    def test_an_offer_that_ends_opens_no_more(self, opened, services, offer, look):
        offer("juminhyo", "w-kami", until=date(2026, 11, 25))
        [place] = look(moment(11, 24, 18)).of(services["juminhyo"])
        assert place.open is False and place.next is None


class TestOneVisit:
    def test_the_office_that_does_all_of_it(self, opened, services, offer, look):
        offer("juminhyo", "c-sakura")
        for code in ("juminhyo", "kokuho"):
            offer(code, "w-kami")
            offer(code, "w-shimo")
        visit = look(start="43991-01").one_visit(services.values())
        assert visit.place.office.code == "w-kami" and not visit.missing
        assert codes(visit.others) == ["w-shimo"]
        assert visit.nowhere == [services["kaigo"]]
        assert visit.nearer is None  # c-sakura is nearer, but does one thing only

    def test_if_there_is_none_the_one_that_does_most(self, opened, services, offer, look):
        offer("juminhyo", "w-shimo")
        offer("kokuho", "w-shimo")
        offer("kaigo", "w-kami")
        visit = look().one_visit(services.values())
        assert (visit.place.office.code, visit.missing) == ("w-shimo", [services["kaigo"]])

    def test_a_nearer_one_that_lacks_little_is_named(self, opened, services, offer, look):
        for code in services:
            offer(code, "w-shimo")
        offer("juminhyo", "c-sakura")
        offer("kokuho", "c-sakura")
        visit = look(start="43991-01").one_visit(services.values())
        assert visit.place.office.code == "w-shimo"
        assert (visit.nearer.place.office.code, visit.nearer.missing) == ("c-sakura", [services["kaigo"]])

    def test_it_is_open_only_while_everything_is(self, opened, services, offer, look):
        offer("juminhyo", "w-kami")
        offer("kokuho", "w-kami", opens=time(13), closes=time(15))
        place = look().one_visit(services.values()).place
        assert place.open is False
        assert (place.next.day, place.next.opens, place.next.closes) == (TUESDAY.date(), time(13), time(15))

    def test_one_thing_needs_no_word_of_one_visit(self, opened, services, offer, look):
        offer("juminhyo", "w-kami")
        assert look().one_visit(services.values()) is None


def test_the_way_is_from_the_districts_middle(opened, services, offer, look):
    offer("juminhyo", "w-kami")
    Area.objects.filter(code="43991-01").update(lat=None, lon=None)
    assert look(start="43991-01").of(services["juminhyo"])[0].km is None
