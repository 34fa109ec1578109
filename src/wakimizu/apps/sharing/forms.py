"""Forms of notices, consultations and meetings."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.services.forms import StandardForm, standard_values
from wakimizu.apps.services.models import Service, Standard
from wakimizu.apps.services.workflow import Level
from wakimizu.apps.sharing.models import Consultation, Meeting, Notice, SharingRule
from wakimizu.apps.sharing.operations.consultations import TERMS, Draft, standard_of
from wakimizu.apps.sharing.operations.meetings import Plan
from wakimizu.apps.sharing.operations.notices import Content
from wakimizu.apps.sharing.rules import level_of
from wakimizu.apps.sharing.workflow import LEVEL_OF, About, MeetingKind, Outcome, Stance, Taken
from wakimizu.shared.forms import NOT_AN_HOUR, REQUIRED, TIME, Refusing, day_field, offer, words_field
from wakimizu.shared.words import named

GROUPS = {
    Office.Kind.WARD_OFFICE: _("All ward offices"),
    Office.Kind.WARD_DIVISION: _("All ward divisions"),
    Office.Kind.GENERAL_BRANCH: _("All general branches"),
    Office.Kind.BRANCH: _("All branches"),
    Office.Kind.COMMUNITY_CENTRE: _("All community centres"),
    Office.Kind.HQ_DIVISION: _("All HQ divisions"),
}


def _title_field() -> forms.CharField:
    return forms.CharField(label=_("Title"), max_length=120, error_messages=REQUIRED)


def _radio(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=REQUIRED)


class ToOffices(Refusing):
    """A form that names offices: whole kinds of them, and single ones."""

    groups = forms.MultipleChoiceField(
        label=_("Whole kinds of offices"),
        required=False,
        choices=list(GROUPS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    also = forms.MultipleChoiceField(label=_("Single offices"), required=False, widget=forms.CheckboxSelectMultiple)
    book: Directory
    today: date

    def __init__(self, *args: Any, book: Directory, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.book, self.today = book, today
        rows = [each for each in book.offices.values() if each.kind in LEVEL_OF and each.valid_on(today)]
        offer(self, "also", [(each.code, named(each)) for each in rows])

    def offices(self) -> list[Office]:
        """Those that were named, each once."""
        kinds, codes = self.cleaned_data["groups"], set(self.cleaned_data["also"])
        rows = self.book.offices.values()
        return [each for each in rows if each.valid_on(self.today) and (each.kind in kinds or each.code in codes)]


class NoticeForm(ToOffices):
    """A notice: the rules say who must know; more can be added by hand."""

    happening = _radio(_("What happens"), [])
    title = _title_field()
    text = words_field(_("What they must know"), rows=6, max_length=5000)
    effective = day_field(_("It holds from"))
    wards = forms.MultipleChoiceField(
        label=_("Wards it concerns"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only where the rule leaves the wards open."),
    )  # fmt: skip
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    text_en = words_field(_("Text in English"), rows=4, required=False, max_length=5000)

    def __init__(
        self, *args: Any, sender: Office, table: Iterable[SharingRule], known: Notice | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        here = {row.happening: named(row) for row in table if row.sender == level_of(sender)}
        offer(self, "happening", list(here.items()))
        offer(self, "wards", [(str(ward.pk), named(ward)) for ward in self.book.wards])
        if known is not None:
            names = ("happening", "title", "text", "effective", "title_en", "text_en")
            self.initial = {**{name: getattr(known, name) for name in names}, **self.initial}

    def main(self) -> list[Any]:
        return [self[name] for name in ("happening", "title", "text", "effective", "wards")]

    def english(self) -> list[Any]:
        return [self["title_en"], self["text_en"]]

    def content(self) -> Content:
        given = self.cleaned_data
        names = ("title", "text", "happening", "effective", "title_en", "text_en")
        wards = [int(number) for number in given["wards"]]
        return Content(**{name: given[name] for name in names}, wards=wards, also=self.offices())


class Act(Refusing):
    """A form of one act."""


class NothingForm(Act):
    """An act that needs no words."""


class TextForm(Act):
    text = words_field(_("Your words"), rows=5)


class BecauseForm(Act):
    because = words_field(_("Reason"), max_length=1000)


class ResultForm(Act):
    result = words_field(_("What came of it"), max_length=1000)


class OpinionForm(Act):
    """What an office answers."""

    office = forms.ChoiceField(label=_("In the name of"), error_messages=REQUIRED)
    stance = _radio(_("What your office says"), Stance.choices)
    text = words_field(
        _("In words"),
        rows=5,
        required=False,
        help_text=_("Needed for “agrees, if” and “objects”: HQ must respond to it."),
    )

    def __init__(self, *args: Any, offices: Iterable[Office], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "office", [(str(each.pk), named(each)) for each in offices])


class ResponseForm(Act):
    taken = _radio(_("Is it taken up?"), Taken.choices)
    text = words_field(_("Because"), rows=5)


# ── consultations ────────────────────────────────────────────────────────────────────────────────────────────────────


class ConsultationForm(ToOffices):
    """What HQ means to change, of anything but a standard."""

    title = _title_field()
    about = _radio(_("What would change"), [choice for choice in About.choices if choice[0] != About.STANDARD])
    text = words_field(_("What exactly, and why"), rows=8)
    answer_by = day_field(_("Answers until"))

    def main(self) -> list[Any]:
        return [self[name] for name in ("title", "about", "text", "answer_by")]

    def draft(self) -> Draft:
        given = self.cleaned_data
        return Draft(given["title"], given["text"], given["about"], given["answer_by"], self.offices())


class StandardConsultationForm(ToOffices, StandardForm):
    """What a service's standard would be, and whom HQ asks about it."""

    title = _title_field()
    text = words_field(_("What changes, and why"), rows=6)
    answer_by = day_field(_("Answers until"))

    def main(self) -> list[Any]:
        return [self[name] for name in ("title", "text", "answer_by")]

    def terms(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in ("title", "text", "answer_by", "groups", "also")]

    def draft(self, service: Service) -> Draft:
        given = self.cleaned_data
        return Draft(
            given["title"], given["text"], About.STANDARD, given["answer_by"], self.offices(), self.standard(service)
        )


