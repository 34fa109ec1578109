"""Each request stands in one city, and in one post of the person who signed in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import City, Post, User
from wakimizu.apps.city.queries import actor_in, city_at, posts_of
from wakimizu.apps.ledger.actor import Actor
from wakimizu.shared.scoping import in_city


class Request(HttpRequest):
    """A request as every view after InCity sees it. Its names are set there; `catalogue` by the voices room."""

    city: City
    book: Directory
    catalogue: Any
    now: datetime
    posts: list[Post]
    actor: Actor
    user: User


class InCity:
    """Sets request.city, request.book, request.now, request.posts, request.actor, and scopes every query to the city."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        city = city_at(request.get_host())
        if city is None:
            return render(
                request,
                "error.html",
                {
                    "status": 503,
                    "title": _("No city yet"),
                    "sentence": _("Run: wakimizu demo, or: wakimizu import cities"),
                },
                status=503,
            )
        request.city, request.book, request.now = city, directory(city), timezone.now()
        with in_city(city.pk):
            request.posts = posts_of(request.user, timezone.localdate()) if request.user.is_authenticated else []
            request.actor = self._actor(request)
            if self._lacks_second_factor(request):
                return redirect("mfa_activate_totp")
            return self.get_response(request)

    def _actor(self, request: Request) -> Actor:
        post = self._post(request)
        if post is None:
            return Actor(city_id=request.city.pk, at=request.now)
        return actor_in(post, request.now, post.office)

    @staticmethod
    def _post(request: Request) -> Post | None:
        if not request.posts:
            return None
        chosen = request.session.get("post")
        return next((post for post in request.posts if post.pk == chosen), request.posts[0])

    @staticmethod
    def _lacks_second_factor(request: Request) -> bool:
        """Staff must have a second factor before they see anything but the page to set one up."""
        if not settings.MFA_REQUIRED_FOR_STAFF or not request.posts:
            return False
        if request.session.get("second_factor") or request.path.startswith(
            reverse("account_login").replace("login/", "")
        ):
            return False
        from allauth.mfa.utils import is_mfa_enabled

        if is_mfa_enabled(request.user):
            request.session["second_factor"] = True
            return False
        return True
