"""Who decides and who hands on, in which state; what each refusal leaves; beside test_decisions, which tells what a decision does."""

from datetime import timedelta

import pytest

from tests.apps.proposals.proposal_scenes import (
    HEAD,
    HEARING_HEAD,
    MY_NUMBER_WORDS,
    PLANNER,
    POLICY,
    SOON,
    TODAY,
    again,
    decided,
    endorsed,
    ledger_words,
    refused,
    who_may,
)
from tests.apps.voices.scenes import need_of, operations_on, submitted
from tests.cast import NOW
from wakimizu.apps.city.models import Post
from wakimizu.apps.city.operations import appoint
from wakimizu.apps.city.queries import actor_in
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.proposals.models import Decision, Proposal
from wakimizu.apps.proposals.operations import deciding
from wakimizu.apps.proposals.tasks import escalate
from wakimizu.apps.voices.models import Answer
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState


@pytest.fixture
def proposal(town):
    return endorsed(town, need_of(town))


def hand_on(town, proposal, to="hq-kocho", by=HEAD, because="広聴の仕事"):
    return deciding.hand_on(town.actor(*by), proposal=proposal, division=town.offices[to], because=because)


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verdict", ["adopt", "part", "study", "decline"])
def test_only_the_head_of_its_division_decides_whatever_it_is(town, proposal, verdict):
    said = {"verdict": verdict, "reason": "来年度に立てます。", "part": "五か所", "until": SOON}
    through = who_may(town, lambda actor: deciding.decide_proposal(actor, proposal=again(proposal), **said))
    assert through == {HEAD}


@pytest.mark.parametrize("state", ["draft", "endorse", "decided", "withdrawn"])
def test_what_does_not_wait_for_hq_is_neither_decided_nor_handed_on(town, proposal, state):
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    with refused(WrongState):
        decided(town, again(proposal))
    with refused(WrongState):
        hand_on(town, again(proposal))


def test_of_two_who_decide_at_once_the_second_is_told(town, proposal):
    at_another_desk = again(proposal)
    decided(town, proposal)
    with refused(WrongState):
        decided(town, at_another_desk, "decline")
    assert Decision.objects.get().verdict == "adopt"


def test_a_decision_says_who_how_much_and_whether_it_was_late(town, proposal):
    Proposal.objects.filter(pk=proposal.pk).update(due=TODAY - timedelta(days=1))
    decided(town, again(proposal), amount=8_000_000)
    made = Decision.objects.get()
    assert (made.by, made.amount, made.was_late) == (town.posts[HEAD], 8_000_000, True)
    assert "来年度" not in ledger_words()


@pytest.mark.parametrize(("verdict", "kept"), [("adopt", 5), ("part", 5), ("study", None), ("decline", None)])
def test_yen_are_accepted_only_with_what_is_adopted(town, proposal, verdict, kept):
    decided(town, proposal, verdict, amount=5, part="五か所")
    assert Decision.objects.get().amount == kept


@pytest.mark.parametrize(
    ("given", "field"),
    [({"part": " "}, "part"), ({"part": MY_NUMBER_WORDS}, "part"), ({"until": TODAY - timedelta(days=1)}, "until"),
     ({"amount": 10**13 + 1}, "amount")],
)  # fmt: skip
def test_what_cannot_be_meant_is_named_and_nobody_is_answered(town, proposal, given, field):
    with refused(BadInput, field):
        decided(town, proposal, "part", **{"part": "五か所", **given})
    assert not Answer.objects.exists()


def test_today_is_a_day_that_can_be_promised(town, proposal):
    assert decided(town, proposal, until=TODAY).state == "decided"


def test_a_decline_promises_no_day(town, proposal):
    deciding.decide_proposal(town.actor(*HEAD), proposal=proposal, verdict="decline", reason="できません。", until=SOON)
    assert Decision.objects.get().until is None
    assert Answer.objects.get().until is None


def test_a_waiting_draft_goes_back_only_when_the_decision_is_made(town):
    need = need_of(town)
    waiting = submitted(town, need, ending="being_studied", until=SOON)
    need.refresh_from_db()
    proposal = endorsed(town, need)
    with refused(BadInput, "reason"):
        decided(town, proposal, reason=" ")
    assert again(waiting).state == "submitted"
    decided(town, again(proposal))
    assert again(waiting).state == "returned"


# ── handing on ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_handed_on_the_day_stays_and_whoever_was_late_before_is_not_the_new_divisions_fault(town, proposal):
    Proposal.objects.filter(pk=proposal.pk).update(climbed_at=NOW)
    hand_on(town, again(proposal))
    kept = again(proposal)
    assert (kept.division, kept.due, kept.climbed_at) == (town.offices["hq-kocho"], proposal.due, None)
    assert (kept.notes.get().text, operations_on(proposal)[-1]) == ("広聴の仕事", "hand_on")
    assert decided(town, kept, by=HEARING_HEAD).state == "decided"
    assert "広聴の仕事" not in ledger_words()


def test_who_may_hand_on(town, proposal):
    to = {"division": town.offices["hq-kocho"], "because": "違う"}
    through = who_may(town, lambda actor: deciding.hand_on(actor, proposal=again(proposal), **to))
    assert through == {HEAD, POLICY}


