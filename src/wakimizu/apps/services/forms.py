"""Forms of the services room: the catalogue, standards, what an office offers, what was observed."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City, Office
from wakimizu.apps.services.counters import Counters
from wakimizu.apps.services.models import Offering, Service, Standard
from wakimizu.apps.services.national.cells import day_after
from wakimizu.apps.services.workflow import COUNTERS, Change, Decided, Level
from wakimizu.shared.forms import REQUIRED, Refusing, day_field, hour_field, offer, words_field
from wakimizu.shared.tables import plain
from wakimizu.shared.words import named

UNSAID = ("", _("Not said"))
KINDS = dict(Office.Kind.choices)


class LinesField(forms.CharField):
    """A list of short texts, one a line. Cleans to the list; shows a list as lines."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, **more)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class ServiceForm(Refusing):
    """An entry of the catalogue."""

    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$",
        label=_("Number of the service"),
        help_text=_("Letters, digits and hyphens. It stays the same when the name changes."),
        error_messages={**REQUIRED, "invalid": _("Use letters, digits and hyphens only.")},
    )
    name = forms.CharField(label=_("Name"), max_length=40, error_messages=REQUIRED)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    owner = forms.ChoiceField(label=_("Division that owns it"), error_messages=REQUIRED)
    base = forms.ChoiceField(
        label=_("It comes from"), required=False, help_text=_("For a ward's variant: the city's service.")
    )
    change = forms.ChoiceField(label=_("What the variant changes"), required=False, choices=[UNSAID, *Change.choices])
    ward = forms.ChoiceField(label=_("Ward of the variant"), required=False)
    summary = forms.CharField(
        label=_("In one sentence"), max_length=100, error_messages=REQUIRED, help_text=_("At most 100 characters.")
    )
    summary_en = forms.CharField(label=_("In one sentence, in English"), max_length=400, required=False)
    content = words_field(_("What it is"), rows=5, max_length=500, required=False)
    law = forms.CharField(label=_("Law or ordinance"), max_length=300, required=False)
    documents = LinesField(label=_("Documents to bring"), help_text=_("One a line."))
    documents_en = LinesField(label=_("Documents, in English"), help_text=_("One a line."))
    fee = forms.IntegerField(label=_("Fee in yen"), min_value=0, max_value=10_000_000, required=False)
    fee_note = forms.CharField(label=_("About the fee"), max_length=200, required=False)
    online_url = forms.URLField(
        label=_("Address of the online application"), required=False, assume_scheme="https", max_length=200
    )

    def __init__(
        self, *args: Any, book: Directory, known: Counters, today: date, entry: Service | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.book, self.known, self.entry = book, known, entry  # entry: the one that stands, None for a new one
        divisions = [office for office in book.offices.values() if office.at_hq and office.valid_on(today)]
        offer(self, "owner", [("", _("Choose a division")), *_choices(divisions)])
        bases = [each for each in known.listed(today) if each.base_id is None]
        offer(self, "base", [("", _("No other service")), *_choices(bases)])
        offer(self, "ward", [("", _("The whole city")), *_choices(book.wards)])

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        taken = self.known.service_by_code.get(code)
        if taken is not None and (self.entry is None or taken.pk != self.entry.pk):
            raise forms.ValidationError(_("There is a service with this number already."))
        return code

    def service(self, city: City) -> Service:
        """The entry with what the form says."""
        row = Service.objects.filter(pk=self.entry.pk).first() if self.entry else None
        service = row or Service(city=city)
        cleaned = dict(self.cleaned_data)
        service.owner = self.book.office_by_code[cleaned.pop("owner")]
        service.base = self.known.service_by_code.get(cleaned.pop("base"))
        service.ward = self.book.area_by_code.get(cleaned.pop("ward"))
        for name, value in cleaned.items():
            setattr(service, name, value)
        return service


def service_values(service: Service, book: Directory) -> dict[str, Any]:
    """What the form starts with for an entry that stands."""
    plain = {name: getattr(service, name) for name in ServiceForm.base_fields if hasattr(service, name)}
    base, ward = service.base, book.area(service.ward_id)
    return {
        **plain,
        "owner": book.offices[service.owner_id].code,
        "base": base.code if base else "",
        "ward": ward.code if ward else "",
    }


def _choices(rows: Sequence[Any]) -> list[tuple[str, str]]:
    return [(row.code, named(row)) for row in rows]


class StandardForm(Refusing):
    """A standard: a level for each kind of office, and what else must hold."""

    valid_from = day_field(_("It holds from"))
    valid_to = day_field(
        _("Its last day"), required=False, help_text=_("Leave it empty: it holds until the next version begins.")
    )
    wait_minutes = forms.IntegerField(
        label=_("Wait at most, minutes"),
        min_value=0,
        max_value=600,
        required=False,
        help_text=_("On average in a month."),
    )
    lead_days = forms.IntegerField(
        label=_("Days to the result, at most"), min_value=0, max_value=400, required=False, help_text=_("0: at once.")
    )
    decided = forms.ChoiceField(
        label=_("Decided"), required=False, choices=[UNSAID, *Decided.choices], widget=forms.RadioSelect
    )
    documents = LinesField(
        label=_("Documents that may be asked for"), help_text=_("One a line. Leave it empty: those of the catalogue.")
    )
    opens = hour_field(_("Open at the latest from"))
    closes = hour_field(_("Open at least until"))
    because = words_field(_("Why"), rows=2, max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in COUNTERS:
            self.fields[f"level_{kind}"] = forms.ChoiceField(
                label=KINDS[kind],
                choices=Level.choices,
                initial=Level.NONE,
                widget=forms.RadioSelect,
                error_messages=REQUIRED,
            )
        self.order_fields(["valid_from", "valid_to", *(f"level_{kind}" for kind in COUNTERS)])

    def standard(self, service: Service) -> Standard:
        cleaned = self.cleaned_data
        return Standard(
            service=service,
            levels={kind: cleaned[f"level_{kind}"] for kind in COUNTERS},
            documents=cleaned["documents"] or None,
            valid_to=day_after(cleaned["valid_to"]),
            **{name: cleaned[name] for name in PLAIN_STANDARD},
        )


PLAIN_STANDARD = ("valid_from", "wait_minutes", "lead_days", "decided", "opens", "closes", "because")


def standard_values(standard: Standard | None) -> dict[str, Any]:
    """What the form of the next version starts with: the last one, without its days and its reason."""
    if standard is None:
        return {}
    kept = [name for name in PLAIN_STANDARD if name not in ("valid_from", "because")]
    levels = {f"level_{kind}": standard.levels.get(kind, Level.NONE) for kind in COUNTERS}
    return {name: getattr(standard, name) for name in kept} | levels | {"documents": standard.documents}


class OfferingForm(Refusing):
    """What an office offers of a service from a day on."""

    valid_from = day_field(_("From which day"))
    level = forms.ChoiceField(
        label=_("How far"),
        choices=[each for each in Level.choices if each[0] != Level.NONE],
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    decided = forms.ChoiceField(
        label=_("Decided"), required=False, choices=[UNSAID, *Decided.choices], widget=forms.RadioSelect
    )
    documents = LinesField(
        label=_("Documents asked for"), help_text=_("One a line. Leave it empty: those of the catalogue.")
    )
    opens = hour_field(_("From"), help_text=_("Leave the hours empty: those of the office."))
    closes = hour_field(_("Until"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def offering(self, service: Service, office: Office) -> Offering:
        cleaned = dict(self.cleaned_data)
        return Offering(service=service, office=office, documents=cleaned.pop("documents") or None, **cleaned)


class WithdrawForm(Refusing):
    on = day_field(_("From which day no longer"))
    because = words_field(_("Why"), rows=2, max_length=200)


class MonthForm(forms.Form):
    """Which office and month are to be entered."""

    office = forms.ChoiceField(label=_("Office"), error_messages=REQUIRED)
    month = forms.CharField(
        label=_("Month"),
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-04"}),
        error_messages=REQUIRED,
        max_length=20,
    )

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "office", _choices(offices))

    def clean_month(self) -> date:
        month = plain(self.cleaned_data["month"])
        if not re.fullmatch(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", month):
            raise forms.ValidationError(_("This is not a month. Write it as 2026-04."))
        return date.fromisoformat(month + "-01")


class ObservedForm(Refusing):
    """One month of one service at an office: a row of the entry table."""

    volume = forms.IntegerField(label=_("Cases"), min_value=0, max_value=10_000_000, required=False)
    wait_minutes = forms.FloatField(label=_("Wait, minutes"), min_value=0, max_value=600, required=False)
    lead_days = forms.FloatField(label=_("Days to the result"), min_value=0, max_value=400, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("volume") is None and (
            cleaned.get("wait_minutes") is not None or cleaned.get("lead_days") is not None
        ):
            self.add_error("volume", _("Give the number of cases too."))
        return cleaned
