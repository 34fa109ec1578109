"""The life of long work: waiting, running, done; cancelled, failed, left behind; never two workers at one job."""

import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.utils import timezone, translation

from tests.apps.population import five_year as five
from tests.cast import build_wakimizu
from wakimizu.apps.population import operations
from wakimizu.apps.population.models import Run, Table
from wakimizu.shared import jobs
from wakimizu.shared.errors import BadInput
from wakimizu.shared.jobs import JobState, Worker, claim
from wakimizu.shared.scoping import all_cities, in_city

LONG = 60  # seconds after which a test gives up


@pytest.fixture
def asked(town):
    """Asks for a projection; each a minute after the one before."""
    base, made = five.peopled(town)
    minutes = iter(range(100))

    def ask(**more):
        facts = {"name": "中位", "base": base, "base_day": five.DAY, "assumptions": made, "until": 2030, **more}
        run = operations.ask_run(town.system(), run=Run(city=town.city, **facts))
        asked_at = timezone.now() - timedelta(hours=1) + timedelta(minutes=next(minutes))
        Run.objects.filter(pk=run.pk).update(asked_at=asked_at)
        return fresh(run)

    return ask


def fresh(run):
    run.refresh_from_db()
    return run


@pytest.fixture
def does(monkeypatch):
    """Another work for projections, in this process."""
    return lambda work: monkeypatch.setitem(jobs._work, Run._meta.label, work)


class TestOneJob:
    def test_from_waiting_to_done(self, asked):
        run = asked()
        assert (run.state, run.progress, run.is_open, run.tone) == (JobState.WAITING, 0, True, "waiting")
        done = jobs.run(run)
        assert (done.state, done.progress, done.is_open) == (JobState.DONE, 1, False)
        assert done.begun_at and done.ended_at >= done.begun_at and done.result

    def test_what_it_tells_is_said_in_the_readers_language(self, asked):
        run = jobs.run(asked())
        with translation.override("en"):
            assert run.told == "4 areas to 2030."
        with translation.override("ja"):
            assert "2030年" in run.told and "areas" not in run.told

    def test_progress_never_goes_backwards_nor_beyond_one(self, asked):
        run, seen = asked(), []
        for progress in (0.2, 0.1, 0.5, 7.0, 0.3):
            run.tell(progress, "x")
            seen.append(fresh(run).progress)
        assert seen == [0.2, 0.2, 0.5, 1.0, 1.0]

    def test_every_step_of_a_projection_goes_forward(self, asked, monkeypatch):
        told = []
        tell = jobs.Job.tell
        monkeypatch.setattr(
            jobs.Job, "tell", lambda job, done, *words, **more: (told.append(done), tell(job, done, *words, **more))[1]
        )
        jobs.run(asked(draws=10))
        assert told == sorted(told) and len(told) > 5 and told[-1] == 1.0

    def test_a_refusal_is_its_reason(self, asked, does):
        def refuse(run):
            raise BadInput("Choose another table: 100 % of it is gone.")

        does(refuse)
        run = jobs.run(asked())
        assert (run.state, run.told) == (JobState.FAILED, "Choose another table: 100 % of it is gone.")
        assert run.ended_at and run.progress < 1

    def test_a_fault_of_ours_tells_no_secrets(self, asked, does):
        def fall(run):
            raise RuntimeError("password 1234")

        does(fall)
        with translation.override("en"):
            run = jobs.run(asked())
            assert run.state == JobState.FAILED and "fault of ours" in run.told

    def test_what_was_told_last_stands_when_it_is_done(self, asked, does):
        does(lambda run: run.tell(0.5, "%(areas)s areas to %(year)d.", areas="9", year=2030))
        with translation.override("en"):
            assert jobs.run(asked()).told == "9 areas to 2030."


class TestClaiming:
    def test_the_one_that_waits_longest_comes_first(self, asked):
        first, second = asked(), asked()
        assert (claim(), claim(), claim()) == (first, second, None)
        assert fresh(first).state == JobState.RUNNING and first.seen_at

    def test_what_people_ask_for_does_not_wait_behind_what_nobody_waits_for(self, asked, monkeypatch):
        run = asked()
        assert claim(behind=True) is None and fresh(run).state == JobState.WAITING
        monkeypatch.setattr(type(run), "behind", True)
        assert claim(behind=False) is None
        assert claim(behind=True) == run

    def test_what_was_cancelled_while_it_waited_is_not_begun(self, asked, town):
        run = asked()
        operations.cancel_job(town.system(), job=run)
        assert (fresh(run).state, claim()) == (JobState.CANCELLED, None)
        assert run.ended_at

    def test_one_that_was_left_behind_is_taken_up_again(self, asked):
        run = asked()
        assert claim() == run
        Run.objects.update(seen_at=timezone.now() - jobs.LEFT_BEHIND / 2)
        assert claim() is None
        Run.objects.update(seen_at=timezone.now() - jobs.LEFT_BEHIND * 2)
        assert claim() == run

    def test_one_that_was_left_behind_and_cancelled_is_not_begun_again(self, asked, town):
        run = asked()
        claim()
        operations.cancel_job(town.system(), job=fresh(run))
        Run.objects.update(seen_at=timezone.now() - jobs.LEFT_BEHIND * 2)
        assert (claim(), fresh(run).state) == (None, JobState.CANCELLED)

    def test_one_that_still_tells_is_not_left_behind(self, asked):
        run = asked()
        claim()
        Run.objects.update(seen_at=timezone.now() - jobs.LEFT_BEHIND * 2)
        run.tell(0.1, "x")
        assert claim() is None

    def test_jobs_of_all_cities_are_claimed(self, asked, tonari):
        run = asked()
        with in_city(tonari.city.pk):
            assert claim() == run


