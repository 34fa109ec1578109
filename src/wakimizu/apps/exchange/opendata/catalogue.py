"""All tables of open data, by name."""

from itertools import chain

from wakimizu.apps.exchange.opendata import done, events, heard, measured, people, places
from wakimizu.apps.exchange.opendata.table import Dataset

DATASETS: dict[str, Dataset] = {
    each.name: each
    for each in chain(
        heard.datasets(),
        done.datasets(),
        measured.datasets(),
        places.datasets(),
        people.datasets(),
        events.datasets(),
    )
}
