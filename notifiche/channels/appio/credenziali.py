"""Which service of the ente carries a message. During a drain the services are read once per ente."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from notifiche.models import Credenziale, EsitoIO, Messaggio, ServizioIO
from portal.base.errors import GatewayError
from portal.identita.cifratura import ChiaveMancante

_letti: ContextVar[dict[int, list[ServizioIO]] | None] = ContextVar("servizi_io_letti", default=None)


@contextmanager
def letti_una_volta() -> Iterator[None]:
    """Inside, a change made in the back-office is not seen: a drain lasts half a minute."""
    segno = _letti.set({})
    try:
        yield
    finally:
        _letti.reset(segno)


def per_messaggio(messaggio: Messaggio) -> Credenziale:
    """The service that claims the message most strongly; that of the settings when none does. Raises GatewayError."""
    return _aperta(servizio_per(messaggio))


def servizio_per(messaggio: Messaggio) -> ServizioIO | None:
    """As above, without opening its keys; None for that of the settings."""
    migliore = max(_servizi(messaggio.ente_id), key=lambda servizio: servizio.porta(messaggio), default=None)
    return migliore if migliore and migliore.porta(messaggio) else None


def per_esito(esito: EsitoIO) -> Credenziale:
    """The service that sent the copy: only that one may ask about it. Raises GatewayError."""
    return _aperta(esito.servizio)


def _servizi(ente_id: int) -> list[ServizioIO]:
    letti = _letti.get()
    if letti is None:
        return list(ServizioIO.objects.filter(ente=ente_id))
    if ente_id not in letti:
        letti[ente_id] = list(ServizioIO.objects.filter(ente=ente_id))
    return letti[ente_id]


def _aperta(servizio: ServizioIO | None) -> Credenziale:
    if servizio is None:
        return Credenziale.delle_impostazioni()
    try:
        return servizio.credenziale
    except ChiaveMancante:
        raise GatewayError("appio_chiave_illeggibile", chiuso=True) from None
