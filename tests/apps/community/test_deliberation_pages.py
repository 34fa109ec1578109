"""The pages of deciding together: a resident's way with one browser, the office's way to the attached result, files out."""

import csv
import io
import re
from contextvars import Context
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.community.questions import PLANNER, browser, closed, computed, drafted, opened, says, two_camps
from tests.apps.voices.scenes import need_of
from tests.cast import NOW
from wakimizu.apps.community.deliberation import operations
from wakimizu.apps.community.deliberation.models import Deliberation, Statement, Vote, Voter
from wakimizu.apps.voices.models import Remark


@pytest.fixture(autouse=True)
def on_a_day_of_the_question(monkeypatch):
    """Pages read the clock at the edge."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def words(answer):
    """A file is read as a server reads it: after the request has left its city."""
    content = Context().run(b"".join, answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


CAMPS = [[-1, -1, -1, -1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, -1, -1, -1, -1]]


def crowd(town, question, sizes):
    """So many people of each camp, no two quite alike: each passes on one statement."""
    ballots = [
        {n: 0 if n == person % 8 else value for n, value in enumerate(camp)}
        for camp, size in zip(CAMPS, sizes, strict=True)
        for person in range(size)
    ]
    operations.take_ballots_in(town.system(), deliberation=question, ballots=ballots, new_digest=browser)


def vote(visitor, number, value, key="park", **more):
    return visitor.post(f"/en/deliberate/{key}/vote/{number}/", {"value": value}, **more)


class TestTakingPart:
    def test_one_statement_at_a_time_until_all_are_seen(self, town):
        opened(town)
        visitor = town.browser()
        for n in range(8):
            page = words(visitor.get("/en/deliberate/park/"))
            assert f"{n} of 8 statements" in page
            number = re.search(r"/vote/(\d+)/", page)[1]
            answer = vote(visitor, number, "1")
            assert answer["Location"] == "/en/deliberate/park/#turn"
        assert "You have voted on every statement" in words(visitor.get("/en/deliberate/park/"))
        assert (Voter.objects.count(), Vote.objects.count()) == (1, 8)

    def test_looking_leaves_no_cookie_and_voting_one_that_is_signed(self, town):
        opened(town)
        visitor = town.browser()
        assert "deliberation" not in visitor.get("/en/deliberate/park/").cookies
        cookie = vote(visitor, 0, "1").cookies["deliberation"]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"
        assert cookie.value.split(":")[0] not in Voter.objects.get().digest
        visitor.cookies["deliberation"] = (
            cookie.value[:-2] + "xx"
        )  # somebody tampers: they are a new browser, not an error
        assert vote(visitor, 1, "1").status_code == 302
        assert Voter.objects.count() == 2

    def test_a_changed_vote_says_so_and_the_same_again_changes_nothing(self, town):
        opened(town)
        visitor = town.browser()
        vote(visitor, 0, "1")
        assert "nothing was changed" in words(vote(visitor, 0, "1", follow=True))
        assert "is now: Disagree. It was: Agree." in words(vote(visitor, 0, "-1", follow=True))
        assert Vote.objects.get().value == -1

    def test_others_opinions_are_seen_after_ones_first_vote(self, town):
        question = opened(town)
        two_camps(town, question)
        computed(town, question)
        visitor = town.browser()
        assert "What all groups agree with" not in words(visitor.get("/en/deliberate/park/"))
        for n in range(8):
            vote(visitor, n, "1")
        page = words(visitor.get("/en/deliberate/park/"))
        assert "What all groups agree with" in page
        assert "You stand with group A." in page
        assert 'class="opinion-here"' in page
        assert "12 people" in page

    @pytest.mark.parametrize("value", ["", "2", "agree"])
    def test_a_form_that_is_none_leads_back_to_the_statement(self, town, value):
        opened(town)
        answer = vote(town.browser(), 0, value, follow=True)
        assert answer.status_code == 200
        assert "Choose one of the three buttons." in words(answer)

    def test_a_vote_after_closing_is_a_sentence_above_what_was_found(self, town):
        question = opened(town)
        two_camps(town, question)
        visitor = town.browser()
        vote(visitor, 0, "1")
        closed(town, question)
        answer = vote(visitor, 0, "-1", follow=True)
        assert answer.status_code == 200
        page = words(answer)
        assert "This question has ended, so nothing more is counted." in page
        assert "What all groups agree with" in page
        assert Vote.objects.filter(value=1, statement__number=0).count() == 23

    def test_a_statement_taken_out_is_gone_from_the_page_at_once(self, town):
        question = opened(town)
        two_camps(town, question)
        computed(town, question)
        visitor = town.browser()
        vote(visitor, 0, "1")
        assert "Statement 2." in words(visitor.get("/en/deliberate/park/"))
        desk = town.browser(*PLANNER)
        for number in (1, 2):  # one that was typical of a group, one that all share
            desk.post(f"/en/desk/deliberation/park/reject/{number}/", {"because": "個人の名があるため"})
        page = words(visitor.get("/en/deliberate/park/"))
        assert "What all groups agree with" in page and "share 3 statements" in page
        assert "Statement 1." not in page and "Statement 2." not in page
        said = words(desk.get("/en/desk/deliberation/park/"))
        assert said.count("Statement 2.") == 1  # in the office's table only

    def test_ones_own_statement_and_what_became_of_it(self, town):
        opened(town)
        visitor = town.browser()
        answer = visitor.post("/en/deliberate/park/say/", {"text": "ベンチがほしい。"}, follow=True)
        assert "The office reads your statement first" in words(answer)
        assert "Being read by the office" in words(answer)
        made = Statement.objects.get(text="ベンチがほしい。")
        operations.reject_statement(town.actor(*PLANNER), statement=made, because="ほかと同じです。")
        page = words(visitor.get("/en/deliberate/park/"))
        assert "Not shown" in page and "ほかと同じです。" in page
        assert "ほかと同じです。" not in words(town.browser().get("/en/deliberate/park/"))

    def test_a_my_number_is_refused_with_the_words_kept_in_the_form(self, town):
        opened(town)
        answer = town.browser().post("/en/deliberate/park/say/", {"text": "番号は123456789018です"})
        assert answer.status_code == 422
        assert "My Number" in words(answer)
        assert "番号は123456789018です</textarea>" in words(answer)
        assert not Voter.objects.exists()

    def test_with_codes_the_page_asks_for_one_and_a_used_one_is_a_sentence(self, town):
        question = opened(town, by_code=True)
        code = operations.invite_voters(town.actor(*PLANNER), deliberation=question, count=1)[0]
        visitor = town.browser()
        assert "Enter with your invitation" in words(visitor.get("/en/deliberate/park/"))
        assert "code of your invitation first" in words(vote(visitor, 0, "1", follow=True))
        assert visitor.post("/en/deliberate/park/code/", {"code": code})["Location"].endswith("#turn")
        assert "Do you agree?" in words(visitor.get("/en/deliberate/park/"))
        again = town.browser().post("/en/deliberate/park/code/", {"code": code})
        assert again.status_code == 422
        assert "takes part with this code already" in words(again)
        assert code not in words(visitor.get("/en/deliberate/park/"))

    def test_very_many_from_one_connection_wait(self, town, settings):
        settings.VOICES_PER_HOUR = 1
        opened(town)
        for _n in range(5):
            vote(town.browser(), 0, "1")
        answer = vote(town.browser(), 0, "1", follow=True)
        assert "Please wait an hour" in words(answer)
        assert Voter.objects.count() == 5

    def test_a_draft_and_a_withdrawn_question_are_not_there(self, town):
        drafted(town)
        assert town.browser().get("/en/deliberate/park/").status_code == 404
        withdrawn = opened(town, key="gone")
        operations.withdraw_question(town.actor(*PLANNER), deliberation=withdrawn)
        assert town.browser().get("/en/deliberate/gone/").status_code == 404
        assert vote(town.browser(), 0, "1", key="gone").status_code == 404

    def test_the_page_takes_as_many_statements_for_many_as_for_few(self, town):
        question = opened(town)
        two_camps(town, question, 6, 6)
        computed(town, question)
        visitor = town.browser()
        vote(visitor, 0, "1")
        visitor.get("/en/deliberate/park/")

        def counted():
            with CaptureQueriesContext(connection) as queries:
                assert visitor.get("/en/deliberate/park/").status_code == 200
            return len(queries)

        few = counted()
        two_camps(town, question, 60, 50)
        computed(town, question)
        assert counted() == few <= 8

    def test_the_list_says_what_is_under_way_and_what_was_decided(self, town):
        two_camps(town, opened(town))
        question = opened(town, key="past")
        closed(town, question)
        page = words(town.browser().get("/en/deliberate/"))
        assert (
            page.index("/deliberate/park/") < page.index("What was decided together") < page.index("/deliberate/past/")
        )


class TestTheOffice:
    def form(self, **more):
        return {
            "name": "広場の使い方", "key": "hiroba", "intro": "みんなで考えます。", "office": "w-kami-machi",
            "opens": str(NOW.date()), "closes": str(NOW.date() + timedelta(days=9)), "adding": "read",
            "seeds": "屋台を出せるようにする。／Allow stalls.\n\n静かな場所を残す。", **more,
        }  # fmt: skip

    def test_from_a_need_to_the_attached_result(self, town):
        need = need_of(town)
        desk = town.browser(*PLANNER)
        answer = desk.post("/en/desk/deliberations/new/", self.form(about=f"need-{need.pk}"))
        assert answer["Location"] == "/en/desk/deliberation/hiroba/"
        assert [str(each.text_en) for each in Statement.objects.all()] == ["Allow stalls.", ""]
        assert "Open the question" in words(desk.get(answer["Location"]))
        for act in ("open", "close", "attach"):
            assert desk.post(f"/en/desk/deliberation/hiroba/act/{act}/").status_code == 302
        assert Deliberation.objects.get().attached_at == NOW
        assert "広場の使い方" in Remark.objects.get(about="remark_need").text

    def test_a_fault_is_said_at_its_field(self, town):
        answer = town.browser(*PLANNER).post("/en/desk/deliberations/new/", self.form(seeds="番号は123456789018"))
        assert answer.status_code == 422
        assert "Statement 1: This seems to contain a My Number" in words(answer)

    def test_a_planner_is_offered_the_wards_own_offices_and_needs_only(self, town):
        need_of(town, title="上区のこと")
        page = words(town.browser(*PLANNER).get("/en/desk/deliberations/new/"))
        assert "上区のこと" in page
        assert 'value="w-kami-machi"' in page
        assert 'value="w-shimo-machi"' not in page
        assert 'value="w-shimo-machi"' in words(town.browser("policy", "hq-seisaku").get("/en/desk/deliberations/new/"))

    def test_a_draft_is_changed_with_its_statements(self, town):
        drafted(town)
        desk = town.browser(*PLANNER)
        page = words(desk.get("/en/desk/deliberation/park/change/"))
        assert "意見0に賛成する。／Statement 0." in page
        desk.post("/en/desk/deliberation/park/change/", self.form(key="park"))
        assert Deliberation.objects.get().name == "広場の使い方"

    def test_statements_are_read_one_by_one_and_the_doubtful_word_is_named(self, town):
        question, me = opened(town), browser()
        doubtful = operations.add_statement(town.resident(), deliberation=question, digest=me, text="馬鹿げた計画だ。")
        desk = town.browser(*PLANNER)
        page = words(desk.get("/en/desk/deliberation/park/"))
        assert "Statements to be read" in page and re.search(r"Waits because of:\s*馬鹿", page)
        answer = desk.post(f"/en/desk/deliberation/park/reject/{doubtful.number}/", {"because": ""})
        assert answer.status_code == 422
        desk.post(f"/en/desk/deliberation/park/reject/{doubtful.number}/", {"because": "ことばを選んでください。"})
        doubtful.refresh_from_db()
        assert (doubtful.state, doubtful.because) == ("rejected", "ことばを選んでください。")
        desk.post(f"/en/desk/deliberation/park/accept/{doubtful.number}/")
        doubtful.refresh_from_db()
        assert doubtful.state == "accepted"

    def test_codes_are_a_file_shown_once(self, town):
        opened(town, by_code=True)
        answer = town.browser(*PLANNER).post("/en/desk/deliberation/park/invite/", {"count": "3"})
        rows = list(csv.reader(io.StringIO(words(answer).lstrip("\ufeff"))))
        assert len(rows) == 4
        assert rows[1][1].endswith("/deliberate/park/")

    def file(self, desk, kind):
        text = words(desk.get(f"/en/desk/deliberation/park/{kind}/download/")).lstrip("\ufeff")
        return list(csv.DictReader(io.StringIO(text)))

    def test_files_are_in_the_columns_of_polis(self, town):
        question = opened(town)
        two_camps(town, question)
        says(town, question, 0, 0)
        computed(town, question)
        desk = town.browser(*PLANNER)
        votes, comments = self.file(desk, "votes"), self.file(desk, "comments")
        assert [each["group-id"] for each in votes] == ["0"] * 12 + ["1"] * 10 + [""]
        assert (votes[12]["n-votes"], votes[12]["n-agree"], votes[12]["n-disagree"], votes[12]["1"]) == (
            "8",
            "4",
            "4",
            "-1",
        )
        assert (votes[22]["0"], votes[22]["1"]) == ("0", "")
        assert (comments[1]["agrees"], comments[1]["disagrees"], comments[1]["is-seed"]) == ("12", "10", "true")
        assert float(comments[1]["group-informed-consensus"]) == pytest.approx(13 / 14 * 1 / 12)
        summary = words(desk.get("/en/desk/deliberation/park/summary/download/"))
        assert "voters,23" in summary and "groups,2" in summary

    def test_a_statement_that_comes_while_a_file_is_read_does_not_break_it(self, town):
        question = opened(town)
        two_camps(town, question)

        def adds(text):
            operations.add_statement(town.resident(), deliberation=question, digest=browser(), text=text)

        adds("ベンチがほしい。")
        desk = town.browser(*PLANNER)
        answer = desk.get("/en/desk/deliberation/park/comments/download/")
        adds("木を植えてほしい。")
        rows = list(csv.DictReader(io.StringIO(words(answer))))
        assert [each["comment-body"] for each in rows][7:] == ["意見7に賛成する。", "ベンチがほしい。"]
        assert (rows[8]["moderated"], rows[8]["agrees"], rows[8]["group-informed-consensus"]) == ("0", "0", "")

    def test_files_have_the_groups_of_the_page(self, town):
        question = opened(town)
        crowd(town, question, [4, 12, 10])  # the first camp is too small to be told of
        result = computed(town, question)
        groups = [each["size"] for each in result.found["groups"]]
        assert (result.found["told"], groups) == ([1, 2], [0, 12, 10])
        visitor = town.browser()
        for number in range(8):
            vote(visitor, number, str(CAMPS[1][number]))
        assert "You stand with group A." in words(visitor.get("/en/deliberate/park/"))
        ids = [each["group-id"] for each in self.file(town.browser(*PLANNER), "votes")]
        assert ids == [""] * 4 + ["0"] * 12 + ["1"] * 10 + ["0"]

    def test_files_have_as_many_groups_as_the_page_though_others_would_part_better_now(self, town):
        question = opened(town)
        crowd(town, question, [0, 12, 10])
        assert computed(town, question).found["told"] == [0, 1]
        crowd(town, question, [14, 0, 0])
        result = computed(town, question)
        assert (result.found["steady"], result.found["told"]) == ([2, 3, 1], [0, 1])  # three have been best once only
        result.found["steady"][2] = 3  # one more time, and three would be taken
        result.save()
        ids = [each["group-id"] for each in self.file(town.browser(*PLANNER), "votes")]
        sizes = [each["size"] for each in result.found["groups"]]
        assert [ids.count("0"), ids.count("1")] == sizes


def test_the_needs_page_shows_what_residents_are_asked_and_lets_its_ward_ask(town):
    need = need_of(town)
    address, offer = f"/desk/need/{need.pk}/", f"/desk/deliberations/new/?about=need-{need.pk}"
    assert offer in words(town.browser(*PLANNER).get(address))
    drafted(town, need=need)
    page = words(town.browser(*PLANNER).get(address))
    assert "/desk/deliberation/park/" in page
    assert "公園をどう使うか" in page
    assert offer not in words(town.browser("hq", "hq-road").get(address))
    form = words(town.browser(*PLANNER).get(offer))
    assert f'value="need-{need.pk}" selected' in form
