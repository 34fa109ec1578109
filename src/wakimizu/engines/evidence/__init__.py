"""Whether something is there and how sure that is: inequality, survey weighting, the space-time scan, did it work, targets."""

from wakimizu.engines.evidence.change import Effect, Found, Why, differences, interrupted
from wakimizu.engines.evidence.inequality import distance, gini, theil, weighted_mean
from wakimizu.engines.evidence.scanning import Cluster, Stopped, neighbours, scan, together
from wakimizu.engines.evidence.targets import Path, Standing
from wakimizu.engines.evidence.weighting import (
    Estimate,
    Margin,
    Raked,
    estimate,
    kept_back,
    margin,
    rake,
    wilson,
)

__all__ = [
    "Cluster",
    "Effect",
    "Estimate",
    "Found",
    "Margin",
    "Path",
    "Raked",
    "Standing",
    "Stopped",
    "Why",
    "differences",
    "distance",
    "estimate",
    "gini",
    "interrupted",
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
