"""The calls to App IO, with the two keys of a service: the secondary is there for the day the primary is changed."""

import logging
from http import HTTPStatus
from typing import Any

import requests
from django.conf import settings

from notifiche.models import Consegna, Credenziale
from portal.base import http
from portal.base.errors import GatewayError

log = logging.getLogger("casa.notifiche")


def chiama(
    credenziale: Credenziale, metodo: str, percorso: str, *, ok: tuple[int, ...], **argomenti: Any
) -> requests.Response:
    """Call with the primary key and, if it is refused, at once with the secondary. Raises GatewayError.

    A refused call did nothing, so the second is not a repetition.
    """
    if not credenziale.chiavi:
        raise GatewayError("appio_senza_chiave", chiuso=True)
    *prime, ultima = credenziale.chiavi
    for chiave in prime:
        try:
            return _con(chiave, metodo, percorso, ok=ok, **argomenti)
        except GatewayError as errore:
            if errore.status != HTTPStatus.UNAUTHORIZED:
                raise
            log.error("appio_chiave_rifiutata", extra={"servizio": credenziale.codice or "predefinito"})
    return _con(ultima, metodo, percorso, ok=ok, **argomenti)


def profilo(credenziale: Credenziale, codice_fiscale: str) -> Consegna.Esito | None:
    """Why this person cannot be written to by this service, or None. Never remembered: people change their mind."""
    # POST: the GET variant would put the codice fiscale in the address
    risposta = chiama(credenziale, "POST", "/profiles", ok=(200, 404), json={"fiscal_code": codice_fiscale})
    if risposta.status_code == HTTPStatus.NOT_FOUND:  # not on IO, or inbox off: IO does not say which
        return Consegna.Esito.NON_ATTIVA
    return None if leggi(risposta).get("sender_allowed") is True else Consegna.Esito.NON_CONSENTITA


def leggi(risposta: requests.Response) -> dict[str, Any]:
    """The JSON object of an answer; empty when it is something else."""
    try:
        corpo = risposta.json()
    except ValueError:
        return {}
    return corpo if isinstance(corpo, dict) else {}


def _con(chiave: str, metodo: str, percorso: str, **argomenti: Any) -> requests.Response:
    intestazioni = {"Ocp-Apim-Subscription-Key": chiave}
    return http.chiama(metodo, f"{settings.APPIO_URL}{percorso}", servizio="appio", headers=intestazioni, **argomenti)
