"""Scenarios for offices: which the city should have as its population ages. Not built yet."""
