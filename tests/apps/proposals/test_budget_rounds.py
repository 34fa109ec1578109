"""A budget round from its opening to its closing: who may, until when, under which ceiling; nothing half."""

from datetime import date

import pytest

from tests.apps.proposals.rounds import (
    CLERK,
    ENACTED,
    FINANCE,
    IN_YEAR,
    OTHER_WARD,
    PLANNER,
    ROAD,
    account,
    enacted,
    in_assessment,
    later,
    line_of,
    opened,
    requested,
    spend,
    with_ceilings,
)
from tests.cast import NOW
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.proposals.budget.queries import requested_by_wards
from wakimizu.apps.proposals.models import Account, BudgetLine, Ceiling, Round
from wakimizu.apps.proposals.operations import budget
from wakimizu.apps.proposals.workflow import RoundState
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

MY_NUMBER = "私の番号は 123456789018 です"


@pytest.fixture(autouse=True)
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


class TestOpening:
    def test_a_round_begins_with_requests(self, town):
        found = opened(town)
        assert found.state == RoundState.OPEN
        assert Entry.objects.get(operation="open_round").object_id == found.pk

    def test_a_closing_day_in_the_past_is_refused(self, town):
        with pytest.raises(BadInput, match="is past. Give a day that is still to come") as refused:
            opened(town, closes=date(2026, 11, 20), opens=date(2026, 11, 1))
        assert refused.value.field == "closes"
        assert not Round.objects.exists()

    def test_it_cannot_close_before_it_opens(self, town):
        with pytest.raises(BadInput, match="before it opens"):
            opened(town, opens=date(2026, 12, 20))

    def test_two_open_rounds_of_one_kind_and_year_are_refused(self, town):
        opened(town)
        with pytest.raises(BadInput, match="open already"):
            opened(town, name="もう一つ")
        opened(town, name="6月補正", kind="suppl")
        opened(town, name="来来年度", year=2028)
        assert Round.objects.count() == 3

    @pytest.mark.parametrize("year", [2025, 2032])
    def test_a_year_that_is_over_or_far_is_refused(self, town, year):
        with pytest.raises(BadInput, match="2026 to 2031"):
            opened(town, year=year)

    @pytest.mark.parametrize("who", [PLANNER, ROAD, CLERK, ("mayor", "w-kami"), ("auditor", "hq-seisaku")])
    def test_only_finance_keeps_rounds(self, town, who):
        made = Round(name="x", year=2027, opens=NOW.date(), closes=date(2026, 12, 1))
        with pytest.raises(NotPermitted):
            budget.open_round(town.actor(*who), budget=made)
        found = opened(town)
        for act in (budget.close_requests, budget.close_round):
            with pytest.raises(NotPermitted):
                act(town.actor(*who), budget=found)
        with pytest.raises(NotPermitted):
            budget.keep_ceilings(town.actor(*who), budget=found, ceilings=[])


class TestCeilings:
    def test_they_are_set_again_without_doubling(self, town):
        found = with_ceilings(town)
        again = [Ceiling(ward=town.areas["43991"], amount=12_000_000, least=2_000_000)]
        budget.keep_ceilings(town.actor(*FINANCE), budget=found, ceilings=again)
        assert sorted(Ceiling.objects.values_list("amount", "least")) == [(8_000_000, 0), (12_000_000, 2_000_000)]

    def test_one_below_what_is_requested_is_refused(self, town):
        found = with_ceilings(town)
        requested(town, found, 3_000_000)
        low = [
            Ceiling(ward=town.areas["43992"], amount=1_000_000),
            Ceiling(ward=town.areas["43991"], amount=2_000_000),
        ]
        with pytest.raises(BadInput, match="¥3,000,000 already"):
            budget.keep_ceilings(town.actor(*FINANCE), budget=found, ceilings=low)
        assert Ceiling.objects.get(ward=town.areas["43992"]).amount == 8_000_000  # nothing half

    def test_the_least_is_within_the_ceiling(self, town):
        found = opened(town)
        wrong = Ceiling(ward=town.areas["43991"], amount=5, least=6)
        with pytest.raises(BadInput, match="above its ceiling"):
            budget.keep_ceilings(town.actor(*FINANCE), budget=found, ceilings=[wrong])


