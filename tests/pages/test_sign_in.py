"""Signing in: by post, with a second factor, locked after many tries, and never by making an account oneself."""

import importlib
import re
from datetime import date

import pytest

from tests.apps.voices.scenes import kami_voice
from tests.cast import PASSWORD
from wakimizu.apps.city.models import Post, User
from wakimizu.apps.city.operations import close_office, relieve

EMAIL = "planner.w-kami-machi@wakimizu.example"


def sign_in(browser, password=PASSWORD, email=EMAIL, **more):
    return browser.post("/account/login/", {"login": email, "password": password, **more})


def test_with_address_and_password_to_the_desk(town):
    browser = town.browser()
    assert sign_in(browser)["Location"] == "/desk/"
    assert "上区まちづくり推進課" in browser.get("/desk/").content.decode()


def test_letters_of_the_address_may_be_large(town):
    assert sign_in(town.browser(), email=EMAIL.upper()).status_code == 302


def test_back_to_where_one_wanted_to_go(town):
    need_to = town.browser().get("/desk/needs/?q=街灯")
    browser = town.browser()
    assert need_to.status_code == 302
    assert "/account/login/" in need_to["Location"]
    assert sign_in(browser, next="/desk/needs/")["Location"] == "/desk/needs/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "wrong"),
        ("nobody@wakimizu.example", PASSWORD),
        (EMAIL, ""),
        ("", ""),
        ("\0", "\0"),
        ("a" * 400, "b" * 5000),
    ],
)
def test_what_does_not_fit_is_told_without_saying_which(town, email, password):
    response = sign_in(town.browser(), password, email)
    assert response.status_code in (200, 400)
    page = response.content.decode()
    assert "<h1>" in page
    if (email and password == "wrong") or email.startswith("nobody"):
        errors = re.findall(r'class="[^"]*error[^"]*".*?</(?:p|ul|div)>', page, re.S)
        assert errors and "nobody" not in "".join(errors)
    assert town.browser().get("/desk/").status_code == 302


def test_known_and_unknown_addresses_are_refused_alike(town):
    def words(email):
        page = sign_in(town.browser(), "wrong", email).content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
        return page.replace(email, "")

    assert words(EMAIL) == words("nobody.w-kami-machi@wakimizu.example")


def test_many_wrong_tries_lock_the_door_even_for_the_right_password(town):
    browser = town.browser()
    for _ in range(5):
        assert sign_in(browser, "wrong").status_code == 200
    assert sign_in(browser).status_code in (200, 429)
    assert browser.get("/desk/").status_code == 302
    elsewhere = town.browser()
    assert sign_in(elsewhere, REMOTE_ADDR="192.0.2.7").status_code in (200, 302, 429)


def test_another_person_is_not_locked_out_with_them(town):
    browser = town.browser()
    for _ in range(6):
        sign_in(browser, "wrong")
    assert sign_in(town.browser(), email="mayor.w-kami@wakimizu.example").status_code == 302


def test_the_session_ends_with_the_browser(town):
    browser = town.browser()
    sign_in(browser)
    assert browser.cookies["sessionid"]["expires"] == ""
    assert browser.cookies["sessionid"]["max-age"] == ""
    assert browser.session.get_expire_at_browser_close()


def test_signing_out_ends_it(town):
    browser = town.browser()
    sign_in(browser)
    kept = browser.cookies["sessionid"].value
    browser.post("/account/logout/")
    assert browser.get("/desk/").status_code == 302
    browser.cookies["sessionid"] = kept
    assert browser.get("/desk/").status_code == 302


@pytest.mark.parametrize("address", ["/account/signup/", "/account/password/reset/", "/account/email/", "/account/confirm-email/", "/account/sso/signup/", "/admin/", "/accounts/login/"])  # fmt: skip
def test_nobody_makes_an_account_for_themselves(town, address):
    before = User.objects.count()
    filled = {"email": "me@example.jp", "password1": "clear water 2026", "password2": "clear water 2026", "name": "私"}
    for response in (town.browser().get(address), town.browser().post(address, filled)):
        assert response.status_code in (302, 403, 404)
    assert User.objects.count() == before
    assert "signup" not in town.browser().get("/account/login/").content.decode()


