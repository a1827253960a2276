"""The acts of an officer on a message to many."""

from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.massivi.esiti import per_canale
from notifiche.massivi.fonti import FONTI
from notifiche.massivi.tabella import Tabella
from notifiche.massivi.testo import mancanti
from notifiche.models import Consegna, Fase, Invio
from notifiche.models.invio import CSV
from portal.base.coda import Stato
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra

PAROLE = ("ufficio", "oggetto", "testo", "genere", "servizio", "url", "azione", "classe", "giorni_utili")
FERMO = {"stato": Stato.ANNULLATO, "lease_token": None, "lease_fino": None}  # no worker has anything to do
DA_FARE = {"stato": Stato.IN_CODA, "lease_token": None, "lease_fino": None, "tentativi": 0, "errore": ""}


@atto
def componi(*, ente: Ente, ufficio: Ufficio, attore: Persona | None, **parole: Any) -> Invio:
    """Begin a message to many: nothing is said to anybody until it is confirmed."""
    invio = Invio.objects.create(ente=ente, ufficio=ufficio, autore=attore, stato=Stato.ANNULLATO, **parole)
    registra("invio.composto", invio, attore, ente=ente)
    return invio


@atto
def riscrivi(invio_id: int, **parole: Any) -> Invio:
    """Change the words; the list is checked again against them. Raises DomainError once confirmed."""
    invio = _blocca_componibile(invio_id)
    _aggiorna(invio, **{nome: parole[nome] for nome in PAROLE if nome in parole})
    return _rileggi(invio)


@atto
def usa_file(invio_id: int, file: "File[Any]") -> Invio:
    """The recipients are those of this CSV. It is kept also when the text asks for columns that it has not.

    Raises DomainError for a file that cannot be read at all, and once confirmed.
    """
    invio = _blocca_componibile(invio_id)
    colonne = Tabella(file).colonne
    _butta_file(invio)
    file.seek(0)
    invio.file.save("destinatari.csv", file, save=False)
    nome = str(file.name)[:200]
    _aggiorna(invio, fonte=CSV, parametri={}, colonne=[c for c in colonne if c], file=invio.file.name, nome_file=nome)
    return _rileggi(invio)


@atto
def usa_domanda(invio_id: int, *, fonte: str, parametri: dict[str, Any]) -> Invio:
    """The recipients are those that a room finds. Raises DomainError once confirmed."""
    invio = _blocca_componibile(invio_id)
    _butta_file(invio)
    campi = list(FONTI[fonte].campi)
    _aggiorna(invio, fonte=fonte, parametri=parametri, colonne=campi, file="", nome_file="")
    return _rileggi(invio)


@atto
def conferma(invio_id: int, *, attore: Persona | None, quanti: int) -> Invio:
    """Send it. Who confirms writes how many people will read it; twice is harmless. Raises DomainError."""
    invio = _blocca(invio_id)
    if invio.confermato_il:
        return invio
    if invio.fase != Fase.PRONTO or not invio.pronti:
        raise DomainError(_("L'invio non è pronto: servono il testo e almeno un destinatario."))
    if quanti != invio.pronti:
        raise DomainError(_("I destinatari sono %s: controlla e scrivi di nuovo il numero.") % invio.pronti)
    _aggiorna(
        invio, fase=Fase.INVIO, confermato_da=attore, confermato_il=timezone.now(), prossimo_tentativo=timezone.now(), **DA_FARE
    )  # fmt: skip
    registra("invio.confermato", invio, attore, ente=invio.ente, dati={"destinatari": invio.pronti})
    accoda("notifiche.invii")
    return invio


@atto
def pausa(invio_id: int, *, attore: Persona | None) -> Invio:
    """Write no more messages for now; the copies already in the queue leave. Twice is harmless."""
    invio = _blocca(invio_id)
    if invio.fase == Fase.PAUSA:
        return invio
    _controlla_fase(invio, Fase.INVIO)
    _aggiorna(invio, fase=Fase.PAUSA, **FERMO)
    registra("invio.in_pausa", invio, attore, ente=invio.ente, dati={"detti": invio.detti})
    return invio


