"""The writes of the services room, each one sentence of the city's work."""

from wakimizu.apps.services.operations.catalogue import change_service, take_services_in
from wakimizu.apps.services.operations.counters import (
    ask_before_standards,
    must_ask_first,
    note_observations,
    offer_service,
    set_standard,
    take_offerings_in,
    turn_counters_back,
    turn_counters_over,
    withdraw_offering,
)
from wakimizu.apps.services.operations.duties import name_duties, put_in_force, share_duties_out
from wakimizu.apps.services.operations.guides import write_guides
from wakimizu.apps.services.operations.remedies import accept_fault, finish_remedy, promise_remedy

__all__ = [
    "accept_fault",
    "ask_before_standards",
    "change_service",
    "finish_remedy",
    "must_ask_first",
    "name_duties",
    "note_observations",
    "offer_service",
    "promise_remedy",
    "put_in_force",
    "set_standard",
    "share_duties_out",
    "take_offerings_in",
    "take_services_in",
    "turn_counters_back",
    "turn_counters_over",
    "withdraw_offering",
    "write_guides",
]
