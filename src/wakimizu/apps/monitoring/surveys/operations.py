"""The writes of surveys.

The ledger says that a survey was made, opened, answered and published, and nothing that would join an answer to whoever
gave it: an entry about an answer is about the survey, and names neither the sheet nor the invitation, nor a digest of either.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from wakimizu.apps.city.analysis import refuse_my_number
from wakimizu.apps.city.models import Area, City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.monitoring.models import Indicator, Observation
from wakimizu.apps.monitoring.operations import keep_indicator, keep_observations
from wakimizu.apps.monitoring.surveys import codes, invitations, rules
from wakimizu.apps.monitoring.surveys.models import Batch, Invitation, Question, Sheet, Survey
from wakimizu.apps.monitoring.surveys.workflow import AGES, PERMISSIONS, Channel, Sex, SurveyState
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.permissions import allow

MOST_CODES = 200_000
PLACED = ("age", "sex", "ward_id", "district_id", "values")  # what a corrected paper sheet may say anew


@dataclass(frozen=True, slots=True)
class Given:
    """What a sheet says. age: a place in AGES. number, code: of a paper sheet, the code if one is printed on it."""

    values: Mapping[str, Any]
    age: int | None = None
    sex: str = ""
    ward: Area | None = None
    district: Area | None = None
    number: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """Invitations just made: the only moment at which their codes are known."""

    batch: Batch
    codes: list[str] = field(repr=False)


# ── a survey ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def make_survey(
    actor: Actor, *, survey: Survey, questions: Sequence[Question], indicators: Mapping[str, Indicator]
) -> Survey:
    """Enter a survey with its questions; indicators (by question) that are not there yet are entered too."""
    allow(actor, "keep_survey", survey, table=PERMISSIONS)
    rules.check_survey(survey)
    if Survey.objects.filter(code=survey.code).exists():
        raise BadInput(_("There is a survey of this short name. Choose another."), "code")
    survey.city_id = actor.city_id
    survey.save(force_insert=True)
    fed = _fed(actor, survey, indicators)
    for question in questions:
        question.city_id, question.survey, question.indicator = actor.city_id, survey, fed.get(question.code)
    Question.objects.bulk_create(questions)
    actor.record(
        "make_survey", survey, code=survey.code, instrument=survey.instrument, owner=survey.owner_id, opens=survey.opens,
        closes=survey.closes, kept_back=survey.kept_back, questions=len(questions),
        indicators=sorted(each.pk for each in fed.values()),
    )  # fmt: skip
    return survey


def _fed(actor: Actor, survey: Survey, indicators: Mapping[str, Indicator]) -> dict[str, Indicator]:
    """The indicator of each question: the one that is there under this code, else a new one of the survey's owner."""
    known = {each.code: each for each in Indicator.objects.filter(code__in=[each.code for each in indicators.values()])}
    found = {}
    for question, indicator in indicators.items():
        if indicator.code not in known:
            indicator.owner = survey.owner
            known[indicator.code] = keep_indicator(actor, indicator=indicator)
        if known[indicator.code].unit != indicator.unit:
            raise BadInput(
                _("The indicator %(code)s is kept in another unit. Give the question's indicator another code.")
                % {"code": indicator.code},
                "instrument",
            )
        found[question] = known[indicator.code]
    return found


@operation
def change_survey(actor: Actor, *, survey: Survey) -> Survey:
    """Other words, days or limits, before it begins. WrongState afterwards."""
    allow(actor, "keep_survey", survey, table=PERMISSIONS)
    rules.still_draft(Survey.objects.get(pk=survey.pk))
    rules.check_survey(survey)
    survey.save()
    actor.record("change_survey", survey, opens=survey.opens, closes=survey.closes, kept_back=survey.kept_back)
    return survey


@operation
def open_survey(actor: Actor, *, survey: Survey) -> Survey:
    """From its first day on, answers are taken. Its questions stay as they are."""
    allow(actor, "keep_survey", survey, table=PERMISSIONS)
    if survey.closes < actor.today:
        raise WrongState(_("Its last day has passed already. Change its days first."))
    survey.move(SurveyState.OPEN)
    actor.record("open_survey", survey)
    return survey


