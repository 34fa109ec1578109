"""A question to decide together in 湧水市, and people who vote on it in two camps."""

from datetime import timedelta
from itertools import count

from tests.cast import NOW
from wakimizu.apps.community.deliberation import operations, results
from wakimizu.apps.community.deliberation.models import Deliberation, Statement

PLANNER = ("planner", "w-kami-machi")
SEEDS = [(f"意見{n}に賛成する。", f"Statement {n}.") for n in range(8)]
_browsers = count(1)


def drafted(town, key="park", by=PLANNER, seeds=SEEDS, **more):
    row = Deliberation(
        key=key, name="公園をどう使うか", name_en="How to use the park", intro="みんなで考えましょう。",
        opens=NOW.date(), closes=NOW.date() + timedelta(days=20), **{"office": town.offices["w-kami-machi"], **more},
    )  # fmt: skip
    return operations.ask_question(town.actor(*by), deliberation=row, seeds=seeds)


def opened(town, **more):
    return operations.open_question(town.actor(*PLANNER), deliberation=drafted(town, **more))


def statement(question, number):
    return Statement.objects.get(deliberation=question, number=number)


def browser():
    """The digest of a browser that nobody else has."""
    return f"{next(_browsers):064d}"


def says(town, question, number, value, digest=None, at=NOW):
    return operations.cast_vote(
        town.resident(at), deliberation=question, statement=statement(question, number), digest=digest or browser(), value=value
    )  # fmt: skip


def two_camps(town, question, first=12, second=10):
    """Odd statements part them, even ones all agree with; everyone votes on all eight."""
    ballots = [{n: (1 if n % 2 == 0 else side) for n in range(8)} for side in [1] * first + [-1] * second]
    operations.take_ballots_in(town.system(), deliberation=question, ballots=ballots, new_digest=browser)


def computed(town, question):
    return operations.keep_result(town.system(), deliberation=question, find=results.found)


def closed(town, question):
    return operations.close_question(town.actor(*PLANNER), deliberation=question, find=results.found)
