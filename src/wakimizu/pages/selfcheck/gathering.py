"""What the system knows of a ward's four duties in a fiscal year, beside the year before.

The rules:
1. Only what is written down counts: visits, voices, answers, statements, partners. What was done and not noted is not there,
   and the ward says it in its own words.
2. Each figure is a count of the ward's own rows between 1 April and 31 March, up to today: what is only planned was not
   done yet. Of the year before, the same count. Offices of HQ that stand in the ward are not the ward's.
3. Partners are the ward's own that still work; questions those that were put to residents; statements those that residents
   made and everybody saw.
4. Nothing in it names a person, a partner or what somebody said.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from wakimizu.apps.city.calendar import fiscal_year_days
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.community.deliberation.models import Deliberation, Statement, Vote
from wakimizu.apps.community.deliberation.workflow import DeliberationState, StatementState
from wakimizu.apps.community.models import Case, Grant, Help, Partner, Visit, VisitPartner, VisitVoice
from wakimizu.apps.community.selfcheck.workflow import Duty
from wakimizu.apps.community.workflow import MEETS
from wakimizu.apps.proposals.models import Proposal
from wakimizu.apps.sharing.models import Asked, Notice, Opinion
from wakimizu.apps.voices.models import Answer, Need, Part, Voice
from wakimizu.apps.voices.queries import midnight
from wakimizu.apps.voices.workflow import AnswerState, Sphere

Row = dict[str, Any]
PUT_TO_RESIDENTS = (DeliberationState.OPEN, DeliberationState.CLOSED)


@dataclass(frozen=True, slots=True)
class Years:
    """A fiscal year and the one before: first days, and the day after the last that counts."""

    before: date
    first: date
    after: date

    @classmethod
    def of(cls, year: int, today: date) -> "Years":
        before, first, after = (fiscal_year_days(each)[0] for each in (year - 1, year, year + 1))
        return cls(before, first, min(after, today + timedelta(days=1)))

    def within(self, field: str, *, moments: bool = False) -> tuple[Q, Q]:
        """Conditions: the field lies in the year, in the year before."""
        days = [midnight(day) if moments else day for day in (self.before, self.first, self.after)]
        return tuple(  # type: ignore[return-value]
            Q(**{f"{field}__gte": first, f"{field}__lt": after})
            for first, after in ((days[1], days[2]), (days[0], days[1]))
        )


def figures(ward: Area, year: int, book: Directory, today: date) -> Mapping[str, list[Row]]:
    """Duty → rows {what, n, before, of}. A constant number of statements."""
    ours = _Ward(ward, Years.of(year, today), book)
    return {duty.value: GATHERED[duty](ours) for duty in Duty}


@dataclass(frozen=True, slots=True)
class _Ward:
    ward: Area
    years: Years
    book: Directory

    @property
    def offices(self) -> list[int]:
        return [office.pk for office in self.book.offices_of_ward(self.ward.pk)]

    @property
    def districts(self) -> list[int]:
        return [area.pk for area in self.book.districts_of(self.ward.pk)]

    def counted(
        self,
        what: str,
        rows: QuerySet[Any],
        field: str,
        *,
        moments: bool = False,
        by: str = "pk",
        of: int | None = None,
    ) -> Row:
        """How many (different) in the year and in the one before. One statement."""
        here, before = self.years.within(field, moments=moments)
        found = rows.aggregate(n=Count(by, filter=here, distinct=True), before=Count(by, filter=before, distinct=True))
        return {"what": what, "n": found["n"], "before": found["before"], "of": of}

    def summed(self, what: str, rows: QuerySet[Any], field: str, amount: Any) -> Row:
        here, before = self.years.within(field)
        found = rows.aggregate(n=Sum(amount, filter=here), before=Sum(amount, filter=before))
        return {"what": what, "n": found["n"] or 0, "before": found["before"] or 0, "of": None}


def _visits(ours: _Ward) -> QuerySet[Visit]:
    return Visit.objects.filter(ward=ours.ward, kind__in=MEETS)


def _information(ours: _Ward) -> list[Row]:
    visits, ward = _visits(ours), ours.ward
    heard = VisitVoice.objects.filter(visit__ward=ward)
    answers = Answer.objects.filter(need__ward=ward, need__public=True, state=AnswerState.PUBLISHED)
    notices = Notice.objects.filter(office__in=ours.offices, sent_at__isnull=False)
    return [
        ours.counted("visits", visits, "day"),
        ours.summed("people_met", visits, "day", F("residents") + F("members")),
        ours.counted("heard_there", heard, "visit__day"),
        ours.counted("answers_public", answers, "decided_at", moments=True),
        ours.counted("events", Visit.objects.filter(ward=ward, public=True), "day"),
        ours.counted("notices", notices, "sent_at", moments=True),
    ]


def _issues(ours: _Ward) -> list[Row]:
    ward = ours.ward
    voices = Voice.objects.filter(ward=ward)
    reached = _visits(ours).filter(districts__in=ours.districts)
    return [
        ours.counted("voices", voices, "received_at", moments=True),
        ours.counted("needs", Need.objects.filter(ward=ward), "raised_at", moments=True),
        ours.counted("districts_visited", reached, "day", by="districts", of=len(ours.districts)),
        ours.counted("proposals", Proposal.objects.filter(ward=ward), "endorsed_at", moments=True),
    ]


def _agreement(ours: _Ward) -> list[Row]:
    opened = Deliberation.objects.filter(office__in=ours.offices, state__in=PUT_TO_RESIDENTS)
    statements = Statement.objects.filter(deliberation__in=opened, state=StatementState.ACCEPTED, voter__isnull=False)
    votes = Vote.objects.filter(deliberation__in=opened)
    parts = Part.objects.filter(need__ward=ours.ward)
    requests = Asked.objects.filter(office__in=ours.offices, answered_at__isnull=False)
    opinions = Opinion.objects.filter(office__in=ours.offices, late=False)
    return [
        ours.counted("deliberations", opened, "opens"),
        ours.counted("took_part", votes, "at", moments=True, by="voter"),
        ours.counted("statements", statements, "written_at", moments=True),
        ours.counted("attached", opened, "attached_at", moments=True),
        ours.counted("together", parts, "need__raised_at", moments=True, by="need"),
        ours.counted("asked_by_hq", requests, "answered_at", moments=True),
        ours.counted("opinions_in_time", opinions, "at", moments=True),
    ]


def _actors(ours: _Ward) -> list[Row]:
    ward, visits = ours.ward, _visits(ours)
    working = Partner.objects.filter(ward=ward, ended_on=None)
    met = VisitPartner.objects.filter(visit__in=visits, partner__in=working)
    helps = Help.objects.filter(need__ward=ward, sphere__in=[Sphere.SELF, Sphere.MUTUAL])
    grants = Grant.objects.filter(partner__ward=ward)
    return [
        ours.counted("partners_met", met, "visit__day", by="partner", of=working.count()),
        ours.counted("kinds_met", visits, "day", by="partners__kind"),
        ours.counted("helped", helps, "said_at", moments=True, by="need"),
        ours.counted("grants", grants, "since"),
        ours.summed("granted", grants, "since", F("amount")),
        ours.counted("cases", Case.objects.filter(ward=ward), "noted_at", moments=True),
    ]


GATHERED: Mapping[Duty, Callable[[_Ward], list[Row]]] = {
    Duty.INFORM: _information, Duty.GRASP: _issues, Duty.AGREE: _agreement, Duty.JOIN: _actors,
}  # fmt: skip
