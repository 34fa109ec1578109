"""The writes of a budget round up to its enactment: rounds, ceilings, accounts, lines, assessment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from wakimizu.apps.city.models import City
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.ledger.operations import operation
from wakimizu.apps.proposals.budget import rules
from wakimizu.apps.proposals.budget.queries import requested_by_wards
from wakimizu.apps.proposals.models import Account, BudgetLine, Ceiling, Round
from wakimizu.apps.proposals.workflow import PERMISSIONS, RoundState, Way
from wakimizu.apps.voices.operations.sorting import required
from wakimizu.shared.errors import BadInput, NotPermitted, WrongState
from wakimizu.shared.permissions import allow
from wakimizu.shared.templatetags.words import exact_yen

LINE = ("title", "ward", "office", "division", "way", "account", "fund", "requested", "proposal", "measure")


# ── rounds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def open_round(actor: Actor, *, budget: Round) -> Round:
    """Begin to take requests. BadInput for a closing day that is past, or while one of its kind and year is open."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    budget.name = required(budget.name, "name", 80)
    rules.check_round(budget, actor.today)
    City.objects.select_for_update().get(pk=actor.city_id)  # of two who open one at once, the second is told
    same = Round.objects.filter(year=budget.year, kind=budget.kind)
    if same.filter(state=RoundState.OPEN).exists():
        raise BadInput(_("A round of this kind and year is open already. Close its requests first."), "kind")
    if same.filter(name=budget.name).exists():
        raise BadInput(_("There is a round of this name. Choose another."), "name")
    budget.city_id, budget.state = actor.city_id, RoundState.OPEN
    budget.save(force_insert=True)
    actor.record(
        "open_round", budget, year=budget.year, kind=budget.kind, opens=budget.opens, closes=budget.closes
    )  # fmt: skip
    return budget


@operation
def close_requests(actor: Actor, *, budget: Round) -> None:
    """From now on no request is taken or changed; finance assesses."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    if not BudgetLine.objects.filter(round=budget).exists():
        raise WrongState(_("Nothing has been requested yet. Wait until the wards have requested."))
    budget.move(RoundState.ASSESSMENT)
    actor.record("close_requests", budget)


@operation
def reopen_requests(actor: Actor, *, budget: Round, closes: date) -> None:
    """Take requests again, until another day."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    if closes < max(actor.today, budget.opens):
        raise BadInput(_("This day is past. Give a day that is still to come."), "closes")
    budget.move(RoundState.OPEN, closes=closes)
    actor.record("reopen_requests", budget, closes=closes)


@operation
def enact_round(actor: Actor, *, budget: Round, on: date, amounts: Mapping[int, int] | None = None) -> None:
    """The assembly has decided. amounts: line → yen, only where it decided otherwise than was assessed."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    if on > actor.today:
        raise BadInput(_("This day is still to come. Enter the enactment once the assembly has decided."), "on")
    if on < budget.opens:
        raise BadInput(_("A round cannot be enacted before it opened."), "on")
    lines = list(_locked(budget).lines.all())
    waiting = sum(line.assessed is None for line in lines)
    if waiting or not lines:
        raise WrongState(_("%(n)d lines are not assessed yet. Assess every line first.") % {"n": waiting})
    given = amounts or {}
    if set(given) - {line.pk for line in lines}:
        raise BadInput(_("A line of another round is among the amounts. Look at the numbers again."))
    for line in lines:
        line.enacted = rules.check_amount(given.get(line.pk, line.assessed or 0), "on", 0)
    budget.move(RoundState.ENACTED, enacted_on=on)
    BudgetLine.objects.bulk_update(lines, ["enacted"], batch_size=200)
    changed = {str(line.pk): line.enacted for line in lines if line.enacted != line.assessed}
    total = sum(line.enacted or 0 for line in lines)
    actor.record("enact_round", budget, on=on, lines=len(lines), enacted=total, otherwise=changed)


@operation
def close_round(actor: Actor, *, budget: Round) -> None:
    """The year's accounts are closed: nothing is spent any more."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    last = rules.accounts_close(budget)
    if budget.state == RoundState.ENACTED and actor.today <= last:
        raise WrongState(
            _("The accounts of %(year)d stay open until %(day)s. Close the round after that day.")
            % {"year": budget.year, "day": rules.written(last)}
        )
    budget.move(RoundState.CLOSED)
    actor.record("close_round", budget, spent=_sum(budget, "spent"))


