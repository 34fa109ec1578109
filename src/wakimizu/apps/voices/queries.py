"""Reads of the voices room: each returns what one screen needs, and only what the actor may see."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Area
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.ledger.queries import history, prove
from wakimizu.apps.voices import rules
from wakimizu.apps.voices.analysis import Alike, most_alike
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.learning import live
from wakimizu.apps.voices.learning.models import Reading
from wakimizu.apps.voices.learning.similar import Like, needs_like, voices_in_the_same_words
from wakimizu.apps.voices.models import (
    Answer,
    Contact,
    Letter,
    Need,
    NeedVoice,
    Part,
    Photo,
    Remark,
    Reminder,
    RoutingExample,
    Voice,
)
from wakimizu.apps.voices.search import NEEDS, PUBLIC_VOICES, SOME_NEEDS
from wakimizu.apps.voices.workflow import (
    DESK,
    HEADS,
    PERMISSIONS,
    AnswerState,
    NeedState,
    PartState,
    VoiceState,
)
from wakimizu.shared.paging import Beginning, beginning
from wakimizu.shared.permissions import allow, may
from wakimizu.shared.scoping import all_cities

PAGE = 20
MOST_LATE = 100  # needs, and voices, on the list of what is overdue
VOICES_SHOWN = 50  # on a need's page
HISTORY = 50  # reopenings shown on a need's page
OPEN_NEED = [NeedState.ASSIGNED, NeedState.APPROVAL]
WAITING = [VoiceState.RECEIVED, VoiceState.REOPENED]
NEARBY_DEGREES = 0.012  # about 1.3 km


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows, newest first, with the number to go on from."""

    rows: list[Any]
    older: int | None = None


def page_of(found: Iterable[Any], size: int = PAGE) -> Page:
    """Cut one row too many into a page and the number of its last row."""
    rows = list(found)
    return Page(rows[:size], rows[size - 1].pk if len(rows) > size else None)


def midnight(day: date) -> datetime:
    """When a day begins here. A column is compared with this moment; turned into a day itself, it could use no index."""
    return timezone.make_aware(datetime.combine(day, time.min))


# ── my desk ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for a post today, each list by due day, at most twenty rows with the number of all."""

    voices: list[Voice]
    voices_waiting: int
    needs: list[Need]
    needs_open: int
    parts: list[Part]
    approvals: list[Need]
    follow_ups: list[Need]
    late: int
    noted: list[Voice]


def desk(actor: Actor, today: date) -> Desk:
    """The desk of a post: unsorted voices, needs to answer, parts owed, answers to approve, promises that come due."""
    held = Q(ward=actor.ward_id) if actor.ward_id else Q(office=actor.office_id)
    led = Q(lead_ward=actor.ward_id) if actor.ward_id else Q(lead=actor.office_id)
    waiting = Voice.objects.filter(held, state__in=WAITING) if _sorts(actor) else Voice.objects.none()
    open_needs = Need.objects.filter(led, state__in=OPEN_NEED)
    working = open_needs.filter(state=NeedState.ASSIGNED) if may_lead(actor) else Need.objects.none()
    counted = waiting.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due__lt=today)))
    opened = working.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due__lt=today)))
    return Desk(
        voices=Beginning(waiting.order_by("due", "pk")[:PAGE], counted["n"]),
        voices_waiting=counted["n"],
        needs=Beginning(working.order_by("due", "pk")[:PAGE], opened["n"]),
        needs_open=opened["n"],
        parts=beginning(Part.objects.filter(held, state=PartState.ASKED).select_related("need").order_by("due"), PAGE),
        approvals=beginning(open_needs.filter(state=NeedState.APPROVAL).order_by("due"), PAGE)
        if actor.role in HEADS
        else [],
        follow_ups=beginning(
            Need.objects.filter(led, state=NeedState.ANSWERED, follow_up__lte=today).order_by("follow_up"), PAGE
        )
        if may_lead(actor)
        else [],
        late=counted["late"] + opened["late"],
        noted=list(Voice.objects.filter(noted_by=actor.post_id).order_by("-pk")[:10]) if not may_lead(actor) else [],
    )


def _sorts(actor: Actor) -> bool:
    return may(actor, "sort_voice", table=PERMISSIONS)


