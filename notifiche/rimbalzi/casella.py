"""The mailbox where mails come back, read over IMAP with TLS. What is understood is deleted, the rest is starred and left to a person."""

import imaplib
import logging
import ssl
from collections import Counter
from collections.abc import Callable

from django.conf import settings

from notifiche.operations.rimbalzi import Accolto, accogli
from notifiche.rimbalzi.dsn import Specie, leggi
from portal.base.errors import GatewayError

log = logging.getLogger("casa.notifiche")

SECONDI = 20
PORTA = 993
QUANTI = 500  # in one round: the next one goes on
CAPITI = {Accolto.SCRITTO, Accolto.NIENTE}


def configurata() -> bool:
    return bool(settings.POSTA_RIMBALZI_IMAP)


def svuota(*, prova: bool = False, avanza: Callable[[int, int], None] | None = None) -> Counter[str]:
    """Read what came back; returns how many of each kind. With `prova` nothing is written, here or there.

    Raises GatewayError when the mailbox does not answer or refuses us.
    """
    conti: Counter[str] = Counter()
    try:
        with _apri() as imap:
            imap.login(settings.POSTA_RIMBALZI_UTENTE, settings.POSTA_RIMBALZI_PASSWORD)
            _bene(imap.select(settings.POSTA_RIMBALZI_CARTELLA, readonly=prova))
            trovate = _bene(imap.uid("SEARCH", "UNFLAGGED", "UNDELETED"))[0].split()[:QUANTI]
            for numero, uid in enumerate(trovate, start=1):
                conti[_una(imap, uid.decode(), prova=prova)] += 1
                if avanza:
                    avanza(numero, len(trovate))
            if not prova:
                imap.expunge()
    except imaplib.IMAP4.error:
        raise GatewayError("rimbalzi_rifiutati", chiuso=True) from None  # their words may name the account
    except OSError:
        raise GatewayError("rimbalzi_irraggiungibili") from None
    return conti


def _apri() -> imaplib.IMAP4_SSL:
    host, _, porta = settings.POSTA_RIMBALZI_IMAP.partition(":")
    return imaplib.IMAP4_SSL(host, int(porta or PORTA), ssl_context=ssl.create_default_context(), timeout=SECONDI)


def _una(imap: imaplib.IMAP4_SSL, uid: str, *, prova: bool) -> str:
    """One mail, and what became of it. One that breaks us stays there, starred."""
    rimbalzo = leggi(_contenuto(imap, uid))
    if prova:
        return rimbalzo.specie.value
    try:
        accolto = accogli(rimbalzo)
    except Exception:
        log.exception("rimbalzo_imprevisto")
        accolto = Accolto.SCONOSCIUTO
    if accolto != Accolto.PRESTO:
        imap.uid("STORE", uid, "+FLAGS", r"(\Deleted)" if accolto in CAPITI else r"(\Flagged)")
    return rimbalzo.specie.value if accolto != Accolto.SCONOSCIUTO else Specie.IGNOTA.value


def _contenuto(imap: imaplib.IMAP4_SSL, uid: str) -> bytes:
    risposta = _bene(imap.uid("FETCH", uid, "(BODY.PEEK[])"))
    return next((bytes(parte[1]) for parte in risposta if isinstance(parte, tuple)), b"")


def _bene(risposta: tuple[str, list[bytes]]) -> list[bytes]:
    """The data of an answer. Raises imaplib.IMAP4.error on a refusal."""
    stato, dati = risposta
    if stato != "OK":
        raise imaplib.IMAP4.error(stato)
    return dati
