"""Change, interrupted series, differences, space-time scan, survey weighting, inequality. Not built yet."""
