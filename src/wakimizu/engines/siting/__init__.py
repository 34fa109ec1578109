"""Which offices a city should have: location models solved exactly, every answer with its bound and gap."""

from .answer import Answer, Effort, Progress, Status
from .equity import Equity, equity, kappa, kolm_pollak, percentile, ways
from .medians import kolm_pollak_median, p_median

__all__ = [
    "Answer",
    "Effort",
    "Equity",
    "Progress",
    "Status",
    "equity",
    "kappa",
    "kolm_pollak",
    "kolm_pollak_median",
    "p_median",
    "percentile",
    "ways",
]
