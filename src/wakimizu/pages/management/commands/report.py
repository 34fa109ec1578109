"""wakimizu report: the two reports as files, HTML and PDF, in Japanese and English. docs/reports.md.

wakimizu report yearly --year 2025 --out reports
wakimizu report meeting --out reports
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import city_named, system_actor
from wakimizu.apps.voices.catalogue import catalogue
from wakimizu.pages.reports import meeting, paper, yearly
from wakimizu.pages.reports.views import yearly_title
from wakimizu.shared.errors import Refusal
from wakimizu.shared.scoping import in_city
from wakimizu.shared.words import named


class Command(BaseCommand):
    help = "Write the yearly report or the ward mayors' meeting as HTML and PDF, in both languages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["yearly", "meeting"])
        parser.add_argument("--city", default="", help="the city's address, where there are several")
        parser.add_argument("--year", type=int, help="yearly: the fiscal year; the last full one if not said")
        parser.add_argument("--days", type=int, default=meeting.DAYS, help="meeting: since so many days ago")
        parser.add_argument("--out", type=Path, default=Path(), help="the folder the files go to")
        parser.add_argument("--language", choices=["ja", "en"], help="one language only")

    def handle(self, *args: Any, what: str, city: str, out: Path, language: str | None, **given: Any) -> None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            found = city_named(city)
            with in_city(found.pk):
                for each in [language] if language else ["ja", "en"]:
                    with override(each):
                        self._write(found, what, each, out, given)
        except OSError as reason:
            raise CommandError(f"Cannot use {reason.filename}: {reason.strerror}") from None
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None

    def _write(self, city: City, what: str, language: str, out: Path, given: dict[str, Any]) -> None:
        actor = system_actor(city.pk, timezone.now())
        year = given["year"] or fiscal_year(actor.today) - 1
        title = yearly_title(year) if what == "yearly" else _("Ward mayors' meeting")
        known = directory(city), catalogue(city)
        told = (
            yearly.report(year, actor.today, *known)
            if what == "yearly"
            else meeting.report(actor, *known, given["days"])
        )
        name = f"{what}-{year}" if what == "yearly" else f"{what}-{actor.today}"
        file = paper.html(f"pages/report_{what}.html", {**told, "city_name": named(city)}, title)
        for path, content in ((f"{name}-{language}.html", file.encode()), (f"{name}-{language}.pdf", paper.pdf(file))):
            (out / path).write_bytes(content)
            self.stdout.write(str(out / path))
