"""What goes before a ranking, one request at a time: checked values, points given, observations and their answers."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.errors import DomainError
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi_graduatorie
from pratiche.classifica import da_assegnare, riga
from pratiche.models import Candidatura, Correzione, Passaggio, Pratica, PuntiAssegnati, Tornata
from pratiche.operations.comune import controlla_ammesso, controlla_richiedente, segna
from pratiche.operations.delega import racconta, registra_atto
from pratiche.operations.tornate import controlla_ufficio
from pratiche.punti import in_parole

OSSERVAZIONI_MASSIME = 5000


@atto
def correggi_valore(candidatura_id: int, *, attore: Persona, campo: str, valore: Any, motivo: str) -> Correzione:
    """After a check, count this value in place of the declared one, which stays in the case. The applicant is told why."""
    candidatura, tornata = _blocca(candidatura_id)
    controlla_ufficio(tornata, attore)
    controlla_ammesso(candidatura.pratica, attore)
    if tornata.definitiva_il:
        raise DomainError(_("La graduatoria definitiva è pubblicata: i dati non si correggono più."))
    if campo not in tornata.regole.citati:
        raise DomainError(_("Questo dato non conta per la graduatoria."))
    if not motivo.strip():
        raise DomainError(_("Scrivi che cosa hai verificato e dove: chi ha fatto domanda lo legge."))
    correzione = Correzione.objects.create(
        candidatura=candidatura, campo=campo, valore=valore, motivo=motivo.strip(), operatore=attore
    )
    pratica = candidatura.pratica
    etichetta = pratica.definizione.per_nome[campo].etichetta
    segna(pratica, Passaggio.Genere.VALORE_CORRETTO, f"{etichetta}: {correzione.motivo}")
    registra("graduatoria.valore_corretto", pratica, attore, ente=tornata.ente, dati={"campo": campo})
    racconta(pratica, messaggi_graduatorie.valore_corretto(correzione, etichetta))
    return correzione


@atto
def assegna_punti(
    candidatura_id: int, *, attore: Persona, criterio: str, punti: Decimal, motivo: str
) -> PuntiAssegnati:
    """The office gives the points of a criterion that it scores one by one; given again, the last count. The applicant is told why."""
    candidatura, tornata = _blocca(candidatura_id)
    controlla_ufficio(tornata, attore)
    controlla_ammesso(candidatura.pratica, attore)
    voce = tornata.regole.criterio(criterio)
    if tornata.definitiva_il:
        raise DomainError(_("La graduatoria definitiva è pubblicata: i punti non si cambiano più."))
    if voce is None or voce not in da_assegnare(riga(candidatura, tornata), tornata):
        raise DomainError(_("Per questa domanda l'ufficio non assegna i punti di questo criterio."))
    if not 0 <= punti <= voce.dall_ufficio:
        raise DomainError(_("I punti di «%(titolo)s» vanno da 0 a %(massimo)s.") % {"titolo": voce.titolo, "massimo": voce.dall_ufficio})  # fmt: skip
    if not motivo.strip():
        raise DomainError(_("Scrivi da dove vengono i punti, per esempio il verbale: chi ha fatto domanda lo legge."))
    assegnati = PuntiAssegnati.objects.create(
        candidatura=candidatura, criterio=criterio, punti=punti, motivo=motivo.strip(), operatore=attore
    )
    segna(candidatura.pratica, Passaggio.Genere.PUNTI_ASSEGNATI, f"{voce.titolo}: {in_parole(punti)}")
    registra("graduatoria.punti_assegnati", candidatura.pratica, attore, ente=tornata.ente, dati={"criterio": criterio})
    racconta(candidatura.pratica, messaggi_graduatorie.punti_assegnati(assegnati, voce.titolo))
    return assegnati


@atto
def segna_verificata(candidatura_id: int, *, attore: Persona) -> Candidatura:
    """What was declared has been checked. Twice is harmless."""
    candidatura, tornata = _blocca(candidatura_id)
    controlla_ufficio(tornata, attore)
    controlla_ammesso(candidatura.pratica, attore)
    if candidatura.verificata_il is None:
        candidatura.verificata_il, candidatura.verificata_da = timezone.now(), attore
        candidatura.save(update_fields=["verificata_il", "verificata_da"])
        registra("graduatoria.verificata", candidatura.pratica, attore, ente=tornata.ente)
    return candidatura


@atto
def osserva_graduatoria(candidatura_id: int, *, attore: Persona, testo: str) -> Candidatura:
    """What an applicant has to say of the provisional ranking, in time and once: the office must answer."""
    candidatura, tornata = _blocca(candidatura_id)
    mandato = controlla_richiedente(candidatura.pratica, attore)
    if candidatura.osservata_il:
        return candidatura
    if not tornata.osservazioni_aperte:
        raise DomainError(_("Il tempo per le osservazioni alla graduatoria è finito."))
    if not testo.strip():
        raise DomainError(_("Scrivi che cosa non è giusto e perché."))
    candidatura.osservazioni, candidatura.osservata_il = testo.strip()[:OSSERVAZIONI_MASSIME], timezone.now()
    candidatura.save(update_fields=["osservazioni", "osservata_il"])
    segna(candidatura.pratica, Passaggio.Genere.OSSERVAZIONI_GRADUATORIA, mandato=mandato)
    registra_atto("graduatoria.osservata", candidatura.pratica, attore, mandato)
    return candidatura


@atto
def rispondi_osservazioni(candidatura_id: int, *, attore: Persona, risposta: str) -> Candidatura:
    """How the office weighed the observations. Without it there is no final ranking."""
    candidatura, tornata = _blocca(candidatura_id)
    controlla_ufficio(tornata, attore)
    controlla_ammesso(candidatura.pratica, attore)
    if not candidatura.osservata_il or tornata.definitiva_il:
        raise DomainError(_("Non ci sono osservazioni a cui rispondere."))
    if not risposta.strip():
        raise DomainError(_("Scrivi come hai valutato le osservazioni."))
    candidatura.risposta = risposta.strip()
    candidatura.save(update_fields=["risposta"])
    registra("graduatoria.osservazioni_valutate", candidatura.pratica, attore, ente=tornata.ente)
    return candidatura


def _blocca(candidatura_id: int) -> tuple[Candidatura, Tornata]:
    """The round first, then the case: everybody takes them in this order."""
    chiavi = Candidatura.objects.values_list("tornata_id", "pratica_id").get(pk=candidatura_id)
    tornata, pratica = Tornata.objects.blocca(chiavi[0]), Pratica.objects.blocca(chiavi[1])
    candidatura = Candidatura.objects.get(pk=candidatura_id)
    candidatura.pratica = pratica
    return candidatura, tornata
