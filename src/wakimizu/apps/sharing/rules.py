"""Who must know what, by when.

The rules:
1. What happens, and where its sender stands (HQ, ward, counter), choose the rows of the table. Each row names kinds of
   offices, or single offices, and in which wards. Together the rows say who must know; the sender need not be told.
2. Offices of HQ are in no ward: a row that names a kind of HQ means all of it. A kiosk or a hall has nobody to tell.
3. An office that two rows name must know by the earlier day, and acknowledge if either row asks for it.
4. "n business days before" a day: at the latest on the business day from which n business days, that day included, lead
   to it. With 0 it is that day itself, or the business day before it.
5. Acknowledgement is due within n business days of the sending; the day of sending does not count.
6. A notice that is accepted later than a row's day is late, for the offices of that row. It is sent, and counted.
7. An office that has not acknowledged by its day is reminded on the next business day in the evening, and every second
   business day from then on.
8. A newer notice reaches, besides those whom the rules name, everybody who was told the one that it corrects.
9. Before a standard changes that waits for a consultation, some of those are asked whom its rows name; others may be, too.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from wakimizu.apps.city.calendar import add_business_days, is_business_day
from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import Office
from wakimizu.apps.sharing.models import Consultation, Notice, SharingRule
from wakimizu.apps.sharing.workflow import LEVEL_OF, Level, NoticeState, Wards
from wakimizu.shared.errors import BadInput, WrongState


@dataclass(frozen=True, slots=True)
class Told:
    """An office that must know, by which day, and by when it must acknowledge (None: it need not)."""

    office: Office
    know_by: date | None
    acknowledge_by: date | None
    by_hand: bool = False


def know_by(effective: date, days_before: int, closures: Collection[date] = ()) -> date:
    """The last day on which what takes effect on a day is still told in time."""
    day, left = effective, days_before
    while left > 0:
        left -= is_business_day(day, closures)
        day -= timedelta(days=1)
    while not is_business_day(day, closures):
        day -= timedelta(days=1)
    return day


def acknowledge_by(sent: date, within: int | None, closures: Collection[date] = ()) -> date | None:
    return None if within is None else add_business_days(sent, within, closures)


def level_of(office: Office) -> str:
    return LEVEL_OF.get(office.kind, "")


def rows_for(table: Iterable[SharingRule], happening: str, sender: Office) -> list[SharingRule]:
    """The rows that say who must know of this when this office sends it."""
    return [row for row in table if row.happening == happening and row.sender == level_of(sender)]


def offices_of(
    row: SharingRule, sender: Office, book: Directory, day: date, named: Collection[int] = ()
) -> list[Office]:
    """The offices that a row means, on a day; `named`: the wards that the notice names."""
    return [
        office
        for office in book.offices.values()
        if office.pk != sender.pk
        and office.valid_on(day)
        and office.kind in LEVEL_OF
        and (office.kind in row.offices or office.code in row.offices)
        and _in_wards(office, row.wards, sender, named)
    ]


def _in_wards(office: Office, wards: str, sender: Office, named: Collection[int]) -> bool:
    if level_of(office) == Level.HQ:
        return True
    if wards == Wards.OWN:
        return office.ward_id == sender.led_ward_id
    if wards == Wards.OTHER:
        return office.ward_id != sender.led_ward_id
    return wards == Wards.ALL or office.ward_id in named


def addressees(
    rows: Iterable[SharingRule], *, sender: Office, book: Directory, effective: date, sent: date,
    named: Collection[int] = (), by_hand: Iterable[Office] = (),
) -> list[Told]:  # fmt: skip
    """Everybody who must know of it, by office code; those added by hand have no day of their own."""
    found: dict[int, Told] = {}
    for row in rows:
        day, asked = (
            know_by(effective, row.days_before, book.closures),
            acknowledge_by(sent, row.acknowledge_within, book.closures),
        )
        for office in offices_of(row, sender, book, sent, named):
            found[office.pk] = _both(found.get(office.pk), Told(office, day, asked))
    for office in by_hand:
        if office.pk != sender.pk:
            found.setdefault(office.pk, Told(office, None, None, by_hand=True))
    return sorted(found.values(), key=lambda told: told.office.code)


def _both(one: Told | None, other: Told) -> Told:
    if one is None:
        return other
    asked = [day for day in (one.acknowledge_by, other.acknowledge_by) if day]
    known = [day for day in (one.know_by, other.know_by) if day]
    return Told(one.office, min(known, default=None), min(asked, default=None))


def told_before(old: Notice, book: Directory, day: date) -> list[Office]:
    """The offices that were told of a notice, as far as they still are."""
    before = old.addressees.values_list("office_id", flat=True)
    return [book.offices[number] for number in before if number in book.offices and book.offices[number].valid_on(day)]


def check_asked(table: Iterable[SharingRule], row: Consultation, asked: Iterable[Office]) -> None:
    """BadInput when a standard is proposed and nobody is asked of those whom the table's rows say to ask first."""
    code = row.service.code if row.service else ""
    meant = [each for each in rows_for(table, row.about, row.office) if not each.services or code in each.services]
    names = {name for each in meant for name in each.offices}
    if meant and not any({office.kind, office.code} & names for office in asked):
        raise BadInput(
            _("The rules say who is asked before this standard changes. Ask some of them, best in every ward."), "asked"
        )


def check_to_come(effective: date, today: date, corrects: Notice | None = None) -> None:
    """BadInput when what a notice tells of has taken effect already; what is in force may be put right for the same day."""
    if effective < today and not (corrects and effective == corrects.effective):
        raise BadInput(_("This day has passed. Give the day from which it holds, today or later."), "effective")


def check_correctable(notice: Notice) -> None:
    """WrongState unless a newer notice may take this one's place."""
    if notice.state != NoticeState.SENT:
        raise WrongState(
            _("Only a notice that was sent and still holds is corrected; this one: %(state)s.")
            % {"state": notice.get_state_display()}
        )


def days_late(told: Iterable[Told], sent: date) -> int:
    """By how many days the latest of them is told too late; 0: everybody in time."""
    return max((max((sent - each.know_by).days, 0) for each in told if each.know_by), default=0)
