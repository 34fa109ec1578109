"""Signing in: nobody makes an account for themselves, and a city's own sign-on opens existing people only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext as _

from wakimizu.apps.city.models import User
from wakimizu.shared.errors import NotPermitted
from wakimizu.shared.views import refuse


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class OfficeSignOn(DefaultSocialAccountAdapter):
    """OpenID Connect by settings (WAKIMIZU_OIDC_SERVER, _CLIENT_ID, _SECRET): the city's own identity provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join the identity to the person with the same verified address; strangers get a clear page."""
        if sociallogin.is_existing:
            return
        verified = {address.email.lower() for address in sociallogin.email_addresses if address.verified}
        person = User.objects.filter(email__in=verified, is_active=True).first()
        if person is None:
            sentence = _("This sign-on is not known here. Ask your IT division to give you a post.")
            raise ImmediateHttpResponse(refuse(request, NotPermitted(sentence)))
        sociallogin.connect(request, person)
