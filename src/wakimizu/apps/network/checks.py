"""`wakimizu check`: what the network room could have wrong without anybody noticing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.utils import timezone

from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import City, Office
from wakimizu.apps.network import question
from wakimizu.apps.network.models import Adoption, Scenario, Study
from wakimizu.apps.network.terms import terms_of
from wakimizu.apps.network.workflow import AdoptionState
from wakimizu.apps.population.models import Reach
from wakimizu.apps.population.travel import counters_on
from wakimizu.apps.population.workflow import Mode
from wakimizu.apps.services.counters import counters
from wakimizu.apps.voices.models import Need
from wakimizu.apps.voices.workflow import NeedState
from wakimizu.shared.errors import BadInput
from wakimizu.shared.jobs import JobState
from wakimizu.shared.scoping import in_city


@register(Tags.database)
def network_holds(databases: Any = None, **options: Any) -> list[CheckMessage]:
    """Results are there, adopted changes stand, closed offices lead nothing, new ones have travel times, scenarios fit."""
    if not databases:
        return []
    try:
        found = []
        for city in City.objects.filter(in_use=True):
            with in_city(city.pk):
                today, book = timezone.localdate(), directory(city)
                found += [
                    *_lost_results(city),
                    *_undone_changes(city),
                    *_led_by_nobody(city, today),
                    *_without_travel_times(city, book, today),
                    *_scenarios_that_do_not_fit(city, book, today),
                ]
    except DatabaseError:  # before the first migration there is nothing to check
        return []
    return found


def _lost_results(city: City) -> Iterator[CheckMessage]:
    for number in Study.objects.filter(state=JobState.DONE, result={}).values_list("pk", flat=True):
        yield Error(f"{city}: the study {number} is done, but its result is gone", id="network.E001")


def _undone_changes(city: City) -> Iterator[CheckMessage]:
    """What an adopted plan wrote, and somebody changed since."""
    until = dict(Office.objects.values_list("pk", "valid_to"))
    for adoption in Adoption.objects.filter(state=AdoptionState.ADOPTED):
        codes = [
            each["code"]
            for change in adoption.changes
            for each in change["closes"]
            if until.get(each["office"]) != date.fromisoformat(change["day"])
        ]
        if codes:
            yield Warning(
                f"{city}: these offices no longer close as the adopted plan {adoption.pk} says: {', '.join(codes)}",
                hint="Withdraw the plan, or set their last day again.",
                id="network.W001",
            )


def _led_by_nobody(city: City, today: date) -> Iterator[CheckMessage]:
    needs = Need.objects.filter(lead__valid_to__lte=today).exclude(state__in=(NeedState.ANSWERED, NeedState.MERGED))
    codes = sorted(set(needs.values_list("lead__code", flat=True)))
    if codes:
        yield Warning(
            f"{city}: {needs.count()} open needs are led by offices that have closed: {', '.join(codes)}",
            hint="Give each to the office that answers now.",
            id="network.W002",
        )


def _without_travel_times(city: City, book: Directory, today: date) -> Iterator[CheckMessage]:
    rows = Reach.objects.filter(run__holds=True, mode=Mode.CAR).values_list("minutes", flat=True)
    known = {int(number) for minutes in rows.iterator(500) for number in minutes}
    codes = [office.code for office in counters_on(book, today) if office.pk not in known]
    if known and codes:
        yield Warning(
            f"{city}: the travel times that hold do not know these counters: {', '.join(codes)}",
            hint="Ask for travel times anew.",
            id="network.W003",
        )


def _scenarios_that_do_not_fit(city: City, book: Directory, today: date) -> Iterator[CheckMessage]:
    known = counters(city)
    for scenario in Scenario.objects.all():
        try:
            question.check(terms_of(scenario.terms, today), book, known)
        except BadInput as refusal:
            yield Warning(
                f"{city}: the scenario {scenario.code} does not fit the city any more: {refusal}",
                hint="Change it: wakimizu realign FILE, or its page.",
                id="network.W004",
            )
