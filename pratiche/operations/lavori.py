"""What the jobs bring back: a PDF made, a protocol number, the news of a payment."""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from notifiche.operations import allega
from pagamenti.models import Avviso
from portal.base.coda import LeasePerso
from portal.base.coda import Stato as StatoLavoro
from portal.base.jobs import accoda
from portal.documenti.models import Documento
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import TIPOLOGIE, AllegatoPratica, Passaggio, Pratica, RegistrazioneProtocollo, Stampa
from pratiche.operations.comune import archivia_documento, chiedi_stampa, segna
from pratiche.operations.validita import fine_della_validita, ricorda_che_scade
from pratiche.protocollo import Numero

PDF = "application/pdf"
# what each PDF is in the archive: file name, how it was formed, direction (AgID allegato 5)
_ARCHIVIO = {
    Stampa.Genere.ISTANZA: ("istanza", Documento.Formazione.MODULO, Documento.Flusso.ENTRATA),
    Stampa.Genere.RICEVUTA: ("ricevuta", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.INTEGRAZIONE: ("integrazione", Documento.Formazione.MODULO, Documento.Flusso.ENTRATA),
    Stampa.Genere.ESITO: ("esito", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
}


@transaction.atomic
def deposita(stampa: Stampa, contenuto: bytes) -> Documento:
    """File the PDF just made; all but the receipt then go to the protocol. Raises LeasePerso if another worker did it."""
    pratica, genere = stampa.pratica, Stampa.Genere(stampa.genere)
    nome, formazione, flusso = _ARCHIVIO[genere]
    documento = archivia_documento(
        pratica,
        contenuto,
        nome=f"{nome}-{pratica.numero}-{pratica.anno}.pdf",
        mime=PDF,
        tipologia=TIPOLOGIE[genere],
        formazione=formazione,
        flusso=flusso,
        attore=None,
        versione=stampa.versione,
        valido_fino=fine_della_validita(pratica) if genere == Stampa.Genere.ESITO else None,
    )
    if not stampa.riesce(documento=documento):
        raise LeasePerso
    if genere != Stampa.Genere.RICEVUTA:
        _manda_al_protocollo(stampa, documento)
    ricorda_che_scade(documento)
    allega(messaggi.chiave(stampa.integrazione or pratica, _messaggio_con(genere, pratica)), documento)
    return documento


@transaction.atomic
def registra_numero(riga: RegistrazioneProtocollo, numero: Numero) -> None:
    """Write the protocol number on the case and on its documents. Raises LeasePerso if another worker did it."""
    pratica = riga.pratica
    if not riga.riesce(**asdict(numero)):
        raise LeasePerso
    documenti = Documento.objects.filter(pk=riga.documento_id) | Documento.objects.filter(primario=riga.documento_id)
    documenti.update(
        segnatura=f"{pratica.ente.codice_ipa} {numero.registro} {riga.segnatura}",
        tipo_registro="ProtocolloOrdinario",
        codice_registro=numero.registro,
        numero_registrazione=numero.numero,
        data_registrazione=numero.data,
    )
    registra("pratica.protocollata", pratica, None, ente=pratica.ente, dati={"numero": riga.segnatura})
    if riga.genere == Stampa.Genere.ISTANZA:
        segna(pratica, Passaggio.Genere.PROTOCOLLATA, riga.segnatura)
        _ricevuta_con_numero(pratica)


@transaction.atomic
def segna_pagamento(avviso_id: int) -> None:
    """Note on the case that its fee was paid. Twice is harmless, and so is a notice that belongs to no case."""
    avviso = Avviso.objects.get(pk=avviso_id)
    chiave = Pratica.objects.filter(avviso=avviso).values_list("pk", flat=True).first()
    if chiave is None or not avviso.pagato:
        return
    pratica = Pratica.objects.blocca(chiave)
    if pratica.pagata_il:
        return
    pratica.scrivi(pagata_il=timezone.now())
    segna(pratica, Passaggio.Genere.PAGATA, quando=avviso.pagato_il)
    registra("pratica.pagamento_annotato", pratica, None, ente=pratica.ente, dati={"nav": avviso.nav})


def _messaggio_con(genere: Stampa.Genere, pratica: Pratica) -> str:
    """Which of the messages carries this PDF."""
    if genere == Stampa.Genere.ESITO:
        return str(pratica.stato)  # accolta, respinta
    return "integrazione_ricevuta" if genere == Stampa.Genere.INTEGRAZIONE else "presentata"


def _manda_al_protocollo(stampa: Stampa, documento: Documento) -> None:
    pratica = stampa.pratica
    inviati = AllegatoPratica.objects.filter(pratica=pratica, integrazione=stampa.integrazione)
    arrivo = stampa.integrazione.risposta_il if stampa.integrazione else pratica.presentata_il
    if stampa.genere == Stampa.Genere.ESITO:
        inviati, arrivo = inviati.none(), pratica.conclusa_il
    Documento.objects.filter(pk__in=inviati.values("documento")).update(primario=documento)
    RegistrazioneProtocollo.objects.create(
        pratica=pratica,
        genere=stampa.genere,
        documento=documento,
        arrivo=arrivo,  # type: ignore[misc]  # presented, answered or decided: the date is there
    )
    accoda("pratiche.protocolla")


def _ricevuta_con_numero(pratica: Pratica) -> None:
    """The receipt that waits leaves now; one that already left without the number is followed by a second version."""
    ricevute = Stampa.objects.filter(pratica=pratica, genere=Stampa.Genere.RICEVUTA)
    if ricevute.filter(stato=StatoLavoro.IN_CODA).update(prossimo_tentativo=timezone.now()):
        accoda("pratiche.stampa")
        return
    chiedi_stampa(pratica, Stampa.Genere.RICEVUTA, versione=ricevute.count() + 1)
