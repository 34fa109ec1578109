"""Reads of the network room: scenarios with their studies, a study's headlines, plans that were adopted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wakimizu.apps.network.models import Adoption, Scenario, Study
from wakimizu.apps.network.terms import write
from wakimizu.apps.network.workflow import AdoptionState, Ages, Role
from wakimizu.shared.paging import Beginning

LISTED = 50


def scenarios() -> list[tuple[Scenario, Study | None]]:
    """Every scenario with its newest study; two statements. `result` is not read: `headlines` of one study needs it."""
    newest: dict[int, Study] = {}
    for study in Study.objects.defer("result", "terms").order_by("asked_at", "pk"):
        newest[study.scenario_id] = study
    return [(each, newest.get(each.pk)) for each in Scenario.objects.all()]


def scenario_named(code: str) -> Scenario | None:
    return Scenario.objects.filter(code=code).first()


def studies(scenario: Scenario | None = None) -> Beginning[Study]:
    """The newest first, without their results."""
    rows = Study.objects.select_related("scenario").defer("result", "terms")
    rows = rows.filter(scenario=scenario) if scenario else rows
    return Beginning(rows[:LISTED], rows.count())


def with_plans() -> list[Study]:
    """Studies that have a plan, with their results, the newest first: to be compared or adopted."""
    rows = Study.objects.select_related("scenario").filter(result__status__in=("optimal", "feasible"))
    return list(rows[:LISTED])


def plans() -> list[Study]:
    """Studies that have a plan, without their results, the newest first: to choose from."""
    rows = Study.objects.select_related("scenario").filter(result__status__in=("optimal", "feasible"))
    return list(rows.defer("result", "terms")[:LISTED])


def study_numbered(number: int) -> Study | None:
    return Study.objects.select_related("scenario").filter(pk=number).first()


def adoptions() -> list[Adoption]:
    return list(Adoption.objects.select_related("study__scenario").defer("study__result", "study__terms"))


def adoption_numbered(number: int) -> Adoption | None:
    rows = Adoption.objects.select_related("study__scenario").defer("study__result", "study__terms")
    return rows.filter(pk=number).first()


def coming(today: date) -> Adoption | None:
    """The adopted plan that has changes to come."""
    rows = [each for each in adoptions() if each.state == AdoptionState.ADOPTED]
    return next((each for each in rows if any(date.fromisoformat(row["day"]) > today for row in each.changes)), None)


def file_of(scenario: Scenario) -> str:
    """A scenario as the file that `wakimizu realign` takes."""
    head = {"code": scenario.code, "name": scenario.name, "name_en": scenario.name_en, "note": scenario.note}
    return write(scenario.terms, **head)


def file_asked(study: Study) -> str:
    """The terms as a study was asked with them, whatever became of the scenario since."""
    scenario = study.scenario
    return write(study.terms, code=scenario.code, name=scenario.name, name_en=scenario.name_en, note=scenario.note)


# ── what a result says first ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Headlines:
    """A period of a plan beside today's offices in the same period.

    yen: a year, running and staff, less than today's offices would cost (negative: more). once: yen.
    staff: full-time equivalents fewer than today's offices would need in the period; set_free: fewer than are needed today.
    gain, lose, people: by group of ages. mean, farthest: minutes before and after, by group of ages and for "all".
    roles: how many sites have each role, before and after.
    """

    year: int
    yen: float
    once: float
    staff: float
    set_free: float
    people: dict[str, float]
    gain: dict[str, float]
    lose: dict[str, float]
    mean: dict[str, tuple[float, float]]
    farthest: dict[str, tuple[float, float]]
    roles: dict[str, tuple[int, int]]


def headlines(study: Study) -> list[Headlines]:
    """Of each period; empty without a plan."""
    return list(_headlines(study.result)) if study.has_plan else []


def _headlines(result: Mapping[str, Any]) -> Iterator[Headlines]:
    before, after = result["cost"]["before"], result["cost"]["after"]
    for t, period in enumerate(result["periods"]):
        saved = sum(before[part][t] - after[part][t] for part in ("running", "staff"))
        spread = result["spread"]["before"][t], result["spread"]["after"][t]
        known = [name for name in ("all", *Ages.values) if spread[0][name] and spread[1][name]]
        yield Headlines(
            year=period["year"],
            yen=saved / period["length"],
            once=after["one_off"][t],
            staff=result["staff"]["needed"]["before"][t] - result["staff"]["needed"]["after"][t],
            set_free=result["staff"]["set_free"][t],
            people=_by_ages(result, "people", t),
            gain=_by_ages(result, "gain", t),
            lose=_by_ages(result, "lose", t),
            mean={name: (spread[0][name]["mean"], spread[1][name]["mean"]) for name in known},
            farthest={name: (spread[0][name]["most"], spread[1][name]["most"]) for name in known},
            roles=_roles(result, t),
        )


def _by_ages(result: Mapping[str, Any], column: str, t: int) -> dict[str, float]:
    return {name: sum(row[column][t][n] for row in result["districts"]) for n, name in enumerate(Ages.values)}


def _roles(result: Mapping[str, Any], t: int) -> dict[str, tuple[int, int]]:
    now = [site["now"] for site in result["sites"]]
    then = [site["roles"][t] for site in result["sites"]]
    return {str(role): (now.count(role), then.count(role)) for role in Role if role in now or role in then}
