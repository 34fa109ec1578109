"""A city's topics and routing table in memory, one per city revision, as the directory is."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from wakimizu.apps.city.models import City
from wakimizu.apps.voices.models import RoutingRule, Topic
from wakimizu.shared.scoping import in_city


@dataclass(frozen=True)
class Catalogue:
    topics: list[Topic]
    table: list[RoutingRule]

    @cached_property
    def city_id(self) -> int | None:
        """All of it is of one city: the ledger asks for this instead of looking at each row."""
        return self.topics[0].city_id if self.topics else None

    @cached_property
    def topic_by_id(self) -> dict[int, Topic]:
        return {topic.pk: topic for topic in self.topics}

    @cached_property
    def topic_by_code(self) -> dict[str, Topic]:
        return {topic.code: topic for topic in self.topics}

    def topic(self, number: int) -> Topic:
        return self.topic_by_id[number]


def catalogue(city: City) -> Catalogue:
    """The topics and table at the city's revision. `city` must be freshly read."""
    return _load(city.pk, city.revision)


@lru_cache(maxsize=64)
def _load(city_id: int, revision: int) -> Catalogue:
    with in_city(city_id):
        return Catalogue(list(Topic.objects.all()), list(RoutingRule.objects.all()))
