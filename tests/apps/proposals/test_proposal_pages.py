"""The pages of proposals and measures: the whole way over HTTP, who sees what, refusals with a sentence."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.apps.monitoring.small import indicator, value
from tests.apps.voices.scenes import kami_voice, need_of
from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.proposals.models import Decision, Measure, Proposal
from wakimizu.apps.voices.models import Voice

PLANNER, MAYOR, ROAD, ROAD_HEAD = (
    ("planner", "w-kami-machi"), ("mayor", "w-kami"), ("hq", "hq-road"), ("hq_head", "hq-road"),
)  # fmt: skip
YEAR = fiscal_year(timezone.localdate())
SOON = timezone.localdate() + timedelta(days=60)


@pytest.fixture
def need(town):
    return need_of(town, kami_voice(town), kami_voice(town), title="桜校区の街灯")


@pytest.fixture
def lit(town):
    return indicator(town, "lit", name="明るい通学路の割合", public=True)


def filled(need, lit, **more):
    return {
        "title": "街灯の増設", "problem": "区の予算では足りません。", "measure": "百本を立てます。", "division": "hq-road",
        "needs": [str(need.pk)], f"cost_{YEAR}_general": "9000000", "indicator_0": lit.code, "area_0": "",
        "effect_year_0": str(YEAR + 1), "value_0": "80", **more,
    }  # fmt: skip


@pytest.fixture
def drafted(town, need, lit):
    answer = town.browser(*PLANNER).post("/desk/proposals/new/", filled(need, lit))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Proposal.objects.get()


def step(town, who, proposal, name, **given):
    return town.browser(*who).post(f"/desk/proposal/{proposal.pk}/{name}/", given)


@pytest.fixture
def endorsed(town, drafted):
    assert step(town, PLANNER, drafted, "submit").status_code == 302
    assert step(town, MAYOR, drafted, "endorse").status_code == 302
    drafted.refresh_from_db()
    return drafted


def test_from_the_draft_to_the_answer_that_everyone_gets(town, endorsed, need):
    assert step(town, ROAD, endorsed, "ask", text="電気代は誰が払いますか。").status_code == 302
    question = endorsed.questions.get()
    assert town.browser(*PLANNER).post(f"/desk/question/{question.pk}/", {"text": "町内会です。"}).status_code == 302
    decided = {"verdict": "adopt", "reason": "来年度に立てます。", "until": str(SOON), "amount": "8000000"}
    assert step(town, ROAD_HEAD, endorsed, "decide", **decided).status_code == 302
    assert Decision.objects.get().answered == 2
    page = town.browser().get(f"/follow/{need.links.first().voice.receipt}/").content.decode()
    assert "来年度に立てます。" in page
    assert "道路課" in page
    public = town.browser().get(f"/proposals/{endorsed.pk}/").content.decode()
    for words in ("街灯の増設", "来年度に立てます。", "8,000,000円", "桜校区の街灯", "明るい通学路の割合"):
        assert words in public
    history = town.browser(*PLANNER).get(f"/desk/proposal/{endorsed.pk}/").content.decode()
    for words in ("町内会です。", "区長が承認しました", "2件の声に回答しました"):
        assert words in history


def test_a_decision_without_a_reason_gets_a_sentence_and_nothing_is_written(town, endorsed):
    before = Entry.objects.count()
    answer = step(town, ROAD_HEAD, endorsed, "decide", verdict="adopt", reason=" ", until=str(SOON))
    assert answer.status_code == 422
    assert "入力してください" in answer.content.decode()
    assert (Decision.objects.count(), Entry.objects.count()) == (0, before)
    assert not Voice.objects.filter(state="answered").exists()


def test_the_decision_page_says_whom_it_answers(town, endorsed):
    page = town.browser(*ROAD_HEAD).get(f"/desk/proposal/{endorsed.pk}/decide/").content.decode()
    assert "2件の声に一度に回答します" in page


def test_a_draft_is_its_wards_own(town, drafted):
    address = f"/desk/proposal/{drafted.pk}/"
    assert town.browser(*PLANNER).get(address).status_code == 200
    assert town.browser("planner", "w-shimo-machi").get(address).status_code == 403
    assert town.browser(*ROAD_HEAD).get(address).status_code == 403
    assert town.browser().get(f"/proposals/{drafted.pk}/").status_code == 404
    assert "街灯の増設" not in town.browser(*ROAD_HEAD).get("/desk/proposals/").content.decode()
    assert "街灯の増設" not in town.browser().get("/proposals/").content.decode()


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [(PLANNER, "endorse", 403), (MAYOR, "decide", 403), (ROAD, "decide", 403), (("hq_head", "hq-kocho"), "decide", 403),
     (("planner", "w-shimo-machi"), "withdraw", 403), (ROAD_HEAD, "ask", 200), (MAYOR, "nothing", 404)],
)  # fmt: skip
def test_who_may_do_what(town, endorsed, who, name, status):
    assert town.browser(*who).get(f"/desk/proposal/{endorsed.pk}/{name}/").status_code == status


def test_what_is_missing_is_named_before_it_can_be_submitted(town, need, lit):
    given = {**filled(need, lit), "needs": [], "problem": ""}
    town.browser(*PLANNER).post("/desk/proposals/new/", given)
    proposal = Proposal.objects.get()
    page = town.browser(*PLANNER).get(f"/desk/proposal/{proposal.pk}/").content.decode()
    assert "もとになったニーズ" in page
    assert f"/desk/proposal/{proposal.pk}/submit/" not in page
    assert step(town, PLANNER, proposal, "submit").status_code == 409


@pytest.mark.parametrize(
    ("field", "given"), [(f"cost_{YEAR}_general", "-5"), ("title", ""), ("value_0", ""), ("division", "w-kami")]
)
def test_what_cannot_be_meant_is_said_at_its_field(town, need, lit, field, given):
    answer = town.browser(*PLANNER).post("/desk/proposals/new/", filled(need, lit, **{field: given}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Proposal.objects.exists()


def test_a_need_leads_to_a_proposal_with_it(town, need, lit):
    page = town.browser(*PLANNER).get(f"/desk/need/{need.pk}/").content.decode()
    assert f"/desk/proposals/new/?need={need.pk}" in page
    form = town.browser(*PLANNER).get(f"/desk/proposals/new/?need={need.pk}").content.decode()
    assert re.search(rf'value="{need.pk}"[^>]*checked', form)


def test_a_draft_is_changed_and_its_form_shows_what_was_said(town, drafted, need, lit):
    browser = town.browser(*PLANNER)
    page = browser.get(f"/desk/proposal/{drafted.pk}/change/").content.decode()
    assert "9000000" in page
    assert (
        browser.post(f"/desk/proposal/{drafted.pk}/change/", filled(need, lit, title="街灯を百本")).status_code == 302
    )
    assert Proposal.objects.get().title == "街灯を百本"


def test_what_waits_is_on_the_desk_of_who_must_act(town, endorsed):
    assert "街灯の増設" in town.browser(*ROAD_HEAD).get("/desk/").content.decode()
    assert "街灯の増設" not in town.browser("hq_head", "hq-kocho").get("/desk/").content.decode()


def test_late_decisions_are_public(town, endorsed):
    Proposal.objects.update(due=date(2026, 1, 5))
    for address in ("/promises/", "/proposals/"):
        page = town.browser().get(address).content.decode()
        assert "期日を過ぎた決定1件" in page
        assert "街灯の増設" in page


def test_a_measure_from_its_beginning_to_the_look_at_its_indicator(town, endorsed, lit):
    step(town, ROAD_HEAD, endorsed, "decide", verdict="adopt", reason="立てます。", until=str(SOON))
    browser = town.browser(*ROAD_HEAD)
    today = str(timezone.localdate())
    start = {"name": "街灯百本", "office": "hq-road", "ward": "", "begins": today, "ends": str(SOON)}
    assert browser.post(f"/desk/measures/new/?proposal={endorsed.pk}", start).status_code == 302
    measure = Measure.objects.get()
    address = f"/desk/measure/{measure.pk}/"
    assert browser.post(f"{address}milestone/", {"name": "設計", "due": str(SOON)}).status_code == 302
    assert browser.post(f"{address}begin/", {"on": today}).status_code == 302
    assert lit.beginnings.get().name == "街灯百本"
    stone = measure.milestones.get()
    assert browser.post(f"/desk/milestone/{stone.pk}/", {"on": today}).status_code == 302
    assert f'value="{today}"' in browser.get(f"/desk/milestone/{stone.pk}/change/").content.decode()
    other = {"name": "基本設計", "due": str(SOON), "on": today}
    assert browser.post(f"/desk/milestone/{stone.pk}/change/", other).status_code == 302
    assert "基本設計" in browser.get(address).content.decode()
    assert browser.post(f"/desk/milestone/{stone.pk}/change/", {**other, "drop": "on"}).status_code == 302
    assert not measure.milestones.exists()
    refused = browser.post(f"{address}close/", {"conclusion": "終わりました。"})
    assert refused.status_code == 422
    assert "明るい通学路の割合" in refused.content.decode()
    effect = measure.effects.get()
    given = {
        "conclusion": "終わりました。",
        f"found_{effect.pk}": "moved",
        f"text_{effect.pk}": "明るくなった。",
        "answer": "立てました。",
    }
    assert browser.post(f"{address}close/", given).status_code == 302
    public = town.browser().get(f"/measures/{measure.pk}/").content.decode()
    for words in ("終わりました。", "見込みどおり動いた", "明るくなった。"):
        assert words in public
    receipt = Voice.objects.first().receipt
    assert "立てました。" in town.browser().get(f"/follow/{receipt}/").content.decode()


def test_the_workbook_and_the_open_data_hold_what_is_public(town, endorsed):
    assert town.browser(*PLANNER).get("/desk/proposals/download/").content.startswith(b"PK")
    assert "街灯の増設" in town.browser().get("/opendata/proposals.csv").getvalue().decode()
    Proposal.objects.update(state="withdrawn")
    assert "街灯の増設" not in town.browser().get("/opendata/proposals.csv").getvalue().decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pages_speak_both_languages(town, endorsed, prefix):
    for address in ("/proposals/", f"/proposals/{endorsed.pk}/"):
        assert town.browser().get(prefix + address).status_code == 200
    for address in ("/desk/proposals/", f"/desk/proposal/{endorsed.pk}/", "/desk/measures/", "/desk/proposals/new/"):
        assert town.browser(*PLANNER).get(prefix + address).status_code == 200


@pytest.mark.parametrize("address", ["/desk/proposals/", "/desk/proposal/{n}/", "/proposals/", "/proposals/{n}/"])
def test_a_page_takes_the_same_statements_however_much_there_is(town, endorsed, need, lit, address):
    address = address.format(n=endorsed.pk)
    browser = town.browser(*PLANNER)
    value(lit, date(2026, 4, 1), 50)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for n in range(4):
        more = need_of(town, kami_voice(town), title=f"{n}")
        browser.post("/desk/proposals/new/", filled(more, lit, title=f"提案{n}"))
        proposal = Proposal.objects.latest("pk")
        step(town, PLANNER, proposal, "submit")
        step(town, MAYOR, proposal, "endorse")
        endorsed.links.create(city=town.city, need=more, since=timezone.now())
    browser.get(address)
    with CaptureQueriesContext(connection) as then:
        browser.get(address)
    assert len(then) == len(few)
