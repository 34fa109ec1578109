"""Meetings: agendas that fill themselves, minutes, and tasks with an owner and a day."""

from datetime import timedelta

import pytest

from tests.apps.proposals.proposal_scenes import endorsed
from tests.apps.sharing.sharing_scenes import (
    AUDITOR,
    CLERK,
    HEAD,
    KAMI,
    KAMI_MAYOR,
    LIAISON,
    MY_NUMBER_WORDS,
    POLICY,
    SHIMO_MAYOR,
    TODAY,
    asked_about,
    at,
    called,
    item_of,
    opinion_of,
    planned,
    sent,
    with_rules,
)  # fmt: skip
from tests.apps.voices.scenes import need_of
from wakimizu.apps.sharing import agenda, queries
from wakimizu.apps.sharing.models import AgendaItem, Meeting, Task
from wakimizu.apps.sharing.operations import meetings
from wakimizu.apps.voices import operations as voices
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

LATE = 90  # days after which everything of the cast is late


def filled(town, meeting, by=POLICY, days=0):
    actor = town.actor(*by, at=at(days))
    return meetings.fill_agenda(actor, meeting=meeting, found=agenda.gathered(actor, meeting, town.book))


def tasked(town, item, by=POLICY, days=0, office="w-kami-machi", due=None, **more):
    facts = {
        "text": "除雪の分担の案を作る",
        "office": town.offices[office] if office else None,
        "due": due or TODAY + timedelta(days=30),
    }
    return meetings.give_task(town.actor(*by, at=at(days)), item=item, **{**facts, **more})


