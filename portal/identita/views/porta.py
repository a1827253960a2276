"""The choice of how to enter."""

import random
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.identita import gestori
from portal.identita.models import Schema
from portal.identita.ritorno import (
    LIVELLO,
    PROFESSIONALE,
    livello_voluto,
    pagina_di_ritorno,
    veste_voluta,
)


@require_safe
@never_cache
def accedi(request: HttpRequest) -> HttpResponse:
    """The ways in that this portal has. The providers are in another order each time, as SPID wants: none comes first."""
    ritorno, livello, veste = pagina_di_ritorno(request), livello_voluto(request), veste_voluta(request)
    dentro = request.user.is_authenticated and request.user.e_cittadino
    if dentro and request.sessione.livello >= livello and not veste:
        return redirect(ritorno)
    spid = list(gestori.attivi(Schema.SPID).values())
    random.shuffle(spid)
    contesto = {
        "spid": spid,
        "cie": gestori.attivi(Schema.CIE),
        "eidas": gestori.attivi(Schema.EIDAS),
        "cns": settings.CNS_INGRESSO_URL,
        "ritorno": ritorno,
        "voluto": _voluto(ritorno, livello, veste),
        "piu_sicuro": livello > LIVELLO,
        "dentro": dentro,
        "professionale": veste == PROFESSIONALE,
    }
    return render(request, "identita/accedi.html", contesto)


def _voluto(ritorno: str, livello: int, veste: str) -> str:
    """What the person wants, as the login addresses take it."""
    parametri = {"next": ritorno, **({"livello": livello} if livello > LIVELLO else {})}
    return urlencode(parametri | ({"veste": veste} if veste else {}), safe="/")
