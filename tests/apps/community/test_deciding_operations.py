"""Deciding together, step by step: asking, voting, adding, reading, codes, closing, attaching."""

import json
from datetime import timedelta
from itertools import count

import pytest

from tests.apps.community.questions import (
    PLANNER,
    SEEDS,
    browser,
    closed,
    computed,
    drafted,
    opened,
    says,
    statement,
    two_camps,
)
from tests.apps.voices.scenes import need_of
from tests.cast import NOW
from wakimizu.apps.community.deliberation import operations, queries, results, rules, tasks, wording
from wakimizu.apps.community.deliberation.models import Deliberation, Invitation, Result, Statement, Vote, Voter
from wakimizu.apps.community.deliberation.workflow import Adding, DeliberationState, StatementState
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.proposals.models import Proposal, ProposalNote
from wakimizu.apps.voices.models import Remark
from wakimizu.shared.errors import BadInput, NotPermitted, TooMany, WrongState

pytestmark = pytest.mark.usefixtures("english")
ADDRESS = "https://wakimizu.example/deliberate/park/"
LATER = NOW + timedelta(days=1)


def adds(town, question, text, digest):
    return operations.add_statement(town.resident(), deliberation=question, digest=digest, text=text)


class TestAsking:
    def test_a_question_has_its_first_statements_in_order(self, town):
        question = drafted(town)
        assert [(each.number, each.text) for each in question.statements.all()] == [
            (n, ja) for n, (ja, _en) in enumerate(SEEDS)
        ]
        assert not question.is_public

    @pytest.mark.parametrize(
        ("who", "may"),
        [
            (("liaison", "c-sakura"), True),
            (("mayor", "w-kami"), True),
            (("policy", "hq-seisaku"), True),
            (("planner", "w-shimo-machi"), False),
            (("clerk", "w-kami-kumin"), False),
            (("hq", "hq-road"), False),
        ],
    )
    def test_the_ward_asks_for_itself(self, town, who, may):
        if may:
            assert drafted(town, by=who).pk
        else:
            with pytest.raises(NotPermitted):
                drafted(town, by=who)
            assert not Deliberation.objects.exists()

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"closes": NOW.date() - timedelta(days=1)}, "closes"),
            ({"name": " "}, "name"),
            ({"intro": "番号は123456789018です"}, "intro"),
        ],
    )
    def test_what_contradicts_itself_is_refused_at_its_field(self, town, more, field):
        row = Deliberation(
            key="x",
            name="問い",
            intro="説明",
            opens=NOW.date(),
            closes=LATER.date(),
            office=town.offices["w-kami-machi"],
        )
        for name, value in more.items():
            setattr(row, name, value)
        with pytest.raises(BadInput) as refusal:
            operations.ask_question(town.actor(*PLANNER), deliberation=row, seeds=SEEDS)
        assert refusal.value.field == field
        assert not Deliberation.objects.exists()

    @pytest.mark.parametrize("seeds", [[("同じ", ""), ("同じ", "")], [("あ" * 141, "")], [("番号は123456789018", "")]])
    def test_first_statements_that_cannot_be(self, town, seeds):
        with pytest.raises(BadInput) as refusal:
            drafted(town, seeds=seeds)
        assert refusal.value.field == "seeds"

    def test_one_short_name_is_one_question(self, town):
        drafted(town)
        with pytest.raises(BadInput, match="short name"):
            drafted(town)

    def test_it_opens_with_two_statements_or_more_and_stays_as_it_is(self, town):
        alone = drafted(town, key="alone", seeds=SEEDS[:1])
        with pytest.raises(WrongState, match="at least two"):
            operations.open_question(town.actor(*PLANNER), deliberation=alone)
        question = opened(town)
        with pytest.raises(WrongState, match="has been opened"):
            operations.change_question(town.actor(*PLANNER), deliberation=question, seeds=SEEDS)

    def test_a_draft_is_written_anew(self, town):
        question = drafted(town)
        question.name = "公園の夜間の明かり"
        operations.change_question(town.actor(*PLANNER), deliberation=question, seeds=SEEDS[:3])
        assert Deliberation.objects.get().name == "公園の夜間の明かり"
        assert question.statements.count() == 3


