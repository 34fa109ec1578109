"""What Open311 gives away, what it takes for the same, and what it calls closed.

The rules:
1. A number (service_request_id) may be shown to anyone, so it never opens more than how far the matter is: state, office,
   days, the public answer. It is not the receipt, and the receipt is not given to a machine.
2. Words and district are shown of voices that the office has published, as the portal shows them; the exact place of a
   voice, its photos and who sent it are never shown. A point is shown where the portal's map shows it: the need's.
3. A list holds published voices; with a key, also those that came by that key.
4. A voice is closed when it was answered with "solved", "cannot" or "not ours", or set aside. With "will be done" and
   "being studied" something is still promised: it stays open.
5. The same form from the same key within ten minutes is one voice, if it says who sent it (device, account, e-mail,
   telephone) or where. An Idempotency-Key is one voice for ever.
6. Without dates a list reaches back 90 days; it may not span more than 90; it holds at most 1,000, the newest first.
"""

from datetime import UTC, datetime, timedelta

from wakimizu.apps.voices.workflow import Ending, VoiceState
from wakimizu.shared.errors import Refusal

PROMISES = [Ending.WILL_BE, Ending.STUDIED]
ENDED = [VoiceState.ANSWERED, VoiceState.SET_ASIDE]
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
SAME_WITHIN = timedelta(minutes=10)
LONGEST_SPAN = timedelta(days=90)
MOST_ROWS = 1000
CALLS_WITHOUT_KEY = 600  # a minute, from one connection


class Unknown(Refusal):
    """A jurisdiction, service, request or token that is not known here."""

    status = 404


def is_closed(state: str, endings: list[str]) -> bool:
    """By a voice's state and the latest ending of each need it is in."""
    return state in ENDED and not any(ending in PROMISES for ending in endings)
