"""Rounds of the budget: ceilings, requests, what to fund, assessment, enactment, spending."""

from typing import Annotated, Any, Literal

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja import Query, Schema
from pydantic import Field

from wakimizu.apps.exchange.api.acts import Deed, Number, add_deeds, checked, found, only_its_fields
from wakimizu.apps.exchange.api.bodies import Body, NoForm, as_typed, body_of
from wakimizu.apps.exchange.api.door import ApiCall
from wakimizu.apps.exchange.api.files import TakenIn, bytes_of, file_body, taken_in
from wakimizu.apps.exchange.api.lists import Cursor, Limit, listed
from wakimizu.apps.exchange.api.rooms.proposals import Row, Yen, router
from wakimizu.apps.exchange.api.rooms.voices import public
from wakimizu.apps.exchange.api.shapes import Shape
from wakimizu.apps.proposals.budget import analysis, choosing, desk, files, forms, lines, queries, rules
from wakimizu.apps.proposals.models import BudgetLine, Round, Spending
from wakimizu.apps.proposals.operations import budget as budgeting
from wakimizu.apps.proposals.operations import spending as spendings
from wakimizu.apps.proposals.workflow import PERMISSIONS, Fund, Way
from wakimizu.shared.permissions import allow

ROUND = Shape("Round", Round, "name year kind opens closes state enacted_on")
LINE = Shape(
    "BudgetLine",
    BudgetLine,
    "round proposal measure title ward office division way fund requested assessed enacted spent because",
    account=(str, lambda request, row: row.account.code),
)
SPENDING = Shape("Spending", Spending, "day amount note row noted_at")
LINE_SHEET = LINE.with_more("BudgetLineSheet", spendings=SPENDING.many)


class Sums(Schema):
    """Yen of lines on their way; `before`: what the year before had for the same."""

    key: str = Field(
        description="A ward's or division's code, an account's code so far, a fund; empty: the whole city."
    )
    before: int
    requested: int
    assessed: int
    enacted: int
    spent: int
    lines: int


class Ceiled(Schema):
    ward: str
    ceiling: int | None
    asked: int


class Decides(Schema):
    """Of a ward: yen that divisions compile for it in one lump, and yen that it requests itself."""

    ward: str
    lump: int
    moved: int


class Choice(Schema):
    line: int
    title: str
    requested: int
    given: int
    points: int
    why: list[str]


class Portfolio(Schema):
    verdict: str
    conflict: list[str]
    choices: list[Choice]


ROUND_SHEET = ROUND.with_more("RoundSheet", sums=list[Sums], ceilings=list[Ceiled])
PUBLIC_ROUND = ROUND.with_more("PublicRound", sums=list[Sums], lines=LINE.many)
By = Literal["ward", "division", "account", "fund"]
Level = Literal["title", "item", "subitem", "node"]
Weight = Annotated[int | None, Query(ge=0, le=10)]
Most = Annotated[int | None, Query(ge=0, le=rules.MOST_YEN)]
Numbers = Annotated[str, Query(max_length=1000)]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _reader(request: ApiCall, number: int) -> Round:
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    return desk.round_of(number)


@router.get("/budget-rounds", response=ROUND.page, operation_id="rounds", summary="Rounds of the budget")
def rounds(request: ApiCall, after: Cursor = None, limit: Limit = 50) -> dict[str, Any]:
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    return listed(Round.objects.all(), ROUND.of(request), after=after, limit=limit)


@router.get("/budget-rounds/{number}", response=ROUND_SHEET, operation_id="round", summary="A round, summed up one way")
def one_round(request: ApiCall, number: Number, by: By = "ward", level: Level = "title") -> dict[str, Any]:
    row = _reader(request, number)
    rooms = queries.under_ceilings(row, request.book)
    return {
        **ROUND(request, row),
        "sums": _sums(request, row, by, level),
        "ceilings": [
            {"ward": each.ward.code, "ceiling": each.ceiling.amount if each.ceiling else None, "asked": each.asked}
            for each in rooms
        ],
    }


def _sums(request: ApiCall, row: Round, by: str, level: str = "title") -> list[dict[str, Any]]:
    names = ("before", "requested", "assessed", "enacted", "spent", "lines")
    return [
        {"key": _key(by, each), **{name: getattr(each.sums, name) for name in names}}
        for each in queries.by(row, by, request.book, level)
    ]


def _key(by: str, row: queries.Row) -> str:
    if by in ("account", "fund"):
        return str(row.key)
    return row.name.code if row.name else ""


@router.get(
    "/budget-rounds/{number}/decides", response=list[Decides], operation_id="who_decides", summary="Lump or ward"
)
def who_decides(request: ApiCall, number: Number) -> Any:
    found_moves = desk.moving.moves(_reader(request, number), request.book, request.actor.today)
    return [{"ward": ward.code, "lump": part.lump, "moved": part.moved} for ward, part in found_moves.wards]


