"""The home of the personal area: one pass over the rooms, a fixed number of queries whatever lies in them.

It is the page people open most: the rows are read without their long texts, and only what is shown is put into words.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from appuntamenti.models import Appuntamento, AppuntamentoQuerySet
from fascicolo import parole
from fascicolo.parole import DaFare, Mossa, Scadenza
from notifiche.models import Messaggio, MessaggioQuerySet
from pagamenti.models import Avviso
from pagamenti.models.avviso import AvvisoQuerySet
from portal.catalogo.models import Servizio
from portal.catalogo.models.servizi import PER_VESTE
from portal.enti.models import Ente
from portal.identita.models import Persona, Rappresentanza
from portal.identita.stati import Facolta, Stanza
from pratiche.models import Firma, OffertaPosto, Pratica
from pratiche.models.insieme import DELLA_GRADUATORIA, RICHIESTE, PraticaQuerySet
from pratiche.models.titoli import IN_SCADENZA
from pratiche.stati import APERTE, Stato

DA_FARE_MOSTRATE, RECENTI, SCADENZE, PER_LAVORO = 5, 3, 4, 12
ULTIME_LETTE = 10  # for their terms; only the first are shown
APPUNTAMENTO_VICINO = dt.timedelta(days=7)
Righe = TypeVar("Righe", bound=QuerySet[Any])
SENZA_SCADENZA = dt.date.max
DELLA_PRATICA = (
    "codice",
    "stato",
    "origine",
    "oggetto",
    "anno",
    "numero",
    "aggiornata_il",
    "entro_il",
    "servizio_id",
    "pagata_il",
    "in_firma_dal",
    "termine_fino",
)
SOSPESE = (Stato.BOZZA, Stato.IN_ATTESA_DEL_CITTADINO)


@dataclass(frozen=True)
class Scrivania:
    da_fare: list[DaFare]
    altre: bool
    messaggi: list[Messaggio]
    pratiche: list[Mossa]
    appuntamento: Appuntamento | None
    scadenze: list[Scadenza]

    @property
    def nuova(self) -> bool:
        """Nothing yet: the page helps a newcomer to begin."""
        return not (self.da_fare or self.messaggi or self.pratiche or self.appuntamento)


class Stanze(NamedTuple):
    """What lies in each room of a home."""

    pratiche: PraticaQuerySet
    avvisi: AvvisoQuerySet
    appuntamenti: AppuntamentoQuerySet
    messaggi: MessaggioQuerySet


def stanze(persona: Persona, ente: Ente, mandato: Rappresentanza | None) -> Stanze:
    """The rooms of this person; to who acts for them with a mandate, only what it opens."""
    tutte = Stanze(
        Pratica.objects.di(persona, ente),
        Avviso.objects.di(persona).dell_ente(ente),
        Appuntamento.objects.di(persona, ente),
        Messaggio.objects.di(persona, ente),
    )
    if not mandato:
        return tutte
    return Stanze(
        _aperta(mandato, Stanza.PRATICHE, tutte.pratiche.dei_servizi(mandato.servizi)),
        _aperta(mandato, Stanza.PAGAMENTI, tutte.avvisi.dei_servizi(mandato.servizi)),
        _aperta(mandato, Stanza.APPUNTAMENTI, tutte.appuntamenti),
        _aperta(mandato, Stanza.MESSAGGI, tutte.messaggi),
    )


def _aperta(mandato: Rappresentanza, stanza: Stanza, righe: Righe) -> Righe:
    return righe if mandato.consente(stanza, Facolta.LEGGI) else righe.none()


def scrivania(persona: Persona, ente: Ente, mandato: Rappresentanza | None = None) -> Scrivania:
    """What the home shows to this person at this ente, or to who acts for them."""
    casa = stanze(persona, ente, mandato)
    mie = casa.pratiche.only(*DELLA_PRATICA)
    # an office that waits, or a better place offered, comes before any draft
    sospese = (
        mie.filter(Q(stato__in=SOSPESE, in_firma_dal=None) | _con_un_posto_migliore())
        .select_related("candidatura__offerta", "candidatura__cambio")
        .only(*DELLA_PRATICA, *DELLA_GRADUATORIA)
        .prefetch_related(*RICHIESTE)
        .order_by(Case(When(stato=Stato.BOZZA, then=1), default=0), "-aggiornata_il", "-pk")
    )
    ultime = list(mie.exclude(stato=Stato.BOZZA).order_by("-aggiornata_il", "-pk")[:ULTIME_LETTE])
    avvisi = casa.avvisi.da_pagare().order_by("scadenza", "pk")
    appuntamenti = list(casa.appuntamenti.futuri()[:RECENTI])
    voci = [
        *(
            Voce(parole.risposta_entro(pratica), parole.della_pratica, pratica)
            for pratica in sospese[: DA_FARE_MOSTRATE + 1]
        ),
        *(Voce(avviso.scadenza, parole.dell_avviso, avviso) for avviso in avvisi[: DA_FARE_MOSTRATE + 1]),
        *(Voce(timezone.localdate(uno.inizio), parole.dell_appuntamento, uno) for uno in appuntamenti if _vicino(uno)),
    ]
    voci += [Voce(firma.entro, parole.della_firma, firma) for firma in _da_firmare(persona, ente, mandato)]
    voci += [
        Voce(una.permesso.fino, parole.del_permesso, una)
        for una in casa.pratiche.da_rinnovare(IN_SCADENZA)[: DA_FARE_MOSTRATE + 1]
    ]
    dell_ufficio = [
        Voce(pratica.entro_il, parole.termine, pratica)
        for pratica in ultime
        if pratica.stato in APERTE and not pratica.termine_fino
    ]
    mie_scadenze = [
        Voce(voce.entro, parole.pagamento, voce.riga) for voce in voci if voce.in_parole is parole.dell_avviso
    ]
    return Scrivania(
        da_fare=_prime(voci, DA_FARE_MOSTRATE, ente),
        altre=len(voci) > DA_FARE_MOSTRATE,
        messaggi=list(casa.messaggi.recenti(RECENTI)),
        pratiche=[parole.mossa(pratica, ente) for pratica in ultime[:RECENTI]],
        appuntamento=appuntamenti[0] if appuntamenti else None,
        scadenze=_prime([*dell_ufficio, *mie_scadenze], SCADENZE, ente),
    )


def servizi_per(veste: str, ente: Ente) -> list[Servizio]:
    """The services that a person in this hat may ask for online."""
    aperti = Servizio.objects.pubblici(ente).in_elenco().filter(online=True, attivo=True, **{PER_VESTE[veste]: True})
    return list(aperti.order_by("titolo")[:PER_LAVORO])


class Voce(NamedTuple):
    """A row that may be shown, and how it is put into words if it is among the first."""

    entro: dt.date | None
    in_parole: Callable[[Any, Ente], Any]
    riga: Any


def _prime(voci: list[Voce], quante: int, ente: Ente) -> list[Any]:
    """The most urgent, in words; without a date they come last."""
    ordinate = sorted(voci, key=lambda voce: voce.entro or SENZA_SCADENZA)
    return [voce.in_parole(voce.riga, ente) for voce in ordinate[:quante]]


def _con_un_posto_migliore() -> Q:
    """Already granted, and a more wanted place may still be taken."""
    offerto = {"stato": OffertaPosto.Stato.PROPOSTA, "scadenza__gte": timezone.localdate()}
    return Q(stato=Stato.ACCOLTA, **{f"candidatura__cambio__{campo}": valore for campo, valore in offerto.items()})


def _da_firmare(persona: Persona, ente: Ente, mandato: Rappresentanza | None) -> list[Firma]:
    """The requests of others that wait for a signature: nobody signs in another's place."""
    if mandato or persona.e_impresa:
        return []
    return list(Firma.objects.chieste_a(persona, ente).select_related("pratica__servizio")[: DA_FARE_MOSTRATE + 1])


def _vicino(appuntamento: Appuntamento) -> bool:
    """In the next days: to go there, or to give the place back in time."""
    return appuntamento.inizio <= timezone.now() + APPUNTAMENTO_VICINO
