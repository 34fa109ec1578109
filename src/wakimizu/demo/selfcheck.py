"""The demo's self-checks: one ward's mayor has signed last year's, the other wards still write theirs."""

import tomllib
from datetime import datetime
from importlib.resources import files
from typing import Any

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.city.directory import directory
from wakimizu.apps.city.models import City, Post
from wakimizu.apps.city.queries import actor_in
from wakimizu.apps.community.selfcheck.operations import Said, sign_self_check, write_self_check
from wakimizu.apps.community.selfcheck.workflow import Duty
from wakimizu.pages.selfcheck.gathering import figures
from wakimizu.shared.scoping import in_city

BEGUN = 2  # duties that a ward which still writes has said something about


def make_self_checks(city: City, now: datetime) -> None:
    """After everything that its figures count."""
    told: dict[str, Any] = tomllib.loads((files("wakimizu.demo") / "kumamoto" / "selfcheck.toml").read_text())
    with in_city(city.pk):
        book, year = directory(city), fiscal_year(now.date()) - 1
        for ward in book.wards:
            post = Post.objects.select_related("office").filter(role="mayor", office__ward=ward).first()
            if post is None:
                continue
            actor, whole = actor_in(post, now, post.office), ward.code == told["signed"]
            check = write_self_check(actor, ward=ward, year=year, said=_said(told, whole=whole))
            if whole:
                sign_self_check(actor, check=check, figures=figures(ward, year, book, actor.today))


def _said(told: dict[str, Any], *, whole: bool) -> dict[str, Said]:
    duties = list(Duty) if whole else list(Duty)[:BEGUN]
    return {duty.value: Said(told[duty]["mark"], told[duty]["words"], told[duty]["next"]) for duty in duties}
