"""Offices and life events as residents see them: which is open, what it handles, what to do where."""

from datetime import datetime, time
from typing import Annotated, Any

from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field, create_model

from wakimizu.apps.city.hours import hours_on, open_at
from wakimizu.apps.exchange.api.acts import Code, checked, found
from wakimizu.apps.exchange.api.bodies import Clock, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, part_of
from wakimizu.apps.exchange.api.rooms.city import OfficeKind
from wakimizu.apps.exchange.api.rooms.services import A_Code, Day, Words, office_coded, router
from wakimizu.apps.exchange.api.rooms.voices import public
from wakimizu.apps.services.counters import counters
from wakimizu.apps.services.navigator.guides import readable
from wakimizu.apps.services.navigator.places import Places
from wakimizu.apps.services.navigator.rules import Question, decide, way
from wakimizu.apps.services.public import offices as public_offices
from wakimizu.apps.services.views.navigator import Row, WhereForm, rows_of
from wakimizu.shared.words import named

Hour = Annotated[Clock | None, Query(description="Left out: now, or noon of another day.")]


class Opening(Schema):
    office: str
    name: str
    kind: str
    address: str
    open: bool | None = Field(description="None: its hours are not known.")
    opens: Clock | None
    closes: Clock | None


class Openings(Schema):
    items: list[Opening]
    next: str | None


class OfferedHere(Schema):
    service: str
    name: str
    level: str
    note: str


class OfficeSheet(Opening):
    serves: list[str] = Field(description="Codes of the areas it serves.")
    services: list[OfferedHere]


class GuideChoice(Schema):
    key: str
    text: str


class GuideQuestion(Schema):
    key: str
    ask: str
    hint: str
    choices: list[GuideChoice]


class GuideStep(Schema):
    """A procedure that is needed, and where it is best done."""

    service: str
    name: str
    deadline: int | None = Field(description="In days from `since`.")
    since: str
    after: list[str] = Field(description="Names of procedures that come first.")
    documents: list[str]
    notes: list[str]
    fee: int | None
    office: str | None
    kiosk: str | None


class NotNeeded(Schema):
    service: str
    because: str


class GuideAnswered(Schema):
    """The question that is open; when none is, what is to be done."""

    next: GuideQuestion | None
    steps: list[GuideStep]
    not_needed: list[NotNeeded]


GuideBody: Any = create_model(
    "AnswerGuide",
    __base__=body_of(WhereForm, name="AnswerGuideWhere"),
    answers=(
        Annotated[dict[str, Annotated[str, Field(max_length=60)]], Field(max_length=100)],
        Field(default_factory=dict, description="A question's key → the key of what was chosen."),
    ),
)


class LifeEvent(Schema):
    code: str
    name: str
    questions: int


class GuideSheet(LifeEvent):
    rules: str = Field(description="The rules as the city wrote them (TOML, see docs/navigator.md).")


def _now(request: ApiCall) -> datetime:
    return timezone.localtime(request.now).replace(tzinfo=None, second=0, microsecond=0)


def _opening(place: public_offices.Place) -> dict[str, Any]:
    return {
        "office": place.office.code,
        "name": named(place.office),
        "kind": place.office.kind,
        "address": place.office.address,
        "open": place.open,
        "opens": place.office.opens,
        "closes": place.office.closes,
    }


@router.get("/openings", response=Openings, operation_id="openings", summary="Which office is open at a moment")
def openings(
    request: ApiCall,
    q: Words = "",
    ward: A_Code = "",
    kind: OfficeKind | None = None,
    day: Day = None,
    hour: Hour = None,
    only_open: bool = False,
    after: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    now, area = _now(request), request.book.area_by_code.get(ward)
    usual = time(12) if day and day != now.date() else now.time()
    at = datetime.combine(day or now.date(), hour or usual)
    places = public_offices.find(request.book, at, words=q, ward=area, kind=kind or "", only_open=only_open)
    return part_of(places, _opening, after=after, limit=limit)


@router.get("/openings/{code}", response=OfficeSheet, operation_id="opening", summary="An office and what it handles")
def opening(request: ApiCall, code: Code) -> dict[str, Any]:
    book, now, office = request.book, _now(request), office_coded(request, code)
    today = now.date()
    found(office if office.valid_on(today) else None)
    place = public_offices.Place(
        office,
        book.area(office.ward_id),
        hours_on(office, today, book.closures),
        open_at(office, now, book.closures),
    )
    groups = public_offices.offered_here(counters(request.city), office, today)
    return {
        **_opening(place),
        "serves": [area.code for area in public_offices.served(book, office, today)],
        "services": [
            {
                "service": row.service.code,
                "name": named(row.service),
                "level": row.offering.level,
                "note": row.offering.note,
            }
            for group in groups
            for row in group.rows
        ],
    }


def _event(code: str, rules: Any) -> dict[str, Any]:
    return {"code": code, "name": str(rules.event.name), "questions": len(rules.questions)}


@router.get("/guides", response=list[LifeEvent], operation_id="guides", summary="Life events of the navigator")
def guides(request: ApiCall) -> list[dict[str, Any]]:
    return [_event(code, rules) for code, rules in readable(counters(request.city)).items()]


@router.get("/guides/{code}", response=GuideSheet, operation_id="guide", summary="A life event with its rules")
def guide(request: ApiCall, code: Code) -> dict[str, Any]:
    known = counters(request.city)
    rules = found(readable(known).get(code))
    text = next(each.rules for each in known.guides if each.code == code)
    return {**_event(code, rules), "rules": text}


@public.post(
    "/guides/{code}",
    response=GuideAnswered,
    operation_id="answer_guide",
    summary="The next question of a life event, or what to do, with what, where",
    description="Nothing of what is answered is kept.",
)
def answer_guide(request: ApiCall, code: Code, body: GuideBody) -> dict[str, Any]:
    request.keeps = False
    known, now = counters(request.city), _now(request)
    rules = found(readable(known).get(code))
    form = checked(WhereForm(as_typed(body, without={"answers"}), book=request.book, now=now))
    walked = way(rules, {question.key: body.answers.get(question.key) for question in rules.questions})
    if walked.next is not None:
        return {"next": _question(walked.next), "steps": [], "not_needed": []}
    at, district = form.moment(), request.book.area_by_code.get(form.cleaned_data["district"])
    decided = decide(rules, walked.answers)
    rows = rows_of(known, Places(known, request.book, at, district), decided.steps, at.date())
    spared = [{"service": each.service, "because": str(each.because)} for each in decided.not_needed]
    return {"next": None, "steps": [_step(row) for row in rows], "not_needed": spared}


def _question(asked: Question) -> dict[str, Any]:
    choices = [{"key": each.key, "text": str(each.text)} for each in asked.choices]
    return {"key": asked.key, "ask": str(asked.ask), "hint": str(asked.hint), "choices": choices}


def _step(row: Row) -> dict[str, Any]:
    return {
        "service": row.step.service,
        "name": row.name,
        "deadline": row.step.deadline,
        "since": str(row.step.since),
        "after": row.after,
        "documents": [str(each) for each in row.documents],
        "notes": [str(each) for each in row.step.notes],
        "fee": row.service.fee if row.service else None,
        "office": row.office.office.code if row.office else None,
        "kiosk": row.kiosk.office.code if row.kiosk else None,
    }