def may_lead(actor: Actor) -> bool:
    return may(actor, "lead_need", table=PERMISSIONS)


def overdue(actor: Actor, today: date) -> tuple[Beginning[Need], Beginning[Voice]]:
    """Everything in the actor's reach whose day has passed: needs, then voices not yet in any."""
    allow(actor, "see_overview", table=PERMISSIONS)
    needs = Need.objects.filter(state__in=OPEN_NEED, due__lt=today)
    voices = Voice.objects.filter(state__in=WAITING, due__lt=today)
    if not _sees_all(actor):
        needs = needs.filter(Q(lead_ward=actor.ward_id) if actor.ward_id else Q(lead=actor.office_id))
        voices = voices.filter(Q(ward=actor.ward_id) if actor.ward_id else Q(office=actor.office_id))
    elif actor.role == "auditor":
        voices = voices.defer("text")
    return (
        Beginning(needs.order_by("due", "pk")[:MOST_LATE], needs.count()),
        Beginning(voices.order_by("due", "pk")[:MOST_LATE], voices.count()),
    )


def _sees_all(actor: Actor) -> bool:
    return actor.role in ("policy", "auditor", "system")


def reminders(actor: Actor, since: date, book: Directory, most: int = 10) -> list[Reminder]:
    """The latest reminders to the actor's office, or to any of their ward for its mayor and planners."""
    offices = {actor.office_id}
    if actor.ward_id and actor.role in DESK:
        offices |= {office.pk for office in book.offices_in_ward(actor.ward_id) if not office.at_hq}
    given = Reminder.objects.filter(office__in=offices, at__gte=midnight(since))
    return list(given.select_related("need", "voice").order_by("-at")[:most])


# ── a voice ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a history: when, by whom (post number), what, and the words that went with it."""

    at: Any
    post_id: int | None
    role: str
    operation: str
    facts: dict[str, Any]
    remark: str


def _happened(entries: Iterable[Entry], remarks: Iterable[Remark]) -> list[Happened]:
    said: dict[tuple[Any, str], str] = {(remark.at, remark.about): remark.text for remark in remarks}
    return [
        Happened(
            entry.at,
            entry.post_id,
            entry.role,
            entry.operation,
            json.loads(entry.facts),
            said.get((entry.at, entry.operation), ""),
        )
        for entry in reversed(list(entries))
    ]


@dataclass(frozen=True, slots=True)
class Understood:
    """What the version in use says of a voice: nothing when there is none, or when nobody waits for it."""

    reading: Reading | None = None
    like: list[Like] = field(default_factory=list)  # needs anywhere that mean the same
    same: list[Voice] = field(default_factory=list)  # voices in the same words


@dataclass(frozen=True, slots=True)
class VoiceSheet:
    voice: Voice
    links: list[NeedVoice]
    photos: list[int]
    letters: list[Letter]
    has_contact: bool
    happened: list[Happened]
    alike: list[Alike]
    may: dict[str, bool]
    heard: Understood

    @property
    def unreachable(self) -> bool:
        """Whether an e-mail to the resident came back: they must be told in another way."""
        return any(each.operation == "mail_failed" for each in self.happened)


def voice_sheet(actor: Actor, voice: Voice) -> VoiceSheet:
    """All that a member of staff sees of one voice. NotPermitted outside their reach."""
    allow(actor, "see_voice", voice, table=PERMISSIONS)
    acts = ["sort_voice", "pass_voice_on", "set_voice_aside", "publish_voice", "read_contact", "erase_voice", "reopen"]
    unsorted = voice.state in WAITING
    alike = needs_alike(actor, voice) if unsorted else []
    heard = _heard(actor, voice, {found.need.pk for found in alike}) if unsorted else Understood()
    return VoiceSheet(
        voice=voice,
        links=list(voice.links.select_related("need").order_by("since")),
        photos=list(Photo.objects.filter(voice=voice).values_list("pk", flat=True)),
        letters=list(Letter.objects.filter(voice=voice).defer("pdf").order_by("pk")),
        has_contact=Contact.objects.filter(voice=voice).exists(),
        happened=_happened(history([("voices.Voice", voice.pk)]), Remark.objects.filter(voice=voice)),
        alike=alike,
        may={act: may(actor, act, voice, table=PERMISSIONS) for act in acts},
        heard=heard,
    )


