"""The home of the personal area: one pass over the rooms, a fixed number of queries whatever lies in them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appuntamenti.models import Appuntamento
from notifiche.models import Messaggio
from pagamenti.models import Avviso
from portal.base.importi import euro
from portal.base.templatetags.casa import giorno, giorno_ora
from portal.enti.models import Ente
from portal.identita.models import Persona
from pratiche.models import Pratica
from pratiche.prossimo import prossimo
from pratiche.stati import Stato

DA_FARE_MOSTRATE = 10
RECENTI = 5
APPUNTAMENTO_VICINO = dt.timedelta(days=7)
SENZA_SCADENZA = dt.date.max


@dataclass(frozen=True)
class DaFare:
    """One thing that waits for the person, with the one button that leads to the exact place."""

    genere: str
    titolo: str
    testo: str
    url: str
    azione: str
    entro: dt.date | None = None

    @property
    def in_ritardo(self) -> bool:
        return self.entro is not None and self.entro < timezone.localdate()


@dataclass(frozen=True)
class Scadenza:
    """A date to keep in mind, of the person or of the office."""

    entro: dt.date
    testo: str
    url: str


@dataclass(frozen=True)
class Scrivania:
    da_fare: list[DaFare]
    altre: bool
    messaggi: list[Messaggio]
    pratiche: list[Pratica]
    appuntamento: Appuntamento | None
    scadenze: list[Scadenza]

    @property
    def nuova(self) -> bool:
        """Nothing yet: the page helps a newcomer to begin."""
        return not (self.da_fare or self.messaggi or self.pratiche or self.appuntamento)


def scrivania(persona: Persona, ente: Ente) -> Scrivania:
    """What the home shows to this person at this ente: six questions to the rooms, seven queries."""
    mie = Pratica.objects.di(persona, ente)
    sospese = mie.filter(stato__in=[Stato.BOZZA, Stato.IN_ATTESA_DEL_CITTADINO]).con_il_necessario()
    avvisi = list(
        Avviso.objects.di(persona).dell_ente(ente).da_pagare().order_by("scadenza", "pk")[: DA_FARE_MOSTRATE + 1]
    )
    appuntamenti = list(Appuntamento.objects.di(persona, ente).futuri()[:RECENTI])
    aperte = mie.aperte().select_related("servizio").order_by("entro_il", "pk")[:RECENTI]
    ultime = mie.exclude(stato=Stato.BOZZA).select_related("servizio").order_by("-aggiornata_il", "-pk")[:RECENTI]
    da_fare = sorted(
        [
            *map(_pratica, sospese.order_by("-aggiornata_il", "-pk")[: DA_FARE_MOSTRATE + 1]),
            *map(_avviso, avvisi),
            *_vicini(appuntamenti),
        ],
        key=lambda voce: voce.entro or SENZA_SCADENZA,
    )
    return Scrivania(
        da_fare=da_fare[:DA_FARE_MOSTRATE],
        altre=len(da_fare) > DA_FARE_MOSTRATE,
        messaggi=list(Messaggio.objects.di(persona, ente).defer("testo").recenti(RECENTI)),
        pratiche=list(ultime),
        appuntamento=appuntamenti[0] if appuntamenti else None,
        scadenze=_scadenze(aperte, avvisi),
    )


def _pratica(pratica: Pratica) -> DaFare:
    mossa, richiesta = prossimo(pratica), pratica.integrazione_aperta
    return DaFare(
        genere=_("Richiesta da completare") if richiesta else _("Bozza"),
        titolo=pratica.titolo,
        testo=mossa.testo,
        url=mossa.url,
        azione=mossa.azione,
        entro=richiesta.scadenza if richiesta else None,
    )


def _avviso(avviso: Avviso) -> DaFare:
    valori = {"importo": euro(avviso.importo), "entro": giorno(avviso.scadenza)}
    return DaFare(
        genere=_("Pagamento"),
        titolo=avviso.causale,
        testo=_("Paga %(importo)s entro %(entro)s.") % valori,
        url=avviso.get_absolute_url(),
        azione=_("Vai al pagamento"),
        entro=avviso.scadenza,
    )


def _vicini(appuntamenti: Iterable[Appuntamento]) -> Iterator[DaFare]:
    """The appointments of the next days: to go there, or to give the place back in time."""
    limite = timezone.now() + APPUNTAMENTO_VICINO
    for appuntamento in appuntamenti:
        if appuntamento.inizio <= limite:
            yield DaFare(
                genere=_("Appuntamento"),
                titolo=appuntamento.motivo,
                testo=_("Ti aspettiamo %(quando)s presso %(luogo)s.")
                % {"quando": giorno_ora(appuntamento.inizio), "luogo": appuntamento.luogo},
                url=appuntamento.get_absolute_url(),
                azione=_("Vedi l'appuntamento"),
                entro=timezone.localdate(appuntamento.inizio),
            )


def _scadenze(aperte: Iterable[Pratica], avvisi: Iterable[Avviso]) -> list[Scadenza]:
    """The next dates: what the office must answer, what the person must pay."""
    dell_ufficio = [
        Scadenza(
            pratica.entro_il,
            _("L'ufficio deve rispondere alla pratica %(numero)s, %(titolo)s")
            % {"numero": pratica.sigla, "titolo": pratica.titolo},
            reverse("pratiche:pratica", args=[pratica.codice]),
        )
        for pratica in aperte
        if pratica.entro_il
    ]
    mie = [
        Scadenza(avviso.scadenza, _("Pagamento: %(causale)s") % {"causale": avviso.causale}, avviso.get_absolute_url())
        for avviso in avvisi
    ]
    return sorted([*dell_ufficio, *mie], key=lambda scadenza: scadenza.entro)[:RECENTI]
