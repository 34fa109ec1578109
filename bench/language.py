"""What is learned from voices: how fast, how right, and similar needs among a million voices.

A demo city of some thousand voices is built, copied until there is a million, and learned from by the real job. How right it
is, is measured three times: on the newest fifth of its voices; on sentence templates held back whole; and on sentences written
by hand that follow no template (language_sentences.toml). Beside each stands what the routing table's words get right, and
the commonest answer. How often the My Number guard cries without reason is asked of `bench mynumber`.

The million: the job reads the city's own voices and needs; each copy gets its original's meaning moved a little at random. The
queries that the voice's page makes are timed there and what they find is compared with looking at every need.
"""

import argparse
import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import mynumber, report
from bench.pages import FOLDER, _built
from bench.server import HERE, environment, sqlite_url

MS_SUGGEST, S_TRAIN, P95_MS, MB_TRAIN = 5, 60, 50, 2048
TAUGHT, ASKED, EXACT = 200_000, 300, 60
NOISE = 4.0  # by how much a copy's 64 numbers (-127 … 127) are moved


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--voices", type=int, default=1_000_000, help="how many voices the file holds (default a million)"
    )
    parser.add_argument(
        "--base", type=int, default=20_000, help="of how many demo voices they are copies (default 20,000)"
    )
    parser.add_argument("--taught", type=int, default=TAUGHT, help="voices to learn from when timed (default 200,000)")


def run(options: argparse.Namespace) -> dict[str, float]:
    path = _million(options.base, options.voices)
    figures: dict[str, float] = {
        **_child("asked", path),
        **_child("quality", path),
        **_child("trained", path, str(options.taught)),
        "false_alarm_rate": mynumber.false_alarms()["overall"],
    }
    rows: list[list[object]] = [["figure", "measured", "wanted", ""]]
    for name, wanted in (
        ("ms_suggest", MS_SUGGEST),
        ("s_train", S_TRAIN),
        ("mb_train", MB_TRAIN),
        ("p95_ms_similar", P95_MS),
    ):
        rows.append([name, float(figures[name]), f"under {wanted}", report.verdict(figures[name] < wanted)])
    rows += [[name, float(value), "", ""] for name, value in figures.items() if name not in {row[0] for row in rows}]
    report.table(rows, f"What is learned, with {figures['voices']:,.0f} voices in the file")
    return {name: round(value, 4) for name, value in figures.items()}


