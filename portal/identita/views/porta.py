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
    veste_professionale,
)


@require_safe
@never_cache
def accedi(request: HttpRequest) -> HttpResponse:
    """The ways in that this portal has. The providers are in another order each time, as SPID wants: none comes first."""
    ritorno, livello, professionale = pagina_di_ritorno(request), livello_voluto(request), veste_professionale(request)
    dentro = request.user.is_authenticated and request.user.e_cittadino
    if dentro and request.sessione.livello >= livello and not professionale:
        return redirect(ritorno)
    spid = list(gestori.attivi(Schema.SPID).values())
    random.shuffle(spid)
    contesto = {
        "spid": spid,
        "cie": gestori.attivi(Schema.CIE),
        "eidas": gestori.attivi(Schema.EIDAS),
        "cns": settings.CNS_ORIGINE,
        "ritorno": ritorno,
        "voluto": _voluto(ritorno, livello, professionale),
        "piu_sicuro": livello > LIVELLO,
        "dentro": dentro,
        "professionale": professionale,
    }
    return render(request, "identita/accedi.html", contesto)


def _voluto(ritorno: str, livello: int, professionale: bool) -> str:
    """What the person wants, as the login addresses take it."""
    parametri = {"next": ritorno, **({"livello": livello} if livello > LIVELLO else {})}
    return urlencode(parametri | ({"veste": PROFESSIONALE} if professionale else {}), safe="/")
