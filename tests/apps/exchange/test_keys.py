"""Keys for machines: who makes them, what is kept of them, and how they end."""

import re
from datetime import timedelta

import pytest

from tests.apps.exchange.machines import ALL, key_of, secret_of
from tests.cast import NOW
from wakimizu.apps.exchange import keys
from wakimizu.apps.exchange.models import Key
from wakimizu.apps.exchange.operations import end_key, make_key
from wakimizu.apps.exchange.queries import keys_shown_to
from wakimizu.apps.ledger.models import Entry
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState

PLANNER = ("planner", "w-kami-machi")


def make(town, **more):
    facts = {
        "post": town.posts[PLANNER],
        "name": "夜の写し",
        "scopes": ["voices:read"],
        "expires_at": NOW + timedelta(days=30),
        "secret": keys.new_secret(),
        **more,
    }
    return make_key(town.actor(*PLANNER), **facts)


def test_a_key_is_kept_as_a_digest_only(town):
    secret = keys.new_secret()
    key = make(town, secret=secret)
    assert key.digest == keys.digest_of(secret) and secret.startswith(key.shown) and len(key.shown) < 12
    assert secret not in str(Entry.objects.get(operation="make_key").facts)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["voices:own"]}, "scopes"),
        ({"expires_at": NOW}, "days"),
        ({"expires_at": NOW + timedelta(days=367)}, "days"),
    ],
)
def test_a_key_that_says_too_little_or_lives_too_long_is_not_made(town, wrong, field):
    with pytest.raises(BadInput) as refusal:
        make(town, **wrong)
    assert refusal.value.field == field and not Key.objects.exists()


def test_nobody_makes_a_key_for_anothers_post(town):
    with pytest.raises(NotPermitted):
        make(town, post=town.posts["mayor", "w-kami"])


def test_a_key_is_ended_by_its_holder_or_it_and_by_nobody_else(town):
    key = make(town)
    with pytest.raises(NotPermitted):
        end_key(town.actor("mayor", "w-kami"), key=key)
    end_key(town.actor("it", "hq-seisaku"), key=key)
    with pytest.raises(WrongState):
        end_key(town.actor(*PLANNER), key=key)


def test_one_sees_ones_own_keys_and_it_and_the_auditor_all(town):
    key = make(town)
    for who, shown in (
        (PLANNER, [key]),
        (("mayor", "w-kami"), []),
        (("it", "hq-seisaku"), [key]),
        (("auditor", "hq-seisaku"), [key]),
    ):
        assert keys_shown_to(town.actor(*who)) == shown


def test_the_page_shows_a_new_key_once(town):
    browser = town.browser(*PLANNER)
    made = browser.post("/en/desk/keys/", {"name": "portal", "scopes": ["voices:read"], "days": "30"})
    secret = re.search(r"wk_[\w-]{43}", made.content.decode())
    assert secret and key_of(secret[0]).name == "portal"
    assert secret[0] not in browser.get("/en/desk/keys/").content.decode()


def test_the_page_refuses_a_form_without_a_scope_and_makes_nothing(town):
    refused = town.browser(*PLANNER).post("/en/desk/keys/", {"name": "portal", "days": "30"})
    assert refused.status_code == 422 and not Key.objects.exists()


def test_the_page_ends_a_key(town):
    secret = secret_of(town, *PLANNER, scopes=ALL)
    browser = town.browser(*PLANNER)
    assert browser.post(f"/desk/keys/{key_of(secret).pk}/end/").status_code == 302
    assert key_of(secret).ended_at is not None
    assert browser.post("/desk/keys/999/end/").status_code == 404
