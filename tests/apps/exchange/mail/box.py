"""An in-box that speaks just the IMAP we ask for (RFC 9051), on a thread and a free port."""

import re
import socketserver
import threading


class Box(socketserver.ThreadingTCPServer):
    """`messages` by number; `flags` are what was stored on each."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, *messages: bytes) -> None:
        self.messages = dict(enumerate(messages, 1))
        self.flags: dict[int, str] = {}
        super().__init__(("127.0.0.1", 0), Session)

    @property
    def port(self) -> int:
        return self.server_address[1]

    def __enter__(self) -> "Box":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_caught: object) -> None:
        self.shutdown()
        self.server_close()


class Session(socketserver.StreamRequestHandler):
    server: Box

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("* OK box ready")
        while line := self.rfile.readline().decode().strip():
            tag, words = line.split(" ", 1)
            self.answer(words)
            self.say(f"{tag} OK done")
            if words.upper().startswith("LOGOUT"):
                return

    def answer(self, words: str) -> None:
        box, upper = self.server, words.upper()
        if upper.startswith("CAPABILITY"):
            self.say("* CAPABILITY IMAP4rev1")
        elif upper.startswith("SELECT"):
            self.say(f"* {len(box.messages)} EXISTS")
        elif upper.startswith("UID SEARCH"):
            self.say("* SEARCH " + " ".join(str(n) for n in box.messages if n not in box.flags))
        elif upper.startswith("UID STORE"):
            _uid, _store, number, _sign, flags = words.split(" ", 4)
            box.flags[int(number)] = flags
        elif upper.startswith("UID FETCH"):
            self.fetch(int(words.split()[2]), upper)

    def fetch(self, number: int, words: str) -> None:
        message = self.server.messages[number]
        if "RFC822.SIZE" in words:
            self.say(f"* {number} FETCH (UID {number} RFC822.SIZE {len(message)})")
            return
        part = re.search(r"<0\.(\d+)>", words)
        message = message[: int(part[1])] if part else message
        self.wfile.write(f"* {number} FETCH (UID {number} BODY[] {{{len(message)}}}\r\n".encode() + message + b")\r\n")
