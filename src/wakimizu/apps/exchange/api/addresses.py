"""The rooms of /api/v1."""

from wakimizu.apps.exchange.api.rooms import city, duties, network, population, voices
from wakimizu.apps.exchange.api.site import PUBLIC, add_room, api

ROOMS = {
    PUBLIC: voices.public,
    "city": city.router,
    "voices": voices.router,
    "population": population.router,
    "network": network.router,
    "services": duties.router,  # and all of rooms/services.py
}

for name, router in ROOMS.items():
    add_room(name, router)

__all__ = ["ROOMS", "api"]
