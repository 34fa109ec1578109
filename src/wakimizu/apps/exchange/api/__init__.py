"""The HTTP API, /api/v1: what the screens do, for machines."""
