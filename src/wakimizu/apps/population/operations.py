"""The writes of the population room."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number, refuse_my_number_in
from wakimizu.apps.city.models import City, Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.population import analysis, projections, travel
from wakimizu.apps.population.models import Assumptions, Feed, People, Reach, ReachRun, Run, Table
from wakimizu.apps.population.workflow import PERMISSIONS
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.jobs import JobState
from wakimizu.shared.permissions import allow

MOST_DRAWS = 10_000
LAST_YEAR = 2100


@operation
def keep_table(actor: Actor, *, table: Table, rows: Sequence[People], refused: int = 0, file_digest: str = "") -> Table:
    """Take a table of people in, whole; its rows take the place of all it had."""
    allow(actor, "keep_tables", table=PERMISSIONS)
    refuse_my_number_in(table)
    return _write(actor, table, rows, refused=refused, file_digest=file_digest)


def _write(
    actor: Actor,
    table: Table,
    rows: Sequence[People],
    *,
    refused: int = 0,
    file_digest: str = "",
    run: Run | None = None,
) -> Table:
    table.city_id, table.file_digest, table.made_on = actor.city_id, file_digest, actor.today
    table.save()
    People.objects.filter(table=table).delete()
    for row in rows:
        row.city_id, row.table = actor.city_id, table
    People.objects.bulk_create(rows, batch_size=500)
    actor.record(
        "keep_table",
        table,
        code=table.code,
        kind=table.kind,
        rows=len(rows),
        refused=refused,
        file=file_digest,
        run=run.pk if run else None,
    )
    return table


@operation
def name_assumptions(actor: Actor, *, assumptions: Assumptions, estimated_from: Sequence[Table] = ()) -> Assumptions:
    """Enter a set of assumptions. BadInput when it cannot be computed with, as a survival above one.

    A set that a run has used is not changed: give the new one another name.
    """
    allow(actor, "keep_tables", table=PERMISSIONS)
    refuse_my_number_in(assumptions)
    analysis.check_set(assumptions.values, assumptions.ages)
    if assumptions.pk and assumptions.runs.exists():
        raise WrongState(_("A projection rests on this set. Enter a new one under another name."))
    assumptions.city_id, assumptions.made_on = actor.city_id, actor.today
    assumptions.save()
    assumptions.estimated_from.set(estimated_from)
    actor.record("name_assumptions", assumptions, code=assumptions.code, tables=[table.pk for table in estimated_from])
    return assumptions


@operation
def ask_run(actor: Actor, *, run: Run) -> Run:
    """Ask for a projection; the worker does it. BadInput when its years or draws cannot be."""
    allow(actor, "ask_run", table=PERMISSIONS)
    refuse_my_number(run.name, "name")
    if not run.base_day.year < run.until <= LAST_YEAR:
        raise BadInput(
            _("Choose a last year after %(from)d and at most %(most)d.")
            % {"from": run.base_day.year, "most": LAST_YEAR},
            "until",
        )
    if not (run.draws == 0 or 2 <= run.draws <= MOST_DRAWS):
        raise BadInput(
            _("Draw twice or more, at most %(most)d times; 0 draws nothing.") % {"most": MOST_DRAWS}, "draws"
        )
    projections.check(run)
    run.city_id, run.asked_at = actor.city_id, actor.at
    run.save(force_insert=True)
    actor.record(
        "ask_run",
        run,
        base=run.base_id,
        assumptions=run.assumptions_id,
        until=run.until,
        draws=run.draws,
        seed=run.seed,
    )
    return run


@operation
def keep_result(
    actor: Actor,
    *,
    run: Run,
    table: Table,
    rows: Sequence[People],
    quantiles: dict[str, Any] | None = None,
    figures: dict[str, Any] | None = None,
) -> Table:
    """What a run found, as a table of its own; done again, in the place of what it found before."""
    allow(actor, "keep_tables", table=PERMISSIONS)
    known = Table.objects.filter(code=table.code).first()
    if known is not None:
        table.pk, table._state.adding = known.pk, False
    kept = _write(actor, table, rows, run=run)
    Run.objects.filter(pk=run.pk).update(result=kept, quantiles=quantiles or {}, figures=figures or {})
    _done(actor, run)
    return kept


def _done(actor: Actor, job: Run | ReachRun) -> None:
    """With its result a run is done: who cancels a moment later comes too late."""
    running = type(job).objects.filter(pk=job.pk, state=JobState.RUNNING)
    running.update(state=JobState.DONE, progress=1.0, ended_at=actor.at)


@operation
def cancel_job(actor: Actor, *, job: Run | ReachRun) -> None:
    """Stop a run that waits or runs. WrongState when it has ended."""
    allow(actor, "ask_run", table=PERMISSIONS)
    if not job.is_open:
        raise WrongState(_("This run has ended already."))
    job.cancel(actor.at)
    actor.record("cancel_job", job)


@operation
def keep_feed(actor: Actor, *, feed: Feed) -> Feed:
    """Take a timetable in, new or in the place of the one of that name."""
    allow(actor, "keep_feeds", table=PERMISSIONS)
    refuse_my_number_in(feed)
    feed.city_id, feed.made_on = actor.city_id, actor.today
    feed.save()
    actor.record("keep_feed", feed, code=feed.code, file=feed.digest)
    return feed


@operation
def ask_reach(
    actor: Actor, *, city: City, feeds: Sequence[Feed], day: date, window_from: time, window_to: time
) -> ReachRun:
    """Ask for travel times from every cell to every counter. BadInput for a day on which a timetable is not valid."""
    allow(actor, "ask_run", table=PERMISSIONS)
    if window_to <= window_from:
        raise BadInput(_("The window would end before it begins."), "window_to")
    if (stale := travel.not_valid(feeds, day)) is not None:
        raise BadInput(
            _(
                "The timetable “%(feed)s” is valid from %(from)s to %(to)s. Choose a day between, or take in the one of that day."
            )
            % {"feed": stale, "from": stale.valid_from, "to": stale.valid_to},
            "day",
        )
    run = ReachRun.objects.create(
        city_id=actor.city_id, asked_at=actor.at, day=day, window_from=window_from, window_to=window_to
    )
    run.feeds.set(feeds)
    actor.record("ask_reach", run, feeds=[feed.code for feed in feeds], day=day)
    return run


@operation
def reach_as_before(actor: Actor, *, pairs: Sequence[tuple[Office, Office]]) -> int:
    """Offices that open at the place of others are reached as soon as those, in the travel times that hold.

    Pairs of an office and the one that comes after it. Returns how many rows say so.
    """
    allow(actor, "keep_tables", table=PERMISSIONS)
    changed = []
    for row in Reach.objects.filter(run__holds=True).only("pk", "minutes"):
        known = len(row.minutes)
        for before, after in pairs:
            if str(before.pk) in row.minutes:
                row.minutes[str(after.pk)] = row.minutes[str(before.pk)]
        if len(row.minutes) > known:
            changed.append(row)
    Reach.objects.bulk_update(changed, ["minutes"], batch_size=200)
    numbers = [[before.pk, after.pk] for before, after in pairs]
    actor.record("reach_as_before", City(pk=actor.city_id), pairs=numbers, rows=len(changed))
    return len(changed)


@operation
def keep_reach(
    actor: Actor, *, run: ReachRun, rows: Sequence[Reach], figures: dict[str, Any] | None = None
) -> ReachRun:
    """The travel times a run found; from now on the pages show these."""
    allow(actor, "keep_tables", table=PERMISSIONS)
    Reach.objects.filter(run=run).delete()
    for row in rows:
        row.city_id, row.run = actor.city_id, run
    Reach.objects.bulk_create(rows, batch_size=500)
    ReachRun.objects.filter(holds=True).update(holds=False)
    ReachRun.objects.filter(pk=run.pk).update(holds=True, figures=figures or {})
    _done(actor, run)
    actor.record("keep_reach", run, rows=len(rows))
    return run
