"""Where something stands against its path, what is on the watch list, whether a measure worked."""

from datetime import date

import pytest

from tests.apps.monitoring.small import CLERK, HEARING, POLICY, april, indicator, item, value
from wakimizu.apps.monitoring import operations, periods, plans, queries, wording
from wakimizu.apps.monitoring.analysis import Found, Standing, Why
from wakimizu.apps.monitoring.models import Aim
from wakimizu.shared.errors import BadInput, NotPermitted


def aim(town, of, at, baseline_year, baseline, targets):
    return operations.aim(
        town.actor(*POLICY), item=at, indicator=of, baseline_year=baseline_year, baseline=baseline, targets=targets
    )


def standing_of(town, of):
    return queries.lines(town.book)[0].standing


@pytest.mark.parametrize(
    ("number", "more", "standing"),
    [
        (90.0, {}, Standing.REACHED),
        (76.0, {}, Standing.ON_PATH),
        (74.0, {}, Standing.OFF_PATH),
        (74.0, {"low": 72.0, "high": 76.0}, Standing.CANNOT_TELL),
        (74.0, {"low": 73.0, "high": 74.5}, Standing.OFF_PATH),
    ],
)
def test_a_value_stands_against_the_path_of_its_year(town, members, action, number, more, standing):
    aim(town, members, action, 2024, 70, {2026: 80, 2028: 90})  # 2025: 75
    value(members, april(2025), number, **more)
    assert standing_of(town, members) == standing


def test_before_it_begins_and_without_a_target_there_is_no_standing(town, members, action):
    value(members, april(2022), 10)
    assert standing_of(town, members) is None
    aim(town, members, action, 2024, 70, {2026: 80})
    assert standing_of(town, members) is None


def test_a_ward_is_judged_by_its_own_vision_first(town, members, action):
    upper, lower = town.areas["43991"], town.areas["43992"]
    aim(town, members, action, 2024, 70, {2026: 80})
    aim(town, members, item(town, "vision", "vision", ward=upper), 2024, 40, {2026: 50})
    for area in (upper, lower):
        value(members, april(2025), 46, area)
    off = queries.watched(queries.lines(town.book))
    assert [(each.where.code, each.asked) for each in off] == [("43992", 75.0)]


def test_the_watch_list_begins_with_the_farthest(town, members, action):
    other = indicator(town, "other", direction="down", unit="days", denominator="")
    aim(town, members, action, 2024, 70, {2026: 80})
    aim(town, other, action, 2024, 20, {2026: 10})
    value(members, april(2025), 74)
    value(other, april(2025), 30)
    assert [each.indicator.code for each in queries.watched(queries.lines(town.book))] == ["other", "members"]


def test_targets_said_again_take_the_place(town, members, action):
    aim(town, members, action, 2024, 70, {2026: 80, 2028: 90})
    aim(town, members, action, 2024, 70, {2027: 85})
    assert [target.year for target in Aim.objects.get().targets.all()] == [2027]


@pytest.mark.parametrize("targets", [{}, {2024: 80}, {2020: 80}, {3000: 1}, {2026: float("nan")}])
def test_targets_that_cannot_be_are_refused(town, members, action, targets):
    with pytest.raises(BadInput):
        aim(town, members, action, 2024, 70, targets)
    assert not Aim.objects.exists()


