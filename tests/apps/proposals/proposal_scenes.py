"""What the tests of proposals do again and again with the cast: 上区 proposes street lamps to the road division."""

import json
from contextlib import contextmanager
from datetime import date

import pytest

from tests.apps.monitoring.small import indicator
from tests.apps.voices.scenes import need_of
from tests.cast import NOW
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.monitoring.models import Indicator
from wakimizu.apps.proposals.operations import deciding, proposing
from wakimizu.apps.proposals.operations.proposing import Content, Expected

PLANNER, MAYOR, CLERK = ("planner", "w-kami-machi"), ("mayor", "w-kami"), ("clerk", "w-kami-kumin")
ROAD, HEAD, POLICY = ("hq", "hq-road"), ("hq_head", "hq-road"), ("policy", "hq-seisaku")
SHIMO, SHIMO_MAYOR = ("planner", "w-shimo-machi"), ("mayor", "w-shimo")
HEARING, HEARING_HEAD = ("hq", "hq-kocho"), ("hq_head", "hq-kocho")
EVERYBODY = [
    PLANNER, MAYOR, CLERK, ROAD, HEAD, POLICY, SHIMO, SHIMO_MAYOR, HEARING, HEARING_HEAD, ("auditor", "hq-seisaku"),
    ("it", "hq-seisaku"), ("liaison", "c-sakura"),
]  # fmt: skip
SOON = date(2027, 3, 31)
PAST = date(2026, 1, 5)
MY_NUMBER_WORDS = "番号は 1234 5678 9018 です"  # made up; its check digit is right
TODAY = NOW.date()


def lamps(town):
    """The indicator that a full proposal means to move."""
    return Indicator.objects.filter(code="lit").first() or indicator(town, "lit")


def content(town, *needs, **more):
    """Everything a proposal says, unless said otherwise."""
    facts = {
        "title": "街灯の増設", "problem": "区の予算では足りません。", "measure": "百本を立てます。",
        "division": town.offices["hq-road"], "needs": needs, "costs": {(2026, "general"): 9_000_000},
        "effects": [Expected(lamps(town), 2027, 80.0)],
    }  # fmt: skip
    return Content(**{**facts, **more})


def drafted(town, *needs, by=PLANNER, **more):
    said = content(town, *(needs or [need_of(town)]), **more)
    return proposing.draft_proposal(town.actor(*by), office=town.offices["w-kami-machi"], content=said)


def laid(town, *needs, **more):
    """Before the ward mayor."""
    return proposing.submit_proposal(town.actor(*PLANNER), proposal=drafted(town, *needs, **more))


def endorsed(town, *needs, **more):
    proposal = laid(town, *needs, **more)
    return proposing.endorse_proposal(town.actor(*MAYOR), proposal=proposal, evidence={"rows": []})


def decided(town, proposal, verdict="adopt", by=HEAD, **more):
    said = {"reason": "来年度に立てます。", "until": None if verdict == "decline" else SOON, **more}
    deciding.decide_proposal(town.actor(*by), proposal=proposal, verdict=verdict, **said)
    return again(proposal)


def again(row):
    """The row as it stands in the database now."""
    return type(row).objects.get(pk=row.pk)


@contextmanager
def refused(kind, field=None):
    """What is done here is refused, and leaves nothing behind: no row of a proposal has changed, the ledger is as it was."""
    before = _all_there_is()
    with pytest.raises(kind) as refusal:
        yield refusal
    assert _all_there_is() == before
    assert str(refusal.value).strip()
    if field is not None:
        assert refusal.value.field == field


def _all_there_is():
    from django.apps import apps

    room = apps.get_app_config("proposals").get_models()
    voices = apps.get_app_config("voices").get_models()
    held = {
        model: list(model.objects.order_by("pk").values()) for model in [*room, *voices] if hasattr(model, "objects")
    }
    return Entry.objects.count(), held


def ledger_words():
    """All that the ledger holds of the city, as one text to look for words in."""
    facts = (json.loads(each) for each in Entry.objects.values_list("facts", flat=True))
    return json.dumps(list(facts), ensure_ascii=False)


def who_may(town, do):
    """Which of the cast get through: do(actor, who) for each, undone again at once."""
    from django.db import transaction

    from wakimizu.shared.errors import NotPermitted

    through = set()
    for who in EVERYBODY:
        try:
            with transaction.atomic():
                do(town.actor(*who))
                raise _Undo
        except _Undo:
            through.add(who)
        except NotPermitted:
            pass
    return through


class _Undo(Exception):
    """Takes back what was just done."""
