"""Exact location models with bound and gap, and equity measures. Not built yet."""
