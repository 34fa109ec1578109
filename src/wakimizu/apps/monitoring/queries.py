"""Reads of the monitoring room, as its screens need them. A page's statements do not grow with areas, offices or periods.

The rules of standing:
1. An observation stands against the path of an aim: of its ward's own, else of one that is the city's.
2. Districts are shown, not judged: they are small, and nobody aims for them.
3. Before an aim begins, and without an aim, there is no standing.
4. Off the path is only what lies wholly on the bad side, interval and all; by less than what is worth naming is no news.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.monitoring import analysis, periods
from wakimizu.apps.monitoring.analysis import Effect, Standing, Way
from wakimizu.apps.monitoring.models import Aim, Beginning, Indicator, Observation, Target
from wakimizu.apps.monitoring.series import CITY, Place, place
from wakimizu.apps.monitoring.workflow import PERIODS_A_YEAR

SPARK = 24  # periods in a small picture


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def row_of(where: Place, book: Directory) -> Area | Office | None:
    """The area or office; None for the whole city."""
    area, office = where
    return book.area(area) if area else book.office(office)


def place_called(code: str, book: Directory) -> Place | None:
    """A place by the code of its area or office; the whole city for none. None where there is no such place."""
    if not code:
        return CITY
    if (area := book.area_by_code.get(code)) is not None:
        return CITY if area.kind == Area.Kind.CITY else (area.pk, None)
    office = book.office_by_code.get(code)
    return (None, office.pk) if office else None


def code_of(where: Place, book: Directory) -> str:
    row = row_of(where, book)
    return row.code if row else ""


# ── standing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Aimed:
    """An aim with its way."""

    aim: Aim
    way: Way

    @property
    def last(self) -> Target:
        return list(self.aim.targets.all())[-1]


def aims_of(indicators: Iterable[int]) -> dict[int, list[Aimed]]:
    """Aims by indicator. Two statements."""
    rows = Aim.objects.filter(indicator__in=list(indicators)).select_related("item", "indicator")
    found: dict[int, list[Aimed]] = {}
    for row in rows.prefetch_related("targets").order_by("item__order", "pk"):
        targets = {target.year: target.value for target in row.targets.all()}
        way = Way(analysis.points(row.baseline_year, row.baseline, targets), row.indicator.up)
        found.setdefault(row.indicator_id, []).append(Aimed(row, way))
    return found


def aimed_for(where: Place, aims: Sequence[Aimed], book: Directory) -> Aimed | None:
    """The aim that a place is judged by."""
    area = book.area(where[0])
    if area is not None and area.kind != Area.Kind.WARD:
        return None
    own = next((each for each in aims if area is not None and each.aim.item.ward_id == area.pk), None)
    return own or next((each for each in aims if each.aim.item.ward_id is None), None)


def standing(observation: Observation | None, aimed: Aimed | None, cadence: str) -> Standing | None:
    if observation is None or aimed is None:
        return None
    time = periods.time_of(observation.begins, cadence)
    if not aimed.way.begun(time):
        return None
    return analysis.stands(aimed.way, time, observation.value, observation.low, observation.high)


def asked_value(observation: Observation, aimed: Aimed, cadence: str) -> float:
    """What the path asks for in an observation's period."""
    return aimed.way.at(periods.time_of(observation.begins, cadence))


# ── all indicators ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator among all: its last value, where that stands, the wards that are off their path."""

    indicator: Indicator
    last: Observation | None
    before: Observation | None
    standing: Standing | None
    aimed: Aimed | None
    values: list[tuple[date, float]]
    off: list["Off"]
    slight: list["Off"]  # by less than what is worth naming

    @property
    def off_wards(self) -> list["Off"]:
        return [each for each in self.off if each.where is not None]


@dataclass(frozen=True, slots=True)
class Off:
    """A place that is off the path of an indicator."""

    indicator: Indicator
    where: Area | None  # None: the whole city
    observation: Observation
    aimed: Aimed
    asked: float

    @property
    def gap(self) -> float:
        return abs(self.observation.value - self.asked)

    @property
    def is_slight(self) -> bool:
        return self.indicator.worth is not None and self.gap < self.indicator.worth

    @property
    def far(self) -> float:
        """How far off, as a part of the whole way: what the list is ordered by."""
        first, last = self.aimed.way.points[0][1], self.aimed.way.points[-1][1]
        return self.gap / (abs(last - first) or abs(last) or 1.0)


def indicators(public: bool = False) -> list[Indicator]:
    rows = Indicator.objects.select_related("owner")
    return list(rows.filter(public=True) if public else rows)


def indicator_called(code: str, public: bool = False) -> Indicator | None:
    rows = Indicator.objects.select_related("owner").filter(code=code)
    return (rows.filter(public=True) if public else rows).first()


def lines(book: Directory, public: bool = False) -> list[Line]:
    """Every indicator with the last value of the city. Four statements."""
    found = indicators(public)
    aims = aims_of(each.pk for each in found)
    wards = {ward.pk: ward for ward in book.wards}
    by_indicator: dict[int, dict[Place, list[Observation]]] = {}
    rows = Observation.objects.filter(indicator__in=[each.pk for each in found], office=None)
    rows = rows.filter(Q(area=None) | Q(area__in=list(wards))).order_by("begins")
    for row in rows.defer("file_digest"):
        by_indicator.setdefault(row.indicator_id, {}).setdefault(place(row), []).append(row)
    return [_line(each, by_indicator.get(each.pk, {}), aims.get(each.pk, []), book) for each in found]


