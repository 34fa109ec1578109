"""Which offices a city should have: location models solved exactly, every answer with its bound and gap."""

from .answer import Answer, Effort, Progress, Status
from .centres import p_centre
from .covering import location_set_covering, maximal_covering
from .equity import Equity, equity, kappa, kolm_pollak, percentile, ways
from .facilities import capacitated, uncapacitated
from .medians import kolm_pollak_median, p_median

__all__ = [
    "Answer",
    "Effort",
    "Equity",
    "Progress",
    "Status",
    "capacitated",
    "equity",
    "kappa",
    "kolm_pollak",
    "kolm_pollak_median",
    "location_set_covering",
    "maximal_covering",
    "p_centre",
    "p_median",
    "percentile",
    "uncapacitated",
    "ways",
]
