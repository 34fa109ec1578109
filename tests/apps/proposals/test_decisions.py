"""A decision answers every voice behind it in one step, or nothing happens; what is late climbs, once."""

from datetime import date, datetime, timedelta, timezone

import pytest

from tests.apps.voices.scenes import kami_voice, need_of, state
from tests.cast import NOW
from wakimizu.apps.city.models import Post
from wakimizu.apps.city.operations import appoint
from wakimizu.apps.city.queries import actor_in
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.proposals.models import Decision, Proposal
from wakimizu.apps.proposals.operations import deciding, proposing
from wakimizu.apps.proposals.operations.proposing import Content
from wakimizu.apps.proposals.tasks import escalate
from wakimizu.apps.voices import operations as voices
from wakimizu.apps.voices.models import Answer, Need, Voice
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

PLANNER, MAYOR, HEAD = ("planner", "w-kami-machi"), ("mayor", "w-kami"), ("hq_head", "hq-road")
SOON = date(2027, 3, 31)


def endorsed(town, *needs):
    content = Content(title="街灯", problem="暗い", measure="立てる", division=town.offices["hq-road"], needs=needs)
    row = proposing.draft_proposal(town.actor(*PLANNER), office=town.offices["w-kami-machi"], content=content)
    Proposal.objects.filter(pk=row.pk).update(state="endorse")
    return proposing.endorse_proposal(town.actor(*MAYOR), proposal=Proposal.objects.get(pk=row.pk), evidence={})


def decide(town, proposal, by=None, **given):
    said = {"verdict": "adopt", "reason": "来年度に立てます。", "until": SOON, **given}
    proposal.refresh_from_db()
    return deciding.decide_proposal(by or town.actor(*HEAD), proposal=proposal, **said)


@pytest.mark.parametrize(
    ("verdict", "more", "ending"),
    [("adopt", {}, "will_be"), ("part", {"part": "五か所"}, "will_be"), ("study", {}, "being_studied"),
     ("decline", {"until": None}, "cannot_because")],
)  # fmt: skip
def test_everyone_behind_it_is_answered_with_the_ending_that_follows(town, verdict, more, ending):
    need = need_of(town, kami_voice(town), kami_voice(town))
    decision = decide(town, endorsed(town, need), verdict=verdict, **more)
    answer = Answer.objects.get(state="published")
    assert (decision.answered, answer.ending, answer.office) == (2, ending, town.offices["hq-road"])
    assert "来年度に立てます。" in answer.text
    assert set(Voice.objects.values_list("state", flat=True)) == {"answered"}


def test_through_merges_and_splits(town):
    later = town.actor(*PLANNER, at=NOW + timedelta(hours=1))
    first, second = need_of(town, kami_voice(town), kami_voice(town)), need_of(town, kami_voice(town), title="同じ")
    proposal = endorsed(town, first)
    part = voices.split_need(
        later, need=Need.objects.get(pk=first.pk), voices=[first.links.first().voice], title="分けた", lead=first.lead
    )
    voices.merge_need(later, need=Need.objects.get(pk=first.pk), into=second, because="同じ場所")
    assert decide(town, proposal).answered == 3
    assert [state(each) for each in (part, second)] == ["answered", "answered"]
    assert not Voice.objects.exclude(state="answered").exists()


def test_a_need_that_was_answered_already_gets_a_further_answer_and_a_waiting_draft_goes_back(town):
    done, waiting = need_of(town, title="検討中"), need_of(town, title="起案中")
    for need in (done, waiting):
        answer = voices.draft_answer(
            town.actor(*PLANNER), need=need, ending="being_studied", text="調べます。", until=SOON
        )
        voices.submit_answer(town.actor(*PLANNER), answer=answer)
    voices.approve_answer(town.actor(*MAYOR), answer=done.answers.get())
    decide(town, endorsed(town, Need.objects.get(pk=done.pk), Need.objects.get(pk=waiting.pk)))
    assert list(done.answers.order_by("pk").values_list("state", "ending")) == [
        ("published", "being_studied"), ("published", "will_be"),
    ]  # fmt: skip
    assert set(waiting.answers.values_list("state", flat=True)) == {"returned", "published"}
    assert state(waiting) == "answered"


