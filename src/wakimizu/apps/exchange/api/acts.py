"""What the screens let a post do, as addresses: POST …/{number}/{act}, one for each row of a room's table of acts."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from django import forms
from django.http import Http404
from django.utils.datastructures import MultiValueDict
from django.utils.encoding import force_str
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema
from pydantic import Field

from wakimizu.apps.exchange.api.bodies import as_typed, body_of, faults_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.shared.errors import BadInput

Number = Annotated[int, Path(ge=1, le=2**53, description="The number of the row.")]

Code = Annotated[
    str, Path(min_length=1, max_length=60, pattern="^[^\\x00-\\x1f/]+$", description="The code of the row.")
]


class Refused(Exception):
    """What a form refused: its faults, field by field."""

    def __init__(self, faults: list[Any]) -> None:
        super().__init__("refused")
        self.faults = faults


class Done(Schema):
    """What an act changed, and where it is read."""

    kind: str = Field(description="What it is: voice, need, proposal, …")
    id: int = Field(description="Its number.")
    state: str | None = Field(None, description="Its state now, if it has one.")
    sentence: str = Field("", description="What happened, in the language asked for.")


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of a screen. `about` finds the row and checks that the caller may see it; `form` is made for that row.

    The row is named by `{number}` or `{code}` in the path. `run` gets the request, the row and the cleaned form, and
    returns the row that was changed; where the form itself makes that row, `run_form` gets the form. `body` is for a form
    whose fields depend on the row or the city; `typed` turns it into what a browser would send.
    """

    path: str
    name: str
    summary: str | Promise
    form: type[forms.BaseForm]
    run: Callable[[Any, Any, dict[str, Any]], Any] | None = None
    run_form: Callable[[Any, Any, Any], Any] | None = None
    about: Callable[[ApiCall, Any], Any] | None = None
    made: Callable[[ApiCall, Any, Any], forms.BaseForm] | None = None
    without: tuple[str, ...] = ()
    done: str | Promise = ""
    description: str = ""
    body: Any = None
    typed: Callable[[Any], MultiValueDict[str, Any]] = as_typed


def add_deeds(router: Router, deeds: list[Deed]) -> None:
    for deed in deeds:
        _add(router, deed)


def _add(router: Router, deed: Deed) -> None:
    title = "".join(word.title() for word in deed.name.split("_"))
    body_type = deed.body or body_of(deed.form, without=deed.without, name=title)
    needed = any(field.is_required() for field in body_type.model_fields.values())

    def about_one(request: ApiCall, number: Number, body: body_type = None if not needed else ...) -> Any:  # type: ignore[valid-type]
        row = deed.about(request, number) if deed.about else None
        return _done(request, deed, row, body)

    def about_code(request: ApiCall, code: Code, body: body_type = None if not needed else ...) -> Any:  # type: ignore[valid-type]
        row = deed.about(request, code) if deed.about else None
        return _done(request, deed, row, body)

    def about_none(request: ApiCall, body: body_type = None if not needed else ...) -> Any:  # type: ignore[valid-type]
        return _done(request, deed, None, body)

    view = about_one if "{number}" in deed.path else about_code if "{code}" in deed.path else about_none
    view.__name__ = deed.name
    router.post(
        deed.path,
        response={200: Done},
        operation_id=deed.name,
        summary=force_str(deed.summary),
        description=deed.description or None,
    )(view)


def _done(request: ApiCall, deed: Deed, row: Any, body: Schema | None) -> Done:
    typed = deed.typed(body) if body is not None else MultiValueDict()
    form = checked(deed.made(request, row, typed) if deed.made else deed.form(typed))
    try:
        changed = deed.run_form(request, row, form) if deed.run_form else deed.run(request, row, form.cleaned_data)  # type: ignore[misc]
    except BadInput as refusal:
        raise Refused([{"field": refusal.field or "", "sentence": str(refusal)}]) from None
    return done(changed, deed.done)


def checked(form: Any) -> Any:
    """The form, if all of it can be taken. Refused with what is wrong, field by field."""
    if not form.is_valid():
        raise Refused(faults_of(form))
    return form


def done(row: Any, sentence: str | Promise = "") -> Done:
    """What to say of a row that was changed."""
    return Done(
        kind=row._meta.verbose_name.replace(" ", "_") if row is not None else "",
        id=row.pk if row is not None else 0,
        state=getattr(row, "state", None),
        sentence=force_str(sentence),
    )


def found(row: Any) -> Any:
    """The row, or the answer that there is none."""
    if row is None:
        raise Http404
    return row


F = TypeVar("F", bound=forms.BaseForm)


def only_its_fields(form: F, *, besides: Collection[str] = ()) -> F:
    """The form, if it has a field for all that was sent: a year or a row that it does not offer must not be passed over."""
    unknown = sorted(set(form.data) - set(form.fields) - set(besides))
    if unknown:
        raise Refused([{"field": name, "sentence": _("This cannot be given here.")} for name in unknown])
    return form
