"""Reads of the community room, as its screens need them. A page's statements do not grow with what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet, Sum

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Post
from wakimizu.apps.community.models import (
    Case,
    Grant,
    Help,
    Partner,
    PartnerArea,
    Visit,
    VisitDistrict,
    VisitPartner,
    VisitPhoto,
    VisitVoice,
)
from wakimizu.apps.community.workflow import MEETS, PERMISSIONS, GrantKind
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.voices.models import Need, NeedVoice, Voice
from wakimizu.apps.voices.workflow import PERMISSIONS as VOICE_PERMISSIONS
from wakimizu.apps.voices.workflow import Sphere
from wakimizu.shared.paging import beginning
from wakimizu.shared.permissions import ANYWHERE, may

PAGE = 50
MOST_BESIDE = 20  # visits and loans on a partner's page


def seen_ward(actor: Actor) -> int | None:
    """The only ward whose partners and visits the actor sees; None: all of them. A ward's people without a ward: none."""
    if actor.role in PERMISSIONS["see_community"][ANYWHERE]:
        return None
    return actor.ward_id or 0


def _works_in(ward: int | None) -> Q:
    """Partners that a ward keeps, and those of other wards that work in it."""
    if ward is None:
        return Q()
    there = PartnerArea.objects.filter(Q(area=ward) | Q(area__parent=ward))
    return Q(ward=ward) | Q(pk__in=there.values("partner_id"))


# ── partners ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def page(rows: QuerySet[Any], skip: int = 0) -> list[Any]:
    """A page of a list and one more, which tells that it goes on."""
    return list(rows[skip : skip + PAGE + 1])


def partners(actor: Actor, *, query: str = "", kind: str = "", ward: int | None = None) -> QuerySet[Partner]:
    """Partners the actor sees, with the day they were last met; those that ended come last."""
    rows = Partner.objects.filter(_works_in(seen_ward(actor))).prefetch_related("areas").select_related("ward")
    if ward:
        rows = rows.filter(_works_in(ward))
    if kind:
        rows = rows.filter(kind=kind)
    for word in query.split():
        rows = rows.filter(Q(name__icontains=word) | Q(self_help__icontains=word) | Q(mutual_help__icontains=word))
    met = Max("visits__day", filter=Q(visits__kind__in=MEETS, visits__day__lte=actor.today))
    return rows.annotate(met=met).order_by(F("ended_on").desc(nulls_first=True), "name", "pk")


def partner_numbered(number: int) -> Partner | None:
    return Partner.objects.select_related("ward").prefetch_related("areas").filter(pk=number).first()


def partners_to_choose(ward: int | None) -> list[Partner]:
    """Those that work today, of a ward or of the whole city."""
    return list(Partner.objects.filter(_works_in(ward), ended_on=None).order_by("name"))


@dataclass(frozen=True, slots=True)
class PartnerSheet:
    partner: Partner
    visits: list[Visit]
    grants: list[Grant]
    cases: list[Case]
    has_contact: bool


def partner_sheet(actor: Actor, partner: Partner) -> PartnerSheet:
    visits = visits_seen(actor).filter(pk__in=partner.visits.values("pk"))
    lent = beginning(grants(actor).filter(partner=partner), MOST_BESIDE)
    has_contact = Partner.objects.filter(pk=partner.pk, contact__isnull=False).exists()
    return PartnerSheet(partner, beginning(visits, MOST_BESIDE), lent, list(partner.cases.all()), has_contact)


# ── visits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def visits_seen(actor: Actor) -> QuerySet[Visit]:
    rows = Visit.objects.select_related("office", "ward").prefetch_related("districts", "partners")
    ward = seen_ward(actor)
    return rows if ward is None else rows.filter(ward=ward)


def visits(actor: Actor, *, district: int | None = None, ward: int | None = None) -> QuerySet[Any]:
    """Newest first, each with how many voices were heard there."""
    rows = visits_seen(actor).annotate(voices=Count("heard", distinct=True))
    if district:
        rows = rows.filter(pk__in=VisitDistrict.objects.filter(district=district).values("visit_id"))
    if ward:
        rows = rows.filter(ward=ward)
    return rows.order_by("-day", "-pk")


