"""Who acts for whom: a mandate is asked for, becomes active, ends. Telling the two people is of the room that calls."""

import datetime as dt
import uuid
from dataclasses import dataclass, field, replace

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.enti.models import Ente, Ufficio
from portal.identita.models import Persona, Rappresentanza
from portal.identita.operations.maggiore_eta import fine_per_legge, minorenne
from portal.identita.stati import CON_SERVIZIO, DI_LEGGE, Facolta, Specie, Stanza, Stato, Verifica
from portal.registro.atti import atto
from portal.registro.operations import registra

RISPOSTA_ENTRO = dt.timedelta(days=30)  # a request nobody answers is over
IN_ATTESA_MASSIME, AL_GIORNO = 5, 10  # nobody sends requests to people at random, nor again and again
PIU_DI_UNA_PERSONA = 10  # a company names its staff


@dataclass(frozen=True)
class Limiti:
    """What a mandate covers and when. As a parent or a guardian has it: everything, from today."""

    stanze: tuple[str, ...] = tuple(Stanza.values)
    facolta: tuple[str, ...] = tuple(Facolta.values)
    servizi: tuple[str, ...] = ()
    dal: dt.date = field(default_factory=timezone.localdate)
    al: dt.date | None = None


class SenzaTitolo(DomainError):
    """Somebody tried to act for a person without the right to."""

    def __init__(self) -> None:
        super().__init__(_("Non puoi farlo per questa persona: la delega non lo prevede o è finita."))


@atto
def chiedi(
    *,
    rappresentato: Persona,
    rappresentante: Persona,
    ente: Ente,
    specie: Specie,
    limiti: Limiti,
    attore: Persona,
    titolo: uuid.UUID | None = None,
) -> Rappresentanza:
    """Ask for a mandate: it is worth nothing until the other person, or an officer, says yes. Raises DomainError."""
    _controlla_limiti(limiti)
    chi_chiede = rappresentato if specie == Specie.DELEGA else rappresentante
    mio = in_nome_di(attore, chi_chiede, ente)
    _controlla_eta(attore)  # of the other nothing is said here: not even whether the portal knows them
    limiti = replace(limiti, al=fine_per_legge(rappresentato, specie, limiti.al))
    _controlla_coppia(rappresentato, rappresentante, ente, specie)
    _controlla_quante(chi_chiede, ente)
    mandato = nuova(rappresentato, rappresentante, ente, specie, limiti, titolo=titolo)
    registra("rappresentanza.chiesta", mandato, attore, ente=ente, dati={"specie": str(specie)})
    annota_atto(mio, "rappresentanza.chiesta", mandato)
    return mandato


@atto
def riconosci_genitore(*, figlio: Persona, genitore: Persona, ente: Ente) -> Rappresentanza:
    """The family sheet of ANPR says that one is the child of the other: active at once, until the day before coming of age."""
    limiti = Limiti(al=fine_per_legge(figlio, Specie.GENITORE, None))
    _controlla_coppia(figlio, genitore, ente, Specie.GENITORE)
    mandato = nuova(figlio, genitore, ente, Specie.GENITORE, limiti)
    mandato.cambia_stato(Stato.ATTIVA, verifica=Verifica.ANPR, verificata_il=timezone.now())
    registra("rappresentanza.riconosciuta", mandato, genitore, ente=ente, dati={"specie": str(Specie.GENITORE)})
    return mandato


@atto
def accetta(mandato_id: int, *, attore: Persona) -> Rappresentanza:
    """Who was given a mandate takes it. Twice is harmless."""
    mandato = _blocca_come(mandato_id, attore)
    if mandato.stato == Stato.ATTIVA:
        return mandato
    _controlla_eta(attore)
    mandato.controlla_passaggio(Stato.ATTIVA)
    mandato.cambia_stato(
        Stato.ATTIVA, verifica=Verifica.INTERESSATI, verificata_da=attore, verificata_il=timezone.now()
    )
    registra("rappresentanza.accettata", mandato, attore, ente=mandato.ente)
    return mandato


@atto
def rifiuta(mandato_id: int, *, attore: Persona) -> Rappresentanza:
    """Who was given a mandate does not want it. Twice is harmless."""
    return _chiudi(_blocca_come(mandato_id, attore), Stato.RIFIUTATA, "rappresentanza.rifiutata", attore)


