"""A client of Wakimizu's HTTP API, made from its OpenAPI document by `./wakimizu client`. Do not edit.

    from wakimizu_client import Wakimizu

    city = Wakimizu("https://wakimizu.example.jp", key="wk_…")
    for need in city.every(city.needs, state="assigned"):
        print(need["title"], need["due"])
    noted = city.note_voice({"text": "家の前の道路が陥没しています", "channel": "phone"})

Needs nothing but Python 3.11. What is refused raises `Problem`, whose sentence says what to do; a write that may not have
arrived is repeated under its own idempotency key, so that it is done once.
"""

# ruff: noqa

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Literal, NotRequired, TypedDict


class Problem(Exception):
    """Problem details (RFC 9457): `status`, `detail`, and the faults of single fields in `errors`."""

    def __init__(self, status: int, detail: str, errors: list[dict[str, str]]) -> None:
        super().__init__(f"{status}: {detail}" + "".join(f" [{e['field']}] {e['sentence']}" for e in errors))
        self.status, self.detail, self.errors = status, detail, errors


Answer = TypedDict(
    "Answer",
    {
        "id": int,
        "ending": Literal["solved", "will_be", "being_studied", "cannot_because", "not_ours"],
        "text": str,
        "until": "str | None",
        "owner": str,
        "office": "str | None",
        "state": Literal["draft", "submitted", "returned", "published"],
        "decided_at": "str | None",
    },
)

ApproveNeed = dict[str, Any]

Area = TypedDict(
    "Area",
    {
        "id": int,
        "code": str,
        "kind": Literal["region", "city", "ward", "district", "block", "mesh", "hub"],
        "name": str,
        "parent": "str | None",
        "lat": "float | None",
        "lon": "float | None",
        "valid_from": "str | None",
        "valid_to": "str | None",
    },
)

AsideVoice = TypedDict(
    "AsideVoice",
    {
        "because": str,
    },
)

AssignNeed = TypedDict(
    "AssignNeed",
    {
        "office": str,
        "because": str,
        "due": str,
    },
)

Contact = TypedDict(
    "Contact",
    {
        "name": str,
        "email": str,
        "phone": str,
        "address": str,
    },
)

DeclinePart = TypedDict(
    "DeclinePart",
    {
        "contribution": str,
    },
)

Done = TypedDict(
    "Done",
    {
        "kind": str,
        "id": int,
        "state": NotRequired["str | None"],
        "sentence": NotRequired[str],
    },
)
Done.__doc__ = "What an act changed, and where it is read."

DraftNeed = TypedDict(
    "DraftNeed",
    {
        "ending": Literal["solved", "will_be", "being_studied", "cannot_because", "not_ours"],
        "text": str,
        "until": NotRequired["str | None"],
        "owner": NotRequired["str | None"],
    },
)

EraseVoice = TypedDict(
    "EraseVoice",
    {
        "because": str,
    },
)

ExtendNeed = TypedDict(
    "ExtendNeed",
    {
        "due": str,
        "because": str,
    },
)

Followed = TypedDict(
    "Followed",
    {
        "state": str,
        "received_at": str,
        "due": str,
        "office": "str | None",
        "answers": list["Answer"],
        "proved": bool,
    },
)

GivePart = TypedDict(
    "GivePart",
    {
        "contribution": str,
    },
)

Happened = TypedDict(
    "Happened",
    {
        "at": str,
        "who": str,
        "what": str,
        "remark": str,
    },
)

HideVoice = dict[str, Any]

JoinVoice = TypedDict(
    "JoinVoice",
    {
        "need": int,
    },
)

Kind = Literal[
    "hq_bureau",
    "hq_division",
    "ward_office",
    "ward_division",
    "general_branch",
    "branch",
    "community_centre",
    "public_hall",
    "kiosk",
    "facility",
]

Listed_Area_ = TypedDict(
    "Listed_Area_",
    {
        "items": list["Area"],
        "next": "str | None",
    },
)

Listed_Need_ = TypedDict(
    "Listed_Need_",
    {
        "items": list["Need"],
        "next": "str | None",
    },
)

Listed_Office_ = TypedDict(
    "Listed_Office_",
    {
        "items": list["Office"],
        "next": "str | None",
    },
)

