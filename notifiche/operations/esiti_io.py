"""What the portal writes when App IO says what became of a copy."""

from typing import Any

from django.utils import timezone

from notifiche.models import Consegna, EsitoIO, Insuccesso
from portal.base.coda import Stato
from portal.registro.atti import atto


@atto
def conclude(riga: EsitoIO, **campi: Any) -> None:
    """The copy's fate is known: write it, unless the copy has been sent again meanwhile."""
    if riga.riesce():
        _scrivi(riga, **campi)


@atto
def arrivata(riga: EsitoIO, lettura: str, *, continua: bool) -> None:
    """App IO shows it. `continua`: the person has not read it yet, and App IO will say when."""
    nostra = riga.chiedi_ancora(lettura=lettura) if continua else riga.riesce(lettura=lettura)
    if nostra:
        _scrivi(riga, esito=Consegna.Esito.CONSEGNATA)


def _scrivi(riga: EsitoIO, **campi: Any) -> None:
    """Only over "taken": what is final does not change, and its moment neither."""
    presa = Consegna.objects.filter(pk=riga.consegna_id, stato=Stato.RIUSCITO, esito=Consegna.Esito.ACCETTATA)
    if campi["esito"] != Consegna.Esito.IGNOTA:  # of that one the last thing known is when it was taken
        campi["conclusa_il"] = timezone.now()
    if presa.update(**campi) and campi.get("errore"):
        Insuccesso.objects.create(consegna_id=riga.consegna_id, esito=campi["stato"], errore=campi["errore"])
