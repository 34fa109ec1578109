"""Screens of mail: the out-box, the city's own wordings, and the link that ends mails."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wakimizu.apps.city.middleware import Request
from wakimizu.apps.exchange.mail import addresses, operations
from wakimizu.apps.voices.models import Voice


@csrf_exempt  # a mail program posts here at one press (RFC 8058); the signature in the address says that it may
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: Request, number: int, signature: str) -> HttpResponse:
    """No more mail about a voice, for who holds the link of one. Looking at the page stops nothing."""
    voice = (
        Voice.objects.filter(pk=number).first() if addresses.signed_by_us(addresses.STOP, number, signature) else None
    )
    if voice is None:
        raise Http404
    if request.method == "POST":
        operations.stop_mail(request.actor, voice=voice)
    return render(request, "exchange/mail/stop.html", {"stopped": request.method == "POST"})
