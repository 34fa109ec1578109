"""Measures: who begins them, what stands once they have begun, what is told when they end."""

from datetime import date, timedelta

import pytest

from tests.apps.monitoring.small import indicator, item
from tests.apps.proposals.test_decisions import HEAD, MAYOR, PLANNER, SOON, decide, endorsed
from tests.apps.voices.scenes import kami_voice, need_of
from tests.cast import NOW
from tests.pages.test_trace import Loop
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.proposals.models import Measure
from wakimizu.apps.proposals.operations import measures
from wakimizu.apps.proposals.operations.measures import Look, Plan
from wakimizu.apps.proposals.operations.proposing import Expected
from wakimizu.apps.voices.models import Answer, Remark
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

TODAY = NOW.date()


def plan(town, **more):
    facts = {"name": "街灯百本", "office": town.offices["hq-road"], "begins": TODAY, "ends": SOON}
    return Plan(**{**facts, **more})


@pytest.fixture
def need(town):
    return need_of(town, kami_voice(town), kami_voice(town))


@pytest.fixture
def adopted(town, need):
    proposal = endorsed(town, need)
    decide(town, proposal)
    return proposal


def started(town, proposal=None, by=HEAD, **more):
    return measures.start_measure(town.actor(*by), plan=plan(town, **more), proposal=proposal)


def begun(town, *args, **more):
    return measures.begin_measure(town.actor(*HEAD), measure=started(town, *args, **more), on=TODAY)


@pytest.mark.parametrize(
    ("who", "office"), [(HEAD, "hq-road"), (PLANNER, "w-kami-machi"), (("policy", "hq-seisaku"), "hq-road")]
)
def test_the_ward_the_division_and_policy_begin_what_was_adopted(town, adopted, who, office):
    assert started(town, adopted, by=who, office=town.offices[office]).proposal == adopted


@pytest.mark.parametrize(("who", "office"), [(("mayor", "w-shimo"), "w-shimo"), (("hq_head", "hq-kocho"), "hq-kocho")])
def test_nobody_else_does_for_who_closes_it_may_answer_its_voices(town, adopted, who, office):
    with pytest.raises(NotPermitted):
        started(town, adopted, by=who, office=town.offices[office])
    assert not Measure.objects.exists()


def test_what_is_not_adopted_has_no_measure(town, need):
    with pytest.raises(WrongState):
        started(town, endorsed(town, need))


def test_an_office_decides_by_itself_and_says_what_it_expects(town):
    lit = indicator(town, "lit")
    measure = begun(town, effects=[Expected(lit, 2027, 80.0)], plan_item=item(town, "a1"))
    assert (measure.effects.get().value, measure.plan_item.code) == (80.0, "a1")
    assert lit.beginnings.get().name == "街灯百本"


def test_an_indicator_is_expected_to_move_in_one_place(town):
    lit = indicator(town, "lit")
    effects = [Expected(lit, 2027, 80.0), Expected(lit, 2027, 85.0, town.areas["43991"])]
    with pytest.raises(BadInput):
        started(town, effects=effects)
    assert started(town, effects=[effects[0], Expected(lit, 2028, 90.0)]).effects.count() == 2


@pytest.mark.parametrize(
    ("more", "field"), [({"name": "別の名前"}, "name"), ({"begins": TODAY - timedelta(days=3)}, "begins")]
)
def test_once_it_has_begun_its_name_and_first_day_stand(town, more, field):
    measure = begun(town)
    with pytest.raises(BadInput) as refusal:
        measures.change_measure(town.actor(*HEAD), measure=measure, plan=plan(town, **more))
    assert refusal.value.field == field
    measures.change_measure(town.actor(*HEAD), measure=measure, plan=plan(town, ends=date(2028, 3, 31)))
    assert Measure.objects.get().ends == date(2028, 3, 31)


def test_who_changes_what_somebody_has_just_stopped_is_told(town):
    measure = started(town)
    measures.stop_measure(town.actor(*HEAD), measure=Measure.objects.get(), because="予算がつかなかった")
    with pytest.raises(WrongState):
        measures.change_measure(town.actor(*HEAD), measure=measure, plan=plan(town))
    assert Measure.objects.get().state == "stopped"


