"""Standards and offers: one holds on a day, versions follow one another, what cannot be is refused in a sentence."""

from datetime import date, time

import pytest

from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.models import Observation, Offering, Remedy, Standard
from wakimizu.apps.services.operations import (
    accept_fault,
    finish_remedy,
    note_observations,
    offer_service,
    promise_remedy,
    withdraw_offering,
)
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
APRIL, JULY, OCTOBER, NEXT = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2027, 4, 1)


def versions(service):
    return [(row.valid_from, row.valid_to) for row in Standard.objects.filter(service=service).order_by("valid_from")]


def book_of(town):
    town.city.refresh_from_db()
    return counters(town.city)


class TestVersions:
    def test_a_new_version_ends_the_one_that_held(self, services, standard):
        standard("juminhyo", since=APRIL)
        standard("juminhyo", since=JULY, wait_minutes=10)
        assert versions(services["juminhyo"]) == [(APRIL, JULY), (JULY, None)]

    @pytest.mark.parametrize(
        ("since", "until"),
        [(APRIL, None), (date(2026, 3, 1), None), (date(2026, 3, 1), date(2026, 4, 2)), (JULY, NEXT)],
    )
    def test_two_standards_for_one_date_are_refused(self, services, standard, since, until):
        standard("juminhyo", since=APRIL, until=OCTOBER)
        with pytest.raises(BadInput, match="another standard holds"):
            standard("juminhyo", since=since, until=until)
        assert versions(services["juminhyo"]) == [(APRIL, OCTOBER)]

    def test_versions_may_stand_end_to_end(self, services, standard):
        standard("juminhyo", since=JULY, until=OCTOBER)
        standard("juminhyo", since=OCTOBER)
        standard("juminhyo", since=APRIL, until=JULY)
        assert versions(services["juminhyo"]) == [(APRIL, JULY), (JULY, OCTOBER), (OCTOBER, None)]

    def test_the_day_decides_which_holds(self, town, services, standard):
        standard("juminhyo", since=APRIL, wait_minutes=20)
        standard("juminhyo", since=JULY, wait_minutes=10)
        book, number = book_of(town), services["juminhyo"].pk
        held = [book.standards_on(day).get(number) for day in (date(2026, 3, 31), date(2026, 6, 30), JULY)]
        assert [each and each.wait_minutes for each in held] == [None, 20, 10]

    def test_only_the_owning_division_sets_it(self, town, standard):
        standard("juminhyo", by=town.actor("hq", "hq-kocho"))
        for role, office in [
            ("hq", "hq-road"),
            ("mayor", "w-kami"),
            ("planner", "w-kami-machi"),
            ("policy", "hq-seisaku"),
        ]:
            with pytest.raises(NotPermitted):
                standard("juminhyo", since=JULY, by=town.actor(role, office))

    def test_the_ledger_has_what_was_set(self, standard):
        row = standard("juminhyo", wait_minutes=15)
        entry = Entry.objects.get(operation="set_standard", object_id=row.pk)
        assert '"wait_minutes":15' in entry.facts

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"until": APRIL}, "end before it begins"),
            ({"opens": time(17), "closes": time(9)}, "close before it opens"),
            ({"opens": time(9)}, "both hours"),
            ({"ward_office": "half"}, "in full, passes it on, or not"),
        ],
    )
    def test_what_cannot_hold_is_refused(self, standard, more, sentence):
        with pytest.raises(BadInput, match=sentence):
            standard("juminhyo", **more)
        assert not Standard.objects.exists()