class TestVoting:
    def test_the_last_vote_of_a_browser_counts(self, town):
        question, me = opened(town), browser()
        assert says(town, question, 0, 1, me) is None
        assert says(town, question, 0, 1, me, LATER) == 1
        assert Vote.objects.get().at == NOW  # nothing was changed
        assert says(town, question, 0, -1, me, LATER) == 1
        assert Vote.objects.get().value == -1
        assert Voter.objects.count() == 1

    def test_the_ledger_joins_no_vote_to_anybody(self, town):
        question, me = opened(town), browser()
        says(town, question, 3, -1, me)
        entry = Entry.objects.filter(operation="cast_vote").get()
        assert (entry.object_id, entry.role, entry.user_id, json.loads(entry.facts)) == (
            question.pk,
            "resident",
            None,
            {},
        )

    @pytest.mark.parametrize("value", [2, -2, None])
    def test_a_vote_that_is_none(self, town, value):
        question = opened(town)
        with pytest.raises(BadInput):
            says(town, question, 0, value)
        assert not Voter.objects.exists()

    def test_a_statement_of_another_question_or_taken_out(self, town):
        question, other = opened(town), opened(town, key="other")
        with pytest.raises(BadInput):
            operations.cast_vote(
                town.resident(), deliberation=question, statement=statement(other, 0), digest=browser(), value=1
            )
        operations.reject_statement(
            town.actor(*PLANNER), statement=statement(question, 0), because="個人の名があるため"
        )
        with pytest.raises(BadInput, match="taken this statement out"):
            says(town, question, 0, 1)

    @pytest.mark.parametrize("days", [-1, 21])
    def test_before_and_after_its_days_nothing_counts(self, town, days):
        question = opened(town)
        with pytest.raises(WrongState):
            says(town, question, 0, 1, at=NOW + timedelta(days=days))
        assert not Vote.objects.exists()

    def test_after_closing_what_was_said_stands(self, town):
        question, me = opened(town), browser()
        says(town, question, 0, 1, me)
        closed(town, question)
        with pytest.raises(WrongState, match="has ended"):
            says(town, question, 0, -1, me)
        assert Vote.objects.get().value == 1

    def test_each_browser_sees_statements_in_an_order_of_its_own(self, town):
        question = opened(town)
        assert len({queries.turn(question, browser()).next.number for _n in range(40)}) > 3


class TestAdding:
    def test_it_waits_to_be_read_and_its_author_sees_what_became_of_it(self, town):
        question, me = opened(town), browser()
        made = adds(town, question, " ベンチを増やしてほしい。 ", me)
        assert (made.number, made.text, made.state) == (8, "ベンチを増やしてほしい。", StatementState.WAITING)
        assert Vote.objects.get().value == 1  # its author agrees with it
        operations.reject_statement(town.actor(*PLANNER), statement=made, because="二つの考えが入っています。")
        seen = queries.turn(question, me).own[0]
        assert (seen.state, seen.because) == (StatementState.REJECTED, "二つの考えが入っています。")
        operations.accept_statement(town.actor(*PLANNER), statement=seen)
        assert queries.turn(question, browser()).shown[-1].text == "ベンチを増やしてほしい。"

    def test_the_ledger_holds_a_digest_of_its_words(self, town):
        question = opened(town)
        adds(town, question, "夜も明るくしてほしい。", browser())
        assert "夜も明るく" not in Entry.objects.get(operation="add_statement").facts

    def test_where_the_office_trusts_its_residents_only_doubtful_words_wait(self, town):
        question = opened(town, adding=Adding.AT_ONCE)
        assert adds(town, question, "木を植えてほしい。", browser()).state == StatementState.ACCEPTED
        doubtful = adds(town, question, "担当者は馬鹿だ。", browser())
        assert (doubtful.state, doubtful.doubt) == (StatementState.WAITING, ["馬鹿"])

    @pytest.mark.parametrize("text", ["", "  ", "あ" * 141, "私の番号は 1234 5678 9018 です。"])
    def test_what_cannot_be_kept_is_not_kept(self, town, text):
        question = opened(town)
        with pytest.raises(BadInput) as refusal:
            adds(town, question, text, browser())
        assert refusal.value.field == "text"
        assert not Voter.objects.exists()
        assert Statement.objects.count() == 8

    def test_the_same_words_are_there_already(self, town):
        with pytest.raises(BadInput, match="there already"):
            adds(town, opened(town), SEEDS[0][0], browser())

    def test_five_wait_at_a_time_and_where_nobody_adds_none(self, town):
        question, me = opened(town), browser()
        for n in range(rules.MOST_WAITING):
            adds(town, question, f"もう一つの考え{n}", me)
        with pytest.raises(TooMany):
            adds(town, question, "六つめの考え", me)
        assert adds(town, question, "ほかの人の考え", browser()).pk
        with pytest.raises(WrongState, match="only the office"):
            adds(town, opened(town, key="mute", adding=Adding.NOBODY), "考え", browser())

    @pytest.mark.parametrize(
        "who", [("planner", "w-shimo-machi"), ("clerk", "w-kami-kumin"), ("auditor", "hq-seisaku")]
    )
    def test_only_who_keeps_the_question_reads(self, town, who):
        made = adds(town, opened(town), "考え", browser())
        with pytest.raises(NotPermitted):
            operations.accept_statement(town.actor(*who), statement=made)
        with pytest.raises(NotPermitted):
            operations.reject_statement(town.actor(*who), statement=made, because="理由")


