"""What a budget round allows, in the city's own terms. Amounts are whole yen.

The rules:
1. Requests are taken while the round is open and until its closing day, that day included.
2. What a ward requests itself may not pass its ceiling, all its lines together. What an HQ division compiles in one lump is
   outside the ceilings. A ward without a ceiling cannot request yet.
3. Nothing is assessed above its request; less than requested needs a reason.
4. A round is enacted when every line is assessed. A line is enacted as assessed, unless the assembly decided otherwise.
5. Money is spent from the first of April, or from the day the round was enacted if that is later, until the accounts are
   closed 出納閉鎖 on 31 May after the fiscal year; never more than was enacted.
6. A round is closed when the accounts are.
"""

import re
from datetime import date

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import fiscal_year
from wakimizu.apps.proposals.models import Account, Ceiling, Round
from wakimizu.apps.proposals.workflow import RoundState
from wakimizu.shared.errors import BadInput, WrongState
from wakimizu.shared.templatetags.words import day as written
from wakimizu.shared.templatetags.words import exact_yen

MOST_YEN = 10**13  # above every city's budget: whoever types more has slipped
MOST_YEARS_AHEAD = 5
ACCOUNT_CODE = re.compile(r"\d{1,3}(-\d{1,3}){3}")


def first_day(budget: Round) -> date:
    """The first day on which its money may be spent."""
    begins = date(budget.year, 4, 1)
    return max(begins, budget.enacted_on) if budget.enacted_on else begins


def accounts_close(budget: Round) -> date:
    """The last day of 出納整理期間."""
    return date(budget.year + 1, 5, 31)


def takes_requests(budget: Round, today: date) -> bool:
    return budget.state == RoundState.OPEN and budget.opens <= today <= budget.closes


def check_takes_requests(budget: Round, today: date) -> None:
    if budget.state != RoundState.OPEN:
        raise WrongState(
            _("“%(round)s” takes no requests now: %(state)s. Ask finance to reopen it, or use the next round.")
            % {"round": budget.name, "state": RoundState(budget.state).label}
        )
    if today > budget.closes:
        raise WrongState(
            _("“%(round)s” took requests until %(day)s. Ask finance to reopen it with a later day.")
            % {"round": budget.name, "day": written(budget.closes)}
        )
    if today < budget.opens:
        raise WrongState(
            _("“%(round)s” takes requests from %(day)s on.") % {"round": budget.name, "day": written(budget.opens)}
        )


def check_round(budget: Round, today: date) -> None:
    if budget.closes < today:
        raise BadInput(
            _("The closing day %(day)s is past. Give a day that is still to come.") % {"day": written(budget.closes)},
            "closes",
        )
    if budget.closes < budget.opens:
        raise BadInput(_("A round cannot close before it opens. Give a later closing day."), "closes")
    this = fiscal_year(today)
    if not this <= budget.year <= this + MOST_YEARS_AHEAD:
        raise BadInput(
            _("The fiscal year must be %(first)d to %(last)d.") % {"first": this, "last": this + MOST_YEARS_AHEAD},
            "year",
        )


def check_amount(amount: int, field: str, least: int = 1) -> int:
    if amount < least:
        raise BadInput(_("Give an amount in yen, %(least)s or more.") % {"least": f"{least:,}"}, field)
    if amount > MOST_YEN:
        raise BadInput(
            _("%(amount)s is more than a city's whole budget. Amounts are in yen.") % {"amount": exact_yen(amount)},
            field,
        )
    return amount


def check_ceiling(ceiling: Ceiling, requested: int, ward: str) -> None:
    check_amount(ceiling.amount, "amount", 0)
    if ceiling.least > ceiling.amount:
        raise BadInput(
            _("%(ward)s: the least it is promised (%(least)s) is above its ceiling (%(ceiling)s). Lower it.")
            % {"ward": ward, "least": exact_yen(ceiling.least), "ceiling": exact_yen(ceiling.amount)},
            "least",
        )
    if ceiling.amount < requested:
        raise BadInput(
            _("%(ward)s has requested %(requested)s already. Its ceiling cannot be below that; let it take lines back.")
            % {"ward": ward, "requested": exact_yen(requested)},
            "amount",
        )


def check_under_ceiling(ceiling: Ceiling | None, others: int, amount: int, ward: str) -> None:
    """others: what the ward requests with its other lines."""
    if ceiling is None:
        raise BadInput(_("%(ward)s has no ceiling in this round yet. Ask finance for one.") % {"ward": ward}, "ward")
    over = others + amount - ceiling.amount
    if over > 0:
        raise BadInput(
            _(
                "This is %(over)s over the ceiling of %(ward)s, which is %(ceiling)s; %(left)s is left."
                " Lower this amount, or another line first."
            )
            % {
                "over": exact_yen(over),
                "ward": ward,
                "ceiling": exact_yen(ceiling.amount),
                "left": exact_yen(ceiling.amount - others),
            },
            "requested",
        )


def check_account(account: Account) -> None:
    if not ACCOUNT_CODE.fullmatch(account.code):
        raise BadInput(
            _("“%(code)s” is no account. Write title, item, sub-item and node as numbers: 08-02-03-14")
            % {"code": account.code},
            "code",
        )
    if not all((account.title, account.item, account.subitem, account.node)):
        raise BadInput(_("Name all four levels of the account: 款, 項, 目 and 節."), "title")
    if max(map(len, (account.title, account.item, account.subitem, account.node))) > 60:
        raise BadInput(_("Please use at most %(n)d characters.") % {"n": 60}, "title")


def check_spending_day(budget: Round, day: date, today: date) -> None:
    if budget.state != RoundState.ENACTED:
        raise WrongState(
            _("Money is spent of an enacted round only. “%(round)s”: %(state)s.")
            % {"round": budget.name, "state": RoundState(budget.state).label}
        )
    if day > today:
        raise BadInput(_("This day is still to come. Note what was spent on the day it was."), "day")
    first, last = first_day(budget), accounts_close(budget)
    if not first <= day <= last:
        raise BadInput(
            _("Money of this round is spent from %(first)s to %(last)s, when the accounts of %(year)d are closed.")
            % {"first": written(first), "last": written(last), "year": budget.year},
            "day",
        )
