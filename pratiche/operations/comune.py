"""What the acts share: who may do them, the timeline, the files that become documents, the PDFs to make."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pagamenti.operations import annulla_avviso
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.documenti.models import Documento
from portal.documenti.operations import archivia
from portal.enti.models import Ufficio
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import titolo_per_agire
from portal.identita.stati import Facolta, Stanza
from pratiche.models import AllegatoPratica, Passaggio, Pratica, RichiestaIntegrazione, Stampa

FASCICOLO = "fascicolo"
ALLEGATO = "Allegato"
OGGETTO_MASSIMO = 300


class RichiestaIncompleta(DomainError):
    """Something is missing or no longer right: `passo` is where the person completes it."""

    def __init__(self, passo: str) -> None:
        super().__init__(_("Manca ancora qualcosa: completa le risposte indicate e poi invia la richiesta."))
        self.passo = passo


def controlla_richiedente(pratica: Pratica, attore: Persona) -> Rappresentanza | None:
    """Only who asks may do it, or who acts for them: then the mandate that allows it. Raises DomainError."""
    return titolo_per_agire(
        attore,
        pratica.richiedente,
        ente=pratica.ente,
        stanza=Stanza.PRATICHE,
        facolta=Facolta.FAI,
        servizio=pratica.servizio.slug,
    )


def controlla_bozza(pratica: Pratica) -> None:
    """Only before the presentation. Raises DomainError."""
    if not pratica.bozza:
        raise DomainError(_("Questa richiesta è già stata inviata: non si può più cambiare."))


def controlla_operatore(pratica: Pratica, attore: Persona) -> None:
    """Only who works in the office of the case. Raises DomainError."""
    if not Ufficio.objects.di(attore, pratica.ente).filter(pk=pratica.ufficio_id).exists():
        raise DomainError(_("Questa pratica è di un altro ufficio."))


def segna(
    pratica: Pratica,
    genere: Passaggio.Genere,
    testo: str = "",
    quando: dt.datetime | None = None,
    *,
    mandato: Rappresentanza | None = None,
) -> None:
    """Add a line to the timeline that the citizen reads, with the name of who did it for them."""
    per_mezzo_di = mandato.rappresentante.nome_completo if mandato else ""
    quando = quando or timezone.now()
    Passaggio.objects.create(pratica=pratica, genere=genere, testo=testo, quando=quando, per_mezzo_di=per_mezzo_di)


def chiedi_stampa(
    pratica: Pratica,
    genere: Stampa.Genere,
    *,
    integrazione: RichiestaIntegrazione | None = None,
    versione: int = 1,
    fra: dt.timedelta = dt.timedelta(),
) -> None:
    """Leave the work of making a PDF, due after `fra`, and ring."""
    Stampa.objects.create(
        pratica=pratica,
        genere=genere,
        integrazione=integrazione,
        versione=versione,
        prossimo_tentativo=timezone.now() + fra,
    )
    accoda("pratiche.stampa")


def caricati(allegati: Iterable[AllegatoPratica]) -> Counter[str]:
    """How many files each field has."""
    return Counter(allegato.campo for allegato in allegati)


def archivia_allegati(pratica: Pratica, allegati: Iterable[AllegatoPratica], *, attore: Persona) -> None:
    """The files sent become documents of the ente; the draft copies go away after commit."""
    for allegato in allegati:
        documento = archivia_documento(
            pratica,
            _contenuto(allegato),
            nome=allegato.nome,
            mime=allegato.mime,
            tipologia=ALLEGATO,
            formazione=Documento.Formazione.ACQUISIZIONE,
            flusso=Documento.Flusso.ENTRATA,
            attore=attore,
        )
        butta_file(allegato)
        allegato.documento, allegato.file = documento, ""
        allegato.save(update_fields=["documento", "file"])


def archivia_documento(
    pratica: Pratica,
    contenuto: bytes,
    *,
    nome: str,
    mime: str,
    tipologia: str,
    formazione: str,
    flusso: str,
    attore: Persona | None,
    versione: int = 1,
    valido_fino: dt.date | None = None,
) -> Documento:
    """File a document in the folder of the case (`aggregazione`), in the name of the citizen. The archive speaks Italian."""
    conservazione = pratica.definizione.conservazione
    return archivia(
        contenuto,
        ente=pratica.ente,
        ufficio=pratica.ufficio,
        intestatario=pratica.richiedente,
        nome=nome,
        mime=mime,
        oggetto=f"{tipologia}, pratica {pratica.sigla}, {pratica.servizio.titolo}"[:OGGETTO_MASSIMO],
        tipologia=tipologia,
        formazione=formazione,
        flusso=flusso,
        attore=attore,
        versione=versione,
        valido_fino=valido_fino,
        tipo_aggregazione=FASCICOLO,
        aggregazione=str(pratica.codice),
        conservazione_anni=conservazione.anni if conservazione else None,
        stanza=Stanza.PRATICHE,
        servizio=pratica.servizio.slug,
    )


def _contenuto(allegato: AllegatoPratica) -> bytes:
    with allegato.file.open("rb") as file:
        return bytes(file.read())


def butta_file(allegato: AllegatoPratica) -> None:
    """Delete the draft copy once the act is committed."""
    deposito, nome = allegato.file.storage, str(allegato.file.name)
    transaction.on_commit(lambda: deposito.delete(nome), robust=True)


def togli_avviso(pratica: Pratica, *, attore: Persona, motivo: str) -> None:
    """Ask no more for a fee that was not paid."""
    if pratica.avviso and pratica.avviso.da_pagare:
        annulla_avviso(pratica.avviso.pk, attore=attore, motivo=motivo)
