"""Voices, needs and answers. Every arrow between them is a foreign key, so that trace can walk them all."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from wakimizu.apps.city.models import Area, CityOwned, Office, Post
from wakimizu.apps.voices.workflow import (
    MOVES,
    TONES,
    AnswerState,
    Channel,
    Ending,
    NeedState,
    PartState,
    Sphere,
    VoiceState,
)
from wakimizu.shared.freetext import Salted
from wakimizu.shared.jobs import Job
from wakimizu.shared.moving import Moving
from wakimizu.shared.permissions import reaches
from wakimizu.shared.words import named

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that could be mistaken for another, read out or written


def new_receipt() -> str:
    """Twelve letters in threes of four: 59 bits, not to be guessed, easy to read out."""
    letters = [secrets.choice(RECEIPT_LETTERS) for _place in range(12)]
    return "-".join("".join(letters[i : i + 4]) for i in (0, 4, 8))


class Steps(Moving):
    """What moves by the tables of this room's workflow."""

    moves, tones = MOVES, TONES

    class Meta:
        abstract = True


class Topic(CityOwned):
    """What a voice is about, by when it is answered, and whose matter it usually is."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    sphere = models.CharField(max_length=6, choices=Sphere, default=Sphere.CITY)
    due_days = models.PositiveSmallIntegerField()  # business days
    words = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField(default=0)
    alone_from = models.FloatField(
        null=True, blank=True
    )  # from this confidence on a suggestion of it acts by itself; None: never

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="topic_code_once")]
        ordering = ["order"]

    def __str__(self) -> str:
        return named(self)


class RoutingRule(CityOwned):
    """One row of the table that gives each voice its office. Empty conditions hold always; the last row catches all."""

    order = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True)
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    words = models.JSONField(default=list)
    office = models.CharField(max_length=40)  # an office's code, or ward:NAME for that division of the voice's ward
    office_without_ward = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "order"], name="routing_order_once")]
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.order} {self.name}"


class RoutingExample(CityOwned):
    """A made-up voice and the rule and office it must lead to: the routing table's own test."""

    text = models.TextField()
    channel = models.CharField(max_length=10, choices=Channel)
    area = models.ForeignKey(Area, models.PROTECT, null=True)
    expect_rule = models.PositiveIntegerField()
    expect_office = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.text[:40]


