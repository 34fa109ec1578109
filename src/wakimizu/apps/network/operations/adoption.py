"""A chosen plan becomes dated changes of offices, offers and areas; until its first day it can be withdrawn."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city import operations as city_operations
from wakimizu.apps.city.analysis import refuse_my_number
from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import City, Coverage, Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.network import adopting
from wakimizu.apps.network.adopting import Move, Preview
from wakimizu.apps.network.models import Adoption, Study
from wakimizu.apps.network.workflow import PERMISSIONS, AdoptionState
from wakimizu.apps.population.operations import reach_as_before
from wakimizu.apps.population.workflow import COUNTERS
from wakimizu.apps.services import operations as service_operations
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.models import Offering
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow


@operation
def adopt_plan(actor: Actor, *, study: Study, because: str, days: Sequence[date] | None = None) -> Adoption:
    """Carry a study's plan out: its changes are written with their days, and hold from those days on, not before.

    days: of each period, in order; left out, as the scenario has them. Raises BadInput for a day that is not to come or
    out of order, WrongState when there is no plan, an office has changed since the study, must stay beyond its day, or
    another adopted plan has changes to come.
    """
    allow(actor, "adopt_plan", table=PERMISSIONS)
    if study.is_open or not study.has_plan:
        raise WrongState(_("This study has no plan to adopt. Choose one that has found a plan."))
    if not because.strip():
        raise BadInput(_("Please give the reason."), "because")
    refuse_my_number(because, "because")
    given = list(days) if days is not None else adopting.usual_days(study)
    _check_days(actor, study, given)
    book = directory(City.objects.get(pk=actor.city_id))
    seen = adopting.preview(study, given, book, actor.today)
    _check(seen)
    changes = _carry_out(actor, seen.moves, book)
    made = Adoption.objects.create(
        city_id=actor.city_id, study=study, because=because.strip(), days=[day.isoformat() for day in given],
        changes=changes, adopted_on=actor.today,
    )  # fmt: skip
    actor.record(
        "adopt_plan",
        made,
        study=study.pk,
        scenario=study.scenario_id,
        days=given,
        sites=[each["site"] for each in changes],
    )
    return made


def _check_days(actor: Actor, study: Study, days: Sequence[date]) -> None:
    used = sorted({change["period"] for change in study.result["changes"]})
    if len(days) != len(study.result["periods"]):
        raise BadInput(_("Give a day for each of the %(n)d periods.") % {"n": len(study.result["periods"])}, "days")
    if any(after <= before for before, after in pairwise(days)):
        raise BadInput(_("Each period's day must come after the one before."), "days")
    if not used:
        raise WrongState(_("This plan leaves every office as it is: there is nothing to carry out."))
    if days[used[0]] <= actor.today:
        raise BadInput(
            _("The first change would be on %(day)s. Choose a day to come.") % {"day": days[used[0]]}, "days"
        )


def _check(seen: Preview) -> None:
    if seen.under_way is not None:
        raise WrongState(
            _("Another plan has been adopted and has changes to come (“%(plan)s”). Withdraw it first, or wait.")
            % {"plan": seen.under_way.study.scenario}
        )
    if seen.changed:
        raise WrongState(
            _("Since the study these offices have changed: %(offices)s. Ask for the study anew.")
            % {"offices": ", ".join(seen.changed)}
        )
    if seen.stays:
        office, until = seen.stays[0]
        raise WrongState(
            _("“%(office)s” must stay until %(day)s. Choose a later day, or a plan that keeps it.")
            % {"office": office, "day": until}
        )


def _carry_out(actor: Actor, moves: Sequence[Move], book: Directory) -> list[dict[str, Any]]:
    """Day after day, so that each day's areas go to offices that stand then."""
    city, known = book.city, counters(book.city)
    written: dict[int, dict[str, Any]] = {}
    standing = {
        office.pk: office
        for office in book.offices.values()
        if office.kind in COUNTERS and office.valid_on(actor.today)
    }
    for day in sorted({move.day for move in moves}):
        of_day = [move for move in moves if move.day == day]
        for move in of_day:
            for new in move.opens:
                city_operations.open_office(actor, office=new)
                standing[new.pk] = new
            for old in move.closes:
                city_operations.close_office(actor, office=Office.objects.get(pk=old.pk), on=day)
                standing.pop(old.pk, None)
        areas_ended, areas_begun = adopting.handed_over(moves, day, list(standing.values()))
        ended, begun = adopting.turned_over(moves, day, known)
        until = {row.pk: _iso(row.valid_to) for row in ended}
        areas_until = {row.pk: _iso(row.valid_to) for row in areas_ended}
        if areas_ended or areas_begun:
            city_operations.hand_over_areas(actor, ended=areas_ended, begun=areas_begun, on=day)
        if ended or begun:
            service_operations.turn_counters_over(actor, city=city, ended=ended, begun=begun, on=day)
        for move in of_day:
            written[id(move)] = _written(move, (ended, begun, until), (areas_ended, areas_begun, areas_until))
    pairs = [(move.stood, new) for move in moves if move.stood for new in move.opens]
    if pairs:
        reach_as_before(actor, pairs=pairs)
    return [written[id(move)] for move in moves]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _written(move: Move, offers: tuple[Any, Any, Any], areas: tuple[Any, Any, Any]) -> dict[str, Any]:
    """A move as it was written, with what is needed to take it back."""
    closed, opened = {office.pk for office in move.closes}, {office.pk for office in move.opens}
    (ended, begun, until), (areas_ended, areas_begun, areas_until) = offers, areas
    return {
        "site": move.site, "name": move.name, "name_en": move.name_en, "period": move.period,
        "day": move.day.isoformat(), "from": move.before, "to": move.after,
        "closes": [{"office": office.pk, "code": office.code, "was_until": _iso(office.valid_to)} for office in move.closes],
        "opens": [{"office": office.pk, "code": office.code} for office in move.opens],
        "offers_ended": {str(row.pk): until[row.pk] for row in ended if row.office_id in closed},
        "offers_begun": sum(row.office_id in opened for row in begun),
        "areas_ended": {str(row.pk): areas_until[row.pk] for row in areas_ended if row.office_id in closed},
        "areas_begun": [row.pk for row in areas_begun if _takes(row, areas_ended, closed)],
        "areas_to": [[row.area.code, row.office.code] for row in areas_begun if _takes(row, areas_ended, closed)],
    }  # fmt: skip


