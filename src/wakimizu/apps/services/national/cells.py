"""Cells of a file to values, and how a value already known takes one over. BadInput says what to write instead."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import parse_day
from wakimizu.shared.errors import BadInput
from wakimizu.shared.tables import number_in, plain
from wakimizu.shared.templatetags.words import joint

DAY = timedelta(days=1)


def put(row: Any, name: str, value: Any) -> None:
    """Set a value, unless it differs from the known one in width and blanks only."""
    if plainly(getattr(row, name)) != plainly(value):
        setattr(row, name, value)


def plainly(value: Any) -> Any:
    if isinstance(value, list):
        return [plain(each) for each in value]
    return plain(value) if isinstance(value, str) else value


def listed(text: str) -> list[str]:
    """The entries of a cell, divided by semicolons or lines."""
    return [each for each in (part.strip(" ・") for part in re.split(r"[;\n]", plain(text))) if each]


def one_of(text: str, words: Mapping[str, Any], column: str) -> Any:
    if text.lower() not in words:
        known = joint().join(list(dict.fromkeys(_first_words(words))))
        raise BadInput(
            _("%(column)s: “%(text)s” is not known. Use one of: %(words)s.")
            % {"column": column, "text": text, "words": known}
        )
    return words[text.lower()]


def _first_words(words: Mapping[str, Any]) -> Iterator[str]:
    """The first word for each meaning."""
    said: set[Any] = {""}
    for word, meaning in words.items():
        if word and meaning not in said:
            said.add(meaning)
            yield word


def documents_in(text: str) -> list[str] | None:
    """None where nothing is said, which means the catalogue's; なし means that none are asked for."""
    return [] if text == "なし" else listed(text) or None


def day_in(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError:
        raise BadInput(_("“%(text)s” is not a day. Write it as 2026-12-01.") % {"text": text}) from None


def day_after(last: date | None) -> date | None:
    """The day after a last day: the first one on which a row no longer holds. 9999-12-31 is how files write no end."""
    return last + DAY if last and last < date.max else None


def first_day(text: str) -> date:
    found = day_in(text)
    if found is None:
        raise BadInput(_("開始日 is empty. Say from which day."))
    return found


_HOUR = re.compile(r"(\d{1,2})(?:[:.時](\d{1,2})?分?(?::00)?)?|(\d\d)(\d\d)")


def hour_in(text: str) -> time | None:
    """A time of day: 8:30, 8時30分, 0830; 24:00 is the day's last minute."""
    if not text:
        return None
    found = _HOUR.fullmatch(text.replace(" ", ""))
    hours, minutes = (int(found[1] or found[3]), int(found[2] or found[4] or 0)) if found else (99, 0)
    if (hours, minutes) == (24, 0):
        return time(23, 59)
    if hours > 23 or minutes > 59:
        raise BadInput(_("“%(text)s” is not a time. Write it as 08:30.") % {"text": text})
    return time(hours, minutes)


def number_of(text: str, column: str, most: float) -> float | None:
    if not text:
        return None
    value = number_in(text.replace(",", ""), 0, most)
    if value is None or "e" in text.lower() or "_" in text:
        raise BadInput(
            _("%(column)s: “%(text)s” is not a number from 0 to %(most)d.")
            % {"column": column, "text": text, "most": most}
        )
    return value


def count_of(text: str, column: str, most: int, unit: str) -> int | None:
    value = number_of(text.removesuffix(unit).removesuffix("以内").removesuffix(unit).strip(), column, most)
    if value is not None and value != int(value):
        raise BadInput(_("%(column)s: “%(text)s” is not a whole number.") % {"column": column, "text": text})
    return None if value is None else int(value)


def short(model: type[Model], name: str, text: str, column: str) -> str:
    most = getattr(model._meta.get_field(name), "max_length", None) or 0
    if len(text) > most:
        raise BadInput(
            _("%(column)s has %(n)d letters; it may have %(most)d.") % {"column": column, "n": len(text), "most": most}
        )
    return text
