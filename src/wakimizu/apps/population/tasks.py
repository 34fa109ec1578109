"""The room's long work, done by the worker: projections and travel times. The system writes down what they find."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.population import analysis, projections, travel
from wakimizu.apps.population.models import ReachRun, Run
from wakimizu.apps.population.operations import keep_reach, keep_result

ON_CLUSTER = gettext_noop("Asking the cluster.")


def project_people(run: Run) -> None:
    """Do a projection that was asked for."""
    book = directory(City.objects.get(pk=run.city_id))
    if settings.DASK:
        run.tell(0.01, ON_CLUSTER)
    with analysis.cluster(settings.DASK) as client:
        found = projections.compute(run, book, run.tell, client)
    keep_result(
        system_actor(run.city_id, timezone.now()),
        run=run,
        table=found.table,
        rows=found.rows,
        quantiles=found.quantiles,
        figures=found.figures,
    )
    run.tell(1.0, projections.DONE, areas=f"{found.areas:,}", year=run.until)


def reach_counters(run: ReachRun) -> None:
    """Work out travel times that were asked for."""
    book = directory(City.objects.get(pk=run.city_id))
    rows, figures = travel.compute(run, book, run.tell)
    keep_reach(system_actor(run.city_id, timezone.now()), run=run, rows=rows, figures=figures)
    run.tell(1.0, travel.DONE, cells=f"{figures['origins']:,}", offices=figures["offices"])
