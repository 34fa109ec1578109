"""Forms of the audit: what to look at, and what is done about a shortfall."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.services.models import Service
from wakimizu.apps.services.national import gif
from wakimizu.apps.services.workflow import Fault
from wakimizu.shared.forms import REQUIRED, Refusing, day_field, offer, words_field
from wakimizu.shared.words import named


class Filter(forms.Form):
    """Which part of the audit, on which day."""

    ward = forms.ChoiceField(label=_("Ward"), required=False)
    office = forms.ChoiceField(label=pgettext_lazy("column", "Office"), required=False)
    group = forms.ChoiceField(label=_("Group of services"), required=False)
    day = day_field(_("Day"), required=False)
    only = forms.BooleanField(label=_("Only what falls short"), required=False)

    def __init__(
        self,
        *args: Any,
        wards: Sequence[Area],
        all_wards: bool = True,
        offices: Sequence[Office],
        services: Sequence[Service],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        stages = sorted({each.stage for each in services if each.stage}, key=stage_order)
        everywhere = [("", _("All wards"))] if all_wards else []
        offer(self, "ward", [*everywhere, *((ward.code, named(ward)) for ward in wards)])
        offer(self, "office", [("", _("All offices")), *((office.code, named(office)) for office in offices)])
        offer(self, "group", [("", _("All groups")), *((stage, gif.label(stage)) for stage in stages)])

    def value(self, name: str) -> Any:
        """What was asked for, and nothing for what is not among the choices."""
        self.is_valid()
        return self.cleaned_data.get(name)


CHOSEN = {**REQUIRED, "invalid_choice": _("Choose one of those that are shown.")}
_ORDER = {action: at for at, action in enumerate(gif.ACTIONS)}


def stage_order(stage: str) -> tuple[int, str]:
    """The actions in the order of GIF 491-1; others after them."""
    return _ORDER.get(stage, len(_ORDER) + (not stage)), stage


class TwoDays(forms.Form):
    """From when to when."""

    before = day_field(_("First day"), required=False)
    after = day_field(_("Second day"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        before, after = cleaned.get("before"), cleaned.get("after")
        if before and after and after <= before:
            self.add_error("after", _("Choose a day after the first one."))
        return cleaned


class TaskFilter(forms.Form):
    """Which part of the work list."""

    ward = forms.ChoiceField(label=_("Ward"), required=False)
    owner = forms.ChoiceField(label=_("Who mends it"), required=False)
    stage = forms.ChoiceField(label=_("State"), required=False)
    fault = forms.ChoiceField(label=_("Shortfall"), required=False, choices=[("", _("All shortfalls")), *Fault.choices])

    def __init__(self, *args: Any, wards: Sequence[Area], owners: Sequence[Office], stages: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "ward", [("", _("All wards")), *((ward.code, named(ward)) for ward in wards)])
        offer(self, "owner", [("", _("All offices")), *((office.code, named(office)) for office in owners)])
        offer(self, "stage", [("", _("All states")), *stages.items()])


class FaultForm(Refusing):
    """About one shortfall of a cell."""

    fault = forms.ChoiceField(label=_("Shortfall"), error_messages=CHOSEN)

    def __init__(self, *args: Any, faults: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "fault", [(fault, Fault(fault).label) for fault in faults])
        if len(faults) == 1:
            self.fields["fault"].widget = forms.HiddenInput()
            self.initial["fault"] = faults[0]


class PromiseForm(FaultForm):
    owner = forms.ChoiceField(label=_("Who mends it"), error_messages=CHOSEN)
    due = day_field(_("By when"))
    text = words_field(_("What will be done"), max_length=400)

    def __init__(self, *args: Any, owners: Sequence[Office], **more: Any) -> None:
        super().__init__(*args, **more)
        self.owners = {office.code: office for office in owners}
        offer(self, "owner", [(office.code, named(office)) for office in owners])

    def promised(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        return {**cleaned, "owner": self.owners[cleaned["owner"]]}


class AcceptForm(FaultForm):
    until = day_field(_("Until when it may stay so"))
    because = words_field(_("Why"), max_length=400)

    def refuse(self, refusal: Any) -> None:
        if refusal.field == "text":
            refusal.field = "because"
        super().refuse(refusal)


def first_of_year_before(today: date) -> date:
    """A year before a day; the first of March for a leap day."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return date(today.year - 1, 3, 1)
