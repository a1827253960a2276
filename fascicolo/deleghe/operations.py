"""The acts on mandates, each with its news to both people in the same transaction."""

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fascicolo import messaggi
from fascicolo.deleghe.figli import figlio_certo
from notifiche.operations import Contenuto, avvisa, promemoria
from notifiche.promemoria import giorni_prima
from portal.base.errors import DomainError
from portal.documenti.models import Documento
from portal.documenti.operations import archivia
from portal.enti.models import Ente, Ufficio
from portal.identita import operations as identita
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations import Limiti
from portal.identita.stati import Specie, Stato
from portal.registro.atti import atto

log = logging.getLogger("casa.fascicolo")

FINE = "fascicolo.fine_delega"  # the kind of its reminders
PREAVVISO = 15  # days
TITOLO = gettext_noop("Titolo di rappresentanza")


class Titolo(NamedTuple):
    """What proves that somebody acts by law, and until when it says so."""

    documento: "UploadedFile[object]"
    mime: str
    al: dt.date | None


@atto
def dai_delega(*, da: Persona, codice_fiscale: str, ente: Ente, limiti: Limiti, attore: Persona) -> Rappresentanza:
    """Name the person of this codice fiscale, who will say yes or no after entering. Raises DomainError.

    `attore` is `da`, or who represents the company that it is.
    """
    rappresentante = identita.conosci(codice_fiscale)
    mandato = identita.chiedi(
        rappresentato=da, rappresentante=rappresentante, ente=ente, specie=Specie.DELEGA, limiti=limiti, attore=attore
    )
    return racconta(mandato, "chiesta")


@atto
def accetta(mandato_id: int, *, attore: Persona) -> Rappresentanza:
    """Take it. Raises DomainError."""
    return racconta(identita.accetta(mandato_id, attore=attore), "attiva")


@atto
def rifiuta(mandato_id: int, *, attore: Persona) -> Rappresentanza:
    """Refuse it. Raises DomainError."""
    return racconta(identita.rifiuta(mandato_id, attore=attore), "rifiutata")


@atto
def revoca(mandato_id: int, *, attore: Persona, per: Persona | None = None) -> Rappresentanza:
    """End it now, for oneself or for the company one represents. Raises DomainError."""
    return racconta(identita.revoca(mandato_id, attore=attore, per=per), "revocata")


@atto
def agisci_per_un_figlio(*, genitore: Persona, codice_fiscale: str, ente: Ente) -> Rappresentanza:
    """The family sheet of ANPR proves it. Raises DomainError when it does not, or is old."""
    della_scheda, nascita = figlio_certo(genitore, ente, codice_fiscale)
    figlio = identita.conosci(
        codice_fiscale,
        nome=della_scheda.nome,
        cognome=della_scheda.componente.cognome.title(),
        sesso=della_scheda.componente.sesso,
        data_nascita=nascita,
        lingua=genitore.lingua,
    )
    if figlio.data_nascita is None:
        figlio.data_nascita = nascita
        figlio.save(update_fields=["data_nascita"])
    return racconta(identita.riconosci_genitore(figlio=figlio, genitore=genitore, ente=ente), "attiva")


@atto
def chiedi_per_legge(
    *, attore: Persona, codice_fiscale: str, nome: str, cognome: str, ente: Ente, specie: Specie, titolo: Titolo
) -> Rappresentanza:
    """A guardian, a support administrator, a parent whom ANPR does not prove: the document goes to the office that verifies.

    Raises DomainError when no office of this ente does.
    """
    per = identita.conosci(codice_fiscale, nome=nome, cognome=cognome)
    return _chiedi_all_ufficio(per, attore, ente, specie, titolo)


@atto
def chiedi_per_impresa(
    *, attore: Persona, codice_fiscale: str, denominazione: str, ente: Ente, titolo: Titolo
) -> Rappresentanza:
    """Who represents a company that has no digital identity of its own. Raises DomainError when no office of this ente verifies."""
    impresa = identita.conosci_impresa(codice_fiscale, denominazione=denominazione)
    return _chiedi_all_ufficio(impresa, attore, ente, Specie.RAPPRESENTANTE_LEGALE, titolo)


