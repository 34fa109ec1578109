"""Questions and replies, two who write at once, what policy sees, long lists, the preview of an answer."""

from datetime import date, timedelta

import pytest
from django.utils.html import escape

from tests.apps.proposals.test_decisions import HEAD, PLANNER, SOON, decide, endorsed, morning
from tests.apps.proposals.test_measure_steps import TODAY, begun, started
from tests.apps.voices.scenes import kami_voice, need_of
from tests.cast import NOW
from wakimizu.apps.city.models import Office
from wakimizu.apps.proposals import queries
from wakimizu.apps.proposals.models import Decision, Proposal
from wakimizu.apps.proposals.operations import deciding, proposing
from wakimizu.apps.proposals.operations.proposing import Content
from wakimizu.apps.proposals.tasks import escalate
from wakimizu.shared.errors import WrongState

POLICY = ("policy", "hq-seisaku")


def asked(town, proposal):
    return proposing.ask_about(town.actor(*HEAD), proposal=proposal, text="何か所ですか。")


def test_a_reply_is_given_once(town):
    question = asked(town, endorsed(town, need_of(town)))
    proposing.reply_to(town.actor(*PLANNER), question=question, text="七か所です。")
    with pytest.raises(WrongState):
        proposing.reply_to(town.actor(*PLANNER), question=question, text="八か所です。")
    question.refresh_from_db()
    assert question.reply == "七か所です。"


def test_after_the_decision_nobody_waits_for_a_reply(town):
    proposal = endorsed(town, need_of(town))
    question = asked(town, proposal)
    decide(town, proposal)
    with pytest.raises(WrongState):
        proposing.reply_to(town.actor(*PLANNER), question=type(question).objects.get(), text="七か所です。")
    page = town.browser(*PLANNER).get(f"/desk/proposal/{proposal.pk}/").content.decode()
    assert f"/desk/question/{question.pk}/" not in page


def test_who_writes_on_a_draft_that_was_submitted_meanwhile_is_told(town):
    content = Content(title="街灯", division=town.offices["hq-road"])
    actor = town.actor(*PLANNER)
    mine = proposing.draft_proposal(actor, office=town.offices["w-kami-machi"], content=content)
    Proposal.objects.update(state="endorse")
    with pytest.raises(WrongState):
        proposing.change_proposal(actor, proposal=mine, content=Content(title="別", division=town.offices["hq-road"]))
    kept = Proposal.objects.get()
    assert (kept.title, kept.state) == ("街灯", "endorse")


def test_who_hands_on_what_was_decided_meanwhile_is_told(town):
    proposal = endorsed(town, need_of(town))
    mine = Proposal.objects.get()
    decide(town, proposal)
    with pytest.raises(WrongState):
        deciding.hand_on(town.actor(*HEAD), proposal=mine, division=town.offices["hq-kocho"], because="違う")
    assert Proposal.objects.get().division == town.offices["hq-road"]


def test_a_voice_of_two_needs_is_answered_and_counted_once(town):
    both = kami_voice(town)
    first, second = need_of(town, both), need_of(town, both, kami_voice(town), title="二つ目")
    proposal = endorsed(town, first, second)
    assert queries.sheet(proposal).voices == 2
    assert decide(town, proposal).answered == 2


def test_late_without_a_bureau_it_waits_for_policy(town):
    Office.objects.filter(code="hq-road").update(parent=None)
    proposal = endorsed(town, need_of(town))
    assert queries.waiting(town.actor(*POLICY)) == []
    assert escalate(morning(13)) == 1
    assert queries.waiting(town.actor(*POLICY)) == [proposal]
    page = town.browser(*POLICY).get(f"/desk/proposal/{proposal.pk}/").content.decode()
    assert "上に局がない" in page


def test_long_lists_go_on_and_keep_what_was_asked_for(town, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    made = [endorsed(town, need_of(town, title=f"{n}")) for n in range(3)]
    other = endorsed(town, need_of(town))
    Proposal.objects.filter(pk=other.pk).update(division=town.offices["hq-kocho"])
    for browser, address in (
        (town.browser(*PLANNER), "/desk/proposals/?office=hq-road"),
        (town.browser(), "/proposals/"),
    ):
        page = browser.get(address)
        shown = [row.pk for row in page.context["rows"]]
        older = browser.get(address.split("?")[0] + page.context["older_url"])
        shown += [row.pk for row in older.context["rows"]]
        assert [pk for pk in shown if pk != other.pk] == [each.pk for each in reversed(made)]
        assert (other.pk in shown) is ("office" not in address)
    assert browser.get("/proposals/?before=x").status_code == 200


@pytest.mark.parametrize(
    ("who", "address", "rows", "older"),
    [(HEAD, "/desk/measures/?state=running", "rows", "older_url"), (None, "/proposals/", "measures", "older_measures")],
)
def test_the_list_of_measures_goes_on_from_those_that_end_last(town, monkeypatch, who, address, rows, older):
    monkeypatch.setattr(queries, "PAGE", 2)
    days = [TODAY, SOON, TODAY, SOON, SOON]
    made = [begun(town, name=f"{n}", ends=day) for n, day in enumerate(days)]
    planned = started(town, name="まだ始まらない", ends=SOON)
    browser, shown, asked = town.browser(*who or ()), [], address
    while True:
        page = browser.get(asked)
        shown += [row.pk for row in page.context[rows]]
        if not (more := page.context[older]):
            break
        assert f'href="{escape(more)}"' in page.content.decode()
        asked = address.split("?")[0] + more
    assert planned.pk not in shown
    assert shown == [each.pk for each in sorted(made, key=lambda each: (each.ends, each.pk), reverse=True)]
    assert ("state=running" in asked) is ("state" in address)


def test_proposals_and_measures_of_one_page_are_turned_each_by_itself(town, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 1)
    proposals = [endorsed(town, need_of(town, title=f"{n}")) for n in range(2)]
    made = [begun(town, name=f"{n}") for n in range(2)]
    browser = town.browser()
    page = browser.get("/proposals/")
    page = browser.get("/proposals/" + page.context["older_url"])
    page = browser.get("/proposals/" + page.context["older_measures"])
    assert [row.pk for row in page.context["rows"]] == [proposals[0].pk]
    assert [row.pk for row in page.context["measures"]] == [made[0].pk]
    assert browser.get("/proposals/?measures=x").status_code == 200
    assert len(browser.get("/proposals/?measures=999999").context["measures"]) == 1


def test_what_residents_will_read_is_seen_before_anything_is_decided(town):
    proposal = endorsed(town, need_of(town))
    given = {"verdict": "part", "part": "五か所", "reason": "来年度に立てます。", "until": str(SOON), "preview": "1"}
    page = town.browser(*HEAD).post(f"/desk/proposal/{proposal.pk}/decide/", given).content.decode()
    for words in ("市民が読む回答", "五か所", "来年度に立てます。", "実施します"):
        assert words in page
    assert not Decision.objects.exists()


def test_a_late_proposal_that_is_studied_is_late_no_more(town):
    proposal = endorsed(town, need_of(town))
    Proposal.objects.update(due=date(2026, 1, 5), climbed_at=NOW - timedelta(days=9))
    decide(town, proposal, verdict="study")
    assert queries.late(NOW.date()) == []
    assert Proposal.objects.get().climbed_at is None
