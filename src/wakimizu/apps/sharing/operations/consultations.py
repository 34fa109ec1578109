"""Consultations: HQ proposes, those asked answer, HQ responds to every opinion, and only then it is settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.models import Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.services.models import Service, Standard
from wakimizu.apps.services.operations import set_standard
from wakimizu.apps.services.operations.counters import check_standard
from wakimizu.apps.services.workflow import PERMISSIONS as SERVICES
from wakimizu.apps.sharing import rules
from wakimizu.apps.sharing.models import Asked, Consultation, Opinion, SharingRule
from wakimizu.apps.sharing.workflow import PERMISSIONS, About, ConsultationState, Outcome, Stance, Taken
from wakimizu.apps.voices.operations.sorting import optional, required
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.moving import as_it_stands
from wakimizu.shared.permissions import allow

TERMS = (
    "valid_from",
    "valid_to",
    "levels",
    "wait_minutes",
    "lead_days",
    "decided",
    "documents",
    "opens",
    "closes",
    "because",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What HQ proposes, whom it asks, and until when. standard: what would hold, for a change of a standard."""

    title: str
    text: str
    about: str
    answer_by: date
    asked: Sequence[Office]
    standard: Standard | None = None


def terms_of(standard: Standard) -> dict[str, Any]:
    """A standard's facts as plain values, as they lie in a consultation."""
    found = {name: getattr(standard, name) for name in TERMS}
    return {name: value.isoformat() if isinstance(value, date | time) else value for name, value in found.items()}


def standard_of(service: Service | None, terms: dict[str, Any]) -> Standard:
    """The standard that a consultation's terms describe."""
    facts = dict(terms)
    for name, kind in (("valid_from", date), ("valid_to", date), ("opens", time), ("closes", time)):
        facts[name] = kind.fromisoformat(facts[name]) if facts.get(name) else None
    return Standard(service=service, **facts)


@operation
def open_consultation(actor: Actor, *, office: Office, draft: Draft) -> Consultation:
    """Propose a change and ask. BadInput without anybody asked, or when it would take effect before the answers are in."""
    row = Consultation(
        city_id=actor.city_id, office=office, by_id=actor.post_id, opened_at=actor.at, answer_by=draft.answer_by,
        title=required(draft.title, "title", 120), text=required(draft.text, "text"), about=draft.about,
    )  # fmt: skip
    allow(actor, "consult", row, table=PERMISSIONS)
    if draft.about not in About.values:
        raise BadInput(_("Choose what would change."), "about")
    if draft.answer_by <= actor.today:
        raise BadInput(_("Give those you ask a day after today."), "answer_by")
    asked = [each for each in draft.asked if each.pk != office.pk]
    if not asked:
        raise BadInput(_("Choose at least one office to ask."), "asked")
    if draft.about == About.STANDARD:
        _propose_standard(actor, row, draft)
        rules.check_asked(SharingRule.objects.filter(must_ask=True), row, asked)
    row.save(force_insert=True)
    Asked.objects.bulk_create([Asked(city_id=actor.city_id, consultation=row, office=each) for each in asked])
    actor.record(
        "open_consultation", row, office=office, changes=row.about, service=row.service_id, answer_by=row.answer_by,
        asked=sorted(each.pk for each in asked), text=row.digest(row.title + row.text),
    )  # fmt: skip
    return row


def _propose_standard(actor: Actor, row: Consultation, draft: Draft) -> None:
    if draft.standard is None:
        raise BadInput(_("Say what the standard would be."), "about")
    allow(actor, "set_standard", draft.standard.service, table=SERVICES)
    check_standard(draft.standard)
    _after_answers(draft.standard, draft.answer_by)
    row.service, row.terms = draft.standard.service, terms_of(draft.standard)


def _after_answers(standard: Standard, answer_by: date) -> None:
    if standard.valid_from is None or standard.valid_from <= answer_by:
        raise BadInput(_("It can hold only from a day after the answers are in."), "valid_from")


@operation
def give_opinion(actor: Actor, *, asked: Asked, stance: str, text: str = "") -> Opinion:
    """An office answers; it may say more later. After the day it is kept all the same, marked late."""
    allow(actor, "give_opinion", asked, table=PERMISSIONS)
    row = as_it_stands(asked.consultation)
    if row.state == ConsultationState.WITHDRAWN:
        raise WrongState(_("This consultation was withdrawn: nothing changes, and no answer is needed."))
    if stance not in Stance.values:
        raise BadInput(_("Choose what your office says."), "stance")
    needs_words = stance in (Stance.IF, Stance.OBJECT)
    opinion = Opinion(
        city_id=actor.city_id, consultation=row, office=asked.office, stance=stance,
        text=required(text, "text") if needs_words else optional(text, "text"), at=actor.at, by_id=actor.post_id,
        late=actor.today > row.answer_by, after_settling=row.state == ConsultationState.SETTLED,
    )  # fmt: skip
    opinion.save(force_insert=True)
    Asked.objects.filter(pk=asked.pk, answered_at=None).update(answered_at=actor.at)
    actor.record(
        "give_opinion", row, opinion=opinion.pk, office=asked.office_id, stance=stance, late=opinion.late,
        text=opinion.digest(opinion.text),
    )  # fmt: skip
    return opinion