@atto
def revoca(mandato_id: int, *, attore: Persona, per: Persona | None = None) -> Rappresentanza:
    """Either party ends it, at once; `per` is the company whose voice `attore` is, when that is the party.

    Twice is harmless. Raises DomainError when the law does not let this party.
    """
    mandato = Rappresentanza.objects.blocca(mandato_id)
    parte = per or attore
    if parte.pk not in {mandato.rappresentato_id, mandato.rappresentante_id}:
        raise SenzaTitolo
    mio = in_nome_di(attore, parte, mandato.ente)
    if mandato.aperta and not mandato.puo_chiudere(parte):
        dal_login = _("Non puoi toglierla tu: la prova l'identità digitale dell'impresa.")
        di_legge = _("Non puoi toglierla tu: viene dalla legge o da un giudice. Rivolgiti all'ufficio.")
        raise DomainError(dal_login if mandato.del_login else di_legge)
    if mandato.stato != Stato.REVOCATA:
        annota_atto(mio, "rappresentanza.revocata", mandato)
    return _chiudi(mandato, Stato.REVOCATA, "rappresentanza.revocata", attore)


@atto
def convalida(mandato_id: int, *, attore: Persona, motivo: str) -> Rappresentanza:
    """The office has read the act of the judge, or the register, and lets the person act. Twice is harmless."""
    mandato = _blocca_in_ufficio(mandato_id, attore, motivo)
    if mandato.stato == Stato.ATTIVA:
        return mandato
    mandato.controlla_passaggio(Stato.ATTIVA)
    mandato.cambia_stato(
        Stato.ATTIVA, verifica=Verifica.UFFICIO, verificata_da=attore, verificata_il=timezone.now(), motivo=motivo
    )
    registra("rappresentanza.convalidata", mandato, attore, ente=mandato.ente)
    return mandato


@atto
def respingi(mandato_id: int, *, attore: Persona, motivo: str) -> Rappresentanza:
    """The document does not prove it; or, once active, it no longer holds (another guardian, an act withdrawn)."""
    mandato = _blocca_in_ufficio(mandato_id, attore, motivo)
    arrivo = Stato.RIFIUTATA if mandato.in_attesa else Stato.REVOCATA
    azione = "rappresentanza.respinta" if mandato.in_attesa else "rappresentanza.revocata"
    return _chiudi(mandato, arrivo, azione, attore, motivo=motivo)


@atto
def fai_scadere(mandato_id: int) -> Rappresentanza:
    """Its last day is over, or nobody answered in time. Harmless when it is not so, or it was closed meanwhile."""
    mandato = Rappresentanza.objects.blocca(mandato_id)
    finita = mandato.stato == Stato.ATTIVA and mandato.al is not None and mandato.al < timezone.localdate()
    dimenticata = mandato.in_attesa and mandato.creato_il + RISPOSTA_ENTRO < timezone.now()
    if not (finita or dimenticata):
        return mandato
    return _chiudi(mandato, Stato.SCADUTA, "rappresentanza.scaduta", None)


def titolo_per_agire(
    attore: Persona, titolare: Persona, *, ente: Ente, stanza: str, facolta: str, servizio: str = ""
) -> Rappresentanza | None:
    """The mandate that lets `attore` do this for `titolare` today; None when they are the same person.

    Asked by the acts themselves, within their transaction: a page opened before a revocation does nothing after it.
    Raises SenzaTitolo.
    """
    if attore.pk == titolare.pk:
        return None
    mandati = [uno for uno in _per(attore, titolare, ente) if uno.consente(stanza, facolta, servizio)]
    if not mandati:
        raise SenzaTitolo
    # what a login proved comes last: in another kind of session it is another mandate that opened the page
    return min(mandati, key=lambda uno: uno.del_login)


def in_nome_di(attore: Persona, chi: Persona, ente: Ente) -> Rappresentanza | None:
    """The mandate that makes `attore` the voice of this company; None when they are the same person. Raises SenzaTitolo."""
    if attore.pk == chi.pk:
        return None
    mandato = next((uno for uno in _per(attore, chi, ente) if uno.di_impresa), None)
    if mandato is None:
        raise SenzaTitolo
    return mandato


def _per(attore: Persona, titolare: Persona, ente: Ente) -> QuerySet[Rappresentanza]:
    """What lets one act for the other today."""
    return Rappresentanza.objects.in_vigore().date_da(titolare, ente).filter(rappresentante=attore.pk)