def _heard(actor: Actor, voice: Voice, but: set[int]) -> Understood:
    row = live.row_of(actor.city_id)
    if row is None:
        return Understood()
    reading = live.reading_of_voice(voice, row)
    return Understood(
        reading,
        needs_like(actor, voice, reading, row, but=but),
        voices_in_the_same_words(actor, voice, reading, row),
    )


def needs_alike(actor: Actor, voice: Voice, most: int = 5) -> list[Alike]:
    """Open needs nearby (same district, or within about a kilometre) or of the same topic in the ward, that share words."""
    near = Q(in_district=voice.district_id) if voice.district_id else Q(pk__in=[])
    if voice.lat is not None and voice.lon is not None:
        near |= Q(
            lat__range=(voice.lat - NEARBY_DEGREES, voice.lat + NEARBY_DEGREES),
            lon__range=(voice.lon - NEARBY_DEGREES, voice.lon + NEARBY_DEGREES),
        )
    candidates = _open_in_ward(voice.ward_id).filter(near | Q(about=voice.topic_id))
    return most_alike(voice.text, candidates.order_by("due")[:300], most)


def _open_in_ward(ward_id: int | None) -> QuerySet[Need]:
    """A ward's open needs, to be chosen from by `in_district` and `about` (topic).

    These two are expressions and not columns, so that SQLite walks the few open needs by need_open_ward. By the columns
    it would walk all that a district or a topic ever had.
    """
    needs = Need.objects.filter(ward=ward_id, state__in=OPEN_NEED)
    return needs.alias(in_district=Coalesce("district_id", 0), about=Coalesce("topic_id", 0))


def voice_for(receipt: str) -> Voice | None:
    """The voice of a receipt code, however it was typed."""
    letters = "".join(letter for letter in receipt.upper() if letter.isalnum())
    code = "-".join(letters[i : i + 4] for i in range(0, 12, 4))
    return Voice.objects.filter(receipt=code).first() if len(letters) == 12 else None


@dataclass(frozen=True, slots=True)
class Tracking:
    """What a resident sees with a receipt: no names of people, every office named."""

    voice: Voice
    needs: list[Need]
    answers: list[Answer]
    parts: list[Part]
    photos: list[int]
    letters: list[Letter]
    remarks: list[Remark]
    proved: bool


def tracking(voice: Voice) -> Tracking:
    needs = [link.need for link in voice.current_links()]
    published = Answer.objects.filter(need__in=needs, state=AnswerState.PUBLISHED)
    return Tracking(
        voice=voice,
        needs=needs,
        answers=list(published.order_by("-decided_at")),
        parts=list(Part.objects.filter(need__in=needs)),
        photos=list(Photo.objects.filter(voice=voice).values_list("pk", flat=True)),
        letters=list(Letter.objects.filter(voice=voice).defer("pdf").order_by("pk")),
        remarks=list(
            Remark.objects.filter(voice=voice, about__in=["reopen_voice", "add_words", "set_voice_aside"]).order_by(
                "at"
            )
        ),
        proved=Entry.objects.filter(
            object_type="voices.Voice", object_id=voice.pk, operation="receive_voice", leaf__isnull=False
        ).exists(),
    )


def proof_of(receipt: str) -> str | None:
    """The proof document of a receipt, with the words and their salt while they are not erased; None if not sealed."""
    with all_cities():
        voice = voice_for(receipt)
        proof = prove("receive_voice", "voices.Voice", voice.pk) if voice else None
        if voice is None or proof is None:
            return None
        if voice.erased_at:
            return proof.to_json(receipt=voice.receipt)
        return proof.to_json(receipt=voice.receipt, words={"text": voice.text, "salt": bytes(voice.salt).hex()})


