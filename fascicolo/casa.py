"""The home of the personal area: one pass over the rooms, a fixed number of queries whatever lies in them.

It is the page people open most: the rows are read without their long texts, and only what is shown is put into words.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appuntamenti.models import Appuntamento, AppuntamentoQuerySet
from notifiche.models import Messaggio, MessaggioQuerySet
from pagamenti.models import Avviso
from pagamenti.models.avviso import AvvisoQuerySet
from portal.base.importi import euro
from portal.base.parole import originale
from portal.base.templatetags.casa import giorno, giorno_ora
from portal.catalogo.models import Servizio
from portal.catalogo.models.servizi import PER_VESTE
from portal.enti.models import Ente
from portal.identita.models import Persona, Rappresentanza
from portal.identita.stati import Facolta, Stanza
from pratiche.models import Firma, OffertaPosto, Pratica
from pratiche.models.insieme import DELLA_GRADUATORIA, RICHIESTE, PraticaQuerySet
from pratiche.models.titoli import IN_SCADENZA
from pratiche.prossimo import prossimo
from pratiche.stati import APERTE, Stato
from pratiche.titoli import in_scadenza

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
class Mossa:
    """A case that moved."""

    titolo: str
    sigla: str
    stato: str
    quando: dt.datetime
    url: str


@dataclass(frozen=True)
class Scadenza:
    """A date to keep in mind, of the person or of the office."""

    entro: dt.date | None
    testo: str
    url: str


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
        *(Voce(_risposta_entro(pratica), _pratica, pratica) for pratica in sospese[: DA_FARE_MOSTRATE + 1]),
        *(Voce(avviso.scadenza, _avviso, avviso) for avviso in avvisi[: DA_FARE_MOSTRATE + 1]),
        *(Voce(timezone.localdate(uno.inizio), _appuntamento, uno) for uno in appuntamenti if _vicino(uno)),
    ]
    voci += [Voce(firma.entro, _firma, firma) for firma in _da_firmare(persona, ente, mandato)]
    voci += [
        Voce(una.permesso.fino, _permesso, una)
        for una in casa.pratiche.da_rinnovare(IN_SCADENZA)[: DA_FARE_MOSTRATE + 1]
    ]
    dell_ufficio = [
        Voce(pratica.entro_il, _termine, pratica)
        for pratica in ultime
        if pratica.stato in APERTE and not pratica.termine_fino
    ]
    mie_scadenze = [Voce(voce.entro, _pagamento, voce.riga) for voce in voci if voce.in_parole is _avviso]
    return Scrivania(
        da_fare=_prime(voci, DA_FARE_MOSTRATE, ente),
        altre=len(voci) > DA_FARE_MOSTRATE,
        messaggi=list(casa.messaggi.recenti(RECENTI)),
        pratiche=[_mossa(pratica, ente) for pratica in ultime[:RECENTI]],
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


def _titolo(pratica: Pratica, ente: Ente) -> str:
    """The title of its service. The titles in each language are kept on the ente, which is read again every half minute."""
    conservati: dict[str, dict[int, str]] = ente.__dict__.setdefault("_titoli", {})
    lingua = get_language() or ""
    if lingua not in conservati:
        servizi = Servizio.objects.filter(ente=ente).only("titolo", "traduzioni")
        conservati[lingua] = {servizio.pk: servizio.testo("titolo") for servizio in servizi}
    return pratica.oggetto or conservati[lingua].get(pratica.servizio_id) or pratica.titolo


def _con_un_posto_migliore() -> Q:
    """Already granted, and a more wanted place may still be taken."""
    offerto = {"stato": OffertaPosto.Stato.PROPOSTA, "scadenza__gte": timezone.localdate()}
    return Q(stato=Stato.ACCOLTA, **{f"candidatura__cambio__{campo}": valore for campo, valore in offerto.items()})


def _risposta_entro(pratica: Pratica) -> dt.date | None:
    """The office's question, or the place in a ranking to confirm."""
    posto = pratica.in_graduatoria.posto if pratica.in_graduatoria else None
    aspetta = pratica.richiesta_aperta or posto
    entro: dt.date | None = aspetta.scadenza if aspetta else None
    return entro


