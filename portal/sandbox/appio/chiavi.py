"""The services of App IO and their keys: each has a primary and a secondary one, that the panel can revoke."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from portal.sandbox.models import ChiaveRevocata
from portal.sandbox.risposte import problema

P = ParamSpec("P")
VistaIO = Callable[Concatenate[HttpRequest, "Servizio", P], HttpResponse]


@dataclass(frozen=True)
class Servizio:
    """avanzato: the Premium subscription, for attachments and the reading status · bozza: writes to the test recipient only."""

    nome: str
    titolo: str
    primaria: str
    avanzato: bool = False
    bozza: bool = False

    @property
    def chiavi(self) -> dict[str, str]:
        return {"primaria": self.primaria, "secondaria": f"{self.primaria}-2"}


@dataclass(frozen=True)
class Chiave:
    """One row of the panel; `nome` is the service and which of the two."""

    servizio: Servizio
    quale: str
    valore: str
    revocata: bool

    @property
    def nome(self) -> str:
        return f"{self.servizio.nome}/{self.quale}"


SERVIZI = {
    uno.nome: uno
    for uno in (
        Servizio("generale", "Avvisi del Comune", settings.CHIAVE),
        Servizio("tributi", "Tributi (Premium)", "chiave-tributi", avanzato=True),
        Servizio("bozza", "Servizio in bozza", "chiave-bozza", bozza=True),
    )
}


def elenco() -> list[Chiave]:
    """Every key, with whether it still opens."""
    revocate = set(ChiaveRevocata.objects.values_list("pk", flat=True))
    return [
        Chiave(uno, quale, valore, f"{uno.nome}/{quale}" in revocate)
        for uno in SERVIZI.values()
        for quale, valore in uno.chiavi.items()
    ]


def cambia(nome: str, *, revocata: bool) -> bool:
    """Revoke a key or give it back. False when nobody has it."""
    if nome not in {chiave.nome for chiave in elenco()}:
        return False
    if revocata:
        ChiaveRevocata.objects.get_or_create(pk=nome)
    else:
        ChiaveRevocata.objects.filter(pk=nome).delete()
    return True


def api_io(*metodi: str) -> Callable[[VistaIO[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """An address of App IO: the key says which service calls; a body that breaks the rules is refused."""

    def decora(vista: VistaIO[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        def interna(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            servizio = _di_chiave(request.headers.get("Ocp-Apim-Subscription-Key", ""))
            if servizio is None:
                return problema(401, "Unauthorized", "Access denied due to missing or invalid subscription key.")
            try:
                return vista(request, servizio, *args, **kwargs)
            except ValueError as errore:
                return problema(400, "Bad Request", str(errore))

        interno: Any = require_http_methods(metodi)(interna)
        return interno

    return decora


def _di_chiave(valore: str) -> Servizio | None:
    return next((una.servizio for una in elenco() if una.valore == valore and not una.revocata), None)