def test_whoever_handed_it_on_decides_no_more(town, proposal):
    hand_on(town, proposal)
    with refused(NotPermitted):
        decided(town, again(proposal))


@pytest.mark.parametrize(
    ("given", "field"),
    [({"to": "w-kami"}, "division"), ({"to": "hq-road"}, "division"), ({"because": " "}, "because"),
     ({"because": "違" * 1001}, "because"), ({"because": MY_NUMBER_WORDS}, "because")],
)  # fmt: skip
def test_it_is_handed_on_to_another_division_with_a_reason_or_not_at_all(town, proposal, given, field):
    with refused(BadInput, field):
        hand_on(town, proposal, **given)


# ── climbing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def chief(town):
    """The head of the bureau above the road division."""
    bureau = town.offices["hq-toshi"]
    user = town.user("hq_head", "hq-kocho")
    post = appoint(town.system(), user=user, office=bureau, role="hq_head", since=TODAY - timedelta(days=900))
    return actor_in(Post.objects.get(pk=post.pk), NOW, bureau)


def late(town, proposal, **more):
    Proposal.objects.filter(pk=proposal.pk).update(due=TODAY - timedelta(days=1), **more)
    return again(proposal)


@pytest.mark.parametrize("state", ["draft", "endorse", "decided", "withdrawn"])
def test_only_what_hq_owes_climbs(town, proposal, state):
    late(town, proposal, state=state)
    assert deciding.escalate_late(town.system()) == 0
    assert again(proposal).climbed_at is None


@pytest.mark.parametrize("state", ["review", "studied"])
def test_what_hq_owes_climbs_on_the_day_after_once(town, proposal, state):
    Proposal.objects.filter(pk=proposal.pk).update(due=TODAY, state=state)
    assert deciding.escalate_late(town.system()) == 0
    late(town, proposal)
    assert [deciding.escalate_late(town.system()) for _twice in range(2)] == [1, 0]


def test_nobody_but_the_timer_lets_it_climb(town, proposal):
    late(town, proposal)
    assert who_may(town, deciding.escalate_late) == set()


def test_the_bureau_decides_asks_and_hands_on_once_it_has_climbed_and_the_division_still_may(town, proposal):
    head_of_bureau = chief(town)
    with refused(NotPermitted):
        deciding.hand_on(head_of_bureau, proposal=proposal, division=town.offices["hq-kocho"], because="違う")
    late(town, proposal)
    deciding.escalate_late(town.system())
    said = {"verdict": "adopt", "reason": "来年度に立てます。", "until": SOON}
    assert HEAD in who_may(town, lambda actor: deciding.decide_proposal(actor, proposal=again(proposal), **said))
    made = deciding.decide_proposal(head_of_bureau, proposal=again(proposal), **said)
    assert (made.office, Answer.objects.get().office) == (town.offices["hq-toshi"],) * 2


def test_studied_until_a_day_it_is_the_divisions_again_and_climbs_anew(town, proposal):
    late(town, proposal)
    deciding.escalate_late(town.system())
    kept = decided(town, again(proposal), "study")
    assert (kept.due, kept.climbed_at) == (SOON, None)
    the_day_after = town.system(at=NOW.replace(year=2027, month=4, day=1))
    assert deciding.escalate_late(the_day_after) == 1
    late_planner = town.actor(*PLANNER, at=the_day_after.at)
    with refused(NotPermitted):
        deciding.decide_proposal(
            late_planner, proposal=again(proposal), verdict="adopt", reason="立てます。", until=SOON
        )


def test_studied_further_twice_at_once_it_is_decided_once(town, proposal):
    decided(town, proposal, "study")
    proposal = again(proposal)  # before the second turn both read it with the day it was to be decided by
    one, other = again(proposal), again(proposal)
    said = {"verdict": "study", "reason": "調べます。"}
    deciding.decide_proposal(town.actor(*HEAD), proposal=one, until=SOON + timedelta(days=30), **said)
    with refused(WrongState):
        deciding.decide_proposal(town.actor(*HEAD), proposal=other, until=SOON + timedelta(days=60), **said)
    assert Decision.objects.count() == 2
    assert again(proposal).due == SOON + timedelta(days=30)


def morning(day):
    """A quarter past seven in Japan, in January 2027."""
    return NOW.replace(year=2027, month=1, day=day, hour=7, minute=15)


def test_the_timer_looks_every_ten_minutes_and_says_each_morning_in_each_city_that_it_did(town, tonari, proposal):
    from wakimizu.pages.timer import EVERY
    from wakimizu.shared.scoping import in_city

    assert [seconds for seconds, task in EVERY if task is escalate] == [600]
    assert [escalate(morning(day)) for day in (13, 13, 14)] == [1, 0, 0]
    assert Entry.objects.filter(operation="escalate_late").count() == 2
    with in_city(tonari.city.pk):
        assert Entry.objects.filter(operation="escalate_late").count() == 2


def test_a_city_that_is_not_in_use_is_left_alone(town, proposal):
    type(town.city).objects.filter(pk=town.city.pk).update(in_use=False)
    assert escalate(morning(13)) == 0
    assert again(proposal).climbed_at is None