def _line(indicator: Indicator, series: dict[Place, list[Observation]], aims: Sequence[Aimed], book: Directory) -> Line:
    whole = series.get(CITY, [])
    last = whole[-1] if whole else None
    aimed = aimed_for(CITY, aims, book)
    off = [
        Off(indicator, book.area(where[0]), rows[-1], mine, asked_value(rows[-1], mine, indicator.cadence))
        for where, rows in series.items()
        if (mine := aimed_for(where, aims, book)) and standing(rows[-1], mine, indicator.cadence) == Standing.OFF_PATH
    ]
    return Line(
        indicator, last, whole[-2] if len(whole) > 1 else None, standing(last, aimed, indicator.cadence), aimed,
        [(row.begins, row.value) for row in whole[-SPARK:]], [each for each in off if not each.is_slight],
        [each for each in off if each.is_slight],
    )  # fmt: skip


def watched(found: Iterable[Line]) -> list[Off]:
    """What is off its path, the farthest first."""
    return sorted((off for line in found for off in line.off), key=lambda off: -off.far)


# ── one indicator ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Beside:
    """A place's last value beside the others'."""

    where: Place
    row: Area | Office | None
    last: Observation
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Worked:
    """What is known of whether a measure worked: alone, and against the other wards (None for the whole city)."""

    beginning: Beginning
    alone: Effect
    compared: Effect | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """An indicator and one place's series."""

    indicator: Indicator
    where: Place
    row: Area | Office | None
    series: list[Observation]  # oldest first
    aims: list[Aimed]
    aimed: Aimed | None
    standing: Standing | None
    beside: list[Beside]
    beginnings: list[Beginning]
    worked: list[Worked]

    @property
    def last(self) -> Observation | None:
        return self.series[-1] if self.series else None


def sheet(indicator: Indicator, where: Place, book: Directory) -> Sheet:
    """Four statements."""
    by_place: dict[Place, list[Observation]] = {}
    rows = Observation.objects.filter(indicator=indicator).select_related("noted_by__office").order_by("begins")
    for row in rows:
        by_place.setdefault(place(row), []).append(row)
    aims = aims_of([indicator.pk]).get(indicator.pk, [])
    series = by_place.get(where, [])
    aimed = aimed_for(where, aims, book)
    beginnings = list(indicator.beginnings.select_related("area"))
    beside = [
        Beside(each, row_of(each, book), rows[-1], standing(rows[-1], aimed_for(each, aims, book), indicator.cadence))
        for each, rows in by_place.items()
    ]
    return Sheet(
        indicator, where, row_of(where, book), series, aims, aimed,
        standing(series[-1] if series else None, aimed, indicator.cadence),
        sorted(beside, key=_order), beginnings,
        [_worked(each, beginnings, by_place, where, indicator, book) for each in beginnings if _concerns(each, where)],
    )  # fmt: skip


def _order(each: Beside) -> tuple[int, str]:
    if each.row is None:
        return (0, "")
    if isinstance(each.row, Office):
        return (3, each.row.code)
    return (1 if each.row.kind == Area.Kind.WARD else 2, each.row.code)


def _concerns(beginning: Beginning, where: Place) -> bool:
    """A measure of one area is looked for there; one of the whole city everywhere."""
    return beginning.area_id is None or where in ((beginning.area_id, None), CITY)


def _worked(
    beginning: Beginning,
    beginnings: Sequence[Beginning],
    by_place: dict[Place, list[Observation]],
    where: Place,
    indicator: Indicator,
    book: Directory,
) -> Worked:
    here: Place = (beginning.area_id, None) if beginning.area_id else where
    known = by_place.get(here, [])
    everything = [row.begins for rows in by_place.values() for row in rows]
    if not known:
        return Worked(beginning, analysis.interrupted([], 0, up=indicator.up, a_year=1, others=()), None)
    every = periods.between(min(everything), max(everything), indicator.cadence)
    at = {day: n for n, day in enumerate(every)}
    start = _number_of(beginning.day, every, indicator.cadence)
    others = [
        _number_of(each.day, every, indicator.cadence)
        for each in beginnings
        if each.pk != beginning.pk and _concerns(each, here)
    ]
    alone = analysis.interrupted(
        _filled(known, at), start, up=indicator.up, a_year=PERIODS_A_YEAR[indicator.cadence], others=others,
        worth=indicator.worth,
    )  # fmt: skip
    if beginning.area_id is None:
        return Worked(beginning, alone, None)
    rest = [ward for ward in book.wards if ward.pk != beginning.area_id and (ward.pk, None) in by_place]
    weights = [float(people) for ward in rest if (people := (ward.figures or {}).get("people"))]
    compared = analysis.compared(
        _filled(known, at), [_filled(by_place[ward.pk, None], at) for ward in rest], start, up=indicator.up,
        weights=weights if len(weights) == len(rest) else None, worth=indicator.worth,
    )  # fmt: skip
    return Worked(beginning, alone, compared)


def _number_of(day: date, every: Sequence[date], cadence: str) -> int:
    """Which period a day lies in; before all it is 0, after all their number."""
    begins = periods.begin_of(day, cadence)
    return sum(each < begins for each in every)


def _filled(rows: Iterable[Observation], at: dict[date, int]) -> list[float | None]:
    found: list[float | None] = [None] * len(at)
    for row in rows:
        found[at[row.begins]] = row.value
    return found