@operation
def close_survey(actor: Actor, *, survey: Survey) -> Survey:
    """No answer is taken any more. The codes' digests are destroyed; the answers are written anew in an order of chance.

    So even what a database remembers of the order of its rows tells nobody which answer came when, or with which code.
    """
    allow(actor, "keep_survey", survey, table=PERMISSIONS)
    survey.move(SurveyState.CLOSED)
    counts = dict(
        Batch.objects.filter(survey=survey)
        .annotate(n=Count("invitations", filter=Q(invitations__used=True)))
        .values_list("pk", "n")
    )
    batches = list(Batch.objects.filter(survey=survey))
    for batch in batches:
        batch.answered = counts[batch.pk]
    Batch.objects.bulk_update(batches, ["answered"], batch_size=500)
    Invitation.objects.filter(batch__survey=survey).delete()
    sheets = list(Sheet.objects.filter(survey=survey).order_by("pk"))  # their numbers are chance
    Sheet.objects.filter(survey=survey).delete()
    Sheet.objects.bulk_create(sheets, batch_size=500)
    actor.record("close_survey", survey, sheets=len(sheets), answered=sum(counts.values()))
    return survey


# ── invitations ──────────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def invite(
    actor: Actor,
    *,
    survey: Survey,
    name: str,
    areas: Sequence[Area | None],
    each: int,
    new_code: Callable[[], str] = codes.new_code,
) -> list[Made]:
    """Make codes, so many for each of the areas (None: wherever in the city). They are returned once and kept by nobody."""
    allow(actor, "keep_survey", survey, table=PERMISSIONS)
    if survey.state not in (SurveyState.DRAFT, SurveyState.OPEN):
        raise WrongState(_("This survey is closed. No more people are invited."))
    refuse_my_number(name, "name")
    if not 1 <= each * len(areas) <= MOST_CODES:
        raise BadInput(_("At once, 1 to %(n)d codes can be made.") % {"n": MOST_CODES}, "each")
    if not name.strip():
        raise BadInput(_("Name whom they are for, as the list of batches shows it."), "name")
    made = [_batch(actor, survey, name.strip(), area, [new_code() for _n in range(each)]) for area in areas]
    actor.record("invite", survey, areas=[area.pk if area else None for area in areas], each=each)
    return made


def _batch(actor: Actor, survey: Survey, name: str, area: Area | None, fresh: list[str]) -> Made:
    batch = Batch(city_id=actor.city_id, survey=survey, name=name, area=area, size=len(fresh))
    batch.save(force_insert=True)
    made = Made(batch, fresh)
    digests = sorted(
        codes.digest(codes.read(code)) for code in made.codes
    )  # not in the order in which they are printed
    Invitation.objects.bulk_create(
        (Invitation(city_id=actor.city_id, batch=batch, digest=each) for each in digests), batch_size=500
    )
    return made


@operation
def withdraw_batch(actor: Actor, *, batch: Batch) -> None:
    """Take back invitations that were lost or never sent, as long as nobody has answered with one."""
    allow(actor, "keep_survey", batch.survey, table=PERMISSIONS)
    if Invitation.objects.filter(batch=batch, used=True).exists() or batch.answered is not None:
        raise WrongState(_("Somebody has answered with one of these codes already, so they stay."))
    actor.record("withdraw_batch", batch.survey, size=batch.size, area=batch.area_id)
    batch.delete()


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def answer_survey(actor: Actor, *, code: str, given: Given) -> Survey:
    """Take one answer for a code. Marking the code and writing the sheet are one transaction: both or none.

    BadInput (field "code" or a question's) and WrongState say what to do; nothing is written then.
    """
    allow(actor, "answer_survey", table=PERMISSIONS)
    invitation = invitations.ready(code, actor.today)
    survey, area = invitation.batch.survey, invitation.batch.area
    sheet = _sheet(actor, survey, list(survey.questions.all()), _placed(given, area), Channel.WEB)
    _use(invitation)
    sheet.save(force_insert=True)
    actor.record("answer_survey", survey, channel=Channel.WEB)
    return survey


def _use(invitation: Invitation) -> None:
    """Of two that come at once with one code, the database lets one through."""
    if not Invitation.objects.filter(pk=invitation.pk, used=False).update(used=True):
        raise WrongState(str(invitations.USED))


def _placed(given: Given, area: Area | None) -> Given:
    """An invitation of a ward or district says where the answer belongs, so that nobody needs to be asked."""
    if area is None:
        return given
    if area.kind == Area.Kind.DISTRICT:
        return replace(given, district=area, ward=None)
    inside = given.district if given.district and given.district.parent_id == area.pk else None
    return replace(given, ward=area, district=inside)


def _sheet(actor: Actor, survey: Survey, questions: Sequence[Question], given: Given, channel: str) -> Sheet:
    values = rules.checked(questions, given.values)
    if given.age is not None and not 0 <= given.age < len(AGES):
        raise BadInput(_("There is no such group of ages."), "age")
    if given.sex and given.sex not in Sex.values:
        raise BadInput(_("Write male or female, or leave it empty."), "sex")
    if survey.by_district and given.district is None:
        raise BadInput(_("Say which district this is about."), "district")
    ward = given.district.parent_id if given.district else given.ward.pk if given.ward else None
    return Sheet(
        city_id=actor.city_id, survey=survey, day=actor.today, channel=channel, number=given.number, age=given.age,
        sex=given.sex, ward_id=ward, district=given.district if survey.by_district else None, values=values,
    )  # fmt: skip


