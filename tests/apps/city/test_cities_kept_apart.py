"""One installation, several municipalities: none sees or touches another's rows."""

import pytest
from django.apps import apps
from django_scopes.exceptions import ScopeError

from tests.cast import NOW
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.city.operations import take_offices_in
from wakimizu.apps.city.queries import city_at, city_named, posts_of
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.models import Voice
from wakimizu.shared.errors import BadInput
from wakimizu.shared.scoping import all_cities, in_city

SCOPED = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("wakimizu.")
    and any(field.name in ("city", "city_id") for field in model._meta.fields)
]


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_no_model_answers_without_a_city(db, model):
    for ask in ("exists", "exclude", "count", "first", "all", "select_related", "in_bulk"):
        with pytest.raises(ScopeError):
            list(getattr(model.objects, ask)() or ["answered"])


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_no_model_shows_another_citys_rows(town, tonari, model):
    town.say()
    with in_city(tonari.city.pk):
        tonari.say("泉がきれいです")
        theirs = set(model.objects.values_list("pk", "city_id"))
    ours = set(model.objects.values_list("pk", "city_id"))
    assert {city for _pk, city in ours} <= {town.city.pk}
    assert {city for _pk, city in theirs} <= {tonari.city.pk}


def test_an_operation_stands_in_its_actors_city(town, tonari):
    """Even when the caller stands in another."""
    with in_city(tonari.city.pk):
        voice = town.say()
    assert voice.city_id == town.city.pk
    assert Voice.objects.get() == voice
    with in_city(tonari.city.pk):
        assert not Voice.objects.exists()
        assert not Entry.objects.exists()


def test_directories_are_apart(town, tonari):
    assert set(town.book.office_by_code) & set(tonari.book.office_by_code) == set()
    assert tonari.book.locate(33.0, 131.0) is None
    assert tonari.book.locate(33.3, 131.3).ward.name == "東区"


def test_the_same_code_may_stand_in_both(town, tonari):
    take_offices_in(
        tonari.system(), city=tonari.city, added=[Office(code="hq-road", kind="hq_division", name="道路係")], changed=[],
        refused=0, file_digest="",
    )  # fmt: skip
    assert town.book.office_by_code["hq-road"].name == "道路課"
    assert tonari.book.office_by_code["hq-road"].name == "道路係"


def test_posts_hold_in_their_own_city_only(town, tonari):
    user = tonari.user("planner", "w-higashi-machi")
    assert posts_of(user, NOW.date()) == []
    with in_city(tonari.city.pk):
        assert len(posts_of(user, NOW.date())) == 1


def test_a_change_is_seen_at_the_next_reading(town, tonari):
    book = directory(town.city)
    assert directory(town.city) is book, "no reading without a change"
    before = tonari.city.revision
    take_offices_in(
        town.system(), city=town.city, added=[Office(code="new", kind="facility", name="新")], changed=[], refused=0,
        file_digest="",
    )  # fmt: skip
    assert "new" in town.book.office_by_code
    tonari.city.refresh_from_db()
    assert tonari.city.revision == before


@pytest.mark.parametrize(
    ("host", "city"),
    [
        ("wakimizu.example.jp", "湧水市"),
        ("tonari.example.jp:8443", "隣町"),
        ("TONARI.example.jp", "隣町"),
        ("localhost:8000", "湧水市"),
        ("127.0.0.1", "湧水市"),
    ],
)
def test_the_address_names_the_city(town, tonari, host, city):
    assert city_at(host).name == city


def test_a_city_out_of_use_is_not_served(town, tonari):
    tonari.city.in_use = False
    tonari.city.save()
    assert city_at("tonari.example.jp") == town.city


def test_on_the_command_line_one_of_several_must_be_named(town, tonari):
    assert city_named("tonari") == tonari.city
    assert city_named("43998") == tonari.city
    with pytest.raises(BadInput, match="wakimizu、tonari"):
        city_named("")
    with pytest.raises(BadInput):
        city_named("nowhere")


def test_on_the_command_line_the_only_one_is_meant(town):
    assert city_named("") == town.city


def test_over_all_cities_only_who_says_so(town, tonari):
    with all_cities():
        assert Office.objects.count() == len(town.offices) + len(tonari.offices)
