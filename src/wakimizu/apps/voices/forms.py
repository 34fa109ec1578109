"""Forms of the voices room. Errors are sentences that say what to do; every text is guarded against My Numbers."""

import secrets
from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.city.queries import answerable_offices
from wakimizu.apps.voices import letters, photos
from wakimizu.apps.voices.analysis import has_my_number
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.letters import Paper
from wakimizu.apps.voices.models import Topic
from wakimizu.apps.voices.operations import PersonalDetails, Said
from wakimizu.apps.voices.operations.intake import MOST_LETTERS, NOT_TO_RECEIVE, STAFF_CHANNELS
from wakimizu.apps.voices.operations.sorting import NOT_TO_KEEP
from wakimizu.apps.voices.photos import Picture
from wakimizu.apps.voices.workflow import Channel, Ending, Sphere
from wakimizu.shared.errors import BadInput
from wakimizu.shared.forms import REQUIRED, Prepared, Refusing, day_field, offer, words_field
from wakimizu.shared.words import named

LOOKED_THROUGH = 2 * MOST_LETTERS


class Photos(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class PhotosField(forms.FileField):
    """Up to three pictures, checked and re-encoded."""

    widget = Photos(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True})
    most = photos.MOST

    @property
    def most_mb(self) -> int:
        return settings.PHOTO_BYTES >> 20

    def clean(self, value: Any, initial: Any = None) -> list[Picture]:
        if len(value or []) > photos.MOST:
            raise forms.ValidationError(_("Please send at most three photos."))
        try:
            return [photos.clean(file, file.size) for file in value or []]
        except BadInput as refusal:
            raise forms.ValidationError(str(refusal)) from None


class LettersField(forms.FileField):
    """Up to two PDFs, looked through and rewritten."""

    widget = Photos(attrs={"accept": "application/pdf,.pdf", "multiple": True})

    def clean(self, value: Any, initial: Any = None) -> list[Paper]:
        if len(value or []) > letters.MOST:
            raise forms.ValidationError(_("Please send at most two PDFs."))
        try:
            return [letters.clean(file, file.size) for file in value or []]
        except BadInput as refusal:
            raise forms.ValidationError(str(refusal)) from None


def new_submission() -> str:
    return secrets.token_hex(16)


class GuardedForm(Refusing):
    """Names a My Number together with all else that is wrong, so that it is not found one round later.

    What was typed is looked at, not what it was cleaned to: words that are too long may hold one as well. Of those only
    the beginning is read: they come back anyway.
    """

    my_number_found = NOT_TO_KEEP

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name, typed in self._typed():
            if has_my_number(typed):
                self.add_error(name, str(self.my_number_found))
        return cleaned

    def _typed(self) -> list[tuple[str, str]]:
        fields = [field for field in self.visible_fields() if isinstance(field.field, forms.CharField)]
        return [(field.name, str(field.data or "")[:LOOKED_THROUGH]) for field in fields]


