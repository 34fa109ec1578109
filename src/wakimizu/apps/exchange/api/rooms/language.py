"""What was learned from sorted voices: candidates for needs, versions, which is in use and which topics act alone."""

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field, Strict

from wakimizu.apps.city.queries import answerable_offices
from wakimizu.apps.exchange.api.acts import Code, Deed, Done, Number, Refused, add_deeds, done, found
from wakimizu.apps.exchange.api.bodies import Body, NoForm
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.rooms.voices import router, seen_need
from wakimizu.apps.voices import operations
from wakimizu.apps.voices.learning.gathering import gathered
from wakimizu.apps.voices.learning.models import LanguageModel
from wakimizu.apps.voices.learning.versions import Share, Version, versions
from wakimizu.apps.voices.models import Voice
from wakimizu.apps.voices.workflow import PERMISSIONS
from wakimizu.shared.permissions import allow

Voices = Annotated[
    list[Annotated[int, Strict(), Field(ge=1, le=2**53)]],
    Field(min_length=1, max_length=300, description="Their numbers."),
]


class Candidate(Schema):
    """A need that might be raised of these voices; `like`: open needs that mean the same."""

    title: str
    voices: list[int]
    topic: str
    office: str
    like: list[int]


class Gathered(Schema):
    candidates: list[Candidate]
    waiting: int
    in_use: bool = Field(description="Whether a version is in use at all.")


class RaiseOfVoices(Body):
    voices: Voices
    title: Annotated[str, Strict(), Field(min_length=1, max_length=120)]
    topic: Annotated[str, Strict(), Field(max_length=60, description="Its code.")]
    lead: Annotated[str, Strict(), Field(max_length=60, description="Code of the office.")]


class JoinVoices(Body):
    voices: Voices


class Right(Schema):
    """How often it was right, in per cent; `commonest`: how often the commonest answer would have been."""

    percent: int
    commonest: int
    voices: int


class LearnedVersion(Schema):
    version: int
    standing: str
    state: str
    taught: int = Field(description="Voices it learned from.")
    asked_at: datetime
    live_since: datetime | None
    shares: dict[str, Right]
    before: dict[str, int] = Field(description="Of the version in use then, on the same voices.")


class OfTopic(Schema):
    name: str
    voices: int
    percent: int


class Alone(Schema):
    topic: str
    percent: int | None = Field(description="From so many on its suggestion acts by itself; None: never.")


class Learned(Schema):
    versions: list[LearnedVersion]
    live: int | None = Field(description="The version in use.")
    by_topic: list[OfTopic]
    since: dict[str, Right] | None = Field(description="On voices that came since it was learned.")
    alone: list[Alone]


class ActAlone(Body):
    percent: Annotated[int, Strict(), Field(ge=50, le=100)] | None = None


# ── candidates for needs ─────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/gathered", response=Gathered, operation_id="gathered", summary="Waiting voices that may be one need")
def gathered_voices(request: ApiCall) -> dict[str, Any]:
    seen = gathered(request.actor, request.book, request.catalogue)
    candidates = [
        {
            "title": each.title,
            "voices": [voice.pk for voice in each.voices],
            "topic": each.topic.code,
            "office": each.office.code,
            "like": [other.need.pk for other in each.like],
        }
        for each in seen.candidates
    ]
    return {"candidates": candidates, "waiting": seen.waiting, "in_use": seen.in_use}


def _voices(numbers: list[int]) -> list[Voice]:
    rows = list(Voice.objects.filter(pk__in=numbers).order_by("received_at"))
    if len(rows) != len(set(numbers)):
        raise Refused([{"field": "voices", "sentence": say("There is none such.")}])
    return rows


@router.post("/needs", response=Done, operation_id="raise_need", summary="Make one need of several voices")
def raise_need(request: ApiCall, body: RaiseOfVoices) -> Done:
    allow(request.actor, "sort_voice", table=PERMISSIONS)
    topic = request.catalogue.topic_by_code.get(body.topic)
    leads = {each.code: each for each in answerable_offices(request.book, request.actor.today)}
    office = leads.get(body.lead)
    missing = [name for name, row in (("topic", topic), ("lead", office)) if row is None]
    if topic is None or office is None:
        raise Refused([{"field": name, "sentence": say("There is none such.")} for name in missing])
    made = operations.raise_need(request.actor, voices=_voices(body.voices), title=body.title, lead=office, topic=topic)
    return done(made, _("The need is raised."))


@router.post("/needs/{number}/join", response=Done, operation_id="join_need", summary="Put several voices into a need")
def join_need(request: ApiCall, number: Number, body: JoinVoices) -> Done:
    need = seen_need(request, number)
    joined = operations.join_need(request.actor, need=need, voices=_voices(body.voices))
    return done(joined, _("The voices are in a need now."))


# ── versions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _shares(shares: dict[str, Share]) -> dict[str, Any]:
    return {name: {key: getattr(each, key) for key in Right.model_fields} for name, each in shares.items()}


def _version(each: Version) -> dict[str, Any]:
    columns = ("version", "standing", "state", "taught", "asked_at", "live_since")
    row = {name: getattr(each.row, name) for name in columns}
    return {**row, "shares": _shares(each.shares), "before": each.before}


@router.get(
    "/language", response=Learned, operation_id="language", summary="What was learned, and how often it is right"
)
def language(request: ApiCall) -> dict[str, Any]:
    seen = versions(request.actor, request.book, request.catalogue)
    return {
        "versions": [_version(each) for each in seen.rows],
        "live": seen.live.row.version if seen.live else None,
        "by_topic": [{"name": name, "voices": n, "percent": percent} for name, n, percent in seen.by_topic],
        "since": _shares(seen.since) if seen.since else None,
        "alone": [{"topic": topic.code, "percent": percent} for topic, percent in seen.alone],
    }


def _keeper(request: ApiCall) -> None:
    allow(request.actor, "keep_language", table=PERMISSIONS)


def _numbered(request: ApiCall, number: int) -> LanguageModel:
    _keeper(request)
    row: LanguageModel = found(LanguageModel.objects.defer("parameters").filter(version=number).first())
    return row


@router.post(
    "/topics/{code}/alone", response=Done, operation_id="let_act_alone", summary="From when on a topic acts by itself"
)
def let_act_alone(request: ApiCall, code: Code, body: ActAlone) -> Done:
    _keeper(request)
    topic = found(request.catalogue.topic_by_code.get(code))
    at_least = None if body.percent is None else body.percent / 100
    kept = operations.let_act_alone(request.actor, topic=topic, at_least=at_least)
    return done(kept, _("Kept. It holds for voices from now on."))


DEEDS = [
    Deed(
        "/language/learn", "learn_language", "Learn a new version", NoForm,
        lambda request, row, given: operations.ask_training(request.actor, city=request.city),
        done=_("A new version is being learned. It goes into use by itself if it does no worse."),
    ),
    Deed(
        "/language/{number}/use", "use_language", "Put a version to use", NoForm,
        lambda request, row, given: operations.put_model_live(request.actor, model=row), about=_numbered,
    ),
    Deed(
        "/language/{number}/stop", "stop_language", "Use no version at all", NoForm,
        lambda request, row, given: operations.stop_using_model(request.actor, model=row), about=_numbered,
        done=_("Nothing is suggested now, until you put a version to use again."),
    ),
]  # fmt: skip
add_deeds(router, DEEDS)
