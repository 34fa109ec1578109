"""Measures: entered, begun, watched by milestones, stopped or closed with a look; who may, what is refused, nothing left of it."""

from datetime import date, timedelta

import pytest

from tests.apps.monitoring.small import indicator
from tests.apps.proposals.proposal_scenes import (
    HEAD,
    HEARING_HEAD,
    MAYOR,
    MY_NUMBER_WORDS,
    PLANNER,
    POLICY,
    ROAD,
    SHIMO_MAYOR,
    SOON,
    TODAY,
    again,
    decided,
    endorsed,
    ledger_words,
    refused,
    who_may,
)
from tests.apps.voices.scenes import kami_voice, need_of
from tests.cast import NOW
from wakimizu.apps.proposals.models import ProposalNote
from wakimizu.apps.proposals.operations import measures
from wakimizu.apps.proposals.operations.measures import Look, Plan
from wakimizu.apps.proposals.operations.proposing import Expected
from wakimizu.apps.voices import operations as voices
from wakimizu.apps.voices.models import Answer, Voice
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

TOMORROW = TODAY + timedelta(days=1)


def plan(town, **more):
    facts = {"name": "街灯百本", "office": town.offices["hq-road"], "begins": TODAY, "ends": SOON}
    return Plan(**{**facts, **more})


def started(town, proposal=None, by=HEAD, **more):
    return measures.start_measure(town.actor(*by), plan=plan(town, **more), proposal=proposal)


def begun(town, *args, on=TODAY, **more):
    return measures.begin_measure(town.actor(*HEAD), measure=started(town, *args, **more), on=on)


def seen(measure, found="moved", text="明るくなった。", **more):
    return {effect.pk: Look(found, text, **more) for effect in measure.effects.all()}


def closed(town, measure, by=HEAD, **more):
    said = {"conclusion": "百本を立てた。", "looks": seen(measure), **more}
    return measures.close_measure(town.actor(*by), measure=measure, **said)


@pytest.fixture
def need(town):
    return need_of(town, kami_voice(town), kami_voice(town))


@pytest.fixture
def adopted(town, need):
    return decided(town, endorsed(town, need))


# ── entering ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_measure_takes_over_what_its_proposal_expected(town, adopted):
    measure = again(started(town, adopted, ward=town.areas["43991"]))
    assert (measure.state, measure.proposal, measure.ward) == ("planned", adopted, town.areas["43991"])
    effect = measure.effects.get()
    assert (effect.indicator.code, effect.year, effect.value, effect.proposal) == ("lit", 2027, 80.0, None)
    assert adopted.effects.count() == 1


def test_by_its_own_decision_an_office_says_itself_what_it_expects(town):
    members = indicator(town)
    measure = started(town, effects=[Expected(members, 2027, 90.0, before=82.0)])
    assert list(measure.effects.values_list("indicator__code", "before", "value")) == [("members", 82.0, 90.0)]


@pytest.mark.parametrize("verdict", ["study", "decline"])
def test_nothing_follows_what_was_not_adopted(town, need, verdict):
    proposal = endorsed(town, need)
    with refused(WrongState):
        started(town, proposal)
    proposal = decided(town, proposal, verdict)
    with refused(WrongState):
        started(town, proposal)


def test_what_is_adopted_in_part_may_be_followed(town, need):
    assert started(town, decided(town, endorsed(town, need), "part", part="五か所")).state == "planned"


OFFICES = {
    PLANNER: "w-kami-machi", MAYOR: "w-kami", ROAD: "hq-road", HEAD: "hq-road", POLICY: "hq-road",
}  # fmt: skip


def test_only_its_ward_its_division_and_policy_follow_a_proposal(town, adopted):
    """Whoever closes a measure may tell every voice behind it that it is solved."""

    def start(actor):
        office = actor.office_id and type(town.offices["w-kami"]).objects.get(pk=actor.office_id)
        return measures.start_measure(actor, plan=plan(town, office=office), proposal=adopted)

    assert who_may(town, start) == set(OFFICES)


