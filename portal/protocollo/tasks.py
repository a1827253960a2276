"""The night of the register: the files of the days that ended."""

import logging

from celery import shared_task

from portal.protocollo import giornaliero
from portal.protocollo.models import RegistroProtocollo

log = logging.getLogger("casa.protocollo")


@shared_task(name="protocollo.giornaliero")  # type: ignore[untyped-decorator]
def chiudi_i_giorni() -> None:
    """Each register that the portal keeps: a file for each day that has none. What fails tonight is found at the next round.

    The days of a register go in order: one that breaks waits, with those after it, and the other registers go on.
    """
    for registro in RegistroProtocollo.objects.order_by("pk"):
        try:
            _chiudi_i_suoi(registro)
        except Exception:
            log.exception("registro_giornaliero_fallito", extra={"registro": registro.pk})


def _chiudi_i_suoi(registro: RegistroProtocollo) -> None:
    for giorno in giornaliero.da_chiudere(registro):
        giornaliero.chiudi(registro.pk, giorno)
        log.info("registro_giornaliero", extra={"registro": registro.pk, "giorno": str(giorno)})