Listed_Post_ = TypedDict(
    "Listed_Post_",
    {
        "items": list["Post"],
        "next": "str | None",
    },
)

Listed_PublicVoice_ = TypedDict(
    "Listed_PublicVoice_",
    {
        "items": list["PublicVoice"],
        "next": "str | None",
    },
)

Listed_Topic_ = TypedDict(
    "Listed_Topic_",
    {
        "items": list["Topic"],
        "next": "str | None",
    },
)

Listed_Voice_ = TypedDict(
    "Listed_Voice_",
    {
        "items": list["Voice"],
        "next": "str | None",
    },
)

Lookup = TypedDict(
    "Lookup",
    {
        "receipt": str,
    },
)

Me = TypedDict(
    "Me",
    {
        "post": dict[str, Any],
        "ward": "str | None",
        "scopes": list[str],
        "key_ends": str,
    },
)

MergeNeed = TypedDict(
    "MergeNeed",
    {
        "into": int,
        "because": str,
    },
)

Need = TypedDict(
    "Need",
    {
        "id": int,
        "title": str,
        "topic": "str | None",
        "sphere": Literal["self", "mutual", "city"],
        "district": "str | None",
        "ward": "str | None",
        "lead": "str | None",
        "state": Literal["assigned", "approval", "answered", "merged"],
        "due": str,
        "follow_up": "str | None",
        "raised_at": str,
        "answered_at": "str | None",
        "public": bool,
        "merged_into": "int | None",
        "voice_count": int,
    },
)

NeedSheet = TypedDict(
    "NeedSheet",
    {
        "id": int,
        "title": str,
        "topic": "str | None",
        "sphere": Literal["self", "mutual", "city"],
        "district": "str | None",
        "ward": "str | None",
        "lead": "str | None",
        "state": Literal["assigned", "approval", "answered", "merged"],
        "due": str,
        "follow_up": "str | None",
        "raised_at": str,
        "answered_at": "str | None",
        "public": bool,
        "merged_into": "int | None",
        "voice_count": int,
        "answers": list["Answer"],
        "parts": list["Part"],
        "possible": list[str],
        "history": list["Happened"],
    },
)

NeedState = Literal["assigned", "approval", "answered", "merged"]

NoteVoice = TypedDict(
    "NoteVoice",
    {
        "text": str,
        "district": NotRequired["str | None"],
        "place": NotRequired["str | None"],
        "lat": NotRequired["float | None"],
        "lon": NotRequired["float | None"],
        "may_publish": NotRequired["bool | None"],
        "name": NotRequired["str | None"],
        "email": NotRequired["str | None"],
        "phone": NotRequired["str | None"],
        "channel": Literal["counter", "phone", "meeting", "letter"],
        "topic": NotRequired["str | None"],
    },
)

Office = TypedDict(
    "Office",
    {
        "id": int,
        "code": str,
        "kind": Literal[
            "hq_bureau",
            "hq_division",
            "ward_office",
            "ward_division",
            "general_branch",
            "branch",
            "community_centre",
            "public_hall",
            "kiosk",
            "facility",
        ],
        "name": str,
        "parent": "str | None",
        "ward": "str | None",
        "address": str,
        "phone": str,
        "lat": "float | None",
        "lon": "float | None",
        "days": str,
        "opens": "str | None",
        "closes": "str | None",
        "valid_from": "str | None",
        "valid_to": "str | None",
    },
)

Part = TypedDict(
    "Part",
    {
        "id": int,
        "office": "str | None",
        "asked_for": str,
        "due": str,
        "state": Literal["asked", "given", "declined"],
        "contribution": str,
    },
)

PassVoice = TypedDict(
    "PassVoice",
    {
        "office": str,
        "because": str,
    },
)

Post = TypedDict(
    "Post",
    {
        "id": int,
        "role": Literal["liaison", "clerk", "planner", "mayor", "hq", "hq_head", "policy", "auditor", "it"],
        "office": "str | None",
        "valid_from": "str | None",
        "valid_to": "str | None",
        "name": str,
    },
)