@atto
def convalida(mandato_id: int, *, attore: Persona, motivo: str) -> Rappresentanza:
    """The office lets the person act. Raises DomainError."""
    return racconta(identita.convalida(mandato_id, attore=attore, motivo=motivo), "attiva")


@atto
def respingi(mandato_id: int, *, attore: Persona, motivo: str) -> Rappresentanza:
    """The office refuses the request, or ends what it had let. Raises DomainError."""
    mandato = identita.respingi(mandato_id, attore=attore, motivo=motivo)
    return racconta(mandato, "rifiutata" if mandato.stato == Stato.RIFIUTATA else "revocata")


@atto
def fai_scadere(mandato_id: int) -> None:
    """Close what has come to its end. Harmless on what has not."""
    mandato = identita.fai_scadere(mandato_id)
    if (
        mandato.stato == Stato.SCADUTA and not mandato.del_login
    ):  # the next login opens it again: there is nothing to tell
        racconta(mandato, "finita")


def parole_della_fine(codice: uuid.UUID) -> list[Contenuto]:
    """The words of the reminder, for both people; none once it has ended in another way."""
    attive = Rappresentanza.objects.filter(stato=Stato.ATTIVA).select_related("ente", "rappresentato", "rappresentante")
    return [
        contenuto for mandato in attive.filter(codice=codice) for contenuto in _a_tutti_e_due(mandato, "in_scadenza")
    ]


def spazza() -> None:
    """Every night: end what is over."""
    _ciascuna(Rappresentanza.objects.finite(), fai_scadere)
    _ciascuna(
        Rappresentanza.objects.filter(stato=Stato.RICHIESTA, creato_il__lt=timezone.now() - identita.RISPOSTA_ENTRO),
        fai_scadere,
    )


def _ciascuna(righe: QuerySet[Rappresentanza], atto: Callable[[int], None]) -> None:
    """Each in a transaction of its own: one that cannot be done today stops none of the others."""
    for chiave in list(righe.values_list("pk", flat=True)):
        try:
            atto(chiave)
        except Exception:
            log.exception("delega_non_spazzata", extra={"rappresentanza": chiave})


def _chiedi_all_ufficio(per: Persona, attore: Persona, ente: Ente, specie: Specie, titolo: Titolo) -> Rappresentanza:
    ufficio = Ufficio.objects.dell_ente(ente).che_verificano().first()
    if ufficio is None:
        raise DomainError(_("Questo comune non riceve online questi documenti: vai allo sportello."))
    documento = archivia(
        titolo.documento.read(),
        ente=ente,
        ufficio=ufficio,
        intestatario=attore,
        nome=str(titolo.documento.name),
        mime=titolo.mime,
        oggetto=TITOLO,
        tipologia=TITOLO,
        formazione=Documento.Formazione.ACQUISIZIONE,
        flusso=Documento.Flusso.ENTRATA,
        attore=attore,
    )
    mandato = identita.chiedi(
        rappresentato=per,
        rappresentante=attore,
        ente=ente,
        specie=specie,
        limiti=Limiti(al=titolo.al),
        attore=attore,
        titolo=documento.codice,
    )
    return racconta(mandato, "chiesta")


def racconta(mandato: Rappresentanza, fatto: str) -> Rappresentanza:
    """Tell both people; its end is remembered from the day it is active until it is closed."""
    for contenuto in _a_tutti_e_due(mandato, fatto):
        avvisa(contenuto)
    if fatto == "attiva" and mandato.al:
        passi = {"quindici_giorni": giorni_prima(mandato.al, PREAVVISO)}
        promemoria.pianifica(FINE, mandato.codice, ente=mandato.ente, fatto=mandato.al, passi=passi)
    elif not mandato.aperta:
        promemoria.annulla(mandato.codice)
    return mandato


def _a_tutti_e_due(mandato: Rappresentanza, fatto: str) -> list[Contenuto]:
    return [messaggi.delega(mandato, fatto, a=uno) for uno in (mandato.rappresentato, mandato.rappresentante)]
