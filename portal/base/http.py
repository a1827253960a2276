"""The one door to the outside: every gateway calls the platforms through here.

It sets the time limits, carries the correlation code, follows no redirect, writes one log line without content, and turns
every failure into a GatewayError that says whether the request may have been carried out.
"""

import logging
import re
import time
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import requests

from portal.base import correlazione
from portal.base.errors import GatewayError

log = logging.getLogger("casa.esterno")

# connect, read: a short read limit would turn slow answers into uncertain outcomes
LIMITI = (3, 20)
DA_RIPROVARE = {408, 425, 429}
CHIUSO = {401, 403}
SECONDI = re.compile(r"\d{1,18}", re.ASCII)
ATTESA_MASSIMA = 3600


def chiama(
    metodo: str,
    url: str,
    *,
    servizio: str,
    ok: Collection[int] = (200,),
    timeout: tuple[float, float] = LIMITI,
    **argomenti: Any,
) -> requests.Response:
    """Call `url` and return the answer when its status is in `ok`. Raises GatewayError otherwise."""
    intestazioni = {correlazione.INTESTAZIONE: correlazione.codice(), **argomenti.pop("headers", {})}
    inizio = time.monotonic()
    try:
        risposta = requests.request(
            metodo, url, headers=intestazioni, timeout=timeout, allow_redirects=False, **argomenti
        )
    except requests.RequestException as errore:
        _scrivi(metodo, url, servizio, type(errore).__name__, inizio)
        raise _non_arrivata(servizio, errore) from None
    _scrivi(metodo, url, servizio, str(risposta.status_code), inizio)
    if risposta.status_code not in ok:
        raise _rifiutata(servizio, risposta)
    return risposta


def get(url: str, **argomenti: Any) -> requests.Response:
    """`chiama` with GET."""
    return chiama("GET", url, **argomenti)


def post(url: str, **argomenti: Any) -> requests.Response:
    """`chiama` with POST."""
    return chiama("POST", url, **argomenti)


def put(url: str, **argomenti: Any) -> requests.Response:
    """`chiama` with PUT."""
    return chiama("PUT", url, **argomenti)


def _scrivi(metodo: str, url: str, servizio: str, esito: str, inizio: float) -> None:
    # only the host: platform paths may hold a tax code or a notice number
    extra = {
        "servizio": servizio,
        "metodo": metodo,
        "host": urlsplit(url).hostname,
        "esito": esito,
        "ms": round((time.monotonic() - inizio) * 1000),
    }
    log.info("chiamata_esterna", extra=extra)


def _non_arrivata(servizio: str, errore: requests.RequestException) -> GatewayError:
    """Connection refused or never opened: nothing left the machine. Anything later: unknown."""
    mai_partita = isinstance(errore, requests.ConnectTimeout) or _connessione_rifiutata(errore)
    return GatewayError(
        f"{servizio}_irraggiungibile" if mai_partita else f"{servizio}_senza_risposta", incerto=not mai_partita
    )


def _connessione_rifiutata(errore: requests.RequestException) -> bool:
    """True when urllib3 could not open the connection at all (refused, DNS, TLS handshake)."""
    if isinstance(
        errore, requests.exceptions.SSLError | requests.exceptions.InvalidURL | requests.exceptions.MissingSchema
    ):
        return True
    causa = errore.args[0] if errore.args else None
    motivo = getattr(causa, "reason", causa)
    return type(motivo).__name__ in {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"}


def _rifiutata(servizio: str, risposta: requests.Response) -> GatewayError:
    stato = risposta.status_code
    permanente = 400 <= stato < 500 and stato not in DA_RIPROVARE | CHIUSO
    return GatewayError(
        f"{servizio}_risponde_{stato}",
        permanent=permanente,
        chiuso=stato in CHIUSO,
        incerto=stato in {502, 504},
        status=stato,
        dopo=_attesa(risposta),
    )


def _attesa(risposta: requests.Response) -> int | None:
    """Seconds to wait, from Retry-After or from App IO's own header; dates are ignored.

    An hour at most: a slip of the platform (milliseconds for seconds) must not stop us for weeks, and one that means it says it again.
    """
    grezzo = risposta.headers.get("Retry-After") or risposta.headers.get("x-rate-limit-retry-after") or ""
    return min(int(grezzo), ATTESA_MASSIMA) if SECONDI.fullmatch(grezzo) else None