class TestCalling:
    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"days": -1}, "day"), ({"ends": at(7, 13)}, "ends"), ({"invited": ()}, "invited"), ({"title": ""}, "title"),
            ({"kind": "party"}, "kind"), ({"title": MY_NUMBER_WORDS}, "title"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_called(self, town, given, field):
        with pytest.raises(BadInput) as refused:
            called(town, **given)
        assert refused.value.field == field
        assert not Meeting.objects.exists()

    @pytest.mark.parametrize("by", [CLERK, LIAISON, KAMI, AUDITOR])
    def test_who_may_not(self, town, by):
        with pytest.raises(NotPermitted):
            called(town, by=by)

    def test_moved_it_has_a_new_revision_and_other_seats(self, town):
        meeting = called(town)
        plan = meetings.Plan(invited=[town.offices["w-shimo"]], **planned(9))
        meetings.change_meeting(town.actor(*POLICY), meeting=meeting, plan=plan)
        meeting.refresh_from_db()
        assert (meeting.revision, meeting.begins) == (1, at(9, 13))
        assert [row.office.code for row in queries.meeting_sheet(meeting).invited] == ["w-shimo"]
        with pytest.raises(NotPermitted):
            meetings.change_meeting(town.actor(*KAMI_MAYOR), meeting=meeting, plan=plan)

    def test_called_off_nothing_more_is_done_to_it(self, town):
        meeting = meetings.call_off_meeting(town.actor(*POLICY), meeting=called(town))
        for act in (lambda: filled(town, meeting), lambda: item_of(town, meeting)):
            with pytest.raises(WrongState):
                act()

    @pytest.mark.parametrize(
        ("act", "end"),
        [(act, end) for act in ("change", "off", "close", "fill", "add", "out", "up") for end in ("off", "held")]
        + [("task", "off")],  # minutes that are closed still become tasks
    )
    def test_what_somebody_else_ended_does_not_come_back_to_life(self, town, act, end):
        meeting = called(town)
        item = item_of(town, meeting)
        begun = town.actor(*POLICY, at=at(7, 14))
        stale = Meeting.objects.get(pk=meeting.pk)
        line = AgendaItem.objects.select_related("meeting").get(pk=item.pk)
        if end == "off":
            meetings.call_off_meeting(town.actor(*POLICY), meeting=meeting)
        else:
            meetings.close_minutes(begun, meeting=meeting)
        now = town.actor(*POLICY)
        plan = meetings.Plan(invited=[town.offices["w-shimo"]], **planned(9))
        acts = {
            "change": lambda: meetings.change_meeting(now, meeting=stale, plan=plan),
            "off": lambda: meetings.call_off_meeting(now, meeting=stale),
            "close": lambda: meetings.close_minutes(begun, meeting=stale),
            "fill": lambda: meetings.fill_agenda(now, meeting=stale, found={"off_path": 2}),
            "add": lambda: item_of(town, stale, "もう一つ"),
            "out": lambda: meetings.leave_item_out(now, item=line, because="済み"),
            "up": lambda: meetings.move_item_up(now, item=line),
            "task": lambda: tasked(town, line),
        }
        with pytest.raises(WrongState):
            acts[act]()
        meeting.refresh_from_db()
        assert (meeting.state, meeting.revision, meeting.begins) == (end, 1, at(7, 13))
        assert [each.title for each in queries.meeting_sheet(meeting).agenda] == [item.title]

    def test_of_two_changes_at_once_the_revision_counts_both(self, town):
        meeting = called(town)
        stale = Meeting.objects.get(pk=meeting.pk)
        for row, days in ((meeting, 9), (stale, 10)):
            plan = meetings.Plan(invited=[town.offices["w-shimo"]], **planned(days))
            meetings.change_meeting(town.actor(*POLICY), meeting=row, plan=plan)
        meeting.refresh_from_db()
        assert (meeting.revision, meeting.begins) == (2, at(10, 13))


class TestAgenda:
    def test_it_fills_itself_with_what_waits(self, town, resident):
        with_rules(town)
        need = need_of(town)
        voices.ask_support(
            town.actor(*KAMI),
            need=need,
            office=town.offices["w-shimo-machi"],
            asked_for="図面",
            due=TODAY + timedelta(days=5),
        )
        endorsed(town)
        sent(town)
        row = asked_about(town)
        opinion_of(town, row)
        tasked(town, item_of(town, called(town)))
        meeting = called(town, days=LATE + 1)
        filled(town, meeting, days=LATE)
        found = {item.source: item.number for item in meeting.items.all()}
        assert found == {
            "late_answers": 2, "late_decisions": 1, "cross_ward": 1, "unanswered": 1, "unresponded": 1, "unacknowledged": 4,
            "late_tasks": 1,
        }  # fmt: skip

    def test_a_division_meeting_looks_at_its_own(self, town):
        with_rules(town)
        endorsed(town)
        sent(town)
        meeting = called(town, by=("hq_head", "hq-kocho"), kind="division", days=LATE + 1)
        assert agenda.gathered(town.actor("hq_head", "hq-kocho", at(LATE)), meeting, town.book) == dict.fromkeys(
            agenda.SOURCES, 0
        )
        own = called(town, by=HEAD, kind="division", days=LATE + 1)
        found = agenda.gathered(town.actor(*HEAD, at=at(LATE)), own, town.book)
        assert {source: n for source, n in found.items() if n} == {"late_decisions": 1, "unacknowledged": 4}

    def test_filled_again_numbers_follow_and_nothing_doubles(self, town):
        with_rules(town)
        meeting = called(town, days=LATE)
        meetings.fill_agenda(town.actor(*POLICY), meeting=meeting, found={"late_answers": 3, "off_path": 0})
        meetings.fill_agenda(town.actor(*POLICY), meeting=meeting, found={"late_answers": 5, "off_path": 2})
        assert [(item.source, item.number, item.order) for item in meeting.items.all()] == [
            ("late_answers", 5, 1),
            ("off_path", 2, 2),
        ]
        meetings.fill_agenda(town.actor(*POLICY), meeting=meeting, found={"off_path": 2})
        assert [item.source for item in queries.meeting_sheet(meeting).agenda] == ["off_path"]

    def test_what_was_left_out_stays_out_with_its_reason(self, town):
        meeting = called(town)
        meetings.fill_agenda(town.actor(*POLICY), meeting=meeting, found={"late_answers": 3})
        item = meeting.items.get()
        with pytest.raises(BadInput):
            meetings.leave_item_out(town.actor(*POLICY), item=item, because="")
        meetings.leave_item_out(town.actor(*POLICY), item=item, because="前回話しました。")
        meetings.fill_agenda(town.actor(*POLICY), meeting=meeting, found={"late_answers": 4})
        sheet = queries.meeting_sheet(meeting)
        assert (sheet.agenda, [each.left_out for each in sheet.left_out]) == ([], ["前回話しました。"])

    def test_a_line_that_was_spoken_about_never_vanishes(self, town, english):
        meeting = called(town)
        meetings.fill_agenda(town.actor(*POLICY), meeting=meeting, found={"late_answers": 3, "off_path": 2})
        answers, path = meeting.items.all()
        tasked(town, answers)
        meetings.fill_agenda(town.actor(*POLICY), meeting=meeting, found={})
        assert queries.meeting_sheet(meeting).agenda == [answers]
        begun = town.actor(*POLICY, at=at(7, 14))
        meetings.keep_minutes(begun, item=path, text="話しました。")
        assert queries.meeting_sheet(meeting).agenda == [answers, path]
        for item in (answers, path):
            with pytest.raises(WrongState, match="it stays on the agenda"):
                meetings.leave_item_out(town.actor(*POLICY), item=item, because="済み")
        with pytest.raises(WrongState, match="The meeting has begun"):
            meetings.fill_agenda(begun, meeting=meeting, found={"off_path": 5})

    def test_whoever_sits_in_it_adds_and_only_its_caller_orders(self, town):
        meeting = called(town)
        first, second, third = (
            item_of(town, meeting, title, by) for title, by in (("一", KAMI_MAYOR), ("二", SHIMO_MAYOR), ("三", POLICY))
        )
        with pytest.raises(NotPermitted):
            item_of(town, meeting, by=CLERK)
        with pytest.raises(NotPermitted):
            meetings.move_item_up(town.actor(*KAMI_MAYOR), item=third)
        meetings.move_item_up(town.actor(*POLICY), item=third)
        meetings.move_item_up(town.actor(*POLICY), item=first)
        assert queries.meeting_sheet(meeting).agenda == [first, third, second]

    def test_up_is_above_the_line_that_is_seen_above(self, town):
        meeting = called(town)
        first = item_of(town, meeting, "一")
        meetings.fill_agenda(town.actor(*POLICY), meeting=meeting, found={"off_path": 2})
        last = item_of(town, meeting, "二")
        meetings.fill_agenda(town.actor(*POLICY), meeting=meeting, found={})  # the line between is hidden
        meetings.move_item_up(town.actor(*POLICY), item=last)
        assert queries.meeting_sheet(meeting).agenda == [last, first]

    def test_links_lead_where_the_reader_may_go(self, town):
        assert agenda.link_of("cross_ward", town.actor(*KAMI_MAYOR)).startswith("/desk/meeting/")
        assert agenda.link_of("cross_ward", town.actor(*KAMI)) == "/desk/needs/"
        assert {agenda.link_of(source, town.actor(*KAMI)) for source in agenda.SOURCES}


class TestMinutesAndTasks:
    def test_not_before_it_has_begun_nor_after_they_are_closed(self, town):
        item = item_of(town, called(town))
        with pytest.raises(WrongState):
            meetings.keep_minutes(town.actor(*POLICY), item=item, text="まだです。")
        then = town.actor(*POLICY, at=at(7, 14))
        meetings.keep_minutes(then, item=item, text="分担を決めました。")
        stale = AgendaItem.objects.select_related("meeting").get(pk=item.pk)
        meetings.close_minutes(then, meeting=item.meeting)
        with pytest.raises(WrongState):
            meetings.keep_minutes(then, item=stale, text="書き直し。")
        item.refresh_from_db()
        assert item.minutes == "分担を決めました。"

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"office": None}, "office"), ({"due": TODAY - timedelta(days=1)}, "due"), ({"text": ""}, "text")],
    )
    def test_what_is_no_task(self, town, given, field):
        with pytest.raises(BadInput) as refused:
            tasked(town, item_of(town, called(town)), **given)
        assert refused.value.field == field
        assert not Task.objects.exists()

    def test_nor_with_a_post_of_another_office(self, town):
        with pytest.raises(BadInput):
            tasked(town, item_of(town, called(town)), post=town.posts[HEAD])
        assert tasked(town, item_of(town, called(town)), post=town.posts[KAMI]).post == town.posts[KAMI]

    def test_it_lies_on_its_offices_desk_until_it_is_done_once(self, town):
        task = tasked(town, item_of(town, called(town)))
        assert queries.desk(town.actor(*KAMI)).tasks == [task]
        for by in (KAMI_MAYOR, HEAD, AUDITOR):
            with pytest.raises(NotPermitted):
                meetings.finish_task(town.actor(*by), task=task, result="できました。")
        with pytest.raises(BadInput):
            meetings.finish_task(town.actor(*KAMI), task=task, result="")
        meetings.finish_task(town.actor(*KAMI), task=task, result="案を送りました。")
        assert not queries.desk(town.actor(*KAMI)).tasks
        with pytest.raises(WrongState):
            meetings.finish_task(town.actor(*KAMI), task=task, result="もう一度。")
        assert [row.pk for row in queries.tasks(town.actor(*KAMI), "ours")] == [task.pk]
        assert queries.tasks(town.actor(*HEAD), "ours") == []

    def test_desks_show_meetings_to_come_to_who_sits_in_them(self, town):
        meeting = called(town)
        assert queries.desk(town.actor(*KAMI_MAYOR)).meetings == [meeting]
        assert queries.desk(town.actor(*CLERK)).meetings == []
        assert queries.desk(town.actor(*KAMI_MAYOR, at=at(8))).meetings == []
