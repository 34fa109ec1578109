"""Forms of mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.exchange.mail.operations import MOST_SUBJECT, MOST_TEXT
from wakimizu.apps.exchange.mail.workflow import MailState
from wakimizu.shared.forms import REQUIRED, Refusing


class WordingForm(Refusing):
    subject = forms.CharField(label=_("Subject"), max_length=MOST_SUBJECT, error_messages=REQUIRED)
    text = forms.CharField(
        label=_("Text"),
        max_length=MOST_TEXT,
        error_messages=REQUIRED,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Plain text. A blank line begins a paragraph. A line whose place has nothing to say is left out."),
    )


class OutboxFilter(forms.Form):
    receipt = forms.CharField(label=_("Receipt code"), required=False, max_length=40)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *MailState.choices])