def _child(what: str, path: Path, *more: str) -> dict[str, float]:
    """Measured in a process of its own, so that one does not grow by another's libraries."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.language", what, *more],
        env={**environment(FOLDER, sqlite_url(path)), "PYTHONPATH": f"{HERE / 'src'}:{HERE}"},
        cwd=HERE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _million(base: int, voices: int) -> Path:
    """The file with so many voices, all read; made if it is not there."""
    source = _built(base)
    path = FOLDER / f"language-{voices}.sqlite3"
    about = source.with_suffix(".json").read_text()
    kept = path.with_suffix(".json")
    if path.exists() and kept.exists() and kept.read_text() == about:
        return path
    print(f"  making {path} ...", flush=True)
    shutil.copy(source, path)
    for step in ("copied", "learned", "placed"):
        _child(step, path, str(voices))
    kept.write_text(about)
    return path


def copied(voices: int) -> dict[str, float]:
    """Copy voices and needs until there are so many voices."""
    file = _file()
    for number in _copies(file, voices):
        _copy_rows(file, "voices_voice", UNIQUE, number)
        _copy_rows(file, "voices_need", {}, number)
        file.commit()
    return {}


def learned(_voices: int) -> dict[str, float]:
    """Learn from the city as its worker would; of what it would read then, the originals alone."""
    from unittest.mock import patch

    from django.utils import timezone

    from wakimizu.apps.city.queries import system_actor
    from wakimizu.apps.voices.learning import training
    from wakimizu.apps.voices.models import Need, Voice
    from wakimizu.apps.voices.operations import ask_training, read_with
    from wakimizu.shared import jobs

    actor = system_actor(_city().pk, timezone.now())

    def read_originals(row: Any, _job: Any) -> None:
        for rows, name in ((Voice.objects.filter(erased_at=None), "voices"), (Need.objects.all(), "needs")):
            numbers = list(rows.filter(pk__lt=STEP).values_list("pk", flat=True))
            for at in range(0, len(numbers), 500):
                read_with(actor, model=row, **{"voices": [], "needs": [], name: numbers[at : at + 500]})

    with patch.object(training, "read_all", read_originals):
        jobs.run(ask_training(actor, city=_city()))
    return {}


def placed(voices: int) -> dict[str, float]:
    """A reading for each copy."""
    import numpy as np

    from wakimizu.apps.voices.learning import live

    row = live.row_of(_city().pk)
    assert row is not None
    centres, chance, file = live.model_of(row).space.centres, np.random.default_rng(1), _file()
    for number in _copies(file, voices):
        for table, key in (("voices_reading", "voice_id"), ("voices_needreading", "need_id")):
            _copy_readings(file, table, key, number, centres, chance)
        file.commit()
    return {}


def _file() -> sqlite3.Connection:
    """The file to be written without a journal."""
    from django.conf import settings
    from django.db import connection

    connection.close()
    file = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    file.executescript("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000")
    return file


def _copies(file: sqlite3.Connection, voices: int) -> range:
    there = file.execute(f"SELECT count(*) FROM voices_voice WHERE id < {STEP}").fetchone()[0]
    return range(1, -(-voices // there))


UNIQUE = {"receipt": "'C' || {n} || '-' || id", "submission": "'copy-{n}-' || id"}
STEP = 10_000_000  # between the numbers of one copy and the next


def _copy_rows(file: sqlite3.Connection, table: str, own: dict[str, str], number: int) -> None:
    names = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
    values = [f"id + {number * STEP}" if name == "id" else own.get(name, name).format(n=number) for name in names]
    file.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} WHERE id < {STEP}")


def _copy_readings(file: sqlite3.Connection, table: str, key: str, number: int, centres: Any, chance: Any) -> None:
    import numpy as np

    names = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
    rows = file.execute(f"SELECT {', '.join(names)} FROM {table} WHERE {key} < {STEP}").fetchall()
    at = {name: place for place, name in enumerate(names)}
    lie = np.frombuffer(b"".join(row[at["vector"]] for row in rows), np.int8).reshape(len(rows), -1)
    moved = np.clip(np.rint(lie + chance.normal(0, NOISE, lie.shape)), -127, 127).astype(np.int8)
    nearest = np.argmax(moved.astype(np.float32) @ centres.T, axis=1)
    copies = []
    for row, vector, cell in zip(rows, moved, nearest.tolist(), strict=True):
        copy = list(row)
        copy[at[key]] += number * STEP
        copy[at["cell"]], copy[at["vector"]] = cell, vector.tobytes()
        copies.append(copy)
    file.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", copies)


def _city() -> Any:
    from wakimizu.apps.city.models import City
    from wakimizu.demo.build import KUMAMOTO

    return City.objects.get(code=KUMAMOTO)


# ── how fast ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def asked() -> dict[str, float]:
    """A suggestion's CPU time; the page's query among all needs, and how much of what lies closest it finds."""
    from django.utils import timezone

    from wakimizu.apps.city.queries import system_actor
    from wakimizu.apps.voices.learning import live
    from wakimizu.apps.voices.learning.analysis import closest
    from wakimizu.apps.voices.learning.models import NeedReading, Reading
    from wakimizu.apps.voices.learning.similar import CLOSE, around, needs_like, voices_in_the_same_words
    from wakimizu.apps.voices.models import Voice

    city = _city()
    row = live.row_of(city.pk)
    assert row is not None
    numbers = random.Random(3).sample(
        list(Reading.objects.order_by("-voice_id").values_list("pk", flat=True)[:200_000]), ASKED
    )
    voices = list(Voice.objects.filter(pk__in=numbers).select_related("reading"))
    actor = system_actor(city.pk, timezone.now())
    live.read(row, voices[0].text)
    begun = time.process_time()
    for voice in voices:
        live.read(row, voice.text)
    suggest = (time.process_time() - begun) / len(voices) * 1000
    taken, cpu = _timed(voices, lambda voice: needs_like(actor, voice, voice.reading, row, but=set()))
    same, cpu_same = _timed(voices, lambda voice: voices_in_the_same_words(actor, voice, voice.reading, row))
    everything = list(NeedReading.objects.filter(space=row.space).values_list("need_id", "vector"))
    hit = total = 0
    for voice in voices[:EXACT]:
        vector = bytes(voice.reading.vector)
        best = closest(vector, everything, 10, CLOSE)
        found = closest(vector, around(NeedReading, voice.reading, row), 10, CLOSE)
        total += len(best)
        hit += sum(mine[1] >= theirs[1] - 1e-6 for mine, theirs in zip(found, best, strict=False))
    return {
        "voices": float(Voice.objects.count()), "needs": float(len(everything)), "ms_suggest": suggest,
        "p95_ms_similar": report.quantile(taken, 0.95), "p50_ms_similar": report.quantile(taken, 0.5),
        "cpu_ms_similar": cpu, "recall_similar": hit / max(total, 1),
        "p95_ms_same_words": report.quantile(same, 0.95), "cpu_ms_same_words": cpu_same,
    }  # fmt: skip


def _timed(voices: list[Any], ask: Callable[[Any], object]) -> tuple[list[float], float]:
    """Milliseconds of each call, and of CPU on average."""
    taken, cpu = [], time.process_time()
    for voice in voices:
        at = time.perf_counter()
        ask(voice)
        taken.append((time.perf_counter() - at) * 1000)
    return taken, (time.process_time() - cpu) / len(voices) * 1000


def trained(taught: int) -> dict[str, float]:
    """Learning alone, from so many of the file's voices, each with two rare words of its own so that no two are the same."""
    from wakimizu.apps.city.directory import directory
    from wakimizu.apps.voices.catalogue import catalogue
    from wakimizu.apps.voices.learning import analysis, rules, training

    city, chance = _city(), random.Random(7)
    book, known = directory(city), catalogue(city)
    said = [each for _voice, each in training.sorted_voices(book)]
    rows = [
        (f"{text}{_rare(chance)}、{_rare(chance)}", topic, target)
        for text, topic, target in chance.choices(said, k=taught)
    ]
    begun = time.perf_counter(), time.process_time()
    examples = training.taught_by_tables(known)
    analysis.learn(
        rows[2_000:], rows[:2_000], examples, rules.example_counts(len(rows) - 2_000, len(examples)),
        training.names_of(book), training.terms_of(known),
        before=None, keep_space=False, voices=1_000_000, seed=1,
    )  # fmt: skip
    return {
        "s_train": time.perf_counter() - begun[0],
        "cpu_s_train": time.process_time() - begun[1],
        "mb_train": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _rare(chance: random.Random) -> str:
    return "".join(chr(0x4E00 + chance.randrange(8_000)) for _letter in range(2))


# ── how right ────────────────────────────────────────────────────────────────────────────────────────────────────────


def quality() -> dict[str, float]:
    from wakimizu.apps.city.directory import directory
    from wakimizu.apps.voices.catalogue import catalogue
    from wakimizu.apps.voices.learning import live

    city = _city()
    book, known = directory(city), catalogue(city)
    row = live.row_of(city.pk)
    assert row is not None
    topic, office = row.figures["topic"], row.figures["office"]
    return {
        "accuracy_topic": topic["accuracy"], "commonest_topic": topic["commonest"],
        "accuracy_office": office["accuracy"], "commonest_office": office["commonest"],
        "calibration_error_topic": topic["calibration_error"],
        **_rules_on_held_back(book, known), **_templates(book, known), **_by_hand(row, known),
    }  # fmt: skip


def _rules_on_held_back(book: Any, known: Any) -> dict[str, float]:
    """What the routing table alone gets right of the same held-back voices."""
    from itertools import islice

    from wakimizu.apps.voices.learning import rules, training
    from wakimizu.apps.voices.models import NeedVoice
    from wakimizu.apps.voices.rules import route, suggest_topic

    said = NeedVoice.objects.filter(until=None, voice_id__lt=STEP).count()
    topics = offices = n = 0
    for voice, (text, topic, target) in islice(training.sorted_voices(book), min(rules.held_back(said), 500)):
        del voice
        n += 1
        topics += suggest_topic(text, known.topics)[0].code == topic
        routed = route(text=text, channel="web", place=book.wards[0], chosen=None, topics=known.topics, table=known.table,
                       book=book, today=_today())  # fmt: skip
        offices += rules.target_of(routed.office, book.wards[0], book) == target
    return {"rules_topic": topics / n, "rules_office": offices / n}


def _today() -> Any:
    from django.utils import timezone

    return timezone.localdate()


def _templates(book: Any, known: Any) -> dict[str, float]:
    """Learned without a quarter of each topic's sentence templates, asked about those."""
    from wakimizu.apps.voices.learning import analysis, rules, training
    from wakimizu.demo.build import phrases

    chance, said = random.Random(5), phrases()
    places = [area.name for area in book.districts]
    taught, aside = [], []
    for topic, words in said["topic"].items():
        templates = [*words["ja"], *words["en"], *words["easy"]]
        chance.shuffle(templates)
        cut = max(1, len(templates) // 4)
        aside += [(_filled(each, said, places, chance), topic, "") for each in templates[:cut] for _again in range(3)]
        taught += [
            (_filled(each, said, places, chance), topic, topic) for each in templates[cut:] for _again in range(8)
        ]
    shares = {}
    for name, examples in (
        ("templates_topic", training.taught_by_tables(known)),
        ("templates_without_tables_topic", []),
    ):
        found = analysis.learn(
            taught, aside, examples, rules.example_counts(len(taught), len(examples)), training.names_of(book),
            training.terms_of(known),
            before=None, keep_space=False, voices=1_000, seed=1,
        )  # fmt: skip
        shares[name] = found.shares["topic"]
    return shares


def _filled(template: str, said: Any, places: list[str], chance: random.Random) -> str:
    return template.format(
        place=chance.choice(places), time=chance.choice(said["times"]), age=chance.choice(said["ages"]),
        days=chance.choice(said["days"]),
    )  # fmt: skip


def _by_hand(row: Any, known: Any) -> dict[str, float]:
    from wakimizu.apps.voices.learning import live
    from wakimizu.apps.voices.learning.analysis import reading_of
    from wakimizu.apps.voices.rules import suggest_topic

    file = tomllib.loads((HERE / "bench" / "language_sentences.toml").read_text())
    said = [(text, topic) for topic, texts in file.items() for text in texts]
    model = live.model_of(row)
    readings = [(reading_of(model, row, text), text, topic) for text, topic in said]
    shown = [(reading, topic) for reading, _text, topic in readings if reading.topic_sure >= 0.5]
    says = sum(reading.topic_sure for reading, _topic in shown) / max(len(shown), 1)
    return {
        "by_hand_topic": sum(reading.topic == topic for reading, _text, topic in readings) / len(said),
        "by_hand_rules_topic": sum(suggest_topic(text, known.topics)[0].code == topic for text, topic in said)
        / len(said),
        "by_hand_sure_share": len(shown) / len(said),
        "by_hand_sure_says": says,
        "by_hand_sure_right": sum(reading.topic == topic for reading, topic in shown) / max(len(shown), 1),
    }


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wakimizu.config.settings")
    django.setup()
    from wakimizu.shared.scoping import in_city

    with in_city(_city().pk):
        what = {each.__name__: each for each in (copied, learned, placed, asked, quality, trained)}[sys.argv[1]]
        print(json.dumps(what(*map(int, sys.argv[2:]))))
