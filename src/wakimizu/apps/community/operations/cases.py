"""Cases from here and elsewhere, and who helps with a need: residents, partners, the city."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from wakimizu.apps.city.models import Area
from wakimizu.apps.community.models import Case, Help, Partner
from wakimizu.apps.community.operations.partners import MOST_YEN
from wakimizu.apps.community.workflow import PERMISSIONS
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.operations.sorting import optional, required
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.moving import JUST_CHANGED
from wakimizu.shared.permissions import allow

FIRST_YEAR = 1945
MOST_PEOPLE = 10**9


@dataclass(frozen=True, slots=True)
class Story:
    """What a case tells. share65: of the people there, those aged 65 or more, from 0 to 1; cost in yen."""

    title: str
    where: str
    district_kind: str
    problem: str
    tried: str
    outcome: str
    source: str
    began: int
    ended: int | None = None
    people: int | None = None
    share65: float | None = None
    cost: int | None = None
    learnt: str = ""
    partners: Sequence[Partner] = ()


@operation
def keep_case(actor: Actor, *, story: Story, ward: Area | None, case: Case | None = None) -> Case:
    """Write a case down, or correct it. BadInput for years, people or yen that cannot be."""
    kept = case or Case(city_id=actor.city_id, ward=ward, noted_at=actor.at)
    allow(actor, "keep_case", kept, table=PERMISSIONS)
    _check(actor, story)
    for name, most in (("title", 120), ("where", 120), ("problem", 2000), ("tried", 2000), ("source", 300)):
        setattr(kept, name, required(getattr(story, name), name, most))
    kept.learnt = optional(story.learnt, "learnt", 2000)
    for name in ("district_kind", "outcome", "began", "ended", "people", "share65", "cost"):
        setattr(kept, name, getattr(story, name))
    kept.save()
    kept.partners.set(story.partners, through_defaults={"city_id": actor.city_id})
    actor.record("keep_case", kept, title=kept.digest(kept.title), outcome=kept.outcome, began=kept.began)
    return kept


def _check(actor: Actor, story: Story) -> None:
    if not FIRST_YEAR <= story.began <= actor.today.year:
        raise BadInput(_("Give the year it began, in four digits, not later than this year."), "began")
    if story.ended is not None and not story.began <= story.ended <= actor.today.year + 1:
        raise BadInput(_("It cannot end before it begins. Leave the last year empty while it goes on."), "ended")
    if story.share65 is not None and not 0 <= story.share65 <= 1:
        raise BadInput(_("Give a share from 0 to 100 per cent."), "share65")
    if story.people is not None and not 0 <= story.people <= MOST_PEOPLE:
        raise BadInput(_("Give a whole number, zero or more."), "people")
    if story.cost is not None and not 0 <= story.cost <= MOST_YEN:
        raise BadInput(_("Give whole yen, zero or more."), "cost")


@operation
def say_help(actor: Actor, *, need: Need, sphere: str, who: str, text: str, partner: Partner | None = None) -> Help:
    """Say what one of the three does about a need: residents themselves, residents for each other, or the city."""
    allow(actor, "say_help", need, table=PERMISSIONS)
    kept = Help(
        city_id=actor.city_id, need=need, sphere=sphere, partner=partner, said_at=actor.at, said_by_id=actor.post_id,
        who=partner.name if partner else required(who, "who", 120), text=required(text, "text", 1000),
    )  # fmt: skip
    kept.save(force_insert=True)
    actor.record("say_help", kept, need=need, sphere=sphere, partner=partner, text=kept.digest(kept.text))
    return kept


@operation
def end_help(actor: Actor, *, help: Help, on: date) -> Help:
    """It is done no more, from a day on. BadInput for a day before it was said."""
    allow(actor, "say_help", help.need, table=PERMISSIONS)
    if help.ended_on is not None:
        raise WrongState(_("This has ended already."))
    if on < timezone.localdate(help.said_at):
        raise BadInput(_("It cannot end before it was said. Check the day."), "on")
    if not Help.objects.filter(pk=help.pk, ended_on=None).update(ended_on=on):
        raise WrongState(JUST_CHANGED)
    help.ended_on = on
    actor.record("end_help", help, need=help.need, on=on)
    return help
