"""Partners and how to reach them, visits with their voices, cases, loans and grants, who helps with a need."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from wakimizu.apps.city.models import Area, CityOwned, Office, Post
from wakimizu.apps.community.deliberation.models import Deliberation, Invitation, Result, Statement, Vote, Voter
from wakimizu.apps.community.selfcheck.models import DutyCheck, SelfCheck
from wakimizu.apps.community.workflow import TONES, DistrictKind, GrantKind, Outcome, PartnerKind, VisitKind
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.apps.voices.workflow import Sphere
from wakimizu.shared.freetext import Salted
from wakimizu.shared.permissions import reaches

__all__ = [
    "Case", "CasePartner", "Deliberation", "DutyCheck", "Grant", "Help", "Invitation", "Partner", "PartnerArea", "PartnerContact",
    "PartnerNote", "Result", "SelfCheck", "Statement", "Visit", "VisitDistrict", "VisitPartner", "VisitPhoto", "VisitPost",
    "VisitVoice", "Vote", "Voter",
]  # fmt: skip


class Partner(CityOwned, Salted):
    """A body that works for its district: which, where, and what it does by itself and together with others.

    `ward`: whose office keeps it. `areas`: the districts (or whole wards) it works in, which may lie in other wards too.
    """

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=PartnerKind)
    ward = models.ForeignKey(Area, models.PROTECT, related_name="+")
    areas = models.ManyToManyField(Area, through="PartnerArea", related_name="+")
    self_help = models.TextField(blank=True)  # 自助: what it helps people do for themselves
    mutual_help = models.TextField(blank=True)  # 共助: what people do for each other in it
    public = models.BooleanField(default=False)  # it agreed to be named on the district's public page
    ended_on = models.DateField(null=True)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["city", "ward", "name"], name="partner_name_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, None, self.ward_id)

    def shared_by(self, actor: Any) -> bool:
        """It works in the actor's ward too."""
        return actor.ward_id is not None and any(actor.ward_id in (a.pk, a.parent_id) for a in self.places)

    @cached_property
    def places(self) -> list[Area]:
        return list(self.areas.all())


class PartnerArea(CityOwned):
    """That a partner works in an area."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "area"], name="partner_area_once")]

    def __str__(self) -> str:
        return f"{self.partner_id} – {self.area_id}"


class PartnerContact(CityOwned):
    """How to reach the people of a partner: encrypted, apart from it, and read only through an operation."""

    partner = models.OneToOneField(Partner, models.CASCADE, related_name="contact")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"contact of partner {self.partner_id}"


class PartnerNote(CityOwned, Salted):
    """Why a contact was read or erased, in the words of who did."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="notes")
    about = models.CharField(max_length=40)  # the operation's name
    text = models.TextField()
    at = models.DateTimeField()
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"note {self.pk}"


class Visit(CityOwned, Salted):
    """That somebody of an office met people of a district: when, where, whom, and what was said.

    `sending` names the sending: the same one twice, also from a telephone that was offline, is one visit.
    """

    kind = models.CharField(max_length=8, choices=VisitKind)
    title = models.CharField(max_length=120)
    day = models.DateField()
    begins = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    place = models.CharField(max_length=120, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    ward = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    districts = models.ManyToManyField(Area, through="VisitDistrict", related_name="+")
    partners = models.ManyToManyField(Partner, through="VisitPartner", related_name="visits")
    went = models.ManyToManyField(Post, through="VisitPost", related_name="+")  # who of the city's people went
    residents = models.PositiveIntegerField(default=0)  # how many came: residents, of partners, of other offices
    members = models.PositiveIntegerField(default=0)
    officials = models.PositiveIntegerField(default=0)
    minutes = models.TextField(blank=True)
    public = models.BooleanField(default=False)  # a dated event that the district's public page announces
    sending = models.CharField(max_length=64)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["city", "sending"], name="visit_sent_once"),
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gt=F("begins")), name="visit_ends_after"),
        ]
        indexes = [models.Index(fields=["city", "ward", "-day", "-id"], name="visit_newest")]
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def attendance(self) -> int:
        return self.residents + self.members + self.officials

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, self.office_id, self.ward_id)

    def shared_by(self, actor: Any) -> bool:
        return False


class VisitDistrict(CityOwned):
    """That a visit was about a district."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="+")
    district = models.ForeignKey(Area, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "district"], name="visit_district_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} – {self.district_id}"


class VisitPartner(CityOwned):
    """That a partner was met."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "partner"], name="visit_partner_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} – {self.partner_id}"


class VisitPost(CityOwned):
    """That somebody of the city went, in their post."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "post"], name="visit_post_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} – {self.post_id}"


class VisitPhoto(CityOwned):
    """A picture of a visit, re-encoded without anything the camera wrote into it."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos")
    jpeg = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"photo {self.pk}"


class VisitVoice(CityOwned):
    """That a voice was heard at a visit."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="heard")
    voice = models.OneToOneField(Voice, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"voice {self.voice_id} at visit {self.visit_id}"


class Case(CityOwned, Salted):
    """What was tried somewhere, under which circumstances, and whether it worked: to be found from a need like it."""

    title = models.CharField(max_length=120)
    where = models.CharField(max_length=120)
    district_kind = models.CharField(max_length=8, choices=DistrictKind)
    people = models.PositiveIntegerField(null=True)
    share65 = models.FloatField(null=True)  # of the people there, those aged 65 or more: 0 to 1
    problem = models.TextField()  # what was the matter
    tried = models.TextField()
    cost = models.PositiveBigIntegerField(null=True)  # yen, in all
    began = models.PositiveSmallIntegerField()  # years
    ended = models.PositiveSmallIntegerField(null=True)
    outcome = models.CharField(max_length=6, choices=Outcome)
    learnt = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    partners = models.ManyToManyField(Partner, through="CasePartner", related_name="cases")
    ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")  # whose people wrote it down
    noted_at = models.DateTimeField()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=Q(share65=None) | Q(share65__range=(0, 1)), name="case_share"),
            models.CheckConstraint(condition=Q(ended=None) | Q(ended__gte=F("began")), name="case_ends_after"),
        ]
        ordering = ["-began", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        return TONES[self.outcome]

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, None, self.ward_id)

    def shared_by(self, actor: Any) -> bool:
        return False


class CasePartner(CityOwned):
    """That a partner took part in a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "partner"], name="case_partner_once")]

    def __str__(self) -> str:
        return f"{self.case_id} – {self.partner_id}"


class Grant(CityOwned, Salted):
    """Money granted to a partner, or a thing lent to it: until when, and since when it is back."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=6, choices=GrantKind)
    what = models.CharField(max_length=120)
    amount = models.PositiveBigIntegerField(null=True)  # yen; of money only
    district = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")  # where it is for
    since = models.DateField()
    until = models.DateField(null=True)  # of a loan: the day it is due; of money: the day its report is due
    returned = models.DateField(null=True)  # given back, or reported

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="grant_until_after"),
            models.CheckConstraint(condition=Q(returned=None) | Q(returned__gte=F("since")), name="grant_back_after"),
        ]
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return self.what

    def is_late(self, today: date) -> bool:
        return self.returned is None and self.until is not None and self.until < today

    def held_by(self, actor: Any) -> bool:
        return self.partner.held_by(actor)

    def shared_by(self, actor: Any) -> bool:
        return False


class Help(CityOwned, Salted):
    """What is done about a need, by whom: residents themselves (自助), each other (共助), or the city (公助)."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    sphere = models.CharField(max_length=6, choices=Sphere)
    who = models.CharField(max_length=120)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"help {self.pk} with need {self.need_id}"
