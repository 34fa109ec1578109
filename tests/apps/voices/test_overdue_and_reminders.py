"""Nothing overdue is silent: reminders two days before, the day after, and to the head; and a list of all that is late."""

from datetime import date, datetime, timedelta

import pytest

from tests.apps.voices.scenes import answered, kami_voice, need_of, shimo_voice
from tests.cast import NOW
from wakimizu.apps.city.operations import close_days
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import queries
from wakimizu.apps.voices.models import Reminder
from wakimizu.apps.voices.operations import remind_offices
from wakimizu.apps.voices.tasks import remind
from wakimizu.shared.errors import NotPermitted


def on(day: date) -> datetime:
    return datetime.combine(day, NOW.timetz())


def remind_on(town, *days):
    for day in days:
        remind_offices(town.system(on(day)), city=town.city, book=town.book)
    return list(Reminder.objects.order_by("pk").values_list("kind", flat=True))


# A voice about waste, received on 24 November, is due on Tuesday 1 December.
@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2026, 11, 26), []),
        (date(2026, 11, 27), ["soon"]),  # two business days before, over the weekend
        (date(2026, 12, 1), ["soon"]),
        (date(2026, 12, 2), ["late"]),
        (date(2026, 12, 7), ["late"]),
        (date(2026, 12, 8), ["head"]),  # five business days after
        (date(2026, 12, 31), ["head"]),
    ],
)
def test_which_reminder_on_which_day(town, day, kinds):
    kami_voice(town, "ごみが臭い")
    assert remind_on(town, day) == kinds


def test_a_need_is_reminded_of_like_a_voice_and_its_voices_no_more(town):
    need = need_of(town, kami_voice(town, "ごみが臭い"))
    assert remind_on(town, date(2026, 11, 27)) == ["soon"]
    assert Reminder.objects.get().need == need


def test_a_day_the_city_is_closed_does_not_count(town):
    close_days(town.system(), days=[(date(2026, 11, 27), "市の休み")])
    kami_voice(town, "ごみが臭い")  # now due on 2 December
    assert remind_on(town, date(2026, 11, 28)) == []
    assert remind_on(town, date(2026, 11, 30)) == ["soon"]


def test_each_is_given_once_however_often_the_timer_runs(town):
    kami_voice(town, "ごみが臭い")
    days = [date(2026, 11, 24) + timedelta(days=n) for n in range(30)]
    assert remind_on(town, *days, *days) == ["soon", "late", "head"]


def test_a_new_day_begins_anew(town):
    from wakimizu.apps.voices.operations import extend_due

    need = need_of(town, kami_voice(town, "ごみが臭い"))
    remind_on(town, date(2026, 12, 2))
    extend_due(town.actor("planner", "w-kami-machi"), need=need, due=date(2026, 12, 9), because="部品待ち")
    assert remind_on(town, date(2026, 12, 3), date(2026, 12, 10)) == ["late", "late"]


def test_what_is_answered_or_set_aside_is_left_in_peace(town):
    from wakimizu.apps.voices.operations import set_voice_aside

    answered(town, need_of(town))
    set_voice_aside(town.actor("planner", "w-kami-machi"), voice=kami_voice(town), because="試し")
    assert remind_on(town, date(2027, 1, 20)) == []


def test_reminders_lie_on_the_desk_of_the_office_they_are_for(town):
    kami_voice(town, "ごみが臭い")
    remind_on(town, date(2026, 11, 27))
    since = date(2026, 11, 26)
    assert len(queries.reminders(town.actor("planner", "w-kami-machi"), since, town.book)) == 1
    assert queries.reminders(town.actor("planner", "w-shimo-machi"), since, town.book) == []
    assert queries.reminders(town.actor("planner", "w-kami-machi"), date(2026, 11, 28), town.book) == []


