"""wakimizu export: tables out, as CSV line by line or as a workbook, in the forms that `wakimizu import` takes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.queries import city_named
from wakimizu.apps.monitoring import exports as monitoring_exports
from wakimizu.apps.monitoring import queries as monitoring_queries
from wakimizu.apps.population import exports as population_exports
from wakimizu.apps.population import sets
from wakimizu.apps.proposals.budget import exports as budget_exports
from wakimizu.apps.services import exports
from wakimizu.apps.voices import exports as voices_exports
from wakimizu.shared.errors import Refusal
from wakimizu.shared.scoping import in_city
from wakimizu.shared.workbooks import Sheet, workbook

KINDS: dict[str, Callable[[Directory], Sheet]] = {
    "services": exports.services,
    "standards": lambda book: exports.standards(),
    "offerings": lambda book: exports.offerings(),
    "observations": lambda book: exports.observations(),
    "indicators": lambda book: monitoring_exports.indicators(),
    "plan": lambda book: monitoring_exports.plan(),
    "values": lambda book: monitoring_exports.values(monitoring_queries.indicators(), book),
    "budget-accounts": lambda book: budget_exports.accounts(),
    "budget-ceilings": lambda book: budget_exports.ceilings(),
    "budget-lines": lambda book: budget_exports.lines(),
    "budget-spendings": lambda book: budget_exports.spendings(),
    "topics": lambda book: voices_exports.topics(),
    "routing": voices_exports.routing,
    "routing-examples": voices_exports.routing_examples,
}
OF_A_TABLE: dict[str, Callable[[str, Directory], Sheet]] = {  # of people; --table says which
    "figures": lambda code, book: population_exports.figures(population_exports.table_named(code)),
    "people": lambda code, book: population_exports.national(population_exports.table_named(code), book),
    "assumptions": lambda code, book: sets.figures_of(sets.set_named(code)),
}


class Command(BaseCommand):
    help = "Write a table into a file: .csv or .xlsx, by the file's ending; - writes CSV to the screen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[*KINDS, *OF_A_TABLE])
        parser.add_argument("file", type=Path, help="FILE.csv, FILE.xlsx or -")
        parser.add_argument(
            "--city", default="", help="the city's address, where there are several (uto in uto.example.jp)"
        )
        parser.add_argument(
            "--table", default="", help="for figures, people and assumptions: the short name of the table or set"
        )

    def handle(self, *args: Any, kind: str, file: Path, city: str, table: str, **options: Any) -> None:
        if str(file) != "-" and file.suffix.lower() not in (".csv", ".xlsx"):
            raise CommandError("Let the file's name end in .csv or .xlsx.")
        try:
            found = city_named(city)
            with in_city(found.pk):
                book = directory(found)
                self._write(KINDS[kind](book) if kind in KINDS else OF_A_TABLE[kind](table, book), file)
        except OSError as reason:
            raise CommandError(f"Cannot write {reason.filename or file}: {reason.strerror}") from None
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None

    def _write(self, sheet: Sheet, file: Path) -> None:
        if str(file) == "-":
            for line in exports.csv_lines(sheet):
                self.stdout.write(line.lstrip(exports.BOM), ending="")
            return
        half = file.with_name(f"{file.name}.part")  # a file that is there is a whole one
        if file.suffix.lower() == ".xlsx":
            half.write_bytes(workbook([sheet]))
        else:
            with half.open("w", encoding="utf-8", newline="") as out:
                out.writelines(exports.csv_lines(sheet))
        half.replace(file)
        self.stdout.write(f"{file.name} is written.")
