"""A spreadsheet on its way in: kept sealed for an hour, its columns understood, then looked at and taken in."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number
from wakimizu.apps.city.models import City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices import contacts
from wakimizu.apps.voices.models import ImportForm, TakingIn, VoiceFile
from wakimizu.apps.voices.workflow import PERMISSIONS
from wakimizu.shared.errors import NotPermitted, WrongState
from wakimizu.shared.jobs import OPEN, JobState
from wakimizu.shared.permissions import allow

FILE_KEPT = timedelta(hours=1)
REPORT_KEPT = timedelta(days=7)


@operation
def keep_file(actor: Actor, *, packed: bytes, rows: int, plan: dict[str, Any]) -> VoiceFile:
    """Keep a spreadsheet, sealed, until its post has said what its columns mean. `packed`: Spreadsheet.packed()."""
    allow(actor, "import_voices", table=PERMISSIONS)
    file = VoiceFile(city_id=actor.city_id, post_id=_post(actor), rows=rows, plan=plan, at=actor.at)
    file.sealed = contacts.seal_bytes(packed, bound_to(file))
    file.save(force_insert=True)
    actor.record("keep_file", file, rows=rows)
    return file


def _post(actor: Actor) -> int:
    if actor.post_id is None:
        raise NotPermitted(_("A file is sent and taken in by somebody in a post."))
    return actor.post_id


def bound_to(row: VoiceFile | TakingIn) -> str:
    """What a sealed file or report is bound to: the post that may open it, and nobody else's."""
    return f"{row._meta.label} of post {row.post_id}"


@operation
def plan_file(actor: Actor, *, file: VoiceFile, signature: str, plan: dict[str, Any]) -> VoiceFile:
    """Say what a file's columns and words mean; the same answer is offered for the next file of this form."""
    allow(actor, "import_voices", table=PERMISSIONS)
    refuse_my_number(
        "\n\n".join([*plan["columns"].values(), *(cell for cells in plan["values"].values() for cell in cells)]),
        "columns",
    )
    file.plan = plan
    file.save(update_fields=["plan"])
    kept = {"plan": plan, "used_at": actor.at}
    ImportForm.objects.update_or_create(city_id=actor.city_id, signature=signature, defaults=kept)
    actor.record("plan_file", file, columns=sorted(plan["columns"]))
    return file


@operation
def ask_taking_in(actor: Actor, *, file: VoiceFile, dry: bool) -> TakingIn:
    """Ask for a file to be taken in, or with `dry` only looked at. One that is under way is not asked for twice."""
    allow(actor, "import_voices", table=PERMISSIONS)
    under_way = TakingIn.objects.filter(file=file, dry=dry, state__in=OPEN).first()
    if under_way is None:
        under_way = TakingIn(city_id=actor.city_id, post_id=_post(actor), file=file, dry=dry, asked_at=actor.at)
        under_way.save(force_insert=True)
    actor.record("ask_taking_in", under_way, file=file, dry=dry)
    return under_way


@operation
def stop_taking_in(actor: Actor, *, taking: TakingIn) -> TakingIn:
    """Stop what waits or is under way, after the lines it is at; those taken in stay. WrongState when it has ended."""
    allow(actor, "import_voices", table=PERMISSIONS)
    if taking.post_id != actor.post_id:
        raise NotPermitted(_("Only who asked for it can stop it."))
    if not taking.is_open:
        raise WrongState(_("This has ended already."))
    taking.cancel(actor.at)
    actor.record("stop_taking_in", taking)
    return taking


@operation
def keep_lines(
    actor: Actor, *, taking: TakingIn, fates: Sequence[str], packed: bytes, stopped: bool = False
) -> TakingIn:
    """What became of each line; a file that was taken in is forgotten with it. `stopped`: these are not all its lines."""
    allow(actor, "import_voices", table=PERMISSIONS)
    taking.counts = dict(Counter(fates))
    taking.sealed_lines = contacts.seal_bytes(packed, bound_to(taking))
    taking.save(update_fields=["counts", "sealed_lines"])
    if stopped:
        open_ = TakingIn.objects.filter(pk=taking.pk, state__in=OPEN)
        open_.update(state=JobState.CANCELLED, ended_at=actor.at)
    elif not taking.dry and taking.file:
        taking.file.delete()
        taking.file = None
    actor.record("keep_lines", taking, dry=taking.dry, stopped=stopped, **taking.counts)
    return taking


@operation
def forget_files(actor: Actor, *, city: City) -> int:
    """Forget files an hour after they came, unless one is being taken in, and reports after a week. How many files."""
    allow(actor, "remind", table=PERMISSIONS)
    under_way = TakingIn.objects.filter(state__in=OPEN, file__isnull=False)
    old = VoiceFile.objects.filter(at__lt=actor.at - FILE_KEPT).exclude(pk__in=under_way.values("file_id"))
    forgotten = old.count()
    old.delete()
    TakingIn.objects.filter(asked_at__lt=actor.at - REPORT_KEPT).exclude(state__in=OPEN).delete()
    actor.record("forget_files", city, files=forgotten)
    return forgotten
