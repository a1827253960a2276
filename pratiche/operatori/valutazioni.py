"""How people found each service: ratings without a name, added up for the offices that give it (C.SE.1.7)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.catalogo.models import Servizio, Valutazione
from portal.enti.pagine import PaginaOperatori
from portal.enti.permessi import amministra_qui, uffici_di

COMMENTI = 20


@dataclass(frozen=True)
class Cifre:
    """Of one service: how many ratings, their mean, how many low ones."""

    servizio: Servizio
    quante: int
    media: float
    basse: int


class Valutazioni(PaginaOperatori):
    """The services of the offices of who looks; an administrator sees all those of the ente. The worst first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        servizi = {servizio.slug: servizio for servizio in _servizi(request)}
        suoi = Valutazione.objects.filter(ente=request.ente, servizio__in=servizi)  # type: ignore[attr-defined]
        contesto = {
            "cifre": _cifre(suoi, servizi),
            "aspetti": _aspetti(suoi),
            "commenti": [
                (riga, servizi[riga.servizio]) for riga in suoi.exclude(commento="").order_by("-creata_il")[:COMMENTI]
            ],
        }
        return self.mostra("operatori/valutazioni.html", _("Che cosa pensano dei servizi"), contesto)


def _servizi(request: HttpRequest) -> Any:
    tutti = Servizio.objects.filter(ente=request.ente)  # type: ignore[attr-defined]
    return tutti if amministra_qui(request) else tutti.filter(ufficio__in=uffici_di(request))


def _cifre(valutazioni: Any, servizi: dict[str, Servizio]) -> list[Cifre]:
    basse = Count("pk", filter=Q(voto__lt=Valutazione.VOTO_POSITIVO))
    righe = valutazioni.values("servizio").annotate(quante=Count("pk"), media=Avg("voto"), basse=basse)
    return [
        Cifre(servizi[riga["servizio"]], riga["quante"], riga["media"], riga["basse"])
        for riga in righe.order_by("media", "servizio")
    ]


def _aspetti(valutazioni: Any) -> list[tuple[str, int]]:
    """What people chose at the second question, the most frequent first."""
    righe = (
        valutazioni.exclude(aspetto="")
        .values_list("aspetto")
        .annotate(quante=Count("pk"))
        .order_by("-quante", "aspetto")
    )
    return [(_parole(aspetto), quante) for aspetto, quante in righe]


def _parole(aspetto: str) -> str:
    """Both questions have an "other": which of the two it was is said."""
    altri = {
        Valutazione.Aspetto.ALTRO_NEGATIVO: _("Altre difficoltà"),
        Valutazione.Aspetto.ALTRO_POSITIVO: _("Altri aspetti graditi"),
    }
    scelto = Valutazione.Aspetto(aspetto)
    return str(altri.get(scelto, scelto.label))