class TestCodes:
    def test_a_code_lets_one_browser_in(self, town):
        question, me = opened(town, by_code=True), browser()
        with pytest.raises(BadInput, match="code of your invitation"):
            says(town, question, 0, 1, me)
        code = operations.invite_voters(town.actor(*PLANNER), deliberation=question, count=2)[0]
        operations.enter_with_code(town.resident(), deliberation=question, code=code.lower(), digest=me)
        says(town, question, 0, 1, me)
        with pytest.raises(BadInput, match="already"):
            operations.enter_with_code(town.resident(), deliberation=question, code=code, digest=browser())
        assert Voter.objects.count() == 1
        assert code.replace("-", "") not in "".join(Invitation.objects.values_list("digest", flat=True))

    def test_a_typing_error_is_told_from_a_code_of_another_question(self, town):
        question, other = opened(town, by_code=True), opened(town, key="other", by_code=True)
        code = operations.invite_voters(town.actor(*PLANNER), deliberation=other, count=1)[0]
        with pytest.raises(BadInput, match="not of this question"):
            operations.enter_with_code(town.resident(), deliberation=question, code=code, digest=browser())
        with pytest.raises(BadInput, match="typing error"):
            operations.enter_with_code(town.resident(), deliberation=other, code=code[:-1], digest=browser())
        assert not Invitation.objects.filter(used=True).exists()

    def test_codes_are_made_where_they_are_asked_for_and_destroyed_at_the_end(self, town):
        with pytest.raises(WrongState):
            operations.invite_voters(town.actor(*PLANNER), deliberation=opened(town), count=1)
        question = opened(town, key="codes", by_code=True)
        operations.invite_voters(town.actor(*PLANNER), deliberation=question, count=3)
        closed(town, question)
        assert not Invitation.objects.exists()


