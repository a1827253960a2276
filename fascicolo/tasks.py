"""Where the dossier and the registers meet."""

from dataclasses import asdict
from typing import Any

from celery import shared_task
from django.utils import timezone

from fascicolo.deleghe import conservazione, operations
from fascicolo.models import NON_TROVATA, Anagrafica
from portal.base import coda, jobs
from portal.pdnd.consultazioni import chiedi_famiglia, chiedi_id, chiedi_residenza


@shared_task(name="fascicolo.anagrafe")  # type: ignore[untyped-decorator]
def anagrafe() -> None:
    """Ask ANPR for the people who are waiting; ring again when the time was not enough."""
    coda.svuota(Anagrafica, aggiorna)
    _suona_se_serve()


@shared_task(name="fascicolo.spazza")  # type: ignore[untyped-decorator]
def spazza() -> None:
    """Take back the rows of dead workers, ring for what is due."""
    coda.recupera(Anagrafica)
    _suona_se_serve()


@shared_task(name="fascicolo.deleghe")  # type: ignore[untyped-decorator]
def deleghe() -> None:
    """Every night: end the mandates that are over, forget who was only named."""
    operations.spazza()
    conservazione.dimentica_mai_entrate()


def aggiorna(scheda: Anagrafica) -> None:
    """Identifier (once), family, residence. Raises GatewayError: `coda` writes what it means for the row."""
    scheda.segna_iniziata()
    persona, ente = scheda.persona, scheda.ente
    chi: dict[str, Any] = {"ente": ente, "utente": persona, "motivo": scheda.riferimento}
    id_anpr = scheda.id_anpr or chiedi_id(persona, **chi)
    if not id_anpr:
        scheda.fallisce(NON_TROVATA)  # "not found" is never kept as "not resident"
        return
    famiglia = chiedi_famiglia(persona, id_anpr, **chi)
    residenza = chiedi_residenza(persona, id_anpr, **chi)
    scheda.riesce(
        id_anpr=id_anpr,
        dati_famiglia=[asdict(componente) for componente in famiglia.componenti],
        dati_residenza=asdict(residenza) if residenza else {},
        ricevuta_il=timezone.now(),
    )


def _suona_se_serve() -> None:
    if Anagrafica.objects.dovuti().exists():
        jobs.suona("fascicolo.anagrafe")