class TestOffers:
    def test_a_change_ends_what_was_offered(self, town, services, offer):
        offer("juminhyo", "b-kawabata", "referral")
        offer("juminhyo", "b-kawabata", "full", since=JULY)
        book, day = book_of(town), services["juminhyo"]
        assert [row.level for row in book.offered(day, APRIL)] == ["referral"]
        assert [row.level for row in book.offered(day, JULY)] == ["full"]

    def test_at_a_closed_office_it_is_refused(self, town, offer):
        branch = town.offices["b-kawabata"]
        branch.valid_to = JULY
        branch.save()
        with pytest.raises(BadInput, match="is closed on"):
            offer("juminhyo", "b-kawabata", since=JULY)
        assert not Offering.objects.exists()

    @pytest.mark.parametrize(
        ("office", "more", "sentence"),
        [
            ("w-kami", {"opens": time(17), "closes": time(8, 30)}, "close before it opens"),
            ("w-kami", {"opens": time(8, 30), "closes": time(8, 30)}, "close before it opens"),
            ("w-kami", {"closes": time(17)}, "both hours"),
            ("hq-road", {}, "has no counter"),
            ("w-kami", {"level": "none"}, "in full or passes it on"),
            ("w-kami", {"until": date(2026, 3, 1)}, "end before it begins"),
        ],
    )
    def test_what_cannot_be_is_refused(self, offer, office, more, sentence):
        with pytest.raises(BadInput, match=sentence):
            offer("juminhyo", office, **more)
        assert not Offering.objects.exists()

    def test_twice_on_one_day_is_refused(self, offer):
        offer("juminhyo", "w-kami")
        with pytest.raises(BadInput, match="already on these days"):
            offer("juminhyo", "w-kami", "referral")

    def test_a_ward_speaks_for_its_own_offices_only(self, town, offer):
        offer("juminhyo", "b-kawabata", by=town.actor("planner", "w-kami-machi"))
        for role, office in [
            ("planner", "w-shimo-machi"),
            ("clerk", "b-kawabata"),
            ("hq", "hq-kocho"),
            ("auditor", "hq-seisaku"),
        ]:
            with pytest.raises(NotPermitted):
                offer("kokuho", "b-kawabata", by=town.actor(role, office))

    def test_withdrawing_needs_a_reason_and_a_later_day(self, town, services, offer):
        row = offer("juminhyo", "w-kami")
        planner = town.actor("planner", "w-kami-machi")
        with pytest.raises(BadInput, match="reason"):
            withdraw_offering(planner, offering=row, on=NEXT, because=" ")
        with pytest.raises(BadInput, match="before it begins"):
            withdraw_offering(planner, offering=row, on=APRIL, because="few cases")
        withdraw_offering(planner, offering=row, on=OCTOBER, because="few cases")
        with pytest.raises(BadInput, match="ended already"):
            withdraw_offering(planner, offering=row, on=NEXT, because="few cases")
        book = book_of(town)
        assert book.offered(services["juminhyo"], date(2026, 9, 30)) and not book.offered(services["juminhyo"], OCTOBER)

    def test_another_citys_office_is_refused(self, town, tonari, services):
        row = Offering(service=services["juminhyo"], office=tonari.offices["w-higashi"], level="full", valid_from=APRIL)
        with pytest.raises(NotPermitted):
            offer_service(town.system(), offering=row)

    def test_what_is_noted_for_a_later_day_stands_and_can_be_taken_out(self, town, services, offer):
        planner, service = town.actor("planner", "w-kami-machi"), services["juminhyo"]
        now = offer("juminhyo", "w-kami", "referral", since=APRIL)
        coming = offer("juminhyo", "w-kami", since=NEXT)
        assert Offering.objects.get(pk=now.pk).valid_to == NEXT
        withdraw_offering(planner, offering=coming, on=NEXT, because="the wrong year")
        assert [(row.level, row.valid_to) for row in Offering.objects.all()] == [("referral", None)]
        offer("kokuho", "w-kami", since=NEXT)
        offer("kokuho", "w-kami", "referral", since=OCTOBER)
        book = book_of(town)
        assert [row.level for row in book.offered(services["kokuho"], date(2027, 3, 31))] == ["referral"]
        assert [row.level for row in book.offered(services["kokuho"], NEXT)] == ["full"]
        assert list(book.coming(service, APRIL)) == []

    def test_another_wards_variant_and_what_is_no_longer_in_the_catalogue_are_refused(self, town, services, offer):
        services["kokuho"].ward = town.areas["43992"]
        services["kokuho"].save()
        with pytest.raises(BadInput, match="variant of Shimo Ward only"):
            offer("kokuho", "w-kami")
        services["kaigo"].valid_to = APRIL
        services["kaigo"].save()
        with pytest.raises(BadInput, match="not in the catalogue"):
            offer("kaigo", "w-kami")


