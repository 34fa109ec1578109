"""Forms of the population room: what the public looks at, what staff ask for, files in."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.models import City
from wakimizu.apps.population.models import Assumptions, Feed, Run, Table
from wakimizu.apps.population.operations import LAST_YEAR, MOST_DRAWS
from wakimizu.apps.population.queries import Layer
from wakimizu.shared.forms import NOT_AN_HOUR, REQUIRED, TIME, Refusing, day_field, offer
from wakimizu.shared.templatetags.words import beside, day
from wakimizu.shared.words import named

MEASURES = {
    "people": _("People now"),
    "share65": _("Aged 65 or more, share now"),
    "aged75": _("Aged 75 or more, people now"),
    "density": _("People per km² now"),
    "change": _("Change until the year chosen"),
    "share65_then": _("Aged 65 or more, share in the year chosen"),
    "aged75_then": _("Aged 75 or more, people in the year chosen"),
}
BY = {"district": _("Districts"), "cell": _("Cells of 500 m")}


class LookForm(forms.Form):
    """What the page of the city shows: the year to compare with, and the map."""

    year = forms.TypedChoiceField(label=_("Compare with the year"), coerce=int, required=False)
    measure = forms.ChoiceField(label=_("The map shows"), choices=list(MEASURES.items()), required=False)
    by = forms.ChoiceField(label=_("Map by"), choices=list(BY.items()), required=False)

    def __init__(self, *args: Any, years: list[int], has_cells: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "year", [(year, str(year)) for year in years])
        if not has_cells:
            offer(self, "by", [("district", BY["district"])])


class YearForm(forms.Form):
    """The year an area is compared with."""

    year = forms.TypedChoiceField(label=_("Compare with the year"), coerce=int, required=False)

    def __init__(self, *args: Any, years: list[int], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "year", [(year, str(year)) for year in years])


def base_key(layer: Layer) -> str:
    """How the form names a count to begin from."""
    return f"{layer.table.pk}-{layer.day}"


class RunForm(Refusing):
    """A projection that somebody asks for."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages=REQUIRED,
        help_text=_("So that others know what it tries: “Net migration halved”."),
    )
    base = forms.ChoiceField(label=_("It begins from"), error_messages=REQUIRED)
    assumptions = forms.ChoiceField(label=_("Assumptions"), error_messages=REQUIRED)
    control = forms.ChoiceField(
        label=_("It adds up to"),
        required=False,
        help_text=_("Totals are scaled to this published projection. Only such a run is shown to the public."),
    )
    until = forms.IntegerField(
        label=_("Last year"),
        min_value=1900,
        max_value=LAST_YEAR,
        initial=2050,
        error_messages=REQUIRED,
        help_text=_("In steps of the ages of the count: from 2020 by five years to 2045 or 2050."),
    )
    draws = forms.IntegerField(
        label=_("Draws"),
        min_value=0,
        max_value=MOST_DRAWS,
        initial=0,
        error_messages=REQUIRED,
        help_text=_("0 gives the middle path only; a few hundred show how uncertain it is."),
    )
    seed = forms.IntegerField(
        label=_("Seed"), min_value=0, max_value=2**63 - 1, initial=1, error_messages=REQUIRED,
        help_text=_("The same seed draws the same numbers again."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, bases: list[Layer], sets: list[Assumptions], controls: list[Table], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._bases = {base_key(each): each for each in bases}
        self._sets = {str(each.pk): each for each in sets}
        self._controls = {str(each.pk): each for each in controls}
        offer(self, "base", [(key, beside(each.name, day(each.day))) for key, each in self._bases.items()])
        offer(self, "assumptions", [(key, named(each)) for key, each in self._sets.items()])
        offer(
            self,
            "control",
            [("", _("Nothing: it stands by itself")), *((key, named(each)) for key, each in self._controls.items())],
        )

    def run(self, city: City) -> Run:
        cleaned = self.cleaned_data
        base = self._bases[cleaned["base"]]
        return Run(
            city=city,
            name=cleaned["name"],
            base=base.table,
            base_day=base.day,
            assumptions=self._sets[cleaned["assumptions"]],
            control=self._controls.get(cleaned["control"]),
            until=cleaned["until"],
            draws=cleaned["draws"],
            seed=cleaned["seed"],
        )


class ReachForm(Refusing):
    """Travel times that somebody asks for: the timetables, a day, a window of departures."""

    feeds = forms.MultipleChoiceField(
        label=_("Timetables"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Without one, only ways on foot and by car are estimated."),
    )  # fmt: skip
    day = day_field(_("Day"), help_text=_("A usual working day; buses run less on Sundays."))
    window_from = forms.TimeField(label=_("First departure"), widget=TIME, initial="09:00", error_messages=NOT_AN_HOUR)
    window_to = forms.TimeField(label=_("Last departure"), widget=TIME, initial="11:00", error_messages=NOT_AN_HOUR)

    def __init__(self, *args: Any, feeds: list[Feed], **more: Any) -> None:
        super().__init__(*args, **more)
        self._feeds = {str(feed.pk): feed for feed in feeds}
        offer(self, "feeds", [(key, str(feed)) for key, feed in self._feeds.items()])

    def asked(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {**cleaned, "feeds": [self._feeds[key] for key in cleaned["feeds"]]}


class FileForm(Refusing):
    """A file in, and under which name it is kept."""

    kind = forms.ChoiceField(label=_("What the file holds"), widget=forms.RadioSelect, error_messages=REQUIRED)
    code = forms.SlugField(
        label=_("Short name"), max_length=60,
        help_text=_("Letters, numbers and hyphens: census-2020. A table of this name is replaced."),
        error_messages={**REQUIRED, "invalid": _("Only letters, numbers, hyphens and underscores.")},
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=120, error_messages=REQUIRED)
    source = forms.CharField(
        label=_("Source"), max_length=300, error_messages=REQUIRED,
        help_text=_("Who published it, and when. It stands beside every figure made from it."),
    )  # fmt: skip
    file = forms.FileField(label=_("File"), error_messages={**REQUIRED, "empty": _("This file is empty.")})

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "kind", kinds)

    def sent(self) -> dict[str, Any]:
        """What `files.take_in` asks for."""
        cleaned = dict(self.cleaned_data)
        content = cleaned.pop("file").read()
        return {**cleaned, "content": content}


def usual_day(today: date) -> date:
    """A Tuesday soon: neither weekend nor, mostly, a holiday."""
    return today + timedelta(days=(1 - today.weekday()) % 7 or 7)
