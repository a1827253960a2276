"""Where the database and the outside meet: read, do the slow part with no transaction open, record the outcome."""

import datetime as dt
import logging
from dataclasses import asdict

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone, translation

from pagamenti.stati import Stato as StatoAvviso
from portal.base import coda, jobs
from portal.base.coda import Lavoro
from portal.base.jobs import accoda
from portal.documenti.models import Documento
from portal.documenti.pdf import rendi
from portal.protocollo.contratto import DaRegistrare, FileRegistrato, Soggetto
from portal.protocollo.scelta import protocollo_di
from pratiche import operations, stampe
from pratiche.avvisi_carico import avvisa_del_carico
from pratiche.avvisi_sostituto import avvisa_il_sostituto
from pratiche.inviti import invita
from pratiche.models import (
    AvvisoCarico,
    AvvisoSostituto,
    InvitoFirma,
    LavoroGraduatoria,
    Parte,
    Pratica,
    RegistrazioneProtocollo,
    Segnalazione,
    Stampa,
    Tornata,
)

log = logging.getLogger("casa.pratiche")

LAVORI: tuple[tuple[type[Lavoro], str], ...] = (
    (Stampa, "pratiche.stampa"),
    (RegistrazioneProtocollo, "pratiche.protocolla"),
    (InvitoFirma, "pratiche.inviti"),
    (AvvisoCarico, "pratiche.avvisi_carico"),
    (AvvisoSostituto, "pratiche.avvisi_sostituto"),
    (LavoroGraduatoria, "pratiche.graduatoria"),
)
DA_RIPARARE = 50  # lost news repaired at each sweep
DI_RECENTE = dt.timedelta(days=1)  # payments that a sweep looks at; the older ones are for the night


@shared_task(name="pratiche.stampa")  # type: ignore[untyped-decorator]
def stampa() -> None:
    """Make the due PDFs."""
    coda.svuota(Stampa, _stampa)


@shared_task(name="pratiche.protocolla")  # type: ignore[untyped-decorator]
def protocolla() -> None:
    """Ask the protocol for the due numbers."""
    coda.svuota(RegistrazioneProtocollo, _protocolla)


@shared_task(name="pratiche.inviti")  # type: ignore[untyped-decorator]
def inviti() -> None:
    """Write to who must sign and has no address of their own here."""
    coda.svuota(InvitoFirma, invita)


@shared_task(name="pratiche.avvisi_carico")  # type: ignore[untyped-decorator]
def avvisi_carico() -> None:
    """Write to who was given cases."""
    coda.svuota(AvvisoCarico, avvisa_del_carico)


@shared_task(name="pratiche.avvisi_sostituto")  # type: ignore[untyped-decorator]
def avvisi_sostituto() -> None:
    """Write to who was asked to decide in the place of an office."""
    coda.svuota(AvvisoSostituto, avvisa_il_sostituto)


@shared_task(name="pratiche.graduatoria")  # type: ignore[untyped-decorator]
def graduatoria() -> None:
    """Tell who stands in the rankings just published and move the places; ring again when the time was not enough."""
    coda.svuota(LavoroGraduatoria, operations.lavora_graduatoria)
    if LavoroGraduatoria.objects.dovuti().exists():
        jobs.suona("pratiche.graduatoria")


@shared_task(name="pratiche.segnalazioni")  # type: ignore[untyped-decorator]
def segnalazioni() -> None:
    """Tell who follows a report what became of it."""
    operations.racconta_novita()


@shared_task(name="pratiche.firme")  # type: ignore[untyped-decorator]
def firme() -> None:
    """Every night: open again the drafts that nobody signed in time."""
    operations.scadono_le_firme()


@shared_task(name="pratiche.bozze")  # type: ignore[untyped-decorator]
def bozze() -> None:
    """Every night: warn of the drafts that nobody takes up again, and throw away those whose time is over."""
    operations.scadono_le_bozze()


@shared_task(name="pratiche.avviso_pagato")  # type: ignore[untyped-decorator]
def avviso_pagato(avviso_id: int) -> None:
    """A fee was paid: note it on its case."""
    operations.segna_pagamento(avviso_id)


@shared_task(name="pratiche.spazza")  # type: ignore[untyped-decorator]
def spazza() -> None:
    """Find what no bell announced: rows of dead workers, due rows, payments whose news was lost."""
    for modello, campanello in LAVORI:
        coda.recupera(modello)
        if modello.objects.dovuti().exists():
            accoda(campanello)
    if Segnalazione.objects.da_raccontare().exists():
        accoda("pratiche.segnalazioni")
    _annota(_pagate_non_annotate().filter(avviso__pagato_il__gt=timezone.now() - DI_RECENTE))