class TestMonths:
    def month(self, town, services, **more):
        facts = {"service": services["juminhyo"], "office": town.offices["w-kami"], "month": OCTOBER, "volume": 5}
        return Observation(**{**facts, **more})

    def test_a_month_is_written_over(self, town, services):
        clerk = town.actor("clerk", "w-kami-kumin")
        for volume in (5, 7):
            note_observations(clerk, city=town.city, observations=[self.month(town, services, volume=volume)])
        assert [each.volume for each in Observation.objects.all()] == [7]

    def test_a_month_to_come_is_refused(self, town, services):
        with pytest.raises(BadInput, match="has begun"):
            note_observations(town.system(), city=town.city, observations=[self.month(town, services, month=NEXT)])

    def test_another_wards_office_is_refused(self, town, services):
        with pytest.raises(NotPermitted):
            note_observations(
                town.actor("clerk", "w-kami-kumin"),
                city=town.city,
                observations=[self.month(town, services, office=town.offices["w-shimo"])],
            )
        assert not Observation.objects.exists()


class TestRemedies:
    def promise(self, town, services, by=None, **more):
        facts = {
            "service": services["juminhyo"],
            "office": town.offices["b-kawabata"],
            "fault": "missing",
            "owner": town.offices["w-kami-kumin"],
        }
        facts |= {"due": NEXT, "text": "端末を置く"}
        return promise_remedy(by or town.actor("planner", "w-kami-machi"), **{**facts, **more})

    def test_a_promise_is_given_anew_not_twice(self, town, services):
        self.promise(town, services)
        self.promise(town, services, text="端末を二台置く")
        assert [row.text for row in Remedy.objects.all()] == ["端末を二台置く"]

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"due": APRIL}, "has passed"),
            ({"text": " "}, "what will be done"),
            ({"fault": "ugly"}, "no such shortfall"),
        ],
    )
    def test_an_empty_promise_is_refused(self, town, services, more, sentence):
        with pytest.raises(BadInput, match=sentence):
            self.promise(town, services, **more)

    def test_another_ward_may_not_promise_for_it(self, town, services):
        with pytest.raises(NotPermitted):
            self.promise(town, services, by=town.actor("planner", "w-shimo-machi"))

    def test_done_is_said_once(self, town, services):
        row = self.promise(town, services)
        planner = town.actor("planner", "w-kami-machi")
        finish_remedy(planner, remedy=row)
        with pytest.raises(WrongState):
            finish_remedy(planner, remedy=row)
        again = self.promise(town, services)
        assert again.pk != row.pk

    def test_only_who_set_the_standard_accepts_a_fault(self, town, services):
        facts = {
            "service": services["juminhyo"],
            "office": town.offices["b-kawabata"],
            "fault": "missing",
            "until": NEXT,
        }
        with pytest.raises(NotPermitted):
            accept_fault(town.actor("planner", "w-kami-machi"), because="too few people", **facts)
        row = accept_fault(town.actor("hq_head", "hq-kocho"), because="too few people", **facts)
        assert (row.state, row.due) == ("accepted", NEXT)
        planner = town.actor("planner", "w-kami-machi")
        with pytest.raises(NotPermitted):
            self.promise(town, services)
        with pytest.raises(NotPermitted):
            finish_remedy(planner, remedy=row)
        assert Remedy.objects.get().state == "accepted"
        finish_remedy(town.actor("hq_head", "hq-kocho"), remedy=row)


def test_a_variant_has_no_standard_of_its_own(services, standard):
    variant = services["kokuho"]
    variant.base = services["juminhyo"]
    variant.save()
    with pytest.raises(BadInput, match="comes from"):
        standard("kokuho")
