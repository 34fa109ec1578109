"""Which mails there are, in which state, and who may see and change what. Data, for a clerk to check.

A mail: waiting → sent → bounced; or failed (tried until we gave up), or left out (nobody to write to, or too late).
"""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from wakimizu.shared.permissions import ANYWHERE, OWN, Permissions


class Kind(TextChoices):
    RECEIPT = "receipt", pgettext_lazy("mail", "Receipt")
    ANSWER = "answer", pgettext_lazy("mail", "Answer")
    REOPENED = "reopened", pgettext_lazy("mail", "Open again")
    NEW_DAY = "new_day", pgettext_lazy("mail", "Another day")
    ADDED = "added", pgettext_lazy("mail", "Words added")
    REMINDER = "reminder", pgettext_lazy("mail", "Reminder to an office")


class MailState(TextChoices):
    WAITING = "waiting", pgettext_lazy("mail", "Waiting")
    SENT = "sent", pgettext_lazy("mail", "Sent")
    BOUNCED = "bounced", pgettext_lazy("mail", "Came back")
    FAILED = "failed", pgettext_lazy("mail", "Could not be sent")
    LEFT_OUT = "left_out", pgettext_lazy("mail", "Left out")


TONES = {"waiting": "waiting", "sent": "done", "bounced": "late", "failed": "late", "left_out": "stopped"}

# Which entry of the ledger asks for which mail.
ASKED_BY: dict[str, Kind] = {
    "receive_voice": Kind.RECEIPT,
    "approve_answer": Kind.ANSWER,
    "answer_by_decision": Kind.ANSWER,
    "reopen_voice": Kind.REOPENED,
    "extend_due": Kind.NEW_DAY,
    "add_words": Kind.ADDED,
    "remind_offices": Kind.REMINDER,
}

# How long after a try that failed the next one comes; after the last, we give up.
PAUSES = [timedelta(minutes=n) for n in (5, 15, 60, 240, 720, 1440, 1440)]
TOO_LATE = timedelta(days=7)  # a mail that waited so long (no server was named) would only confuse

LANGUAGES = ("ja", "en")

DESK = {"planner", "mayor", "hq", "hq_head"}
PERMISSIONS: Permissions = {
    "ask_for_mails": {ANYWHERE: {"system"}},
    "send_mail": {ANYWHERE: {"system"}},
    "take_mail": {ANYWHERE: {"system"}},
    "stop_mail": {ANYWHERE: {"resident", "system"}},
    "see_mails": {ANYWHERE: {"it", "policy", "auditor"}, OWN: DESK},
    "keep_mail": {ANYWHERE: {"it", "policy"}},
    "wish_mail": {ANYWHERE: DESK | {"policy", "auditor", "it"}},
}
