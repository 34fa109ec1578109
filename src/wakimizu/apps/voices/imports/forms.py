"""The forms of a file on its way in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.voices.analysis import has_my_number
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.forms import topic_choices
from wakimizu.apps.voices.imports.plans import LABELS, REFUSE, DayForm, Plan, Unanswered
from wakimizu.apps.voices.imports.steps import Column
from wakimizu.apps.voices.workflow import Channel, Ending
from wakimizu.shared.forms import REQUIRED, Refusing, offer
from wakimizu.shared.words import named

MOST_VALUES = 40


class FileForm(Refusing):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV (UTF-8 or Shift_JIS) or an Excel workbook (.xlsx), one voice a line; the first line names the columns."
        ),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )


class ColumnsForm(Refusing):
    """What each column of the file holds, and how the whole of it is meant."""

    days = forms.ChoiceField(label=_("How days are written"), choices=DayForm.choices, widget=forms.RadioSelect)
    ending = forms.ChoiceField(
        label=_("How answers ended where the file does not say"),
        choices=[("", _("Refuse these lines")), *Ending.choices],
        required=False,
    )
    unanswered = forms.ChoiceField(
        label=_("Voices without an answer in the file"), choices=Unanswered.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, columns: list[Column], plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"days": plan.days, "ending": plan.ending, "unanswered": plan.unanswered}
        self.columns, self.plan = columns, plan
        choices = [("", _("Leave it out")), *LABELS.items()]
        for at, column in enumerate(columns):
            self.fields[f"column{at}"] = forms.ChoiceField(
                label=column.name, choices=choices, required=False, initial=column.ours
            )

    def rows(self) -> list[tuple[Column, forms.BoundField]]:
        return [(column, self[f"column{at}"]) for at, column in enumerate(self.columns)]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        chosen: dict[str, str] = {}
        for at in range(len(self.columns)):
            ours = cleaned.get(f"column{at}")
            if ours and ours in chosen:
                self.add_error(f"column{at}", _("Two columns cannot both be this. Choose which one is taken."))
            elif ours:
                chosen[ours] = self.columns[at].name
        if "text" not in chosen:
            self.add_error(None, _("Say which column holds the words of the voice."))
        cleaned["columns"] = chosen
        return cleaned

    def planned(self) -> Plan:
        cleaned = self.cleaned_data
        return Plan(
            cleaned["columns"],
            values=self.plan.values,
            days=cleaned["days"],
            ending=cleaned["ending"],
            unanswered=cleaned["unanswered"],
        )


class ValuesForm(Refusing):
    """What the words of the file mean in this city that name none of its topics, places, offices, ways in or endings."""

    def __init__(
        self,
        *args: Any,
        unknown: dict[str, list[tuple[str, int]]],
        plan: Plan,
        book: Directory,
        catalogue: Catalogue,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.cells: dict[str, tuple[str, str]] = {}
        choices = _codes(book, catalogue)
        without = {kind: [each for each in cells if not has_my_number(each[0])] for kind, cells in unknown.items()}
        for kind, cells in without.items():
            for at, (cell, n) in enumerate(cells[:MOST_VALUES]):
                field = forms.ChoiceField(label=cell, required=False, error_messages=REQUIRED)
                field.initial = plan.values.get(kind, {}).get(cell, "")
                field.help_text = _("%(n)d lines") % {"n": n}
                self.fields[f"{kind}{at}"], self.cells[f"{kind}{at}"] = field, (kind, cell)
                offer(self, f"{kind}{at}", choices[kind])
        self.too_many = {kind: len(cells) - MOST_VALUES for kind, cells in unknown.items() if len(cells) > MOST_VALUES}

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        by_kind: dict[str, list[forms.BoundField]] = {}
        for name, (kind, _cell) in self.cells.items():
            by_kind.setdefault(kind, []).append(self[name])
        return [(LABELS[kind], fields) for kind, fields in by_kind.items()]

    def planned(self) -> Plan:
        values = {kind: dict(known) for kind, known in self.plan.values.items()}
        for name, (kind, cell) in self.cells.items():
            values.setdefault(kind, {})[cell] = self.cleaned_data[name]
        kept = self.plan.kept() | {"values": values}
        return Plan(**kept)


def _codes(book: Directory, catalogue: Catalogue) -> dict[str, list[tuple[str, Any]]]:
    """By our name: the codes a word can mean, the first one leaving it open."""
    refuse = (REFUSE, _("Refuse these lines"))
    places = [(area.code, named(area)) for area in [*book.wards, *book.districts]]
    offices = [(office.code, named(office)) for office in book.offices.values()]
    return {
        "channel": [("", _("Imported")), refuse, *Channel.choices],
        "topic": [("", _("As the words suggest")), refuse, *topic_choices(catalogue)],
        "district": [("", _("No district")), refuse, *places],
        "office": [("", _("The office the voice is routed to")), refuse, *offices],
        "ending": [("", _("As was said for the whole file")), refuse, *Ending.choices],
    }
