"""Debt positions at pagoPA (GPD v1): the copy of our notices that every payment channel in Italy reads."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone

from pagamenti.models import Avviso
from portal.base import http
from portal.base.errors import GatewayError

SERVIZIO = "gpd"
PAGATE = {"PAID", "PARTIALLY_PAID", "REPORTED"}


def pubblica(avviso: Avviso) -> None:
    """Create the position, payable at once, or bring the one already there in step. Safe to repeat: the key (IUPD) is ours.

    Raises GatewayError; permanent when pagoPA refuses these very data.
    """
    posizione = _posizione(avviso)
    creata = http.post(_url(avviso), params={"toPublish": "true"}, json=posizione, ok=(201, 409), **_comune())
    if creata.status_code == 201:
        return
    cambiata = http.put(
        _url(avviso, f"/{avviso.iupd}"), params={"toPublish": "true"}, json=posizione, ok=(200, 404, 409), **_comune()
    )
    if cambiata.status_code == 200 or (cambiata.status_code == 409 and _stato(avviso) in PAGATE):
        return
    # 404: our NAV or IUV is in another position; 409: this one was closed there
    raise GatewayError("gpd_conflitto", permanent=True, status=cambiata.status_code)


def invalida(avviso: Avviso) -> None:
    """Close the position. Never arrived there (404), already closed or paid (409): nothing is left to do."""
    http.post(_url(avviso, f"/{avviso.iupd}/invalidate"), ok=(200, 404, 409), **_comune())


def _stato(avviso: Avviso) -> str:
    return str(http.get(_url(avviso, f"/{avviso.iupd}"), **_comune()).json().get("status", ""))


def _comune() -> dict[str, Any]:
    return {"servizio": SERVIZIO, "headers": {"Ocp-Apim-Subscription-Key": settings.PAGOPA_CHIAVE}}


def _url(avviso: Avviso, coda: str = "") -> str:
    return f"{settings.PAGOPA_GPD_URL}/organizations/{avviso.ente.codice_fiscale}/debtpositions{coda}"


def _posizione(avviso: Avviso) -> dict[str, Any]:
    """One position, one option to pay it, whole. No `validityDate`: it is payable as soon as it is published."""
    return {
        "iupd": avviso.iupd,
        "type": "G" if avviso.debitore.e_impresa else "F",
        "fiscalCode": avviso.debitore.codice_fiscale,
        "fullName": avviso.debitore.nome_completo[:70],
        "companyName": avviso.ente.nome[:140],
        "switchToExpired": False,  # late payment is accepted
        "paymentOption": [
            {
                "nav": avviso.nav,
                "iuv": avviso.iuv,
                "amount": avviso.importo,
                "description": avviso.causale,
                "isPartialPayment": False,
                "dueDate": _fine_giornata(avviso.scadenza),
                "transfer": [_versamento(versamento) for versamento in avviso.versamenti.all()],
            }
        ],
    }


def _versamento(versamento: Any) -> dict[str, Any]:
    return {
        "idTransfer": str(versamento.ordine),
        "amount": versamento.importo,
        "organizationFiscalCode": versamento.codice_fiscale_ente,
        "remittanceInformation": versamento.causale,
        "category": versamento.categoria,
        "iban": versamento.iban,
    }


def _fine_giornata(giorno: dt.date) -> str:
    """The last second of the day in Rome, as UTC."""
    fine = timezone.make_aware(dt.datetime.combine(giorno, dt.time(23, 59, 59)))
    return fine.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