class VoiceForm(GuardedForm):
    """The resident's form: three fields at most are needed, and really only one."""

    text = forms.CharField(
        label=_("What would you like to tell us?"),
        help_text=_("In your own words. Please do not write names, telephone numbers or a My Number here."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_LETTERS,
        error_messages={
            "required": _("Please write what you want to tell us."),
            "max_length": _("Please use at most %(limit_value)d characters."),
        },
    )
    district = forms.ChoiceField(
        label=_("District"),
        required=False,
        help_text=_("The school district it is about. If you point to the map, you can leave this out."),
    )
    place = forms.CharField(
        label=_("The place in words"),
        required=False,
        max_length=120,
        help_text=_("For example: in front of the north gate of the park"),
    )
    lat = forms.FloatField(required=False, min_value=20, max_value=50, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=120, max_value=155, widget=forms.HiddenInput)
    photos = PhotosField(
        label=_("Photos"), required=False, help_text=_("Up to three. We remove where and when they were taken.")
    )
    letters = LettersField(
        label=_("Letters as PDF"),
        required=False,
        help_text=_("Up to two, of at most 20 pages each. We keep the pages alone, without the file's name."),
    )
    may_publish = forms.BooleanField(
        label=_("My words may be shown on the public page, after the office has checked them."), required=False
    )
    name = forms.CharField(label=_("Your name"), required=False, max_length=80)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("This is not an e-mail address. Check it, or leave it out.")},
    )
    by_mail = forms.BooleanField(
        label=_("Send the receipt and the answer to this e-mail address. You can stop it at any time."), required=False
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=20)
    submission = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput, initial=new_submission)

    channel = Channel.WEB
    my_number_found = NOT_TO_RECEIVE

    def __init__(self, *args: Any, book: Directory, catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book, self.catalogue = book, catalogue
        offer(self, "district", district_choices(book, get_language()))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and cleaned.get("by_mail") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address we shall send to, or take the tick below away."))
        return cleaned

    def said(self, language: str) -> Said:
        cleaned = self.cleaned_data
        return Said(
            text=cleaned["text"],
            channel=cleaned.get("channel") or self.channel,
            submission=cleaned["submission"],
            topic=self.catalogue.topic_by_code.get(cleaned.get("topic", "")),
            place=cleaned["place"],
            lat=cleaned["lat"] if cleaned["lon"] is not None else None,
            lon=cleaned["lon"],
            district=self.book.area_by_code.get(cleaned["district"]),
            may_publish=cleaned["may_publish"],
            language=language,
            contact=PersonalDetails(cleaned["name"], cleaned["email"], cleaned["phone"]),
            by_mail=cleaned["by_mail"],
            pictures=cleaned["photos"],
            letters=cleaned["letters"],
        )

    def refuse(self, refusal: BadInput) -> None:
        """A point that is refused is told at the words: its own fields are hidden."""
        super().refuse(BadInput(refusal.sentence, "text") if refusal.field in ("lat", "lon") else refusal)


class NotedVoiceForm(VoiceForm):
    """The clerk's form: what was said at the counter or on the telephone, in under a minute."""

    channel = forms.ChoiceField(  # type: ignore[assignment]
        label=_("How it came"),
        choices=[(each, each.label) for each in STAFF_CHANNELS],
        initial=Channel.COUNTER,
        widget=forms.RadioSelect,
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    field_order = [
        "text",
        "channel",
        "district",
        "topic",
        "place",
        "photos",
        "letters",
        "name",
        "email",
        "by_mail",
        "phone",
        "may_publish",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "topic", [("", _("As the words suggest")), *topic_choices(self.catalogue)])
        self.fields["text"].label = _("What was said")
        self.fields["text"].help_text = _("In the resident's words. No names here: they belong below.")
        self.fields["text"].widget.attrs["autofocus"] = True


@lru_cache(maxsize=16)
def district_choices(book: Directory, _language: str | None) -> Prepared:
    """Districts by ward; the ward itself stands first in its group. Made once for each language: names differ."""
    wards = [
        (named(ward), [(ward.code, named(ward)), *[(area.code, named(area)) for area in book.districts_of(ward.pk)]])
        for ward in book.wards
    ]
    return Prepared([("", _("Not sure, or the whole city")), *wards])


def topic_choices(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(topic.code, named(topic)) for topic in catalogue.topics]


class OfficeField(forms.ChoiceField):
    """An office that can answer, grouped by ward and HQ. Cleans to the office."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages=REQUIRED, **kwargs)
        self.book: Directory | None = None

    def fill(self, book: Directory, today: Any) -> None:
        self.book = book
        groups: dict[str, list[tuple[str, str]]] = {}
        for office in answerable_offices(book, today):
            ward = book.area(office.led_ward_id)
            groups.setdefault(str(_("HQ")) if ward is None else named(ward), []).append((office.code, named(office)))
        self.choices = [("", _("Choose an office")), *groups.items()]

    def clean(self, value: Any) -> Office | None:
        code = super().clean(value)
        return self.book.office_by_code.get(code) if self.book and code else None


class StaffForm(GuardedForm):
    """A form with offices, areas and topics of the city in it."""

    def __init__(self, *args: Any, book: Directory, catalogue: Catalogue, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book, self.catalogue = book, catalogue
        for field in self.fields.values():
            if isinstance(field, OfficeField):
                field.fill(book, today)


class RaiseNeedForm(StaffForm):
    title = forms.CharField(label=_("The need in one line"), max_length=120, error_messages=REQUIRED)
    topic = forms.ChoiceField(label=_("Topic"))
    sphere = forms.ChoiceField(label=_("Whose matter is it"), choices=Sphere.choices, widget=forms.RadioSelect)
    lead = OfficeField(label=_("Lead office"))
    due = day_field(_("Answer by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "topic", topic_choices(self.catalogue))

    def clean_topic(self) -> Topic | None:
        return self.catalogue.topic_by_code.get(self.cleaned_data["topic"])


class ToOfficeForm(StaffForm):
    office = OfficeField(label=_("To which office"))
    because = words_field(_("Why"))


class AssignForm(ToOfficeForm):
    due = day_field(_("Answer by"))
    field_order = ["office", "due", "because"]


class SupportForm(StaffForm):
    office = OfficeField(label=_("Which office"))
    asked_for = words_field(_("What is its part"))
    due = day_field(_("By"))


class DueForm(StaffForm):
    due = day_field(_("New day"))
    because = words_field(_("Why"))


class BecauseForm(StaffForm):
    because = words_field(_("Why"))


class TextForm(StaffForm):
    text = words_field(_("Text"))


class ContributionForm(StaffForm):
    contribution = words_field(_("Our part"))


class MergeForm(StaffForm):
    into = forms.IntegerField(label=_("Number of the other need"), min_value=1, error_messages=REQUIRED)
    because = words_field(_("Why"))


class SplitForm(StaffForm):
    voices = forms.TypedMultipleChoiceField(
        label=_("Voices to take out"), coerce=int, widget=forms.CheckboxSelectMultiple, error_messages=REQUIRED
    )
    title = forms.CharField(label=_("The new need in one line"), max_length=120, error_messages=REQUIRED)
    lead = OfficeField(label=_("Lead office"))


class AnswerForm(StaffForm):
    ending = forms.ChoiceField(
        label=_("How it ends"), choices=Ending.choices, widget=forms.RadioSelect, error_messages=REQUIRED
    )
    text = words_field(_("Answer to the residents"), rows=8)
    until = day_field(
        _("Until when"),
        required=False,
        help_text=_("Needed for “will be done” and “being studied”: residents see this day."),
    )
    owner = forms.CharField(
        label=_("Whose it is"),
        required=False,
        max_length=120,
        help_text=_("Needed for “not ours”: who can act instead."),
    )


class ReopenForm(GuardedForm):
    because = words_field(_("What is still not solved?"))


class ReceiptForm(forms.Form):
    receipt = forms.CharField(
        label=_("Your receipt code"),
        max_length=20,
        error_messages=REQUIRED,
        help_text=_("Twelve letters and digits, such as 2B4K-9XQM-77TW"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class AreaChoice(forms.Form):
    """The filters of public lists."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    ward = forms.ChoiceField(label=_("Ward"), required=False)

    def __init__(self, *args: Any, wards: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "ward", [("", _("All wards")), *[(ward.code, named(ward)) for ward in wards]])
