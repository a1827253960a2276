"""The rows of the home put into words: what waits, with its one button; what moved; what ends when."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appuntamenti.models import Appuntamento
from pagamenti.models import Avviso
from portal.base.importi import euro
from portal.base.parole import originale
from portal.base.templatetags.casa import giorno, giorno_ora
from portal.catalogo.models import Servizio
from portal.enti.models import Ente
from pratiche.models import Firma, Pratica
from pratiche.prossimo import prossimo
from pratiche.stati import Stato
from pratiche.titoli import in_scadenza


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


def _titolo(pratica: Pratica, ente: Ente) -> str:
    """The title of its service. The titles in each language are kept on the ente, which is read again every half minute."""
    conservati: dict[str, dict[int, str]] = ente.__dict__.setdefault("_titoli", {})
    lingua = get_language() or ""
    if lingua not in conservati:
        servizi = Servizio.objects.filter(ente=ente).only("titolo", "traduzioni")
        conservati[lingua] = {servizio.pk: servizio.testo("titolo") for servizio in servizi}
    return pratica.oggetto or conservati[lingua].get(pratica.servizio_id) or pratica.titolo


def risposta_entro(pratica: Pratica) -> dt.date | None:
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


def della_pratica(pratica: Pratica, ente: Ente) -> DaFare:
    mossa = prossimo(pratica)
    return DaFare(
        genere=_genere(pratica),
        titolo=_titolo(pratica, ente),
        testo=mossa.testo,
        url=mossa.url,
        azione=mossa.azione,
        entro=risposta_entro(pratica),
    )


def dell_avviso(avviso: Avviso, ente: Ente) -> DaFare:
    valori = {"importo": euro(avviso.importo), "entro": giorno(avviso.scadenza)}
    return DaFare(
        genere=_("Pagamento"),
        titolo=originale(avviso.causale),
        testo=_("Paga %(importo)s entro %(entro)s.") % valori,
        url=avviso.get_absolute_url(),
        azione=_("Vai al pagamento"),
        entro=avviso.scadenza,
    )


def della_firma(firma: Firma, ente: Ente) -> DaFare:
    return DaFare(
        genere=_("Firma"),
        titolo=_titolo(firma.pratica, ente),
        testo=_("Ti chiedono di firmare questa richiesta entro %s. Leggila e decidi.") % firma.entro_quando,
        url=firma.get_absolute_url(),
        azione=_("Leggi e decidi"),
        entro=firma.entro,
    )


def del_permesso(pratica: Pratica, ente: Ente) -> DaFare:
    """What was granted is about to end: to renew, or to ask again."""
    genere, titolo = _("Permesso in scadenza"), _titolo(pratica, ente)
    return DaFare(genere, titolo, **in_scadenza(pratica), entro=pratica.permesso.fino)


def dell_appuntamento(appuntamento: Appuntamento, ente: Ente) -> DaFare:
    valori = {"quando": giorno_ora(appuntamento.inizio), "luogo": appuntamento.luogo}
    return DaFare(
        genere=_("Appuntamento"),
        titolo=appuntamento.motivo,
        testo=_("Ti aspettiamo %(quando)s presso %(luogo)s.") % valori,
        url=appuntamento.get_absolute_url(),
        azione=_("Vedi l'appuntamento"),
        entro=timezone.localdate(appuntamento.inizio),
    )


def mossa(pratica: Pratica, ente: Ente) -> Mossa:
    return Mossa(
        titolo=_titolo(pratica, ente),
        sigla=pratica.sigla,
        stato=pratica.get_stato_display(),
        quando=pratica.aggiornata_il,
        url=pratica.get_absolute_url(),
    )


def termine(pratica: Pratica, ente: Ente) -> Scadenza:
    testo = _("L'ufficio deve rispondere alla pratica %(numero)s, %(titolo)s")
    valori = {"numero": pratica.sigla, "titolo": _titolo(pratica, ente)}
    return Scadenza(pratica.entro_il, testo % valori, pratica.get_absolute_url())


def pagamento(avviso: Avviso, ente: Ente) -> Scadenza:
    testo = _("Pagamento: %(causale)s") % {"causale": avviso.causale}
    return Scadenza(avviso.scadenza, testo, avviso.get_absolute_url())
