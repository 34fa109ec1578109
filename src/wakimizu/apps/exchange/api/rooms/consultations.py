"""Consultations: who is asked before something changes, what they say, and what comes of it."""

from typing import Any, Literal

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from wakimizu.apps.exchange.api.acts import Deed, Number, add_deeds, found
from wakimizu.apps.exchange.api.bodies import as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed
from wakimizu.apps.exchange.api.rooms.sharing import for_offices, person, reader, router
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.forms import StandardForm
from wakimizu.apps.services.models import Service
from wakimizu.apps.services.workflow import COUNTERS, Level
from wakimizu.apps.services.workflow import PERMISSIONS as SERVICES
from wakimizu.apps.sharing import forms, queries
from wakimizu.apps.sharing.models import Consultation, Opinion
from wakimizu.apps.sharing.operations import consultations as consulting
from wakimizu.apps.sharing.views import consultations
from wakimizu.apps.sharing.views.acting import own_office
from wakimizu.apps.sharing.workflow import PERMISSIONS, About, Outcome
from wakimizu.shared.permissions import allow

CONSULTATION = Shape(
    "Consultation",
    Consultation,
    "title text about service terms office state opened_at answer_by outcome outcome_text settled_at standard",
)
OPINION = Shape(
    "Opinion",
    Opinion,
    "office stance text at late after_settling taken response responded_at",
    by=(str, lambda request, row: person(row.by)),
)


class AskedOffice(Schema):
    office: str
    answered: bool


class Term(Schema):
    """A fact of a standard: as it is now, and as it would be."""

    name: str
    now: str
    proposed: str


CONSULTATION_SHEET = CONSULTATION.with_more(
    "ConsultationSheet", asked=list[AskedOffice], opinions=OPINION.many, changes=list[Term]
)


