"""The mails that are not copies of a message (codes, the help desk, what is said to officers): those that did not leave.

They are shown beside the stopped deliveries. Each room says, in its `poste.py`, which are its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet, Value
from django.http import HttpRequest
from django.utils.functional import Promise

from notifiche.racconto import motivo_di
from notifiche.riepilogo import Voce, fonte
from portal.base import motivi
from portal.base.coda import Lavoro
from portal.base.salute import Cifra
from portal.enti.models import Ente

MOSTRATE = 50  # of each kind, the last ones


@dataclass(frozen=True)
class Posta:
    """A kind of mail. `dell_ente` is the way from its rows to the ente; `visibili` those that an officer sees, of these.

    `riferimento` gives what leads to its cause: words, and an address or "".
    """

    nome: str
    titolo: str | Promise
    modello: type[Lavoro]
    campanello: str
    dell_ente: str
    visibili: Callable[[HttpRequest, QuerySet[Any]], QuerySet[Any]]
    riferimento: Callable[[Any], tuple[str, str]] = lambda riga: ("", "")

    def ferme(self, ente: Ente) -> QuerySet[Any]:
        return self._tutte().filter(**{self.dell_ente: ente.pk})

    def di(self, request: HttpRequest) -> QuerySet[Any]:
        """Those that this officer sees and may decide on."""
        return self.visibili(request, self.ferme(request.ente))

    def conto(self) -> QuerySet[Any, tuple[str, int]]:
        """Its name and how many there are, in the whole house."""
        return (
            self._tutte()
            .order_by()
            .annotate(nome=Value(self.nome))
            .values("nome")
            .annotate(quante=Count("pk"))
            .values_list("nome", "quante")
        )

    def _tutte(self) -> QuerySet[Any]:
        return self.modello._default_manager.fermi()  # type: ignore[attr-defined, no-any-return]


@dataclass(frozen=True)
class Riga:
    """One that stopped, as the page shows it."""

    posta: Posta
    lavoro: Any

    @property
    def valore(self) -> str:
        """What the form sends when it is chosen."""
        return f"{self.posta.nome}:{self.lavoro.pk}"

    @property
    def motivo(self) -> str:
        return motivo_di(self.lavoro.errore, ignoto=motivi.IGNOTO.fatto)

    @property
    def codice(self) -> str:
        return motivi.per_i_log(self.lavoro)

    @property
    def riferimento(self) -> tuple[str, str]:
        return self.posta.riferimento(self.lavoro)


_POSTE: dict[str, Posta] = {}


def impara(posta: Posta) -> None:
    _POSTE[posta.nome] = posta


def righe(request: HttpRequest) -> list[Riga]:
    """Those that this officer sees: one query for each kind."""
    return [
        Riga(posta, lavoro)
        for posta in _POSTE.values()
        for lavoro in posta.di(request).order_by("-prossimo_tentativo", "-pk")[:MOSTRATE]
    ]


def scelte(request: HttpRequest, valori: list[str]) -> list[tuple[Posta, list[Any]]]:
    """Those chosen in the form, by kind: only what this officer sees and still waits."""
    chiavi = [
        (nome, chiave) for nome, _due_punti, chiave in (uno.partition(":") for uno in valori) if chiave.isdecimal()
    ]
    return [
        (posta, trovate)
        for posta in _POSTE.values()
        if (trovate := list(posta.di(request).filter(pk__in=[chiave for nome, chiave in chiavi if nome == posta.nome])))
    ]


@fonte
def posta_non_partita(ente: Ente) -> Iterator[Voce]:
    """For the mail of the morning: one line for each kind."""
    for posta in _POSTE.values():
        conto = posta.ferme(ente).aggregate(quante=Count("pk"), prima=Min("prossimo_tentativo"))
        if conto["quante"]:
            yield Voce(str(posta.titolo), conto["quante"], conto["prima"])


def cifre() -> Iterator[Cifra]:
    """For who watches over the portal: one query, along a partial index of each kind."""
    prima, *altre = (posta.conto() for posta in _POSTE.values())
    for nome, quante in prima.union(*altre, all=True):
        yield Cifra(
            "posta_ferma", "E-mail che non sono messaggi, ferme: aspettano una decisione.", quante, {"genere": nome}
        )
