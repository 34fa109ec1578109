"""Forms of the city room."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Role
from wakimizu.shared.forms import Refusing, offer
from wakimizu.shared.words import named


class PostForm(Refusing):
    """A post for a person who is here already, or a new person with a first password."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    office = forms.ChoiceField(label=_("Office"))
    password = forms.CharField(
        label=_("First password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "For a new person: at least twelve characters. They set up their second factor when they first sign in."
        ),
    )

    def __init__(self, *args: Any, book: Directory, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = book
        offer(
            self, "office", [(office.code, named(office)) for office in book.offices.values() if office.valid_on(today)]
        )

    def clean_office(self) -> Any:
        return self.book.office_by_code.get(self.cleaned_data["office"])

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password