# ── with real commits, processes and threads ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def real(own_database, monkeypatch):
    """A town in a database of its own, which other processes can open too; asks for projections."""
    name = connections.settings["default"]["NAME"]
    monkeypatch.setenv("DATABASE_URL", own_database.url(Path(name).name.removesuffix(".sqlite3")))
    town = build_wakimizu()
    with in_city(town.city.pk):
        base, made = five.peopled(town)

    def ask(**more):
        facts = {"name": "中位", "base": base, "base_day": five.DAY, "assumptions": made, "until": 2030, **more}
        with in_city(town.city.pk):
            return operations.ask_run(town.system(timezone.now()), run=Run(city=town.city, **facts))

    ask.town = town
    return ask


def look(run):
    with all_cities():
        return Run.objects.get(pk=run.pk)


def wait_for(what):
    until = time.monotonic() + LONG
    while not (found := what()):
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.05)
    return found


class Working:
    """A worker in a thread, as the site has it."""

    def __enter__(self):
        self.worker = Worker(every=0.05)
        self.thread = threading.Thread(target=self.worker.run)
        self.thread.start()
        return self.worker

    def __exit__(self, *fault):
        self.worker.stop()
        self.thread.join()


STUCK = """
import signal, sys, django
django.setup()
from wakimizu.apps.population.models import Run
from wakimizu.shared import jobs
from wakimizu.shared.scoping import all_cities
jobs._work["population.Run"] = lambda job: (job.tell(0.4), signal.pause())
with all_cities():
    jobs.run(Run._base_manager.get(pk=sys.argv[1]))
"""


def instead(monkeypatch, script):
    """The worker begins another process than it would."""
    start = subprocess.Popen

    def begin(words, **more):
        return start([sys.executable, "-c", script, words[-1]], **more)

    monkeypatch.setattr(jobs.subprocess, "Popen", begin)


def test_the_worker_does_what_waits_in_a_process_of_its_own(real):
    runs = [real(name="一"), real(name="二")]
    with Working():
        wait_for(lambda: all(look(run).state == JobState.DONE for run in runs))
    with all_cities():
        assert Table.objects.filter(kind="run").count() == 2


def test_a_running_job_is_ended_when_somebody_cancels(real, monkeypatch):
    instead(monkeypatch, STUCK)
    run = real()
    with Working():
        begun = wait_for(lambda: (row := look(run)).state == JobState.RUNNING and row.progress >= 0.4 and row)
        with in_city(real.town.city.pk):
            operations.cancel_job(real.town.system(timezone.now()), job=begun)
        ended = wait_for(lambda: not (row := look(run)).is_open and row)
    assert ended.state == JobState.CANCELLED and ended.ended_at
    assert ended.result is None
    with all_cities():
        assert not Table.objects.filter(kind="run").exists()


WILLING = """
import sys, time, django
django.setup()
from wakimizu.apps.population.models import Run
from wakimizu.shared import jobs
from wakimizu.shared.scoping import all_cities
def work(job):
    job.tell(0.4)
    while not job.stop_asked():
        time.sleep(0.05)
    job.tell(0.9, "Handed over.")
jobs._work["population.Run"] = work
with all_cities():
    jobs.run(Run._base_manager.get(pk=sys.argv[1]))
"""


def cancelled(real):
    """A run that somebody cancels while it is under way."""
    run = real()
    begun = wait_for(lambda: (row := look(run)).state == JobState.RUNNING and row.progress >= 0.4 and row)
    with in_city(real.town.city.pk):
        operations.cancel_job(real.town.system(timezone.now()), job=begun)
    return wait_for(lambda: not (row := look(run)).is_open and row)


def test_with_a_grace_a_cancelled_job_may_hand_over_what_it_has(real, monkeypatch):
    monkeypatch.setattr(Run, "grace", timedelta(seconds=LONG))
    instead(monkeypatch, WILLING)
    with Working():
        ended = cancelled(real)
    with translation.override("en"):
        assert (ended.progress, ended.told) == (1.0, "Handed over.")


def test_when_the_grace_is_over_it_is_ended(real, monkeypatch):
    monkeypatch.setattr(Run, "grace", timedelta(seconds=0.2))
    instead(monkeypatch, STUCK)
    with Working():
        ended = cancelled(real)
    assert (ended.state, ended.progress) == (JobState.CANCELLED, 0.4)


def test_live_figures_are_written_while_it_goes_on(asked):
    run = asked()
    run.note(name="前半")
    assert fresh(run).name == "前半"


def test_a_worker_that_is_stopped_says_so_at_its_job(real, monkeypatch):
    instead(monkeypatch, STUCK)
    run = real()
    with Working():
        wait_for(lambda: look(run).progress >= 0.4)
    ended = look(run)
    assert ended.state == JobState.CANCELLED
    with translation.override("en"):
        assert "ask for it again" in ended.told


def test_a_process_that_is_killed_leaves_its_reason(real, monkeypatch):
    instead(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    run = real()
    with Working():
        wait_for(lambda: look(run).state == JobState.FAILED)
    with translation.override("en"):
        assert look(run).told == "Its process ended early (code -9)."


def test_two_workers_never_take_the_same_job(real):
    runs = {real(name=str(n)).pk for n in range(12)}
    taken, together = [], threading.Barrier(4)

    def work():
        together.wait()
        while (job := claim()) is not None:
            taken.append(job.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(runs)


def test_the_command_refuses_what_is_not_there_or_has_ended(real):
    run = real()

    def command(number):
        words = [sys.executable, "-m", "wakimizu", "job", "population.Run", str(number)]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    assert "There is no" in command(run.pk + 99).stderr
    assert command(run.pk).returncode == 0 and look(run).state == JobState.DONE
    again = command(run.pk)
    assert again.returncode and "has ended" in again.stderr
