"""The writes of webhooks that people make. What the timer keeps of its tries is in `tasks`."""

from collections.abc import Sequence
from datetime import timedelta
from secrets import token_hex

from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number
from wakimizu.apps.city.models import Post
from wakimizu.apps.exchange.webhooks import sending
from wakimizu.apps.exchange.webhooks.events import EVENTS, TEST
from wakimizu.apps.exchange.webhooks.models import Message, Subscription
from wakimizu.apps.exchange.workflow import PERMISSIONS
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import canonical, operation
from wakimizu.apps.voices import contacts
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow

GIVEN_UP_AFTER = timedelta(days=3)  # of nothing but failures


@operation
def subscribe(
    actor: Actor, *, post: Post, name: str, url: str, events: Sequence[str], root: str, secret: str
) -> Subscription:
    """An address is told of events from now on. `secret` is shown once; it is kept under the keys of contact details.

    root: how this site's addresses begin. BadInput for an address that is not https or not of the open internet.
    """
    allow(actor, "keep_webhooks", table=PERMISSIONS)
    if not name.strip():
        raise BadInput(_("Say who is told, so that you know it again."), "name")
    refuse_my_number(name, "name")
    refuse_my_number(url, "url")
    if not events or not set(events) <= set(EVENTS):
        raise BadInput(_("Choose what it is told of."), "events")
    check_address(url)
    key = token_hex(16)
    made = Subscription.objects.create(
        city_id=actor.city_id, post=post, name=name.strip(), url=url, events=sorted(events), root=root, key=key,
        sealed=contacts.seal({"secret": secret}, f"webhook {key}"), made_at=actor.at,
    )  # fmt: skip
    actor.record("subscribe", made, events=made.events, post=post)
    return made


def check_address(url: str) -> None:
    """BadInput, in words, for an address that may not be told anything."""
    try:
        sending.checked(url)
    except sending.Unreachable as unreachable:
        sentence = _(
            "“%(fault)s”: give an address that begins with https:// and that everybody on the internet can reach."
        )
        raise BadInput(sentence % {"fault": unreachable.fault.label}, "url") from None


@operation
def end_subscription(actor: Actor, *, subscription: Subscription) -> Subscription:
    """Nothing more is told to it. WrongState when it has ended already."""
    allow(actor, "keep_webhooks", table=PERMISSIONS)
    if not Subscription.objects.filter(pk=subscription.pk, ended_at=None).update(ended_at=actor.at):
        raise WrongState(_("This webhook has ended already."))
    subscription.messages.filter(next_at__isnull=False).update(next_at=None, state=Message.State.GIVEN_UP)
    actor.record("end_subscription", subscription)
    return subscription


@operation
def stop_subscription(actor: Actor, *, subscription: Subscription) -> None:
    """Days of failures: it is tried no more until somebody starts it again. WrongState when it was stopped meanwhile."""
    allow(actor, "stop_webhook", table=PERMISSIONS)
    if not Subscription.objects.filter(pk=subscription.pk, stopped_at=None, ended_at=None).update(stopped_at=actor.at):
        raise WrongState(_("This webhook has stopped already."))
    actor.record("stop_subscription", subscription, failing_since=subscription.failing_since)


@operation
def restart_subscription(actor: Actor, *, subscription: Subscription) -> None:
    """A stopped one is told again, of what waited too. WrongState when it was not stopped."""
    allow(actor, "keep_webhooks", table=PERMISSIONS)
    stopped = Subscription.objects.filter(pk=subscription.pk, stopped_at__isnull=False, ended_at=None)
    if not stopped.update(stopped_at=None, failing_since=None):
        raise WrongState(_("This webhook has not stopped."))
    actor.record("restart_subscription", subscription)


@operation
def send_again(actor: Actor, *, message: Message) -> None:
    """A message is tried anew from the beginning. WrongState when its webhook is told nothing."""
    allow(actor, "keep_webhooks", table=PERMISSIONS)
    _must_be_told(message.subscription)
    Message.objects.filter(pk=message.pk).update(next_at=actor.at, failures=0, state=Message.State.WAITING)
    actor.record("send_again", message, event=message.event)


@operation
def send_test(actor: Actor, *, subscription: Subscription) -> Message:
    """A message that says nothing but that it is one. WrongState when the webhook is told nothing."""
    allow(actor, "keep_webhooks", table=PERMISSIONS)
    _must_be_told(subscription)
    body = {"type": TEST, "timestamp": actor.at.isoformat(timespec="seconds"), "data": {}}
    made = Message.objects.create(
        city_id=actor.city_id, subscription=subscription, event=TEST, body=canonical(body), made_at=actor.at,
        next_at=actor.at,
    )  # fmt: skip
    actor.record("send_test", made, subscription=subscription)
    return made


def _must_be_told(subscription: Subscription) -> None:
    if not Subscription.objects.filter(pk=subscription.pk, stopped_at=None, ended_at=None).exists():
        raise WrongState(_("This webhook is told nothing at the moment. Start it again first."))
