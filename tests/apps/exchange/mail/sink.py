"""A mail server that keeps what it is given: enough of SMTP (RFC 5321) for the tests, on a thread and a free port."""

import socketserver
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Sink(socketserver.ThreadingTCPServer):
    """`refusing` maps an address to the answer to RCPT; `hang_up_after` ends the line after so many messages."""

    refusing: dict[str, str] = field(default_factory=dict)
    kept: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    hang_up_after: int = 10_000
    arrived: threading.Event = field(default_factory=threading.Event)

    allow_reuse_address = True
    daemon_threads = True

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)

    __hash__ = object.__hash__

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(body, policy=policy.default) for _sender, _to, body in self.kept]

    def __enter__(self) -> "Sink":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_caught: object) -> None:
        self.shutdown()
        self.server_close()


class Session(socketserver.StreamRequestHandler):
    server: Sink

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("220 sink ready")
        sender, to = "", list[str]()
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("MAIL FROM:"):
                sender, to = line.split("<")[1].split(">")[0], []
                self.say("250 ok")
            elif word.startswith("RCPT TO:"):
                address = line.split("<")[1].split(">")[0]
                if address not in self.server.refusing:
                    to.append(address)
                self.say(self.server.refusing.get(address, "250 ok"))
            elif word == "DATA":
                self.say("354 go on")
                self.server.kept.append((sender, to, self.body()))
                self.server.arrived.set()
                if len(self.server.kept) >= self.server.hang_up_after:
                    return
                self.say("250 kept")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def body(self) -> bytes:
        lines = list[bytes]()
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)
