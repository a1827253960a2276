"""Receipts kept by pagoPA (GPD payments): asked for only when the one sent to our station may have been lost."""

from django.conf import settings

from pagamenti.models import Avviso
from portal.base import http

SERVIZIO = "ricevute"


def chiedi(avviso: Avviso) -> bytes | None:
    """The receipt of a notice as XML, or None while pagoPA has none. Safe to repeat."""
    risposta = http.get(
        f"{settings.PAGOPA_RICEVUTE_URL}/payments/{avviso.ente.codice_fiscale}/receipts/{avviso.iuv}",
        servizio=SERVIZIO,
        headers={"Ocp-Apim-Subscription-Key": settings.PAGOPA_CHIAVE, "Accept": "application/xml"},
        ok=(200, 404),
    )
    return risposta.content if risposta.status_code == 200 else None
