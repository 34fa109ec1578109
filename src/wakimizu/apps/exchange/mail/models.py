"""Mails that leave and come. No row holds an address or a mail's words: a mail is composed when it is sent."""

from typing import Any

from django.db import models
from django.db.models import Q

from wakimizu.apps.city.models import CityOwned, Post
from wakimizu.apps.exchange.mail.workflow import TONES, Kind, MailState
from wakimizu.apps.voices.models import Answer, Voice


class Mail(CityOwned):
    """One mail to the person behind a voice, or to a post. What asked for it is an entry of the ledger; once for each."""

    entry = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=8)
    voice = models.ForeignKey(Voice, models.PROTECT, null=True, related_name="mails", db_index=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+", db_index=False)
    due = models.DateField(null=True)  # the day that it tells
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    next_try = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True)  # why it is not sent: a status code, or one of wording.REASONS

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "voice"], condition=Q(voice__isnull=False), name="mail_once_for_voice"
            ),
            models.UniqueConstraint(
                fields=["entry", "post"], condition=Q(post__isnull=False), name="mail_once_for_post"
            ),
        ]
        indexes = [
            models.Index(fields=["city", "next_try"], name="mail_waiting", condition=Q(state="waiting")),
            models.Index(fields=["city", "state", "-id"], name="mail_by_state"),
            models.Index(fields=["voice", "-id"], name="mail_of_voice", condition=Q(voice__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"

    @property
    def tone(self) -> str:
        return TONES[self.state]

    def held_by(self, actor: Any) -> bool:
        if self.voice is not None:
            return self.voice.held_by(actor)
        return self.post_id == actor.post_id

    def shared_by(self, actor: Any) -> bool:
        return False


class NoMail(CityOwned):
    """That no more mail goes out about a voice: the person asked for it, or their address does not work."""

    class Why(models.TextChoices):
        ASKED = "asked"
        BOUNCED = "bounced"

    voice = models.OneToOneField(Voice, models.PROTECT, related_name="no_mail")
    why = models.CharField(max_length=8, choices=Why)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"no mail about voice {self.voice_id}"


class Wish(CityOwned):
    """That a post wants its office's reminders by e-mail too. Without it, nobody is written to."""

    post = models.OneToOneField(Post, models.PROTECT, related_name="mail_wish")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"reminders to post {self.post_id}"


class Wording(CityOwned):
    """The city's own words for a kind of mail, in a language: the newest holds. Empty words lead back to ours."""

    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["city", "kind", "language", "-id"], name="wording_newest")]

    def __str__(self) -> str:
        return f"wording {self.pk}"


class Taken(CityOwned):
    """A mail that came in, and what became of it: each once. Of the mail itself only a keyed digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    fate = models.CharField(max_length=20)  # one of rules.FATES
    voice = models.ForeignKey(Voice, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["city", "-id"], name="taken_newest")]

    def __str__(self) -> str:
        return f"incoming mail {self.pk}: {self.fate}"
