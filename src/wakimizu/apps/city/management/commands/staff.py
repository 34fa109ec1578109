"""wakimizu staff: people and their posts from the command line, the first of all among them."""

import os
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City, Role, User
from wakimizu.apps.city.operations import engage
from wakimizu.apps.city.queries import city_named, everyone, system_actor
from wakimizu.shared.errors import Refusal
from wakimizu.shared.scoping import in_city


class Command(BaseCommand):
    help = "Give a person a post (the first sign-in of a new installation), or list who holds which."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        add = acts.add_parser(
            "add", help="give a person a post; the password comes from WAKIMIZU_PASSWORD or is asked for"
        )
        add.add_argument("email")
        add.add_argument("name")
        add.add_argument("role", choices=Role.values)
        add.add_argument("office_code")
        listing = acts.add_parser("list", help="who holds which post today")
        for each in (add, listing):
            each.add_argument(
                "--city", default="", help="the city's address, where there are several (uto in uto.example.jp)"
            )

    def handle(self, *args: Any, act: str, city: str, **options: Any) -> None:
        try:
            chosen = city_named(city)
            with in_city(chosen.pk):
                getattr(self, f"_{act}")(chosen, **options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None

    def _add(self, city: City, *, email: str, name: str, role: str, office_code: str, **options: Any) -> None:
        office = directory(city).office_by_code.get(office_code)
        if office is None:
            raise CommandError(f"There is no office {office_code} in {city}.")
        try:
            validate_email(email)
            password = None if User.objects.filter(email=email.lower()).exists() else self._password(email, name)
        except ValidationError as reason:
            raise CommandError(" ".join(reason.messages)) from None
        now = timezone.now()
        actor = system_actor(city.pk, now)
        engage(actor, email=email, name=name, password=password, office=office, role=role, since=actor.today)
        self.stdout.write(f"{name} <{email.lower()}>: {role} at {office}")

    @staticmethod
    def _password(email: str, name: str) -> str:
        given = os.environ.get("WAKIMIZU_PASSWORD", "")
        password = given or getpass(f"Password for {email}: ")
        validate_password(password, User(email=email, name=name))
        if not given and password != getpass("Again: "):
            raise ValidationError("The two passwords differ.")
        return password

    def _list(self, city: City, **options: Any) -> None:
        posts = everyone(timezone.localdate())
        for post in posts:
            self.stdout.write(f"{post.user.email}\t{post.user.name}\t{post.role}\t{post.office.code}\t{post.office}")
        if not posts:
            self.stdout.write("Nobody holds a post yet. Add the first: wakimizu staff add EMAIL NAME ROLE OFFICE_CODE")
