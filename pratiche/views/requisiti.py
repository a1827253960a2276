"""What a person sees who may not ask for a service: the way to a stronger login, or why not and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from portal.base.errors import DomainError
from portal.base.mixins import ritorno_qui
from portal.catalogo.models import Servizio
from portal.identita.ritorno import porta_piu_sicura
from pratiche.moduli.definizione import Definizione
from pratiche.requisiti import LivelloInsufficiente, NonAmmesso, controlla_requisiti


def sbarra(request: HttpRequest, definizione: Definizione, servizio: Servizio) -> HttpResponse | None:
    """None when this person may go on with this login."""
    try:
        controlla_requisiti(
            definizione,
            chiede=request.user,
            per=request.titolare,
            sessione=request.sessione,
            mandato=request.rappresentanza,
        )
    except NonAmmesso as rifiuto:
        return spiega_rifiuto(request, rifiuto, servizio)
    return None


def spiega_rifiuto(request: HttpRequest, rifiuto: DomainError, servizio: Servizio) -> HttpResponse:
    """The page, or for a weak login the way to a stronger one and back to this very page."""
    if isinstance(rifiuto, LivelloInsufficiente):
        return porta_piu_sicura(request, rifiuto.livello)
    non_ammesso = isinstance(rifiuto, NonAmmesso)
    contesto = {"rifiuto": rifiuto, "servizio": servizio, "ritorno": urlencode({"next": ritorno_qui(request)})}
    return render(request, "pratiche/non_ora.html", contesto, status=403 if non_ammesso else 200)
