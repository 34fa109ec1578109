"""Forms of the community room."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area, Post
from wakimizu.apps.community.models import Case, Partner, Visit
from wakimizu.apps.community.operations.cases import MOST_PEOPLE, Story
from wakimizu.apps.community.operations.partners import MOST_YEN, About, Lending
from wakimizu.apps.community.operations.visits import MINUTES, Meeting
from wakimizu.apps.community.workflow import DistrictKind, GrantKind, Outcome, PartnerKind, VisitKind
from wakimizu.apps.voices.forms import GuardedForm, NotedVoiceForm, PhotosField, new_submission
from wakimizu.apps.voices.operations import PersonalDetails
from wakimizu.apps.voices.workflow import Sphere
from wakimizu.shared.forms import REQUIRED, Refusing, day_field, hour_field, offer, words_field
from wakimizu.shared.templatetags.words import bracketed
from wakimizu.shared.words import named

NO_NUMBER = {
    **REQUIRED,
    "invalid": _("Give a whole number, zero or more."),
    "min_value": _("Give a whole number, zero or more."),
    "max_value": _("This number is too large. Check it."),
}


def line_field(label: Any, most: int = 120, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, error_messages=REQUIRED, **more)


def count_field(label: Any, most: int = MOST_PEOPLE, **more: Any) -> forms.IntegerField:
    more = {"required": False, **more}
    return forms.IntegerField(label=label, min_value=0, max_value=most, error_messages=NO_NUMBER, **more)


def ticks(label: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, widget=forms.CheckboxSelectMultiple, error_messages=REQUIRED, **more)


def of_another(form: forms.Form, *names: str) -> None:
    """Fields about somebody else: the browser shall neither fill in its owner nor remember whom they named."""
    for name in names:
        form.fields[name].widget.attrs["autocomplete"] = "off"


class VisitForm(GuardedForm):
    """A visit or meeting. What is needed is what, when and which district; the rest can follow."""

    title = line_field(_("What it was"), help_text=_("For example: monthly meeting of the district council"))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=VisitKind.choices, initial=VisitKind.MEETING, widget=forms.RadioSelect
    )
    day = day_field(_("Day"))
    begins = hour_field(_("From"))
    ends = hour_field(_("Until"))
    place = line_field(_("Place"), required=False)
    districts = ticks(_("Districts"))
    partners = ticks(_("Partners who were there"), required=False)
    went = ticks(_("Who of the office went"), required=False)
    residents = count_field(_("Residents who came"))
    members = count_field(_("Members of partners"))
    officials = count_field(_("People of other offices"))
    minutes = words_field(
        pgettext_lazy("meeting", "Minutes"), rows=8, required=False, max_length=MINUTES,
        help_text=_("What was said and agreed, without names of residents. Voices are noted on the meeting's page."),
    )  # fmt: skip
    photos = PhotosField(
        label=_("Photos"), required=False, help_text=_("Up to three. We remove where and when they were taken.")
    )
    public = forms.BooleanField(
        label=_("Announce it on the district's public page: title, day, place."), required=False
    )
    sending = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput, initial=new_submission)

    def __init__(
        self, *args: Any, districts: Sequence[Area], partners: Sequence[Partner], posts: Sequence[Post],
        known: Visit | None = None, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self._districts = {each.code: each for each in districts}
        self._partners = {str(each.pk): each for each in partners}
        self._posts = {str(each.pk): each for each in posts}
        offer(self, "districts", [(code, named(each)) for code, each in self._districts.items()])
        offer(self, "partners", [(pk, each.name) for pk, each in self._partners.items()])
        offer(
            self,
            "went",
            [(pk, f"{named(each.user)}{bracketed(named(each.office))}") for pk, each in self._posts.items()],
        )
        if known is not None:
            self.initial = {**_values_of_visit(known), **self.initial}

    def meeting(self) -> Meeting:
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in PLAIN}
        counts = {name: self.cleaned_data[name] or 0 for name in ("residents", "members", "officials")}
        chosen = {
            "districts": [self._districts[code] for code in self.cleaned_data["districts"]],
            "partners": [self._partners[pk] for pk in self.cleaned_data["partners"]],
            "went": [self._posts[pk] for pk in self.cleaned_data["went"]],
        }
        return Meeting(**{**given, **counts, **chosen})


PLAIN = ("kind", "title", "day", "begins", "ends", "place", "minutes", "public")


def _values_of_visit(visit: Visit) -> dict[str, Any]:
    names = (
        "title", "kind", "day", "begins", "ends", "place", "residents", "members", "officials", "minutes", "public",
    )  # fmt: skip
    return {
        **{name: getattr(visit, name) for name in names},
        "districts": [each.code for each in visit.districts.all()],
        "partners": [str(each.pk) for each in visit.partners.all()],
        "went": [str(each.pk) for each in visit.went.all()],
    }


class HeardForm(NotedVoiceForm):
    """A voice heard at a meeting: the channel is known."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["channel"]
        of_another(self, "name", "email", "phone")


