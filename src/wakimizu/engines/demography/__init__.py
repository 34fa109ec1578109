"""Who lives in an area and who will: cohort-component projection of all areas at once, in plain arrays.

    from wakimizu.engines.demography import AgeGroups, Assumptions, ChildWoman, NetRates, project

Equations, sources and an example to run: docs/demography/README.md.
"""

from .ages import FEMALE, MALE, AgeGroups, add_up, share_out, split_to_single_years, sum_by
from .assumptions import AgeSpecific, Assumptions, ChildWoman, NetNumbers, NetRates, OutRates
from .estimation import Estimated, damped, estimate, halving, relative_ratio, rogers_castro
from .fitting import ALL, EACH, Fitted, Margin, fit, spread_unknown
from .households import headship_rates, households
from .montecarlo import Fan, Uncertainty, monte_carlo
from .mortality import (
    LifeTable,
    MortalityTrend,
    Survival,
    life_table,
    mortality_trend,
    survival_from_years_lived,
)
from .projection import Components, Projection, components, project
from .smallareas import (
    BroadAges,
    Control,
    SmallAreas,
    Standing,
    estimate_ages,
    project_to_totals,
    share_suppressed,
)

__all__ = [
    "ALL",
    "EACH",
    "FEMALE",
    "MALE",
    "AgeGroups",
    "AgeSpecific",
    "Assumptions",
    "BroadAges",
    "ChildWoman",
    "Components",
    "Control",
    "Estimated",
    "Fan",
    "Fitted",
    "LifeTable",
    "Margin",
    "MortalityTrend",
    "NetNumbers",
    "NetRates",
    "OutRates",
    "Projection",
    "SmallAreas",
    "Standing",
    "Survival",
    "Uncertainty",
    "add_up",
    "components",
    "damped",
    "estimate",
    "estimate_ages",
    "fit",
    "halving",
    "headship_rates",
    "households",
    "life_table",
    "monte_carlo",
    "mortality_trend",
    "project",
    "project_to_totals",
    "relative_ratio",
    "rogers_castro",
    "share_out",
    "share_suppressed",
    "split_to_single_years",
    "spread_unknown",
    "sum_by",
    "survival_from_years_lived",
]
