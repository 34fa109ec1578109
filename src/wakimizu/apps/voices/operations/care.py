"""Care for what people entrusted: contacts, publication, erasure; and for what is owed: reminders, the routing table."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number_in
from wakimizu.apps.city.calendar import add_business_days
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.operations import renew
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.voices import contacts
from wakimizu.apps.voices.learning.models import Reading
from wakimizu.apps.voices.models import (
    Contact,
    Letter,
    Need,
    Photo,
    Remark,
    Reminder,
    RoutingExample,
    RoutingRule,
    Topic,
    Voice,
)
from wakimizu.apps.voices.operations.learning import check_alone
from wakimizu.apps.voices.operations.sorting import note, required
from wakimizu.apps.voices.rules import HEAD_AFTER, REMIND_BEFORE
from wakimizu.apps.voices.search import PUBLIC_VOICES
from wakimizu.apps.voices.workflow import PERMISSIONS, NeedState, VoiceState
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.freetext import new_salt
from wakimizu.shared.permissions import allow

ERASED = "―"


@operation
def read_contact(actor: Actor, *, voice: Voice, because: str) -> dict[str, str]:
    """Open the contact details of a voice. Who looked, when and why stays in the ledger."""
    allow(actor, "read_contact", voice, table=PERMISSIONS)
    contact = Contact.objects.filter(voice=voice).first()
    if contact is None:
        raise WrongState(_("No contact details were left with this voice."))
    digest = note(actor, "read_contact", required(because, "because", 400), voice=voice)
    actor.record("read_contact", voice, because=digest)
    return contacts.unseal(bytes(contact.sealed), voice.receipt)


@operation
def open_addresses(actor: Actor, *, city: City, voices: Sequence[int], purpose: str) -> dict[int, str]:
    """The e-mail addresses behind some voices (by number), of those who agreed to be written to; erased ones have none.

    One entry for all of them, with the purpose: the system writes to many at once.
    """
    allow(actor, "open_addresses", table=PERMISSIONS)
    agreed = Contact.objects.filter(voice__in=voices, by_mail=True, voice__erased_at=None).select_related("voice")
    found = {each.voice_id: contacts.unseal(bytes(each.sealed), each.voice.receipt)["email"] for each in agreed}
    actor.record("open_addresses", city, voices=sorted(found), purpose=purpose)
    return found


@operation
def publish_voice(actor: Actor, *, voice: Voice, text: str) -> Voice:
    """Show a voice to everyone, in words without personal data. Only with the resident's agreement."""
    allow(actor, "publish_voice", voice, table=PERMISSIONS)
    if not voice.may_publish:
        raise WrongState(_("The resident did not agree to publication."))
    if voice.erased_at:
        raise WrongState(_("This voice has been erased."))
    text = required(text, "text")
    if voice.public:
        PUBLIC_VOICES.remove(voice.pk, voice.public_text)
    voice.public, voice.public_text = True, text
    voice.save(update_fields=["public", "public_text"])
    PUBLIC_VOICES.add(voice.pk, text)
    actor.record("publish_voice", voice, text=voice.digest(text))
    return voice


@operation
def hide_voice(actor: Actor, *, voice: Voice) -> Voice:
    """Take a published voice back."""
    allow(actor, "publish_voice", voice, table=PERMISSIONS)
    _unpublish(voice)
    voice.save(update_fields=["public", "public_text"])
    actor.record("hide_voice", voice)
    return voice


def _unpublish(voice: Voice) -> None:
    if voice.public:
        PUBLIC_VOICES.remove(voice.pk, voice.public_text)
    voice.public, voice.public_text = False, ""


