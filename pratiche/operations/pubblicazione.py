"""The ranking published: the act decides for all at once, and who stands in it is told afterwards, one by one.

In the request of the officer: the order, the list that everybody reads, the line of the register. The rest is left to the rows
of `LavoroGraduatoria`, which a worker takes up however many they are.
"""

import datetime as dt
import hashlib
import json

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.base.coda import Stato
from portal.base.errors import DomainError
from portal.base.jobs import accoda
from portal.base.templatetags.casa import giorno
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche.classifica import Riga, classifica
from pratiche.models import Candidatura, Fase, GraduatoriaPubblicata, LavoroGraduatoria, Pratica, Tornata
from pratiche.operations.posti import prepara_posti
from pratiche.operations.scorrimento import metti_in_moto
from pratiche.operations.tornate import controlla_capo
from pratiche.stati import APERTE
from pratiche.termini import risposta_entro

# a provisional list that nobody makes final has told what it had to: from then on it is off the site (art. 5 c. 1 e GDPR)
PROVVISORIA_OLTRE = dt.timedelta(days=30)
DELLA_LISTA = ("posizione", "punti", "sedi", "riserve")  # what the list says of each
Genere = GraduatoriaPubblicata.Genere


@atto
def pubblica_provvisoria(tornata_id: int, *, attore: Persona) -> Tornata:
    """Publish the first ranking: each will be told points and position, and may comment for some days. Twice is harmless."""
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
    _scrivi(tornata, righe, Genere.PROVVISORIA, attore)
    return tornata


@atto
def pubblica_definitiva(tornata_id: int, *, attore: Persona, atto_numero: str, atto_data: dt.date) -> Tornata:
    """Publish the final ranking, with the act that approves it: then the places are offered. Twice is harmless."""
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
    # as `Pratica.scrivi`, for all of them: the office has answered, and what counts is how long the answer lasts
    Pratica.objects.filter(candidatura__tornata=tornata, stato__in=APERTE).update(
        termine_fino=tornata.valida_fino, entro_il=tornata.valida_fino, aggiornata_il=tornata.definitiva_il
    )
    _scrivi(tornata, righe, Genere.DEFINITIVA, attore)
    prepara_posti(tornata)
    metti_in_moto(tornata)
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


def _scrivi(tornata: Tornata, righe: list[Riga], genere: Genere, attore: Persona) -> None:
    """Positions on the requests, and the list as everybody reads it. The register keeps its fingerprint."""
    Candidatura.objects.filter(tornata=tornata).update(posizione=None, punti=None)
    for posizione, una in enumerate(righe, 1):
        contata, sua = una.candidato, una.candidatura
        sua.posizione, sua.punti = posizione, contata.punteggio.punti
        sua.sedi, sua.riserve = list(contata.sedi), list(contata.punteggio.riserve)
    candidature = [una.candidatura for una in righe]
    # written over themselves: one statement, where an UPDATE of many different values takes minutes
    Candidatura.objects.bulk_create(candidature, update_conflicts=True, unique_fields=["id"], update_fields=DELLA_LISTA)
    elenco = [{"posizione": una.posizione, "sigla": una.sigla, "punti": str(una.punti)} for una in candidature]
    GraduatoriaPubblicata.objects.create(tornata=tornata, genere=genere, elenco=elenco)
    _da_comunicare(tornata, candidature, LavoroGraduatoria.Genere(genere))
    impronta = hashlib.sha256(json.dumps(elenco, sort_keys=True).encode()).hexdigest()
    dati = {"domande": len(elenco), "impronta": impronta, "atto": tornata.atto_numero}
    registra(f"graduatoria.{genere}", tornata, attore, ente=tornata.ente, dati=dati)


def _da_comunicare(tornata: Tornata, candidature: list[Candidatura], genere: LavoroGraduatoria.Genere) -> None:
    """One row for each; what was still to be told of the list before is told no more: it is not true any longer."""
    LavoroGraduatoria.objects.filter(tornata=tornata).exclude(stato=Stato.RIUSCITO).update(
        stato=Stato.ANNULLATO, lease_token=None, lease_fino=None
    )
    LavoroGraduatoria.objects.bulk_create(
        LavoroGraduatoria(tornata=tornata, candidatura=una, genere=genere) for una in candidature
    )
    accoda("pratiche.graduatoria")
