"""wakimizu import: files in, line by line. The city's own kinds, and those of the rooms above it."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from wakimizu.apps.city import imports as city_imports
from wakimizu.apps.city import organisation
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import city_named, system_actor
from wakimizu.apps.community import imports as community_imports
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.monitoring import imports as monitoring_imports
from wakimizu.apps.monitoring.surveys.imports import import_paper
from wakimizu.apps.monitoring.surveys.queries import called as survey_called
from wakimizu.apps.population import imports as population_imports
from wakimizu.apps.population import sets
from wakimizu.apps.proposals.budget import imports as budget_imports
from wakimizu.apps.services import imports as services_imports
from wakimizu.apps.services.duties import allotments
from wakimizu.apps.services.navigator.guides import import_guides
from wakimizu.apps.sharing import imports as sharing_imports
from wakimizu.apps.voices import imports as voices_imports
from wakimizu.apps.voices.catalogue import catalogue
from wakimizu.shared.errors import BadInput, Refusal
from wakimizu.shared.scoping import in_city
from wakimizu.shared.tables import Report, decode


def _cities(path: Path) -> Report:
    return city_imports.import_cities(timezone.now(), path.read_bytes())


def _offices(actor: Actor, city: City, path: Path) -> Report:
    return city_imports.import_facilities(actor, city, directory(city), path.read_bytes())


def _blocks(actor: Actor, city: City, path: Path) -> Report:
    return city_imports.import_blocks(actor, city, directory(city), path.read_bytes(), source=path.name)


def _mesh(actor: Actor, city: City, path: Path) -> Report:
    return city_imports.import_mesh(actor, city, directory(city), path.read_bytes(), source=path.name)


def _outlines(actor: Actor, city: City, path: Path) -> Report:
    return city_imports.import_outlines(actor, directory(city), path.read_bytes(), source=f"loaded: {path.name}"[:120])


def _voices(actor: Actor, city: City, path: Path) -> Report:
    return voices_imports.import_voices(actor, city, directory(city), catalogue(city), path.read_bytes())


def _partners(actor: Actor, city: City, path: Path) -> Report:
    return community_imports.import_partners(actor, city, directory(city), path.read_bytes())


def _routing(actor: Actor, city: City, path: Path) -> str:
    """A folder with topics.csv, routing.csv and routing_examples.csv."""
    texts = [decode((path / f"{name}.csv").read_bytes()) for name in ("topics", "routing", "routing_examples")]
    rows = voices_imports.import_routing(actor, city, directory(city), *texts)
    return f"{rows} rows of the routing table; its examples hold."


def _areas(actor: Actor, city: City, path: Path) -> Report:
    return organisation.import_areas(actor, city, path.read_bytes(), source=path.name)


def _organisation(actor: Actor, city: City, path: Path) -> Report:
    return organisation.import_organisation(actor, city, path.read_bytes())


def _coverage(actor: Actor, city: City, path: Path) -> Report:
    return organisation.import_coverage(actor, city, path.read_bytes())


def _closures(actor: Actor, city: City, path: Path) -> Report:
    return organisation.import_closures(actor, city, path.read_bytes())


def _services(actor: Actor, city: City, path: Path) -> Report:
    return services_imports.import_services(actor, city, directory(city), path.read_bytes())


def _standards(actor: Actor, city: City, path: Path) -> Report:
    return services_imports.import_standards(actor, city, directory(city), path.read_bytes())


def _offerings(actor: Actor, city: City, path: Path) -> Report:
    return services_imports.import_offerings(actor, city, directory(city), path.read_bytes())


def _observations(actor: Actor, city: City, path: Path) -> Report:
    return services_imports.import_observations(actor, city, directory(city), path.read_bytes())


def _duties(actor: Actor, city: City, path: Path) -> Report:
    return allotments.import_duties(actor, city, path.read_bytes())


def _allotment(actor: Actor, city: City, path: Path) -> Report:
    """The file's name is the allotment's short name: allotment-today.csv or today.xlsx."""
    code = slugify(path.stem.removeprefix("allotment-"))
    return allotments.import_allotment(actor, directory(city), path.read_bytes(), code)


def _navigator(actor: Actor, city: City, path: Path) -> str:
    """A folder with NAME.toml and NAME.scenarios.toml for each life event."""
    return f"{import_guides(actor, city, path)} guides of the navigator; their scenarios hold."


def _called(path: Path) -> dict[str, str]:
    """A table of people is called after its file."""
    return {"code": slugify(path.name.split(".")[0])[:60], "name": path.name.split(".")[0], "source": path.name}


def _census(actor: Actor, city: City, path: Path) -> Report:
    """Of a file that holds a projection too, only the census."""
    kinds = population_imports.CENSUS
    called = _called(path)
    return population_imports.import_census(actor, city, directory(city), path.read_bytes(), kinds=kinds, **called)


def _projection(actor: Actor, city: City, path: Path) -> Report:
    """Totals with years as columns, or by sex and age; of a file that holds a census too, only the projection."""
    called = _called(path)
    called["code"] = f"{called['code'][:50]}-projection"
    return population_imports.import_published(actor, city, directory(city), path.read_bytes(), **called)


def _people(actor: Actor, city: City, path: Path) -> Report:
    return population_imports.import_register(actor, city, directory(city), path.read_bytes(), **_called(path))


def _assumptions(actor: Actor, city: City, path: Path) -> Report:
    return sets.import_set(actor, city, path.read_bytes(), **_called(path))


def _timetable(actor: Actor, city: City, path: Path) -> Report:
    return population_imports.import_feed(actor, city, path.read_bytes(), **_called(path))


def _indicators(actor: Actor, city: City, path: Path) -> Report:
    return monitoring_imports.import_indicators(actor, city, directory(city), path.read_bytes())


def _plan(actor: Actor, city: City, path: Path) -> Report:
    return monitoring_imports.import_plan(actor, city, directory(city), path.read_bytes())


def _aims(actor: Actor, city: City, path: Path) -> Report:
    return monitoring_imports.import_aims(actor, city, directory(city), path.read_bytes())


def _values(actor: Actor, city: City, path: Path) -> Report:
    return monitoring_imports.import_values(actor, city, directory(city), path.read_bytes(), name=path.name)


def _paper(actor: Actor, city: City, path: Path) -> Report:
    """The file's name is the survey's short name: paper-counters-2026.csv."""
    survey = survey_called(path.stem.removeprefix("paper-"))
    if survey is None:
        raise BadInput(_("There is no survey of this file's name. Call it paper-SURVEY.csv."))
    return import_paper(actor, survey, directory(city), path.read_bytes())


def _budget(kind: str) -> Callable[[Actor, City, Path], Report]:
    """A file of finance's; its columns 年度 and 予算名 say which round, else it is the newest."""
    take = budget_imports.KINDS[kind]
    return lambda actor, city, path: take(actor, city, directory(city), path.read_bytes())


