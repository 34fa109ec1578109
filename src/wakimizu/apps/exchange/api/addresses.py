"""The rooms of /api/v1, and what pages that join rooms bring along (`pages/machines.py`)."""

from django.utils.module_loading import autodiscover_modules

from wakimizu.apps.exchange.api.rooms import (
    budget,
    city,
    deliberation,
    duties,
    mail,
    network,
    population,
    sharing,
    surveys,
    voices,
)
from wakimizu.apps.exchange.api.site import PUBLIC, add_room, api

ROOMS = {
    PUBLIC: voices.public,
    "city": city.router,
    "voices": voices.router,
    "population": population.router,
    "network": network.router,
    "services": duties.router,  # and all of rooms/services.py
    "monitoring": surveys.router,
    "proposals": budget.router,
    "community": deliberation.router,
    "sharing": sharing.router,
    "exchange": mail.router,  # and all of rooms/webhooks.py
}

autodiscover_modules("machines")

for name, router in ROOMS.items():
    add_room(name, router)

__all__ = ["ROOMS", "api"]
