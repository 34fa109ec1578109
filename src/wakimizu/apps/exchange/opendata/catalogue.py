"""All tables of open data, by name."""

from itertools import chain

from wakimizu.apps.exchange.opendata import heard
from wakimizu.apps.exchange.opendata.table import Dataset

DATASETS: dict[str, Dataset] = {each.name: each for each in chain(heard.datasets())}
