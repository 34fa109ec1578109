"""How long it takes from every cell to every site, for each rider by the fastest of their ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from wakimizu.apps.network.question.notes import Note
from wakimizu.apps.network.question.people import Cell
from wakimizu.apps.network.question.sites import Site
from wakimizu.apps.network.terms import Terms
from wakimizu.apps.network.workflow import Rider
from wakimizu.apps.population import analysis
from wakimizu.apps.population.models import Reach, ReachRun
from wakimizu.apps.population.queries import reach_that_holds
from wakimizu.apps.population.workflow import Mode
from wakimizu.shared.errors import BadInput

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Ways:
    """minutes: (M, N, K), nan: farther than three hours."""

    minutes: Array
    source: dict[str, Any]
    notes: list[Note]


def ways(cells: Sequence[Cell], sites: Sequence[Site], terms: Terms, today: date) -> Ways:
    run = reach_that_holds()
    by_mode = _kept(run, cells, sites) if run else {}
    known = np.zeros(len(sites), bool)
    for table in by_mode.values():
        known |= (~np.isnan(table)).any(axis=0)
    notes, assumed = [], dict(run.figures) if run else {}
    if not known.all():
        missing = [n for n, has in enumerate(known) if not has]
        estimates, assumed_now = _estimated(cells, [sites[n] for n in missing], today)
        for mode, table in estimates.items():
            by_mode.setdefault(mode, np.full((len(cells), len(sites)), np.nan))[:, missing] = table
        assumed = assumed or assumed_now
        notes.append(Note("estimated_ways", {"sites": [sites[n].code for n in missing] if run else []}))
    minutes, more = _fastest(by_mode, terms)
    source = {
        "run": run.pk if run else None, "day": run.day.isoformat() if run else None,
        "assumed": {name: value for name, value in assumed.items() if isinstance(value, int | float)},
        "modes": sorted(by_mode),
    }  # fmt: skip
    return Ways(minutes, source, [*notes, *more])


def _kept(run: ReachRun, cells: Sequence[Cell], sites: Sequence[Site]) -> dict[str, Array]:
    """mode → (N, K); a site is reached when the first of its offices is."""
    place = {cell.pk: n for n, cell in enumerate(cells)}
    columns = [[str(office.pk) for office in site.offices] for site in sites]
    found: dict[str, Array] = {}
    for mode, cell, minutes in Reach.objects.filter(run=run).values_list("mode", "cell_id", "minutes"):
        if cell not in place:
            continue
        row = found.setdefault(mode, np.full((len(cells), len(sites)), np.nan))[place[cell]]
        for k, numbers in enumerate(columns):
            row[k] = min((minutes[number] for number in numbers if number in minutes), default=np.nan)
    return found


def _estimated(cells: Sequence[Cell], sites: Sequence[Site], today: date) -> tuple[dict[str, Array], dict[str, Any]]:
    starts = [(cell.lat, cell.lon) for cell in cells]
    found = analysis.travel(starts, [(site.lat, site.lon) for site in sites], {}, today, (time(9), time(11)), [])
    return found.minutes, found.assumed


def _fastest(by_mode: dict[str, Array], terms: Terms) -> tuple[Array, list[Note]]:
    found, notes = [], []
    for rider in Rider.values:
        asked = terms.travel[rider]
        here = [by_mode[mode] for mode in asked if mode in by_mode]
        if not here:
            words = {"ways": ", ".join(str(Mode(mode).label) for mode in asked), "rider": Rider(rider).label}
            raise BadInput(
                _("There are no travel times of “%(rider)s” by %(ways)s. Ask for travel times, or name another way.")
                % words
            )
        if lacks := [mode for mode in asked if mode not in by_mode]:
            notes.append(Note("no_way", {"rider": rider, "modes": lacks}))
        found.append(np.fmin.reduce(here))
    return np.stack(found), notes
