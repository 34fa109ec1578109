"""Sending to addresses that others chose, without being led into our own network.

The rules:
1. https only. The address has a name or number of the open internet: no private, loopback, link-local, shared, multicast
   or reserved one, nor one that stands for such in IPv6. Every address of the name must be so.
2. The name is looked up when it is saved and at every sending; the connection goes to the very address that was looked
   at, so that a name which changes in between leads nowhere else. The certificate must be that of the name.
3. No redirect is followed. Of the answer only the status is read. A try lasts at most fifteen seconds.
4. In a demonstration, and there only, `WAKIMIZU_WEBHOOKS_ANYWHERE` allows http and our own machine.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from wakimizu.apps.exchange.webhooks.models import Try

SILENCE, LONGEST = 8.0, 15.0  # seconds without a word; seconds in all
NAT64 = IPv6Network("64:ff9b::/96")


class Unreachable(Exception):
    """The address must not be, or cannot be, connected to."""

    def __init__(self, fault: Try.Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try: the status that came back, or the fault."""

    ms: int
    status: int | None = None
    fault: str = ""

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def is_open(address: str) -> bool:
    """Whether an address is one of the open internet, by itself and by the IPv4 address it may stand for."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in NAT64:
            inner = IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_open(str(inner)) and (found.is_global or found.ipv4_mapped is not None)
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def checked(url: str) -> tuple[SplitResult, str]:
    """The parts of an address and the number to connect to. Unreachable says why not."""
    parts = urlsplit(url)
    anywhere = settings.WEBHOOKS_ANYWHERE
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Unreachable(Try.Fault.ADDRESS) from None
    if parts.scheme != "https" and not (anywhere and parts.scheme == "http"):
        raise Unreachable(Try.Fault.ADDRESS)
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise Unreachable(Try.Fault.ADDRESS)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(Try.Fault.NAME) from None
    numbers = [str(each[4][0]) for each in found]
    if not numbers or not (anywhere or all(is_open(number) for number in numbers)):
        raise Unreachable(Try.Fault.ADDRESS)
    return parts, numbers[0]


def send(url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """POST the body. Never raises: whatever goes wrong is the outcome."""
    begun = time.monotonic()

    def outcome(status: int | None = None, fault: str = "") -> Outcome:
        return Outcome(round((time.monotonic() - begun) * 1000), status, fault)

    try:
        parts, number = checked(url)
        return outcome(_posted(parts, number, body, headers))
    except Unreachable as unreachable:
        return outcome(fault=unreachable.fault)
    except ssl.SSLError:
        return outcome(fault=Try.Fault.SECURITY)
    except TimeoutError:
        return outcome(fault=Try.Fault.NO_ANSWER)
    except (OSError, http.client.HTTPException, ValueError):
        late = time.monotonic() - begun >= LONGEST
        return outcome(fault=Try.Fault.NO_ANSWER if late else Try.Fault.CONNECTION)


def _posted(parts: SplitResult, number: str, body: bytes, headers: Mapping[str, str]) -> int:
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    line = http.client.HTTPConnection(host, parts.port or (443 if secure else 80), timeout=SILENCE)
    line.sock = socket.create_connection((number, line.port), SILENCE)
    limit = threading.Timer(LONGEST, _cut, [line])
    limit.daemon = True
    limit.start()
    try:
        if secure:
            context = ssl.create_default_context()
            line.sock = context.wrap_socket(line.sock, server_hostname=host, do_handshake_on_connect=False)
            line.sock.do_handshake()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        line.request("POST", path, body, dict(headers))
        return line.getresponse().status
    finally:
        limit.cancel()
        line.close()


def _cut(line: http.client.HTTPConnection) -> None:
    """Ends a connection that would drip on for ever. The plain shutdown: the one of TLS would wait for its lock."""
    with contextlib.suppress(OSError, TypeError):
        socket.socket.shutdown(line.sock, socket.SHUT_RDWR)
