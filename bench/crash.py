"""kill -9 during concurrent posts, again and again: is any receipt lost, is any row half made?

One SQLite file lives through all runs. Each time several visitors post voices, some with a way to reach them and some
with a photo; at a random moment the whole process group is killed, and the server started again. Whoever got no answer
sends the same form once more, as a browser's reload does. At the end every receipt that was ever handed out must open,
every voice must be there once and whole, and `ledger verify` must pass.
"""

import argparse
import http.client
import io
import random
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench import report
from bench.server import Server, environment, wakimizu
from bench.visitor import Visitor, new_submission

VISITORS = 4
CONTACT, PHOTO = "c", "f"  # the first letter of a submission says what came with the voice
HALF_MADE = {
    "voices without a ledger entry": "SELECT count(*) FROM voices_voice v WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e "
    "WHERE e.operation = 'receive_voice' AND e.object_type = 'voices.Voice' AND e.object_id = v.id)",
    "ledger entries without a voice": "SELECT count(*) FROM ledger_entry e WHERE e.operation = 'receive_voice' "
    "AND NOT EXISTS (SELECT 1 FROM voices_voice v WHERE v.id = e.object_id)",
    "contacts without a voice": "SELECT count(*) FROM voices_contact WHERE voice_id NOT IN (SELECT id FROM voices_voice)",
    "photos without a voice": "SELECT count(*) FROM voices_photo WHERE voice_id NOT IN (SELECT id FROM voices_voice)",
    "voices that lack their contact": "SELECT count(*) FROM voices_voice WHERE length(submission) = 32 "
    f"AND (substr(submission, 1, 1) = '{CONTACT}') != (id IN (SELECT voice_id FROM voices_contact))",
    "voices that lack their photo": "SELECT count(*) FROM voices_voice WHERE length(submission) = 32 "
    f"AND (substr(submission, 1, 1) = '{PHOTO}') != (id IN (SELECT voice_id FROM voices_photo))",
}


@dataclass
class Memory:
    """What the visitors know: receipts by submission, and submissions that never got an answer."""

    receipts: dict[str, str] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)  # a submission whose second receipt was another one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--runs", type=int, default=50, help="how many times the server is killed (default 50)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of death (default 1)")


def run(options: argparse.Namespace) -> dict[str, float | bool]:
    chance, memory, resent, restarts = random.Random(options.seed), Memory(), 0, []
    with tempfile.TemporaryDirectory(prefix="wakimizu-bench-") as temporary:
        folder = Path(temporary)
        env = environment(folder)
        wakimizu(env, "demo", "--no-serve", "--voices", "200")
        server = Server(env, folder / "log")
        for _run in range(options.runs):
            restarts.append(server.start())
            resent += _send_again(server.port, memory)
            _load_until_killed(server, memory, chance)
        with server:
            resent += _send_again(server.port, memory)
            lost = sum(not _opens(server.port, receipt) for receipt in memory.receipts.values())
        with sqlite3.connect(folder / "wakimizu.sqlite3") as line:
            kept = dict(line.execute("SELECT submission, receipt FROM voices_voice WHERE length(submission) = 32"))
            rows = line.execute("SELECT count(*) FROM voices_voice WHERE length(submission) = 32").fetchone()[0]
            half = {name: line.execute(query).fetchone()[0] for name, query in HALF_MADE.items()}
            sound = line.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            unknown = len(kept.keys() - memory.receipts.keys())
        lost += sum(kept.get(submission) != receipt for submission, receipt in memory.receipts.items())
        verdict = wakimizu(env, "ledger", "verify", check=False)
    figures = {
        "runs": options.runs,
        "receipts": len(memory.receipts),
        "lost": lost,
        "half_made": sum(half.values()) + rows - len(kept),
        "resent": resent,
        "changed_receipts": len(memory.changed),
        "voices_nobody_knows": unknown,
        "refused": len(memory.refused),
        "integrity_ok": sound,
        "ledger_ok": verdict.returncode == 0,
        "median_restart_s": round(report.quantile(restarts, 0.5), 2),
    }
    report.table(
        [["figure", "value"], *figures.items(), *half.items()], f"{VISITORS} visitors at once, seed {options.seed}"
    )
    print("\n" + "\n".join(f"  {said}" for said in verdict.stdout.splitlines()))
    return figures


def _load_until_killed(server: Server, memory: Memory, chance: random.Random) -> None:
    """Post from all sides, and kill everything at a random moment while they do."""
    crowd = [
        threading.Thread(target=_post, args=(server.port, memory, chance.randrange(1 << 30)))
        for _one in range(VISITORS)
    ]
    for one in crowd:
        one.start()
    time.sleep(chance.uniform(0.3, 1.2))
    server.kill()
    for one in crowd:
        one.join()


def _post(port: int, memory: Memory, seed: int) -> None:
    """Post until the server dies. Lists and dictionaries are safe to add to from several threads."""
    chance = random.Random(seed)
    visitor = Visitor(port)
    submission = ""
    try:
        visitor.open_form()
        while True:
            submission = chance.choice(["0", "1", "2", CONTACT, PHOTO]) + new_submission()[1:]
            _say(visitor, memory, submission, chance.randrange(10_000))
            submission = ""
    except (OSError, http.client.HTTPException):
        if submission:
            memory.unanswered.append(submission)


def _say(visitor: Visitor, memory: Memory, submission: str, number: int) -> None:
    name = "水前寺 花子" if submission[0] == CONTACT else ""
    status, receipt = visitor.say(number, submission, name, next(PHOTOS) if submission[0] == PHOTO else b"")
    if status != 302 or not receipt:
        memory.refused.append(status)
    elif memory.receipts.setdefault(submission, receipt) != receipt:
        memory.changed.append(submission)


def _send_again(port: int, memory: Memory) -> int:
    """Those without an answer, and a few that had one, send the same form again: the same voice, the same receipt."""
    again = memory.unanswered[:] + list(memory.receipts)[-2:]
    memory.unanswered.clear()
    visitor = Visitor(port)
    visitor.open_form()
    for submission in again:
        _say(visitor, memory, submission, 0)
    visitor.close()
    return len(again)


def _opens(port: int, receipt: str) -> bool:
    visitor = Visitor(port)
    status, page = visitor.get(f"/follow/{receipt}/")
    visitor.close()
    return status == 200 and receipt in page


def _photos() -> Iterator[bytes]:
    from PIL import Image

    kept = io.BytesIO()
    Image.effect_noise((160, 120), 60).convert("RGB").save(kept, "JPEG")
    while True:
        yield kept.getvalue()


class _Shared:
    """One generator for all threads."""

    def __init__(self) -> None:
        self.lock, self.source = threading.Lock(), _photos()

    def __next__(self) -> bytes:
        with self.lock:
            return next(self.source)


PHOTOS = _Shared()
