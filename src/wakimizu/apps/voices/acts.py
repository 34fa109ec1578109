"""What staff can do to a voice or a need, as a table: the act, its form, what it starts from, and the operation it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wakimizu.apps.city.calendar import add_business_days
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.voices import forms, operations
from wakimizu.apps.voices.learning import live
from wakimizu.apps.voices.learning.models import Reading
from wakimizu.apps.voices.learning.rules import office_of
from wakimizu.apps.voices.models import Answer, Need, Part, Voice
from wakimizu.apps.voices.workflow import AnswerState, NeedState, PartState, VoiceState
from wakimizu.shared.errors import BadInput, WrongState


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do. `run` gets the request, the object and the cleaned form; it returns what was changed."""

    name: str
    label: Promise
    permission: str
    form: type[forms.StaffForm]
    run: Callable[[Request, Any, dict[str, Any]], Any]
    states: tuple[str, ...] = ()
    start: Callable[[Request, Any], dict[str, Any]] = lambda request, about: {}
    done: Promise = _("Done.")
    danger: bool = False
    shows_answer: bool = False


WAITING = (VoiceState.RECEIVED, VoiceState.REOPENED)
UNANSWERED = (*WAITING, VoiceState.SORTED)
OPEN = (NeedState.ASSIGNED, NeedState.APPROVAL)


def title_from(text: str, most: int = 40) -> str:
    """The first sentence of what was said, as a start for the need's title."""
    first = text.replace("\n", " ").split("。")[0].strip()
    return first if len(first) <= most else first[: most - 1] + "…"


def _start_need(request: Request, voice: Voice) -> dict[str, Any]:
    topic = request.catalogue.topic(voice.topic_id)
    office = request.book.office(voice.office_id)
    return {
        "title": title_from(voice.text),
        "topic": topic.code,
        "sphere": topic.sphere,
        "lead": office.code if office else "",
        "due": max(voice.due, request.actor.today),
    }


def _due_in(days: int) -> Callable[[Request, Any], dict[str, Any]]:
    return lambda request, about: {"due": add_business_days(request.actor.today, days, request.book.closures)}


def _raise(request: Request, voice: Voice, cleaned: dict[str, Any]) -> Need:
    return operations.raise_need(
        request.actor,
        voices=[voice],
        title=cleaned["title"],
        topic=cleaned["topic"],
        sphere=cleaned["sphere"],
        lead=cleaned["lead"],
        due=cleaned["due"],
    )


def _join(request: Request, voice: Voice, cleaned: dict[str, Any]) -> Need:
    need = Need.objects.filter(pk=cleaned["need"]).first()
    if need is None:
        raise Http404
    return operations.join_need(request.actor, need=need, voices=[voice])


def _merge(request: Request, need: Need, cleaned: dict[str, Any]) -> Need:
    into = Need.objects.filter(pk=cleaned["into"]).first()
    if into is None:
        raise BadInput(_("There is no need with this number."), "into")
    return operations.merge_need(request.actor, need=need, into=into, because=cleaned["because"])


def _split(request: Request, need: Need, cleaned: dict[str, Any]) -> Need:
    voices = list(Voice.objects.filter(pk__in=cleaned["voices"], links__need=need, links__until=None))
    return operations.split_need(request.actor, need=need, voices=voices, title=cleaned["title"], lead=cleaned["lead"])


def _draft(request: Request, need: Need, cleaned: dict[str, Any]) -> Need:
    operations.draft_answer(request.actor, need=need, **cleaned)
    return need


def _start_draft(request: Request, need: Need) -> dict[str, Any]:
    draft = need.answers.filter(state__in=[AnswerState.DRAFT, AnswerState.RETURNED]).first()
    return {"ending": draft.ending, "text": draft.text, "until": draft.until, "owner": draft.owner} if draft else {}


def _answer(need: Need, *states: str) -> Answer:
    answer = need.answers.filter(state__in=states).first()
    if answer is None:
        raise Http404
    return answer


def _submit(request: Request, need: Need, cleaned: dict[str, Any]) -> Need:
    operations.submit_answer(request.actor, answer=_answer(need, AnswerState.DRAFT, AnswerState.RETURNED))
    return need


def _approve(request: Request, need: Need, cleaned: dict[str, Any]) -> Need:
    operations.approve_answer(request.actor, answer=_answer(need, AnswerState.SUBMITTED))
    return need


def _return(request: Request, need: Need, cleaned: dict[str, Any]) -> Need:
    operations.return_answer(request.actor, answer=_answer(need, AnswerState.SUBMITTED), because=cleaned["because"])
    return need


def _simple(name: str, about: str) -> Callable[[Request, Any, dict[str, Any]], Any]:
    """An operation whose keywords are the object and the form's fields."""

    def run(request: Request, row: Any, cleaned: dict[str, Any]) -> Any:
        getattr(operations, name)(request.actor, **{about: row}, **cleaned)
        return row

    return run


class JoinForm(forms.StaffForm):
    need = forms.forms.IntegerField(label=_("Number of the need"), min_value=1, error_messages=forms.REQUIRED)


class PublishForm(forms.StaffForm):
    text = forms.words_field(
        _("What everyone will read"), rows=5, help_text=_("Take out whatever could tell who spoke.")
    )


def _reopen(request: Request, voice: Voice, cleaned: dict[str, Any]) -> Voice:
    operations.reopen_voice(
        request.actor, voice=voice, because=cleaned["because"], book=request.book, catalogue=request.catalogue
    )
    return voice


def _take_topic(request: Request, voice: Voice, cleaned: dict[str, Any]) -> Voice:
    reading = _reading(voice)
    topic = request.catalogue.topic_by_code.get(reading.topic)
    if topic is None:
        raise WrongState(_("The topic that was suggested is no longer in the list of topics."))
    return operations.take_topic(
        request.actor, voice=voice, topic=topic, sure=reading.topic_sure, version=reading.version
    )


