"""What one browser, one connection and one office may do in a question to decide together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.community.questions import PLANNER, browser, drafted, opened, statement, two_camps
from tests.apps.voices.scenes import need_of
from tests.cast import NOW
from wakimizu.apps.community.deliberation import operations, results, rules, tasks
from wakimizu.apps.community.deliberation.models import Result, Statement, Vote, Voter
from wakimizu.apps.community.deliberation.workflow import StatementState
from wakimizu.shared.errors import BadInput, NotPermitted, TooMany


@pytest.fixture(autouse=True)
def on_a_day_of_the_question(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def add(town, question, text, digest=None):
    return operations.add_statement(town.resident(), deliberation=question, digest=digest or browser(), text=text)


class TestBrowsers:
    def test_many_begin_in_all_questions_together(self, town, settings):
        """A cookie that was made in one question opens no second door in the next."""
        settings.VOICES_PER_HOUR = 1
        opened(town)
        opened(town, key="bus")
        visitors = [town.browser() for _n in range(5)]
        for visitor in visitors:
            visitor.post("/en/deliberate/park/vote/0/", {"value": "1"})
        answer = visitors[0].post("/en/deliberate/bus/vote/0/", {"value": "1"}, follow=True)
        assert "Please wait an hour" in answer.content.decode()
        assert Voter.objects.count() == 5

    def test_whoever_takes_part_already_goes_on(self, town, settings):
        settings.VOICES_PER_HOUR = 1
        opened(town)
        visitor = town.browser()
        visitor.post("/en/deliberate/park/vote/0/", {"value": "1"})
        for _n in range(9):
            town.browser().post("/en/deliberate/park/vote/0/", {"value": "1"})
        visitor.post("/en/deliberate/park/vote/1/", {"value": "1"})
        assert Vote.objects.filter(statement__number=1).count() == 1

    def test_a_household_has_many_addresses_and_is_one(self, town, settings):
        settings.VOICES_PER_HOUR = 1
        opened(town)
        for n in range(7):
            town.browser(REMOTE_ADDR=f"2001:db8:1:2::{n}").post("/en/deliberate/park/vote/0/", {"value": "1"})
        assert Voter.objects.count() == 5
        town.browser(REMOTE_ADDR="2001:db8:1:3::1").post("/en/deliberate/park/vote/0/", {"value": "1"})
        assert Voter.objects.count() == 6

    def test_what_is_refused_leaves_nobody_behind(self, town, settings):
        opened(town)
        town.browser().post("/en/deliberate/park/vote/0/", {"value": "2"})
        town.browser().post("/en/deliberate/park/say/", {"text": ""})
        assert not Voter.objects.exists()


class TestVotes:
    def test_another_citys_statement_is_not_voted_on(self, town, tonari):
        opened(town)
        answer = tonari.browser().post("/en/deliberate/park/vote/0/", {"value": "1"})
        assert answer.status_code == 404

    def test_a_vote_asks_the_database_four_times_and_a_new_browsers_five(self, town):
        """Which city, which statement, who and what before, the vote, its entry; a new browser twice more."""
        opened(town)
        visitor = town.browser()
        with CaptureQueriesContext(connection) as first:
            visitor.post("/en/deliberate/park/vote/0/", {"value": "1"})
        with CaptureQueriesContext(connection) as second:
            visitor.post("/en/deliberate/park/vote/1/", {"value": "1"})
        asked = [each["sql"] for each in second if not each["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]
        assert len(asked) == 5, asked
        assert len(first) > len(second)


class TestStatements:
    def test_so_many_an_hour_from_one_connection(self, town, settings):
        settings.VOICES_PER_HOUR = 1
        opened(town)
        visitor = town.browser()
        for n in range(5):
            answer = visitor.post("/en/deliberate/park/say/", {"text": f"木陰を{n}倍に増やしてほしい。"})
        assert answer.status_code == 422
        assert "Please wait an hour" in answer.content.decode()
        assert Statement.objects.filter(voter__isnull=False).count() == 4

    def test_what_waits_has_an_end(self, town, monkeypatch):
        monkeypatch.setattr(rules, "MOST_UNREAD", 2)
        question = opened(town)
        add(town, question, "一つめです。")
        add(town, question, "二つめです。")
        with pytest.raises(TooMany):
            add(town, question, "三つめです。")
        assert Voter.objects.count() == 2

    @pytest.mark.parametrize("text", ["……", "!!!", "\u200b\u200b", "　\n　"])
    def test_without_words_it_is_none(self, town, text):
        question = opened(town)
        with pytest.raises(BadInput):
            add(town, question, text)
        assert not Voter.objects.exists()

    def test_it_is_kept_on_one_line_without_what_nobody_sees(self, town):
        made = add(town, opened(town), "木陰を\u200bもっと\n増やして\u202eほしい。")
        assert made.text == "木陰をもっと 増やしてほしい。"

    def test_the_same_words_are_told_apart_by_what_became_of_them(self, town, english):
        question = opened(town)
        with pytest.raises(BadInput, match="vote on that one"):
            add(town, question, "意見1に賛成する。")
        add(town, question, "木陰を増やす。")
        with pytest.raises(BadInput, match="already; the office"):
            add(town, question, "木陰を\u200b増やす。")

    @pytest.mark.parametrize("text", ["死 ね", "死\u200bね", "死　\nね", "You idiot!"])
    def test_doubtful_words_are_found_through_blanks(self, town, text):
        assert rules.doubts(rules.plain(text))

    @pytest.mark.parametrize("text", ["I pass huge idi otic", "This hit the wall"])
    def test_words_of_english_are_not_made_of_pieces(self, town, text):
        assert not rules.doubts(text)

    def test_looking_at_its_address_leads_to_the_question(self, town):
        opened(town)
        for address in ("say", "code"):
            assert town.browser().get(f"/en/deliberate/park/{address}/")["Location"] == "/en/deliberate/park/"


class TestWhoseItIs:
    def test_a_short_name_that_is_taken_is_refused_when_changing_too(self, town, english):
        drafted(town)
        other = drafted(town, key="bus")
        other.key = "park"
        with pytest.raises(BadInput, match="short name") as refusal:
            operations.change_question(town.actor(*PLANNER), deliberation=other, seeds=[("一つ。", ""), ("二つ。", "")])
        assert refusal.value.field == "key"

    def test_it_is_about_what_is_ones_own(self, town, english):
        shimo = ("planner", "w-shimo-machi")
        voice = town.say("街灯が暗い", district=town.areas["43992-01"])
        need = need_of(town, voice, by=town.actor(*shimo), lead="w-shimo-machi", title="街灯")
        with pytest.raises(BadInput, match="another office's"):
            drafted(town, need=need)
        assert drafted(town, need=need, by=shimo, office=town.offices["w-shimo-machi"]).need == need

    def test_policy_attaches_nothing(self, town):
        """Neither here nor at the proposal: the ward and the division do."""
        from wakimizu.apps.proposals.models import Proposal
        from wakimizu.apps.proposals.workflow import PERMISSIONS
        from wakimizu.shared.permissions import may

        question = opened(town)
        with pytest.raises(NotPermitted):
            operations.attach_result(town.actor("policy", "hq-seisaku"), deliberation=question, text="x")
        assert not may(town.actor("policy", "hq-seisaku"), "attach_finding", Proposal(), table=PERMISSIONS)


def test_a_statement_that_was_taken_out_is_no_more_voted_on(town):
    question = opened(town)
    operations.reject_statement(town.actor(*PLANNER), statement=statement(question, 0), because="重なる")
    assert statement(question, 0).state == StatementState.REJECTED
    answer = town.browser().post("/en/deliberate/park/vote/0/", {"value": "1"}, follow=True)
    assert "taken this statement out" in answer.content.decode()
    assert not Vote.objects.exists()


class TestComputing:
    def test_the_timer_computes_before_it_writes(self, town, monkeypatch):
        """Nobody who votes meanwhile waits until the groups of a large question are found."""
        question = opened(town)
        two_camps(town, question)
        depths = []
        compute = results.found

        def found(*what):
            depths.append(len(connection.savepoint_ids))
            return compute(*what)

        monkeypatch.setattr(results, "found", found)
        outside = len(connection.savepoint_ids)
        assert tasks.find_groups(NOW) == 1
        assert depths == [outside]

    def test_a_result_of_an_earlier_form_is_not_shown_and_computed_anew(self, town):
        question = opened(town)
        two_camps(town, question)
        Result.objects.create(
            city=town.city,
            deliberation=question,
            at=NOW,
            voters=22,
            votes=176,
            found={"people": 22, "steady": [2, 2, 0]},
        )
        assert town.browser().get("/en/deliberate/park/").status_code == 200
        tasks.find_groups(NOW)
        assert Result.objects.get().found["voters"] == 22
