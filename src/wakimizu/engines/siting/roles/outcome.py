"""What a plan comes to, worked out from scratch: everybody goes to the nearest counter that does what they need.

Nothing here knows how the plan was found, so it judges the solver as it judges a plan drawn by hand.
"""

from dataclasses import dataclass, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from wakimizu.engines.words import Refused

from .case import FARTHEST, Array, Budget, Case, Count, Reach, Rooms, Staffing, Whole, Within

SLACK = 1e-6  # relative: what adding up doubles loses


@dataclass(frozen=True, slots=True)
class Outcome:
    """role: (T, K). nearest: (T, S, M, N) site, −1: none is open. minutes: (T, S, M, N), at most FARTHEST.

    visits: (T, S, K) a year. staff: (T, K) needed, full-time equivalents. running: (T, K) yen a year without staff.
    one_off: (T,) yen, at the beginning of the period. set_free: (T,) full-time equivalents fewer than today's need.
    parts: what the objective is made of, in yen over all periods, by name. objective: their sum.
    broken: numbers of the guards that do not hold.
    """

    role: Whole
    nearest: Whole
    minutes: Array
    visits: Array
    staff: Array
    running: Array
    one_off: Array
    set_free: Array
    parts: dict[str, float]
    objective: float
    broken: tuple[int, ...]

    def cost(self, given: Case) -> Array:
        """(T,) yen of each period: running and staff for its years, and one-off."""
        yearly = self.running.sum(axis=1) + self.staff.sum(axis=1) * given.yen_per_fte
        return np.asarray(yearly * given.lengths + self.one_off)


def disutility(given: Case) -> Array:
    """(M, N, K) yen of one visit: its minutes, and its minutes as the Kolm–Pollak measure weighs them.

    The measure itself is ln(mean(exp(κ·minutes))) ÷ κ; its slope at today's level e is what a visit of d minutes adds:
    exp(κ(d − e)). Summed over visits, (exp(κ(d − e)) − 1) ÷ κ ranks plans as the measure does, and a visit at today's level
    counts as one minute more when it takes one minute more. Source: Kolm 1976, Pollak 1971; for distances Logan et al. 2021,
    doi:10.1177/2399808321991543.
    """
    minutes = np.minimum(given.minutes, FARTHEST)
    weights = given.weights
    if not weights.equity:
        return minutes * weights.minute
    return minutes * weights.minute + weights.equity * unequal(minutes, weights.aversion, today_level(given))


def unequal(minutes: Array, aversion: float, level: float) -> Array:
    """Minutes as the Kolm–Pollak measure weighs them, around a level."""
    if not aversion:
        return minutes - level
    return np.expm1(aversion * (minutes - level)) / aversion


def today_level(given: Case) -> float:
    """Today's Kolm–Pollak equivalent of the minutes, over the first period's visits."""
    minutes, visits = _today_minutes(given), given.visits[0]
    people, aversion = visits.sum(), given.weights.aversion
    if not people:
        return 0.0
    if not aversion:
        return float((minutes * visits).sum() / people)
    most = float(minutes.max())
    return most + float(np.log((visits * np.exp(aversion * (minutes - most))).sum() / people)) / aversion


def _today_minutes(given: Case) -> Array:
    return np.stack([to_nearest(given.minutes, given.offers[given.now, s])[1] for s in range(len(given.services))])


def to_nearest(minutes: Array, open_: NDArray[np.bool_]) -> tuple[Whole, Array]:
    """(M, N) the nearest open site, of two equally near the first, −1 where none is open; its minutes, at most FARTHEST."""
    if not open_.any():
        return np.full(minutes.shape[:2], -1), np.full(minutes.shape[:2], FARTHEST)
    numbers = np.flatnonzero(open_)
    among = np.minimum(minutes[:, :, numbers], FARTHEST)
    best = among.argmin(axis=2)
    return numbers[best], np.take_along_axis(among, best[..., None], 2)[..., 0]


def today_staff(given: Case) -> float:
    """Full-time equivalents that today's roles need for the first period's visits."""
    return float(_staff(given, given.now, _visits(given, 0, _nearest(given, given.now)[0])).sum())


def _nearest(given: Case, role: Whole) -> tuple[Whole, Array]:
    found = [to_nearest(given.minutes, given.offers[role, s]) for s in range(len(given.services))]
    return np.stack([each[0] for each in found]), np.stack([each[1] for each in found])


def _visits(given: Case, period: int, nearest: Whole) -> Array:
    """(S, K) visits a year."""
    sites = len(given.sites)
    return np.stack([
        np.bincount(nearest[s].ravel() + 1, weights=given.visits[period, s].ravel(), minlength=sites + 1)[1:]
        for s in range(len(given.services))
    ])  # fmt: skip