def _locked(budget: Round) -> Round:
    """The round as it is now; nobody else changes its lines until this operation ends."""
    return Round.objects.select_for_update().get(pk=budget.pk)


def _sum(budget: Round, column: str) -> int:
    return int(BudgetLine.objects.filter(round=budget).aggregate(all=Sum(column))["all"] or 0)


# ── ceilings and accounts ────────────────────────────────────────────────────────────────────────────────────────────


@operation
def keep_ceilings(actor: Actor, *, budget: Round, ceilings: Sequence[Ceiling]) -> int:
    """The most each ward may request, and the least it is promised; all or none. How many were set or changed."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    now = _locked(budget)
    if now.state not in (RoundState.OPEN, RoundState.ASSESSMENT):
        raise WrongState(_("This round is enacted; its ceilings stay as they were."))
    asked = requested_by_wards(now)
    known = {each.ward_id: each for each in Ceiling.objects.filter(round=now)}
    for each in ceilings:
        rules.check_ceiling(each, asked.get(each.ward_id, 0) if now.state == RoundState.OPEN else 0, each.ward.name)
        if was := known.get(each.ward_id):
            each.pk, each._state.adding = was.pk, False
        each.city_id, each.round = actor.city_id, now
        each.save()
    said = {str(each.ward_id): [each.amount, each.least] for each in ceilings}
    actor.record("keep_ceilings", now, ceilings=said)
    return len(ceilings)


@operation
def keep_accounts(actor: Actor, *, accounts: Sequence[Account], about: City, file_digest: str = "") -> int:
    """Places of 款項目節, known by their codes; what is there is renamed. All or none."""
    allow(actor, "keep_rounds", table=PERMISSIONS)
    known = dict(Account.objects.values_list("code", "pk"))
    for each in accounts:
        rules.check_account(each)
        each.city_id = actor.city_id
        if each.code in known:
            each.pk, each._state.adding = known[each.code], False
        each.save()
    actor.record("keep_accounts", about, codes=[each.code for each in accounts][:500], file=file_digest)
    return len(accounts)


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@operation
def request_line(actor: Actor, *, line: BudgetLine) -> BudgetLine:
    """Put an amount into the round. BadInput above the ward's ceiling, WrongState when it takes no requests."""
    return _keep_line(actor, line)


@operation
def change_line(actor: Actor, *, line: BudgetLine) -> BudgetLine:
    """Another amount, account, fund or title; an assessment made before is gone."""
    return _keep_line(actor, line)


@operation
def keep_lines(actor: Actor, *, lines: Sequence[BudgetLine]) -> Sequence[BudgetLine]:
    """Several requests at once, all or none."""
    return [_keep_line(actor, line) for line in lines]


def _keep_line(actor: Actor, line: BudgetLine) -> BudgetLine:
    known = BudgetLine.objects.select_related("office", "ward").filter(pk=line.pk).first() if line.pk else None
    allow(actor, "request", line, table=PERMISSIONS)
    if known is not None:
        allow(actor, "request", known, table=PERMISSIONS)
    now = _locked(line.round)
    rules.check_takes_requests(now, actor.today)
    line.title = required(line.title, "title", 120)
    rules.check_amount(line.requested, "requested")
    _check_way(line)
    if line.way == Way.WARD and line.ward is not None:
        ceiling = Ceiling.objects.filter(round=now, ward=line.ward).first()
        mine = BudgetLine.objects.filter(round=now, ward=line.ward, way=Way.WARD).exclude(pk=line.pk)
        others = int(mine.aggregate(all=Sum("requested"))["all"] or 0)
        rules.check_under_ceiling(ceiling, others, line.requested, line.ward.name)
    line.city_id, line.round, line.assessed, line.because = actor.city_id, now, None, ""
    line.enacted, line.spent = None, 0
    line.save()
    actor.record("change_line" if known else "request_line", line, was=_told(known) if known else None, **_told(line))
    return line


