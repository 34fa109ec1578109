"""Forms of the monitoring room: an indicator, a value, an aim, a beginning, progress, files in."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.city.queries import answerable_offices
from wakimizu.apps.monitoring import periods
from wakimizu.apps.monitoring.computations import KNOWN
from wakimizu.apps.monitoring.models import Indicator, Observation, PlanItem
from wakimizu.apps.monitoring.rules import worked_out
from wakimizu.apps.monitoring.workflow import Cadence, Direction, ProgressState, Source, Unit
from wakimizu.apps.voices.models import Topic
from wakimizu.shared.errors import BadInput
from wakimizu.shared.forms import REQUIRED, Refusing, day_field, offer, words_field
from wakimizu.shared.tables import plain
from wakimizu.shared.words import named

NO_NUMBER = {**REQUIRED, "invalid": _("This is not a number.")}
WHOLE_CITY = _("The whole city")


def _number(label: Any, **more: Any) -> forms.FloatField:
    field = forms.FloatField(label=label, required=False, error_messages=NO_NUMBER, **more)
    field.widget.attrs["step"] = "any"
    return field


def _line(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, error_messages=REQUIRED, **more)


class IndicatorForm(Refusing):
    """An indicator, new or changed."""

    code = forms.SlugField(
        label=_("Short name"), max_length=60,
        error_messages={**REQUIRED, "invalid": _("Only letters, numbers, hyphens and underscores.")},
        help_text=_("Letters, numbers and hyphens; it stands in the page's address and in files."),
    )  # fmt: skip
    name = _line(_("Name"), 120)
    name_en = _line(_("Name in English"), 160, required=False)
    source = forms.ChoiceField(label=_("Where its numbers come from"), choices=Source.choices, widget=forms.RadioSelect)
    computation = forms.ChoiceField(
        label=_("Computation"), required=False, help_text=_("Only for an indicator that is computed here.")
    )
    numerator = _line(_("Numerator"), 200, help_text=_("What is counted, in words."))
    numerator_en = _line(_("Numerator in English"), 300, required=False)
    denominator = _line(
        _("Denominator"), 200, required=False, help_text=_("Of how many; empty where the value is a count or a mean.")
    )
    denominator_en = _line(_("Denominator in English"), 300, required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, widget=forms.RadioSelect)
    cadence = forms.ChoiceField(label=_("How often"), choices=Cadence.choices)
    owner = forms.ChoiceField(
        label=_("Owner"), error_messages=REQUIRED, help_text=_("The office that answers for the numbers.")
    )
    worth = _number(
        _("Least change worth naming"),
        help_text=_(
            "In the indicator's unit. A smaller change is called neither better nor worse; empty: every one is named."
        ),
    )
    note = words_field(_("How it is measured"), required=False)
    note_en = words_field(_("How it is measured, in English"), required=False)
    public = forms.BooleanField(label=_("Show it on the public page"), required=False)

    def __init__(self, *args: Any, book: Directory, today: date, known: Indicator | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self._known, self._offices = known, {office.code: office for office in answerable_offices(book, today)}
        if known:
            self._offices.setdefault(known.owner.code, known.owner)
            self.initial = {**_values(known, self.fields), "owner": known.owner.code}
            self.fields["code"].disabled = True
        offer(self, "owner", [(code, named(office)) for code, office in self._offices.items()])
        offer(self, "computation", [("", _("None")), *((name, each.label) for name, each in KNOWN.items())])

    def indicator(self) -> Indicator:
        made = self._known or Indicator()
        for name, value in self.cleaned_data.items():
            setattr(made, name, self._offices[value] if name == "owner" else value)
        return made


def _values(row: Any, names: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names if name != "owner"}


class ObservationForm(Refusing):
    """A value for a period. With a numerator and a denominator the value follows."""

    period = _line(_("Period"), 30)
    place = forms.ChoiceField(label=_("Place"), required=False)
    numerator = _number(_("Numerator"))
    denominator = _number(_("Denominator"))
    value = _number(_("Value"), help_text=_("Leave it empty where a numerator and a denominator are given."))
    low = _number(_("95 % interval, from"))
    high = _number(_("95 % interval, to"))
    said_by = _line(
        _("Where the number comes from"), 300, help_text=_("A report and its page, a register, a count and its day.")
    )

    def __init__(self, *args: Any, indicator: Indicator, book: Directory, **more: Any) -> None:
        super().__init__(*args, **more)
        self._indicator = indicator
        rows: list[Area | Office] = [*book.wards, *book.districts]
        rows += sorted(book.offices.values(), key=lambda office: office.code)
        self._places = {row.code: row for row in rows}
        offer(self, "place", [("", WHOLE_CITY), *((code, named(row)) for code, row in self._places.items())])
        self.fields["period"].help_text = {
            Cadence.MONTH: _("A month: 2026-04"),
            Cadence.QUARTER: _("A quarter of a fiscal year: 2026Q1 is April to June 2026"),
            Cadence.YEAR: _("A fiscal year: 2026 is April 2026 to March 2027"),
        }[Cadence(indicator.cadence)]
        self.fields["numerator"].help_text = indicator.numerator
        if indicator.denominator:
            self.fields["denominator"].help_text = indicator.denominator
        else:
            del self.fields["denominator"]

    def observation(self) -> Observation:
        """BadInput names the field."""
        cleaned = self.cleaned_data
        row = self._places.get(cleaned["place"])
        numerator, denominator = cleaned["numerator"], cleaned.get("denominator")
        value = worked_out(self._indicator, numerator, denominator, cleaned["value"])
        return Observation(
            indicator=self._indicator,
            area=row if isinstance(row, Area) else None,
            office=row if isinstance(row, Office) else None,
            begins=periods.read(plain(cleaned["period"]), self._indicator.cadence),
            numerator=numerator,
            denominator=denominator,
            value=value,
            low=cleaned["low"],
            high=cleaned["high"],
            said_by=cleaned["said_by"],
            source=self._indicator.source,
        )


class AimForm(Refusing):
    """That a plan item is judged by an indicator."""

    item = forms.ChoiceField(label=_("Part of the plan"), error_messages=REQUIRED)
    baseline_year = forms.IntegerField(label=_("It begins in the fiscal year"), error_messages=NO_NUMBER)
    baseline = forms.FloatField(label=_("Its value then"), error_messages=NO_NUMBER)
    targets = words_field(_("Targets"), rows=4, help_text=_("A fiscal year and its value a line, as: 2027 90"))

    def __init__(self, *args: Any, items: list[PlanItem], **more: Any) -> None:
        super().__init__(*args, **more)
        self._items = {item.code: item for item in items}
        offer(self, "item", [(code, named(item)) for code, item in self._items.items()])

    def asked(self) -> dict[str, Any]:
        """BadInput for a line that is no year with a value."""
        cleaned = self.cleaned_data
        return {
            "item": self._items[cleaned["item"]],
            "baseline_year": cleaned["baseline_year"],
            "baseline": cleaned["baseline"],
            "targets": read_targets(cleaned["targets"]),
        }


def read_targets(text: str) -> dict[int, float]:
    """Years and values, one pair a line or parted by semicolons: 2027 90; 2029 95."""
    found: dict[int, float] = {}
    for line in plain(text).replace(";", "\n").splitlines():
        words = line.replace(",", "").replace(":", " ").replace("=", " ").replace("年度", " ").split()
        if not words:
            continue
        try:
            year, value = words
            found[int(year)] = float(value)
        except ValueError:
            raise BadInput(
                _("“%(line)s” is no target. Write the fiscal year and its value: 2027 90") % {"line": line}, "targets"
            ) from None
    return found


class BeginningForm(Refusing):
    """That a measure began."""

    name = _line(_("The measure"), 120)
    day = day_field(_("It began on"))
    area = forms.ChoiceField(
        label=_("Where"), required=False, help_text=_("Of one ward, its effect is also compared with the other wards.")
    )

    def __init__(self, *args: Any, book: Directory, **more: Any) -> None:
        super().__init__(*args, **more)
        self._areas = {ward.code: ward for ward in book.wards}
        offer(self, "area", [("", WHOLE_CITY), *((code, named(ward)) for code, ward in self._areas.items())])

    def asked(self) -> dict[str, Any]:
        return {**self.cleaned_data, "area": self._areas.get(self.cleaned_data["area"])}


class ProgressForm(Refusing):
    """How far a measure or an action is."""

    state = forms.ChoiceField(label=_("State"), choices=ProgressState.choices, widget=forms.RadioSelect)
    percent = forms.IntegerField(label=_("Per cent done"), min_value=0, max_value=100, error_messages=NO_NUMBER)
    text = words_field(_("What was done, what comes next"))
    text_en = words_field(_("The same in English"), required=False)


REPLICATIONS = [(99, _("99: quick, and coarse")), (999, _("999: as usual")), (9999, _("9,999: thorough"))]


class ScanForm(Refusing):
    """A search for needs that emerge."""

    weeks = forms.IntegerField(
        label=_("Weeks"), initial=52, error_messages=NO_NUMBER,
        help_text=_("How far back it looks, 8 to 156. The longer it is, the better it knows what is usual."),
    )  # fmt: skip
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    replications = forms.TypedChoiceField(
        label=_("Shuffled so many times"), coerce=int, choices=REPLICATIONS, initial=999, widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )  # fmt: skip
    seed = forms.IntegerField(
        label=_("Seed"), initial=1, error_messages=NO_NUMBER,
        help_text=_("The same seed with the same voices finds the same."),
    )  # fmt: skip

    def __init__(self, *args: Any, topics: Iterable[Topic], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "topic", [("", _("All topics")), *((topic.code, named(topic)) for topic in topics)])

    def asked(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class FileForm(Refusing):
    """A file in."""

    kind = forms.ChoiceField(label=_("What the file holds"), widget=forms.RadioSelect, error_messages=REQUIRED)
    file = forms.FileField(label=_("File"), error_messages={**REQUIRED, "empty": _("This file is empty.")})

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "kind", kinds)
