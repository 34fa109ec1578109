"""Long work: rows that are asked for on a page, done by the worker in a process of their own, watched and stopped.

A room derives a model from `Job`, registers in `ready()` what does it (`does(Run, work)`), and asks for one by saving it
as waiting. The worker claims it, runs `wakimizu job LABEL NUMBER`, ends the process when somebody cancels, and writes
down why it failed. What the work finds is written by the room's own operations. A model with a `grace` is ended only so
long after it was cancelled: until then its work may look at `stop_asked` and hand over what it has.

Sentences about a job are kept in English with their values, and said in the language of whoever reads them: write them
as `gettext_noop("%(n)d cells")`. So is what an engine refused; any other refusal is kept in the words it was raised with.
"""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import close_old_connections, connection, models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext_lazy

from wakimizu.engines.words import Words
from wakimizu.shared.errors import Refusal
from wakimizu.shared.scoping import all_cities, in_city

log = logging.getLogger(__name__)
Work = Callable[[Any], None]
_work: dict[str, Work] = {}


class JobState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Running")
    DONE = "done", pgettext_lazy("job", "Done")
    FAILED = "failed", pgettext_lazy("job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")


TONES = {
    JobState.WAITING: "waiting",
    JobState.RUNNING: "moving",
    JobState.DONE: "done",
    JobState.FAILED: "late",
    JobState.CANCELLED: "stopped",
}
OPEN = (JobState.WAITING, JobState.RUNNING)
MOST_TOLD = 400
GAP = (
    0.11  # seconds: who waits for SQLite's one lock looks for it every tenth of a second (its busy handler's last step)
)
LEFT_BEHIND = timedelta(minutes=2)  # a running job that no worker has looked at for so long waits again


OUR_FAULT = gettext_noop("This is a fault of ours; the log of the worker has it.")
STOPPED = gettext_noop("The worker was stopped; ask for it again.")
ENDED_EARLY = gettext_noop("Its process ended early (code %(code)d).")


class Job(models.Model):
    """A piece of long work. `progress` goes from 0 to 1; `told` is the last sentence about it."""

    grace = timedelta(0)  # between cancelling and ending the process
    behind = False  # nobody waits for it: it is done beside the rest, so that what people ask for does not wait for it
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    progress = models.FloatField(default=0)
    sentence = models.CharField(max_length=400, blank=True)  # in English, as in the code; `told` says it
    values_told = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # when its worker last looked at it
    ended_at = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def tone(self) -> str:
        return TONES[JobState(self.state)]

    @property
    def told(self) -> str:
        """The last sentence about it, in the reader's language."""
        return Words.of(self.sentence, self.values_told).said(_) if self.sentence else ""

    def stop_asked(self) -> bool:
        """Whether somebody has cancelled it; asks the database, so ask seldom."""
        return bool(_rows(self).filter(cancel_asked=True).exists())

    def cancel(self, at: datetime) -> None:
        """Stop it: what waits has ended, what runs is asked to end. For an operation, which records who did it."""
        _rows(self).filter(state=JobState.WAITING).update(state=JobState.CANCELLED, ended_at=at)
        _rows(self).filter(state=JobState.RUNNING).update(cancel_asked=True)

    def tell(self, progress: float, sentence: str = "", **values: object) -> None:
        """How far the work is. Called by the work itself, as often as it likes; never backwards, never beyond 1."""
        self.progress = max(self.progress, min(progress, 1.0))
        self.sentence, self.values_told, self.seen_at = sentence[:MOST_TOLD], values, timezone.now()
        told = {name: getattr(self, name) for name in ("progress", "sentence", "values_told", "seen_at")}
        _rows(self).update(**told)

    def note(self, **live: object) -> None:
        """Figures of its own columns while the work goes on, for whoever watches."""
        _rows(self).update(**live)


def does(model: type[Job], work: Work) -> None:
    """Who does the jobs of a model."""
    _work[model._meta.label] = work


def kinds() -> list[type[Job]]:
    from django.apps import apps

    return [apps.get_model(label) for label in _work]