class TestPostsThatEnded:
    def test_a_person_whose_post_ended_sees_nothing(self, town):
        browser, voice = town.browser(), kami_voice(town)
        sign_in(browser)
        assert browser.get(f"/desk/voice/{voice.pk}/").status_code == 200
        relieve(town.system(), post=town.posts["planner", "w-kami-machi"], on=date(2020, 1, 1))
        for address in ("/desk/", f"/desk/voice/{voice.pk}/", "/desk/needs/", "/desk/overview/"):
            assert browser.get(address).status_code == 403
        page = browser.get("/").content.decode()
        assert "/desk/needs/" not in page

    def test_nor_before_it_begins_or_when_its_office_has_closed(self, town):
        browser = town.browser("planner", "w-kami-machi")
        Post.objects.filter(pk=town.posts["planner", "w-kami-machi"].pk).update(valid_from=date(2999, 4, 1))
        assert browser.get("/desk/").status_code == 403
        close_office(town.system(), office=town.offices["w-shimo-machi"], on=date(2020, 1, 1))
        assert town.browser("planner", "w-shimo-machi").get("/desk/").status_code == 403

    def test_who_is_not_active_does_not_come_in(self, town):
        User.objects.filter(email=EMAIL).update(is_active=False)
        browser = town.browser()
        sign_in(browser)
        assert browser.get("/desk/").status_code == 302


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def demanded(self, settings):
        settings.MFA_REQUIRED_FOR_STAFF = True

    def code(self, secret):
        import time

        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

        return format_hotp_value(hotp_value(secret, int(time.time()) // 30))

    def set_up(self, browser):
        """As a person does it: prove the password once more, give the secret to the telephone, type its code."""
        activate = browser.get("/desk/", follow=True).redirect_chain[-1][0]
        assert "/account/reauthenticate/" in activate
        browser.post(activate, {"password": PASSWORD})
        page = browser.get("/account/2fa/totp/activate/").content.decode()
        secret = re.search(r'value="([A-Z2-7]{32})"', page)[1]
        return secret, browser.post("/account/2fa/totp/activate/", {"code": self.code(secret)})

    def test_without_it_staff_see_only_the_page_to_set_it_up(self, town):
        browser = town.browser()
        sign_in(browser)
        for address in ("/desk/", "/desk/needs/", "/en/desk/", "/say/"):
            response = browser.get(address)
            assert response.status_code == 302
            assert "/2fa/totp/activate/" in response["Location"]
        voice = kami_voice(town)
        assert browser.post(f"/desk/voice/{voice.pk}/aside/", {"because": "試し"}).status_code == 302
        voice.refresh_from_db()
        assert voice.state == "received"

    def test_once_set_up_the_desk_opens(self, town):
        browser = town.browser()
        sign_in(browser)
        _secret, done = self.set_up(browser)
        assert done.status_code == 302
        assert browser.get("/desk/").status_code == 200

    def test_from_then_on_the_password_alone_does_not_do(self, town):
        browser = town.browser()
        sign_in(browser)
        secret, _done = self.set_up(browser)
        again = town.browser()
        response = sign_in(again)
        assert "/2fa/authenticate/" in response["Location"]
        assert again.get("/desk/").status_code == 302
        assert again.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
        assert again.get("/desk/").status_code == 302
        from django.core.cache import cache

        cache.clear()  # a code is good once: here it is still the half-minute in which it was set up
        assert again.post("/account/2fa/authenticate/", {"code": self.code(secret)}).status_code == 302
        assert again.get("/desk/").status_code == 200

    def test_taking_it_off_closes_the_desk(self, town):
        from allauth.mfa.models import Authenticator

        browser = town.browser()
        sign_in(browser)
        self.set_up(browser)
        assert browser.get("/desk/").status_code == 200
        Authenticator.objects.all().delete()
        fresh = town.browser()
        sign_in(fresh)
        assert "/2fa/totp/activate/" in fresh.get("/desk/")["Location"]

    def test_residents_are_not_asked(self, town):
        assert town.browser().get("/say/").status_code == 200


class TestOffice:
    """The city's own sign-on appears when the installation names it, and not before."""

    def test_not_offered_by_itself(self, town):
        assert "/account/oidc/" not in town.browser().get("/account/login/").content.decode()
        assert town.browser().get("/account/oidc/office/login/").status_code == 404

    def test_offered_when_the_environment_names_it(self, town, settings, monkeypatch):
        for name, value in {
            "SERVER": "https://sso.city.example.jp", "NAME": "市役所のサインイン", "CLIENT_ID": "wakimizu", "SECRET": "s" * 40,
        }.items():  # fmt: skip
            monkeypatch.setenv(f"WAKIMIZU_OIDC_{name}", value)
        from wakimizu.config import settings as module

        try:
            settings.SOCIALACCOUNT_PROVIDERS = importlib.reload(module).SOCIALACCOUNT_PROVIDERS
        finally:
            monkeypatch.undo()
            importlib.reload(module)
        page = town.browser().get("/account/login/").content.decode()
        assert "/account/oidc/office/login/" in page and "市役所のサインイン" in page

    @pytest.mark.parametrize(
        ("email", "verified", "joins"),
        [(EMAIL, True, True), (EMAIL.upper(), True, True), (EMAIL, False, False), ("stranger@example.jp", True, False)],
    )
    def test_it_opens_people_who_are_here_already_and_nobody_else(self, town, rf, settings, email, verified, joins):
        from allauth.account.models import EmailAddress
        from allauth.core.exceptions import ImmediateHttpResponse
        from allauth.socialaccount.models import SocialAccount, SocialLogin

        from wakimizu.apps.city.signin import OfficeSignOn

        app = {
            "provider_id": "office",
            "name": "市役所",
            "client_id": "wakimizu",
            "secret": "s",
            "settings": {"server_url": "https://sso"},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        login = SocialLogin(
            user=User(), account=SocialAccount(provider="office", uid="1"),
            email_addresses=[EmailAddress(email=email, verified=verified)],
        )  # fmt: skip
        request = rf.get("/account/oidc/office/login/callback/")
        request.session = {}
        if joins:
            OfficeSignOn().pre_social_login(request, login)
            assert SocialAccount.objects.get().user.email == EMAIL
        else:
            with pytest.raises(ImmediateHttpResponse) as refused:
                OfficeSignOn().pre_social_login(request, login)
            assert refused.value.response.status_code == 403
            assert not SocialAccount.objects.exists()
        assert not OfficeSignOn().is_open_for_signup(request, login)
