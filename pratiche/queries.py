"""Questions across rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.documenti.models import Documento
from pratiche.models import TIPOLOGIE, Passaggio, Pratica, Stampa


@dataclass(frozen=True)
class Scheda:
    """What the page of a case shows beside the case itself."""

    passaggi: list[Passaggio]
    documenti: list[Documento]

    @property
    def protocollo(self) -> str:
        """The protocol number of the request, empty until it comes."""
        return next((p.testo for p in self.passaggi if p.genere == Passaggio.Genere.PROTOCOLLATA), "")

    @property
    def motivi_avvio(self) -> str:
        """Why the office started it; empty for a request."""
        return motivi_avvio(self.passaggi)

    @property
    def avvio(self) -> Documento | None:
        return self._del_genere(Stampa.Genere.AVVIO)

    @property
    def ricevuta(self) -> Documento | None:
        return self._del_genere(Stampa.Genere.RICEVUTA)

    @property
    def esito(self) -> Documento | None:
        return self._del_genere(Stampa.Genere.ESITO)

    def _del_genere(self, genere: Stampa.Genere) -> Documento | None:
        return next((d for d in self.documenti if d.tipologia == TIPOLOGIE[genere]), None)


def motivi_avvio(passaggi: Iterable[Passaggio]) -> str:
    """The words with which the office started the case."""
    return next((uno.testo for uno in passaggi if uno.genere == Passaggio.Genere.AVVIATA), "")


def scheda(pratica: Pratica, *, del_richiedente: bool = False) -> Scheda:
    """Timeline and documents, newest documents first, in two queries. `del_richiedente`: not those of the other parties."""
    fascicolo = Documento.objects.filter(ente=pratica.ente, aggregazione=str(pratica.codice))
    if del_richiedente:
        fascicolo = fascicolo.filter(intestatario=pratica.richiedente_id)
    mostrati = _da_mostrare(fascicolo.order_by("-creato_il", "-pk"))
    return Scheda(list(pratica.passaggi.all()), numerati(mostrati))


def numerati(documenti: Iterable[Documento]) -> list[Documento]:
    """The same in their order: where one kind is there more than once each knows which it is, the oldest being the first."""
    documenti = list(documenti)
    quanti, visti = Counter(uno.tipologia for uno in documenti), Counter[str]()
    for documento in sorted(documenti, key=lambda uno: uno.pk):
        visti[documento.tipologia] += 1
        documento.quale = visti[documento.tipologia] if quanti[documento.tipologia] > 1 else 0
    return documenti


def senza_ricevute_superate(documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """The same for a whole dossier: of each case the last receipt."""
    dopo = Documento.objects.filter(
        aggregazione=OuterRef("aggregazione"), tipologia=OuterRef("tipologia"), pk__gt=OuterRef("pk")
    )
    return documenti.exclude(Q(tipologia=TIPOLOGIE[Stampa.Genere.RICEVUTA]) & ~Q(aggregazione="") & Exists(dopo))


def _da_mostrare(documenti: Iterable[Documento]) -> list[Documento]:
    """Of the receipt only the last: the first, given at once, is the same without the protocol number. Both stay in the folder."""
    ricevute = 0
    mostrati = []
    for documento in documenti:
        ricevuta = documento.tipologia == TIPOLOGIE[Stampa.Genere.RICEVUTA]
        if not (ricevuta and ricevute):
            mostrati.append(documento)
        ricevute += ricevuta
    return mostrati
