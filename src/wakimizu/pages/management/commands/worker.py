"""wakimizu worker: what runs on a timer, in a process of its own."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from wakimizu.pages.timer import OUTSIDE, Timer
from wakimizu.shared.jobs import Worker


class Command(BaseCommand):
    help = "Seal the ledger every minute, remind offices every morning, do the long runs that are asked for, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        timer, outside, worker = Timer(), Timer(OUTSIDE), Worker()

        def stop(*_caught: Any) -> None:
            timer.stop()
            outside.stop()
            worker.stop()

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, stop)
        beside = [
            threading.Thread(target=each.run, name=name) for name, each in (("worker", worker), ("outside", outside))
        ]
        for thread in beside:
            thread.start()
        timer.run()
        for thread in beside:
            thread.join()
