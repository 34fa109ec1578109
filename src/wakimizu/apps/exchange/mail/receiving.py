"""A mail that came in is taken: its city found, the rules asked (rules.py), an operation called. Each once."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError

from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.exchange.mail import addresses, letters, operations
from wakimizu.apps.exchange.mail.models import Mail, Taken
from wakimizu.apps.voices.catalogue import catalogue
from wakimizu.apps.voices.models import Voice
from wakimizu.shared.scoping import all_cities, in_city

log = logging.getLogger(__name__)
MOST_OCTETS = 2 * settings.REQUEST_BYTES  # three photos, as large as mail makes them


def take(octets: bytes, now: datetime, *, city: City | None = None, envelope_to: str = "") -> Taken | None:
    """Take one mail. None when it is known already, or no city can be meant. `city` where the mail itself does not say."""
    letter = letters.read(octets[:MOST_OCTETS], envelope_to=envelope_to)
    about = _about(letter)
    city = _city_of(letter, about) or city
    if city is None:
        log.warning("a mail came in that is for no city here")
        return None
    with in_city(city.pk):
        if Taken.objects.filter(digest=letter.digest).exists():
            return None
        try:
            return operations.take_mail(
                system_actor(city.pk, now), city=city, letter=letter, about=about, book=directory(city),
                catalogue=catalogue(city), whole=len(octets) <= MOST_OCTETS,
            )  # fmt: skip
        except IntegrityError:  # another process has just taken it
            if not Taken.objects.filter(digest=letter.digest).exists():
                raise
            return None


def _about(letter: letters.Letter) -> Mail | Voice | None:
    """Which of our mails (when it came back) or which voice (when it is answered) this speaks of."""
    tags = [tag for tag in map(addresses.tag_in, letter.to) if tag]
    with all_cities():
        for purpose, number in tags:
            model = Mail if purpose == addresses.BOUNCE else Voice
            if found := model._base_manager.filter(pk=number).first():
                return found
        named = addresses.mail_in(letter.returned if letter.report is not None else letter.answers)
        if named is not None:
            mail = Mail._base_manager.select_related("voice").filter(pk=named).first()
            return mail.voice if mail and letter.report is None else mail
    return None


def _city_of(letter: letters.Letter, about: Mail | Voice | None) -> City | None:
    """The city of what it speaks of; or the only one here; or the one whose host stands in the address: voices+uto@…"""
    cities = {city.host: city for city in City.objects.filter(in_use=True)}
    if about is not None:
        return next((city for city in cities.values() if city.pk == about.city_id), None)
    if len(cities) == 1:
        return next(iter(cities.values()))
    local, _at, domain = settings.MAIL_FROM.lower().partition("@")
    meant = {address.lower() for address in letter.to}
    return next((city for host, city in cities.items() if f"{local}+{host}@{domain}" in meant), None)