def _genere(pratica: Pratica) -> str:
    if pratica.bozza:
        return _("Bozza")
    if pratica.stato == Stato.ACCOLTA:
        return _("Posto che preferisci")
    return _("Richiesta da completare") if pratica.richiesta_aperta else _("Posto da confermare")


def _pratica(pratica: Pratica, ente: Ente) -> DaFare:
    mossa = prossimo(pratica)
    return DaFare(
        genere=_genere(pratica),
        titolo=_titolo(pratica, ente),
        testo=mossa.testo,
        url=mossa.url,
        azione=mossa.azione,
        entro=_risposta_entro(pratica),
    )


def _avviso(avviso: Avviso, ente: Ente) -> DaFare:
    valori = {"importo": euro(avviso.importo), "entro": giorno(avviso.scadenza)}
    return DaFare(
        genere=_("Pagamento"),
        titolo=originale(avviso.causale),
        testo=_("Paga %(importo)s entro %(entro)s.") % valori,
        url=avviso.get_absolute_url(),
        azione=_("Vai al pagamento"),
        entro=avviso.scadenza,
    )


def _da_firmare(persona: Persona, ente: Ente, mandato: Rappresentanza | None) -> list[Firma]:
    """The requests of others that wait for a signature: nobody signs in another's place."""
    if mandato or persona.e_impresa:
        return []
    return list(Firma.objects.chieste_a(persona, ente).select_related("pratica__servizio")[: DA_FARE_MOSTRATE + 1])


def _firma(firma: Firma, ente: Ente) -> DaFare:
    return DaFare(
        genere=_("Firma"),
        titolo=_titolo(firma.pratica, ente),
        testo=_("Ti chiedono di firmare questa richiesta entro %s. Leggila e decidi.") % firma.entro_quando,
        url=firma.get_absolute_url(),
        azione=_("Leggi e decidi"),
        entro=firma.entro,
    )


def _permesso(pratica: Pratica, ente: Ente) -> DaFare:
    """What was granted is about to end: to renew, or to ask again."""
    genere, titolo = _("Permesso in scadenza"), _titolo(pratica, ente)
    return DaFare(genere, titolo, **in_scadenza(pratica), entro=pratica.permesso.fino)


def _vicino(appuntamento: Appuntamento) -> bool:
    """In the next days: to go there, or to give the place back in time."""
    return appuntamento.inizio <= timezone.now() + APPUNTAMENTO_VICINO


def _appuntamento(appuntamento: Appuntamento, ente: Ente) -> DaFare:
    valori = {"quando": giorno_ora(appuntamento.inizio), "luogo": appuntamento.luogo}
    return DaFare(
        genere=_("Appuntamento"),
        titolo=appuntamento.motivo,
        testo=_("Ti aspettiamo %(quando)s presso %(luogo)s.") % valori,
        url=appuntamento.get_absolute_url(),
        azione=_("Vedi l'appuntamento"),
        entro=timezone.localdate(appuntamento.inizio),
    )


def _mossa(pratica: Pratica, ente: Ente) -> Mossa:
    return Mossa(
        titolo=_titolo(pratica, ente),
        sigla=pratica.sigla,
        stato=pratica.get_stato_display(),
        quando=pratica.aggiornata_il,
        url=pratica.get_absolute_url(),
    )


def _termine(pratica: Pratica, ente: Ente) -> Scadenza:
    testo = _("L'ufficio deve rispondere alla pratica %(numero)s, %(titolo)s")
    valori = {"numero": pratica.sigla, "titolo": _titolo(pratica, ente)}
    return Scadenza(pratica.entro_il, testo % valori, pratica.get_absolute_url())


def _pagamento(avviso: Avviso, ente: Ente) -> Scadenza:
    testo = _("Pagamento: %(causale)s") % {"causale": avviso.causale}
    return Scadenza(avviso.scadenza, testo, avviso.get_absolute_url())
