"""Mails as people, machines and mail servers write them: whole messages in octets."""

from email.message import EmailMessage
from email.policy import SMTP
from itertools import count
from typing import Any

from tests.apps.exchange.mail.mail_scenes import HANAKO

_numbers = count(1)


def letter(text: str = "公園の街灯が消えています。", *, charset: str = "utf-8", **headers: Any) -> EmailMessage:
    """A plain mail to the city; headers by their names, with _ for -."""
    message = EmailMessage(policy=SMTP)
    given = {
        "From": f"山田花子 <{HANAKO}>", "To": "koe@city.example", "Subject": "街灯のこと",
        "Date": "Tue, 24 Nov 2026 09:00:00 +0900", "Message-ID": f"<{next(_numbers)}@mail.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }  # fmt: skip
    for name, value in given.items():
        if value is not None:
            message[name] = value
    message.set_content(text, charset=charset)
    return message


def raw(subject: bytes, body: bytes, charset: str) -> bytes:
    """A mail made by hand, octet by octet: what a library would not write."""
    head = [
        b"From: hanako@mail.example", b"To: koe@city.example", b"Subject: " + subject,
        b"Date: Tue, 24 Nov 2026 09:00:00 +0900", f"Message-ID: <{next(_numbers)}@mail.example>".encode(),
    ]  # fmt: skip
    if charset:
        head.append(f"Content-Type: text/plain; charset={charset}".encode())
    return b"\r\n".join([*head, b"", body, b""])


def jis(text: str) -> bytes:
    """ISO-2022-JP as Outlook writes it: letters of Windows among those of JIS X 0208."""
    out, double = b"", False
    for letter_ in text:
        octets = letter_.encode("cp932")
        if (len(octets) == 2) != double:
            double = not double
            out += b"\x1b$B" if double else b"\x1b(B"
        out += _jis_pair(*octets) if double else octets
    return out + (b"\x1b(B" if double else b"")


def _jis_pair(lead: int, trail: int) -> bytes:
    lead -= 0x71 if lead < 0xA0 else 0xB1
    lead = lead * 2 + 1
    trail -= trail > 0x7F
    if trail >= 0x9E:
        return bytes([lead + 1, trail - 0x7D])
    return bytes([lead, trail - 0x1F])


def report(to: str, *, action: str = "failed", status: str = "5.1.1", returned: str = "") -> bytes:
    """A delivery status notification of RFC 3464, as Postfix writes it."""
    return "\r\n".join([
        "From: MAILER-DAEMON@mx.example", f"To: {to}", "Subject: Undelivered Mail Returned to Sender",
        "Date: Tue, 24 Nov 2026 10:00:00 +0900", f"Message-ID: <{next(_numbers)}@mx.example>", "Return-Path: <>",
        "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
        "--b", "Content-Type: text/plain; charset=us-ascii", "", "I could not deliver your message.", "",
        "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example", "",
        f"Final-Recipient: rfc822; {HANAKO}", f"Action: {action}", f"Status: {status}",
        "Diagnostic-Code: smtp; 550 no such user", "",
        "--b", "Content-Type: text/rfc822-headers", "", f"Message-ID: {returned}", "Subject: x", "", "--b--", "",
    ]).encode()  # fmt: skip
