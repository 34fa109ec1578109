"""Areas, offices, topics, posts and who has them."""

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from wakimizu.apps.city import operations
from wakimizu.apps.city.forms import PostForm
from wakimizu.apps.city.models import Area, Office, Post
from wakimizu.apps.city.queries import everyone
from wakimizu.apps.city.workflow import PERMISSIONS
from wakimizu.apps.exchange.api.acts import Code, Deed, add_deeds, found
from wakimizu.apps.exchange.api.bodies import NoForm
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed, whole
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.voices.models import Topic
from wakimizu.shared.permissions import allow
from wakimizu.shared.words import named

router = Router()


AREA = Shape("Area", Area, "code kind name parent lat lon valid_from valid_to")
OFFICE = Shape(
    "Office", Office, "code kind name parent ward address phone lat lon days opens closes valid_from valid_to"
)
TOPIC = Shape("Topic", Topic, "code name due_days sphere words")
AreaKind: Any = Literal[tuple(Area.Kind.values)]
OfficeKind: Any = Literal[tuple(Office.Kind.values)]
POST = Shape("Post", Post, "role office valid_from valid_to", name=(str, lambda request, post: named(post.user)))


class Me(Schema):
    post: dict[str, Any] = Field(description="The post, as in /posts.")
    ward: str | None = Field(description="The ward whose matters are the post's own.")
    scopes: list[str]
    key_ends: str


@router.get("/me", response=Me, operation_id="me", summary="Who this key acts as")
def me(request: ApiCall) -> dict[str, Any]:
    holder = found(request.holder)
    ward = request.book.area(request.actor.ward_id)
    return {
        "post": POST(request, holder.key.post),
        "ward": ward.code if ward else None,
        "scopes": holder.key.scopes,
        "key_ends": holder.key.expires_at.isoformat(),
    }


@router.get("/areas", response=AREA.page, operation_id="areas", summary="Wards, districts, hubs and blocks")
def areas(request: ApiCall, kind: AreaKind | None = None, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    rows = Area.objects.exclude(kind=Area.Kind.MESH)
    rows = rows.filter(kind=kind) if kind else rows
    return listed(rows, AREA.of(request), after=after, limit=limit)


@router.get("/offices", response=OFFICE.page, operation_id="offices", summary="Offices of every kind")
def offices(
    request: ApiCall, kind: OfficeKind | None = None, after: Cursor = None, limit: Limit = 50
) -> dict[str, Any]:
    rows = Office.objects.filter(kind=kind) if kind else Office.objects.all()
    return listed(rows, OFFICE.of(request), after=after, limit=limit)


@router.get("/offices/{code}", response=OFFICE.schema, operation_id="office", summary="An office")
def office(request: ApiCall, code: Code) -> dict[str, Any]:
    return OFFICE(request, found(request.book.office_by_code.get(code)))


@router.get("/topics", response=TOPIC.page, operation_id="topics", summary="What voices are about")
def topics(request: ApiCall) -> dict[str, Any]:
    return whole(request.catalogue.topics, TOPIC.of(request))


@router.get("/posts", response=POST.page, operation_id="posts", summary="Who has which post today")
def posts(request: ApiCall) -> dict[str, Any]:
    allow(request.actor, "see_posts", table=PERMISSIONS)
    return whole(everyone(request.actor.today), POST.of(request))


def _post_form(request: ApiCall, row: None, typed: Any) -> PostForm:
    allow(request.actor, "appoint", table=PERMISSIONS)
    return PostForm(typed, book=request.book, today=request.actor.today)


def _give(request: ApiCall, row: None, given: dict[str, Any]) -> Post:
    request.keeps = False  # a first password came with it
    return operations.give_post(request.actor, **given)


def _post(request: ApiCall, number: int) -> Post:
    allow(request.actor, "appoint", table=PERMISSIONS)
    row: Post = found(Post.objects.filter(pk=number).first())
    return row


add_deeds(
    router,
    [
        Deed(
            "/posts",
            "give_post",
            "Give a post, to a person who is here or a new one",
            PostForm,
            _give,
            made=_post_form,
            done=_("The post is given."),
        ),
        Deed(
            "/posts/{number}/end",
            "end_post",
            "End a post today",
            NoForm,
            lambda request, row, given: operations.relieve(request.actor, post=row, on=request.actor.today),
            about=_post,
            done=_("The post has ended."),
        ),
    ],
)
