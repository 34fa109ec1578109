"""How a row looks to a machine: named columns of a model, with offices, areas and topics by their codes.

A shape is made from the model itself, so that types, lengths and choices in the document are those of the table. What is
not a column is `computed`: its type and how it is found.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db import models
from django.utils.encoding import force_str
from ninja import Schema
from pydantic import Field, create_model

from wakimizu.apps.city.models import Area, Office
from wakimizu.apps.exchange.api.bodies import Clock
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Listed
from wakimizu.apps.voices.models import Topic
from wakimizu.shared.words import named

Computed = tuple[Any, Callable[[ApiCall, Any], Any]]

_TYPES: list[tuple[Any, Any]] = [
    (models.BooleanField, bool),
    (models.DateTimeField, datetime),
    (models.DateField, date),
    (models.TimeField, Clock),
    (models.DecimalField, Decimal),
    (models.FloatField, float),
    (models.IntegerField, int),
    (models.JSONField, Any),
    (models.TextField, str),
    (models.CharField, str),
]


class Shape:
    """The columns of a model that machines see, in order; `schema` describes them, calling it fills them in."""

    def __init__(self, title: str, model: type[models.Model], columns: str, /, **computed: Computed) -> None:
        self.computed = computed
        self.columns = [(column, model._meta.get_field(column)) for column in columns.split()]
        described: dict[str, Any] = {"id": (int, Field(description="Its number."))}
        described |= {column: _described(field) for column, field in self.columns}
        described |= {column: (kind, Field(...)) for column, (kind, _found) in computed.items()}
        schema: Any = create_model(title, __base__=Schema, **described)
        self.schema: Any = schema
        self.page: Any = Listed[schema]
        self.many: Any = list[schema]

    def __call__(self, request: ApiCall, row: Any) -> dict[str, Any]:
        seen = {"id": row.pk, **{column: _value(request, row, field) for column, field in self.columns}}
        return seen | {column: found(request, row) for column, (_kind, found) in self.computed.items()}

    def with_more(self, title: str, /, **more: Any) -> Any:
        """A schema of this shape and more: a row's own page, which shows what a list leaves out."""
        described: dict[str, Any] = {name: (kind, Field(...)) for name, kind in more.items()}
        return create_model(title, __base__=self.schema, **described)

    def of(self, request: ApiCall) -> Callable[[Any], dict[str, Any]]:
        """The shape of rows in one request, as lists ask for it."""
        return lambda row: self(request, row)


def _described(field: Any) -> tuple[Any, Any]:
    if field.is_relation:
        by_code = field.related_model in (Area, Office, Topic)
        words = f"Code of the {field.related_model._meta.verbose_name}." if by_code else "Its number."
        return (str if by_code else int) | None, Field(description=words)
    kind = next(typed for column, typed in _TYPES if isinstance(field, column))
    if field.choices:
        values = tuple(str(value) for value, _label in field.flatchoices)
        kind = Literal[values + (("",) if field.blank else ())]  # type: ignore[valid-type]
    described = Field(description=force_str(field.help_text)) if field.help_text else Field(...)
    return (kind | None if field.null else kind), described


def _value(request: ApiCall, row: Any, field: Any) -> Any:
    if not field.is_relation:
        return named(row) if field.name == "name" and hasattr(row, "name_en") else getattr(row, field.name)
    number = getattr(row, field.attname)
    if number is None or field.related_model not in (Area, Office, Topic):
        return number
    if field.related_model is Topic:
        return request.catalogue.topic(number).code
    known = request.book.office(number) if field.related_model is Office else request.book.area(number)
    return known.code if known else getattr(row, field.name).code
