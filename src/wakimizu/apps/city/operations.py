"""The writes of the city room."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number, refuse_my_number_in
from wakimizu.apps.city.models import Area, City, Closure, Coverage, Office, Post, Role, User
from wakimizu.apps.city.workflow import PERMISSIONS
from wakimizu.apps.ledger.actor import SYSTEM, Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow


def renew(city_id: int) -> None:
    """Let every process read the city's areas and offices anew. Called by whatever changes them."""
    City.objects.filter(pk=city_id).update(revision=F("revision") + 1)


@operation
def found_city(actor: Actor, *, city: City) -> City:
    """Open the ledger of a municipality: its first entry."""
    allow(actor, "found_city", table=PERMISSIONS)
    actor.record("found_city", city, code=city.code, host=city.host)
    return city


@operation
def open_office(actor: Actor, *, office: Office) -> Office:
    """Enter an office that is not there yet, or change the facts of one that is."""
    allow(actor, "keep_offices", table=PERMISSIONS)
    office.city_id = actor.city_id
    new = office.pk is None
    office.save()
    renew(actor.city_id)
    actor.record("open_office" if new else "change_office", office, code=office.code, kind=office.kind)
    return office


@operation
def close_office(actor: Actor, *, office: Office, on: date) -> Office:
    """Close an office from a day on. BadInput when it would close before it opened."""
    allow(actor, "keep_offices", table=PERMISSIONS)
    if office.valid_from and on < office.valid_from:
        raise BadInput(_("An office cannot close before it opens."), "on")
    office.valid_to = on
    office.save(update_fields=["valid_to"])
    renew(actor.city_id)
    actor.record("close_office", office, on=on)
    return office


@operation
def keep_office_open(actor: Actor, *, office: Office, until: date | None = None) -> Office:
    """An office that was to close does not, or later. WrongState when it has closed already."""
    allow(actor, "keep_offices", table=PERMISSIONS)
    if office.valid_to is not None and office.valid_to <= actor.today:
        raise WrongState(_("“%(office)s” has closed already.") % {"office": office})
    office.valid_to = until
    office.save(update_fields=["valid_to"])
    renew(actor.city_id)
    actor.record("keep_office_open", office, until=until)
    return office


@operation
def draw_outlines(actor: Actor, *, outlines: dict[int, str], source: str) -> int:
    """Give areas their outlines (area number → GeoJSON geometry). Returns how many."""
    allow(actor, "keep_offices", table=PERMISSIONS)
    areas = list(Area.objects.filter(pk__in=outlines))
    for area in areas:
        area.outline, area.outline_source = outlines[area.pk], source
    Area.objects.bulk_update(areas, ["outline", "outline_source"])
    renew(actor.city_id)
    actor.record("draw_outlines", City(pk=actor.city_id), areas=len(areas), source=source)
    return len(areas)


@operation
def close_days(actor: Actor, *, days: Sequence[tuple[date, str]]) -> int:
    """Days on which this city's offices are closed beyond the general rule."""
    allow(actor, "keep_offices", table=PERMISSIONS)
    for day, name in days:
        refuse_my_number(name, "name")
        Closure.objects.update_or_create(city_id=actor.city_id, day=day, defaults={"name": name})
    renew(actor.city_id)
    actor.record("close_days", City(pk=actor.city_id), days=[day for day, _name in days])
    return len(days)


@operation
def appoint(actor: Actor, *, user: User, office: Office, role: str, since: date) -> Post:
    """Give a person a post from a day on. BadInput when they hold the same one already."""
    allow(actor, "appoint", table=PERMISSIONS)
    if role not in Role.values:
        raise BadInput(_("There is no such role."), "role")
    if Post.objects.filter(user=user, office=office, role=role, valid_to=None).exists():
        raise BadInput(_("This person holds this post already."), "office")
    post = Post.objects.create(city_id=actor.city_id, user=user, office=office, role=role, valid_from=since)
    actor.record("appoint", post, user=user.pk, office=office.pk, role=role, since=since)
    return post


@operation
def relieve(actor: Actor, *, post: Post, on: date) -> Post:
    """End a post. WrongState when it has ended already."""
    allow(actor, "appoint", table=PERMISSIONS)
    if post.valid_to is not None:
        raise WrongState(_("This post has ended already."))
    post.valid_to = on
    post.save(update_fields=["valid_to"])
    actor.record("relieve", post, user=post.user_id, on=on)
    return post


@operation
def register_person(actor: Actor, *, email: str, name: str, password: str) -> User:
    """Enter a person who may sign in. BadInput when the address is taken or no password is given."""
    allow(actor, "appoint", table=PERMISSIONS)
    if not password:
        raise BadInput(_("A new person needs a first password."), "password")
    refuse_my_number(name, "name")
    if User.objects.filter(email=email.lower()).exists():
        raise BadInput(_("There is a person with this address already."), "email")
    user = User.objects.create_user(email, password, name=name)
    actor.record("register_person", user)
    return user


@operation
def engage(
    actor: Actor, *, email: str, name: str, password: str | None, office: Office, role: str, since: date
) -> Post:
    """Give a person a post; whoever is not known by this address yet is entered, with a first password."""
    allow(actor, "appoint", table=PERMISSIONS)
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email, password, name=name)
    return appoint(actor, user=user, office=office, role=role, since=since)