@shared_task(name="pratiche.pagate")  # type: ignore[untyped-decorator]
def pagate() -> None:
    """Every night: lost payments of whatever day, were nobody to have swept for long."""
    _annota(_pagate_non_annotate())


@shared_task(name="pratiche.calendario")  # type: ignore[untyped-decorator]
def calendario() -> None:
    """Every night: the terms of the open cases, where the holidays have changed since the last count."""
    log.info("termini_ricontati", extra=asdict(operations.riconta_termini()))


@shared_task(name="pratiche.silenzi")  # type: ignore[untyped-decorator]
def silenzi() -> None:
    """Every night: what silence decided, and the warnings of what it is about to decide."""
    resoconto = operations.applica_silenzi()
    log.info("silenzi_applicati", extra=asdict(resoconto))
    log.info("accessi_negati", extra={"quanti": operations.applica_silenzi_accessi()})


@shared_task(name="pratiche.graduatorie")  # type: ignore[untyped-decorator]
def graduatorie() -> None:
    """Every hour: the places nobody confirmed in time go to the next; one round that breaks does not stop the others."""
    vive = Tornata.objects.filter(conclusa_il=None).exclude(definitiva_il=None)
    for chiave in vive.values_list("pk", flat=True):
        try:
            fatto = operations.scorri(chiave)
        except Exception:
            log.exception("scorrimento_fallito", extra={"tornata": chiave})
            continue
        log.info("graduatoria_scorsa", extra={"tornata": chiave, **asdict(fatto)})


@shared_task(name="pratiche.tempi")  # type: ignore[untyped-decorator]
def tempi() -> None:
    """Every night: how long the cases of each service really took."""
    log.info("tempi_calcolati", extra={"servizi": operations.calcola_tempi()})


@shared_task(name="pratiche.cifre")  # type: ignore[untyped-decorator]
def cifre() -> None:
    """Every night: the figures of the services, month by month."""
    log.info("cifre_contate", extra={"mesi": operations.calcola_cifre()})


def _pagate_non_annotate() -> QuerySet[Pratica]:
    return Pratica.objects.filter(pagata_il=None, avviso__isnull=False, avviso__stato=StatoAvviso.PAGATO)


def _annota(pratiche: QuerySet[Pratica]) -> None:
    for avviso_id in pratiche.values_list("avviso_id", flat=True)[:DA_RIPARARE]:
        accoda("pratiche.avviso_pagato", avviso_id)


def _stampa(riga: Stampa) -> None:
    with translation.override("it"):  # the acts of the office are in Italian, whoever reads them
        modello, contesto = stampe.prepara(riga)
        contenuto = rendi(modello, contesto)
    operations.deposita(riga, contenuto)


def _protocolla(riga: RegistrazioneProtocollo) -> None:
    documento = _da_registrare(riga)
    riga.segna_iniziata()
    operations.registra_numero(riga, protocollo_di(documento.ente).registra(documento))


def _da_registrare(riga: RegistrazioneProtocollo) -> DaRegistrare:
    pratica, principale = riga.pratica, riga.documento
    persona = _chi_sta_fuori(pratica, principale)
    ente = Soggetto(pratica.ente.codice_fiscale, pratica.ente.nome)
    entrata = principale.flusso == Documento.Flusso.ENTRATA
    return DaRegistrare(
        chiave=riga.chiave,
        ente=pratica.ente.codice_ipa,
        flusso=principale.flusso,
        oggetto=principale.oggetto,
        mittente=persona if entrata else ente,
        destinatario=ente if entrata else persona,
        arrivo=riga.arrivo,
        documenti=tuple(
            FileRegistrato(file.codice, file.nome, file.mime, file.impronta)
            for file in [principale, *principale.allegati.order_by("pk")]
        ),
    )


def _chi_sta_fuori(pratica: Pratica, documento: Documento) -> Soggetto:
    """Who sends the document to the ente, or receives it: the person who asked, or another party."""
    parte = Parte.objects.del_documento(documento)
    if parte:
        return Soggetto(parte.codice_fiscale, parte.nome)
    identita = pratica.identita
    return Soggetto(identita["codice_fiscale"] or identita.get("codice_eidas", ""), pratica.nome_in_elenco)