@pytest.mark.parametrize(("who", "office"), [(SHIMO_MAYOR, "w-shimo"), (HEARING_HEAD, "hq-kocho")])
def test_any_other_office_is_refused_and_the_voices_are_not_told(town, adopted, who, office):
    with refused(NotPermitted):
        started(town, adopted, by=who, office=town.offices[office])
    assert started(town, by=who, office=town.offices[office]).proposal is None  # its own it may begin


@pytest.mark.parametrize("who", [PLANNER, ("hq", "hq-kocho"), ("clerk", "w-kami-kumin")])
def test_no_office_enters_a_measure_of_another(town, who):
    with refused(NotPermitted):
        started(town, by=who)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"name": " "}, "name"), ({"name": "街" * 121}, "name"), ({"ends": TODAY - timedelta(days=1)}, "ends"),
     ({"note": MY_NUMBER_WORDS}, "note")],
)  # fmt: skip
def test_what_cannot_be_meant_is_named_when_entered_and_when_changed(town, more, field):
    with refused(BadInput, field):
        started(town, **more)
    measure = started(town)
    with refused(BadInput, field):
        measures.change_measure(town.actor(*HEAD), measure=measure, plan=plan(town, **more))


def test_a_measure_of_one_day_is_one(town):
    assert started(town, ends=TODAY).ends == TODAY


def test_an_effect_of_a_year_that_is_over_leaves_no_measure(town):
    late = [Expected(indicator(town), 2025, 90.0)]
    with refused(BadInput, "effect_year"):
        started(town, effects=late)


def test_it_is_changed_while_it_is_not_over(town):
    measure = started(town)
    new = plan(town, name="街灯五十本", ends=date(2028, 3, 31), ward=town.areas["43991"])
    measures.change_measure(town.actor(*HEAD), measure=measure, plan=new)
    kept = again(measure)
    assert (kept.name, kept.ends, kept.ward) == ("街灯五十本", date(2028, 3, 31), town.areas["43991"])


def test_no_office_gives_its_measure_to_one_it_does_not_answer_for(town):
    measure = started(town)
    with refused(NotPermitted):
        measures.change_measure(town.actor(*HEAD), measure=measure, plan=plan(town, office=town.offices["hq-kocho"]))
    measures.change_measure(town.actor(*POLICY), measure=measure, plan=plan(town, office=town.offices["hq-kocho"]))
    assert again(measure).office == town.offices["hq-kocho"]


# ── begun, milestones ────────────────────────────────────────────────────────────────────────────────────────────────


def test_when_it_begins_its_indicators_are_asked_from_that_day_on(town, adopted):
    measure = begun(town, adopted, on=date(2026, 11, 2))
    assert (again(measure).state, again(measure).begins) == ("running", date(2026, 11, 2))
    beginning = measure.effects.get().indicator.beginnings.get()
    assert (beginning.name, beginning.day, beginning.area) == ("街灯百本", date(2026, 11, 2), None)


def test_in_a_ward_its_indicator_is_asked_there(town):
    members, kami = indicator(town), town.areas["43991"]
    begun(town, effects=[Expected(members, 2027, 90.0, kami)])
    assert members.beginnings.get().area == kami


@pytest.mark.parametrize(("on", "ends"), [(TOMORROW, SOON), (TODAY, TODAY - timedelta(days=5))])
def test_it_has_not_begun_on_a_day_to_come_nor_after_its_end(town, on, ends):
    measure = started(town, begins=TODAY - timedelta(days=20), ends=ends)
    with refused(BadInput, "on"):
        measures.begin_measure(town.actor(*HEAD), measure=measure, on=on)


def test_it_begins_once(town):
    measure = begun(town)
    with refused(WrongState):
        measures.begin_measure(town.actor(*HEAD), measure=again(measure), on=TODAY)


def milestone(town, measure, **more):
    said = {"name": "設計", "due": date(2026, 12, 25), **more}
    return measures.add_milestone(town.actor(*HEAD), measure=measure, **said)


def test_a_milestone_is_reached_on_a_day(town):
    stone = milestone(town, begun(town))
    measures.reach_milestone(town.actor(*HEAD), milestone=stone, on=TODAY)
    assert (again(stone).due, again(stone).done_on) == (date(2026, 12, 25), TODAY)


