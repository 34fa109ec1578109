"""What the portfolio counts: voices through merges, people of their districts, expected effect; a proposal's lines together."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.apps.proposals.rounds import FINANCE, PLANNER, line_of, requested, with_ceilings
from tests.apps.proposals.test_budget_pages import proposed
from tests.apps.voices.scenes import need_of
from tests.cast import NOW, build_wakimizu
from wakimizu.apps.monitoring.models import Indicator
from wakimizu.apps.proposals.budget import analysis
from wakimizu.apps.proposals.budget.analysis import Wish
from wakimizu.apps.proposals.models import BudgetLine, Effect, ProposalNeed
from wakimizu.apps.proposals.operations import budget
from wakimizu.apps.voices import operations as voices
from wakimizu.shared.errors import BadInput
from wakimizu.shared.scoping import in_city


def chosen(town, found, **wish):
    got = analysis.portfolio(found, Wish(**wish), town.book, NOW.date())
    return {each.line.title: each.given for each in got.candidates if each.given}, got


def test_voices_are_counted_through_a_merge_and_once(town):
    one, other = need_of(town), need_of(town, title="別の件")
    proposal = proposed(town)
    for need in (one, other):
        ProposalNeed.objects.create(city=town.city, proposal=proposal, need=need, since=NOW)
    before = analysis.served_by({proposal.pk}, town.book, NOW.date())[proposal.pk].voices
    voices.merge_need(town.actor(*PLANNER), need=one, into=other, because="同じ場所")
    assert analysis.served_by({proposal.pk}, town.book, NOW.date())[proposal.pk].voices == before == 3


def test_the_effect_is_the_mean_change_it_means_to_make_at_most_all(town):
    proposal = proposed(town)
    indicator = Indicator.objects.create(
        city=town.city, code="falls", name="転倒", numerator="転倒", unit="cases", direction="down", cadence="year",
        owner=town.offices["hq-road"], source="entered",
    )  # fmt: skip
    for before, value in ((100, 80), (10, 50), (None, 5), (0, 5)):
        Effect.objects.create(
            city=town.city, proposal=proposal, indicator=indicator, year=2027, before=before, value=value
        )
    assert analysis.served_by({proposal.pk}, town.book, NOW.date())[proposal.pk].effect == pytest.approx(0.6)


def test_a_proposals_lines_come_together_and_share_its_points(town):
    found = with_ceilings(town, kami=10_000_000)
    proposal = proposed(town)
    for yen in (1_000_000, 3_000_000):
        requested(town, found, yen, title=f"{yen}", proposal=proposal)
    picked, got = chosen(town, found, ceiling=3_500_000)
    assert picked == {}
    assert sorted(each.points for each in got.candidates) == [2500, 7500]
    picked, _got = chosen(town, found, ceiling=4_000_000)
    assert set(picked) == {"1000000", "3000000"}


def test_in_part_what_is_left_is_given(town):
    found = with_ceilings(town, kami=10_000_000)
    requested(town, found, 4_000_000, title="事業", proposal=proposed(town))
    assert chosen(town, found, ceiling=3_000_000)[0] == {}
    assert chosen(town, found, ceiling=3_000_000, part=50)[0] == {"事業": 3_000_000}
    assert chosen(town, found, ceiling=1_000_000, part=50)[0] == {}


def test_a_fund_has_its_own_limit(town):
    found = with_ceilings(town, kami=10_000_000)
    requested(town, found, 2_000_000, title="国", fund="national", proposal=proposed(town, "a"))
    requested(town, found, 2_000_000, title="市", proposal=proposed(town, "b"))
    assert set(chosen(town, found, funds={"national": 1_000_000})[0]) == {"市"}


def test_planners_at_once_never_pass_their_ceiling(own_database):
    from django.db import connection

    town = build_wakimizu()
    with in_city(town.city.pk):
        found = with_ceilings(town, kami=2_500_000)
        lines = [line_of(town, found, 1_000_000, title=f"{n}") for n in range(6)]
    actor = town.actor(*PLANNER)

    def try_it(line):
        try:
            with in_city(town.city.pk):
                budget.request_line(actor, line=line)
        except BadInput:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(6) as pool:
        taken = sum(pool.map(try_it, lines))
    with in_city(town.city.pk):
        assert (taken, BudgetLine.objects.count()) == (2, 2)


def test_a_ward_that_requests_nothing_is_still_shown(town):
    found = with_ceilings(town)
    requested(town, found, proposal=proposed(town))
    _picked, got = chosen(town, found)
    assert [each.ward.code for each in got.wards] == ["43991", "43992"]
    assert got.wards[1].all == 0


def test_the_choice_is_where_the_assessment_begins_and_nothing_is_kept_by_it(town):
    found = with_ceilings(town, kami=10_000_000)
    plain = requested(town, found, 1_000_000, title="経常")
    much, little = proposed(town, "a"), proposed(town, "b")
    for _n in range(2):
        need = need_of(town, title=f"{_n}")
        ProposalNeed.objects.create(city=town.city, proposal=much, need=need, since=NOW)
    one = requested(town, found, 3_000_000, title="多くの声", proposal=much)
    other = requested(town, found, 3_000_000, title="ほか", proposal=little)
    budget.close_requests(town.actor(*FINANCE), budget=found)
    finance, address = town.browser(*FINANCE), f"/desk/budget/{found.pk}/"
    asked = "ceiling=4000000"
    assert f"assess/?chosen=1&amp;{asked}" in finance.get(f"{address}portfolio/?{asked}").content.decode()
    form = finance.get(f"{address}assess/?chosen=1&{asked}").context["form"]
    begun = {line.pk: (amount.value(), because.value()) for line, amount, because in form.rows()}
    assert begun[plain.pk] == ("1,000,000", "")
    assert begun[one.pk] == ("3,000,000", "")
    assert begun[other.pk] == ("0", "上限のもとでは、ほかの要求のほうが多くの必要に応えます。")
    assert not BudgetLine.objects.exclude(assessed=None).exists()
    kept = {f"amount-{line}": yen for line, (yen, _because) in begun.items()}
    kept |= {f"because-{line}": because for line, (_yen, because) in begun.items()}
    assert finance.post(f"{address}assess/?chosen=1&{asked}", kept).status_code == 302
    assert set(BudgetLine.objects.values_list("title", "assessed")) == {
        ("経常", 1_000_000), ("多くの声", 3_000_000), ("ほか", 0),
    }  # fmt: skip
