"""Reads of webhooks."""

from wakimizu.apps.exchange.webhooks.models import Message, Subscription
from wakimizu.apps.voices.queries import Page, page_of


def subscriptions() -> list[Subscription]:
    """All of the city, those that have ended last, the newest first."""
    found = Subscription.objects.select_related("post__user").order_by("-pk")[:200]
    return sorted(found, key=lambda each: each.ended_at is not None)


def subscription_numbered(number: int) -> Subscription | None:
    return Subscription.objects.select_related("post__user").filter(pk=number).first()


def messages(subscription: Subscription, before: int | None = None) -> Page:
    """The log, newest first, with each try. Two statements."""
    rows = subscription.messages.prefetch_related("tries").order_by("-pk")
    return page_of((rows.filter(pk__lt=before) if before else rows)[:21])


def message_numbered(number: int) -> Message | None:
    return Message.objects.select_related("subscription").filter(pk=number).first()


def stopped() -> list[Subscription]:
    """What IT must look at: webhooks that stopped by themselves."""
    return list(Subscription.objects.filter(stopped_at__isnull=False, ended_at=None).order_by("stopped_at"))
