"""What codes mean, in sentences: why a mail is not sent, why one was not taken."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "no_address": _("nobody to write to: the voice is erased, or they no longer agree"),
    "not_wanted": _("they want no more mail"),
    "too_late": _("it waited too long: no mail server was set up"),
    "address": _("the address is none"),
    "refused": _("refused by their mail server"),
}
FATES = {
    "machine": _("automatic answers and lists"),
    "spam": _("marked as spam, or not from who it says"),
    "no_writer": _("without a writer's address"),
    "too_many": _("too many from one writer within an hour"),
    "erased": _("answers to an erased voice"),
    "empty": _("without words and pictures"),
    "refused": _("with a text that cannot be kept"),
    "too_large": _("too large"),
    "strange_report": _("reports about mails that are not ours"),
}
EXPLAINED = {"1": _("unknown address"), "2": _("mail-box full or closed"), "7": _("refused by their mail server")}


def reason(code: str) -> str:
    """A reason in words, with the server's own code after it (RFC 3463: the second number says what is wrong)."""
    if code in REASONS:
        return str(REASONS[code])
    parts = code.split(".")
    known = EXPLAINED.get(parts[1]) if len(parts) == 3 else None
    return f"{known} ({code})" if known else code
