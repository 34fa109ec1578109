"""A mail that came in, read: who wrote, to which of our addresses, what it says without what it quotes, its pictures."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser

from django.utils.crypto import salted_hmac

from wakimizu.apps.exchange.mail.charsets import decoded, header_text

TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "resent-to")
PICTURES = {"image/jpeg", "image/jpg", "image/png", "image/webp"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as far as we look at it. `headers` have small names; `said` is what the writer wrote themselves."""

    digest: str
    headers: dict[str, str]
    sender: str
    name: str
    to: list[str]
    subject: str
    said: str
    pictures: list[bytes] = field(default_factory=list)
    others: int = 0  # attachments that are no pictures
    report: dict[str, str] | None = None  # the delivery status of RFC 3464, names small
    returned: str = ""  # the Message-ID of the mail that is reported on

    @property
    def answers(self) -> str:
        """The Message-IDs this mail answers."""
        return f"{self.headers.get('in-reply-to', '')} {self.headers.get('references', '')}"


def read(octets: bytes, *, envelope_to: str = "") -> Letter:
    """A message of RFC 5322, however badly made; never fails. `envelope_to` is whom the mail server had it for."""
    message = message_from_bytes(octets, policy=policy.compat32)
    headers: dict[str, str] = {}
    to = [envelope_to] if envelope_to else []
    for key, raw in message.raw_items():
        value = header_text(str(raw))
        headers.setdefault(key.lower(), value)
        if key.lower() in TO:
            to += [address for _name, address in getaddresses([value])]
    name, sender = parseaddr(headers.get("from", ""))
    parts = list(_parts(message))
    answers = "in-reply-to" in headers or "references" in headers
    text = _text(parts)
    return Letter(
        digest=_digest(headers, parts),
        headers=headers,
        sender=sender.lower(),
        name=name,
        to=to,
        subject=headers.get("subject", ""),
        said=without_signature(without_quotes(text) if answers else text),
        pictures=[_octets(part) for part in parts if part.get_content_type() in PICTURES],
        others=sum(_is_other(part) for part in parts),
        report=_report(parts),
        returned=_returned(parts),
    )


def _digest(headers: dict[str, str], parts: list[Message]) -> str:
    """What a mail is known by, whichever way it comes again: not by the lines that servers add."""
    body = hashlib.sha256(b"\0".join(_octets(part) for part in parts)).hexdigest()
    known = [headers.get(name, "") for name in ("message-id", "from", "date", "subject")]
    return salted_hmac("wakimizu incoming mail", "\n".join([*known, body]), algorithm="sha256").hexdigest()


def _parts(message: Message) -> Iterator[Message]:
    """The leaves of a message; a message within it (one sent on, one returned) is a leaf."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)
    else:
        yield message


def _octets(part: Message) -> bytes:
    if part.is_multipart():
        return part.as_bytes()
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(parts: list[Message]) -> str:
    for kind, made in (("text/plain", str), ("text/html", text_of_html)):
        found = [_decoded(part) for part in parts if part.get_content_type() == kind and not _attached(part)]
        if any(each.strip() for each in found):
            return "\n".join(made(each) for each in found).replace("\r\n", "\n").replace("\0", "")
    return ""


def _decoded(part: Message) -> str:
    return decoded(_octets(part), str(part.get_param("charset") or ""))


def _attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _is_other(part: Message) -> bool:
    kind = part.get_content_type()
    return kind not in PICTURES and (
        _attached(part) or part.get_content_maintype() not in ("text", "message", "multipart")
    )


def _report(parts: list[Message]) -> dict[str, str] | None:
    """The fields of the first reader that a delivery status speaks of."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            fields = [block for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []
            found = next((block for block in fields if "Action" in block or "Status" in block), None)
            return {key.lower(): header_text(str(value)) for key, value in (found.raw_items() if found else ())}
    return None


def _returned(parts: list[Message]) -> str:
    for part in parts:
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/global"):
            found = re.search(rb"^message-id:\s*(<[^>\s]{1,200}>)", _octets(part), re.I | re.M)
            if found:
                return found[1].decode("ascii", "replace")
    return ""


class _Reader(HTMLParser):
    """The words of HTML: blocks part lines, quotations are marked as in plain text, style and script are passed over."""

    BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "hr"}
    SILENT = {"style", "script", "head", "title", "template"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines, self.quoted, self.silent = [""], 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.BLOCKS:
            self.lines.append("")
        self.quoted += tag == "blockquote"
        self.silent += tag in self.SILENT

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.lines.append("")
        if tag == "blockquote":
            self.quoted = max(self.quoted - 1, 0)
        if tag in self.SILENT:
            self.silent = max(self.silent - 1, 0)

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and not self.silent:
            mark = "> " if self.quoted and not self.lines[-1] else ""
            blank = " " if data[:1].isspace() and self.lines[-1] else ""
            self.lines[-1] += mark + blank + words


def text_of_html(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(reader.lines)).strip()


QUOTE = re.compile(r"\s*[>＞|｜]")
INTRODUCED = re.compile(
    r"\s*(on .{4,200} wrote:|.{0,200}\d{1,2}[:：]\d{2}.{0,200}[:：>]|.{0,120}(のメール|書きました|wrote)[:：]?)\s*$",
    re.I,
)
BELOW = re.compile(
    r"\s*(-{2,}|_{5,}|＿{3,})?\s*(original message|元のメッセージ|オリジナル ?メッセージ|転送メッセージ|forwarded message)\b",
    re.I,
)
RULE = re.compile(r"\s*([-=_*━─＝―~～◆◇■□・+＋#])(?:\s*\1){4,}.*$")
REACHED_AT = re.compile(r"@|〒|\b(tel|fax|mail|url)\b|https?://|\d{2,5}-\d{1,4}-\d{3,4}", re.I)
SIGNATURE_LINES = 12


def without_quotes(text: str) -> str:
    """What an answer says itself: without the lines it quotes, who is said to have written them, and all below them."""
    kept: list[str] = []
    for line in text.split("\n"):
        if BELOW.match(line):
            break
        if QUOTE.match(line):
            while kept and not kept[-1].strip():
                kept.pop()
            if kept and INTRODUCED.match(kept[-1]):
                kept.pop()
            continue
        kept.append(line)
    return "\n".join(kept).strip()


def without_signature(text: str) -> str:
    """Without what stands below "-- ", or below a drawn line near the end: names and telephones are not the matter."""
    lines = text.strip().split("\n")
    for number, line in enumerate(lines):
        near_the_end = number > 0 and len(lines) - number <= SIGNATURE_LINES
        if line in ("-- ", "--") or (near_the_end and RULE.match(line) and _is_signature(lines[number:])):
            return "\n".join(lines[:number]).strip()
    return "\n".join(lines).strip()


def _is_signature(lines: list[str]) -> bool:
    """Whether what a drawn line begins says who writes: how to reach them, closed by another line, or a name alone."""
    below = [line.strip() for line in lines[1:] if line.strip()]
    if not below:
        return True
    closed = len(below) > 1 and bool(RULE.match(below[-1]))
    name_alone = len(below) == 1 and len(below[0]) <= 20 and below[0][-1] not in "。．.！!？?"
    return closed or name_alone or any(REACHED_AT.search(line) for line in below)
