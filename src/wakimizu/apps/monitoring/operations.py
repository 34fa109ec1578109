"""The writes of the monitoring room."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.monitoring import rules, series
from wakimizu.apps.monitoring.models import Aim, Beginning, Indicator, Observation, PlanItem, Progress, Scan, Target
from wakimizu.apps.monitoring.workflow import PERMISSIONS, WITH_PROGRESS, ProgressState, Source
from wakimizu.apps.voices.operations.sorting import required
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.jobs import JobState
from wakimizu.shared.permissions import allow

YEARS = range(1990, 2101)
SAID = ("numerator", "denominator", "value", "low", "high", "answers", "said_by", "source")


# ── indicators ───────────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def keep_indicator(actor: Actor, *, indicator: Indicator) -> Indicator:
    """Enter an indicator, or change one. BadInput when its words and its source do not fit each other."""
    return _keep_indicator(actor, indicator)


@operation
def keep_indicators(actor: Actor, *, indicators: Sequence[Indicator]) -> Sequence[Indicator]:
    """Enter or change several at once, all or none."""
    return [_keep_indicator(actor, each) for each in indicators]


def _keep_indicator(actor: Actor, indicator: Indicator) -> Indicator:
    known = Indicator.objects.select_related("owner").filter(pk=indicator.pk).first() if indicator.pk else None
    allow(actor, "keep_indicator", indicator, table=PERMISSIONS)
    if known is not None:
        allow(actor, "keep_indicator", known, table=PERMISSIONS)
        _keeps_its_series(known, indicator)
    rules.check_indicator(indicator)
    for name in ("note", "note_en"):
        if text := getattr(indicator, name):
            setattr(indicator, name, required(text, name))
    indicator.city_id = actor.city_id
    indicator.save()
    actor.record(
        "keep_indicator",
        indicator,
        code=indicator.code,
        owner=indicator.owner_id,
        source=indicator.source,
        computation=indicator.computation,
        unit=indicator.unit,
        cadence=indicator.cadence,
        direction=indicator.direction,
        public=indicator.public,
        worth=indicator.worth,
    )
    return indicator


def _keeps_its_series(known: Indicator, indicator: Indicator) -> None:
    """What was observed means something in one unit and one cadence only."""
    same = all(getattr(known, name) == getattr(indicator, name) for name in ("unit", "cadence", "computation"))
    if not same and Observation.objects.filter(indicator=known).exists():
        raise WrongState(
            _(
                "Values of this indicator are kept already. Enter a new indicator for another unit, cadence or computation."
            )
        )


# ── observations ─────────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def observe(actor: Actor, *, observation: Observation) -> Observation:
    """Enter a value of an indicator for a period; it takes the place of what was there. BadInput when it cannot be."""
    allow(actor, "observe", observation, table=PERMISSIONS)
    if observation.indicator.source == Source.COMPUTED:
        raise WrongState(_("This indicator is computed from what is kept here. Correct it there; nothing is entered."))
    rules.check_observation(observation, actor.today)
    known = _known(observation)
    _put(actor, observation, known)
    actor.record(
        "observe",
        observation,
        indicator=observation.indicator_id,
        area=observation.area_id,
        office=observation.office_id,
        period=observation.begins,
        **rules.numbers(observation),
        was=rules.numbers(known) if known else None,
    )
    return observation


def _known(observation: Observation) -> Observation | None:
    return Observation.objects.filter(
        indicator=observation.indicator_id,
        area=observation.area_id,
        office=observation.office_id,
        begins=observation.begins,
    ).first()


def _put(actor: Actor, observation: Observation, known: Observation | None) -> None:
    observation.city_id, observation.noted_at, observation.noted_by_id = actor.city_id, actor.at, actor.post_id
    if known is not None:
        observation.pk, observation._state.adding = known.pk, False
    observation.save()


@operation
def keep_observations(
    actor: Actor, *, observations: Sequence[Observation], file_digest: str = "", about: City
) -> tuple[int, int]:
    """Take a file of values in, whole. What is there already is replaced where it differs; how many new, how many changed."""
    allow(actor, "take_files", table=PERMISSIONS)
    for each in observations:
        each.file_digest = file_digest
    added, changed = _merge(actor, observations)
    actor.record(
        "keep_observations", about, file=file_digest, added=added, changed=changed,
        indicators=sorted({each.indicator_id for each in observations}),
    )  # fmt: skip
    return added, changed


@operation
def keep_computed(
    actor: Actor,
    *,
    indicator: Indicator,
    observations: Sequence[Observation],
    gone: Sequence[Observation] = (),
    unknown: str = "",
) -> tuple[int, int]:
    """What a computation found, in the place of what it had found before; `unknown` says why it found nothing."""
    allow(actor, "compute", table=PERMISSIONS)
    added, changed = _merge(actor, observations)
    Observation.objects.filter(pk__in=[each.pk for each in gone]).delete()
    indicator.unknown = unknown
    indicator.save(update_fields=["unknown"])
    actor.record("keep_computed", indicator, added=added, changed=changed, gone=len(gone), unknown=unknown)
    return added, changed


def _merge(actor: Actor, observations: Sequence[Observation]) -> tuple[int, int]:
    known = series.kept({each.indicator_id for each in observations})
    new, changed = [], []
    for each in observations:
        each.city_id, each.noted_at, each.noted_by_id = actor.city_id, actor.at, actor.post_id
        was = known.get(series.key(each))
        if was is None:
            new.append(each)
        elif series.differs(was, each):
            each.pk, each._state.adding = was.pk, False
            changed.append(each)
    Observation.objects.bulk_create(new, batch_size=500)
    written = [*SAID, "file_digest", "noted_at", "noted_by"]
    Observation.objects.bulk_update(changed, written, batch_size=200)
    return len(new), len(changed)


@operation
def withdraw_observation(actor: Actor, *, observation: Observation) -> None:
    """Take back a value that was entered by mistake; the ledger keeps what it was."""
    allow(actor, "observe", observation, table=PERMISSIONS)
    if observation.indicator.source == Source.COMPUTED:
        raise WrongState(_("This indicator is computed from what is kept here. Correct it there; nothing is entered."))
    actor.record(
        "withdraw_observation",
        observation,
        indicator=observation.indicator_id,
        area=observation.area_id,
        office=observation.office_id,
        period=observation.begins,
        **rules.numbers(observation),
    )
    observation.delete()


# ── plans ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def keep_plan(actor: Actor, *, items: Sequence[PlanItem], about: City, file_digest: str = "") -> int:
    """Take a tree of plan items in, parents before their parts; what is known by its code is changed, its progress stays."""
    allow(actor, "keep_plan", table=PERMISSIONS)
    for each in items:
        each.city_id = actor.city_id
        each.parent = each.parent  # a parent that has just been saved has its number now
        each.save()
    actor.record("keep_plan", about, items=len(items), file=file_digest)
    return len(items)


@operation
def note_progress(actor: Actor, *, item: PlanItem, state: str, percent: int, text: str, text_en: str = "") -> Progress:
    """Say how far a measure or an action is, in numbers and in words. BadInput when they contradict each other."""
    allow(actor, "note_progress", item, table=PERMISSIONS)
    if item.kind not in WITH_PROGRESS:
        raise WrongState(_("Only measures and actions have progress; note it there."))
    if not 0 <= percent <= 100 or (percent == 100) != (state == ProgressState.DONE):
        raise BadInput(_("Done means 100 %, and only done does."), "percent")
    if percent and state == ProgressState.NOT_BEGUN:
        raise BadInput(_("What has not begun stands at 0 %."), "percent")
    if not text.strip():
        raise BadInput(_("Say in a sentence what was done."), "text")
    note = Progress(
        city_id=actor.city_id, item=item, state=state, percent=percent, text=required(text, "text"),
        text_en=required(text_en, "text_en") if text_en.strip() else "", at=actor.at, post_id=actor.post_id,
    )  # fmt: skip
    note.save()
    item.state, item.percent = state, percent
    item.save(update_fields=["state", "percent"])
    english = {"text_en": note.digest(note.text_en)} if note.text_en else {}
    actor.record("note_progress", item, state=state, percent=percent, text=note.digest(note.text), **english)
    return note


@operation
def aim(
    actor: Actor,
    *,
    item: PlanItem,
    indicator: Indicator,
    baseline_year: int,
    baseline: float,
    targets: Mapping[int, float],
) -> Aim:
    """Judge a plan item by an indicator: from its baseline to its targets by fiscal year. Said again, it is replaced."""
    allow(actor, "keep_plan", table=PERMISSIONS)
    if not targets:
        raise BadInput(_("Name at least one year with its target."), "targets")
    if not all(year in YEARS for year in (baseline_year, *targets)) or min(targets) <= baseline_year:
        raise BadInput(_("Targets are of years after the one it begins in."), "targets")
    if not all(isfinite(value) and abs(value) < rules.MOST for value in (baseline, *targets.values())):
        raise BadInput(_("A number is too large."), "targets")
    kept, _made = Aim.objects.update_or_create(
        item=item, indicator=indicator,
        defaults={"city_id": actor.city_id, "baseline_year": baseline_year, "baseline": baseline},
    )  # fmt: skip
    Target.objects.filter(aim=kept).delete()
    Target.objects.bulk_create(
        Target(city_id=actor.city_id, aim=kept, year=year, value=value) for year, value in sorted(targets.items())
    )
    said = [[year, value] for year, value in sorted(targets.items())]
    actor.record(
        "aim", item, indicator=indicator.pk, baseline_year=baseline_year, baseline=baseline, targets=said
    )  # fmt: skip
    return kept


@operation
def name_beginning(actor: Actor, *, indicator: Indicator, day: date, name: str, area: Area | None = None) -> Beginning:
    """Say that a measure began on a day, so that its effect on an indicator is looked for. Said again, the day is corrected."""
    allow(actor, "keep_indicator", indicator, table=PERMISSIONS)
    if not name.strip():
        raise BadInput(_("Give the measure a name."), "name")
    refuse_my_number(name, "name")
    if day > actor.today:
        raise BadInput(_("A measure that has not begun cannot have worked yet. Choose a day until today."), "day")
    kept, _made = Beginning.objects.update_or_create(
        indicator=indicator, name=name.strip(), defaults={"city_id": actor.city_id, "day": day, "area": area}
    )
    actor.record("name_beginning", indicator, beginning=kept.pk, day=day, area=area.pk if area else None)
    return kept


# ── what emerges ─────────────────────────────────────────────────────────────────────────────────────────────────────

WEEKS, REPLICATIONS, SEEDS = range(8, 157), range(99, 10_000), range(1, 2**31)


@operation
def ask_scan(
    actor: Actor, *, weeks: int = 52, until: date | None = None, topic: str = "", replications: int = 999, seed: int = 1
) -> Scan:
    """Ask for a search for needs that emerge; the worker does it. until: the day after the last, today unless given.

    BadInput when it cannot be asked so.
    """
    allow(actor, "ask_scan", table=PERMISSIONS)
    until = until or actor.today
    for name, value, bounds in (
        ("weeks", weeks, WEEKS),
        ("replications", replications, REPLICATIONS),
        ("seed", seed, SEEDS),
    ):
        if value not in bounds:
            raise BadInput(
                _("Give a whole number from %(least)d to %(most)d.") % {"least": bounds[0], "most": bounds[-1]}, name
            )
    if until > actor.today:
        raise BadInput(_("These days have not come yet. Choose a day until today."), "until")
    scan = Scan.objects.create(
        city_id=actor.city_id, weeks=weeks, until=until, topic=topic, replications=replications, seed=seed, asked_at=actor.at,
        asked_by_id=actor.post_id,
    )  # fmt: skip
    actor.record("ask_scan", scan, weeks=weeks, until=until, topic=topic, replications=replications, seed=seed)
    return scan


@operation
def keep_clusters(actor: Actor, *, scan: Scan, found: list[dict[str, Any]], voices: int) -> Scan:
    """What a scan found. WrongState when it was cancelled meanwhile."""
    allow(actor, "compute", table=PERMISSIONS)
    running = Scan.objects.filter(pk=scan.pk, state=JobState.RUNNING)
    if not running.update(found=found, voices=voices):
        raise WrongState(_("This scan has ended already."))
    actor.record("keep_clusters", scan, voices=voices, clusters=len(found))
    scan.refresh_from_db()
    return scan


@operation
def cancel_scan(actor: Actor, *, scan: Scan) -> None:
    """Stop a scan that waits or runs. WrongState when it has ended."""
    allow(actor, "ask_scan", table=PERMISSIONS)
    if not scan.is_open:
        raise WrongState(_("This scan has ended already."))
    scan.cancel(actor.at)
    actor.record("cancel_scan", scan)
