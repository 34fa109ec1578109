"""Two people press at the same moment: nothing doubles, nobody meets a fault, and the second waits for the first."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.ledger.test_sealing import in_threads
from tests.apps.sharing.sharing_scenes import (
    HEAD,
    KAMI_MAYOR,
    POLICY,
    asked_about,
    at,
    called,
    item_of,
    opinion_of,
    planned,
    responded,
)
from tests.cast import build_wakimizu
from tests.conftest import ON_POSTGRESQL
from wakimizu.apps.sharing.models import AgendaItem, Feed, Meeting
from wakimizu.apps.sharing.operations import consultations, meetings, notices
from wakimizu.shared.scoping import in_city


def at_once(made, act):
    """The same press four times at once."""

    def press():
        with in_city(made.city.pk):
            act()

    in_threads(*(press for _time in range(4)))


def test_an_agenda_that_is_filled_twice_at_once_has_every_line_once(own_database):
    made = build_wakimizu()
    with in_city(made.city.pk):
        called(made)
    found = {"late_answers": 3, "off_path": 2}
    at_once(
        made, lambda: meetings.fill_agenda(made.actor(*POLICY), meeting=Meeting.objects.get(), found=found)
    )  # fmt: skip
    with in_city(made.city.pk):
        assert list(AgendaItem.objects.values_list("source", "order")) == [("late_answers", 1), ("off_path", 2)]


def test_the_first_address_that_is_made_twice_at_once_is_one(own_database):
    made = build_wakimizu()
    at_once(made, lambda: meetings.renew_feed(made.actor(*KAMI_MAYOR), office=made.offices["w-kami"]))
    with in_city(made.city.pk):
        assert Feed.objects.count() == 1


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite lets one write at a time")
def test_who_comes_second_waits_and_reads_what_the_first_did(town):
    now, begun = town.actor(*POLICY), town.actor(*POLICY, at=at(7, 14))
    meeting, row, other = called(town), asked_about(town, about="other"), asked_about(town, about="other")
    item, second = item_of(town, meeting), item_of(town, meeting, "二")
    plan = meetings.Plan(invited=[town.offices["w-shimo"]], **planned(7))
    office, due = town.offices["w-kami"], at(30).date()
    head = partial(town.actor, *HEAD)
    acts = [
        lambda: meetings.change_meeting(now, meeting=meeting, plan=plan),
        lambda: meetings.fill_agenda(now, meeting=meeting, found={"off_path": 2}),
        lambda: item_of(town, meeting, "三"),
        lambda: meetings.move_item_up(now, item=second),
        lambda: meetings.leave_item_out(now, item=second, because="済み"),
        lambda: meetings.keep_minutes(begun, item=item, text="話しました。"),
        lambda: meetings.give_task(begun, item=item, text="案", office=office, due=due),
        lambda: meetings.close_minutes(begun, meeting=meeting),
        lambda: meetings.call_off_meeting(now, meeting=called(town)),
        lambda: responded(town, opinion_of(town, row)),
        lambda: consultations.settle_consultation(
            head(at=at(30)), consultation=row, outcome="dropped", text="見送ります。"
        ),
        lambda: consultations.withdraw_consultation(head(), consultation=other, because="見送ります。"),
        lambda: notices.remind_of_notices(town.system(at(6, 18)), city=town.city, book=town.book),
    ]
    for act in acts:
        with CaptureQueriesContext(connection) as caught:
            act()
        assert any("FOR UPDATE" in each["sql"] for each in caught)
