"""Deviations as work: who mends which by when, what changed between two days, and one pair's months and history."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office, Post
from wakimizu.apps.ledger.queries import history
from wakimizu.apps.services.models import Observation, Remedy, Service
from wakimizu.apps.services.parity.audit import KEPT, Audit, Deviation, Measure, People
from wakimizu.apps.services.parity.rules import months_before
from wakimizu.apps.services.workflow import Fault, RemedyState
from wakimizu.shared.templatetags.words import day as written
from wakimizu.shared.words import named

MONTHS_SHOWN = 24
Stage = Literal["late", "open", "mended", "promised", "accepted"]
STAGES: dict[Stage, Any] = {  # in the order of the work list
    "late": gettext_lazy("Late"),
    "open": gettext_lazy("Nobody has taken it on"),
    "mended": gettext_lazy("No longer found"),
    "promised": gettext_lazy("Promised"),
    "accepted": gettext_lazy("Accepted for a time"),
}
TONES: dict[Stage, str] = {
    "late": "late",
    "open": "waiting",
    "mended": "done",
    "promised": "moving",
    "accepted": "stopped",
}


@dataclass(frozen=True, slots=True)
class Task:
    """A deviation and the remedy that stands for it. Without a deviation: promised, and no longer found."""

    office: Office
    service: Service
    fault: str
    stage: Stage
    deviation: Deviation | None
    remedy: Remedy | None
    people: People
    cases: int | None

    @property
    def fault_label(self) -> str:
        return str(Fault(self.fault).label)

    @property
    def stage_label(self) -> str:
        return str(STAGES[self.stage])

    @property
    def tone(self) -> str:
        return TONES[self.stage]


def standing_remedies() -> list[Remedy]:
    return list(Remedy.objects.exclude(state=RemedyState.DONE).order_by("due", "pk"))


def work_list(found: Audit, remedies: Sequence[Remedy], today: date) -> list[Task]:
    """All deviations, and remedies whose deviation is gone. Late ones first; of those nobody has, most people first."""
    open_tasks = _open_tasks(found)
    standing = {(each.office_id, each.service_id, each.fault): each for each in remedies}
    tasks: dict[Stage, list[Task]] = {
        "open": [task for key, task in open_tasks.items() if key not in standing]
        if standing
        else [*open_tasks.values()]
    }
    for key, remedy in standing.items():
        task = open_tasks.get(key) or _mended(found, remedy)
        if task is not None:
            stage = _stage(remedy, today) if task.deviation else "mended"
            tasks.setdefault(stage, []).append(replace(task, stage=stage, remedy=remedy))
    return [task for stage in STAGES for task in tasks.get(stage, ())]


def asked_for(
    tasks: Sequence[Task], book: Directory, *, ward: str = "", owner: str = "", stage: str = "", fault: str = ""
) -> list[Task]:
    """The part of a work list in a ward, with an office that mends, in a stage, of a fault; by codes, empty: all."""
    area, office = book.area_by_code.get(ward), book.office_by_code.get(owner)
    return [
        task
        for task in tasks
        if (area is None or task.office.ward_id == area.pk)
        and (office is None or (task.remedy is not None and task.remedy.owner_id == office.pk))
        and (not stage or task.stage == stage)
        and (not fault or task.fault == fault)
    ]


@lru_cache(maxsize=KEPT)
def _open_tasks(found: Audit) -> dict[tuple[int, int, str], Task]:
    """Every deviation as if nobody had it, in the order of the list; made once for an audit, as there may be thousands."""
    faults = {fault: n for n, fault in enumerate(Fault.values)}

    def order(each: Deviation) -> tuple[int, int, int]:
        return -found.served_people(each.office).count, faults[each.finding.fault], -(found.cases(each) or 0)

    return {
        each.key: Task(
            each.office,
            each.service,
            each.finding.fault,
            "open",
            each,
            None,
            found.served_people(each.office),
            found.cases(each),
        )
        for each in sorted(found.deviations, key=order)
    }


def _mended(found: Audit, remedy: Remedy) -> Task | None:
    """A remedy whose deviation is no longer found; nothing for an office or service that is gone altogether."""
    office, service = found.book.office(remedy.office_id), found.known.services.get(remedy.service_id)
    if office is None or service is None:
        return None
    return Task(office, service, remedy.fault, "mended", None, remedy, People(0, False), None)


def _stage(remedy: Remedy, today: date) -> Stage:
    if remedy.due < today:
        return "late"
    return "accepted" if remedy.state == RemedyState.ACCEPTED else "promised"


# ── between two days ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Change:
    """A deviation that is new or gone. `because`: "standard" or "office" when that, and not the offer, changed."""

    deviation: Deviation
    because: str

    @property
    def reason(self) -> str:
        return str(REASONS[self.because])


REASONS: dict[str, Any] = {
    "": "",
    "standard": gettext_lazy("The standard or the catalogue changed."),
    "office": gettext_lazy("The office opened or closed."),
}


@dataclass(frozen=True, eq=False)
class Trend:
    """Two audits beside each other: what was mended, what is new, what stayed."""

    before: Audit
    after: Audit
    mended: list[Change]
    new: list[Change]
    stayed: int

    def measures(self) -> list[tuple[Measure | None, Measure]]:
        """Each figure then and now."""
        then = {each.key: each for each in self.before.measures}
        return [(then.get(each.key), each) for each in self.after.measures]


@lru_cache(maxsize=4)
def trend(before: Audit, after: Audit) -> Trend:
    """What changed from one day to another."""
    then = {each.key: each for each in before.deviations}
    now = {each.key: each for each in after.deviations}
    return Trend(
        before,
        after,
        mended=[Change(each, _because(each, after, before)) for key, each in then.items() if key not in now],
        new=[Change(each, _because(each, before, after)) for key, each in now.items() if key not in then],
        stayed=len(then.keys() & now.keys()),
    )


def _because(deviation: Deviation, without: Audit, having: Audit) -> str:
    """Why one audit lacks a deviation that the other has, if its office or its standard is another."""
    if deviation.office.pk not in without.cells:
        return "office"
    if deviation.service.pk not in without.cells[deviation.office.pk]:
        return "standard"
    number = having.known.standard_of(deviation.service)
    one, other = without.standards.get(number), having.standards.get(number)
    return "" if one is not None and other is not None and one.pk == other.pk else "standard"


# ── one pair ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a pair; nothing observed leaves the figures empty."""

    month: date
    cases: int | None = None
    wait: float | None = None
    lead: float | None = None


