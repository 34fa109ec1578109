"""Scenarios for offices: which the city should have as its population ages, proven, and put into force from a day on."""
