"""Forms of the exchange room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.exchange.workflow import SCOPES
from wakimizu.shared.forms import REQUIRED, Refusing

DAYS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("a year"))]


class KeyForm(Refusing):
    name = forms.CharField(
        label=_("What the key is for"),
        max_length=80,
        error_messages=REQUIRED,
        help_text=_("For example: nightly copy to the data portal."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages=REQUIRED,
        help_text=_("Never more than your post may do. Choose as little as the machine needs."),
    )
    days = forms.ChoiceField(label=_("Valid for"), choices=DAYS, initial="90", widget=forms.RadioSelect)
