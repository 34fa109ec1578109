"""The writes of the network room, each one sentence of the city's work."""

from wakimizu.apps.network.operations.adoption import adopt_plan, withdraw_adoption
from wakimizu.apps.network.operations.studies import (
    ask_study,
    cancel_study,
    keep_found,
    keep_scenario,
    take_scenario_in,
)

__all__ = [
    "adopt_plan",
    "ask_study",
    "cancel_study",
    "keep_found",
    "keep_scenario",
    "take_scenario_in",
    "withdraw_adoption",
]
