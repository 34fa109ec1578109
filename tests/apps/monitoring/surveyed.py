"""A survey of the cast's town: from the ready one about the counters, under way, with invitations."""

from datetime import date

from wakimizu.apps.monitoring.surveys import instruments, operations
from wakimizu.apps.monitoring.surveys.models import Survey
from wakimizu.apps.monitoring.surveys.operations import Given

OPENS, CLOSES = date(2026, 11, 1), date(2026, 11, 30)
GOOD = {"used": 1, "courtesy": 5, "overall": 4}


def draft(town, ready="counters", code="mado", **more):
    """Kept by the public hearing division."""
    chosen = instruments.called(ready)
    facts = {
        "code": code, "name": chosen.name[0], "name_en": chosen.name[1], "intro": chosen.intro[0], "intro_en": chosen.intro[1],
        "instrument": ready, "scope": chosen.scope, "kept_back": chosen.kept_back, "owner": town.offices["hq-kocho"],
        "opens": OPENS, "closes": CLOSES,
    }  # fmt: skip
    return operations.make_survey(
        town.actor("policy", "hq-seisaku"),
        survey=Survey(**{**facts, **more}),
        questions=list(chosen.questions),
        indicators=chosen.indicators,
    )


def under_way(town, *args, **more):
    return operations.open_survey(town.actor("policy", "hq-seisaku"), survey=draft(town, *args, **more))


def codes(town, survey, each=1, areas=(None,)):
    made = operations.invite(
        town.actor("policy", "hq-seisaku"), survey=survey, name="名簿", areas=list(areas), each=each
    )
    return [code for batch in made for code in batch.codes]


def answers(town, survey, given):
    """Each with a code of its own."""
    for code, each in zip(codes(town, survey, len(given)), given, strict=True):
        operations.answer_survey(town.resident(), code=code, given=each)


def said(overall=5, age=3, sex="female", ward=None, **values):
    return Given(values={"used": 1, "overall": overall, **values}, age=age, sex=sex, ward=ward)
