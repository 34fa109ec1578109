"""What is learned from sorted voices: asked for, kept, put to use, taken back; and what it said of voices and needs."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from wakimizu.apps.city.models import City
from wakimizu.apps.city.operations import renew
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices.learning import analysis, live, rules
from wakimizu.apps.voices.learning.analysis import Learned
from wakimizu.apps.voices.learning.models import LanguageModel, NeedReading, Reading
from wakimizu.apps.voices.models import Need, NeedVoice, Topic, Voice
from wakimizu.apps.voices.workflow import PERMISSIONS
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.jobs import OPEN
from wakimizu.shared.permissions import allow

LEAST_ALONE = 0.5
VOICES_OF_A_NEED = 3  # so many, with the title, say what a need means


@operation
def ask_training(actor: Actor, *, city: City) -> LanguageModel:
    """Ask the worker for a new version. WrongState while one is being learned."""
    allow(actor, "keep_language", table=PERMISSIONS)
    if LanguageModel.objects.filter(state__in=OPEN).exists():
        raise WrongState(_("A version is being learned already. Wait until it is done."))
    last = LanguageModel.objects.aggregate(last=Max("version"))["last"] or 0
    model = LanguageModel(city_id=actor.city_id, version=last + 1, asked_at=actor.at, asked_by_id=actor.post_id)
    model.save(force_insert=True)
    actor.record("ask_training", city, version=model.version)
    return model


@operation
def keep_version(actor: Actor, *, model: LanguageModel, learned: Learned, taught: int, newest: int) -> LanguageModel:
    """Keep what was learned; it goes into use if it does no worse than the version in use on the same voices."""
    allow(actor, "keep_language", table=PERMISSIONS)
    before = live.row_of(actor.city_id)
    model.taught, model.newest, model.figures = taught, newest, learned.figures
    model.figures["before"] = {"version": before.version, **learned.shares_before} if before else {}
    model.parameters = learned.kept
    own = learned.own_space or before is None
    model.space = model.version if own or before is None else before.space
    model.space_from = learned.voices if own or before is None else before.space_from
    model.save(update_fields=["taught", "newest", "figures", "parameters", "space", "space_from"])
    actor.record("keep_version", model, version=model.version, taught=taught, shares=learned.shares)
    if rules.not_worse(learned.shares, learned.shares_before or rules.commonest(learned.figures)):
        _put_in_use(actor, model)
    return model


@operation
def put_model_live(actor: Actor, *, model: LanguageModel) -> LanguageModel:
    """Put a version to use: a new one that waited, or an earlier one that did better."""
    allow(actor, "keep_language", table=PERMISSIONS)
    if not model.trained:
        raise WrongState(_("This version has not been learned yet."))
    if model.standing == LanguageModel.Standing.LIVE:
        raise WrongState(_("This version is in use already."))
    _put_in_use(actor, model)
    return model


@operation
def let_act_alone(actor: Actor, *, topic: Topic, at_least: float | None) -> Topic:
    """From which confidence on a suggestion of this topic acts by itself at receipt; None: never. BadInput below a half."""
    allow(actor, "keep_language", table=PERMISSIONS)
    check_alone(at_least)
    before, topic.alone_from = topic.alone_from, at_least
    topic.save(update_fields=["alone_from"])
    renew(actor.city_id)
    actor.record("let_act_alone", topic, at_least=at_least, at_least_before=before)
    return topic


def check_alone(at_least: float | None) -> None:
    """BadInput for a confidence that nothing may act on."""
    if at_least is not None and not LEAST_ALONE <= at_least <= 1:
        raise BadInput(_("Give a confidence from 50 to 100 percent, or leave it empty."), "at_least")


@operation
def stop_using_model(actor: Actor, *, model: LanguageModel) -> LanguageModel:
    """Use no version at all: nothing is suggested until one is put to use again."""
    allow(actor, "keep_language", table=PERMISSIONS)
    if model.standing != LanguageModel.Standing.LIVE:
        raise WrongState(_("This version is not in use."))
    model.standing = LanguageModel.Standing.RETIRED
    model.save(update_fields=["standing"])
    actor.record("stop_using_model", model, version=model.version)
    return model


def _put_in_use(actor: Actor, model: LanguageModel) -> None:
    live_now = LanguageModel.objects.filter(standing=LanguageModel.Standing.LIVE)
    before = live_now.values_list("version", flat=True).first()
    live_now.update(standing=LanguageModel.Standing.RETIRED)
    model.standing, model.live_since = LanguageModel.Standing.LIVE, actor.at
    model.voices_to = model.needs_to = 0  # another version may have read them in a space of its own since
    model.save(update_fields=["standing", "live_since", "voices_to", "needs_to"])
    actor.record("put_model_live", model, version=model.version, before=before)


@operation
def read_with(
    actor: Actor, *, model: LanguageModel, voices: Sequence[int], needs: Sequence[int], up_to: tuple[int, int] = (0, 0)
) -> int:
    """Read voices and needs, by their numbers, with a version. Returns how many were read.

    `up_to`: the voice and the need up to which all have their place then, when that is known.
    """
    allow(actor, "keep_language", table=PERMISSIONS)
    if any(up_to):
        model.voices_to, model.needs_to = up_to
        model.save(update_fields=["voices_to", "needs_to"])
    learned = live.model_of(model)
    said = {need: [title] for need, title in Need.objects.filter(pk__in=needs).values_list("pk", "title")}
    links = NeedVoice.objects.filter(need__in=needs, until=None, voice__erased_at=None).order_by("voice_id")
    for need, text in links.values_list("need_id", "voice__text"):
        if len(said[need]) <= VOICES_OF_A_NEED:
            said[need].append(text)
    texts = Voice.objects.filter(pk__in=voices, erased_at=None).values_list("pk", "text")
    need_rows = [analysis.need_reading_of(learned, model, need, "\n".join(words)) for need, words in said.items()]
    voice_rows = []
    for voice, text in texts:
        voice_rows.append(analysis.reading_of(learned, model, text))
        voice_rows[-1].voice_id = voice
    _keep(NeedReading, need_rows)
    _keep(Reading, voice_rows)
    actor.record("read_with", model, version=model.version, needs=len(need_rows), voices=len(voice_rows))
    return len(need_rows) + len(voice_rows)


def _keep(kind: Any, rows: list[Any]) -> None:
    """In place of what was read before, also by a worker that reads the same at this moment."""
    key = kind._meta.pk.name
    rest = [field.name for field in kind._meta.concrete_fields if not field.primary_key]
    kind.objects.bulk_create(rows, 500, update_conflicts=True, unique_fields=[key], update_fields=rest)
