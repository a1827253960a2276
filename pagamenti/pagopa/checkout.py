"""The hosted payment page of pagoPA: we hand over the cart and get the address where the browser goes."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from pagamenti.models import Avviso, Carrello
from portal.base import http
from portal.base.errors import GatewayError

SERVIZIO = "checkout"
LIMITI = (3, 10)  # seconds: a person is waiting
LOCALI = {"localhost", "127.0.0.1"}


def crea(carrello: Carrello, avvisi: list[Avviso]) -> str:
    """The address of the payment page. Raises GatewayError, also when pagoPA sends us to a host we do not expect."""
    richiesta = {
        "idCart": str(carrello.codice),
        "paymentNotices": [
            {
                "noticeNumber": avviso.nav,
                "fiscalCode": avviso.ente.codice_fiscale,
                "amount": avviso.importo,
                "companyName": avviso.ente.nome[:140],
                "description": avviso.causale,
            }
            for avviso in avvisi
        ],
        "returnUrls": {
            "returnOkUrl": _ritorno(carrello, "ok"),
            "returnCancelUrl": _ritorno(carrello, "annullato"),
            "returnErrorUrl": _ritorno(carrello, "errore"),
        },
        "allCCP": False,
    }
    risposta = http.post(
        f"{settings.PAGOPA_CHECKOUT_URL}/carts",
        servizio=SERVIZIO,
        json=richiesta,
        headers={"Ocp-Apim-Subscription-Key": settings.PAGOPA_CHIAVE},
        ok=(302,),  # the redirect is the answer
        timeout=LIMITI,
    )
    indirizzo = risposta.headers.get("Location", "")
    if not _ammesso(indirizzo):
        raise GatewayError("checkout_indirizzo_inatteso", permanent=True, status=302)
    return indirizzo


def _ritorno(carrello: Carrello, esito: str) -> str:
    return carrello.ente.url(reverse("pagamenti:esito", args=[carrello.gettone, esito]))


def _ammesso(indirizzo: str) -> bool:
    """Only the configured hosts, only over TLS unless they are this machine: never an open redirect."""
    parti = urlsplit(indirizzo)
    cifrato = parti.scheme == "https" or (parti.scheme == "http" and parti.hostname in LOCALI)
    return cifrato and parti.netloc in settings.PAGOPA_CHECKOUT_HOST