@operation
def erase_voice(actor: Actor, *, voice: Voice, because: str) -> Voice:
    """Erase what could tell who spoke: words, place, contact, photos, letters, remarks. That it was received stays provable."""
    allow(actor, "erase_voice", voice, table=PERMISSIONS)
    if voice.erased_at:
        raise WrongState(_("This voice has been erased."))
    because = required(because, "because", 400)
    _unpublish(voice)
    Contact.objects.filter(voice=voice).delete()
    Photo.objects.filter(voice=voice).delete()
    Letter.objects.filter(voice=voice).delete()
    Reading.objects.filter(voice=voice).delete()
    # The point of a need with no other voice is this one's; that of several people's matter is no one's.
    Need.objects.filter(links__voice=voice, voice_count__lte=1).update(lat=None, lon=None)
    for remark in Remark.objects.filter(voice=voice):
        remark.text, remark.salt = ERASED, new_salt()
        remark.save(update_fields=["text", "salt"])
    voice.text, voice.place, voice.lat, voice.lon, voice.reason = ERASED, "", None, None, {}
    voice.salt, voice.erased_at = new_salt(), actor.at
    voice.save(update_fields=["text", "place", "lat", "lon", "reason", "salt", "erased_at", "public", "public_text"])
    actor.record("erase_voice", voice, because=note(actor, "erase_voice", because, voice=voice))
    return voice


@operation
def remind_offices(actor: Actor, *, city: City, book: Directory) -> int:
    """Remind every office of what it owes: two business days before, the day after, and its head five days after.

    Each reminder is given once. Returns how many are new.
    """
    allow(actor, "remind", table=PERMISSIONS)
    soon = add_business_days(actor.today, REMIND_BEFORE, book.closures)
    open_needs = Need.objects.filter(state__in=[NeedState.ASSIGNED, NeedState.APPROVAL], due__lte=soon)
    waiting = Voice.objects.filter(state__in=[VoiceState.RECEIVED, VoiceState.REOPENED], due__lte=soon)
    reminders = [
        Reminder(
            city=city, office_id=need.lead_id, need=need, kind=_kind(actor, need.due, book), due=need.due, at=actor.at
        )
        for need in open_needs
    ] + [
        Reminder(
            city=city,
            office_id=voice.office_id,
            voice=voice,
            kind=_kind(actor, voice.due, book),
            due=voice.due,
            at=actor.at,
        )
        for voice in waiting.only("pk", "due", "office_id", "city_id")
    ]
    before = Reminder.objects.count()
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True, batch_size=2000)
    new = Reminder.objects.count() - before
    actor.record("remind_offices", city, new=new)
    return new


def _kind(actor: Actor, due: date, book: Directory) -> str:
    if due >= actor.today:
        return Reminder.Kind.SOON
    head = add_business_days(due, HEAD_AFTER, book.closures) <= actor.today
    return Reminder.Kind.HEAD if head else Reminder.Kind.LATE


@operation
def replace_routing(
    actor: Actor,
    *,
    city: City,
    topics: Sequence[Topic],
    table: Sequence[RoutingRule],
    examples: Sequence[RoutingExample],
) -> int:
    """Put a new routing table, with its topics and example rows, in place of the old one.

    A topic brings its own rule for acting alone. BadInput when the last row does not catch every voice, or a rule acts on
    too little. The caller has run the examples (imports.import_routing).
    """
    allow(actor, "keep_routing", table=PERMISSIONS)
    for topic in topics:
        check_alone(topic.alone_from)
    for row in (*topics, *table, *examples):
        refuse_my_number_in(row)
    last = max(table, key=lambda rule: rule.order, default=None)
    if last is None or last.topic or last.area or last.channel or last.words:
        raise BadInput(_("The last row must have no condition, so that no voice is dropped."))
    RoutingExample.objects.all().delete()
    RoutingRule.objects.all().delete()
    gone = Topic.objects.exclude(code__in=[topic.code for topic in topics])
    gone.filter(voice=None, need=None).delete()
    gone.update(words=[], order=0, alone_from=None)  # what is there keeps its topic, but no new voice is taken for it
    for order, topic in enumerate(topics, 1):
        topic.city_id, topic.order = actor.city_id, order
        topic.pk = Topic.objects.filter(code=topic.code).values_list("pk", flat=True).first()
        topic.save()
    for rule in table:
        rule.city_id, rule.topic_id = actor.city_id, rule.topic.pk if rule.topic else None
    RoutingRule.objects.bulk_create(table)
    for example in examples:
        example.city_id = actor.city_id
    RoutingExample.objects.bulk_create(examples)
    renew(actor.city_id)
    alone = {topic.code: topic.alone_from for topic in topics if topic.alone_from is not None}
    counts = {"topics": len(topics), "rows": len(table), "examples": len(examples)}
    actor.record("replace_routing", city, **counts, **({"alone": alone} if alone else {}))
    return len(table)
