"""Partners, how to reach them, and what was lent or granted to them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.apps.city.models import Area, City
from wakimizu.apps.community.models import Grant, Partner, PartnerContact, PartnerNote
from wakimizu.apps.community.workflow import PERMISSIONS, GrantKind
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices import contacts
from wakimizu.apps.voices.analysis import has_my_number
from wakimizu.apps.voices.operations.intake import PersonalDetails
from wakimizu.apps.voices.operations.sorting import NOT_TO_KEEP, optional, required
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState
from wakimizu.shared.freetext import new_salt
from wakimizu.shared.moving import JUST_CHANGED
from wakimizu.shared.permissions import allow

ERASED = "―"
MOST_YEN = 10**12
KNOWN_NAME = gettext_lazy("The ward has a partner of this name already. Open it in the list.")


@dataclass(frozen=True, slots=True)
class About:
    """What there is to say of a partner. contact None, or empty in part: that stays as it is."""

    name: str
    kind: str
    areas: Sequence[Area]
    self_help: str = ""
    mutual_help: str = ""
    public: bool = False
    ended_on: date | None = None
    contact: PersonalDetails | None = None


@operation
def keep_partner(actor: Actor, *, ward: Area, about: About, partner: Partner | None = None) -> Partner:
    """Enter a partner of a ward, or change what is said of it.

    Raises BadInput for a name the ward has already, or no place it works in; NotPermitted.
    """
    kept = partner or Partner(city_id=actor.city_id, ward=ward)
    allow(actor, "keep_partner", kept, table=PERMISSIONS)
    kept.name = required(about.name, "name", 120)
    kept.kind, kept.public, kept.ended_on = about.kind, about.public, about.ended_on
    kept.self_help = optional(about.self_help, "self_help", 1000)
    kept.mutual_help = optional(about.mutual_help, "mutual_help", 1000)
    if not about.areas:
        raise BadInput(_("Choose at least one district or ward it works in."), "areas")
    if Partner.objects.filter(ward=kept.ward_id, name=kept.name).exclude(pk=kept.pk).exists():
        raise BadInput(KNOWN_NAME, "name")
    _save(kept)
    kept.areas.set(about.areas, through_defaults={"city_id": actor.city_id})
    vars(kept).pop("places", None)
    if about.contact:
        _keep_contact(kept, about.contact)
    actor.record(
        "keep_partner", kept, kind=kept.kind, ward=kept.ward_id, areas=list(about.areas), public=kept.public,
        name=kept.digest(kept.name), contact=bool(about.contact),
    )  # fmt: skip
    return kept


def _save(partner: Partner) -> None:
    """Of two who enter the same name at once, the second is told as if it had come later."""
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError:
        raise BadInput(KNOWN_NAME, "name") from None


def _keep_contact(partner: Partner, details: PersonalDetails) -> None:
    for field, words in asdict(details).items():
        if has_my_number(words):
            raise BadInput(NOT_TO_KEEP, field)
    known = PartnerContact.objects.filter(partner=partner).first()
    before = contacts.unseal(bytes(known.sealed), f"partner {partner.pk}") if known else {}
    said = {field: words or before.get(field, "") for field, words in asdict(details).items()}
    sealed = contacts.seal(said, f"partner {partner.pk}")
    PartnerContact.objects.update_or_create(
        partner=partner, defaults={"sealed": sealed}, create_defaults={"sealed": sealed, "city_id": partner.city_id}
    )


def _note(actor: Actor, partner: Partner, about: str, text: str) -> str:
    kept = PartnerNote(
        city_id=actor.city_id, partner=partner, about=about, text=text, at=actor.at, post_id=actor.post_id
    )
    kept.save(force_insert=True)
    return kept.digest(text)


@operation
def read_partner_contact(actor: Actor, *, partner: Partner, because: str) -> dict[str, str]:
    """Open how to reach a partner. Who looked, when and why stays in the ledger."""
    allow(actor, "read_partner_contact", partner, table=PERMISSIONS)
    contact = PartnerContact.objects.filter(partner=partner).first()
    if contact is None:
        raise WrongState(_("No contact details are kept of this partner."))
    digest = _note(actor, partner, "read_partner_contact", required(because, "because", 400))
    actor.record("read_partner_contact", partner, because=digest)
    return contacts.unseal(bytes(contact.sealed), f"partner {partner.pk}")


@operation
def erase_partner_contact(actor: Actor, *, partner: Partner, because: str) -> Partner:
    """Erase how to reach the people of a partner, and the words that were noted about it."""
    allow(actor, "erase_partner_contact", partner, table=PERMISSIONS)
    gone, _each = PartnerContact.objects.filter(partner=partner).delete()
    if not gone:
        raise WrongState(_("No contact details are kept of this partner."))
    for note in PartnerNote.objects.filter(partner=partner):
        note.text, note.salt = ERASED, new_salt()
        note.save(update_fields=["text", "salt"])
    digest = _note(actor, partner, "erase_partner_contact", required(because, "because", 400))
    actor.record("erase_partner_contact", partner, because=digest)
    return partner


@operation
def take_partners_in(
    actor: Actor, *, city: City, rows: Sequence[tuple[int, Area, About]], file_digest: str, unsaid: Sequence[str] = ()
) -> list[tuple[int, str, str]]:
    """A file's partners, each line whole or refused: (line, "added" | "changed" | "unchanged" | "refused", why).

    A partner is known by its ward and name; what the file says of it replaces what was there. unsaid: the fields that
    it says nothing of.
    """
    allow(actor, "import_partners", table=PERMISSIONS)
    found = Partner.objects.prefetch_related("areas")
    known = {(each.ward_id, each.name): each for each in found}
    fates: list[tuple[int, str, str]] = []
    for line, ward, about in rows:
        partner = known.get((ward.pk, about.name))
        if partner:
            about = replace(about, **{name: getattr(partner, name) for name in unsaid})
        if partner and _same(partner, about):
            fates.append((line, "unchanged", ""))
            continue
        try:
            with transaction.atomic():
                known[ward.pk, about.name] = keep_partner(actor, ward=ward, about=about, partner=partner)
        except (BadInput, NotPermitted) as refusal:
            fates.append((line, "refused", str(refusal)))
            continue
        fates.append((line, "changed" if partner else "added", ""))
    counts = {fate: sum(each == fate for _line, each, _why in fates) for fate in ("added", "changed", "refused")}
    actor.record("take_partners_in", city, file=file_digest, **counts)
    return fates


def _same(partner: Partner, about: About) -> bool:
    """Whether a line says nothing new. What it says of a contact cannot be compared: the kept one stays shut."""
    said = (about.kind, about.self_help, about.mutual_help, about.public, about.ended_on)
    kept = (partner.kind, partner.self_help, partner.mutual_help, partner.public, partner.ended_on)
    return said == kept and {a.pk for a in about.areas} == {a.pk for a in partner.places} and not about.contact


# ── lent and granted ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Lending:
    """Money (yen) or a thing for a partner, for a district of the city, from a day until another."""

    kind: str
    what: str
    since: date
    until: date | None = None
    amount: int | None = None
    district: Area | None = None


@operation
def lend(actor: Actor, *, partner: Partner, lending: Lending) -> Grant:
    """Note what was lent or granted to a partner."""
    grant = Grant(
        city_id=actor.city_id, partner=partner, kind=lending.kind, what=required(lending.what, "what", 120),
        amount=lending.amount, district=lending.district, since=lending.since, until=lending.until,
    )  # fmt: skip
    allow(actor, "lend", grant, table=PERMISSIONS)
    if grant.kind == GrantKind.MONEY and not 0 < (grant.amount or 0) <= MOST_YEN:
        raise BadInput(_("Say how many yen were granted."), "amount")
    if grant.kind == GrantKind.LOAN:
        grant.amount = None
        if grant.until is None:
            raise BadInput(_("Say by when it is to come back."), "until")
    if grant.until and grant.until < grant.since:
        raise BadInput(_("It cannot end before it begins. Check both days."), "until")
    grant.save(force_insert=True)
    actor.record(
        "lend", grant, partner=partner, kind=grant.kind, what=grant.digest(grant.what), amount=grant.amount,
        since=grant.since, until=grant.until,
    )  # fmt: skip
    return grant


@operation
def take_back(actor: Actor, *, grant: Grant, on: date) -> Grant:
    """It came back; of money: its use was reported. BadInput for a day before it was lent or one that is not yet."""
    allow(actor, "lend", grant, table=PERMISSIONS)
    if grant.returned is not None:
        raise WrongState(_("This is settled already."))
    if on < grant.since:
        raise BadInput(_("It cannot come back before it was given. Check the day."), "on")
    if on > actor.today:
        raise BadInput(_("This day is still to come. Note it when it is back."), "on")
    # Compared in the database too: of two who note it at once, the second is told.
    if not Grant.objects.filter(pk=grant.pk, returned=None).update(returned=on):
        raise WrongState(JUST_CHANGED)
    grant.returned = on
    actor.record("take_back", grant, on=on)
    return grant
