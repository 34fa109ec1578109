"""What this room's pages share: a form that an operation takes or refuses, a list page by page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Office
from wakimizu.apps.sharing.forms import NothingForm
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.forms import Refusing


def acted(
    request: Request, form: Refusing, run: Callable[[], Any], done: Any, then: Callable[[Any], HttpResponse],
    **shown: Any,
) -> HttpResponse:  # fmt: skip
    """Run the operation with what the form holds and go on; else the page again, with what is wrong and what was typed.

    A press without words has no page of its own to come back to: its refusal is one.
    """
    status = 422
    if form.is_valid() and "preview" not in request.POST:
        try:
            result = run()
        except BadInput as refusal:
            form.refuse(refusal)
        except WrongState as refusal:
            if isinstance(form, NothingForm):
                raise
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, str(done))
            return then(result)
    template = shown.pop("template", "sharing/act.html")
    return render(request, template, {"form": form, **shown}, status=status if form.errors else 200)


def own_office(request: Request) -> Office:
    """The office of the actor's post, in whose name they act."""
    found = request.book.office(request.actor.office_id)
    if found is None:
        raise Http404
    return found


def posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None
