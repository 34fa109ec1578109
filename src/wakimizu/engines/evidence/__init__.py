"""Whether something is there, how sure that is, and how unequal: inequality, survey weighting, the space-time scan.

Change on a path, interrupted series and differences: not built yet.
"""

from wakimizu.engines.evidence.inequality import distance, gini, theil, weighted_mean
from wakimizu.engines.evidence.scanning import Cluster, Stopped, neighbours, scan, together
from wakimizu.engines.evidence.weighting import (
    Estimate,
    Margin,
    Raked,
    RakingFault,
    estimate,
    kept_back,
    margin,
    rake,
    wilson,
)

__all__ = [
    "Cluster",
    "Estimate",
    "Margin",
    "Raked",
    "RakingFault",
    "Stopped",
    "distance",
    "estimate",
    "gini",
    "kept_back",
    "margin",
    "neighbours",
    "rake",
    "scan",
    "theil",
    "together",
    "weighted_mean",
    "wilson",
]
