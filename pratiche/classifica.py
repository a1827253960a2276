"""The requests of a round, each with its points: what the office looks at, and what a ranking is made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from pratiche import graduatorie
from pratiche.compilazione import quadro
from pratiche.graduatorie import Candidato
from pratiche.models import Candidatura, Tornata
from pratiche.stati import APERTE


@dataclass(frozen=True)
class Riga:
    """One who stands in the ranking, with what was counted."""

    candidatura: Candidatura
    candidato: Candidato


def riga(candidatura: Candidatura, tornata: Tornata) -> Riga:
    """The points of one, from the answers as completed and as the office corrected them after checking."""
    pratica = candidatura.pratica
    pratica.versione = tornata.versione
    corretti = {correzione.campo: correzione.valore for correzione in candidatura.correzioni.all()}
    valori = quadro(pratica, pratica.dati_correnti | corretti).valori
    # everybody's age is that of the same day
    punteggio = graduatorie.punteggio(tornata.regole, valori, oggi=timezone.localdate(tornata.chiude_il))
    sedi = graduatorie.sedi_volute(tornata.regole, valori)
    return Riga(
        candidatura, Candidato(candidatura.sigla, punteggio, valori, pratica.presentata_il or tornata.chiude_il, sedi)
    )


def classifica(tornata: Tornata) -> list[Riga]:
    """The ranking as it would be now, of the requests still open: nothing is written."""
    righe = {uno.candidato.sigla: uno for uno in (riga(c, tornata) for c in in_gara(tornata))}
    ordinati = graduatorie.ordina([uno.candidato for uno in righe.values()], tornata.regole, seme=tornata.seme)
    return [righe[uno.sigla] for uno in ordinati]


def in_gara(tornata: Tornata) -> Iterable[Candidatura]:
    """Who still stands in it, with all that the sums and the messages need, in four queries."""
    candidature = Candidatura.objects.filter(tornata=tornata, pratica__stato__in=APERTE)
    collegati = ("ente", "servizio", "ufficio", "richiedente", "presentata_da", "versione", "avviso")
    return candidature.select_related("offerta", *(f"pratica__{uno}" for uno in collegati)).prefetch_related(
        "correzioni", "pratica__integrazioni", "pratica__preavvisi"
    )
