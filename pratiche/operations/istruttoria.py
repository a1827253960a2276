"""The office works the case."""

from django.utils import timezone

from portal.identita.models import Persona
from portal.registro.atti import atto
from portal.registro.operations import registra
from pratiche import messaggi
from pratiche.models import Passaggio, Pratica
from pratiche.operations.comune import controlla_operatore, segna
from pratiche.operations.delega import racconta
from pratiche.stati import Atto, Stato


@atto
def prendi_in_carico(pratica_id: int, *, attore: Persona) -> Pratica:
    """An officer starts working on it. Twice by the same person is harmless; after a colleague it is refused in words."""
    pratica = Pratica.objects.blocca(pratica_id)
    controlla_operatore(pratica, attore)
    if pratica.stato == Stato.IN_LAVORAZIONE and pratica.assegnatario_id == attore.pk:
        return pratica
    pratica.controlla_atto(Atto.PRENDI)
    pratica.compi(Atto.PRENDI, assegnatario=attore, presa_in_carico_il=timezone.now())
    segna(pratica, Passaggio.Genere.PRESA_IN_CARICO)
    registra("pratica.presa_in_carico", pratica, attore, ente=pratica.ente)
    racconta(pratica, messaggi.presa_in_carico(pratica, volta=_trasferita(pratica)))
    return pratica


def _trasferita(pratica: Pratica) -> int:
    """Which transfer brought it here, or none."""
    passate = pratica.passaggi.filter(genere=Passaggio.Genere.TRASFERITA)
    return passate.order_by("-pk").values_list("pk", flat=True).first() or 0
