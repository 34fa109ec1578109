"""What the pages of the audit share: the day that was asked for, a page of many rows, a task as a row."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.services.parity import wording
from wakimizu.apps.services.parity.deviations import Task


def day_asked(text: str | None, today: date) -> date:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return today
    return day if 1990 <= day.year <= 2100 else today


def paged(request: Request, rows: Sequence[Any], most: int) -> tuple[dict[str, Any], list[Any], int]:
    """The rows of the page that was asked for, with the addresses of its neighbours."""
    pages = max(-(-len(rows) // most), 1)
    text = request.GET.get("page", "")
    number = min(max(int(text), 1), pages) if text.isdecimal() and len(text) < 6 else 1

    def address(to: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(to)
        return f"?{asked.urlencode()}"

    links = {
        "number": number,
        "pages": pages,
        "previous": address(number - 1) if number > 1 else "",
        "next": address(number + 1) if number < pages else "",
    }
    return links, list(rows[(number - 1) * most : number * most]), pages


def task_row(task: Task, request: Request) -> dict[str, Any]:
    return {
        "task": task,
        "why": wording.why(task.deviation.finding) if task.deviation else task.fault_label,
        "owner": request.book.office(task.remedy.owner_id) if task.remedy else None,
        "people": wording.headcount(task.people) if task.people.count else "",
    }