def test_nothing_is_reached_on_a_day_to_come(town):
    stone = milestone(town, begun(town))
    with refused(BadInput, "on"):
        measures.reach_milestone(town.actor(*HEAD), milestone=stone, on=TOMORROW)


@pytest.mark.parametrize("name", [" ", "設" * 121, MY_NUMBER_WORDS])
def test_a_milestone_has_a_name(town, name):
    measure = begun(town)
    with refused(BadInput, "name"):
        milestone(town, measure, name=name)


def test_a_milestone_entered_wrongly_is_put_right_or_taken_out(town):
    measure = begun(town)
    stone, other = milestone(town, measure), milestone(town, measure, name="誤り")
    measures.reach_milestone(town.actor(*HEAD), milestone=stone, on=TODAY)
    measures.change_milestone(town.actor(*HEAD), milestone=again(stone), name="基本設計", due=SOON, on=None)
    measures.drop_milestone(town.actor(*HEAD), milestone=other)
    kept = measure.milestones.get()
    assert (kept.name, kept.due, kept.done_on) == ("基本設計", SOON, None)
    with refused(BadInput, "on"):
        measures.change_milestone(town.actor(*HEAD), milestone=again(stone), name="基本設計", due=SOON, on=TOMORROW)
    with refused(BadInput, "name"):
        measures.change_milestone(town.actor(*HEAD), milestone=again(stone), name=MY_NUMBER_WORDS, due=SOON, on=None)


# ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_stopped_it_says_why(town):
    measure = begun(town)
    measures.stop_measure(town.actor(*HEAD), measure=measure, because="用地がない")
    assert (again(measure).state, again(measure).closed_at) == ("stopped", NOW)
    assert ProposalNote.objects.get().text == "用地がない"
    assert "用地" not in ledger_words()


@pytest.mark.parametrize("because", [" ", MY_NUMBER_WORDS])
def test_without_a_reason_it_goes_on(town, because):
    measure = begun(town)
    with refused(BadInput, "because"):
        measures.stop_measure(town.actor(*HEAD), measure=again(measure), because=because)


def test_what_was_found_is_kept_with_the_figures_of_that_moment(town, adopted):
    measure = begun(town, adopted)
    looks = seen(measure, "partly", "半分だけ明るくなった。", value=72.5, figures={"verdict": "up"})
    closed(town, measure, looks=looks)
    effect = measure.effects.get()
    assert (effect.found, effect.found_value, effect.found_text) == ("partly", 72.5, "半分だけ明るくなった。")
    assert (effect.figures, effect.looked_at, again(measure).state) == ({"verdict": "up"}, NOW, "closed")
    assert "明るく" not in ledger_words()


def test_it_is_not_closed_while_an_indicator_is_unlooked_at_and_that_one_is_named(town):
    measure = begun(
        town,
        effects=[Expected(indicator(town), 2027, 90.0), Expected(indicator(town, "lit", name="明るさ"), 2027, 80.0)],
    )
    first, second = measure.effects.order_by("pk")
    with refused(WrongState) as refusal:
        closed(town, again(measure), looks={first.pk: Look("moved", "増えた。")})
    assert str(second.indicator) in str(refusal.value)
    assert str(first.indicator) not in str(refusal.value)


@pytest.mark.parametrize(
    ("found", "text", "field"),
    [("moved", " ", "text"), ("maybe", "増えた。", "found"), ("moved", MY_NUMBER_WORDS, "text")],
)
def test_a_look_has_words_and_a_finding(town, adopted, found, text, field):
    measure = begun(town, adopted)
    with refused(BadInput, f"{field}_{measure.effects.get().pk}"):
        closed(town, again(measure), looks=seen(measure, found, text))


def test_the_second_look_that_is_refused_takes_the_first_back(town):
    effects = [Expected(indicator(town), 2027, 90.0), Expected(indicator(town, "lit"), 2027, 80.0)]
    measure = begun(town, effects=effects)
    first, second = measure.effects.order_by("pk")
    with refused(BadInput, f"text_{second.pk}"):
        closed(town, again(measure), looks={first.pk: Look("moved", "増えた。"), second.pk: Look("not", " ")})


def test_without_any_indicator_the_conclusion_says_why_nobody_can_tell(town):
    measure = begun(town)
    with refused(BadInput, "conclusion"):
        closed(town, again(measure), conclusion=" ")
    assert closed(town, again(measure)).conclusion == "百本を立てた。"


