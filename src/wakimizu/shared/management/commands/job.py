"""wakimizu job: one piece of long work, in a process of its own. The worker calls it; a person seldom does."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wakimizu.shared import jobs
from wakimizu.shared.scoping import all_cities


class Command(BaseCommand):
    help = "Do one piece of long work that was asked for, by its model and number."
    requires_system_checks = ()  # the site that asked has been checked; they cost as long as everything before the work

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("label", choices=[kind._meta.label for kind in jobs.kinds()])
        parser.add_argument("number", type=int)

    def handle(self, *args: Any, label: str, number: int, **options: Any) -> None:
        with all_cities():
            job = apps.get_model(label)._base_manager.filter(pk=number).first()
        if job is None:
            raise CommandError(f"There is no {label} {number}.")
        if not job.is_open:
            raise CommandError(f"{label} {number} has ended already: {job.get_state_display()}. Ask for it anew.")
        with all_cities():
            jobs.run(job)
        self.stdout.write(f"{label} {number}: {job.get_state_display()} {job.told}")
