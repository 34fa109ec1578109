"""Forms of proposals and measures."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.city.queries import answerable_offices
from wakimizu.apps.monitoring.models import Indicator, PlanItem
from wakimizu.apps.proposals import queries
from wakimizu.apps.proposals.models import Decision, Measure
from wakimizu.apps.proposals.operations import deciding
from wakimizu.apps.proposals.operations.measures import Look, Plan
from wakimizu.apps.proposals.operations.proposing import Content, Expected
from wakimizu.apps.proposals.workflow import Found, Fund, ProposalState, Verdict
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.workflow import ENDINGS_WITH_DATE
from wakimizu.shared.forms import REQUIRED, Refusing, day_field, offer, words_field
from wakimizu.shared.words import named

EFFECTS = 3
MANY_NEEDS = 10  # from then on the list can be narrowed by words
WHOLE_CITY = _("The whole city")
NO_YEN = {**REQUIRED, "invalid": _("Give whole yen, zero or more."), "min_value": _("Give whole yen, zero or more.")}


def yen_field(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, error_messages=NO_YEN, **more)


def number_field(label: Any, **more: Any) -> forms.FloatField:
    field = forms.FloatField(
        label=label, required=False, error_messages={"invalid": _("This is not a number.")}, **more
    )
    field.widget.attrs["step"] = "any"
    return field


class Expecting(Refusing):
    """A form with up to three effects: an indicator, where, by which year, to which value."""

    indicators: dict[str, Indicator]
    book: Directory
    years: list[int]

    def add_effects(self, indicators: list[Indicator], wards: Sequence[Area], years: list[int]) -> None:
        self.indicators, self.years = {each.code: each for each in indicators}, years
        names = [("", _("None")), *((code, named(each)) for code, each in self.indicators.items())]
        places = [("", WHOLE_CITY), *((ward.code, named(ward)) for ward in wards)]
        for n in range(EFFECTS):
            self.fields[f"indicator_{n}"] = forms.ChoiceField(label=_("Indicator"), required=False, choices=names)
            self.fields[f"area_{n}"] = forms.ChoiceField(label=_("Where"), required=False, choices=places)
            self.fields[f"effect_year_{n}"] = forms.TypedChoiceField(
                label=_("In fiscal year"), required=False, coerce=int, choices=[(y, str(y)) for y in years]
            )
            self.fields[f"value_{n}"] = number_field(_("Value by then"))

    def effect_rows(self) -> list[list[Any]]:
        names = ("indicator", "area", "effect_year", "value")
        return [[self[f"{name}_{n}"] for name in names] for n in range(EFFECTS) if f"value_{n}" in self.fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for n in range(EFFECTS):
            if given.get(f"indicator_{n}") and given.get(f"value_{n}") is None and not self.errors.get(f"value_{n}"):
                self.add_error(f"value_{n}", _("Say which value you expect."))
        return given

    def effects(self) -> list[Expected]:
        return [each for n in range(EFFECTS) if (each := self._effect(n)) is not None]

    def _effect(self, n: int) -> Expected | None:
        given = self.cleaned_data
        indicator = self.indicators.get(given.get(f"indicator_{n}") or "") if hasattr(self, "indicators") else None
        if indicator is None:
            return None
        area = self.book.area_by_code.get(given.get(f"area_{n}") or "")
        seen = queries.indicators.sheet(indicator, (area.pk if area else None, None), self.book).last
        year = given.get(f"effect_year_{n}") or self.years[0]
        return Expected(indicator, year, given[f"value_{n}"], area, seen.value if seen else None)


class ProposalForm(Expecting):
    """A proposal with its needs, its costs by year and fund, and up to three effects."""

    title = forms.CharField(label=_("Title"), max_length=120, error_messages=REQUIRED)
    problem = words_field(
        _("What is wrong"), rows=5, required=False, help_text=_("And why the ward cannot solve it by itself.")
    )
    measure = words_field(_("What shall be done"), rows=5, required=False)
    division = forms.ChoiceField(label=_("HQ division that must decide"), error_messages=REQUIRED)
    needs = forms.MultipleChoiceField(
        label=_("Needs behind it"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Every voice in them is answered when HQ decides."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        book: Directory,
        today: date,
        ward: Area | None,
        indicators: list[Indicator],
        known: queries.Sheet | None = None,
        needs: list[Need],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.book, self._needs = book, {str(need.pk): need for need in needs}
        self._years = queries.years_ahead(today)
        divisions = [
            each for each in book.offices.values() if each.kind == Office.Kind.HQ_DIVISION and each.valid_on(today)
        ]
        offer(self, "division", [("", _("Choose")), *((each.code, named(each)) for each in divisions)])
        offer(self, "needs", [(pk, _need_words(need)) for pk, need in self._needs.items()])
        self._add_costs()
        self.add_effects(indicators, [ward] if ward else [], self._years)
        if known is not None:
            self.initial = {**_values(known), **self.initial}

    def _add_costs(self) -> None:
        for year in self._years:
            for fund in Fund:
                self.fields[f"cost_{year}_{fund.value}"] = yen_field(f"{year} {fund.label}")

    def main(self) -> list[Any]:
        return [self[name] for name in ("title", "problem", "measure", "division", "needs")]

    @property
    def has_many_needs(self) -> bool:
        return len(self._needs) > MANY_NEEDS

    def cost_rows(self) -> list[tuple[int, list[Any]]]:
        return [(year, [self[f"cost_{year}_{fund.value}"] for fund in Fund]) for year in self._years]

    @property
    def funds(self) -> list[Any]:
        return [fund.label for fund in Fund]

    def content(self) -> Content:
        given = self.cleaned_data
        costs = {
            (year, fund.value): given.get(f"cost_{year}_{fund.value}") or 0 for year in self._years for fund in Fund
        }
        return Content(
            title=given["title"], problem=given["problem"], measure=given["measure"],
            division=self.book.office_by_code.get(given["division"]), needs=[self._needs[pk] for pk in given["needs"]],
            costs=costs, effects=self.effects(),
        )  # fmt: skip


def _need_words(need: Need) -> str:
    return f"{need.title} ({need.voice_count})"


def _values(known: queries.Sheet) -> dict[str, Any]:
    row = known.proposal
    found: dict[str, Any] = {
        "title": row.title,
        "problem": row.problem,
        "measure": row.measure,
        "division": row.division.code,
    }
    found["needs"] = [str(need.pk) for need in known.needs]
    found |= {f"cost_{cost.year}_{cost.fund}": cost.amount for cost in row.costs.all()}
    for n, effect in enumerate(known.effects[:EFFECTS]):
        found |= {
            f"indicator_{n}": effect.indicator.code, f"area_{n}": effect.area.code if effect.area else "",
            f"effect_year_{n}": effect.year, f"value_{n}": effect.value,
        }  # fmt: skip
    return found


# ── acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Act(Refusing):
    """A form of one act; `book` and `today` are there for those whose choices depend on them."""

    def __init__(self, *args: Any, book: Directory, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.book, self.today = book, today

    def preview(self) -> dict[str, Any]:
        """Nothing to look at beforehand, for most acts."""
        return {}


class NothingForm(Act):
    """An act that needs no words."""


class BecauseForm(Act):
    because = words_field(_("Reason"), max_length=1000)


class TextForm(Act):
    text = words_field(_("Your words"), rows=5)


class HandOnForm(Act):
    division = forms.ChoiceField(label=_("HQ division that must decide"), error_messages=REQUIRED)
    because = words_field(_("Reason"), max_length=1000)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offices = self.book.offices.values()
        divisions = [each for each in offices if each.kind == Office.Kind.HQ_DIVISION and each.valid_on(self.today)]
        offer(self, "division", [(each.code, named(each)) for each in divisions])


class DecideForm(Act):
    """What HQ decides. Its reason is read by everyone behind it."""

    verdict = forms.ChoiceField(
        label=_("Decision"), choices=Verdict.choices, widget=forms.RadioSelect, error_messages=REQUIRED
    )
    reason = words_field(
        _("Reason"),
        rows=6,
        help_text=_("Residents read it as the answer to their voices. Say it so that they understand."),
    )
    part = words_field(_("What is adopted, if only in part"), required=False, max_length=1000)
    until = day_field(
        _("Until when"), required=False, help_text=_("When it will be done, or until when it is studied.")
    )
    amount = yen_field(_("Yen accepted in all"))

    def preview(self) -> dict[str, Any]:
        """The answer as everyone behind it will read it."""
        given = self.cleaned_data
        ending = deciding.ENDINGS[given["verdict"]]
        part = given["part"] if given["verdict"] == Verdict.PART else ""
        text = deciding.told(Decision(reason=given["reason"], part=part))
        return {"ending": ending.label, "text": text, "until": given["until"] if ending in ENDINGS_WITH_DATE else None}


class MeasureForm(Act, Expecting):
    """A measure: what, by whom, where, from when until when; of an office's own decision, what it shall change."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages=REQUIRED)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    note = words_field(_("What is done"), required=False)
    office = forms.ChoiceField(label=_("Office that does it"), error_messages=REQUIRED)
    ward = forms.ChoiceField(label=_("Where"), required=False)
    begins = day_field(_("Begins"))
    ends = day_field(_("Ends"))
    plan_item = forms.ChoiceField(label=_("Part of the plan"), required=False)

    def __init__(
        self, *args: Any, plan: Sequence[PlanItem], known: Measure | None = None, indicators: list[Indicator] | None = None,
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self._plan = {item.code: item for item in plan}
        offer(self, "plan_item", [("", _("None")), *((code, named(item)) for code, item in self._plan.items())])
        self.own = list(self.fields)
        if indicators is not None:
            self.add_effects(indicators, self.book.wards, queries.years_ahead(self.today))
        offices = [(each.code, named(each)) for each in answerable_offices(self.book, self.today)]
        offer(self, "office", offices)
        offer(self, "ward", [("", WHOLE_CITY), *((ward.code, named(ward)) for ward in self.book.wards)])
        if known is not None:
            names = ("name", "name_en", "note", "begins", "ends")
            self.initial = {name: getattr(known, name) for name in names}
            self.initial |= {"office": known.office.code, "ward": known.ward.code if known.ward else ""}
            self.initial["plan_item"] = known.plan_item.code if known.plan_item else ""

    def main(self) -> list[Any]:
        return [self[name] for name in self.own]

    def plan(self) -> Plan:
        given = {name: self.cleaned_data[name] for name in self.own}
        office, ward = self.book.office_by_code[given.pop("office")], self.book.area_by_code.get(given.pop("ward"))
        item = self._plan.get(given.pop("plan_item"))
        return Plan(office=office, ward=ward, plan_item=item, effects=self.effects(), **given)


class MilestoneForm(Act):
    name = forms.CharField(label=_("Milestone"), max_length=120, error_messages=REQUIRED)
    due = day_field(_("By"))


class MilestoneChangeForm(MilestoneForm):
    on = day_field(_("Reached on"), required=False, help_text=_("Empty: it is not reached yet."))
    drop = forms.BooleanField(label=_("Take it out: it was entered by mistake"), required=False)


class DayForm(Act):
    on = day_field(_("Day"))


class CloseForm(Act):
    """What became of each indicator, and what there is to say in the end."""

    conclusion = words_field(_("Conclusion"), rows=4, help_text=_("What was done, and what there is to learn from it."))
    answer = words_field(
        _("Tell everyone behind it that it is solved"), required=False,
        help_text=_("Empty: nobody is told. Else these words go to every voice behind the proposal."),
    )  # fmt: skip

    def __init__(self, *args: Any, effects: list[queries.Expectation], **more: Any) -> None:
        super().__init__(*args, **more)
        self._effects = effects
        for each in effects:
            key = each.effect.pk
            self.fields[f"found_{key}"] = forms.ChoiceField(
                label=_("What was found"), choices=Found.choices, widget=forms.RadioSelect, required=False
            )
            self.fields[f"text_{key}"] = words_field(_("In words"), required=False, max_length=1000)

    def main(self) -> list[Any]:
        return [self["conclusion"], self["answer"]]

    def rows(self) -> list[tuple[queries.Expectation, Any, Any]]:
        return [(each, self[f"found_{each.effect.pk}"], self[f"text_{each.effect.pk}"]) for each in self._effects]

    def looks(self, said: dict[int, list[str]]) -> dict[int, Look]:
        """said: for each effect, what did-it-work says in words, which is kept with the look."""
        found = {}
        for each in self._effects:
            key = each.effect.pk
            if self.cleaned_data.get(f"found_{key}"):
                value = each.last.value if each.last else None
                figures = {
                    "said": said.get(key, []),
                    "last": value,
                    "period": str(each.last.begins) if each.last else "",
                }
                text = self.cleaned_data[f"text_{key}"]
                found[key] = Look(self.cleaned_data[f"found_{key}"], text, value, figures)
        return found


class FilterForm(forms.Form):
    """Which proposals are listed."""

    which = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("all", _("All")), ("mine", _("Ours")), ("late", _("Late"))]
    )
    ward = forms.ChoiceField(label=_("Ward"), required=False)
    office = forms.ChoiceField(label=_("HQ division"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *ProposalState.choices])

    def __init__(self, *args: Any, book: Directory, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "ward", [("", _("All wards")), *((ward.code, named(ward)) for ward in book.wards)])
        divisions = [each for each in book.offices.values() if each.kind == Office.Kind.HQ_DIVISION]
        offer(self, "office", [("", _("All divisions")), *((each.code, named(each)) for each in divisions)])