PublicNeed = TypedDict(
    "PublicNeed",
    {
        "id": int,
        "title": str,
        "topic": "str | None",
        "sphere": Literal["self", "mutual", "city"],
        "district": "str | None",
        "ward": "str | None",
        "lead": "str | None",
        "state": Literal["assigned", "approval", "answered", "merged"],
        "due": str,
        "follow_up": "str | None",
        "raised_at": str,
        "answered_at": "str | None",
        "public": bool,
        "merged_into": "int | None",
        "voice_count": int,
        "answers": list["Answer"],
    },
)

PublicVoice = TypedDict(
    "PublicVoice",
    {
        "id": int,
        "topic": "str | None",
        "district": "str | None",
        "ward": "str | None",
        "state": Literal["received", "sorted", "answered", "reopened", "set_aside"],
        "received_at": str,
        "text": str,
    },
)

PublishVoice = TypedDict(
    "PublishVoice",
    {
        "text": str,
    },
)

RaiseVoice = TypedDict(
    "RaiseVoice",
    {
        "title": str,
        "topic": str,
        "sphere": Literal["self", "mutual", "city"],
        "lead": str,
        "due": str,
    },
)

ReadContact = TypedDict(
    "ReadContact",
    {
        "because": str,
    },
)

Received = TypedDict(
    "Received",
    {
        "id": int,
        "receipt": str,
        "topic": str,
        "office": "str | None",
        "due": str,
    },
)

RemarkNeed = TypedDict(
    "RemarkNeed",
    {
        "text": str,
    },
)

ReopenLookup = TypedDict(
    "ReopenLookup",
    {
        "because": str,
        "receipt": str,
    },
)

ReopenVoice = TypedDict(
    "ReopenVoice",
    {
        "because": str,
    },
)

RestoreVoice = dict[str, Any]

ReturnNeed = TypedDict(
    "ReturnNeed",
    {
        "because": str,
    },
)

SayVoice = TypedDict(
    "SayVoice",
    {
        "text": str,
        "district": NotRequired["str | None"],
        "place": NotRequired["str | None"],
        "lat": NotRequired["float | None"],
        "lon": NotRequired["float | None"],
        "may_publish": NotRequired["bool | None"],
        "name": NotRequired["str | None"],
        "email": NotRequired["str | None"],
        "phone": NotRequired["str | None"],
    },
)

SplitNeed = TypedDict(
    "SplitNeed",
    {
        "voices": list[int],
        "title": str,
        "lead": str,
    },
)

SubmitNeed = dict[str, Any]

SupportNeed = TypedDict(
    "SupportNeed",
    {
        "office": str,
        "asked_for": str,
        "due": str,
    },
)

Topic = TypedDict(
    "Topic",
    {
        "id": int,
        "code": str,
        "name": str,
        "due_days": int,
        "sphere": Literal["self", "mutual", "city"],
        "words": Any,
    },
)

Voice = TypedDict(
    "Voice",
    {
        "id": int,
        "receipt": str,
        "text": str,
        "channel": Literal["counter", "phone", "web", "meeting", "letter", "open311", "import"],
        "language": str,
        "topic": "str | None",
        "reason": Any,
        "place": str,
        "lat": "float | None",
        "lon": "float | None",
        "district": "str | None",
        "ward": "str | None",
        "office": "str | None",
        "state": Literal["received", "sorted", "answered", "reopened", "set_aside"],
        "received_at": str,
        "due": str,
        "answered_at": "str | None",
        "may_publish": bool,
        "public": bool,
        "public_text": str,
    },
)

VoiceSheet = TypedDict(
    "VoiceSheet",
    {
        "id": int,
        "receipt": str,
        "text": str,
        "channel": Literal["counter", "phone", "web", "meeting", "letter", "open311", "import"],
        "language": str,
        "topic": "str | None",
        "reason": Any,
        "place": str,
        "lat": "float | None",
        "lon": "float | None",
        "district": "str | None",
        "ward": "str | None",
        "office": "str | None",
        "state": Literal["received", "sorted", "answered", "reopened", "set_aside"],
        "received_at": str,
        "due": str,
        "answered_at": "str | None",
        "may_publish": bool,
        "public": bool,
        "public_text": str,
        "needs": list[int],
        "photos": int,
        "has_contact": bool,
        "possible": list[str],
        "history": list["Happened"],
    },
)