def test_the_heads_reminder_reaches_the_head(town):
    """The ward's mayor, though the office that is late is a division under theirs."""
    kami_voice(town, "ごみが臭い")
    remind_on(town, date(2026, 12, 8))
    mayor = queries.reminders(town.actor("mayor", "w-kami"), date(2026, 12, 7), town.book)
    assert [reminder.kind for reminder in mayor] == ["head"]
    assert queries.reminders(town.actor("mayor", "w-shimo"), date(2026, 12, 7), town.book) == []


class TestTimer:
    """The timer asks every ten minutes; it is done once a morning, on business days, in every city."""

    @pytest.mark.parametrize(
        ("now", "given"),
        [
            (on(date(2026, 11, 27)), 1),
            (on(date(2026, 11, 27)).replace(hour=6, minute=59), 0),
            (on(date(2026, 11, 27)).replace(hour=7), 1),
            (on(date(2026, 11, 28)), 0),  # Saturday
            (on(date(2026, 11, 23)), 0),  # a holiday
        ],
    )
    def test_when(self, town, now, given):
        kami_voice(town, "ごみが臭い")
        assert remind(now) == given

    def test_once_a_morning(self, town):
        kami_voice(town, "ごみが臭い")
        morning = on(date(2026, 11, 27))
        for minutes in range(0, 300, 10):
            remind(morning + timedelta(minutes=minutes))
        assert Entry.objects.filter(operation="remind_offices").count() == 1

    def test_in_every_city(self, town, tonari):
        from wakimizu.shared.scoping import in_city

        town.say("祭り")
        with in_city(tonari.city.pk):
            tonari.say("祭り")
        assert remind(on(date(2027, 1, 20))) == 2
        assert Reminder.objects.count() == 1
        with in_city(tonari.city.pk):
            assert Reminder.objects.count() == 1


class TestOverdueList:
    @pytest.fixture
    def late(self, town):
        """On 15 January: a need of each ward and of HQ, and a voice of each ward, are late."""
        hq = town.say(district=town.areas["43991-01"])
        return {
            "上": kami_voice(town).pk,
            "下": shimo_voice(town).pk,
            "上 need": need_of(town).pk,
            "道路課 need": need_of(town, hq, by=town.actor("hq", "hq-road"), lead="hq-road").pk,
        }

    @pytest.mark.parametrize(
        ("who", "sees"),
        [
            (("planner", "w-kami-machi"), {"上", "上 need"}),
            (("mayor", "w-kami"), {"上", "上 need"}),
            (("mayor", "w-shimo"), {"下"}),
            (("hq", "hq-road"), {"道路課 need"}),
            (("hq", "hq-kocho"), set()),
            (("policy", "hq-seisaku"), {"上", "下", "上 need", "道路課 need"}),
            (("auditor", "hq-seisaku"), {"上", "下", "上 need", "道路課 need"}),
        ],
    )
    def test_everyone_sees_what_is_late_in_their_reach(self, town, late, who, sees):
        needs, voices = queries.overdue(town.actor(*who), date(2027, 1, 15))
        found = {("need", need.pk) for need in needs} | {("", voice.pk) for voice in voices}
        assert found == {("need" if "need" in name else "", late[name]) for name in sees}

    def test_nothing_is_late_on_its_day(self, town):
        voice = kami_voice(town, "ごみが臭い")
        planner = town.actor("planner", "w-kami-machi")
        assert queries.overdue(planner, voice.due) == ([], [])
        assert queries.overdue(planner, voice.due + timedelta(days=1)) == ([], [voice])

    def test_the_auditor_reads_what_is_late_but_no_words(self, town):
        kami_voice(town, "私だけの秘密の話です", at=NOW - timedelta(days=400))
        response = town.browser("auditor", "hq-seisaku").get("/desk/overdue/")
        assert response.status_code == 200
        assert "秘密" not in response.content.decode()
        assert "秘密" in town.browser("planner", "w-kami-machi").get("/desk/overdue/").content.decode()

    def test_it_is_not_for_it(self, town):
        with pytest.raises(NotPermitted):
            queries.overdue(town.actor("it", "hq-seisaku"), date(2027, 1, 15))