@operation
def give_post(actor: Actor, *, email: str, name: str, password: str, office: Office, role: str) -> Post:
    """Give a person a post from today on; whoever is not known by this address is entered first.

    BadInput when they hold it already, or when a new person gets no first password.
    """
    allow(actor, "appoint", table=PERMISSIONS)
    known = User.objects.filter(email=email.lower()).first()
    user = known or register_person(actor, email=email, name=name, password=password)
    return appoint(actor, user=user, office=office, role=role, since=actor.today)


def enter_city(at: datetime, city: City) -> City:
    """Enter a municipality that is not there yet, and open its ledger."""
    with transaction.atomic():
        city.save(force_insert=True)
        return found_city(Actor(city_id=city.pk, at=at, role=SYSTEM), city=city)


@operation
def change_city(actor: Actor, *, city: City) -> City:
    """Change a municipality's name or the point it stands at."""
    allow(actor, "found_city", table=PERMISSIONS)
    city.save()
    renew(city.pk)
    actor.record("change_city", city, code=city.code, host=city.host)
    return city


@operation
def take_offices_in(
    actor: Actor, *, city: City, added: Sequence[Office], changed: Sequence[Office], refused: int, file_digest: str
) -> None:
    """A file's offices in one go, after `imports` has told new rows from changed ones."""
    allow(actor, "keep_offices", table=PERMISSIONS)
    for office in (*added, *changed):
        refuse_my_number_in(office)
    _take_in(Office, actor, added, changed)
    codes = [office.code for office in (*added, *changed)]
    actor.record(
        "take_offices_in", city, file=file_digest, added=len(added), changed=len(changed), refused=refused, codes=codes
    )


@operation
def take_areas_in(
    actor: Actor,
    *,
    city: City,
    kind: str,
    added: Sequence[Area],
    changed: Sequence[Area],
    refused: int,
    file_digest: str,
) -> None:
    """A file's areas of one kind in one go, after `imports` has told new rows from changed ones."""
    allow(actor, "keep_offices", table=PERMISSIONS)
    _take_in(Area, actor, added, changed)
    actor.record(
        "take_areas_in", city, file=file_digest, kind=kind, added=len(added), changed=len(changed), refused=refused
    )


def _take_in(model: Any, actor: Actor, added: Sequence[Any], changed: Sequence[Any]) -> None:
    for row in added:
        row.city_id = actor.city_id
    model.objects.bulk_create(added, batch_size=500)
    columns = [each.name for each in model._meta.concrete_fields if not each.primary_key and each.name != "city"]
    model.objects.bulk_update(changed, columns, batch_size=100)
    if added or changed:
        renew(actor.city_id)


@operation
def take_tree_in(
    actor: Actor, *, city: City, rows: Sequence[Area] | Sequence[Office], refused: int, file_digest: str
) -> None:
    """Areas or offices whose parents come before them, from our own tables."""
    allow(actor, "keep_offices", table=PERMISSIONS)
    for row in rows:
        row.save()
    if rows:
        renew(actor.city_id)
    codes = [row.code for row in rows]
    actor.record("take_tree_in", city, file=file_digest, taken=len(rows), refused=refused, codes=codes)


@operation
def cover_areas(actor: Actor, *, city: City, added: Sequence[Coverage], file_digest: str) -> None:
    """Which offices serve which areas."""
    allow(actor, "keep_offices", table=PERMISSIONS)
    Coverage.objects.bulk_create(added)
    if added:
        renew(actor.city_id)
    actor.record("cover_areas", city, file=file_digest, added=len(added))


@operation
def hand_over_areas(actor: Actor, *, ended: Sequence[Coverage], begun: Sequence[Coverage], on: date) -> None:
    """From a day on other offices serve the areas that some served until then."""
    allow(actor, "keep_offices", table=PERMISSIONS)
    for row in ended:
        row.valid_to = on
    for row in begun:
        row.city_id, row.valid_from = actor.city_id, on
    Coverage.objects.bulk_update(ended, ["valid_to"])
    Coverage.objects.bulk_create(begun)
    renew(actor.city_id)
    handed = [[row.office_id, row.area_id] for row in begun]
    actor.record("hand_over_areas", City(pk=actor.city_id), ended=list(ended), begun=handed, on=on)


@operation
def take_back_areas(actor: Actor, *, reopened: Sequence[Coverage], dropped: Sequence[Coverage]) -> None:
    """Areas that were to be handed over stay where they are. WrongState when it has happened already."""
    allow(actor, "keep_offices", table=PERMISSIONS)
    if any(row.valid_from is None or row.valid_from <= actor.today for row in dropped):
        raise WrongState(_("These areas have been handed over already."))
    numbers = [row.pk for row in dropped]
    Coverage.objects.bulk_update(reopened, ["valid_to"])
    Coverage.objects.filter(pk__in=numbers).delete()
    renew(actor.city_id)
    actor.record("take_back_areas", City(pk=actor.city_id), reopened=list(reopened), dropped=numbers)
