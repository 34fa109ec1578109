"""The form of a ward's self-check: a mark, words and what comes next, for each of the four duties."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.community.selfcheck.models import DutyCheck
from wakimizu.apps.community.selfcheck.operations import MOST_WORDS, Said
from wakimizu.apps.community.selfcheck.workflow import Duty, Mark
from wakimizu.apps.voices.forms import GuardedForm
from wakimizu.shared.forms import words_field


class SelfCheckForm(GuardedForm):
    """Fields mark_DUTY, words_DUTY, next_DUTY."""

    def __init__(self, *args: Any, said: Mapping[str, DutyCheck], **more: Any) -> None:
        super().__init__(*args, **more)
        for duty in Duty:
            row = said[duty.value]
            self.fields[f"mark_{duty.value}"] = forms.ChoiceField(
                label=_("How well it was done"), choices=Mark.choices, required=False, widget=forms.RadioSelect,
                initial=row.mark,
            )  # fmt: skip
            self.fields[f"words_{duty.value}"] = words_field(
                _("Why, in your words"), required=False, max_length=MOST_WORDS, initial=row.words
            )
            self.fields[f"next_{duty.value}"] = words_field(
                _("What comes next"), required=False, max_length=MOST_WORDS, initial=row.next_steps
            )

    def of(self, duty: str) -> list[Any]:
        return [self[f"{name}_{duty}"] for name in ("mark", "words", "next")]

    def said(self) -> dict[str, Said]:
        given = self.cleaned_data
        return {duty.value: Said(given[f"mark_{duty}"], given[f"words_{duty}"], given[f"next_{duty}"]) for duty in Duty}