class TestRequesting:
    def test_a_ward_requests_up_to_its_ceiling(self, town):
        found = with_ceilings(town, kami=5_000_000)
        requested(town, found, 3_000_000)
        requested(town, found, 2_000_000, title="側溝の清掃")
        assert requested_by_wards(found) == {town.areas["43991"].pk: 5_000_000}

    def test_over_its_ceiling_it_is_told_by_how_much(self, town):
        found = with_ceilings(town, kami=5_000_000)
        requested(town, found, 3_000_000)
        with pytest.raises(BadInput, match="¥500,000 over the ceiling of 上区.*¥2,000,000 is left") as refused:
            requested(town, found, 2_500_000)
        assert refused.value.field == "requested"
        assert BudgetLine.objects.count() == 1

    def test_a_changed_line_counts_once(self, town):
        found = with_ceilings(town, kami=5_000_000)
        line = requested(town, found, 3_000_000)
        line.requested = 5_000_000
        budget.change_line(town.actor(*PLANNER), line=line)
        line.requested = 5_000_001
        with pytest.raises(BadInput, match="¥1 over"):
            budget.change_line(town.actor(*PLANNER), line=line)
        assert BudgetLine.objects.get().requested == 5_000_000

    def test_what_a_division_compiles_in_one_lump_is_outside_the_ceiling(self, town):
        found = with_ceilings(town, kami=1_000_000)
        requested(town, found, 50_000_000, who=ROAD, ward=town.areas["43991"])
        requested(town, found, 1_000_000)
        assert BudgetLine.objects.count() == 2

    def test_a_ward_without_a_ceiling_is_sent_to_finance(self, town):
        with pytest.raises(BadInput, match="no ceiling in this round yet. Ask finance"):
            requested(town, opened(town))

    def test_on_the_closing_day_still_the_day_after_not(self, town):
        found = with_ceilings(town, closes=later(2).date())
        line = requested(town, found, at=later(2))
        for act in (
            lambda: requested(town, found, at=later(3)),
            lambda: budget.change_line(town.actor(*PLANNER, later(3)), line=line),
            lambda: budget.drop_line(town.actor(*PLANNER, later(3)), line=line),
        ):
            with pytest.raises(WrongState, match="took requests until"):
                act()
        assert BudgetLine.objects.count() == 1

    def test_a_round_that_is_closed_takes_nothing(self, town):
        found, _lines = in_assessment(town)
        with pytest.raises(WrongState, match="takes no requests now: Being assessed"):
            requested(town, found)

    def test_a_ward_requests_for_itself_only(self, town):
        found = with_ceilings(town)
        with pytest.raises(NotPermitted, match="for itself only"):
            requested(town, found, ward=town.areas["43992"])
        with pytest.raises(NotPermitted, match="Only HQ divisions"):
            requested(town, found, way="lump")
        line = requested(town, found)
        for act in (budget.change_line, budget.drop_line):
            with pytest.raises(NotPermitted):
                act(town.actor(*OTHER_WARD), line=line)
        with pytest.raises(NotPermitted):
            requested(town, found, who=CLERK, office=town.offices["w-kami-kumin"], ward=town.areas["43991"], way="ward")

    @pytest.mark.parametrize(("change", "words"), [
        ({"title": "  "}, "reason or a text"), ({"title": MY_NUMBER}, "My Number"), ({"requested": 0}, "1 or more"),
        ({"requested": 10**14}, "whole budget"),
    ])  # fmt: skip
    def test_what_cannot_be_taken_is_said(self, town, change, words):
        found = with_ceilings(town)
        with pytest.raises(BadInput, match=words):
            requested(town, found, **change)
        assert not BudgetLine.objects.exists()

    def test_a_line_is_taken_back(self, town):
        found = with_ceilings(town)
        budget.drop_line(town.actor(*PLANNER), line=requested(town, found))
        assert not BudgetLine.objects.exists()
        assert Entry.objects.filter(operation="drop_line").count() == 1

    def test_many_at_once_are_all_or_none(self, town):
        found = with_ceilings(town, kami=5_000_000)
        lines = [line_of(town, found, 3_000_000), line_of(town, found, 3_000_000)]
        with pytest.raises(BadInput, match="over the ceiling"):
            budget.keep_lines(town.actor(*PLANNER), lines=lines)
        assert not BudgetLine.objects.exists()

    def test_another_citys_account_is_refused(self, town, tonari):
        found = with_ceilings(town)
        other = Account(city=tonari.city, code="01-01-01-01", title="a", item="b", subitem="c", node="d")
        with pytest.raises(NotPermitted, match="another municipality"):
            requested(town, found, account=other)


