"""Standards, what offices offer, and what was observed."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number, refuse_my_number_in
from wakimizu.apps.city.models import City, Dated, Office
from wakimizu.apps.city.operations import renew
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.services.models import AskFirst, Observation, Offering, Service, Standard
from wakimizu.apps.services.workflow import COUNTERS, PERMISSIONS, Level
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow


@operation
def set_standard(actor: Actor, *, standard: Standard, consultation: int | None = None) -> Standard:
    """Set what every office must do for a service from a day on. The version that holds until then ends that day.

    Offices that fall short already may do so: the audit shows them at once. Raises NotPermitted when another division
    owns the service, BadInput when a day would have two standards, or when the wards must be asked first.
    `consultation` is the one that is being settled; only its settling gives it.
    """
    allow(actor, "set_standard", standard.service, table=PERMISSIONS)
    check_standard(standard)
    refuse_my_number_in(standard)
    if consultation is None and must_ask_first(standard.service):
        raise BadInput(
            _("The wards must be asked before the standard of “%(service)s” changes. Open a consultation about it.")
            % {"service": standard.service}
        )
    standard.consultation = consultation
    for other in Standard.objects.filter(service=standard.service):
        if other.valid_to is None and _begins(other) < _begins(standard):
            other.valid_to = standard.valid_from
            other.save(update_fields=["valid_to"])
        elif _overlap(other, standard):
            raise BadInput(
                _("From %(day)s another standard holds for this service. Choose days that no other version covers.")
                % {"day": other.valid_from},
                "valid_from",
            )
    standard.city_id = actor.city_id
    standard.save(force_insert=True)
    renew(actor.city_id)
    actor.record(
        "set_standard",
        standard,
        service=standard.service_id,
        since=standard.valid_from,
        until=standard.valid_to,
        levels=standard.levels,
        wait_minutes=standard.wait_minutes,
        lead_days=standard.lead_days,
        decided=standard.decided,
        consultation=consultation,
    )
    return standard


def must_ask_first(service: Service) -> bool:
    """Whether the standard of a service waits until the wards have been asked."""
    return AskFirst.objects.filter(Q(service=service) | Q(service=None)).exists()


@operation
def ask_before_standards(actor: Actor, *, city: City, services: Sequence[Service] | None) -> int:
    """Say the standards of which services wait for a consultation, instead of those marked before. None: all services."""
    allow(actor, "ask_before_standards", table=PERMISSIONS)
    marked: list[Service | None] = [None] if services is None else list(services)
    AskFirst.objects.all().delete()
    AskFirst.objects.bulk_create([AskFirst(city_id=actor.city_id, service=service) for service in marked])
    actor.record("ask_before_standards", city, services=None if services is None else sorted(s.pk for s in services))
    return len(marked)


def check_standard(standard: Standard) -> None:
    """BadInput unless the standard could hold: known levels, a first day, hours and days in order."""
    if standard.service.base_id:
        raise BadInput(_("A variant is judged by the standard of the service it comes from. Set that one."))
    if standard.valid_from is None:
        raise BadInput(_("Say from which day the standard holds."), "valid_from")
    if standard.valid_to and standard.valid_to <= standard.valid_from:
        raise BadInput(_("It would end before it begins."), "valid_to")
    if not standard.levels or any(
        kind not in COUNTERS or level not in Level.values for kind, level in standard.levels.items()
    ):
        raise BadInput(_("Say for each kind of office whether it handles the service in full, passes it on, or not."))
    _check_hours(standard)


def _check_hours(row: Standard | Offering) -> None:
    if bool(row.opens) != bool(row.closes):
        raise BadInput(_("Give both hours, or none."), "closes")
    if row.opens and row.closes and row.closes <= row.opens:
        raise BadInput(_("It would close before it opens."), "closes")


def _begins(row: Dated) -> date:
    return row.valid_from or date.min


def _overlap(one: Dated, other: Dated) -> bool:
    return _begins(other) < (one.valid_to or date.max) and _begins(one) < (other.valid_to or date.max)


@operation
def offer_service(actor: Actor, *, offering: Offering) -> Offering:
    """Say that an office handles a service from a day on, how far and when. What it offered until then ends that day.

    Raises NotPermitted outside the own ward, BadInput when the office is closed that day or the hours are wrong.
    """
    allow(actor, "offer_service", offering, table=PERMISSIONS)
    check_offering(offering)
    refuse_my_number_in(offering)
    others = list(Offering.objects.filter(service=offering.service, office=offering.office).order_by("valid_from"))
    later = next((other.valid_from for other in others if _begins(other) > _begins(offering)), None)
    if offering.valid_to is None:
        offering.valid_to = later  # what is noted for a later day stands
    for other in others:
        if other.valid_to is None and _begins(other) < _begins(offering):
            other.valid_to = offering.valid_from
            other.save(update_fields=["valid_to"])
        elif _overlap(other, offering):
            raise BadInput(_("The office offers this service already on these days."), "valid_from")
    offering.city_id = actor.city_id
    offering.save(force_insert=True)
    renew(actor.city_id)
    actor.record(
        "offer_service",
        offering,
        service=offering.service_id,
        office=offering.office_id,
        level=offering.level,
        since=offering.valid_from,
    )
    return offering


def check_offering(offering: Offering) -> None:
    """BadInput unless the office can offer this: a counter that is open on the first day, hours in order."""
    office: Office = offering.office
    if offering.valid_from is None:
        raise BadInput(_("Say from which day the office offers it."), "valid_from")
    if office.kind not in COUNTERS:
        raise BadInput(_("“%(office)s” has no counter.") % {"office": office}, "office")
    if not office.valid_on(offering.valid_from):
        raise BadInput(
            _("“%(office)s” is closed on %(day)s.") % {"office": office, "day": offering.valid_from}, "office"
        )
    service = offering.service
    if not service.valid_on(offering.valid_from):
        raise BadInput(_("“%(service)s” is not in the catalogue on that day.") % {"service": service})
    if service.ward_id and service.ward_id != office.ward_id:
        raise BadInput(_("“%(service)s” is a variant of %(ward)s only.") % {"service": service, "ward": service.ward})
    if offering.level not in (Level.FULL, Level.REFERRAL):
        raise BadInput(_("Say whether the office handles the service in full or passes it on."), "level")
    if offering.valid_to and offering.valid_to <= offering.valid_from:
        raise BadInput(_("It would end before it begins."), "valid_to")
    _check_hours(offering)


@operation
def withdraw_offering(actor: Actor, *, offering: Offering, on: date, because: str) -> Offering:
    """The office no longer handles the service, from a day on. BadInput when it ended before.

    An offer that has not begun is taken out, and what it would have replaced goes on.
    """
    allow(actor, "offer_service", offering, table=PERMISSIONS)
    if not because.strip():
        raise BadInput(_("Please give the reason."), "because")
    refuse_my_number(because, "because")
    if offering.valid_to is not None and offering.valid_to <= on:
        raise BadInput(_("It has ended already."), "on")
    to_come = _begins(offering) > actor.today and on <= _begins(offering)
    if not to_come and on <= _begins(offering):
        raise BadInput(_("It would end before it begins."), "on")
    actor.record("withdraw_offering", offering, service=offering.service_id, office=offering.office_id, on=on)
    if to_come:
        before = Offering.objects.filter(service=offering.service, office=offering.office, valid_to=offering.valid_from)
        before.update(valid_to=offering.valid_to)
        offering.delete()
    else:
        offering.valid_to = on
        offering.save(update_fields=["valid_to"])
    renew(actor.city_id)
    return offering


@operation
def turn_counters_over(
    actor: Actor, *, city: City, ended: Sequence[Offering], begun: Sequence[Offering], on: date
) -> None:
    """From a day on what some offices offer ends, and others begin. BadInput when one of them cannot be offered."""
    allow(actor, "offer_service", table=PERMISSIONS)
    for row in (*ended, *begun):
        allow(actor, "offer_service", row, table=PERMISSIONS)
    for row in ended:
        row.valid_to = on
    for row in begun:
        row.city_id, row.valid_from = actor.city_id, on
        check_offering(row)
    Offering.objects.bulk_update(ended, ["valid_to"], batch_size=200)
    Offering.objects.bulk_create(begun, batch_size=500)
    renew(actor.city_id)
    offices = {name: sorted({row.office_id for row in rows}) for name, rows in (("ended", ended), ("begun", begun))}
    actor.record("turn_counters_over", city, on=on, **offices, rows=[len(ended), len(begun)])


@operation
def turn_counters_back(actor: Actor, *, city: City, reopened: Sequence[Offering], dropped: Sequence[Offering]) -> None:
    """What was to end goes on, what was to begin does not. WrongState when it has happened already."""
    allow(actor, "offer_service", table=PERMISSIONS)
    for row in (*reopened, *dropped):
        allow(actor, "offer_service", row, table=PERMISSIONS)
    if any(_begins(row) <= actor.today for row in dropped):
        raise WrongState(_("These offers have begun already."))
    Offering.objects.bulk_update(reopened, ["valid_to"], batch_size=200)
    Offering.objects.filter(pk__in=[row.pk for row in dropped]).delete()
    renew(actor.city_id)
    offices = sorted({row.office_id for row in (*reopened, *dropped)})
    actor.record("turn_counters_back", city, offices=offices, rows=[len(reopened), len(dropped)])


@operation
def take_offerings_in(
    actor: Actor,
    *,
    city: City,
    added: Sequence[Offering],
    changed: Sequence[Offering],
    refused: int,
    file_digest: str,
) -> None:
    """A file's offerings in one go, after `imports` has judged each row."""
    allow(actor, "offer_service", table=PERMISSIONS)
    for offering in (*added, *changed):
        allow(actor, "offer_service", offering, table=PERMISSIONS)
        check_offering(offering)
        refuse_my_number_in(offering)
        offering.city_id = actor.city_id
    Offering.objects.bulk_create(added, batch_size=500)
    Offering.objects.bulk_update(
        changed, ["level", "decided", "documents", "days", "opens", "closes", "valid_to", "note"], batch_size=100
    )
    if added or changed:
        renew(actor.city_id)
    actor.record("take_offerings_in", city, file=file_digest, added=len(added), changed=len(changed), refused=refused)


@operation
def note_observations(
    actor: Actor, *, city: City, observations: Sequence[Observation], refused: int = 0, file_digest: str = ""
) -> int:
    """Months of services at offices, entered or from a file; a month that is known already is written over.

    Raises NotPermitted for an office that is not the actor's, BadInput for a month that has not begun.
    """
    allow(actor, "note_observations", table=PERMISSIONS)
    today = actor.today
    offices = {each.office_id: each.office for each in observations}
    for office in offices.values():
        allow(actor, "note_observations", Offering(city_id=actor.city_id, office=office), table=PERMISSIONS)
    for each in observations:
        if each.month.day != 1 or each.month > today:
            raise BadInput(_("Observations are of a month that has begun, named by its first day."), "month")
        each.city_id = actor.city_id
    Observation.objects.bulk_create(
        observations,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["city", "month", "service", "office"],
        update_fields=["volume", "wait_minutes", "lead_days"],
    )
    if observations:
        renew(actor.city_id)
    months = sorted({each.month for each in observations})
    actor.record(
        "note_observations",
        city,
        file=file_digest,
        rows=len(observations),
        refused=refused,
        months=months,
        offices=sorted(offices),
    )
    return len(observations)