class Voice(CityOwned, Salted, Steps):
    """What one resident said, once."""

    states = VoiceState
    receipt = models.CharField(max_length=14, unique=True, default=new_receipt)
    text = models.TextField()
    channel = models.CharField(max_length=10, choices=Channel)
    language = models.CharField(max_length=8, default="ja")
    topic = models.ForeignKey(Topic, models.PROTECT)
    reason = models.JSONField(default=dict)  # why this topic and office: the rule and the words that decided
    place = models.CharField(max_length=120, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    district = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="voices", db_index=False)
    state = models.CharField(max_length=10, choices=VoiceState, default=VoiceState.RECEIVED)
    received_at = models.DateTimeField()
    due = models.DateField()
    noted_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    may_publish = models.BooleanField(default=False)  # the resident agreed
    public = models.BooleanField(default=False)  # the office has looked and published it
    public_text = models.TextField(blank=True)
    submission = models.CharField(max_length=64, unique=True)  # one form sent twice is one voice
    answered_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    past = models.BooleanField(default=False)  # answered or done with before it came here: no day was promised

    class Meta:
        base_manager_name = "objects"
        indexes = [
            # What waits, by office and by ward. Not partial: SQLite cannot tell that bound values meet a condition.
            models.Index(fields=["city", "state", "office", "due"], name="voice_waiting_office"),
            models.Index(fields=["city", "state", "ward", "due"], name="voice_waiting_ward"),
            # All that a ward's year is counted from, so that no row itself is read.
            models.Index(
                fields=["city", "ward", "received_at", "state", "topic", "district"], name="voice_ward_period"
            ),
            models.Index(fields=["city", "id"], name="voice_public_newest", condition=Q(public=True)),
            models.Index(fields=["noted_by", "-id"], name="voice_noted_by", condition=Q(noted_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"voice {self.pk}"

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, self.office_id, self.ward_id) or (
            self.noted_by_id is not None and self.noted_by_id == actor.post_id
        )

    def shared_by(self, actor: Any) -> bool:
        """Whether the actor's office has a part in a need this voice is in."""
        return any(link.need.held_by(actor) or link.need.shared_by(actor) for link in self.current_links())

    def current_links(self) -> list["NeedVoice"]:
        return list(self.links.filter(until=None).select_related("need"))


class Contact(CityOwned):
    """How to reach the person behind a voice: encrypted, apart from it, and read only through an operation."""

    voice = models.OneToOneField(Voice, models.CASCADE, related_name="contact")
    sealed = models.BinaryField()
    by_mail = models.BooleanField(default=False)  # there is an e-mail address, and the person agreed to be written to

    def __str__(self) -> str:
        return f"contact of voice {self.voice_id}"


class Photo(CityOwned):
    """A picture, re-encoded without anything the camera wrote into it. In the database, so that one back-up has all."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="photos")
    jpeg = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"photo {self.pk}"


class Letter(CityOwned):
    """A PDF that came with a voice, rewritten as bare pages. Its file's name is not kept."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="letters")
    pdf = models.BinaryField()
    pages = models.PositiveSmallIntegerField()
    checked = models.BooleanField()  # every page had words, and no My Number was among them

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Need(CityOwned, Salted, Steps):
    """What voices have in common: one lead office owes one answer to all of them."""

    states = NeedState
    title = models.CharField(max_length=120)
    topic = models.ForeignKey(Topic, models.PROTECT)
    sphere = models.CharField(max_length=6, choices=Sphere, default=Sphere.CITY)
    district = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    lead = models.ForeignKey(Office, models.PROTECT, related_name="needs_led", db_index=False)
    lead_ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=NeedState, default=NeedState.ASSIGNED)
    due = models.DateField()
    follow_up = models.DateField(null=True)  # what "will be" and "being studied" promised
    raised_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    public = models.BooleanField(default=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed", db_index=False)
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="split_off", db_index=False)
    voice_count = models.PositiveIntegerField(default=0)
    voices = models.ManyToManyField(Voice, through="NeedVoice", related_name="needs")

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["city", "state", "lead", "due"], name="need_open_lead"),
            models.Index(fields=["city", "state", "lead_ward", "due"], name="need_open_lead_ward"),
            models.Index(fields=["city", "state", "ward", "due"], name="need_open_ward"),
            models.Index(
                fields=["city", "follow_up"],
                name="need_follow_up",
                condition=Q(follow_up__isnull=False),
            ),
            models.Index(fields=["district", "topic", "-id"], name="need_nearby"),
            models.Index(fields=["city", "-id"], name="need_public_newest", condition=Q(public=True)),
            models.Index(fields=["ward", "answered_at"], name="need_answered"),
            # Few needs are merged or split; an index full of nothing would be passed over for a scan.
            models.Index(fields=["merged_into"], name="need_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["split_from"], name="need_split", condition=Q(split_from__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"need {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in (NeedState.ASSIGNED, NeedState.APPROVAL)

    def parts_owed(self) -> "list[Part]":
        """What supporting offices still owe: the answer waits for it."""
        return [part for part in self.parts.all() if part.state == PartState.ASKED]

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, self.lead_id, self.lead_ward_id)

    def shared_by(self, actor: Any) -> bool:
        """A part of the actor's office, or of their ward's, or the place lies in their ward."""
        if actor.ward_id is not None and self.ward_id == actor.ward_id:
            return True
        return any(reaches(actor, part.office_id, part.ward_id) for part in self.parts.all())


class NeedVoice(CityOwned):
    """That a voice is, or was, in a need: splits and merges close a link and open another, both stay."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="links", db_index=False)
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="links")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["need", "-voice"], name="link_current", condition=Q(until__isnull=True))]
        constraints = [
            models.UniqueConstraint(fields=["need", "voice"], condition=Q(until=None), name="link_once"),
        ]

    def __str__(self) -> str:
        return f"voice {self.voice_id} in need {self.need_id}"


class Part(CityOwned, Steps):
    """What a supporting office owes to a need before its one answer goes out."""

    states = PartState
    need = models.ForeignKey(Need, models.PROTECT, related_name="parts")
    office = models.ForeignKey(Office, models.PROTECT, related_name="parts", db_index=False)
    ward = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", db_index=False)
    asked_for = models.TextField()
    due = models.DateField()
    state = models.CharField(max_length=10, choices=PartState, default=PartState.ASKED)
    contribution = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["office", "due"], name="part_owed", condition=Q(state=PartState.ASKED)),
            models.Index(fields=["ward", "due"], name="part_owed_ward", condition=Q(state=PartState.ASKED)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "office"], condition=Q(state=PartState.ASKED), name="part_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"part of office {self.office_id} in need {self.need_id}"

    def held_by(self, actor: Any) -> bool:
        return reaches(actor, self.office_id, self.ward_id)

    def shared_by(self, actor: Any) -> bool:
        return False


class Answer(CityOwned, Salted, Steps):
    """What the lead office says to everyone behind a need, once approved."""

    states = AnswerState
    need = models.ForeignKey(Need, models.PROTECT, related_name="answers")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    ending = models.CharField(max_length=16, choices=Ending)
    text = models.TextField()
    until = models.DateField(null=True)
    owner = models.CharField(max_length=120, blank=True)  # whose it is, when it is not ours
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.DRAFT)
    drafted_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    drafted_at = models.DateTimeField()
    decided_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    past = models.BooleanField(default=False)  # given before the voice came here

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["city", "-decided_at"], name="answer_newest", condition=Q(decided_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Remark(CityOwned, Salted):
    """Words that went with an act: a reason, a note, what a resident said when reopening. Public ones say so."""

    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="remarks")
    voice = models.ForeignKey(Voice, models.PROTECT, null=True, related_name="remarks")
    about = models.CharField(max_length=40)  # the operation's name
    text = models.TextField()
    at = models.DateTimeField()
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"remark {self.pk}"


class Reminder(CityOwned):
    """That an office was reminded of what it owes: before the day, after it, and, later, its head."""

    class Kind(models.TextChoices):
        SOON = "soon"
        LATE = "late"
        HEAD = "head"

    need = models.ForeignKey(Need, models.PROTECT, null=True)
    voice = models.ForeignKey(Voice, models.PROTECT, null=True)
    office = models.ForeignKey(Office, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=4, choices=Kind)
    due = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "kind", "due"], condition=Q(need__isnull=False), name="reminder_need"
            ),
            models.UniqueConstraint(
                fields=["voice", "kind", "due"], condition=Q(voice__isnull=False), name="reminder_voice"
            ),
        ]
        indexes = [models.Index(fields=["office", "-at"], name="reminder_office")]

    def __str__(self) -> str:
        return f"{self.kind} {self.due}"


class VoiceFile(CityOwned):
    """A spreadsheet on its way in: sealed, seen by the post that sent it, forgotten after an hour or when it is taken in."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    plan = models.JSONField(default=dict)  # imports.plans.Plan
    rows = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"file {self.pk}"


class ImportForm(CityOwned):
    """How files of one form were read last: their columns, and what their words mean in this city."""

    signature = models.CharField(max_length=64)
    plan = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "signature"], name="import_form_once")]

    def __str__(self) -> str:
        return f"form {self.pk}"


class TakingIn(CityOwned, Job):
    """A spreadsheet being taken in, or only looked at (`dry`), line by line."""

    grace = timedelta(seconds=60)  # who stops it gets told what became of the lines until then
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    file = models.ForeignKey(VoiceFile, models.SET_NULL, null=True, related_name="takings")
    dry = models.BooleanField()
    counts = models.JSONField(default=dict)
    sealed_lines = models.BinaryField(null=True)  # what became of each line: cells are quoted in it

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"taking in {self.pk}"


from wakimizu.apps.voices.learning.models import (  # noqa: E402, F401  a package of this room; Django finds its tables here
    LanguageModel,
    NeedReading,
    Reading,
)
