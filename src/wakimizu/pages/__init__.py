"""Screens that join several rooms: the portal, my desk, overviews, the map, search."""
