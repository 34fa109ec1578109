"""How a ward proposes: written, laid before the ward mayor, endorsed; who may, what is refused, and that nothing is left of it."""

from datetime import date, timedelta

import pytest

from tests.apps.proposals.proposal_scenes import (
    CLERK,
    HEAD,
    MAYOR,
    MY_NUMBER_WORDS,
    PLANNER,
    POLICY,
    ROAD,
    SHIMO,
    SHIMO_MAYOR,
    TODAY,
    again,
    content,
    decided,
    drafted,
    endorsed,
    laid,
    lamps,
    ledger_words,
    refused,
    who_may,
)
from tests.apps.voices.scenes import need_of, operations_on, shimo_voice
from wakimizu.apps.proposals.models import Proposal, ProposalNeed, ProposalNote
from wakimizu.apps.proposals.operations import proposing
from wakimizu.apps.proposals.operations.proposing import Content, Expected
from wakimizu.apps.voices import operations as voices
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState


@pytest.fixture
def need(town):
    return need_of(town)


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_keeps_all_that_was_said_and_the_ledger_none_of_its_words(town, need):
    proposal = again(drafted(town, need))
    assert (proposal.state, proposal.ward, proposal.division) == ("draft", town.areas["43991"], town.offices["hq-road"])
    assert proposal.links.get().need == need
    cost, effect = proposal.costs.get(), proposal.effects.get()
    assert (cost.year, cost.fund, cost.amount) == (2026, "general", 9_000_000)
    assert (effect.indicator.code, effect.year, effect.value) == ("lit", 2027, 80.0)
    assert proposal.is_public is False
    assert "街灯" not in ledger_words()


def test_a_draft_may_leave_all_but_its_title_and_division_open(town):
    plain = Content(title="街灯", division=town.offices["hq-road"])
    actor = town.actor(*PLANNER)
    proposal = proposing.draft_proposal(actor, office=town.offices["w-kami-machi"], content=plain)
    assert (proposal.problem, proposal.links.count(), proposal.costs.count()) == ("", 0, 0)


def test_written_anew_it_says_only_the_new_and_a_need_keeps_its_day(town, need):
    other = need_of(town, title="二つ目")
    proposal = drafted(town, need)
    since = proposal.links.get().since
    later = town.actor(*PLANNER, at=since + timedelta(days=3))
    new = content(town, need, other, title="街灯を百本", costs={(2027, "bond"): 5}, effects=[])
    proposing.change_proposal(later, proposal=proposal, content=new)
    assert again(proposal).title == "街灯を百本"
    assert [link.since - since for link in proposal.links.order_by("since")] == [timedelta(0), timedelta(days=3)]
    assert list(proposal.costs.values_list("year", "fund", "amount")) == [(2027, "bond", 5)]
    assert not proposal.effects.exists()
    proposing.change_proposal(later, proposal=proposal, content=content(town, other))
    assert proposal.links.get().need == other


def test_a_cost_of_nothing_is_no_row(town, need):
    proposal = drafted(town, need, costs={(2026, "general"): 0, (2027, "national"): 10})
    assert list(proposal.costs.values_list("amount", flat=True)) == [10]


@pytest.mark.parametrize(
    ("more", "field"),
    [({"title": " "}, "title"), ({"title": "街" * 121}, "title"), ({"division": None}, "division"),
     ({"costs": {(2025, "general"): 1}}, "costs"), ({"costs": {(2057, "general"): 1}}, "costs"),
     ({"costs": {(2026, "pocket"): 1}}, "costs"), ({"costs": {(2026, "general"): -1}}, "costs"),
     ({"costs": {(2026, "general"): 10**13 + 1}}, "costs"), ({"title": MY_NUMBER_WORDS}, "title"),
     ({"problem": MY_NUMBER_WORDS}, "problem"), ({"measure": MY_NUMBER_WORDS}, "measure")],
)  # fmt: skip
def test_what_cannot_be_meant_is_named_and_nothing_is_kept(town, need, more, field):
    lamps(town)
    with refused(BadInput, field):
        drafted(town, need, **more)