@router.get("/consultations", response=CONSULTATION.page, operation_id="consultations", summary="Consultations")
def consultations_list(
    request: ApiCall, which: Literal["all", "ours", "open"] = "all", after: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    reader(request)
    rows = queries.consultations_shown(request.actor, which)
    return listed(rows, CONSULTATION.of(request), after=after, limit=limit)


@router.get(
    "/consultations/{number}",
    response=CONSULTATION_SHEET,
    operation_id="consultation",
    summary="A consultation, who was asked and what they said",
)
def consultation(request: ApiCall, number: Number) -> dict[str, Any]:
    row = consultations.seen(request, number)
    sheet = queries.consultation_sheet(row)
    return {
        **CONSULTATION(request, row),
        "asked": [{"office": each.office.code, "answered": each.answered_at is not None} for each in sheet.asked],
        "opinions": [OPINION(request, each) for each in sheet.opinions],
        "changes": [
            {"name": str(name), "now": now, "proposed": proposed}
            for name, now, proposed in consultations.terms(request, row)
        ],
    }


Levels = dict[Literal[COUNTERS], Level]  # type: ignore[valid-type]


class ConsultStandard(body_of(forms.StandardConsultationForm, name="ConsultStandardFacts")):  # type: ignore[misc]
    """A new version of a standard, and whom HQ asks about it. Kinds of offices left out of `levels` offer nothing."""

    levels: Levels = Field(default_factory=dict)


class StandardFacts(body_of(StandardForm, name="StandardFactsFields")):  # type: ignore[misc]
    levels: Levels = Field(default_factory=dict)


class SettleConsultation(body_of(forms.SettleForm, name="SettleConsultationWords")):  # type: ignore[misc]
    """`standard` is for a standard that goes on changed: the whole of it, as it shall be."""

    standard: StandardFacts | None = None


def _standard_typed(body: Any) -> MultiValueDict[str, Any]:
    typed = as_typed(body, without={"levels"})
    for kind in COUNTERS:
        typed[f"level_{kind}"] = str(body.levels.get(kind, Level.NONE))
    return typed


def _settle_typed(body: SettleConsultation) -> MultiValueDict[str, Any]:
    typed = as_typed(body, without={"standard"})
    if body.standard is not None:
        typed.update(_standard_typed(body.standard))
    return typed


def _asking(request: ApiCall, row: Any = None) -> None:
    allow(request.actor, "consult", Consultation(office=own_office(request)), table=PERMISSIONS)


def _consultation_form(request: ApiCall, row: None, typed: Any) -> forms.ConsultationForm:
    _asking(request)
    return forms.ConsultationForm(typed, book=request.book, today=request.actor.today)


def _service(request: ApiCall, number: int) -> Service:
    _asking(request)
    row = counters(request.city).services.get(number)
    service: Service = found(row if row and not row.base_id else None)
    allow(request.actor, "set_standard", service, table=SERVICES)
    return service


def _open(request: ApiCall, service: Service | None, form: Any) -> Consultation:
    draft = form.draft(service) if service else form.draft()
    return consulting.open_consultation(request.actor, office=own_office(request), draft=draft)


def _opinion_form(request: ApiCall, row: Consultation, typed: MultiValueDict[str, Any]) -> forms.OpinionForm:
    offices = {each.office.code: each.office for each in consultations.asked_here(request, row)}
    office = offices.get(typed.get("office", ""))
    typed["office"] = str(office.pk) if office else ""
    return forms.OpinionForm(typed, offices=offices.values())


def _give(request: ApiCall, row: Consultation, given: dict[str, Any]) -> Opinion:
    asked = next(each for each in consultations.asked_here(request, row) if str(each.office_id) == given["office"])
    return consulting.give_opinion(request.actor, asked=asked, stance=given["stance"], text=given["text"])


def _opinion(request: ApiCall, number: int) -> Opinion:
    reader(request)
    rows = Opinion.objects.select_related("consultation__office", "office")
    row: Opinion = found(rows.filter(pk=number).first())
    allow(request.actor, "consult", row.consultation, table=PERMISSIONS)
    return row


def _own_consultation(request: ApiCall, number: int) -> Consultation:
    row = consultations.seen(request, number)
    allow(request.actor, "settle", row, table=PERMISSIONS)
    return row


def _settle_form(request: ApiCall, row: Consultation, typed: MultiValueDict[str, Any]) -> Any:
    if row.about == About.STANDARD and typed.get("outcome") == Outcome.CHANGED:
        return forms.SettleStandardForm(typed, consultation=row)
    return forms.SettleForm(typed)


def _settle(request: ApiCall, row: Consultation, form: Any) -> Consultation:
    given = form.cleaned_data
    changed = form.standard(found(row.service)) if isinstance(form, forms.SettleStandardForm) else None
    return consulting.settle_consultation(
        request.actor, consultation=row, outcome=given["outcome"], text=given["text"], standard=changed
    )


CONSULTATIONS = [
    Deed(
        "/consultations", "open_consultation", "Ask before it changes", forms.ConsultationForm, run_form=_open,
        made=_consultation_form, done=_("Those you ask have it on their desks now."),
    ),
    Deed(
        "/services/{number}/consultation", "consult_on_standard", "Ask about a new standard",
        forms.StandardConsultationForm, run_form=_open, about=_service,
        made=for_offices(forms.StandardConsultationForm), body=ConsultStandard, typed=_standard_typed,
        done=_("Those you ask have it on their desks now."),
    ),
    Deed(
        "/consultations/{number}/answer", "give_opinion", "Answer", forms.OpinionForm, _give,
        about=consultations.seen, made=_opinion_form,
        done=_("Your answer is kept. HQ responds to it before this is settled."),
    ),
    Deed(
        "/opinions/{number}/respond", "respond_to_opinion", "Respond to an opinion", forms.ResponseForm,
        lambda request, row, given: consulting.respond_to_opinion(request.actor, opinion=row, **given),
        about=_opinion, done=_("The response is kept; the office reads it."),
    ),
    Deed(
        "/consultations/{number}/settle", "settle_consultation", "Settle it", forms.SettleForm, run_form=_settle,
        about=_own_consultation, made=_settle_form, body=SettleConsultation, typed=_settle_typed,
        done=_("It is settled; all who were asked read the outcome."),
    ),
    Deed(
        "/consultations/{number}/withdraw", "withdraw_consultation", "Withdraw this consultation", forms.BecauseForm,
        lambda request, row, given: consulting.withdraw_consultation(request.actor, consultation=row, **given),
        about=_own_consultation, done=_("The consultation is withdrawn; nothing changes."),
    ),
]  # fmt: skip
add_deeds(router, CONSULTATIONS)
