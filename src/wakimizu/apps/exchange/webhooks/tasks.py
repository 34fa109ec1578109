"""What the timer does: write down what is to be told, tell what is due, and keep each try.

The rules:
1. Told is what is sealed in the ledger, in its order; a message is written once for an act and an address, however often
   this is begun anew. It is tried until it is taken: at least once, so a receiver drops by `webhook-id` what comes twice.
2. A message whose try fails is tried again after WAITS, about eighteen hours in all, and then given up; anybody in charge
   can send it again.
3. An address that has taken nothing for three days is stopped and stands on the desk of IT.
4. One address is told one thing at a time, several addresses at once: who is slow holds up nobody else.
5. A process that dies while it sends leaves its message to the next, two minutes later.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.exchange.sealed import new_entries
from wakimizu.apps.exchange.webhooks import sending, signing
from wakimizu.apps.exchange.webhooks.events import Event, event_of, payload
from wakimizu.apps.exchange.webhooks.models import Message, Subscription, Try, due_before
from wakimizu.apps.exchange.webhooks.operations import GIVEN_UP_AFTER, stop_subscription
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.ledger.operations import canonical
from wakimizu.apps.voices import contacts
from wakimizu.shared.errors import WrongState
from wakimizu.shared.scoping import all_cities, in_city

WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 60, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600)
)  # after the first failure, the second …
LEASE = timedelta(minutes=2)
AT_ONCE, ROUNDS = 8, 5


def tell(now: datetime) -> int:
    """Write down what is new and send what is due. Returns how many messages were taken."""
    note_new(now)
    taken = 0
    for _round in range(ROUNDS):
        outcomes = _send_due(now)
        taken += sum(outcome.taken for outcome in outcomes)
        if not outcomes:
            break
    return taken


# ── writing down ─────────────────────────────────────────────────────────────────────────────────────────────────────


def note_new(now: datetime) -> int:
    """A message for each new act and each address that wants it. Returns how many."""
    noted = 0
    for entries in new_entries("webhooks"):
        with all_cities():
            wanting = list(Subscription.objects.filter(stopped_at=None, ended_at=None))
        for city in {each.city_id for each in wanting}:
            subscribed = [each for each in wanting if each.city_id == city]
            with in_city(city):
                messages = list(_messages([entry for entry in entries if entry.city_id == city], subscribed, now))
                Message.objects.bulk_create(messages, batch_size=500, ignore_conflicts=True)
            noted += len(messages)
    return noted


def _messages(entries: Iterable[Entry], subscribed: list[Subscription], now: datetime) -> Iterable[Message]:
    for entry in entries:
        event = event_of(entry)
        wanting = [each for each in subscribed if event and event.name in each.events and each.made_at <= entry.at]
        if event and wanting:
            yield from _of(event, entry, wanting, now)


def _of(event: Event, entry: Entry, wanting: list[Subscription], now: datetime) -> Iterable[Message]:
    for each in wanting:
        told = payload(event, entry, each.root)
        if told is not None:
            yield Message(
                city_id=entry.city_id, subscription=each, entry=entry.pk, event=event.name, body=canonical(told), made_at=now,
                next_at=now,
            )  # fmt: skip


# ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message ready to go: no database is needed to send it."""

    message: Message
    url: str
    secret: str

    def send(self) -> sending.Outcome:
        if not self.secret:
            return sending.Outcome(0, fault=Try.Fault.UNREADABLE)
        body = self.message.body.encode()
        headers = signing.headers(self.secret, self.message.name, int(timezone.now().timestamp()), body)
        return sending.send(self.url, body, headers)


def _send_due(now: datetime) -> list[sending.Outcome]:
    """The oldest due message of some addresses, all at once."""
    parcels = _claimed(now)
    with ThreadPoolExecutor(AT_ONCE) as senders:
        outcomes = list(senders.map(Parcel.send, parcels))
    for parcel, outcome in zip(parcels, outcomes, strict=True):
        with in_city(parcel.message.city_id):
            _keep(parcel.message, outcome, now)
    return outcomes


def _claimed(now: datetime) -> list[Parcel]:
    with all_cities():
        due = Message.objects.filter(due_before(now)).select_related("subscription").order_by("next_at", "pk")[:200]
        first: dict[int, Message] = {}
        for message in due:
            first.setdefault(message.subscription_id, message)
        ours = [
            message
            for message in list(first.values())[:AT_ONCE]
            if Message.objects.filter(pk=message.pk, next_at=message.next_at).update(next_at=now + LEASE)
        ]
    return [Parcel(message, message.subscription.url, _secret(message.subscription)) for message in ours]


def _secret(subscription: Subscription) -> str:
    try:
        return contacts.unseal(bytes(subscription.sealed), f"webhook {subscription.key}")["secret"]
    except (ValueError, KeyError):
        return ""


def _keep(message: Message, outcome: sending.Outcome, now: datetime) -> None:
    """The try, and what follows from it."""
    subscription = message.subscription
    with transaction.atomic():
        Try.objects.create(
            city_id=message.city_id, message=message, at=now, status=outcome.status, ms=outcome.ms, fault=outcome.fault
        )
        if outcome.taken:
            Message.objects.filter(pk=message.pk).update(state=Message.State.DELIVERED, next_at=None)
            Subscription.objects.filter(pk=subscription.pk).update(failing_since=None)
            return
        failures = message.failures + 1
        again = now + WAITS[failures - 1] if failures <= len(WAITS) else None
        state = Message.State.WAITING if again else Message.State.GIVEN_UP
        Message.objects.filter(pk=message.pk).update(failures=failures, next_at=again, state=state)
        Subscription.objects.filter(pk=subscription.pk, failing_since=None).update(failing_since=now)
    if subscription.failing_since and now - subscription.failing_since >= GIVEN_UP_AFTER:
        with suppress(WrongState):
            stop_subscription(system_actor(subscription.city_id, now), subscription=subscription)


def forget_old(now: datetime, days: int = 90) -> None:
    """Messages that were taken or given up leave the log after three months."""
    with all_cities():
        Message.objects.filter(next_at=None, made_at__lt=now - timedelta(days=days)).delete()