def run(job: Job, clock: Callable[[], datetime] = timezone.now) -> Job:
    """Do a job here and now, in this process; its end is written whatever happens."""
    _rows(job).update(state=JobState.RUNNING, begun_at=clock(), seen_at=clock())
    job.refresh_from_db()
    try:
        with in_city(job.city_id):  # type: ignore[attr-defined]
            _work[job._meta.label](job)
    except Refusal as refusal:
        words = refusal.words.plain
        _end(job, JobState.FAILED, words["english"], clock(), **words["values"])
    except Exception:
        log.exception("%s %s failed", job._meta.label, job.pk)
        _end(job, JobState.FAILED, OUR_FAULT, clock())
    else:
        _end(job, JobState.DONE, job.sentence, clock(), **job.values_told)
    return job


def give_way() -> None:
    """Between two writes of long work: on SQLite only one writes at a time, and whoever waits gets a turn now."""
    if connection.vendor == "sqlite":
        time.sleep(GAP)


def _rows(job: Job) -> Any:
    return type(job)._base_manager.filter(pk=job.pk)


def _end(job: Job, state: str, sentence: str, at: datetime, **values: object) -> None:
    last: dict[str, Any] = {"progress": 1.0} if state == JobState.DONE else {}
    last |= {"state": state, "sentence": sentence[:MOST_TOLD], "values_told": values, "ended_at": at}
    _rows(job).filter(state__in=OPEN).update(**last)
    job.refresh_from_db()


def claim(behind: bool | None = None) -> Job | None:
    """The job that waits longest, now this worker's; None when nothing waits. Two workers never get the same one.

    behind: only jobs that nobody waits for, or only the others; None: all.
    """
    now = timezone.now()
    free = models.Q(state=JobState.WAITING) | models.Q(state=JobState.RUNNING, seen_at__lt=now - LEFT_BEHIND)
    with all_cities():
        chosen = [kind for kind in kinds() if behind is None or kind.behind is behind]
        for kind in chosen:
            left = kind._base_manager.filter(state=JobState.RUNNING, seen_at__lt=now - LEFT_BEHIND, cancel_asked=True)
            left.update(state=JobState.CANCELLED, ended_at=now)
        waiting = [job for kind in chosen for job in kind._base_manager.filter(free)]
        for job in sorted(waiting, key=lambda job: (job.asked_at, job.pk)):
            if _rows(job).filter(free).update(state=JobState.RUNNING, begun_at=now, seen_at=now):
                return job
    return None


def _is_over(grace: timedelta, since: float) -> bool:
    return time.monotonic() - since >= grace.total_seconds()


class Worker:
    """Claims one job after the other and runs each in a process of its own, until stopped. `behind` as `claim` takes it."""

    def __init__(self, every: float = 1.0, behind: bool | None = None) -> None:
        self._every, self._behind = every, behind
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def run(self) -> None:
        while not self._stopped.wait(self._every):
            try:
                close_old_connections()
                job = claim(self._behind)
                if job is not None:
                    self._do(job)
            except Exception:
                log.exception("the worker of long jobs stumbled")
        connection.close()

    def _do(self, job: Job) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "wakimizu", "job", job._meta.label, str(job.pk)], stdin=subprocess.DEVNULL
        )
        cancelled: float | None = None  # when that was first seen
        while True:
            try:
                code = process.wait(timeout=self._every)
            except subprocess.TimeoutExpired:
                with all_cities():
                    _rows(job).update(seen_at=timezone.now())
                    if cancelled is None and job.stop_asked():
                        cancelled = time.monotonic()
                    if self._stopped.is_set() or (cancelled is not None and _is_over(job.grace, cancelled)):
                        process.terminate()
                        process.wait()
                        _end(job, JobState.CANCELLED, STOPPED if self._stopped.is_set() else "", timezone.now())
                        return
            else:
                if code:
                    with all_cities():
                        _end(job, JobState.FAILED, ENDED_EARLY, timezone.now(), code=code)
                return
