"""wakimizu demo: the demo city Kumamoto, built and served."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from wakimizu.apps.city.models import City
from wakimizu.apps.ledger.operations import seal_entries
from wakimizu.demo.budget import make_budget
from wakimizu.demo.build import PASSWORD, build_city, log_ins
from wakimizu.demo.community import make_community
from wakimizu.demo.deliberation import make_deliberations
from wakimizu.demo.generator import make_voices
from wakimizu.demo.learning import learn
from wakimizu.demo.monitoring import make_monitoring
from wakimizu.demo.proposals import make_proposals
from wakimizu.demo.scenes import play_scenes
from wakimizu.demo.selfcheck import make_self_checks
from wakimizu.demo.sharing import make_sharing
from wakimizu.demo.surveys import make_surveys
from wakimizu.pages.management.commands.serve import CHECKS


class Command(BaseCommand):
    requires_system_checks = CHECKS
    help = "Build the demo city Kumamoto, whose voices are all made up, and serve it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--voices", type=int, default=1500, help="how many made-up voices (up to a million and more)"
        )
        parser.add_argument("--data", type=Path, help="a folder of real tables (mesh census, places) to use")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--fresh", action="store_true", help="throw the demo's database away first")
        parser.add_argument("--no-serve", action="store_true", help="build only")

    def handle(self, *args: Any, voices: int, data: Path | None, fresh: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo runs in demo mode only: start it with `wakimizu demo`.")
        if data is not None and not data.is_dir():
            raise CommandError(f"There is no folder {data}.")
        if fresh:
            self._throw_away()
        if "city_city" not in connection.introspection.table_names() or not City.objects.exists():
            self._build(voices, data)
        elif data or voices != 1500:
            self.stdout.write("The demo city is there already; add --fresh to build it anew.")
        connection.close()
        if not options["no_serve"]:
            self._welcome(options["host"], options["port"])
            call_command("serve", host=options["host"], port=options["port"])

    def _throw_away(self) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("--fresh throws away an SQLite file only. Empty the PostgreSQL database yourself.")
        connection.close()
        for tail in ("", "-wal", "-shm"):
            Path(f"{settings.DATABASES['default']['NAME']}{tail}").unlink(missing_ok=True)

    def _build(self, voices: int, data: Path | None) -> None:
        begun, now = time.monotonic(), timezone.now()
        self.stdout.write("Building the demo city ...")
        call_command("migrate", verbosity=0)
        with transaction.atomic():
            city = build_city(now)
        weights = None
        if data:
            from wakimizu.demo.tables import use_tables

            weights = use_tables(city, data, now, self.stdout.write)
            city.refresh_from_db()
        for made in make_voices(city, voices, now, weights=weights):
            if voices > 20_000:
                self.stdout.write(f"  {made:,} voices")
        play_scenes(city, now)
        city.refresh_from_db()
        make_monitoring(city, now)
        make_surveys(city, now)
        make_proposals(city, now)
        make_budget(city, now)  # after the proposals
        make_community(city, now)
        make_deliberations(city, now)  # after the proposals
        make_sharing(city, now)  # after what its agendas look at
        make_self_checks(city, now)  # after everything that they count
        learn(city, now)
        while seal_entries(now):  # what was played since the scenes
            pass
        if voices > 20_000:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.stdout.write(f"Built in {time.monotonic() - begun:.1f} s.")

    def _welcome(self, host: str, port: int) -> None:
        self.stdout.write(f"\n  Wakimizu demo: http://{host}:{port}/   English: http://{host}:{port}/en/")
        self.stdout.write(f"  Sign in at http://{host}:{port}/account/login/ with the password {PASSWORD} as:")
        for role, email, office in log_ins():
            self.stdout.write(f"    {role:<8} {email:<28} {office}")
        self.stdout.write("  All voices and people are made up. Stop with Ctrl+C.\n")
