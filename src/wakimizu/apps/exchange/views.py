"""Screens of the exchange room: keys for machines."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.exchange import forms, keys, operations, queries
from wakimizu.apps.exchange.models import Key
from wakimizu.apps.exchange.workflow import PERMISSIONS, SCOPES
from wakimizu.shared.access import staff
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import may


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def keys_page(request: Request) -> HttpResponse:
    """A person's keys, and making one: it is shown once, on the answer to the form, and never again."""
    form = forms.KeyForm(request.POST if request.method == "POST" else None)
    made = _made(request, form) if request.method == "POST" and form.is_valid() else None
    context = {
        "form": forms.KeyForm() if made else form,
        "made": made,
        "rows": [
            (key, may(request.actor, "end_key", key, table=PERMISSIONS)) for key in queries.keys_shown_to(request.actor)
        ],
        "scopes": SCOPES,
        "now": request.now,
        "book": request.book,
    }
    return render(request, "exchange/keys.html", context, status=422 if form.errors else 200)


def _made(request: Request, form: forms.KeyForm) -> str | None:
    """The secret of a new key; None when the form was refused."""
    secret = keys.new_secret()
    post = next(post for post in request.posts if post.pk == request.actor.post_id)
    cleaned = form.cleaned_data
    try:
        operations.make_key(
            request.actor,
            post=post,
            name=cleaned["name"],
            scopes=cleaned["scopes"],
            expires_at=request.now + timedelta(days=int(cleaned["days"])),
            secret=secret,
        )
    except BadInput as refusal:
        form.refuse(refusal)
        return None
    return secret


@staff
@require_POST
def key_end(request: Request, number: int) -> HttpResponse:
    key = Key.objects.filter(pk=number).first()
    if key is None:
        raise Http404
    operations.end_key(request.actor, key=key)
    messages.success(request, _("The key has ended."))
    return redirect("keys")
