"""Asking App IO what became of a copy: "accepted" (201) is not "delivered", and only PROCESSED is."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.utils import timezone

from notifiche import fermate, ritmo
from notifiche.channels.appio import chiamate
from notifiche.channels.appio.credenziali import letti_una_volta, per_esito
from notifiche.models import Consegna, EsitoIO, Interruttore
from notifiche.operations.esiti_io import arrivata, conclude
from portal.base import coda
from portal.base.coda import Stato
from portal.base.errors import GatewayError

# until then "not found" may mean "not written yet"; afterwards App IO has thrown the message away
APPENA_NATO = dt.timedelta(minutes=10)
NON_RECAPITATO = {Consegna.Esito.NON_ATTIVA, Consegna.Esito.NON_CONSENTITA}


def chiedi_dovuti() -> int:
    """The questions whose time has come, at the pace and with the stops of the copies. Returns how many were asked."""
    return coda.svuota(EsitoIO, _chiedi_o_aspetta, lotto=_lotto)


@contextmanager
def _lotto(righe: list[EsitoIO]) -> Iterator[list[EsitoIO]]:
    """Around one batch: those that may be asked now. Asking tries no stopped key: the copies do it, and say when it works."""
    ferme = dict(Interruttore.objects.filter(canale="appio").values_list("chiave", "riprova_il"))
    adesso = timezone.now()
    in_attesa = [riga for riga in righe if ferme.get(riga.chiave, adesso) > adesso]
    for riga in in_attesa:
        riga.prossimo_tentativo = ferme[riga.chiave]
    libere: list[Any] = [riga for riga in righe if riga not in in_attesa]
    pronte: tuple[list[Any], list[Any]] = ritmo.ammetti(libere)  # a question has all that the pace asks of a copy
    try:
        with letti_una_volta():
            yield pronte[0]
    finally:
        EsitoIO.objects.restituisci([*in_attesa, *pronte[1]])


def _chiedi_o_aspetta(riga: EsitoIO) -> None:
    """One question. Raises GatewayError, unless the whole service is refused: then its copies stop too."""
    try:
        chiedi(riga)
    except GatewayError as errore:
        fino = fermate.Fermate().dopo(riga.consegna, errore)
        if fino is None or not fermate.di_tutti(errore):
            raise
        riga.aspetta(errore.evento, fino=fino)


def chiedi(riga: EsitoIO) -> None:
    """One question and what follows from the answer. Raises GatewayError: the row is then asked again."""
    try:
        stato, lettura = _stato(riga)
    except GatewayError:
        if not riga.scaduto:
            raise
        stato, lettura = "", ""
    if stato == "PROCESSED":
        arrivata(riga, lettura, continua=lettura == EsitoIO.Lettura.DA_LEGGERE and not riga.scaduto)
    elif stato == "FAILED":
        conclude(riga, stato=Stato.FALLITO, esito="", errore="appio_non_elaborato")
    elif stato == "REJECTED":
        conclude(riga, **_perche_no(riga, stato=Stato.FALLITO, esito="", errore="appio_rifiutato"))
    elif stato == "SPARITO":
        conclude(riga, **_perche_no(riga, esito=Consegna.Esito.IGNOTA))
    elif riga.scaduto:
        conclude(riga, esito=Consegna.Esito.IGNOTA)
    else:  # ACCEPTED, THROTTLED, or a word that we do not know
        riga.chiedi_ancora()


def _stato(riga: EsitoIO) -> tuple[str, str]:
    """The status, and for ADVANCED messages whether it was read. Raises GatewayError."""
    consegna = riga.consegna
    percorso = f"/messages/{consegna.messaggio.destinatario.codice_fiscale}/{consegna.id_esterno}"
    # a refusal of this very question (the message is of another service) stops nobody: it ends as "unknown"
    risposta = chiamate.chiama(per_esito(riga), "GET", percorso, ok=(200, 400, 403, 404))
    if risposta.status_code != HTTPStatus.OK:
        sparito = risposta.status_code == HTTPStatus.NOT_FOUND and riga.eta > APPENA_NATO
        return ("SPARITO" if sparito else ""), ""
    corpo = chiamate.leggi(risposta)
    lettura = str(corpo.get("read_status") or "")
    return str(corpo.get("status") or ""), lettura if lettura in EsitoIO.Lettura.values else ""


def _perche_no(riga: EsitoIO, **altrimenti: object) -> dict[str, object]:
    """App IO does not say why it refused: the profile, asked again, tells who left from who switched us off."""
    motivo = chiamate.profilo(per_esito(riga), riga.consegna.messaggio.destinatario.codice_fiscale or "")
    return {"esito": motivo, "stato": Stato.ANNULLATO} if motivo in NON_RECAPITATO else altrimenti
