"""A run: the people of every area of a base, projected by a set of assumptions, controlled to published totals, kept as rows.

The rules:
1. The narrowest areas of the base are projected; districts, wards and the city are their sums.
2. Where the control has figures for every ward (else for the city) at the end of a period, people are scaled to them: to ages if
   the control has ages for that year, else to totals. A year that it does not have stays as projected.
3. Households are people times headship. Where the base knows an area's households, its rates are scaled to them, for good.
4. Draws are spread around the controlled path, ward by ward (docs/population.md).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.population import analysis
from wakimizu.apps.population.analysis import Array
from wakimizu.apps.population.models import People, Run, Table
from wakimizu.apps.population.rows import Above, Units, by_age, by_sex, narrowest, people_row
from wakimizu.apps.population.workflow import Kind, Status
from wakimizu.shared.errors import BadInput

Tell = Callable[..., None]
READING = gettext_noop("Reading %(areas)s areas.")
PROJECTING = gettext_noop("Projecting %(areas)s areas to %(year)d.")
DRAWING = gettext_noop("Drawing %(draws)s futures.")
WRITING = gettext_noop("Writing down %(rows)s rows.")
DONE = gettext_noop("%(areas)s areas to %(year)d.")


@dataclass(frozen=True)
class Found:
    """What a run found: a table that is not kept yet, its rows, the quantiles of the whole, and figures for the page."""

    table: Table
    rows: list[People]
    quantiles: dict[str, Any]
    figures: dict[str, Any]
    areas: int


def compute(run: Run, book: Directory, tell: Tell, client: Any = None) -> Found:
    """The run's result, nothing written. BadInput when base, assumptions and control do not fit each other."""
    check(run)
    base = list(run.base.rows.filter(day=run.base_day).select_related("area").order_by("area__code"))
    start = narrowest(base)
    units = Units([row.area for row in start], book)
    tell(0.02, READING, areas=f"{len(start):,}")
    ages, years = list(run.base.ages), _years(run)
    people = np.stack([by_sex(row) for row in start])
    control = _control(run, units, years[1:])
    tell(0.1, PROJECTING, areas=f"{len(start):,}", year=run.until)
    names = [str(area) for area in units.areas]
    found = analysis.project(
        people, run.assumptions.values, ages, control.number, control.by_period, names=names, client=client
    )
    figures: dict[str, Any] = {"control": _scaled(control, found.scaled, years)}
    quantiles: dict[str, Any] = {}
    if run.draws:
        tell(0.4, DRAWING, draws=f"{run.draws:,}")
        quantiles, figures["quantiles"] = _fan(run, units, found.people, ages, years, tell, client)
    rows = list(_rows(run, units, start, found.people, ages, years))
    tell(0.8, WRITING, rows=f"{len(rows):,}")
    return Found(_table(run, ages), rows, quantiles, figures, len(start))


def check(run: Run) -> None:
    """BadInput, with the field, when a run's base, assumptions and years cannot be computed with."""
    ages = list(run.base.ages)
    widths = {later - earlier for earlier, later in pairwise(ages)}
    known = People.objects.filter(table=run.base, day=run.base_day).exclude(male=[])
    if len(widths) != 1 or ages[0] or not known.exists():
        raise BadInput(
            _("“%(base)s” does not have people by sex and five-year age of that day. Choose a census or an estimate.")
            % {"base": run.base},
            "base",
        )
    if list(run.assumptions.ages) != ages:
        sentence = _("“%(base)s” has ages to %(one)d+, “%(set)s” to %(other)d+. Choose a set with the same ages.")
        told = {"base": run.base, "one": ages[-1], "set": run.assumptions, "other": run.assumptions.ages[-1]}
        raise BadInput(sentence % told, "assumptions")
    width = widths.pop()
    if (run.until - run.base_day.year) % width:
        near = run.base_day.year + (run.until - run.base_day.year) // width * width + width
        raise BadInput(
            _("People are projected %(n)d years at a time from %(from)d. Choose %(near)d, for example.")
            % {"n": width, "from": run.base_day.year, "near": near},
            "until",
        )


def _years(run: Run) -> list[int]:
    width = run.base.ages[1] - run.base.ages[0]
    return list(range(run.base_day.year, run.until + 1, width))


@dataclass(frozen=True)
class _Control:
    above: Above | None
    number: list[int]
    by_period: list[analysis.Control | None]


