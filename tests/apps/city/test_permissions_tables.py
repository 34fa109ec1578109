"""Who may do what: the tables are sound, and a post reaches exactly as far as its row says."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.cast import NOW, POSTS
from wakimizu.apps.city import workflow as city_workflow
from wakimizu.apps.city.models import Office, Role, User
from wakimizu.apps.city.operations import appoint, close_days, close_office, engage, open_office, relieve
from wakimizu.apps.ledger.actor import RESIDENT, SYSTEM
from wakimizu.apps.voices import workflow as voices_workflow
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState
from wakimizu.shared.permissions import ANYWHERE, OWN, PART, allow, may, reaches

TABLES = {"city": city_workflow.PERMISSIONS, "voices": voices_workflow.PERMISSIONS}


@pytest.mark.parametrize("room", TABLES)
def test_tables_know_their_reaches_and_roles(room):
    for act, row in TABLES[room].items():
        assert set(row) <= {OWN, PART, ANYWHERE}, act
        assert set().union(*row.values()) <= {*Role.values, RESIDENT, SYSTEM}, act


def test_residents_may_speak_add_words_and_reopen_and_nothing_else():
    acts = {
        act
        for table in TABLES.values()
        for act, row in table.items()
        if any(RESIDENT in roles for roles in row.values())
    }
    assert acts == {"receive_voice", "add_words", "reopen"}


def test_the_auditor_writes_nothing():
    acts = {
        act
        for table in TABLES.values()
        for act, row in table.items()
        if any("auditor" in roles for roles in row.values())
    }
    assert all(act.startswith("see_") for act in acts)


def test_an_unknown_act_is_a_fault():
    with pytest.raises(KeyError):
        may(SimpleNamespace(role="mayor"), "fly", table=city_workflow.PERMISSIONS)


class Matter:
    def __init__(self, held, shared):
        self.held, self.shared = held, shared

    def held_by(self, actor):
        return self.held

    def shared_by(self, actor):
        return self.shared


@pytest.mark.parametrize(
    ("role", "held", "shared", "allowed"),
    [
        ("a", False, False, True),
        ("o", True, False, True),
        ("o", False, True, False),
        ("p", True, False, True),
        ("p", False, True, True),
        ("p", False, False, False),
        ("x", True, True, False),
    ],
)
def test_reach(role, held, shared, allowed):
    table = {"act": {ANYWHERE: {"a"}, OWN: {"o"}, PART: {"p"}}}
    actor = SimpleNamespace(role=role)
    assert may(actor, "act", Matter(held, shared), table=table) is allowed
    if not allowed:
        with pytest.raises(NotPermitted):
            allow(actor, "act", Matter(held, shared), table=table)
    assert may(actor, "act", table=table) is (role != "x"), "without a matter: whether there could be one"


def test_a_ward_reaches_its_offices_and_hq_its_own(town):
    planner, road = town.actor("planner", "w-kami-machi"), town.actor("hq", "hq-road")
    kami, shimo = town.areas["43991"].pk, town.areas["43992"].pk
    assert reaches(planner, town.offices["w-kami-kumin"].pk, kami)
    assert not reaches(planner, town.offices["w-shimo-machi"].pk, shimo)
    assert reaches(road, road.office_id, None)
    assert not reaches(road, town.offices["hq-kocho"].pk, None), "no ward is not a common ward"


KEEPERS = {"it", "policy"}


@pytest.mark.parametrize(("role", "office"), POSTS)
def test_who_keeps_offices_and_closing_days(town, role, office):
    actor = town.actor(role, office)
    new = Office(code="new", kind=Office.Kind.KIOSK, name="コンビニ")
    if role in KEEPERS:
        open_office(actor, office=new)
        close_days(actor, days=[(NOW.date(), "休庁日")])
        assert "new" in town.book.office_by_code and NOW.date() in town.book.closures
    else:
        for act in (lambda: open_office(actor, office=new), lambda: close_days(actor, days=[(NOW.date(), "x")])):
            with pytest.raises(NotPermitted):
                act()


@pytest.mark.parametrize(("role", "office"), [*POSTS, ("resident", "")])
def test_who_appoints(town, role, office):
    actor = town.actor(role, office) if office else town.resident()
    facts = {"user": town.user("clerk", "w-kami-kumin"), "office": town.offices["b-kawabata"], "role": "clerk"}
    if role == "it":
        assert appoint(actor, since=NOW.date(), **facts).valid_on(NOW.date())
    else:
        with pytest.raises(NotPermitted):
            appoint(actor, since=NOW.date(), **facts)


def test_a_post_is_held_once_and_ended_once(town):
    it = town.actor("it", "hq-seisaku")
    facts = {"user": town.user("clerk", "w-kami-kumin"), "office": town.offices["w-kami-kumin"], "since": NOW.date()}
    with pytest.raises(BadInput):
        appoint(it, role="clerk", **facts)
    with pytest.raises(BadInput):
        appoint(it, role="king", **facts)
    post = town.posts["clerk", "w-kami-kumin"]
    relieve(it, post=post, on=NOW.date())
    assert not post.valid_on(NOW.date()) and post.valid_on(NOW.date() - timedelta(days=1))
    with pytest.raises(WrongState):
        relieve(it, post=post, on=NOW.date())
    assert appoint(it, role="clerk", **facts)


def test_an_office_does_not_close_before_it_opens(town):
    office = town.offices["b-kawabata"]
    office.valid_from = NOW.date()
    office.save()
    with pytest.raises(BadInput):
        close_office(town.system(), office=office, on=NOW.date() - timedelta(days=1))


def test_engaging_enters_a_person_once(town):
    facts = {"email": "New@wakimizu.example", "name": "新人", "password": "x", "since": NOW.date()}
    first = engage(town.system(), office=town.offices["c-sakura"], role="liaison", **facts)
    second = engage(town.system(), office=town.offices["b-kawabata"], role="clerk", **facts)
    assert first.user == second.user
    assert User.objects.filter(email="new@wakimizu.example").count() == 1
    assert first.user.check_password("x")