@pytest.mark.parametrize("office", ["w-kami", "w-shimo-machi", "c-sakura"])
def test_only_hq_can_be_asked_to_decide(town, need, office):
    lamps(town)
    with refused(BadInput, "division"):
        drafted(town, need, division=town.offices[office])


def test_a_division_that_is_closed_by_now_decides_nothing(town, need):
    road = town.offices["hq-road"]
    road.valid_to = TODAY
    lamps(town)
    with refused(BadInput, "division"):
        drafted(town, need, division=road)


@pytest.mark.parametrize("year", [2025, 2057])
def test_an_effect_lies_in_a_fiscal_year_to_come(town, need, year):
    wrong = [Expected(lamps(town), year, 80.0)]
    with refused(BadInput, "effect_year"):
        drafted(town, need, effects=wrong)


def test_another_wards_need_is_that_wards_to_propose(town):
    theirs = need_of(town, shimo_voice(town), by=town.actor(*SHIMO), lead="w-shimo-machi", title="松林")
    lamps(town)
    with refused(NotPermitted):
        drafted(town, theirs)
    with refused(BadInput, "needs") as refusal:
        proposing.draft_proposal(town.system(), office=town.offices["w-kami-machi"], content=content(town, theirs))
    assert "松林" in str(refusal.value)


def test_a_need_that_lies_elsewhere_but_is_led_here_may_stand_behind_it(town):
    led = need_of(town, shimo_voice(town), by=town.actor(*SHIMO), lead="w-kami-machi", title="境の道")
    assert drafted(town, led).links.get().need == led


def test_a_merged_need_points_to_the_one_it_went_up_in(town, need):
    voices.merge_need(town.actor(*PLANNER), need=need, into=need_of(town, title="同じこと"), because="同じ場所")
    lamps(town)
    with refused(BadInput, "needs"):
        drafted(town, need)


def test_hqs_own_measures_are_no_proposals(town, need):
    lamps(town)
    with refused(BadInput, "office"):
        proposing.draft_proposal(town.system(), office=town.offices["hq-road"], content=content(town, need))


def test_a_change_that_is_refused_leaves_the_draft_as_it_was(town, need):
    proposal = drafted(town, need)
    wrong = content(town, need, title="別", costs={(2020, "general"): 1})
    with refused(BadInput, "costs"):
        proposing.change_proposal(town.actor(*PLANNER), proposal=proposal, content=wrong)
    assert again(proposal).title == "街灯の増設"


# ── before the ward mayor ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("more", "word"),
    [({"problem": ""}, "解決できない"), ({"measure": ""}, "何をするか"), ({"needs": ()}, "ニーズ"),
     ({"costs": {}}, "費用"), ({"effects": []}, "指標")],
)  # fmt: skip
def test_what_is_missing_is_named_before_the_mayor_reads_it(town, need, more, word):
    proposal = drafted(town, need, **more)
    with refused(WrongState) as refusal:
        proposing.submit_proposal(town.actor(*PLANNER), proposal=proposal)
    assert len(proposing.missing_of(proposal)) == 1
    assert proposing.missing_of(proposal)[0] in str(refusal.value)
    assert word in str(refusal.value)


def test_an_empty_draft_lacks_five_things(town):
    plain = Content(title="街灯", division=town.offices["hq-road"])
    proposal = proposing.draft_proposal(town.actor(*PLANNER), office=town.offices["w-kami-machi"], content=plain)
    assert len(proposing.missing_of(proposal)) == 5


