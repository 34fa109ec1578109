"""The city's question: which role shall each site have in each period, so that people, purse and staff fare best.

Axes, always in this order: period (T), site (K), role (R), service (S), rider (M: people who travel alike, as under 75 and
75 and over), cell (N). Arrays are taken as they broadcast: a running cost by role alone stands for all sites and periods.
"""

from dataclasses import dataclass, field
from math import inf, nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wakimizu.engines.demography.refusals import axis_said, finite, refuse, spread
from wakimizu.engines.words import Refused, Words

Array = NDArray[np.float64]
Whole = NDArray[np.intp]
FARTHEST = 180.0  # minutes; who is farther, or cannot get there at all, counts as so far away
LEAST_SHARE = 1e-6  # of people; what is smaller the solver cannot tell from nothing


@dataclass(frozen=True, slots=True)
class Within:
    """Nobody of a rider (None: of all) is farther than so many minutes from a counter of a service.

    or_today: who is farther already today shall be no farther than today.
    """

    name: str
    periods: tuple[int, ...]
    service: int
    minutes: float
    rider: int | None = None
    or_today: bool = True


@dataclass(frozen=True, slots=True)
class Reach:
    """At least this share of the people of a rider (None: of all) is within so many minutes of a counter of a service.

    Met to within the solver's tolerance of 1e-6: a smaller share is as good as none.
    """

    name: str
    periods: tuple[int, ...]
    service: int
    minutes: float
    share: float
    rider: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """Of these sites at least and at most so many have one of these roles: a ward's last office, an office that must stay."""

    name: str
    periods: tuple[int, ...]
    sites: tuple[int, ...]
    roles: tuple[int, ...]
    least: float = 0
    most: float = inf


@dataclass(frozen=True, slots=True)
class Budget:
    """Running, staff and one-off costs of a period together are at most so many yen."""

    name: str
    periods: tuple[int, ...]
    yen: float


@dataclass(frozen=True, slots=True)
class Staffing:
    """All counters together need at most so many full-time equivalents."""

    name: str
    periods: tuple[int, ...]
    most: float


@dataclass(frozen=True, slots=True)
class Rooms:
    """No site serves more visits than its room for staff allows, when everybody goes to the nearest counter."""

    name: str
    periods: tuple[int, ...]


