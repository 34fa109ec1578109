"""wakimizu serve: the site, with the timer beside it, in one command."""

import threading
from typing import Any

from django.core.checks import Tags
from django.core.checks.registry import registry
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from wakimizu.pages.timer import beside

# The addresses are looked through by the process that answers them: here they would cost a second and 70 MiB for nothing.
CHECKS = sorted(registry.tags_available() - {Tags.urls})


class Command(BaseCommand):
    requires_system_checks = CHECKS
    help = "Serve the site, with the timer (sealing, reminders) and the worker for long runs beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="server processes (SQLite: keep one)")
        parser.add_argument("--no-timer", action="store_true", help="the timer runs elsewhere (wakimizu worker)")

    def handle(self, *args: Any, host: str, port: int, workers: int, no_timer: bool, **options: Any) -> None:
        from granian import Granian
        from granian.constants import Interfaces

        on_sqlite = connection.vendor == "sqlite"
        connection.close()
        server = Granian(
            "wakimizu.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1 if on_sqlite else workers,
            # SQLite has one writer: more threads would only wait for each other. The second serves while a long file goes.
            blocking_threads=2 if on_sqlite else 4,
            backpressure=256,
            workers_kill_timeout=10,
            log_enabled=False,
            respawn_failed_workers=True,
        )
        helpers = {} if no_timer else beside()
        for name, helper in helpers.items():
            threading.Thread(target=helper.run, name=name, daemon=True).start()
        try:
            server.serve()
        finally:
            for helper in helpers.values():
                helper.stop()
