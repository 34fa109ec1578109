"""Scenarios and their studies."""

from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number_in
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.network import question
from wakimizu.apps.network.models import Scenario, Study
from wakimizu.apps.network.terms import BadTerms, Terms, read, tables_of, terms_of
from wakimizu.apps.network.terms.reading import CODE
from wakimizu.apps.network.workflow import PERMISSIONS, Stage, StudyKind
from wakimizu.apps.services.counters import counters
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.jobs import JobState
from wakimizu.shared.permissions import allow

MOST_POINTS = 60
USUAL_POINTS = 12


@operation
def keep_scenario(actor: Actor, *, scenario: Scenario) -> Scenario:
    """Enter a scenario, or change one; its studies keep the terms they were asked with.

    Its terms may leave out whatever shall be as usual; they are kept complete. BadTerms names every line that is wrong,
    BadInput a code that cannot be or is taken.
    """
    allow(actor, "keep_scenario", table=PERMISSIONS)
    if not CODE.fullmatch(scenario.code):
        raise BadInput(_("A short name has letters, digits, - and _ only, at most 60."), "code")
    if not scenario.name.strip():
        raise BadInput(_("Give the scenario a name."), "name")
    refuse_my_number_in(scenario)
    if Scenario.objects.filter(code=scenario.code).exclude(pk=scenario.pk).exists():
        raise BadInput(_("There is a scenario with this short name already. Choose another."), "code")
    terms = _checked(actor, scenario.terms)
    new = scenario.pk is None
    scenario.city_id, scenario.terms, scenario.changed_at = actor.city_id, tables_of(terms), actor.at
    if new:
        scenario.made_on = actor.today
    scenario.save()
    actor.record("keep_scenario", scenario, code=scenario.code, new=new, years=list(terms.years), until=terms.until)
    return scenario


def take_scenario_in(actor: Actor, *, city: City, text: str) -> Scenario:
    """A scenario's file in: a new one, or an old one with other terms. BadTerms names every wrong line by its number."""
    allow(actor, "keep_scenario", table=PERMISSIONS)
    told = read(text, actor.today)
    found = Scenario.objects.filter(code=told.code).first() or Scenario(city=city, code=told.code)
    found.name, found.name_en, found.note, found.terms = told.name, told.name_en, told.note, told.tables
    try:
        return keep_scenario(actor, scenario=found)
    except BadTerms as bad:
        raise bad.in_file(text) from None


def _checked(actor: Actor, tables: dict[str, Any]) -> Terms:
    city = City.objects.get(pk=actor.city_id)
    terms = terms_of(tables, actor.today)
    question.check(terms, directory(city), counters(city))
    return terms


@operation
def ask_study(
    actor: Actor,
    *,
    scenario: Scenario,
    kind: str = StudyKind.PLAN,
    points: int | None = None,
    gap: float | None = None,
    seconds: float | None = None,
) -> Study:
    """Ask for the best plan of a scenario; the worker does it. BadInput when it cannot be asked so.

    gap and seconds: as the scenario says, unless given here; seconds 0: until it is proven.
    """
    allow(actor, "ask_study", table=PERMISSIONS)
    terms = _checked(actor, scenario.terms)
    if kind not in StudyKind.values:
        raise BadInput(_("Ask for the best plan, or for cost against access as well."), "kind")
    points = (USUAL_POINTS if points is None else points) if kind == StudyKind.FRONTIER else 0
    if kind == StudyKind.FRONTIER and not 2 <= points <= MOST_POINTS:
        raise BadInput(_("Ask for 2 points or more, at most %(most)d.") % {"most": MOST_POINTS}, "points")
    gap = terms.effort.gap if gap is None else gap
    if not 0 <= gap < 1:
        raise BadInput(_("A gap is a share: 0 for the proven best, 0.01 for one per cent."), "gap")
    seconds = terms.effort.seconds if seconds is None else seconds or None
    if seconds is not None and seconds < 0:
        raise BadInput(_("Give the seconds it may take, 0 for as long as it needs."), "seconds")
    study = Study.objects.create(
        city_id=actor.city_id, scenario=scenario, terms=tables_of(terms), kind=kind, points=points, gap_asked=gap,
        seconds_asked=seconds, asked_at=actor.at,
    )  # fmt: skip
    actor.record("ask_study", study, scenario=scenario.code, kind=kind, points=points, gap=gap, seconds=seconds)
    return study


@operation
def keep_found(
    actor: Actor,
    *,
    study: Study,
    result: dict[str, Any],
    stopped: bool,
    sentence: str,
    values: dict[str, Any] | None = None,
) -> Study:
    """What a study found. `stopped`: somebody cancelled it; the best until then is kept all the same."""
    allow(actor, "keep_found", table=PERMISSIONS)
    state = JobState.CANCELLED if stopped else JobState.DONE
    live = {name: result.get(name) for name in ("objective", "bound", "gap", "seconds")}
    told = {
        "state": state,
        "stage": Stage.DONE,
        "ended_at": actor.at,
        "sentence": sentence,
        "values_told": values or {},
    }
    open_ = Study.objects.filter(pk=study.pk, state=JobState.RUNNING)
    if not open_.update(result=result, **live, **told, **({} if stopped else {"progress": 1.0})):
        raise WrongState(_("This study has ended already."))
    actor.record(
        "keep_found", study, status=result["status"], stopped=stopped, objective=live["objective"], bound=live["bound"]
    )
    study.refresh_from_db()
    return study


@operation
def cancel_study(actor: Actor, *, study: Study) -> None:
    """Stop a study that waits or runs; what it has found until then is kept. WrongState when it has ended."""
    allow(actor, "ask_study", table=PERMISSIONS)
    if not study.is_open:
        raise WrongState(_("This study has ended already."))
    study.cancel(actor.at)
    actor.record("cancel_study", study)
