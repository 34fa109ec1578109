"""Forms around a scenario: a file in, a study asked for, which part of a result is shown, a plan carried out."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.models import Area
from wakimizu.apps.network.forms.fields import number, share
from wakimizu.apps.network.terms import BadTerms
from wakimizu.apps.network.workflow import Ages, StudyKind
from wakimizu.shared.errors import BadInput
from wakimizu.shared.forms import Refusing, day_field, offer, words_field
from wakimizu.shared.words import named

MOST_BYTES = 512 * 1024
NUL = re.compile(r"\\u0000|\\U00000000")  # TOML's escapes for the one character no database takes


class FileForm(Refusing):
    """A scenario's file, chosen or pasted."""

    file = forms.FileField(
        label=_("File (TOML)"), required=False, help_text=_("As it was downloaded here, changed as you like.")
    )
    text = forms.CharField(
        label=_("Or its text"), required=False, max_length=MOST_BYTES, strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "mono"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", _("This file is too large for a scenario. It may have 512 KB."))
        elif file is not None:
            try:
                cleaned["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("This file is not text in UTF-8. Save it as UTF-8 and send it again."))
        elif not (cleaned.get("text") or "").strip():
            self.add_error("file", _("Choose a file, or paste its text."))
        if NUL.search(cleaned.get("text") or ""):
            self.add_error("text", _("This file is not text in UTF-8. Save it as UTF-8 and send it again."))
        return cleaned

    def refuse(self, refusal: BadInput) -> None:
        """Every wrong line, with its number."""
        if not isinstance(refusal, BadTerms):
            self.add_error(None, str(refusal))
            return
        where = "file" if self.cleaned_data.get("file") else "text"
        for fault in refusal.faults:
            self.add_error(where, str(fault))


class AskForm(Refusing):
    """What a study shall find, and how near to the best."""

    kind = forms.ChoiceField(
        label=_("What to find"), choices=StudyKind.choices, widget=forms.RadioSelect, initial=StudyKind.PLAN
    )
    points = forms.IntegerField(
        label=_("Points of cost against access"), required=False, min_value=2, max_value=60, initial=12,
        help_text=_("Only for cost against access: how many plans between the cheapest and the nearest."),
    )  # fmt: skip
    gap = share(
        _("The search may end when the plan is this near to the best (%)"),
        help_text=_("0.01: one ten-thousandth. 0: proven to the last yen."),
    )
    seconds = number(_("It ends with the best found after (seconds)"), help_text=_("0: only when it is proven."))


class LookForm(forms.Form):
    """Which part of a result a page shows."""

    period = forms.TypedChoiceField(label=_("Period"), coerce=int, required=False)
    who = forms.ChoiceField(label=_("Whose way"), required=False)
    ward = forms.ChoiceField(label=_("Ward"), required=False)

    def __init__(self, asked: Any, *, periods: Sequence[str], wards: Sequence[Area] = ()) -> None:
        super().__init__(asked)
        offer(self, "period", list(enumerate(periods)))
        offer(self, "who", [*((code, label) for code, label in Ages.choices)][::-1])
        offer(self, "ward", [("", _("All wards")), *((ward.code, named(ward)) for ward in wards)])

    def asked(self) -> tuple[int, str, str]:
        """The period, the group of ages, the ward's code; the first period and the oldest unless said otherwise."""
        cleaned = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        period = cleaned.get("period")
        return (period if isinstance(period, int) else 0), cleaned.get("who") or Ages.AGED75, cleaned.get("ward") or ""


class AdoptForm(Refusing):
    """From which days a plan is carried out, and why."""

    because = words_field(_("Reason"), max_length=400, help_text=_("It stands in the ledger and on the public page."))

    def __init__(
        self, *args: Any, periods: Sequence[int], days: Sequence[date], used: Sequence[int], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.names = [f"day-{n}" for n in range(len(days))]
        for n, (name, day, year) in enumerate(zip(self.names, days, periods, strict=True)):
            label = gettext("Changes of the period from %(year)d come on") % {"year": year}
            field = day_field(label, initial=day)
            if n not in used:
                field.help_text = _("In this period nothing changes.")
            self.fields[name] = field
        self.order_fields([*self.names, "because"])

    def days(self) -> list[date]:
        return [self.cleaned_data[name] for name in self.names]

    def refuse(self, refusal: BadInput) -> None:
        field = self.names[0] if refusal.field == "days" else refusal.field
        self.add_error(field if field in self.fields else None, str(refusal))


class WithdrawForm(Refusing):
    because = words_field(_("Reason"), max_length=400)
