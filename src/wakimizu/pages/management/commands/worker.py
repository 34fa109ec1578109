"""wakimizu worker: what runs on a timer, in a process of its own."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from wakimizu.pages.timer import Timer


class Command(BaseCommand):
    help = "Seal the ledger every minute and remind offices every morning, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        timer = Timer()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_caught: timer.stop())
        timer.run()
