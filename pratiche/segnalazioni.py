"""What is asked of the reports: those near a draft, the one of a case, until when it may be opened again."""

import datetime as dt

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from pratiche.models import Pratica, Segnalazione, Sostegno
from pratiche.models.insieme import PraticaQuerySet
from pratiche.models.segnalazioni import SERVIZIO
from pratiche.stati import APERTE, Atto, ammesso

VICINE = 3
RAGGIO = 300  # metres: two streets away
RIAPRIBILE = dt.timedelta(days=30)  # the package and the public page say it too


def vicine(pratica: Pratica) -> list[Segnalazione]:
    """Open public reports of the same kind near the place of this draft: perhaps it was already said. No place, none."""
    if pratica.servizio.slug != SERVIZIO:
        return []
    luogo = pratica.dati.get("luogo")
    gradi = [luogo.get(nome) for nome in ("latitudine", "longitudine")] if isinstance(luogo, dict) else []
    if not gradi or not all(isinstance(grado, int | float) for grado in gradi):
        return []
    simili = Segnalazione.objects.pubbliche(pratica.ente).in_elenco().filter(tipo=pratica.dati.get("tipo"))
    aperte = simili.filter(pratica__stato__in=APERTE).vicine_a(*gradi, metri=RAGGIO)
    return list(aperte.con_sostegni().order_by("-creato_il")[:VICINE])


def con_la_voce(pratiche: PraticaQuerySet) -> PraticaQuerySet:
    """With the public entry of those that are reports, and `quanti_sostegni`: no query more."""
    sostegni = Sostegno.objects.filter(segnalazione__pratica=OuterRef("pk")).order_by().values("segnalazione")
    quanti = Subquery(sostegni.annotate(quanti=Count("pk")).values("quanti"))
    return pratiche.select_related("segnalazione__unita_a").annotate(quanti_sostegni=Coalesce(quanti, 0))


def di(pratica: Pratica) -> Segnalazione | None:
    """The public entry of this case, when it is a report; of a case read `con_la_voce` also how many say that it is still there."""
    voce: Segnalazione | None = getattr(pratica, "segnalazione", None) if pratica.servizio.slug == SERVIZIO else None
    if voce:
        voce.quanti = getattr(pratica, "quanti_sostegni", 0)  # type: ignore[attr-defined]
    return voce


def riapribile_fino_al(pratica: Pratica) -> dt.date:
    """The last day on which who made it may open it again."""
    return timezone.localdate(pratica.conclusa_il) + RIAPRIBILE


def riapribile(pratica: Pratica) -> bool:
    """A report closed a short time ago, and not by who made it. Joined to another one it is followed there."""
    return (
        pratica.servizio.slug == SERVIZIO
        and ammesso(pratica.stato, Atto.RISEGNALA)
        and pratica.archiviazione != "unita"
        and timezone.localdate() <= riapribile_fino_al(pratica)
    )