class PartnerForm(GuardedForm):
    name = line_field(_("Name"))
    kind = forms.ChoiceField(label=_("Kind"), choices=PartnerKind.choices)
    areas = ticks(_("Where it works"))
    self_help = words_field(
        _("Self-help: what it helps people do for themselves"), rows=2, required=False, max_length=1000
    )
    mutual_help = words_field(
        _("Mutual help: what people do for each other in it"), rows=2, required=False, max_length=1000
    )
    public = forms.BooleanField(
        label=_("It agreed to be named on the district's public page: its name and kind."), required=False
    )
    ended_on = day_field(_("Ended on"), required=False)
    contact_name = line_field(
        _("Whom to ask for"), 80, required=False,
        help_text=_("Kept encrypted. Empty: what is kept already stays."),
    )  # fmt: skip
    contact_phone = line_field(_("Telephone"), 20, required=False)
    contact_email = forms.EmailField(
        label=_("E-mail"), required=False,
        error_messages={"invalid": _("This is not an e-mail address. Check it, or leave it out.")},
    )  # fmt: skip
    contact_address = line_field(_("Address"), 200, required=False)

    def __init__(self, *args: Any, areas: Sequence[Area], known: Partner | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self._areas = {each.code: each for each in areas}
        offer(self, "areas", [(code, named(each)) for code, each in self._areas.items()])
        of_another(self, *(f"contact_{name}" for name in ("name", "email", "phone", "address")))
        if known is not None:
            names = ("name", "kind", "self_help", "mutual_help", "public", "ended_on")
            values = {name: getattr(known, name) for name in names}
            self.initial = {**values, "areas": [each.code for each in known.places], **self.initial}

    def about(self) -> About:
        given = self.cleaned_data
        details = PersonalDetails(*(given[f"contact_{name}"] for name in ("name", "email", "phone", "address")))
        names = ("name", "kind", "self_help", "mutual_help", "public", "ended_on")
        areas = [self._areas[code] for code in given["areas"]]
        return About(**{name: given[name] for name in names}, areas=areas, contact=details or None)


class BecauseForm(GuardedForm):
    because = words_field(_("Why"), max_length=400)


class PartnerFilter(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any kind")), *PartnerKind.choices])
    ward = forms.ChoiceField(label=_("Ward"), required=False)

    def __init__(self, *args: Any, wards: Sequence[Area], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "ward", [("", _("All wards")), *((each.code, named(each)) for each in wards)])


class VisitFilter(forms.Form):
    area = forms.ChoiceField(label=_("Ward or district"), required=False)

    def __init__(self, *args: Any, book: Directory, wards: Sequence[Area], **more: Any) -> None:
        super().__init__(*args, **more)
        groups = [
            (named(w), [(w.code, named(w)), *((d.code, named(d)) for d in book.districts_of(w.pk))]) for w in wards
        ]
        offer(self, "area", [("", _("All")), *groups])


class FileForm(Refusing):
    file = forms.FileField(label=_("File"), error_messages=REQUIRED)


class CaseForm(GuardedForm):
    title = line_field(_("What was done, in one line"))
    where = line_field(_("Where"), help_text=_("City and district"))
    district_kind = forms.ChoiceField(label=_("What kind of district"), choices=DistrictKind.choices)
    people = count_field(_("People there"))
    percent65 = forms.FloatField(
        label=_("Aged 65 or more, per cent"), required=False, min_value=0, max_value=100,
        error_messages={"invalid": _("Give a share from 0 to 100 per cent.")},
    )  # fmt: skip
    problem = words_field(_("What was the matter"), max_length=2000)
    tried = words_field(_("What was tried"), max_length=2000)
    cost = count_field(_("Cost in yen"), MOST_YEN)
    began = forms.IntegerField(label=_("Year it began"), error_messages=NO_NUMBER)
    ended = count_field(_("Last year"), help_text=_("Empty while it goes on."))
    outcome = forms.ChoiceField(
        label=_("Did it work?"), choices=Outcome.choices, widget=forms.RadioSelect, error_messages=REQUIRED
    )
    learnt = words_field(_("What there is to learn from it"), required=False, max_length=2000)
    source = line_field(_("Source"), 300, help_text=_("Where it is written, or who told it."))
    partners = ticks(_("Partners of ours who took part"), required=False)

    def __init__(self, *args: Any, partners: Sequence[Partner], known: Case | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self._partners = {str(each.pk): each for each in partners}
        offer(self, "partners", [(pk, each.name) for pk, each in self._partners.items()])
        if known is not None:
            values = {name: getattr(known, name) for name in self.fields if name not in ("percent65", "partners")}
            values["percent65"] = None if known.share65 is None else round(known.share65 * 100, 1)
            values["partners"] = [str(each.pk) for each in known.partners.all()]
            self.initial = {**values, **self.initial}

    def story(self) -> Story:
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("percent65", "partners")}
        share = self.cleaned_data["percent65"]
        return Story(
            **given, share65=None if share is None else share / 100,
            partners=[self._partners[pk] for pk in self.cleaned_data["partners"]],
        )  # fmt: skip


class CaseFilter(forms.Form):
    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    outcome = forms.ChoiceField(label=_("Did it work?"), required=False, choices=[("", _("Any")), *Outcome.choices])
    district_kind = forms.ChoiceField(
        label=_("What kind of district"), required=False, choices=[("", _("Any")), *DistrictKind.choices]
    )


class LendForm(GuardedForm):
    partner = forms.ChoiceField(label=_("To whom"), error_messages=REQUIRED)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=GrantKind.choices, initial=GrantKind.MONEY, widget=forms.RadioSelect
    )
    what = line_field(
        pgettext_lazy("grant", "What"), help_text=_("For example: grant for the disaster drill; two tents")
    )
    amount = count_field(pgettext_lazy("grant", "Yen"), MOST_YEN, help_text=_("Of money only."))
    district = forms.ChoiceField(label=_("For which district"), required=False)
    since = day_field(_("From"))
    until = day_field(
        _("Until"), required=False, help_text=_("A loan: when it is due back. Money: when the report is due.")
    )

    def __init__(
        self, *args: Any, partners: Sequence[Partner], districts: Sequence[Area], today: date, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.partners = {str(each.pk): each for each in partners}
        self._districts = {each.code: each for each in districts}
        offer(self, "partner", [("", _("Choose")), *((pk, each.name) for pk, each in self.partners.items())])
        offer(self, "district", [("", _("The whole ward")), *((c, named(d)) for c, d in self._districts.items())])
        self.initial.setdefault("since", today)

    def lending(self) -> Lending:
        given = self.cleaned_data
        return Lending(
            given["kind"], given["what"], given["since"], given["until"], given["amount"],
            self._districts.get(given["district"]),
        )  # fmt: skip


class BackForm(Refusing):
    on = day_field(_("Came back on"))


class HelpForm(GuardedForm):
    sphere = forms.ChoiceField(
        label=_("Whose help"), choices=Sphere.choices, widget=forms.RadioSelect, error_messages=REQUIRED
    )
    partner = forms.ChoiceField(label=_("Partner"), required=False)
    who = line_field(
        _("Or who, in words"),
        required=False,
        help_text=_("For example: residents along the stream; the civil works centre"),
    )
    text = words_field(_("What they do about it"), max_length=1000)

    def __init__(self, *args: Any, partners: Sequence[Partner], **more: Any) -> None:
        super().__init__(*args, **more)
        self._partners = {str(each.pk): each for each in partners}
        offer(self, "partner", [("", _("None of them")), *((pk, each.name) for pk, each in self._partners.items())])

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if not self.cleaned_data.get("partner") and not self.cleaned_data.get("who"):
            self.add_error("who", _("Choose a partner, or say who."))
        return given

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {**given, "partner": self._partners.get(given["partner"])}