def _control(run: Run, units: Units, years: Sequence[int]) -> _Control:
    """The wards' published figures at the end of each period; of a table that has only the city's, those."""
    if run.control is None:
        return _Control(None, units.wards.number, [None] * len(years))
    rows = {(row.area_id, row.day.year): row for row in run.control.rows.filter(day__year__in=years)}
    candidates = [units.wards, *([units.city] if units.city else [])]
    for above in candidates:
        given = [_published(rows, above, year, run.control) for year in years]
        if any(given):
            return _Control(above, above.number, given)
    raise BadInput(
        _("“%(table)s” has no people of these areas between %(from)d and %(until)d. Choose another table, or none.")
        % {"table": run.control, "from": years[0], "until": years[-1]}
    )


def _published(rows: dict[tuple[int, int], People], above: Above, year: int, table: Table) -> analysis.Control | None:
    found = [rows.get((area.pk, year)) for area in above.areas]
    if not all(found):
        return None
    people = [by_age(row) for row in found if row]
    if all(len(each) == len(table.ages) for each in people):
        return analysis.Control(np.stack(people), tuple(table.ages))
    return analysis.Control(np.array([[row.total] for row in found if row]), (0,))


def _scaled(control: _Control, factors: Array, years: Sequence[int]) -> dict[str, dict[str, float]]:
    """year → number of the ward → factor, of the years that were controlled."""
    if control.above is None:
        return {}
    return {
        str(year): {
            str(area.pk): round(float(factor), 5) for area, factor in zip(control.above.areas, row, strict=True)
        }
        for year, row, given in zip(years[1:], factors[1:], control.by_period, strict=True)
        if given
    }


def _fan(
    run: Run, units: Units, people: Array, ages: Sequence[int], years: Sequence[int], tell: Tell, client: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    wards = units.wards
    paths = np.stack([wards.sums(point) for point in people])
    fan = analysis.fan(
        paths, run.assumptions.values, ages, draws=run.draws, seed=run.seed, client=client,
        tell=lambda done: tell(0.4 + 0.4 * done, DRAWING, draws=f"{run.draws:,}"),
    )  # fmt: skip

    def by_year(values: Array) -> dict[str, dict[str, list[float]]]:
        return {
            str(year): {str(p): np.round(values[n, point], 1).tolist() for n, p in enumerate(fan.probabilities)}
            for point, year in enumerate(years)
        }

    return by_year(fan.whole), {str(a.pk): by_year(fan.areas[:, :, n]) for n, a in enumerate(wards.areas)}


def _rows(
    run: Run, units: Units, start: Sequence[People], people: Array, ages: Sequence[int], years: Sequence[int]
) -> Iterator[People]:
    homes, alone = _households(run, start, people, ages)
    known = {row.area_id: row for row in run.base.rows.filter(day=run.base_day)}
    for point, year in enumerate(years):
        day = date(year, run.base_day.month, run.base_day.day)
        for level in units.levels:
            sums = level.sums(people[point])
            more = [level.sums(each[point]) if each is not None else None for each in (homes, alone)]
            for n, area in enumerate(level.areas):
                counted = [None if each is None else round(float(each[n]), 3) for each in more]
                before = None if point else known.get(area.pk)
                sexes = (before.male, before.female) if before and before.male else sums[n]
                status = Status.PROJECTED if point else before.status if before else Status.ESTIMATED
                row = people_row(area, day, status, ages, *sexes, households=counted[0], alone75=counted[1])
                if before:
                    row.total, row.households = before.total, before.households or row.households
                yield row


def _households(
    run: Run, start: Sequence[People], people: Array, ages: Sequence[int]
) -> tuple[Array | None, Array | None]:
    """Households, and people of 75 and more who live alone: (points, units) each, or None without rates."""
    headship = run.assumptions.values.get("headship") or {}
    homes = alone = None
    if "all" in headship:
        homes = analysis.households(people, headship["all"])
        known = np.array([np.nan if row.households is None else row.households for row in start])
        homes = homes * np.where((homes[0] > 0) & ~np.isnan(known), known / np.where(homes[0] > 0, homes[0], 1), 1.0)
    if "alone" in headship and 75 in ages:
        rates = np.array(headship["alone"], dtype=float)
        rates[:, : list(ages).index(75)] = 0
        alone = analysis.households(people, rates)
    return homes, alone


def _table(run: Run, ages: Sequence[int]) -> Table:
    parts: list[Any] = [run.base, run.assumptions, *([run.control] if run.control else [])]
    return Table(
        city_id=run.city_id,
        code=f"run-{run.pk}",
        name=run.name,
        kind=Kind.RUN,
        source=" · ".join(part.name for part in parts)[:300],
        ages=list(ages),
    )