Guard = Within | Reach | Count | Budget | Staffing | Rooms


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, all in yen, so that everybody can see the rates.

    minute: a minute of one person's way to a counter. equity: a minute as the Kolm–Pollak measure weighs it: as much at
    today's level, more the farther one is, by `aversion` per minute. cost: of a yen of the city's (1: a yen). community:
    a full-time equivalent set free for a year of work in the community.
    """

    minute: float = 30.0
    equity: float = 0.0
    cost: float = 1.0
    community: float = 0.0
    aversion: float = 0.05


@dataclass(frozen=True, slots=True)
class Case:
    """All that is given. Refused names the number, its place, and what to do.

    years: (T,) each period's first year. lengths: (T,) years. minutes: (M, N, K) one way; inf: cannot get there.
    visits: (T, S, M, N) a year, what is done online already taken out. people: (T, M, N), for guards.
    now: (K,) today's role. may: (T, K, R) roles that can be had; a site that is not there yet has a role that says so.
    steps: (K, R, R) yen of turning one role into another; nan: cannot be. A role once left is never taken up again.
    offers: (R, S). yen: (T, K, R) a year, without staff. staff: (K, R) full-time equivalents, whatever comes.
    visits_per_fte: (S,) a year. most_staff: (K, R) room for so many, inf: enough. yen_per_fte: a year.
    community: (R,) a role with a community centre. need: (T, N) of work in the community, in any unit.
    community_staff: (K,) those who work there today.
    """

    years: tuple[int, ...]
    lengths: Array
    sites: tuple[str, ...]
    roles: tuple[str, ...]
    services: tuple[str, ...]
    riders: tuple[str, ...]
    cells: tuple[str, ...]
    minutes: Array
    visits: Array
    people: Array
    now: Whole
    may: NDArray[np.bool_]
    steps: Array
    offers: NDArray[np.bool_]
    yen: Array
    staff: Array
    visits_per_fte: Array
    most_staff: Array
    yen_per_fte: float
    community: NDArray[np.bool_]
    need: Array
    community_staff: Array
    guards: tuple[Guard, ...] = ()
    weights: Weights = field(default_factory=Weights)

    @property
    def shape(self) -> dict[str, int]:
        return {
            "period": len(self.years),
            "site": len(self.sites),
            "role": len(self.roles),
            "service": len(self.services),
            "rider": len(self.riders),
            "cell": len(self.cells),
        }


def case(
    *,
    years: tuple[int, ...],
    lengths: ArrayLike,
    sites: tuple[str, ...],
    roles: tuple[str, ...],
    services: tuple[str, ...],
    riders: tuple[str, ...],
    cells: tuple[str, ...],
    minutes: ArrayLike,
    visits: ArrayLike,
    people: ArrayLike,
    now: ArrayLike,
    offers: ArrayLike,
    yen: ArrayLike,
    staff: ArrayLike,
    steps: ArrayLike,
    may: ArrayLike = True,
    visits_per_fte: ArrayLike = inf,
    most_staff: ArrayLike = inf,
    yen_per_fte: float = 0.0,
    community: ArrayLike = False,
    need: ArrayLike = 0.0,
    community_staff: ArrayLike = 0.0,
    guards: tuple[Guard, ...] = (),
    weights: Weights | None = None,
) -> Case:
    """A case from arrays that broadcast, checked; see `Case` for shapes and units."""
    sizes = dict(zip("TKRSMN", map(len, (years, sites, roles, services, riders, cells)), strict=True))
    names = {"site": sites, "role": roles, "service": services, "rider": riders, "cell": cells}
    words = {"T": "period", "K": "site", "R": "role", "S": "service", "M": "rider", "N": "cell"}

    def whole(values: ArrayLike, axes: str, what: Words) -> Array:
        return np.array(spread(np.asarray(values, float), [sizes[a] for a in axes], what, [words[a] for a in axes]))

    def checked(values: ArrayLike, axes: str, what: Words) -> Array:
        found = whole(values, axes, what)
        bad = ~(found >= 0)
        if bad.any():
            because = Words("not a number from 0 on. Correct the table it came from.")
            refuse(found, bad, what, because, [words[a] for a in axes], names)
        return found

    def numbers(values: ArrayLike, axes: str, what: Words) -> Array:
        return finite(checked(values, axes, what), what, [words[a] for a in axes], names)

    for axis, size in sizes.items():
        if not size:
            raise Refused("There is no %(axis)s. Name at least one.", axis=axis_said(words[axis]))
    far = checked(np.where(np.isnan(np.asarray(minutes, float)), inf, minutes), "MNK", Words("minutes of the way"))
    rates = checked(visits_per_fte, "S", Words("visits one officer can serve"))
    if not rates.all():
        raise Refused(
            "An officer can serve 0 visits of a service: one officer serves nobody. Give the visits one can serve in a year."
        )
    made = Case(
        tuple(years), numbers(lengths, "T", Words("length")), tuple(sites), tuple(roles), tuple(services), tuple(riders),
        tuple(cells), far, numbers(visits, "TSMN", Words("visits")), numbers(people, "TMN", Words("number of people")),
        np.array(np.broadcast_to(np.asarray(now, np.intp), sizes["K"])),
        np.array(np.broadcast_to(np.asarray(may, bool), [sizes[a] for a in "TKR"])),
        whole(steps, "KRR", Words("cost of a step")), np.array(np.broadcast_to(np.asarray(offers, bool), [sizes["R"], sizes["S"]])),
        numbers(yen, "TKR", Words("running cost in yen")), numbers(staff, "KR", Words("staff")), rates,
        checked(most_staff, "KR", Words("room for staff")),
        float(numbers(yen_per_fte, "", Words("yen for one officer"))),
        np.array(np.broadcast_to(np.asarray(community, bool), sizes["R"])),
        numbers(need, "TN", Words("need in the community")), numbers(community_staff, "K", Words("staff in the community")),
        tuple(guards), weights or Weights(),
    )  # fmt: skip
    _check(made)
    return made


def _check(made: Case) -> None:
    if not (made.lengths > 0).all():
        raise Refused("A period has no length. Give each period's years.")
    steps = made.steps[~np.isnan(made.steps)]
    if (steps < 0).any() or not np.isfinite(steps).all():
        raise Refused(
            "A step from one role to another has a cost below zero or without end. Leave a step that cannot be empty (nan)."
        )
    if ((made.now < 0) | (made.now >= len(made.roles))).any():
        site = int(np.argmax((made.now < 0) | (made.now >= len(made.roles))))
        raise Refused(
            "Today's role of site %(site)s (%(name)s) is none of the roles. Number the roles from 0.",
            site=site,
            name=made.sites[site],
        )
    weighed = {
        "minute": Words("a minute"),
        "equity": Words("equity"),
        "cost": Words("cost"),
        "community": Words("work in the community"),
        "aversion": Words("aversion to inequality"),
    }
    for rate, what in weighed.items():
        value = getattr(made.weights, rate)
        if not (np.isfinite(value) and value >= 0):
            raise Refused("The weight of %(what)s is %(value)s. Weights are 0 or more.", what=what, value=value)
    if not made.visits.any():
        raise Refused("Nobody visits a counter in any period: there is nothing to decide. Check rates and people.")
    for t, s in zip(*np.nonzero(made.visits.any(axis=(2, 3))), strict=True):
        if not (made.may[t] & made.offers[:, s]).any():
            raise Refused(
                "No site may offer %(service)s in %(year)s. Let some site have a role that does.",
                service=made.services[s],
                year=made.years[t],
            )
    sizes = made.shape
    for guard in made.guards:
        _check_guard(guard, sizes)


def _check_guard(guard: Guard, sizes: dict[str, int]) -> None:
    used = {
        "period": guard.periods,
        "site": getattr(guard, "sites", ()),
        "role": getattr(guard, "roles", ()),
        "service": (guard.service,) if isinstance(guard, Within | Reach) else (),
        "rider": (guard.rider,) if isinstance(guard, Within | Reach) and guard.rider is not None else (),
    }
    for axis, numbers in used.items():
        if any(not 0 <= number < sizes[axis] for number in numbers):
            raise Refused(
                "The guard “%(name)s” names a %(axis)s that is not there.", name=guard.name, axis=axis_said(axis)
            )
    if isinstance(guard, Reach) and guard.share != 0 and not LEAST_SHARE <= guard.share <= 1:
        raise Refused(
            "The guard “%(name)s” asks for the share %(share)s. A share is 0, or one in a million to 1.",
            name=guard.name,
            share=guard.share,
        )
    for limit in ("minutes", "least", "most", "yen"):
        if (value := getattr(guard, limit, 0)) < 0 or value != value:
            raise Refused(
                "The guard “%(name)s” has the limit %(value)s. Give a number from 0 on.", name=guard.name, value=value
            )


def no_step(roles: int) -> Array:
    """(R, R) without any step: staying as it is costs nothing; allow others one by one."""
    steps = np.full((roles, roles), nan)
    np.fill_diagonal(steps, 0.0)
    return steps


def unreached(given: Case) -> list[tuple[int, int, int]]:
    """(rider, cell, service) that have visits, and no site from which they could be served ever is within reach."""
    found = []
    for service in range(len(given.services)):
        can = (given.may & given.offers[:, service]).any(axis=(0, 2))
        near = given.minutes[:, :, can].min(axis=2, initial=inf) < FARTHEST
        riders, cells = np.nonzero(~near & (given.visits[:, service].sum(axis=0) > 0))
        found += [(int(rider), int(cell), service) for rider, cell in zip(riders, cells, strict=True)]
    return found
