"""What the citizen hears of a technical assessment: that it holds the answer back, and that it no longer does."""

from typing import Any

from notifiche.operations import Contenuto
from pratiche.messaggi import messaggio_su
from pratiche.models import Parere


def parere_chiesto(parere: Parere) -> Contenuto:
    """An assessment without which nothing can be decided (art. 17): nothing of what was asked travels."""
    return _valutazione(parere, "parere_chiesto")


def parere_dato(parere: Parere) -> Contenuto:
    """It came, or was taken back: the office may decide."""
    return _valutazione(parere, "parere_dato", ritirato=bool(parere.ritirato_il))


def _valutazione(parere: Parere, nome: str, **contesto: Any) -> Contenuto:
    pratica = parere.pratica
    return messaggio_su(
        pratica,
        nome,
        chiave_evento=f"parere:{parere.codice}:{nome}",
        ufficio=pratica.ufficio.nome,
        entro=pratica.termine().attuale,
        **contesto,
    )
