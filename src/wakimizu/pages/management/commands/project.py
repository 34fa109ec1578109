"""wakimizu project: who lives where, estimated and projected, from tables that were taken in before. docs/population.md.

wakimizu project assumptions --from census:2010,2015 --code change
wakimizu project people --reference census:2015 --totals ipss --year 2020 --code base
wakimizu project run --base base:2020 --assumptions change --control ipss --until 2050
"""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.city.queries import city_named, system_actor
from wakimizu.apps.population import estimates, exports, operations, sets
from wakimizu.apps.population.estimates import Named
from wakimizu.apps.population.models import People, Run
from wakimizu.shared import jobs
from wakimizu.shared.errors import BadInput, Refusal
from wakimizu.shared.scoping import in_city


class Command(BaseCommand):
    help = "Estimate who lives where, find assumptions, and project, from tables that were taken in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["assumptions", "people", "run"])
        parser.add_argument("--city", default="", help="the city's address, where there are several")
        parser.add_argument(
            "--from", dest="points", default="", help="assumptions: TABLE:YEAR,YEAR, of the city by age"
        )
        parser.add_argument("--reference", default="", help="people: TABLE:YEAR, the city by five-year age")
        parser.add_argument("--totals", default="", help="people: a table with the wards' people of that year")
        parser.add_argument("--year", type=int, default=2020, help="people: the year estimated")
        parser.add_argument("--base", default="", help="run: TABLE:YEAR, where it begins")
        parser.add_argument("--assumptions", default="", help="run: the short name of a set")
        parser.add_argument("--control", default="", help="run: the table it adds up to")
        parser.add_argument("--until", type=int, default=2050, help="run: the last year")
        parser.add_argument("--draws", type=int, default=0, help="run: how many futures are drawn")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--code", default="", help="the short name of what comes of it")
        parser.add_argument("--name", default="", help="its name on the screens")

    def handle(self, *args: Any, what: str, city: str, **given: Any) -> None:
        try:
            found = city_named(city)
            with in_city(found.pk):
                actor = system_actor(found.pk, timezone.now())
                self.stdout.write(getattr(self, f"_{what}")(actor, found, given))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None

    def _assumptions(self, actor: Any, city: Any, given: dict[str, Any]) -> str:
        points = [_city_in(row) for row in _rows(given["points"], "--from")]
        made = estimates.estimate_assumptions(actor, city, points=points, called=_named(given, given["points"]))
        return f"The set {made.code} is made."

    def _people(self, actor: Any, city: Any, given: dict[str, Any]) -> str:
        reference = _city_in(_rows(given["reference"], "--reference")[0])
        totals = exports.table_named(given["totals"]) if given["totals"] else None
        book, day = directory(city), date(given["year"], 10, 1)
        called = _named(given, " · ".join(filter(None, [given["reference"], given["totals"]])))
        kept = estimates.estimate_people(actor, city, book, reference=reference, totals=totals, day=day, called=called)
        return f"The table {kept.code} is made: {kept.rows.count()} rows, estimated."

    def _run(self, actor: Any, city: Any, given: dict[str, Any]) -> str:
        rows = _rows(given["base"], "--base")[0]
        run = Run(
            city=city, name=given["name"] or given["code"] or given["base"], base=rows[0].table, base_day=rows[0].day,
            assumptions=sets.set_named(given["assumptions"]), until=given["until"], draws=given["draws"], seed=given["seed"],
            control=exports.table_named(given["control"]) if given["control"] else None,
        )  # fmt: skip
        jobs.run(operations.ask_run(actor, run=run))
        if run.state != jobs.JobState.DONE or run.result is None:
            raise BadInput(run.told)
        return f"{run.told} The table {run.result.code} is made."


def _rows(text: str, word: str) -> list[list[People]]:
    """TABLE:YEAR,YEAR as the rows of each year. BadInput when it is not written so, or there are none."""
    code, _colon, years = text.partition(":")
    found = []
    for year in years.split(","):
        table = exports.table_named(code)
        rows = list(table.rows.filter(day__year=int(year) if year.isdigit() else 0).select_related("area", "table"))
        if not rows:
            raise BadInput(f"Write {word} as TABLE:YEAR; {code} has no people of “{year}”.")
        found.append(rows)
    return found


def _city_in(rows: list[People]) -> People:
    for row in rows:
        if row.area.kind == Area.Kind.CITY:
            return row
    raise BadInput(f"The table {rows[0].table.code} has no row of the city itself.")


def _named(given: dict[str, Any], source: str) -> Named:
    if not given["code"]:
        raise BadInput("Give it a short name: --code NAME.")
    return Named(given["code"], given["name"] or given["code"], source=source)
