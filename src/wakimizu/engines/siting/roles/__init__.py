"""The city's own model: which role each site has in each period, and with what proof.

    from wakimizu.engines.siting import roles
    given = roles.case(...); plan = roles.realign(given); made = roles.outcome(given, plan.role)

Equations, sources and an example to run: docs/siting.md.
"""

from .allotting import allot
from .bindings import binding
from .case import (
    FARTHEST,
    Budget,
    Case,
    Count,
    Guard,
    Reach,
    Rooms,
    Staffing,
    Weights,
    Within,
    case,
    no_step,
    unreached,
)
from .conflicts import conflict
from .frontier import frontier
from .outcome import Outcome, outcome
from .plan import Binding, Plan, Point
from .solving import realign

__all__ = [
    "FARTHEST",
    "Binding",
    "Budget",
    "Case",
    "Count",
    "Guard",
    "Outcome",
    "Plan",
    "Point",
    "Reach",
    "Rooms",
    "Staffing",
    "Weights",
    "Within",
    "allot",
    "binding",
    "case",
    "conflict",
    "frontier",
    "no_step",
    "outcome",
    "realign",
    "unreached",
]
