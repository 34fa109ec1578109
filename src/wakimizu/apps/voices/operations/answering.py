"""One answer to everyone behind a need: drafted, submitted, approved; and reopened when it did not help."""

from datetime import date

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import add_business_days
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.actor import RESIDENT, Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.models import Answer, Need, NeedVoice, Part, Voice
from wakimizu.apps.voices.operations.sorting import note, required
from wakimizu.apps.voices.workflow import (
    ENDINGS_WITH_DATE,
    PERMISSIONS,
    AnswerState,
    Ending,
    NeedState,
    PartState,
    VoiceState,
)
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow
from wakimizu.shared.templatetags.words import joint


@operation
def draft_answer(
    actor: Actor, *, need: Need, ending: str, text: str, until: date | None = None, owner: str = ""
) -> Answer:
    """Write (or rewrite) the need's answer. "Will be" and "being studied" need a day, "not ours" needs whose it is."""
    allow(actor, "lead_need", need, table=PERMISSIONS)
    if need.state != NeedState.ASSIGNED:
        raise WrongState(_("An answer awaits approval or is out already. Have it returned, or reopen the need."))
    if ending not in Ending.values:
        raise BadInput(_("Choose one of the five endings."), "ending")
    if ending in ENDINGS_WITH_DATE:
        if until is None:
            raise BadInput(_("Say until when: the resident is told this day, and you are reminded of it."), "until")
        if until < actor.today:
            raise BadInput(_("The date has passed already. Give a day from today on."), "until")
    if ending == Ending.NOT_OURS:
        owner = required(owner, "owner", 120)
    answer = need.answers.filter(state__in=[AnswerState.DRAFT, AnswerState.RETURNED]).first() or Answer(need=need)
    answer.city_id, answer.office_id = actor.city_id, need.lead_id
    answer.ending, answer.text = ending, required(text, "text")
    answer.until = until if ending in ENDINGS_WITH_DATE else None
    answer.owner = owner if ending == Ending.NOT_OURS else ""
    answer.drafted_by_id, answer.drafted_at = actor.post_id, actor.at
    answer.save()
    actor.record(
        "draft_answer", need, answer=answer, ending=ending, until=answer.until, text=answer.digest(answer.text)
    )
    return answer


@operation
def submit_answer(actor: Actor, *, answer: Answer) -> Answer:
    """Send the draft to who approves it. WrongState while a supporting office owes its part."""
    need = answer.need
    allow(actor, "lead_need", need, table=PERMISSIONS)
    _parts_given(need)
    answer.move(AnswerState.SUBMITTED)
    need.move(NeedState.APPROVAL)
    actor.record("submit_answer", need, answer=answer)
    return answer


def _parts_given(need: Need) -> None:
    owed = list(Part.objects.filter(need=need, state=PartState.ASKED).select_related("office"))
    if owed:
        offices = joint().join(str(part.office) for part in owed)
        raise WrongState(_("The answer waits for a part still owed by: %(offices)s.") % {"offices": offices})


@operation
def return_answer(actor: Actor, *, answer: Answer, because: str) -> Answer:
    """Give the draft back to its writer, with what to mend."""
    need = answer.need
    allow(actor, "approve_answer", need, table=PERMISSIONS)
    answer.move(AnswerState.RETURNED, decided_by_id=actor.post_id, decided_at=actor.at)
    need.move(NeedState.ASSIGNED)
    digest = note(actor, "return_answer", required(because, "because", 1000), need=need)
    actor.record("return_answer", need, answer=answer, because=digest)
    return answer


@operation
def approve_answer(actor: Actor, *, answer: Answer) -> Answer:
    """Approve and publish: every voice behind the need is answered in this one step.

    A voice of two matters counts as answered when its other need is answered too; it shows this answer at once.
    """
    need = answer.need
    allow(actor, "approve_answer", need, table=PERMISSIONS)
    _parts_given(need)
    answer.move(AnswerState.PUBLISHED, decided_by_id=actor.post_id, decided_at=actor.at)
    need.move(NeedState.ANSWERED, answered_at=actor.at, follow_up=answer.until)
    _record_answer(actor, "approve_answer", answer, _answer_voices(actor, need))
    return answer


