"""The timer: what the rooms want done again and again."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.db import close_old_connections, connection
from django.utils import timezone

from wakimizu.apps.community.deliberation.tasks import find_groups
from wakimizu.apps.exchange.mail.fetching import fetch
from wakimizu.apps.exchange.mail.sending import ask, send
from wakimizu.apps.exchange.tasks import forget_replays
from wakimizu.apps.exchange.webhooks import tasks as webhooks
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.apps.monitoring.scans import ask_weekly
from wakimizu.apps.monitoring.tasks import compute_all
from wakimizu.apps.proposals.tasks import escalate
from wakimizu.apps.sharing.tasks import deliver, remind_of_acknowledgements
from wakimizu.apps.voices.learning.tasks import ask_for_versions, read_what_came
from wakimizu.apps.voices.tasks import forget_imports, remind
from wakimizu.shared.jobs import Worker

log = logging.getLogger(__name__)


def forget_sessions(now: datetime) -> None:
    """Sessions that have ended leave the database."""
    call_command("clearsessions")


def count_rows(now: datetime) -> None:
    """Let SQLite look at its tables, so that it chooses the right index as they grow. PostgreSQL does so by itself.

    What is not counted to its end counts as so rare: below 100,000 rows the index of a city's rows looked like a good one.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 100000")
            cursor.execute("ANALYZE")


# Every so many seconds, what. Each must be safe to run twice and by two processes.
EVERY: list[tuple[int, Callable[[datetime], Any]]] = [
    (60, seal_entries),
    (60, find_groups),
    (600, remind),
    (600, forget_imports),
    (60, read_what_came),
    (3600, ask_for_versions),
    (600, escalate),
    (15, deliver),
    (600, remind_of_acknowledgements),
    (20, ask),
    (20, send),
    (60, fetch),
    (3600, forget_sessions),
    (3600, forget_replays),
    (24 * 3600, count_rows),
    (6 * 3600, compute_all),
    (3600, ask_weekly),
]

# The same, in a thread of its own: it waits for machines elsewhere, and must hold up nothing of ours.
OUTSIDE: list[tuple[int, Callable[[datetime], Any]]] = [
    (5, webhooks.tell),
    (24 * 3600, webhooks.forget_old),
]


class Timer:
    """Runs each task when its time comes; a task that fails is logged and tried again at its next time."""

    def __init__(self, every: list[tuple[int, Callable[[datetime], Any]]] | None = None) -> None:
        self._every = EVERY if every is None else every
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def run(self) -> None:
        due = [time.monotonic() + 5] * len(self._every)
        while not self._stopped.wait(min(max(min(due) - time.monotonic(), 0.05), 5)):
            for number, (seconds, task) in enumerate(self._every):
                if time.monotonic() >= due[number]:
                    due[number] = time.monotonic() + seconds
                    self._do(task)
        connection.close()

    @staticmethod
    def _do(task: Callable[[datetime], Any]) -> None:
        close_old_connections()
        try:
            task(timezone.now())
        except Exception:
            log.exception("%s failed", task.__name__)


def beside() -> dict[str, Timer | Worker]:
    """What runs beside the site, each in a thread of its own: the timers, and a worker for each kind of long work."""
    return {
        "timer": Timer(),
        "outside": Timer(OUTSIDE),
        "worker": Worker(behind=False),
        "behind": Worker(behind=True),
    }