def annota_atto(mandato: Rappresentanza | None, azione: str, oggetto: models.Model) -> None:
    """Beside the line of the act itself, one under the mandate: from it the represented person reads what was done."""
    if mandato is None:
        return
    dati = {"azione": azione, "tipo": oggetto._meta.label_lower, "oggetto": str(oggetto.codice)}  # type: ignore[attr-defined]
    registra("rappresentanza.usata", mandato, mandato.rappresentante, ente=mandato.ente, dati=dati)


def nuova(
    rappresentato: Persona,
    rappresentante: Persona,
    ente: Ente,
    specie: Specie,
    limiti: Limiti,
    *,
    titolo: uuid.UUID | None = None,
) -> Rappresentanza:
    """A row that waits for its proof."""
    return Rappresentanza.objects.create(
        ente=ente,
        rappresentato=rappresentato,
        rappresentante=rappresentante,
        specie=specie,
        stanze=list(limiti.stanze),
        facolta=list(limiti.facolta),
        servizi=list(limiti.servizi),
        dal=limiti.dal,
        al=limiti.al,
        titolo=titolo,
    )


def _controlla_limiti(limiti: Limiti) -> None:
    if not limiti.stanze or not limiti.facolta:
        raise DomainError(_("Scegli almeno una stanza e che cosa vi si può fare."))
    if limiti.al and limiti.al < max(limiti.dal, timezone.localdate()):
        raise DomainError(_("L'ultimo giorno è già passato o viene prima del primo."))
    if limiti.servizi and not set(limiti.stanze) <= set(CON_SERVIZIO):
        raise DomainError(_("Solo pratiche e pagamenti si possono limitare ad alcuni servizi."))


def _controlla_eta(persona: Persona) -> None:
    if minorenne(persona):
        raise DomainError(_("Per dare o ricevere una delega bisogna avere diciotto anni."))


def _controlla_quante(chi: Persona, ente: Ente) -> None:
    """Only those this person, or this company, asked for: who receives many may still ask."""
    chieste = Rappresentanza.objects.filter(
        models.Q(specie=Specie.DELEGA, rappresentato=chi) | models.Q(specie__in=DI_LEGGE, rappresentante=chi), ente=ente
    )
    volte = PIU_DI_UNA_PERSONA if chi.e_impresa else 1
    if chieste.filter(stato=Stato.RICHIESTA).count() >= IN_ATTESA_MASSIME * volte:
        raise DomainError(_("Hai già troppe richieste in attesa di risposta: ritirane una, poi riprova."))
    if chieste.filter(creato_il__gt=timezone.now() - dt.timedelta(days=1)).count() >= AL_GIORNO * volte:
        raise DomainError(_("Oggi hai già fatto molte richieste: riprova domani."))


def _controlla_coppia(rappresentato: Persona, rappresentante: Persona, ente: Ente, specie: Specie) -> None:
    """One open mandate of a kind between two people; one that ended tonight is closed on the way."""
    if rappresentato.pk == rappresentante.pk:
        raise DomainError(_("Questo è il tuo codice fiscale: per te agisci già."))
    aperte = Rappresentanza.objects.date_da(rappresentato, ente).filter(rappresentante=rappresentante, specie=specie)
    for finita in aperte.finite():
        fai_scadere(finita.pk)
    if aperte.aperte().exists():
        raise DomainError(_("C'è già una richiesta o una delega aperta fra queste due persone: la trovi nell'elenco."))


def _blocca_come(mandato_id: int, attore: Persona) -> Rappresentanza:
    """A voluntary mandate, in the hands of who was given it."""
    mandato = Rappresentanza.objects.blocca(mandato_id)
    if mandato.rappresentante_id != attore.pk or mandato.di_legge:
        raise SenzaTitolo
    return mandato


def _blocca_in_ufficio(mandato_id: int, attore: Persona, motivo: str) -> Rappresentanza:
    mandato = Rappresentanza.objects.blocca(mandato_id)
    if not mandato.di_legge or not Ufficio.objects.di(attore, mandato.ente).che_verificano().exists():
        raise DomainError(_("Di questa richiesta si occupa un altro ufficio."))
    if not motivo.strip():
        raise DomainError(_("Scrivi il motivo: chi l'ha chiesta lo leggerà."))
    return mandato


def _chiudi(
    mandato: Rappresentanza, stato: Stato, azione: str, attore: Persona | None, *, motivo: str = ""
) -> Rappresentanza:
    if mandato.stato == stato:
        return mandato
    mandato.controlla_passaggio(stato)
    mandato.cambia_stato(stato, motivo=motivo or mandato.motivo)
    registra(azione, mandato, attore, ente=mandato.ente)
    return mandato