def test_given_back_it_is_a_draft_again_with_the_reason_beside_it(town, need):
    proposal = laid(town, need)
    proposing.give_back_proposal(town.actor(*MAYOR), proposal=proposal, because="費用の内訳を足してください")
    note = ProposalNote.objects.get()
    assert (again(proposal).state, note.text, note.about) == (
        "draft",
        "費用の内訳を足してください",
        "give_back_proposal",
    )
    assert "内訳" not in ledger_words()
    proposing.change_proposal(town.actor(*PLANNER), proposal=again(proposal), content=content(town, need))
    proposing.submit_proposal(town.actor(*PLANNER), proposal=again(proposal))
    assert again(proposal).state == "endorse"


def test_endorsed_it_is_public_its_evidence_stands_and_a_day_is_owed(town, need):
    proposal = again(endorsed(town, need))
    assert (proposal.state, proposal.is_public, proposal.evidence) == ("review", True, {"rows": []})
    assert proposal.due == date(2027, 1, 12)  # 30 business days; a holiday and the turn of the year lie between
    assert proposal.endorsed_by == town.posts[MAYOR]


def test_the_citys_own_closing_days_are_no_business_days(town, need):
    proposal = laid(town, need)
    closed = [date(2026, 12, 1), date(2026, 12, 2)]
    proposing.endorse_proposal(town.actor(*MAYOR), proposal=proposal, evidence={}, closures=closed)
    assert again(proposal).due == date(2027, 1, 14)


@pytest.mark.parametrize("make", [drafted, laid, endorsed])
def test_it_is_withdrawn_with_a_reason_and_public_no_more(town, need, make):
    proposal = make(town, need)
    proposing.withdraw_proposal(town.actor(*MAYOR), proposal=proposal, because="商店街が始めた")
    assert (again(proposal).state, again(proposal).is_public) == ("withdrawn", False)
    assert operations_on(proposal)[-1] == "withdraw_proposal"


@pytest.mark.parametrize(("make", "do"), [(laid, proposing.give_back_proposal), (drafted, proposing.withdraw_proposal)])
@pytest.mark.parametrize("because", ["", " ", "理" * 1001, MY_NUMBER_WORDS])
def test_whoever_gives_back_or_withdraws_says_why(town, need, make, do, because):
    proposal = make(town, need)
    with refused(BadInput, "because"):
        do(town.actor(*MAYOR), proposal=proposal, because=because)
    assert again(proposal).state == ("endorse" if make is laid else "draft")


# ── questions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def asked(town, proposal):
    return proposing.ask_about(town.actor(*ROAD), proposal=proposal, text="何か所ですか。")


def test_hq_asks_and_the_ward_replies(town, need):
    question = asked(town, endorsed(town, need))
    proposing.reply_to(town.actor(*PLANNER), question=question, text="七か所です。")
    kept = again(question)
    assert (kept.text, kept.reply, kept.replied_by) == ("何か所ですか。", "七か所です。", town.posts[PLANNER])
    assert "か所" not in ledger_words()


def test_a_reply_is_given_once(town, need):
    question = asked(town, endorsed(town, need))
    at_another_desk = again(question)
    proposing.reply_to(town.actor(*PLANNER), question=question, text="七か所です。")
    with refused(WrongState):
        proposing.reply_to(town.actor(*MAYOR), question=at_another_desk, text="八か所です。")
    assert again(question).reply == "七か所です。"


def test_what_is_studied_can_still_be_asked_about(town, need):
    proposal = decided(town, endorsed(town, need), "study")
    question = asked(town, proposal)
    assert proposing.reply_to(town.actor(*PLANNER), question=question, text="七か所です。").replied_at


@pytest.mark.parametrize("text", [" ", MY_NUMBER_WORDS])
def test_questions_and_replies_have_words_and_no_my_number(town, need, text):
    proposal = endorsed(town, need)
    with refused(BadInput, "text"):
        proposing.ask_about(town.actor(*ROAD), proposal=proposal, text=text)
    question = asked(town, proposal)
    with refused(BadInput, "text"):
        proposing.reply_to(town.actor(*PLANNER), question=question, text=text)