def test_it_is_closed_with_a_look_or_not_at_all(town):
    lit = indicator(town, "lit")
    measure = begun(town, effects=[Expected(lit, 2027, 80.0)])
    before = Entry.objects.count()
    with pytest.raises(WrongState, match="加入率"):
        measures.close_measure(town.actor(*HEAD), measure=measure, conclusion="終わり", looks={})
    looks = {measure.effects.get().pk: Look("moved", " ")}
    with pytest.raises(BadInput):
        measures.close_measure(town.actor(*HEAD), measure=measure, conclusion="終わり", looks=looks)
    assert (Measure.objects.get().state, Entry.objects.count()) == ("running", before)


def test_closed_or_stopped_whoever_leads_the_need_reads_what_became_of_the_promise(town, adopted, need):
    closed, stopped = begun(town, adopted), started(town, adopted, name="もう一つ")
    measures.close_measure(town.actor(*HEAD), measure=closed, conclusion="百本を立てた。", looks={})
    later = town.actor(*HEAD, at=NOW + timedelta(hours=1))
    measures.stop_measure(later, measure=stopped, because="用地がない")
    assert list(Remark.objects.filter(need=need).order_by("pk").values_list("text", flat=True)) == [
        "施策「街灯百本」を終えました。百本を立てた。", "施策「もう一つ」を中止しました。用地がない",
    ]  # fmt: skip
    page = town.browser(*PLANNER).get(f"/desk/need/{need.pk}/").content.decode()
    assert "百本を立てた。" in page


def test_or_everyone_behind_it_is_told_that_it_is_solved(town, adopted, need):
    measure = begun(town, adopted)
    measures.close_measure(town.actor(*HEAD), measure=measure, conclusion="立てた。", looks={}, answer="立てました。")
    assert list(Answer.objects.order_by("pk").values_list("ending", flat=True)) == ["will_be", "solved"]
    assert not Remark.objects.filter(need=need, about="remark_need").exists()


def test_its_page_tells_its_history(town):
    measure = begun(town)
    measures.stop_measure(town.actor(*HEAD), measure=measure, because="用地がない")
    page = town.browser(*HEAD).get(f"/desk/measure/{measure.pk}/").content.decode()
    for words in ("施策を登録しました", "始まりました", "中止しました。", "用地がない"):
        assert words in page


def test_the_form_of_an_own_measure_asks_for_effects_and_that_of_a_proposal_takes_its(town, adopted):
    lit = indicator(town, "lit")
    browser = town.browser(*HEAD)
    assert "indicator_0" in browser.get("/desk/measures/new/").content.decode()
    assert "indicator_0" not in browser.get(f"/desk/measures/new/?proposal={adopted.pk}").content.decode()
    given = {
        "name": "街灯百本", "office": "hq-road", "ward": "", "begins": "2099-04-01", "ends": "2099-12-31",
        "indicator_0": "lit", "area_0": "43991", "value_0": "80",
    }  # fmt: skip
    assert browser.post("/desk/measures/new/", given).status_code == 302
    effect = Measure.objects.get().effects.get()
    assert (effect.indicator, effect.area, effect.value) == (lit, town.areas["43991"], 80.0)
    for who in (MAYOR, ("mayor", "w-shimo")):
        status = town.browser(*who).get(f"/desk/measures/new/?proposal={adopted.pk}").status_code
        assert status == (200 if who == MAYOR else 403)


def test_anybody_reads_of_enacted_lines_and_public_indicators_only(town, adopted):
    loop = Loop(town)
    loop.line_of(loop.measure, enacted=None, spent=0, title="要求だけの予算")
    secret = indicator(town, "inside", name="内部の値")
    loop.measure.effects.create(city=town.city, indicator=secret, year=2027, value=3)
    page = town.browser().get(f"/measures/{loop.measure.pk}/").content.decode()
    assert "8,000,000" in page and "要求だけの予算" not in page and "内部の値" not in page
    page = town.browser(*HEAD).get(f"/desk/measure/{loop.measure.pk}/").content.decode()
    assert "要求だけの予算" in page and "内部の値" in page
