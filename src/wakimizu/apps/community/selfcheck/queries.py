"""Reads of the self-check."""

from collections.abc import Mapping

from wakimizu.apps.city.models import Area
from wakimizu.apps.community.selfcheck.models import DutyCheck, SelfCheck
from wakimizu.apps.community.selfcheck.workflow import CheckState, Duty


def check_of(ward: Area, year: int) -> SelfCheck | None:
    return SelfCheck.objects.filter(ward=ward, year=year).select_related("ward", "signed_by__office").first()


def said(check: SelfCheck | None) -> Mapping[str, DutyCheck]:
    """By duty; an empty row where nothing is said yet."""
    rows = {each.duty: each for each in DutyCheck.objects.filter(check_of=check)} if check else {}
    return {duty.value: rows.get(duty.value) or DutyCheck(duty=duty) for duty in Duty}


def standing(year: int) -> Mapping[int, SelfCheck]:
    """By ward: the checks of a year."""
    return {each.ward_id: each for each in SelfCheck.objects.filter(year=year)}


def signed(ward: Area, year: int) -> SelfCheck | None:
    found = check_of(ward, year)
    return found if found and found.state == CheckState.SIGNED else None


def missing_of(check: SelfCheck) -> list[Duty]:
    """Duties without a mark or without words."""
    full = {each.duty for each in DutyCheck.objects.filter(check_of=check) if each.mark and each.words}
    return [duty for duty in Duty if duty not in full]