@operation
def respond_to_opinion(actor: Actor, *, opinion: Opinion, taken: str, text: str) -> Opinion:
    """HQ says what it makes of an opinion, and why. Once: who has answered can rely on it."""
    allow(actor, "consult", opinion.consultation, table=PERMISSIONS)
    if taken not in Taken.values:
        raise BadInput(_("Choose whether it is taken up."), "taken")
    text = required(text, "text")
    changed = {"taken": taken, "response": text, "responded_at": actor.at, "responded_by_id": actor.post_id}
    if not Opinion.objects.filter(pk=opinion.pk, responded_at=None).update(**changed):
        raise WrongState(_("This opinion has its response already."))
    opinion.taken, opinion.response, opinion.responded_at = taken, text, actor.at
    actor.record("respond_to_opinion", opinion.consultation, opinion=opinion.pk, taken=taken, text=opinion.digest(text))
    return opinion


@operation
def settle_consultation(
    actor: Actor, *, consultation: Consultation, outcome: str, text: str, standard: Standard | None = None
) -> Consultation:
    """Say what becomes of it. On going on, a standard takes effect in the same step; `standard`: as changed.

    WrongState while an opinion has no response, or while the day has not passed and somebody has not answered.
    """
    allow(actor, "settle", consultation, table=PERMISSIONS)
    if outcome not in Outcome.values:
        raise BadInput(_("Choose what becomes of it."), "outcome")
    text = required(text, "text")
    check_ripe(actor, as_it_stands(consultation))
    consultation.move(
        ConsultationState.SETTLED, outcome=outcome, outcome_text=text, settled_at=actor.at, settled_by_id=actor.post_id
    )
    if consultation.about == About.STANDARD and outcome != Outcome.DROPPED:
        consultation.standard = _in_force(actor, consultation, outcome, standard)
        consultation.save(update_fields=["standard"])
    actor.record(
        "settle_consultation", consultation, outcome=outcome, standard=consultation.standard_id,
        opinions=consultation.opinions.count(), silent=consultation.asked.filter(answered_at=None).count(),
        text=consultation.digest(text),
    )  # fmt: skip
    return consultation


def check_ripe(actor: Actor, consultation: Consultation) -> None:
    """WrongState unless it can be settled: everybody has answered or the day has passed, every opinion has a response."""
    if consultation.state != ConsultationState.OPEN:
        raise WrongState(_("This consultation is over: %(state)s.") % {"state": consultation.get_state_display()})
    open_opinions = consultation.opinions.filter(responded_at=None).count()
    if open_opinions:
        raise WrongState(
            _("%(n)d opinions have no response yet. Respond to each of them; then it can be settled.")
            % {"n": open_opinions}
        )
    if actor.today <= consultation.answer_by and consultation.asked.filter(answered_at=None).exists():
        raise WrongState(
            _("Those who were asked have time until %(day)s. Settle it after that day, or when all have answered.")
            % {"day": consultation.answer_by}
        )


def _in_force(actor: Actor, row: Consultation, outcome: str, changed: Standard | None) -> Standard:
    if outcome == Outcome.CHANGED and changed is None:
        raise BadInput(_("Say what the standard is after the change."), "outcome")
    if changed is not None and changed.service_id != row.service_id:
        raise BadInput(_("This is the standard of another service than the one that was asked about."), "outcome")
    standard = changed if outcome == Outcome.CHANGED and changed else standard_of(row.service, row.terms)
    if standard.valid_from is None or standard.valid_from <= actor.today:
        raise BadInput(_("Its day has passed meanwhile. Settle it as changed, with a later first day."), "valid_from")
    return set_standard(actor, standard=standard, consultation=row.pk)


@operation
def withdraw_consultation(actor: Actor, *, consultation: Consultation, because: str) -> Consultation:
    """HQ no longer means to change it. The opinions stay."""
    allow(actor, "settle", consultation, table=PERMISSIONS)
    because = required(because, "because", 1000)
    as_it_stands(consultation).move(
        ConsultationState.WITHDRAWN, outcome_text=because, settled_at=actor.at, settled_by_id=actor.post_id
    )
    actor.record("withdraw_consultation", consultation, because=consultation.digest(because))
    return consultation
