"""A list that shows its beginning only says so; where it is whole, nothing is said."""

from datetime import timedelta

import pytest

from tests.apps.monitoring.surveyed import answers, said, under_way
from tests.apps.voices.scenes import answered, kami_voice, need_of
from tests.cast import NOW
from wakimizu.apps.monitoring import scans
from wakimizu.apps.monitoring.operations import ask_scan, cancel_scan
from wakimizu.apps.monitoring.surveys import queries as surveys
from wakimizu.apps.monitoring.surveys.operations import close_survey
from wakimizu.apps.proposals import queries as proposals
from wakimizu.apps.sharing import queries as sharing
from wakimizu.apps.voices import operations, queries, views
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.pages.reports import meeting
from wakimizu.shared.paging import beginning

PLANNER, POLICY = ("planner", "w-kami-machi"), ("policy", "hq-seisaku")
SOME = "全3件のうち2件を表示しています。"


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Lists end after two rows."""
    for room, name in [
        (queries, "PAGE"), (queries, "MOST_LATE"), (queries, "VOICES_SHOWN"), (views, "MOST_TO_SPLIT"), (sharing, "SHOWN"),
        (proposals, "PAGE"), (meeting, "SHOWN"),
    ]:  # fmt: skip
        monkeypatch.setattr(room, name, 2)


def page(town, who, address):
    answer = town.browser(*who, raise_request_exception=True).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_list_knows_how_many_there_are_from_one_statement(town, django_assert_num_queries):
    made = [kami_voice(town).pk for _ in range(3)]
    for most in (2, 3, 4):
        with django_assert_num_queries(1):
            found = beginning(Voice.objects.order_by("pk"), most)
        assert ([each.pk for each in found], found.total) == (made[:most], 3)
    assert beginning(Voice.objects.filter(text="x"), 2).total == 0


def test_my_desk_says_so_of_what_waits(town):
    for _ in range(3):
        assert SOME not in page(town, PLANNER, "/desk/")
        kami_voice(town)
    assert page(town, PLANNER, "/desk/").count(SOME) == 1
    for _ in range(3):
        need_of(town)
    assert page(town, PLANNER, "/desk/").count(SOME) == 2
    Need.objects.update(state="answered", follow_up=NOW.date())
    assert page(town, PLANNER, "/desk/").count(SOME) == 2


def test_the_list_of_what_is_overdue_says_so_and_the_report_counts_all(town):
    for _ in range(3):
        kami_voice(town)
        need_of(town)
    Voice.objects.update(due=NOW.date() - timedelta(9))
    Need.objects.update(due=NOW.date() - timedelta(9))
    assert page(town, POLICY, "/desk/overdue/").count(SOME) == 2
    found = meeting.report(town.actor(*POLICY), town.book, town.catalogue)
    assert (len(found["late_needs"]), found["late_needs_more"], found["late_voices"]) == (2, 1, 3)


def test_a_needs_page_says_so_to_staff_and_to_anybody(town):
    need = need_of(town, *[kami_voice(town, may_publish=True) for _ in range(3)])
    for voice in Voice.objects.all():
        operations.publish_voice(town.actor(*PLANNER), voice=voice, text="街灯が暗い")
    answered(town, need)
    assert SOME in page(town, PLANNER, f"/desk/need/{need.pk}/")
    assert SOME in page(town, (), f"/answers/{need.pk}/")


def test_who_splits_a_need_is_told_which_voices_can_be_chosen(town):
    need = need_of(town, *[kami_voice(town) for _ in range(3)])
    assert "3件の声のうち、古いものから2件を選べます。" in page(town, PLANNER, f"/desk/need/{need.pk}/split/")
    smaller = need_of(town, *[kami_voice(town) for _ in range(2)])
    assert "選べます。" not in page(town, PLANNER, f"/desk/need/{smaller.pk}/split/")


def test_what_people_wrote_is_counted_whole_though_not_all_is_shown(town, monkeypatch):
    monkeypatch.setattr(surveys, "TEXTS_SHOWN", 2)
    survey = under_way(town)
    answers(town, survey, [said(words=f"声{n}") for n in range(3)])
    close_survey(town.actor(*POLICY), survey=survey)
    shown = page(town, POLICY, "/desk/survey/mado/")
    assert SOME in shown and "（3）" in shown and "声2" not in shown


def test_the_list_of_searches_says_so(town, monkeypatch):
    monkeypatch.setattr(scans, "SHOWN", 2)
    for _ in range(3):
        cancel_scan(town.actor(*POLICY), scan=ask_scan(town.actor(*POLICY), weeks=16))
    assert SOME in page(town, POLICY, "/desk/emerging/")
