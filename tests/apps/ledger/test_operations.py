"""An operation writes all or nothing, always with an entry, and only in its actor's own city."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest

from tests.cast import NOW
from wakimizu.apps.city import operations as city_operations
from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.ledger.operations import NothingRecorded, operation
from wakimizu.apps.voices.models import Voice
from wakimizu.apps.voices.operations import Said, receive_voice
from wakimizu.shared.errors import NotPermitted
from wakimizu.shared.scoping import in_city


def test_what_is_not_recorded_is_not_written(town):
    @operation
    def rename(actor, *, office):
        office.name = "改名"
        office.save()

    with pytest.raises(NothingRecorded, match="rename"):
        rename(town.system(), office=town.offices["hq-road"])
    assert Office.objects.get(code="hq-road").name == "道路課"


def test_a_failure_undoes_the_entry_too(town):
    @operation
    def fail(actor, *, office):
        actor.record("fail", office)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail(town.system(), office=town.offices["hq-road"])
    assert not Entry.objects.exists()


def test_an_inner_operation_records_for_the_outer(town):
    @operation
    def inner(actor, *, office):
        actor.record("inner", office)

    @operation
    def outer(actor, *, office):
        inner(actor, office=office)

    outer(town.system(), office=town.offices["hq-road"])
    assert Entry.objects.get().operation == "inner"


def test_an_inner_operation_that_was_undone_does_not_count(town):
    @operation
    def inner(actor, *, office):
        actor.record("inner", office)
        raise NotPermitted("no")

    @operation
    def outer(actor, *, office):
        with suppress(NotPermitted):
            inner(actor, office=office)

    with pytest.raises(NothingRecorded):
        outer(town.system(), office=town.offices["hq-road"])


def test_recording_outside_an_operation_is_a_fault(town):
    with pytest.raises(RuntimeError, match="outside an operation"):
        town.system().record("x", town.city)


def test_facts_are_canonical_and_hold_no_words(town):
    town.say("桜通りが陥没しています", contact=_contact())
    facts = Entry.objects.get().facts
    assert facts == json.dumps(json.loads(facts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert "陥没" not in facts and "example" not in facts


def _contact():
    from wakimizu.apps.voices.operations import PersonalDetails

    return PersonalDetails(email="someone@example.jp")


@pytest.mark.parametrize("what", [{1, 2}, object(), b"bytes"])
def test_only_plain_facts_are_taken(town, what):
    @operation
    def tell(actor, *, office):
        actor.record("tell", office, what=what)

    with pytest.raises(TypeError):
        tell(town.system(), office=town.offices["hq-road"])


class TestAnotherCitysRows:
    """Refused wherever they stand: as an argument, in a list, in what was said, in the directory."""

    def test_as_an_argument(self, town, tonari):
        with pytest.raises(NotPermitted):
            city_operations.close_office(town.system(), office=tonari.offices["w-higashi"], on=NOW.date())

    def test_in_a_list(self, town, tonari):
        @operation
        def many(actor, *, offices):
            actor.record("many", town.city)

        with pytest.raises(NotPermitted):
            many(town.system(), offices=[town.offices["hq-road"], tonari.offices["w-higashi"]])

    def test_in_what_was_said(self, town, tonari):
        for foreign in ({"topic": tonari.topics["other"]}, {"district": tonari.areas["43981-01"]}):
            with pytest.raises(NotPermitted):
                town.say(**foreign)
        assert not Voice.objects.exists()

    def test_in_the_directory_or_the_catalogue(self, town, tonari):
        said = Said(text="道路の陥没", channel="web", submission="x")
        with pytest.raises(NotPermitted):
            receive_voice(town.resident(), said=said, book=tonari.book, catalogue=town.catalogue)
        with pytest.raises(NotPermitted):
            receive_voice(town.resident(), said=said, book=town.book, catalogue=tonari.catalogue)

    def test_the_city_itself(self, town, tonari):
        with pytest.raises(NotPermitted):
            city_operations.change_city(town.system(), city=tonari.city)

    def test_an_actor_of_another_city(self, town, tonari):
        with in_city(tonari.city.pk), pytest.raises(NotPermitted):
            city_operations.close_office(tonari.system(), office=town.offices["hq-road"], on=NOW.date())


def test_the_actor_comes_first_and_alone(town):
    with pytest.raises(TypeError):
        city_operations.close_office(office=town.offices["hq-road"], on=NOW.date())
    with pytest.raises(TypeError):
        city_operations.close_office("someone", office=town.offices["hq-road"], on=NOW.date())


def test_the_entry_says_who_in_which_post(town):
    actor = town.actor("planner", "w-kami-machi")
    town.say("窓口で聞きました", by=actor, channel="counter")
    entry = Entry.objects.get()
    assert (entry.user_id, entry.post_id, entry.role) == (actor.user_id, actor.post_id, "planner")
    assert (entry.at, entry.city_id, entry.operation) == (NOW, town.city.pk, "receive_voice")
    assert replace(actor, at=NOW).today.isoformat() == "2026-11-24"
