"""Files and papers of a case: what was sent becomes documents of the ente, and the PDFs to make."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.base.jobs import accoda
from portal.documenti.models import Documento
from portal.documenti.operations import archivia
from portal.identita.models import Persona
from portal.identita.stati import Stanza
from portal.registro.operations import annota_accesso
from pratiche.models import AllegatoPratica, FileAcquisizione, Parte, Pratica, Stampa

FASCICOLO = "fascicolo"
ALLEGATO = gettext_noop("Allegato")
ALLEGATO_UFFICIO = gettext_noop("Allegato dell'ufficio")
OGGETTO_MASSIMO = 300
File = Iterable["UploadedFile[Any]"]


def chiedi_stampa(
    pratica: Pratica,
    genere: Stampa.Genere,
    *,
    versione: int = 1,
    fra: dt.timedelta = dt.timedelta(),
    **di: Any,
) -> Stampa:
    """Leave the work of making a PDF, due after `fra`, and ring. `di`: what it is of, when not of the case itself (the keys of `Stampa`)."""
    stampa = Stampa.objects.create(
        pratica=pratica, genere=genere, versione=versione, prossimo_tentativo=timezone.now() + fra, **di
    )
    accoda("pratiche.stampa")
    return stampa


def chiedi_altra_stampa(pratica: Pratica, genere: Stampa.Genere, **di: Any) -> Stampa:
    """As `chiedi_stampa`, of a kind that a case may have many times: the next version (a case opened again is decided twice)."""
    versione = Stampa.objects.filter(pratica=pratica, genere=genere).count() + 1
    return chiedi_stampa(pratica, genere, versione=versione, **di)


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
    parte: Parte | None = None,
    di_nessuno: bool = False,
) -> Documento:
    """File a document in the folder of the case (`aggregazione`), in the name of the citizen. The archive speaks Italian.

    With `parte` it is theirs: who asked does not find it among the own documents. Who does not take part, and knows
    perhaps the number only, does not read there what the case is about. `di_nessuno`: only the office finds it, and
    whoever it opens it to.
    """
    conservazione = pratica.definizione.conservazione
    che_cosa = "" if parte and not parte.presente else f", {pratica.servizio.titolo}"
    return archivia(
        contenuto,
        ente=pratica.ente,
        ufficio=pratica.ufficio,
        intestatario=None if di_nessuno else parte.persona if parte else pratica.richiedente,
        soggetti=[{"ruolo": Parte.SOGGETTO, "codice": str(parte.codice)}] if parte else [],
        nome=nome,
        mime=mime,
        oggetto=f"{tipologia}, pratica {pratica.sigla}{che_cosa}"[:OGGETTO_MASSIMO],
        tipologia=tipologia,
        formazione=formazione,
        flusso=flusso,
        attore=attore,
        versione=versione,
        valido_fino=valido_fino,
        tipo_aggregazione=FASCICOLO,
        aggregazione=str(pratica.codice),
        conservazione_anni=conservazione.anni if conservazione else None,
        indice_classificazione=conservazione.indice if conservazione else "",
        descrizione_classificazione=conservazione.voce if conservazione else "",
        stanza=Stanza.PRATICHE,
        servizio=pratica.servizio.slug,
    )


def file_ricevuti(pratica: Pratica, file: File, *, attore: Persona, parte: Parte | None = None) -> list[Documento]:
    """The files that somebody sends with their words, in the folder of the case."""
    return [
        _archivia_file(pratica, uno, ALLEGATO, Documento.Flusso.ENTRATA, attore=attore, parte=parte) for uno in file
    ]


def file_dell_ufficio(pratica: Pratica, file: File, *, attore: Persona, di_nessuno: bool = False) -> list[Documento]:
    """The files that the office sends with its words, in the folder of the case: the citizen can open them, unless `di_nessuno`."""
    dove: dict[str, Any] = {"tipologia": ALLEGATO_UFFICIO, "flusso": Documento.Flusso.USCITA, "di_nessuno": di_nessuno}
    return [_archivia_file(pratica, uno, attore=attore, **dove) for uno in file]


def annota_lettura(
    pratica: Pratica, documento: Documento, *, attore: Persona, per: Persona | None, motivo: str
) -> None:
    """The person whose document it is finds, among who saw their data, that somebody else of the case opened it."""
    if documento.intestatario is None or documento.intestatario == per:
        return
    annota_accesso(
        documento.intestatario,
        attore,
        ente=pratica.ente,
        ufficio=_("Una parte della pratica"),
        sezione="documenti",
        motivo=motivo,
    )


def _archivia_file(
    pratica: Pratica, file: "UploadedFile[Any]", tipologia: str, flusso: str, *, attore: Persona, **di_chi: Any
) -> Documento:
    return archivia_documento(
        pratica,
        file.read(),
        nome=str(file.name),
        mime=str(file.content_type),
        tipologia=tipologia,
        formazione=Documento.Formazione.ACQUISIZIONE,
        flusso=flusso,
        attore=attore,
        **di_chi,
    )


def _contenuto(allegato: AllegatoPratica) -> bytes:
    with allegato.file.open("rb") as file:
        return bytes(file.read())


def butta_file(allegato: AllegatoPratica | FileAcquisizione) -> None:
    """Delete the draft copy once the act is committed."""
    deposito, nome = allegato.file.storage, str(allegato.file.name)
    transaction.on_commit(lambda: deposito.delete(nome), robust=True)


def butta_copie(richiesta: Any) -> None:
    """What officers were copying of an answer that nobody waits for any more, with its files."""
    for bozza in richiesta.copiate.prefetch_related("file"):
        for file in bozza.file.all():
            butta_file(file)
        bozza.delete()
