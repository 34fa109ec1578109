"""What every room's forms share."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms


def offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    """Give a choice field of this form its choices, which depend on the city."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)
