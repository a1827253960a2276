"""Seeing the acts of a case in which one takes part: asked, objected to, decided in thirty days, refused by silence (art. 25)."""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import avvisa
from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.documenti.models import Documento
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import annota_atto
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi_accessi, termini
from pratiche.models import Opposizione, Parte, Pratica, RichiestaAccesso, Stampa
from pratiche.models.accessi import CONCEDONO, StatoAccesso
from pratiche.models.arrivi import momento
from pratiche.models.parti import RuoloParte
from pratiche.operations.carte import File, annota_lettura, chiedi_altra_stampa, file_dell_ufficio, file_ricevuti
from pratiche.operations.comune import controlla_operatore
from pratiche.operations.delega import titolo_in
from pratiche.operations.ricezione import Arrivo, NonPiuAttesa, acquisisci, controlla_giorno

log = logging.getLogger("casa.pratiche")


@atto
def chiedi_accesso(
    pratica_id: int, *, attore: Persona, per: Persona, quali: str, motivo: str, chiave: uuid.UUID
) -> RichiestaAccesso:
    """Ask for the acts of the case, as who asked for it or as a party; who the acts speak of is told. `chiave` sent again asks once."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = titolo_in(pratica, per, attore)
    if gia := RichiestaAccesso.objects.filter(codice=chiave, chiede=per).first():
        return gia
    parte = _in_che_veste(pratica, per)
    if not (quali.strip() and motivo.strip()):
        raise DomainError(_("Scrivi quali atti chiedi e perché ti servono: la legge vuole il motivo."))
    if pratica.accessi.aperte().filter(chiede=per).exists():
        raise DomainError(_("Hai già chiesto gli atti di questa pratica: aspetta la risposta dell'ufficio."))
    entro = termini.risposta_entro(timezone.localdate(), termini.ACCESSO, pratica.ente.calendario)
    accesso = RichiestaAccesso.objects.create(
        codice=chiave, pratica=pratica, chiede=per, parte=parte, quali=quali.strip(), motivo=motivo.strip(), entro=entro,
        per_mezzo_di=mandato.rappresentante.nome_completo if mandato else "",
    )  # fmt: skip
    _registra("pratica.accesso_chiesto", accesso, attore, mandato)
    chiedi_altra_stampa(pratica, Stampa.Genere.ACCESSO, parte=parte, accesso=accesso)
    avvisa(messaggi_accessi.chiesto(accesso))
    _avvisa_i_controinteressati(accesso)
    return accesso


@atto
def opponi(opposizione_id: int, *, attore: Persona, testo: str) -> Opposizione:
    """Say why the acts should not be shown. Twice is harmless; late ones are read too, while nothing is decided."""
    opposizione = _blocca_opposizione(opposizione_id)
    accesso, persona = opposizione.accesso, opposizione.persona
    if persona is None:
        raise DomainError(_("Questa opposizione non si fa dal portale."))
    mandato = titolo_in(accesso.pratica, persona, attore)
    if opposizione.fuori_dal_portale:
        raise DomainError(_("Intanto l'ufficio ha registrato la tua opposizione arrivata in un altro modo: quello che hai scritto qui non è partito. Se serve, scrivi all'ufficio."))  # fmt: skip
    if opposizione.presentata_il:
        return opposizione
    opposizione.per_mezzo_di = mandato.rappresentante.nome_completo if mandato else ""
    _opponi(opposizione, testo, timezone.now())
    _registra("pratica.opposizione_ricevuta", accesso, attore, mandato)
    return opposizione


@atto
def acquisisci_opposizione(
    opposizione_id: int,
    *,
    operatore: Persona,
    arrivo: Arrivo,
    testo: str,
    foglio: "UploadedFile[Any]",
    file: File = (),
) -> Opposizione:
    """Record an objection that did not come through the portal, of whoever was told. `testo`: what the sheet says in short.

    The second of two clicks adds nothing.
    """
    opposizione = _blocca_opposizione(opposizione_id)
    pratica, parte = opposizione.accesso.pratica, opposizione.parte
    controlla_operatore(pratica, operatore)
    gia = opposizione.fuori_dal_portale
    if gia and gia.operatore_id == operatore.pk and opposizione.testo == testo.strip():
        return opposizione
    controlla_opposizione_attesa(opposizione)
    avvisato = timezone.localdate(opposizione.creato_il)
    prima = _("L'avviso a chi può opporsi è di %s: controlla il giorno sul timbro o nel messaggio.")
    controlla_giorno(arrivo, avvisato, prima % giorno(avvisato))
    _opponi(opposizione, testo, max(momento(arrivo.giorno, timezone.now()), opposizione.creato_il))
    documenti = file_ricevuti(pratica, [foglio, *file], attore=operatore, parte=parte)
    opposizione.documenti.set(documenti)
    acquisisci(arrivo, documenti[0], operatore, opposizione=opposizione)
    _registra("pratica.opposizione_acquisita", opposizione.accesso, operatore, None, **arrivo.dati())
    return opposizione


def controlla_opposizione_attesa(opposizione: Opposizione) -> None:
    """May it still come? Raises NonPiuAttesa."""
    if opposizione.presentata_il:
        raise NonPiuAttesa(_("L'opposizione c'è già. Se il foglio che hai in mano dice altro, scrivilo in una nota interna della pratica e tienine conto."))  # fmt: skip
    if not opposizione.accesso.da_decidere:
        raise NonPiuAttesa(_("L'ufficio ha già risposto a chi chiedeva gli atti. Scrivi in una nota interna della pratica che cosa dice il foglio e quando è arrivato."))  # fmt: skip


@atto
def decidi_accesso(
    accesso_id: int,
    *,
    attore: Persona,
    esito: str,
    motivazione: str = "",
    documenti: Iterable[Documento] = (),
    file: File = (),
    giorni: int = 30,
    differita_fino: dt.date | None = None,
) -> RichiestaAccesso:
    """Show the acts for some days, all or in part, put it off, or refuse; after silence too. Twice is harmless.

    `file` are copies made for this (with parts hidden): only who asked reads them.
    """
    accesso = _blocca(accesso_id)
    pratica = accesso.pratica
    controlla_operatore(pratica, attore)
    if not accesso.da_decidere:
        return accesso
    stato, adesso = StatoAccesso(esito), timezone.now()
    campi: dict[str, Any] = {"motivazione": motivazione.strip()}
    if stato != StatoAccesso.ACCOLTA and not motivazione.strip():
        raise DomainError(_("Scrivi i motivi: chi ha chiesto gli atti li legge e può fare ricorso."))
    if stato in CONCEDONO:
        _controlla_opposizioni(accesso)
        accesso.documenti.set(_da_mostrare(accesso, documenti, file, attore))
        campi["aperti_fino"] = timezone.localdate() + dt.timedelta(days=giorni)
    if stato == StatoAccesso.DIFFERITA:
        if differita_fino is None or differita_fino <= timezone.localdate():
            raise DomainError(_("Scrivi fino a quando la richiesta è rimandata: un giorno che deve venire."))
        campi["differita_fino"] = differita_fino
    accesso.decide(stato, attore, adesso, **campi)
    codici = [str(codice) for codice in accesso.documenti.values_list("codice", flat=True)]
    _registra("pratica.accesso_deciso", accesso, attore, esito=str(stato), documenti=codici)
    chiedi_altra_stampa(pratica, Stampa.Genere.ACCESSO_DECISO, parte=accesso.parte, accesso=accesso)
    avvisa(messaggi_accessi.deciso(accesso))
    _racconta_ai_controinteressati(accesso)
    return accesso


@atto
def nega_per_silenzio(accesso_id: int) -> bool:
    """Thirty days without an answer: refused (art. 25 c. 4), and who asked learns what can be done. True when it is new.

    Who could object learns that nothing is shown: in the portal only, because the office has done no act to send on paper.
    """
    accesso = _blocca(accesso_id)
    if not accesso.matura:
        return False
    accesso.decide(StatoAccesso.SILENZIO, None, timezone.now())
    _registra("pratica.accesso_negato_per_silenzio", accesso, None)
    avvisa(messaggi_accessi.silenzio(accesso))
    for opposizione in accesso.opposizioni.filter(persona__isnull=False).order_by("pk").select_related("persona"):
        opposizione.accesso = accesso
        avvisa(messaggi_accessi.silenzio_al_controinteressato(opposizione))
    return True


def applica_silenzi_accessi(*, prova: bool = False) -> int:
    """Every night, each in a transaction of its own: how many silence has refused, or with `prova` would."""
    negati = 0
    scaduti = RichiestaAccesso.objects.aperte().filter(entro__lt=timezone.localdate())
    if prova:
        return scaduti.count()
    for chiave in list(scaduti.values_list("pk", flat=True)):
        try:
            negati += nega_per_silenzio(chiave)
        except Exception:
            log.exception("accesso_non_scaduto", extra={"accesso": chiave})
    return negati


def leggi_atto(accesso: RichiestaAccesso, documento: Documento, *, attore: Persona) -> None:
    """Each reading of an act that was shown stays in the register of the case."""
    _registra("pratica.documento_letto", accesso, attore, documento=str(documento.codice))
    motivo = f"Accesso agli atti, pratica {accesso.pratica.sigla}"
    annota_lettura(accesso.pratica, documento, attore=attore, per=accesso.chiede, motivo=motivo)


def _in_che_veste(pratica: Pratica, per: Persona) -> Parte | None:
    """As a party; None for the person whose case it is. Raises DomainError for who is neither."""
    if pratica.bozza:
        raise DomainError(_("La richiesta non è ancora stata inviata."))
    if per.pk == pratica.richiedente_id:
        return None
    parte = pratica.parti.presenti().filter(persona=per).first()
    if parte is None:
        raise DomainError(_("Non partecipi a questa pratica: chiedi gli atti con il servizio «Accesso agli atti»."))
    return parte


def _avvisa_i_controinteressati(accesso: RichiestaAccesso) -> None:
    """The other side of the case has ten days to object: who asked for it, when a party asks; its counter-interested parties.

    To each a copy of the request, on paper too for who is not in the portal (art. 3 DPR 184/2006).
    """
    pratica = accesso.pratica
    entro = termini.risposta_entro(timezone.localdate(), termini.OPPOSIZIONE, pratica.ente.calendario)
    altri = pratica.parti.presenti().filter(ruolo=RuoloParte.CONTROINTERESSATO).exclude(persona=accesso.chiede)
    avvisati: list[tuple[Parte | None, Persona | None, str]] = [
        (parte, parte.persona, parte.nome) for parte in altri.select_related("persona")
    ]
    if accesso.parte:
        avvisati.append((None, pratica.richiedente, pratica.nome_richiedente))
    for parte, persona, nome in avvisati:
        avvisato = Opposizione.objects.create(accesso=accesso, parte=parte, persona=persona, nome=nome, entro=entro)
        chiedi_altra_stampa(pratica, Stampa.Genere.AVVISO_ACCESSO, parte=parte, opposizione=avvisato)
        if persona:
            avvisa(messaggi_accessi.da_opporre(avvisato))


def _racconta_ai_controinteressati(accesso: RichiestaAccesso) -> None:
    """Who was asked whether to object learns what was decided, and not why: on paper too, for who is not in the portal."""
    for opposizione in accesso.opposizioni.order_by("pk").select_related("persona", "parte"):
        opposizione.accesso = accesso
        genere, parte = Stampa.Genere.OPPOSIZIONE_DECISA, opposizione.parte
        chiedi_altra_stampa(accesso.pratica, genere, parte=parte, opposizione=opposizione)
        if opposizione.persona:
            avvisa(messaggi_accessi.deciso_al_controinteressato(opposizione))


def _controlla_opposizioni(accesso: RichiestaAccesso) -> None:
    """Nothing is shown while somebody may still object. Raises DomainError."""
    attese = [una for una in accesso.opposizioni.all() if una.in_tempo]
    if attese:
        fino = max(una.entro for una in attese)
        raise DomainError(_("I controinteressati possono ancora opporsi, fino a %s: gli atti si mostrano dopo.") % giorno(fino))  # fmt: skip


def _da_mostrare(
    accesso: RichiestaAccesso, documenti: Iterable[Documento], file: File, attore: Persona
) -> list[Documento]:
    """Those of the case that were chosen, and the copies made for this. Raises DomainError when there is nothing."""
    pratica = accesso.pratica
    scelti = [uno for uno in documenti if uno.aggregazione == str(pratica.codice)]
    copie = file_dell_ufficio(pratica, file, attore=attore, di_nessuno=True)
    if not (scelti or copie):
        raise DomainError(_("Scegli almeno un documento da mostrare, o caricane una copia."))
    return scelti + copie


def _opponi(opposizione: Opposizione, testo: str, quando: dt.datetime) -> None:
    """Write it, and ask for the PDF that goes to the protocol. Raises DomainError."""
    accesso = opposizione.accesso
    if not accesso.da_decidere:
        raise DomainError(_("L'ufficio ha già deciso su questa richiesta."))
    if not testo.strip():
        raise DomainError(_("Scrivi perché gli atti non si devono mostrare."))
    opposizione.testo, opposizione.presentata_il = testo.strip(), quando
    opposizione.save(update_fields=["testo", "presentata_il", "per_mezzo_di"])
    chiedi_altra_stampa(accesso.pratica, Stampa.Genere.OPPOSIZIONE, parte=opposizione.parte, opposizione=opposizione)


def _blocca(accesso_id: int) -> RichiestaAccesso:
    """The request with its case locked first."""
    pratica = Pratica.objects.blocca(RichiestaAccesso.objects.values_list("pratica_id", flat=True).get(pk=accesso_id))
    accesso = RichiestaAccesso.objects.select_related("chiede", "parte__persona").get(pk=accesso_id)
    accesso.pratica = pratica
    return accesso


def _blocca_opposizione(opposizione_id: int) -> Opposizione:
    accesso = _blocca(Opposizione.objects.values_list("accesso_id", flat=True).get(pk=opposizione_id))
    opposizione = Opposizione.objects.select_related("persona", "parte").get(pk=opposizione_id)
    opposizione.accesso = accesso
    return opposizione


def _registra(
    azione: str, accesso: RichiestaAccesso, attore: Persona | None, mandato: Rappresentanza | None = None, **dati: Any
) -> None:
    ente = accesso.pratica.ente
    registra(azione, accesso.pratica, attore, ente=ente, dati={"accesso": str(accesso.codice), **dati})
    annota_atto(mandato, azione, accesso.pratica)