def _told(line: BudgetLine) -> dict[str, object]:
    facts: dict[str, object] = {name: getattr(line, f"{name}_id", None) or getattr(line, name) for name in LINE}
    return {**facts, "title": line.digest(line.title), "round": line.round_id}


def _check_way(line: BudgetLine) -> None:
    """A ward requests for itself; a division compiles what is its own."""
    if line.way == Way.WARD and (line.ward_id is None or line.office.led_ward_id != line.ward_id):
        raise NotPermitted(_("A ward requests for itself only. Choose your own ward."))
    if line.way == Way.LUMP and not line.office.at_hq:
        raise NotPermitted(_("Only HQ divisions compile in one lump. A ward requests for itself."))


@operation
def drop_line(actor: Actor, *, line: BudgetLine) -> None:
    """Take a request back while requests are taken; the ledger keeps what it was."""
    allow(actor, "request", line, table=PERMISSIONS)
    rules.check_takes_requests(_locked(line.round), actor.today)
    actor.record("drop_line", line, **_told(line))
    line.delete()


# ── assessment ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Assessment:
    """What finance grants of a line, and why where it is less."""

    line: BudgetLine
    amount: int
    because: str = ""


@operation
def assess_line(actor: Actor, *, assessment: Assessment) -> None:
    """Grant a line in full, or less with a reason."""
    _assess(actor, [assessment])


@operation
def assess_lines(actor: Actor, *, assessments: Sequence[Assessment]) -> None:
    """Grant several at once, all or none; each has its own entry."""
    _assess(actor, assessments)


def _assess(actor: Actor, assessments: Sequence[Assessment]) -> None:
    allow(actor, "keep_rounds", table=PERMISSIONS)
    numbers = {each.line.round_id for each in assessments}
    if not numbers:
        raise BadInput(_("Nothing is assessed yet. Fill in at least one amount."))
    for number in sorted(numbers):
        _check_assessed(Round.objects.select_for_update().get(pk=number))
    for each in assessments:
        line = each.line
        line.assessed, line.because = _granted(each)
        actor.record(
            "assess_line", line, requested=line.requested, assessed=line.assessed, because=line.digest(line.because)
        )
    BudgetLine.objects.bulk_update([each.line for each in assessments], ["assessed", "because"], batch_size=100)


def _check_assessed(budget: Round) -> None:
    if budget.state != RoundState.ASSESSMENT:
        raise WrongState(
            _("“%(round)s” is not being assessed: %(state)s. Close its requests first.")
            % {"round": budget.name, "state": RoundState(budget.state).label}
        )


def _granted(each: Assessment) -> tuple[int, str]:
    """BadInput names the field as the assessment's table does: amount-7, because-7."""
    line = each.line
    amount = rules.check_amount(each.amount, f"amount-{line.pk}", 0)
    if amount > line.requested:
        raise BadInput(
            _("“%(title)s”: %(amount)s is more than the %(requested)s requested. Grant at most what was requested.")
            % {"title": line.title, "amount": exact_yen(amount), "requested": exact_yen(line.requested)},
            f"amount-{line.pk}",
        )
    if amount < line.requested and not each.because.strip():
        raise BadInput(
            _("“%(title)s” gets less than requested. Say why; the ward reads it.") % {"title": line.title},
            f"because-{line.pk}",
        )
    return amount, required(each.because, f"because-{line.pk}") if each.because.strip() else ""
