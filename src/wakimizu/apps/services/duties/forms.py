"""Forms of the duties: a file in the place of an allotment, and which two are compared."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.apps.services.models import Allotment
from wakimizu.shared.forms import REQUIRED, Refusing, offer, words_field
from wakimizu.shared.words import named

NEW = "+"
DUTIES = "duties"
RESERVED = {DUTIES, "compare", "import"}


class AllotmentFile(Refusing):
    """Which allotment a file holds, or that it holds the duties themselves. Names are needed for a new one only."""

    goal = forms.ChoiceField(
        label=_("What the file holds"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the file holds.")},
    )
    code = forms.SlugField(
        label=_("Short name of a new allotment"),
        help_text=_("Letters, digits and hyphens; it stands in the address. For example: proposal-2027"),
        max_length=40,
        required=False,
        error_messages={"invalid": _("Use letters, digits and hyphens only.")},
    )
    name = forms.CharField(
        label=_("Name"), max_length=80, required=False, help_text=_("Empty: as the file says, or as before.")
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    note = words_field(_("What it is about"), rows=2, max_length=2000, required=False)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx). The workbook that you download here can be changed and sent back."),
        error_messages={**REQUIRED, "empty": _("This file is empty. The first line must name the columns.")},
    )

    def __init__(self, *args: Any, allotments: Sequence[Allotment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = [(each.code, _("“%(name)s” anew") % {"name": named(each)}) for each in allotments]
        offer(
            self, "goal", [*stored, (NEW, _("A new allotment")), (DUTIES, _("The city's duties, without their units"))]
        )
        self.taken = {each.code for each in allotments}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code = cleaned.get("code", "")
        if cleaned.get("goal") == NEW and not code and "code" not in self.errors:
            self.add_error("code", _("Give the new allotment a short name."))
        elif cleaned.get("goal") == NEW and code in RESERVED:
            self.add_error("code", _("Use another short name: this one stands in our own addresses."))
        elif cleaned.get("goal") == NEW and code in self.taken:
            self.add_error("code", _("There is an allotment with this short name. Choose it above, or another name."))
        return cleaned

    @property
    def goal_code(self) -> str:
        goal = self.cleaned_data["goal"]
        return str(self.cleaned_data["code"] if goal == NEW else goal)


class TwoAllotments(forms.Form):
    before = forms.ChoiceField(label=pgettext_lazy("allotment", "From"))
    after = forms.ChoiceField(label=pgettext_lazy("allotment", "To"))

    def __init__(self, *args: Any, allotments: Sequence[Allotment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.code, named(each)) for each in allotments]
        offer(self, "before", choices)
        offer(self, "after", choices)
