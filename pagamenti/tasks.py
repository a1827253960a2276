"""Where the rows and pagoPA meet."""

import logging
from typing import Any

from celery import shared_task

from pagamenti import stampe
from pagamenti.models import Avviso, Pubblicazione, Ricevuta, Stampa, Verifica
from pagamenti.operations import archivia_stampa, registra_pubblicazione, registra_ricevuta
from pagamenti.pagopa import gpd, ricevute
from pagamenti.pagopa.lettore import ContenutoRifiutato, XmlRifiutato
from pagamenti.pagopa.messaggi import RicevutaTelematica, ricevuta_scaricata
from portal.base import coda, jobs
from portal.base.errors import GatewayError

log = logging.getLogger("casa.pagamenti")

ATTESA_IN_CORSO = 30  # seconds
# an attempt without receipt is asked for again after these seconds, then it was abandoned: most are
ATTESE_VERIFICA = (600, 1800, 3600, 3 * 3600, 12 * 3600)

LAVORI: dict[str, type[coda.Lavoro]] = {
    "pagamenti.pubblica": Pubblicazione,
    "pagamenti.verifica": Verifica,
    "pagamenti.stampa": Stampa,
}


@shared_task(name="pagamenti.pubblica")  # type: ignore[untyped-decorator]
def pubblica() -> None:
    """Bring pagoPA in step with our notices."""
    coda.svuota(Pubblicazione, pubblica_una, quanti=5)
    _suona_se_serve("pagamenti.pubblica")


@shared_task(name="pagamenti.verifica")  # type: ignore[untyped-decorator]
def verifica() -> None:
    """Ask for the receipts that did not come."""
    coda.svuota(Verifica, verifica_una, quanti=5)
    _suona_se_serve("pagamenti.verifica")


@shared_task(name="pagamenti.stampa")  # type: ignore[untyped-decorator]
def stampa() -> None:
    """Make the notices and quietanze as PDF."""
    coda.svuota(Stampa, stampa_una, quanti=5)
    _suona_se_serve("pagamenti.stampa")


@shared_task(name="pagamenti.spazza")  # type: ignore[untyped-decorator]
def spazza() -> None:
    """Take back the rows of dead workers and ring for what is due."""
    for nome, modello in LAVORI.items():
        coda.recupera(modello)
        _suona_se_serve(nome)


def pubblica_una(riga: Pubblicazione) -> None:
    """Publish or invalidate one position. Raises GatewayError: `coda` writes what it means for the row."""
    avviso = _avvisi().get(pk=riga.avviso_id)
    if riga.atto == Pubblicazione.Atto.PUBBLICA:
        _pubblica(riga, avviso)
    else:
        _invalida(riga, avviso)


def _pubblica(riga: Pubblicazione, avviso: Avviso) -> None:
    if not avviso.da_pagare:  # closed while it waited for its turn
        riga.rinuncia()
        return
    riga.segna_iniziata()
    gpd.pubblica(avviso)
    registra_pubblicazione(riga)


def _invalida(riga: Pubblicazione, avviso: Avviso) -> None:
    """Never before a publication that is on its way: the position would stay open at pagoPA."""
    if avviso.pubblicazioni.filter(pk__lt=riga.pk, stato=coda.Stato.IN_CORSO).exists():
        riga.riprova("pubblicazione_in_corso", dopo=ATTESA_IN_CORSO)
        return
    riga.segna_iniziata()
    gpd.invalida(avviso)
    riga.riesce()


def verifica_una(riga: Verifica) -> None:
    """Look for the receipt of one attempt. Raises GatewayError as above."""
    avviso = _avvisi().get(pk=riga.avviso_id)
    if avviso.pagato:
        riga.rinuncia()
        return
    riga.segna_iniziata()
    grezzo = ricevute.chiedi(avviso)
    if grezzo is None:
        _piu_tardi(riga)
        return
    registra_ricevuta(_leggi(grezzo), ente=avviso.ente, grezzo=grezzo, canale=Ricevuta.Canale.RICHIESTA)
    riga.riesce()


def stampa_una(riga: Stampa) -> None:
    riga.avviso = _avvisi().get(pk=riga.avviso_id)
    riga.segna_iniziata()
    archivia_stampa(riga, stampe.rendi(riga))


def _avvisi() -> Any:
    return Avviso.objects.select_related("ente", "debitore").prefetch_related("versamenti")


def _piu_tardi(riga: Verifica) -> None:
    if riga.tentativi < len(ATTESE_VERIFICA):
        riga.riprova("ricevuta_assente", dopo=ATTESE_VERIFICA[riga.tentativi])
    else:
        riga.rinuncia()


def _leggi(grezzo: bytes) -> RicevutaTelematica:
    try:
        return ricevuta_scaricata(grezzo)
    except (XmlRifiutato, ContenutoRifiutato):
        raise GatewayError("ricevute_illeggibile", permanent=True) from None


def _suona_se_serve(nome: str) -> None:
    if LAVORI[nome].objects.dovuti().exists():
        jobs.suona(nome)
