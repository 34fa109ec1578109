"""What is wrong with a field, in the language asked for: our sentences for the faults that the body's types find."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHOLE = gettext_lazy("Give a whole number.")
NUMBER = gettext_lazy("Give a number.")
TEXT = gettext_lazy("Give text.")
YES_OR_NO = gettext_lazy("Give true or false.")
LIST = gettext_lazy("Give a list.")
OBJECT = gettext_lazy("Give an object with fields.")
DAY = gettext_lazy("Give a day, as 2026-04-01.")
CLOCK = gettext_lazy("Give a time, as 09:30.")

SENTENCES: Mapping[str, Any] = {  # the fault's name in pydantic, or in api/bodies → what to do
    "missing": gettext_lazy("This is missing."),
    "extra_forbidden": gettext_lazy("This cannot be given here."),
    "int_type": WHOLE, "int_parsing": WHOLE, "int_from_float": WHOLE, "int_parsing_size": WHOLE,
    "float_type": NUMBER, "float_parsing": NUMBER, "finite_number": NUMBER,
    "string_type": TEXT, "string_unicode": TEXT,
    "bool_type": YES_OR_NO, "bool_parsing": YES_OR_NO,
    "list_type": LIST, "dict_type": OBJECT, "model_type": OBJECT, "model_attributes_type": OBJECT,
    "day": DAY, "date_type": DAY, "date_parsing": DAY, "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": DAY, "clock": CLOCK, "time_type": CLOCK, "time_parsing": CLOCK,
    "greater_than_equal": gettext_lazy("Give %(ge)s or more."),
    "less_than_equal": gettext_lazy("Give %(le)s or less."),
    "string_too_short": gettext_lazy("Letters: %(min_length)s at least."),
    "string_too_long": gettext_lazy("Letters: %(max_length)s at most."),
    "too_short": gettext_lazy("Items: %(min_length)s at least."),
    "too_long": gettext_lazy("Items: %(max_length)s at most."),
    "string_pattern_mismatch": gettext_lazy("This is written otherwise than the document says: %(pattern)s."),
    "literal_error": gettext_lazy("Give one of these: %(expected)s."),
    "enum": gettext_lazy("Give one of these: %(expected)s."),
}  # fmt: skip


def sentence_of(fault: Mapping[str, Any]) -> str:
    """The sentence for a fault as pydantic tells of it."""
    sentence = SENTENCES.get(fault["type"])
    if sentence is None:
        return _("This cannot be taken. The document /api/v1/openapi.json says what can.")
    return str(sentence) % fault.get("ctx", {})
