"""The audit as an Excel workbook: the matrix, the shortfalls, the wards and how far they are apart, the trend."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wakimizu.apps.city.models import Office
from wakimizu.apps.services.models import Service
from wakimizu.apps.services.national import gif
from wakimizu.apps.services.parity import wording
from wakimizu.apps.services.parity.audit import Audit
from wakimizu.apps.services.parity.deviations import Task, Trend
from wakimizu.apps.services.workflow import COUNTERS
from wakimizu.shared.templatetags.words import day
from wakimizu.shared.words import named
from wakimizu.shared.workbooks import Sheet, Value, workbook

Row = Sequence[Value]


def audit_workbook(
    changed: Trend, offices: Sequence[Office], services: Sequence[Service], tasks: Sequence[Task]
) -> bytes:
    """`changed` ends with the audit itself; `offices` and `services` are the part of it that is wanted."""
    found = changed.after
    note = _("Parity audit of %(city)s on %(day)s") % {"city": named(found.book.city), "day": day(found.day)}
    return workbook(
        [
            _matrix(found, offices, services, note),
            _shortfalls(found, tasks, note),
            _wards(found, note),
            _spread(found, note),
            _trend(changed, note),
        ]
    )


def _matrix(found: Audit, offices: Sequence[Office], services: Sequence[Service], note: str) -> Sheet:
    legend = _("● in full, △ passed on, – not handled; ! falls short of the standard, + beyond the standard")
    rows = [
        [service.code, named(service), gif.label(service.stage)]
        + [wording.sign(found.cell(office, service)) for office in offices]
        for service in services
    ]
    columns = [_("Number of the service"), _("Service"), _("Group of services"), *(named(office) for office in offices)]
    return Sheet(_("Matrix"), columns, rows, [note, legend])


def _shortfalls(found: Audit, tasks: Sequence[Task], note: str) -> Sheet:
    columns = [
        _("Ward"), pgettext("column", "Office"), _("Service"), _("Shortfall"), _("Demanded"), _("Found"), _("Residents affected"),
        _("Cases a year"), _("State"), _("Who mends it"), _("By when"), _("What will be done"),
    ]  # fmt: skip
    rows: list[Row] = []
    for task in tasks:
        finding, remedy = task.deviation.finding if task.deviation else None, task.remedy
        ward, owner = found.book.area(task.office.ward_id), found.book.office(remedy.owner_id) if remedy else None
        rows.append(
            [
                named(ward) if ward else "",
                named(task.office),
                named(task.service),
                task.fault_label,
                wording.asked(finding) if finding else "",
                wording.said(finding.fault, finding.found) if finding else "",
                task.people.count or None,
                task.cases,
                task.stage_label,
                named(owner) if owner else "",
                remedy.due if remedy else None,
                remedy.text if remedy else "",
            ]
        )
    return Sheet(_("Shortfalls"), columns, rows, [note])


def _wards(found: Audit, note: str) -> Sheet:
    kinds = [kind for kind in COUNTERS if any(kind in each.full for each in found.outcomes)]
    columns = [
        _("Ward"), _("People"), _("Demanded"), _("Met"), _("Demands that are met"), _("Shortfalls"), _("Cases a year"),
        _("Wait, minutes"), _("Days to the result"), *(str(Office.Kind(kind).label) for kind in kinds),
    ]  # fmt: skip
    rows = [
        [
            named(each.ward),
            each.people,
            each.demanded,
            each.met,
            each.share,
            each.deviations,
            each.cases,
            each.wait,
            each.lead,
        ]
        + [each.full.get(kind) for kind in kinds]
        for each in found.outcomes
    ]
    return Sheet(_("Wards"), columns, rows, [note, _("By kind of office: services in full, on average of its offices")])


def _spread(found: Audit, note: str) -> Sheet:
    columns = [
        _("Figure"), _("Mean"), _("Weighted by people"), _("Lowest ward"), _("Lowest"), _("Highest ward"), _("Highest"),
        _("Distance"), _("Gini"), _("Theil"),
    ]  # fmt: skip
    rows: list[Row] = [
        [
            wording.measure_label(measure), at.mean, _("yes") if at.weighted else _("no"), named(at.lowest.ward),
            at.lowest.value, named(at.highest.ward), at.highest.value, at.distance, at.gini, at.theil,
        ]
        for measure in found.measures
        if (at := measure.spread)
    ]  # fmt: skip
    return Sheet(_("Between wards"), columns, rows, [note])


def _trend(changed: Trend, note: str) -> Sheet:
    columns = [_("What changed"), _("Ward"), pgettext("column", "Office"), _("Service"), _("Shortfall"), _("Because")]
    since = _("Since %(day)s") % {"day": day(changed.before.day)}
    return Sheet(_("Trend"), columns, list(_changes(changed)), [note, since])


def _changes(changed: Trend) -> Iterator[Row]:
    for label, changes in ((_("Mended"), changed.mended), (pgettext("shortfall", "New"), changed.new)):
        for each in changes:
            office = each.deviation.office
            ward = changed.after.book.area(office.ward_id)
            yield [
                label, named(ward) if ward else "", named(office), named(each.deviation.service),
                wording.why(each.deviation.finding), each.reason,
            ]  # fmt: skip
