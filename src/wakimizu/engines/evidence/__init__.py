"""How unequal values are between groups. Change, interrupted series, differences, scan and weighting: not built yet."""

from wakimizu.engines.evidence.inequality import distance, gini, theil, weighted_mean

__all__ = ["distance", "gini", "theil", "weighted_mean"]
