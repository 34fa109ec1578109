"""wakimizu worker: what runs on a timer, in a process of its own."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from wakimizu.pages.timer import beside


class Command(BaseCommand):
    help = "Seal the ledger every minute, remind offices every morning, do the long runs that are asked for, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        helpers = beside()

        def stop(*_caught: Any) -> None:
            for helper in helpers.values():
                helper.stop()

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, stop)
        threads = [threading.Thread(target=helper.run, name=name) for name, helper in helpers.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