def visit_numbered(number: int) -> Visit | None:
    heard = Prefetch("heard", VisitVoice.objects.select_related("voice").order_by("pk"))
    photos = Prefetch("photos", VisitPhoto.objects.defer("jpeg").order_by("pk"))
    went = Prefetch("went", Post.objects.select_related("user", "office"))
    rows = Visit.objects.select_related("office", "ward").prefetch_related("districts", "partners", went, heard, photos)
    return rows.filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class _Linked:
    """A voice whose needs are read already: who may see it is found without asking the database again."""

    voice: Voice
    needs: list[Need]

    def held_by(self, actor: Actor) -> bool:
        return self.voice.held_by(actor)

    def shared_by(self, actor: Actor) -> bool:
        return any(need.held_by(actor) or need.shared_by(actor) for need in self.needs)


def voices_heard(actor: Actor, visit: Visit) -> tuple[list[Voice], int]:
    """The voices heard at a visit that the actor may open, and how many there are besides. Two statements."""
    voices = [each.voice for each in visit.heard.all()]
    needs: dict[int, list[Need]] = {}
    links = NeedVoice.objects.filter(voice__in=[each.pk for each in voices], until=None)
    for link in links.select_related("need").prefetch_related("need__parts"):
        needs.setdefault(link.voice_id, []).append(link.need)
    seen = [
        each
        for each in voices
        if may(actor, "see_voice", _Linked(each, needs.get(each.pk, [])), table=VOICE_PERMISSIONS)
    ]
    return seen, len(voices) - len(seen)


def ward_posts(book: Directory, ward: int, today: date) -> list[Post]:
    """The people of a ward's offices today: who may have gone."""
    offices = [office.pk for office in book.offices_of_ward(ward)]
    rows = Post.objects.filter(office__in=offices).select_related("user", "office").order_by("office__code", "pk")
    return [post for post in rows if post.valid_on(today)]


# ── who was not met ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Gap:
    """A district or a partner, and how long ago it was met. None: never, as far as is noted."""

    about: Any
    ward: Area | None
    last: date | None
    days: int | None

    def longer_than(self, days: int) -> bool:
        return self.days is None or self.days >= days


def district_gaps(book: Directory, ward: int | None, today: date) -> list[Gap]:
    """Every district (of a ward), the longest unmet first. One statement."""
    last = _last_met(VisitDistrict, "district", today)
    districts = [each for each in book.districts if ward is None or each.parent_id == ward]
    return _sorted(_gap(each, book.ward_of(each), last.get(each.pk), today) for each in districts)


def _last_met(link: type[VisitDistrict] | type[VisitPartner], whom: str, today: date) -> dict[int, date]:
    rows = link.objects.filter(visit__kind__in=MEETS, visit__day__lte=today)
    return dict(rows.order_by().values_list(whom).annotate(last=Max("visit__day")))


def partner_gaps(book: Directory, ward: int | None, today: date) -> list[Gap]:
    """Every partner that works (of a ward), the longest unmet first. Two statements."""
    last = _last_met(VisitPartner, "partner", today)
    rows = Partner.objects.filter(ended_on=None)
    rows = rows.filter(ward=ward) if ward is not None else rows
    return _sorted(_gap(each, book.area(each.ward_id), last.get(each.pk), today) for each in rows)


def _gap(about: Any, ward: Area | None, last: date | None, today: date) -> Gap:
    return Gap(about, ward, last, (today - last).days if last else None)


def _sorted(gaps: Iterable[Gap]) -> list[Gap]:
    return sorted(gaps, key=lambda gap: (gap.days is not None, -(gap.days or 0), str(gap.about)))


def unmet_for(actor: Actor, book: Directory, days: int, most: int = 8) -> list[Gap]:
    """For a desk: the districts nobody has met for so long. Those the actor's own office serves, else the ward's."""
    if not actor.ward_id:
        return []
    serving = book.serving(actor.today)
    mine = [each.pk for each in book.districts if actor.office_id in serving.get(each.pk, ())]
    found = [gap for gap in district_gaps(book, actor.ward_id, actor.today) if gap.longer_than(days)]
    own = [gap for gap in found if gap.about.pk in mine] if mine else found
    return own[:most]


