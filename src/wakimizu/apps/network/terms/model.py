"""What a scenario says, as values. What is left out of a file is what stands here.

Yen, staff and shares are round figures of ours, there so that an empty file works: they are nobody's published figures.
A city that decides by them puts its own in (docs/network.md says where to look).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from wakimizu.apps.network.workflow import Role

FIRST_OF_APRIL = (4, 1)


@dataclass(frozen=True, slots=True)
class RoleTerms:
    """staff: full-time equivalents, whatever comes. yen: a year, without staff. room: for so many staff; None: enough.

    community: people of the community centre work there. kiosk: a place that becomes one gets a machine for certificates.
    """

    staff: float = 0.0
    yen: float = 0.0
    room: float | None = None
    community: bool = False
    kiosk: bool = False


ROLE_TERMS: Mapping[str, RoleTerms] = {
    Role.WARD_OFFICE: RoleTerms(12.0, 60_000_000, None, True),
    Role.GENERAL_BRANCH: RoleTerms(4.0, 16_000_000, None, True),
    Role.BRANCH: RoleTerms(2.0, 7_000_000, None, True),
    Role.COMMUNITY_CENTRE: RoleTerms(0.0, 4_000_000, None, True),
    Role.KIOSK: RoleTerms(0.0, 1_200_000, None, False, True),
}
STEPS: Mapping[tuple[str, str], float] = {  # yen, once
    (Role.GENERAL_BRANCH, Role.BRANCH): 8_000_000,
    (Role.GENERAL_BRANCH, Role.COMMUNITY_CENTRE): 15_000_000,
    (Role.GENERAL_BRANCH, Role.CLOSED): 12_000_000,
    (Role.BRANCH, Role.GENERAL_BRANCH): 20_000_000,
    (Role.BRANCH, Role.COMMUNITY_CENTRE): 8_000_000,
    (Role.BRANCH, Role.KIOSK): 5_000_000,
    (Role.BRANCH, Role.CLOSED): 6_000_000,
    (Role.COMMUNITY_CENTRE, Role.BRANCH): 12_000_000,
    (Role.COMMUNITY_CENTRE, Role.CLOSED): 4_000_000,
    (Role.KIOSK, Role.CLOSED): 300_000,
    (Role.ABSENT, Role.GENERAL_BRANCH): 120_000_000,
    (Role.ABSENT, Role.BRANCH): 60_000_000,
    (Role.ABSENT, Role.COMMUNITY_CENTRE): 40_000_000,
    (Role.ABSENT, Role.KIOSK): 1_500_000,
}
VISITS_PER_FTE: Mapping[str, float] = {  # a year, by the smallest counter that does the services
    Role.WARD_OFFICE: 3_000,
    Role.GENERAL_BRANCH: 4_000,
    Role.BRANCH: 6_000,
    Role.COMMUNITY_CENTRE: 6_000,
}
AGE_WEIGHTS: Mapping[int, float] = {0: 0.3, 15: 1.0, 65: 1.2, 75: 1.0}


@dataclass(frozen=True, slots=True)
class Demand:
    """source: "observed" months, or "rates": visits of a person a year by service. ages: how often, by first age.

    smallest: groups of services with a smaller share of the visits join another one.
    """

    source: str = "observed"
    months: int = 12
    smallest: float = 0.01
    ages: Mapping[int, float] = field(default_factory=lambda: dict(AGE_WEIGHTS))
    rates: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Digital:
    """Shares in a year: of today's visits done online; of certificates got from a machine, by those who still come."""

    year: int
    online_under75: float = 0.0
    online_over75: float = 0.0
    kiosk_under75: float = 0.0
    kiosk_over75: float = 0.0


DIGITAL = (Digital(2026, 0.0, 0.0, 0.3, 0.1), Digital(2040, 0.35, 0.15, 0.6, 0.35))


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, in yen: a person's minute; a minute as the Kolm–Pollak measure weighs it, and its aversion per
    minute; a yen of the city's; a full-time equivalent for a year of work in the community."""

    minute: float = 30.0
    equity: float = 0.0
    aversion: float = 0.05
    cost: float = 1.0
    community: float = 2_000_000.0


