"""The room's long work, done by the worker: a study. The system writes down what it found."""

import os
import threading
import time
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.network import analysis, question, results
from wakimizu.apps.network.analysis import Found, Trying
from wakimizu.apps.network.models import Study
from wakimizu.apps.network.operations import keep_found
from wakimizu.apps.network.terms import terms_of
from wakimizu.apps.network.workflow import Stage, StudyKind
from wakimizu.apps.services.counters import counters

READING = gettext_noop("Reading people, ways and visits.")
SEARCHING = gettext_noop("Searching the best plan.")
GAP = gettext_noop("A plan is found; no plan can be better by more than %(gap)s%%.")
GUARDS = gettext_noop("Asking what each guard costs.")
FRONTIER = gettext_noop("Setting cost against access.")
PROVEN = gettext_noop("The best plan is proven: no other costs less.")
WITHIN = gettext_noop("The best plan found is at most %(gap)s%% from the best there can be.")
INFEASIBLE = gettext_noop("No plan meets all guards.")
NOTHING = gettext_noop("Nothing was found in the time given. Give it more, or a wider gap.")
SHARES = {  # stage → where its progress begins and ends
    Stage.READING: (0.0, 0.05),
    Stage.SEARCHING: (0.05, 0.6),
    Stage.GUARDS: (0.6, 0.75),
    Stage.FRONTIER: (0.75, 0.99),
}
WORDS = {Stage.READING: READING, Stage.SEARCHING: SEARCHING, Stage.GUARDS: GUARDS, Stage.FRONTIER: FRONTIER}
EVERY = 0.5  # seconds between two looks at the database


class _Watch:
    """Writes the live figures of a study, and looks whether it was cancelled, from the thread it began in only."""

    def __init__(self, study: Study) -> None:
        self.study, self.stopped = study, False
        self._thread, self._looked, self._told = threading.get_ident(), 0.0, 0.0

    def stop(self) -> bool:
        now = time.monotonic()
        if not self.stopped and threading.get_ident() == self._thread and now - self._looked >= EVERY:
            self._looked, self.stopped = now, self.study.stop_asked()
        return self.stopped

    def tell(self, stage: str, done: float) -> None:
        self.study.note(stage=stage)
        first, last = SHARES[Stage(stage)]
        self.study.tell(first + (last - first) * done, WORDS[Stage(stage)])

    def ended(self, found: Found) -> None:
        self.study.note(objective=found.objective, bound=found.bound, gap=found.gap, seconds=found.seconds)

    def follow(self, found: Found) -> None:
        now = time.monotonic()
        if threading.get_ident() != self._thread or now - self._told < EVERY:
            return
        self._told = now
        self.ended(found)
        first, last = SHARES[Stage.SEARCHING]
        done = min(found.seconds / self.study.seconds_asked, 1.0) if self.study.seconds_asked else 0.5
        words: dict[str, Any] = {} if found.gap is None else {"gap": percent(found.gap)}
        self.study.tell(first + (last - first) * done, GAP if words else SEARCHING, **words)


def study_offices(study: Study) -> None:
    """Do a study that was asked for. Cancelled, it keeps the best that was found until then."""
    watch = _Watch(study)
    watch.tell(Stage.READING, 0.0)
    city = City.objects.get(pk=study.city_id)
    book, known = directory(city), counters(city)
    now = timezone.localdate()
    asked = question.build(book, known, terms_of(study.terms, now), now)
    with analysis.cluster(settings.DASK if study.kind == StudyKind.FRONTIER else "") as client:
        trying = Trying(
            study.gap_asked, study.seconds_asked, watch.stop, watch.follow, watch.ended, watch.tell, processes(), client
        )  # fmt: skip
        solved = analysis.solve(asked, trying, points=study.points if study.kind == StudyKind.FRONTIER else 0)
    sentence, values = _said(solved)
    result = results.result_of(asked, solved, book)
    keep_found(
        system_actor(study.city_id, timezone.now()), study=study, result=result, stopped=watch.stopped,
        sentence=sentence, values=values,
    )  # fmt: skip


def processes() -> int:
    """One fewer than there are cores, at least one: the site is to stay quick."""
    return max((os.cpu_count() or 2) - 1, 1)


def percent(part: float) -> str:
    return f"{part * 100:.2g}"


def _said(solved: analysis.Solved) -> tuple[str, dict[str, Any]]:
    if solved.status == "infeasible":
        return INFEASIBLE, {}
    if solved.after is None:
        return NOTHING, {}
    gap = solved.found.gap
    if solved.status == "optimal" and not gap:
        return PROVEN, {}
    return WITHIN, {"gap": percent(gap or 0.0)}
