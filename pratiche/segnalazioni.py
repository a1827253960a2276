"""What is asked of the reports: those near a draft, the one of a case."""

from django.db.models import QuerySet

from pratiche.models import Pratica, Segnalazione
from pratiche.models.segnalazioni import APERTI
from pratiche.operations.segnalazioni import SERVIZIO

VICINE = 3
RAGGIO = 0.003  # degrees: some three hundred metres, two streets away


def vicine(pratica: Pratica) -> list[Segnalazione]:
    """Open public reports of the same kind near the place of this draft: perhaps it was already said. No place, none."""
    if pratica.servizio.slug != SERVIZIO:
        return []
    luogo = pratica.dati.get("luogo")
    gradi = [luogo.get(nome) for nome in ("latitudine", "longitudine")] if isinstance(luogo, dict) else []
    if not gradi or not all(isinstance(grado, int | float) for grado in gradi):
        return []
    simili = Segnalazione.objects.pubbliche(pratica.ente).filter(tipo=pratica.dati.get("tipo"))
    aperte = simili.filter(pratica__stato__in=APERTI).nel_riquadro(*gradi, gradi=RAGGIO)
    return list(aperte.con_sostegni().order_by("-creato_il")[:VICINE])


def di(pratica: Pratica) -> Segnalazione | None:
    """The public entry of this case, when it is a report."""
    if pratica.servizio.slug != SERVIZIO:
        return None
    voci: QuerySet[Segnalazione] = Segnalazione.objects.con_sostegni().filter(pratica=pratica)
    return voci.first()
