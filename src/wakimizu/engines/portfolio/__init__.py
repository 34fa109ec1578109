"""Which items to fund under a ceiling: the most value, every ward's minimum kept, each choice with its reason, exactly."""

from .choosing import Answer, Status, choose
from .problem import Item, Kind, Question, Rule
from .reasons import Reason, Why, reasons

__all__ = ["Answer", "Item", "Kind", "Question", "Reason", "Rule", "Status", "Why", "choose", "reasons"]
