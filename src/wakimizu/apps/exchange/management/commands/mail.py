"""wakimizu mail: take, fetch, send."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from wakimizu.apps.city.queries import city_named
from wakimizu.apps.exchange.mail import fetching, receiving, sending

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the message and comes back


class Command(BaseCommand):
    help = "Mail in and out: what the worker does by itself, and the pipe for a mail server."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        take = acts.add_parser("take", help="take one message from standard input, for a mail server's pipe")
        take.add_argument("--to", default="", help="whom the message was for (Postfix: ${original_recipient})")
        take.add_argument("--city", default="", help="the city it is for, where the address does not say")
        acts.add_parser("fetch", help="look into the in-box now")
        acts.add_parser("send", help="fill the out-box from what is sealed, and send what waits")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        getattr(self, f"_{act}")(**options)

    def _take(self, to: str, city: str, **options: Any) -> None:
        """Says what became of it; on any fault the mail server is asked to try again, so that no mail is lost."""
        try:
            meant = city_named(city) if city else None
            taken = receiving.take(sys.stdin.buffer.read(), timezone.now(), city=meant, envelope_to=to)
        except Exception as fault:
            self.stderr.write(f"not taken: {type(fault).__name__}")
            sys.exit(TRY_AGAIN)
        self.stdout.write(taken.fate if taken else "known already, or for no city here")

    def _fetch(self, **options: Any) -> None:
        self.stdout.write(f"{fetching.fetch(timezone.now())} mails were looked at")

    def _send(self, **options: Any) -> None:
        asked = sending.ask(timezone.now())
        self.stdout.write(f"{asked} mails were asked for, {sending.send(timezone.now())} were sent")
