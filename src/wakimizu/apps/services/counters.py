"""A city's services, standards, offerings and guides in memory, one per city revision, as the directory is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from wakimizu.apps.city.models import City, Office
from wakimizu.apps.services.models import Guide, Offering, Service, Standard
from wakimizu.apps.services.workflow import COUNTERS
from wakimizu.shared.scoping import in_city


@dataclass(frozen=True, eq=False)
class Counters:
    """What the counters of a city do. Rows of every date are here; `on` a day tells which hold."""

    city_id: int
    revision: int
    services: dict[int, Service]
    standards: list[Standard]
    offerings: list[Offering]  # without their service and office rows: look them up by number
    guides: list[Guide]

    @cached_property
    def service_by_code(self) -> dict[str, Service]:
        return {service.code: service for service in self.services.values()}

    def listed(self, day: date) -> list[Service]:
        """The catalogue of a day, by code."""
        return [service for service in self.services.values() if service.valid_on(day)]

    def standard_of(self, service: Service) -> int:
        """The number of the service whose standard applies: a variant's is that of the service it comes from."""
        return service.base_id or service.pk

    def standards_on(self, day: date) -> dict[int, Standard]:
        """service → the standard that holds that day."""
        return {standard.service_id: standard for standard in self.standards if standard.valid_on(day)}

    def versions_of(self, service: Service) -> list[Standard]:
        return [standard for standard in self.standards if standard.service_id == service.pk]

    @cached_property
    def _by_service(self) -> dict[int, list[Offering]]:
        found: dict[int, list[Offering]] = {}
        for offering in self.offerings:
            found.setdefault(offering.service_id, []).append(offering)
        return found

    @cached_property
    def _by_office(self) -> dict[int, list[Offering]]:
        found: dict[int, list[Offering]] = {}
        for offering in self.offerings:
            found.setdefault(offering.office_id, []).append(offering)
        return found

    def offered(self, service: Service, day: date) -> list[Offering]:
        """Where a service is handled on a day, a ward's variants of it included."""
        numbers = [service.pk, *(each.pk for each in self.services.values() if each.base_id == service.pk)]
        return [row for number in numbers for row in self._by_service.get(number, ()) if row.valid_on(day)]

    def coming(self, service: Service, day: date) -> dict[int, Offering]:
        """office → what it will offer of a service next, after a day."""
        rows = [row for row in self._by_service.get(service.pk, ()) if row.valid_from and row.valid_from > day]
        return {row.office_id: row for row in sorted(rows, key=lambda row: row.valid_from or day, reverse=True)}

    def offered_at(self, office: Office, day: date) -> list[Offering]:
        return [row for row in self._by_office.get(office.pk, ()) if row.valid_on(day)]


def counter_offices(offices: Iterable[Office], day: date) -> list[Office]:
    """Offices with a counter that are open on a day, wards together, large before small."""
    order = {kind: n for n, kind in enumerate(COUNTERS)}
    found = [office for office in offices if office.kind in order and office.valid_on(day)]
    return sorted(found, key=lambda office: (office.ward_id or 0, order[office.kind], office.code))


def counters(city: City) -> Counters:
    """The counters at the city's revision. `city` must be freshly read."""
    return _load(city.pk, city.revision)


@lru_cache(maxsize=16)
def _load(city_id: int, revision: int) -> Counters:
    with in_city(city_id):
        return Counters(
            city_id,
            revision,
            {service.pk: service for service in Service.objects.all()},
            list(Standard.objects.order_by("service_id", "valid_from")),
            list(Offering.objects.order_by("service_id", "office_id", "valid_from")),
            list(Guide.objects.all()),
        )
