"""What was learned, version by version, and what it said of each voice and need."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.models import CityOwned, Post
from wakimizu.shared.jobs import Job


class LanguageModel(CityOwned, Job):
    """A version of what was learned, and the work of learning it. Only one of a city is live.

    figures: what was measured on voices held back from it, as `training.figures` writes it; {} until it is trained.
    """

    class Standing(models.TextChoices):
        CANDIDATE = "candidate", pgettext_lazy("language model", "Not in use")
        LIVE = "live", pgettext_lazy("language model", "In use")
        RETIRED = "retired", pgettext_lazy("language model", "Replaced")

    behind = True

    version = models.PositiveIntegerField()
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.CANDIDATE)
    asked_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)  # None: the timer
    taught = models.PositiveIntegerField(default=0)  # voices it learned from
    newest = models.BigIntegerField(default=0)  # the number of the newest of them
    space = models.PositiveIntegerField(default=0)  # the version whose axes of meaning it uses: its own, or an earlier
    space_from = models.PositiveIntegerField(default=0)  # how many voices there were when those were learned
    voices_to = models.BigIntegerField(default=0)  # every voice up to this number has its place in that space
    needs_to = models.BigIntegerField(default=0)  # and every need up to this
    figures = models.JSONField(default=dict)
    parameters = models.BinaryField(null=True)
    live_since = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["city", "version"], name="language_version_once"),
            models.UniqueConstraint(fields=["city"], condition=Q(standing="live"), name="language_one_live"),
        ]

    def __str__(self) -> str:
        return f"language model {self.version}"

    @property
    def trained(self) -> bool:
        return bool(self.figures)


class Reading(CityOwned):
    """What the live model said of a voice: its suggestions with the words that decided, and where its meaning lies.

    It holds words of the voice, so it goes when the voice is erased.
    """

    voice = models.OneToOneField("voices.Voice", models.CASCADE, primary_key=True, related_name="reading")
    version = models.PositiveIntegerField()
    topic = models.CharField(max_length=20, blank=True)  # a topic's code
    topic_sure = models.FloatField(default=0)
    topic_words = models.JSONField(default=list)
    target = models.CharField(max_length=40, blank=True)  # as in the routing table: an office's code, or ward:NAME
    target_sure = models.FloatField(default=0)
    target_words = models.JSONField(default=list)
    space = models.PositiveIntegerField()
    cell = models.PositiveIntegerField()
    vector = models.BinaryField()  # 64 whole numbers of a byte

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["city", "space", "cell", "-voice", "vector"], name="reading_cell")]

    def __str__(self) -> str:
        return f"reading of voice {self.pk}"


class NeedReading(CityOwned):
    """Where the meaning of a need lies: of its title and the first voices in it."""

    need = models.OneToOneField("voices.Need", models.CASCADE, primary_key=True, related_name="reading")
    space = models.PositiveIntegerField()
    cell = models.PositiveIntegerField()
    vector = models.BinaryField()

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["city", "space", "cell", "-need", "vector"], name="need_reading_cell")]

    def __str__(self) -> str:
        return f"reading of need {self.pk}"