class TestAssessing:
    def test_less_than_requested_needs_a_reason(self, town):
        _found, (line,) = in_assessment(town)
        finance = town.actor(*FINANCE)
        with pytest.raises(BadInput, match="Say why") as refused:
            budget.assess_line(finance, assessment=budget.Assessment(line, 2_000_000))
        assert refused.value.field == f"because-{line.pk}"
        budget.assess_line(finance, assessment=budget.Assessment(line, 2_000_000, "入札の実績による"))
        line.refresh_from_db()
        assert (line.assessed, line.because) == (2_000_000, "入札の実績による")
        assert "入札" not in Entry.objects.get(operation="assess_line").facts

    def test_more_than_requested_is_refused_and_nothing_is_written(self, town):
        _found, (one, other) = in_assessment(town, 3_000_000, 2_000_000)
        both = [budget.Assessment(one, 3_000_000), budget.Assessment(other, 2_000_001)]
        with pytest.raises(BadInput, match="more than the ¥2,000,000 requested"):
            budget.assess_lines(town.actor(*FINANCE), assessments=both)
        assert not BudgetLine.objects.exclude(assessed=None).exists()

    def test_only_while_it_is_assessed_and_by_finance(self, town):
        found = with_ceilings(town)
        line = requested(town, found)
        with pytest.raises(WrongState, match="not being assessed"):
            budget.assess_line(town.actor(*FINANCE), assessment=budget.Assessment(line, 1, "x"))
        with pytest.raises(NotPermitted):
            budget.assess_line(town.actor(*PLANNER), assessment=budget.Assessment(line, 1, "x"))

    def test_reopened_a_changed_line_is_assessed_anew(self, town):
        found, (line,) = in_assessment(town)
        finance = town.actor(*FINANCE)
        budget.assess_line(finance, assessment=budget.Assessment(line, 3_000_000))
        with pytest.raises(BadInput, match="past"):
            budget.reopen_requests(finance, budget=found, closes=date(2026, 11, 1))
        budget.reopen_requests(finance, budget=found, closes=date(2026, 12, 20))
        line.requested = 2_500_000
        budget.change_line(town.actor(*PLANNER), line=line)
        line.refresh_from_db()
        assert line.assessed is None

    def test_requests_that_are_none_are_not_closed(self, town):
        with pytest.raises(WrongState, match="Nothing has been requested"):
            budget.close_requests(town.actor(*FINANCE), budget=opened(town))


class TestEnacting:
    def test_every_line_must_be_assessed(self, town):
        found, (one, _other) = in_assessment(town, 3_000_000, 2_000_000)
        finance = town.actor(*FINANCE)
        budget.assess_line(finance, assessment=budget.Assessment(one, 3_000_000))
        with pytest.raises(WrongState, match="1 lines are not assessed"):
            budget.enact_round(finance, budget=found, on=NOW.date())
        assert not BudgetLine.objects.exclude(enacted=None).exists()

    def test_as_assessed_unless_the_assembly_decided_otherwise(self, town):
        found, (one, other) = in_assessment(town, 3_000_000, 2_000_000)
        finance = town.actor(*FINANCE, ENACTED)
        budget.assess_lines(finance, assessments=[budget.Assessment(each, each.requested) for each in (one, other)])
        with pytest.raises(BadInput, match="still to come"):
            budget.enact_round(finance, budget=found, on=date(2027, 4, 1))
        budget.enact_round(finance, budget=found, on=ENACTED.date(), amounts={other.pk: 1_500_000})
        assert list(BudgetLine.objects.values_list("enacted", flat=True)) == [3_000_000, 1_500_000]
        found.refresh_from_db()
        assert (found.state, found.enacted_on) == (RoundState.ENACTED, ENACTED.date())
        with pytest.raises(WrongState, match="stay as they were"):
            budget.keep_ceilings(finance, budget=found, ceilings=[])

    def test_a_line_of_another_round_is_not_enacted(self, town):
        found, (line,) = in_assessment(town)
        finance = town.actor(*FINANCE)
        budget.assess_line(finance, assessment=budget.Assessment(line, line.requested))
        with pytest.raises(BadInput, match="another round"):
            budget.enact_round(finance, budget=found, on=NOW.date(), amounts={line.pk + 1: 5})

    def test_a_round_is_closed_when_its_accounts_are(self, town):
        found, (line,) = enacted(town)
        with pytest.raises(WrongState, match="stay open until .*31 May 2028"):
            budget.close_round(town.actor(*FINANCE, IN_YEAR), budget=found)
        after = NOW.replace(year=2028, month=6, day=1)
        budget.close_round(town.actor(*FINANCE, after), budget=found)
        assert found.state == RoundState.CLOSED
        with pytest.raises(WrongState, match="enacted round only"):
            spend(town, line, 1, at=after)


class TestAccounts:
    def test_they_are_known_by_their_code(self, town):
        account(town)
        renamed = Account(
            code="08-02-03-14", title="土木費", item="道路橋りょう費", subitem="道路維持費", node="工事費"
        )
        new = Account(code="02-01-09-12", title="総務費", item="総務管理費", subitem="区役所費", node="委託料")
        budget.keep_accounts(town.actor(*FINANCE), accounts=[renamed, new], about=town.city)
        assert dict(Account.objects.values_list("code", "node")) == {
            "02-01-09-12": "委託料",
            "08-02-03-14": "工事費",
        }

    @pytest.mark.parametrize(("change", "words"), [({"code": "8款"}, "no account"), ({"node": ""}, "all four levels")])
    def test_a_wrong_one_is_refused_with_the_others(self, town, change, words):
        good = Account(code="02-01-09-12", title="総務費", item="総務管理費", subitem="区役所費", node="委託料")
        facts = {"code": "08-02-03-14", "title": "a", "item": "b", "subitem": "c", "node": "d", **change}
        with pytest.raises(BadInput, match=words):
            budget.keep_accounts(town.actor(*FINANCE), accounts=[good, Account(**facts)], about=town.city)
        assert not Account.objects.exists()
