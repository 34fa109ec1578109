"""A spreadsheet of past voices taken in by the worker's process: seconds and memory, on SQLite and on PostgreSQL.

The file has a line for each voice, two in three with an answer, and is written as cities write theirs. It is sent, looked at
and taken in as a planner would; both are measured as the processes of their own that the worker starts. Meanwhile a
resident sends voices, one each second: the longest wait is how long the file keeps others from writing. A file of a
twentieth of the lines tells by how much memory grows with the lines.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path

from bench import postgresql, report
from bench.server import HERE, Server, environment, wakimizu
from bench.visitor import Visitor, new_submission

SECONDS, MB, WAIT_MS = 180, 300, 1000  # the targets
WHO = "planner.chuo@demo.example"
TOPICS = ["道路", "税", "障がい", "学校・教育", "公園・緑地"]
ENDINGS = ["対応済", "検討中", "対応困難"]
COLUMNS = ["受付番号", "受付日", "受付方法", "分野", "校区", "内容", "氏名", "回答", "回答日", "担当課", "対応結果"]
Figures = dict[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=50_000, help="lines of the file (default 50,000)")


def run(options: argparse.Namespace) -> Figures:
    figures: Figures = {}
    with tempfile.TemporaryDirectory(prefix="wakimizu-bench-") as temporary:
        folder = Path(temporary)
        env = environment(folder)
        figures |= _measured(env, folder, options.rows, "")
        with postgresql.cluster() as cluster:
            if cluster:
                figures |= _measured(environment(folder, cluster.url), folder, options.rows, "_postgresql")
    rows: list[list[object]] = [["figure", "measured", "wanted", ""]]
    for name, value in figures.items():
        most = {"s_taken": SECONDS, "mb_taken": MB, "ms_others": WAIT_MS}.get(name.removesuffix("_postgresql"))
        rows.append([name, value, f"under {most}" if most else "", report.verdict(value < most) if most else ""])
    report.table(rows, f"Past voices from a file of {options.rows:,} lines")
    return {name: round(value, 3) for name, value in figures.items()}


def _measured(env: dict[str, str], folder: Path, rows: int, suffix: str) -> Figures:
    wakimizu(env, "demo", "--no-serve", "--voices", "300")
    few = _through(env, written(folder / "few.csv", rows // 20, "F"), ("taken",))
    with Server(env, folder / "log", [sys.executable, "-m", "wakimizu", "serve", "--no-timer"]) as server:
        waits: list[float] = []
        done = threading.Event()
        resident = threading.Thread(target=_says, args=(server.port, done, waits))
        resident.start()
        many = _through(env, written(folder / "many.csv", rows, "M"), ("looked", "taken"))
        done.set()
        resident.join()
    wakimizu(env, "ledger", "verify")
    found = {**many, "mb_taken_few": few["mb_taken"], "ms_others": max(waits), "voices_of_others": float(len(waits))}
    return {f"{name}{suffix}": value for name, value in found.items()}


def written(path: Path, rows: int, mark: str) -> Path:
    """A file of past voices; `mark` begins its numbers, so that two files hold different voices."""
    chance, first = random.Random(11), date(2019, 4, 1)
    with path.open("w", encoding="cp932", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        for number in range(rows):
            received = first + timedelta(days=chance.randrange(2000))
            answered = [""] * 4
            if number % 3:
                day = received + timedelta(days=chance.randrange(60))
                answered = [
                    "現地を確かめ、業者に直すよう伝えました。" * 3,
                    f"{day:%Y/%m/%d}",
                    "道路保全課",
                    chance.choice(ENDINGS),
                ]
            said = f"{number}番の電柱のそばで困っています。{chance.randrange(10**6)}回お願いしましたが直りません。" * 2
            lines.writerow(
                [
                    f"{mark}{number}",
                    f"{received:%Y/%m/%d}",
                    "電話",
                    chance.choice(TOPICS),
                    "託麻原校区",
                    said,
                    "山田",
                    *answered,
                ]
            )
    return path


def _through(env: dict[str, str], path: Path, steps: tuple[str, ...]) -> Figures:
    """Seconds and highest memory of each step's process."""
    figures: Figures = {}
    for step in steps:
        done = subprocess.run(
            [sys.executable, "-m", "bench.past", step, str(path)], env={**env, "PYTHONPATH": f"{HERE / 'src'}:{HERE}"},
            cwd=HERE, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        number = json.loads(done.stdout.splitlines()[-1])
        begun = time.perf_counter()
        words = [sys.executable, "-m", "wakimizu", "job", "voices.TakingIn", str(number)]
        process = subprocess.Popen(words, env=env, cwd=HERE, stdout=subprocess.DEVNULL)
        _pid, status, used = os.wait4(process.pid, 0)
        if status:
            raise RuntimeError(f"{' '.join(words)}: {status}")
        figures |= {f"s_{step}": time.perf_counter() - begun, f"mb_{step}": used.ru_maxrss / 1024}
        figures[f"cpu_s_{step}"] = used.ru_utime + used.ru_stime
    return figures


def _says(port: int, done: threading.Event, waits: list[float]) -> None:
    visitor = Visitor(port)
    visitor.open_form()
    while not done.wait(1.0):
        begun = time.perf_counter()
        status, _receipt = visitor.say(len(waits), new_submission())
        if status != 302:
            raise RuntimeError(f"a resident's voice was not taken: {status}")
        waits.append((time.perf_counter() - begun) * 1000)


def ask(step: str, path: Path) -> int:
    """Send the file and ask for it to be looked at or taken in; returns the job's number."""
    from django.utils import timezone

    from wakimizu.apps.city.directory import directory
    from wakimizu.apps.city.models import City, Post
    from wakimizu.apps.city.queries import actor_in
    from wakimizu.apps.voices.catalogue import catalogue
    from wakimizu.apps.voices.imports import steps
    from wakimizu.apps.voices.operations import ask_taking_in
    from wakimizu.demo.build import KUMAMOTO
    from wakimizu.shared.scoping import in_city

    city = City.objects.get(code=KUMAMOTO)
    with in_city(city.pk):
        book = directory(city)
        post = Post.objects.get(user__email=WHO)
        actor = actor_in(post, timezone.now(), book.offices[post.office_id])
        file, _known = steps.receive_file(actor, path.read_bytes(), book, catalogue(city))
        return ask_taking_in(actor, file=file, dry=step == "looked").pk


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wakimizu.config.settings")
    django.setup()
    print(ask(sys.argv[1], Path(sys.argv[2])))
