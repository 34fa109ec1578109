"""Forms of surveys: a new one, its invitations, paper in; and the one that residents fill in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.city.queries import answerable_offices
from wakimizu.apps.monitoring.surveys import instruments, wording
from wakimizu.apps.monitoring.surveys.instruments import Instrument
from wakimizu.apps.monitoring.surveys.models import Question, Survey
from wakimizu.apps.monitoring.surveys.operations import Given
from wakimizu.apps.monitoring.surveys.workflow import AGES, MOST_TEXT, QuestionKind, Sex
from wakimizu.shared.errors import BadInput
from wakimizu.shared.forms import REQUIRED, Refusing, day_field, offer, words_field
from wakimizu.shared.tables import decode
from wakimizu.shared.words import named

OWN_FILE = "file"
UNSAID = _("I would rather not say")
NOT_ANSWERED = _("No answer, or it does not apply")
NO_NUMBER = {**REQUIRED, "invalid": _("This is not a number.")}
MOST_TOML = 200_000


def _line(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, error_messages=REQUIRED, **more)


class WordsForm(Refusing):
    """What a survey says of itself, and when it takes place."""

    name = _line(_("Name"), 120)
    name_en = _line(_("Name in English"), 160, required=False)
    intro = words_field(_("What people read first"))
    intro_en = words_field(_("The same in English"), required=False)
    opens = day_field(_("First day"))
    closes = day_field(_("Last day on the web"), help_text=_("Paper sheets are taken in until you close the survey."))
    kept_back = forms.IntegerField(
        label=_("Smallest group that is shown"), min_value=1, max_value=100,
        error_messages=NO_NUMBER,
        help_text=_("Results of fewer answers are kept back, and others with them where they would give these away."),
    )  # fmt: skip

    def survey(self, known: Survey) -> Survey:
        for name in WordsForm.base_fields:
            setattr(known, name, self.cleaned_data[name])
        return known


class NewSurveyForm(Refusing):
    """A survey from a ready one, or from a file of the city's own."""

    instrument = forms.ChoiceField(
        label=_("From which ready survey"), widget=forms.RadioSelect, error_messages=REQUIRED
    )
    file = forms.FileField(
        label=_("A survey of your own (TOML)"), required=False,
        help_text=_("Only when you chose your own file. docs/surveys.md says how it is written."),
    )  # fmt: skip
    code = forms.SlugField(
        label=_("Short name"), max_length=60,
        error_messages={**REQUIRED, "invalid": _("Only letters, numbers, hyphens and underscores.")},
        help_text=_("Letters, numbers and hyphens; it stands in the page's address and in files."),
    )  # fmt: skip
    owner = forms.ChoiceField(label=_("Which office keeps it"), error_messages=REQUIRED)
    opens = day_field(_("First day"))
    closes = day_field(_("Last day on the web"), help_text=_("Paper sheets are taken in until you close the survey."))

    def __init__(self, *args: Any, book: Directory, today: date, only: Office | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        offices = [only] if only else answerable_offices(book, today)
        self._offices = {office.code: office for office in offices}
        offer(self, "owner", [(code, named(office)) for code, office in self._offices.items()])
        ready = [(each.code, f"{each.label}") for each in instruments.ready()]
        offer(self, "instrument", [*ready, (OWN_FILE, _("A file of our own"))])

    def instrument_chosen(self) -> Instrument:
        """BadInput when the file is none."""
        chosen, file = self.cleaned_data["instrument"], self.cleaned_data["file"]
        if chosen != OWN_FILE:
            return instruments.called(chosen)
        if file is None or file.size > MOST_TOML:
            raise BadInput(_("Choose the file with your questions."), "file")
        return instruments.read(decode(file.read()), OWN_FILE)

    def survey(self, instrument: Instrument) -> Survey:
        cleaned = self.cleaned_data
        return Survey(
            code=cleaned["code"], name=instrument.name[0], name_en=instrument.name[1], intro=instrument.intro[0],
            intro_en=instrument.intro[1], instrument=instrument.code, scope=instrument.scope,
            kept_back=instrument.kept_back, owner=self._offices[cleaned["owner"]], opens=cleaned["opens"], closes=cleaned["closes"],
        )  # fmt: skip


class InviteForm(Refusing):
    """Invitations: for whom, where, how many, on paper or as a file."""

    name = _line(
        _("For whom"), 80, help_text=_("As the list of batches shows it: a sample from the register, a counter, …")
    )
    where = forms.ChoiceField(label=_("Where"), required=False)
    each = forms.IntegerField(
        label=_("How many, for each place"), min_value=1,
        error_messages={**NO_NUMBER, "min_value": _("At least one.")},
    )  # fmt: skip
    form = forms.ChoiceField(
        label=_("As what"), widget=forms.RadioSelect, initial="csv",
        choices=[("csv", _("A table of codes (CSV), for a printer")), ("letters", _("Invitations to print here, at most 500"))],
    )  # fmt: skip
    MOST_LETTERS = 500

    def __init__(self, *args: Any, book: Directory, **more: Any) -> None:
        super().__init__(*args, **more)
        self._book = book
        self._areas = {area.code: area for area in (*book.wards, *book.districts)}
        many = [("wards", _("Each ward")), ("districts", _("Each district"))]
        one = [(code, named(area)) for code, area in self._areas.items()]
        offer(self, "where", [("", _("The whole city; people say their ward themselves")), *many, *one])

    def areas(self) -> list[Area | None]:
        where = self.cleaned_data["where"]
        if where in ("wards", "districts"):
            return list(self._book.wards if where == "wards" else self._book.districts)
        return [self._areas.get(where)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            cleaned.get("form") == "letters"
            and cleaned.get("each")
            and cleaned["each"] * len(self.areas()) > self.MOST_LETTERS
        ):
            self.add_error("form", _("At most 500 invitations can be printed here. Take the table for more."))
        return cleaned


class PaperForm(Refusing):
    file = forms.FileField(label=_("File"), error_messages={**REQUIRED, "empty": _("This file is empty.")})


class CodeForm(Refusing):
    """The code of an invitation."""

    code = forms.CharField(
        label=_("Your invitation code"), max_length=40, error_messages=REQUIRED,
        help_text=_("Twelve letters and numbers, as they stand on your invitation."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class AnswerForm(Refusing):
    """The questions of a survey, then who answers, in groups so wide that they tell of nobody."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self,
        *args: Any,
        survey: Survey,
        questions: Sequence[Question],
        book: Directory,
        area: Area | None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._questions, self._book = questions, book
        for question in questions:
            self.fields[question.code] = _field(question)
        self._about(survey, area)

    def _about(self, survey: Survey, area: Area | None) -> None:
        """What an invitation of a ward or district says already is not asked; bodies have neither age nor sex."""
        if survey.by_district:
            if area is None or area.kind != Area.Kind.DISTRICT:
                inside = [each for each in self._book.districts if area is None or each.parent_id == area.pk]
                choices = [("", _("Choose")), *((each.code, named(each)) for each in inside)]
                self.fields["district"] = forms.ChoiceField(
                    label=_("Your district"), choices=choices, error_messages=REQUIRED
                )
            return
        ages = [("", UNSAID), *((str(n), wording.age(n)) for n in range(len(AGES)))]
        self.fields["age"] = forms.ChoiceField(label=_("Your age"), choices=ages, required=False)
        self.fields["sex"] = forms.ChoiceField(
            label=_("Your sex"), choices=[*Sex.choices, ("", UNSAID)], required=False, widget=forms.RadioSelect
        )
        if area is None:
            wards = [("", UNSAID), *((each.code, named(each)) for each in self._book.wards)]
            self.fields["ward"] = forms.ChoiceField(label=_("Your ward"), choices=wards, required=False)

    def given(self) -> Given:
        cleaned, areas = self.cleaned_data, self._book.area_by_code
        return Given(
            values={each.code: cleaned.get(each.code) for each in self._questions},
            age=int(cleaned["age"]) if cleaned.get("age") else None,
            sex=cleaned.get("sex", ""),
            ward=areas.get(cleaned.get("ward", "")),
            district=areas.get(cleaned.get("district", "")),
        )


def _field(question: Question) -> forms.Field:
    label: Any = str(question)
    facts: dict[str, Any] = {"required": question.required, "error_messages": REQUIRED}
    if question.kind == QuestionKind.TEXT:
        return words_field(label, required=question.required, max_length=MOST_TEXT)
    if question.kind == QuestionKind.NUMBER:
        return forms.FloatField(label=label, min_value=0, required=question.required, error_messages=NO_NUMBER)
    choices: list[Any] = [(str(n), words) for n, words in enumerate(question.labels, 1)]
    if question.kind == QuestionKind.SEVERAL:
        return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **facts)
    if question.kind == QuestionKind.SCALE:
        choices.reverse()  # the best first, as printed questionnaires here have it
    if question.kind == QuestionKind.YES_NO:
        choices = [("1", pgettext_lazy("answer", "Yes")), ("0", pgettext_lazy("answer", "No"))]
    if not question.required:
        choices.append(("", NOT_ANSWERED))
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **facts)
