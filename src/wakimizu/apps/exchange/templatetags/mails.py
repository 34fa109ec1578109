"""How mails are spoken of on screens."""

from django import template

from wakimizu.apps.exchange.mail.wording import reason

register = template.Library()
register.filter("mail_reason", reason)
