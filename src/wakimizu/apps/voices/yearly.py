"""What was heard and answered between two days, for the reports. Numbers and public words only; a constant number of statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices import counts
from wakimizu.apps.voices.models import Answer, Need, Part, Voice
from wakimizu.apps.voices.queries import midnight
from wakimizu.apps.voices.workflow import AnswerState, NeedState, PartState, VoiceState
from wakimizu.shared.paging import Beginning, beginning


@dataclass(slots=True)
class Heard:
    """Voices and answers of a place over a time. `days`: how many days answers took, in order."""

    received: int = 0
    set_aside: int = 0
    in_time: int = 0
    due: int = 0
    reopened: int = 0
    days: list[int] = field(default_factory=list)
    by_month: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    by_topic: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    by_channel: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    endings: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def answers(self) -> int:
        return sum(self.endings.values())

    @property
    def share_in_time(self) -> float | None:
        return self.in_time / self.due if self.due else None

    @property
    def median_days(self) -> int | None:
        return self.days[len(self.days) // 2] if self.days else None


def heard(first: date, after: date) -> dict[int | None, Heard]:
    """By ward (None: no ward is known), voices received from a day until before another, and answers published in it."""
    found: dict[int | None, Heard] = defaultdict(Heard)
    for ward, topic, channel, state, month, n in _received(first, after):
        one = found[ward]
        one.received += n
        one.set_aside += n if state == VoiceState.SET_ASIDE else 0
        one.by_topic[topic] += n
        one.by_channel[channel] += n
        one.by_month[month.date()] += n
    for ward, ending, n in _answers(first, after):
        found[ward].endings[ending] += n
    for counted in counts.answered_by_their_day(first, after):
        found[counted.ward].in_time += counted.part
        found[counted.ward].due += counted.whole
    for each in counts.took(first, after):
        found[each.ward].days.append(each.days)
    for ward, n in _reopened(first, after):
        found[ward].reopened += n
    for one in found.values():
        one.days.sort()
    return dict(found)


def together(parts: Iterable[Heard]) -> Heard:
    """The city's of its wards'."""
    whole = Heard()
    for part in parts:
        for name in ("received", "set_aside", "in_time", "due", "reopened"):
            setattr(whole, name, getattr(whole, name) + getattr(part, name))
        whole.days += part.days
        for name in ("by_month", "by_topic", "by_channel", "endings"):
            for key, n in getattr(part, name).items():
                getattr(whole, name)[key] += n
    whole.days.sort()
    return whole


def _received(first: date, after: date) -> Any:
    rows = Voice.objects.filter(received_at__gte=midnight(first), received_at__lt=midnight(after))
    kinds = ("ward_id", "topic_id", "channel", "state")
    return (
        rows.annotate(month=TruncMonth("received_at")).order_by().values_list(*kinds, "month").annotate(n=Count("pk"))
    )


def _answers(first: date, after: date) -> Any:
    rows = Answer.objects.filter(
        state=AnswerState.PUBLISHED, past=False, decided_at__gte=midnight(first), decided_at__lt=midnight(after)
    )
    return rows.order_by().values_list("need__ward_id", "ending").annotate(n=Count("pk"))


def _reopened(first: date, after: date) -> Any:
    entries = Entry.objects.filter(operation="reopen_voice", at__gte=midnight(first), at__lt=midnight(after))
    return (
        Voice.objects.filter(pk__in=entries.values("object_id"))
        .order_by()
        .values_list("ward_id")
        .annotate(n=Count("pk"))
    )


def answers_told(first: date, after: date, most: int = 12) -> list[Answer]:
    """Public answers of the time that most voices were behind, for a report that tells of some."""
    rows = Answer.objects.filter(
        state=AnswerState.PUBLISHED, need__public=True, decided_at__gte=midnight(first), decided_at__lt=midnight(after)
    )
    return list(rows.select_related("need", "office").order_by("-need__voice_count", "-pk")[:most])


def cross_ward_needs(most: int = 30) -> Beginning[Need]:
    """Open needs in which offices of another ward, or HQ, still owe a part."""
    owed = Part.objects.filter(state=PartState.ASKED).exclude(ward=F("need__lead_ward"))
    open_needs = Need.objects.filter(state__in=[NeedState.ASSIGNED, NeedState.APPROVAL])
    rows = open_needs.filter(Q(pk__in=owed.values("need"))).select_related("lead", "topic")
    return beginning(rows.prefetch_related("parts__office").order_by("due", "pk"), most)
