"""The demo's scenarios for offices: two readable files in demo/kumamoto/scenarios, kept and solved.

Their yen and staff are made up. With real tables (--data), studies on those are asked for; the worker does them after the
travel times, when the site begins.
"""

from datetime import datetime, timedelta
from importlib.resources import files

from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.network import operations
from wakimizu.apps.network.models import Scenario, Study
from wakimizu.apps.network.terms import read
from wakimizu.apps.network.workflow import StudyKind
from wakimizu.shared import jobs
from wakimizu.shared.scoping import in_city

SCENARIOS = ("branches-to-centres", "nothing-closes")
POINTS = 12


def make_scenarios(city: City, now: datetime) -> None:
    """Both scenarios, each with its best plan."""
    actor = system_actor(city.pk, now)
    for name in SCENARIOS:
        taken = read((files("wakimizu.demo") / "kumamoto" / "scenarios" / f"{name}.toml").read_text(), actor.today)
        scenario = Scenario(
            code=taken.code, name=taken.name, name_en=taken.name_en, note=taken.note, terms=taken.tables
        )
        study = operations.ask_study(actor, scenario=operations.keep_scenario(actor, scenario=scenario))
        if jobs.run(study).state != jobs.JobState.DONE:
            raise RuntimeError(f"the demo's scenario {name} failed: {study.told}")


def ask_anew(city: City, now: datetime) -> list[Study]:
    """Studies on the city's real tables, with cost against access; they wait for the worker."""
    with in_city(city.pk):
        actor = system_actor(city.pk, now + timedelta(seconds=1))  # after the travel times
        scenarios = Scenario.objects.filter(code__in=SCENARIOS)
        return [
            operations.ask_study(actor, scenario=each, kind=StudyKind.FRONTIER, points=POINTS) for each in scenarios
        ]
