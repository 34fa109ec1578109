"""Screens of webhooks: who is told, the log of one, starting, stopping, sending again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.exchange.webhooks import operations, queries, signing
from wakimizu.apps.exchange.webhooks.events import EVENTS
from wakimizu.apps.exchange.webhooks.forms import SubscriptionForm
from wakimizu.apps.exchange.webhooks.models import Subscription
from wakimizu.apps.exchange.workflow import PERMISSIONS
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.paging import number_asked, older_url
from wakimizu.shared.permissions import allow, may


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: Request) -> HttpResponse:
    """Who is told, and adding one: its secret is shown once, on the answer to the form, and never again."""
    allow(request.actor, "see_webhooks", table=PERMISSIONS)
    form = SubscriptionForm(request.POST if request.method == "POST" else None)
    secret = _subscribed(request, form) if request.method == "POST" and form.is_valid() else None
    context = {
        "form": SubscriptionForm() if secret else form,
        "secret": secret,
        "rows": queries.subscriptions(),
        "may_keep": may(request.actor, "keep_webhooks", table=PERMISSIONS),
    }
    return render(request, "exchange/webhooks.html", context, status=422 if form.errors else 200)


def _subscribed(request: Request, form: SubscriptionForm) -> str | None:
    """The secret of a new webhook; None when the form was refused."""
    secret = signing.new_secret()
    post = next(post for post in request.posts if post.pk == request.actor.post_id)
    cleaned = form.cleaned_data
    try:
        operations.subscribe(
            request.actor,
            post=post,
            name=cleaned["name"],
            url=cleaned["url"],
            events=cleaned["events"],
            root=request.build_absolute_uri("/").rstrip("/"),
            secret=secret,
        )
    except BadInput as refusal:
        form.refuse(refusal)
        return None
    return secret


@staff
@require_safe
def webhook(request: Request, number: int) -> HttpResponse:
    """The log of one: each message, each try."""
    allow(request.actor, "see_webhooks", table=PERMISSIONS)
    found = _called(number)
    page = queries.messages(found, number_asked(request))
    context = {
        "subscription": found,
        "page": page,
        "older_url": older_url(request, page.older),
        "events": [EVENTS[name] for name in found.events if name in EVENTS],
        "titles": {name: event.title for name, event in EVENTS.items()},
        "may_keep": may(request.actor, "keep_webhooks", table=PERMISSIONS),
    }
    return render(request, "exchange/webhook.html", context)


@staff
@require_POST
def webhook_test(request: Request, number: int) -> HttpResponse:
    operations.send_test(request.actor, subscription=_called(number))
    messages.success(request, _("A test is on its way. Look at this page again in some seconds."))
    return redirect("webhook", number=number)


@staff
@require_POST
def webhook_restart(request: Request, number: int) -> HttpResponse:
    operations.restart_subscription(request.actor, subscription=_called(number))
    messages.success(request, _("It is told again."))
    return redirect("webhook", number=number)


@staff
@require_POST
def webhook_end(request: Request, number: int) -> HttpResponse:
    operations.end_subscription(request.actor, subscription=_called(number))
    messages.success(request, _("The webhook has ended."))
    return redirect("webhooks")


@staff
@require_POST
def message_again(request: Request, number: int) -> HttpResponse:
    found = queries.message_numbered(number)
    if found is None:
        raise Http404
    operations.send_again(request.actor, message=found)
    messages.success(request, _("It is sent again. Look at this page again in some seconds."))
    return redirect("webhook", number=found.subscription_id)


def _called(number: int) -> Subscription:
    found = queries.subscription_numbered(number)
    if found is None:
        raise Http404
    return found
