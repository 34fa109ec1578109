"""Proposals as rows: a workbook for staff; open data takes the public ones."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.proposals import queries
from wakimizu.apps.proposals.models import Proposal
from wakimizu.shared.workbooks import Sheet, Value
from wakimizu.shared.workbooks import workbook as made_of

COLUMNS = (
    "番号", "件名", "区コード", "区", "提案課", "決定課", "状態", "提案日", "決定期日", "事業費（円）", "決定", "決定日", "期限",
    "認めた額（円）", "回答した声", "理由",
)  # fmt: skip


def rows(found: Iterable[Proposal]) -> Iterator[tuple[Value, ...]]:
    """A line for each proposal with its last decision."""
    for each in found:
        last = next(reversed(list(each.decisions.all())), None)
        yield (
            each.pk, each.title, each.ward.code if each.ward else "", each.ward.name if each.ward else "", each.office.name,
            each.division.name, str(each.get_state_display()), _day(each.endorsed_at), str(each.due or ""),
            getattr(each, "yen", None) or 0, str(last.get_verdict_display()) if last else "", _day(last.at) if last else "",
            str(last.until or "") if last else "", last.amount if last and last.amount is not None else "",
            last.answered if last else "", last.reason if last else "",
        )  # fmt: skip


def _day(moment: Any) -> str:
    return str(timezone.localdate(moment)) if moment else ""


def workbook(actor: Actor) -> bytes:
    return made_of([Sheet("事業提案", COLUMNS, list(rows(queries.every_proposal(actor))))])
