"""What this room shows in the profile: the e-mail with its state, and the digital domicile."""

from typing import Any

from django.http import HttpRequest

from notifiche.models import DomicilioDigitale, VerificaIndirizzo

TEMPLATE = "notifiche/recapiti/profilo.html"


def dati(request: HttpRequest) -> dict[str, Any]:
    return {
        "verifica": VerificaIndirizzo.objects.filter(persona=request.titolare).exclude(indirizzo="").first(),
        "domicilio": DomicilioDigitale.objects.filter(persona=request.titolare).first(),
    }
