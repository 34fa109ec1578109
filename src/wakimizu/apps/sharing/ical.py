"""Meetings and tasks as an iCalendar file (RFC 5545): lines of at most 75 octets, ended by CRLF, special characters escaped.

The rules:
1. A meeting is a VEVENT in the time of Asia/Tokyo, a task a VTODO due on a day; both keep their UID for good.
2. What changes gets a higher SEQUENCE; a meeting that is called off stays, as CANCELLED.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from wakimizu.apps.sharing.models import Meeting, Task
from wakimizu.apps.sharing.queries import Calendar
from wakimizu.apps.sharing.workflow import MeetingState, TaskState
from wakimizu.shared.words import named

ZONE = "Asia/Tokyo"
OCTETS = 75
TIME_ZONE = [
    "BEGIN:VTIMEZONE", f"TZID:{ZONE}", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0900", "TZOFFSETTO:+0900",
    "TZNAME:JST", "END:STANDARD", "END:VTIMEZONE",
]  # fmt: skip
STATUS = {MeetingState.PLANNED: "CONFIRMED", MeetingState.HELD: "CONFIRMED", MeetingState.OFF: "CANCELLED"}
DROPPED = dict.fromkeys((*range(9), *range(11, 32), 127))  # control characters have no place in TEXT


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(DROPPED)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, no character torn; each after the first begins with a blank (3.1)."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    yield piece


def written(lines: Iterable[str]) -> str:
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line))


def calendar(found: Calendar, name: str, host: str, city: str) -> str:
    """The file. Links lead to `host`, as it was asked; UIDs are of the `city`, and stay when its address changes."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Wakimizu//Sharing//JA", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}", f"X-WR-TIMEZONE:{ZONE}", *TIME_ZONE,
    ]  # fmt: skip
    for meeting in found.meetings:
        lines += _event(meeting, host, city)
    for task in found.tasks:
        lines += _todo(task, host, city)
    return written([*lines, "END:VCALENDAR"])


def _event(meeting: Meeting, host: str, city: str) -> list[str]:
    return [
        "BEGIN:VEVENT", f"UID:meeting-{meeting.pk}@{city}", f"DTSTAMP:{utc(meeting.changed_at)}",
        f"DTSTART;TZID={ZONE}:{_local(meeting.begins)}", f"DTEND;TZID={ZONE}:{_local(meeting.ends)}",
        f"SEQUENCE:{meeting.revision}", f"STATUS:{STATUS[MeetingState(meeting.state)]}", f"SUMMARY:{escaped(meeting.title)}",
        *([f"LOCATION:{escaped(meeting.place)}"] if meeting.place else []),
        f"DESCRIPTION:{escaped(_('Called by %(office)s.') % {'office': named(meeting.office)})}",
        f"URL:https://{host}/desk/meetings/{meeting.pk}/", "END:VEVENT",
    ]  # fmt: skip


def _todo(task: Task, host: str, city: str) -> list[str]:
    ended = ["STATUS:NEEDS-ACTION"]
    if task.state == TaskState.DONE and task.done_at is not None:
        ended = ["STATUS:COMPLETED", f"COMPLETED:{utc(task.done_at)}"]
    return [
        "BEGIN:VTODO", f"UID:task-{task.pk}@{city}", f"DTSTAMP:{utc(task.done_at or task.given_at)}",
        f"DUE;VALUE=DATE:{day(task.due)}", f"SEQUENCE:{len(ended) - 1}", *ended,
        f"SUMMARY:{escaped(task.text)}", f"DESCRIPTION:{escaped(task.item.meeting.title)}",
        f"URL:https://{host}/desk/task/{task.pk}/", "END:VTODO",
    ]  # fmt: skip


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y%m%dT%H%M%S}"


def day(day: date) -> str:
    return f"{day:%Y%m%d}"
