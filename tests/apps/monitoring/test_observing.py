"""Values entered: what follows from numerator and denominator, whom and what is refused, and that a refusal leaves nothing."""

import json
from datetime import date

import pytest

from tests.apps.monitoring.small import CLERK, HEARING, PLANNER, POLICY, april, indicator, value
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.monitoring import operations, rules
from wakimizu.apps.monitoring.models import Indicator, Observation
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState
from wakimizu.shared.scoping import in_city


def made(of, **more):
    facts = {"begins": april(2025), "value": 80.0, "source": "entered", "said_by": "統計書"}
    return Observation(city=of.city, indicator=of, **{**facts, **more})


def test_a_value_follows_from_what_is_counted(members):
    assert rules.worked_out(members, 30, 40, None) == 75.0
    assert rules.worked_out(members, None, None, 12.5) == 12.5


@pytest.mark.parametrize(
    ("numbers", "field", "word"),
    [
        ((30, 0, None), "denominator", "nothing to divide by"),
        ((None, None, None), "value", "Give a value"),
        ((30, None, None), "denominator", "denominator too"),
        ((None, 40, None), "numerator", "needs its numerator"),
        ((30, 40, 50), "value", "not what numerator and denominator give"),
    ],
)
def test_what_gives_no_value_says_what_to_do(members, numbers, field, word):
    with pytest.raises(BadInput, match=word) as refusal:
        rules.worked_out(members, *numbers)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"value": 101.0}, "between 0 and 100"),
        ({"value": float("inf")}, "too large"),
        ({"begins": april(2027)}, "not begun"),
        ({"begins": date(2025, 5, 1)}, "No period"),
        ({"low": 70.0}, "two ends"),
        ({"low": 81.0, "high": 90.0}, "between them"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_leaves_nothing(town, members, facts, word):
    with pytest.raises(BadInput, match=word):
        operations.observe(town.actor(*POLICY), observation=made(members, **facts))
    assert not Observation.objects.exists()
    assert not Entry.objects.filter(operation="observe").exists()


def test_entered_again_it_takes_the_place_and_the_ledger_keeps_what_was(town, members):
    actor = town.actor(*HEARING)
    first = operations.observe(actor, observation=made(members))
    again = operations.observe(actor, observation=made(members, value=82.0))
    assert again.pk == first.pk
    assert Observation.objects.get().value == 82.0
    facts = json.loads(Entry.objects.filter(operation="observe").latest("pk").facts)
    assert facts["was"] == {"value": 80.0}
    assert facts["value"] == 82.0


def test_a_ward_enters_its_own_and_nobody_elses(town, members):
    planner = town.actor(*PLANNER)
    operations.observe(planner, observation=made(members, area=town.areas["43991"]))
    operations.observe(planner, observation=made(members, area=town.areas["43991-01"]))
    operations.observe(planner, observation=made(members, office=town.offices["b-kawabata"]))
    for elsewhere in (
        made(members),
        made(members, area=town.areas["43992"]),
        made(members, office=town.offices["w-shimo"]),
    ):
        with pytest.raises(NotPermitted):
            operations.observe(planner, observation=elsewhere)
    with pytest.raises(NotPermitted):
        operations.observe(town.actor(*CLERK), observation=made(members, area=town.areas["43991"]))
    with pytest.raises(NotPermitted):
        operations.observe(town.resident(), observation=made(members))
    assert Observation.objects.count() == 3


def test_another_citys_rows_are_refused(town, tonari, members):
    with in_city(tonari.city.pk):
        theirs = indicator_of(tonari)
    with pytest.raises(NotPermitted):
        operations.observe(town.actor(*POLICY), observation=made(theirs))
    with pytest.raises(NotPermitted):
        operations.observe(town.actor(*POLICY), observation=made(members, area=tonari.areas["43981"]))
    assert not Observation.objects.exists()


def indicator_of(tonari):
    return indicator(tonari, owner=tonari.offices["w-higashi"])


def test_what_is_computed_is_not_entered(town):
    computed = indicator(town, "solved", source="computed", computation="solved")
    with pytest.raises(WrongState, match="computed"):
        operations.observe(town.actor(*POLICY), observation=made(computed))


def test_a_value_is_taken_back(town, members):
    kept = value(members, april(2025), 80)
    with pytest.raises(NotPermitted):
        operations.withdraw_observation(town.actor(*PLANNER), observation=kept)
    operations.withdraw_observation(town.actor(*HEARING), observation=kept)
    assert not Observation.objects.exists()
    assert json.loads(Entry.objects.latest("pk").facts)["value"] == 80


class TestIndicators:
    def test_its_owner_changes_it_others_do_not(self, town, members):
        members.name = "町内自治会の加入率"
        operations.keep_indicator(town.actor(*HEARING), indicator=members)
        with pytest.raises(NotPermitted):
            operations.keep_indicator(town.actor("hq", "hq-road"), indicator=members)
        with pytest.raises(NotPermitted):
            operations.keep_indicator(town.actor(*PLANNER), indicator=members)

    def test_nobody_takes_it_over_by_naming_themselves_owner(self, town, members):
        members.owner = town.offices["hq-road"]
        with pytest.raises(NotPermitted):
            operations.keep_indicator(town.actor("hq", "hq-road"), indicator=members)
        assert Indicator.objects.get().owner_id == town.offices["hq-kocho"].pk

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"source": "computed"}, "computation"),
            ({"computation": "solved"}, "computation"),
            ({"source": "computed", "computation": "nothing"}, "computation"),
            ({"source": "computed", "computation": "solved", "unit": "days"}, "unit"),
            ({"source": "computed", "computation": "aged65", "cadence": "month"}, "cadence"),
        ],
    )
    def test_one_that_contradicts_itself_is_refused_at_its_field(self, town, members, facts, field):
        for name, given in facts.items():
            setattr(members, name, given)
        with pytest.raises(BadInput) as refusal:
            operations.keep_indicator(town.actor(*POLICY), indicator=members)
        assert refusal.value.field == field

    def test_its_unit_stays_once_values_are_kept(self, town, members):
        value(members, april(2025), 80)
        members.unit = "days"
        with pytest.raises(WrongState):
            operations.keep_indicator(town.actor(*POLICY), indicator=members)
