"""The requests of a round, each with its points: what the office looks at, and what a ranking is made of."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from pratiche import graduatorie
from pratiche.compilazione import quadro
from pratiche.graduatorie import Candidato, Punteggio
from pratiche.models import Candidatura, OffertaPosto, Pratica, Tornata
from pratiche.moduli.graduatoria import Criterio
from pratiche.stati import APERTE, Stato

# of a case, what its points are counted from and how the office calls it
PER_I_PUNTI = ("id", "codice", "anno", "numero", "stato", "dati", "identita", "presentata_il")


@dataclass(frozen=True)
class Riga:
    """One who stands in the ranking, with what was counted."""

    candidatura: Candidatura
    candidato: Candidato


def riga(candidatura: Candidatura, tornata: Tornata) -> Riga:
    """The points of one, from the answers as completed and as the office corrected them after checking."""
    pratica = candidatura.pratica
    # one for all: the content of a version is large
    pratica.versione, pratica.servizio, pratica.ente = tornata.versione, tornata.servizio, tornata.ente
    corretti = {correzione.campo: correzione.valore for correzione in candidatura.correzioni.all()}
    valori = quadro(pratica, pratica.dati_correnti | corretti).valori
    # everybody's age is that of the same day
    punteggio = graduatorie.punteggio(
        tornata.regole,
        valori,
        oggi=timezone.localdate(tornata.chiude_il),
        assegnati=assegnati(candidatura, tornata),
    )
    sedi, nato = graduatorie.sedi_volute(tornata.regole, valori), pratica.identita.get("data_nascita")
    presentata = pratica.presentata_il or tornata.chiude_il
    nato_il = dt.date.fromisoformat(nato) if nato else None
    return Riga(candidatura, Candidato(candidatura.sigla, punteggio, valori, presentata, sedi, nato_il))


def da_assegnare(una: Riga, tornata: Tornata) -> list[Criterio]:
    """The criteria that the office scores for this request, done or not."""
    suoi = {*una.candidato.punteggio.mancanti, *dict(una.candidato.punteggio.voci)}
    return [criterio for criterio in tornata.regole.dell_ufficio if criterio.codice in suoi]


def assegnati(candidatura: Candidatura, tornata: Tornata) -> dict[str, Decimal]:
    """The points that the office gave, the last for each criterion. No query where it gives none."""
    if not tornata.regole.dell_ufficio:
        return {}
    return {uno.criterio: uno.punti for uno in candidatura.assegnati.all()}


def classifica(tornata: Tornata) -> list[Riga]:
    """The ranking as it would be now, of the requests still open: nothing is written."""
    righe = {uno.candidato.sigla: uno for uno in (riga(c, tornata) for c in in_gara(tornata))}
    ordinati = graduatorie.ordina([uno.candidato for uno in righe.values()], tornata.regole, seme=tornata.seme)
    return [righe[uno.sigla] for uno in ordinati]


def in_attesa(tornata: Tornata) -> list[Riga]:
    """Who may be offered a place that frees, in the order of the final ranking and with the seats and reserves counted in it.

    Those who have none; and, while changes are open, those who confirmed a less wanted one and never said no to a better:
    of these only the seats they want more count.
    """
    tutte = Candidatura.objects.filter(tornata=tornata, posizione__isnull=False)
    righe = [_in_fila(una, una.sedi) for una in tutte.filter(offerta=None, pratica__stato__in=APERTE)]
    if tornata.cambi_aperti:
        righe += _che_salgono(tutte)
    return sorted(righe, key=lambda una: una.candidatura.posizione or 0)


def _che_salgono(tutte: QuerySet[Candidatura]) -> list[Riga]:
    con_posto = tutte.filter(pratica__stato=Stato.ACCOLTA, cambio=None, offerta__stato=OffertaPosto.Stato.ACCETTATA)
    righe = []
    for una in con_posto.select_related("offerta__posto"):
        migliori = graduatorie.piu_volute(tuple(una.sedi), una.offerta.posto.sede) if una.offerta else ()
        if migliori:
            righe.append(_in_fila(una, migliori))
    return righe


def _in_fila(candidatura: Candidatura, sedi: Iterable[str]) -> Riga:
    """As the final ranking counted it."""
    contati = Punteggio(candidatura.punti or Decimal(0), (), tuple(candidatura.riserve))
    return Riga(candidatura, Candidato(candidatura.sigla, contati, {}, candidatura.creato_il, tuple(sedi)))


def in_gara(tornata: Tornata) -> QuerySet[Candidatura]:
    """Who still stands in it, with what the sums need and no more: three queries, four where the office gives points."""
    sue = Candidatura.objects.filter(tornata=tornata, pratica__stato__in=APERTE).select_related("pratica")
    superflui = [f"pratica__{campo.name}" for campo in Pratica._meta.concrete_fields if campo.name not in PER_I_PUNTI]
    return sue.defer(*superflui).prefetch_related(*per_i_punti(tornata))


def per_i_punti(tornata: Tornata) -> list[str]:
    """What to read together with the requests, before counting their points."""
    dell_ufficio = ["assegnati"] if tornata.regole.dell_ufficio else []
    return ["correzioni", "pratica__integrazioni", *dell_ufficio]
