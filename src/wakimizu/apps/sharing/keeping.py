"""How well the rules are kept, month by month, by whom.

The rules:
1. A notice counts in the month it was accepted, for the office that sent it; in time: not later than its rule demands.
2. An acknowledgement counts in the month it was due, for the office that owed it; one not yet due counts when it is given,
   and one that was still owed when its notice was corrected, on its day or before, does not: the newer notice asks instead.
3. An answer to a consultation counts in the month it was due, for the office that was asked.
4. A consultation counts in the month it was settled, for the division that held it.
5. All offices of a ward are one line; HQ's divisions have each their own. Withdrawn notices and consultations count for nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.sharing.models import Addressee, Asked, Consultation, Notice
from wakimizu.apps.sharing.workflow import ConsultationState, NoticeState
from wakimizu.apps.voices.queries import midnight

MONTHS = 12
EARLIEST = 1970  # no month before it is asked for


@dataclass(slots=True)
class Kept:
    """What one office, ward or the city did in a time, and how much of it in time."""

    who: Office | Area | None = None
    notices: int = 0
    notices_in_time: int = 0
    asked: int = 0  # acknowledgements that were due
    acknowledged: int = 0  # in time
    questions: int = 0  # answers to consultations that were due
    answered: int = 0  # in time
    consultations: int = 0

    def add(self, other: "Kept") -> None:
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))


COUNTED = ("notices", "notices_in_time", "asked", "acknowledged", "questions", "answered", "consultations")


def month_of(text: str, today: date) -> date:
    """The first day of "2026-11"; this month for anything else, and for what lies before every notice."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return min(found, today.replace(day=1)) if found.year >= EARLIEST else today.replace(day=1)


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def months_until(month: date, n: int = MONTHS) -> list[date]:
    """The n months up to this one, the earliest first."""
    found = [month]
    while len(found) < n:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found


def _notices(first: date, after: date) -> QuerySet[Notice]:
    rows = Notice.objects.filter(accepted_at__gte=midnight(first), accepted_at__lt=midnight(after))
    return rows.exclude(state=NoticeState.WITHDRAWN)


def _acknowledgements(first: date, after: date, today: date) -> QuerySet[Addressee]:
    rows = Addressee.objects.filter(acknowledge_by__gte=first, acknowledge_by__lt=after)
    rows = rows.filter(notice__state__in=[NoticeState.SENT, NoticeState.CORRECTED])
    rows = rows.exclude(acknowledged_at=None, notice__corrected_by__accepted_at__date__lte=F("acknowledge_by"))
    return rows.filter(Q(acknowledge_by__lt=today) | Q(acknowledged_at__isnull=False))


def _answers(first: date, after: date, today: date) -> QuerySet[Asked]:
    rows = Asked.objects.filter(consultation__answer_by__gte=first, consultation__answer_by__lt=after)
    rows = rows.exclude(consultation__state=ConsultationState.WITHDRAWN)
    return rows.filter(Q(consultation__answer_by__lt=today) | Q(answered_at__isnull=False))


IN_TIME = Count("pk", filter=Q(days_late=0))
SAID_IN_TIME = Count("pk", filter=Q(acknowledged_at__date__lte=F("acknowledge_by")))
ANSWERED_IN_TIME = Count("pk", filter=Q(answered_at__date__lte=F("consultation__answer_by")))


def by_office(first: date, after: date, today: date) -> dict[int, Kept]:
    """Office → what it did. Four statements."""
    found: dict[int, Kept] = {}

    def put(rows: QuerySet[Any], names: tuple[str, ...], **counted: Any) -> None:
        for office, *numbers in rows.order_by().values_list("office").annotate(**counted):
            kept = found.setdefault(office, Kept())
            for name, number in zip(names, numbers, strict=True):
                setattr(kept, name, number)

    put(_notices(first, after), ("notices", "notices_in_time"), n=Count("pk"), well=IN_TIME)
    put(_acknowledgements(first, after, today), ("asked", "acknowledged"), n=Count("pk"), well=SAID_IN_TIME)
    put(_answers(first, after, today), ("questions", "answered"), n=Count("pk"), well=ANSWERED_IN_TIME)
    settled = Consultation.objects.filter(state=ConsultationState.SETTLED)
    settled = settled.filter(settled_at__gte=midnight(first), settled_at__lt=midnight(after))
    put(settled, ("consultations",), n=Count("pk"))
    return found


def by_division(first: date, after: date, today: date, book: Directory) -> list[Kept]:
    """One line for each ward and each division of HQ that had anything to do, wards first."""
    lines: dict[tuple[bool, str], Kept] = {}
    for number, kept in by_office(first, after, today).items():
        office = book.offices[number]
        who: Office | Area = book.areas[office.led_ward_id] if office.led_ward_id else office
        lines.setdefault((isinstance(who, Office), who.code), Kept(who)).add(kept)
    return [lines[key] for key in sorted(lines)]


def together(lines: Iterable[Kept]) -> Kept:
    found = Kept()
    for line in lines:
        found.add(line)
    return found


def by_month(until: date, today: date) -> list[tuple[date, Kept]]:
    """The last twelve months of the whole city. Three statements."""
    months = months_until(until)
    first, after = months[0], next_month(until)
    found = {month: Kept() for month in months}

    def put(rows: QuerySet[Any], day: str, names: tuple[str, str], well: Any) -> None:
        grouped = rows.order_by().annotate(month=TruncMonth(day)).values("month").annotate(n=Count("pk"), well=well)
        for row in grouped:
            month = _day(row["month"])
            setattr(found[month], names[0], row["n"])
            setattr(found[month], names[1], row["well"])

    put(_notices(first, after), "accepted_at", ("notices", "notices_in_time"), IN_TIME)
    put(_acknowledgements(first, after, today), "acknowledge_by", ("asked", "acknowledged"), SAID_IN_TIME)
    put(_answers(first, after, today), "consultation__answer_by", ("questions", "answered"), ANSWERED_IN_TIME)
    return [(month, found[month]) for month in months]


def _day(moment: Any) -> date:
    return moment.date() if hasattr(moment, "date") else moment