def months_of(found: Audit, office: Office, service: Service, until: date) -> list[Month]:
    """The last 24 whole months of an office's service, its variants included, oldest first."""
    months = months_before(until, MONTHS_SHOWN)
    numbers = [service.pk, *(each.pk for each in found.known.services.values() if each.base_id == service.pk)]
    rows: dict[date, list[Observation]] = {}
    for row in Observation.objects.filter(month__in=months, office=office, service__in=numbers):
        rows.setdefault(row.month, []).append(row)
    return [_month(month, rows.get(month, [])) for month in months]


def _month(month: date, rows: list[Observation]) -> Month:
    if not rows:
        return Month(month)
    return Month(month, sum(row.volume for row in rows), _mean(rows, "wait_minutes"), _mean(rows, "lead_days"))


def _mean(rows: list[Observation], name: str) -> float | None:
    counted = [(getattr(row, name), row.volume) for row in rows if getattr(row, name) is not None and row.volume]
    cases = sum(volume for _value, volume in counted)
    return sum(value * volume for value, volume in counted) / cases if cases else None


SENTENCES = {
    "promise_remedy": gettext_lazy("%(fault)s: %(owner)s promised to mend it by %(due)s."),
    "accept_fault": gettext_lazy("%(fault)s: accepted as it is until %(due)s."),
    "finish_remedy": gettext_lazy("%(fault)s: said to be mended."),
}


def remedies_of(office: Office, service: Service) -> list[Remedy]:
    return list(Remedy.objects.filter(office=office, service=service).select_related("office").order_by("-pk"))


def remedy_history(remedies: Sequence[Remedy], book: Directory) -> list[dict[str, Any]]:
    """What was promised, accepted and said to be done, newest first, for parts/history.html."""
    words = {remedy.pk: remedy.text for remedy in remedies}
    entries = history([("services.Remedy", remedy.pk) for remedy in remedies])[::-1]
    numbers = {entry.post_id for entry in entries if entry.post_id}
    posts = {post.pk: post for post in Post.objects.filter(pk__in=numbers).select_related("user")} if numbers else {}
    shown = []
    for entry in entries:
        last = words.pop(entry.object_id, "") if entry.operation != "finish_remedy" else ""  # words of the last promise
        shown.append(
            {"at": entry.at, "who": _who(entry.post_id, posts, book), "what": _sentence(entry, book), "remark": last}
        )
    return shown


def _sentence(entry: Any, book: Directory) -> str:
    facts = json.loads(entry.facts)
    words = {
        "fault": Fault(facts["fault"]).label,
        "owner": named(book.offices[facts["owner"]]) if facts.get("owner") in book.offices else "",
        "due": written(date.fromisoformat(facts["due"])) if facts.get("due") else "",
    }
    return str(SENTENCES[entry.operation]) % words


def _who(number: int | None, posts: dict[int, Post], book: Directory) -> str:
    post = posts.get(number or 0)
    if post is None:
        return _("The system")
    return f"{named(book.offices[post.office_id])} {post.get_role_display()} {named(post.user)}"
