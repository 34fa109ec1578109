"""What becomes of a mail that comes in.

The rules, in this order; the first that holds decides:
1. Known already (same Message-ID, writer, day and body): nothing happens a second time.
2. A report that one of our mails was not delivered: for good (5.x.x, or words that say so), and the mail counts as come
   back, no more goes there, and the office is told to call; for now (4.x.x), and it is tried again; only delayed: nothing.
3. Written by a machine (automatic answers, lists, bulk mail, our own mails in a circle): not taken.
4. Marked as spam by the city's filter, or not really from who it says (DMARC failed): not taken.
5. No writer's address, or more than MOST_AN_HOUR mails from it within the hour: not taken.
6. An answer to one of our mails belongs to its voice. If the voice is answered and a line of its own says nothing but
   "not solved" (未解決), it is opened again, as by the button on its page. Otherwise the words are added to the voice, and
   the writer is told how to open it again: a thank-you opens nothing, and no complaint is lost.
   An erased voice takes nothing more.
7. Anything else is a new voice: the subject and the text without signature, JPEG, PNG and WebP pictures as photos; a My
   Number is masked beyond recovery; what is longer than a voice may be is added to it. Without words and pictures: not
   taken. The writer gets the receipt by mail, and wrote by mail, so that they agreed to be answered so.
What is not taken stays in the mail-box, flagged, and is counted on the page of mails with its reason.
"""

import re

from wakimizu.apps.exchange.mail.letters import Letter

MOST_AN_HOUR = 20
FATES = {
    "voice", "added", "reopened", "came_back", "tried_again", "delayed", "strange_report", "machine", "spam", "no_writer",
    "too_many", "erased", "empty", "refused", "too_large",
}  # fmt: skip
NOT_TAKEN = FATES - {"voice", "added", "reopened", "came_back", "tried_again", "delayed", "machine"}

NOT_SOLVED = re.compile(
    r"[\s「『（(＊*・]*(未解決|解決していません|解決していない|解決してません|not solved|unsolved)(です)?[\s」』）)。．.!！＊*]*",
    re.I,
)
MACHINES = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+.-].*)?@", re.I)
FOR_GOOD = re.compile(
    r"\b(user unknown|unknown user|no such (user|recipient)|does not exist|mailbox (not found|unavailable)|"
    r"invalid recipient|address rejected|host unknown)\b|存在しません|見つかりません|受信を拒否",
    re.I,
)
STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
REPLY_CODE = re.compile(r"(?:^|\s|\()([45])\d\d[ -]", re.M)


def by_a_machine(letter: Letter, *, ours: bool) -> bool:
    """Rule 3. `ours`: the mail bears a Message-ID of ours, or our own address as its writer."""
    headers = letter.headers
    if ours or headers.get("auto-submitted", "no").lower() != "no" or MACHINES.match(letter.sender):
        return True
    if headers.get("precedence", "").lower() in ("bulk", "list", "junk", "auto_reply"):
        return True
    if headers.get("return-path") == "<>":
        return True
    return any(
        name in headers for name in ("list-id", "list-post", "x-autoreply", "x-autorespond", "x-loop", "feedback-id")
    )


def is_spam(letter: Letter) -> bool:
    """Rule 4, as the city's own mail server has marked it."""
    headers = letter.headers
    marked = headers.get("x-spam-flag", "").lower().startswith("yes")
    marked = marked or headers.get("x-spam-status", "").lower().startswith("yes")
    return marked or bool(re.search(r"\bdmarc\s*=\s*fail", headers.get("authentication-results", ""), re.I))


def says_not_solved(text: str) -> bool:
    """Rule 6: a line of its own."""
    return any(NOT_SOLVED.fullmatch(line) for line in text.split("\n"))


def is_report(letter: Letter, *, to_bounces: bool) -> bool:
    """Rule 2: a delivery status, or anything that came to an address for bounces and is no holiday notice."""
    if letter.report is not None:
        return True
    return to_bounces and not letter.headers.get("auto-submitted", "").lower().startswith("auto-replied")


def fate_of_report(letter: Letter) -> tuple[str, str]:
    """ "came_back", "tried_again" or "delayed", and the status."""
    report = letter.report or {}
    action, status = report.get("action", "").lower(), report.get("status", "")
    words = f"{letter.subject}\n{letter.said}"
    found = STATUS.match(status) or STATUS.search(report.get("diagnostic-code", "")) or STATUS.search(words)
    status = found[0] if found else ""
    if action in ("delayed", "relayed", "delivered", "expanded") or status.startswith("2"):
        return "delayed", status
    if not status:
        code = REPLY_CODE.search(words)
        hard = bool(FOR_GOOD.search(words)) or (code is not None and code[1] == "5")
        return ("came_back" if hard else "tried_again"), ""
    return ("came_back" if status.startswith("5") else "tried_again"), status
