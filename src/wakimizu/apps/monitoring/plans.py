"""Reads of the plan: the tree, one part of it, what other screens show of it. Statements do not grow with the tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.monitoring.models import Aim, Observation, PlanItem, Progress
from wakimizu.apps.monitoring.queries import Aimed, Sheet, aims_of, row_of, standing
from wakimizu.apps.monitoring.series import CITY, Place
from wakimizu.apps.monitoring.workflow import WITH_PROGRESS, ProgressState

SOON = timedelta(days=180)  # a part that is due within this stands on its owner's desk


@dataclass(frozen=True, slots=True)
class Branch:
    """A plan item with its parts beneath it."""

    item: PlanItem
    depth: int
    parts: list["Branch"]
    aims: list[Aim]

    @property
    def actions(self) -> list[PlanItem]:
        """Measures and actions at or beneath it."""
        own = [self.item] if self.item.kind in WITH_PROGRESS else []
        return own + [item for part in self.parts for item in part.actions]

    @property
    def percent(self) -> float | None:
        """The mean progress of its measures and actions."""
        found = self.actions
        return sum(item.percent for item in found) / len(found) if found else None


def tree() -> list[Branch]:
    """All plans. Three statements."""
    items = list(
        PlanItem.objects.select_related("owner", "ward").prefetch_related(
            Prefetch("aims", Aim.objects.select_related("indicator"))
        )
    )
    below: dict[int | None, list[PlanItem]] = {}
    for item in items:
        below.setdefault(item.parent_id, []).append(item)
    return _branches(None, below, 0)


def _branches(parent: int | None, below: dict[int | None, list[PlanItem]], depth: int) -> list[Branch]:
    return [
        Branch(item, depth, _branches(item.pk, below, depth + 1), list(item.aims.all()))
        for item in below.get(parent, [])
    ]


def _all(roots: Iterable[Branch]) -> Iterable[Branch]:
    for branch in roots:
        yield branch
        yield from _all(branch.parts)


# ── one part ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a plan: what stands above it, itself with what stands beneath, what was noted, what it aims at.

    sheets: of each indicator it aims at, the series of its ward, or of the whole city.
    """

    above: list[PlanItem]
    branch: Branch
    notes: list[Progress]
    sheets: list[Sheet]

    @property
    def item(self) -> PlanItem:
        return self.branch.item


def part_called(code: str, book: Directory) -> Part | None:
    """Seven statements at most."""
    roots = tree()
    branch = next((each for each in _all(roots) if each.item.code == code), None)
    if branch is None:
        return None
    by_pk = {each.item.pk: each.item for each in _all(roots)}
    above, parent = list[PlanItem](), branch.item.parent_id
    while parent is not None:
        above.insert(0, by_pk[parent])
        parent = by_pk[parent].parent_id
    return Part(above, branch, progress_of(branch.item), _sheets(branch, book))


def _sheets(branch: Branch, book: Directory) -> list[Sheet]:
    indicators = {aim.indicator_id: aim.indicator for aim in branch.aims}
    where: Place = (branch.item.ward_id, None) if branch.item.ward_id else CITY
    aims = aims_of(indicators) if indicators else {}
    rows = Observation.objects.filter(indicator__in=list(indicators), area=where[0], office=None).order_by("begins")
    series: dict[int, list[Observation]] = {}
    for row in rows:
        series.setdefault(row.indicator_id, []).append(row)
    found = []
    for pk, indicator in indicators.items():
        seen, mine = series.get(pk, []), _mine(aims.get(pk, []), branch.item)
        last = standing(seen[-1] if seen else None, mine, indicator.cadence)
        found.append(Sheet(indicator, where, row_of(where, book), seen, [], mine, last, [], [], []))
    return found


def _mine(aims: list[Aimed], item: PlanItem) -> Aimed | None:
    return next((each for each in aims if each.aim.item_id == item.pk), None)


def progress_of(item: PlanItem) -> list[Progress]:
    return list(item.notes.select_related("post__office"))


# ── on other screens ─────────────────────────────────────────────────────────────────────────────────────────────────


def of_ward(ward: Area) -> list[Branch]:
    """The parts a ward answers for: its vision, and measures and actions of its own or its offices. Three statements."""
    return [each for each in _all(tree()) if _is_of(each.item, ward)]


def _is_of(item: PlanItem, ward: Area) -> bool:
    if item.ward_id is not None:
        return item.ward_id == ward.pk
    return item.kind in WITH_PROGRESS and item.owner is not None and item.owner.led_ward_id == ward.pk


def due_to(actor: Actor, today: date) -> list[PlanItem]:
    """Measures and actions the actor's office answers for that are not done and due soon, or late. One statement."""
    rows = PlanItem.objects.filter(kind__in=WITH_PROGRESS, due__lte=today + SOON).exclude(state=ProgressState.DONE)
    return [item for item in rows.select_related("owner", "ward").order_by("due", "code") if item.held_by(actor)]
