"""Forms of webhooks."""

from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.exchange.webhooks.events import EVENTS
from wakimizu.shared.forms import REQUIRED, Refusing

CHOICES = [
    (room, [(event.name, event.title) for event in events])
    for room, events in groupby(EVENTS.values(), key=lambda event: event.room)
]


class SubscriptionForm(Refusing):
    name = forms.CharField(
        label=_("Who is told"),
        max_length=80,
        error_messages=REQUIRED,
        help_text=_("For example: the chat of the road division."),
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput,
        error_messages=REQUIRED,
        help_text=_("It begins with https:// and takes a POST with JSON."),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told of"),
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it is told of.")},
    )