class TestResults:
    def test_two_camps_their_typical_statements_and_what_both_share(self, town):
        question = opened(town)
        two_camps(town, question)
        found = computed(town, question).found
        assert [group["size"] for group in found["groups"]] == [12, 10]
        assert {each["statement"] for each in found["shared"]} == {0, 2, 4, 6}
        parting = {(each["statement"], each["side"]) for each in found["groups"][1]["typical"]}
        assert parting >= {(1, -1), (3, -1)}
        assert found["counts"]["1"] == [[12, 10, 22], [12, 0, 12], [0, 10, 10]]

    def test_where_somebody_stands_is_worked_out_from_their_own_votes(self, town):
        question = opened(town)
        two_camps(town, question)
        found = computed(town, question).found
        from wakimizu.apps.community.deliberation.analysis import standing

        first = standing(found, dict.fromkeys(range(8), 1))
        second = standing(found, {n: 1 if n % 2 == 0 else -1 for n in range(8)})
        assert (first.group, second.group) == (0, 1)
        assert standing(found, {1: 1}).group is None  # one vote tells too little
        assert standing(found, {}) is None

    def test_a_group_of_fewer_than_five_is_not_told_of_nor_left_over_in_sums(self, town):
        question = opened(town)
        two_camps(town, question, first=20, second=4)
        result = computed(town, question)
        found = result.found
        assert found["told"] == [0]
        assert found["groups"][1] == {"size": 0, "area": [], "typical": []}
        assert found["counts"]["1"] == [[20, 0, 20], [20, 0, 20]]  # everyone means the twenty
        assert (found["voters"], found["votes"], found["people"]) == (20, 160, 20)
        shown = wording.shown(result, list(question.statements.all()), {})
        assert [group.people for group in shown.groups] == [20]
        assert (shown.kept_back, shown.voters, shown.votes) == (True, 20, 160)
        assert "20 people" in shown.lead
        assert queries.public_questions()[0].voted == 20

    def test_most_agree_is_counted_without_a_few(self, town):
        question = opened(town)
        two_camps(town, question, first=20, second=4)
        whole = {each["statement"]: each["consensus"] for each in computed(town, question).found["shared"]}
        assert whole[0] == round(21 / 22, 4)

    def test_where_many_are_outside_everyone_means_everyone(self, town):
        question = opened(town)
        two_camps(town, question, first=20, second=4)
        for _n in range(3):
            says(town, question, 1, -1)  # too few votes to be in a group
        found = computed(town, question).found
        assert found["counts"]["1"] == [[20, 7, 27], [20, 0, 20]]
        # people are those in groups: with four more of them the small group's size would be told
        assert (found["voters"], found["people"]) == (27, 20)

    def test_until_five_people_have_voted_nothing_is_told(self, town):
        question = opened(town)
        two_camps(town, question, first=4, second=0)
        assert tasks.find_groups(NOW) == 0
        closed(town, question)
        found = Result.objects.get().found
        assert (found["voters"], found["told"], found["groups"]) == (0, [], [])
        assert wording.shown(Result.objects.get(), queries.statements_of(question), {0: 1}) is None
        assert queries.public_questions()[0].voted == 0
        assert "4人" not in wording.attached(question, Result.objects.get(), [], ADDRESS)

    def test_a_statement_not_shown_parts_nobody(self, town):
        question = opened(town)
        two_camps(town, question)
        operations.reject_statement(town.actor(*PLANNER), statement=statement(question, 1), because="重複のため")
        found = computed(town, question).found
        assert found["hidden"] == [1]
        assert not any(each["statement"] == 1 for group in found["groups"] for each in group["typical"])
        assert [row[1] for row in found["directions"]] == [0, 0]

    def test_a_new_version_comes_with_five_people_and_not_before(self, town):
        question, minutes = opened(town), count(1)

        def versions():
            tasks.find_groups(NOW + timedelta(minutes=next(minutes)))
            return Result.objects.filter(deliberation=question).values_list("version", flat=True).first() or 0

        people = [browser() for _n in range(5)]
        for n, each in enumerate(people):
            assert versions() == 0
            says(town, question, 0, 1, each, NOW + timedelta(seconds=n))
        assert versions() == versions() == 1
        for n in range(1, 8):  # one person on all the rest, and otherwise than before
            says(town, question, n, -1, people[0], NOW + timedelta(minutes=20))
        says(town, question, 0, -1, people[0], NOW + timedelta(minutes=20))
        assert versions() == 1
        for each in people[1:4]:
            says(town, question, 1, 1, each, NOW + timedelta(minutes=21))
        assert versions() == 1
        says(town, question, 1, 1, browser(), NOW + timedelta(minutes=21))
        assert versions() == versions() == 2

    def test_who_votes_while_ballots_are_read_is_not_missed(self, town):
        question = opened(town)
        two_camps(town, question, first=6, second=6)

        def meanwhile(deliberation, before):
            found = results.found(deliberation, before)
            for _n in range(5):
                says(town, question, 0, 1, at=NOW - timedelta(seconds=1))  # begun earlier, written only now
            return found

        operations.keep_result(town.system(NOW), deliberation=question, find=meanwhile)
        assert Result.objects.get().found["read"] == 12
        assert tasks.find_groups(NOW + timedelta(minutes=1)) == 1
        assert Result.objects.get().found["read"] == 17
        assert tasks.find_groups(NOW + timedelta(minutes=2)) == 0

    def test_a_statement_taken_out_or_shown_is_computed_anew_without_telling_of_a_few(self, town):
        question = opened(town)
        two_camps(town, question)
        computed(town, question)
        operations.reject_statement(town.actor(*PLANNER), statement=statement(question, 1), because="重複のため")
        assert tasks.find_groups(NOW + timedelta(minutes=1)) == 1
        assert Result.objects.get().found["hidden"] == [1]
        assert tasks.find_groups(NOW + timedelta(minutes=2)) == 0
        operations.accept_statement(town.actor(*PLANNER), statement=statement(question, 1))  # on it 22 had voted
        assert tasks.find_groups(NOW + timedelta(minutes=3)) == 1
        assert Result.objects.get().found["hidden"] == []
        made = adds(town, question, "ベンチがほしい。", browser())
        operations.accept_statement(town.actor(*PLANNER), statement=made)  # on it its author alone
        assert tasks.find_groups(NOW + timedelta(minutes=4)) == 0
        for _n in range(4):
            says(town, question, made.number, 1)
        assert tasks.find_groups(NOW + timedelta(minutes=5)) == 1
        assert Result.objects.get().found["counts"][str(made.number)][0] == [5, 0, 5]

    def test_a_statement_nobody_has_read_moves_nobody(self, town):
        question = opened(town)
        two_camps(town, question)
        before = computed(town, question).found
        adds(town, question, "まだ読まれていない。", browser())
        after = computed(town, question).found
        assert after["statements"] == before["statements"]
        assert (after["voters"], after["directions"]) == (22, before["directions"])

    def test_nobody_in_a_group_is_no_map(self, town):
        question = opened(town)
        closed(town, question)
        assert wording.shown(Result.objects.get(), [], {}) is None

    def test_closing_computes_and_unread_statements_are_told_so(self, town):
        question, me = opened(town), browser()
        adds(town, question, "まだ読まれていない考え", me)
        closed(town, question)
        assert Deliberation.objects.get().state == DeliberationState.CLOSED
        assert Result.objects.get().votes == 1
        assert "closed before" in queries.turn(question, me).own[0].because


