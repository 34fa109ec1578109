"""What runs on the timer: what can be computed from the other rooms is computed anew; whatever differs is kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.monitoring import periods, series
from wakimizu.apps.monitoring.computations import KNOWN, Asked, Figure, Unknown
from wakimizu.apps.monitoring.models import Indicator, Observation
from wakimizu.apps.monitoring.operations import keep_computed
from wakimizu.apps.monitoring.workflow import Cadence, Source
from wakimizu.shared.scoping import in_city

BACK = {Cadence.MONTH: 36, Cadence.QUARTER: 16, Cadence.YEAR: 12}  # periods computed each time


def compute_all(now: datetime) -> int:
    """Every computed indicator of every city. Done twice it changes nothing the second time; returns how many values changed."""
    changed = 0
    for city in City.objects.filter(in_use=True):
        with in_city(city.pk):
            changed += compute_city(city, now)
    return changed


def compute_city(city: City, now: datetime) -> int:
    """Within the city."""
    actor = system_actor(city.pk, now)
    indicators = Indicator.objects.select_related("owner").filter(source=Source.COMPUTED)
    return sum(compute(actor, city, indicator) for indicator in indicators)


def compute(actor: Actor, city: City, indicator: Indicator) -> int:
    """One indicator; nothing is written where nothing differs. Returns how many values are new or changed."""
    ended = periods.ended(timezone.localdate(actor.at), indicator.cadence, BACK[Cadence(indicator.cadence)])
    asked = Asked(directory(city), indicator.cadence, ended)
    try:
        figures, unknown = KNOWN[indicator.computation].work(asked), ""
    except Unknown as why:
        figures, unknown = [], str(why)
    new = [_observation(indicator, figure) for figure in figures]
    known = series.kept([indicator.pk])
    differing = [each for each in new if (was := known.get(series.key(each))) is None or series.differs(was, each)]
    gone = _gone(known.values(), new)
    if differing or gone or indicator.unknown != unknown:
        keep_computed(actor, indicator=indicator, observations=differing, gone=gone, unknown=unknown)
    return len(differing) + len(gone)


def _gone(known: Iterable[Observation], new: Sequence[Observation]) -> list[Observation]:
    """What was kept of a period that is computed anew, and has no value now: what it counted was erased or corrected."""
    keys, begun = {series.key(each) for each in new}, {each.begins for each in new}
    return [each for each in known if each.begins in begun and series.key(each) not in keys]


def _observation(indicator: Indicator, figure: Figure) -> Observation:
    area, office = figure.place
    return Observation(
        city_id=indicator.city_id, indicator=indicator, area_id=area, office_id=office, begins=figure.begins,
        numerator=figure.numerator, denominator=figure.denominator, value=figure.value, low=figure.low, high=figure.high,
        source=Source.COMPUTED,
    )  # fmt: skip
