"""What an office notes of a month: which services it is asked about, and what it wrote."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City, Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.services import operations
from wakimizu.apps.services.counters import Counters, counter_offices
from wakimizu.apps.services.models import Observation, Offering, Service
from wakimizu.apps.services.queries import observed_in
from wakimizu.apps.services.workflow import PERMISSIONS
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import may


def offices_noted_by(actor: Actor, book: Directory) -> list[Office]:
    """The counters whose months this post may note."""
    return [
        office
        for office in counter_offices(book.offices.values(), actor.today)
        if may(actor, "note_observations", Offering(office=office), table=PERMISSIONS)
    ]


def rows_of(known: Counters, office: Office, month: date) -> list[tuple[Service, Observation | None]]:
    """What the office offers at the end of a month or noted of it, by code, with what is noted already."""
    end_of_month = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    noted = observed_in(office, month)
    numbers = {row.service_id for row in known.offered_at(office, end_of_month)} | set(noted)
    services = sorted((known.services[number] for number in numbers), key=lambda each: each.code)
    return [(service, noted.get(service.pk)) for service in services]


def note(
    actor: Actor, city: City, office: Office, month: date, entered: Sequence[tuple[Service, Mapping[str, Any]]]
) -> None:
    """Note a month: volume, wait_minutes and lead_days of each service. BadInput when a noted row would be emptied."""
    before = observed_in(office, month)
    if any(service.pk in before and row["volume"] is None for service, row in entered):
        raise BadInput(_("A row that was noted is empty now. Write 0 where there were no cases."))
    noted = [
        Observation(service=service, office=office, month=month, **row)
        for service, row in entered
        if row["volume"] is not None
    ]
    if not noted:
        raise BadInput(_("Nothing is filled in yet."))
    operations.note_observations(actor, city=city, observations=noted)
