"""The ranking as an act of the office: checked values, provisional list, observations, final list."""

import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.base.errors import DomainError
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona
from portal.registro.operations import registra
from pratiche import messaggi_graduatorie
from pratiche.classifica import Riga, classifica, da_assegnare, riga
from pratiche.models import (
    Candidatura,
    Correzione,
    Fase,
    GraduatoriaPubblicata,
    Passaggio,
    Pratica,
    PuntiAssegnati,
    Tornata,
)
from pratiche.operations.comune import controlla_ammesso, controlla_richiedente, segna
from pratiche.operations.delega import racconta, registra_atto
from pratiche.operations.posti import offri_a_tutti, prepara_posti
from pratiche.operations.tornate import controlla_capo, controlla_ufficio
from pratiche.punti import in_parole
from pratiche.stati import APERTE
from pratiche.termini import risposta_entro

OSSERVAZIONI_MASSIME = 5000
# a provisional list that nobody makes final has told what it had to: from then on it is off the site (art. 5 c. 1 e GDPR)
PROVVISORIA_OLTRE = dt.timedelta(days=30)


@transaction.atomic
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


@transaction.atomic
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


@transaction.atomic
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


@transaction.atomic
def pubblica_provvisoria(tornata_id: int, *, attore: Persona) -> Tornata:
    """Publish the first ranking: each is told points and position, and may comment for some days. Twice is harmless."""
    tornata = Tornata.objects.blocca_con_le_pratiche(tornata_id)
    controlla_capo(tornata.servizio, attore)
    if tornata.provvisoria_il:
        return tornata
    if tornata.fase != Fase.CHIUSA:
        raise DomainError(_("La graduatoria si pubblica dopo la chiusura delle domande."))
    righe = classifica(tornata)
    if not righe:
        raise DomainError(_("Non c'è nessuna domanda da mettere in graduatoria."))
    _controlla_punti(righe)
    giorni = tornata.regole.osservazioni_giorni
    tornata.provvisoria_il = timezone.now()
    tornata.osservazioni_entro = risposta_entro(timezone.localdate(), giorni, tornata.ente.calendario)
    tornata.pubblica_fino = tornata.osservazioni_entro + PROVVISORIA_OLTRE
    tornata.save(update_fields=["provvisoria_il", "osservazioni_entro", "pubblica_fino"])
    _scrivi(tornata, righe, GraduatoriaPubblicata.Genere.PROVVISORIA, attore)
    for uno in righe:
        segna(uno.candidatura.pratica, Passaggio.Genere.GRADUATORIA_PROVVISORIA)
        racconta(uno.candidatura.pratica, messaggi_graduatorie.graduatoria_provvisoria(uno.candidatura, tornata))
    return tornata


@transaction.atomic
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


@transaction.atomic
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


@transaction.atomic
def pubblica_definitiva(tornata_id: int, *, attore: Persona, atto_numero: str, atto_data: dt.date) -> Tornata:
    """Publish the final ranking, with the act that approves it, and offer the places. Twice is harmless."""
    tornata = Tornata.objects.blocca_con_le_pratiche(tornata_id)
    controlla_capo(tornata.servizio, attore)
    if tornata.definitiva_il:
        return tornata
    _controlla_definitiva(tornata, atto_numero)
    righe, oggi = classifica(tornata), timezone.localdate()
    _controlla_punti(righe)
    tornata.definitiva_il, tornata.atto_numero, tornata.atto_data = timezone.now(), atto_numero.strip(), atto_data
    tornata.valida_fino = oggi + dt.timedelta(days=tornata.regole.validita_giorni)
    tornata.pubblica_fino = oggi + dt.timedelta(days=tornata.regole.pubblicazione_giorni)
    tornata.save(update_fields=["definitiva_il", "atto_numero", "atto_data", "valida_fino", "pubblica_fino"])
    _scrivi(tornata, righe, GraduatoriaPubblicata.Genere.DEFINITIVA, attore)
    for uno in righe:
        pratica = uno.candidatura.pratica
        pratica.scrivi(termine_fino=tornata.valida_fino)
        segna(pratica, Passaggio.Genere.GRADUATORIA_DEFINITIVA)
        racconta(pratica, messaggi_graduatorie.graduatoria_definitiva(uno.candidatura, tornata))
    prepara_posti(tornata)
    offri_a_tutti(tornata, righe)
    return tornata


def _controlla_definitiva(tornata: Tornata, atto_numero: str) -> None:
    if tornata.fase != Fase.PROVVISORIA:
        raise DomainError(_("Prima della graduatoria definitiva serve quella provvisoria."))
    if tornata.osservazioni_aperte:
        raise DomainError(
            _("Chi ha fatto domanda può ancora presentare osservazioni, fino a %s.")
            % giorno(tornata.osservazioni_entro)
        )
    if not atto_numero.strip():
        raise DomainError(_("Scrivi il numero dell'atto che approva la graduatoria."))
    mute = Candidatura.objects.filter(tornata=tornata, risposta="", pratica__stato__in=APERTE)
    if mute.exclude(osservata_il=None).exists():
        raise DomainError(_("Ci sono osservazioni senza risposta: scrivi come le hai valutate."))


def _controlla_punti(righe: list[Riga]) -> None:
    """No ranking while the office has still points to give. Raises DomainError."""
    quante = sum(bool(una.candidato.punteggio.mancanti) for una in righe)
    if quante:
        raise DomainError(
            ngettext(
                "A %s domanda mancano i punti che assegna l'ufficio: scrivili, o respingila se non ha superato le prove.",
                "A %s domande mancano i punti che assegna l'ufficio: scrivili, o respingi chi non ha superato le prove.",
                quante,
            )
            % quante
        )


def _scrivi(tornata: Tornata, righe: list[Riga], genere: GraduatoriaPubblicata.Genere, attore: Persona) -> None:
    """Positions on the requests, and the list as everybody reads it. The register keeps its fingerprint."""
    Candidatura.objects.filter(tornata=tornata).update(posizione=None, punti=None)
    for posizione, uno in enumerate(righe, 1):
        uno.candidatura.posizione, uno.candidatura.punti = posizione, uno.candidato.punteggio.punti
    Candidatura.objects.bulk_update([uno.candidatura for uno in righe], ["posizione", "punti"], batch_size=200)
    elenco = [
        {"posizione": c.posizione, "sigla": c.sigla, "punti": str(c.punti)} for c in (uno.candidatura for uno in righe)
    ]
    GraduatoriaPubblicata.objects.create(tornata=tornata, genere=genere, elenco=elenco)
    impronta = hashlib.sha256(json.dumps(elenco, sort_keys=True).encode()).hexdigest()
    dati = {"domande": len(elenco), "impronta": impronta, "atto": tornata.atto_numero}
    registra(f"graduatoria.{genere}", tornata, attore, ente=tornata.ente, dati=dati)


def _blocca(candidatura_id: int) -> tuple[Candidatura, Tornata]:
    """The round first, then the case: everybody takes them in this order."""
    chiavi = Candidatura.objects.values_list("tornata_id", "pratica_id").get(pk=candidatura_id)
    tornata, pratica = Tornata.objects.blocca(chiavi[0]), Pratica.objects.blocca(chiavi[1])
    candidatura = Candidatura.objects.get(pk=candidatura_id)
    candidatura.pratica = pratica
    return candidatura, tornata
