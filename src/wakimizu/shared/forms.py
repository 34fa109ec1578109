"""What every room's forms share."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django import forms
from django.utils.choices import BaseChoiceIterator, normalize_choices
from django.utils.translation import gettext_lazy as _

from wakimizu.shared.errors import BadInput


class Prepared(BaseChoiceIterator):
    """Choices made once and offered by many forms: Django takes these as they are and does not walk them again."""

    def __init__(self, choices: Iterable[Any]) -> None:
        self._rows: list[Any] = normalize_choices(list(choices))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)


def offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    """Give a choice field of this form its choices, which depend on the city."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices if isinstance(choices, Prepared) else list(choices)


REQUIRED = {"required": _("Please fill this in.")}
NOT_A_DAY = {**REQUIRED, "invalid": _("This is not a day. Write it as 2026-12-01.")}
NOT_AN_HOUR = {**REQUIRED, "invalid": _("This is not a time. Write it as 08:30.")}
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DATE, error_messages=NOT_A_DAY, **more)


def hour_field(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=TIME, error_messages=NOT_AN_HOUR, **more)


def words_field(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    more = {"max_length": 4000, **more}
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), error_messages=REQUIRED, **more)


class Refusing(forms.Form):
    """A form that shows what an operation refused, at the field the refusal names."""

    def refuse(self, refusal: BadInput) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
