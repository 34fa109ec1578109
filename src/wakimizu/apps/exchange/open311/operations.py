"""The writes of Open311."""

from django.db import IntegrityError
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.exchange.models import Key
from wakimizu.apps.exchange.open311 import queries
from wakimizu.apps.exchange.open311.models import ServiceRequest
from wakimizu.apps.exchange.open311.sending import Sending
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.operations import masked, new_voice
from wakimizu.shared.errors import BadInput
from wakimizu.shared.inserting import insert


def send_request(
    actor: Actor, *, sending: Sending, key: Key, number: str, book: Directory, catalogue: Catalogue
) -> ServiceRequest:
    """Take in a voice that a client sent, as from a resident. What was sent before is found, not taken twice.

    A client cannot be asked to mend a text, so a My Number in it is masked beyond recovery. Raises BadInput as receiving a
    voice does, and when an Idempotency-Key comes again with another form.
    """
    known = queries.sent_before(actor.city_id, sending)
    if known is None:
        try:
            return _send(actor, sending=sending, key=key, number=number, book=book, catalogue=catalogue)
        except IntegrityError:  # the same form, sent at the same moment
            known = queries.sent_before(actor.city_id, sending)
            if known is None:
                raise
    if known.content != sending.content:
        raise BadInput(_("This Idempotency-Key came before with another form. Take a new one for a new request."))
    return known


@operation
def _send(
    actor: Actor, *, sending: Sending, key: Key, number: str, book: Directory, catalogue: Catalogue
) -> ServiceRequest:
    voice = new_voice(actor, said=masked(sending.said), book=book, catalogue=catalogue)
    request = ServiceRequest(city_id=actor.city_id, voice=voice, number=number, key=key, content=sending.content)
    insert(request)
    return request
