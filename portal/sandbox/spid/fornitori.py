"""Find a service provider: its metadata are fetched from the address that is its entityID, on this machine only."""

import time
from ipaddress import ip_address
from urllib.parse import urlsplit

from portal.base import http
from portal.base.errors import GatewayError
from portal.sandbox.spid.metadata import Fornitore, leggi_fornitore

SECONDI_IN_MEMORIA = 10
_memoria: dict[str, tuple[float, Fornitore]] = {}


class FornitoreSconosciuto(Exception):
    """No usable metadata at that address. The message says why, for a developer."""


def fornitore(entity_id: str) -> Fornitore:
    """The service provider with this entityID. Raises FornitoreSconosciuto."""
    scadenza, trovato = _memoria.get(entity_id, (0.0, None))
    if trovato is None or scadenza < time.monotonic():
        trovato = _scarica(entity_id)
        _memoria[entity_id] = (time.monotonic() + SECONDI_IN_MEMORIA, trovato)
    return trovato


def dimentica() -> None:
    """Read every metadata again at the next request."""
    _memoria.clear()


def _scarica(entity_id: str) -> Fornitore:
    if not _su_questa_macchina(entity_id):
        raise FornitoreSconosciuto("l'Issuer non è un indirizzo http di questa macchina")
    try:
        trovato = leggi_fornitore(http.get(entity_id, servizio="metadata_sp").content)
    except GatewayError as errore:
        raise FornitoreSconosciuto(f"i metadata non si scaricano dall'Issuer: {errore.evento}") from errore
    except ValueError as errore:
        raise FornitoreSconosciuto(str(errore)) from errore
    if trovato.entity_id != entity_id:
        raise FornitoreSconosciuto("l'entityID dei metadata è diverso dall'Issuer")
    return trovato


def _su_questa_macchina(url: str) -> bool:
    """The sandbox must not be usable to make this machine call others."""
    parti = urlsplit(url)
    if parti.scheme not in ("http", "https") or not parti.hostname:
        return False
    try:
        return ip_address(parti.hostname).is_loopback
    except ValueError:
        return parti.hostname == "localhost"