class TestDidItWork:
    """Twenty-four months, a step of ten in the upper ward after the sixteenth; the lower ward stays."""

    @pytest.fixture
    def stepped(self, town):
        of = indicator(town, "share", cadence="month")
        for n, begins in enumerate(periods.ended(date(2026, 11, 24), "month", 24)):
            wobble = (0.3, -0.2, 0.1, -0.4, 0.2)[n % 5]
            value(of, begins, 50 + wobble + (10 if n >= 16 else 0), town.areas["43991"])
            value(of, begins, 50 - wobble, town.areas["43992"])
        return of

    def worked(self, town, of, day, where="43991"):
        operations.name_beginning(town.actor(*HEARING), indicator=of, day=day, name="手伝い", area=town.areas["43991"])
        place = (town.areas[where].pk, None)
        return queries.sheet(of, place, town.book).worked

    def test_a_clear_step_is_better_by_itself_and_against_the_others(self, town, stepped):
        (each,) = self.worked(town, stepped, date(2026, 3, 1))
        assert each.alone.found == Found.BETTER
        assert each.compared.found == Found.BETTER
        assert each.compared.size == pytest.approx(10, abs=0.5)
        assert "points on average" in wording.size(each.compared, stepped)

    @pytest.mark.parametrize(
        ("day", "why"),
        [
            (date(2025, 1, 10), Why.TOO_FEW_BEFORE),
            (date(2026, 9, 10), Why.TOO_FEW_AFTER),
            (date(2010, 1, 1), Why.TOO_FEW_BEFORE),
            (date(2026, 11, 20), Why.TOO_FEW_AFTER),
        ],
    )
    def test_too_early_or_too_late_to_tell_says_so(self, town, stepped, day, why):
        (each,) = self.worked(town, stepped, day)
        assert (each.alone.found, each.alone.why) == (Found.CANNOT_TELL, why)
        assert wording.effect(each.alone, stepped).startswith("Cannot tell: fewer than")

    def test_a_measure_of_one_ward_is_not_looked_for_in_another(self, town, stepped):
        assert self.worked(town, stepped, date(2026, 3, 1), "43992") == []

    def test_nobody_to_compare_with_is_said(self, town):
        of = indicator(town, "alone", cadence="month")
        for begins in periods.ended(date(2026, 11, 24), "month", 24):
            value(of, begins, 50, town.areas["43991"])
        (each,) = self.worked(town, of, date(2026, 3, 1))
        assert each.compared.why == Why.NO_OTHERS

    def test_one_to_come_and_one_without_a_name_are_refused(self, town, stepped):
        for day, name in ((date(2027, 1, 1), "手伝い"), (date(2026, 1, 1), "  ")):
            with pytest.raises(BadInput):
                operations.name_beginning(town.actor(*POLICY), indicator=stepped, day=day, name=name)
        with pytest.raises(NotPermitted):
            operations.name_beginning(town.actor(*CLERK), indicator=stepped, day=date(2026, 1, 1), name="手伝い")


class TestProgress:
    def note(self, town, of, who=HEARING, **more):
        facts = {"state": "under_way", "percent": 40, "text": "調べ終えた。"}
        return operations.note_progress(town.actor(*who), item=of, **{**facts, **more})

    def test_what_is_noted_last_is_the_items_state(self, town, action):
        self.note(town, action)
        self.note(town, action, state="done", percent=100)
        action.refresh_from_db()
        assert (action.state, action.percent) == ("done", 100)
        assert [each.percent for each in plans.progress_of(action)] == [100, 40]

    @pytest.mark.parametrize(
        "facts",
        [
            {"percent": 100},
            {"state": "done", "percent": 90},
            {"state": "not_begun"},
            {"text": " "},
            {"percent": -1},
            {"percent": 101, "state": "done"},
        ],
    )
    def test_what_contradicts_itself_is_refused(self, town, action, facts):
        with pytest.raises(BadInput):
            self.note(town, action, **facts)
        action.refresh_from_db()
        assert action.percent == 0

    def test_others_do_not_note_it(self, town, action):
        for who in (CLERK, ("hq", "hq-road"), ("planner", "w-shimo-machi")):
            with pytest.raises(NotPermitted):
                self.note(town, action, who=who)

    def test_a_plan_is_as_far_as_its_actions_on_average(self, town, action):
        top = item(town, "top", "plan")
        action.parent = top
        action.save()
        item(town, "second", parent=top)
        self.note(town, action)
        (branch,) = plans.tree()
        assert branch.percent == 20