def _take_office(request: Request, voice: Voice, cleaned: dict[str, Any]) -> Voice:
    reading = _reading(voice)
    office = office_of(reading.target, request.book.area(voice.ward_id), request.book)
    if office is None:
        raise WrongState(_("The office that was suggested is no longer there."))
    return operations.take_office(
        request.actor, voice=voice, office=office, sure=reading.target_sure, version=reading.version
    )


def _reading(voice: Voice) -> Reading:
    row = live.row_of(voice.city_id)
    if row is None:
        raise Http404
    return live.reading_of_voice(voice, row)


VOICE_ACTS = [
    Act(
        "raise",
        _("Make it a need"),
        "sort_voice",
        forms.RaiseNeedForm,
        _raise,
        UNANSWERED,
        _start_need,
        _("The need is raised."),
    ),
    Act(
        "join",
        _("Put it into a need"),
        "sort_voice",
        JoinForm,
        _join,
        WAITING,
        done=_("The voice has joined the need."),
    ),
    Act("pass", _("Pass it on"), "pass_voice_on", forms.ToOfficeForm, _simple("pass_voice_on", "voice"), WAITING),
    Act(
        "publish",
        _("Publish it"),
        "publish_voice",
        PublishForm,
        _simple("publish_voice", "voice"),
        start=lambda request, voice: {"text": voice.public_text or voice.text},
    ),
    Act("hide", _("Take it back"), "publish_voice", forms.StaffForm, _simple("hide_voice", "voice")),
    Act("reopen", _("Not solved: reopen"), "reopen", forms.BecauseForm, _reopen, (VoiceState.ANSWERED,)),
    Act(
        "aside",
        _("Set it aside"),
        "set_voice_aside",
        forms.BecauseForm,
        _simple("set_voice_aside", "voice"),
        WAITING,
        danger=True,
    ),
    Act(
        "restore",
        _("Put it back"),
        "set_voice_aside",
        forms.StaffForm,
        _simple("restore_voice", "voice"),
        (VoiceState.SET_ASIDE,),
    ),
    Act(
        "erase",
        _("Erase personal data"),
        "erase_voice",
        forms.BecauseForm,
        _simple("erase_voice", "voice"),
        danger=True,
    ),
]

# With a button of their own beside what is suggested: one click takes it.
TAKING_ACTS = [
    Act("take-topic", _("Take this topic"), "sort_voice", forms.StaffForm, _take_topic, WAITING),
    Act("take-office", _("Hand it to this office"), "pass_voice_on", forms.StaffForm, _take_office, WAITING),
]

NEED_ACTS = [
    Act("draft", _("Draft the answer"), "lead_need", forms.AnswerForm, _draft, (NeedState.ASSIGNED,), _start_draft),
    Act(
        "submit",
        _("Send it for approval"),
        "lead_need",
        forms.StaffForm,
        _submit,
        (NeedState.ASSIGNED,),
        shows_answer=True,
    ),
    Act(
        "approve",
        _("Approve and publish"),
        "approve_answer",
        forms.StaffForm,
        _approve,
        (NeedState.APPROVAL,),
        done=_("The answer is out: every voice behind this need has it."),
        shows_answer=True,
    ),
    Act(
        "return",
        _("Return to the writer"),
        "approve_answer",
        forms.BecauseForm,
        _return,
        (NeedState.APPROVAL,),
        shows_answer=True,
    ),
    Act(
        "support",
        _("Ask another office"),
        "lead_need",
        forms.SupportForm,
        _simple("ask_support", "need"),
        OPEN,
        _due_in(5),
    ),
    Act(
        "assign",
        _("Assign to another office"),
        "lead_need",
        forms.AssignForm,
        _simple("assign_need", "need"),
        OPEN,
        lambda request, need: {"due": max(need.due, request.actor.today)},
    ),
    Act("extend", _("Promise another day"), "lead_need", forms.DueForm, _simple("extend_due", "need"), OPEN),
    Act("merge", _("Merge into another need"), "lead_need", forms.MergeForm, _merge, OPEN),
    Act("split", _("Split"), "lead_need", forms.SplitForm, _split, OPEN),
    Act("remark", _("Add a note"), "remark", forms.TextForm, _simple("remark_need", "need")),
]

PART_ACTS = [
    Act(
        "give",
        _("Give our part"),
        "give_part",
        forms.ContributionForm,
        _simple("give_part", "part"),
        (PartState.ASKED,),
    ),
    Act(
        "decline",
        _("Decline, with the reason"),
        "give_part",
        forms.ContributionForm,
        _simple("decline_part", "part"),
        (PartState.ASKED,),
    ),
]


def possible(acts: list[Act], about: Voice | Need | Part, may: dict[str, bool]) -> list[Act]:
    """The acts that this post may do to this object in its state."""
    return [
        act
        for act in acts
        if may.get(act.permission) and (not act.states or about.state in act.states) and _fits(act, about)
    ]


def _fits(act: Act, about: Any) -> bool:
    """What a state alone does not tell: a draft to submit that waits for no part, an agreement to publish, words left to erase."""
    if act.name in ("submit", "approve") and about.parts_owed():
        return False
    if act.name == "submit":
        return about.answers.filter(state__in=[AnswerState.DRAFT, AnswerState.RETURNED]).exists()
    if act.name == "publish":
        return bool(about.may_publish and not about.public and not about.erased_at)
    if act.name == "hide":
        return bool(about.public)
    if act.name == "erase":
        return about.erased_at is None
    if act.name == "split":
        return bool(about.voice_count > 1)
    return True