def _answer_voices(actor: Actor, need: Need) -> int:
    """Every voice that waits in the need and in no other one is answered. How many there were."""
    elsewhere = NeedVoice.objects.filter(until=None, need__state__in=[NeedState.ASSIGNED, NeedState.APPROVAL])
    voices = list(
        Voice.objects.filter(links__need=need, links__until=None, state=VoiceState.SORTED)
        .exclude(pk__in=elsewhere.values("voice_id"))
        .values_list("pk", flat=True)
    )
    Voice.objects.filter(pk__in=voices).update(state=VoiceState.ANSWERED, answered_at=actor.at)
    return len(voices)


def _record_answer(actor: Actor, operation: str, answer: Answer, voices: int) -> None:
    actor.record(
        operation,
        answer.need,
        answer=answer,
        ending=answer.ending,
        office=answer.office_id,
        until=answer.until,
        text=answer.digest(answer.text),
        voices=voices,
    )


@operation
def answer_by_decision(
    actor: Actor, *, need: Need, office: Office, ending: str, text: str, until: date | None = None
) -> int:
    """Answer a need by what was decided elsewhere: one published answer of the deciding office to every voice in it.

    The need may be answered already ("being studied", say): then this is a further answer. A draft that waits for approval
    goes back to its writer; parts still owed stay owed. Returns how many voices are behind the need. The caller has checked
    the decision itself (proposals/operations/deciding.py).
    """
    allow(actor, "answer_by_decision", table=PERMISSIONS)
    if need.state == NeedState.MERGED:
        raise WrongState(_("This need went up in another one. Answer that one."))
    need.answers.filter(state=AnswerState.SUBMITTED).update(state=AnswerState.RETURNED)
    answer = Answer(
        city_id=actor.city_id, need=need, office=office, ending=ending, text=required(text, "reason"), until=until,
        state=AnswerState.PUBLISHED, drafted_by_id=actor.post_id, drafted_at=actor.at, decided_by_id=actor.post_id,
        decided_at=actor.at,
    )  # fmt: skip
    answer.save(force_insert=True)
    if need.state == NeedState.ASSIGNED:
        need.move(NeedState.APPROVAL)
    if need.state == NeedState.APPROVAL:
        need.move(NeedState.ANSWERED)
    need.answered_at, need.follow_up = actor.at, until
    need.save(update_fields=["answered_at", "follow_up"])
    _answer_voices(actor, need)
    told = NeedVoice.objects.filter(need=need, until=None).count()
    _record_answer(actor, "answer_by_decision", answer, told)
    return told


@operation
def remark_by_measure(actor: Actor, *, need: Need, text: str) -> Need:
    """A note to the office that leads a need: what became of the measure its voices were told of."""
    allow(actor, "remark_by_measure", table=PERMISSIONS)
    actor.record("remark_need", need, text=note(actor, "remark_need", required(text, "text", 5000), need=need))
    return need


@operation
def add_words(actor: Actor, *, voice: Voice, text: str) -> Voice:
    """What a resident adds to their voice later. It stands in its history; its state and day stay."""
    allow(actor, "add_words", voice, table=PERMISSIONS)
    if voice.erased_at:
        raise WrongState(_("This voice has been erased."))
    actor.record("add_words", voice, text=note(actor, "add_words", required(text, "text"), voice=voice))
    return voice


@operation
def reopen_voice(actor: Actor, *, voice: Voice, because: str, book: Directory, catalogue: Catalogue) -> Voice:
    """ "Not solved": the voice goes back, its need is open again, and a new day is promised.

    The resident does it with the receipt; staff for a resident who calls.
    """
    allow(actor, "reopen", voice, table=PERMISSIONS)
    because = required(because, "because", 2000)
    days = catalogue.topic(voice.topic_id).due_days
    due = add_business_days(actor.today, days, book.closures)
    voice.move(VoiceState.REOPENED, due=due, answered_at=None, past=False)
    digest = note(actor, "reopen_voice", because, voice=voice)
    needs = [link.need for link in voice.current_links()]
    for need in needs:
        if need.state == NeedState.ANSWERED:  # else another voice behind it was reopened before
            need.move(NeedState.ASSIGNED, due=due, answered_at=None, follow_up=None)
    if needs:
        voice.move(VoiceState.SORTED)
    by = "resident" if actor.role == RESIDENT else "office"
    actor.record("reopen_voice", voice, because=digest, due=due, needs=needs, by=by)
    return voice
