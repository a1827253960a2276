"""How many take part in a case beside the person who asked, counted with the case itself."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from pratiche.models import Memoria, Parte, RichiestaAccesso
from pratiche.models.insieme import PraticaQuerySet
from pratiche.models.parti import StatoParte


def con_chi_partecipa(pratiche: PraticaQuerySet) -> PraticaQuerySet:
    """With `quante_parti`, `quanti_interventi` (asked, to be decided) and `quante_memorie`; and `accesso_entro`, by when
    the first request to see the acts is to be decided: no query more."""
    parti, memorie = Parte.objects.filter(pratica=OuterRef("pk")), Memoria.objects
    accessi = RichiestaAccesso.objects.aperte().filter(pratica=OuterRef("pk"))
    return pratiche.annotate(
        quante_parti=_quante(parti.filter(stato=StatoParte.PRESENTE), "pratica"),
        quanti_interventi=_quante(parti.filter(stato=StatoParte.CHIESTA), "pratica"),
        quante_memorie=_quante(memorie.filter(parte__pratica=OuterRef("pk")), "parte__pratica")
        + _quante(memorie.filter(procedimento=OuterRef("pk")), "procedimento"),
        accesso_entro=Subquery(accessi.order_by("entro").values("entro")[:1]),
    )


def _quante(righe: QuerySet[Any], per: str) -> Coalesce:
    return Coalesce(Subquery(righe.order_by().values(per).annotate(quante=Count("pk")).values("quante")), 0)