class TestAttaching:
    def text(self, question):
        result = queries.result_of(question)
        return wording.attached(question, result, queries.statements_of(question), ADDRESS)

    def attached(self, town, question, who=PLANNER):
        return operations.attach_result(town.actor(*who), deliberation=question, text=self.text(question))

    def test_a_need_has_it_among_its_remarks_with_what_all_share(self, town):
        question = opened(town, need=need_of(town))
        two_camps(town, question)
        closed(town, question)
        self.attached(town, question)
        remark = Remark.objects.get(about="remark_need")
        assert "22人が、延べ176件" in remark.text  # in Japanese, whoever attaches it
        assert "意見0に賛成する。" in remark.text and "Statement" not in remark.text
        assert remark.text.endswith("/deliberate/park/")
        with pytest.raises(WrongState, match="already"):
            self.attached(town, question)

    def test_it_fits_where_it_is_attached_and_keeps_its_address(self, town):
        long = [(f"{n}番めの意見" + "あ" * 134, "") for n in range(10)]
        question = opened(town, need=need_of(town), seeds=long)
        question.name = "問" * 120
        ballots = [{n: (1 if n < 5 else side) for n in range(10)} for side in [1] * 12 + [-1] * 10]
        operations.take_ballots_in(town.system(), deliberation=question, ballots=ballots, new_digest=browser)
        closed(town, question)
        address = f"https://{'wakimizu.' * 28}example/deliberate/park/"
        text = wording.attached(question, queries.result_of(question), queries.statements_of(question), address)
        assert text.endswith(f"\n続きは次のページにあります。\n{address}")
        assert "22人が" in text and "4番めの意見" in text
        operations.attach_result(town.actor(*PLANNER), deliberation=question, text=text)
        assert Remark.objects.get(about="remark_need").text == text

    def test_a_proposal_has_it_and_says_so_in_its_history(self, town):
        proposal = Proposal.objects.create(
            city=town.city, title="公園", problem="暗い", measure="明るく", ward=town.areas["43991"], written_at=NOW,
            office=town.offices["w-kami-machi"], division=town.offices["hq-road"], state="review", endorsed_at=NOW,
        )  # fmt: skip
        question = opened(town, proposal=proposal)
        two_camps(town, question)
        closed(town, question)
        self.attached(town, question)
        assert "グループB（10人） 反対：意見1に賛成する。" in ProposalNote.objects.get(about="attach_finding").text

    def test_only_once_it_is_closed_and_about_something(self, town):
        question = opened(town)
        computed(town, question)
        with pytest.raises(WrongState, match="Close the question first"):
            self.attached(town, question)
        closed(town, question)
        with pytest.raises(WrongState, match="no need and no proposal"):
            self.attached(town, question)

    def test_a_liaison_asks_and_the_planner_attaches(self, town):
        question = opened(town, need=need_of(town))
        says(town, question, 0, 1)
        closed(town, question)
        with pytest.raises(NotPermitted):
            self.attached(town, question, ("liaison", "c-sakura"))
        assert Deliberation.objects.get().attached_at is None


def test_withdrawn_it_is_public_no_more(town):
    question = opened(town)
    operations.withdraw_question(town.actor(*PLANNER), deliberation=question)
    assert not question.is_public
    with pytest.raises(WrongState):
        says(town, question, 0, 1)


def test_two_cities_do_not_see_each_others(town, tonari):
    question = opened(town)
    with pytest.raises(NotPermitted, match="another municipality"):
        operations.cast_vote(
            tonari.resident(), deliberation=question, statement=statement(question, 0), digest=browser(), value=1
        )
    assert results.ballots(question).rows == []
