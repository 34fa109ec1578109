"""Mail: what is sent, waits or came back; what the mails say, in the city's words or ours."""

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Schema
from pydantic import Field, Strict

from wakimizu.apps.exchange.api.acts import Done, Number, checked, done, found
from wakimizu.apps.exchange.api.bodies import Body, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, cursor_to, number_at
from wakimizu.apps.exchange.api.rooms.webhooks import router
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.exchange.mail import operations, queries
from wakimizu.apps.exchange.mail.composing import NEEDED, PLACES, Composed, Words, words_of
from wakimizu.apps.exchange.mail.forms import WordingForm
from wakimizu.apps.exchange.mail.message import composed
from wakimizu.apps.exchange.mail.models import Mail, Wording
from wakimizu.apps.exchange.mail.views import with_a_made_up_voice
from wakimizu.apps.exchange.mail.workflow import LANGUAGES, PERMISSIONS, Kind, MailState
from wakimizu.shared.permissions import allow

MAIL = Shape("Mail", Mail, "kind language state due asked_at sent_at tries reason")
WORDING = Shape("Wording", Wording, "kind language subject text at")
Receipt = Annotated[str, Query(max_length=40, description="Of one voice only.")]
MailKind = Annotated[Kind, Path(description="Which mail.")]
Language = Annotated[str, Path(pattern=f"^({'|'.join(LANGUAGES)})$", description="The mail's language.")]


class Listed(MAIL.schema):  # type: ignore[name-defined, misc]
    receipt: str = Field(description="Whole only for who may see the voice, by a key with voices:read.")
    opens: bool = Field(description="Whether this post may read its words.")


class Mails(Schema):
    items: list[Listed]
    next: str | None


class Worded(Schema):
    subject: str
    text: str
    html: str


class MailSheet(MAIL.schema, Worded):  # type: ignore[name-defined, misc]
    """A mail with its words, from what holds now."""


class WordingStands(Schema):
    kind: Kind
    language: str
    own: bool = Field(description="Whether the city's own words hold.")
    since: datetime | None


class WordingSheet(Schema):
    subject: str = Field(description="What holds now, with its places open.")
    text: str
    own: bool
    places: list[str] = Field(description="What may stand in braces.")
    needed: list[str] = Field(description="What must.")
    earlier: WORDING.many = Field(description="Newest first; without words: ours held from then on.")  # type: ignore[name-defined]


class Wish(Body):
    wanted: Annotated[bool, Strict()]


class Wished(Schema):
    wanted: bool = Field(description="Whether this post gets its office's reminders by e-mail.")


# ── the out-box ──────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/mails", response=Mails, operation_id="mails", summary="The out-box as far as the post may see it")
def mails(
    request: ApiCall, receipt: Receipt = "", state: MailState | None = None, after: Cursor = None
) -> dict[str, Any]:
    page = queries.outbox(request.actor, receipt=receipt, state=state or "", before=number_at(after))
    rows = [{**MAIL(request, row.mail), **_opened(request, row)} for row in page.rows]
    return {"items": rows, "next": cursor_to(page.older) if page.older else None}


def _opened(request: ApiCall, row: queries.Row) -> dict[str, Any]:
    """A receipt opens the voice to anyone: whole only by a key that may read voices."""
    reads = found(request.holder).may("voices:read") or row.mail.voice is None
    return {"receipt": row.receipt if reads else row.shortened, "opens": row.opens and reads}


@router.get(
    "/mails/{number}",
    response=MailSheet,
    operation_id="mail",
    summary="A mail and its words",
    description="Of a voice's mail: the key needs voices:read beside.",
)
def mail(request: ApiCall, number: Number) -> dict[str, Any]:
    row = found(queries.mail_shown_to(request.actor, number))
    if row.voice_id:
        found(request.holder).need("voices:read")
    return {**MAIL(request, row), **_worded(composed(row, request.city))}


def _worded(words: Composed) -> dict[str, str]:
    return {"subject": words.subject, "text": words.text, "html": words.html}


@router.get("/mail-wish", response=Wished, operation_id="mail_wish", summary="Whether reminders come by e-mail")
def mail_wish(request: ApiCall) -> dict[str, bool]:
    allow(request.actor, "wish_mail", table=PERMISSIONS)
    return {"wanted": queries.wishes(request.actor)}


@router.post("/mail-wish", response=Wished, operation_id="wish_mail", summary="Get reminders by e-mail, or no more")
def wish_mail(request: ApiCall, body: Wish) -> dict[str, bool]:
    post = found(request.holder).key.post
    return {"wanted": operations.wish_reminders(request.actor, post=post, wanted=body.wanted)}


# ── what the mails say ───────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/mail-wordings", response=list[WordingStands], operation_id="wordings", summary="Every kind of mail")
def wordings(request: ApiCall) -> list[dict[str, Any]]:
    return [
        {"kind": row["kind"], "language": language, "own": bool(newest and newest.text), "since": newest and newest.at}
        for row in queries.wordings(request.actor)
        for language, newest in row["languages"]
    ]


@router.get(
    "/mail-wordings/{kind}/{language}",
    response=WordingSheet,
    operation_id="wording",
    summary="What a mail says, and said",
)
def wording(request: ApiCall, kind: MailKind, language: Language) -> dict[str, Any]:
    allow(request.actor, "keep_mail", table=PERMISSIONS)
    words, earlier = words_of(kind, language), queries.earlier(kind, language)
    return {
        "subject": words.subject,
        "text": words.text,
        "own": bool(earlier and earlier[0].text),
        "places": list(PLACES[kind]),
        "needed": sorted(NEEDED.get(kind, ())),
        "earlier": [WORDING(request, each) for each in earlier],
    }


WordingBody: Any = body_of(WordingForm, name="KeepWording")


def _words(request: ApiCall, body: Any) -> dict[str, str]:
    allow(request.actor, "keep_mail", table=PERMISSIONS)
    given: dict[str, str] = checked(WordingForm(as_typed(body))).cleaned_data
    return given


@router.post(
    "/mail-wordings/{kind}/{language}", response=Done, operation_id="keep_wording", summary="The city's own words"
)
def keep_wording(request: ApiCall, kind: MailKind, language: Language, body: WordingBody) -> Done:
    given = _words(request, body)
    kept = operations.keep_wording(request.actor, city=request.city, kind=kind, language=language, **given)
    return done(kept, _("These words hold from the next mail on."))


@router.post(
    "/mail-wordings/{kind}/{language}/preview",
    response=Worded,
    operation_id="preview_wording",
    summary="Words with a made-up voice; nothing is kept",
)
def preview_wording(request: ApiCall, kind: MailKind, language: Language, body: WordingBody) -> dict[str, str]:
    given = _words(request, body)
    operations.check_wording(kind, **given)
    return _worded(with_a_made_up_voice(Words(**given), kind, language, request.city))


@router.post(
    "/mail-wordings/{kind}/{language}/ours", response=Done, operation_id="return_to_ours", summary="Our words again"
)
def return_to_ours(request: ApiCall, kind: MailKind, language: Language) -> Done:
    kept = operations.return_to_ours(request.actor, city=request.city, kind=kind, language=language)
    return done(kept, _("Our words hold again. Yours stay among the earlier ones."))