@pytest.mark.parametrize(
    ("given", "field"),
    [({"reason": " "}, "reason"), ({"until": None}, "until"), ({"until": date(2026, 1, 1)}, "until"),
     ({"verdict": "maybe"}, "verdict"), ({"verdict": "part"}, "part"), ({"amount": -1}, "amount"),
     ({"reason": "番号は 1234 5678 9018 です"}, "reason")],
)  # fmt: skip
def test_what_a_decision_lacks_is_named_and_nothing_is_written(town, given, field):
    proposal = endorsed(town, need_of(town))
    before = Entry.objects.count()
    with pytest.raises(BadInput) as refusal:
        decide(town, proposal, **given)
    assert refusal.value.field == field
    proposal.refresh_from_db()
    assert (proposal.state, Decision.objects.count(), Entry.objects.count()) == ("review", 0, before)
    assert not Answer.objects.exists()


def test_when_one_answer_fails_nothing_has_happened(town, monkeypatch):
    first, second = need_of(town), need_of(town, title="二つ目")
    proposal = endorsed(town, first, second)
    taken = deciding.needs_to_answer(proposal)
    Need.objects.filter(pk=second.pk).update(state="merged", merged_into=first)
    monkeypatch.setattr(deciding, "needs_to_answer", lambda _proposal: [taken[0], Need.objects.get(pk=second.pk)])
    with pytest.raises(WrongState):
        decide(town, proposal)
    assert (state(first), Decision.objects.count(), Answer.objects.count()) == ("assigned", 0, 0)


def test_it_is_decided_once_and_by_its_division(town):
    proposal = endorsed(town, need_of(town))
    for who in (("hq_head", "hq-kocho"), ("hq", "hq-road"), MAYOR):
        with pytest.raises(NotPermitted):
            decide(town, proposal, by=town.actor(*who))
    decide(town, proposal)
    with pytest.raises(WrongState):
        decide(town, proposal)


def test_what_is_studied_becomes_due_again(town):
    proposal = endorsed(town, need_of(town))
    decide(town, proposal, verdict="study")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.due) == ("studied", SOON)
    decide(town, proposal, until=date(2027, 9, 30))
    assert Proposal.objects.get().state == "decided"


def test_it_is_due_thirty_business_days_after_the_endorsement(town):
    assert endorsed(town, need_of(town)).due == date(2027, 1, 12)  # a holiday and the turn of the year lie between


def morning(day):
    return datetime(2027, 1, day, 7, 30, tzinfo=timezone(timedelta(hours=9)))


def test_what_is_late_climbs_to_the_bureau_once_and_may_be_decided_there(town):
    proposal = endorsed(town, need_of(town))
    bureau = town.user("hq_head", "hq-kocho")
    post = appoint(town.system(), user=bureau, office=town.offices["hq-toshi"], role="hq_head", since=date(2024, 4, 1))
    chief = actor_in(Post.objects.get(pk=post.pk), morning(15), town.offices["hq-toshi"])
    with pytest.raises(NotPermitted):
        decide(town, proposal, by=chief)
    assert [escalate(morning(day)) for day in (12, 13, 13, 14)] == [0, 1, 0, 0]
    proposal.refresh_from_db()
    assert proposal.climbed_at == morning(13)
    assert decide(town, proposal, by=chief).office == town.offices["hq-toshi"]


def test_at_night_and_on_holidays_nothing_climbs(town):
    endorsed(town, need_of(town))
    assert escalate(morning(16)) == 0  # a Saturday
    assert escalate(morning(15).replace(hour=6)) == 0


def test_handed_on_it_is_the_other_divisions(town):
    proposal = endorsed(town, need_of(town))
    with pytest.raises(BadInput):
        deciding.hand_on(town.actor(*HEAD), proposal=proposal, division=town.offices["w-kami"], because="違う")
    deciding.hand_on(town.actor(*HEAD), proposal=proposal, division=town.offices["hq-kocho"], because="広聴の仕事")
    assert decide(town, proposal, by=town.actor("hq_head", "hq-kocho")).answered == 1
