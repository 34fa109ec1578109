"""What runs on the timer: each minute the groups of every question whose votes or statements changed since the last time."""

from datetime import datetime

from django.db.models import F, Max

from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.community.deliberation import results
from wakimizu.apps.community.deliberation.models import Deliberation
from wakimizu.apps.community.deliberation.operations import keep_result
from wakimizu.apps.community.deliberation.workflow import DeliberationState
from wakimizu.shared.scoping import in_city


def find_groups(now: datetime) -> int:
    """In every city. Returns how many questions were computed anew. A vote changed counts as a vote."""
    done = 0
    for city in City.objects.filter(in_use=True):
        with in_city(city.pk):
            for deliberation in _changed():
                keep_result(system_actor(city.pk, now), deliberation=deliberation, find=results.found)
                done += 1
    return done


def _changed() -> list[Deliberation]:
    under_way = Deliberation.objects.filter(state=DeliberationState.OPEN).annotate(last=Max("votes__at"))
    never = under_way.filter(result=None, last__isnull=False)
    return [*never, *under_way.filter(last__gte=F("result__at"))]