# ── in which state, and by whom ──────────────────────────────────────────────────────────────────────────────────────

STEPS = {
    "change": lambda town, row: proposing.change_proposal(town.system(), proposal=row, content=content(town)),
    "submit": lambda town, row: proposing.submit_proposal(town.system(), proposal=row),
    "give back": lambda town, row: proposing.give_back_proposal(town.system(), proposal=row, because="理由"),
    "endorse": lambda town, row: proposing.endorse_proposal(town.system(), proposal=row, evidence={}),
    "withdraw": lambda town, row: proposing.withdraw_proposal(town.system(), proposal=row, because="理由"),
    "ask": lambda town, row: proposing.ask_about(town.system(), proposal=row, text="何か所ですか。"),
    "reply": lambda town, row: proposing.reply_to(town.system(), question=row.questions.first(), text="七か所です。"),
}
POSSIBLE = {
    "draft": {"change", "submit", "withdraw"},
    "endorse": {"give back", "endorse", "withdraw"},
    "review": {"withdraw", "ask", "reply"},
    "studied": {"withdraw", "ask", "reply"},
    "decided": set(),
    "withdrawn": set(),
}


@pytest.mark.parametrize(("state", "step"), [(state, step) for state in POSSIBLE for step in STEPS])
def test_each_step_is_taken_in_its_state_only(town, need, state, step):
    proposal = endorsed(town, need)
    asked(town, proposal)
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    if step in POSSIBLE[state]:
        STEPS[step](town, again(proposal))
    else:
        with refused(WrongState):
            STEPS[step](town, again(proposal))


def reply(town, actor, row):
    question = row.questions.create(city=town.city, text="?", asked_at=actor.at)
    return proposing.reply_to(actor, question=question, text="七か所です。")


WARD = {PLANNER, MAYOR}


@pytest.mark.parametrize(
    ("make", "do", "whom"),
    [
        (drafted, lambda town, who, row: proposing.change_proposal(who, proposal=row, content=content(town)), WARD),
        (drafted, lambda town, who, row: proposing.submit_proposal(who, proposal=row), WARD),
        (drafted, lambda town, who, row: proposing.withdraw_proposal(who, proposal=row, because="理由"), WARD),
        (laid, lambda town, who, row: proposing.give_back_proposal(who, proposal=row, because="理由"), {MAYOR}),
        (laid, lambda town, who, row: proposing.endorse_proposal(who, proposal=row, evidence={}), {MAYOR}),
        (endorsed, lambda town, who, row: proposing.withdraw_proposal(who, proposal=row, because="理由"), {MAYOR}),
        (endorsed, lambda town, who, row: proposing.ask_about(who, proposal=row, text="?"), {ROAD, HEAD, POLICY}),
        (endorsed, reply, WARD),
    ],
    ids=["change", "submit", "withdraw", "give back", "endorse", "withdraw the ward's word", "ask", "reply"],
)
def test_who_may_take_each_step(town, need, make, do, whom):
    proposal = make(town, need)
    assert who_may(town, lambda actor: do(town, actor, again(proposal))) == whom


@pytest.mark.parametrize("who", [SHIMO, SHIMO_MAYOR, HEAD, ROAD, CLERK])
def test_nobody_writes_in_another_wards_name(town, need, who):
    lamps(town)
    with refused(NotPermitted):
        drafted(town, need, by=who)
    assert not ProposalNeed.objects.exists()


def test_another_citys_need_stands_behind_nothing(town, tonari):
    from wakimizu.shared.scoping import in_city

    with in_city(tonari.city.pk):
        theirs = tonari.say("道が暗い", district=tonari.areas["43981-01"])
        planner = tonari.actor("planner", "w-higashi-machi")
        lead = tonari.offices["w-higashi-machi"]
        need = voices.raise_need(planner, voices=[theirs], title="隣の街灯", lead=lead)
    lamps(town)
    with refused((BadInput, NotPermitted)):
        drafted(town, need)
