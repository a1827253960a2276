"""What who takes part wants weighed before the decision (art. 10 L. 241/1990): protocolled, told to the office, never passed over.

Sent from the portal, or on paper, by PEC or by e-mail: then the office records it, and it came on the day of the sheet.
"""

import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from notifiche.operations import avvisa
from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona, Rappresentanza
from portal.registro.atti import atto
from pratiche import messaggi_parti
from pratiche.models import Acquisizione, Memoria, Parte, Passaggio, Pratica, Stampa
from pratiche.operations.carte import File, chiedi_altra_stampa, file_ricevuti
from pratiche.operations.comune import controlla_operatore, controlla_richiedente, segna
from pratiche.operations.delega import racconta, registra_atto
from pratiche.operations.parti import blocca_parte, controlla_in_corso, controlla_parte, registra_di_parte
from pratiche.operations.ricezione import (
    Arrivo,
    acquisisci,
    come_e_arrivata,
    controlla_giorno,
    controlla_non_chiusa,
)

RICEVUTA, ACQUISITA = "pratica.memoria_ricevuta", "pratica.memoria_acquisita"


@atto
def presenta_memoria(parte_id: int, *, attore: Persona, testo: str, chiave: uuid.UUID, file: File = ()) -> Memoria:
    """What a party wants weighed, with documents: among what the office has to read. `chiave` sent again adds nothing.

    Late ones are taken too, while the case is open: the office may leave them aside.
    """
    parte = blocca_parte(parte_id)
    mandato = controlla_parte(parte, attore)
    if gia := Memoria.objects.filter(codice=chiave, parte=parte).first():
        return gia
    memoria = Memoria(codice=chiave, parte=parte, autore=attore, testo=testo.strip())
    return _ricevi(memoria, file, mandato=mandato)


@atto
def presenta_memoria_propria(
    pratica_id: int, *, attore: Persona, testo: str, chiave: uuid.UUID, file: File = ()
) -> Memoria:
    """As `presenta_memoria`, from the person whom a proceeding started by the office concerns, as long as it is open."""
    pratica = Pratica.objects.blocca(pratica_id)
    mandato = controlla_richiedente(pratica, attore)
    if gia := Memoria.objects.filter(codice=chiave, procedimento=pratica).first():
        return gia
    if not pratica.d_ufficio:
        raise DomainError(_("Le memorie si mandano nei procedimenti avviati dall'ufficio: per questa richiesta scrivi all'ufficio."))  # fmt: skip
    memoria = Memoria(codice=chiave, procedimento=pratica, autore=attore, testo=testo.strip())
    return _ricevi(memoria, file, mandato=mandato)


@atto
def acquisisci_memoria(
    parte_id: int,
    *,
    operatore: Persona,
    arrivo: Arrivo,
    testo: str,
    chiave: uuid.UUID,
    foglio: "UploadedFile[Any]",
    file: File = (),
) -> Memoria:
    """Record the memoria of a party, in the portal or not, that came another way. `testo`: what the sheet says in short.

    Whether it is late is for the day it came. `chiave` sent again adds nothing.
    """
    parte = blocca_parte(parte_id)
    controlla_operatore(parte.pratica, operatore)
    if gia := Memoria.objects.filter(codice=chiave, parte=parte).first():
        return gia
    controlla_presente(parte)
    memoria = Memoria(codice=chiave, parte=parte, autore=operatore, testo=testo.strip())
    return _ricevi(memoria, [foglio, *file], arrivo=arrivo)


@atto
def acquisisci_memoria_propria(
    pratica_id: int,
    *,
    operatore: Persona,
    arrivo: Arrivo,
    testo: str,
    chiave: uuid.UUID,
    foglio: "UploadedFile[Any]",
    file: File = (),
) -> Memoria:
    """As `acquisisci_memoria`, of the person whom a proceeding started by the office concerns."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, operatore)
    if gia := Memoria.objects.filter(codice=chiave, procedimento=pratica).first():
        return gia
    if not pratica.d_ufficio:
        raise DomainError(_("Le memorie di chi ha presentato la richiesta non si registrano: se il foglio risponde all'ufficio registralo come risposta, altrimenti scrivi in una nota interna che cosa dice."))  # fmt: skip
    memoria = Memoria(codice=chiave, procedimento=pratica, autore=operatore, testo=testo.strip())
    return _ricevi(memoria, [foglio, *file], arrivo=arrivo)


def controlla_presente(parte: Parte) -> None:
    """Of who takes part no more, or not yet, nothing is to be weighed. Raises DomainError."""
    if not parte.presente:
        raise DomainError(_("Non partecipa alla pratica: scrivi in una nota interna che cosa dice il foglio e quando è arrivato."))  # fmt: skip


def _ricevi(
    memoria: Memoria, file: File, *, mandato: Rappresentanza | None = None, arrivo: Arrivo | None = None
) -> Memoria:
    """Keep it with its files, leave it to be read, ask for the PDF that goes to the protocol, and tell. Raises DomainError.

    With `arrivo` it did not come through the portal: the sheet is the first of `file`.
    """
    pratica, parte = memoria.pratica, memoria.parte
    _controlla(memoria, arrivo)
    memoria.per_mezzo_di = mandato.rappresentante.nome_completo if mandato else ""
    memoria.save(force_insert=True)
    documenti = file_ricevuti(pratica, file, attore=memoria.autore, parte=parte)
    memoria.documenti.set(documenti)
    acquisizione = acquisisci(arrivo, documenti[0], memoria.autore, memoria=memoria) if arrivo else None
    pratica.scrivi(messaggi_da_leggere_dal=pratica.messaggi_da_leggere_dal or memoria.creato_il)
    chiedi_altra_stampa(pratica, Stampa.Genere.MEMORIA, parte=parte, memoria=memoria)
    azione, dati = (ACQUISITA, arrivo.dati()) if arrivo else (RICEVUTA, {})
    dati["memoria"] = str(memoria.codice)
    if parte:
        _racconta_di_parte(memoria, parte)
        registra_di_parte(azione, parte, memoria.autore, mandato, **dati)
    else:
        _racconta_al_destinatario(memoria, acquisizione, mandato)
        registra_atto(azione, pratica, memoria.autore, mandato, **dati)
    return memoria


def _controlla(memoria: Memoria, arrivo: Arrivo | None) -> None:
    """Raises DomainError."""
    pratica = memoria.pratica
    if arrivo:
        controlla_non_chiusa(pratica)
    controlla_in_corso(pratica)
    if arrivo:
        inizio = timezone.localdate(pratica.presentata_il)
        prima = _("La pratica è cominciata %s: controlla il giorno sul timbro o nel messaggio.")
        controlla_giorno(arrivo, inizio, prima % giorno(inizio))
    if not memoria.testo:
        raise DomainError(_("Scrivi la memoria: i documenti la accompagnano."))


def _racconta_di_parte(memoria: Memoria, parte: Parte) -> None:
    """Who asked reads that there is one; who wrote it, if in the portal, that it came."""
    segna(parte.pratica, Passaggio.Genere.MEMORIA)
    if parte.persona:
        avvisa(messaggi_parti.memoria_ricevuta(memoria))


def _racconta_al_destinatario(
    memoria: Memoria, acquisizione: Acquisizione | None, mandato: Rappresentanza | None
) -> None:
    pratica = memoria.pratica
    segna(pratica, Passaggio.Genere.MEMORIA_PROPRIA, come_e_arrivata(pratica, acquisizione), mandato=mandato)
    racconta(pratica, messaggi_parti.memoria_propria_ricevuta(memoria))
