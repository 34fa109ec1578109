"""Fields for numbers as a city's people write them: 60,000,000, full width, shares in per cent."""

import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wakimizu.shared.forms import REQUIRED

NOT_A_NUMBER = _("This is not a number. Write it in figures: 7,500,000.")


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(",", "").replace("%", "").strip()


class NumberField(forms.CharField):
    """A number of any size, shown with its thousands apart. Empty is None. `times`: 100 shows a share in per cent."""

    def __init__(self, *, times: float = 1, **more: Any) -> None:
        super().__init__(error_messages=REQUIRED, **more)
        self.times = times
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "number"})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        shown = value * self.times
        return f"{shown:,.0f}" if float(shown).is_integer() else f"{round(shown, 6):,}"

    def clean(self, value: Any) -> Any:
        text = plain(str(value or ""))
        if not text:
            return super().clean("") or None
        try:
            return round(float(text) / self.times, 10)
        except ValueError:
            raise forms.ValidationError(NOT_A_NUMBER) from None


def number(label: Any, *, required: bool = True, **more: Any) -> NumberField:
    return NumberField(label=label, required=required, **more)


def share(label: Any, *, required: bool = True, **more: Any) -> NumberField:
    """In per cent on the page, 0 to 1 in the terms."""
    return NumberField(label=label, times=100, required=required, **more)


class YearField(NumberField):
    """A year, shown without a comma."""

    def prepare_value(self, value: Any) -> Any:
        return str(int(value)) if isinstance(value, int | float) else value

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return int(found) if found is not None and float(found).is_integer() else found


class ListField(forms.CharField):
    """Words or years one after the other, by comma or blank."""

    def __init__(self, *, of: Callable[[str], Any] = str, **more: Any) -> None:
        super().__init__(**more)
        self.of = of

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[Any]:
        text = unicodedata.normalize("NFKC", str(super().clean(value) or "")).replace("、", " ").replace(",", " ")
        try:
            return [self.of(each) for each in text.split()]
        except ValueError:
            raise forms.ValidationError(_("Write years one after the other: 2027, 2032, 2037.")) from None


def year(label: Any, *, required: bool = False, **more: Any) -> YearField:
    return YearField(label=label, required=required, **more)


def flag(label: Any, **more: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, **more)


def some_of(label: Any, choices: Any, **more: Any) -> forms.MultipleChoiceField:
    more = {"required": False, **more}
    return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **more)


def one_of(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, **more)
