"""Names in the reader's language."""

from typing import Any

from django.utils.translation import get_language


def named(row: Any) -> str:
    """A row's name: English where the reader reads English and there is one, Japanese otherwise."""
    return (row.name_en or row.name) if (get_language() or "ja").startswith("en") else row.name
