"""Files out, in the columns of Polis' open data: participants-votes.csv, comments.csv, summary.csv."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count

from wakimizu.apps.city.exports import BOM, csv_line
from wakimizu.apps.community.deliberation import analysis, results
from wakimizu.apps.community.deliberation.models import Deliberation, Statement
from wakimizu.apps.community.deliberation.queries import result_of
from wakimizu.apps.community.deliberation.workflow import Choice, StatementState
from wakimizu.shared.workbooks import Sheet, Value

MODERATED = {StatementState.ACCEPTED: 1, StatementState.WAITING: 0, StatementState.REJECTED: -1}
COMMENTS = (
    "timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "is-meta", "is-seed",
    "group-informed-consensus", "comment-body",
)  # fmt: skip


def sheet(deliberation: Deliberation, kind: str, address: str) -> Sheet:
    """kind: votes, comments or summary; KeyError for another. All is asked of the database here, lines are made as they are read."""
    return {"votes": votes, "comments": comments, "summary": summary}[kind](deliberation, address)


def votes(deliberation: Deliberation, _address: str) -> Sheet:
    """A row for each voter, numbered in the order of arrival; the group (0: A) only where the page tells of it."""
    all_votes = results.ballots(deliberation)
    group = analysis.listed(all_votes, _shown(deliberation)).group
    wrote = dict(_authors(deliberation))
    said: dict[int, dict[int, int]] = {}
    for voter, number, value in all_votes.rows:
        said.setdefault(voter, {})[number] = value

    def lines() -> Iterator[list[Value]]:
        for place, voter in enumerate(all_votes.voters):
            mine = said[voter]
            values = list(mine.values())
            yield [
                place, group.get(voter), wrote.get(voter, 0), len(mine), values.count(Choice.AGREE),
                values.count(Choice.DISAGREE), *(mine.get(number) for number in all_votes.statements),
            ]  # fmt: skip

    head = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
    return Sheet("participants-votes", (*head, *map(str, all_votes.statements)), lines())


def comments(deliberation: Deliberation, _address: str) -> Sheet:
    """A row for each statement, those not shown included; one that came while the votes were read has none yet."""
    all_votes = results.ballots(deliberation)
    consensus = analysis.listed(all_votes, _shown(deliberation)).consensus
    place = {voter: n for n, voter in enumerate(all_votes.voters)}
    counts: dict[int, list[int]] = {}
    for _voter, number, value in all_votes.rows:
        if value != Choice.PASS:
            counts.setdefault(number, [0, 0])[value != Choice.AGREE] += 1
    statements = list(Statement.objects.filter(deliberation=deliberation).order_by("number"))

    def lines() -> Iterator[list[Value]]:
        for row in statements:
            shared = consensus.get(row.number)
            yield [
                int(row.written_at.timestamp() * 1000), row.number, place.get(row.voter_id or 0), *counts.get(row.number, (0, 0)),
                MODERATED[StatementState(row.state)], "false", "true" if row.voter_id is None else "false",
                None if shared is None else repr(shared), row.text,
            ]  # fmt: skip

    return Sheet("comments", COMMENTS, lines())


def summary(deliberation: Deliberation, address: str) -> Sheet:
    """One line for each fact, without a header, as Polis writes it."""
    result = result_of(deliberation)
    found: dict[str, Any] = result.found if result else {"people": 0, "told": []}
    authors = _authors(deliberation)
    rows: list[tuple[str, Value]] = [
        ("url", address),
        ("voters", result.voters if result else 0),
        ("voters-in-conv", found["people"]),
        ("commenters", len(authors)),
        ("comments", deliberation.statements.count()),
        ("groups", len(found["told"])),
        ("conversation-description", deliberation.intro),
    ]
    return Sheet("summary", ("topic", deliberation.name), (list(row) for row in rows))


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """A table as CSV in UTF-8, line by line. Numbers stay bare, -1 too; words that a spreadsheet would compute are set off."""
    yield BOM + csv_line(sheet.columns)
    for row in sheet.rows:
        yield ",".join(map(_cell, row)) + "\r\n"


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return csv_line([value]).removesuffix("\r\n")
    return "" if value is None else str(value)


def _authors(deliberation: Deliberation) -> list[tuple[int, int]]:
    rows = deliberation.statements.filter(voter__isnull=False).order_by().values_list("voter")
    return list(rows.annotate(n=Count("pk")))


def _shown(deliberation: Deliberation) -> Any:
    result = result_of(deliberation)
    return result.found if result else None


def codes(made: list[str], address: str) -> Sheet:
    """Codes for whoever prints them."""
    return Sheet("codes", ("参加コード", "参加ページ"), ([code, address] for code in made))
