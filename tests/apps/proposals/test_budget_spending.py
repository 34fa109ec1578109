"""Money spent: never above what was enacted, two clerks at once included; in its year; a file's row once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.apps.proposals.rounds import CLERK, IN_YEAR, OTHER_WARD, PLANNER, ROAD, enacted, in_assessment, spend
from tests.cast import NOW, build_wakimizu
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.proposals.models import BudgetLine, Spending
from wakimizu.apps.proposals.operations import spending
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState
from wakimizu.shared.scoping import in_city


@pytest.fixture(autouse=True)
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


def spent_of(line):
    return BudgetLine.objects.get(pk=line.pk).spent


def test_what_is_spent_adds_up(town):
    _found, (line,) = enacted(town)
    spend(town, line, 1_000_000)
    spend(town, line, 500_000, note="一期分")
    assert spent_of(line) == 1_500_000
    assert "一期分" not in Entry.objects.filter(operation="note_spending").last().facts


def test_above_what_is_left_the_sentence_says_how_much_is(town):
    _found, (line,) = enacted(town)
    spend(town, line, 2_900_000)
    with pytest.raises(BadInput, match="¥100,000 left of the enacted ¥3,000,000") as refused:
        spend(town, line, 100_001)
    assert refused.value.field == "amount"
    assert (spent_of(line), Spending.objects.count()) == (2_900_000, 1)
    spend(town, line, 100_000)
    assert spent_of(line) == 3_000_000


@pytest.mark.parametrize("day", [date(2027, 3, 31), date(2028, 6, 1)])
def test_only_in_its_year_until_the_accounts_are_closed(town, day):
    _found, (line,) = enacted(town)
    with pytest.raises(BadInput, match="1 Apr 2027 to Wed 31 May 2028"):
        spend(town, line, 1, day=day, at=NOW.replace(year=2028, month=6, day=2))


@pytest.mark.parametrize("day", [date(2027, 4, 1), date(2028, 3, 31), date(2028, 5, 31)])
def test_from_its_first_day_to_the_closing_of_accounts(town, day):
    _found, (line,) = enacted(town)
    spend(town, line, 1, day=day, at=NOW.replace(year=2028, month=6, day=2))
    assert spent_of(line) == 1


def test_a_day_to_come_is_refused(town):
    _found, (line,) = enacted(town)
    with pytest.raises(BadInput, match="still to come"):
        spend(town, line, 1, day=date(2027, 10, 2))


def test_nothing_is_spent_before_enactment(town):
    _found, (line,) = in_assessment(town)
    with pytest.raises(WrongState, match="enacted round only"):
        spend(town, line, 1)


@pytest.mark.parametrize("who", [OTHER_WARD, ROAD, CLERK])
def test_only_who_holds_the_line_spends(town, who):
    _found, (line,) = enacted(town)
    with pytest.raises(NotPermitted):
        spend(town, line, 1, who=who)
    made = spend(town, line, 1)
    with pytest.raises(NotPermitted):
        spending.take_back_spending(town.actor(*who, IN_YEAR), spending=made)


def test_what_was_noted_by_mistake_is_taken_back_once(town):
    _found, (line,) = enacted(town)
    made, kept = spend(town, line, 1_000_000), spend(town, line, 7)
    again = Spending.objects.get(pk=made.pk)
    spending.take_back_spending(town.actor(*PLANNER, IN_YEAR), spending=made)
    with pytest.raises(WrongState, match="Somebody else"):
        spending.take_back_spending(town.actor(*PLANNER, IN_YEAR), spending=again)
    assert (spent_of(line), list(Spending.objects.all())) == (7, [kept])


def test_a_files_row_is_noted_once(town):
    _found, (line, other) = enacted(town, 1_000_000, 1_000_000)
    spend(town, line, 10, row="伝票1")
    with pytest.raises(BadInput, match="taken already"):
        spend(town, line, 10, row="伝票1")
    spend(town, other, 10, row="伝票1")
    assert (spent_of(line), spent_of(other)) == (10, 10)


def test_a_file_is_noted_whole_or_not_at_all(town):
    _found, (line, other) = enacted(town, 1_000_000, 1_000_000)
    rows = [spending.Spent(line, date(2027, 5, 1), 5), spending.Spent(other, date(2027, 5, 1), 1_000_001)]
    with pytest.raises(BadInput, match="¥1,000,000 left"):
        spending.note_spendings(town.actor(*PLANNER, IN_YEAR), spendings=rows)
    assert (spent_of(line), Spending.objects.count()) == (0, 0)


def test_the_database_itself_refuses_more_than_was_enacted(town):
    _found, (line,) = enacted(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.filter(pk=line.pk).update(spent=3_000_001)


def test_clerks_at_once_never_spend_more_than_was_enacted(own_database):
    from django.db import connection

    town = build_wakimizu()
    with in_city(town.city.pk):
        _found, (line,) = enacted(town)
    actor = town.actor(*PLANNER, IN_YEAR)

    def try_it(_number):
        try:
            with in_city(town.city.pk):
                spending.note_spending(actor, spent=spending.Spent(line, date(2027, 9, 1), 800_000))
        except BadInput:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(try_it, range(8)))
    with in_city(town.city.pk):
        assert (taken, spent_of(line), Spending.objects.count()) == (3, 2_400_000, 3)
