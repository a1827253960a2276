"""What the office does with the mails that are not copies of a message and stopped."""

from collections.abc import Iterable

from notifiche.altra_posta import Posta
from portal.base.coda import Lavoro, Stato
from portal.base.jobs import accoda
from portal.enti.models import Ente
from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra


@atto
def manda_di_nuovo(posta: Posta, righe: Iterable[Lavoro], *, ente: Ente, attore: Persona) -> int:
    """One more try, from now: how many. Those decided meanwhile stay as they are."""
    ferme = _blocca(posta, righe)
    for riga in ferme:
        riga.rimetti_in_coda()
    accoda(posta.campanello)
    _annota("posta.rimessa_in_coda", posta, len(ferme), ente, attore)
    return len(ferme)


@atto
def lascia_ferma(posta: Posta, righe: Iterable[Lavoro], *, ente: Ente, attore: Persona) -> int:
    """It does not leave any more, and is shown no more: how many."""
    ferme = [riga.pk for riga in _blocca(posta, righe)]
    quante = posta.modello._default_manager.filter(pk__in=ferme).update(stato=Stato.ANNULLATO)
    _annota("posta.chiusa", posta, quante, ente, attore)
    return quante


def _blocca(posta: Posta, righe: Iterable[Lavoro]) -> list[Lavoro]:
    """Those that still wait, locked."""
    ferme = posta.modello._default_manager.fermi()  # type: ignore[attr-defined]
    return list(
        ferme.select_for_update(no_key=True, of=("self",)).filter(pk__in=[riga.pk for riga in righe]).order_by("pk")
    )


def _annota(azione: str, posta: Posta, quante: int, ente: Ente, attore: Persona) -> None:
    if quante:
        registra(azione, ente, attore, ente=ente, dati={"genere": posta.nome, "quante": quante})
