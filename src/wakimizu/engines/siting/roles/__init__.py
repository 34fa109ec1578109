"""The city's own model: roles of sites over several periods."""

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
from .outcome import Outcome, outcome

__all__ = [
    "FARTHEST",
    "Budget",
    "Case",
    "Count",
    "Guard",
    "Outcome",
    "Reach",
    "Rooms",
    "Staffing",
    "Weights",
    "Within",
    "case",
    "no_step",
    "outcome",
    "unreached",
]