def last_day(standard: Standard) -> date | None:
    """As people say it: the day before the one from which it no longer holds."""
    return standard.valid_to - timedelta(days=1) if standard.valid_to else None


class SettleForm(Act):
    outcome = _radio(_("What becomes of it"), Outcome.choices)
    text = words_field(_("The outcome in words"), rows=5, help_text=_("All who were asked read it."))

    def main(self) -> list[Any]:
        return [self["outcome"], self["text"]]


def _plainly(standard: Standard, name: str) -> Any:
    """A fact as the form shows it: what is empty in two ways is one, lines end in one way."""
    value = getattr(standard, name)
    if name == "levels":
        return {kind: level for kind, level in value.items() if level != Level.NONE}
    return (value.splitlines() if isinstance(value, str) else value) or (0 if value == 0 else None)


class SettleStandardForm(StandardForm):
    """The outcome; the standard's fields count only when it goes on changed.

    Changed fields without that outcome are refused: nobody shall believe that they held.
    """

    outcome = _radio(_("What becomes of it"), Outcome.choices)
    text = words_field(_("The outcome in words"), rows=5, help_text=_("All who were asked read it."))

    def __init__(self, *args: Any, consultation: Consultation, **more: Any) -> None:
        proposed = standard_of(consultation.service, consultation.terms)
        start = {**standard_values(proposed), "valid_from": proposed.valid_from, "because": proposed.because}
        start["valid_to"] = last_day(proposed)
        super().__init__(*args, initial=start, **more)
        self.consultation = consultation

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wrong = [name for name in self.errors if name not in ("outcome", "text")]
        if given.get("outcome") in (Outcome.AS_PROPOSED, Outcome.DROPPED):
            for name in wrong:
                del self.errors[name]
        if given.get("outcome") == Outcome.AS_PROPOSED and (wrong or self._differs()):
            self.add_error(
                "outcome", _("You changed the standard below. Choose “Goes on, changed”, or undo the change.")
            )
        return given

    def _differs(self) -> bool:
        service, terms = self.consultation.service, self.consultation.terms
        proposed, given = standard_of(service, terms), self.standard(cast(Service, service))
        return any(_plainly(proposed, name) != _plainly(given, name) for name in TERMS)

    def main(self) -> list[Any]:
        return [self["outcome"], self["text"]]

    def terms(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in ("outcome", "text")]


# ── meetings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=TIME, error_messages=NOT_AN_HOUR)


class MeetingForm(ToOffices):
    """When a meeting is, where, and who sits in it."""

    kind = _radio(_("Meeting"), MeetingKind.choices)
    title = _title_field()
    day = day_field(_("Day"))
    begins = _hour(_("Begins at"))
    ends = _hour(_("Ends at"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)

    def __init__(self, *args: Any, known: Meeting | None = None, invited: Collection[Office] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        if known is not None:
            begins, ends = timezone.localtime(known.begins), timezone.localtime(known.ends)
            start = {"kind": known.kind, "title": known.title, "place": known.place, "day": begins.date()}
            start |= {"begins": begins.time(), "ends": ends.time(), "also": [office.code for office in invited]}
            self.initial = {**start, **self.initial}

    def main(self) -> list[Any]:
        return [self[name] for name in ("kind", "title", "day", "begins", "ends", "place")]

    def plan(self) -> Plan:
        given = self.cleaned_data
        begins, ends = (timezone.make_aware(datetime.combine(given["day"], given[name])) for name in ("begins", "ends"))
        return Plan(given["kind"], given["title"], begins, ends, self.offices(), given["place"])


class ItemForm(Act):
    title = forms.CharField(label=_("What the meeting shall speak about"), max_length=160, error_messages=REQUIRED)


class TaskForm(Act):
    """A task: what, who, by when."""

    text = words_field(_("What is to be done"), max_length=1000)
    office = forms.ChoiceField(label=_("Who does it"), error_messages=REQUIRED)
    due = day_field(_("By"))

    def __init__(self, *args: Any, book: Directory, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = [each for each in book.offices.values() if each.kind in LEVEL_OF and each.valid_on(today)]
        offer(self, "office", [("", _now("Choose")), *((each.code, named(each)) for each in rows)])


class WhichForm(forms.Form):
    """Which rows of a list."""

    which = forms.ChoiceField(label=_("Show"), required=False)

    def __init__(self, *args: Any, choices: Iterable[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "which", choices)
