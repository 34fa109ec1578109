"""The terms of a scenario: what is asked, in tables a person can read and a file can hold (docs/network.md)."""

from wakimizu.apps.network.terms.model import (
    AnyGuard,
    Demand,
    Digital,
    Effort,
    FarthestGuard,
    NewSite,
    ReachGuard,
    RoleTerms,
    RoomsGuard,
    Sites,
    StaffGuard,
    StayGuard,
    Terms,
    WardsGuard,
    Weights,
    YenGuard,
)
from wakimizu.apps.network.terms.reading import BadTerms, Fault, ScenarioFile, read, terms_of
from wakimizu.apps.network.terms.writing import tables_of, write

__all__ = [
    "AnyGuard",
    "BadTerms",
    "Demand",
    "Digital",
    "Effort",
    "FarthestGuard",
    "Fault",
    "NewSite",
    "ReachGuard",
    "RoleTerms",
    "RoomsGuard",
    "ScenarioFile",
    "Sites",
    "StaffGuard",
    "StayGuard",
    "Terms",
    "WardsGuard",
    "Weights",
    "YenGuard",
    "read",
    "tables_of",
    "terms_of",
    "write",
]
