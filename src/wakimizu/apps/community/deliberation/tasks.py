"""What runs on the timer: each minute the groups of every question on which enough people voted, or whose statements changed."""

from datetime import datetime

from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.community.deliberation import queries, results
from wakimizu.apps.community.deliberation.models import Deliberation
from wakimizu.apps.community.deliberation.operations import keep_result
from wakimizu.apps.community.deliberation.workflow import DeliberationState
from wakimizu.shared.scoping import in_city


def find_groups(now: datetime) -> int:
    """In every city. Returns how many questions were computed anew."""
    done = 0
    for city in City.objects.filter(in_use=True):
        with in_city(city.pk):
            for deliberation in _due():
                # Computed before the operation begins: nobody who votes meanwhile waits for it.
                found = results.found(deliberation, queries.result_of(deliberation))
                keep_result(system_actor(city.pk, now), deliberation=deliberation, find=lambda *_what, f=found: f)
                done += 1
    return done


def _due() -> list[Deliberation]:
    under_way = Deliberation.objects.filter(state=DeliberationState.OPEN).select_related("result")
    return [each for each in under_way if results.due(each, getattr(each, "result", None))]
