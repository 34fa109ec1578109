"""Which events a webhook may be told of, and what is said of each.

The rules:
1. An event is an act of the ledger about something that anybody may see at that moment. What is not public, or no longer,
   is told to nobody.
2. Told are codes, days, numbers and addresses; never words, never a person, never who did it.
3. A row here is an event: its name, the room it belongs to, the operations it comes from, what the act is about, and the
   function that says its facts. None from that function means: not public.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.models import Office
from wakimizu.apps.community.deliberation.models import Deliberation
from wakimizu.apps.exchange.opendata.done import public_measures
from wakimizu.apps.exchange.opendata.heard import public_answers
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.monitoring.models import Indicator
from wakimizu.apps.monitoring.surveys.models import Survey
from wakimizu.apps.monitoring.surveys.workflow import SurveyState
from wakimizu.apps.proposals import queries as proposals
from wakimizu.apps.proposals.budget.queries import BINDING
from wakimizu.apps.proposals.models import Decision, Measure, Proposal, Round
from wakimizu.apps.services.models import Standard
from wakimizu.apps.voices.models import Need, Voice
from wakimizu.apps.voices.workflow import NeedState

Facts = dict[str, Any]
TEST = "test"
VOICES, PROPOSALS, CITY, SERVICES, MONITORING, COMMUNITY = (
    _("Voices and needs"), _("Proposals, budget and measures"), _("Offices"), _("Services"), _("Indicators and surveys"),
    _("Deliberation"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """kind: what the object is called in what is told. page: its public address, with {id} or {code} in it."""

    name: str
    title: Promise | str
    room: Promise | str
    operations: tuple[str, ...]
    model: type[models.Model]
    kind: str
    told: Callable[[int, Mapping[str, Any]], Facts | None]
    page: str = ""


def _code(row: Any) -> str | None:
    return row.code if row else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# ── voices and needs ─────────────────────────────────────────────────────────────────────────────────────────────────


def _voice_published(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = Voice.objects.filter(pk=number, public=True).select_related("topic", "ward", "district", "office").first()
    if row is None:
        return None
    return {
        "topic": row.topic.code, "ward": _code(row.ward), "district": _code(row.district), "office": row.office.code,
        "due": _iso(row.due),
    }  # fmt: skip


def _voice_hidden(number: int, facts: Mapping[str, Any]) -> Facts | None:
    """It was public until now, and its number with it: who has a copy must know."""
    return {} if Voice.objects.filter(pk=number, public=False).exists() else None


def _need(number: int) -> Need | None:
    return Need.objects.filter(pk=number, public=True).select_related("topic", "ward", "district", "lead").first()


def _need_raised(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = _need(number)
    if row is None:
        return None
    return {
        "topic": row.topic.code, "ward": _code(row.ward), "district": _code(row.district), "office": row.lead.code,
        "due": facts.get("due"), "voices": len(facts.get("voices", [])),
    }  # fmt: skip


def _need_answered(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = public_answers().filter(need=number, pk=facts.get("answer") or 0).select_related("office").first()
    if row is None:
        return None
    return {"ending": row.ending, "until": _iso(row.until), "office": row.office.code, "voices": facts.get("voices")}


def _need_merged(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = Need.objects.filter(pk=number, public=True, state=NeedState.MERGED).first()
    return {"into": row.merged_into_id} if row else None


# ── proposals, budget, measures ──────────────────────────────────────────────────────────────────────────────────────


def _proposal_endorsed(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = proposals.public_rows().filter(pk=number).first()
    return {"ward": _code(row.ward), "division": row.division.code, "due": facts.get("due")} if row else None


def _proposal_decided(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = Decision.objects.filter(pk=facts.get("decision") or 0, proposal__in=proposals.public_rows()).first()
    if row is None or row.proposal_id != number:
        return None
    return {"verdict": row.verdict, "until": _iso(row.until), "amount": row.amount, "late": row.was_late}


def _measure(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = public_measures().filter(pk=number).select_related("office", "ward").first()
    if row is None:
        return None
    return {
        "state": row.state, "office": row.office.code, "ward": _code(row.ward), "begins": _iso(row.begins),
        "ends": _iso(row.ends), "proposal": row.proposal_id,
    }  # fmt: skip


def _budget_enacted(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = Round.objects.filter(pk=number, state__in=BINDING).first()
    return {"year": row.year, "kind": row.kind, "enacted_on": _iso(row.enacted_on)} if row else None


# ── the other rooms ──────────────────────────────────────────────────────────────────────────────────────────────────


def _office(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = Office.objects.filter(pk=number).first()
    if row is None:
        return None
    return {"code": row.code, "kind": row.kind, "from": _iso(row.valid_from), "last_day": _iso(row.last_day)}


def _standard_set(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = Standard.objects.filter(pk=number).select_related("service").first()
    return {"code": row.service.code, "from": _iso(row.valid_from), "levels": row.levels} if row else None


def _indicator(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = Indicator.objects.filter(pk=number, public=True).first()
    return {"code": row.code, "added": facts.get("added"), "changed": facts.get("changed")} if row else None


def _survey_published(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = Survey.objects.filter(pk=number, state=SurveyState.PUBLISHED).first()
    return {"code": row.code} if row else None


def _deliberation(number: int, facts: Mapping[str, Any]) -> Facts | None:
    row = Deliberation.objects.filter(pk=number).first()
    if row is None or not row.is_public:
        return None
    return {"code": row.key, "state": row.state, "opens": _iso(row.opens), "closes": _iso(row.closes)}


ANSWERED = ("approve_answer", "answer_by_decision")
EVENTS: dict[str, Event] = {
    event.name: event
    for event in [
        Event("voice.published", _("A voice is published"), VOICES,
            ("publish_voice",), Voice, "voice", _voice_published, "/voices/"),
        Event("voice.hidden", _("A voice is hidden again"), VOICES,
            ("hide_voice",), Voice, "voice", _voice_hidden),
        Event("need.raised", _("A need is taken up"), VOICES,
            ("raise_need", "split_need"), Need, "need", _need_raised, "/answers/{id}/"),
        Event("need.answered", _("A need is answered"), VOICES,
            ANSWERED, Need, "need", _need_answered, "/answers/{id}/"),
        Event("need.merged", _("A need goes into another"), VOICES,
            ("merge_need",), Need, "need", _need_merged, "/answers/{id}/"),
        Event("proposal.endorsed", _("A ward proposes"), PROPOSALS,
            ("endorse_proposal",), Proposal, "proposal", _proposal_endorsed, "/proposals/{id}/"),
        Event("proposal.decided", _("HQ decides"), PROPOSALS,
            ("decide_proposal",), Proposal, "proposal", _proposal_decided, "/proposals/{id}/"),
        Event("measure.begun", _("A measure begins"), PROPOSALS,
            ("begin_measure",), Measure, "measure", _measure, "/measures/{id}/"),
        Event("measure.ended", _("A measure ends"), PROPOSALS,
            ("close_measure", "stop_measure"), Measure, "measure", _measure, "/measures/{id}/"),
        Event("budget.enacted", _("A budget is enacted"), PROPOSALS,
            ("enact_round",), Round, "budget", _budget_enacted, "/budget/{id}/"),
        Event("office.changed", _("An office opens, changes or closes"), CITY,
            ("open_office", "change_office", "close_office"), Office, "office", _office, "/offices/{code}/"),
        Event("standard.set", _("A standard is set"), SERVICES,
            ("set_standard",), Standard, "service", _standard_set, "/services/{code}/"),
        Event("indicator.computed", _("An indicator has new values"), MONITORING,
            ("keep_computed", "keep_observations"), Indicator, "indicator", _indicator, "/indicators/{code}/"),
        Event("survey.published", _("Results of a survey are published"), MONITORING,
            ("publish_survey",), Survey, "survey", _survey_published, "/surveys/{code}/"),
        Event("deliberation.opened", _("A deliberation opens"), COMMUNITY,
            ("open_question",), Deliberation, "deliberation", _deliberation, "/deliberate/{code}/"),
        Event("deliberation.closed", _("A deliberation closes"), COMMUNITY,
            ("close_question",), Deliberation, "deliberation", _deliberation, "/deliberate/{code}/"),
    ]
}  # fmt: skip
_BY_ACT = {(operation, event.model._meta.label): event for event in EVENTS.values() for operation in event.operations}


def event_of(entry: Entry) -> Event | None:
    """The event an act is, if it is one."""
    return _BY_ACT.get((entry.operation, entry.object_type))


def payload(event: Event, entry: Entry, root: str) -> Facts | None:
    """What is told of an act, to be read in the act's city; None when it is nothing for the public."""
    facts = event.told(entry.object_id, json.loads(entry.facts))
    if facts is None:
        return None
    about: Facts = {"type": event.kind, "id": entry.object_id}
    if event.page:
        about["url"] = root + event.page.format(id=entry.object_id, code=facts.get("code", ""))
    return {
        "type": event.name,
        "timestamp": entry.at.isoformat(timespec="seconds"),
        "data": {"entry": entry.pk, "object": about, **facts},
    }