@operation
def take_paper_in(
    actor: Actor, *, survey: Survey, sheets: Sequence[tuple[int, Given]], file_digest: str
) -> list[tuple[int, str, str]]:
    """Take paper sheets in: (line, "added" | "changed" | "unchanged" | "refused", why). With one refused, none is taken.

    A sheet is known by its number: sent again it changes nothing, corrected it takes the place of what was typed before.
    """
    allow(actor, "keep_survey", survey, table=PERMISSIONS)
    rules.under_way(survey)
    desk = _Desk(survey, list(survey.questions.all()))
    fates: list[tuple[int, str, str]] = []
    for line, given in sheets:
        try:
            fate = desk.take(actor, given)
        except (BadInput, WrongState) as refusal:
            fates.append((line, "refused", _with_question(survey, refusal)))
            continue
        fates.append((line, fate, ""))
    if any(fate == "refused" for _line, fate, _why in fates):
        raise Refused(fates)
    for sheet, invitation in desk.ready:
        if invitation is not None:
            _use(invitation)
        sheet.save(force_insert=sheet._state.adding)
    counts = {fate: sum(each[1] == fate for each in fates) for fate in ("added", "changed", "unchanged")}
    actor.record("take_paper_in", survey, file=file_digest, **counts)
    return fates


class Refused(BadInput):
    """A file with lines that cannot be taken; the whole is undone."""

    def __init__(self, fates: list[tuple[int, str, str]]) -> None:
        super().__init__(_("Nothing was taken in. Mend the lines and send the file again."))
        self.fates = fates


def _with_question(survey: Survey, refusal: BadInput | WrongState) -> str:
    field = getattr(refusal, "field", None)
    return f"{field}: {refusal}" if field else str(refusal)


class _Desk:
    """Paper sheets on their way in: those that are known, those that are ready to be written, each with its invitation."""

    def __init__(self, survey: Survey, questions: Sequence[Question]) -> None:
        self.survey, self.questions = survey, questions
        self.known = {each.number: each for each in Sheet.objects.filter(survey=survey, channel=Channel.PAPER)}
        self.ready: list[tuple[Sheet, Invitation | None]] = []
        self._numbers: set[str] = set()
        self._invitations: set[int] = set()

    def take(self, actor: Actor, given: Given) -> str:
        """What becomes of a sheet. BadInput or WrongState when it cannot be taken."""
        if not given.number:
            raise BadInput(_("Number every sheet, and write the number here."), "number")
        if given.number in self._numbers:
            raise BadInput(_("Another line of this file has the same number."), "number")
        self._numbers.add(given.number)
        was = self.known.get(given.number)
        invitation = self._invitation(given.code) if was is None and given.code else None
        area = invitation.batch.area if invitation else None
        sheet = _sheet(actor, self.survey, self.questions, _placed(given, area), Channel.PAPER)
        if was is None:
            self.ready.append((sheet, invitation))
            return "added"
        return self._corrected(was, sheet, ("age", "sex", "values") if given.code else PLACED)

    def _corrected(self, was: Sheet, sheet: Sheet, names: Sequence[str]) -> str:
        if all(getattr(was, name) == getattr(sheet, name) for name in names):
            return "unchanged"
        for name in names:
            setattr(was, name, getattr(sheet, name))
        self.ready.append((was, None))
        return "changed"

    def _invitation(self, code: str) -> Invitation:
        invitation = invitations.known(code)
        if invitation.batch.survey_id != self.survey.pk:
            raise BadInput(_("This code belongs to another survey."), "code")
        if invitation.used or invitation.pk in self._invitations:
            raise BadInput(
                _("This code has been answered with already; each counts once. Leave this sheet out."), "code"
            )
        self._invitations.add(invitation.pk)
        return invitation


# ── publishing ───────────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def publish_survey(
    actor: Actor, *, survey: Survey, results: Mapping[str, Any], observations: Sequence[Observation], about: City
) -> Survey:
    """Show the results to everyone, as they are now, and write them into the indicators the questions feed."""
    allow(actor, "publish_survey", survey, table=PERMISSIONS)
    survey.move(SurveyState.PUBLISHED, results=dict(results))
    if observations:
        keep_observations(actor, observations=observations, about=about)
    actor.record("publish_survey", survey, answers=results["answers"], observations=len(observations))
    return survey
