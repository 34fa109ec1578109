"""Trace: forwards from a voice, backwards from yen, through merges; who sees what; the same statements for any city."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.monitoring.small import indicator
from tests.apps.voices.scenes import kami_voice, need_of, shimo_voice
from tests.cast import NOW
from wakimizu.apps.proposals.models import (
    Account,
    BudgetLine,
    Decision,
    Effect,
    Measure,
    Proposal,
    ProposalNeed,
    Round,
)
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.pages.trace.walking import STARTS, Sight, walk

POLICY = ("policy", "hq-seisaku")


class Loop:
    """A voice, its need, a proposal, a decision, a measure, a budget line and an indicator, each behind the next."""

    def __init__(self, town, *, endorsed=True):
        self.town = town
        self.voice = kami_voice(town, "街灯が消えていて怖いです")
        self.need = need_of(town, self.voice, title="桜校区の街灯")
        self.proposal = Proposal.objects.create(
            city=town.city, title="街灯の増設", problem="暗い", measure="増やす", ward=town.areas["43991"],
            office=town.offices["w-kami-machi"], division=town.offices["hq-road"], written_at=NOW,
            state="decided" if endorsed else "draft", endorsed_at=NOW if endorsed else None,
        )  # fmt: skip
        ProposalNeed.objects.create(city=town.city, proposal=self.proposal, need=self.need, since=NOW)
        self.decision = Decision.objects.create(
            city=town.city,
            proposal=self.proposal,
            verdict="adopt",
            reason="必要である",
            office=town.offices["hq-road"],
            at=NOW,
        )
        self.measure = Measure.objects.create(
            city=town.city, proposal=self.proposal, name="街灯百本", office=town.offices["hq-road"], state="running",
            begins=date(2026, 4, 1), ends=date(2027, 3, 31),
        )  # fmt: skip
        self.line = self.line_of(self.measure)
        self.indicator = indicator(town, public=True)
        self.effect = Effect.objects.create(
            city=town.city, measure=self.measure, indicator=self.indicator, year=2027, value=80
        )

    def line_of(self, measure, **more):
        city = self.town.city
        account, _new = Account.objects.get_or_create(
            city=city,
            code="08-02-01-14",
            title="土木費",
            item="道路橋りょう費",
            subitem="道路維持費",
            node="工事請負費",
        )
        year, _new = Round.objects.get_or_create(
            city=city, name="当初", year=2026, opens=date(2025, 10, 1), closes=date(2025, 11, 1), state="enacted"
        )
        office = self.town.offices["hq-road"]
        amounts = {"requested": 9_000_000, "assessed": 8_000_000, "enacted": 8_000_000, "spent": 3_000_000}
        row = {"city": city, "round": year, "measure": measure, "title": "街灯", "office": office, "division": office}
        return BudgetLine.objects.create(account=account, **{**row, **amounts, **more})

    def seen(self, kind, row, *, public=True):
        actor = self.town.resident() if public else self.town.actor(*POLICY)
        return walk(Sight(actor, public), STARTS[kind](self.town.city.pk, row.pk))


@pytest.fixture
def loop(town):
    return Loop(town)


def test_forwards_from_a_voice_to_yen_and_indicator(loop):
    found = loop.seen("voice", loop.voice)
    assert [step.need for step in found.needs] == [loop.need]
    assert [step.proposal for step in found.proposals] == [loop.proposal]
    assert found.proposals[0].decisions == [loop.decision]
    assert (found.measures, found.lines, found.money.spent) == ([loop.measure], [loop.line], 3_000_000)
    assert [step.effect for step in found.effects] == [loop.effect]


@pytest.mark.parametrize("kind", ["proposal", "measure", "line", "indicator"])
def test_backwards_from_each_part_to_the_voice(loop, kind):
    found = loop.seen(kind, getattr(loop, kind))
    assert found.voices.count == 1
    assert found.lines == [loop.line]
    seen = loop.seen(kind, getattr(loop, kind), public=False)
    assert [voice for voice, _words in seen.voices.shown] == [loop.voice]


def test_of_voices_that_are_not_public_anybody_reads_the_number_only(loop, town):
    """A day, a topic and a district of few people would point at one of them."""
    other = kami_voice(town, "街灯が暗いです")
    operations.join_need(town.actor("planner", "w-kami-machi"), need=loop.need, voices=[other])
    Voice.objects.filter(pk=other.pk).update(public=True, public_text="街灯が暗いです")
    found = loop.seen("measure", loop.measure)
    assert found.voices.count == 2
    assert found.voices.shown == [(Voice.objects.get(pk=other.pk), True)]
    page = town.browser().get(f"/en/trace/measure/{loop.measure.pk}/").content.decode()
    assert "街灯が暗いです" in page and "words not public" not in page
    Voice.objects.filter(pk=other.pk).update(erased_at=NOW)
    assert loop.seen("measure", loop.measure).voices.shown == []


def test_yen_are_of_every_line_however_many_are_listed(loop, monkeypatch):
    monkeypatch.setattr("wakimizu.pages.trace.walking.MOST", 2)
    for _n in range(3):
        loop.line_of(loop.measure)
    found = loop.seen("measure", loop.measure)
    assert len(found.lines) == 2
    assert (found.money.enacted, found.money.spent) == (32_000_000, 12_000_000)


def test_it_survives_merges_and_splits(loop, town):
    planner = town.actor("planner", "w-kami-machi", NOW + timedelta(hours=1))
    other = need_of(town, kami_voice(town), kami_voice(town), title="川端の街灯")
    operations.merge_need(planner, need=loop.need, into=other, because="同じこと")
    moved = Voice.objects.filter(links__need=other, links__until=None)
    operations.split_need(
        planner, need=Need.objects.get(pk=other.pk), voices=[moved.last()], title="別", lead=other.lead
    )
    assert loop.seen("measure", loop.measure).voices.count == 3
    assert [step.proposal for step in loop.seen("voice", loop.voice).proposals] == [loop.proposal]
    for voice in moved:
        assert loop.seen("voice", voice).lines == [loop.line]


def test_of_what_is_not_public_anybody_sees_a_number_only(loop):
    Need.objects.update(public=False)
    found = loop.seen("proposal", loop.proposal)
    assert (found.hidden_needs, [step.shown for step in found.needs]) == (1, [False])
    assert (found.voices.count, found.voices.shown) == (1, [])
    assert loop.seen("proposal", loop.proposal, public=False).hidden_needs == 0


def test_a_draft_is_nobodys_but_its_wards(town):
    loop = Loop(town, endorsed=False)
    assert loop.seen("voice", loop.voice).proposals == []
    page = f"/desk/trace/proposal/{loop.proposal.pk}/"
    assert town.browser().get(f"/trace/proposal/{loop.proposal.pk}/").status_code == 404
    assert town.browser("planner", "w-shimo-machi").get(page).status_code == 404
    assert town.browser("planner", "w-kami-machi").get(page).status_code == 200


def test_what_is_only_requested_is_for_staff(loop, town):
    line = loop.line_of(loop.measure, assessed=None, enacted=None, spent=0)
    assert line not in loop.seen("measure", loop.measure).lines
    assert line in loop.seen("measure", loop.measure, public=False).lines
    assert town.browser().get(f"/trace/line/{line.pk}/").status_code == 404


def test_the_page_shows_the_whole_way_to_who_holds_the_receipt(loop, town):
    page = town.browser().get(f"/follow/{loop.voice.receipt}/path/")
    said = page.content.decode()
    for words in (
        "街灯が消えていて怖いです",
        "桜校区の街灯",
        "街灯の増設",
        "必要である",
        "街灯百本",
        "3,000,000円",
        "声の道のり",
    ):
        assert words in said
    assert page["Cache-Control"] == "no-store"
    assert town.browser().get("/follow/2222-2222-2222/path/").status_code == 404


def test_nobody_else_traces_a_voice_and_words_stay_in_their_ward(loop, town):
    address = f"/desk/trace/voice/{loop.voice.pk}/"
    assert town.browser().get(f"/trace/voice/{loop.voice.pk}/").status_code == 404
    assert town.browser("planner", "w-shimo-machi").get(address).status_code == 403
    said = town.browser("planner", "w-kami-machi").get(address).content.decode()
    assert "街灯が消えていて怖いです" in said
    elsewhere = town.browser("planner", "w-shimo-machi").get(f"/desk/trace/measure/{loop.measure.pk}/").content.decode()
    assert "街灯が消えていて怖いです" not in elsewhere


@pytest.mark.parametrize("address", ["/trace/need/x/", "/trace/need/999999/", "/trace/nothing/1/", "/trace/line/0/"])
def test_what_is_not_there_is_not_found(town, address):
    assert town.browser().get(address).status_code == 404


def test_another_citys_rows_are_not_there(loop, town, tonari):
    number = loop.proposal.pk
    assert town.browser().get(f"/trace/proposal/{number}/").status_code == 200
    browser = tonari.browser()
    assert browser.get(f"/trace/proposal/{number}/").status_code == 404


@pytest.mark.parametrize("kind", ["voice", "need", "proposal", "measure", "line", "indicator"])
def test_a_page_takes_the_same_statements_for_any_city(loop, town, kind):
    row = getattr(loop, kind)
    address = f"/desk/trace/{kind}/{row.code if kind == 'indicator' else row.pk}/"
    browser = town.browser(*POLICY)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for n in range(4):
        need = need_of(town, kami_voice(town), kami_voice(town), title=f"{n}")
        ProposalNeed.objects.create(city=town.city, proposal=loop.proposal, need=need, since=NOW)
        measure = Measure.objects.create(
            city=town.city, proposal=loop.proposal, name=f"{n}", office=town.offices["hq-road"],
            begins=date(2026, 4, 1), ends=date(2027, 3, 31),
        )  # fmt: skip
        loop.line_of(measure)
        Effect.objects.create(city=town.city, measure=measure, indicator=loop.indicator, year=2027, value=80)
        shimo_voice(town)
    browser.get(address)
    with CaptureQueriesContext(connection) as more:
        browser.get(address)
    assert len(more) == len(few)


def test_from_an_indicator_every_measure_is_reached_the_newest_first(town, loop):
    for n in range(11):
        row = Measure.objects.create(
            city=town.city,
            name=f"施策その{n}",
            office=loop.measure.office,
            begins=loop.measure.begins,
            ends=loop.measure.ends,
        )
        Effect.objects.create(city=town.city, measure=row, indicator=loop.indicator, year=2027, value=80)
    browser, address, seen = town.browser("policy", "hq-seisaku"), f"/desk/trace/indicator/{loop.indicator.code}/", []
    while address:
        page = browser.get(address).content.decode()
        seen.append(set(re.findall(r">(施策その\d+)</a></h3>", page)))
        found = re.search(r'href="(\?older=\d+)"', page)
        address = f"/desk/trace/indicator/{loop.indicator.code}/{found[1]}" if found else ""
    assert [len(each) for each in seen] == [5, 5, 1]
    assert len(set().union(*seen)) == 11
