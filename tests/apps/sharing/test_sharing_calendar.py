"""The calendar is iCalendar as RFC 5545 has it: folded, escaped, with its time zone; behind a secret address."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.apps.sharing.sharing_scenes import AUDITOR, CLERK, KAMI, KAMI_MAYOR, POLICY, TODAY, at, called, item_of
from wakimizu.apps.city.operations import renew
from wakimizu.apps.sharing import ical
from wakimizu.apps.sharing.models import Feed
from wakimizu.apps.sharing.operations import meetings
from wakimizu.shared.errors import NotPermitted


def unfolded(text):
    """The lines as a calendar program reads them, and the proof that each piece is short enough and ends as it must."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "") and "\r" not in text.replace("\r\n", "")
    assert max(len(piece.encode()) for piece in text.split("\r\n")) <= 75
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def plain(value):
    """A TEXT value read back."""
    found, rest = "", iter(value)
    for character in rest:
        if character == "\\":
            character = next(rest)
            character = "\n" if character in "nN" else character
        found += character
    return found


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n,;\\"), max_size=300))
def test_whatever_is_written_is_read_back(text):
    lines = unfolded(ical.written([f"SUMMARY:{ical.escaped(text)}"]))
    assert len(lines) == 1
    assert plain(lines[0].removeprefix("SUMMARY:")) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a, b; c", "a\\, b\\; c"),
        ("back\\slash", "back\\\\slash"),
        ("一\r\n二\r三", "一\\n二\\n三"),
        ("bell\a, tab\t", "bell\\, tab\t"),
    ],
)
def test_special_characters(text, escaped):
    assert ical.escaped(text) == escaped


@pytest.fixture
def feed(town):
    return meetings.renew_feed(town.actor(*KAMI_MAYOR), office=town.offices["w-kami"])


def read(town, token):
    answer = town.browser().get(f"/calendar/{token}.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    return unfolded(answer.content.decode())


def parts(lines, kind):
    """The components of a kind, each as its properties by name."""
    found, inside = [], False
    for line in lines:
        if line == f"BEGIN:{kind}":
            found.append({})
        inside = line == f"BEGIN:{kind}" or (inside and line != f"END:{kind}")
        if inside and ":" in line:
            name, value = line.split(":", 1)
            found[-1][name] = value
    return found


def test_meetings_stand_in_their_time_zone_and_tasks_on_their_day(town, feed, english):
    meeting = called(town, title="区長会議、臨時; 十二月")
    task = meetings.give_task(
        town.actor(*POLICY),
        item=item_of(town, meeting),
        text="案を作る\n二案",
        office=town.offices["w-kami"],
        due=TODAY + timedelta(days=9),
    )
    lines = read(town, feed.token)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"] and lines[-1] == "END:VCALENDAR"
    assert [each["TZID"] for each in parts(lines, "VTIMEZONE")] == ["Asia/Tokyo"]
    (event,) = parts(lines, "VEVENT")
    assert event["DTSTART;TZID=Asia/Tokyo"] == "20261201T130000" and event["DTEND;TZID=Asia/Tokyo"] == "20261201T150000"
    assert (plain(event["SUMMARY"]), event["LOCATION"], event["STATUS"], event["SEQUENCE"]) == (
        "区長会議、臨時; 十二月", "庁議室", "CONFIRMED", "0",
    )  # fmt: skip
    assert event["DTSTAMP"] == "20261124T000000Z"
    (todo,) = parts(lines, "VTODO")
    assert (todo["DUE;VALUE=DATE"], plain(todo["SUMMARY"]), todo["STATUS"]) == (
        "20261203",
        "案を作る\n二案",
        "NEEDS-ACTION",
    )
    assert (event["UID"], todo["UID"]) == (f"meeting-{meeting.pk}@{town.city.host}", f"task-{task.pk}@{town.city.host}")


def test_what_changes_keeps_its_uid_and_raises_its_sequence(town, feed):
    meeting = called(town)
    before = parts(read(town, feed.token), "VEVENT")[0]
    meetings.call_off_meeting(town.actor(*POLICY, at=at(1)), meeting=meeting)
    after = parts(read(town, feed.token), "VEVENT")[0]
    assert (after["UID"], after["STATUS"], after["SEQUENCE"]) == (before["UID"], "CANCELLED", "1")


def test_a_finished_task_says_when(town, feed):
    task = meetings.give_task(
        town.actor(*POLICY),
        item=item_of(town, called(town)),
        text="案",
        office=town.offices["w-kami"],
        due=TODAY + timedelta(days=9),
    )
    meetings.finish_task(town.actor(*KAMI_MAYOR, at=at(2)), task=task, result="できた。")
    todo = parts(read(town, feed.token), "VTODO")[0]
    assert (todo["STATUS"], todo["COMPLETED"]) == ("COMPLETED", "20261126T000000Z")


def test_a_meeting_of_others_is_not_in_it(town, feed):
    called(town, invited=("w-shimo",))
    assert parts(read(town, feed.token), "VEVENT") == []


class TestTheAddress:
    def test_a_new_one_ends_the_old(self, town, feed):
        old = feed.token
        new = meetings.renew_feed(town.actor(*KAMI_MAYOR), office=town.offices["w-kami"]).token
        assert town.browser().get(f"/calendar/{old}.ics").status_code == 404
        assert town.browser().get(f"/calendar/{new}.ics").status_code == 200
        assert Feed.objects.count() == 1

    @pytest.mark.parametrize("by", [KAMI, CLERK, AUDITOR])
    def test_only_its_own_office_makes_one(self, town, by):
        with pytest.raises(NotPermitted):
            meetings.renew_feed(town.actor(*by), office=town.offices["w-kami"])

    def test_another_citys_site_does_not_know_it(self, town, tonari, feed):
        assert tonari.browser().get(f"/calendar/{feed.token}.ics").status_code == 404

    def test_it_ends_with_its_office(self, town, feed):
        office = town.offices["w-kami"]
        office.valid_to = date(2020, 1, 1)
        office.save(update_fields=["valid_to"])
        renew(town.city.pk)
        assert town.browser().get(f"/calendar/{feed.token}.ics").status_code == 404

    def test_signed_in_it_is_a_file(self, town):
        called(town)
        answer = town.browser(*KAMI_MAYOR).get("/desk/calendar/download/")
        assert len(parts(unfolded(answer.content.decode()), "VEVENT")) == 1
        assert "no-store" in answer["Cache-Control"]