@dataclass(frozen=True, slots=True)
class FarthestGuard:
    """Nobody of a group is farther than so many minutes; or_today: than today, where it is more already."""

    kind = "farthest"
    minutes: float
    who: str = "over75"  # under75, over75, all
    service: str = "branch"
    or_today: bool = True
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class ReachGuard:
    """At least this share of a group is within so many minutes."""

    kind = "reach"
    minutes: float
    share: float
    who: str = "over75"
    service: str = "branch"
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class WardsGuard:
    """Every ward (or those named by code) keeps at least so many sites with one of these roles."""

    kind = "wards"
    roles: tuple[str, ...]
    least: int = 1
    wards: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class StayGuard:
    """An office keeps what it is until a day. noted: the day stands at the office itself (must_stay_until)."""

    kind = "stay"
    office: str
    until: date
    noted: bool = False


@dataclass(frozen=True, slots=True)
class YenGuard:
    """A period costs at most so many yen, or at most this share of what today's offices would cost in it."""

    kind = "yen"
    yen: float | None = None
    of_today: float | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class StaffGuard:
    """All counters together need at most so many full-time equivalents, or this share of today's need."""

    kind = "staff"
    most: float | None = None
    of_today: float | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class RoomsGuard:
    """No site needs more staff than it has room for."""

    kind = "rooms"
    first: int | None = None
    last: int | None = None


AnyGuard = FarthestGuard | ReachGuard | WardsGuard | StayGuard | YenGuard | StaffGuard | RoomsGuard
GUARDS: tuple[AnyGuard, ...] = (FarthestGuard(60.0),)


@dataclass(frozen=True, slots=True)
class NewSite:
    """A place where nothing is yet. roles: what it may become."""

    code: str
    name: str
    lat: float
    lon: float
    roles: tuple[str, ...]
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Sites:
    """decide: kinds of offices, or codes, that are up for decision. keep: codes that stay as they are, whatever `decide` says.

    roles: what single offices may be (code → roles). together: metres within which a centre shares another counter's place.
    centres_may_close: a place with a community centre may lose it.
    """

    decide: tuple[str, ...] = (Role.GENERAL_BRANCH.value, Role.BRANCH.value)
    keep: tuple[str, ...] = ()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    new: tuple[NewSite, ...] = ()
    together: float = 150.0
    centres_may_close: bool = False


@dataclass(frozen=True, slots=True)
class Effort:
    """gap: relative, at which the search may end. seconds: after which it ends with the best found; None: never."""

    gap: float = 0.0001
    seconds: float | None = 600.0


@dataclass(frozen=True, slots=True)
class Terms:
    """All that is asked. years: the first fiscal year of each period; until: the fiscal year after the last one's end.

    people: the short name of a table, or nothing for the projection that holds. travel: ways of going by rider, of which
    the fastest counts. need: of work in the community: "aged75", "aged65", "people". centre_staff: who works in a community
    centre today, where the city's own staff table does not say.
    """

    years: tuple[int, ...]
    until: int
    day: tuple[int, int] = FIRST_OF_APRIL
    people: str = ""
    travel: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {"under75": ("car",), "over75": ("walk75", "transit")}
    )
    roles: Mapping[str, RoleTerms] = field(default_factory=lambda: dict(ROLE_TERMS))
    steps: Mapping[tuple[str, str], float] = field(default_factory=lambda: dict(STEPS))
    yen_per_fte: float = 7_500_000.0
    visits_per_fte: Mapping[str, float] = field(default_factory=lambda: dict(VISITS_PER_FTE))
    demand: Demand = field(default_factory=Demand)
    digital: tuple[Digital, ...] = DIGITAL
    need: str = "aged75"
    centre_staff: float = 3.0
    weights: Weights = field(default_factory=Weights)
    guards: tuple[AnyGuard, ...] = GUARDS
    guards_noted: bool = True  # offices that say must_stay_until of themselves
    sites: Sites = field(default_factory=Sites)
    effort: Effort = field(default_factory=Effort)

    @property
    def ends(self) -> tuple[int, ...]:
        """The fiscal year after each period's last."""
        return (*self.years[1:], self.until)

    def begins(self, period: int) -> date:
        """A period's first day."""
        return date(self.years[period], *self.day)


def years_from(today: date) -> tuple[tuple[int, ...], int]:
    """Three periods of five years, from the next first of April."""
    first = today.year + (today >= date(today.year, *FIRST_OF_APRIL))
    return (first, first + 5, first + 10), first + 15
