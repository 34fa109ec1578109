"""Log lines carry no personal data: addresses are cut at the query, and e-mail addresses and long digits and receipt codes are masked."""

import logging
import re

# E-mail addresses, long numbers, receipt codes: as they are written, and in an address however they were typed.
PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|\d(?:[\s-]?\d){9,}|\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b"
    r"|(?:(?<=/follow/)|(?<=/say/)|(?<=/photo/))[^/\s]+",
    re.I,
)
QUERY = re.compile(r"\?\S*")


class NoPersonalData(logging.Filter):
    """Rewrites each record's message before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = PERSONAL.sub("***", QUERY.sub("", record.getMessage()))
        record.msg, record.args = message, ()
        return True