def _staff(given: Case, role: Whole, visits: Array) -> Array:
    return np.asarray(given.staff[np.arange(len(given.sites)), role] + (visits / given.visits_per_fte[:, None]).sum(0))


def outcome(given: Case, role: Whole) -> Outcome:
    """What a plan comes to. role: (T, K). Refused when a site takes a step that cannot be."""
    periods, sites = role.shape
    every = np.arange(sites)
    found = [_nearest(given, role[t]) for t in range(periods)]
    nearest, minutes = np.stack([each[0] for each in found]), np.stack([each[1] for each in found])
    visits = np.stack([_visits(given, t, nearest[t]) for t in range(periods)])
    staff = np.stack([_staff(given, role[t], visits[t]) for t in range(periods)])
    running = np.stack([given.yen[t, every, role[t]] for t in range(periods)])
    one_off = _one_off(given, role)
    set_free = today_staff(given) - staff.sum(axis=1)
    parts = _parts(given, minutes, staff, running, one_off, set_free)
    total = sum(parts.values())
    made = Outcome(role, nearest, minutes, visits, staff, running, one_off, set_free, parts, total, ())
    return replace(made, broken=tuple(n for n in range(len(given.guards)) if not holds(given, made, n)))


def _one_off(given: Case, role: Whole) -> Array:
    before, every, found = given.now, np.arange(role.shape[1]), []
    for t, after in enumerate(role):
        taken = given.steps[every, before, after]
        cannot = np.isnan(taken) | ~given.may[t, every, after]
        for past in role[: max(t - 1, 0)]:
            cannot |= (past == after) & (before != after)
        if t > 0:
            cannot |= (given.now == after) & (before != after)
        if cannot.any():
            site = int(np.argmax(cannot))
            raise Refused(
                "Site %(site)s (%(name)s) cannot turn from %(old)s into %(new)s in %(year)s.",
                site=site,
                name=given.sites[site],
                old=given.roles[before[site]],
                new=given.roles[after[site]],
                year=given.years[t],
            )
        found.append(taken.sum())
        before = after
    return np.array(found)


def _parts(
    given: Case, minutes: Array, staff: Array, running: Array, one_off: Array, set_free: Array
) -> dict[str, float]:
    weights, years = given.weights, given.lengths
    weighed = given.visits * years[:, None, None, None]
    level = today_level(given)
    return {
        "minutes": weights.minute * float((minutes * weighed).sum()),
        "equity": weights.equity * float((unequal(minutes, weights.aversion, level) * weighed).sum())
        if weights.equity
        else 0.0,
        "running": weights.cost * float(running.sum(axis=1) @ years),
        "staff": weights.cost * given.yen_per_fte * float(staff.sum(axis=1) @ years),
        "one_off": weights.cost * float(one_off.sum()),
        "community": -weights.community * float(set_free @ years),
    }


def holds(given: Case, made: Outcome, number: int) -> bool:
    """Whether a guard holds in what a plan comes to."""
    guard = given.guards[number]
    return all(_holds(given, made, guard, period) for period in guard.periods)


def _holds(given: Case, made: Outcome, guard: object, t: int) -> bool:
    if isinstance(guard, Within):
        limit = limits(given, guard)
        asked = given.people[t] > 0
        if guard.rider is not None:
            asked &= (np.arange(len(given.riders)) == guard.rider)[:, None]
        return bool((made.minutes[t, guard.service] <= limit * (1 + SLACK))[asked].all())
    if isinstance(guard, Reach):
        people = given.people[t] if guard.rider is None else given.people[t][[guard.rider]]
        minutes = made.minutes[t, guard.service]
        minutes = minutes if guard.rider is None else minutes[[guard.rider]]
        within = float(people[minutes <= guard.minutes].sum())
        return within >= guard.share * float(people.sum()) * (1 - SLACK)
    if isinstance(guard, Count):
        count = int(np.isin(made.role[t, list(guard.sites)], guard.roles).sum())
        return guard.least <= count <= guard.most
    if isinstance(guard, Budget):
        return bool(made.cost(given)[t] <= guard.yen * (1 + SLACK))
    if isinstance(guard, Staffing):
        return bool(made.staff[t].sum() <= guard.most * (1 + SLACK))
    assert isinstance(guard, Rooms)  # noqa: S101  the last of the union
    room = given.most_staff[np.arange(len(given.sites)), made.role[t]]
    return bool((made.staff[t] <= room * (1 + SLACK)).all())


def limits(given: Case, guard: Within) -> Array:
    """(M, N) minutes that a guard allows: its own, or today's where they are more already."""
    today = _today_minutes(given)[guard.service] if guard.or_today else np.full(given.minutes.shape[:2], -inf)
    return np.asarray(np.maximum(today, guard.minutes), float)