# ── a need ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class NeedSheet:
    need: Need
    links: list[NeedVoice]
    parts: list[Part]
    answers: list[Answer]
    absorbed: list[Need]
    split_off: list[Need]
    happened: list[Happened]
    alike: list[Alike]
    may: dict[str, bool]
    part_mine: list[int] = field(default_factory=list)

    @property
    def draft(self) -> Answer | None:
        states = (AnswerState.DRAFT, AnswerState.RETURNED, AnswerState.SUBMITTED)
        return next((answer for answer in self.answers if answer.state in states), None)

    @property
    def awaited(self) -> list[int]:
        """Offices whose part an open need's answer waits for, for those who would send or approve it."""
        decides = self.may["lead_need"] or self.may["approve_answer"]
        return [part.office_id for part in self.need.parts_owed()] if decides and self.need.is_open else []

    @property
    def published(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.state == AnswerState.PUBLISHED]


def need_sheet(actor: Actor, need: Need) -> NeedSheet:
    """A need with its voices, parts, answers and whole history. NotPermitted outside the actor's reach."""
    allow(actor, "see_need", need, table=PERMISSIONS)
    links = need.links.filter(until=None).select_related("voice").order_by("-voice_id")
    acts = ["lead_need", "approve_answer", "remark"]
    parts = list(need.parts.all())
    return NeedSheet(
        need=need,
        links=Beginning(links[:VOICES_SHOWN], need.voice_count),
        parts=parts,
        answers=list(need.answers.order_by("-pk")),
        absorbed=list(need.absorbed.all()),
        split_off=list(need.split_off.all()),
        happened=_need_history(actor, need),
        alike=[found for found in _alike_needs(need) if found.need.pk != need.pk][:5],
        may={act: may(actor, act, need, table=PERMISSIONS) for act in acts},
        part_mine=[part.pk for part in parts if may(actor, "give_part", part, table=PERMISSIONS)],
    )


def _need_history(actor: Actor, need: Need) -> list[Happened]:
    """What was done on a need, and what its residents said when it was not solved."""
    remarks = list(Remark.objects.filter(need=need))
    if may(actor, "see_voice", table=PERMISSIONS):
        reopened = Remark.objects.filter(about="reopen_voice", voice__links__need=need, voice__links__until=None)
        remarks += reopened.order_by("-pk")[:HISTORY]
    voices = [("voices.Voice", remark.voice_id) for remark in remarks if remark.voice_id]
    entries = history([("voices.Need", need.pk), *voices])
    shown = [entry for entry in entries if entry.object_type == "voices.Need" or entry.operation == "reopen_voice"]
    return _happened(shown, remarks)


def _alike_needs(need: Need) -> list[Alike]:
    nearby = _open_in_ward(need.ward_id).filter(Q(in_district=need.district_id or 0) | Q(about=need.topic_id))
    return most_alike(need.title, nearby.order_by("due")[:300], 6)


def needs_in_reach(
    actor: Actor, *, state: str = "", query: str = "", topic: int | None = None, before: int | None = None
) -> Page:
    """A page of the needs the actor may see, newest first, by state and by words in the title."""
    needs = needs_seen_by(actor, state=state)
    needs = needs.filter(topic=topic) if topic else needs
    return _needs_page(needs, query, before)


def _needs_page(needs: QuerySet[Need], query: str, before: int | None) -> Page:
    """Newest first; with words, those whose titles contain them all."""
    needs = NEEDS.newest(needs, query, before=before, most=SOME_NEEDS) if query else needs
    needs = needs.filter(pk__lt=before) if before else needs
    return page_of(needs.order_by("-pk")[: PAGE + 1])


def needs_seen_by(actor: Actor, *, state: str = "") -> QuerySet[Need]:
    """The needs an actor may see: their own, their ward's, and those their office owes a part to."""
    allow(actor, "see_need", table=PERMISSIONS)
    needs: QuerySet[Need] = Need.objects.all()
    if not _sees_all(actor):
        mine = Q(ward=actor.ward_id) | Q(lead_ward=actor.ward_id) if actor.ward_id else Q(lead=actor.office_id)
        owed = Q(ward=actor.ward_id) if actor.ward_id else Q(office=actor.office_id)
        needs = needs.filter(mine | Q(pk__in=Part.objects.filter(owed).values("need_id")))
    return needs.filter(state=state) if state else needs