def _takes(begun: Coverage, ended: Sequence[Coverage], closed: set[int]) -> bool:
    """Whether an area comes from one of the closed offices."""
    return any(row.area_id == begun.area_id and row.office_id in closed for row in ended)


@operation
def withdraw_adoption(actor: Actor, *, adoption: Adoption, because: str) -> Adoption:
    """What was to change does not: offices stay open, new ones never open, offers and areas stay where they are.

    WrongState once the first change's day has come: offices are then changed one by one.
    """
    allow(actor, "adopt_plan", table=PERMISSIONS)
    if not because.strip():
        raise BadInput(_("Please give the reason."), "because")
    refuse_my_number(because, "because")
    if adoption.state != AdoptionState.ADOPTED:
        raise WrongState(_("This plan has been withdrawn already."))
    if adoption.first_day is not None and adoption.first_day <= actor.today:
        raise WrongState(_("The first change has come already. Ask for a study of today's offices instead."))
    _take_back(actor, adoption)
    adoption.state, adoption.withdrawn_on = AdoptionState.WITHDRAWN, actor.today
    adoption.save(update_fields=["state", "withdrawn_on"])
    actor.record("withdraw_adoption", adoption, study=adoption.study_id)
    return adoption


def _take_back(actor: Actor, adoption: Adoption) -> None:
    city = City.objects.get(pk=actor.city_id)
    opened = {each["office"] for change in adoption.changes for each in change["opens"]}
    areas = {int(pk): day for change in adoption.changes for pk, day in change["areas_ended"].items()}
    reopened = [
        _until(row, areas[row.pk]) for row in Coverage.objects.filter(pk__in=areas) if row.office_id not in opened
    ]
    begun = {pk for change in adoption.changes for pk in change["areas_begun"]}
    city_operations.take_back_areas(actor, reopened=reopened, dropped=list(Coverage.objects.filter(pk__in=begun)))
    offers = {int(pk): day for change in adoption.changes for pk, day in change["offers_ended"].items()}
    ended = Offering.objects.filter(pk__in=offers).exclude(office__in=opened).select_related("office", "service")
    service_operations.turn_counters_back(
        actor, city=city, reopened=[_until(row, offers[row.pk]) for row in ended],
        dropped=list(Offering.objects.filter(office__in=opened).select_related("office", "service")),
    )  # fmt: skip
    for change in adoption.changes:
        for each in change["closes"]:
            if each["office"] not in opened:
                office = Office.objects.get(pk=each["office"])
                city_operations.keep_office_open(actor, office=office, until=_day(each["was_until"]))
    for office in Office.objects.filter(pk__in=opened).order_by("pk"):
        if office.valid_from:
            city_operations.close_office(actor, office=office, on=office.valid_from)  # so it never opens


def _until(row: Any, day: str | None) -> Any:
    row.valid_to = _day(day)
    return row


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
