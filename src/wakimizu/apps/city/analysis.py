"""What the city room asks the language engine: spellings, and the My Number guard that every room's doors share."""

from django.db import models
from django.utils.translation import gettext_lazy

from wakimizu.engines import language
from wakimizu.engines.language.spelling import fold
from wakimizu.shared.errors import BadInput

NOT_TO_KEEP = gettext_lazy("This seems to contain a My Number (12 digits). It must not be kept here: take it out.")


FREE_TEXT = (models.CharField, models.TextField, models.JSONField)


def has_my_number(text: str) -> bool:
    return bool(language.find_my_numbers(text))


def refuse_my_number(text: str, field: str) -> None:
    """BadInput when the text holds a My Number."""
    if has_my_number(text):
        raise BadInput(NOT_TO_KEEP, field)


def refuse_my_number_in(row: models.Model) -> None:
    """BadInput when any text of a row holds a My Number, also one of a list or of named cells; codes and choices are none."""
    for column in row._meta.concrete_fields:
        if isinstance(column, FREE_TEXT) and not column.choices and column.name != "code":
            said = getattr(row, column.attname)
            for text in said if isinstance(said, list) else said.values() if isinstance(said, dict) else [said]:
                if isinstance(text, str):
                    refuse_my_number(text, column.name)


def search_key(text: str) -> str:
    """The spelling under which every usual spelling of a text is the same: 引っ越し, 引越し; センター, せんたー."""
    return fold(text)


def has_words(query: str, *texts: str) -> bool:
    """Whether all words of a query occur in the texts, whatever their spelling."""
    key = " ".join(map(search_key, texts))
    return all(search_key(word) in key for word in query.split())