def _sharing(actor: Actor, city: City, path: Path) -> Report:
    return sharing_imports.import_sharing(actor, city, directory(city), path.read_bytes())


KINDS: dict[str, Callable[[Actor, City, Path], Report | str]] = {
    "areas": _areas,
    "organisation": _organisation,
    "coverage": _coverage,
    "closures": _closures,
    "offices": _offices,
    "blocks": _blocks,
    "mesh": _mesh,
    "outlines": _outlines,
    "voices": _voices,
    "partners": _partners,
    "routing": _routing,
    "navigator": _navigator,
    "services": _services,
    "standards": _standards,
    "offerings": _offerings,
    "observations": _observations,
    "duties": _duties,
    "allotment": _allotment,
    "census": _census,
    "projection": _projection,
    "people": _people,
    "assumptions": _assumptions,
    "timetable": _timetable,
    "indicators": _indicators,
    "plan": _plan,
    "aims": _aims,
    "values": _values,
    "paper": _paper,
    "sharing": _sharing,
    **{f"budget-{kind}": _budget(kind) for kind in budget_imports.KINDS},
}


class Command(BaseCommand):
    help = "Take in a file and say, line by line, what was taken, what was refused, and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=["cities", *KINDS])
        parser.add_argument(
            "file",
            type=Path,
            help="a CSV, Excel (.xlsx) or GeoJSON file, a timetable's zip; for routing and navigator, their folder",
        )
        parser.add_argument(
            "--city", default="", help="the city's address, where there are several (uto in uto.example.jp)"
        )

    def handle(self, *args: Any, kind: str, file: Path, city: str, **options: Any) -> None:
        try:
            outcome = _cities(file) if kind == "cities" else self._into(city, kind, file)
        except OSError as reason:
            raise CommandError(f"Cannot read {reason.filename or file}: {reason.strerror}") from None
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        if isinstance(outcome, str):
            self.stdout.write(outcome)
            return
        for line in outcome.told:
            self.stdout.write(f"{file.name}:{line.number}: {line.fate}: {line.sentence}")
        self.stdout.write(outcome.summary())
        if outcome.counts["refused"]:
            sys.exit(1)

    @staticmethod
    def _into(host: str, kind: str, file: Path) -> Report | str:
        city = city_named(host)
        with in_city(city.pk):
            return KINDS[kind](system_actor(city.pk, timezone.now()), city, file)
