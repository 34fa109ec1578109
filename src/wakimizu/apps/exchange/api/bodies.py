"""From the screens' forms to the bodies that machines send: the same fields, the same limits, the same sentences."""

import datetime as days
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Annotated, Any, Literal, LiteralString

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.encoding import force_str
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, Strict, StringConstraints, WithJsonSchema, create_model
from pydantic_core import PydanticCustomError

_MADE: dict[tuple[Any, ...], type[Schema]] = {}
DAY = r"^[0-9]{4}-(0[1-9]|1[0-2])-[0-3][0-9]$"
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"


def _written(what: LiteralString, pattern: str) -> BeforeValidator:
    """Text of one form only: what else could be read as a day or a time is a slip of who sent it."""

    def checked(given: Any) -> Any:
        if not isinstance(given, (days.date, days.time)) and not re.fullmatch(pattern, str(given)):
            raise PydanticCustomError(what, "not written so")
        return given

    return BeforeValidator(checked)


Day = Annotated[days.date, _written("day", DAY)]
# A time on the city's clocks: the format “time” of JSON Schema would ask for its distance from UTC.
Clock = Annotated[days.time, _written("clock", CLOCK), WithJsonSchema({"type": "string", "pattern": CLOCK})]


class Body(Schema):
    model_config = ConfigDict(extra="forbid")


class NoForm(forms.Form):
    """A form without fields: the act needs no words."""


def body_of(form: type[forms.BaseForm], *, without: Iterable[str] = (), name: str = "") -> type[Schema]:
    """The body for a form, made once: a field that is not required may be left out. Files and `without` stay outside."""
    left_out = frozenset(without)
    key = (form, left_out, name)
    if key not in _MADE:
        fields: dict[str, Any] = {}
        for field_name, field in form.base_fields.items():  # type: ignore[attr-defined]
            if field_name not in left_out and not isinstance(field, forms.FileField):
                fields[field_name] = _typed(field)
        _MADE[key] = create_model(name or form.__name__.removesuffix("Form"), __base__=Body, **fields)
    return _MADE[key]


def _typed(field: forms.Field) -> tuple[Any, Any]:
    described = Field(... if field.required else None, description=_words(field), title=force_str(field.label or ""))
    kind = _kind(field)
    return (kind if field.required else kind | None), described


def _words(field: forms.Field) -> str:
    return force_str(field.help_text or field.label or "")


def _kind(field: forms.Field) -> Any:
    """The type of a field's value in JSON. KeyError for a kind of field that no body has had yet: name it here."""
    for kind, typed in _KINDS:
        if isinstance(field, kind):
            return typed(field)
    raise KeyError(type(field).__name__)


def _string(field: Any) -> Any:
    least = (1 if field.required else 0) if not field.min_length else field.min_length
    pattern = field.regex.pattern if isinstance(field, forms.RegexField) else None
    return Annotated[str, Strict(), StringConstraints(min_length=least, max_length=field.max_length, pattern=pattern)]


def _choices(field: Any) -> list[str]:
    """The values of choices that are the same in every city; none where a form fills them in for its city."""
    found: list[str] = []
    for value, label in field.choices:
        found += [str(each) for each, _label in label] if isinstance(label, (list, tuple)) else [str(value)]
    return [value for value in found if value or not field.required]


def _one_of(field: Any) -> Any:
    values = _choices(field)
    return Literal[tuple(values)] if values else Annotated[str, Strict(), StringConstraints(max_length=200)]


def _some_of(field: Any) -> Any:
    if getattr(field, "coerce", None) is int:
        return Annotated[list[Annotated[int, Strict(), Field(ge=0, le=2**53)]], Field(max_length=1000)]
    return Annotated[list[_one_of(field)], Field(max_length=1000)]  # type: ignore[misc]


def _whole(field: Any) -> Any:
    least = field.min_value if field.min_value is not None else -(2**53)
    return Annotated[int, Strict(), Field(ge=least, le=field.max_value if field.max_value is not None else 2**53)]


def _number(field: Any) -> Any:
    limits = {"ge": field.min_value, "le": field.max_value}
    return Annotated[float, Strict(), Field(allow_inf_nan=False, **{k: v for k, v in limits.items() if v is not None})]


_KINDS: list[tuple[Any, Callable[[Any], Any]]] = [
    (forms.BooleanField, lambda field: Annotated[bool, Strict()]),
    (forms.MultipleChoiceField, _some_of),
    (forms.ModelMultipleChoiceField, lambda field: Annotated[list[Annotated[int, Strict()]], Field(max_length=1000)]),
    (forms.ModelChoiceField, lambda field: Annotated[int, Strict(), Field(ge=1, le=2**53)]),
    (forms.ChoiceField, _one_of),
    (forms.FloatField, _number),
    (forms.DecimalField, _number),
    (forms.IntegerField, _whole),
    (forms.DateField, lambda field: Day),
    (forms.TimeField, lambda field: Clock),
    (forms.CharField, _string),
]


def as_typed(body: Schema, *, without: Collection[str] = ()) -> MultiValueDict[str, Any]:
    """A body, less `without`, as a browser sends it to a form: all is lists of strings; what was left out is not there."""
    typed: MultiValueDict[str, Any] = MultiValueDict()
    for name, value in body.model_dump(exclude_none=True, exclude=set(without)).items():
        if isinstance(value, list):
            typed.setlist(name, [str(each) for each in value])
        elif isinstance(value, bool):
            if value:
                typed[name] = "on"
        else:
            typed[name] = value.isoformat() if isinstance(value, (days.date, days.time)) else str(value)
    return typed


def faults_of(form: forms.BaseForm) -> list[Mapping[str, str]]:
    """What a form refused, field by field, in its own sentences."""
    return [
        {"field": "" if name == "__all__" else name, "sentence": force_str(sentence)}
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]
