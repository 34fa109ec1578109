"""The writes of the self-check: the draft, and the mayor's signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.city.models import Area
from wakimizu.apps.community.selfcheck.models import DutyCheck, SelfCheck
from wakimizu.apps.community.selfcheck.queries import missing_of
from wakimizu.apps.community.selfcheck.workflow import PERMISSIONS, CheckState, Duty
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices.operations.sorting import optional
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow
from wakimizu.shared.templatetags.words import joint

FIRST_YEAR, MOST_WORDS = 2000, 2000


@dataclass(frozen=True, slots=True)
class Said:
    """Of one duty; all of it may still be empty in a draft."""

    mark: str = ""
    words: str = ""
    next_steps: str = ""


@operation
def write_self_check(actor: Actor, *, ward: Area, year: int, said: Mapping[str, Said]) -> SelfCheck:
    """Keep the draft of a year's self-check; what is not said of a duty stays as it was."""
    allow(actor, "write_self_check", SelfCheck(city_id=actor.city_id, ward=ward, year=year), table=PERMISSIONS)
    if not FIRST_YEAR <= year <= fiscal_year(actor.today):
        raise BadInput(_("Fiscal year %(year)d has not begun.") % {"year": year}, "year")
    SelfCheck.objects.get_or_create(ward=ward, year=year, defaults={"city_id": actor.city_id})
    check = _locked(ward, year)
    if check.state != CheckState.DRAFT:
        raise WrongState(_("It is signed and stays as it is. What is new belongs into the next year's."))
    digests = {duty: _keep(check, Duty(duty), each) for duty, each in sorted(said.items())}
    actor.record("write_self_check", check, ward=ward, year=year, duties=digests)
    return check


def _locked(ward: Area | int, year: int) -> SelfCheck:
    """As it stands now, until the transaction ends: who writes and who signs wait for one another."""
    return SelfCheck.objects.select_for_update().get(ward=ward, year=year)


def _keep(check: SelfCheck, duty: Duty, said: Said) -> dict[str, str]:
    row = DutyCheck.objects.filter(check_of=check, duty=duty).first()
    row = row or DutyCheck(city_id=check.city_id, check_of=check, duty=duty)
    row.mark = said.mark
    row.words = optional(said.words, f"words_{duty}", MOST_WORDS)
    row.next_steps = optional(said.next_steps, f"next_{duty}", MOST_WORDS)
    row.save()
    return _digests(row)


def _digests(row: DutyCheck) -> dict[str, str]:
    return {"mark": row.mark, "words": row.digest(row.words), "next": row.digest(row.next_steps)}


@operation
def sign_self_check(actor: Actor, *, check: SelfCheck, figures: Mapping[str, Any]) -> SelfCheck:
    """The ward mayor signs, when the year is over and each duty has a mark and words. figures: as they are known today."""
    allow(actor, "sign_self_check", check, table=PERMISSIONS)
    if fiscal_year(actor.today) <= check.year:
        raise WrongState(_("Fiscal year %(year)d is not over. Sign it from April on.") % {"year": check.year})
    check = _locked(check.ward_id, check.year)
    if missing := missing_of(check):
        names = joint().join(str(duty.label) for duty in missing)
        raise WrongState(
            _("Mark each duty, and say why, before it is signed. Missing: %(duties)s.") % {"duties": names}
        )
    check.move(CheckState.SIGNED, figures=dict(figures), signed_at=actor.at, signed_by_id=actor.post_id)
    duties = {row.duty: _digests(row) for row in DutyCheck.objects.filter(check_of=check)}
    actor.record(
        "sign_self_check", check, ward=check.ward_id, year=check.year, figures=check.figures, duties=duties
    )  # fmt: skip
    return check
