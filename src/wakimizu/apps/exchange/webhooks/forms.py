"""Forms of webhooks."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.apps.exchange.webhooks.events import EVENTS
from wakimizu.shared.forms import REQUIRED, Refusing

CHOICES = [(event.name, format_lazy("{} / {}", event.room, event.title)) for event in EVENTS.values()]


class SubscriptionForm(Refusing):
    name = forms.CharField(
        label=_("Who is told"),
        max_length=80,
        error_messages=REQUIRED,
        help_text=_("For example: the chat of the road division."),
    )
    url = forms.CharField(
        label=pgettext_lazy("web", "Address"),
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