# ── a district, for its sheet and its public page ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OfDistrict:
    visits: list[Visit]
    in_year: int
    gap: Gap
    partners: list[Partner]
    granted: int  # yen of this fiscal year
    lent: int  # things that are out


def of_district(district: Area, today: date, year_from: date) -> OfDistrict:
    """A constant number of statements."""
    met = VisitDistrict.objects.filter(district=district, visit__kind__in=MEETS, visit__day__lte=today)
    rows = list(
        Visit.objects.filter(pk__in=met.values("visit_id")).select_related("office").order_by("-day", "-pk")[:5]
    )
    in_year = met.filter(visit__day__gt=today - timedelta(days=365)).count()
    last = rows[0].day if rows else None
    working = Partner.objects.filter(ended_on=None, pk__in=_of_areas([district.pk, district.parent_id or 0]))
    grants = Grant.objects.filter(district=district)
    granted = grants.filter(kind=GrantKind.MONEY, since__gte=year_from, since__lte=today).aggregate(n=Sum("amount"))[
        "n"
    ]
    lent = grants.filter(kind=GrantKind.LOAN, returned=None).count()
    return OfDistrict(rows, in_year, _gap(district, None, last, today), beginning(working, 30), granted or 0, lent)


def _of_areas(areas: list[int]) -> QuerySet[Any]:
    return PartnerArea.objects.filter(area__in=areas).values("partner_id")


@dataclass(frozen=True, slots=True)
class Public:
    district: Area
    partners: list[Partner]
    events: list[Visit]


def public_of(district: Area, today: date) -> Public:
    """Partners that agreed to be named, and events to come."""
    named = Partner.objects.filter(public=True, ended_on=None, pk__in=_of_areas([district.pk, district.parent_id or 0]))
    here = VisitDistrict.objects.filter(district=district, visit__public=True, visit__day__gte=today)
    events = Visit.objects.filter(pk__in=here.values("visit_id")).select_related("office").order_by("day", "begins")
    return Public(district, list(named), beginning(events, 20))


# ── cases, loans, help ───────────────────────────────────────────────────────────────────────────────────────────────


def cases(query: str = "", outcome: str = "", district_kind: str = "") -> QuerySet[Case]:
    """Newest first."""
    rows = Case.objects.all()
    for word in query.split():
        in_words = Q(title__icontains=word) | Q(problem__icontains=word) | Q(tried__icontains=word)
        rows = rows.filter(in_words | Q(where__icontains=word) | Q(learnt__icontains=word))
    if outcome:
        rows = rows.filter(outcome=outcome)
    if district_kind:
        rows = rows.filter(district_kind=district_kind)
    return rows


def cases_to_compare() -> QuerySet[Case]:
    """All cases with what a need is compared with, and what is shown of those it resembles."""
    return Case.objects.only("title", "where", "problem", "tried", "people", "share65", "outcome").order_by()


def case_numbered(number: int) -> Case | None:
    return Case.objects.prefetch_related("partners").filter(pk=number).first()


def grants(actor: Actor, which: str = "") -> QuerySet[Grant]:
    """What was lent or granted: what is open first, of it what is due first. which: "open" or "late"."""
    rows = Grant.objects.select_related("partner__ward", "district")
    ward = seen_ward(actor)
    rows = rows if ward is None else rows.filter(partner__ward=ward)
    if which in ("open", "late"):
        rows = rows.filter(returned=None)
    if which == "late":
        rows = rows.filter(until__lt=actor.today)
    due = F("until").asc(nulls_last=True)
    return rows.order_by(F("returned").desc(nulls_first=True), due, "-since", "-pk")


def grant_numbered(number: int) -> Grant | None:
    return Grant.objects.select_related("partner__ward", "district").filter(pk=number).first()


def help_with(need: Need) -> list[tuple[Any, list[Help]]]:
    """The three, always in this order, each with what it does. One statement."""
    rows = list(Help.objects.filter(need=need).select_related("partner"))
    return [(sphere, [row for row in rows if row.sphere == sphere]) for sphere in Sphere]
