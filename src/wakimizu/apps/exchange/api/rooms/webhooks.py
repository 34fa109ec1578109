"""Webhooks: who is told of what, the log of each telling, starting, stopping, sending again."""

from datetime import datetime
from typing import Any

from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema, Status
from pydantic import Field

from wakimizu.apps.exchange.api.acts import Deed, Number, add_deeds, checked, found
from wakimizu.apps.exchange.api.bodies import NoForm, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed, whole
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.exchange.webhooks import operations, queries, signing
from wakimizu.apps.exchange.webhooks.events import EVENTS
from wakimizu.apps.exchange.webhooks.forms import SubscriptionForm
from wakimizu.apps.exchange.webhooks.models import Message, Subscription
from wakimizu.apps.exchange.workflow import PERMISSIONS
from wakimizu.shared.permissions import allow

router = Router()

WEBHOOK = Shape(
    "Webhook",
    Subscription,
    "name url made_at failing_since stopped_at ended_at",
    events=(list[str], lambda request, row: row.events),
)


class Tried(Schema):
    at: datetime
    status: int | None = Field(description="Of the answer; none when there was none.")
    ms: int
    fault: str


MESSAGE = Shape(
    "WebhookMessage",
    Message,
    "event made_at state failures next_at",
    tries=(list[Tried], lambda request, row: list(row.tries.all())),
)


class Event(Schema):
    name: str
    title: str
    room: str


class Subscribed(Schema):
    id: int
    secret: str = Field(description="Signs what is told. It is shown here and never again.")


def _reader(request: ApiCall) -> None:
    allow(request.actor, "see_webhooks", table=PERMISSIONS)


@router.get("/webhook-events", response=list[Event], operation_id="webhook_events", summary="What can be told")
def events(request: ApiCall) -> list[dict[str, str]]:
    _reader(request)
    return [
        {"name": each.name, "title": force_str(each.title), "room": force_str(each.room)} for each in EVENTS.values()
    ]


@router.get("/webhooks", response=WEBHOOK.page, operation_id="webhooks", summary="Who is told of what")
def webhooks(request: ApiCall) -> dict[str, Any]:
    _reader(request)
    return whole(queries.subscriptions(), WEBHOOK.of(request))


def _webhook(request: ApiCall, number: int) -> Subscription:
    _reader(request)
    row: Subscription = found(queries.subscription_numbered(number))
    return row


@router.get("/webhooks/{number}", response=WEBHOOK.schema, operation_id="webhook", summary="A webhook")
def webhook(request: ApiCall, number: Number) -> dict[str, Any]:
    return WEBHOOK(request, _webhook(request, number))


@router.get(
    "/webhooks/{number}/messages", response=MESSAGE.page, operation_id="webhook_messages", summary="What it was told"
)
def messages(request: ApiCall, number: Number, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    rows = _webhook(request, number).messages.prefetch_related("tries")
    return listed(rows, MESSAGE.of(request), after=after, limit=limit)


WebhookBody: Any = body_of(SubscriptionForm, name="Subscribe")


@router.post("/webhooks", response={201: Subscribed}, operation_id="subscribe", summary="Tell an address from now on")
def subscribe(request: ApiCall, body: WebhookBody) -> Any:
    allow(request.actor, "keep_webhooks", table=PERMISSIONS)
    given, secret = checked(SubscriptionForm(as_typed(body))).cleaned_data, signing.new_secret()
    root = request.build_absolute_uri("/").rstrip("/")
    post = found(request.holder).key.post
    made = operations.subscribe(request.actor, post=post, root=root, secret=secret, **given)
    return Status(201, {"id": made.pk, "secret": secret})


def _kept(request: ApiCall, number: int) -> Subscription:
    allow(request.actor, "keep_webhooks", table=PERMISSIONS)
    return _webhook(request, number)


def _message(request: ApiCall, number: int) -> Message:
    allow(request.actor, "keep_webhooks", table=PERMISSIONS)
    row: Message = found(queries.message_numbered(number))
    return row


def _simple(act: Any, name: str) -> Any:
    """An operation that needs the row alone; the row as it is afterwards."""

    def run(request: ApiCall, row: Any, _given: Any) -> Any:
        act(request.actor, **{name: row})
        row.refresh_from_db()
        return row

    return run


DEEDS = [
    Deed(
        "/webhooks/{number}/test", "test_webhook", "Send a test", NoForm,
        lambda request, row, given: operations.send_test(request.actor, subscription=row),
        about=_kept, done=_("A test is on its way. Look at this page again in some seconds."),
    ),
    Deed(
        "/webhooks/{number}/restart", "restart_webhook", "Tell it again", NoForm,
        _simple(operations.restart_subscription, "subscription"), about=_kept, done=_("It is told again."),
    ),
    Deed(
        "/webhooks/{number}/end", "end_webhook", "Tell it nothing more", NoForm,
        _simple(operations.end_subscription, "subscription"), about=_kept, done=_("The webhook has ended."),
    ),
    Deed(
        "/webhook-messages/{number}/again", "send_message_again", "Send a message again", NoForm,
        _simple(operations.send_again, "message"), about=_message,
        done=_("It is sent again. Look at this page again in some seconds."),
    ),
]  # fmt: skip
add_deeds(router, DEEDS)
