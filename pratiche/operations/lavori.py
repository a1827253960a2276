"""What the jobs bring back: a PDF made, a protocol number, the news of a payment."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from notifiche.operations import allega
from pagamenti.models import Avviso
from portal.base.coda import LeasePerso
from portal.base.coda import Stato as StatoLavoro
from portal.base.jobs import accoda
from portal.documenti.models import Documento
from portal.protocollo.contratto import Numero
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi, messaggi_accessi, messaggi_parti
from pratiche.models import TIPOLOGIE, AllegatoPratica, Parte, Passaggio, Pratica, RegistrazioneProtocollo, Stampa
from pratiche.operations.carte import archivia_documento, chiedi_stampa
from pratiche.operations.comune import segna
from pratiche.operations.delega import racconta
from pratiche.operations.diritti import ritrova_pagamento
from pratiche.operations.restituzioni import restituisci_senza_servizio
from pratiche.operations.validita import fine_della_validita
from pratiche.stati import ACCOLTE, Stato

PDF = "application/pdf"
CON_ALLEGATI = (Stampa.Genere.ISTANZA, Stampa.Genere.INTEGRAZIONE, Stampa.Genere.OSSERVAZIONI)
# what each PDF is in the archive: file name, how it was formed, direction (AgID allegato 5)
_ARCHIVIO = {
    Stampa.Genere.ISTANZA: ("istanza", Documento.Formazione.MODULO, Documento.Flusso.ENTRATA),
    Stampa.Genere.AVVIO: ("comunicazione-avvio", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.RICEVUTA: ("ricevuta", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.INTEGRAZIONE: ("integrazione", Documento.Formazione.MODULO, Documento.Flusso.ENTRATA),
    Stampa.Genere.PREAVVISO: ("preavviso-rigetto", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.OSSERVAZIONI: ("osservazioni", Documento.Formazione.MODULO, Documento.Flusso.ENTRATA),
    Stampa.Genere.ESITO: ("esito", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.ATTESTAZIONE: ("attestazione", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.ATTO: ("atto", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.SOLLECITO: ("potere-sostitutivo", Documento.Formazione.MODULO, Documento.Flusso.ENTRATA),
    Stampa.Genere.AVVIO_PARTE: ("comunicazione-avvio-parte", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.MEMORIA: ("memoria", Documento.Formazione.MODULO, Documento.Flusso.ENTRATA),
    Stampa.Genere.RITIRO: ("ritiro", Documento.Formazione.MODULO, Documento.Flusso.ENTRATA),
    Stampa.Genere.ACCESSO: ("richiesta-atti", Documento.Formazione.MODULO, Documento.Flusso.ENTRATA),
    Stampa.Genere.OPPOSIZIONE: ("opposizione", Documento.Formazione.MODULO, Documento.Flusso.ENTRATA),
    Stampa.Genere.ACCESSO_DECISO: ("risposta-atti", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.AVVISO_ACCESSO: ("avviso-accesso", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.DA_INTEGRARE: ("richiesta-integrazione", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.AVVIO_RIESAME: ("avvio-sul-permesso", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.INTERVENTO: ("intervento", Documento.Formazione.MODULO, Documento.Flusso.ENTRATA),
    Stampa.Genere.NON_PARTECIPA: ("chi-non-partecipa", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.RIESAME_CHIUSO: ("chiusura-sul-permesso", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.RICHIESTA_ANNULLATA: (
        "annullamento-richiesta",
        Documento.Formazione.SOFTWARE,
        Documento.Flusso.USCITA,
    ),
    Stampa.Genere.PREAVVISO_ANNULLATO: ("ritiro-preavviso", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
    Stampa.Genere.OPPOSIZIONE_DECISA: ("decisione-sugli-atti", Documento.Formazione.SOFTWARE, Documento.Flusso.USCITA),
}

_MESSAGGI = {
    Stampa.Genere.AVVIO: "avvio",
    Stampa.Genere.INTEGRAZIONE: "integrazione_ricevuta",
    Stampa.Genere.PREAVVISO: "preavviso",
    Stampa.Genere.OSSERVAZIONI: "osservazioni",
    Stampa.Genere.ATTESTAZIONE: "attestazione_rilasciata",
    Stampa.Genere.SOLLECITO: "sollecitata",
    Stampa.Genere.RITIRO: "ritirata",
    Stampa.Genere.ACCESSO: "accesso_chiesto",
    Stampa.Genere.ACCESSO_DECISO: "accesso_deciso",
    Stampa.Genere.DA_INTEGRARE: "integrazione_richiesta",
    Stampa.Genere.RICHIESTA_ANNULLATA: "integrazione_annullata",
    Stampa.Genere.PREAVVISO_ANNULLATO: "preavviso_annullato",
}
_AL_CONTROINTERESSATO = {
    Stampa.Genere.AVVISO_ACCESSO: "accesso_da_opporre",
    Stampa.Genere.OPPOSIZIONE_DECISA: "opposizione_decisa",
}


@atto
def deposita(stampa: Stampa, contenuto: bytes) -> Documento:
    """File the PDF just made; all but the receipt then go to the protocol. Raises LeasePerso if another worker did it.

    The case is read again: while the PDF was being made it may have passed to another office, which must find it.
    """
    pratica = stampa.pratica = Pratica.objects.blocca(stampa.pratica_id)
    genere = Stampa.Genere(stampa.genere)
    nome, formazione, flusso = _ARCHIVIO[genere]
    documento = archivia_documento(
        pratica,
        contenuto,
        nome=f"{nome}-{pratica.numero}-{pratica.anno}-del-{timezone.localdate()}{_quale(stampa)}.pdf",
        mime=PDF,
        tipologia=TIPOLOGIE[genere],
        formazione=formazione,
        flusso=flusso,
        attore=None,
        versione=stampa.versione,
        valido_fino=fine_della_validita(pratica) if genere == Stampa.Genere.ESITO else None,
        parte=stampa.parte,
    )
    if not stampa.riesce(documento=documento):
        raise LeasePerso
    if genere != Stampa.Genere.RICEVUTA:
        _manda_al_protocollo(stampa, documento)
    allega(_chiave_messaggio(stampa), documento)
    return documento


@atto
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
    if riga.genere == Stampa.Genere.AVVIO:
        segna(pratica, Passaggio.Genere.PROTOCOLLATA, riga.segnatura)
    if riga.genere == Stampa.Genere.ISTANZA:
        segna(pratica, Passaggio.Genere.PROTOCOLLATA, riga.segnatura)
        _ricevuta_con_numero(pratica)


@atto
def segna_pagamento(avviso_id: int) -> None:
    """Note on the case that its fee was paid. Twice is harmless, and so is a notice that belongs to no case.

    Of a draft, which was to be paid before sending, the person learns that it can now be sent.
    """
    avviso = Avviso.objects.get(pk=avviso_id)
    chiave = Pratica.objects.filter(avviso=avviso).values_list("pk", flat=True).first()
    if not avviso.pagato:
        return
    if chiave is None:
        ritrova_pagamento(avviso)
        return
    pratica = Pratica.objects.blocca(chiave)
    if pratica.pagata_il:
        return
    pratica.scrivi(pagata_il=timezone.now())
    if pratica.bozza:  # paid before sending: the timeline begins with the presentation
        if not pratica.allo_sportello:  # there the officer sends it
            racconta(pratica, messaggi.pagata_da_inviare(pratica, avviso))
        return
    segna(pratica, Passaggio.Genere.PAGATA, quando=avviso.pagato_il)
    registra("pratica.pagamento_annotato", pratica, None, ente=pratica.ente, dati={"nav": avviso.nav})
    if pratica.conclusa and pratica.stato not in ACCOLTE:  # the news came after the end
        restituisci_senza_servizio(pratica)


def _quale(stampa: Stampa) -> str:
    """What tells in its name the second receipt, or the third memoria of the same party, from those before."""
    stesse = Stampa.objects.filter(pratica=stampa.pratica, genere=stampa.genere, parte=stampa.parte)
    prima = stesse.filter(pk__lt=stampa.pk).count()
    return f"-{prima + 1}" if prima else ""


def _chiave_messaggio(stampa: Stampa) -> str:
    """The key of the message that carries this PDF; of an objection, or of who asks to take part, nobody is told by message."""
    genere = Stampa.Genere(stampa.genere)
    if stampa.accesso:
        return messaggi_accessi.chiave_evento(stampa.accesso, _MESSAGGI[genere])
    if stampa.opposizione:
        nome = _AL_CONTROINTERESSATO.get(genere)
        return messaggi_accessi.chiave_avviso(stampa.opposizione, nome) if nome else ""
    if stampa.riesame:
        chiuso, riesame = genere == Stampa.Genere.RIESAME_CHIUSO, stampa.riesame
        return messaggi.chiave_dialogo(riesame.codice_chiusura if chiuso else riesame.codice)
    if stampa.memoria:
        return messaggi_parti.chiave_memoria(stampa.memoria)
    if stampa.parte:
        return _chiave_alla_parte(stampa.parte, genere)
    if genere == Stampa.Genere.ATTO:
        return messaggi.chiave_sul_permesso(stampa.pratica, str(stampa.provvedimento.genere), str(stampa.pk))
    di = stampa.integrazione or stampa.preavviso or stampa.pratica
    return messaggi.chiave(di, _messaggio_con(genere, stampa.pratica))


def _chiave_alla_parte(parte: Parte, genere: Stampa.Genere) -> str:
    if genere == Stampa.Genere.INTERVENTO:
        return ""
    if genere == Stampa.Genere.AVVIO_PARTE:
        return messaggi_parti.chiave_evento(parte, "avvio_parte")
    return messaggi_parti.chiave_evento(parte, "parte_tolta" if parte.tolta else "intervento_non_ammesso")


def _messaggio_con(genere: Stampa.Genere, pratica: Pratica) -> str:
    """Which of the messages carries this PDF."""
    if genere == Stampa.Genere.ESITO and pratica.d_ufficio and pratica.stato == Stato.ACCOLTA:
        return "provvedimento"
    if genere == Stampa.Genere.ESITO:
        return str(pratica.stato)  # accolta, respinta, archiviata
    return _MESSAGGI.get(genere, "presentata")


def _manda_al_protocollo(stampa: Stampa, documento: Documento) -> None:
    """The document with the files that came, or left, with it."""
    insieme = _insieme(stampa)
    Documento.objects.filter(pk__in=insieme).update(primario=documento)
    RegistrazioneProtocollo.objects.create(
        pratica=stampa.pratica,
        genere=stampa.genere,
        documento=documento,
        arrivo=_arrivo(stampa),  # type: ignore[misc]  # presented, answered or decided: the date is there
    )
    accoda("pratiche.protocolla")


def _insieme(stampa: Stampa) -> Any:
    """The keys of the other files of this document."""
    if stampa.genere == Stampa.Genere.PREAVVISO and stampa.preavviso:
        return stampa.preavviso.documenti.values("pk")
    if stampa.genere == Stampa.Genere.DA_INTEGRARE and stampa.integrazione:
        return stampa.integrazione.documenti.values("pk")
    if stampa.memoria:
        return stampa.memoria.documenti.values("pk")
    if stampa.genere == Stampa.Genere.OPPOSIZIONE and stampa.opposizione:
        return stampa.opposizione.documenti.values("pk")
    if stampa.genere in CON_ALLEGATI:
        suoi = AllegatoPratica.objects.filter(pratica=stampa.pratica)
        return suoi.filter(integrazione=stampa.integrazione, preavviso=stampa.preavviso).values("documento")
    return []


def _arrivo(stampa: Stampa) -> dt.datetime | None:
    """When it came to the office, or left it: the protocol may be later."""
    pratica, preavviso, integrazione, opposizione = (
        stampa.pratica, stampa.preavviso, stampa.integrazione, stampa.opposizione,
    )  # fmt: skip
    quando = {
        Stampa.Genere.ISTANZA: pratica.presentata_il,
        Stampa.Genere.AVVIO: pratica.presentata_il,
        Stampa.Genere.DA_INTEGRARE: integrazione.chiesta_il if integrazione else None,
        Stampa.Genere.INTEGRAZIONE: integrazione.risposta_il if integrazione else None,
        Stampa.Genere.PREAVVISO: preavviso.chiesta_il if preavviso else None,
        Stampa.Genere.OSSERVAZIONI: preavviso.risposta_il if preavviso else None,
        Stampa.Genere.ESITO: pratica.conclusa_il,
        Stampa.Genere.ATTESTAZIONE: pratica.attestazione_il,
        Stampa.Genere.ATTO: stampa.provvedimento.adottato_il if stampa.genere == Stampa.Genere.ATTO else None,
        Stampa.Genere.SOLLECITO: pratica.sollecitata_il,
        Stampa.Genere.AVVIO_PARTE: stampa.parte.decisa_il if stampa.parte else None,
        Stampa.Genere.MEMORIA: stampa.memoria.ricevuta_il if stampa.memoria else None,
        Stampa.Genere.RITIRO: pratica.conclusa_il,
        Stampa.Genere.ACCESSO: stampa.accesso.creato_il if stampa.accesso else None,
        Stampa.Genere.ACCESSO_DECISO: stampa.accesso.decisa_il if stampa.accesso else None,
        Stampa.Genere.AVVISO_ACCESSO: opposizione.creato_il if opposizione else None,
        Stampa.Genere.OPPOSIZIONE: opposizione.presentata_il if opposizione else None,
        Stampa.Genere.AVVIO_RIESAME: stampa.riesame.creato_il if stampa.riesame else None,
        Stampa.Genere.INTERVENTO: stampa.parte.creato_il if stampa.parte else None,
        Stampa.Genere.NON_PARTECIPA: stampa.parte.decisa_il if stampa.parte else None,
        Stampa.Genere.RIESAME_CHIUSO: stampa.riesame.chiuso_il if stampa.riesame else None,
        Stampa.Genere.RICHIESTA_ANNULLATA: integrazione.chiusa_il if integrazione else None,
        Stampa.Genere.PREAVVISO_ANNULLATO: preavviso.chiusa_il if preavviso else None,
        Stampa.Genere.OPPOSIZIONE_DECISA: opposizione.accesso.decisa_il if opposizione else None,
    }
    return quando[Stampa.Genere(stampa.genere)]


def _ricevuta_con_numero(pratica: Pratica) -> None:
    """The receipt that waits leaves now; one that already left without the number is followed by a second version."""
    ricevute = Stampa.objects.filter(pratica=pratica, genere=Stampa.Genere.RICEVUTA)
    if ricevute.filter(stato=StatoLavoro.IN_CODA).update(prossimo_tentativo=timezone.now()):
        accoda("pratiche.stampa")
        return
    chiedi_stampa(pratica, Stampa.Genere.RICEVUTA, versione=ricevute.count() + 1)
