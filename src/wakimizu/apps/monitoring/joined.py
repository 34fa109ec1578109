"""What other screens show of indicators: a district's sheet, a ward at a glance, an office's desk. Constant statements."""

from dataclasses import dataclass

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.monitoring.analysis import Standing
from wakimizu.apps.monitoring.models import Indicator, Observation
from wakimizu.apps.monitoring.queries import Off, aimed_for, aims_of, lines, standing, watched


@dataclass(frozen=True, slots=True)
class Seen:
    """An indicator's last value of a district, or of its ward where the district has none. Wards are judged, districts not."""

    indicator: Indicator
    where: Area
    last: Observation
    standing: Standing | None


def of_district(district: Area, ward: Area | None, book: Directory) -> list[Seen]:
    """The newest of every indicator that is observed there. Three statements."""
    places = {area.pk: area for area in (ward, district) if area}
    rows = Observation.objects.filter(area__in=list(places)).select_related("indicator__owner")
    newest: dict[tuple[int, int], Observation] = {}
    for row in rows.order_by("begins"):
        newest[row.indicator_id, row.area_id or 0] = row
    aims = aims_of({indicator for indicator, _area in newest})
    found: dict[int, Seen] = {}
    for area in places.values():  # the district comes last and takes its ward's place
        for (indicator, where), row in newest.items():
            if where == area.pk:
                aimed = aimed_for((where, None), aims.get(indicator, []), book)
                stands = standing(row, aimed, row.indicator.cadence)
                found[indicator] = Seen(row.indicator, area, row, stands)
    return sorted(found.values(), key=lambda seen: seen.indicator.code)


def off_in_ward(ward: Area, book: Directory) -> list[Off]:
    """What is off its path in a ward, the farthest first. Four statements."""
    return [off for off in watched(lines(book)) if off.where is not None and off.where.pk == ward.pk]


def off_of_owner(actor: Actor, book: Directory) -> list[Off]:
    """What is off its path, of the indicators the actor's office answers for. Four statements."""
    return [off for off in watched(lines(book)) if off.indicator.held_by(actor)]