@router.get("/budget-rounds/{number}/lines", response=LINE.page, operation_id="budget_lines", summary="A round's lines")
def lines_list(
    request: ApiCall,
    number: Number,
    ward: str | None = None,
    division: str | None = None,
    account: Annotated[str, Query(max_length=20)] = "",
    fund: Fund | None = None,
    way: Way | None = None,
    after: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    row, where = _reader(request, number), {"account": account, "fund": fund or "", "way": way or ""}
    if ward is not None:
        where["ward"] = found(request.book.area_by_code.get(ward)).pk if ward else ""
    if division is not None:
        where["division"] = found(request.book.office_by_code.get(division)).pk
    return listed(queries.lines(row, **where), LINE.of(request), after=after, limit=limit)


@router.get(
    "/budget-lines/{number}", response=LINE_SHEET, operation_id="budget_line", summary="A line and what was spent"
)
def line(request: ApiCall, number: Number) -> dict[str, Any]:
    allow(request.actor, "see_proposals", table=PERMISSIONS)
    row = lines.line_of(number)
    return {**LINE(request, row), "spendings": [SPENDING(request, each) for each in queries.spendings(row)]}


@router.get("/budget-rounds/{number}/portfolio", response=Portfolio, operation_id="portfolio", summary="Help to choose")
def portfolio(
    request: ApiCall,
    number: Number,
    voices: Weight = None,
    people: Weight = None,
    effect: Weight = None,
    ceiling: Most = None,
    part: Annotated[int | None, Query(ge=1, le=100)] = None,
    keep: Numbers = "",
    leave: Numbers = "",
    one_of: Numbers = "",
    needs: Numbers = "",
    fund_general: Most = None,
    fund_national: Most = None,
    fund_pref: Most = None,
    fund_bond: Most = None,
    fund_other: Most = None,
) -> dict[str, Any]:
    row = _reader(request, number)
    known = set(queries.lines(row, way=Way.WARD).values_list("pk", flat=True))
    weights = {"voices": voices, "people": people, "effect": effect}
    funds = {
        "fund-general": fund_general, "fund-national": fund_national, "fund-pref": fund_pref, "fund-bond": fund_bond,
        "fund-other": fund_other,
    }  # fmt: skip
    asked = {"ceiling": ceiling, "part": part, "keep": keep, "leave": leave, "one_of": one_of, "needs": needs}
    given = {name: str(value) for name, value in {**analysis.WEIGHTS, **asked, **funds}.items() if value is not None}
    given |= {name: str(weight) for name, weight in weights.items() if weight is not None}
    wish = checked(forms.WishForm(given, lines=known)).wish()
    return _chosen(request, row, wish)


def _chosen(request: ApiCall, row: Round, wish: analysis.Wish) -> dict[str, Any]:
    try:
        answer = analysis.portfolio(row, wish, request.book, request.actor.today)
    except ValueError:  # a line among the conditions has no proposal behind it
        return {"verdict": str(choosing.wording.no_candidate()), "conflict": [], "choices": []}
    told = choosing.told(answer, request, wish)
    return {
        "verdict": told["verdict"],
        "conflict": told["conflict"],
        "choices": [
            {
                "line": each.line.pk, "title": each.line.title, "requested": each.line.requested, "given": each.given,
                "points": each.points, "why": why,
            }
            for each, why in told["rows"]
        ],
    }  # fmt: skip


@public.get("/budget-rounds", response=ROUND.many, operation_id="public_rounds", summary="Enacted rounds")
def public_rounds(request: ApiCall) -> Any:
    return [ROUND(request, row) for row in queries.rounds(public=True)]


@public.get("/budget-rounds/{number}", response=PUBLIC_ROUND, operation_id="public_round", summary="An enacted round")
def public_round(request: ApiCall, number: Number, by: By = "ward") -> dict[str, Any]:
    row = found(queries.round_numbered(number, public=True))
    shown = [LINE(request, each) for each in queries.public_lines(row)]
    return {**ROUND(request, row), "sums": _sums(request, row, by), "lines": shown}


# ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class CeilingGiven(Body):
    ward: str = Field(max_length=40, description="Its code.")
    amount: Yen
    least: Yen = 0


class KeepCeilings(Body):
    """The wards' ceilings; a ward that is left out keeps what it has."""

    ceilings: list[CeilingGiven] = Field(max_length=100)


class LineAmount(Body):
    line: Row
    amount: Yen


class EnactRound(body_of(forms.DayForm, name="EnactDay")):  # type: ignore[misc]
    """The day, and the lines about which the assembly decided otherwise than was assessed."""

    amounts: list[LineAmount] = Field(default_factory=list, max_length=2000)


class Assessed(LineAmount):
    because: str = Field("", max_length=1000)


class AssessLines(Body):
    lines: list[Assessed] = Field(min_length=1, max_length=2000)


class RequestLine(body_of(forms.LineForm, without=("division", "proposal", "measure"), name="RequestWords")):  # type: ignore[misc]
    """A request. A ward gives its division and no ward; a division perhaps a ward, and no division."""

    division: str | None = Field(None, max_length=40)
    proposal: Row | None = None
    measure: Row | None = None


def _keeper(request: ApiCall, number: int) -> Round:
    allow(request.actor, "keep_rounds", table=PERMISSIONS)
    return desk.round_of(number)


def _round_form(request: ApiCall, row: None, typed: Any) -> forms.RoundForm:
    allow(request.actor, "keep_rounds", table=PERMISSIONS)
    return forms.RoundForm(typed)


def _ceilings_form(request: ApiCall, row: Round, typed: MultiValueDict[str, Any]) -> forms.CeilingsForm:
    return only_its_fields(forms.CeilingsForm(_by_ward(request, typed), book=request.book, kept={}))


def _by_ward(request: ApiCall, typed: MultiValueDict[str, Any]) -> MultiValueDict[str, Any]:
    """amount-CODE → amount-number; an unknown code stays, and is refused."""
    numbers = {ward.code: str(ward.pk) for ward in request.book.wards}
    named: MultiValueDict[str, Any] = MultiValueDict()
    for name, value in typed.items():
        what, _dash, code = name.partition("-")
        named[f"{what}-{numbers.get(code, code)}" if code in numbers else f"ward-{code}"] = value
    return named


def _ceilings_typed(body: KeepCeilings) -> MultiValueDict[str, Any]:
    typed: MultiValueDict[str, Any] = MultiValueDict()
    for each in body.ceilings:
        typed[f"amount-{each.ward}"], typed[f"least-{each.ward}"] = str(each.amount), str(each.least)
    return typed


def _keep_ceilings(request: ApiCall, row: Round, form: forms.CeilingsForm) -> Round:
    budgeting.keep_ceilings(request.actor, budget=row, ceilings=form.ceilings())
    return row


def _enact_typed(body: EnactRound) -> MultiValueDict[str, Any]:
    typed = as_typed(body, without={"amounts"})
    typed["amounts"] = "\n".join(f"{each.line} {each.amount}" for each in body.amounts)
    return typed


def _assess_typed(body: AssessLines) -> MultiValueDict[str, Any]:
    typed: MultiValueDict[str, Any] = MultiValueDict()
    for each in body.lines:
        typed[f"amount-{each.line}"], typed[f"because-{each.line}"] = str(each.amount), each.because
    return typed


def _assess_form(request: ApiCall, row: Round, typed: MultiValueDict[str, Any]) -> forms.AssessmentForm:
    numbers = [int(name.removeprefix("amount-")) for name in typed if name.startswith("amount-")]
    return only_its_fields(forms.AssessmentForm(typed, lines=list(queries.lines(row).filter(pk__in=numbers))))


def _assess(request: ApiCall, row: Round, form: forms.AssessmentForm) -> Round:
    budgeting.assess_lines(request.actor, assessments=form.assessments())
    return row


def _step(name: str) -> Any:
    def run(request: ApiCall, row: Round, given: dict[str, Any]) -> Round:
        desk.STEPS[name][4](request, row, given)
        return row

    return run


def _day_form(kind: type[forms.DayForm], name: str) -> Any:
    return lambda request, row, typed: kind(typed, label=desk.STEPS[name][2])


def _open_to(request: ApiCall, number: int) -> Round:
    allow(request.actor, "request", table=PERMISSIONS)
    return desk.round_of(number)


def _own_line(request: ApiCall, number: int) -> BudgetLine:
    row = lines.line_of(number)
    allow(request.actor, "request", row, table=PERMISSIONS)
    return row


def _line_form(request: ApiCall, row: Round | BudgetLine, typed: MultiValueDict[str, Any]) -> forms.LineForm:
    known = row if isinstance(row, BudgetLine) else None
    budget = row.round if isinstance(row, BudgetLine) else row
    rules.check_takes_requests(budget, request.actor.today)
    wards = {ward.code: str(ward.pk) for ward in request.book.wards}
    offices = {code: str(office.pk) for code, office in request.book.office_by_code.items()}
    for name, numbers in (("ward", wards), ("division", offices)):
        if name in typed:
            given = str(typed[name])
            typed[name] = numbers.get(given, "-" if given else "")
    return only_its_fields(lines.requesting(request, typed, budget, known))


def _spender(request: ApiCall, number: int) -> BudgetLine:
    row = lines.line_of(number)
    allow(request.actor, "spend", row, table=PERMISSIONS)
    return row


def _spending(request: ApiCall, number: int) -> Spending:
    rows = Spending.objects.select_related("line__round", "line__office")
    row: Spending = found(rows.filter(pk=number).first())
    allow(request.actor, "spend", row.line, table=PERMISSIONS)
    return row


def _take_back(request: ApiCall, row: Spending, _given: Any) -> BudgetLine:
    line = row.line
    spendings.take_back_spending(request.actor, spending=row)
    return line


def _drop(request: ApiCall, row: BudgetLine, _given: Any) -> Round:
    budget = row.round
    budgeting.drop_line(request.actor, line=row)
    return budget


DEEDS = [
    Deed(
        "/budget-rounds", "open_round", "A new round", forms.RoundForm,
        run_form=lambda request, row, form: budgeting.open_round(request.actor, budget=form.round()), made=_round_form,
        done=_("The round is open. Set the wards' ceilings now."),
    ),
    Deed(
        "/budget-rounds/{number}/ceilings", "keep_ceilings", "The wards' ceilings", forms.CeilingsForm,
        run_form=_keep_ceilings, about=_keeper, made=_ceilings_form, body=KeepCeilings, typed=_ceilings_typed,
        done=_("The ceilings are kept."),
    ),
    Deed(
        "/budget-rounds/{number}/close", "close_requests", "Close the requests", NoForm, _step("close"), about=_keeper,
        done=desk.STEPS["close"][3],
    ),
    Deed(
        "/budget-rounds/{number}/reopen", "reopen_requests", "Take requests again", forms.DayForm, _step("reopen"),
        about=_keeper, made=_day_form(forms.DayForm, "reopen"), done=desk.STEPS["reopen"][3],
    ),
    Deed(
        "/budget-rounds/{number}/enact", "enact_round", "Enter the enactment", forms.EnactForm, _step("enact"), about=_keeper,
        made=_day_form(forms.EnactForm, "enact"), body=EnactRound, typed=_enact_typed, done=desk.STEPS["enact"][3],
    ),
    Deed(
        "/budget-rounds/{number}/end", "close_round", "Close the accounts", NoForm, _step("end"), about=_keeper,
        done=desk.STEPS["end"][3],
    ),
    Deed(
        "/budget-rounds/{number}/assess", "assess_lines", "Assess lines", forms.AssessmentForm, run_form=_assess, about=_keeper,
        made=_assess_form, body=AssessLines, typed=_assess_typed, done=_("The assessment is kept."),
    ),
    Deed(
        "/budget-rounds/{number}/lines", "request_line", "A request", forms.LineForm,
        run_form=lambda request, row, form: budgeting.request_line(request.actor, line=form.line()), about=_open_to,
        made=_line_form, body=RequestLine, done=_("The request is kept."),
    ),
    Deed(
        "/budget-lines/{number}/change", "change_line", "Change the request", forms.LineForm,
        run_form=lambda request, row, form: budgeting.change_line(request.actor, line=form.line()), about=_own_line,
        made=_line_form, body=RequestLine, done=_("The request is kept."),
    ),
    Deed(
        "/budget-lines/{number}/drop", "drop_line", "Take the request back", NoForm, _drop, about=_own_line,
        done=_("The request is taken back; the ledger keeps what it was."),
    ),
    Deed(
        "/budget-lines/{number}/spend", "note_spending", "Note a spending", forms.SpendingForm,
        lambda request, row, given: spendings.note_spending(request.actor, spent=spendings.Spent(line=row, **given)),
        about=_spender, done=_("The spending is noted."),
    ),
    Deed(
        "/spendings/{number}/take-back", "take_back_spending", "Take a spending back", NoForm, _take_back,
        about=_spending, done=_("The spending is taken back; the ledger keeps what it was."),
    ),
]  # fmt: skip
add_deeds(router, DEEDS)


class BudgetFile(file_body(forms.FileForm, "BudgetFileContent")):  # type: ignore[misc]
    """A file of the budget. `look`: only say what would become of it."""

    look: bool = False


@router.post(
    "/budget-files", response=TakenIn, operation_id="take_in_budget", summary="Lines, assessments, spendings, …"
)
def take_in(request: ApiCall, body: BudgetFile) -> Any:
    allow(request.actor, "keep_rounds", table=PERMISSIONS)
    kind = body.kind if body.kind in files.WORDS else None
    row = found(next((each for each in queries.rounds() if str(each.pk) == body.round), None)) if body.round else None
    return taken_in(found(files.read(request, found(kind), bytes_of(body), row, body.look)))
