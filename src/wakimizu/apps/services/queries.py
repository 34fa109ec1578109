"""Reads of the services room that need the database; what lies in memory is in `counters`."""

from datetime import date

from django.db.models import Q

from wakimizu.apps.city.models import Office
from wakimizu.apps.services.models import Observation, Offering, Service


def offering_row(service: Service, office: Office, day: date) -> Offering | None:
    """The row itself, for an operation to change; `counters` has a copy for reading."""
    return (
        Offering.objects.filter(service=service, office=office)
        .filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))
        .select_related("service", "office")
        .first()
    )


def coming_row(service: Service, office: Office, day: date) -> Offering | None:
    """What the office will offer next, after a day."""
    rows = Offering.objects.filter(service=service, office=office, valid_from__gt=day)
    return rows.select_related("service", "office").order_by("valid_from").first()


def observed_in(office: Office, month: date) -> dict[int, Observation]:
    """service → what was observed at an office in a month."""
    return {each.service_id: each for each in Observation.objects.filter(office=office, month=month)}
