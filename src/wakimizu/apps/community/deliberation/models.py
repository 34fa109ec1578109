"""Questions that residents decide together, their statements, votes and what was found. No row names a person."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from wakimizu.apps.city.models import CityOwned, Office, Post
from wakimizu.apps.community.deliberation.workflow import (
    MOVES,
    TONES,
    Adding,
    Choice,
    DeliberationState,
    StatementState,
)
from wakimizu.apps.proposals.models import Proposal
from wakimizu.apps.voices.models import Need
from wakimizu.shared.freetext import Salted
from wakimizu.shared.moving import Moving
from wakimizu.shared.permissions import reaches


def told(ja: str, en: str) -> str:
    """Words in the reader's language."""
    return (en or ja) if (get_language() or "ja").startswith("en") else ja


class Deliberation(CityOwned, Moving):
    """A question on a need or a proposal, from a day to a day. `office` keeps it and reads the statements."""

    states, moves, tones = DeliberationState, MOVES, TONES

    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    intro = models.TextField()
    intro_en = models.TextField(blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="deliberations")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="deliberations")
    opens = models.DateField()
    closes = models.DateField()  # the last day on which votes count
    by_code = models.BooleanField(default=False)  # only who was invited
    adding = models.CharField(max_length=8, choices=Adding, default=Adding.READ_FIRST)
    state = models.CharField(max_length=10, choices=DeliberationState, default=DeliberationState.DRAFT)
    attached_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["city", "key"], name="deliberation_key_once"),
            models.CheckConstraint(condition=Q(closes__gte=F("opens")), name="deliberation_ends_after_it_opens"),
            models.CheckConstraint(condition=Q(need=None) | Q(proposal=None), name="deliberation_about_one_thing"),
        ]
        ordering = ["-closes", "key"]

    def __str__(self) -> str:
        return told(self.name, self.name_en)

    @property
    def introduction(self) -> str:
        return told(self.intro, self.intro_en)

    @property
    def is_public(self) -> bool:
        return self.state in (DeliberationState.OPEN, DeliberationState.CLOSED)

    @property
    def public_need(self) -> Need | None:
        """The need it is about, once anybody may read that."""
        return self.need if self.need and self.need.public else None

    @property
    def public_proposal(self) -> Proposal | None:
        return self.proposal if self.proposal and self.proposal.is_public else None

    def takes_votes(self, today: date) -> bool:
        return self.state == DeliberationState.OPEN and self.opens <= today <= self.closes

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, self.office_id, self.office.led_ward_id)

    def shared_by(self, actor: Any) -> bool:
        return False


class Voter(CityOwned):
    """A browser that takes part. Only a keyed digest of its cookie is kept; in the order of arrival."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="voters", db_index=False)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deliberation", "digest"], name="voter_once")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Statement(CityOwned, Salted, Moving):
    """One sentence to agree or disagree with. doubt: words found in it that made the office read it first.

    number: in the order of writing, from 0, as Polis numbers comments. because: why it is not shown, for its author.
    """

    states, moves, tones = StatementState, MOVES, TONES

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="statements", db_index=False)
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=200)
    text_en = models.CharField(max_length=300, blank=True)
    voter = models.ForeignKey(Voter, models.SET_NULL, null=True, related_name="statements")  # none: the office's own
    state = models.CharField(max_length=10, choices=StatementState, default=StatementState.WAITING)
    doubt = models.JSONField(default=list)
    because = models.TextField(blank=True)
    written_at = models.DateTimeField()
    read_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["deliberation", "number"], name="statement_number_once")]
        ordering = ["number"]

    def __str__(self) -> str:
        return told(self.text, self.text_en)


class Vote(CityOwned):
    """What a voter last said to a statement."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="votes", db_index=False)
    voter = models.ForeignKey(Voter, models.CASCADE, related_name="votes", db_index=False)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="votes", db_index=False)
    value = models.SmallIntegerField(choices=Choice)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voter", "statement"], name="vote_once")]
        indexes = [models.Index(fields=["deliberation", "at"], name="vote_since")]

    def __str__(self) -> str:
        return f"{self.value}"


class Invitation(CityOwned):
    """That somebody may take part once. The code itself is not kept; used says whether, never which voter it became."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.deliberation_id}"


class Result(CityOwned):
    """What the votes say, as `analysis.found` writes it. version grows with every computation."""

    deliberation = models.OneToOneField(Deliberation, models.CASCADE, related_name="result")
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    voters = models.PositiveIntegerField()  # who has voted
    votes = models.PositiveIntegerField()
    found = models.JSONField()

    def __str__(self) -> str:
        return f"{self.deliberation_id}: {self.version}"
