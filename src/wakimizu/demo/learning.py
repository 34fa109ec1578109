"""What the demo's people have sorted is learned, as the city's worker would learn it."""

from datetime import datetime

from wakimizu.apps.city.models import City
from wakimizu.apps.voices.learning.models import LanguageModel
from wakimizu.apps.voices.learning.tasks import ask_for_versions
from wakimizu.shared import jobs
from wakimizu.shared.scoping import in_city


def learn(city: City, now: datetime) -> None:
    """A first version, if there are voices enough for one."""
    if not ask_for_versions(now):
        return
    with in_city(city.pk):
        done = jobs.run(LanguageModel.objects.get())
    if done.state != jobs.JobState.DONE:
        raise RuntimeError(f"the demo's voices could not be learned from: {done.told}")
