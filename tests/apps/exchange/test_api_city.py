"""Posts by machine: given, to somebody known or new, and ended."""

import pytest
from django.core.cache import caches

from tests.apps.exchange.machines import machine
from wakimizu.apps.city.models import Post, User
from wakimizu.apps.exchange.models import Replay

NEW = {
    "email": "Aoi@example.jp",
    "name": "水前寺 葵",
    "role": "clerk",
    "office": "w-kami-kumin",
    "password": "kikuchi-gawa-2026",
}


@pytest.fixture(autouse=True)
def _no_calls_yet():
    caches["memory"].clear()


@pytest.fixture
def it(town):
    return machine(town, "it", "hq-seisaku")


def test_a_new_person_gets_a_post_and_another_and_loses_one(it):
    given = it.post("/posts", NEW, name="begins-in-april")
    assert given.status_code == 200, given.content
    person = User.objects.get(email="aoi@example.jp")
    assert person.check_password(NEW["password"])
    assert not Replay.objects.filter(name="begins-in-april").exists(), "nothing of a password is kept"
    second = it.post("/posts", {**NEW, "password": None, "role": "liaison"}).json()
    assert it.post("/posts", {**NEW, "role": "liaison"}).status_code == 422
    ended = it.post(f"/posts/{second['id']}/end")
    assert ended.status_code == 200 and "ended" in ended.json()["sentence"]
    assert it.post(f"/posts/{second['id']}/end").status_code == 409
    assert [each.role for each in Post.objects.filter(user=person, valid_to=None)] == ["clerk"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": None}, "password"),
        ({"password": "short"}, "password"),
        ({"office": "nowhere"}, "office"),
        ({"email": "nobody"}, "email"),
        ({"name": "123456789018"}, "name"),
    ],
)
def test_what_is_wrong_is_told_and_nobody_is_entered(it, change, field):
    said = it.post("/posts", {key: value for key, value in {**NEW, **change}.items() if value is not None})
    assert said.status_code == 422 and [fault["field"] for fault in said.json()["errors"]] == [field]
    assert not User.objects.filter(email="aoi@example.jp").exists()


def test_only_it_gives_and_ends_posts(town):
    post = town.posts["clerk", "w-kami-kumin"]
    for role, office in (("planner", "w-kami-machi"), ("auditor", "hq-seisaku")):
        caller = machine(town, role, office)
        assert caller.post("/posts", NEW).status_code == 403
        assert caller.post(f"/posts/{post.pk}/end").status_code == 403
    assert Post.objects.get(pk=post.pk).valid_to is None


def test_the_neighbours_posts_are_not_there(tonari, it):
    from wakimizu.shared.scoping import in_city

    with in_city(tonari.city.pk):
        number = next(iter(tonari.posts.values())).pk
    assert it.post(f"/posts/{number}/end").status_code == 404