def test_at_its_end_everyone_behind_it_may_be_told_that_it_is_solved_through_merges_too(town, need):
    into = need_of(town, title="同じこと")
    proposal = endorsed(town, need)
    voices.merge_need(town.actor(*PLANNER), need=again(need), into=into, because="同じ場所")
    measure = begun(town, decided(town, proposal))
    closed(town, measure, answer="百本を立てました。")
    assert list(Answer.objects.order_by("pk").values_list("need", "ending", "office__code")) == [
        (into.pk, "will_be", "hq-road"), (into.pk, "solved", "hq-road"),
    ]  # fmt: skip
    assert set(Voice.objects.values_list("state", flat=True)) == {"answered"}
    assert '"told": 3' in ledger_words()


def test_without_an_answer_nobody_is_told_anything_new(town, adopted):
    before = Answer.objects.count()
    closed(town, begun(town, adopted), answer=" ")
    assert Answer.objects.count() == before


def test_a_measure_without_a_proposal_has_nobody_to_answer(town):
    measure = begun(town)
    with refused(BadInput, "answer"):
        closed(town, again(measure), answer="立てました。")


def test_an_answer_that_is_refused_leaves_the_measure_running(town, adopted):
    measure = begun(town, adopted)
    with refused(BadInput):
        closed(town, again(measure), answer=MY_NUMBER_WORDS)
    assert again(measure).state == "running"


# ── in which state, and by whom ──────────────────────────────────────────────────────────────────────────────────────

STEPS = {
    "change": lambda town, row: measures.change_measure(town.system(), measure=row, plan=plan(town)),
    "begin": lambda town, row: measures.begin_measure(town.system(), measure=row, on=TODAY),
    "add": lambda town, row: measures.add_milestone(town.system(), measure=row, name="設計", due=SOON),
    "put right": lambda town, row: measures.change_milestone(
        town.system(), milestone=row.milestones.first(), name="設計", due=SOON, on=None
    ),
    "take out": lambda town, row: measures.drop_milestone(town.system(), milestone=row.milestones.first()),
    "reach": lambda town, row: measures.reach_milestone(town.system(), milestone=row.milestones.first(), on=TODAY),
    "stop": lambda town, row: measures.stop_measure(town.system(), measure=row, because="理由"),
    "close": lambda town, row: measures.close_measure(town.system(), measure=row, conclusion="終わり", looks={}),
}
POSSIBLE = {
    "planned": {"change", "begin", "add", "reach", "put right", "take out", "stop"},
    "running": {"change", "add", "reach", "put right", "take out", "stop", "close"},
    "closed": set(),
    "stopped": set(),
}


@pytest.mark.parametrize(("state", "step"), [(state, step) for state in POSSIBLE for step in STEPS])
def test_each_step_is_taken_in_its_state_only(town, state, step):
    measure = started(town)
    milestone(town, measure)
    type(measure).objects.filter(pk=measure.pk).update(state=state)
    if step in POSSIBLE[state]:
        STEPS[step](town, again(measure))
    else:
        with refused(WrongState):
            STEPS[step](town, again(measure))


@pytest.mark.parametrize(
    ("do", "whom"),
    [
        (lambda town, who, row: measures.change_measure(who, measure=row, plan=plan(town)), {ROAD, HEAD, POLICY}),
        (lambda town, who, row: measures.add_milestone(who, measure=row, name="設計", due=SOON), {ROAD, HEAD, POLICY}),
        (lambda town, who, row: measures.drop_milestone(who, milestone=milestone(town, row)), {ROAD, HEAD, POLICY}),
        (lambda town, who, row: measures.stop_measure(who, measure=row, because="理由"), {ROAD, HEAD, POLICY}),
        (lambda town, who, row: measures.close_measure(who, measure=row, conclusion="終わり", looks={}), {HEAD}),
    ],
    ids=["change", "add a milestone", "take a milestone out", "stop", "close"],
)
def test_who_may_take_each_step(town, do, whom):
    measure = begun(town)
    assert who_may(town, lambda actor: do(town, actor, again(measure))) == whom