def voices_in_reach(actor: Actor, *, state: str = "") -> QuerySet[Voice]:
    """The voices of the actor's ward or office; all for policy. Those noted by the actor's own post too."""
    allow(actor, "see_voice", table=PERMISSIONS)
    voices: QuerySet[Voice] = Voice.objects.all()
    if not _sees_all(actor):
        held = Q(ward=actor.ward_id) if actor.ward_id else Q(office=actor.office_id)
        voices = voices.filter(held | Q(noted_by=actor.post_id))
    return voices.filter(state=state) if state else voices


# ── public ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def public_voices(query: str = "", before: int | None = None, ward: int | None = None) -> Page:
    """Published voices, newest first; with words, those that contain them all."""
    rows: QuerySet[Voice] = Voice.objects.filter(public=True)
    rows = rows.filter(ward=ward) if ward else rows
    rows = PUBLIC_VOICES.newest(rows, query, before=before, most=PAGE + 1) if query else rows
    rows = rows.filter(pk__lt=before) if before else rows
    return page_of(rows.order_by("-pk")[: PAGE + 1])


def public_needs(
    *, ward: int | None = None, topic: int | None = None, query: str = "", before: int | None = None
) -> Page:
    needs = Need.objects.filter(public=True).exclude(state=NeedState.MERGED)
    needs = needs.filter(ward=ward) if ward else needs
    needs = needs.filter(topic=topic) if topic else needs
    return _needs_page(needs, query, before)


def recent_answers(most: int = 6) -> list[Answer]:
    answers = Answer.objects.filter(state=AnswerState.PUBLISHED, need__public=True).select_related("need")
    return list(answers.order_by("-pk")[:most])


def public_need(number: int) -> tuple[Need, list[Answer], list[Part], list[Voice]] | None:
    need = Need.objects.filter(pk=number, public=True).first()
    if need is None:
        return None
    answers = list(need.answers.filter(state=AnswerState.PUBLISHED).order_by("-decided_at"))
    voices = Voice.objects.filter(public=True, links__need=need, links__until=None).order_by("-pk")
    return need, answers, list(need.parts.all()), Beginning(voices[:VOICES_SHOWN], voices.count())


def need_points(*, ward: int | None = None, most: int = 2000) -> Beginning[Need]:
    """Public needs with a place, open ones first by due day, for the map."""
    needs = Need.objects.filter(public=True, lat__isnull=False, state__in=OPEN_NEED)
    needs = needs.filter(ward=ward) if ward else needs
    found = list(needs.order_by("due", "pk")[:most])
    return Beginning(found, needs.count() if len(found) == most else len(found))


# ── overview ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class WardFigures:
    """A ward in numbers over a period, each with what it was counted from."""

    received: int
    answered: int
    waiting: int
    late: int
    needs_open: int
    needs_late: int
    by_topic: list[tuple[int, int]]
    by_district: list[tuple[int, int]]
    by_month: list[tuple[date, int]]
    oldest: date | None


def ward_figures(ward: Area, today: date, days: int = 365) -> WardFigures:
    """Counts over the ward's voices of the last year and its open needs. Constant number of queries."""
    since = today - timedelta(days=days)
    voices = Voice.objects.filter(ward=ward.pk, received_at__gte=midnight(since))
    grouped = (
        voices.values("topic_id", "district_id", "state")
        .annotate(n=Count("pk"))
        .values_list("topic_id", "district_id", "state", "n")
    )
    by_topic: dict[int, int] = {}
    by_district: dict[int, int] = {}
    by_state: dict[str, int] = {}
    for topic, district, state, n in grouped:
        by_topic[topic] = by_topic.get(topic, 0) + n
        by_state[state] = by_state.get(state, 0) + n
        if district:
            by_district[district] = by_district.get(district, 0) + n
    unanswered = Voice.objects.filter(ward=ward.pk, state__in=[*WAITING, VoiceState.SORTED])
    waiting = unanswered.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due__lt=today)), oldest=Min("due"))
    needs = Need.objects.filter(ward=ward.pk, state__in=OPEN_NEED)
    opened = needs.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due__lt=today)))
    return WardFigures(
        received=sum(by_state.values()),
        answered=by_state.get(VoiceState.ANSWERED, 0),
        waiting=waiting["n"],
        late=waiting["late"],
        needs_open=opened["n"],
        needs_late=opened["late"],
        by_topic=_ranked(by_topic),
        by_district=_ranked(by_district),
        by_month=[],
        oldest=waiting["oldest"],
    )


