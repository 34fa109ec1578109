"""What the audit found, in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wakimizu.apps.city.models import Office
from wakimizu.apps.services.parity.audit import Cell, Measure, People
from wakimizu.apps.services.parity.rules import Finding, too_many
from wakimizu.apps.services.workflow import SIGNS, Decided, Fault, Level
from wakimizu.shared.templatetags.words import joint

SHORT, BEYOND = "!", "+"

THINGS: dict[str, Any] = {  # what is compared, for each fault
    Fault.MISSING: gettext_lazy("How far"),
    Fault.BELOW: gettext_lazy("How far"),
    Fault.HOURS: gettext_lazy("Hours"),
    Fault.DECIDED: gettext_lazy("Decided"),
    Fault.DOCUMENTS: gettext_lazy("Documents"),
    Fault.WAIT: gettext_lazy("Wait, minutes"),
    Fault.LEAD: gettext_lazy("Days to the result"),
}
MEASURES: dict[str, Any] = {
    "share": gettext_lazy("Demands that are met"),
    "wait": gettext_lazy("Wait, minutes"),
    "lead": gettext_lazy("Days to the result"),
    "full": gettext_lazy("Services in full"),
}


def sign(cell: Cell) -> str:
    """● △ –, with ! where it falls short and + where it is beyond the standard: read without colour."""
    return SIGNS[cell.level] + (SHORT if cell.shortfalls else BEYOND if cell.is_beyond else "")


def number(value: float, places: int = 1) -> str:
    return str(number_format(value, places, use_l10n=True, force_grouping=True))


def percent(value: float) -> str:
    return f"{number(value * 100)} %" if value not in (0, 1) else f"{value * 100:.0f} %"


def said(fault: str, value: Any) -> str:
    """A demanded or found value as the reader's language writes it."""
    if fault in (Fault.MISSING, Fault.BELOW):
        return str(Level(value).label)
    if fault == Fault.DOCUMENTS:
        return joint().join(value) or _("none")
    if value is None or value == "":
        return _("not known")
    if fault == Fault.HOURS:
        return f"{value[0]:%H:%M}–{value[1]:%H:%M}"
    if fault == Fault.DECIDED:
        return str(Decided(value).label)
    return number(value) if isinstance(value, float) else str(value)


def why(finding: Finding) -> str:
    """A shortfall in one sentence."""
    words = {"fault": Fault(finding.fault).label, "found": said(finding.fault, finding.found)}
    if finding.fault in (Fault.MISSING, Fault.BELOW):
        return _("%(fault)s; demanded: %(demanded)s") % {**words, "demanded": said(finding.fault, finding.demanded)}
    if finding.fault == Fault.DOCUMENTS:
        return _("%(fault)s: %(documents)s") % {
            **words,
            "documents": joint().join(too_many(finding.demanded, finding.found)),
        }
    if finding.fault in (Fault.WAIT, Fault.LEAD) and finding.demanded:
        return _("%(fault)s: %(found)s, at most %(demanded)s") % {**words, "demanded": finding.demanded}
    return _("%(fault)s: %(found)s; demanded: %(demanded)s") % {
        **words,
        "demanded": asked(finding),
    }


def asked(finding: Finding) -> str:
    """What is demanded, as the reader's language writes it: of waits and days the most that is allowed."""
    demanded = said(finding.fault, finding.demanded)
    if finding.fault == Fault.LEAD and finding.demanded == 0:
        return _("on the same day")
    return _("at most %(n)s") % {"n": demanded} if finding.fault in (Fault.WAIT, Fault.LEAD) else demanded


def reasons(cell: Cell) -> str:
    """A cell in words: how far it goes, and why that is enough or not."""
    level = str(Level(cell.level).label)
    if cell.shortfalls:
        return _("%(level)s. Falls short: %(reasons)s") % {"level": level, "reasons": sentences(cell.shortfalls)}
    if not cell.has_standard:
        return _("%(level)s. There is no standard yet") % {"level": level}
    if cell.is_beyond:
        return _("%(level)s. Beyond the standard, which demands: %(demanded)s") % {
            "level": level,
            "demanded": Level(cell.demanded).label,
        }
    return _("%(level)s. As demanded") % {"level": level}


def sentences(findings: Iterable[Finding]) -> str:
    return _("; ").join(why(finding) for finding in findings)


def measure_label(measure: Measure) -> str:
    if measure.kind:
        return f"{MEASURES[measure.name]}{joint(':')}{Office.Kind(measure.kind).label}"
    return str(MEASURES[measure.name])


def measured(measure: Measure, value: float) -> str:
    """A value of a measure with its unit."""
    return percent(value) if measure.name == "share" else number(value)


def apart(measure: Measure, distance: float) -> str:
    """How far the ends are apart, in the measure's unit."""
    return _("%(n)s points") % {"n": number(distance * 100)} if measure.name == "share" else number(distance)


def headcount(people: People) -> str:
    """So many people; "at least" when an area's figure is missing, a dash when none is known."""
    if not people.count:
        return "–"
    counted = number(people.count, 0)
    return counted if people.whole else _("at least %(n)s") % {"n": counted}
