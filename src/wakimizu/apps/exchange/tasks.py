"""What runs on the timer (wakimizu worker): what is kept for a day only leaves the database."""

from datetime import datetime

from wakimizu.apps.exchange.models import Replay
from wakimizu.apps.exchange.workflow import REPLAYS_KEPT
from wakimizu.shared.scoping import all_cities


def forget_replays(now: datetime) -> int:
    """Drop the answers kept for repeated writes once their day is over. Returns how many."""
    with all_cities():
        return Replay.objects.filter(at__lt=now - REPLAYS_KEPT).delete()[0]