@dataclass(frozen=True, slots=True)
class DistrictFigures:
    """A district in numbers: its voices of the last year, its needs, what was answered last."""

    received: int
    answered: int
    by_topic: list[tuple[int, int]]
    needs_open: int
    needs_late: int
    needs_answered: int
    answers: list[Answer]


def district_figures(district: Area, today: date, days: int = 365, most: int = 3) -> DistrictFigures:
    """Counts over a district's voices of the last year and its needs; numbers only, and public answers. Three statements."""
    voices = Voice.objects.filter(
        ward=district.parent_id, district=district.pk, received_at__gte=midnight(today - timedelta(days=days))
    )
    by_topic: dict[int, int] = {}
    by_state: dict[str, int] = {}
    for topic, state, n in voices.values_list("topic_id", "state").annotate(n=Count("pk")).order_by():
        by_topic[topic] = by_topic.get(topic, 0) + n
        by_state[state] = by_state.get(state, 0) + n
    needs = Need.objects.filter(district=district.pk).aggregate(
        open=Count("pk", filter=Q(state__in=OPEN_NEED)),
        late=Count("pk", filter=Q(state__in=OPEN_NEED, due__lt=today)),
        answered=Count("pk", filter=Q(state=NeedState.ANSWERED)),
    )
    answers = Answer.objects.filter(state=AnswerState.PUBLISHED, need__public=True, need__district=district.pk)
    return DistrictFigures(
        received=sum(by_state.values()),
        answered=by_state.get(VoiceState.ANSWERED, 0),
        by_topic=_ranked(by_topic),
        needs_open=needs["open"],
        needs_late=needs["late"],
        needs_answered=needs["answered"],
        answers=list(answers.select_related("need").order_by("-pk")[:most]),
    )


def _ranked(counts: dict[int, int]) -> list[tuple[int, int]]:
    return sorted(counts.items(), key=lambda item: -item[1])


def city_figures(today: date) -> dict[int | None, dict[str, int]]:
    """Per ward (None: no place known): voices that wait for their answer, and how many of them are late."""
    unanswered = Voice.objects.filter(state__in=[*WAITING, VoiceState.SORTED])
    # By state too, as the index voice_waiting_ward lies: only what waits is read, not the years before.
    rows = unanswered.values("state", "ward_id").annotate(n=Count("pk"), late=Count("pk", filter=Q(due__lt=today)))
    figures: dict[int | None, dict[str, int]] = {}
    for row in rows.order_by():
        ward = figures.setdefault(row["ward_id"], {"waiting": 0, "late": 0})
        ward["waiting"] += row["n"]
        ward["late"] += row["late"]
    return figures


# ── routing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def routing_examples() -> list[RoutingExample]:
    return list(RoutingExample.objects.order_by("expect_rule", "pk"))


def failing_examples(
    book: Directory, catalogue: Catalogue, examples: Sequence[RoutingExample] | None = None, today: date | None = None
) -> list[str]:
    """The routing table's own test: a sentence for each example that leads elsewhere than it says."""
    faults = []
    for example in examples if examples is not None else routing_examples():
        place = book.area(example.area_id)
        try:
            found = rules.route(
                text=example.text,
                channel=example.channel,
                place=place,
                chosen=None,
                topics=catalogue.topics,
                table=catalogue.table,
                book=book,
                today=today or date(2100, 1, 1),
            )
        except rules.NoCatchAll:
            faults.append(_("“%(text)s” goes by no row of the table.") % {"text": example.text})
            continue
        except KeyError as missing:
            sentence = _("“%(text)s” goes to an office that is not there: %(office)s.")
            faults.append(sentence % {"text": example.text, "office": missing.args[0]})
            continue
        if (found.rule.order, found.office.code) != (example.expect_rule, example.expect_office):
            sentence = _(
                "“%(text)s” goes by row %(row)d to %(office)s, not by row %(expect_rule)d to %(expect_office)s."
            )
            went = {"text": example.text, "row": found.rule.order, "office": found.office.code}
            wanted = {name: getattr(example, name) for name in ("expect_rule", "expect_office")}
            faults.append(sentence % {**went, **wanted})
    return faults
