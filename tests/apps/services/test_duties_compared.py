"""Two allotments compared: what moves, and that no staff are lost or invented on the way."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.services.test_duties import DUTY, GOOD, TODAY, WARDS, rows
from wakimizu.apps.services.duties.comparison import Place, _carried, compare
from wakimizu.apps.services.duties.units import Side, Units
from wakimizu.apps.services.models import Duty, DutyPart
from wakimizu.apps.services.workflow import Mode, Part

OTHER = Duty(code="D2", name="声の受付", name_en="Voices")
UNITS = ["hq-road", "hq-kocho", "ward:machi", "w-kami-kumin", "b-kawabata", "hq-moon"]


@pytest.fixture
def units(town, english) -> Units:
    return Units(town.book, TODAY)


MOVES = [
    # before, after: what happens to each part that changes
    ("deliver hq-road 3 9", "deliver hq-road 3 9", []),
    ("deliver hq-road 3", "deliver ward:machi 3", ["holder"]),
    ("", "deliver hq-road 3", ["holder"]),
    ("deliver hq-road 3", "", ["holder"]),
    ("deliver hq-road 3", "deliver hq-road 2; deliver hq-kocho", ["holder"]),
    ("deliver hq-road 3", "deliver hq-road !outsourced 3", ["mode"]),
    ("deliver hq-road 3", "deliver hq-road 2", ["staff"]),
    ("deliver hq-road 3 9", "deliver hq-road 3 10", ["cases"]),
    ("deliver hq-road 3 9", "deliver hq-road 3", ["cases"]),
    ("deliver hq-road; plan hq-road", "deliver hq-kocho; plan hq-road !consolidated", ["mode", "holder"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "what"), MOVES)
def test_what_moves(units, before, after, what):
    assert [move.what.value for move in compare(rows(before), rows(after), [DUTY], units).moves] == what


def test_staff_go_with_their_part(units):
    found = compare(
        rows("deliver hq-road 3; plan hq-road 2"), rows("deliver ward:machi 3; plan hq-road 2"), [DUTY], units
    )
    assert {(flow.origin, flow.goal, flow.amount) for flow in found.flows} == {
        (Place("hq-road", Side.HQ), Place("hq-road", Side.HQ), Decimal(2)),
        (Place("hq-road", Side.HQ), Place("ward:machi", Side.WARDS), Decimal(3)),
    }
    assert (found.fte_moved, found.fte_between_sides, found.net("hq"), found.net("wards")) == (3, 3, -3, 3)
    assert found.fte_change == 0


def test_what_one_duty_gives_up_another_takes_before_anyone_new_comes(units):
    before = rows("deliver hq-road 5") + rows("deliver ward:machi 2", OTHER)
    after = rows("deliver hq-road 1") + rows("deliver ward:machi 7", OTHER)
    found = compare(before, after, [DUTY, OTHER], units)
    assert found.between(Side.HQ, Side.WARDS) == 4
    assert found.between(None, Side.WARDS) == 1
    assert found.between(Side.HQ, None) == 0
    assert found.fte_change == 1


def test_what_is_outsourced_goes_outside_with_the_same_unit(units):
    found = compare(rows("deliver hq-road 3"), rows("deliver hq-road !outsourced 3"), [DUTY], units)
    assert found.between(Side.HQ, Side.OUTSIDE) == 3
    assert [(each.unit.code, each.out, each.into, each.net) for each in found.units] == [("hq-road", 0, 0, 0)]


def test_cases_go_with_the_desk(units):
    before = rows("deliver hq-road 1 1000; decide hq-road")
    after = rows("deliver ward:machi 1 800; deliver hq-road 1 200; decide hq-road")
    found = compare(before, after, [DUTY], units)
    assert found.cases_moved == 800
    assert (found.spot_before, found.spot_after) == (1000, 200)
    assert any("800 fewer cases" in sentence for sentence in found.summary())


def test_decisions_that_come_to_the_desk_are_named_with_their_cases(units):
    before = rows("standard hq-road; budget hq-road; decide hq-road; deliver ward:kumin 4 2000")
    found = compare(before, rows(WARDS), [DUTY], units)
    assert [(each.duty.code, each.cases) for each in found.gained] == [("D1", 2000)]
    assert [each.rule.value for each in found.mended] == ["no_authority"]
    assert found.arisen == []
    assert "2,000 more cases a year are decided where they are handled." in found.summary()


def test_new_faults_are_told(units):
    found = compare(rows(GOOD), rows(GOOD + "; decide hq-kocho; budget hq-kocho"), [DUTY], units)
    assert [each.rule.value for each in found.arisen] == ["deciders"]
    assert "Faults mended: 0; new ones: 1." in found.summary()


def test_the_same_allotment_changes_nothing(units):
    found = compare(rows(GOOD), rows(GOOD), [DUTY], units)
    assert (found.moves, found.mended, found.arisen, found.fte_moved, found.cases_moved) == ([], [], [], 0, 0)
    assert found.summary() == ["Nothing changes: both share the duties out in the same way."]


def test_a_summary_says_it_in_numbers(units):
    found = compare(rows("deliver hq-road 3.5 100"), rows("deliver ward:machi 2.25 100"), [DUTY], units)
    assert found.summary()[:3] == [
        "1 part of 1 duty changes.",
        "2.25 FTE move to another unit, 2.25 of them to another side; 100 cases a year go with them.",
        "Headquarters −3.5 FTE, ward offices +2.25, branches ±0, outside ±0.",
    ]


amounts = st.decimals(min_value=0, max_value=50, places=2)
holding = st.dictionaries(
    st.tuples(st.sampled_from(["D1", "D2"]), st.sampled_from(Part.values), st.sampled_from(UNITS)),
    st.tuples(amounts, st.sampled_from(Mode.values), st.integers(0, 5000)),
    max_size=12,
)


def parts(drawn) -> list[DutyPart]:
    return [
        DutyPart(duty=DUTY if duty == "D1" else OTHER, part=part, unit=unit, fte=fte, mode=mode, cases=cases)
        for (duty, part, unit), (fte, mode, cases) in drawn.items()
    ]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(holding, holding)
def test_no_staff_are_lost_or_invented(units, one, other):
    before, after = parts(one), parts(other)
    found = compare(before, after, [DUTY, OTHER], units)
    assert sum(found.before(side) for side in Side.values) == sum(row.fte for row in before)
    assert sum(found.after(side) for side in Side.values) == sum(row.fte for row in after)
    assert all(flow.amount > 0 for flow in found.flows)
    # Nobody is given up while somebody new comes.
    assert not (any(flow.goal is None for flow in found.flows) and any(flow.origin is None for flow in found.flows))
    assert found.fte_change == sum(row.fte for row in after) - sum(row.fte for row in before)
    for each in found.units:
        assert each.before - each.out + each.into == each.after
        assert each.before == sum(row.fte for row in before if row.unit == each.unit.code)


@given(
    st.dictionaries(st.sampled_from("abcdef"), amounts, max_size=6),
    st.dictionaries(st.sampled_from("abcdef"), amounts, max_size=6),
)
def test_carrying_empties_as_far_as_both_go(one, other):
    left = {Place(name, "hq") for name in one}
    have = {Place(name, "hq"): amount for name, amount in one.items()}
    need = {Place(name, "hq"): amount for name, amount in other.items()}
    had, needed = sum(have.values()), sum(need.values())
    flows = _carried(have, need)
    assert sum(flow.amount for flow in flows) == min(had, needed)
    assert min(sum(have.values()), sum(need.values())) == 0
    for name in left:
        stayed = sum(flow.amount for flow in flows if flow.origin == name == flow.goal)
        assert stayed == min(one[name.unit], other.get(name.unit, Decimal(0)))
