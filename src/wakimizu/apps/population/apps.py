from django.apps import AppConfig


class PopulationRoom(AppConfig):
    name = "wakimizu.apps.population"
    label = "population"

    def ready(self) -> None:
        from wakimizu.apps.population import checks, tasks  # noqa: F401
        from wakimizu.apps.population.models import ReachRun, Run
        from wakimizu.shared.jobs import does

        does(Run, tasks.project_people)
        does(ReachRun, tasks.reach_counters)
