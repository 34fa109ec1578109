"""The rooms of /api/v1, and what pages that join rooms bring along (`pages/machines.py`)."""

from django.utils.module_loading import autodiscover_modules

from wakimizu.apps.exchange.api.rooms import (
    audit,
    budget,
    city,
    consultations,
    deliberation,
    duties,
    figures,
    language,
    mail,
    measures,
    meetings,
    months,
    network,
    notices,
    offices,
    population,
    self_checks,
    services,
    sharing,
    surveys,
    voice_files,
    voices,
)
from wakimizu.apps.exchange.api.site import PUBLIC, add_room, api

MORE = (  # modules that add to another's router
    audit,
    consultations,
    duties,
    figures,
    language,
    measures,
    meetings,
    months,
    notices,
    offices,
    self_checks,
    voice_files,
)
ROOMS = {
    PUBLIC: voices.public,
    "city": city.router,
    "voices": voices.router,  # and all of rooms/figures.py, language.py, voice_files.py
    "population": population.router,
    "network": network.router,
    "services": services.router,  # and all of rooms/audit.py, duties.py, months.py, offices.py
    "monitoring": surveys.router,
    "proposals": budget.router,  # with rooms/proposals.py, measures.py
    "community": deliberation.router,  # with rooms/community.py, self_checks.py
    "sharing": sharing.router,  # and all of rooms/notices.py, consultations.py, meetings.py
    "exchange": mail.router,  # and all of rooms/webhooks.py
}

autodiscover_modules("machines")

for name, router in ROOMS.items():
    add_room(name, router)

__all__ = ["ROOMS", "api"]
