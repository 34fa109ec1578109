"""Which voices came by Open311: under which public number, by which key."""

import secrets

from django.db import models

from wakimizu.apps.city.models import CityOwned
from wakimizu.apps.voices.models import Voice

DIGITS = 15  # longer than any row's own number, and still exact where a client reads it as a number of its language


def new_number() -> str:
    """A service_request_id: fifteen digits by chance, the first not 0, so that nobody finds others by counting."""
    return str(secrets.choice(range(10 ** (DIGITS - 1), 10**DIGITS)))


class ServiceRequest(CityOwned):
    """That a voice came by Open311. `content` is a keyed digest of the form, to tell a form sent twice from another."""

    voice = models.OneToOneField(Voice, models.PROTECT, related_name="service_request")
    number = models.CharField(max_length=DIGITS, unique=True)
    key = models.ForeignKey("exchange.Key", models.PROTECT, related_name="+")
    content = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"service request {self.number}"
