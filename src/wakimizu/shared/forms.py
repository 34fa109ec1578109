"""What every room's forms share."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django import forms
from django.utils.choices import BaseChoiceIterator, normalize_choices


class Prepared(BaseChoiceIterator):
    """Choices made once and offered by many forms: Django takes these as they are and does not walk them again."""

    def __init__(self, choices: Iterable[Any]) -> None:
        self._rows: list[Any] = normalize_choices(list(choices))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)


def offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    """Give a choice field of this form its choices, which depend on the city."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices if isinstance(choices, Prepared) else list(choices)