@atto
def riprendi(invio_id: int, *, attore: Persona | None) -> Invio:
    """Go on from where it was: after a pause, or after an error that stopped it. Harmless while it is under way."""
    invio = _blocca(invio_id)
    if invio.fase == Fase.LETTURA and invio.guasto:
        _aggiorna(invio, prossimo_tentativo=timezone.now(), **DA_FARE)
        accoda("notifiche.invii")
        return invio
    if invio.fase == Fase.INVIO and not invio.guasto:
        return invio
    _controlla_fase(invio, Fase.PAUSA, Fase.INVIO)
    _aggiorna(invio, fase=Fase.INVIO, prossimo_tentativo=timezone.now(), **DA_FARE)
    registra("invio.ripreso", invio, attore, ente=invio.ente, dati={"detti": invio.detti})
    accoda("notifiche.invii")
    return invio


@atto
def ferma(invio_id: int, *, attore: Persona | None) -> Invio:
    """End it here: no more messages, and the copies still in the queue do not leave. Twice is harmless."""
    invio = _blocca(invio_id)
    if invio.fase == Fase.FERMATO:
        return invio
    _controlla_fase(invio, Fase.INVIO, Fase.PAUSA)
    _aggiorna(invio, fase=Fase.FERMATO, concluso_il=timezone.now(), **FERMO)
    in_coda = Consegna.objects.filter(messaggio__riga_invio__invio=invio, stato=Stato.IN_CODA)
    tolte = in_coda.update(stato=Stato.ANNULLATO)
    dati = {"detti": invio.detti, "copie_tolte": tolte}
    registra("invio.fermato", invio, attore, ente=invio.ente, dati=dati)
    return invio


@atto
def cancella_dati(invio_id: int) -> None:
    """The time to keep file and list is over: they go, the totals stay. Harmless when it is not so."""
    invio = _blocca(invio_id)
    if not Invio.objects.da_pulire().filter(pk=invio_id).exists():
        return
    riepilogo = [[esito.canale, str(esito.testo), esito.quante] for esito in per_canale(invio)]
    _butta_file(invio)
    invio.righe.all().delete()
    campi: dict[str, Any] = {} if invio.finito else {"fase": Fase.BOZZA, "fonte": "", "pronti": 0, **FERMO}
    _aggiorna(invio, riepilogo=riepilogo, file="", nome_file="", dati_cancellati_il=timezone.now(), **campi)
    registra("invio.dati_cancellati", invio, None, ente=invio.ente)


def _rileggi(invio: Invio) -> Invio:
    """The list is read from the start, unless the text asks for what it does not give."""
    campi: dict[str, Any] = {"fase": Fase.BOZZA, **FERMO}
    if invio.fonte and not mancanti(invio):
        campi = {"fase": Fase.LETTURA, "prossimo_tentativo": timezone.now(), **DA_FARE}
        accoda("notifiche.invii")
    _aggiorna(invio, letto_fino=0, pronti=0, scartati=0, dati_cancellati_il=None, **campi)
    return invio


def _blocca(invio_id: int) -> Invio:
    return Invio.objects.select_for_update(no_key=True, of=("self",)).select_related("ente").get(pk=invio_id)


def _blocca_componibile(invio_id: int) -> Invio:
    invio = _blocca(invio_id)
    if not invio.componibile:
        raise DomainError(_("Questo invio è già stato confermato: non si può più cambiare."))
    return invio


def _controlla_fase(invio: Invio, *fasi: Fase) -> None:
    if invio.fase not in fasi:
        raise DomainError(_("Adesso non si può: l'invio è nello stato «%s».") % invio.get_fase_display())


def _aggiorna(invio: Invio, **campi: Any) -> None:
    for nome, valore in campi.items():
        setattr(invio, nome, valore)
    invio.save(update_fields=list(campi))


def _butta_file(invio: Invio) -> None:
    """Delete the file once the act is committed."""
    if invio.file:
        deposito, nome = invio.file.storage, str(invio.file.name)
        transaction.on_commit(lambda: deposito.delete(nome), robust=True)
