"""What the tests of this room do again and again with the cast."""

import secrets
from datetime import date
from typing import Any

from tests.cast import NOW, Town
from wakimizu.apps.voices import operations

LATER = date(2026, 12, 18)
MY_NUMBER = "1234-5678-9018"  # made up; its check digit is right


def form(**more: Any) -> dict[str, Any]:
    """The resident's form, filled in as shortly as it may be."""
    return {"text": "公園の街灯が消えています", "submission": secrets.token_hex(16), **more}


def kami_voice(town: Town, text: str = "公園の街灯が消えています", **more: Any) -> Any:
    """A voice from 桜校区: it goes to 上区's town division."""
    return town.say(text, **{"district": town.areas["43991-01"], **more})


def shimo_voice(town: Town, text: str = "松林の手入れをしてほしい", **more: Any) -> Any:
    return town.say(text, **{"district": town.areas["43992-01"], **more})


def need_of(
    town: Town, *voices: Any, title: str = "公園の街灯", by: Any = None, lead: str = "w-kami-machi", **more: Any
) -> Any:
    """A need of voices (or of one new voice) that 上区's planner raised."""
    return operations.raise_need(
        by or town.actor("planner", "w-kami-machi"),
        voices=list(voices) or [kami_voice(town)],
        title=title,
        lead=town.offices[lead],
        **more,
    )


def draft_of(town: Town, need: Any, *, by: Any = None, ending: str = "solved", **more: Any) -> Any:
    by = by or town.actor("planner", "w-kami-machi")
    return operations.draft_answer(by, need=need, ending=ending, **{"text": "街灯を取り替えました。", **more})


def submitted(town: Town, need: Any, *, by: Any = None, **more: Any) -> Any:
    """An answer that waits for its approval."""
    by = by or town.actor("planner", "w-kami-machi")
    return operations.submit_answer(by, answer=draft_of(town, need, by=by, **more))


def answered(town: Town, need: Any, *, at: Any = NOW, **more: Any) -> Any:
    """A need whose answer 上区's mayor has approved."""
    answer = submitted(town, need, by=town.actor("planner", "w-kami-machi", at), **more)
    operations.approve_answer(town.actor("mayor", "w-kami", at), answer=answer)
    need.refresh_from_db()
    return answer


def state(row: Any) -> str:
    row.refresh_from_db()
    return str(row.state)


def operations_on(row: Any) -> list[str]:
    """What the ledger says was done to a row, in order."""
    from wakimizu.apps.ledger.models import Entry

    entries = Entry.objects.filter(object_type=row._meta.label, object_id=row.pk).order_by("pk")
    return list(entries.values_list("operation", flat=True))