VoiceState = Literal["received", "sorted", "answered", "reopened", "set_aside"]


class Wakimizu:
    """One city's Wakimizu, as the post that made the key may see it and act in it."""

    def __init__(
        self, address: str, key: str = "", *, language: str = "ja", timeout: float = 30.0, tries: int = 4
    ) -> None:
        self.address, self.timeout, self.tries = address.rstrip("/"), timeout, tries
        self.headers = {"Accept": "application/json", "Accept-Language": language, "User-Agent": "wakimizu-client"}
        if key:
            self.headers["Authorization"] = f"Bearer {key}"

    def every(self, listing: Callable[..., Any], *numbers: Any, **asked: Any) -> Iterator[Any]:
        """All items of a list, page after page: `every(city.needs, state="assigned")`."""
        after = None
        while True:
            page = listing(*numbers, **asked, **({"after": after} if after else {}))
            yield from page["items"]
            after = page["next"]
            if after is None:
                return

    def _call(self, method: str, path: str, query: dict[str, Any], body: Any, name: str | None) -> Any:
        asked = urllib.parse.urlencode({k: v for k, v in query.items() if v is not None}, doseq=True)
        headers = dict(self.headers)
        content = None
        if method != "GET":
            headers |= {"Content-Type": "application/json", "Idempotency-Key": name or uuid.uuid4().hex}
            content = json.dumps({} if body is None else body).encode()
        request = urllib.request.Request(
            f"{self.address}{path}" + (f"?{asked}" if asked else ""), content, headers, method=method
        )
        for left in range(self.tries - 1, -1, -1):
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refused:
                if refused.code in (429, 502, 503, 504) and left:
                    time.sleep(min(float(refused.headers.get("Retry-After") or 1), 60))
                    continue
                raise _problem(refused) from None
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                if not left:
                    raise
                time.sleep(0.5)
        raise AssertionError("unreachable")

    def say(self, body: SayVoice, *, name: str | None = None) -> Received:
        """Say something, as a resident"""
        answer: Received = self._call("POST", "/api/v1/public/voices", {}, body, name)
        return answer

    def public_voices(self, *, after: str | None = None, limit: int | None = None) -> Listed_PublicVoice_:
        """Published voices"""
        answer: Listed_PublicVoice_ = self._call(
            "GET", "/api/v1/public/voices", {"after": after, "limit": limit}, None, None
        )
        return answer

    def follow(self, body: Lookup, *, name: str | None = None) -> Followed:
        """What became of a voice, by its receipt"""
        answer: Followed = self._call("POST", "/api/v1/public/follow", {}, body, name)
        return answer

    def reopen(self, body: ReopenLookup, *, name: str | None = None) -> Followed:
        """Not solved: open one's voice again"""
        answer: Followed = self._call("POST", "/api/v1/public/reopen", {}, body, name)
        return answer

    def public_needs(self, *, after: str | None = None, limit: int | None = None) -> Listed_Need_:
        """Public needs"""
        answer: Listed_Need_ = self._call("GET", "/api/v1/public/needs", {"after": after, "limit": limit}, None, None)
        return answer

    def public_need(self, number: int) -> PublicNeed:
        """A public need and its answers"""
        answer: PublicNeed = self._call("GET", f"/api/v1/public/needs/{_quoted(number)}", {}, None, None)
        return answer

    def me(self) -> Me:
        """Who this key acts as"""
        answer: Me = self._call("GET", "/api/v1/city/me", {}, None, None)
        return answer

    def areas(self, *, kind: Kind | None = None, after: str | None = None, limit: int | None = None) -> Listed_Area_:
        """Wards, districts, hubs and blocks"""
        answer: Listed_Area_ = self._call(
            "GET", "/api/v1/city/areas", {"kind": kind, "after": after, "limit": limit}, None, None
        )
        return answer

    def offices(
        self, *, kind: Kind | None = None, after: str | None = None, limit: int | None = None
    ) -> Listed_Office_:
        """Offices of every kind"""
        answer: Listed_Office_ = self._call(
            "GET", "/api/v1/city/offices", {"kind": kind, "after": after, "limit": limit}, None, None
        )
        return answer

    def office(self, code: str) -> Office:
        """An office"""
        answer: Office = self._call("GET", f"/api/v1/city/offices/{_quoted(code)}", {}, None, None)
        return answer

    def topics(self) -> Listed_Topic_:
        """What voices are about"""
        answer: Listed_Topic_ = self._call("GET", "/api/v1/city/topics", {}, None, None)
        return answer

    def posts(self) -> Listed_Post_:
        """Who has which post today"""
        answer: Listed_Post_ = self._call("GET", "/api/v1/city/posts", {}, None, None)
        return answer

    def voices(
        self, *, state: VoiceState | None = None, after: str | None = None, limit: int | None = None
    ) -> Listed_Voice_:
        """Voices in the post's reach"""
        answer: Listed_Voice_ = self._call(
            "GET", "/api/v1/voices/voices", {"state": state, "after": after, "limit": limit}, None, None
        )
        return answer

    def note_voice(self, body: NoteVoice, *, name: str | None = None) -> Received:
        """Note a voice that was heard"""
        answer: Received = self._call("POST", "/api/v1/voices/voices", {}, body, name)
        return answer

    def voice(self, number: int) -> VoiceSheet:
        """A voice with its history"""
        answer: VoiceSheet = self._call("GET", f"/api/v1/voices/voices/{_quoted(number)}", {}, None, None)
        return answer

    def needs(
        self,
        *,
        state: NeedState | None = None,
        q: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Listed_Need_:
        """Needs in the post's reach"""
        answer: Listed_Need_ = self._call(
            "GET", "/api/v1/voices/needs", {"state": state, "q": q, "after": after, "limit": limit}, None, None
        )
        return answer

    def need(self, number: int) -> NeedSheet:
        """A need with answers, parts, history"""
        answer: NeedSheet = self._call("GET", f"/api/v1/voices/needs/{_quoted(number)}", {}, None, None)
        return answer

    def voices_of_need(self, number: int, *, after: str | None = None, limit: int | None = None) -> Listed_Voice_:
        """Its voices"""
        answer: Listed_Voice_ = self._call(
            "GET", f"/api/v1/voices/needs/{_quoted(number)}/voices", {"after": after, "limit": limit}, None, None
        )
        return answer

    def read_contact(self, number: int, body: ReadContact, *, name: str | None = None) -> Contact:
        """Read how to reach the person"""
        answer: Contact = self._call("POST", f"/api/v1/voices/voices/{_quoted(number)}/contact", {}, body, name)
        return answer

    def raise_voice(self, number: int, body: RaiseVoice, *, name: str | None = None) -> Done:
        """ニーズにする"""
        answer: Done = self._call("POST", f"/api/v1/voices/voices/{_quoted(number)}/raise", {}, body, name)
        return answer

    def join_voice(self, number: int, body: JoinVoice, *, name: str | None = None) -> Done:
        """今あるニーズにまとめる"""
        answer: Done = self._call("POST", f"/api/v1/voices/voices/{_quoted(number)}/join", {}, body, name)
        return answer

    def pass_voice(self, number: int, body: PassVoice, *, name: str | None = None) -> Done:
        """ほかの課へ引き継ぐ"""
        answer: Done = self._call("POST", f"/api/v1/voices/voices/{_quoted(number)}/pass", {}, body, name)
        return answer

    def publish_voice(self, number: int, body: PublishVoice, *, name: str | None = None) -> Done:
        """公開する"""
        answer: Done = self._call("POST", f"/api/v1/voices/voices/{_quoted(number)}/publish", {}, body, name)
        return answer

    def hide_voice(self, number: int, body: HideVoice | None | None = None, *, name: str | None = None) -> Done:
        """公開を取り下げる"""
        answer: Done = self._call("POST", f"/api/v1/voices/voices/{_quoted(number)}/hide", {}, body, name)
        return answer

    def reopen_voice(self, number: int, body: ReopenVoice, *, name: str | None = None) -> Done:
        """解決していないので再受付する"""
        answer: Done = self._call("POST", f"/api/v1/voices/voices/{_quoted(number)}/reopen", {}, body, name)
        return answer

    def aside_voice(self, number: int, body: AsideVoice, *, name: str | None = None) -> Done:
        """対応対象外にする"""
        answer: Done = self._call("POST", f"/api/v1/voices/voices/{_quoted(number)}/aside", {}, body, name)
        return answer

    def restore_voice(self, number: int, body: RestoreVoice | None | None = None, *, name: str | None = None) -> Done:
        """対応対象に戻す"""
        answer: Done = self._call("POST", f"/api/v1/voices/voices/{_quoted(number)}/restore", {}, body, name)
        return answer

    def erase_voice(self, number: int, body: EraseVoice, *, name: str | None = None) -> Done:
        """個人情報を消去する"""
        answer: Done = self._call("POST", f"/api/v1/voices/voices/{_quoted(number)}/erase", {}, body, name)
        return answer

    def draft_need(self, number: int, body: DraftNeed, *, name: str | None = None) -> Done:
        """回答案を作る"""
        answer: Done = self._call("POST", f"/api/v1/voices/needs/{_quoted(number)}/draft", {}, body, name)
        return answer

    def submit_need(self, number: int, body: SubmitNeed | None | None = None, *, name: str | None = None) -> Done:
        """決裁に回す"""
        answer: Done = self._call("POST", f"/api/v1/voices/needs/{_quoted(number)}/submit", {}, body, name)
        return answer

    def approve_need(self, number: int, body: ApproveNeed | None | None = None, *, name: str | None = None) -> Done:
        """承認して回答する"""
        answer: Done = self._call("POST", f"/api/v1/voices/needs/{_quoted(number)}/approve", {}, body, name)
        return answer

    def return_need(self, number: int, body: ReturnNeed, *, name: str | None = None) -> Done:
        """差し戻す"""
        answer: Done = self._call("POST", f"/api/v1/voices/needs/{_quoted(number)}/return", {}, body, name)
        return answer

    def support_need(self, number: int, body: SupportNeed, *, name: str | None = None) -> Done:
        """関係課に分担を依頼する"""
        answer: Done = self._call("POST", f"/api/v1/voices/needs/{_quoted(number)}/support", {}, body, name)
        return answer

    def assign_need(self, number: int, body: AssignNeed, *, name: str | None = None) -> Done:
        """主担当課を変更する"""
        answer: Done = self._call("POST", f"/api/v1/voices/needs/{_quoted(number)}/assign", {}, body, name)
        return answer

    def extend_need(self, number: int, body: ExtendNeed, *, name: str | None = None) -> Done:
        """回答期限を延ばす"""
        answer: Done = self._call("POST", f"/api/v1/voices/needs/{_quoted(number)}/extend", {}, body, name)
        return answer

    def merge_need(self, number: int, body: MergeNeed, *, name: str | None = None) -> Done:
        """ほかのニーズに統合する"""
        answer: Done = self._call("POST", f"/api/v1/voices/needs/{_quoted(number)}/merge", {}, body, name)
        return answer

    def split_need(self, number: int, body: SplitNeed, *, name: str | None = None) -> Done:
        """分割する"""
        answer: Done = self._call("POST", f"/api/v1/voices/needs/{_quoted(number)}/split", {}, body, name)
        return answer

    def remark_need(self, number: int, body: RemarkNeed, *, name: str | None = None) -> Done:
        """メモを残す"""
        answer: Done = self._call("POST", f"/api/v1/voices/needs/{_quoted(number)}/remark", {}, body, name)
        return answer

    def give_part(self, number: int, body: GivePart, *, name: str | None = None) -> Done:
        """担当分を回答する"""
        answer: Done = self._call("POST", f"/api/v1/voices/parts/{_quoted(number)}/give", {}, body, name)
        return answer

    def decline_part(self, number: int, body: DeclinePart, *, name: str | None = None) -> Done:
        """辞退する（理由を記入）"""
        answer: Done = self._call("POST", f"/api/v1/voices/parts/{_quoted(number)}/decline", {}, body, name)
        return answer


def _quoted(part: object) -> str:
    return urllib.parse.quote(str(part), safe="")


def _problem(refused: urllib.error.HTTPError) -> Problem:
    try:
        said = json.load(refused)
        return Problem(refused.code, said["detail"], said.get("errors", []))
    except (ValueError, KeyError, TypeError):
        return Problem(refused.code, refused.reason, [])
