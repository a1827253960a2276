"""The choice of how to enter."""

import random

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.identita import gestori
from portal.identita.models import Schema
from portal.identita.ritorno import pagina_di_ritorno


@require_safe
@never_cache
def accedi(request: HttpRequest) -> HttpResponse:
    """The ways in that this portal has. The providers are in another order each time, as SPID wants: none comes first."""
    ritorno = pagina_di_ritorno(request)
    if request.user.is_authenticated and request.user.e_cittadino:
        return redirect(ritorno)
    elenco = list(gestori.attivi(Schema.SPID).values())
    random.shuffle(elenco)
    return render(request, "identita/accedi.html", {"gestori": elenco, "ritorno": ritorno})
